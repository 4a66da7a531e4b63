import type { Db } from '../../db/open.ts'
import type { Clock } from '../../kernel/clock.ts'

/** A question that nobody had answered, or an answer that did not fit. */
export type GapKind = 'unanswered' | 'unfit'
export type Gap = { id: string; kind: GapKind; topic: string; threadId: string | null; at: Date }

const day = 86_400_000
/** So long a gap is worth knowing of, in ms; after that it is forgotten. */
const remembered = 180 * day

/**
 * What the knowledge base lacks. What people wrote is never stored here: until somebody chose to send it to staff it is
 * nobody's to read (see `doorway`), and from then on it stands in their thread.
 */
export function gapStore(db: Db, clock: Clock) {
  return {
    /** Notes a gap. `id` names the question, so that its hand-over finds it again. In the transaction of the event. */
    async note(agencyId: string, id: string, kind: GapKind, topic: string): Promise<void> {
      await db
        .insertInto('knowledge_gaps')
        .values({ agency_id: agencyId, gap_id: id, kind, topic, thread_id: null, at: clock.now().toISOString() })
        .onConflict((conflict) => conflict.column('gap_id').doNothing())
        .execute()
    },

    /** The question was handed to staff: from now on its words can be read in the thread. */
    async handedOver(agencyId: string, id: string, threadId: string): Promise<void> {
      await db
        .updateTable('knowledge_gaps')
        .set({ thread_id: threadId })
        .where('agency_id', '=', agencyId)
        .where('gap_id', '=', id)
        .execute()
    },

    /** All gaps that are still remembered, newest first. */
    async list(agencyId: string): Promise<Gap[]> {
      const rows = await db
        .selectFrom('knowledge_gaps')
        .selectAll()
        .where('agency_id', '=', agencyId)
        .where('at', '>=', new Date(clock.now().getTime() - remembered).toISOString())
        .orderBy('at', 'desc')
        .orderBy('gap_id')
        .limit(5000)
        .execute()
      return rows.map((row) => ({
        id: row.gap_id,
        kind: row.kind === 'unfit' ? 'unfit' : 'unanswered',
        topic: row.topic,
        threadId: row.thread_id,
        at: new Date(row.at),
      }))
    },

    /** Somebody wrote what was missing: these gaps are closed. */
    async close(agencyId: string, ids: readonly string[]): Promise<void> {
      for (let from = 0; from < ids.length; from += 500)
        await db
          .deleteFrom('knowledge_gaps')
          .where('agency_id', '=', agencyId)
          .where('gap_id', 'in', ids.slice(from, from + 500))
          .execute()
    },

    /** Forgets what is too old to matter, of all agencies. */
    async purge(): Promise<void> {
      await db
        .deleteFrom('knowledge_gaps')
        .where('at', '<', new Date(clock.now().getTime() - remembered).toISOString())
        .execute()
    },
  }
}

export type GapStore = ReturnType<typeof gapStore>
