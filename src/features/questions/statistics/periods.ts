import { fiscalYearRange, fromThaiDate, toThaiDate } from '../../../thai/dates.ts'

/** A stretch of time that is counted: a month ("2026-11") or a fiscal year ("2570", October to September). */
export type Period = { key: string; from: Date; until: Date }

/** The period of this key, or null when it is none. */
export function periodOf(key: string): Period | null {
  const month = /^(20\d\d)-(0[1-9]|1[0-2])$/.exec(key)
  if (month) return monthOf(Number(month[1]) + 543, Number(month[2]))
  const year = /^25\d\d$/.test(key) ? Number(key) : null
  return year === null ? null : { key, ...fiscalYearRange(year) }
}

/** The month in Bangkok that holds this moment, or so many months before it. */
export function monthAround(at: Date, before = 0): Period {
  const { year, month } = toThaiDate(at)
  const index = year * 12 + month - 1 - before
  return monthOf(Math.floor(index / 12), (index % 12) + 1)
}

/** The twelve months of a fiscal year, October first. */
export function monthsOf(fiscalYear: number): Period[] {
  return Array.from({ length: 12 }, (_, index) => {
    const count = (fiscalYear - 1) * 12 + 9 + index
    return monthOf(Math.floor(count / 12), (count % 12) + 1)
  })
}

function monthOf(year: number, month: number): Period {
  return {
    key: `${year - 543}-${String(month).padStart(2, '0')}`,
    from: fromThaiDate({ year, month, day: 1 }),
    until:
      month === 12
        ? fromThaiDate({ year: year + 1, month: 1, day: 1 })
        : fromThaiDate({ year, month: month + 1, day: 1 }),
  }
}
