import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { officerTexts as texts } from '../../../texts/whistleblowing-officer.ts'
import type { AuditAnswer, PeriodsAnswer, Settings } from '../../wire-bodies.ts'
import { Refused } from './client.ts'
import { attempt, day, explain, submitButton, type Desk } from './desk.ts'
import { element, form, freshId, liveLine, type Child } from './element.ts'

type Line = AuditAnswer['lines'][number]

/** The first line that does not follow from the one before, worked out in this page; null when all do. */
function firstBreak(agency: string, lines: readonly Line[]): number | null {
  let before = ''
  for (const [index, { seq, at, key, action, case: ofCase, prev, hash }] of lines.entries()) {
    const told = JSON.stringify([agency, seq, at, key, action, ofCase, prev])
    const isRight = seq === index + 1 && prev === before && hash === bytesToHex(sha256(new TextEncoder().encode(told)))
    if (!isRight) return index + 1
    before = hash
  }
  return null
}

async function fetched<Answer>(desk: Desk, title: string, path: string): Promise<Answer | null> {
  const isHere = desk.here()
  try {
    const answer = await desk.client.get<Answer>(path)
    return isHere() ? answer : null
  } catch (error) {
    if (error instanceof Refused && error.word === 'session') desk.expired()
    else desk.show(element('h1', {}, title), element('p', { class: 'problem' }, explain(error)))
    return null
  }
}

/** Who did what and when, newest first, after this page has checked the chain itself. */
export async function showAudit(desk: Desk): Promise<void> {
  const { audit } = texts
  const answer = await fetched<AuditAnswer>(desk, audit.title, '/audit')
  if (answer === null) return
  const broken = firstBreak(desk.me.agency.slug, answer.lines)
  const who = (key: string) => {
    if (key === 'system') return audit.system
    // Whoever acts before a key of theirs is let in; any other name that is not known was the name of a key.
    const unknown = key.startsWith('person:') ? audit.noKey : audit.goneKey
    return desk.me.keys.find((one) => one.id === key)?.label ?? unknown
  }
  desk.show(
    element('h1', {}, audit.title),
    element('p', {}, audit.lead),
    broken === null
      ? element('p', { class: 'notice', id: 'chain' }, audit.unbroken(answer.lines.length))
      : element('p', { class: 'problem', id: 'chain' }, audit.broken(broken)),
    element(
      'ol',
      { class: 'messages trail' },
      ...[...answer.lines]
        .sort((one, other) => other.seq - one.seq)
        .map((line) =>
          element(
            'li',
            { class: 'row' },
            element('span', { class: 'note block' }, `${line.seq} · ${minute(line.at)} · ${who(line.key)}`),
            audit.actions[line.action] ?? line.action,
            line.case === null ? null : element('code', {}, ` ${line.case}`),
          ),
        ),
    ),
  )
}

/** `2026-11-23 10:04`, in Bangkok already. */
function minute(at: string): string {
  return `${day(at.slice(0, 10))} ${texts.audit.clock(at.slice(11).replace(':', '.'))}`
}

/** The counts that are published; never fresher than the end of the last month. */
export async function showPeriods(desk: Desk): Promise<void> {
  const { periods: words } = texts
  const answer = await fetched<PeriodsAnswer>(desk, words.title, '/periods')
  if (answer !== null) desk.show(...drawPeriods(answer))
}

/** The table of counts, at a desk or for an executive, who has none. */
export function drawPeriods(answer: PeriodsAnswer): Child[] {
  const { periods: words } = texts
  const name = ({ kind, fiscalYear, part }: PeriodsAnswer['periods'][number]) =>
    kind === 'year'
      ? words.year(fiscalYear)
      : kind === 'half'
        ? words.half(fiscalYear, part)
        : words.quarter(fiscalYear, part)
  const rows = answer.periods.filter(({ kind }) => kind !== 'month')
  return [
    element('h1', {}, words.title),
    answer.asOf === null ? null : element('p', {}, words.asOf(day(answer.asOf))),
    element('p', { class: 'strong' }, words.overdue(answer.overdue)),
    rows.length === 0
      ? element('p', {}, words.none)
      : element(
          'table',
          {},
          element(
            'thead',
            {},
            element('tr', {}, ...Object.values(words.head).map((title) => element('th', { scope: 'col' }, title))),
          ),
          element(
            'tbody',
            {},
            ...rows.map((row) =>
              element(
                'tr',
                {},
                element('th', { scope: 'row' }, name(row)),
                ...[row.received, row.completed, row.inProgress].map((count) => element('td', {}, String(count))),
              ),
            ),
          ),
        ),
  ]
}

const numbers = ['acknowledgeDays', 'firstAnswerDays', 'progressDays', 'outcomeDays', 'retentionDays'] as const
const words = ['unit', 'postalAddress', 'phone'] as const

/** Time limits, retention, and what the paper says of the unit. */
export function showSettings(desk: Desk, said = ''): void {
  const { settings: sentences } = texts
  const line = liveLine('problem')
  const submit = submitButton(sentences.save)
  const fields = new Map<keyof Settings, HTMLInputElement>()
  const draw = (name: keyof Settings, type: 'number' | 'text'): Child => {
    const field = element('input', { type, id: freshId(name), maxlength: 300, autocomplete: 'off' })
    field.value = String(desk.me.settings[name])
    fields.set(name, field)
    return element('div', { class: 'field' }, element('label', { for: field.id }, sentences.fields[name]), field)
  }
  desk.show(
    element('h1', {}, sentences.title),
    said === '' ? null : element('p', { class: 'notice', role: 'status' }, said),
    element('p', {}, sentences.lead),
    form(
      () =>
        void attempt(desk, { line, submit }, async () => {
          const body = Object.fromEntries([
            ...numbers.map((name) => [name, Number(fields.get(name)?.value)]),
            ...words.map((name) => [name, fields.get(name)?.value ?? '']),
          ]) as Settings
          try {
            await desk.client.post('/settings', body)
          } catch (error) {
            if (!(error instanceof Refused) || error.word !== 'bad') throw error
            line.textContent = sentences.wrong
            return
          }
          await desk.refresh()
          showSettings(desk, sentences.saved)
        }),
      ...numbers.map((name) => draw(name, 'number')),
      ...words.map((name) => draw(name, 'text')),
      line,
      submit,
    ),
  )
}
