import type { CaseRow, Day } from './cases-db.ts'
import type { CaseStore } from './case-store.ts'
import type { WorkDays } from './day.ts'
import { nextCheck, nextDuty } from './deadlines.ts'
import type { Key } from './key-store.ts'
import { outcomes, reporterKey, statuses, itemKinds, itemRoles } from './wire.ts'
import type { CaseForOfficer, CaseForReporter, CaseItem, CaseSummary, Settings } from './wire-bodies.ts'

type StoredItem = Awaited<ReturnType<CaseStore['items']>>[number]

/** What the reporter sees of the case. */
export async function showReporter(
  cases: CaseStore,
  row: CaseRow,
  more: { token: string; settings: Settings; calendar: WorkDays; day: Day },
): Promise<CaseForReporter> {
  const wraps = await cases.wraps(row.id)
  const items = await cases.items(row.id, { inner: false, identity: false })
  return {
    token: more.token,
    case: row.id,
    status: oneOf(statuses, row.status),
    outcome: row.outcome === null ? null : oneOf(outcomes, row.outcome),
    received: row.received_on,
    acknowledged: row.ack_on,
    firstAnswer: row.first_answer_on,
    closed: row.closed_on,
    purge: row.purge_on,
    withdrawalAsked: row.withdrawal_asked === 1,
    nextCheck: nextCheck(row, more.settings, more.calendar, more.day),
    wrap: wraps.find((wrap) => wrap.key === reporterKey)?.blob.toString('base64url') ?? '',
    items: items.map(showItem),
    nextSeq: await cases.nextSeq(row.id, 0),
  }
}

/** What a list says of a case. */
export function summarise(
  row: CaseRow,
  keys: readonly string[],
  more: { settings: Settings; calendar: WorkDays; day: Day },
): CaseSummary {
  return {
    id: row.id,
    status: oneOf(statuses, row.status),
    outcome: row.outcome === null ? null : oneOf(outcomes, row.outcome),
    received: row.received_on,
    opened: row.opened_on,
    acknowledged: row.ack_on,
    firstAnswer: row.first_answer_on,
    closed: row.closed_on,
    purge: row.purge_on,
    withdrawalAsked: row.withdrawal_asked === 1,
    unread: row.unread_officer !== 0,
    due: nextDuty(row, more.settings, more.calendar, more.day),
    keys: [...keys],
  }
}

/** What an officer sees of a case that is wrapped for some of their keys. */
export async function showOfficer(
  cases: CaseStore,
  row: CaseRow,
  more: {
    mine: readonly string[]
    keys: readonly Key[]
    settings: Settings
    calendar: WorkDays
    day: Day
    identity?: boolean
  },
): Promise<CaseForOfficer> {
  const wraps = await cases.wraps(row.id)
  const readers = more.keys.filter((key) => wraps.some((wrap) => wrap.key === key.id))
  const mine = wraps.filter((wrap) => more.mine.includes(wrap.key))
  const items = await cases.items(row.id, { inner: true, identity: more.identity ?? false })
  return {
    ...summarise(
      row,
      mine.map((wrap) => wrap.key),
      more,
    ),
    wraps: mine.map((wrap) => ({ key: wrap.key, blob: wrap.blob.toString('base64url') })),
    readers: readers.map(({ id, role, label, recipient }) => ({ id, role, label, recipient })),
    items: items.map(showItem),
    nextSeq: await cases.nextSeq(row.id, 0),
    nextInnerSeq: await cases.nextSeq(row.id, 1),
    files: await cases.parts(row.id),
    reporterHasRead: row.unread_reporter === 0,
  }
}

export function showItem(item: StoredItem): CaseItem {
  return {
    id: item.id,
    kind: oneOf(itemKinds, item.kind),
    role: oneOf(itemRoles, item.role),
    seq: item.seq,
    day: item.on_day,
    blob: item.blob?.toString('base64url') ?? null,
  }
}

function oneOf<Value extends string>(known: readonly Value[], value: string): Value {
  const found = known.find((one) => one === value)
  if (found === undefined) throw new Error('A column holds a word that this version does not know.')
  return found
}
