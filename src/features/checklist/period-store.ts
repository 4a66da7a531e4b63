import type { Db } from '../../db/open.ts'
import { fromThaiDate } from '../../thai/dates.ts'

/** When the items of an edition are to be answered: from the beginning of the first day to the end of the last. */
export type Period = { opensAt: Date; closesAt: Date }

/** The periods that an agency has set for its editions; the assessment's calendar moves every year. */
export function periodStore(db: Db) {
  return {
    /** The agency has no such time for this edition any more. */
    async clear(agencyId: string, edition: number): Promise<void> {
      await db
        .deleteFrom('checklist_periods')
        .where('agency_id', '=', agencyId)
        .where('edition', '=', edition)
        .execute()
    },

    async read(agencyId: string, edition: number): Promise<Period | null> {
      const row = await db
        .selectFrom('checklist_periods')
        .select(['opens_at', 'closes_at'])
        .where('agency_id', '=', agencyId)
        .where('edition', '=', edition)
        .executeTakeFirst()
      return row ? { opensAt: new Date(row.opens_at), closesAt: new Date(row.closes_at) } : null
    },

    async set(agencyId: string, edition: number, period: Period): Promise<void> {
      const moments = { opens_at: period.opensAt.toISOString(), closes_at: period.closesAt.toISOString() }
      await db
        .insertInto('checklist_periods')
        .values({ agency_id: agencyId, edition, ...moments })
        .onConflict((conflict) => conflict.columns(['agency_id', 'edition']).doUpdateSet(moments))
        .execute()
    },
  }
}

export type PeriodStore = ReturnType<typeof periodStore>

/** From the beginning of one day to the end of another, by the calendar of Bangkok. */
export function periodOf(from: Parameters<typeof fromThaiDate>[0], to: Parameters<typeof fromThaiDate>[0]): Period {
  const lastMinute = fromThaiDate({ ...to, hour: 23, minute: 59 })
  return { opensAt: fromThaiDate(from), closesAt: new Date(lastMinute.getTime() + 59_999) }
}
