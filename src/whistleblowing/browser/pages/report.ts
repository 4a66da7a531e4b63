import { sha256 } from '@noble/hashes/sha2.js'
import { holdsReceipt, newReceipt, openReceipt, showReceipt, type ReceiptKeys } from '../crypto/receipt.ts'
import { systemRandom } from '../crypto/random.ts'
import type { KeysAnswer, PublicKey, SubmissionAnswer } from '../../wire-bodies.ts'
import { drawReview, drawStep, hasOnlineReader, readersOf, steps, type Step } from './ask.ts'
import { prepareFiles } from './attachment.ts'
import { fromWire } from '../crypto/binary.ts'
import { pause, Refused } from './client.ts'
import { emptyDraft, isEmpty, wordsOf, type Draft } from './draft.ts'
import { button, element, form, freshId, list, liveLine, paragraphs, type Child } from './element.ts'
import { backButton, day, hotlines, type Frame } from './frame.ts'
import { newCase, sealReport, type OpenCase, type SealedReport } from '../crypto/sealing.ts'
import { doWork, partsOf, sealFiles, sendParts, type SealedUpload, type Work } from './uploads.ts'

/** The files of a report, sealed for its case: a second try goes on with them where the first one broke off. */
type Begun = { open: OpenCase; uploads: SealedUpload[] }
/** A report sealed whole, its files on the server: only the post is missing. */
type Ready = { sealed: SealedReport; files: string[] }

/**
 * A new report, from the first question to the page that says that it was sent.
 * @param home where going back from the first question leads
 * @param done called when it was sent
 * @returns goes on with what was written so far
 */
export function startReport(frame: Frame, home: () => void, done: () => void): () => void {
  const draft = emptyDraft()
  const receipt = newReceipt(systemRandom)
  // Dear computations run while the person writes the receipt down.
  let keys: Promise<ReceiptKeys> | null = null
  let work: Promise<Work> | null = null
  let begun: Begun | null = null
  let ready: Ready | null = null
  const guard = (event: BeforeUnloadEvent) => {
    if (!isEmpty(draft)) event.preventDefault()
  }
  const forget = () => removeEventListener('beforeunload', guard)
  forgetters.add(forget)

  function ask(at: number, then?: () => void): void {
    const step = steps[at]
    if (step === undefined) {
      review()
      return
    }
    const back = () => {
      if (then !== undefined) then()
      else if (at > 0) ask(at - 1)
      else home()
    }
    frame.show(() => drawStep(frame, draft, step, { back, next: then ?? (() => ask(at + 1)) }))
  }

  function review(): void {
    begun = null
    ready = null
    frame.show(() =>
      drawReview(frame, draft, {
        edit: (step: Step) => ask(steps.indexOf(step), review),
        back: () => ask(steps.length - 1),
        next: hasOnlineReader(draft, readers()) ? showCode : () => ask(steps.indexOf('readers'), review),
      }),
    )
  }

  function readers(): readonly PublicKey[] {
    return frame.channel?.keys ?? []
  }

  function showCode(): void {
    keys ??= openReceipt(receipt, frame.channel?.kdf.salt ?? '', frame.channel?.kdf)
    // What went wrong is asked again, and told, when the person sends.
    keys.catch(() => undefined)
    work ??= doWork(frame.client, 'submit')
    work.catch(() => undefined)
    frame.show(() => drawReceipt(frame, draft, receipt, { back: review, send: () => void send() }))
  }

  async function send(withFiles = true): Promise<void> {
    const { sending } = frame.texts
    const said = element('p', { role: 'status' }, sending.sealing)
    frame.show(() => [
      element('h1', {}, sending.title),
      element('div', { class: 'busy' }),
      said,
      element('p', { class: 'note' }, sending.stay),
    ])
    const say = (text: string) => {
      said.textContent = text
    }
    try {
      const receiptKeys = await (keys ??= openReceipt(receipt, frame.channel?.kdf.salt ?? '', frame.channel?.kdf))
      ready ??= await seal(receiptKeys, withFiles, say)
      const { pow } = await readyWork(say)
      say(sending.posting)
      const answer = await frame.client.post<SubmissionAnswer>('/s', {
        ...ready.sealed,
        files: ready.files,
        website: '',
        pow,
      })
      forget()
      done()
      drawSent(answer, ready)
    } catch (error) {
      work = null
      // A key that could not be made is made anew at the next try.
      if (!(error instanceof Refused)) keys = null
      await explain(error instanceof Refused ? error.word : 'failure')
    }
  }

  async function seal(receiptKeys: ReceiptKeys, withFiles: boolean, say: (text: string) => void): Promise<Ready> {
    const { sending } = frame.texts
    begun ??= await beginCase(withFiles ? draft.files : [])
    const { open, uploads } = begun
    await sendParts(frame.client, uploads, (at, of) => say(sending.uploading(at, of)))
    const trimmed = Object.fromEntries(
      Object.entries(draft.answers).map(([name, answer]) => [name, answer.trim()]),
    ) as Draft['answers']
    const sealed = await sealReport(
      open,
      { language: frame.language, ...trimmed, ongoing: draft.ongoing },
      { name: draft.name.trim(), contact: draft.contact.trim() },
      uploads.map(({ manifest }) => manifest),
      readersOf(draft, readers()),
      receiptKeys,
    )
    return { sealed, files: partsOf(uploads) }
  }

  async function beginCase(files: Draft['files']): Promise<Begun> {
    const open = await newCase(frame.channel?.agency.slug ?? '')
    const prepared = await prepareFiles(files, draft.asOriginals, frame.texts.files.photoName)
    if (prepared === null) throw new Error('A photo can no longer be drawn.')
    return { open, uploads: await sealFiles(prepared, open.recipient) }
  }

  async function readyWork(say: (text: string) => void): Promise<Work> {
    const begun = work === null ? null : await work.catch(() => null)
    if (begun === null || performance.now() > begun.until) work = doWork(frame.client, 'submit')
    else work = Promise.resolve(begun)
    const done = await work
    const left = done.from - performance.now()
    if (left > 0) {
      say(frame.texts.sending.waiting)
      await pause(left)
    }
    work = null
    return done
  }

  async function explain(word: Refused['word']): Promise<void> {
    const { failed } = frame.texts
    const retry = button(failed.retry, () => void send(), 'button primary', { id: 'retry' })
    let lines: string[] = [failed.refused]
    let act: HTMLElement = retry
    if (word === 'offline' || word === 'busy') lines = [failed.offline]
    if (word === 'case' || word === 'parts') {
      begun = null
      ready = null
    }
    if (word === 'full') {
      begun = null
      lines = [failed.full]
      act = button(failed.withoutFiles, () => void send(false), 'button primary')
    }
    if (word === 'closed') lines = [failed.closed]
    if (word === 'keys') {
      ready = null
      lines = [failed.readersChanged]
      const fresh = await frame.client.get<KeysAnswer>('/keys').catch(() => null)
      if (fresh !== null) frame.channel = fresh
      draft.excluded = new Set([...draft.excluded].filter((id) => readers().some((key) => key.id === id)))
      act = button(failed.seeReaders, () => ask(steps.indexOf('readers'), review), 'button primary')
    }
    frame.show(() => [
      element('h1', {}, failed.title),
      ...paragraphs([...lines, failed.kept]),
      element('div', { class: 'ways' }, act, backButton(frame, showCode)),
      hotlines(frame.texts),
    ])
  }

  function drawSent(answer: SubmissionAnswer, { sealed }: Ready): void {
    const report = sealed.items[0]?.blob ?? ''
    const proof = Array.from(sha256(fromWire(report)), (byte) => byte.toString(16).padStart(2, '0')).join('')
    frame.show(() => {
      const { sent } = frame.texts
      return [
        element('h1', {}, sent.title),
        element('p', { class: 'lead' }, sent.lead(day(frame, answer.received))),
        element('p', { class: 'notice' }, sent.next(day(frame, answer.nextCheck))),
        ...paragraphs([sent.noPush, sent.after]),
        element('div', { class: 'ways' }, button(sent.finish, frame.leave, 'button primary', { id: 'finish' })),
        element(
          'details',
          {},
          element('summary', {}, sent.proofTitle),
          element('p', {}, sent.proof),
          element('code', { class: 'proof' }, proof),
        ),
      ]
    })
  }

  const resume = () => ask(0)
  addEventListener('beforeunload', guard)
  resume()
  return resume
}

/** What must be dropped when the page is left. */
export const forgetters = new Set<() => void>()

/** The receipt, before anything was sent: it is written down first, and its end typed to show that it was. */
function drawReceipt(frame: Frame, draft: Draft, receipt: string, go: { back: () => void; send: () => void }): Child[] {
  const texts = frame.texts.receipt
  const copied = liveLine()
  const problem = liveLine('problem')
  const shown = showReceipt(receipt)
  const field = element('input', {
    id: freshId('end'),
    class: 'digits short',
    type: 'text',
    inputmode: 'numeric',
    maxlength: 4,
    autocomplete: 'off',
  })
  const copy = () => {
    navigator.clipboard.writeText(shown).then(
      () => {
        copied.textContent = texts.copied
      },
      () => {
        copied.textContent = texts.copyFailed
      },
    )
  }
  const check = () => {
    if (holdsReceipt(wordsOf(draft), receipt)) problem.textContent = texts.holdsReceipt
    else if (toArabic(field.value) !== receipt.slice(-4)) {
      problem.textContent = texts.retypeWrong
      field.focus()
    } else go.send()
  }
  return [
    element('p', { class: 'step no-print' }, texts.notSent),
    element('h1', { class: 'no-print' }, texts.title),
    element('p', { class: 'no-print' }, texts.lead),
    element(
      'section',
      { class: 'slip', 'aria-label': texts.label },
      element('p', { class: 'print-only' }, texts.slipTitle),
      element('p', { class: 'digits', id: 'receipt', 'aria-label': receipt.split('').join(' ') }, ...groups(shown)),
      element('p', { class: 'print-only' }, texts.slipHelp),
    ),
    element(
      'div',
      { class: 'no-print' },
      element(
        'div',
        { class: 'pair' },
        button(texts.copy, copy, 'button small'),
        button(texts.print, () => print(), 'button small'),
      ),
      copied,
      list(texts.advice),
      form(
        check,
        element('div', { class: 'field' }, element('label', { for: field.id }, texts.retype), field),
        problem,
        element(
          'div',
          { class: 'ways' },
          element('button', { type: 'submit', class: 'button primary', id: 'send' }, texts.send),
          backButton(frame, go.back),
        ),
      ),
    ),
  ]
}

/** Each four stay together on a narrow screen. */
function groups(shown: string): Child[] {
  const parts = shown.split('-')
  return parts.flatMap((part, index) => [
    element('span', { class: 'four' }, index < parts.length - 1 ? `${part}-` : part),
    index < parts.length - 1 ? element('wbr') : null,
  ])
}

function toArabic(text: string): string {
  return text.trim().replace(/[\u0e50-\u0e59]/g, (digit) => String(digit.charCodeAt(0) - 0x0e50))
}
