import { normalise } from './normalise.ts'

const asked = '(?:แจ้ง|ถาม|ส่ง|ร้องเรียน|ร้องทุกข์|เขียน)'
const forms = [
  // เรื่องที่แจ้งไปถึงไหนแล้ว, แจ้งไว้อาทิตย์ก่อนยังเงียบอยู่เลย
  `${asked}(?:เรื่อง|ปัญหา)?(?:ไป|ไว้|มา|เมื่อ).{0,30}(?:ถึงไหน|คืบหน้า|เงียบ|ยังไม่(?:มา|ได้|ตอบ|เห็น|ซ่อม|แก้|ทำ)|ทำไมไม่|เมื่อไ|ว่าไง|ยังไงบ้าง)`,
  `(?:เรื่อง|ปัญหา|คำถาม|คำร้อง)(?:ของ(?:ผม|ฉัน|หนู|เรา)|ที่${asked}).{0,24}(?:ถึงไหน|คืบหน้า|เงียบ|ยังไม่|ว่าไง|ยังไงบ้าง|เมื่อไ|ได้คำตอบ)`,
  '^(?:แล้ว)?เมื่อไ(?:หร่|ร)(?:เจ้าหน้าที่)?จะตอบ',
  '^(?:ทำไม)(?:ถึง)?(?:ยัง)?ไม่(?:มีใคร)?ตอบ',
  '^(?:มี)?(?:คน|ใคร)?ตอบ(?:แล้ว)?(?:หรือ|รึ)?ยัง$',
  '^(?:ขอ)?(?:ยกเลิก|ถอน)(?:เรื่อง|คำถาม|คำร้อง)(?:นี้|นั้น|เมื่อ|ที่|ก่อน|ล่าสุด|$)',
]
const pattern = new RegExp(forms.join('|'), 'u')

/**
 * Whether somebody asks what has become of something they sent, or wants to take it back ("เรื่องที่แจ้งไปถึงไหนแล้ว",
 * "ยกเลิกเรื่องเมื่อกี้"). It means their own only when they have sent something; the words alone cannot tell.
 */
export function asksAfterOwnMatter(text: string): boolean {
  if (text.length > 120) return false
  return pattern.test(
    normalise(text)
      .replace(/\s+/g, '')
      .replace(/(?:ค่ะ|คะ|ครับ|คับ|จ้า|จ้ะ|จ๊ะ|นะ|[?!.])+$/u, ''),
  )
}
