import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { longestText, words, wordsWithParticles } from '../../src/thai/segment.ts'

describe('words', () => {
  it('splits where scripts and digits meet, and lower-cases', () => {
    expect(words('หมา4ตัว')).toEqual(['หมา', '4', 'ตัว'])
    expect(words('E-Serviceของเทศบาล')).toEqual(['e', 'service', 'ของ', 'เทศบาล'])
    expect(words('หมู่๕')).toEqual(['หมู่', '5'])
  })

  it('reads dotted and undotted abbreviations as one word', () => {
    expect(words('อ.บ.ต.')).toEqual(['อบต'])
    expect(words('อบต.')).toEqual(['อบต'])
    expect(words('ภ.ป.1')).toEqual(words('ภป.1'))
    expect(words('พ.ร.บ. ข้อมูลข่าวสาร')[0]).toBe('พรบ')
  })

  it('drops particles as whole words only', () => {
    expect(words('คะแนนเท่าไหร่คะ')).not.toContain('คะ')
    expect(words('คะแนนเท่าไหร่คะ')).toContain('คะแนน')
    expect(wordsWithParticles('ขยะเก็บวันไหนคะ')).toContain('คะ')
  })

  it('finds the same words however the marks were typed', () => {
    expect(words('นำ้ประปา')).toEqual(words('น้ำประปา'))
  })

  it('takes any text, and looks at no more than a message can hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const word of wordsWithParticles(text)) expect(word.trim()).not.toBe('')
      }),
    )
    const endless = 'น้ำไม่ไหล'.repeat(120_000)
    expect(words(endless)).toEqual(words(endless.slice(0, longestText)))
    expect(words('\ud800')).toEqual([])
    expect(words('')).toEqual([])
  })
})
