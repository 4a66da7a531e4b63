import { toArabicDigits } from './digits.ts'

const words = ['ศูนย์', 'หนึ่ง', 'สอง', 'สาม', 'สี่', 'ห้า', 'หก', 'เจ็ด', 'แปด', 'เก้า', 'สิบ', 'สิบเอ็ด', 'สิบสอง']
const hour = `(\\d{1,2}|${words.toReversed().join('|')})`
const half = '\\s*(ครึ่ง)?'
const clockTime = /(?<!\d)(\d{1,2})[.:](\d{2})(?!\d)/
const night = new RegExp(`(?:ตี\\s*${hour}|เที่ยงคืน)${half}`)
const afternoon = new RegExp(`บ่าย\\s*(?:${hour}\\s*(?:โมง)?|โมง)${half}`)
const evening = new RegExp(`${hour}\\s*ทุ่ม${half}`)
const oClock = new RegExp(`${hour}\\s*(?:โมง|น\\.|นาฬิกา)\\s*(เช้า|เย็น)?${half}`)
const bare = new RegExp(`(?:ตอน|เวลา|ที่)\\s*${hour}\\s*(?:น)?\\s*$`)

function number(written: string | undefined): number {
  if (written === undefined) return 1
  const spoken = words.indexOf(written)
  return spoken >= 0 ? spoken : Number(written)
}

/**
 * The time of day that a text names, in minutes after midnight: "9 โมง", "เก้าโมงครึ่ง", "บ่าย 2", "13.30 น.", "สองทุ่ม", "เที่ยง".
 * Undefined when it names none, or one that does not exist.
 */
export function findTimeOfDay(text: string): number | undefined {
  const plain = toArabicDigits(text)
  const minutes = read(plain)
  return minutes !== undefined && minutes >= 0 && minutes < 24 * 60 ? minutes : undefined
}

function read(plain: string): number | undefined {
  const written = clockTime.exec(plain)
  if (written) return Number(written[2]) < 60 ? Number(written[1]) * 60 + Number(written[2]) : undefined
  const late = evening.exec(plain)
  if (late) return (18 + number(late[1])) * 60 + (late[2] ? 30 : 0)
  const noon = afternoon.exec(plain)
  if (noon) return (12 + number(noon[1])) * 60 + (noon[2] ? 30 : 0)
  const early = night.exec(plain)
  if (early) return (early[1] === undefined ? 0 : number(early[1])) * 60 + (early[2] ? 30 : 0)
  const clock = oClock.exec(plain)
  if (clock) {
    const hours = number(clock[1])
    const evenings = clock[2] === 'เย็น' && hours < 12
    return (hours + (evenings ? 12 : 0)) * 60 + (clock[3] ? 30 : 0)
  }
  if (/เที่ยง/.test(plain)) return 12 * 60 + (/เที่ยงครึ่ง/.test(plain) ? 30 : 0)
  const last = bare.exec(plain)
  return last ? number(last[1]) * 60 : undefined
}
