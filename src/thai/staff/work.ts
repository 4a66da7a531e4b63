import { fromThaiDate, findDate, toThaiDate } from '../dates.ts'
import { toArabicDigits } from '../digits.ts'
import { findItemNumbers } from '../item-numbers.ts'
import { findLinks } from '../links.ts'
import { normalise } from '../normalise.ts'
import { wordsWithParticles } from '../segment.ts'
import { asksSomething, supposes } from './lexicon.ts'

/** What a message says about work beyond its intent, in the words of the person. Everything is optional. */
export type WorkWords = {
  /** The last moment of the day until which something is to be done; `impossible` = a day that does not exist. */
  due?: Date | 'impossible'
  /** The item is said not to concern the agency. */
  notApplicable: boolean
  /** Who is named shall put it on the site, not answer for it. */
  uploader: boolean
  /** The writer takes it on. */
  self: boolean
  /** Something is given to somebody, whatever the intent looks like. */
  handsOver: boolean
}

const day = 86_400_000
const longestNote = 500

const weekdayNames = ['อาทิตย์', 'จันทร์', 'อังคาร', 'พุธ', 'พฤหัส(?:บดี)?', 'ศุกร์', 'เสาร์']
const dueWord =
  /กำหนด|ภายใน|เดดไลน์|dead\s?line|(?:ให้|ต้อง|ขอ)?(?:ส่ง|เสร็จ|แล้วเสร็จ|เรียบร้อย)\s*(?:งาน)?(?=\s*(?:ก่อน|วัน|ใน|\d|สิ้น|พรุ่ง|มะรืน|อีก))|เลื่อน|ไม่เกิน|ครบ(?=วัน)/
const written = /\d{1,2}\s*(?:[ก-ฮ]{1,2}\.\s?[ก-ฮ]\.|[ก-๎]{3,}(?:คม|ยน|พันธ์)|\/\s?\d{1,2}(?:\/\s?\d{2,4})?)/

/** The end of a day in Bangkok, which is when something due on it is late. */
function endOf({ year, month, day: dayOfMonth }: { year: number; month: number; day: number }): Date {
  return new Date(fromThaiDate({ year, month, day: dayOfMonth }).getTime() + day - 1)
}

function after(today: Date, days: number): Date {
  return endOf(toThaiDate(new Date(today.getTime() + days * day)))
}

function endOfMonth(year: number, month: number): Date {
  // The day before the first of the next month; month 13 is January.
  return new Date(fromThaiDate({ year, month: month + 1, day: 1 }).getTime() - 1)
}

/**
 * Until when something is to be done: "ภายใน 15 มี.ค.", "ส่งวันศุกร์", "สิ้นเดือน", "อีก 7 วัน", "วันที่ 20".
 * Undefined when no day is named; `impossible` for 31 ก.พ.
 */
export function readDue(text: string, today: Date): Date | 'impossible' | undefined {
  const plain = toArabicDigits(text)
  const named = findDate(plain, today)
  if (named) return endOf(named)
  if (written.test(plain) && dueWord.test(plain) && /\d\s*(?:[ก-ฮ]{1,2}\.|\/|ม|ก|เ|พ|ส|ต|ธ)/.test(plain)) {
    const slashed = /(?<!\d)(\d{1,2})\s?\/\s?(\d{1,2})(?!\s?\/|\d)/.exec(plain)
    if (!slashed) return /(?:ม\.|ก\.|เม\.|มี\.|มิ\.|พ\.|ส\.|ต\.|ธ\.|คม|ยน|พันธ์)/.test(plain) ? 'impossible' : undefined
    const { year } = toThaiDate(today)
    const candidates = [year, year + 1].flatMap((one) => {
      const found = findDate(`${slashed[1] ?? ''}/${slashed[2] ?? ''}/${one}`, today)
      return found ? [endOf(found)] : []
    })
    return candidates.find((one) => one >= today) ?? 'impossible'
  }
  if (!dueWord.test(plain)) return undefined
  if (/วันนี้/.test(plain)) return after(today, 0)
  if (/พรุ่งนี้/.test(plain)) return after(today, 1)
  if (/มะรืน/.test(plain)) return after(today, 2)
  const count = /(?:อีก|ภายใน|ใน)\s*(\d{1,3})\s*(วัน|สัปดาห์|อาทิตย์)/.exec(plain)
  if (count) return after(today, Number(count[1]) * (count[2] === 'วัน' ? 1 : 7))
  const { year, month, day: dayOfMonth, weekday } = toThaiDate(today)
  if (/สิ้นเดือน\s*หน้า/.test(plain)) return endOfMonth(year, month + 1)
  if (/สิ้นเดือน/.test(plain)) return endOfMonth(year, month)
  for (const [index, name] of weekdayNames.entries()) {
    const match = new RegExp(`(?:วัน)?(?<!${index === 0 ? 'สอง|\\d\\s?' : '-'})${name}(?:ที่)?\\s*(นี้|หน้า)?`).exec(plain)
    if (!match || (index === 0 && !plain.includes('วันอาทิตย์'))) continue
    const ahead = (index - weekday + 7) % 7 || (match[1] === 'นี้' ? 0 : 7)
    return after(today, ahead + (match[1] === 'หน้า' && ahead + weekday < 7 ? 7 : 0))
  }
  const dayOnly = /วันที่\s*(\d{1,2})(?!\d|\s*[/.])/.exec(plain)
  if (dayOnly) {
    const wanted = Number(dayOnly[1])
    const date = { year, month: wanted < dayOfMonth ? month + 1 : month, day: wanted }
    if (wanted < 1 || wanted > 31) return 'impossible'
    const end = endOf(date)
    return toThaiDate(end).day === wanted ? end : 'impossible'
  }
  return undefined
}

const notApplicable = /ไม่(?:เกี่ยวข้อง|เข้าข่าย|อยู่ในข่าย|เกี่ยว(?=\s|กับ|$)|มีภารกิจ)|n\/?a(?![a-z])|not applicable/
const uploading = /(?:คน|ผู้|ให้|ฝาก)[^\n]{0,40}(?:อัปโหลด|อัพโหลด|อัปขึ้น|อัพขึ้น|ลงเว็บ|ขึ้นเว็บ|ลงข้อมูล)/
const takingOn =
  /(?:ผม|หนู|ดิฉัน|ฉัน|กระผม|ข้าพเจ้า|เรา)(?:จะ|ขอ)?(?:รับ(?!ทราบ)|ทำ|ดูแล|จัดการ)[^\n]{0,24}เอง|(?:ผม|หนู|ดิฉัน|ฉัน|กระผม)(?:ขอ|จะ)รับ|^(?:ขอ)?(?:รับ|ทำ|ดูแล)[^\n]{0,30}เอง|(?:รับ|ทำ|ดูแล)เอง(?:ครับ|ค่ะ|คับ|คะ|\s|$)/
const givingVerb = /มอบ(?:หมาย)?|โอน(?!เงิน|ค่า)|ยกให้|จ่ายงาน|assign|เปลี่ยน(?:ผู้รับผิดชอบ|เจ้าของ|คนทำ)|ตั้ง(?:ผู้รับผิดชอบ|กำหนด)/

/** What a message about work says besides its intent. A question says nothing of the kind, nor does a guess. */
export function readWorkWords(text: string, today: Date): WorkWords {
  const plain = normalise(text.slice(0, 2000))
  const [beforeReason = ''] = plain.split(/เพราะ|เนื่องจาก|เหตุ(?:ผล|ว่า)/)
  if (asksSomething(beforeReason) || supposes(beforeReason))
    return { notApplicable: false, uploader: false, self: false, handsOver: false }
  const due = readDue(text.slice(0, 2000), today)
  const setsDay = due !== undefined && dueWord.test(plain)
  return {
    ...(due !== undefined && { due }),
    notApplicable: notApplicable.test(plain) && !/(?:ไม่ใช่|ไม่ได้)\s*ไม่เกี่ยว/.test(plain),
    uploader: uploading.test(plain),
    self: takingOn.test(plain),
    handsOver: setsDay || givingVerb.test(plain),
  }
}

const politeWord = /(?:ค่ะ|คะ|ครับ|คับ|ค่า|คร้าบ|จ้า|จ้ะ|จ๊ะ|ฮะ|นะ|น้า|หน่อย|ด้วย)$/u
const openingWord =
  /^(?:ค่ะ|คะ|ครับ|คับ|จ้า|นะ|แต่|และ|กับ|แล้ว|ก็(?!อ)|ข้อ|ที่(?!อยู่|มา|ตั้ง|ดิน|ปรึกษา|ประชุม|ทำ)|ว่า|คือ|เรื่อง(?!นี้)|ตอนนี้|หมายเหตุ)/u
const marksAtEnd = /[\s.,!;:·ๆ\-–—]+$/u
const marksInFront = /^[\s.,!;:·\-–—]+/u
/** Letters in which the first or the last word of a text is sure to stand with its neighbour. */
const wordWithin = 40

/** Words that only say the state, which the card says too. */
const stateWords = new RegExp(
  [
    '(?:ตอนนี้|ขณะนี้)?\\s*(?:กำลัง|อยู่ระหว่าง(?:การ)?)(?:ดำเนินการ|จัดทำ|ทำ)?(?:อยู่)?',
    'ยัง(?:ไม่|มิ|บ่)(?:ได้)?(?:ดำเนินการ|จัดทำ|เริ่ม|ทำ)?(?:เสร็จ|เรียบร้อย)?(?:เลย)?',
    '(?:ทำ|ดำเนินการ|จัดทำ|ลงเว็บ|เผยแพร่|ส่ง|อัปเดต|อัพเดท|อัพ|อัป|ลง)?(?:แล้ว)?(?:เสร็จสิ้น|เสร็จ|เรียบร้อย|ครบถ้วน|ครบ)(?:แล้ว)?',
    '(?:ทำ|ดำเนินการ|จัดทำ|ลงเว็บ|เผยแพร่|ส่ง|ลง)แล้ว',
    'done|finished|in progress|completed?',
  ].join('|'),
  'iu',
)
const handingIn =
  /(?:ขอ)?แนบ(?:หลักฐาน|ลิ้?งก?ค?์?|ไฟล์)*|^\s*หลักฐาน|ลิ้?งก์(?=\s|$)|ลิ้?งค์(?=\s|$)|^\s*(?:ขอ)?(?:อัปเดต|อัพเดท|ส่งงาน|ขอส่ง|รายงานความคืบหน้า|สถานะ)|ตามลิงก์(?:นี้)?|ดังนี้\s*$|ที่นี่\s*$/giu

/**
 * Words that only say how far, how, when or to whom: with nothing else they are no note and no reason. ไม่ is not among them,
 * because "not complete" says what is wrong. No word is made of others, else long texts could be read in too many ways.
 */
const fillers = new RegExp(
  `^(?:${[
    'ค่ะ|คะ|ครับ(?:ผม)?|คับ|ค่า|คร้าบ|จ้า|จ้ะ|จ๊ะ|ฮะ|นะ|น้า|หน่อย|ด้วย|เด้อ|งับ|พี่|ท่าน|หัวหน้า',
    'ทั้งหมด|ทั้งสิ้น|หมด|ทุก(?:ข้อ|อย่าง|อัน|ตัว|รายการ)|ครบถ้วน|ครบ|เรียบร้อย|สมบูรณ์|เสร็จสิ้น|เสร็จ|แล้ว|ละ|ล่ะ|เลย|จริง|ดี|(?:สัก|เสีย|ซะ)ที|จนได้|ไป|อยู่|มา|ก่อน|ทำ|ดำเนินการ|จัดทำ|แก้(?:ไข)?(?:ใหม่)?|ใช้ไม่ได้',
    'น่าจะ|คง|อาจ|จะ|พรุ่งนี้|มะรืน|วันนี้|เมื่อวาน|เมื่อกี้|ตะกี้|เมื่อเช้า|เพิ่ง|พึ่ง|ตอนนี้|ขณะนี้|เดี๋ยว|ใกล้|เกือบ|กำลัง|ยัง|มั้ง',
    '(?:ข้อ|อัน|ตัว|รายการ)?(?:นี้|นั้น|เดิม)|ของ(?:ผม|หนู|เรา|ฉัน|ดิฉัน|พี่)|(?:รบกวน|ฝาก|ช่วย|ขอให้)|(?:การ)?(?:ตรวจ(?:สอบ)?|ดู)(?:ให้)?',
    '[\\s.,!;:·ๆ\\-–—]',
  ].join('|')})*$`,
  'u',
)

/** The text without addresses and item numbers, which stand on the card by themselves. */
function bare(text: string, count: number): string {
  const links = findLinks(text).map(({ start, end }) => ({ start, end }))
  const { spans } = findItemNumbers(text, { count })
  let rest = text
  for (const { start, end } of [...links, ...spans].toSorted((a, b) => b.start - a.start))
    rest = `${rest.slice(0, start)} ${rest.slice(end)}`
  return rest.replace(/\s+/g, ' ')
}

/** Stands where the words of the verdict or the state stood. */
const gap = '\u0001'

/** What is left of a text without its verdict: fillers beside the verdict go with it, words of their own stay. */
function beside(text: string): string {
  return text
    .split(/\s+/)
    .flatMap((clause) => (clause.includes(gap) ? clause.split(gap).filter((piece) => !fillers.test(piece)) : [clause]))
    .join(' ')
}

/** Without the polite word at its end and the small word that opens it, where they are words: not in หน้า, มูลค่า, ข้อมูล or ที่อยู่. */
function withoutEdges(text: string): string {
  const plain = text.replace(marksAtEnd, '').replace(marksInFront, '')
  const polite = politeWord.exec(plain)?.[0] ?? ''
  const isPolite = wordsWithParticles(plain.slice(-wordWithin)).at(-1) === polite
  const rest = isPolite ? plain.slice(0, plain.length - polite.length) : plain
  const opening = openingWord.exec(rest)?.[0] ?? ''
  const isOpening = wordsWithParticles(rest.slice(0, wordWithin))[0] === opening
  return isOpening ? rest.slice(opening.length) : rest
}

function trimmed(rest: string, fewest: number): string | undefined {
  let words = rest.replace(/\s+/g, ' ')
  let before: string
  do {
    before = words
    words = withoutEdges(words)
  } while (words !== before)
  if (fillers.test(words) || words.replace(/[^ก-ฮa-z0-9]/gi, '').length < fewest) return undefined
  return words.slice(0, longestNote)
}

/**
 * What a report says besides the item, its state and its address: "กำลังทำ O7 รอข้อมูลจากกองคลัง" → "รอข้อมูลจากกองคลัง".
 * @param count how many items the edition has
 */
export function readNote(text: string, count: number): string | undefined {
  // Only the first words of state go: what comes later is part of what is told.
  return trimmed(beside(bare(text, count).replace(handingIn, ' ').replace(stateWords, gap)), 4)
}

const returnVerb =
  /(?:ขอ|ให้)?(?:ตีกลับ|ตีคืน|ส่งกลับ|ส่งคืน|เอากลับ|ไม่(?:ให้)?ผ่าน|ไม่อนุมัติ|ไม่เห็นชอบ|reject|return)(?:ไป|ก่อน|มา|เลย|แก้(?:ไข)?)?/giu
const because = /(?:เพราะ(?:ว่า)?|เนื่องจาก|เหตุผล(?:คือ|ว่า)?)/u

/** Why something is sent back or does not apply, as it was typed: "ตีกลับ O14 ลิงก์ผิดปี" → "ลิงก์ผิดปี". */
export function readReason(text: string, count: number): string | undefined {
  const opening = because.exec(text)
  if (opening) return trimmed(text.slice(opening.index + opening[0].length), 2)
  return trimmed(beside(bare(text, count).replace(returnVerb, gap).replace(notApplicable, gap)), 3)
}

const undoing =
  /^(?:ขอ)?(?:เลิกทำ|ยกเลิก(?:ที่ทำ)?ล่าสุด|ย้อน(?:กลับ)?(?:ล่าสุด)?|undo|กดผิด|พิมพ์ผิด|ทำผิดข้อ)(?:ครับ|ค่ะ|คะ|นะ|จ้า|\s)*$/u

/** Whether a whole message takes back what was done last. */
export function saysUndo(text: string): boolean {
  return text.length < 60 && undoing.test(normalise(text).trim())
}

const titles = /^(?:คุณ|พี่|น้อง|นางสาว|นาง|นาย|น\.ส\.|ผอ\.?|หัวหน้า|หน\.|ป้า|ลุง|น้า|ครู|หมอ|อาจารย์|อ\.|@)\s*/u

/** The people of a list whom a name as it is spoken may mean: "พี่สมหญิง" finds สมหญิง ใจดี; a position finds who has it in their name. */
export function findPeople<Person extends { name: string }>(spoken: string, people: readonly Person[]): Person[] {
  const wanted = normalise(spoken).trim()
  const plain = wanted.replace(titles, '').trim()
  const exact = people.filter(
    ({ name }) => normalise(name).trim() === wanted || normalise(name).replace(titles, '') === plain,
  )
  if (exact.length > 0) return exact
  // Two letters may be the beginning of anybody's name: only whole words of it count then.
  return people.filter(({ name }) => {
    const whole = normalise(name)
    return whole.split(/\s+/).includes(plain) || (plain.length >= 3 && whole.includes(plain))
  })
}

/** The people whose name, or the first part of it, stands somewhere in a text. */
export function peopleNamedIn<Person extends { name: string }>(text: string, people: readonly Person[]): Person[] {
  const plain = normalise(text)
  return people.filter(({ name }) => {
    const [first = ''] = normalise(name).replace(titles, '').trim().split(/\s+/)
    return first.length >= 3 && plain.includes(first)
  })
}

/**
 * Whether a text that came where a reason was asked for is about something else: it names another item, or asks.
 * @param code the item that is sent back
 */
export function startsSomethingElse(text: string, code: string): boolean {
  const { items } = findItemNumbers(text, { count: 60 })
  return (
    items.some((item) => item !== code) ||
    /^\s*(?:มอบ(?:หมาย)?|ลงทะเบียน|ตอบ\s*[q#]?\d)/iu.test(text) ||
    asksSomething(normalise(text))
  )
}

/** Whether a question about an item asks for its day rather than for what it needs. */
export function asksForDay(text: string): boolean {
  return /กำหนด|เดดไลน์|dead\s?line|เมื่อ(?:ไร|ไหร่|ไหร|ใด)|วันไหน|ส่งวัน|ภายในวัน/.test(normalise(text))
}

/** Whether a question about units or people asks who is slow. */
export function asksWhoIsSlow(text: string): boolean {
  return /(?<!เที่ยว)ช้า(?!ง)|อืด|ถ่วง|ไม่ทัน|ยังไม่ส่ง|(?:ค้าง|เหลือ)(?:เยอะ|มาก)|(?:เยอะ|มาก)(?:ที่)?สุด/.test(normalise(text))
}

/** Whether a question about an item asks how far it is, in percent. */
export function asksForPercent(text: string): boolean {
  return /กี่\s*(?:เปอร์|เปอ|%)|ร้อยละเท่า/.test(normalise(text))
}
