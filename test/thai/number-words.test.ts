import { describe, expect, it } from 'vitest'
import { numberWordPattern, readNumberWord, toNumberWords } from '../../src/thai/number-words.ts'

describe('numbers in Thai words', () => {
  it('are read back as they are spoken, from 1 to 99', () => {
    const pattern = new RegExp(`^${numberWordPattern}$`)
    for (let value = 1; value <= 99; value += 1) {
      expect(toNumberWords(value)).toMatch(pattern)
      expect(readNumberWord(toNumberWords(value))).toBe(value)
    }
  })

  it.each(['สามารถ', 'ห้าม', 'เก้าอี้', 'หกล้ม', 'สิบเอก', 'สามร้อย', 'ห้าพัน', 'เก้าจุดหนึ่ง'])(
    'are not the beginning of %s',
    (word) => {
      expect(new RegExp(`^${numberWordPattern}`).exec(word)).toBeNull()
    },
  )

  it.each(['สิบยี่', 'สี', 'เอ็ด', 'ข้อ', ''])('are not %s', (word) => {
    expect(readNumberWord(word)).toBeUndefined()
  })

  it('refuse to speak what they do not have', () => {
    expect(() => toNumberWords(0)).toThrow(RangeError)
    expect(() => toNumberWords(100)).toThrow(RangeError)
  })
})
