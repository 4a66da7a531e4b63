import { officerTexts as texts } from '../../../texts/whistleblowing-officer.ts'
import type { CasesAnswer, CaseSummary } from '../../wire-bodies.ts'
import { Refused } from './client.ts'
import { day, explain, type Desk } from './desk.ts'
import { button, element, type Child } from './element.ts'

/** Days before the yearly drill is due at which the list speaks of it. */
const drillNotice = 30

/** The cases that this officer can open, what is due first. Nobody else's are known here. */
export async function showList(desk: Desk, said = ''): Promise<void> {
  const isHere = desk.here()
  let answer: CasesAnswer
  try {
    answer = await desk.client.get<CasesAnswer>('/cases')
  } catch (error) {
    if (error instanceof Refused && error.word === 'session') desk.expired()
    else desk.show(element('h1', {}, texts.list.title), element('p', { class: 'problem' }, explain(error)))
    return
  }
  if (!isHere()) return
  const isClosed = (one: CaseSummary) => one.closed !== null || one.status === 'spam'
  const open = answer.cases.filter((one) => !isClosed(one))
  const closed = answer.cases.filter(isClosed)
  const section = (title: string, cases: CaseSummary[]): Child[] =>
    cases.length === 0
      ? []
      : [
          element('h2', {}, title),
          element('ul', { class: 'plain cases' }, ...cases.map((one) => element('li', {}, drawCase(desk, one)))),
        ]
  desk.show(
    element('h1', {}, texts.list.title),
    said === '' ? null : element('p', { class: 'notice', role: 'status' }, said),
    desk.me.state === 'closed' ? element('p', { class: 'problem' }, texts.keys.closed) : null,
    isNear(desk.me.drill.due, desk.me.today)
      ? element('p', { class: 'notice' }, texts.list.drill(day(desk.me.drill.due)))
      : null,
    answer.cases.length === 0 ? element('p', {}, texts.list.none) : null,
    ...section(texts.list.openTitle, open),
    ...section(texts.list.closedTitle, closed),
  )
}

function isNear(due: string, today: string): boolean {
  return Date.parse(due) - Date.parse(today) <= drillNotice * 24 * 60 * 60 * 1000
}

function drawCase(desk: Desk, one: CaseSummary): HTMLElement {
  const { list, statuses, outcomes } = texts
  const card = button('', () => desk.openCase(one.id), 'case-card', { 'data-case': one.id })
  const due =
    one.due === null
      ? null
      : element(
          'span',
          { class: one.due.overdue ? 'problem' : 'strong' },
          (one.due.overdue ? list.overdue : list.by)(list.due[one.due.what], day(one.due.on)),
        )
  const lines: Child[] = [
    element(
      'span',
      {},
      element('code', {}, one.id),
      one.unread ? element('strong', { class: 'badge' }, list.unread) : null,
    ),
    element(
      'span',
      {},
      one.outcome === null ? statuses[one.status] : `${statuses[one.status]} · ${outcomes[one.outcome]}`,
    ),
    element('span', { class: 'note' }, list.received(day(one.received))),
    due,
    one.withdrawalAsked && one.closed === null ? element('span', { class: 'strong' }, list.withdrawalAsked) : null,
    one.purge === null ? null : element('span', { class: 'note' }, list.purge(day(one.purge))),
  ]
  for (const line of lines) if (line !== null && line !== undefined && line !== false) card.append(line)
  return card
}
