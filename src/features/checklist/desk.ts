import type { Decision } from '../../chat/decision.ts'
import { text, type Say } from '../../chat/say.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Envelope } from '../../kernel/envelope.ts'
import type { Ids } from '../../kernel/ids.ts'
import { staffStore, type StaffMember } from '../../staff/staff-store.ts'
import type { Turn } from '../turn.ts'
import { checklistStore, type Checklist, type ChecklistStore } from './checklist-store.ts'
import { draftStore, type DraftStore } from './draft-store.ts'
import { evidenceStore, type EvidenceStore } from '../../evidence/evidence-store.ts'
import { changeStore, type ChangeStore } from './item-changes.ts'
import type { Item } from './items.ts'
import type { Actor } from './rules.ts'

/** A member of staff at work: one event, with the stores bound to its transaction. */
export type Desk = {
  turn: Turn
  member: StaffMember
  actor: Actor
  ids: Ids
  checklists: ChecklistStore
  changes: ChangeStore
  drafts: DraftStore
  pages: EvidenceStore
  /** Everybody who serves now, by name. */
  staff: () => Promise<StaffMember[]>
}

/** The desk of whoever the turn belongs to; null when they are not staff (any more). */
export function deskOf(turn: Turn, tools: { clock: Clock; ids: Ids; envelope: Envelope }): Desk | null {
  const { db, visitor, agency } = turn
  const member = visitor.staff
  if (!member) return null
  const { clock, ids, envelope } = tools
  return {
    turn,
    member,
    actor: { personId: member.personId, role: member.role },
    ids,
    checklists: checklistStore(db, clock, ids, envelope),
    changes: changeStore(db, clock, ids, envelope),
    drafts: draftStore(db, clock, ids, envelope),
    pages: evidenceStore(db, clock, ids, envelope),
    staff: () => staffStore(db, clock, ids).list(agency.id),
  }
}

/** Something about work is said to whoever asked; never worth one of the month's paid messages. */
export function work(say: Say[], conversation?: Decision['conversation']): Decision {
  return { say, purpose: 'work', worthPush: false, ...(conversation !== undefined && { conversation }) }
}

/** Nothing but words. */
export function words(said: string, conversation?: Decision['conversation']): Decision {
  return work([text(said)], conversation)
}

/** An edition of the agency, or what to say when it is not loaded. */
export async function openChecklist(desk: Desk, edition: number): Promise<Checklist | Decision> {
  const { turn } = desk
  const checklist = await desk.checklists.read(turn.agency.id, edition)
  return checklist ?? words(turn.texts.checklistMissing(turn.digits(String(edition))))
}

/** The items of these codes, in the order of the codes. */
export function itemsOf(checklist: Checklist, codes: readonly string[]): Item[] {
  return codes.flatMap((code) => checklist.items.find((item) => item.code === code) ?? [])
}
