import { normalise } from './normalise.ts'
import { findTimeOfDay } from './times-of-day.ts'

/** What a member of staff wants of the notices: to see what waits, to be told otherwise, or to know how it stands. */
export type NoticeWish =
  | { kind: 'show' }
  | { kind: 'ask' }
  | { kind: 'mode'; mode: 'all' | 'digest' | 'none' }
  | { kind: 'time'; minute: number }

const politeness = /(?:\s|นะ|จ้า|จ๊ะ|จ้ะ|ค่ะ|คะ|ครับ|คับ|ค่า|ฮะ|หน่อย|ด้วย|เลย|[!.?ๆ])+$/u
const showing =
  /^(?:ขอ)?(?:ดู)?(?:เรื่อง|งาน)ที่?รอ(?:ดำเนินการ|ทำ|ฉัน|ผม|อยู่)?$|^(?:วันนี้)?(?:มี)?(?:อะไร|เรื่องอะไร|งานอะไร)(?:รอ|ใหม่|ต้องทำ)(?:ฉัน|ผม|อยู่|บ้าง)*$|^มีเรื่อง(?:รอ|ใหม่)(?:ดำเนินการ)?(?:ไหม|มั้ย|อะไรบ้าง)$|^วันนี้(?:ฉัน|ผม)?ต้องทำอะไร(?:บ้าง)?$/
const person = '(?:ฉัน|ผม|หนู|พี่|เรา|ดิฉัน)?'
const start = `^(?:ช่วย|ขอ|ให้|อยากให้|รบกวน|ตั้ง|เปลี่ยน|ส่ง)*(?:การ|ตั้งค่า|เวลา)*(?:แจ้งเตือน|เตือน|สรุปงาน|สรุปเรื่องที่รอ)${person}(?:งาน)?`
const asking = new RegExp(`${start}(?:ยังไง|อย่างไร)?$`)
const daily = new RegExp(`${start}(?:แค่|เป็น)?วันละ(?:ครั้ง|1ครั้ง|หนึ่งครั้ง|หน)$`)
const everything = new RegExp(`${start}(?:ทันที|ทุกเรื่อง|ทุกครั้ง|ได้|เหมือนเดิม)$|^เปิดการ?(?:แจ้งเตือน|เตือน)${person}$`)
const nothing = new RegExp(
  `^(?:ไม่ต้อง|ไม่อยากให้|ไม่เอา|ปิด|เลิก|หยุด|งด|ยกเลิก|ไม่รับ|อย่า)(?:ส่ง)?(?:การ)?(?:แจ้งเตือน|เตือน)${person}(?:งาน|แล้ว|อีก)*$`,
)
const timed = new RegExp(`${start}(?:ทุกวัน|เป็น|ใหม่)?(?:ตอน|เวลา|ที่|\\d|บ่าย|เที่ยง|ก่อน)`)

/**
 * Reads a whole message as a wish about notices ("แจ้งเตือนตอน 9 โมง", "ไม่ต้องแจ้งเตือน", "เรื่องที่รอ"); null when it is about something
 * else, e.g. a warning of floods.
 */
export function readNoticeWish(text: string): NoticeWish | null {
  if (text.length > 60) return null
  const plain = normalise(text).replace(politeness, '')
  const tight = plain.replace(/\s+/g, '')
  if (showing.test(tight)) return { kind: 'show' }
  if (nothing.test(tight)) return { kind: 'mode', mode: 'none' }
  if (daily.test(tight)) return { kind: 'mode', mode: 'digest' }
  if (everything.test(tight)) return { kind: 'mode', mode: 'all' }
  if (asking.test(tight)) return { kind: 'ask' }
  if (!timed.test(tight)) return null
  const minute = findTimeOfDay(text.replace(politeness, ''))
  return minute === undefined ? null : { kind: 'time', minute }
}
