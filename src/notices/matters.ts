import { z } from 'zod'
import type { Agency } from '../agency/profile.ts'
import { dateText, type WorkCalendar } from '../calendar/calendar.ts'
import type { Db } from '../db/open.ts'
import type { StaffMember } from '../staff/staff-store.ts'
import { knowledgeMatters } from './knowledge-matters.ts'
import { alsoToldOf, headsOf, matterKinds, ofUnit, type Escalation, type Matter } from './matter.ts'

export type MattersOf = { agency: Agency; calendar: WorkCalendar; now: Date; members: readonly StaffMember[] }

/** An item is "due soon" so many working days before its day. */
const soon = 3
/** When a late item goes up; for threads the agency says so itself. */
const lateItem: Escalation = { reviewer: 3, executive: 7 }
const Units = z.array(z.string())

/** Everything that waits for somebody of an agency's staff, most pressing first. */
export async function readMatters(db: Db, place: MattersOf): Promise<Matter[]> {
  const found = [
    ...(await threadMatters(db, place)),
    ...(await itemMatters(db, place)),
    ...(await measureMatters(db, place)),
    ...(await knowledgeMatters(db, place)),
  ]
  const rank = (matter: Matter) => matterKinds.indexOf(matter.kind)
  const due = (matter: Matter) => matter.dueAt?.getTime() ?? Number.POSITIVE_INFINITY
  return found
    .filter((matter) => matter.to.length > 0)
    .toSorted((a, b) => rank(a) - rank(b) || due(a) - due(b) || a.key.localeCompare(b.key))
}

/** Questions and requests on which staff must act: for whoever has them in hand, else for the unit. */
async function threadMatters(db: Db, place: MattersOf): Promise<Matter[]> {
  const { agency, calendar, now, members } = place
  const limits = agency.profile.timeLimits
  const rows = await db
    .selectFrom('threads')
    .select(['number', 'kind', 'unit', 'due_at', 'waiting_since', 'claimed_by'])
    .where('agency_id', '=', agency.id)
    .where('status', '=', 'open')
    .orderBy('due_at')
    .execute()
  return rows.map((row): Matter => {
    const dueAt = new Date(row.due_at)
    const holder = members.find((member) => member.id === row.claimed_by)
    const own = holder ? [holder.personId] : ofUnit(members, row.unit)
    const base = { subject: { of: 'thread' as const, number: row.number, request: row.kind === 'request' }, dueAt }
    if (dueAt <= now) {
      const above = alsoToldOf(limits, { unit: row.unit, dueAt }, members, calendar, now)
      const to = [...new Set([...own, ...above])]
      return { ...base, kind: 'late', key: `late:${row.number}:${row.due_at}`, to, shared: false, news: 'slot' }
    }
    const shared = !holder
    if (dateText(dueAt) === dateText(now)) {
      return { ...base, kind: 'due-today', key: `due:${row.number}:${row.due_at}`, to: own, shared, news: 'slot' }
    }
    if (calendar.workingDaysBetween(now, dueAt) <= limits.remind) {
      return { ...base, kind: 'due-soon', key: `soon:${row.number}:${row.due_at}`, to: own, shared, news: 'slot' }
    }
    // Promised for another day: to hear of it that morning is early enough.
    const key = `new:${row.number}:${row.waiting_since}`
    return { ...base, kind: 'new', key, to: own, shared, news: 'digest' }
  })
}

/** Items: what is theirs to the owner alone, what waits for a yes to the reviewers together. */
async function itemMatters(db: Db, place: MattersOf): Promise<Matter[]> {
  const { agency, calendar, now, members } = place
  const { edition } = agency.profile
  const rows = await db
    .selectFrom('items')
    .select([
      'code',
      'title',
      'number',
      'units',
      'status',
      'owner_id',
      'uploader_id',
      'submitted_by',
      'due_at',
      'version',
    ])
    .where('agency_id', '=', agency.id)
    .where('edition', '=', edition)
    .where('status', 'in', ['open', 'in_work', 'sent_back', 'reported'])
    .orderBy('number')
    .execute()
  const serving = new Set(members.map((member) => member.personId))
  const matters = rows.flatMap((row): Matter[] => {
    if (row.status === 'reported') return []
    const unit = Units.parse(JSON.parse(row.units))[0] ?? null
    const dueAt = row.due_at === null ? null : new Date(row.due_at)
    const responsible = [row.status === 'sent_back' ? row.submitted_by : null, row.owner_id, row.uploader_id]
    const own = [...new Set(responsible.flatMap((id) => (id !== null && serving.has(id) ? [id] : [])))]
    const subject = { of: 'item' as const, edition, code: row.code, title: row.title, count: 1 }
    const id = `${edition}:${row.code}`
    if (dueAt && dueAt <= now) {
      // Whose it is has to know; where it is nobody's, the head of the unit does.
      const owners = own.length > 0 ? own : headsOf(members, unit)
      const above = alsoToldOf(lateItem, { unit, dueAt }, members, calendar, now)
      const to = [...new Set([...owners, ...above])]
      const key = `overdue:${id}:${row.due_at ?? ''}`
      return [{ kind: 'overdue', key, subject, dueAt, to, shared: false, news: 'slot' }]
    }
    if (row.status === 'sent_back') {
      const key = `back:${id}:${row.version}`
      return [{ kind: 'sent-back', key, subject, dueAt, to: own, shared: false, news: 'told' }]
    }
    if (dueAt && calendar.workingDaysBetween(now, dueAt) <= soon) {
      const key = `soon:${id}:${row.due_at ?? ''}`
      return [{ kind: 'due-soon', key, subject, dueAt, to: own, shared: false, news: 'slot' }]
    }
    return []
  })
  const reported = rows.filter((row) => row.status === 'reported')
  const [first] = reported
  if (first) {
    matters.push({
      kind: 'review',
      key: `review:${edition}:${reported.map((row) => `${row.code}.${row.version}`).join(' ')}`.slice(0, 400),
      subject: { of: 'item', edition, code: first.code, title: first.title, count: reported.length },
      dueAt: null,
      to: members.filter((member) => member.role === 'reviewer').map((member) => member.personId),
      shared: false,
      news: 'told',
    })
  }
  return matters
}

/** Measures whose page is dead: for whoever told of them last, else for the unit that has them. */
async function measureMatters(db: Db, { agency, members }: MattersOf): Promise<Matter[]> {
  const { edition } = agency.profile
  const rows = await db
    .selectFrom('measures')
    .select(['code', 'unit', 'version'])
    .where('agency_id', '=', agency.id)
    .where('edition', '=', edition)
    .where('status', '=', 'sent_back')
    .orderBy('code')
    .execute()
  if (rows.length === 0) return []
  const told = await db
    .selectFrom('measure_changes')
    .select(['code', 'by_staff'])
    .where('agency_id', '=', agency.id)
    .where('edition', '=', edition)
    .where(
      'code',
      'in',
      rows.map((row) => row.code),
    )
    .where('by_staff', 'is not', null)
    .orderBy('version')
    .execute()
  const tellers = new Map(told.map((row) => [row.code, row.by_staff]))
  return rows.map((row): Matter => {
    const teller = members.find((member) => member.id === tellers.get(row.code))
    return {
      kind: 'sent-back',
      key: `back:${edition}:${row.code}:${row.version}`,
      subject: { of: 'measure', edition, code: row.code },
      dueAt: null,
      to: teller ? [teller.personId] : ofUnit(members, row.unit),
      shared: false,
      news: 'told',
    }
  })
}
