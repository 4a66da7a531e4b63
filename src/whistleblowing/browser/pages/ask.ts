import type { PublicKey } from '../../wire-bodies.ts'
import { questions, type Draft, type Question } from './draft.ts'
import { button, element, form, freshId, liveLine, type Child } from './element.ts'
import { filePicker } from './file-picker.ts'
import { backButton, hotlines, type Frame } from './frame.ts'

/** The screens of a report in their order; one question each. */
export const steps = [...questions, 'ongoing', 'contact', 'readers'] as const
export type Step = (typeof steps)[number]

/** Letters of one answer; ten of them still fit into one sealed item. */
const longestAnswer = 20_000
const fewestLetters = 5

/** Draws one question. `go` moves by one; an answer is taken over as it is typed, so nothing is lost on the way back. */
export function drawStep(frame: Frame, draft: Draft, step: Step, go: { back: () => void; next: () => void }): Child[] {
  switch (step) {
    case 'ongoing':
      return drawOngoing(frame, draft, go)
    case 'contact':
      return drawContact(frame, draft, go)
    case 'readers':
      return drawReaders(frame, draft, go)
    default:
      return drawQuestion(frame, draft, step, go)
  }
}

function heading(frame: Frame, step: Step, title: string): Child[] {
  return [
    element('p', { class: 'step' }, frame.texts.ask.step(steps.indexOf(step) + 1, steps.length)),
    element('h1', {}, title),
  ]
}

function ways(frame: Frame, back: () => void): HTMLElement {
  return element(
    'div',
    { class: 'ways' },
    element('button', { type: 'submit', class: 'button primary' }, frame.texts.next),
    backButton(frame, back),
  )
}

function drawQuestion(frame: Frame, draft: Draft, step: Question, go: { back: () => void; next: () => void }): Child[] {
  const { ask } = frame.texts
  const { title, hint } = ask.questions[step]
  const hintId = freshId('hint')
  const problem = liveLine('problem')
  const isLong = step === 'what' || step === 'how' || step === 'evidence'
  const field = element('textarea', {
    id: step,
    rows: isLong ? 8 : 3,
    maxlength: longestAnswer,
    autocomplete: 'off',
    spellcheck: false,
    'aria-label': title,
    'aria-describedby': hintId,
    oninput: () => {
      draft.answers[step] = field.value
    },
  })
  field.value = draft.answers[step]
  const needed = step === 'what'
  return [
    ...heading(frame, step, title),
    form(
      () => {
        if (needed && field.value.trim().length < fewestLetters) {
          problem.textContent = ask.whatMissing
          field.setAttribute('aria-invalid', 'true')
          field.focus()
        } else go.next()
      },
      element('p', { id: hintId, class: 'hint' }, hint),
      field,
      problem,
      step === 'evidence' ? filePicker(frame, draft) : null,
      needed ? null : element('p', { class: 'note' }, ask.optional),
      ways(frame, go.back),
    ),
    steps.indexOf(step) === 0 ? element('p', { class: 'note' }, ask.memory) : null,
  ]
}

function drawOngoing(frame: Frame, draft: Draft, go: { back: () => void; next: () => void }): Child[] {
  const texts = frame.texts.ask.ongoing
  const group = freshId('ongoing')
  const choices = (['yes', 'no', 'unknown'] as const).map((value) => {
    const input = element('input', {
      type: 'radio',
      name: group,
      id: freshId('ongoing'),
      value,
      checked: draft.ongoing === value,
      onchange: () => {
        draft.ongoing = value
      },
    })
    return element('div', { class: 'choice' }, input, element('label', { for: input.id }, texts[value]))
  })
  return [
    ...heading(frame, 'ongoing', texts.title),
    form(
      go.next,
      element(
        'fieldset',
        { class: 'plain' },
        element('legend', { class: 'unseen' }, texts.title),
        element('p', { class: 'hint' }, texts.hint),
        ...choices,
      ),
      ways(frame, go.back),
    ),
  ]
}

function drawContact(frame: Frame, draft: Draft, go: { back: () => void; next: () => void }): Child[] {
  const texts = frame.texts.ask.contact
  const line = (name: 'name' | 'contact') => {
    const field = element('input', {
      type: 'text',
      id: freshId(name),
      maxlength: 500,
      autocomplete: 'off',
      spellcheck: false,
      oninput: () => {
        draft[name] = field.value
      },
    })
    field.value = draft[name]
    return element('div', { class: 'field' }, element('label', { for: field.id }, texts[name]), field)
  }
  return [
    ...heading(frame, 'contact', texts.title),
    form(
      go.next,
      element('p', { class: 'hint' }, texts.hint),
      line('name'),
      line('contact'),
      element('p', { class: 'note' }, frame.texts.ask.optional),
      ways(frame, go.back),
    ),
  ]
}

/** The keys that the report would be sealed to. */
export function readersOf(draft: Draft, keys: readonly PublicKey[]): PublicKey[] {
  return keys.filter((key) => !draft.excluded.has(key.id))
}

/** Whether somebody would be left who reads at a screen; a key on paper alone reads nothing in time. */
export function hasOnlineReader(draft: Draft, keys: readonly PublicKey[]): boolean {
  return readersOf(draft, keys).some((key) => key.role !== 'recovery')
}

function drawReaders(frame: Frame, draft: Draft, go: { back: () => void; next: () => void }): Child[] {
  const texts = frame.texts.ask.readers
  const keys = frame.channel?.keys ?? []
  const refusal = element(
    'div',
    { role: 'alert' },
    element('p', { class: 'problem' }, texts.none),
    hotlines(frame.texts),
  )
  const next = element('button', { type: 'submit', class: 'button primary' }, frame.texts.next)
  const update = () => {
    const possible = hasOnlineReader(draft, keys)
    refusal.hidden = possible
    next.hidden = !possible
  }
  const choices = keys.map((key) => {
    const input = element('input', {
      type: 'checkbox',
      id: freshId('reader'),
      checked: draft.excluded.has(key.id),
      onchange: () => {
        if (input.checked) draft.excluded.add(key.id)
        else draft.excluded.delete(key.id)
        update()
      },
    })
    return element(
      'div',
      { class: 'choice' },
      input,
      element(
        'label',
        { for: input.id },
        element('strong', {}, key.label),
        element('br'),
        element('span', { class: 'note' }, frame.texts.home.readerRoles[key.role]),
        element('br'),
        texts.exclude,
      ),
    )
  })
  update()
  return [
    ...heading(frame, 'readers', texts.title),
    form(
      () => {
        if (hasOnlineReader(draft, keys)) go.next()
      },
      element(
        'fieldset',
        { class: 'plain' },
        element('legend', { class: 'unseen' }, texts.title),
        element('p', { class: 'hint' }, texts.hint),
        ...choices,
      ),
      refusal,
      element('div', { class: 'ways' }, next, backButton(frame, go.back)),
    ),
  ]
}

/** What was written, to be looked over; every line can be changed. */
export function drawReview(
  frame: Frame,
  draft: Draft,
  go: { edit: (step: Step) => void; back: () => void; next: () => void },
): Child[] {
  const { ask, review } = frame.texts
  const keys = frame.channel?.keys ?? []
  const row = (step: Step, title: string, text: string) =>
    element(
      'div',
      { class: 'row review' },
      element(
        'div',
        {},
        element('h2', {}, title),
        element('p', { class: text === '' ? 'note' : 'said' }, text === '' ? review.empty : text),
      ),
      button(review.editShort, () => go.edit(step), 'button small quiet', { 'aria-label': review.edit(title) }),
    )
  return [
    element('h1', {}, review.title),
    ...questions.map((question) => row(question, ask.questions[question].title, draft.answers[question].trim())),
    draft.files.length > 0 ? row('evidence', review.files, draft.files.map(({ file }) => file.name).join('\n')) : null,
    row('ongoing', ask.ongoing.title, draft.ongoing === '' ? '' : ask.ongoing[draft.ongoing]),
    row('contact', review.contact, [draft.name.trim(), draft.contact.trim()].filter((text) => text !== '').join('\n')),
    row(
      'readers',
      review.readers,
      readersOf(draft, keys)
        .map((key) => key.label)
        .join('\n'),
    ),
    element(
      'div',
      { class: 'ways' },
      button(review.toReceipt, go.next, 'button primary', { id: 'to-receipt' }),
      backButton(frame, go.back),
    ),
  ]
}
