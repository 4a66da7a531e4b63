import type { ServiceHours } from '../thai/service-hours.ts'
import { officialHolidays } from './holidays.ts'

/** A day on which an agency differs from the official calendar: it is closed, or works although others do not. */
export type OwnDay = { date: string; works: boolean; name: string }

/** The hours in which nobody is woken by a message, in minutes after midnight in Bangkok. */
export type QuietHours = { from: number; until: number }

/** Nothing that can wait is pushed between eight in the evening and eight in the morning. */
const quietHours: QuietHours = { from: 20 * 60, until: 8 * 60 }

const minute = 60_000
const day = 86_400_000
/** Thailand keeps UTC+7 without summer time. */
const offset = 7 * 3_600_000
/** Longer than any row of days off; ends a search in a calendar that has no working day at all. */
const farthest = 400

/** Days since 1 January 1970 as they are counted in Bangkok. */
function dayNumber(moment: Date): number {
  return Math.floor((moment.getTime() + offset) / day)
}

function dayText(number: number): string {
  return new Date(number * day).toISOString().slice(0, 10)
}

function minuteOfDay(moment: Date): number {
  return Math.floor(((((moment.getTime() + offset) % day) + day) % day) / minute)
}

function momentOf(number: number, minutes: number): Date {
  return new Date(number * day - offset + minutes * minute)
}

/** "2026-04-13": the day of a moment in Bangkok. */
export function dateText(moment: Date): string {
  return dayText(dayNumber(moment))
}

/** The next moment at which a message may wake somebody: the moment itself, or the end of the quiet hours that it falls into. */
export function afterQuiet(moment: Date, quiet: QuietHours = quietHours): Date {
  const now = minuteOfDay(moment)
  const overMidnight = quiet.from > quiet.until
  const isQuiet = overMidnight ? now >= quiet.from || now < quiet.until : now >= quiet.from && now < quiet.until
  if (!isQuiet) return moment
  return momentOf(dayNumber(moment) + (overMidnight && now >= quiet.from ? 1 : 0), quiet.until)
}

/** Every day at this minute after midnight, Bangkok: the first such moment later than `after`. */
export function nextDaily(after: Date, minutes: number): Date {
  const today = momentOf(dayNumber(after), minutes)
  return today > after ? today : momentOf(dayNumber(after) + 1, minutes)
}

/** The working days of one agency. All answers are in Asia/Bangkok, whatever zone the machine is in. */
export type WorkCalendar = {
  hours: ServiceHours
  isWorkingDay(moment: Date): boolean
  /** Why the day of this moment is off: the holiday's name, `weekend`, or null on a working day. */
  dayOff(moment: Date): string | null
  /** Whether somebody serves at this very moment. */
  isOpen(moment: Date): boolean
  /** The moment itself when somebody serves then; else the next opening. */
  nextOpening(moment: Date): Date
  /** The same time of day, so many working days later. A start on a day off counts from there: 1 is the next working day. */
  addWorkingDays(from: Date, days: number): Date
  /** How many working days lie after the day of `from` up to and with the day of `until`; 0 when `until` is not later. */
  workingDaysBetween(from: Date, until: Date): number
  /** The first moment later than `after` that is on a working day at this minute after midnight. */
  nextWorkingTime(after: Date, minutes: number): Date
  /**
   * Until when somebody can be promised an answer: the closing time of the `days`th working day after the one on which a
   * person can first read the question. What comes after closing or on a day off counts as received at the next opening.
   */
  promise(asked: Date, days: number): Date
}

const namesOf = new Map<string, string>()
for (const { date, name } of officialHolidays) if (!namesOf.has(date)) namesOf.set(date, name)

/**
 * A calendar from an agency's service hours, the official holidays, and the agency's own days, which win over both.
 * Pure: the time is always an argument.
 */
export function workCalendar(hours: ServiceHours, own: readonly OwnDay[] = []): WorkCalendar {
  const ownDays = new Map(own.map((one) => [one.date, one]))

  function offName(number: number): string | null {
    const text = dayText(number)
    const ours = ownDays.get(text)
    if (ours) return ours.works ? null : ours.name
    const holiday = namesOf.get(text)
    if (holiday !== undefined) return holiday
    // 1 January 1970 was a Thursday.
    return hours.weekdays.includes((((number + 4) % 7) + 7) % 7) ? null : 'weekend'
  }

  function works(number: number): boolean {
    return offName(number) === null
  }

  /** The first working day from this one on. */
  function workingFrom(number: number): number {
    for (let ahead = 0; ahead < farthest; ahead += 1) if (works(number + ahead)) return number + ahead
    return number
  }

  function nextOpening(moment: Date): Date {
    const today = dayNumber(moment)
    if (!works(today)) return momentOf(workingFrom(today), hours.opens)
    const now = minuteOfDay(moment)
    if (now < hours.opens) return momentOf(today, hours.opens)
    return now < hours.closes ? moment : momentOf(workingFrom(today + 1), hours.opens)
  }

  function workingDayAfter(number: number, days: number): number {
    let reached = number
    for (let left = days; left > 0; left -= 1) reached = workingFrom(reached + 1)
    return reached
  }

  return {
    hours,
    isWorkingDay: (moment) => works(dayNumber(moment)),
    dayOff: (moment) => offName(dayNumber(moment)),
    isOpen: (moment) => nextOpening(moment).getTime() === moment.getTime() && works(dayNumber(moment)),
    nextOpening,
    addWorkingDays(from, days) {
      const start = dayNumber(from)
      return new Date(from.getTime() + (workingDayAfter(start, days) - start) * day)
    },
    workingDaysBetween(from, until) {
      let count = 0
      for (let number = dayNumber(from) + 1; number <= dayNumber(until); number += 1) if (works(number)) count += 1
      return count
    },
    nextWorkingTime(after, minutes) {
      const today = dayNumber(after)
      const first = workingFrom(today)
      const moment = momentOf(first, minutes)
      return moment > after ? moment : momentOf(workingFrom(first + 1), minutes)
    },
    promise(asked, days) {
      return momentOf(workingDayAfter(dayNumber(nextOpening(asked)), days), hours.closes)
    },
  }
}
