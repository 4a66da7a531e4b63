import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalise, skeleton } from '../../src/thai/normalise.ts'

/** Texts that look like what phones send: Thai letters and marks in any order, Latin, emoji, broken surrogates. */
const thaiLetters = Array.from({ length: 0x0e5b - 0x0e01 + 1 }, (_, i) => String.fromCharCode(0x0e01 + i))
const messyText = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...thaiLetters) },
      { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 2 }) },
      {
        weight: 1,
        arbitrary: fc.constantFrom('\ud83d', '\ude00', '\u200b', '\ufeff', '😀', '👨‍👩‍👧', ' ', '\n', '.', 'A', 'é'),
      },
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''))

describe('normalise', () => {
  it.each([
    ['นำ้', 'น้ำ'],
    ['นํ้า', 'น้ำ'],
    ['น้ํา', 'น้ำ'],
    ['เเจ้งเหตุ', 'แจ้งเหตุ'],
    ['ที่่่อยู่', 'ที่อยู่'],
    ['ที่', 'ท่ี'],
    ['ตา้', 'ต้า'],
    ['มากกกกก', 'มาก'],
    ['บ่อยๆ', 'บ่อย'],
    ['หมู่ ๕', 'หมู่ 5'],
    ['หมู่ ５', 'หมู่ 5'],
    ['E-Service', 'e-service'],
    ['น้ำ\u200bไหล', 'น้ำไหล'],
    ['ขอบคุณ🙏🏻', 'ขอบคุณ'],
    ['  ถนน \n\t พัง  ', 'ถนน พัง'],
    ['\ud83d', ''],
  ])('reads %j and %j as the same', (typed, meant) => {
    expect(normalise(typed)).toBe(normalise(meant))
  })

  it('keeps apart what differs in tone or meaning', () => {
    expect(normalise('ส่วย')).not.toBe(normalise('สวย'))
    expect(normalise('คะแนน')).toBe('คะแนน')
    expect(normalise('กรรมการ')).toBe('กรรมการ')
    expect(normalise('1669')).toBe('1669')
    expect(normalise('1115')).toBe('1115')
  })

  it('changes nothing more when it is done twice', () => {
    fc.assert(
      fc.property(messyText, (text) => {
        const once = normalise(text)
        expect(normalise(once)).toBe(once)
      }),
      { numRuns: 2000 },
    )
  })

  it('gives the same form for any order of the marks on one consonant', () => {
    const orders = fc.shuffledSubarray(['่', 'ํ', 'า'], { minLength: 3, maxLength: 3 })
    fc.assert(fc.property(orders, (marks) => normalise(`น${marks.join('')}`) === 'น่ำ'))
    const vowels = fc.tuple(fc.constantFrom('ิ', 'ี', 'ึ', 'ื', 'ุ', 'ู', 'ั'), fc.constantFrom('่', '้', '๊', '๋'))
    fc.assert(fc.property(vowels, ([vowel, tone]) => normalise(`ก${vowel}${tone}`) === normalise(`ก${tone}${vowel}`)))
  })

  it('handles a million characters in linear time', () => {
    for (const unit of ['ก', '่', 'น้ำไม่ไหล ', '\ud83d', 'เ', 'ก์']) {
      const started = performance.now()
      normalise(unit.repeat(Math.ceil(1_000_000 / unit.length)))
      expect(performance.now() - started).toBeLessThan(5_000)
    }
  })
})

describe('skeleton', () => {
  it.each([
    ['ขออนุญาติ', 'ขออนุญาต'],
    ['ภาสี', 'ภาษี'],
    ['ผู้สุงอายุ', 'ผู้สูงอายุ'],
    ['ไช้น้ำ', 'ใช้นํ้า'],
    ['ใบอนุยาด', 'ใบอนุญาด'],
    ['ทัม', 'ทำ'],
    ['จันทร์', 'จัน'],
    ['อ.บ.ต.', 'อบต'],
    ['สิทธิ์', 'สิทธ์'],
  ])('makes %j and %j close to each other', (typed, meant) => {
    const [a, b] = [skeleton(typed), skeleton(meant)]
    expect(a.startsWith(b) || b.startsWith(a)).toBe(true)
  })

  it('changes nothing more when it is done twice and never throws', () => {
    fc.assert(
      fc.property(messyText, (text) => {
        const once = skeleton(text)
        expect(skeleton(once)).toBe(once)
      }),
      { numRuns: 2000 },
    )
  })

  it('does not see spaces, tones or punctuation', () => {
    expect(skeleton('น้ำ ไม่ ไหล!')).toBe(skeleton('นำไมไหล'))
  })

  it('handles a million characters', () => {
    expect(skeleton('ก์'.repeat(500_000))).toBe('')
  })
})
