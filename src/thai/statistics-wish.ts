import { findYear, fiscalYear, toThaiDate } from './dates.ts'
import { toArabicDigits } from './digits.ts'

/** Abbreviations with their dot, or without one before a figure or the end: there are people in a question, not March. */
const shortMonths = 'ม.ค ก.พ มี.ค เม.ย พ.ค มิ.ย ก.ค ส.ค ก.ย ต.ค พ.ย ธ.ค'
  .split(' ')
  .map((short) => new RegExp(`${short.replace('.', '\\.')}|${short.replace('.', '')}(?=\\.|\\d|$)`))
const months = 'มกรา กุมภา มีนา เมษา พฤษภา มิถุนา กรกฎา สิงหา กันยา ตุลา พฤศจิกา ธันวา'.split(' ')

/** About complaints, the protected channel and the assessment's own figures somebody else answers. */
const others = /ร้องเรียน|ทุจริต|เบาะแส|oit|ita|ข้อ/i
const asks = /สถิติ|ความพึงพอใจ|(?:คำถาม|ถาม|ตอบ)(?:มา|ไป|เข้ามา)?กี่(?:เรื่อง|คำถาม|ครั้ง|ข้อความ)|คำถามทั้งหมด/
/** What people ask about, without a period: the figures name the topics. */
const topics =
  /^(?:ขอดู|อยากรู้(?:ว่า)?)?(?:ประชาชน|ชาวบ้าน|ลูกบ้าน|คน)(?:เขา|เค้า|มัก|ชอบ|ส่วนใหญ่)*ถาม(?:กัน)?(?:เรื่อง)?(?:อะไร|ไร)(?:กัน|มา)?(?:บ้าง|มั่ง|เยอะ|บ่อย|มาก|ที่สุด|สุด|ค่ะ|คะ|ครับ|คับ|นะ)*$/
const period = /เดือน|ปี|ไตรมาส/

/**
 * A wish for the figures of questions and answers, and of which period: a month ("2026-11") or a fiscal year ("2570");
 * null when the message is something else. Without a period it is this month.
 */
export function readStatisticsWish(text: string, now: Date): string | null {
  if (text.length > 80) return null
  const dotted = toArabicDigits(text).replace(/\s/g, '')
  const plain = dotted.replaceAll('.', '')
  if (others.test(plain) || !(asks.test(plain) || topics.test(plain))) return null
  if (!/สถิติ|ความพึงพอใจ/.test(plain) && !period.test(plain) && !topics.test(plain)) return null
  const today = toThaiDate(now)
  const year = findYear(text)
  const named = months.findIndex((name, index) => plain.includes(name) || shortMonths[index]?.test(dotted))
  if (named >= 0) {
    // A month without a year is the last one of that name that has begun.
    const inYear = year ?? (named + 1 <= today.month ? today.year : today.year - 1)
    return `${inYear - 543}-${String(named + 1).padStart(2, '0')}`
  }
  if (/(?:เดือน)(?:ก่อน|ที่แล้ว|ที่ผ่านมา)/.test(plain)) {
    const index = today.year * 12 + today.month - 2
    return `${Math.floor(index / 12) - 543}-${String((index % 12) + 1).padStart(2, '0')}`
  }
  if (year !== undefined) return String(year)
  if (/ปี(?:ก่อน|ที่แล้ว)/.test(plain)) return String(fiscalYear(now) - 1)
  if (/ปี|ความพึงพอใจ/.test(plain)) return String(fiscalYear(now))
  return `${today.year - 543}-${String(today.month).padStart(2, '0')}`
}

/** Whether figures of complaints are asked for of any kind: not of corruption alone, which has a channel and figures of its own. */
export function asksOfAnyComplaint(text: string): boolean {
  return /ร้องเรียน|ร้องทุกข์|แจ้ง/.test(text) && !/ทุจริต|เบาะแส|ประพฤติมิชอบ|โกง|สินบน|oit|ป\.?ป\.?ช/i.test(text)
}
