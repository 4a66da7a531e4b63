import type { Db } from '../../../db/open.ts'
import { fiscalYear } from '../../../thai/dates.ts'
import type { Figures } from './figures.ts'
import { monthsOf, periodOf, type Period } from './periods.ts'
import { readFigures } from './statistics.ts'

/** What came in during a period and what became of it, as it is published. */
export type PublicCount = { from: Date; until: Date; received: number; completed: number; inProgress: number }

/**
 * The counts of questions and requests that anybody may see: of each month of this fiscal year that is over, newest first,
 * and of the last fiscal year when it had any. Whole sums only; null before the first month with a question is over.
 */
export async function readPublicCounts(db: Db, agencyId: string, now: Date): Promise<PublicCount[] | null> {
  const year = fiscalYear(now)
  const over = monthsOf(year).filter((month) => month.until <= now)
  const counts: PublicCount[] = []
  for (const month of over.toReversed()) counts.push(toCount(month, await readFigures(db, agencyId, month)))
  const last = periodOf(String(year - 1))
  const before = last && toCount(last, await readFigures(db, agencyId, last))
  if (before && before.received > 0) counts.push(before)
  return counts.some((count) => count.received > 0) ? counts : null
}

/** What somebody asked and did not send on is neither done nor in work: it is not counted here. */
function toCount({ from, until }: Period, figures: Figures): PublicCount {
  const { byBot, toPeople, byPeople, requests, requestsSettled } = figures
  return {
    from,
    until,
    received: byBot + toPeople + requests,
    completed: byBot + byPeople + requestsSettled,
    inProgress: toPeople - byPeople + requests - requestsSettled,
  }
}
