import { toArabicDigits } from '../digits.ts'

/** LINE's longest message has 5,000 characters. */
const longestLookedAt = 10_000

/** A receipt of the protected channel has twenty digits; what a hurried copy can make of it has 16 to 24. */
const receiptDigits = 20
const fewestDigits = 16
const mostDigits = 24

/** Digits with at most three separators between two of them; commas, dots and slashes belong to money, times and addresses. */
const loneRun = /\d(?:[\s\u00a0\u00ad\u2010-\u2015\u2212_\u00b7\u2022~-]{0,3}\d)+/g
/** The form in which the page shows a receipt (dddd-dddd-dddd-dddd-dddd), whatever stands between the fours. */
const shownForm = /(?<!\d)\d{4}(?:[^\p{L}\p{M}\d]{1,3}\d{4}){4}(?!\d)/u
const webAddress = /(?:https?:\/\/|www\.)[^\s\u0e00-\u0e7f]+/gi
/** Zero-width characters, and what makes a keycap emoji of a digit. */
const unseen = /\p{Cf}|\ufe0f|\u20e3/gu
const digitWords = 'ศูนย์ หนึ่ง สอง สาม สี่ ห้า หก เจ็ด แปด เก้า'.split(' ')
const shortestDigitWord = Math.min(...digitWords.map((word) => word.length))
/** Digits of every script, and what a compatible form makes digits of (², ①). */
const anyDigit = /\p{N}/gu
const manyDigitWords = new RegExp(`(?:(?:${digitWords.join('|')})[^]*?){${fewestDigits}}`)
const spokenDigits = new RegExp(`(?:(?:${digitWords.join('|')})[\\s,-]*){${fewestDigits},${mostDigits}}`, 'g')

/** ISO 7064 MOD 97-10, the last two digits of every receipt; a random number passes one time in 97. */
function checks(digits: string): boolean {
  let rest = 0
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97
  return rest === 1
}

const isPhone = (digits: string): boolean => /^(?:0\d{8,9}|66\d{8,9})$/.test(digits)

/**
 * How many of the pieces from `at` on make one number of everyday life: a telephone number, a citizen id, a bank
 * account or any other single number of 10 to 15 digits, a date, a time, a year; 0 if none does.
 */
function everydayNumber(pieces: readonly string[], at: number): number {
  for (let count = Math.min(5, pieces.length - at); count >= 1; count -= 1) {
    const group = pieces.slice(at, at + count)
    const whole = group.join('')
    const shape = group.map((piece) => piece.length).join('-')
    if (count === 1 && /^\d{10,15}$/.test(whole)) return count
    if (count > 1 && isPhone(whole)) return count
    if (count === 1 && isPhone(whole)) return count
    if (/^(?:1-4-5-2-1|3-1-5-1|3-6-1|3-1-6|2-2-4|1-2-4|2-1-4|1-1-4)$/.test(shape)) return count
    if (/^4-2-2$/.test(shape) && isYear(group[0])) return count
    if (count === 1 && isYear(whole)) return count
  }
  return 0
}

const isYear = (piece: string | undefined): boolean =>
  piece !== undefined && /^(?:2[45]\d\d|20\d\d|19\d\d)$/.test(piece)

function isOnlyEverydayNumbers(pieces: readonly string[]): boolean {
  let at = 0
  while (at < pieces.length) {
    const count = everydayNumber(pieces, at)
    if (count === 0) return false
    at += count
  }
  return true
}

/** Item numbers in a row: one or two digits each, never falling. */
function isRisingList(pieces: readonly string[]): boolean {
  const values = pieces.map(Number)
  return (
    pieces.every((piece) => piece.length <= 2) &&
    pieces.some((piece) => piece.length === 2) &&
    values.every((value, at) => at === 0 || value >= (values[at - 1] ?? 0))
  )
}

/** Lamp posts, years and hotlines that stand in a row are near to one another; prices end in 0; none begins with 0. */
function isList(pieces: readonly string[]): boolean {
  if (pieces.length < 3 || pieces.some((piece) => !/^[1-9]\d{2,3}$/.test(piece))) return false
  const values = pieces.map(Number)
  return Math.max(...values) - Math.min(...values) < 1000 || values.every((value) => value % 10 === 0)
}

/** Four or more equal groups one after another, the last one perhaps cut short: what a copied receipt looks like. */
function equalGroups(pieces: readonly string[]): string[] | null {
  for (let start = 0; start < pieces.length; start += 1) {
    const size = pieces[start]?.length ?? 0
    if (size !== 4 && size !== 5) continue
    const groups: string[] = []
    for (const piece of pieces.slice(start)) {
      if (piece.length > size || groups.length * size >= receiptDigits) break
      groups.push(piece)
      if (piece.length < size) break
    }
    const digits = groups.join('').length
    if (groups.length >= 4 && digits >= fewestDigits && digits <= mostDigits) return groups
  }
  return null
}

function isReceipt(run: string, besideLetter: boolean): boolean {
  const pieces = run.match(/\d+/g) ?? []
  const digits = pieces.join('')
  if (pieces.length > 1 && (pieces.every(isPhone) || isRisingList(pieces))) return false
  if (digits.length === receiptDigits && checks(digits)) return true
  if (besideLetter) return false
  if (pieces.some((piece) => piece.length >= fewestDigits && piece.length <= mostDigits)) return true
  if (isList(pieces)) return false
  const groups = equalGroups(pieces)
  if (groups !== null && !isList(groups)) return true
  return digits.length >= fewestDigits && digits.length <= mostDigits && !isOnlyEverydayNumbers(pieces)
}

/** Nearly no message has so many digits or digit words; it costs little to see that one has not. */
function mayHoldReceipt(text: string): boolean {
  const digits = text.match(anyDigit)?.length ?? 0
  return digits >= fewestDigits || (text.length >= fewestDigits * shortestDigitWord && manyDigitWords.test(text))
}

/**
 * Whether a receipt code of the protected channel stands in a text: twenty digits, or 16 to 24 as a slip of the thumb
 * leaves them, in Thai, full-width or spoken digits, in any grouping. Telephone numbers, bank accounts, citizen ids,
 * dates, years, item lists, tracking codes with Latin letters and web addresses are not taken for one unless their
 * twenty digits pass the receipt's own check. Such a text is stored nowhere, so doubt counts as a receipt.
 * At most the first 10,000 characters are looked at; never throws.
 */
export function holdsReceipt(text: string): boolean {
  if (!mayHoldReceipt(text)) return false
  const plain = toArabicDigits(text.slice(0, longestLookedAt).replace(unseen, '')).normalize('NFKC')
  const shown = shownForm.exec(plain)?.[0].match(/\d+/g)
  if (shown && (checks(shown.join('')) || !isList(shown))) return true
  const spoken = plain.replace(spokenDigits, (words) =>
    words.replace(/[\u0e01-\u0e4e]+/g, (run) =>
      digitWords.reduce((line, word, digit) => line.replaceAll(word, String(digit)), run),
    ),
  )
  const addresses = spoken.match(webAddress) ?? []
  if (addresses.some((address) => (address.match(/\d[\d-]*/g) ?? []).some((run) => isReceipt(run, true)))) return true
  const outside = spoken.replace(webAddress, ' ')
  for (const match of outside.matchAll(loneRun)) {
    const before = outside[match.index - 1] ?? ''
    const after = outside[match.index + match[0].length] ?? ''
    if (isReceipt(match[0], /[a-z]/i.test(before) || /[a-z]/i.test(after))) return true
  }
  return false
}
