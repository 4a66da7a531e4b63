import { normalise } from './normalise.ts'

const all =
  /ทั้งหมด|ทั้งปวง|ทุก\s*(?:ๆ\s*)?(?:ข้อ|อัน|ตัว|รายการ|เรื่อง)|หมด(?=\s|เลย|ทุก|นะ|ค่ะ|คะ|ครับ|คับ|แล้ว|$)|ทั้ง\s*\d+|(?<![a-z])all(?![a-z])/u

/** Whether words speak of all of something: "ผ่านหมดเลย", "ทุกข้อ", "ทั้ง 33 ข้อ". What was spoken of last is not meant by that. */
export function saysAll(text: string): boolean {
  return all.test(normalise(text.slice(0, 500)))
}
