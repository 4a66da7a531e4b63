import { readFileSync } from 'node:fs'
import { assert, constantFrom, array, integer, property, string, record, boolean } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toThaiDigits } from '../../src/thai/digits.ts'
import { findItemNumbers } from '../../src/thai/item-numbers.ts'
import { toNumberWords } from '../../src/thai/number-words.ts'

type Form = { form: string; code: string; kind: string; requiresContext?: boolean }
type Forms = {
  forms: Form[]
  lists: { form: string; codes: string[] }[]
  questionForms: { form: string; question: string; requiresContext?: boolean }[]
  notItems: { form: string; reason: string }[]
}
type Sample = { text: string; items: string[]; unknown: string[] }

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`./data/${name}`, import.meta.url), 'utf8'))
}

const forms = read('number-forms.json') as Forms
const samples = (read('number-samples.json') as { entries: Sample[] }).entries
const mess = read('number-mess.json') as { count: number; free: Sample[]; bare: Sample[] }

/** What stands around an item number without changing it. */
const fronts = ['', 'ส่ง', 'ทำ ', 'กองช่างทำ', 'ครับ ', 'แนบหลักฐาน', 'ปี 2567 ', 'งานที่ค้าง ', 'ขอดู']
const backs = ['', ' ครับ', 'เสร็จแล้ว', ' ถึงไหนแล้ว', ' https://www.nafahsai.example/o21', ' ค่ะ พี่', '?', ' ปี 2567', ' นะ']
const leads = [
  'ข้อ',
  'ข้อ ',
  'ข้อที่ ',
  'O',
  'o',
  'o ',
  'O.',
  'O-',
  'โอ',
  'โอ ',
  'OIT ',
  'OIT-',
  'โอไอที ',
  '#',
  'ข้อ O',
  '\u041e',
  '\u039f',
  'Ｏ',
]

describe('item numbers', () => {
  it('reads every form that agencies and their staff were seen to write', () => {
    const wrong = forms.forms.filter(({ form, code, requiresContext }) => {
      const { items, unknown } = findItemNumbers(form, { count: 43, bare: requiresContext === true })
      return items.join() !== code || unknown.length > 0
    })
    expect(forms.forms).toHaveLength(452)
    expect(wrong).toEqual([])
  })

  it('does not take an ambiguous number for an item while nobody asks for one', () => {
    const ambiguous = forms.forms.filter(({ requiresContext }) => requiresContext === true)
    expect(ambiguous.length).toBeGreaterThan(10)
    expect(ambiguous.filter(({ form }) => findItemNumbers(form, { count: 43 }).items.length > 0)).toEqual([])
  })

  it('reads lists and ranges in their order', () => {
    for (const { form, codes } of forms.lists) expect(findItemNumbers(form, { count: 43 }).items, form).toEqual(codes)
  })

  it.each([false, true])('takes none of the traps (an item is asked for: %s)', (bare) => {
    expect(forms.notItems).toHaveLength(24)
    for (const { form, reason } of forms.notItems)
      expect(findItemNumbers(form, { count: 43, bare }).items, `${form}: ${reason}`).toEqual([])
  })

  it.each([false, true])('takes no survey question for an item (an item is asked for: %s)', (bare) => {
    const clear = forms.questionForms.filter(({ requiresContext }) => requiresContext !== true)
    for (const { form } of clear) expect(findItemNumbers(form, { count: 43, bare }).items, form).toEqual([])
  })

  it('agrees with the public samples', () => {
    for (const { text, items, unknown } of samples)
      expect(findItemNumbers(text, { count: 35 }), text).toMatchObject({ items, unknown })
  })

  it('reads the mess of real messages', () => {
    for (const { text, items, unknown } of mess.free)
      expect(findItemNumbers(text, { count: mess.count }), text).toMatchObject({ items, unknown })
  })

  it('reads a bare number where the conversation asks for an item', () => {
    for (const { text, items, unknown } of mess.bare)
      expect(findItemNumbers(text, { count: mess.count, bare: true }), text).toMatchObject({ items, unknown })
  })

  it('finds one item whatever the lead, the digits and what stands around', () => {
    const anywhere = record({
      value: integer({ min: 1, max: 43 }),
      lead: constantFrom(...leads),
      thai: boolean(),
      front: constantFrom(...fronts),
      back: constantFrom(...backs),
    })
    assert(
      property(anywhere, ({ value, lead, thai, front, back }) => {
        // A Latin o right behind a Latin letter would be another word; Thai words stand before it here.
        const written = lead + (thai ? toThaiDigits(String(value)) : String(value))
        const text = front + written + back
        const { items, unknown, spans } = findItemNumbers(text, { count: 43 })
        expect(items).toEqual([`O${String(value)}`])
        expect(unknown).toEqual([])
        expect(spans).toHaveLength(1)
        expect(text.slice(spans[0]?.start, spans[0]?.end)).toContain(written.trim().slice(-1))
      }),
      { numRuns: 500 },
    )
  })

  it('finds every number spoken as a word', () => {
    for (let value = 2; value <= 43; value += 1) {
      for (const text of [`ข้อ${toNumberWords(value)}เสร็จแล้ว`, `ข้อที่ ${toNumberWords(value)} ครับ`])
        expect(findItemNumbers(text, { count: 43 }).items, text).toEqual([`O${String(value)}`])
    }
  })

  it('expands every rising range and stays inside the edition', () => {
    assert(
      property(
        integer({ min: 1, max: 35 }),
        integer({ min: 1, max: 24 }),
        constantFrom('-', ' - ', ' ถึง ', '–', '~'),
        (from, length, dash) => {
          const to = from + length
          const { items, unknown } = findItemNumbers(`ข้อ ${String(from)}${dash}${String(to)} ครบ`, { count: 35 })
          const inside = Array.from({ length: Math.min(to, 35) - from + 1 }, (_, index) => `O${String(from + index)}`)
          expect(items).toEqual(inside)
          expect(unknown).toEqual(to > 35 ? [`O${String(to)}`] : [])
        },
      ),
    )
  })

  it('reads every item of a list whatever joins them', () => {
    const joints = [',', ', ', ' , ', ' และ ', ' กับ ', 'กับ', '/', ' & ', ' แล้วก็ ']
    assert(
      property(
        array(integer({ min: 1, max: 35 }), { minLength: 2, maxLength: 6 }),
        constantFrom(...joints),
        (values, joint) => {
          // Two numbers with one slash each side could be a date; a list of items is led by ข้อ.
          const expected = [...new Set(values)].map((value) => `O${String(value)}`)
          expect(findItemNumbers(`ข้อ ${values.join(joint)}`, { count: 35 }).items).toEqual(expected)
        },
      ),
    )
  })

  it('never throws, and its spans are in order inside the text', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 200 }), boolean(), (text, bare) => {
        let before = 0
        for (const { start, end } of findItemNumbers(text, { count: 35, bare }).spans) {
          expect(start).toBeGreaterThanOrEqual(before)
          expect(end).toBeGreaterThan(start)
          expect(end).toBeLessThanOrEqual(text.length)
          before = end
        }
      }),
    )
  })

  it('answers a text of a million characters at once', () => {
    expect(findItemNumbers('ข้อ 5 '.repeat(170_000), { count: 35 }).items).toEqual(['O5'])
  })
})
