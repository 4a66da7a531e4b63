import { z } from 'zod'
import type { Db } from '../../../db/open.ts'
import type { Clock } from '../../../kernel/clock.ts'
import type { Envelope } from '../../../kernel/envelope.ts'
import type { Ids } from '../../../kernel/ids.ts'
import { KnowledgeEntry } from '../knowledge-store.ts'

/** An entry that somebody of the staff wants the bot to know, before a reviewer has said yes. */
export type Proposal = {
  id: string
  entry: KnowledgeEntry
  threadId: string | null
  staffId: string
  /** The proposer's name; empty when they are not in the staff list any more. */
  by: string
  at: Date
}

const Sealed = z
  .string()
  .transform((json): unknown => JSON.parse(json))
  .pipe(KnowledgeEntry)

/** Proposals wait sealed: they come from what citizens asked. Decided ones keep who and when, not the words. */
export function proposalStore(db: Db, clock: Clock, ids: Ids, envelope: Envelope) {
  const place = (id: string) => `knowledge_proposals:${id}`

  return {
    /** In the transaction of the event. @returns the proposal's id */
    async add(agencyId: string, staffId: string, entry: KnowledgeEntry, threadId: string | null): Promise<string> {
      const id = ids.short()
      await db
        .insertInto('knowledge_proposals')
        .values({
          agency_id: agencyId,
          proposal_id: id,
          thread_id: threadId,
          staff_id: staffId,
          entry_sealed: envelope.seal(JSON.stringify(entry), place(id)),
          state: 'waiting',
          created_at: clock.now().toISOString(),
          decided_at: null,
          decided_by: null,
        })
        .execute()
      return id
    },

    /** Those that wait, oldest first. */
    async waiting(agencyId: string, most: number): Promise<Proposal[]> {
      const rows = await db
        .selectFrom('knowledge_proposals')
        .leftJoin('staff', 'staff.staff_id', 'knowledge_proposals.staff_id')
        .selectAll('knowledge_proposals')
        .select('staff.name')
        .where('knowledge_proposals.agency_id', '=', agencyId)
        .where('knowledge_proposals.state', '=', 'waiting')
        .orderBy('knowledge_proposals.created_at')
        .orderBy('knowledge_proposals.proposal_id')
        .limit(most)
        .execute()
      return rows.map((row) => ({
        id: row.proposal_id,
        entry: Sealed.parse(envelope.open(row.entry_sealed, place(row.proposal_id))),
        threadId: row.thread_id,
        staffId: row.staff_id,
        by: row.name ?? '',
        at: new Date(row.created_at),
      }))
    },

    async count(agencyId: string): Promise<number> {
      const { count } = await db
        .selectFrom('knowledge_proposals')
        .select((select) => select.fn.countAll().as('count'))
        .where('agency_id', '=', agencyId)
        .where('state', '=', 'waiting')
        .executeTakeFirstOrThrow()
      return Number(count)
    },

    /** Writes the decision down, if nobody was faster. @returns whether it was this one that decided */
    async decide(agencyId: string, id: string, as: 'approved' | 'refused', staffId: string): Promise<boolean> {
      const { numUpdatedRows } = await db
        .updateTable('knowledge_proposals')
        .set({ state: as, entry_sealed: '', decided_at: clock.now().toISOString(), decided_by: staffId })
        .where('agency_id', '=', agencyId)
        .where('proposal_id', '=', id)
        .where('state', '=', 'waiting')
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n
    },
  }
}

export type ProposalStore = ReturnType<typeof proposalStore>
