import { normalise } from './normalise.ts'
import { readSheetCode } from './sheet-words.ts'

/** What a short, fixed word asks for: the words of the rich menus and of the help cards, and their nearest variants. */
export type Command =
  | 'menu'
  | 'ask'
  | 'my-questions'
  | 'report-problem'
  | 'report-it'
  | 'published'
  | 'contact'
  | 'privacy'
  | 'help'
  | 'pending'
  | 'send-progress'
  | 'inbox'
  | 'sheet'
  | 'editions'
  | 'period'
  | 'stale-pages'
  | 'summary'
  | 'by-unit'
  | 'score'
  | 'waiting-review'
  | 'measures'
  | 'measure-report'
  | 'next-steps'
  | 'complaint-statistics'
  | 'officer-page'
  | 'erase'
  | 'copy'
  | 'knowledge'
  | 'to-staff'
  | 'fits'
  | 'fits-not'
  | 'cancel'
  | 'yes'
  | 'no'

const words: Record<Command, string[]> = {
  menu: ['เมนู', 'menu', 'หน้าหลัก', 'เริ่ม', 'start'],
  ask: ['ถามคำถาม', 'ถาม', 'สอบถาม'],
  'my-questions': ['คำถามของฉัน', 'เรื่องของฉัน', 'คำถามของผม', 'คำถามของหนู', 'ติดตามเรื่อง'],
  'report-problem': ['แจ้งปัญหา', 'แจ้งเหตุ', 'แจ้งซ่อม'],
  'report-it': ['แจ้งเรื่องนี้', 'แจ้งเลย', 'ขอแจ้งเรื่องนี้', 'แจ้งเรื่องนี้เลย', 'ช่วยแจ้งให้', 'แจ้งให้', 'ขอแจ้งเลย'],
  published: ['ข้อมูลเปิดเผย', 'ข้อมูลสาธารณะ', 'เปิดเผยข้อมูล'],
  contact: ['ติดต่อ', 'ติดต่อเรา', 'ติดต่อหน่วยงาน', 'ช่องทางติดต่อ'],
  privacy: ['นโยบาย', 'อ่านนโยบาย', 'นโยบายข้อมูลส่วนบุคคล', 'ข้อมูลส่วนบุคคล'],
  help: ['ช่วยเหลือ', 'ช่วยด้วย', 'วิธีใช้', 'help', 'ใช้ยังไง', 'ใช้งานยังไง', 'คู่มือการใช้', 'ทำอะไรได้บ้าง'],
  pending: ['ข้อค้าง', 'ค้าง', 'งานค้าง', 'ข้อที่ค้าง'],
  'send-progress': ['ส่งความคืบหน้า', 'รายงานความคืบหน้า'],
  sheet: [
    'ขอตาราง',
    'ขอตาราง oit',
    'ตาราง oit',
    'ส่งออก',
    'ส่งออกตาราง',
    'ดาวน์โหลดตาราง',
    'ดาวน์โหลด',
    'ขอไฟล์ oit',
    'ขอไฟล์ตาราง',
    'export',
  ],
  editions: ['ปีประเมิน', 'ปีการประเมิน', 'เปลี่ยนปี', 'เปลี่ยนปีประเมิน', 'ขึ้นปีใหม่', 'เลือกปี', 'เลือกปีประเมิน'],
  period: ['ช่วงประเมิน', 'กำหนดช่วงประเมิน', 'ช่วงเวลาตอบ', 'กำหนดช่วงเวลาตอบ', 'ช่วงตอบ oit', 'เปลี่ยนช่วงประเมิน'],
  'stale-pages': ['หน้าที่รอยืนยัน', 'ยืนยันหลักฐาน', 'หลักฐานที่รอยืนยัน', 'หลักฐานปีก่อนที่ยกมา'],
  inbox: ['ตอบ', 'ตอบคำถาม', 'กล่องคำถาม', 'คำถามใหม่', 'คำถามประชาชน', 'คำถามที่รอตอบ'],
  summary: ['สรุป', 'สรุปภาพรวม', 'ภาพรวม', 'ความคืบหน้า', 'ความก้าวหน้า'],
  'by-unit': ['รายกอง', 'แยกตามกอง', 'รายหน่วยงาน', 'แยกหน่วยงาน'],
  score: ['คะแนน', 'คะแนนรวม', 'ดูคะแนน'],
  'waiting-review': ['รอตรวจ', 'ข้อรอตรวจ', 'ข้อที่รอตรวจ'],
  measures: ['มาตรการ', 'มาตรการทั้งหมด', 'ดูมาตรการ', 'ดูมาตรการทั้งหมด', 'รายการมาตรการ'],
  'measure-report': [
    'รายงานมาตรการ',
    'รายงานผลมาตรการ',
    'รายงานผลการดำเนินการ',
    'รายงานผลตามมาตรการ',
    'ขอรายงานมาตรการ',
  ],
  'next-steps': ['ทำข้อไหนก่อนดี', 'ทำข้อไหนก่อน', 'ควรทำข้อไหนก่อน', 'ทำอะไรก่อนดี', 'ควรทำก่อน'],
  'complaint-statistics': ['เรื่องร้องเรียน (สถิติ)', 'สถิติเรื่องร้องเรียน', 'เรื่องร้องเรียน'],
  copy: [
    'ขอสำเนาข้อมูล',
    'ขอสำเนาข้อมูลของฉัน',
    'ขอข้อมูลของฉัน',
    'ขอดูข้อมูลของฉัน',
    'ข้อมูลของฉัน',
    'ขอสำเนาข้อมูลส่วนบุคคล',
    'ขอข้อมูลส่วนตัวของฉัน',
    'ดาวน์โหลดข้อมูลของฉัน',
  ],
  'officer-page': [
    'เปิดหน้าเจ้าหน้าที่',
    'เข้าหน้าเจ้าหน้าที่',
    'หน้าเจ้าหน้าที่',
    'เปิดหน้าร้องเรียน',
    'เข้าหน้าร้องเรียน',
    'หน้าร้องเรียน',
    'เปิดหน้ารับเรื่อง',
    'หน้ารับเรื่อง',
  ],
  erase: ['ขอลบข้อมูล', 'ลบข้อมูล', 'ลบข้อมูลของฉัน', 'ขอลบข้อมูลของฉัน', 'ขอลบข้อมูลส่วนตัว', 'ลบข้อมูลส่วนตัว', 'ขอลบข้อมูลส่วนบุคคล'],
  knowledge: ['คลังคำตอบ', 'คลังความรู้', 'จัดการคำตอบ', 'ฐานความรู้'],
  'to-staff': ['ส่งให้เจ้าหน้าที่', 'ถามเจ้าหน้าที่', 'ส่งเจ้าหน้าที่', 'ให้เจ้าหน้าที่ตอบ', 'ขอให้เจ้าหน้าที่ตอบ'],
  fits: ['ตรงคำถาม', 'ตรง', 'ตรงแล้ว', 'ใช่เลย'],
  'fits-not': [
    'ตอบไม่ตรง',
    'ตอบไม่ตรงคำถาม',
    'ตอบผิด',
    'ตอบคนละเรื่อง',
    'ไม่ตรงเลย',
    'ไม่ตรงคำถามเลย',
    'ไม่ได้ถามเรื่องนี้',
    'ไม่ใช่อันนี้',
    'ไม่ตรง',
    'ไม่ตรงคำถาม',
    'ไม่ใช่เรื่องนี้',
    'ไม่ใช่เรื่องเหล่านี้',
    'คนละเรื่อง',
  ],
  cancel: [
    'ยกเลิก',
    'ยกเลิกก่อน',
    'ไม่ต้องแล้ว',
    'ไม่เอาแล้ว',
    'ช่างเถอะ',
    'เปลี่ยนใจ',
    'เปลี่ยนใจแล้ว',
    'ไม่ยืนยัน',
    'ไม่ยืนยันแล้ว',
    'ไม่ส่งแล้ว',
    'ไม่บันทึกแล้ว',
    'ไม่ทำแล้ว',
    'ไม่ตีกลับ',
    'ไม่ตีกลับแล้ว',
    'ไม่ส่งกลับ',
    'ไม่ส่งกลับแล้ว',
    'ไม่ส่งคืน',
    'ไม่ส่งคืนแล้ว',
  ],
  yes: ['ใช่', 'ส่งเลย', 'ตกลง', 'ได้เลย', 'เอาเลย', 'โอเค', 'ok', 'ส่ง', 'บันทึก', 'บันทึกเลย', 'ยืนยัน'],
  no: ['ไม่', 'ไม่ใช่', 'ไม่ต้อง', 'ไม่ส่ง', 'ไม่บันทึก'],
}

const known = new Map(
  Object.entries(words).flatMap(([command, forms]) => forms.map((form) => [key(form), command as Command] as const)),
)

/** The command that a whole message is, or null. Politeness at the end does not count. */
export function readCommand(text: string): Command | null {
  if (text.length > 60) return null
  return known.get(key(text)) ?? null
}

function key(text: string): string {
  return normalise(text)
    .replace(/(?:\s|นะ|จ้า|จ๊ะ|จ้ะ|ค่ะ|คะ|ครับ|คับ|ค่า|ฮะ|หน่อย|ด้วย|[!.?ๆ])+$/u, '')
    .replace(/\s+/g, '')
}

/** The item whose pages somebody wants to see or take away ("หลักฐาน O16", "ขอดูลิงก์ของข้อ 16", "ลบลิงก์ O14"), as its code; null when it is something else. */
export function readEvidenceWish(text: string): string | null {
  if (text.length > 60) return null
  const match =
    /^(?:ขอ|ช่วย)?(?:ดู|ลบ|เอา|ถอด|นำ)?(?:หลักฐาน|ลิงก์หลักฐาน|ลิงก์|ลิงค์|หน้าเว็บ)(?:เก่า|เดิม)?(?:ของ)?(.*?)(?:ออก)?$/.exec(
      key(text),
    )
  return match?.[1] ? readSheetCode(match[1]) : null
}

/** The word before the one-time code, as it is told to newcomers. */
export const registrationWord = 'ลงทะเบียน'

/** `ลงทะเบียน XXXX-XXXX` in any spelling of the word, with or without the hyphen: the code, or null when the message is something else. */
export function readRegistration(text: string): string | null {
  const match = /^\s*(?:ลงทะเบียน|ลงทะเบี่ยน|ลงทะเบียร|register)\s*[:：]?\s*(.*)$/isu.exec(text.slice(0, 200))
  if (!match) return null
  const rest = (match[1] ?? '').normalize('NFKC').replace(/[\s\u200b-\u200f\u2010-\u2015\-_.]/gu, '')
  return /^[0-9a-z]{6,12}$/i.test(rest) ? rest.toUpperCase() : rest === '' ? '' : null
}

/** A whole message that is only the number of a choice, 1 to `most`, in any digits; null otherwise. */
export function readChoice(text: string, most: number): number | null {
  const match = /^\s*(?:ข้อ\s*)?(\d)\s*$/u.exec(toPlainDigits(text.slice(0, 40)))
  const number = Number(match?.[1] ?? 0)
  return number >= 1 && number <= most ? number : null
}

/** `แก้คำตอบ ค่าขยะ`: what the entry is about, empty when nothing follows; null when the message is something else. */
export function readEntryWish(text: string): string | null {
  const match = /^\s*(?:แก้ไข|แก้|หา|ดู)คำตอบ(?:เรื่อง|ของ)?\s*(.*)$/su.exec(text.slice(0, 300))
  return match ? (match[1] ?? '').trim() : null
}

/** Thai digits folded without changing any position, so that the answer itself is kept as it was typed. */
function toPlainDigits(text: string): string {
  return text.replace(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - 0x0e50))
}
