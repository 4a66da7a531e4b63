import { holdsReceipt, openReceipt, readReceipt, type ReceiptKeys } from '../crypto/receipt.ts'
import { type FileBody, type ReportBody, type WordsBody } from '../../wire.ts'
import type { CaseForReporter, FollowUp } from '../../wire-bodies.ts'
import { prepareFiles } from './attachment.ts'
import { toWire } from '../crypto/binary.ts'
import { pause, Refused } from './client.ts'
import { questions } from './draft.ts'
import { button, element, fill, form, freshId, liveLine, type Child } from './element.ts'
import { filePicker, type Choice } from './file-picker.ts'
import { backButton, day, hotlines, type Frame } from './frame.ts'
import { watchIdle } from './leaving.ts'
import { isComplete, openCase, openItems, type ShownItem } from './opened-case.ts'
import { forgetters } from './report.ts'
import { sealBody, type OpenCase } from '../crypto/sealing.ts'
import { doWork, partsOf, sealFiles, sendParts } from './uploads.ts'

const idleMinutes = 10

/** A case that the reporter looks at: the code and its keys stay in memory until the page is left. */
type Visit = { receipt: string; keys: ReceiptKeys; open: OpenCase; shown: CaseForReporter; items: ShownItem[] }

/** Asks for the receipt. A mistyped one is found here, without asking the server. */
export function startFollowing(frame: Frame, home: () => void, notice = ''): void {
  frame.show(() => {
    const { follow } = frame.texts
    const problem = liveLine('problem')
    problem.textContent = notice
    const field = element('input', {
      id: freshId('code'),
      class: 'digits',
      type: 'text',
      inputmode: 'numeric',
      autocomplete: 'off',
      spellcheck: false,
      maxlength: 40,
      'aria-describedby': 'code-hint',
    })
    const submit = element('button', { type: 'submit', class: 'button primary', id: 'open' }, follow.open)
    const open = async () => {
      const read = readReceipt(field.value)
      if ('wrong' in read) {
        problem.textContent = read.wrong === 'length' ? follow.wrongLength : follow.wrongCheck
        field.focus()
        return
      }
      submit.disabled = true
      problem.textContent = follow.opening
      try {
        const keys = await openReceipt(read.receipt, frame.channel?.kdf.salt ?? '', frame.channel?.kdf)
        visit(frame, read.receipt, keys, await lookUp(frame, keys))
      } catch (error) {
        const word = error instanceof Refused ? error.word : 'failure'
        submit.disabled = false
        problem.textContent =
          word === 'unknown'
            ? follow.unknown
            : word === 'offline'
              ? frame.texts.unreachable.lead
              : word === 'failure'
                ? frame.texts.case.broken
                : follow.busy
      }
    }
    return [
      element('h1', {}, follow.title),
      form(
        () => void open(),
        element('div', { class: 'field' }, element('label', { for: field.id }, follow.label), field),
        element('p', { class: 'note', id: 'code-hint' }, follow.hint),
        problem,
        element('div', { class: 'ways' }, submit, backButton(frame, home)),
      ),
      element('p', { class: 'note' }, follow.lost),
    ]
  })
}

async function lookUp(frame: Frame, keys: ReceiptKeys): Promise<CaseForReporter> {
  const { pow, from } = await doWork(frame.client, 'look')
  await pause(Math.max(0, from - performance.now()))
  return frame.client.post<CaseForReporter>('/r', { lookup: toWire(keys.lookup), pow })
}

function visit(frame: Frame, receipt: string, keys: ReceiptKeys, answer: CaseForReporter): void {
  let current: Visit | null = null
  const unsent = { text: '', files: [], asOriginals: false } as { text: string } & Choice
  const end = () => {
    const token = current?.shown.token
    current = null
    unsent.text = ''
    unsent.files = []
    stop()
    if (token !== undefined) frame.client.post('/r/x', { token }, { keepalive: true }).catch(() => undefined)
  }
  forgetters.add(end)
  const stop = watchIdle({ minutes: idleMinutes }, () => {
    end()
    startFollowing(frame, () => location.reload(), frame.texts.case.idle)
  })

  /** Opens what the server sent and shows it. */
  async function take(shown: CaseForReporter, said = ''): Promise<void> {
    const open =
      current?.open ?? (await openCase(frame.channel?.agency.slug ?? '', shown.case, shown.wrap, keys.identity))
    const items = await openItems(open, shown.items)
    const taken: Visit = { receipt, keys, open, shown, items }
    current = taken
    frame.show(() => drawCase(frame, taken, unsent, { write, withdraw, end: leave }, said))
  }

  function leave(): void {
    end()
    frame.leave()
  }

  async function write(say: (text: string) => void): Promise<void> {
    const texts = frame.texts.case
    const text = unsent.text.trim()
    if (current === null) return
    if (text === '' && unsent.files.length === 0) {
      say(texts.empty)
      return
    }
    if (holdsReceipt([text, ...unsent.files.map(({ file }) => file.name)].join('\n'), receipt)) {
      say(texts.holdsReceipt)
      return
    }
    say(texts.sending)
    try {
      const prepared = await prepareFiles(unsent.files, unsent.asOriginals, frame.texts.files.photoName)
      if (prepared === null) throw new Error('A photo can no longer be drawn.')
      const { open } = current
      const uploads = await sealFiles(prepared, open.recipient)
      await sendParts(frame.client, uploads, (at, of) => say(frame.texts.sending.uploading(at, of)))
      const bodies: ['reply' | 'file-manifest', unknown][] =
        text === '' ? [] : [['reply', { text } satisfies WordsBody]]
      for (const { manifest } of uploads) bodies.push(['file-manifest', manifest])
      const files = partsOf(uploads)
      const shown = await again(async (seen) => {
        const items: FollowUp['items'] = []
        for (const [index, [kind, body]] of bodies.entries()) {
          items.push(await sealBody(open, { kind, role: 'reporter', seq: seen.nextSeq + index }, body))
        }
        return frame.client.post<CaseForReporter>('/r/i', { token: seen.token, items, files })
      })
      unsent.text = ''
      unsent.files = []
      await take(shown, texts.sent)
    } catch (error) {
      say(error instanceof Refused && error.word === 'full' ? frame.texts.files.notNow : texts.failed)
    }
  }

  /** Does it with what is known; when somebody wrote meanwhile or the visit is over, looks up anew and does it once more. */
  async function again(act: (seen: CaseForReporter) => Promise<CaseForReporter>): Promise<CaseForReporter> {
    const seen = current?.shown ?? answer
    try {
      return await act(seen)
    } catch (error) {
      if (!(error instanceof Refused) || (error.word !== 'seq' && error.word !== 'token')) throw error
      return act(await lookUp(frame, keys))
    }
  }

  async function withdraw(say: (text: string) => void): Promise<void> {
    try {
      const shown = await again((seen) => frame.client.post<CaseForReporter>('/r/w', { token: seen.token }))
      await take(shown, frame.texts.case.withdrawn)
    } catch {
      say(frame.texts.case.failed)
    }
  }

  take(answer).catch(() => {
    end()
    frame.show(() => [
      element('h1', {}, frame.texts.case.title),
      element('p', { class: 'problem' }, frame.texts.case.broken),
      hotlines(frame.texts),
    ])
  })
}

type Acts = {
  write: (say: (text: string) => void) => Promise<void>
  withdraw: (say: (text: string) => void) => Promise<void>
  end: () => void
}

function drawCase(
  frame: Frame,
  { shown, items }: Visit,
  unsent: { text: string } & Choice,
  acts: Acts,
  said: string,
): Child[] {
  const { case: texts } = frame.texts
  const dates: [string, string | null][] = [
    [texts.received, shown.received],
    [texts.acknowledged, shown.acknowledged],
    [texts.firstAnswer, shown.firstAnswer],
    ...(shown.closed === null ? [] : [[texts.closed, shown.closed] as [string, string]]),
    ...(shown.purge === null
      ? [[texts.nextCheck, shown.nextCheck] as [string, string]]
      : [[texts.purge, shown.purge] as [string, string]]),
  ]
  const hasAnswer = items.some(({ item }) => item.role === 'officer')
  return [
    element('h1', {}, texts.title),
    said === '' ? null : element('p', { class: 'notice', role: 'status' }, said),
    element(
      'section',
      { class: 'panel' },
      element('h2', {}, texts.status),
      element('p', { class: 'status', id: 'status' }, texts.statuses[shown.status]),
      shown.outcome === null ? null : element('p', { class: 'status' }, texts.outcomes[shown.outcome]),
      shown.withdrawalAsked && shown.closed === null ? element('p', {}, texts.withdrawn) : null,
      element(
        'dl',
        {},
        ...dates.flatMap(([name, date]) => [
          element('dt', {}, name),
          element('dd', {}, date === null ? texts.notYet : day(frame, date)),
        ]),
      ),
    ),
    element('h2', {}, texts.messages),
    isComplete(items.map(({ item }) => item)) ? null : element('p', { class: 'problem' }, texts.broken),
    element('ol', { class: 'messages' }, ...items.map((item) => drawItem(frame, item))),
    hasAnswer ? null : element('p', { class: 'note' }, texts.noAnswer),
    drawWriting(frame, unsent, acts),
    shown.withdrawalAsked || shown.closed !== null ? null : drawWithdrawal(frame, acts),
    element('div', { class: 'ways' }, button(texts.end, acts.end, 'button', { id: 'end' })),
  ]
}

function drawItem(frame: Frame, shown: ShownItem): HTMLElement {
  const { case: texts } = frame.texts
  const { item } = shown
  return element(
    'li',
    { class: item.role === 'officer' ? 'message theirs' : 'message mine' },
    element('p', { class: 'note' }, `${item.role === 'officer' ? texts.officer : texts.you} · ${day(frame, item.day)}`),
    ...drawBody(frame, shown),
  )
}

function drawBody(frame: Frame, shown: ShownItem): Child[] {
  const { ask, case: texts } = frame.texts
  if (shown.state === 'broken') return [element('p', { class: 'problem broken' }, texts.broken)]
  if (shown.state === 'apart') return [element('p', { class: 'note' }, texts.identity)]
  switch (shown.item.kind) {
    case 'report': {
      const report = shown.body as ReportBody
      return [
        element('p', { class: 'strong' }, texts.report),
        ...questions
          .filter((question) => report[question] !== '')
          .flatMap((question) => [
            element('p', { class: 'note' }, ask.questions[question].title),
            element('p', { class: 'said' }, report[question]),
          ]),
      ]
    }
    case 'file-manifest':
      return [element('p', {}, texts.file((shown.body as FileBody).name))]
    default:
      return [element('p', { class: 'said' }, (shown.body as WordsBody).text)]
  }
}

function drawWriting(frame: Frame, unsent: { text: string } & Choice, acts: Acts): HTMLElement {
  const { case: texts } = frame.texts
  const said = liveLine('problem')
  const field = element('textarea', {
    id: freshId('message'),
    rows: 5,
    maxlength: 20_000,
    autocomplete: 'off',
    spellcheck: false,
    oninput: () => {
      unsent.text = field.value
    },
  })
  field.value = unsent.text
  const submit = element('button', { type: 'submit', class: 'button primary', id: 'send-message' }, texts.send)
  return element(
    'section',
    { class: 'panel' },
    form(
      () => {
        submit.disabled = true
        void acts
          .write((text) => {
            said.textContent = text
          })
          .finally(() => {
            submit.disabled = false
          })
      },
      element(
        'div',
        { class: 'field' },
        element('label', { for: field.id }, texts.write),
        element('p', { class: 'note' }, texts.writeHint),
        field,
      ),
      filePicker(frame, unsent),
      said,
      submit,
    ),
  )
}

/** Two taps: what it means is said before it is asked for. */
function drawWithdrawal(frame: Frame, acts: Acts): HTMLElement {
  const { case: texts } = frame.texts
  const place = element('section', { class: 'panel' })
  const said = liveLine('problem')
  const closed = () => fill(place, button(texts.withdraw, opened, 'button quiet', { id: 'withdraw' }))
  const opened = () => {
    fill(
      place,
      element('h2', {}, texts.withdraw),
      element('p', {}, texts.withdrawExplain),
      said,
      element(
        'div',
        { class: 'ways' },
        button(texts.withdrawSure, () => void acts.withdraw((text) => (said.textContent = text)), 'button danger'),
        button(texts.withdrawCancel, closed, 'button quiet'),
      ),
    )
    place.querySelector('button')?.focus()
  }
  closed()
  return place
}
