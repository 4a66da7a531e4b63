import type { Agency } from '../agency/profile.ts'
import type { Db } from '../db/open.ts'
import { readServiceHours } from '../thai/service-hours.ts'
import { workCalendar, type OwnDay, type WorkCalendar } from './calendar.ts'

/** The days on which agencies differ from the official calendar. */
export function calendarStore(db: Db) {
  async function list(agencyId: string): Promise<OwnDay[]> {
    const rows = await db
      .selectFrom('own_days')
      .select(['date', 'works', 'name'])
      .where('agency_id', '=', agencyId)
      .orderBy('date')
      .execute()
    return rows.map(({ date, works, name }) => ({ date, works: works === 1, name }))
  }

  return {
    list,

    /** The working days of an agency: its service hours as it writes them, official holidays, its own days. */
    async of(agency: Agency): Promise<WorkCalendar> {
      return workCalendar(readServiceHours(agency.profile.serviceHours), await list(agency.id))
    },

    /** Adds or changes a day of the agency's own. */
    async set(agencyId: string, day: OwnDay): Promise<void> {
      const values = { works: day.works ? 1 : 0, name: day.name }
      await db
        .insertInto('own_days')
        .values({ agency_id: agencyId, date: day.date, ...values })
        .onConflict((conflict) => conflict.columns(['agency_id', 'date']).doUpdateSet(values))
        .execute()
    },

    /** Makes a day official again. @returns whether there was something to remove */
    async remove(agencyId: string, date: string): Promise<boolean> {
      const { numDeletedRows } = await db
        .deleteFrom('own_days')
        .where('agency_id', '=', agencyId)
        .where('date', '=', date)
        .executeTakeFirstOrThrow()
      return numDeletedRows === 1n
    },
  }
}
