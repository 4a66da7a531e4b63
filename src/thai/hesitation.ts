import { normalise } from './normalise.ts'

const politeness = /(?:\s|นะ|น้า|จ้า|จ๊ะ|จ้ะ|ค่ะ|คะ|ครับ|คับ|ค่า|ฮะ|หน่อย|เด้อ|[!.,?])+$/u
const moment = '(?:แป๊บ|แป๊ป|แปป|แปบ|แป็บ|(?:สัก)?ครู่|(?:สัก)?พัก)(?:นึง|เดียว|หนึ่ง)?'
const waiting = new RegExp(
  `^(?:ขอ|ช่วย)?(?:(?:เดี๋ยว|เด๋ว)+(?:ก่อน|${moment})*|เดียวก่อน|(?:รอ|หยุด|พัก|ใจเย็น|ช้า)(?:ไว้)?(?:ก่อน|เดี๋ยว|${moment})+|(?:ไว้|ยัง)ก่อน|${moment}(?:ก่อน)?)$`,
  'u',
)
const puttingOff =
  /^(?:เดี๋ยว)?ขอ(?:คิด|ดู|เช็[คก]|ตรวจ|ถาม|เปิด|อ่าน|ปรึกษา|แก้|เวลา)[^\d]{0,40}(?:ก่อน|อีกที)$|^(?:ดู|เช็[คก]|เปิด|อ่าน)[^\d]{0,30}ก่อน$|^เดี๋ยว[^\d]{0,30}(?:ก่อน|อีกที)$|^อย่าเพิ่ง.{0,20}$|^ยังไม่(?:แน่ใจ|พร้อม|ต้อง|ส่ง|ยืนยัน|บันทึก|เอา)(?:ก่อน|เลย)?$|^ไม่แน่ใจ$/u
const notDone = /^ยัง(?:ไม่|บ่|มิ)(?:ได้)?(?:ทำ|ดำเนินการ)?(?:เสร็จ|ครบ|เรียบร้อย|ทำ)?(?:เลย|ดี)?$/u

function plainly(text: string): string | null {
  return text.length > 60 ? null : normalise(text).replace(politeness, '').replace(/\s+/g, '')
}

/** Whether a whole message only asks for a moment: "เดี๋ยวก่อน", "รอแป๊บ". There is nothing else in it to be understood. */
export function asksToWait(text: string): boolean {
  const plain = plainly(text)
  return plain !== null && waiting.test(plain)
}

/** Whether a whole message puts off what was just asked and names no item, where something waits for an answer: "ขอดูหน้าเว็บก่อน", "ยังไม่แน่ใจ". */
export function putsOff(text: string): boolean {
  const plain = plainly(text)
  return plain !== null && (asksToWait(text) || puttingOff.test(plain))
}

/** Whether a whole message says that it is not done after all: "ยังไม่เสร็จ". Of an item it is a report, as a reason it is one. */
export function saysNotDone(text: string): boolean {
  const plain = plainly(text)
  return plain !== null && notDone.test(plain)
}
