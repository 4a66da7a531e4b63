import { dateText } from '../../calendar/calendar.ts'
import type { Db } from '../../db/open.ts'
import { prepared } from '../../db/prepared.ts'
import type { Database, DailyCountRow } from '../../db/schema.ts'

/**
 * What is counted of a day's questions, as sums without persons. Every question is `asked` once. It is `answered` when an
 * answer was shown, and `unsettled` when that answer turned out not to help: answered by the bot = answered − unsettled.
 */
export const countNames = ['asked', 'answered', 'unsettled', 'fits', 'unfit', 'unanswered', 'passed-on'] as const
export type CountName = (typeof countNames)[number]

const raise = prepared<
  Database,
  [agencyId: string, day: string, name: string, unit: string, category: string],
  DailyCountRow
>(5, (db, agency_id, day, name, unit, category) =>
  db
    .insertInto('daily_counts')
    .values({ agency_id, day, name, unit, category, value: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['agency_id', 'day', 'name', 'unit', 'category'])
        .doUpdateSet((set) => ({ value: set('daily_counts.value', '+', 1) })),
    ),
)

/** Counts what happened to a question, on its day in Bangkok. In the transaction of the event. */
export async function countQuestion(
  db: Db,
  agencyId: string,
  at: Date,
  name: CountName,
  about: { unit: string; category: string } = { unit: '', category: '' },
): Promise<void> {
  await raise(db, agencyId, dateText(at), name, about.unit, about.category)
}
