import { toArabicDigits } from './digits.ts'

/** A thread as staff name it: "Q12", "R-2570-00007", "เรื่อง 12". `kind` null = no letter was given. */
export type Ticket = { kind: 'question' | 'request' | null; serial: number; fiscalYear: number | null }

/** What staff want done with a thread, written in one line. `words` stay as they were typed. */
export type ThreadCommand = Ticket &
  (
    | { does: 'answer' | 'ask'; words: string }
    | { does: 'claim' | 'show' | 'history' | 'files' }
    | { does: 'transfer'; words: string }
    | { does: 'progress'; to: 'in-work' | 'done' | 'passed-on'; words: string }
  )

const letter = '(q|r|คิว|อาร์)'
const number = '(?:(25\\d\\d)\\s*[-/]\\s*)?0*(\\d{1,6})(?!\\d)'
const loose = `(?:คำถาม|เรื่อง|ข้อ)?(?:ที่|เลขที่)?\\s*(?:${letter}|#)?\\s*[-.]?\\s*${number}`
const lettered = `(?:คำถาม|เรื่อง)?\\s*${letter}\\s*[-.]?\\s*${number}`
const rest = '\\s*(?:ว่า|:|：)?\\s*(.*)$'

const verbs: readonly { does: 'answer' | 'ask' | 'claim' | 'transfer' | 'history' | 'files'; form: RegExp }[] = [
  { does: 'answer', form: form(`ตอบ\\s*${loose}${rest}`) },
  { does: 'ask', form: form(`(?:ขอ)?(?:ข้อมูล|รายละเอียด)เพิ่ม(?:เติม)?\\s*${loose}${rest}`) },
  { does: 'ask', form: form(`ถามกลับ\\s*${loose}${rest}`) },
  { does: 'claim', form: form(`(?:ขอ)?รับ(?:เรื่อง)?\\s*${loose}\\s*()$`) },
  { does: 'transfer', form: form(`โอน\\s*${loose}\\s*(?:ไปที่|ไปยัง|ไปให้|ไป|ให้|ถึง)?\\s*(.*)$`) },
  { does: 'history', form: form(`ประวัติ\\s*${lettered}\\s*()$`) },
  { does: 'files', form: form(`(?:เปิด|ดู)(?:ไฟล์|รูป)(?:แนบ)?(?:ของ)?\\s*${lettered}\\s*()$`) },
]
const show = form(`(?:ดู|เปิด)?\\s*${lettered}\\s*()$`)
const states: readonly { to: 'in-work' | 'done' | 'passed-on'; words: string }[] = [
  { to: 'in-work', words: 'กำลัง(?:ดำเนินการ|ทำ|ซ่อม|แก้ไข)(?:อยู่)?|เข้าดำเนินการ' },
  { to: 'done', words: '(?:ดำเนินการ|ทำ|ซ่อม|แก้ไข)?เสร็จ(?:แล้ว|เรียบร้อย)*|เรียบร้อย(?:แล้ว)?' },
  { to: 'passed-on', words: 'ส่งต่อ(?:หน่วยงานอื่น|หน่วยอื่น|ให้|ไป)?' },
]
/** A ticket with its letter, and whatever somebody wants to say about it: "R7 กำลังออกไปดู". */
const spoken = form(`${lettered}[\\s:：-]\\s*(.{4,})$`)
const progress = states.map(({ to, words }) => ({ to, form: form(`${lettered}\\s*(?:${words})${rest}`) }))

/** Gaps are short: runs of spaces without end, several in a row, would let a text of spaces take minutes. */
function form(body: string): RegExp {
  return new RegExp(`^${body.replaceAll('\\s*', '\\s{0,5}').replaceAll('0*', '0{0,9}')}`, 'isu')
}

/**
 * Reads what staff write about a thread: "ตอบ Q12 …", "โอน Q12 กองช่าง", "รับเรื่อง 12", "ขอข้อมูลเพิ่ม Q12 …", "R7 เสร็จแล้ว …",
 * "Q12". Null when it is anything else.
 */
export function readThreadCommand(said: string): ThreadCommand | null {
  const text = said.trim()
  // Folding digits changes no position, so the words can be taken from what was typed.
  const plain = toArabicDigits(text)
  if (plain.length !== text.length) return null
  for (const { does, form } of verbs) {
    const found = form.exec(plain)
    if (!found) continue
    const ticket = ticketOf(found)
    const words = text.slice(text.length - (found[4] ?? '').length).trim()
    if (does === 'claim' || does === 'history' || does === 'files') return { does, ...ticket }
    return { does, ...ticket, words }
  }
  for (const { to, form } of progress) {
    const found = form.exec(plain)
    if (found)
      return {
        does: 'progress',
        to,
        ...ticketOf(found),
        words: text.slice(text.length - (found[4] ?? '').length).trim(),
      }
  }
  const shown = show.exec(plain)
  if (shown) return { does: 'show', ...ticketOf(shown) }
  const about = spoken.exec(plain)
  return about
    ? { does: 'answer', ...ticketOf(about), words: text.slice(text.length - (about[4] ?? '').length).trim() }
    : null
}

function ticketOf(found: RegExpExecArray): Ticket {
  const [, kind, year, serial] = found
  return {
    kind: kind === undefined ? null : /^(?:r|อาร์)$/i.test(kind) ? 'request' : 'question',
    serial: Number(serial),
    fiscalYear: year === undefined ? null : Number(year),
  }
}
