import type { Clock } from '../kernel/clock.ts'
import { readMeta, writeMeta } from './meta.ts'
import type { CaseDb, Day } from './cases-db.ts'
import { addDays, monthOf, noon, today } from './day.ts'
import { fiscalYear } from '../thai/dates.ts'

/** What may be told of a time: how many reports came in, how many of them were completed by the day of the count, how many not. */
export type Counts = { received: number; completed: number; inProgress: number }
export type MonthCount = Counts & { month: string }

/** A line of the published table. */
export type PeriodCount = Counts & {
  kind: 'year' | 'half' | 'quarter' | 'month'
  fiscalYear: number
  part: number
  first: string
  last: string
}

/** Fewer than this in a split could tell who reported; then the split is not shown at all. */
const leastCell = 5

/** The last day of the month before: no count is ever fresher, or a count would tell that somebody reported today. */
function countedUntil(day: Day): Day {
  return addDays(`${monthOf(day)}-01`, -1)
}

/**
 * Counts anew when a month has ended since the last count. Deleted cases stand in the tally; spam is not counted.
 * @returns whether it counted
 */
export async function countPeriods(db: CaseDb, clock: Clock, agency: string): Promise<boolean> {
  const until = countedUntil(today(clock))
  if ((await readMeta(db, agency, 'counted-until')) === until) return false
  await db.transaction().execute(async (transaction) => {
    const counts = new Map<string, { received: number; completed: number }>()
    const add = (month: string, received: number, completed: number) => {
      const known = counts.get(month) ?? { received: 0, completed: 0 }
      counts.set(month, { received: known.received + received, completed: known.completed + completed })
    }
    for (const row of await transaction.selectFrom('wb_tally').selectAll().where('agency', '=', agency).execute()) {
      add(row.month, row.completed, row.completed)
    }
    const cases = await transaction
      .selectFrom('wb_case')
      .select(['received_on', 'closed_on', 'status'])
      .where('agency', '=', agency)
      .where('status', '<>', 'spam')
      .where('received_on', '<=', until)
      .execute()
    for (const row of cases) {
      const isCompleted = row.status === 'done' && row.closed_on !== null && row.closed_on <= until
      add(monthOf(row.received_on), 1, isCompleted ? 1 : 0)
    }
    await transaction.deleteFrom('wb_period').where('agency', '=', agency).execute()
    for (const [month, { received, completed }] of counts) {
      await transaction
        .insertInto('wb_period')
        .values({ agency, period: month, received, completed, in_progress: received - completed })
        .execute()
    }
    await writeMeta(transaction, agency, 'counted-until', until)
  })
  return true
}

/** What was counted last, month by month, and until when; null before the first count. */
export async function readPeriods(db: CaseDb, agency: string): Promise<{ until: Day; months: MonthCount[] } | null> {
  const until = await readMeta(db, agency, 'counted-until')
  if (until === null) return null
  const rows = await db.selectFrom('wb_period').selectAll().where('agency', '=', agency).orderBy('period').execute()
  return {
    until,
    months: rows.map((row) => ({
      month: row.period,
      received: row.received,
      completed: row.completed,
      inProgress: row.in_progress,
    })),
  }
}

/**
 * The published table, newest year first: every fiscal year and half-year, zeros too; quarters and months of a half only
 * where each figure of the split is 0 or at least five.
 */
export function periodTable({ until, months }: { until: Day; months: readonly MonthCount[] }): PeriodCount[] {
  const current = fiscalYear(noon(until))
  const first = Math.min(current, ...months.map(({ month }) => fiscalYear(noon(`${month}-15`))))
  const table: PeriodCount[] = []
  for (let year = current; year >= first; year -= 1) {
    const begun = (part: { first: string }) => part.first <= monthOf(until)
    const count = (kind: PeriodCount['kind'], part: number, from: number, length: number): PeriodCount => {
      const names = Array.from({ length }, (_, index) => monthOfYear(year, from + index))
      const inside = months.filter(({ month }) => names.includes(month))
      const sum = (pick: (one: Counts) => number) => inside.reduce((total, one) => total + pick(one), 0)
      return {
        kind,
        fiscalYear: year,
        part,
        first: names[0] ?? '',
        last: names.at(-1) ?? '',
        received: sum((one) => one.received),
        completed: sum((one) => one.completed),
        inProgress: sum((one) => one.inProgress),
      }
    }
    table.push(count('year', 1, 0, 12))
    for (const half of [2, 1]) {
      const whole = count('half', half, (half - 1) * 6, 6)
      if (!begun(whole)) continue
      table.push(whole)
      const quarters = [0, 1]
        .map((index) => count('quarter', half * 2 - 1 + index, (half - 1) * 6 + index * 3, 3))
        .filter(begun)
      if (!mayShow(quarters)) continue
      table.push(...quarters.toReversed())
      const single = Array.from({ length: 6 }, (_, index) => (half - 1) * 6 + index)
      const monthly = single.map((from) => count('month', from + 1, from, 1)).filter(begun)
      if (mayShow(monthly)) table.push(...monthly.toReversed())
    }
  }
  return table
}

function mayShow(parts: readonly Counts[]): boolean {
  return parts.every((part) =>
    [part.received, part.completed, part.inProgress].every((figure) => figure === 0 || figure >= leastCell),
  )
}

/** The `index`th month of a fiscal year (0 = October), as `2026-10`. The year is Buddhist and named after its end. */
function monthOfYear(year: number, index: number): string {
  const month = ((index + 9) % 12) + 1
  return `${year - 543 - (month >= 10 ? 1 : 0)}-${String(month).padStart(2, '0')}`
}
