import type { WorkCalendar } from '../calendar/calendar.ts'
import type { Role, StaffMember } from '../staff/staff-store.ts'

/** Why something waits for a member of staff, most pressing first. */
export const matterKinds = [
  'late',
  'due-today',
  'sent-back',
  'overdue',
  'due-soon',
  'review',
  'new',
  'look-again',
] as const
export type MatterKind = (typeof matterKinds)[number]

/** Something that waits for staff now. It is looked up whenever it is needed and never stored: what is done is gone. */
export type Matter = {
  kind: MatterKind
  /** Names the thing and its state, the same as long as nothing happens to it; whoever was told of it is not told again. */
  key: string
  subject:
    | { of: 'thread'; number: string; request: boolean }
    | { of: 'item'; edition: number; code: string; title: string; count: number }
    | { of: 'measure'; edition: number; code: string }
    | { of: 'knowledge'; list: 'due' | 'proposals'; count: number }
  dueAt: Date | null
  /** The people for whom it waits, by person id. */
  to: readonly string[]
  /** One of them is enough to be pushed to: whoever comes first takes it. */
  shared: boolean
  /**
   * Worth a message by itself: in the next slot, or only in the next digest, because that is early enough. Where there is plenty
   * both are told at once. What is `told` by whoever did it just stands in the list.
   */
  news: 'slot' | 'digest' | 'told'
}

/** Working days after which what is late goes up: to the head of the unit, then to the executives. */
export type Escalation = { reviewer: number; executive: number }

const servesUnits: readonly Role[] = ['staff', 'reviewer', 'officer', 'admin']

function having(members: readonly StaffMember[], fits: (member: StaffMember) => boolean): string[] {
  return members.filter(fits).map((member) => member.personId)
}

/** The first of several groups that has somebody in it. */
function firstOf(...groups: string[][]): string[] {
  return groups.find((group) => group.length > 0) ?? []
}

/** Who works for a unit; where nobody does (or the unit is not known), those of no unit, then reviewers, then administrators. */
export function ofUnit(members: readonly StaffMember[], unit: string | null): string[] {
  return firstOf(
    unit === null ? [] : having(members, (member) => member.unit === unit && servesUnits.includes(member.role)),
    having(members, (member) => member.unit === null && servesUnits.includes(member.role)),
    having(members, (member) => member.role === 'reviewer'),
    having(members, (member) => member.role === 'admin'),
  )
}

/** The head of a unit: its reviewers; where it has none, those of no unit, then any, then administrators. */
export function headsOf(members: readonly StaffMember[], unit: string | null): string[] {
  const reviewers = members.filter((member) => member.role === 'reviewer')
  return firstOf(
    having(reviewers, (member) => unit !== null && member.unit === unit),
    having(reviewers, (member) => member.unit === null),
    having(reviewers, () => true),
    having(members, (member) => member.role === 'admin'),
  )
}

/** Who is told of what is late besides those whose it is. */
export function alsoToldOf(
  after: Escalation,
  late: { unit: string | null; dueAt: Date },
  members: readonly StaffMember[],
  calendar: WorkCalendar,
  now: Date,
): string[] {
  const days = calendar.workingDaysBetween(late.dueAt, now)
  return [
    ...(days >= after.reviewer ? headsOf(members, late.unit) : []),
    ...(days >= after.executive ? having(members, (member) => member.role === 'executive') : []),
  ]
}
