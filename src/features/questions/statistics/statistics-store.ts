import { dateText } from '../../../calendar/calendar.ts'
import type { Db } from '../../../db/open.ts'
import { countNames } from '../question-counts.ts'
import type { Counted } from './figures.ts'
import type { Period } from './periods.ts'

const minute = 60_000

/** Reads what is counted of a period: sums of days, and of threads only kinds, units, categories, times and stars. */
export async function readCounted(db: Db, agencyId: string, { from, until }: Period): Promise<Counted> {
  const counts = await db
    .selectFrom('daily_counts')
    .select((select) => ['name', 'unit', 'category', select.fn.sum('value').as('value')])
    .where('agency_id', '=', agencyId)
    .where('day', '>=', dateText(from))
    .where('day', '<', dateText(until))
    .groupBy(['name', 'unit', 'category'])
    .execute()
  const threads = await db
    .selectFrom('threads')
    .select(['kind', 'unit', 'category', 'status', 'created_at', 'first_answered_at', 'rating'])
    .where('agency_id', '=', agencyId)
    .where('created_at', '>=', from.toISOString())
    .where('created_at', '<', until.toISOString())
    // What was moved to the protected channel is counted there and nowhere else.
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('thread_events')
            .select('event_id')
            .whereRef('thread_events.thread_id', '=', 'threads.thread_id')
            .where('thread_events.kind', '=', 'removed'),
        ),
      ),
    )
    .execute()
  return {
    counts: counts.flatMap((row) => {
      const name = countNames.find((known) => known === row.name)
      return name ? [{ name, unit: row.unit, category: row.category, value: Number(row.value) }] : []
    }),
    threads: threads.map((row) => ({
      kind: row.kind === 'request' ? 'request' : 'question',
      unit: row.unit ?? '',
      category: row.category ?? '',
      minutes:
        row.first_answered_at === null
          ? null
          : Math.max(0, Math.round((Date.parse(row.first_answered_at) - Date.parse(row.created_at)) / minute)),
      settled: row.status === 'answered' || row.status === 'closed',
      rating: row.rating,
    })),
  }
}
