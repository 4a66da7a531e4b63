import { formatLongDate, fromThaiDate } from '../../../thai/dates.ts'

/** A day of the wire (`2026-11-21`) as a Thai or English reader knows it. */
export function showDay(day: string, language: 'th' | 'en'): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  if (language === 'th') return formatLongDate(fromThaiDate({ year: year + 543, month, day: date }))
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(
    Date.UTC(year, month - 1, date),
  )
}
