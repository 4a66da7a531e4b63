import { limits } from '../../wire.ts'
import { isDrawable, isPhoto, isTooLarge, type ChosenFile } from './attachment.ts'
import { button, element, fill, freshId, liveLine } from './element.ts'
import type { Frame } from './frame.ts'

/** What the picker changes: the files chosen, and whether photos go as they are. */
export type Choice = { files: ChosenFile[]; asOriginals: boolean }

/** Chooses files for a report or a message. Nothing leaves the device here. */
export function filePicker(frame: Frame, choice: Choice): HTMLElement {
  const { files: texts } = frame.texts
  if (frame.channel?.takesFiles === false) return element('p', { class: 'notice' }, texts.notNow)
  const rows = element('ul', { class: 'files' })
  const said = liveLine('problem')
  const input = element('input', {
    type: 'file',
    multiple: true,
    id: freshId('files'),
    class: 'file-input',
    onchange: () => void add([...(input.files ?? [])]),
  })
  const originals = element('input', {
    type: 'checkbox',
    id: freshId('originals'),
    checked: choice.asOriginals,
    onchange: () => {
      choice.asOriginals = originals.checked
      draw()
    },
  })
  const photoNotes = element(
    'div',
    {},
    element('p', { class: 'note' }, texts.cleaned),
    element(
      'div',
      { class: 'choice' },
      originals,
      element(
        'label',
        { for: originals.id },
        element('strong', {}, texts.original),
        element('br'),
        element('span', { class: 'note' }, texts.originalHint),
      ),
    ),
  )
  const otherNote = element('p', { class: 'note' }, texts.otherWarning)

  async function add(chosen: File[]): Promise<void> {
    const problems: string[] = []
    for (const file of chosen) {
      if (choice.files.length >= limits.files) problems.push(texts.tooMany)
      else if (isTooLarge(file)) problems.push(texts.tooLarge(file.name))
      else {
        const photo = isPhoto(file)
        if (photo && !choice.asOriginals && !(await isDrawable(file))) problems.push(texts.unreadable(file.name))
        else choice.files.push({ file, isPhoto: photo })
      }
    }
    input.value = ''
    fill(said, [...new Set(problems)].join(' '))
    draw()
  }

  function draw(): void {
    fill(
      rows,
      ...choice.files.map((chosen) =>
        element(
          'li',
          {},
          element(
            'span',
            {},
            chosen.file.name,
            element(
              'span',
              { class: 'note' },
              ` ${chosen.isPhoto && !choice.asOriginals ? texts.willBeCleaned : texts.asOriginal}`,
            ),
          ),
          button('✕', () => remove(chosen), 'button small quiet', { 'aria-label': texts.remove(chosen.file.name) }),
        ),
      ),
    )
    photoNotes.hidden = choice.files.every((chosen) => !chosen.isPhoto) && !choice.asOriginals
    otherNote.hidden = choice.files.every((chosen) => chosen.isPhoto)
  }
  function remove(chosen: ChosenFile): void {
    choice.files.splice(choice.files.indexOf(chosen), 1)
    draw()
    input.focus()
  }

  draw()
  return element(
    'fieldset',
    { class: 'panel' },
    element('legend', {}, texts.title),
    rows,
    element('label', { for: input.id, class: 'button file-button' }, texts.add),
    input,
    element('p', { class: 'note' }, texts.limit),
    said,
    photoNotes,
    otherNote,
  )
}
