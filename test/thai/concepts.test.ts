import { describe, expect, it } from 'vitest'
import conceptWords from '../../src/thai/concepts.json' with { type: 'json' }
import { conceptsOf, isLight } from '../../src/thai/concepts.ts'
import { normalise } from '../../src/thai/normalise.ts'
import { words } from '../../src/thai/segment.ts'

function named(text: string): ReadonlyMap<string, number> {
  return conceptsOf(words(text)).concepts
}

describe('concepts', () => {
  it.each([
    ['เงินคนแก่', 'เบี้ยยังชีพผู้สูงอายุ', 'elderly-allowance'],
    ['ไฟกิ่งดับ', 'โคมไฟถนนเสีย', 'street-light'],
    ['หมาบ้า', 'วัคซีนพิษสุนัขบ้า', 'rabies'],
    ['ค่าปรับ', 'เบี้ยปรับ', 'penalty'],
    ['แพมเพิส', 'ผ้าอ้อมผู้ใหญ่', 'diaper'],
    ['garbage', 'ขยะมูลฝอย', 'waste'],
    ['กี่บาท', 'ราคาเท่าไร', '?amount'],
  ])('are shared by %j and %j', (everyday, official, concept) => {
    expect(named(everyday).has(concept)).toBe(true)
    expect(named(official).has(concept)).toBe(true)
  })

  it('name the wider matter too, but less', () => {
    const concepts = named('เบี้ยผู้สูงอายุ')
    expect(concepts.get('elderly-allowance')).toBe(1)
    expect(concepts.get('elderly')).toBeGreaterThan(0)
    expect(concepts.get('elderly')).toBeLessThan(1)
  })

  it('are recognised with one letter wrong, less surely', () => {
    const sureness = named('ถนนเป็นหลุนเป็นบ่อ').get('road-broken') ?? 0
    expect(sureness).toBeGreaterThan(0)
    expect(named('ใบอนุยาดก่อสร้าง').has('build-permit')).toBe(true)
  })

  it('are not found inside other words', () => {
    expect(named('คะแนน').size).toBe(0)
    expect(named('สวย').has('corruption')).toBe(false)
  })

  it.each([
    ['น้ำมาหรือยัง', 'drain'],
    ['วันนี้ไม่เห็นมาเก็บ', 'appeal'],
    ['วันนี้มาไหม', 'overdue'],
  ])('are not what a form is without its particle: %j has nothing of %s', (text, concept) => {
    expect(named(text).has(concept)).toBe(false)
  })

  it('mark words that are only a part of what was named', () => {
    const tokens = words('หลังคาปลิว')
    expect([...conceptsOf(tokens).parts]).toEqual(tokens.map((_, at) => at))
    expect(conceptsOf(words('ขยะ')).parts.size).toBe(0)
  })

  it('refer to wider concepts that exist, in at least 250 groups', () => {
    const groups: Record<string, { broader?: string[]; words: string[] }> = conceptWords.groups
    const names = new Set(Object.keys(groups))
    expect(names.size).toBeGreaterThan(250)
    for (const [name, { broader = [], words: forms }] of Object.entries(groups)) {
      for (const wider of broader) expect(names, `${name} > ${wider}`).toContain(wider)
      for (const form of forms) expect(normalise(form), name).not.toBe('')
    }
  })

  it('tell light words from those that carry the matter', () => {
    expect(isLight('ขอ')).toBe(true)
    expect(isLight('ขยะ')).toBe(false)
  })
})
