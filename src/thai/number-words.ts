const ones: ReadonlyMap<string, number> = new Map([
  ['หนึ่ง', 1],
  ['หนื่ง', 1],
  ['เอ็ด', 1],
  ['เอด', 1],
  ['สอง', 2],
  ['สาม', 3],
  ['สี่', 4],
  ['สี', 4],
  ['ห้า', 5],
  ['หก', 6],
  ['เจ็ด', 7],
  ['เจด', 7],
  ['แปด', 8],
  ['เก้า', 9],
  ['เก่า', 9],
])
const tens: ReadonlyMap<string, number> = new Map([
  ['', 10],
  ['ยี่', 20],
  ['ยี', 20],
  ['สอง', 20],
  ...[...ones].filter(([, value]) => value >= 3).map(([word, value]): [string, number] => [word, value * 10]),
])

/** สี and เก่า are slips of the pen only behind a ten: alone they are the words for colour and old. */
const alone = 'หนึ่ง|หนื่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|เจด|แปด|เก้า'
const afterTen = `${alone}|เอ็ด|เอด|เก่า`
const beforeTen = 'ยี่|ยี|สอง|สาม|สี่|สี|ห้า|หก|เจ็ด|เจด|แปด|เก้า'
/** Words that only begin like a number: สามารถ, ห้าม, ห้าง, เก้าอี้, หกล้ม, แปดเปื้อน, สิบเอก, สองแถว, สี่แยก. */
const longerWords =
  '(?<!สาม(?=ารถ|ัคคี|ัญ|ี))(?<!ห้า(?=ม|ง))(?<!เก้า(?=อี้))(?<!หก(?=ล้ม))(?<!แปด(?=เปื้อน))(?<!สิบ(?=เอก|โท|ตรี))(?<!สอง(?=แถว))(?<!สี่(?=แยก))(?<!หนึ่ง(?=เดียว))'
/** Not the beginning of a larger number (สามร้อย) or of a decimal (เก้าจุดหนึ่ง), and no vowel or tone follows. */
const notFollowed = '(?![\\u0e30-\\u0e3a\\u0e45\\u0e47-\\u0e4e])(?!\\s*(?:ร้อย|พัน|หมื่น|แสน|ล้าน|จุด))'

/**
 * The source of a regular expression (no groups that capture, no flags needed) for a number from 1 to 99 in Thai words:
 * สามสิบ, ยี่สิบเอ็ด, สิบสี่, ห้า. It does not match inside longer words such as สามารถ or ห้าม.
 */
export const numberWordPattern: string = `(?:(?:${beforeTen})?สิบ(?:${afterTen})?|${alone})${longerWords}${notFollowed}`

const whole = new RegExp(`^(${beforeTen})?สิบ(${afterTen})?$`)

/** A number in Thai words (1-99, as `numberWordPattern` finds them) as a number; undefined for anything else. */
export function readNumberWord(word: string): number | undefined {
  const large = whole.exec(word)
  if (!large) return word === 'เอ็ด' || word === 'เอด' || word === 'สี' || word === 'เก่า' ? undefined : ones.get(word)
  return (tens.get(large[1] ?? '') ?? 0) + (large[2] === undefined ? 0 : (ones.get(large[2]) ?? 0))
}

const names = ['', 'หนึ่ง', 'สอง', 'สาม', 'สี่', 'ห้า', 'หก', 'เจ็ด', 'แปด', 'เก้า']

/** A whole number from 1 to 99 in Thai words, as it is read aloud: 21 is ยี่สิบเอ็ด. Throws a RangeError outside. */
export function toNumberWords(value: number): string {
  if (!Number.isInteger(value) || value < 1 || value > 99) throw new RangeError('A number word needs 1 to 99.')
  const ten = Math.floor(value / 10)
  const one = value % 10
  const head = ten === 0 ? '' : ten === 1 ? 'สิบ' : ten === 2 ? 'ยี่สิบ' : `${names[ten] ?? ''}สิบ`
  return head + (ten > 0 && one === 1 ? 'เอ็ด' : (names[one] ?? ''))
}
