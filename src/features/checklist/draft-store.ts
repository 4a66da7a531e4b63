import { z } from 'zod'
import type { Db } from '../../db/open.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Envelope } from '../../kernel/envelope.ts'
import type { Ids } from '../../kernel/ids.ts'
import { Changed, changeKinds } from './item-changes.ts'

/** A change that was shown and waits for its yes: of which items, made for which versions of them. */
export const Draft = z.object({
  edition: z.number().int(),
  changes: z.array(z.object({ code: z.string(), version: z.number().int(), kind: z.enum(changeKinds), set: Changed })),
})
export type Draft = z.infer<typeof Draft>

/** How long a shown change may be confirmed, in hours: longer than a working day, so that lunch loses nothing. */
const draftLife = 24

/** Changes that were shown and not yet confirmed; sealed, because they hold people's words. */
export function draftStore(db: Db, clock: Clock, ids: Ids, envelope: Envelope) {
  const place = (draftId: string) => `item_drafts:${draftId}`
  const moment = (hours: number) => new Date(clock.now().getTime() + hours * 3_600_000).toISOString()

  return {
    /** Keeps a draft of a person for a day. @returns its id, for the buttons */
    async keep(agencyId: string, personId: string, draft: Draft): Promise<string> {
      const draftId = ids.short()
      await db
        .insertInto('item_drafts')
        .values({
          agency_id: agencyId,
          draft_id: draftId,
          person_id: personId,
          draft_sealed: envelope.seal(JSON.stringify(draft), place(draftId)),
          created_at: clock.now().toISOString(),
          done_at: null,
        })
        .execute()
      return draftId
    },

    /** The draft, once, and only for the person to whom it was shown; null when it is old, done, or somebody else's. */
    async take(agencyId: string, personId: string, draftId: string): Promise<Draft | null> {
      const row = await db
        .selectFrom('item_drafts')
        .select('draft_sealed')
        .where('agency_id', '=', agencyId)
        .where('draft_id', '=', draftId)
        .where('person_id', '=', personId)
        .where('done_at', 'is', null)
        .where('created_at', '>', moment(-draftLife))
        .executeTakeFirst()
      if (!row) return null
      const { numUpdatedRows } = await db
        .updateTable('item_drafts')
        .set({ done_at: clock.now().toISOString(), draft_sealed: '' })
        .where('draft_id', '=', draftId)
        .where('done_at', 'is', null)
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n ? Draft.parse(JSON.parse(envelope.open(row.draft_sealed, place(draftId)))) : null
    },

    /** Forgets drafts that nobody can confirm any more. */
    async purge(): Promise<void> {
      await db.deleteFrom('item_drafts').where('created_at', '<', moment(-draftLife)).execute()
    },
  }
}

export type DraftStore = ReturnType<typeof draftStore>
