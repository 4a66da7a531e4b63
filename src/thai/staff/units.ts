import { normalise, skeleton } from '../normalise.ts'
import { remember } from './remember.ts'

export type Unit = { name: string; short: string[] }

export type UnitFound = { name: string; start: number; end: number }

/** What staff call the usual units, by a piece of the full name. `loose` words mean the unit only beside other words. */
const nicknames: readonly { part: string; sure: string[]; loose: string[] }[] = [
  { part: 'ปลัด', sure: ['สำนักปลัด', 'สำนักงานปลัด', 'สนง.ปลัด', 'สนป.', 'สป.', 'สปล.', 'ฝ่ายปลัด', 'office ปลัด'], loose: [] },
  { part: 'คลัง', sure: ['กองคลัง', 'ฝ่ายคลัง', 'งานคลัง', 'กค.', 'ห้องคลัง'], loose: ['คลัง', 'การเงิน'] },
  { part: 'ช่าง', sure: ['กองช่าง', 'ฝ่ายช่าง', 'กช.', 'กองโยธา', 'ห้องช่าง'], loose: ['ช่าง', 'โยธา'] },
  {
    part: 'การศึกษา',
    sure: ['กองการศึกษา', 'กองศึกษา', 'กองการศึกษาฯ', 'ฝ่ายการศึกษา', 'กศ.', 'กองศาสนา'],
    loose: ['การศึกษา', 'ศึกษา'],
  },
  {
    part: 'สาธารณสุข',
    sure: ['กองสาธารณสุข', 'กองสาสุข', 'กองสาธา', "กองสา'สุข", 'กองสธ.', 'สธ.', 'กสธ.', 'ฝ่ายสาธารณสุข', 'กองอนามัย'],
    loose: ['สาธารณสุข', 'สาสุข', 'สาธา'],
  },
  {
    part: 'สวัสดิการ',
    sure: ['กองสวัสดิการ', 'กองสวัสดิการสังคม', 'กองสวัส', 'กสส.', 'กองพัฒนาชุมชน', 'ฝ่ายสวัสดิการ'],
    loose: ['สวัสดิการ', 'สวัสดิการสังคม', 'พัฒนาชุมชน'],
  },
  {
    part: 'ยุทธศาสตร์',
    sure: ['กองยุทธศาสตร์', 'กองยุทธ', 'กองแผน', 'กยผ.', 'กองยุทธฯ'],
    loose: ['ยุทธศาสตร์'],
  },
  { part: 'วิชาการ', sure: ['กองวิชาการ', 'กองแผนงาน', 'กองแผน'], loose: [] },
  { part: 'ตรวจสอบภายใน', sure: ['หน่วยตรวจสอบภายใน', 'ตรวจสอบภายใน', 'หน่วยตรวจสอบ', 'ตสน.'], loose: [] },
  { part: 'การเจ้าหน้าที่', sure: ['กองการเจ้าหน้าที่', 'กองเจ้าหน้าที่', 'กกจ.', 'กจ.'], loose: ['การเจ้าหน้าที่'] },
  { part: 'เกษตร', sure: ['กองเกษตร', 'กองส่งเสริมการเกษตร', 'กกษ.'], loose: ['เกษตร'] },
  { part: 'ประปา', sure: ['กองประปา', 'กองการประปา'], loose: ['ประปา'] },
  { part: 'ทะเบียน', sure: ['สำนักทะเบียน', 'งานทะเบียน', 'ฝ่ายทะเบียน'], loose: [] },
  { part: 'นิติการ', sure: ['กองนิติการ', 'งานนิติการ', 'ฝ่ายนิติการ'], loose: [] },
]
const head = /^(?:กอง|สำนักงาน|สำนัก|ฝ่าย|หน่วย|งาน|ส่วน)/

/**
 * ปลัด is a person, the chief administrator; where it is asked what is left to do, the office is meant. Beside an item it is the
 * person again, whom a signature is waited for from.
 */
const office =
  /(?<!ж[^\n]*)(?:(?<![ก-๎])(?:ท่าน|ทาง|ฝั่ง|ของ|ฝ่าย)?ปลัด(?=\s*(?:เรา)?(?:ค้าง|เหลือ|มีกี่|มีข้อ|ติดข้อ|ต้องทำข้อ|(?:ทำ)?เสร็จ(?:ไป)?กี่|ยัง(?:ไม่|ขาด|เหลือ|ค้าง)[^\n]*(?:ข้อ|อะไร|ไหน)))|(?<=ข้อ(?:ไหน|ค้าง|ที่ค้าง)?ของ|ค้างของ)ปลัด)(?![^\n]*ж)/g
/** The asker's own unit, without its name. หน่วยงานเรา is the whole agency. */
const own = /(?:กอง|สำนัก(?!งาน)|ฝ่าย|หน่วย(?!งาน)|แผนก)(?:ของ)?(?:พวก)?(?:เรา|ผม|หนู|ฉัน|ดิฉัน|กระผม|ตัวเอง|พี่(?!ๆ))/

/** Where an L1 text speaks of the unit of whoever wrote it; null when it does not. */
export function findOwnUnit(text: string): { start: number; end: number } | null {
  const match = own.exec(text)
  return match && { start: match.index, end: match.index + match[0].length }
}

type Alias = { text: string; unit: string; loose: boolean; pattern: RegExp }
type Names = { aliases: Alias[]; fuzzy: { skeleton: string; unit: string }[] }

/** Before a loose name: a word that makes it a unit, or the beginning. After it: not the rest of another word. */
const looseBefore = '(?:^|(?<=[\\s,/ж]|ทาง|ฝั่ง|ของ|ให้|พวก|แล้ว|กับ|และ|ส่วน|ไป|แผนก|งาน|ที่|เป็น|มอบ|รอ|จาก|ตาม|ถาม))'
const looseAfter =
  '(?!มัน|เถอะ|ไฟ|ภาพ|ซ่อม|ประปา|ข้อมูล|คำตอบ|ความรู้|สินค้า|พัสดุ|จังหวัด|อำเภอ|กำลัง|น่า|ไม่(?:สน|แคร์)|ไม้|ตัด|เขา|แอร์|เข้าไป|จะเข้า|ดูงาน|ต่อ|เปล่า)'

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function aliasPattern(text: string, loose: boolean): RegExp {
  const dotted = /^[ก-ฮ]{1,4}\.$/.test(text)
  if (dotted) return new RegExp(`(?<![ก-๎])${escape(text.slice(0, -1))}(?:\\.|(?![ก-๎]))`, 'g')
  return new RegExp(loose ? `${looseBefore}${escape(text)}${looseAfter}` : escape(text), 'g')
}

function nameUnits(units: readonly Unit[]): Names {
  const aliases = new Map<string, Alias>()
  const fuzzy: Names['fuzzy'] = []
  const add = (text: string, unit: string, loose: boolean): void => {
    const plain = normalise(text)
    if (plain === '' || aliases.has(plain)) return
    aliases.set(plain, { text: plain, unit, loose, pattern: aliasPattern(plain, loose) })
  }
  const addFuzzy = (text: string, unit: string): void => {
    const bones = skeleton(text)
    if (bones.length >= 5) fuzzy.push({ skeleton: bones, unit })
  }
  for (const { name, short } of units) {
    add(name, name, false)
    addFuzzy(name, name)
    // สำนักปลัดเทศบาล, กองสาธารณสุขและสิ่งแวดล้อม: the first part is enough.
    const trunk = name.replace(/(?:เทศบาล|อบต\.?|องค์การบริหารส่วนตำบล|และ|ศาสนา).*$/, '')
    add(trunk, name, false)
    addFuzzy(trunk, name)
    for (const text of short) {
      const bare = !head.test(text) && !text.endsWith('.')
      // ปลัด alone is a person, the chief administrator, not the office.
      if (normalise(text) !== 'ปลัด') add(text, name, bare)
      if (head.test(text)) addFuzzy(text, name)
      else if (!text.endsWith('.')) add(`กอง${text}`, name, false)
    }
    for (const { part, sure, loose } of nicknames) {
      if (!name.includes(part)) continue
      for (const text of sure) add(text, name, false)
      for (const text of loose) add(text, name, true)
    }
    if (name.includes('ปลัด') && !aliases.has('ปลัด'))
      aliases.set('ปลัด', { text: 'ปลัด', unit: name, loose: true, pattern: office })
  }
  const longestFirst = [...aliases.values()].sort((a, b) => b.text.length - a.text.length)
  return { aliases: longestFirst, fuzzy }
}

/** Callers hand in fresh lists of the same units; what is made of them is kept by what they say. */
const known = remember(
  (units: readonly Unit[]) => units.map(({ name, short }) => `${name}|${short.join('|')}`).join('\n'),
  nameUnits,
)

/** Whether two words differ by at most one letter put in, left out, changed, or swapped with its neighbour. */
function isOneEditAway(a: string, b: string): boolean {
  if (a === b) return true
  if (Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1
  let endA = a.length
  let endB = b.length
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA -= 1
    endB -= 1
  }
  const restA = a.slice(start, endA)
  const restB = b.slice(start, endB)
  if (restA.length <= 1 && restB.length <= 1) return true
  return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0]
}

const unitLike = /(?:กอง|ก้อง|กลอง|กอ|คอง|สำนัก|สำหนัก|สนัก|สำนั)[ก-๎]{2,}/g

/**
 * The units named in an L1 text, in order: full name, short name, usual nickname (คลัง, ฝั่งช่าง, สป.), with one
 * letter wrong where the name is long enough. Positions are offsets into `text`.
 */
export function findUnits(text: string, units: readonly Unit[]): UnitFound[] {
  const { aliases, fuzzy } = known(units)
  const found: UnitFound[] = []
  const free = (start: number, end: number): boolean => found.every((other) => end <= other.start || start >= other.end)
  for (const { pattern, unit, text: name } of aliases) {
    if (!name.endsWith('.') && !text.includes(name)) continue
    for (const match of text.matchAll(pattern)) {
      const end = match.index + match[0].length
      if (free(match.index, end)) found.push({ name: unit, start: match.index, end })
    }
  }
  if (found.length === 0) {
    for (const match of text.matchAll(unitLike)) {
      let best: UnitFound | undefined
      // Longer stretches first, so that the whole name is taken.
      for (let length = Math.min(match[0].length, 28); length >= 5 && !best; length -= 1) {
        const bones = skeleton(match[0].slice(0, length))
        const near = fuzzy.find(({ skeleton: name }) => isOneEditAway(bones, name))
        if (near) best = { name: near.unit, start: match.index, end: match.index + length }
      }
      if (best) found.push(best)
    }
  }
  return found.sort((a, b) => a.start - b.start)
}
