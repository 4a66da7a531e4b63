import type { Db } from '../db/open.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Envelope } from '../kernel/envelope.ts'
import type { Ids } from '../kernel/ids.ts'

/** An answer that staff keep to use again. */
export type CannedAnswer = { id: string; unit: string | null; words: string }

/** Answers that staff keep to use again; those of a unit are for its people, those without a unit for everybody. */
export function cannedStore(db: Db, clock: Clock, ids: Ids, envelope: Envelope) {
  const place = (id: string) => `canned_answers:${id}`

  return {
    /** Keeps an answer, unless the very same one is there. */
    async keep(agencyId: string, unit: string | null, staffId: string, words: string): Promise<void> {
      if ((await this.list(agencyId, unit, 50)).some((known) => known.words === words)) return
      const id = ids.short()
      await db
        .insertInto('canned_answers')
        .values({
          agency_id: agencyId,
          canned_id: id,
          unit,
          body_sealed: envelope.seal(words, place(id)),
          staff_id: staffId,
          uses: 0,
          created_at: clock.now().toISOString(),
        })
        .execute()
    },

    /** The answers of a unit (null = of all) and those for everybody, the most used first. */
    async list(agencyId: string, unit: string | null, most: number): Promise<CannedAnswer[]> {
      const rows = await db
        .selectFrom('canned_answers')
        .selectAll()
        .where('agency_id', '=', agencyId)
        .$if(unit !== null, (query) =>
          query.where((where) => where.or([where('unit', '=', unit), where('unit', 'is', null)])),
        )
        .orderBy('uses', 'desc')
        .orderBy('created_at', 'desc')
        .limit(most)
        .execute()
      return rows.map((row) => ({
        id: row.canned_id,
        unit: row.unit,
        words: envelope.open(row.body_sealed, place(row.canned_id)),
      }))
    },

    /** An answer by its id, counted as used; null when it is gone. */
    async use(agencyId: string, id: string): Promise<CannedAnswer | null> {
      const row = await db
        .updateTable('canned_answers')
        .set((values) => ({ uses: values('uses', '+', 1) }))
        .where('agency_id', '=', agencyId)
        .where('canned_id', '=', id)
        .returningAll()
        .executeTakeFirst()
      return row
        ? { id: row.canned_id, unit: row.unit, words: envelope.open(row.body_sealed, place(row.canned_id)) }
        : null
    },

    /** Removes an answer. @returns whether it was there */
    async drop(agencyId: string, id: string): Promise<boolean> {
      const { numDeletedRows } = await db
        .deleteFrom('canned_answers')
        .where('agency_id', '=', agencyId)
        .where('canned_id', '=', id)
        .executeTakeFirstOrThrow()
      return numDeletedRows === 1n
    },
  }
}

export type CannedStore = ReturnType<typeof cannedStore>
