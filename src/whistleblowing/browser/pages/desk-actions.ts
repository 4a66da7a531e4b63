import { officerTexts as texts } from '../../../texts/whistleblowing-officer.ts'
import { openItem, sealItem } from '../crypto/item.ts'
import { wrapCaseKey } from '../crypto/case-key.ts'
import type { FileBody, IdentityBody, ReportBody, WordsBody } from '../../wire.ts'
import type { CaseForOfficer, Rewrap } from '../../wire-bodies.ts'
import { fromWire, toWire } from '../crypto/binary.ts'
import { fetchFile, reportLines, takeCase, type CaseOnDesk } from './desk-case.ts'
import { outcomeNames, workingStatuses } from './desk-words.ts'
import { attempt, day, submitButton, type Desk } from './desk.ts'
import { button, element, form, freshId, liveLine, type Child } from './element.ts'
import { openItems, type ShownItem } from './opened-case.ts'
import { safeName, saveFile } from './save-file.ts'
import { sealBody } from '../crypto/sealing.ts'
import { zip } from './zip.ts'

/** What can be done with a case: words to the reporter, notes, and everything else behind its own heading. */
export function drawActions(desk: Desk, onDesk: CaseOnDesk, which: 'reply' | 'note' | 'more'): Child[] {
  switch (which) {
    case 'reply':
      return [drawReply(desk, onDesk)]
    case 'note':
      return [drawNote(desk, onDesk)]
    default:
      return drawMore(desk, onDesk)
  }
}

function drawMore(desk: Desk, onDesk: CaseOnDesk): Child[] {
  const { shown } = onDesk
  const isClosed = shown.status === 'done' || shown.status === 'spam'
  const isDue = shown.purge !== null && shown.purge <= desk.me.today
  return [
    isClosed ? null : drawStatus(desk, onDesk),
    isClosed ? null : drawExtension(desk, onDesk),
    isClosed ? null : drawClosing(desk, onDesk),
    drawRedaction(desk, onDesk),
    drawHandOver(desk, onDesk),
    simple(desk, onDesk, texts.case.withdraw, 'withdraw', 'danger', () => desk.go.cases(texts.case.withdraw.saved)),
    isClosed ? null : simple(desk, onDesk, texts.case.spam, 'spam', 'danger'),
    isClosed ? simple(desk, onDesk, texts.case.reopen, 'reopen', '') : null,
    shown.purge === null ? null : drawKeeping(desk, onDesk),
    drawExport(desk, onDesk),
    isDue
      ? simple(desk, onDesk, texts.case.purge, 'purge', 'danger', () => desk.go.cases(texts.case.purge.saved))
      : null,
  ]
}

/** One thing to do behind its heading, so that nothing is done by a slip of the thumb. */
function folded(id: string, title: string, ...children: Child[]): HTMLElement {
  return element('details', { class: 'panel', id }, element('summary', {}, title), ...children)
}

/** Sends something about the case and shows the case as it is then. */
async function change(desk: Desk, { shown }: CaseOnDesk, path: string, body: unknown, said: string): Promise<void> {
  await takeCase(desk, await desk.client.post<CaseForOfficer>(`/cases/${shown.id}/${path}`, body), said)
}

/** Words to the reporter as an item; none when there are none. */
async function replyItems({ open, shown }: CaseOnDesk, text: string) {
  if (text === '') return []
  return [await sealBody(open, { kind: 'reply', role: 'officer', seq: shown.nextSeq }, { text } satisfies WordsBody)]
}

/** A field whose words stay when the page is locked. */
function keptField(desk: Desk, name: string, rows = 5): HTMLTextAreaElement {
  const field = element('textarea', {
    id: freshId('words'),
    rows,
    maxlength: 20_000,
    autocomplete: 'off',
    oninput: () => desk.unsent.set(name, field.value),
  })
  field.value = desk.unsent.get(name) ?? ''
  return field
}

function labelled(label: string, field: HTMLElement): HTMLElement {
  return element('div', { class: 'field' }, element('label', { for: field.id }, label), field)
}

function drawReply(desk: Desk, onDesk: CaseOnDesk): HTMLElement {
  const { reply: words } = texts.case
  const name = `${onDesk.shown.id} reply`
  const field = keptField(desk, name)
  const line = liveLine('problem')
  const submit = submitButton(words.send)
  return element(
    'section',
    { class: 'panel', id: 'reply' },
    element('h3', {}, words.title),
    form(
      () => {
        const text = field.value.trim()
        if (text === '') {
          line.textContent = words.empty
          return
        }
        void attempt(desk, { line, submit }, async () => {
          await change(desk, onDesk, 'items', { items: await replyItems(onDesk, text) }, words.sent)
          desk.unsent.delete(name)
        })
      },
      labelled(words.label, field),
      button(
        words.ask,
        () => {
          field.value = field.value === '' ? words.askText : `${field.value}\n${words.askText}`
          desk.unsent.set(name, field.value)
          field.focus()
        },
        'button small quiet',
      ),
      line,
      element('div', { class: 'ways' }, submit),
    ),
  )
}

function drawNote(desk: Desk, onDesk: CaseOnDesk): HTMLElement {
  const { note: words, reply } = texts.case
  const name = `${onDesk.shown.id} note`
  const field = keptField(desk, name, 3)
  const line = liveLine('problem')
  const submit = submitButton(words.send, 'button')
  return element(
    'section',
    { class: 'panel', id: 'note' },
    form(
      () => {
        const text = field.value.trim()
        if (text === '') {
          line.textContent = reply.empty
          return
        }
        void attempt(desk, { line, submit }, async () => {
          const { open, shown } = onDesk
          const head = { kind: 'note', role: 'officer', seq: shown.nextInnerSeq } as const
          // Never to the case key: the reporter holds it.
          const recipients = shown.readers.map(({ recipient }) => recipient)
          const item = await sealBody(open, head, { text } satisfies WordsBody, recipients)
          await change(desk, onDesk, 'items', { items: [item] }, words.sent)
          desk.unsent.delete(name)
        })
      },
      labelled(words.label, field),
      line,
      submit,
    ),
  )
}

function drawStatus(desk: Desk, onDesk: CaseOnDesk): HTMLElement {
  const { status: words } = texts.case
  const line = liveLine('problem')
  const submit = submitButton(words.save)
  const select = element(
    'select',
    { id: freshId('status') },
    ...workingStatuses.map((status) =>
      element('option', { value: status, selected: onDesk.shown.status === status }, texts.statuses[status]),
    ),
  )
  const field = keptField(desk, `${onDesk.shown.id} status`, 3)
  return folded(
    'change-status',
    words.title,
    form(
      () =>
        void attempt(desk, { line, submit }, async () => {
          const items = await replyItems(onDesk, field.value.trim())
          await change(desk, onDesk, 'status', { status: select.value, items }, words.saved)
          desk.unsent.delete(`${onDesk.shown.id} status`)
        }),
      labelled(words.label, select),
      labelled(words.message, field),
      line,
      submit,
    ),
  )
}

function daysField(most: number, value: number): HTMLInputElement {
  const field = element('input', { type: 'number', id: freshId('days'), min: 1, max: most, inputmode: 'numeric' })
  field.value = String(value)
  return field
}

function drawExtension(desk: Desk, onDesk: CaseOnDesk): HTMLElement {
  const { extend: words, reply } = texts.case
  const line = liveLine('problem')
  const submit = submitButton(words.save)
  const days = daysField(90, 30)
  const name = `${onDesk.shown.id} extend`
  const reason = keptField(desk, name, 3)
  return folded(
    'extend',
    words.title,
    form(
      () => {
        if (reason.value.trim() === '') {
          line.textContent = reply.empty
          return
        }
        void attempt(desk, { line, submit }, async () => {
          const items = await replyItems(onDesk, reason.value.trim())
          await change(desk, onDesk, 'extend', { days: Number(days.value), items }, words.saved)
          desk.unsent.delete(name)
        })
      },
      labelled(words.days, days),
      labelled(words.reason, reason),
      line,
      submit,
    ),
  )
}

function drawClosing(desk: Desk, onDesk: CaseOnDesk): HTMLElement {
  const { close: words, reply } = texts.case
  const line = liveLine('problem')
  const submit = submitButton(words.save)
  const select = element(
    'select',
    { id: freshId('outcome') },
    ...outcomeNames.map((outcome) => element('option', { value: outcome }, texts.outcomes[outcome])),
  )
  const name = `${onDesk.shown.id} close`
  const reason = keptField(desk, name)
  return folded(
    'close',
    words.title,
    element('p', {}, words.lead(desk.me.settings.retentionDays)),
    form(
      () => {
        if (reason.value.trim() === '') {
          line.textContent = reply.empty
          return
        }
        void attempt(desk, { line, submit }, async () => {
          const items = await replyItems(onDesk, reason.value.trim())
          await change(desk, onDesk, 'close', { outcome: select.value, items }, words.saved)
          desk.unsent.delete(name)
        })
      },
      labelled(words.outcome, select),
      labelled(words.reason, reason),
      line,
      submit,
    ),
  )
}

function drawKeeping(desk: Desk, onDesk: CaseOnDesk): HTMLElement {
  const { keep: words } = texts.case
  const line = liveLine('problem')
  const submit = submitButton(words.save, 'button')
  const days = daysField(365, 90)
  return folded(
    'keep',
    words.title,
    form(
      () =>
        void attempt(desk, { line, submit }, () =>
          change(desk, onDesk, 'keep', { days: Number(days.value) }, words.saved),
        ),
      labelled(words.days, days),
      line,
      submit,
    ),
  )
}

/** Something that needs no words: what it means, and the button. */
function simple(
  desk: Desk,
  onDesk: CaseOnDesk,
  words: { title: string; lead: string; save: string; saved: string },
  path: string,
  look: string,
  after?: () => void,
): HTMLElement {
  const line = liveLine('problem')
  const submit = button(
    words.save,
    () =>
      void attempt(desk, { line, submit }, async () => {
        if (after === undefined) await change(desk, onDesk, path, {}, words.saved)
        else {
          await desk.client.post(`/cases/${onDesk.shown.id}/${path}`, {})
          after()
        }
      }),
    `button ${look}`,
  )
  return folded(path, words.title, element('p', {}, words.lead), line, submit)
}

// ---- a copy for others that does not say who reported ----------------------------------------------------------------------

/** What stands for words that were taken out; always of one length, so that it does not tell how long they were. */
const hidden = '█████'

/** What the reporter wrote, in order, as a draft of the copy. Never the identity, which lies behind its own door. */
function reportersWords(items: readonly ShownItem[]): string {
  return [...items]
    .sort((one, other) => one.item.seq - other.item.seq)
    .flatMap((one) => {
      if (one.state !== 'open' || one.item.role !== 'reporter') return []
      if (one.item.kind === 'reply') return [(one.body as WordsBody).text]
      if (one.item.kind !== 'report') return []
      return reportLines(one.body as ReportBody).map(([question, answer]) => `${question}: ${answer}`)
    })
    .join('\n\n')
}

function drawRedaction(desk: Desk, onDesk: CaseOnDesk): HTMLElement {
  const { redacted: words, reply } = texts.case
  const name = `${onDesk.shown.id} redacted`
  const field = keptField(desk, name, 12)
  if (!desk.unsent.has(name)) field.value = reportersWords(onDesk.items)
  const line = liveLine('problem')
  const submit = submitButton(words.save)
  return folded(
    'redact',
    words.title,
    element('p', {}, words.lead),
    element('p', { class: 'strong' }, words.look),
    form(
      () => {
        const text = field.value.trim()
        if (text === '') {
          line.textContent = reply.empty
          return
        }
        void attempt(desk, { line, submit }, async () => {
          const { open, shown } = onDesk
          const head = { kind: 'redacted', role: 'officer', seq: shown.nextInnerSeq } as const
          const recipients = shown.readers.map(({ recipient }) => recipient)
          const item = await sealBody(open, head, { text } satisfies WordsBody, recipients)
          await change(desk, onDesk, 'items', { items: [item] }, words.saved)
          desk.unsent.delete(name)
        })
      },
      labelled(words.label, field),
      button(
        words.hide,
        () => {
          const { selectionStart: from, selectionEnd: to, value } = field
          line.textContent = from === to ? words.chooseWords : ''
          if (from === to) return
          field.value = value.slice(0, from) + hidden + value.slice(to)
          desk.unsent.set(name, field.value)
          field.focus()
          field.setSelectionRange(from + hidden.length, from + hidden.length)
        },
        'button small quiet',
      ),
      line,
      element('div', { class: 'ways' }, submit),
    ),
  )
}

// ---- letting others read --------------------------------------------------------------------------------------------------

function drawHandOver(desk: Desk, onDesk: CaseOnDesk): HTMLElement {
  const { handOver: words } = texts.case
  const { shown } = onDesk
  const line = liveLine('problem')
  const submit = submitButton(words.save)
  const others = desk.me.keys.filter(
    (key) => key.state === 'active' && !shown.readers.some((reader) => reader.id === key.id),
  )
  const choices = others.map((key) => {
    const input = element('input', { type: 'checkbox', id: freshId('reader') })
    // A key that was there on the day of the report and has no wrap was left out, or its holder withdrew.
    const wasThere = key.activeFrom <= shown.received
    const row = element(
      'div',
      { class: 'choice' },
      input,
      element(
        'label',
        { for: input.id },
        element('strong', {}, key.label),
        key.holder === null ? null : ` · ${key.holder}`,
        wasThere ? element('span', { class: 'problem block' }, words.excluded) : null,
      ),
    )
    return { key, input, row }
  })
  return folded(
    'hand-over',
    words.title,
    element('p', {}, words.lead),
    others.length === 0
      ? element('p', { class: 'note' }, words.none)
      : form(
          () => {
            const chosen = choices.filter(({ input }) => input.checked).map(({ key }) => key)
            if (chosen.length === 0) return
            void attempt(desk, { line, submit }, async () => {
              await change(desk, onDesk, 'rewrap', await rewrap(onDesk, chosen), words.saved)
            })
          },
          ...choices.map(({ row }) => row),
          line,
          submit,
        ),
  )
}

/** The case key for more readers, and the notes sealed anew, because they are not sealed to the case key. */
async function rewrap(
  { shown, open, identities }: CaseOnDesk,
  more: readonly { id: string; recipient: string }[],
): Promise<Rewrap> {
  const wraps: Rewrap['wraps'] = []
  for (const { id, recipient } of more) {
    wraps.push({ key: id, blob: toWire(await wrapCaseKey(open.identity, recipient)) })
  }
  const recipients = [...shown.readers, ...more].map(({ recipient }) => recipient)
  const notes: Rewrap['notes'] = []
  for (const { id, kind, role, seq, blob } of shown.items) {
    if ((kind !== 'note' && kind !== 'redacted') || blob === null) continue
    const place = { tenant: open.tenant, case: open.case, item: id, kind, role, seq }
    const text = await openItem(fromWire(blob), place, identities, open.macKey)
    notes.push({ id, blob: toWire(await sealItem(place, text, recipients, open.macKey)) })
  }
  return { wraps, notes }
}

// ---- for the secret register ------------------------------------------------------------------------------------------------

function drawExport(desk: Desk, onDesk: CaseOnDesk): HTMLElement {
  const { export: words } = texts.case
  const line = liveLine('problem')
  const submit = button(
    words.save,
    () =>
      void attempt(desk, { line, submit }, async () => {
        const shown = await desk.client.post<CaseForOfficer>(`/cases/${onDesk.shown.id}/export`, {})
        const items = await openItems(onDesk.open, shown.items, onDesk.identities)
        const files = await exportedFiles(desk, onDesk, items)
        const text = new TextEncoder().encode(`\ufeff${exportedText(desk, shown, items)}`)
        saveFile(words.fileName(shown.id), zip([{ name: words.textName, bytes: text }, ...files]))
        line.textContent = words.saved
      }),
    'button',
  )
  return folded('export', words.title, element('p', {}, words.lead), line, submit)
}

async function exportedFiles(desk: Desk, onDesk: CaseOnDesk, items: readonly ShownItem[]) {
  const files: { name: string; bytes: Uint8Array }[] = []
  for (const one of items) {
    if (one.state !== 'open' || one.item.kind !== 'file-manifest') continue
    const body = one.body as FileBody
    const bytes = await fetchFile(desk, onDesk, body)
    // The number keeps two files of one name apart.
    if (bytes !== null) files.push({ name: `${one.item.seq}-${safeName(body.name)}`, bytes })
  }
  return files
}

/** The whole case as a text that any computer opens and prints. */
function exportedText(desk: Desk, shown: CaseForOfficer, items: readonly ShownItem[]): string {
  const { case: words } = texts
  const lines = [
    desk.me.agency.name,
    words.title(shown.id),
    texts.statuses[shown.status],
    ...(shown.outcome === null ? [] : [texts.outcomes[shown.outcome]]),
    `${words.dates.received} ${day(shown.received)}`,
    ...(shown.closed === null ? [] : [`${words.dates.closed} ${day(shown.closed)}`]),
    `${words.readers}: ${shown.readers.map(({ label }) => label).join(', ')}`,
    '',
  ]
  for (const one of items) {
    const isNote = one.item.kind === 'note' || one.item.kind === 'redacted'
    const isCopy = one.item.kind === 'redacted'
    const who = isCopy
      ? words.redacted.item
      : isNote
        ? words.notes
        : one.item.role === 'officer'
          ? words.officer
          : words.reporter
    lines.push(words.export.line(who, day(one.item.day)), ...exportedBody(one), '')
  }
  return lines.join('\r\n')
}

function exportedBody(one: ShownItem): string[] {
  const { case: words } = texts
  if (one.state === 'broken') return [words.broken]
  if (one.state === 'apart') return [words.identity.title]
  switch (one.item.kind) {
    case 'report':
      return reportLines(one.body as ReportBody).flatMap(([question, answer]) => [`${question}:`, answer])
    case 'identity': {
      const { name, contact } = one.body as IdentityBody
      return [`${words.identity.name}: ${name}`, `${words.identity.contact}: ${contact}`]
    }
    case 'file-manifest':
      return [`${one.item.seq}-${safeName((one.body as FileBody).name)}`]
    default:
      return [(one.body as WordsBody).text]
  }
}
