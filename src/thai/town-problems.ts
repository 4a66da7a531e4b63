import { normalise } from './normalise.ts'

/** What citizens tell their town about, apart from questions. */
export const problemCategories = ['light', 'road', 'waste', 'water', 'nuisance', 'other'] as const
export type ProblemCategory = (typeof problemCategories)[number]

/** Things, and what goes wrong with them. Words in L1 spelling (`normalise`). */
const kinds: readonly { category: ProblemCategory; things: string; troubles: string }[] = [
  {
    category: 'light',
    things:
      'ไฟทาง|ไฟถนน|ไฟสาธารณะ|ไฟส่องทาง|ไฟส่องสว่าง|ไฟกิ่ง|โคมไฟ|หลอดไฟ|เสาไฟ|ไฟหน้า(?:บ้าน|วัด|ซอย|โรงเรียน|ปากซอย)|ไฟ(?:ใน|กลาง|ปาก)?ซอย|ไฟตรง|สายไฟ|ไฟแดง|สัญญาณไฟ|ไฟ(?!ฟ้า(?!สาธารณะ|ส่อง|ริม|ข้าง|ทาง|ถนน))',
    troubles: 'ดับ|เสีย|ไม่ติด|ไม่สว่าง|กะพริบ|กระพริบ|ติดๆดับๆ|ขาด|ล้ม|เอียง|หัก|มืด|พัง|ห้อย|หย่อน|ช็อต',
  },
  {
    category: 'road',
    things: 'ถนน|ทางเท้า|ฟุตบาท|ฟุตบาต|ซอย|สะพาน|ฝาท่อ|ท่อระบายน้ำ|ท่อ|รางระบายน้ำ|คูน้ำ|ร่องน้ำ|คลอง|ผิวจราจร|ลูกระนาด|ไหล่ทาง|ลูกรัง',
    troubles:
      'เป็นหลุม|หลุม|บ่อ|พัง|ทรุด|แตก|ชำรุด|เสียหาย|ขาด|ตัน|อุดตัน|หาย|เปิดอยู่|ยุบ|ร้าว|ขรุขระ|เป็นคลื่น|ลื่น|เละ|โคลน|รถ(?:ตก|ล้ม)|สัญจรไม่ได้|ขวางทาง',
  },
  {
    category: 'waste',
    things: 'ขยะ|ถังขยะ|รถขยะ|รถเก็บขยะ|เศษกิ่งไม้|สิ่งปฏิกูล|ส้วม',
    troubles:
      'ไม่มาเก็บ|ไม่เห็น(?:มีใคร|ใคร|รถ|มี)?(?:มา|เก็บ)|ไม่มีใครเก็บ|ไม่เก็บ|ไม่มา|ล้น|เต็ม|ตกค้าง|กองอยู่|กองเต็ม|ทิ้งไม่เป็นที่|แอบทิ้ง|เอามาทิ้ง|มาทิ้ง|ทิ้งเกลื่อน|เกลื่อน|แตก|หาย|พัง|เหม็น|ส่งกลิ่น',
  },
  {
    category: 'water',
    things: 'น้ำประปา|ประปา|ท่อประปา|ท่อเมน|มิเตอร์น้ำ|น้ำ(?!ใจ|หนัก)',
    troubles: 'ไม่ไหล|ไหลอ่อน|ไหลเบา|รั่ว|แตก|ขุ่น|แดง|มีกลิ่น|เหม็น|ท่วม|ขัง|เอ่อ|ไม่ระบาย|ระบายไม่ทัน|เน่า|เสีย|หยุดไหล|ไม่มีใช้',
  },
  {
    category: 'nuisance',
    things:
      'เสียง|เพลง|คาราโอเกะ|เครื่องเสียง|โรงงาน|ควัน|กลิ่น|ฝุ่น|เผา(?:ขยะ|หญ้า|ฟาง|ไร่)|คอกหมู|ฟาร์ม|เล้าไก่|หมาจรจัด|สุนัขจรจัด|หมา|สุนัข|แมวจรจัด|ยุง|ตัวต่อ|ผึ้ง|งู',
    troubles: 'ดัง|รบกวน|รำคาญ|เหม็น|กวน|ควันเต็ม|เต็มไปหมด|ทั้งคืน|ไล่กัด|กัดคน|ดุ|เยอะ|ชุม|ทำรัง|เข้าบ้าน|แสบ|หนวกหู|นอนไม่ได้',
  },
  {
    category: 'other',
    things: 'ต้นไม้|กิ่งไม้|ป้าย|ศาลา|สวนสาธารณะ|เครื่องเล่น|ท่าน้ำ|ตลิ่ง|อาคาร|รถ(?:จอด|จอดทิ้ง)|หญ้า|สนามเด็กเล่น',
    troubles: 'ล้ม|หัก|โค่น|พาดสาย|บังทาง|ขวางทาง|ขวาง|ชำรุด|พัง|ทรุด|รก|ร้าง|เอียง|จะล้ม|หลุด|ยาว|ปกคลุม',
  },
]
const between = '[^?]{0,24}?'
const patterns = kinds.map(({ category, things, troubles }) => ({
  category,
  things: new RegExp(things, 'u'),
  troubles: new RegExp(squeeze(troubles), 'u'),
  sure: new RegExp(
    `(?:(?:${things})${between}(?:${squeeze(troubles)}))|(?:(?:${squeeze(troubles)})[^?]{0,8}?(?:${things}))`,
    'u',
  ),
}))
const asks =
  /ไหม|มั้ย|มัย|หรือเปล่า|รึเปล่า|รึป่าว|หรือยัง|รึยัง|ยังไง|อย่างไร|ที่ไหน|ตรงไหน|เท่าไร|เท่าไหร่|กี่|ใคร|เมื่อไร|เมื่อไหร่|ทำไม|อะไร|ได้ที่|ช่องทาง|เบอร์|ขั้นตอน|เอกสาร|ค่าธรรมเนียม|ค่า(?:น้ำ|ไฟ|ขยะ)|ขอใช้|ขอติดตั้ง|ขอมี|สมัคร|\?/u

function squeeze(words: string): string {
  // L1 drops the sign of repetition.
  return words.replaceAll('ๆ', '')
}

/**
 * Whether somebody tells of a problem in the town ("ไฟทางดับหน้าวัดหมู่ 3"): its category, or null. A question about such
 * things ("ไฟดับแจ้งที่ไหน") is none.
 * @param about what was just spoken of: then the text need not name it again ("วันนี้ไม่เห็นมาเก็บ")
 */
export function readProblem(text: string, about = ''): ProblemCategory | null {
  const plain = normalise(text).replace(politely, 'ช่วยซ่อม')
  if (plain.length < 6 || asks.test(plain)) return null
  const named = patterns.find(({ sure }) => sure.test(plain))?.category
  if (named !== undefined || about === '') return named ?? null
  const before = normalise(about)
  return patterns.find(({ things, troubles }) => things.test(before) && troubles.test(plain))?.category ?? null
}

/** A question only by politeness: what is asked is that somebody comes. */
const politely =
  /(?:ช่วย|ขอ|รบกวน|ฝาก|ให้|มา)[^?]{0,20}?(?:ซ่อม|ดู|แก้|เก็บ|เปลี่ยน|ตัด|จัดการ|ทำ)[^?]{0,14}?(?:ได้)?(?:ไหม|มั้ย|มัย|หรือเปล่า|รึเปล่า|รึป่าว)[^?]{0,6}\??$/u
const where =
  /(?:ซอย|หมู่|ม\.|ถนน|ถ\.|สาย|แยก|ตรอก|เลขที่|กม)\s?\d|(?:หน้า|ข้าง|หลัง|ใกล้|ตรง|แถว|ริม|ใน|ปาก|ท้าย|กลาง|ที่)(?:บ้าน|วัด|ซอย|โรงเรียน|ตลาด|ศาลา|อนามัย|ถนน|หมู่|ร้าน|ทาง|สะพาน|คลอง|ปั๊ม|เซเว่น|มัสยิด|สนาม|สวน|แยก)/u
const wantsSomebody =
  /(?:ช่วย|ขอให้|รบกวน|ฝาก|อยากให้|เชิญ|ส่ง(?:คน|ช่าง|รถ))[^?]{0,24}?(?:ซ่อม|ดู|แก้|เก็บ|เปลี่ยน|ตัด|จัดการ|ทำ|มา)|มา(?:ซ่อม|แก้|เก็บ|เปลี่ยน|ตัด|จัดการ|ดู)(?:ให้|ที|หน่อย|ด้วย|ด่วน|เลย)/u
const howLong =
  /(?:\d+|หลาย|สอง|สาม|สี่|ห้า|ครึ่ง|เป็น|ตั้ง)\s?(?:วัน|คืน|อาทิตย์|สัปดาห์|เดือน|ปี)|(?:มา)?นาน(?:แล้ว|มาก)|ตั้งแต่|เมื่อ(?:วาน|คืน|เช้า)/u

/**
 * Whether a problem is told so that somebody comes: it says where, for how long, or asks for it in so many words. A bare name
 * ("ไฟทางดับ") may as well be a question how to report such a thing.
 */
export function wantsItSeenTo(text: string): boolean {
  // A lamp beside the road is called so wherever it stands.
  const plain = normalise(text).replace(/ไฟ(?:ฟ้า)?(?:ข้าง|ริม)(?:ทาง|ถนน)/gu, 'ไฟทาง')
  return readProblem(text) !== null && (where.test(plain) || wantsSomebody.test(plain) || howLong.test(plain))
}

/** "Skip" and what people write instead of it when they have no photo or cannot send one. */
const skip =
  /^(?:ข้าม(?:ไป|เลย|ก่อน)?|(?:ยัง)?ไม่มี(?:รูป|ภาพ|เลย)?|ไม่ได้ถ่าย(?:รูป|ไว้|มา)*|ถ่าย(?:รูป)?ไม่(?:ได้|เป็น|ทัน)|ส่ง(?:รูป|ตำแหน่ง)?ไม่(?:ได้|เป็น)|ไม่สะดวก(?:ถ่าย|ส่ง)?|ไม่ส่ง(?:รูป)?)$/u

/** Whether somebody leaves out what they are asked for. */
export function readSkip(text: string): boolean {
  return skip.test(
    normalise(text)
      .replace(/(?:\s|ค่ะ|คะ|ครับ|คับ|จ้า|จ้ะ|นะ|[.!])+$/u, '')
      .replace(/\s+/g, ''),
  )
}
