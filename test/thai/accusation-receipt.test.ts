import { array, assert, constantFrom, integer, property, tuple } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accusation } from '../../src/thai/accusation.ts'
import { toThaiDigits } from '../../src/thai/digits.ts'

const digits = (length: number) =>
  array(integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((list) => list.join(''))

/** Eighteen random digits and the two of ISO 7064 MOD 97-10, as the reporter's page makes them. */
const receipt = digits(18).map((first) => first + String(98n - ((BigInt(first) * 100n) % 97n)).padStart(2, '0'))
const inFours = (code: string, between: string): string => (code.match(/\d{1,4}/g) ?? []).join(between)
const looksLikeList = (code: string): boolean => {
  const fours = (code.match(/\d{3,4}/g) ?? []).map(Number)
  return Math.max(...fours) - Math.min(...fours) < 1000 || fours.every((four) => four % 10 === 0)
}
const kindOf = (text: string): string => accusation(text).kind

describe('a receipt code in a message', () => {
  it('is recognised however it is grouped', () => {
    const between = constantFrom('-', ' ', ' - ', '–', '\u00a0', '\n', '.', '/', '', '_', ' · ')
    assert(property(receipt, between, (code, gap) => kindOf(inFours(code, gap)) === 'receipt'))
    assert(property(receipt, (code) => kindOf(code.split('').join(' ')) === 'receipt'))
    assert(property(receipt, (code) => kindOf(`${code.slice(0, 7)} ${code.slice(7)}`) === 'receipt'))
  })

  it('is recognised in Thai and full-width digits, with zero-width characters, and inside a sentence', () => {
    const around = constantFrom(
      (code: string) => `รหัส${code}ค่ะ`,
      (code: string) => `ขอดูเรื่องที่แจ้งไว้ ${code} ถึงไหนแล้ว`,
      (code: string) => `code:${code}`,
      (code: string) => `โทร 081-234-5678 รหัส ${code}`,
      (code: string) => `${'สวัสดีครับ '.repeat(400)}${code}`,
    )
    const written = constantFrom(
      (code: string) => inFours(code, '-'),
      (code: string) => toThaiDigits(inFours(code, '-')),
      (code: string) => toThaiDigits(code),
      (code: string) => inFours(code, '-').replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit))),
      (code: string) => inFours(code, '\u200b'),
      (code: string) => code.replace(/\d/g, (digit) => `${digit}\ufe0f\u20e3`),
    )
    assert(property(receipt, around, written, (code, sentence, write) => kindOf(sentence(write(code))) === 'receipt'))
  })

  it('is recognised with a digit too few or too many', () => {
    // One code in some two thousand has fours as near to one another as the numbers of a list; without its own check
    // to tell it, such a one passes for a list.
    const anyCode = digits(20).filter((code) => !looksLikeList(code) && !looksLikeList(code.slice(1)))
    assert(property(anyCode, (code) => kindOf(code) === 'receipt'))
    assert(property(anyCode, (code) => kindOf(inFours(code.slice(1), '-')) === 'receipt'))
    assert(property(anyCode, integer({ min: 16, max: 19 }), (code, cut) => kindOf(code.slice(0, cut)) === 'receipt'))
    assert(property(anyCode, digits(4), (code, more) => kindOf(code + more) === 'receipt'))
  })

  it('is recognised when it was dictated in words', () => {
    const spoken = 'ศูนย์ หนึ่ง สอง สาม สี่ ห้า หก เจ็ด แปด เก้า'.split(' ')
    assert(
      property(receipt, constantFrom('', ' '), (code, gap) => {
        const words = code.split('').map((digit) => spoken[Number(digit)])
        return kindOf(words.join(gap)) === 'receipt'
      }),
    )
  })

  it('is not seen in telephone numbers, one or several', () => {
    const phone = tuple(constantFrom('06', '08', '09'), digits(8)).map(([start, rest]) => start + rest)
    const written = constantFrom(
      (number: string) => number,
      (number: string) => `${number.slice(0, 3)}-${number.slice(3, 6)}-${number.slice(6)}`,
      (number: string) => `${number.slice(0, 3)} ${number.slice(3)}`,
    )
    assert(property(phone, written, (number, write) => kindOf(`โทร ${write(number)}`) !== 'receipt'))
    assert(property(phone, phone, (one, other) => kindOf(`${one} ${other}`) !== 'receipt'))
    expect(kindOf('ติดต่อ 081-234-5678 หรือ 02-123-4567')).not.toBe('receipt')
    expect(kindOf('081-234-5678 089-876-5432')).not.toBe('receipt')
  })

  it('is not seen in citizen ids, bank accounts and other numbers of 10 to 15 digits', () => {
    assert(
      property(
        integer({ min: 10, max: 15 }),
        digits(15),
        (length, number) => kindOf(number.slice(0, length)) !== 'receipt',
      ),
    )
    assert(
      property(digits(13), (id) => {
        const grouped = [id.slice(0, 1), id.slice(1, 5), id.slice(5, 10), id.slice(10, 12), id.slice(12)].join('-')
        return kindOf(`เลขบัตร ${grouped}`) !== 'receipt' && kindOf(`เลขบัตร ${id} โทร 0812345678`) !== 'receipt'
      }),
    )
    assert(
      property(digits(10), (account) => {
        const grouped = [account.slice(0, 3), account.slice(3, 4), account.slice(4, 9), account.slice(9)].join('-')
        return kindOf(`บัญชี ${grouped}`) !== 'receipt'
      }),
    )
  })

  it.each([
    'ปี 2566 2567 2568 2569 2570 งบเท่าไร',
    'แผน 2566-2570 กับ 2571-2575',
    'นัด 15-11-2567 08.30-16.30 น.',
    'ข้อ 1 2 3 4 5 6 7 8 9 10 11 12 13',
    'ส่งข้อ 10 11 12 13 14 15 16 17 18 19 แล้ว',
    'ราคา 1500 2000 2500 3000 3500',
    'ราคา 1,250,000 1,300,000 1,450,000 บาท',
    'เสาไฟ 1201 1202 1203 1204 1205 ดับ',
    'สายด่วน 1205 1206 1567 1111 1300',
    'พัสดุ TH01234567890123456A ถึงยัง',
    'EF582568151TH',
    'เลขที่โครงการ 67019012345',
    'https://www.facebook.com/permalink.php?story_fbid=1234567890123456&id=100012345678901',
    'O14 แนบ https://drive.google.com/file/d/1a2B3c4D5e6F7g8H9i0J1k2L3m4N5o6P',
    '550e8400-e29b-41d4-a716-446655440000',
    'หนึ่งสองสามสี่ห้าหก',
  ])('is not seen in «%s»', (text) => {
    expect(kindOf(text)).not.toBe('receipt')
  })

  it('is a hit with full certainty', () => {
    expect(accusation('1234-5678-9012-3456-7890')).toEqual({ hit: true, score: 1, kind: 'receipt' })
  })
})
