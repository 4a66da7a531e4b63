import type { Clock } from '../kernel/clock.ts'
import type { Day } from './cases-db.ts'

const offset = 7 * 3_600_000
const length = 86_400_000

/** The day of a moment in Bangkok, whatever zone the machine is in. Thailand keeps UTC+7 without summer time. */
function dayOf(moment: Date): Day {
  return new Date(moment.getTime() + offset).toISOString().slice(0, 10)
}

export function today(clock: Clock): Day {
  return dayOf(clock.now())
}

/** The moment in Bangkok cut to the minute, `2026-11-23 10:04`: what officers do, for the audit trail. */
export function minuteOf(moment: Date): string {
  return new Date(moment.getTime() + offset).toISOString().slice(0, 16).replace('T', ' ')
}

/** `days` later, or earlier when negative. */
export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(day) + days * length).toISOString().slice(0, 10)
}

/** The month of a day, `2026-11`. */
export function monthOf(day: Day): string {
  return day.slice(0, 7)
}

/** The day as a moment, for functions that write dates: noon in Bangkok. */
export function noon(day: Day): Date {
  return new Date(Date.parse(day) + length / 2 - offset)
}

/** Days which somebody works; the days of grace are counted in them. */
export type WorkDays = { isWorkDay(day: Day): boolean }

/** The working day that is `count` working days after a day; the day itself does not count. */
export function addWorkDays(day: Day, count: number, calendar: WorkDays): Day {
  let at = day
  // A calendar without any working day must not hold us for ever.
  for (let left = count, tries = 0; left > 0 && tries < 400; tries += 1) {
    at = addDays(at, 1)
    if (calendar.isWorkDay(at)) left -= 1
  }
  return at
}
