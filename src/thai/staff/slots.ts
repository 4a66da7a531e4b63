import { findItemNumbers, type ItemNumbers } from '../item-numbers.ts'
import { findLinks } from '../links.ts'
import { normalise } from '../normalise.ts'
import { numberWordPattern, readNumberWord } from '../number-words.ts'
import {
  asksSomething,
  dropHarmless,
  dropOffers,
  findStatus,
  hurries,
  refuses,
  supposes,
  type Status,
} from './lexicon.ts'
import { findTitle, type Item } from './titles.ts'
import { findOwnUnit, findUnits, type Unit } from './units.ts'

/** Letters of other alphabets stand for what was taken out; they survive normalising, segmenting and the skeleton. */
export const marks = { item: 'ж', unit: 'ц', person: 'ю', url: 'щ', ticket: 'ф', sub: 'э' } as const

export type Slots = {
  /** L1 text with every slot as its mark; of a reply only the part before what is to be said. */
  head: string
  items: string[]
  unknownItems: string[]
  /** Items that a title in the text may mean, best first, when no number is written. */
  titles: { code: string; confidence: number }[]
  /** Whether the text carries an item by number, by title, or as "this one". */
  hasItem: boolean
  /** The item is "this one": the one spoken of before. */
  pointsBack: boolean
  unit: string | undefined
  units: string[]
  /** "Our unit" is spoken of, and which that is is not known. */
  unknownOwnUnit: boolean
  url: string | undefined
  ticket: string | undefined
  subIndicator: string | undefined
  status: Status | undefined
  /** Where several items are given different states, each with its own; otherwise empty. */
  updates: { items: string[]; status: Status }[]
  assignee: string | undefined
  /** What a reply says: everything behind "ตอบ #12 ว่า". */
  message: string | undefined
  /** The text asks, or only supposes what it says: nothing is told that could be written down. */
  asks: boolean
  /** Somebody is to be reminded or hurried; nothing is given to anybody. */
  hurries: boolean
  negated: boolean
}

type Sources = {
  units: readonly Unit[]
  items: readonly Item[]
  subIndicators: readonly string[]
  asksForItem: boolean
  /** The unit of whoever writes. */
  ownUnit?: string | undefined
}

/** The largest edition so far: what counts while a caller knows no edition. */
const mostItems = 43

const replyVerb = '(?:ฝาก|ช่วย|รบกวน)?(?:ส่งคำ)?(?:ตอบ(?:กลับ)?|reply|แจ้ง(?:กลับ|ผู้ถาม)|บอก)'
const caseWord = '(?:เรื่อง|เคส|คำถาม|คำร้อง|ticket|case|ทิกเก็ต|ทิคเก็ต|ตั๋ว)'
const numberName = '(?:ที่|เลขที่|หมายเลข|เลข|ข้อที่|no\\.?)?'
const ticketPatterns = [
  /(?<![a-z])([a-z]{1,2}-\d{2,4}-\d+)/,
  /(?<![a-z])q\s?[-.#]?\s?(\d{1,6})(?!\d)/,
  new RegExp(
    `${replyVerb}\\s*(?:ไป|กลับ|ให้)?\\s*${caseWord}?\\s*${numberName}\\s*[#:]?\\s*(\\d{1,6}|${numberWordPattern})(?![\\d.])`,
  ),
  new RegExp(`${caseWord}\\s*${numberName}\\s*[#:]?\\s*(\\d{1,6}|${numberWordPattern})(?![\\d.])`),
  /#\s?(\d{1,6})(?!\d)/,
]
const spokenReply = new RegExp(`ф\\s*${replyVerb}|${replyVerb}|^\\s*ф\\s*(?:ว่า|:)`)
/** What stands behind ตอบ #12 when it asks after the answer instead of giving it. */
const asksAfter =
  /^\s*(?:ไป|ให้|เขา|เค้า)?\s*(?:แล้ว)?\s*(?:หรือ|รึ|ยัง(?!ไม่|มี|อยู่|เปิด|ต้อง|ค้าง|ใช้)|ไหม|มั้ย|มัย|ใช่|ได้(?:ไหม|มั้ย|ยัง|หรือ)|ใคร|ป่าว|เปล่า|เหรอ|หรอ|ทัน|เมื่อ|(?:ว่า)?(?:ยัง|อย่าง)?(?:ไง|ไร)|(?:ว่า)?อะไร|\?)/
const openings =
  /ว่า\s*:?|ดังนี้\s*:?|[:：]|(?<=ф\s*ตอบ(?:กลับ)?(?:ไป)?)\s+|(?<=ф)\s+(?!ตอบ|ว่า|ให้|ไป|ที|ด้วย|หน่อย|กลับ|แจ้ง|บอก)/

const subPattern =
  /(?<![\d.,])(\d{1,2})\s?(?:\.|จุด)\s?(\d)(?![\d])(?!\s*(?:น\.|บาท|คะแนน|แต้ม|%|เปอร์|โมง|ล้าน|หมื่น|กม|กิโล|เมตร))/
const spokenSub = /(เก้า|สิบ)\s*จุด\s*(หนึ่ง|สอง|สาม|สี่|ห้า)/

const title =
  '(?:คุณ|พี่|น้อง|นางสาว|นาง|นาย(?!ก)|น\\.ส\\.|ไอ้|อี(?=[ก-ฮ]{2})|ป้า|ลุง|น้า|อา(?=[ก-ฮ])|เจ๊|เฮีย|จ่า|หมวด|ผู้กอง|ครู|หมอ|อาจารย์|อ\\.|ผอ\\.?|หัวหน้า|หน\\.|ผช\\.|@)'
const positions =
  'นิติกร|นักทรัพยากรบุคคล|นักวิเคราะห์(?:นโยบายและแผน)?|นักวิชาการ[ก-๎]{0,12}?(?=รับ|ทำ|ดู|ไป|นะ|ค่ะ|ครับ|\\s|$)|เจ้าพนักงาน(?:ธุรการ|พัสดุ|การเงิน)?|ธุรการ|ประชาสัมพันธ์|ปลัด|รองปลัด|นักพัฒนาชุมชน|ผู้ดูแลเว็บ(?:ไซต์)?|แอดมิน|พัสดุ'
const nameEnd =
  '(?=\\s|ทำ|ดู|รับ|เป็น|ช่วย|จัดการ|จัดทำ|ดำเนิน|ตาม|ตรวจ|นะ|ครับ|คับ|ค่ะ|คะ|ค่า|จ้า|จ้ะ|ด้วย|หน่อย|แทน|ไป|ต่อ|ตอบ|เอา|คุม|ถือ|เตรียม|รวบรวม|ประสาน|[жцюфщ,.]|$)'
const titled = new RegExp(
  `(?:ให้|เป็น|ไปที่|ไปยัง|มอบ(?:หมาย)?|assign|ไปให้|to|ฝาก|@)\\s*(${title}\\s?[ก-๎a-z]{2,20}?)${nameEnd}`,
)
const positioned = new RegExp(`(?:ให้|เป็น|มอบ(?:หมาย)?|ไปให้|ฝาก)\\s*((?:หัวหน้า|ผอ\\.?)?(?:${positions}))`)
const acting = new RegExp(`ж\\s*((?:${positions}))(?=\\s?(?:รับผิดชอบ|ดูแล|รับไป|เป็นคน))`)
const untitled = new RegExp(`(?:มอบหมาย|มอบ|assign|โอน|ย้าย|โยน|จ่ายงาน|ยก)?[^ให]*ให้\\s*([ก-๎]{2,12}?)${nameEnd}`)
const notNames =
  /^(?:กลับ|เลย|ผม|หนู|เรา|ฉัน|ดิฉัน|เขา|เค้า|ใคร|ทุก|ผ่าน|แก้|ทำ|ดู|ส่ง|เสร็จ|เรียบ|ครบ|ตรวจ|ลง|อัป|อัพ|หน่อย|ด้วย|แล้ว|ที|ได้|ข้อ|กอง|สำนัก|นำ|เพิ่ม|เอา|แสดง|เผย|ใช้|มี|กำลัง|รีบ|ไป|มา|คน|ปรับ|รับ|ช่วย|เปลี่ยน|ดำเนิน|จัด|ตอบ|รู้|ทราบ|ฟัง|อยู่|ตรง|ถูก|เป็น|ยัง|ไม่|พี่$|น้อง$|คุณ$|เจ้าหน้าที่|ชาวบ้าน|ประชาชน|นายก|บอก|แจ้ง|เช็ค|สรุป|นับ|แน่|คะแนน|เข้า|ออก|หมด|ทัน|ตก|หรือ|รึ|เหรอ|หรอ|ใด|ไหน|อะไร|จบ|ทำ|กับ|และ|เป็น|อีก|ก่อน|ค่ะ|คะ|ค่า|นะ|ละ|ครับ|คับ|จ้า|จ้ะ|ฮะ|น้า|งับ)/
const assignWord = /มอบ|โอน|ยก|โยน|assign|ย้าย|ส่งต่อ|จ่ายงาน|แบ่ง|รับผิดชอบ|ดูแล|เจ้าของ|ฝาก|ตั้ง|ให้|เปลี่ยน|คนทำ/

function findTicket(text: string): { ticket: string; start: number; end: number } | undefined {
  for (const pattern of ticketPatterns) {
    const match = pattern.exec(text)
    const written = match?.[1]
    if (!match || written === undefined) continue
    const spoken = readNumberWord(written)
    const start = match.index + match[0].lastIndexOf(written)
    const ticket = spoken === undefined ? written.toUpperCase() : String(spoken)
    // The sign before the number goes too, the verb stays.
    const sign = /(?:#\s?|q\s?[-.#]?\s?)$/.exec(text.slice(0, start))?.[0].length ?? 0
    return { ticket, start: start - sign, end: start + written.length }
  }
  return undefined
}

function findSubIndicator(
  text: string,
  known: readonly string[],
): { code: string; start: number; end: number } | undefined {
  const match = subPattern.exec(text)
  if (match) {
    const code = `${match[1] ?? ''}.${match[2] ?? ''}`
    if (known.length === 0 ? /^(?:9|10)\.[1-5]$/.test(code) : known.includes(code))
      return { code, start: match.index, end: match.index + match[0].length }
  }
  const spoken = spokenSub.exec(text)
  if (!spoken) return undefined
  const code = `${String(readNumberWord(spoken[1] ?? '') ?? '')}.${String(readNumberWord(spoken[2] ?? '') ?? '')}`
  if (known.length > 0 && !known.includes(code)) return undefined
  return { code, start: spoken.index, end: spoken.index + spoken[0].length }
}

function findAssignee(text: string): { name: string; start: number; end: number } | undefined {
  if (!assignWord.test(text)) return undefined
  for (const pattern of [titled, positioned, acting, untitled]) {
    const match = pattern.exec(text)
    const name = match?.[1]?.trim()
    if (!match || name === undefined || name === '' || (pattern === untitled && notNames.test(name))) continue
    // Without a title a name counts only where something is clearly handed over.
    if (pattern === untitled && !/[жф]/.test(text)) continue
    const start = match.index + match[0].lastIndexOf(name)
    return { name, start, end: start + name.length }
  }
  return undefined
}

/** The item spoken of before. */
const pointing = /(?:ข้อ|อัน|ตัว|รายการ)(?:นี้|นั้น|เดิม|ดังกล่าว|เมื่อกี้|นี่|ที่แล้ว(?=เสร็จ|ผ่าน))(?!แหละ)/

function cover(text: string, start: number, end: number, mark: string): string {
  return `${text.slice(0, start)} ${mark} ${text.slice(end)}`
}

/** Everything that can be taken out of a staff message before its intent is judged, and what is left of it. */
export function findSlots(text: string, { units, items, subIndicators, asksForItem, ownUnit }: Sources): Slots {
  const links = findLinks(text).filter(({ email }) => !email)
  const count = items.length === 0 ? mostItems : items.length
  const numbers = findItemNumbers(text, { count, bare: asksForItem })
  const spans = [
    ...links.map(({ start, end }) => ({ start, end, mark: marks.url })),
    ...numbers.spans.map(({ start, end }) => ({ start, end, mark: marks.item })),
  ].sort((a, b) => b.start - a.start)
  let masked = text
  for (const { start, end, mark } of spans) masked = cover(masked, start, end, mark)
  let plain = normalise(masked)

  const ticket = findTicket(plain)
  if (ticket) plain = normalise(cover(plain, ticket.start, ticket.end, marks.ticket))
  let message: string | undefined
  let head = plain
  if (ticket && spokenReply.test(plain)) {
    const from = plain.search(spokenReply)
    const opening = openings.exec(plain.slice(from))
    const rest = opening ? plain.slice(from + opening.index + opening[0].length) : ''
    const asked = asksAfter.test(plain.slice(plain.indexOf(marks.ticket) + 1)) || asksAfter.test(rest)
    if (opening && !asked) {
      head = plain.slice(0, from + opening.index + opening[0].length)
      message = rawMessage(text) ?? plain.slice(head.length).trim()
    }
  }
  const sub = findSubIndicator(head, subIndicators)
  if (sub) head = cover(head, sub.start, sub.end, marks.sub)
  const found = findUnits(head, units)
  const own = found.length === 0 ? findOwnUnit(head) : null
  if (own && ownUnit !== undefined) found.push({ name: ownUnit, ...own })
  for (const { start, end } of found.toReversed()) head = cover(head, start, end, marks.unit)
  const said = dropOffers(head)
  const assignee = findAssignee(head)
  if (assignee) head = cover(head, assignee.start, assignee.end, marks.person)

  const named = message === undefined ? numbers : numbersOfHead(text, message, numbers, count)
  const numbered = named.items.length > 0 || named.unknown.length > 0
  const title = numbered ? undefined : findTitle(head, items)
  for (const { start, end } of title?.spans.toReversed() ?? []) head = cover(head, start, end, marks.item)
  const pointer = numbered || title ? null : pointing.exec(head)
  if (pointer) head = cover(head, pointer.index, pointer.index + pointer[0].length, marks.item)
  head = dropHarmless(head)
    .replace(/ж(?:\s*ж)+/g, 'ж')
    .replace(/\s+/g, ' ')
    .trim()
  const link = links.find(({ start }) => message === undefined || start < text.length - message.length)
  return {
    head,
    items: named.items,
    unknownItems: named.unknown,
    titles: title?.items ?? [],
    hasItem: numbered || title !== undefined || pointer !== null,
    pointsBack: pointer !== null,
    unit: found.at(-1)?.name,
    units: [...new Set(found.map(({ name }) => name))],
    unknownOwnUnit: own !== null && ownUnit === undefined,
    url: link?.url,
    ticket: ticket?.ticket,
    subIndicator: sub?.code,
    status: findStatus(said),
    updates: message === undefined ? findUpdates(text, numbers.spans, count) : [],
    assignee: assignee?.name,
    message,
    asks: asksSomething(said) || supposes(said),
    hurries: message === undefined && ticket === undefined && links.length === 0 && hurries(head),
    negated: refuses(said),
  }
}

/** "ข้อ 5 เสร็จแล้ว ข้อ 6 กำลังทำ": the state behind each item, where they differ. */
function findUpdates(text: string, spans: ItemNumbers['spans'], count: number): Slots['updates'] {
  if (spans.length < 2) return []
  const updates: Slots['updates'] = []
  let waiting: string[] = []
  for (const [at, { start, end }] of spans.entries()) {
    waiting.push(...findItemNumbers(text.slice(start, end), { count }).items)
    const status = findStatus(normalise(`${marks.item} ${text.slice(end, spans[at + 1]?.start ?? text.length)}`))
    if (status === undefined) continue
    updates.push({ items: waiting, status })
    waiting = []
  }
  // An item without a state of its own makes the reading doubtful: one state for all, which is shown before it is done.
  return waiting.length === 0 && new Set(updates.map(({ status }) => status)).size > 1 ? updates : []
}

const rawOpening = /(?:ว่า|ดังนี้)\s*[:：]?\s*|[:：]\s*/

/** What is to be said, as it was typed: behind the first ว่า or colon that follows the verb of answering. */
function rawMessage(text: string): string | undefined {
  const verb = /ตอบ|reply|แจ้ง|บอก|#/i.exec(text)
  if (!verb) return undefined
  const rest = text.slice(verb.index)
  const opening = rawOpening.exec(rest)
  const message = opening ? rest.slice(opening.index + opening[0].length).trim() : undefined
  return message === '' ? undefined : message
}

/** Item numbers inside what a reply says are not what the message is about. */
function numbersOfHead(text: string, message: string, all: ItemNumbers, count: number): ItemNumbers {
  if (all.spans.length === 0 || !text.endsWith(message)) return all
  return findItemNumbers(text.slice(0, text.length - message.length), { count })
}
