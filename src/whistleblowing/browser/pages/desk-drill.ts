import { armor } from 'age-encryption'
import { officerTexts as texts } from '../../../texts/whistleblowing-officer.ts'
import { readStaffKey } from '../crypto/staff-key.ts'
import type { ChallengeAnswer } from '../../wire-bodies.ts'
import { fromWire } from '../crypto/binary.ts'
import { Refused } from './client.ts'
import { attempt, openAnswer, submitButton, type Desk } from './desk.ts'
import { button, element, form, freshId, liveLine } from './element.ts'
import { saveFile } from './save-file.ts'

const command = 'age -d -i key.txt test.age'

/** Once a year somebody shows that the paper still opens: with the stock program, or, where there is no computer, here. */
export function showDrill(desk: Desk): void {
  const { drill: words } = texts
  const line = liveLine('problem')
  const start = button(
    words.start,
    () =>
      void attempt(desk, { line, submit: start }, async () => {
        const { challenge } = await desk.client.post<ChallengeAnswer>('/drill', {})
        showTest(desk, challenge)
      }),
    'button primary',
  )
  desk.show(
    element('h1', {}, words.title),
    element('p', {}, words.lead),
    line,
    element(
      'div',
      { class: 'ways' },
      start,
      button(texts.back, () => desk.go.keys(), 'button quiet'),
    ),
  )
}

function showTest(desk: Desk, challenge: string): void {
  const { drill: words } = texts
  const line = liveLine('problem')
  const answerField = element('input', {
    type: 'text',
    id: freshId('answer'),
    maxlength: 60,
    autocomplete: 'off',
    spellcheck: false,
  })
  const paperField = element('textarea', { id: freshId('paper'), rows: 3, autocomplete: 'off', spellcheck: false })
  const hand = async (answer: string) => {
    try {
      await desk.client.post('/drill/answer', { answer })
    } catch (error) {
      if (!(error instanceof Refused) || (error.word !== 'proof' && error.word !== 'bad')) throw error
      line.textContent = words.wrong
      return
    }
    await desk.refresh()
    desk.go.keys(words.done)
  }
  const submit = submitButton(words.send)
  const submitPaper = submitButton(texts.proveWithPaper.use)
  desk.show(
    element('h1', {}, words.title),
    element('p', {}, words.how),
    element('p', {}, element('code', {}, command)),
    button(
      words.save,
      () => saveFile('test.age', new TextEncoder().encode(armor.encode(fromWire(challenge)))),
      'button',
    ),
    line,
    form(
      () => void attempt(desk, { line, submit }, () => hand(answerField.value.trim())),
      element('div', { class: 'field' }, element('label', { for: answerField.id }, words.answer), answerField),
      submit,
    ),
    element(
      'details',
      {},
      element('summary', {}, words.orHere),
      form(
        () =>
          void attempt(desk, { line, submit: submitPaper }, async () => {
            const read = await readStaffKey(paperField.value)
            paperField.value = ''
            if (read === null) line.textContent = texts.proveWithPaper.wrong
            else await hand(await openAnswer(challenge, read.identity).catch(() => ''))
          }),
        element(
          'div',
          { class: 'field' },
          element('label', { for: paperField.id }, texts.proveWithPaper.label),
          paperField,
        ),
        submitPaper,
      ),
    ),
    button(texts.back, () => desk.go.keys(), 'button quiet'),
  )
}
