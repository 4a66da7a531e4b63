import { bareOf, conceptsOf } from './concepts.ts'
import { normalise } from './normalise.ts'
import { words } from './segment.ts'

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
  return text.length <= longest && pattern.test(compact(text))
}

const longest = 120

function compact(text: string): string {
  return normalise(text)
    .replace(/\s+/g, '')
    .replace(/(?:ค่ะ|คะ|ครับ|คับ|จ้า|จ้ะ|จ๊ะ|นะ|ล่ะ|เนี่ย|[?!.])+$/u, '')
}

const someone = '(?:มี)?(?:ใคร|คน|ช่าง|เจ้าหน้าที่|จนท|รถ)?'
const work = '(?:มา|ไป|ซ่อม|แก้|ทำ|ดู|เก็บ|ตอบ|เสร็จ|เปลี่ยน|ตัด|จัดการ|ดำเนินการ|ติดต่อ|ไหล|ติด)'
const when = '(?:เมื่อไ(?:หร่|ร|ห)|ตอนไหน|วันไหน|กี่โมง|อีกกี่วัน|อีกนาน)'
const afterForms = [
  // เมื่อไหร่จะมาซ่อม, จะมาวันไหน, อีกนานไหม
  `${when}.{0,8}?(?:จะ|ช่าง|เจ้าหน้าที่|ถึงจะ|${work})`,
  `จะ.{0,12}?${work}.{0,12}?${when}`,
  'อีกนาน(?:ไหม|มั้ย|มัย|เท่าไ)',
  // ถึงไหนแล้ว, คืบหน้าไหม, ว่าไงบ้าง
  'ถึงไหน|คืบหน้า|ว่าไง(?:บ้าง|แล้ว)|ผลเป็น(?:ยังไง|ไง|อย่างไร)|ได้เรื่อง(?:ไหม|หรือยัง|รึยัง|ยัง)|ได้ความว่า',
  // ยังไม่มาซ่อมเลย, ไม่เห็นมีใครมา, ทำไมไม่มา
  `(?:ยัง|ทำไม|ก็)(?:ถึง|ก็)?(?:ยัง)?ไม่(?:เห็น|ได้|ยอม)?${someone}(?:จะ)?${work}`,
  `ไม่เห็น${someone}(?:จะ)?${work}`,
  // ซ่อมหรือยัง, มีคนมาดูยัง, รับเรื่องแล้วใช่ไหม
  `${work}.{0,10}?(?:แล้ว)?(?:หรือ|รึ)?ยัง$`,
  '(?:รับ|ส่ง|แจ้ง)เรื่อง(?:ให้)?(?:แล้ว)?(?:ใช่|หรือ|รึ|ไหม|ยัง)',
  // รอนานแล้ว, เงียบเลย, ลืมแล้วหรือ
  'รอ(?:มา|อยู่)?(?:นาน|ตั้ง|หลาย|กี่|จน)|เงียบ(?:เลย|หาย|ไป|จัง|กริบ|อยู่)|ลืม(?:เรื่อง|แล้ว|ไปแล้ว|หรือ)|ตามเรื่อง|ทวง',
]
const afterPattern = new RegExp(afterForms.join('|'), 'u')
/** What is done about a matter that was sent: these words ask after it, whatever else was spoken of meanwhile. */
const ofWork = /ซ่อม|แก้|ถึงไหน|คืบหน้า|ตอบ|ช่าง|เจ้าหน้าที่|ตามเรื่อง|รับเรื่อง|ดำเนินการ|จัดการ|ใคร|มาดู|เงียบ|รอ|ลืม|ทวง/u
/** Concepts of what becomes of any matter; all others name the matter itself. */
const ofAnyMatter = new Set(['repair', 'follow-up', 'complaint', 'progress', 'report', 'overdue', 'cancel', 'danger'])

/** What matters a text names ("#waste"), without what may become of any of them. */
export function mattersIn(text: string): ReadonlySet<string> {
  const tokens = words(text)
  const { concepts } = conceptsOf(tokens, bareOf(tokens))
  return new Set([...concepts.keys()].filter((name) => !name.startsWith('?') && !ofAnyMatter.has(name)))
}

/** How a text may ask what became of something; `matters` are those that it names. */
export type AskedAfter = { matters: ReadonlySet<string>; ofWork: boolean }

/**
 * Whether a text may ask when, whether or what became of something that the person sent ("เมื่อไหร่จะมาซ่อม", "ยังไม่มาเลย").
 * Everybody says such things of many matters: it counts only for who has an open matter of their own, and not of another one.
 */
export function mayAskAfterOwn(text: string): AskedAfter | null {
  const plain = compact(text)
  if (text.length > longest || !afterPattern.test(plain)) return null
  return { matters: mattersIn(text), ofWork: ofWork.test(plain) }
}

const anger =
  /โมโห|โกรธ|หงุดหงิด|เหลืออด|หมดความอดทน|ทนไม่ไหว|ไม่ไหวแล้ว|แย่(?:มาก|จริง|ที่สุด)|ห่วย|ช้า(?:มาก|จัง|จริง)|นาน(?:มาก|แล้ว|เกิน|จัง)|หลาย(?:วัน|รอบ|ครั้ง|อาทิตย์|เดือน)|กี่(?:รอบ|ครั้ง|ที)|ไม่สนใจ|ไม่ดูแล|[สซ]ัก(?:ที|ครั้ง)|[สซ]ะที|ปล่อยให้|เดือดร้อน/u

/** Whether somebody has lost patience; rudeness is recognised with small talk. */
export function hasLostPatience(text: string): boolean {
  return anger.test(normalise(text))
}
