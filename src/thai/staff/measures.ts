import { toArabicDigits } from '../digits.ts'
import { findLinks } from '../links.ts'
import { normalise } from '../normalise.ts'
import { numberWordPattern, readNumberWord } from '../number-words.ts'
import { asksSomething, findStatus, refuses, supposes, type Status } from './lexicon.ts'
import { findUnits, type Unit } from './units.ts'

/** What a staff message says about measures: of which it speaks, and what is told about it. */
export type MeasureWords = {
  /** A measure ("1.1"), or the guidance of an indicator from 1 to 8 ("g4"). */
  code?: string
  /** Several measures at once ("1.1 and 1.2"), the first among them; otherwise empty. */
  codes: string[]
  issue?: number
  /** A question of IIT or EIT, as "i7" or "e10". */
  question?: string
  quarter?: 1 | 2 | 3 | 4
  unit?: string
  /** The message hands the measure over to `unit`. */
  assigns: boolean
  status?: Status
  /** The measure does not concern the agency. */
  notApplicable: boolean
  /** What is asked for beside the measure itself: its history, or to be asked what was done. */
  wants?: 'history' | 'tell'
  url?: string
  /** What is told, without the name of the measure, the address and the quarter; empty when nothing is told. */
  note: string
  asks: boolean
  /** The message tells something to be written down: never when it asks. */
  tells: boolean
}

const number = `(\\d{1,2}|${numberWordPattern})`
const measurePattern =
  /(?:มาตรการ|มาตการ|มาตราการ|มาตรากร|มารตการ|มตรการ|มาตรฐานการ|measure)\s*(?:ที่|ข้อที่|ข้อ|ลำดับที่|ลำดับ|หมายเลข|เลขที่|no\.?)?\s*([1-9])\s?(?:\.|จุด|-)\s?(\d{1,2})(?![\d])/i
const another = /^\s*(?:กับ|และ|,|\/|แล้วก็|ถึง|\s)\s*(?:มาตรการ)?(?:ที่)?\s*([1-7])\s?\.\s?(\d{1,2})(?![\d.])/
const bareMeasure = /(?<![\d.,])([1-7])\s?\.\s?(\d{1,2})(?![\d.]|\s*(?:น\.|บาท|คะแนน|%|โมง|ล้าน|หมื่น))/
const issuePattern = new RegExp(`ประเด็น\\s*(?:ที่|ข้อที่|ข้อ|หมายเลข)?\\s*${number}(?![\\d.])`)
const indicatorPattern = new RegExp(
  `(?:ตัวชี้วัด|ตชว\\.?|indicator)(?!\\s*ย่อย)\\s*(?:ที่|ข้อที่|ข้อ|หมายเลข)?\\s*${number}(?!\\s?[\\d.])`,
  'i',
)
const questionPattern = /(?<![a-z])(i|e|ไอ|อี)\s?[-.]?\s?0?(\d{1,2})(?![\d.])/i
const quarterPattern = /ไตร?มาส?\s*(?:ที่)?\s*([1-4]|แรก|หนึ่ง|สอง|สาม|สี่|สุดท้าย)|(?<![a-z])q([1-4])(?!\d)/i
const quarterWords: Readonly<Record<string, 1 | 2 | 3 | 4>> = {
  แรก: 1,
  หนึ่ง: 1,
  สอง: 2,
  สาม: 3,
  สี่: 4,
  สุดท้าย: 4,
}

/** Words that say nothing beside a state: what is left of them is no note. */
const stateOnly =
  /^(?:(?:ก็|นี้|นั้น|อันนี้|ของเรา|ตอนนี้|ขณะนี้|แล้ว|ว่า|สถานะ|เป็น|:|-|,|\.|ทำ|ดำเนินการ|เสร็จ|เรียบร้อย|ครบ|แล้วเสร็จ|สมบูรณ์|กำลัง|อยู่ระหว่าง|อยู่|ยังไม่|ยัง|ไม่|ได้|เริ่ม|จัดทำ|done|นะ|ค่ะ|คะ|ครับ|คับ|จ้า|จ้ะ|ผม|เลย|หมด|ทั้งหมด|แนบ|ลิงก์|ลิงค์|หลักฐาน|ส่ง|ให้|ด้วย|บันทึก|อัปเดต|อัพเดท)\s*)*$/i
const leading =
  /^(?:(?:แล้ว|ว่า|:|-|,|อัปเดต|อัพเดต|อัพเดท|อัปเดท|บันทึก|รายงาน(?=\s)|แจ้ง)\s*)*(?:(?:เสร็จ|ดำเนินการ|เรียบร้อย|ทำ|ครบ)(?:เสร็จ|เรียบร้อย)?แล้ว|เสร็จเรียบร้อย|กำลังดำเนินการ|อยู่ระหว่างดำเนินการ)?(?:ค่ะ|ครับ|คะ)?\s*[:,-]?\s*/
const courtesy = /(?:\s*(?:นะคะ|นะครับ|ครับผม|ครับ|ค่ะ|คะ|จ้า|จ้ะ|คับ|ค่า))+$/
/** A deed that is told: what an agency does about a measure. */
const deed =
  /จัด|ทำ|เผยแพร่|ประกาศ|อบรม|ประชุม|แต่งตั้ง|รายงาน|ออกคำสั่ง|ติดตั้ง|ส่ง|ปรับปรุง|ชี้แจง|มอบหมาย|ตรวจ|สำรวจ|เปิด|เชิญ|ลงนาม|แก้ไข|รวบรวม|แจ้งเวียน|กำชับ|ประชาสัมพันธ์|ปฐมนิเทศ|ระหว่าง/
const assignVerb = /มอบ|โอน|ยกให้|เปลี่ยน(?:ผู้|หน่วย|เจ้าภาพ)|assign|ให้\s*(?:กอง|สำนัก|ฝ่าย|หน่วย|งาน)|รับผิดชอบแทน|เป็นผู้รับผิดชอบ/
const imperative = /^(?:ขอดู|ดู|แสดง|เปิด(?:ดู)?|ขอ(?:รายละเอียด|ข้อมูล|สถานะ|ประวัติ)|สรุป|เช็ค|เช็ก|รายละเอียด|สถานะ$|ประวัติ)/

const notConcerning = /ไม่เกี่ยว(?:ข้อง|กับ)|ไม่ต้องทำ|ไม่มีภารกิจ|ไม่อยู่ในอำนาจ/
const historyWords = /ประวัติ|ย้อนหลัง|ใคร(?:แก้|บันทึก|อัปเดต|อัพเดต|เปลี่ยน)|timeline/
const tellingWords =
  /^(?:ขอ|อยาก|จะ|ช่วย)?\s*(?:ส่ง|บันทึก|รายงาน|อัปเดต|อัพเดต|อัพเดท|อัปเดท|แจ้ง|กรอก|ใส่)\s*(?:ผล|งาน)?(?:ความ(?:คืบหน้า|ก้าวหน้า))?\s*(?:หน่อย|ค่ะ|ครับ|คะ|ของ|นะ|\s)*$/

function codeOf(match: RegExpExecArray): string {
  return `${match[1] ?? ''}.${String(Number(match[2]))}`
}

/** One more measure right behind the place where the first one stood. */
function anotherAt(rest: string, at: number): { match: RegExpExecArray; start: number; end: number } | null {
  const match = another.exec(rest.slice(at))
  return match && { match, start: at, end: at + match[0].length }
}

/** A number as figures or as a Thai word; undefined outside `most`. */
function readNumber(written: string | undefined, most: number): number | undefined {
  if (written === undefined) return undefined
  const value = /^\d+$/.test(written) ? Number(written) : readNumberWord(written)
  return value !== undefined && value >= 1 && value <= most ? value : undefined
}

/**
 * What a message says about a measure, an issue, an indicator from 1 to 8 or a question of the surveys; null when it
 * names none of them. A statement that asks is never told; nothing unfinished is ever read as done.
 * @param expectsMeasure the bot has just asked for one: a bare "1.1" is a measure
 */
export function findMeasure(
  text: string,
  { units, expectsMeasure = false }: { units: readonly Unit[]; expectsMeasure?: boolean },
): MeasureWords | null {
  const links = findLinks(text).filter(({ email }) => !email)
  let rest = toArabicDigits(text)
  for (const { start, end } of links.toReversed()) rest = `${rest.slice(0, start)} ${rest.slice(end)}`

  const cut = (match: RegExpExecArray | null): RegExpExecArray | null => {
    if (match) rest = `${rest.slice(0, match.index)} ${rest.slice(match.index + match[0].length)}`
    return match
  }
  const measure = cut(measurePattern.exec(rest) ?? (expectsMeasure ? bareMeasure.exec(rest) : null))
  const issueMatch = measure ? null : issuePattern.exec(rest)
  // An issue that there is none of is named all the same: whoever asks for it is told.
  const issue = readNumber(issueMatch?.[1], 99)
  const indicatorMatch = measure || issue !== undefined ? null : indicatorPattern.exec(rest)
  const indicator = readNumber(indicatorMatch?.[1], 8)
  const questionMatch = measure || issue !== undefined || indicator !== undefined ? null : questionPattern.exec(rest)
  const letter = questionMatch && /^(?:i|ไอ)$/i.test(questionMatch[1] ?? '') ? 'i' : 'e'
  const asked = readNumber(questionMatch?.[2], letter === 'i' ? 30 : 15)
  if (!measure && issue === undefined && indicator === undefined && asked === undefined) return null
  const codes: string[] = []
  if (measure) {
    codes.push(codeOf(measure))
    for (let next = anotherAt(rest, measure.index); next; next = anotherAt(rest, measure.index)) {
      codes.push(codeOf(next.match))
      rest = `${rest.slice(0, next.start)} ${rest.slice(next.end)}`
    }
  }
  if (issue !== undefined) cut(issueMatch)
  if (indicator !== undefined) cut(indicatorMatch)
  if (asked !== undefined) cut(questionMatch)
  const quarterMatch = cut(quarterPattern.exec(rest))
  const written = quarterMatch?.[1] ?? quarterMatch?.[2]
  const quarter = written === undefined ? undefined : (quarterWords[written] ?? Number(written))

  const told = rest.replace(/\s+/g, ' ').trim()
  const plain = normalise(told)
  const unit = findUnits(plain, units).at(-1)?.name
  const asks = asksSomething(plain) || supposes(plain) || imperative.test(plain)
  const status = asks ? undefined : findStatus(plain)
  const assigns = !asks && unit !== undefined && assignVerb.test(plain)
  const url = links[0]?.url
  const note = noteOf(told)
  const notApplicable = !asks && notConcerning.test(plain)
  const wants = historyWords.test(plain)
    ? 'history'
    : url === undefined && !asks && tellingWords.test(plain)
      ? 'tell'
      : undefined
  const isMeasure = measure !== null || indicator !== undefined
  return {
    ...(measure ? { code: codeOf(measure) } : {}),
    codes: codes.length > 1 ? codes : [],
    ...(indicator === undefined ? {} : { code: `g${indicator}` }),
    ...(issue === undefined ? {} : { issue }),
    ...(asked === undefined ? {} : { question: `${letter}${asked}` }),
    ...(quarter === 1 || quarter === 2 || quarter === 3 || quarter === 4 ? { quarter } : {}),
    ...(unit === undefined ? {} : { unit }),
    assigns,
    ...(status === undefined ? {} : { status }),
    notApplicable,
    ...(wants === undefined ? {} : { wants }),
    ...(url === undefined ? {} : { url }),
    note,
    asks,
    tells:
      isMeasure &&
      !asks &&
      wants === undefined &&
      (status !== undefined ||
        notApplicable ||
        url !== undefined ||
        assigns ||
        (note !== '' && deed.test(note) && !refuses(plain))),
  }
}

/** Words by which people mean an issue without its number. What all measures are called says nothing. */
const everyMeasure = /(?:ส่งเสริม|ยกระดับ)?คุณธรรม(?:และความโปร่งใส)|ความโปร่งใส(?:ภายใน)?/g
const issueWords: readonly (readonly [number: number, pattern: RegExp])[] = [
  [4, /ทรัพย์สิน|ครุภัณฑ์|(?<!น่า)ยืม/],
  [5, /งบประมาณ|จัดซื้อ|จัดจ้าง|พัสดุ|ใช้เงิน/],
  [7, /ทุจริต|ร้องเรียน|สินบน|ของขวัญ|gift/],
  [6, /บุคคล|บุคลากร|อำนาจ|มอบหมายงาน|จริยธรรม|ประเมินผลงาน/],
  [3, /ประชาสัมพันธ์|ข่าวสาร|เว็บ(?:ไซต์|ไซด์)?|สื่อสาร|q&a|ถามตอบ/],
  [2, /e-?\s?service|อีเซอร์วิส|ให้บริการ|บริการ(?:ออนไลน์|ประชาชน)/],
  [1, /ขั้นตอน(?:และระยะเวลา|การปฏิบัติ)|ปฏิบัติงาน|ปฏิบัติหน้าที่|ทับซ้อน|ขัดกัน|ผลประโยชน์/],
]

/** Which measures a message about them speaks of; nothing named = all of them. */
export type MeasureFilter = {
  issue?: number
  unit?: string
  quarter?: 1 | 2 | 3 | 4
  state?: 'pending' | 'done'
  mine?: true
}

/** The part of the measures that a message asks for: an issue by its subject, a unit's, a quarter's, those still to be done, one's own. */
export function readMeasureFilter(text: string, units: readonly Unit[], now: 1 | 2 | 3 | 4): MeasureFilter {
  const plain = normalise(toArabicDigits(text))
  const quarterMatch = quarterPattern.exec(plain)
  const written = quarterMatch?.[1] ?? quarterMatch?.[2]
  const quarter = /ไตร?มาส?นี้/.test(plain)
    ? now
    : written === undefined
      ? undefined
      : (quarterWords[written] ?? Number(written))
  const unit = findUnits(plain, units).at(-1)?.name
  const subject = plain.replace(everyMeasure, ' ')
  const issue = unit === undefined ? issueWords.find(([, pattern]) => pattern.test(subject))?.[0] : undefined
  return {
    ...(issue === undefined ? {} : { issue }),
    ...(unit === undefined ? {} : { unit }),
    ...(quarter === 1 || quarter === 2 || quarter === 3 || quarter === 4 ? { quarter } : {}),
    ...(/ค้าง|เหลือ|ยังไม่|ยังขาด|ยังบ่/.test(plain)
      ? { state: 'pending' as const }
      : /เสร็จแล้ว(?!หรือ|รึ|ยัง|ไหม)|ที่เสร็จ|ทำแล้ว(?!หรือ|รึ|ยัง|ไหม)|ดำเนินการแล้ว(?!หรือ|รึ|ยัง|ไหม)/.test(plain)
        ? { state: 'done' as const }
        : {}),
    ...(/(?:ของ|งาน)(?:ผม|หนู|ฉัน|ดิฉัน|เรา(?!มี)|พี่|ตัวเอง)|(?:ผม|หนู|ฉัน)(?:ต้อง|รับ)/.test(plain)
      ? { mine: true as const }
      : {}),
  }
}

/**
 * Whether a unit is among those who are responsible. Plans name offices with or without the kind of agency behind, units
 * inside sentences ("every office, above all กองคลัง"), and simply every office.
 */
export function isResponsible(responsible: readonly string[], unit: string): boolean {
  return responsible.some(
    (name) => name.includes(unit) || unit.startsWith(name) || /^ทุก(?:ส่วน|กอง|หน่วย|สำนัก)/.test(name),
  )
}

/** Whether a message about measures wants the paper: the report, printed or as a file. */
export function asksForReport(text: string): boolean {
  return /รายงานผล|รายงาน.{0,12}มาตรการ|(?:ขอ|เอา|โหลด|ส่ง).{0,8}(?:ไฟล์|เอกสาร|ตาราง)|พิมพ์|ปริ้น|print|csv|excel/.test(
    normalise(text),
  )
}

/** A message that answers "what was done?": its words and address, with the state that they give. */
export function readProgress(text: string): { note: string; url?: string; status?: Status; quarter?: 1 | 2 | 3 | 4 } {
  const links = findLinks(text).filter(({ email }) => !email)
  let rest = text
  for (const { start, end } of links.toReversed()) rest = `${rest.slice(0, start)} ${rest.slice(end)}`
  const told = rest.replace(/\s+/g, ' ').trim()
  const status = findStatus(normalise(told))
  const [link] = links
  const quarterMatch = quarterPattern.exec(toArabicDigits(told))
  const written = quarterMatch?.[1] ?? quarterMatch?.[2]
  const quarter = written === undefined ? undefined : (quarterWords[written] ?? Number(written))
  return {
    note: noteOf(told),
    ...(link ? { url: link.url } : {}),
    ...(status === undefined ? {} : { status }),
    ...(quarter === 1 || quarter === 2 || quarter === 3 || quarter === 4 ? { quarter } : {}),
  }
}

function noteOf(told: string): string {
  const bare = told.replace(courtesy, '').trim()
  if (stateOnly.test(bare)) return ''
  return bare.replace(leading, '').trim()
}
