import { toArabicDigits } from './digits.ts'

/** A moment as the calendar on a Thai wall shows it: Buddhist year, month 1-12, day, weekday 0 (Sunday) to 6. */
export type ThaiDate = { year: number; month: number; day: number; weekday: number; hour: number; minute: number }

/** Thailand keeps UTC+7 without summer time, so plain arithmetic is right whatever zone the machine is in. */
const offset = 7 * 60 * 60 * 1000
const buddhistEra = 543

const shortMonths = 'ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.'.split(' ')
const longMonths = 'มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม'.split(' ')
const weekdays = 'อาทิตย์ จันทร์ อังคาร พุธ พฤหัสบดี ศุกร์ เสาร์'.split(' ')

/** The parts of a moment in Asia/Bangkok. */
export function toThaiDate(date: Date): ThaiDate {
  const local = new Date(date.getTime() + offset)
  return {
    year: local.getUTCFullYear() + buddhistEra,
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    weekday: local.getUTCDay(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
  }
}

/** The moment at which a day begins in Asia/Bangkok (or `hour`:`minute` of it); `year` is Buddhist. */
export function fromThaiDate(day: { year: number; month: number; day: number; hour?: number; minute?: number }): Date {
  const { hour = 0, minute = 0 } = day
  return new Date(Date.UTC(day.year - buddhistEra, day.month - 1, day.day, hour, minute) - offset)
}

/** "3 ต.ค. 69": how a date stands on a card. Digits are 0-9; `toThaiDigits` where the agency wants its own. */
export function formatDate(date: Date): string {
  const { day, month, year } = toThaiDate(date)
  return `${String(day)} ${shortMonths[month - 1] ?? ''} ${String(year % 100).padStart(2, '0')}`
}

/** "3 ต.ค.": a date whose year nobody doubts. */
export function formatDay(date: Date): string {
  const { day, month } = toThaiDate(date)
  return `${String(day)} ${shortMonths[month - 1] ?? ''}`
}

/** "3 ตุลาคม 2569": how a date stands in a document. */
export function formatLongDate(date: Date): string {
  const { day, month, year } = toThaiDate(date)
  return `${String(day)} ${longMonths[month - 1] ?? ''} ${String(year)}`
}

/** "12.00 น." */
export function formatTime(date: Date): string {
  const { hour, minute } = toThaiDate(date)
  return `${String(hour)}.${String(minute).padStart(2, '0')} น.`
}

/** "วันจันทร์ 23 พ.ย.": a day that somebody is told to wait for. */
export function formatWeekday(date: Date): string {
  return `วัน${weekdays[toThaiDate(date).weekday] ?? ''} ${formatDay(date)}`
}

/** "วันจันทร์ 23 พ.ย. 12.00 น.": a promised moment. */
export function formatMoment(date: Date): string {
  return `${formatWeekday(date)} ${formatTime(date)}`
}

/** "3 ต.ค. 69 12.00 น.": a moment in a history. */
export function formatDateTime(date: Date): string {
  return `${formatDate(date)} ${formatTime(date)}`
}

/** "ตุลาคม 2569": a month, in words. */
export function formatMonth(date: Date): string {
  const { month, year } = toThaiDate(date)
  return `${longMonths[month - 1] ?? ''} ${String(year)}`
}

/**
 * The fiscal year of a moment (Buddhist): October to September, named after the year it ends in.
 * Rule: Budget Procedures Act, section 4.
 */
export function fiscalYear(date: Date): number {
  const { year, month } = toThaiDate(date)
  return month >= 10 ? year + 1 : year
}

/** The quarter of the fiscal year, 1 (October to December) to 4 (July to September). */
export function fiscalQuarter(date: Date): 1 | 2 | 3 | 4 {
  const { month } = toThaiDate(date)
  if (month >= 10) return 1
  return month <= 3 ? 2 : month <= 6 ? 3 : 4
}

/** The moments at which a fiscal year (Buddhist) begins and at which the next one does. */
export function fiscalYearRange(year: number): { from: Date; until: Date } {
  return { from: fromThaiDate({ year: year - 1, month: 10, day: 1 }), until: fromThaiDate({ year, month: 10, day: 1 }) }
}

/** The moments at which a quarter of a fiscal year (Buddhist) begins and at which the next one does. */
export function quarterRange(year: number, quarter: 1 | 2 | 3 | 4): { from: Date; until: Date } {
  const month = 10 + (quarter - 1) * 3
  // Date.UTC carries month 13 over into the next year.
  return {
    from: fromThaiDate({ year: year - 1, month, day: 1 }),
    until: fromThaiDate({ year: year - 1, month: month + 3, day: 1 }),
  }
}

/** "ไตรมาสที่ 2 (ม.ค.-มี.ค. 2570)"; `year` is the fiscal year. */
export function formatQuarter(year: number, quarter: 1 | 2 | 3 | 4): string {
  const first = (9 + (quarter - 1) * 3) % 12
  const calendarYear = quarter === 1 ? year - 1 : year
  return `ไตรมาสที่ ${String(quarter)} (${shortMonths[first] ?? ''}-${shortMonths[first + 2] ?? ''} ${String(calendarYear)})`
}

const yearWords = '(?:ปี\\s*)?(?:งบประมาณ|งบ|การประเมิน)?\\s*(?:พ\\.?\\s?ศ\\.?|ค\\.?\\s?ศ\\.?|fy)?\\s*'
const yearAlone = new RegExp(`^\\s*${yearWords}(\\d{2}|\\d{4})\\s*$`, 'i')

/** A written year as a Buddhist one: 2567, 67 and 2024 are all 2567. Undefined outside 2400 to 2699. */
function toBuddhistYear(written: string): number | undefined {
  const value = Number(written)
  if (written.length === 2) return 2500 + value
  if (value >= 1900 && value <= 2156) return value + buddhistEra
  return value >= 2400 && value <= 2699 ? value : undefined
}

/**
 * A year as people write it, as a Buddhist year: "2567", "๒๕๖๗", "พ.ศ. 2567", "ปีงบ 67", "2024". Two digits are
 * always 25xx. Undefined when the text is anything else.
 */
export function parseYear(text: string): number | undefined {
  const match = yearAlone.exec(toArabicDigits(text))
  return match?.[1] === undefined ? undefined : toBuddhistYear(match[1])
}

const yearInside =
  /(?<!\d)(25\d\d|20[12]\d)(?!\d)|(?:ปี\s*(?:งบประมาณ|งบ|การประเมิน)?|พ\.?\s?ศ\.?|งบ|ita|oit)\s*'?(\d\d)(?!\d|\s*(?:บาท|วัน))/i

/** The first year that a text speaks of ("หลักฐานปี 66 ข้อ 5"), as a Buddhist year; undefined when it names none. */
export function findYear(text: string): number | undefined {
  const match = yearInside.exec(toArabicDigits(text))
  const written = match?.[1] ?? match?.[2]
  return written === undefined ? undefined : toBuddhistYear(written)
}

const monthPatterns = shortMonths.map((short, index) => {
  const long = longMonths[index] ?? ''
  const stem = long.replace(/(?:คม|ยน|พันธ์)$/, '')
  const dotted = short.replace(/\.$/, '').replace('.', '\\.?\\s?')
  return `${stem}(?:คม|ยน|พันธ์)?|${dotted}(?:\\.|(?![ก-๎]))`
})
const written = new RegExp(
  `(?<!\\d)(\\d{1,2})\\s*(?:เดือน)?\\s*(?:${monthPatterns.map((pattern) => `(${pattern})`).join('|')})\\s*(?:พ\\.?\\s?ศ\\.?)?\\s*(\\d{4}|\\d{2}(?!\\d|\\s*(?:น\\.|[.:]\\d)))?`,
)
const numeric = /(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?!\d)/
const iso = /(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)/

function calendarDay(
  year: number | undefined,
  month: number,
  day: number,
): { year: number; month: number; day: number } | undefined {
  if (year === undefined || month < 1 || month > 12 || day < 1) return undefined
  const check = toThaiDate(fromThaiDate({ year, month, day }))
  return check.month === month && check.day === day ? { year, month, day } : undefined
}

/**
 * The first date that a text names, with a Buddhist year: "14 ต.ค. 68", "๑๔ ตุลาคม ๒๕๖๘", "14/10/2568", "2025-10-14".
 * Without a year it is the next such day from `today` on. Undefined when there is none or it does not exist (31 ก.พ.).
 */
export function findDate(text: string, today: Date): { year: number; month: number; day: number } | undefined {
  const plain = toArabicDigits(text)
  const isoMatch = iso.exec(plain)
  if (isoMatch) return calendarDay(toBuddhistYear(isoMatch[1] ?? ''), Number(isoMatch[2]), Number(isoMatch[3]))
  const slashed = numeric.exec(plain)
  if (slashed) return calendarDay(toBuddhistYear(slashed[3] ?? ''), Number(slashed[2]), Number(slashed[1]))
  const match = written.exec(plain)
  if (!match) return undefined
  const month = match.slice(2, 14).findIndex((name) => name !== undefined) + 1
  const day = Number(match[1])
  const yearText = match[14]
  if (yearText !== undefined) return calendarDay(toBuddhistYear(yearText), month, day)
  const now = toThaiDate(today)
  const passed = month < now.month || (month === now.month && day < now.day)
  return calendarDay(now.year + (passed ? 1 : 0), month, day)
}

type Day = { year: number; month: number; day: number }

/**
 * Two days that a text names, the first not after the second: "1 มี.ค. - 30 เม.ย. 67", "1-30 เมษายน 2567",
 * "1/3/2567 ถึง 30/4/2567". What the first one leaves out is that of the second. Undefined when there are no two.
 */
export function findPeriod(text: string, today: Date): { from: Day; to: Day } | undefined {
  const plain = toArabicDigits(text)
  for (const { 0: sign, index } of plain.matchAll(/จนถึง|ถึง|[–—~-]/g)) {
    const right = plain.slice(index + sign.length)
    const to = findDate(right, today)
    // The second date must follow at once: "2024-03-01" has signs of its own inside.
    if (!to || !/^\s*(?:วันที่)?\s*\d/.test(right)) continue
    const left = plain.slice(0, index)
    const bare = /(?<![\d/.-])(\d{1,2})\s*$/.exec(left)
    const from =
      findDate(`${left.trimEnd()} ${to.year}`, today) ??
      (bare ? calendarDay(to.year, to.month, Number(bare[1])) : undefined)
    if (from && fromThaiDate(from) <= fromThaiDate(to)) return { from, to }
  }
  return undefined
}
