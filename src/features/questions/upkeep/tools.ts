import type { Clock } from '../../../kernel/clock.ts'
import type { StaffMember } from '../../../staff/staff-store.ts'
import { knowledgeTextsFor, type KnowledgeTexts } from '../../../texts/knowledge.ts'
import type { Turn } from '../../turn.ts'
import type { QuestionTools } from '../answers.ts'
import type { KnowledgeStore } from '../knowledge-store.ts'
import type { ProposalStore } from './proposal-store.ts'

/** What looking after the knowledge base needs for one event. */
export type UpkeepTools = QuestionTools & { store: KnowledgeStore; proposals: ProposalStore; clock: Clock }

/** The sentences of this area in the agency's voice. */
export function words(turn: Turn): KnowledgeTexts {
  return knowledgeTextsFor[turn.agency.profile.voice]
}

/** Whose change counts at once; everybody else of the staff proposes. */
export function mayDecide(staff: StaffMember | null): staff is StaffMember & { role: 'admin' | 'reviewer' } {
  return staff?.role === 'admin' || staff?.role === 'reviewer'
}
