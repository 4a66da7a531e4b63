import { toArabicDigits } from './digits.ts'

/** When an office serves: weekdays 0 (Sunday) to 6, and minutes after midnight in Bangkok. */
export type ServiceHours = { weekdays: readonly number[]; opens: number; closes: number }

/** Government office hours (Regulation on working hours and holidays, B.E. 2502): Monday to Friday, 8.30 to 16.30. */
export const officeHours: ServiceHours = { weekdays: [1, 2, 3, 4, 5], opens: 8 * 60 + 30, closes: 16 * 60 + 30 }

const dayNames = [
  'อาทิตย์|อา\\.',
  'จันทร์|จ\\.',
  'อังคาร|อ\\.',
  'พุธ|พ\\.(?!ศ)',
  'พฤหัสบดี|พฤหัส|พฤ\\.',
  'ศุกร์|ศ\\.',
  'เสาร์|ส\\.',
]
const anyDay = dayNames.map((names) => `(${names})`).join('|')
const between = '\\s*(?:-|–|—|ถึง|จนถึง)\\s*(?:วัน)?'
const dayRange = new RegExp(`(?:${anyDay})${between}(?:${anyDay})`)
const oneDay = new RegExp(anyDay, 'g')
const timeRange = /(\d{1,2})[.:](\d{2})\s*(?:น\.?|นาฬิกา)?\s*(?:-|–|—|ถึง|จนถึง)\s*(\d{1,2})[.:](\d{2})/g

/**
 * Reads service hours as an agency writes them ("จันทร์–ศุกร์ 08.30–16.30 น. เว้นวันหยุดราชการ"). What is not said or not
 * understood is as in government offices. Only the first range of days counts: a Saturday morning is no day for a promise.
 */
export function readServiceHours(written: string): ServiceHours {
  const text = toArabicDigits(written)
  return { ...officeHours, ...readTimes(text), weekdays: readWeekdays(text) ?? officeHours.weekdays }
}

function readTimes(text: string): Pick<ServiceHours, 'opens' | 'closes'> | undefined {
  const ranges = [...text.matchAll(timeRange)].map(([, hour = '', minute = '', untilHour = '', untilMinute = '']) => ({
    opens: Number(hour) * 60 + Number(minute),
    closes: Number(untilHour) * 60 + Number(untilMinute),
  }))
  const sound = ranges.filter(({ opens, closes }) => opens < closes && closes <= 24 * 60)
  if (sound.length === 0) return undefined
  return {
    opens: Math.min(...sound.map((range) => range.opens)),
    closes: Math.max(...sound.map((range) => range.closes)),
  }
}

function readWeekdays(text: string): number[] | undefined {
  const range = dayRange.exec(text)
  if (range) {
    const from = range.slice(1, 8).findIndex((name) => name !== undefined)
    const until = range.slice(8, 15).findIndex((name) => name !== undefined)
    const days = [from]
    for (let day = from; day !== until;) {
      day = (day + 1) % 7
      days.push(day)
    }
    return days
  }
  if (/ทุกวัน(?!ทำการ|ราชการ)/.test(text)) return [0, 1, 2, 3, 4, 5, 6]
  const named = [...text.matchAll(oneDay)].map((match) => match.slice(1, 8).findIndex((name) => name !== undefined))
  return named.length > 0 ? [...new Set(named)] : undefined
}
