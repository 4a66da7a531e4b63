import { describe, expect, it } from 'vitest'
import { figuresOf, withoutSmall, type Counted } from '../../../src/features/questions/statistics/figures.ts'
import { monthAround, monthsOf, periodOf } from '../../../src/features/questions/statistics/periods.ts'
import { statisticsTable } from '../../../src/features/questions/statistics/statistics-file.ts'

const thread = {
  kind: 'question' as const,
  unit: 'กองช่าง',
  category: '',
  minutes: null,
  settled: false,
  rating: null,
}

const counted: Counted = {
  counts: [
    { name: 'asked', unit: '', category: '', value: 100 },
    { name: 'answered', unit: 'กองคลัง', category: 'ขยะ', value: 70 },
    { name: 'answered', unit: 'กองช่าง', category: 'ไฟฟ้า', value: 15 },
    { name: 'unsettled', unit: 'กองคลัง', category: 'ขยะ', value: 5 },
    { name: 'fits', unit: 'กองคลัง', category: 'ขยะ', value: 30 },
  ],
  threads: [
    ...[10, 20, 30, 40, 50, 60, 70, 80, 90, 1000].map((minutes, index) => ({
      ...thread,
      minutes,
      settled: true,
      rating: index < 6 ? 5 : null,
    })),
    thread,
    { ...thread, kind: 'request' as const, unit: '', settled: true, rating: 3 },
  ],
}

describe('the figures of a period', () => {
  it('tell what the bot settled, what people answered, and what nobody took further', () => {
    const figures = figuresOf(counted, 'ไม่ระบุ')
    expect(figures).toMatchObject({
      questions: 100,
      byBot: 80,
      toPeople: 11,
      byPeople: 10,
      dropped: 9,
      requests: 1,
      requestsSettled: 1,
      median: 50,
      ninetieth: 90,
      ratings: 7,
      satisfaction: 4.7,
      stars: [0, 0, 1, 0, 6],
      fits: 30,
    })
    expect(figures.units).toEqual([
      { name: 'กองคลัง', byBot: 65, byPeople: 0, waiting: 0 },
      { name: 'กองช่าง', byBot: 15, byPeople: 10, waiting: 1 },
      { name: 'ไม่ระบุ', byBot: 0, byPeople: 1, waiting: 0 },
    ])
  })

  it('of a period without anything are zeros and say nothing of times or stars', () => {
    expect(figuresOf({ counts: [], threads: [] }, '')).toMatchObject({
      questions: 0,
      median: null,
      satisfaction: null,
      units: [],
    })
  })

  it('hide small cells, and one more where the total would give them away', () => {
    expect(withoutSmall([0, 4, 30, 9])).toEqual([0, null, 30, null])
    expect(withoutSmall([3, 2, 30])).toEqual([null, null, 30])
    expect(withoutSmall([5, 0])).toEqual([5, 0])
    expect(withoutSmall([1, 0])).toEqual([null, 0])
  })

  it('stand in a table of months and the year, with the units and categories below', () => {
    const figures = figuresOf(counted, 'ไม่ระบุ')
    const [october] = monthsOf(2570)
    if (!october) throw new Error('A year begins with October.')
    const rows = statisticsTable('อบต.ทดสอบ', 2570, [{ period: october, figures }], figures)
    const flat = rows.map((row) => row.join('|'))
    expect(flat[0]).toBe('สถิติการให้บริการถามตอบ|อบต.ทดสอบ|ปีงบประมาณ 2570')
    expect(flat).toContain('ตุลาคม 2569|100|80|11|10|9|1|1|50|90|7|4.7|0|0|1|0|6|30|0')
    expect(flat).toContain('กองคลัง|65|65|0|0')
    // One is too small; the other would give it away.
    expect(flat).toContain('กองช่าง|ไม่แสดง|-|-|-')
    expect(flat).toContain('ไม่ระบุ|ไม่แสดง|-|-|-')
    expect(flat.join()).not.toContain('null')
  })
})

describe('periods', () => {
  it('are months in Bangkok and fiscal years from October', () => {
    expect(periodOf('2570')).toEqual({
      key: '2570',
      from: new Date('2026-09-30T17:00:00.000Z'),
      until: new Date('2027-09-30T17:00:00.000Z'),
    })
    expect(monthAround(new Date('2026-10-31T17:00:00.000Z')).key).toBe('2026-11')
    expect(monthAround(new Date('2027-01-15T00:00:00.000Z'), 1)).toEqual(periodOf('2026-12'))
    expect(monthsOf(2570).map((month) => month.key)).toEqual(
      '2026-10 2026-11 2026-12 2027-01 2027-02 2027-03 2027-04 2027-05 2027-06 2027-07 2027-08 2027-09'.split(' '),
    )
    expect(periodOf('2026-13')).toBeNull()
  })
})
