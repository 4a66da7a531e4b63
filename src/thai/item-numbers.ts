import { findLinks } from './links.ts'
import { numberWordPattern, readNumberWord } from './number-words.ts'
import { longestText } from './segment.ts'

export type ItemNumbers = {
  /** Codes inside the edition ("O14"), in order of appearance, each once. */
  items: string[]
  /** Written like an item but outside the edition ("O40" of 35), in order of appearance, each once. */
  unknown: string[]
  /** Where they stand in the text (UTF-16 offsets), in order, for masking. */
  spans: { start: number; end: number }[]
}

/** A text in which every way of writing a digit or the letter o is one, with the place that each character came from. */
type Folded = { text: string; from: number[] }

const dropped = /\p{Cf}|\u034f|\u20e3|[\ufe00-\ufe0f]/u
const picture = /(?![\d#*])[\p{Extended_Pictographic}\p{Emoji_Modifier}]/u
/** Stands for a character that belongs to something else (an address, a phone number, a law): no item begins here. */
const masked = '\ue000'

function fold(text: string): Folded {
  let folded = ''
  const from: number[] = []
  let at = 0
  for (const character of text) {
    let plain = character
    if (character >= '๐' && character <= '๙') plain = String(character.charCodeAt(0) - 0x0e50)
    else if (character < '\u0e00' || character > '\u0e7f') {
      if (dropped.test(character)) plain = ''
      else if (picture.test(character)) plain = ' '
      else {
        if (character > '\u007f') plain = character.normalize('NFKC')
        plain = plain.toLowerCase()
        if (plain === '\u043e' || plain === '\u03bf') plain = 'o'
        if (/[\u2010-\u2015\u2212\u301c]/.test(plain)) plain = '-'
      }
    }
    for (const unit of plain.split('')) {
      folded += unit
      from.push(at)
    }
    at += character.length
  }
  from.push(at)
  return { text: folded, from }
}

function blank(text: string, pattern: RegExp): string {
  return text.replace(pattern, (found: string) => masked.repeat(found.length))
}

/** As `blank`, but only the first group, which stands at the end of the match. */
function blankTail(text: string, pattern: RegExp): string {
  return text.replace(pattern, (found: string, tail: string) =>
    found.slice(0, found.length - tail.length).concat(masked.repeat(tail.length)),
  )
}

const ticketWord =
  '(?:ตอบ(?:กลับ)?|แจ้ง(?:กลับ|ผู้ถาม)|บอก|reply|เรื่อง|เคส|คำถาม|คำร้อง|ร้องเรียน|ทิกเก็ต|ทิคเก็ต|ตั๋ว|เลขรับ|ticket|case|โอน(?:เรื่อง)?|ส่งต่อ(?:เรื่อง)?|ปิดเรื่อง|รับเรื่อง)'

const ticket = new RegExp(
  `${ticketWord}\\s*(?:ที่|เลขที่|หมายเลข|เลข|no\\.?)?\\s*[#:]?\\s*\\d+(?!\\s*(?:พัน|หมื่น|แสน|ล้าน))`,
  'g',
)
const spokenDecimal = new RegExp(
  `(?:\\d+|${numberWordPattern.replace('|จุด', '')})\\s*จุด\\s*(?:\\d+|${numberWordPattern})`,
  'g',
)

/** What is never an item, whatever stands before it. Order matters: longer things first. */
function blankOthers(text: string): string {
  let left = text
  for (const link of findLinks(text)) {
    left = left.slice(0, link.start) + masked.repeat(link.end - link.start) + left.slice(link.end)
  }
  // Ticket codes: Q-2569-00012, R-2570-7, Q12, ตอบ 12, เรื่องที่ 12, #12 ตอบว่า.
  left = blank(left, /(?<![a-z])(?!o-?\d)[a-z]{1,2}-?\d{2,4}-\d{2,}/g)
  left = blank(left, /(?<![a-z])[qr]\s?[-.#]?\s?\d+/g)
  left = blank(left, ticket)
  left = blankTail(left, /(?:ตอบ|reply)[^#\d\n]{1,30}(#\s?\d+)/g)
  left = blank(left, /#\s?\d+(?=\s*(?:ตอบ|โอน|ส่งต่อ|แจ้งผู้ถาม|บอกผู้ถาม|บอกชาวบ้าน))/g)
  // Phone numbers. Three groups that each begin with 0 are a list of items (012 013 014).
  left = blank(left, /(?<!\d)(?!0\d\d(?:[\s-]0\d\d)+(?!\d))0\d{1,2}[-\s.]?\d{3,4}[-\s.]?\d{3,4}(?!\d)(?:\s*ต่อ\s*\d+)?/g)
  left = blank(left, /(?<!\d)0[689]\d?-\d{4}-\d{3,4}(?!\d)|\+66[\d\s-]{8,}/g)
  left = blank(
    left,
    /(?:โทร(?:ศัพท์|สาร)?|เบอร์(?:โทร)?|มือถือ|สายด่วน|แฟกซ์|fax|tel|หมายเลข(?=\s*0))\s*[.:]?\s*\d[\d\s-]*\d/g,
  )
  // Thousands, years and other long numbers with what hangs on them; 03/05/2567 too.
  left = blank(left, /(?<![\d,])[1-9]\d{0,2}(?:,\d{3})+(?!\d)(?:\.\d+)?/g)
  left = blank(left, /(?<![\doอ]|[oอ]\s)(?:\d{1,2}[/.-]){0,2}\d{4,}(?:[/.-]\d+)*/g)
  left = blank(left, /(?<!\d)\d{4,}(?:[/.-]\d+)*/g)
  // Decimals: sub-indicators, scores, times. The dot of O.16 stands before its number and is no decimal point.
  left = blank(left, /(?<![\d.]|(?<![a-z])o(?:it)?\s?[.#-]?\s?|โอ[.\s-]?)\d+\.\d+(?:\.\d+)*/g)
  left = blank(left, spokenDecimal)
  left = blank(left, /(?<!\d)\d{1,2}:\d{2}(?!\d)/g)
  // Questions of the surveys: i14, e๑๐, IIT ข้อ 3, ไอ 5.
  left = blank(left, /(?<![a-z])[ie]\s?[-.]?\s?\d{1,3}(?!\d)/g)
  left = blank(left, /(?:(?<![a-z])[ie]it|ไอไอที|อีไอที)\s*(?:คำถาม)?(?:ข้อ)?(?:ที่)?\s*\d+/g)
  left = blank(left, /(?<![ก-๎])(?:ไอ|อี)\s?\d{1,2}(?!\d)/g)
  // Clauses of laws and contracts, blood groups, document numbers.
  left = blankTail(
    left,
    /(?:ระเบียบ|ข้อบังคับ|กฎกระทรวง|กฎหมาย|พระราชบัญญัติ|พ\.?\s?ร\.?\s?บ\.?|ข้อบัญญัติ|เทศบัญญัติ|สัญญา|หนังสือสั่งการ|(?<![a-z])tor)[^\d\n]{0,15}?(ข้อ(?:ที่)?\s*\d+)/g,
  )
  left = blank(left, /(?:กรุ๊ป|กรุป|หมู่เลือด|เลือด|group)\s*o\s*\d+/g)
  return blank(left, /(?<![ก-๎a-z])ว\.?\s?\d+(?!\d)/g)
}

const months =
  'มกรา(?:คม)?|กุมภา(?:พันธ์)?|มีนา(?:คม)?|เมษา(?:ยน)?|พฤษภา(?:คม)?|มิถุนา(?:ยน)?|กรกฎา(?:คม)?|สิงหา(?:คม)?|กันยา(?:ยน)?|ตุลา(?:คม)?|พฤศจิกา(?:ยน)?|ธันวา(?:คม)?|(?:ม\\.?\\s?ค|ก\\.?\\s?พ|มี\\.?\\s?ค|เม\\.?\\s?ย|พ\\.?\\s?ค|มิ\\.?\\s?ย|ก\\.?\\s?ค|ส\\.?\\s?ค|ก\\.?\\s?ย|ต\\.?\\s?ค|พ\\.?\\s?ย|ธ\\.?\\s?ค)(?:\\.|(?![ก-๎]))'
const notThisDay = '(?!นี้|ที่|หน้า|ก่อน|จันทร์|อังคาร|พุธ|พฤหัส|ศุกร์|เสาร์|อาทิตย์|หยุด|ไหน|ศุก|พรุ่ง)'
/** Units that make the number before them an amount, a time or a date, even inside a list of items. */
const strongUnit = `บาท|พัน(?!ธ)|หมื่น|แสน|ล้าน|สตางค์|%|เปอร์|น\\.|น(?![ก-๎])|นาฬิกา|โมง|ทุ่ม|นาที|ชั่วโมง|ช\\.?ม|คะแนน|แต้ม|กิโล|ก\\.?ม\\.|เมตร|ไร่|องศา|เดือน${notThisDay}|วัน${notThisDay}|สัปดาห์${notThisDay}|อาทิตย์${notThisDay}|ปี${notThisDay}(?!งบ|\\s*\\d)|${months}`
/** Units that make a number standing alone a count. */
const weakUnit =
  'ข้อ|อัน|รายการ|เรื่อง|คน|ฉบับ|หน้า|ไฟล์|ครั้ง|กอง|ชุด|แผ่น|ตัว|องค์ประกอบ|หมู่บ้าน|หมู่|ราย|โครงการ|แห่ง|เล่ม|ช่อง|ขั้นตอน|ท่าน|หลัง|ใบ|คัน|ดวง|จุด|ต้น|ถัง|เคส|คำถาม|งวด|รอบ|ข่าว|ภาพ|รูป|ลิงก์|ลิงค์|ถุง|ขวด|กล่อง|โครง|ประเด็น|มาตรการ|ตำแหน่ง|สาย|ต่อ|ใน'
const otherLead =
  'หมู่(?:ที่|บ้าน)?|(?<![ก-๎])ม\\.|(?<![ก-๎])ป\\.|ซอย|ถนน|บ้าน(?:เลข)?(?:ที่)?|เลขที่|เลข|รหัส(?:ผ่าน)?|มาตรา|งวด(?:ที่)?|ครั้งที่|ฉบับที่|หน้า(?:ที่)?|ไตรมาส(?:ที่)?|รอบ(?:ที่)?|ปี(?:งบประมาณ|งบ|การประเมิน|ที่)?|พ\\.?ศ\\.?|ค\\.?ศ\\.?|วันที่|เดือน(?:ที่)?|สัปดาห์(?:ที่)?|อาทิตย์ที่|ตัวชี้วัด(?:ย่อย)?(?:ที่)?|ประเด็น(?:ที่)?|มาตรการ(?:ที่)?|วาระ(?:ที่)?|ชั้น(?:ที่)?|ห้อง(?:ที่)?|อายุ|ราคา|บ่าย|ตี|เที่ยง|องค์ประกอบ(?:ที่)?|ข้อย่อย(?:ที่)?|เวอร์ชั่น|เวอร์ชัน|version|โควิด|covid|รุ่น(?:ที่)?|แบบ|สาย(?:ที่)?|ห่อ|ฟอร์ม|ลำดับ(?:ที่)?|แปลง|ต่อ|เครื่อง|ทะเบียน[^\\d]{0,6}|โค้ด|คิว|โต๊ะ|ตู้|ปณ\\.?|เบอร์|หมายเลข|ช่อง|สาขา|ครุภัณฑ์|pin|otp|code|id|password|ส่วนที่|บทที่|ภาค|กลุ่ม(?:ที่)?'

const numberSource = `(?:\\d{1,2}o(?![a-z0-9])|\\d{1,3}(?!\\d|[a-np-z](?![a-z])|o(?![a-z\\d])|ส(?![ก-๎]))|${numberWordPattern})`
const letterLead =
  '(?:(?<![a-z0-9\\ue000])(?:o\\.?i\\.?t\\.?|o|item)|โอไอที|โอ\\.?ไอ\\.?ที|ไอเทม|(?<![ีิ](?<!มี)|พี่|น้อง|คุณ|ลุง|ป้า|น้า|หมอ|ครู|ช่าง|นาย|นาง|เจ๊|เฮีย)โอ)'
const letterGap = '\\s?[.:#_(-]?\\s?(?:ข้อ)?(?:ที่)?\\s*'
const hashLead = '#\\s?(?:(?:ita|oit|o)\\s?)?'
const wordLead = 'ข(?:[่-๋็]อ|อ[่-๋]|้อ้)้?ๆ?\\s*(?:ที่|เลขที่|หมายเลข|เลข|เบอร์|no\\.?|number|นัมเบอร์)?'
/** ข้อ typed without its tone is ขอ, to ask for: a lead only where something is then said of the item. */
const tonelessLead = 'ขอ\\s*(?:ท[ี่]+)?\\s*'
const saidOfItem =
  '(?=\\s*(?:เส[รด็]|เรียบ|ส่ง|สง|ทำ|ลง|ผ่าน|ผาน|เป็น|เปน|ยัง|แล้ว|แลว|กำลัง|อยู|ถึง|ต้อง|ตอง|ใคร|ไม่|ไม(?=ผา)|ตี|แก้|แก(?=ไข)|อนุมั|ครบ|http|done))'
const wordGap = '[\\s:.#("“\'‘-]{0,3}'
const anyLead = `(?:${wordLead}${wordGap}(?:${letterLead}${letterGap})?|${letterLead}${letterGap}|${hashLead})`

const led = new RegExp(
  `(${wordLead})${wordGap}(?:${letterLead}${letterGap})?(${numberSource})|(?:${letterLead}${letterGap}|${hashLead})(${numberSource})|${tonelessLead}(${numberSource})${saidOfItem}`,
  'y',
)
const leadStart = new RegExp(`(?:${wordLead}|${letterLead}|#|ขอ)`, 'g')
const zeroLed =
  /(?<![\d,.:/฿$+\ue000]|[a-z](?<!ita)|\d\s?-\s?)0(?:\d\d|\d(?!\/\d{1,2}(?!\d)))(?![\d\ue000]|[.:]\d|[a-z](?![a-z]))/y
const listJoint = new RegExp(
  `\\s*(?:,|،|、|/|&|\\+|;|และ|เเละ|แล้วก็|กับ|กะ|รวมถึง|รวมทั้ง|ตลอดจน|หรือ|with|and)\\s*(${anyLead})?(${numberSource})`,
  'y',
)
const rangeJoint = new RegExp(
  `\\s*(?:-|…|\\.{2,}|~|จนถึง|ไปจนถึง|ไปถึง|ถึง|to(?![a-z]))\\s*(${anyLead})?(${numberSource})`,
  'y',
)
const spaceJoint = new RegExp(`\\s+(${numberSource})`, 'y')
/** O14o15, without anything between. */
const gluedJoint = /o[.-]?(\d{1,2})(?!\d|[a-z](?![a-z]))/y
/** Words that count things and cannot begin what is said of an item: ข้อ 5 และ 3 ฉบับ. */
const classifierAfter = /\s*(?:ฉบับ|ชุด|แผ่น|ครั้ง|แห่ง|เล่ม|ใบ(?!อนุ|เสร็จ)|คัน|ข้อ|กอง(?=\s|$|ช่วย))/y
const strongAfter = new RegExp(`\\s*(?:${strongUnit})`, 'y')
const weakAfter = new RegExp(`\\s*(?:${weakUnit}|${strongUnit})`, 'y')
const otherBefore = new RegExp(`(?:${otherLead})\\s*[.:#]?\\s*(?:\\d{1,2}\\s*(?:-|ถึง|,|และ|กับ|กะ)\\s*)?$`)
const countBefore = new RegExp(`(?:\\d+|${numberWordPattern}|กี่|หลาย)\\s*$`)
const oneOfSeveral = /(?:มี|อีก|แค่|สัก|เหลือ|แต่ละ|น้อย|เพียง|ใด|ข้อ)\s*$/
const countOfItems = new RegExp(
  `(\\d{1,2}|${numberWordPattern})\\s*ข้อ\\s*(คือ|ได้แก่|มี|:|=|\\()?\\s*(?=\\d|${numberWordPattern})`,
  'g',
)
const listAfterWord = /ข้อ[^\d\n\ue000]{1,25}?(?:คือ|ได้แก่|มี|:)\s*(?=\d)/g
const bareNumber = new RegExp(numberSource, 'y')
const anyNumber = new RegExp(`\\d|${numberWordPattern}`)
const countOfItemsHere = new RegExp(countOfItems.source, 'y')
const listAfterWordHere = new RegExp(listAfterWord.source, 'y')

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

function readNumber(written: string): number {
  if (/^\d+$/.test(written)) return Number(written)
  return /^\d+o$/.test(written) ? Number(written.replace('o', '0')) : (readNumberWord(written) ?? 0)
}

/** Two-digit numbers that are more likely a year than an item when nothing but a list stands before them (O14/67). */
function looksLikeYear(value: number): boolean {
  return value >= 60 && value <= 79
}

type Found = { start: number; end: number; values: number[] }

/** The list or range that goes on behind an item number: "-7", ", 16 และ 17", " 7 9". */
function readList(
  text: string,
  at: number,
  first: number,
  count: number,
  spaces: boolean,
): { end: number; values: number[] } {
  const values = [first]
  let end = at
  let last = first
  for (;;) {
    const range = matchAt(rangeJoint, text, end)
    if (range) {
      const after = end + range[0].length
      const to = readNumber(range[2] ?? '')
      const unit = range[1] === undefined && matchAt(last < to ? strongAfter : weakAfter, text, after) !== null
      if (!unit && to > last && !(range[1] === undefined && looksLikeYear(to) && to > count)) {
        for (let value = last + 1; value <= Math.min(to, count); value += 1) values.push(value)
        if (to > count) values.push(to)
        last = to
        end = after
        continue
      }
    }
    const list = matchAt(listJoint, text, end)
    if (list) {
      const after = end + list[0].length
      const value = readNumber(list[2] ?? '')
      const unit = list[1] === undefined && matchAt(strongAfter, text, after) !== null
      const amount = list[1] === undefined && list[0].includes(' ') && matchAt(classifierAfter, text, after) !== null
      if (!unit && !amount && value > 0 && !(list[1] === undefined && looksLikeYear(value) && value > count)) {
        values.push(value)
        last = value
        end = after
        continue
      }
    }
    const glued = matchAt(gluedJoint, text, end)
    if (glued) {
      last = readNumber(glued[1] ?? '')
      values.push(last)
      end += glued[0].length
      continue
    }
    const spaced = spaces ? matchAt(spaceJoint, text, end) : null
    if (spaced) {
      const after = end + spaced[0].length
      const value = readNumber(spaced[1] ?? '')
      if (
        value > 0 &&
        value <= count &&
        matchAt(weakAfter, text, after) === null &&
        !/^[.:/]\d/.test(text.slice(after, after + 2))
      ) {
        values.push(value)
        last = value
        end = after
        continue
      }
    }
    return { end, values }
  }
}

/** Whether ข้อ behind this text only says what was counted (เหลือ 3 ข้อ), and is no lead. */
function isCount(before: string): boolean {
  const match = countBefore.exec(before)
  if (!match) return false
  const head = before.slice(0, match.index)
  return !otherBefore.test(head) && !/[a-z]\s?$/.test(head)
}

function findLed(text: string, count: number): Found[] {
  const found: Found[] = []
  let taken = 0
  const take = (start: number, end: number, values: number[]): void => {
    found.push({ start, end, values })
    taken = end
  }
  const starts: { at: number; kind: 'lead' | 'zero' | 'list' }[] = []
  for (const match of text.matchAll(leadStart)) starts.push({ at: match.index, kind: 'lead' })
  for (const match of text.matchAll(/0\d/g)) starts.push({ at: match.index, kind: 'zero' })
  for (const match of text.matchAll(countOfItems)) starts.push({ at: match.index, kind: 'list' })
  for (const match of text.matchAll(listAfterWord)) starts.push({ at: match.index, kind: 'list' })
  starts.sort((a, b) => a.at - b.at)
  for (const { at, kind } of starts) {
    if (at < taken) continue
    if (kind === 'zero') {
      const match = matchAt(zeroLed, text, at)
      if (
        !match ||
        matchAt(weakAfter, text, at + match[0].length) ||
        otherBefore.test(text.slice(Math.max(0, at - 20), at))
      )
        continue
      const first = readNumber(match[0])
      if (first === 0) continue
      const { end, values } = readList(text, at + match[0].length, first, count, false)
      take(at, end, values)
    } else if (kind === 'lead') {
      const match = matchAt(led, text, at)
      if (!match) continue
      const word = match[1] !== undefined
      const written = match[2] ?? match[3] ?? match[4] ?? ''
      const before = text.slice(Math.max(taken, at - 24), at)
      if (word && isCount(before)) continue
      const first = readNumber(written)
      const after = at + match[0].length
      if (word && written.startsWith('หน') && !match[0].includes('ที่') && oneOfSeveral.test(before)) continue
      if (!word && matchAt(/\s*(?:โมง|ทุ่ม|บาท|น\.)/y, text, after)) continue
      if (!word && /it|ที/.test(match[0]) && looksLikeYear(first) && first > count) continue
      const { end, values } = readList(text, after, first, count, true)
      if (first > 0) take(at, end, values)
    } else {
      const counted = matchAt(countOfItemsHere, text, at)
      const opening = counted ?? matchAt(listAfterWordHere, text, at)
      if (!opening) continue
      const begin = at + opening[0].length
      const number = matchAt(bareNumber, text, begin)
      if (!number) continue
      const { end, values } = readList(text, begin + number[0].length, readNumber(number[0]), count, counted !== null)
      const expected = counted ? readNumber(counted[1] ?? '') : undefined
      const fits =
        expected === undefined
          ? values.length >= 2
          : values.length === expected && (expected > 1 || counted?.[2] !== undefined)
      const amount = matchAt(expected === undefined ? weakAfter : strongAfter, text, end) !== null
      if (fits && !amount && values.every((value) => value >= 1 && value <= count)) take(begin, end, values)
    }
  }
  return found
}

function findBare(text: string, count: number): Found[] {
  const found: Found[] = []
  const pattern = new RegExp(`(?<![a-z\\d.:,/$฿#\\ue000]|[a-z\\d-]-|^-|\\(|%)${numberSource}`, 'g')
  let taken = 0
  for (const match of text.matchAll(pattern)) {
    const at = match.index
    const after = at + match[0].length
    if (at < taken || /^\s*[)%\ue000]|^[.:/]\d|^-\s*$/.test(text.slice(after, after + 3))) continue
    if (!/^\d/.test(match[0]) && /[ก-๎]$/.test(text.slice(0, at))) continue
    if (matchAt(weakAfter, text, after) || otherBefore.test(text.slice(Math.max(0, at - 20), at))) continue
    let first = readNumber(match[0])
    // A scanned ๐ often becomes ๑: ๑๑๒ is O12 where items are spoken of.
    if (first > 99 && first < 200) first -= 100
    if (first === 0 || (first > count && looksLikeYear(first))) continue
    const { end, values } = readList(text, after, first, count, true)
    found.push({ start: at, end, values })
    taken = end
  }
  return found
}

/**
 * The numbers of OIT items in what a person wrote, any way that people write them: O14, o๑๔, ๐๑๔, 014, ข้อ ๑๔,
 * ข้อที่สิบสี่, โอ 14, OIT-14, #14, Ｏ１４, lists (ข้อ 8 กับ 9) and ranges (o1 - o6). Phone numbers, dates, times,
 * money, years, sub-indicators (9.1), questions of the surveys (i14), tickets (ตอบ #12), counts (3 ข้อ) and clauses of
 * laws are not items.
 * `count` is the number of items in the edition. With `bare` true (the conversation asks for an item) a number alone
 * counts too. At most the first 5,000 characters are looked at. Rules: issue forms collected from the agencies' reports.
 */
export function findItemNumbers(text: string, options: { count: number; bare?: boolean }): ItemNumbers {
  const folded = fold(text.slice(0, longestText))
  if (!anyNumber.test(folded.text)) return { items: [], unknown: [], spans: [] }
  const left = blankOthers(folded.text)
  const found = findLed(left, options.count)
  if (options.bare === true) {
    let rest = left
    for (const { start, end } of found) rest = rest.slice(0, start) + masked.repeat(end - start) + rest.slice(end)
    found.push(...findBare(rest, options.count))
    found.sort((a, b) => a.start - b.start)
  }
  const items = new Set<string>()
  const unknown = new Set<string>()
  for (const { values } of found) {
    for (const value of values) (value <= options.count ? items : unknown).add(`O${String(value)}`)
  }
  const spans = found.map(({ start, end }) => ({
    start: folded.from[start] ?? 0,
    end: (folded.from[end - 1] ?? 0) + 1,
  }))
  return { items: [...items], unknown: [...unknown], spans }
}
