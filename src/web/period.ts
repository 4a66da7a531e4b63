import { web } from '../texts/web.ts'
import { fiscalQuarter, fiscalYear, formatLongDate, formatMonth, formatQuarter, toThaiDate } from '../thai/dates.ts'

/**
 * How an agency calls the time between two moments: a fiscal year, a quarter, a month, several months, or two days.
 * @param until the first moment that no longer belongs to it
 */
export function periodName(from: Date, until: Date): string {
  const [first, end] = [toThaiDate(from), toThaiDate(until)]
  const last = new Date(until.getTime() - 1)
  if (first.day !== 1 || end.day !== 1) return `${formatLongDate(from)} – ${formatLongDate(last)}`
  const months = (end.year - first.year) * 12 + end.month - first.month
  if (months === 12 && first.month === 10) return web.agency.fiscalYear(fiscalYear(from))
  if (months === 3 && first.month % 3 === 1) return formatQuarter(fiscalYear(from), fiscalQuarter(from))
  return months === 1 ? formatMonth(from) : `${formatMonth(from)} – ${formatMonth(last)}`
}
