import { agencyStore } from '../../agency/agency-store.ts'
import type { AttachmentStore } from '../../attachments/attachment-store.ts'
import type { Decision } from '../../chat/decision.ts'
import { text, type Choice, type Say } from '../../chat/say.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Envelope } from '../../kernel/envelope.ts'
import type { Ids } from '../../kernel/ids.ts'
import { linkStore, type LinkStore } from '../../staff/link-store.ts'
import type { StaffMember } from '../../staff/staff-store.ts'
import { sheetTextsFor, type SheetSentences } from '../../texts/sheet.ts'
import type { Turn } from '../turn.ts'
import { checklistStore } from './checklist-store.ts'
import { evidenceStore } from '../../evidence/evidence-store.ts'
import { changeStore } from './item-changes.ts'
import { periodStore, type PeriodStore } from './period-store.ts'
import type { YearStores } from './roll-over.ts'

/** Somebody who looks after the checklist as a whole, with one event in hand and the stores bound to its transaction. */
export type Office = YearStores & {
  turn: Turn
  member: StaffMember
  ids: Ids
  links: LinkStore
  periods: PeriodStore
  attachments: AttachmentStore
  say: SheetSentences
}

/** The office of whoever the turn belongs to; null when they are not staff (any more). */
export function officeOf(
  turn: Turn,
  tools: { clock: Clock; ids: Ids; envelope: Envelope; attachments: AttachmentStore },
): Office | null {
  const { db, visitor, agency } = turn
  const { clock, ids, envelope, attachments } = tools
  if (!visitor.staff) return null
  return {
    turn,
    member: visitor.staff,
    ids,
    attachments,
    say: sheetTextsFor[agency.profile.voice],
    links: linkStore(db, clock, ids),
    periods: periodStore(db),
    agencies: agencyStore(db, clock, ids, envelope),
    checklists: checklistStore(db, clock, ids, envelope),
    changes: changeStore(db, clock, ids, envelope),
    pages: evidenceStore(db, clock, ids, envelope),
  }
}

/** Something about the checklist as a whole, never worth one of the month's paid messages. */
export function plain(...say: Say[]): Decision {
  return { say, purpose: 'work', worthPush: false }
}

/** Nothing but words, perhaps with what to do next. */
export function told(words: string, choices?: Choice[]): Decision {
  return plain(text(words, choices))
}

/** What to say to somebody who may not; null when they may. */
export function refusal(office: Office): Decision | null {
  return office.member.role === 'admin' ? null : told(office.say.adminsOnly)
}

/** A larger file is no table of items and no edition, in bytes. */
const largestFile = 5 * 1024 * 1024

/** The bytes of a file that this person sent, or what to say instead. */
export async function fileOf(message: string, office: Office, again: Choice): Promise<Buffer | Decision> {
  const { turn, attachments, say } = office
  const bytes = await attachments.read(turn.db, turn.visitor.personId, message)
  if (bytes === 'coming') return told(say.fileComing, [again])
  if (bytes === 'gone') return told(say.fileGone)
  return bytes.length > largestFile ? told(say.faults['too-many-rows']) : bytes
}
