import { assert, date, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  findDate,
  findPeriod,
  findYear,
  fiscalQuarter,
  fiscalYear,
  fiscalYearRange,
  formatDate,
  formatDateTime,
  formatDay,
  formatLongDate,
  formatMoment,
  formatMonth,
  formatQuarter,
  formatTime,
  formatWeekday,
  fromThaiDate,
  parseYear,
  quarterRange,
  toThaiDate,
} from '../../src/thai/dates.ts'

const promised = new Date('2026-11-23T05:00:00Z')

describe('Thai dates', () => {
  it('are written as on a card, in a document and in a promise', () => {
    expect(formatDate(new Date('2026-10-03T10:00:00Z'))).toBe('3 ต.ค. 69')
    expect(formatDay(promised)).toBe('23 พ.ย.')
    expect(formatLongDate(new Date('2026-10-03T10:00:00Z'))).toBe('3 ตุลาคม 2569')
    expect(formatTime(promised)).toBe('12.00 น.')
    expect(formatWeekday(promised)).toBe('วันจันทร์ 23 พ.ย.')
    expect(formatMoment(promised)).toBe('วันจันทร์ 23 พ.ย. 12.00 น.')
    expect(formatDateTime(promised)).toBe('23 พ.ย. 69 12.00 น.')
    expect(formatMonth(promised)).toBe('พฤศจิกายน 2569')
  })

  it('belong to the day that Bangkok has, not to the one of the machine', () => {
    expect(formatDate(new Date('2026-10-02T17:00:00Z'))).toBe('3 ต.ค. 69')
    expect(formatDate(new Date('2026-10-02T16:59:59Z'))).toBe('2 ต.ค. 69')
  })

  it('survive the way to the calendar and back', () => {
    const some = date({
      min: new Date('1950-01-01T00:00:00Z'),
      max: new Date('2150-01-01T00:00:00Z'),
      noInvalidDate: true,
    })
    assert(
      property(some, (moment) => {
        const back = fromThaiDate(toThaiDate(moment))
        expect(back.getTime()).toBe(Math.floor(moment.getTime() / 60_000) * 60_000)
      }),
    )
  })
})

describe('the fiscal year', () => {
  it('begins on the first of October and carries the number of the year it ends in', () => {
    expect(fiscalYear(new Date('2026-09-30T16:59:59Z'))).toBe(2569)
    expect(fiscalYear(new Date('2026-09-30T17:00:00Z'))).toBe(2570)
    const { from, until } = fiscalYearRange(2570)
    expect([formatDate(from), formatDate(until)]).toEqual(['1 ต.ค. 69', '1 ต.ค. 70'])
  })

  it('has four quarters that follow each other without a gap', () => {
    expect([1, 2, 3, 4].map((quarter) => formatDate(quarterRange(2570, quarter as 1 | 2 | 3 | 4).from))).toEqual([
      '1 ต.ค. 69',
      '1 ม.ค. 70',
      '1 เม.ย. 70',
      '1 ก.ค. 70',
    ])
    expect(quarterRange(2570, 4).until).toEqual(fiscalYearRange(2570).until)
    expect(formatQuarter(2570, 1)).toBe('ไตรมาสที่ 1 (ต.ค.-ธ.ค. 2569)')
    expect(formatQuarter(2570, 2)).toBe('ไตรมาสที่ 2 (ม.ค.-มี.ค. 2570)')
  })

  it('puts every moment inside the range of its own year and quarter', () => {
    assert(
      property(
        date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('2090-01-01T00:00:00Z'), noInvalidDate: true }),
        (moment) => {
          const range = quarterRange(fiscalYear(moment), fiscalQuarter(moment))
          expect(range.from.getTime()).toBeLessThanOrEqual(moment.getTime())
          expect(range.until.getTime()).toBeGreaterThan(moment.getTime())
        },
      ),
    )
  })
})

describe('a year that somebody wrote', () => {
  it.each([
    ['2567', 2567],
    ['๒๕๖๗', 2567],
    ['67', 2567],
    ['ปี ๖๗', 2567],
    ['พ.ศ. 2567', 2567],
    ['ปีงบประมาณ พ.ศ. 2567', 2567],
    ['ปีงบ 67', 2567],
    ['2024', 2567],
    ['ค.ศ. 2024', 2567],
    ['1234', undefined],
    ['567', undefined],
    ['ข้อ 5', undefined],
    ['', undefined],
  ])('%s is %s', (text, year) => {
    expect(parseYear(text)).toBe(year)
  })

  it.each([
    ['หลักฐานปี 66 ข้อ 5', 2566],
    ['ขอดูของปี ๒๕๖๖ หน่อย', 2566],
    ['ita 67 ได้กี่คะแนน', 2567],
    ['ข้อ 5 ถึงไหนแล้ว', undefined],
    ['ปีนี้เหลือ 66 ข้อ', undefined],
  ])('is found inside %s', (text, year) => {
    expect(findYear(text)).toBe(year)
  })
})

describe('a date that somebody wrote', () => {
  const today = new Date('2026-11-21T03:00:00Z')
  it.each([
    ['๑๔ ต.ค. ๖๘', '14/10/2568'],
    ['ส่งภายใน 14 ตุลาคม 2568 นะ', '14/10/2568'],
    ['14/10/68', '14/10/2568'],
    ['14/10/2025', '14/10/2568'],
    ['2025-10-14', '14/10/2568'],
    ['10 เมษา', '10/4/2570'],
    ['30 พย', '30/11/2569'],
    ['1 พ.ย. 10.00 น.', '1/11/2570'],
    ['31 ก.พ. 70', undefined],
    ['ข้อ 5 มีค่าเท่าไร', undefined],
    ['ไม่มี', undefined],
  ])('%s is %s', (text, expected) => {
    const found = findDate(text, today)
    expect(found && `${String(found.day)}/${String(found.month)}/${String(found.year)}`).toBe(expected)
  })

  it('is read back from every way that we write it', () => {
    const days = integer({ min: Date.UTC(2000, 0, 1) / 86_400_000, max: Date.UTC(2050, 0, 1) / 86_400_000 })
    assert(
      property(days, (days) => {
        const moment = new Date(days * 86_400_000)
        const { year, month, day } = toThaiDate(moment)
        expect(findDate(formatLongDate(moment), today)).toEqual({ year, month, day })
        expect(findDate(formatDate(moment), today)).toEqual({ year, month, day })
      }),
    )
  })
})

describe('two days', () => {
  const today = new Date('2026-11-21T03:00:00Z')
  it.each([
    ['1 มี.ค. 67 ถึง 30 เม.ย. 67', '2567-3-1 2567-4-30'],
    ['๑ มีนาคม - ๓๐ เมษายน ๒๕๖๗', '2567-3-1 2567-4-30'],
    ['1-30 เมษายน 2567', '2567-4-1 2567-4-30'],
    ['ตั้งแต่วันที่ 1/3/2567 จนถึงวันที่ 30/4/2567', '2567-3-1 2567-4-30'],
    ['2024-03-01 - 2024-04-30', '2567-3-1 2567-4-30'],
    ['1 ธ.ค. 69–31 ม.ค. 70', '2569-12-1 2570-1-31'],
  ])('are read in %s', (text, expected) => {
    const found = findPeriod(text, today)
    const day = (one?: { year: number; month: number; day: number }) => `${one?.year}-${one?.month}-${one?.day}`
    expect(`${day(found?.from)} ${day(found?.to)}`).toBe(expected)
  })

  it.each(['30 เม.ย. 67 ถึง 1 มี.ค. 67', '1 มี.ค. 67', '31 ก.พ. ถึง 30 เม.ย. 67', 'ถึงไหนแล้ว', '9.1-9.4', ''])(
    'are not read in %s',
    (text) => expect(findPeriod(text, today)).toBeUndefined(),
  )
})
