import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  buildIndex,
  createIndex,
  createTopicIndex,
  finishInSlices,
} from '../../../../src/features/questions/retrieval/knowledge-index.ts'
import type { Entry, KnowledgeIndex } from '../../../../src/features/questions/retrieval/knowledge-index.ts'

function entry(id: string, title: string, aliases: string[] = [], answer = ''): Entry {
  return { id, kind: 'faq', title, aliases, answer }
}

const town: Entry[] = [
  entry('tax', 'ชำระภาษีที่ดินได้ภายในเดือนใด', ['กำหนดจ่ายภาษีที่ดิน'], 'ภายในเดือนเมษายน'),
  entry('waste', 'ตารางเก็บขยะของแต่ละชุมชน', ['วันเก็บขยะ'], 'ชุมชน 1-4 วันจันทร์'),
  entry('bin', 'ขอรับถังขยะประจำบ้าน', ['อยากได้ถังขยะ']),
  entry('elderly', 'เบี้ยยังชีพผู้สูงอายุได้รับเดือนละเท่าใด', ['เบี้ยผู้สูงอายุกี่บาท'], '600 ถึง 1,000 บาท'),
  entry('light', 'แจ้งไฟฟ้าสาธารณะดับ', [], 'แจ้งเลขเสา'),
  entry('snake', 'จับสัตว์เลื้อยคลานเข้าบ้าน', []),
  entry('permit', 'ขออนุญาตก่อสร้างอาคาร', ['ใบอนุญาตก่อสร้าง']),
]

function firstOf(index: KnowledgeIndex, text: string): string | undefined {
  return index.search(text).hits[0]?.id
}

describe('a knowledge index', () => {
  let index: KnowledgeIndex
  beforeAll(() => {
    index = createIndex(town)
  })

  it.each([
    ['ขยะมาเก็บวันไหนคะ', 'waste'],
    ['เงินคนแก่กี่บาด', 'elderly'],
    ['ไฟกิ่งหน้าบ้านไม่ติดมาสามวันละ', 'light'],
    ['มีงูเห่าในครัว', 'snake'],
    ['ขออนุญาติส้รางบ้าน', 'permit'],
    ['ภาสีที่ดินจ่ายถึงเมื่อไหร่', 'tax'],
    ['ถังขยะโดนรถชนแตก', 'bin'],
    ['สวัสดีค่ะแอดมิน รบกวนสอบถามหน่อยค่ะ ขอถังขยะได้ไหมคะ', 'bin'],
    ['ไฟดับโว้ย ทำห่าอะไรกันอยู่', 'light'],
    ['อายุ ๘๐ ได้เบี้ยคนชราเท่าไหร่', 'elderly'],
  ])('finds what %j asks', (text, id) => {
    expect(firstOf(index, text)).toBe(id)
  })

  it('finds nothing for nothing', () => {
    for (const text of ['', ' ', '...', '😀', '\ud800', 'สวัสดีค่ะ']) expect(index.search(text).hits).toEqual([])
    expect(createIndex([]).search('ขยะ').hits).toEqual([])
  })

  it('gives at most as many hits as asked for, best first', () => {
    const { hits } = index.search('ขอถังขยะ เก็บขยะ ภาษี ไฟดับ', 3)
    expect(hits).toHaveLength(3)
    expect(hits.map((hit) => hit.score)).toEqual(hits.map((hit) => hit.score).toSorted((one, other) => other - one))
  })

  it('reads any text in bounded time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        for (const { score } of index.search(text).hits) expect(Number.isFinite(score)).toBe(true)
      }),
    )
    const started = performance.now()
    index.search('น้ำไม่ไหล'.repeat(120_000))
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  it('changes one entry without touching the others', () => {
    const changing = createIndex(town)
    changing.put(entry('bin', 'ขอใช้หอประชุม', ['จองห้องประชุม']))
    expect(firstOf(changing, 'อยากจองหอประชุม')).toBe('bin')
    expect(firstOf(changing, 'ขยะมาวันไหน')).toBe('waste')
    expect(changing.size()).toBe(town.length)
    expect(changing.remove('waste')).toBe(true)
    expect(changing.remove('waste')).toBe(false)
    expect(changing.search('ตารางเก็บขยะ').hits.map((hit) => hit.id)).not.toContain('waste')
  })

  it('is the same whether entries came, went and came back or were there from the start', () => {
    const step = fc.record({ at: fc.nat({ max: town.length - 1 }), goes: fc.boolean() })
    const asked = fc.constantFrom('ขยะมาวันไหน', 'ไฟดับ', 'เบี้ยคนแก่', 'สร้างบ้าน', 'ภาษี', 'งูเข้าบ้าน ขอถังขยะ')
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), asked, (steps, text) => {
        const changing = createIndex([])
        const there = new Map<string, Entry>()
        for (const { at, goes } of steps) {
          const one = town[at]
          if (one === undefined) continue
          if (goes) {
            changing.remove(one.id)
            there.delete(one.id)
          } else {
            changing.put(one)
            there.set(one.id, one)
          }
        }
        const scores = (index: KnowledgeIndex) =>
          new Map(index.search(text, 99).hits.map((hit) => [hit.id, Number(hit.score.toFixed(3))]))
        expect(scores(changing)).toEqual(scores(createIndex(there.values())))
      }),
    )
  })

  it('is built in slices that end when the time is up', async () => {
    let time = 0
    let pauses = 0
    const index = await finishInSlices(
      buildIndex(town),
      async () => {
        pauses += 1
      },
      () => (time += 3),
    )
    expect(pauses).toBe(3)
    expect(firstOf(index, 'ขยะมาวันไหน')).toBe('waste')
  })

  it('is found by phrasings of a topic that the entry itself does not have', () => {
    const topics = createTopicIndex([
      { id: 'mosquito', question: 'ขอพ่นหมอกควันกำจัดยุง', aliases: ['แถวนี้ตุ่มแดงกันทั้งซอย', 'ยุงชุม'] },
      { id: 'cinema', question: 'ฉายหนังกลางแปลง', aliases: ['หนังเร่มาวันไหน'] },
    ])
    const entries = [...town, entry('spray', 'บริการพ่นหมอกควันกำจัดยุงลาย')]
    expect(firstOf(createIndex(entries), 'ตุ่มแดงกันทั้งซอย')).not.toBe('spray')
    const linked = createIndex(entries, topics)
    expect(firstOf(linked, 'ตุ่มแดงกันทั้งซอย')).toBe('spray')
    expect(linked.search('ตุ่มแดงกันทั้งซอย').evidence.topicFor).toBeGreaterThan(0.3)
    expect(linked.search('หนังเร่มาวันไหน').evidence.topicAgainst).toBeGreaterThan(0.3)
  })
})
