import { officerTexts as texts } from '../../../texts/whistleblowing-officer.ts'
import { ItemRefused } from '../crypto/item.ts'
import { openFile } from '../crypto/sealed-file.ts'
import type { FileBody, IdentityBody, ReportBody, WordsBody } from '../../wire.ts'
import type { CaseForOfficer, IdentityAnswer } from '../../wire-bodies.ts'
import { decodePicture } from './attachment.ts'
import { identityReasonNames } from './desk-words.ts'
import { Refused } from './client.ts'
import { drawActions } from './desk-actions.ts'
import { attempt, day, explain, submitButton, type Desk } from './desk.ts'
import { button, element, fill, form, freshId, liveLine, type Child } from './element.ts'
import { isComplete, openCase, openItems, type ShownItem } from './opened-case.ts'
import { saveFile } from './save-file.ts'
import type { OpenCase } from '../crypto/sealing.ts'

/** A case on the officer's desk: what the server sent, opened with a key of theirs. */
export type CaseOnDesk = { shown: CaseForOfficer; open: OpenCase; items: ShownItem[]; identities: string[] }

/** Fetches a case and shows it. */
export async function showCase(desk: Desk, id: string, said = ''): Promise<void> {
  const isHere = desk.here()
  try {
    const shown = await desk.client.get<CaseForOfficer>(`/cases/${id}`)
    if (isHere()) await takeCase(desk, shown, said)
  } catch (error) {
    if (error instanceof Refused && error.word === 'session') desk.expired()
    else {
      const words = error instanceof ItemRefused ? texts.case.broken : explain(error)
      desk.show(
        element('h1', {}, texts.case.title(id)),
        element('p', { class: 'problem broken' }, words),
        button(texts.back, () => desk.go.cases(), 'button'),
      )
    }
  }
}

/** Opens what the server sent of a case and shows it. */
export async function takeCase(desk: Desk, shown: CaseForOfficer, said = ''): Promise<void> {
  const wrap = shown.wraps.find(({ key }) => desk.unlocked.has(key))
  const identity = wrap === undefined ? undefined : desk.unlocked.get(wrap.key)
  if (wrap === undefined || identity === undefined) {
    desk.lock(texts.case.needsKey)
    return
  }
  const open = await openCase(desk.me.agency.slug, shown.id, wrap.blob, identity)
  const identities = [...desk.unlocked.values()]
  const items = await openItems(open, shown.items, identities)
  drawCase(desk, { shown, open, items, identities }, said)
}

function drawCase(desk: Desk, onDesk: CaseOnDesk, said: string): void {
  const { shown, items } = onDesk
  const { case: words } = texts
  const inner = items.filter(({ item }) => item.kind === 'note' || item.kind === 'redacted')
  const outer = items.filter((one) => !inner.includes(one))
  const bySeq = (list: ShownItem[]) => [...list].sort((one, other) => one.item.seq - other.item.seq)
  const isWhole = [inner, outer].every((list) => isComplete(bySeq(list).map(({ item }) => item)))
  const dates = [
    [words.dates.received, shown.received],
    [words.dates.acknowledged, shown.acknowledged],
    [words.dates.firstAnswer, shown.firstAnswer],
    [words.dates.closed, shown.closed],
    [words.dates.purge, shown.purge],
  ] as const
  desk.show(
    button(texts.back, () => desk.go.cases(), 'button small quiet'),
    element('h1', {}, words.title(shown.id)),
    said === '' ? null : element('p', { class: 'notice', role: 'status' }, said),
    isWhole ? null : element('p', { class: 'problem broken' }, words.gap),
    element(
      'section',
      { class: 'panel' },
      element(
        'p',
        { class: 'status', id: 'status' },
        shown.outcome === null
          ? texts.statuses[shown.status]
          : `${texts.statuses[shown.status]} · ${texts.outcomes[shown.outcome]}`,
      ),
      shown.due === null
        ? null
        : element(
            'p',
            { class: shown.due.overdue ? 'problem' : 'strong' },
            (shown.due.overdue ? texts.list.overdue : texts.list.by)(texts.list.due[shown.due.what], day(shown.due.on)),
          ),
      shown.withdrawalAsked && shown.closed === null
        ? element('p', { class: 'strong' }, texts.list.withdrawalAsked)
        : null,
      element(
        'dl',
        {},
        ...dates.flatMap(([name, date]) =>
          date === null ? [] : [element('dt', {}, name), element('dd', {}, day(date))],
        ),
        element('dt', {}, words.readers),
        element('dd', {}, shown.readers.map(({ label }) => label).join(', ')),
      ),
    ),
    element('h2', {}, words.messages),
    element('ol', { class: 'messages' }, ...bySeq(outer).map((item) => drawMessage(desk, onDesk, item))),
    outer.some(({ item }) => item.role === 'officer')
      ? element('p', { class: 'note' }, shown.reporterHasRead ? words.reporterHasRead : words.reporterHasNotRead)
      : null,
    ...drawActions(desk, onDesk, 'reply'),
    element('h2', {}, words.notes),
    element('p', { class: 'note' }, words.notesLead),
    element('ol', { class: 'messages' }, ...bySeq(inner).map((item) => drawMessage(desk, onDesk, item))),
    ...drawActions(desk, onDesk, 'note'),
    element('h2', {}, words.more),
    ...drawActions(desk, onDesk, 'more'),
  )
}

function drawMessage(desk: Desk, onDesk: CaseOnDesk, one: ShownItem): HTMLElement {
  const isOfficer = one.item.role === 'officer'
  return element(
    'li',
    { class: isOfficer ? 'message mine' : 'message theirs', 'data-kind': one.item.kind },
    element('p', { class: 'note' }, `${isOfficer ? texts.case.officer : texts.case.reporter} · ${day(one.item.day)}`),
    ...drawBody(desk, onDesk, one),
  )
}

function drawBody(desk: Desk, onDesk: CaseOnDesk, one: ShownItem): Child[] {
  if (one.state === 'broken') return [element('p', { class: 'problem broken' }, texts.case.broken)]
  if (one.state === 'apart') return [drawIdentity(desk, onDesk)]
  switch (one.item.kind) {
    case 'report':
      return reportLines(one.body as ReportBody).flatMap(([question, answer]) => [
        element('p', { class: 'note' }, question),
        element('p', { class: 'said' }, answer),
      ])
    case 'file-manifest':
      return [drawFile(desk, onDesk, one.body as FileBody)]
    case 'identity':
      return identityLines(one.body as IdentityBody)
    case 'redacted': {
      const { redacted: words } = texts.case
      const { text } = one.body as WordsBody
      const save = () => saveFile(words.fileName(onDesk.shown.id), new TextEncoder().encode(`\ufeff${text}\r\n`))
      return [
        element('p', { class: 'strong' }, words.item),
        element('p', { class: 'said' }, text),
        element('div', { class: 'ways' }, button(words.download, save, 'button small')),
      ]
    }
    default:
      return [element('p', { class: 'said' }, (one.body as WordsBody).text)]
  }
}

/** The report as questions with their answers; what was not answered is left out. */
export function reportLines(report: ReportBody): [question: string, answer: string][] {
  const { questions, ongoing } = texts.case
  const names = ['who', 'position', 'when', 'where', 'what', 'how', 'evidence'] as const
  return [
    [texts.case.via, report.via === 'chat' ? texts.case.viaChat : ''] as [string, string],
    ...names.map((name): [string, string] => [questions[name], report[name]]),
    [questions.ongoing, ongoing[report.ongoing] ?? ''] as [string, string],
  ].filter(([, answer]) => answer !== '')
}

// ---- who the reporter is ------------------------------------------------------------------------------------------------

function identityLines(body: IdentityBody): Child[] {
  const { identity } = texts.case
  return [
    body.name === '' ? null : element('p', {}, `${identity.name}: ${body.name}`),
    body.contact === '' ? null : element('p', {}, `${identity.contact}: ${body.contact}`),
  ]
}

/** A door of its own: a reason first, and the trail says that it was opened. */
function drawIdentity(desk: Desk, { shown, open }: CaseOnDesk): HTMLElement {
  const { identity: words } = texts.case
  const place = element('div', {})
  const line = liveLine('problem')
  const group = freshId('reason')
  const choices = identityReasonNames.map((reason) => {
    const input = element('input', { type: 'radio', name: group, id: freshId('reason'), value: reason })
    return {
      input,
      row: element('div', { class: 'choice' }, input, element('label', { for: input.id }, words.reasons[reason])),
    }
  })
  const submit = submitButton(words.open, 'button')
  fill(
    place,
    element('p', { class: 'strong' }, words.title),
    element('p', { class: 'note' }, words.lead),
    element(
      'details',
      {},
      element('summary', {}, words.open),
      form(
        () => {
          const reason = choices.find(({ input }) => input.checked)?.input.value
          if (reason === undefined) {
            line.textContent = words.chooseReason
            return
          }
          void attempt(desk, { line, submit }, async () => {
            const { items } = await desk.client.post<IdentityAnswer>(`/cases/${shown.id}/identity`, { reason })
            const opened = await openItems(open, items)
            fill(
              place,
              element('p', { class: 'strong' }, words.title),
              ...opened.flatMap((one) =>
                one.state === 'open'
                  ? identityLines(one.body as IdentityBody)
                  : [element('p', { class: 'problem broken' }, texts.case.broken)],
              ),
            )
          })
        },
        element(
          'fieldset',
          { class: 'plain' },
          element('legend', { class: 'unseen' }, words.title),
          ...choices.map(({ row }) => row),
        ),
        line,
        submit,
      ),
    ),
  )
  return place
}

// ---- files -----------------------------------------------------------------------------------------------------------------

/** A file out of its parts, checked against its manifest; null when it is not the one that was sent. */
export async function fetchFile(desk: Desk, { shown, open }: CaseOnDesk, file: FileBody): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = []
  for (const part of file.parts) parts.push(await desk.client.bytes(`/cases/${shown.id}/files/${part}`))
  return openFile(parts, file, open.identity)
}

/** Photos are drawn, which runs nothing; whatever else it is, is only ever saved. */
function drawFile(desk: Desk, onDesk: CaseOnDesk, file: FileBody): HTMLElement {
  const { files: words } = texts.case
  const line = liveLine('problem')
  const place = element('div', {})
  const withFile = (submit: HTMLButtonElement, act: (bytes: Uint8Array) => Promise<void> | void) =>
    void attempt(desk, { line, submit }, async () => {
      const bytes = await fetchFile(desk, onDesk, file).catch((error: unknown) => {
        if (error instanceof ItemRefused) return null
        throw error
      })
      if (bytes === null) line.textContent = words.damaged
      else await act(bytes)
    })
  const isPhoto = /^image\/(jpeg|png|webp|gif|bmp)$/.test(file.type)
  const show = button(
    words.showPhoto,
    () =>
      withFile(show, async (bytes) => {
        const canvas = await drawPhoto(bytes, words.photo(file.name))
        if (canvas === null) line.textContent = words.cannotDraw
        else fill(place, canvas)
      }),
    'button small',
  )
  const save = button(words.save, () => withFile(save, (bytes) => saveFile(file.name, bytes)), 'button small')
  return element(
    'div',
    {},
    element(
      'p',
      { class: 'said' },
      file.name,
      ' ',
      element('span', { class: 'note' }, `${Math.ceil(file.size / 1024)} KB`),
    ),
    element('p', { class: 'note' }, file.original ? words.original : words.cleaned),
    isPhoto ? null : element('p', { class: 'note' }, words.warning),
    element('div', { class: 'ways' }, isPhoto ? show : null, save),
    line,
    place,
  )
}

const largestShown = 1600

async function drawPhoto(bytes: Uint8Array, label: string): Promise<HTMLCanvasElement | null> {
  const drawn = await decodePicture(new Blob([bytes as Uint8Array<ArrayBuffer>]))
  if (drawn === null) return null
  const scale = Math.min(1, largestShown / Math.max(drawn.width, drawn.height))
  const canvas = element('canvas', {
    class: 'photo',
    role: 'img',
    'aria-label': label,
    width: Math.max(1, Math.round(drawn.width * scale)),
    height: Math.max(1, Math.round(drawn.height * scale)),
  })
  canvas.getContext('2d')?.drawImage(drawn, 0, 0, canvas.width, canvas.height)
  drawn.close()
  return canvas
}
