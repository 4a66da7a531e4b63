import { assert, date, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { afterQuiet, dateText, nextDaily, workCalendar } from '../../src/calendar/calendar.ts'
import { knownYears, officialHolidays } from '../../src/calendar/holidays.ts'
import { officeHours, readServiceHours } from '../../src/thai/service-hours.ts'

const office = workCalendar(officeHours)
/** A moment on Bangkok's clock. */
const at = (written: string) => new Date(`${written}:00+07:00`)
const shown = (moment: Date) => new Date(moment.getTime() + 7 * 3_600_000).toISOString().slice(0, 16)

describe('the official holidays', () => {
  it('are known for the years that they claim, each day once a name, no substitution on a weekend', () => {
    expect(knownYears).toEqual([2565, 2566, 2567, 2568, 2569, 2570])
    for (const year of knownYears) {
      const ofYear = officialHolidays.filter(({ date }) => date.startsWith(String(year - 543)))
      expect(ofYear.filter(({ kind }) => kind === 'holiday').length).toBeGreaterThanOrEqual(18)
    }
    const keys = officialHolidays.map(({ date, name }) => `${date} ${name}`)
    expect(new Set(keys).size).toBe(keys.length)
    for (const { date, kind } of officialHolidays) {
      if (kind !== 'holiday') expect([0, 6]).not.toContain(new Date(`${date}T00:00:00Z`).getUTCDay())
    }
  })

  it.each([
    ['2026-01-02', 'a day that the cabinet gave'],
    ['2025-08-11', 'a bridge day of a cabinet resolution'],
    ['2023-12-29', 'the substitution that was moved before the new year'],
    ['2025-05-12', 'the Monday after Visakha Bucha on a Sunday'],
    ['2026-04-15', 'Songkran'],
    ['2027-07-20', 'the Tuesday after Asalha Bucha on a Sunday and Lent on Monday'],
  ])('%s is off: %s', (date) => {
    expect(office.isWorkingDay(at(`${date}T10:00`))).toBe(false)
  })

  it.each(['2024-01-02', '2023-01-03', '2026-05-01', '2026-11-23'])('on %s people work', (date) => {
    expect(office.dayOff(at(`${date}T10:00`))).toBeNull()
  })
})

describe('working days', () => {
  it('are counted over Songkran and weekends, and counting back gives the same', () => {
    expect(shown(office.addWorkingDays(at('2026-04-10T11:15'), 1))).toBe('2026-04-16T11:15')
    expect(office.workingDaysBetween(at('2026-04-10T23:00'), at('2026-04-17T00:30'))).toBe(2)
    expect(office.workingDaysBetween(at('2026-04-17T08:00'), at('2026-04-10T08:00'))).toBe(0)
    assert(
      property(
        date({ min: at('2022-01-01T00:00'), max: at('2027-06-01T00:00'), noInvalidDate: true }),
        integer({ min: 0, max: 60 }),
        (from, days) => {
          const reached = office.addWorkingDays(from, days)
          expect(office.workingDaysBetween(from, reached)).toBe(days)
          if (days > 0) expect(office.isWorkingDay(reached)).toBe(true)
        },
      ),
      { numRuns: 200 },
    )
  })

  it("follow the agency's own days before the official ones", () => {
    const own = workCalendar(officeHours, [
      { date: '2026-11-24', works: false, name: 'งานประจำปี' },
      { date: '2026-12-07', works: true, name: 'เปิดรับชำระภาษี' },
    ])
    expect(own.dayOff(at('2026-11-24T10:00'))).toBe('งานประจำปี')
    expect(own.isWorkingDay(at('2026-12-07T10:00'))).toBe(true)
    expect(shown(own.promise(at('2026-11-23T10:00'), 1))).toBe('2026-11-25T16:30')
  })
})

describe('a promise that can be kept', () => {
  it.each([
    ['on a Monday morning', '2026-11-23T10:00', '2026-11-24T16:30'],
    ['before the office opens', '2026-11-23T06:00', '2026-11-24T16:30'],
    ['after closing: it is read the next day', '2026-11-23T16:30', '2026-11-25T16:30'],
    ['on Friday afternoon', '2026-11-27T15:00', '2026-11-30T16:30'],
    ['on Saturday', '2026-11-28T10:00', '2026-12-01T16:30'],
    ['on the eve of Songkran', '2026-04-10T17:00', '2026-04-17T16:30'],
    ['over the new year with the cabinet day', '2025-12-30T10:00', '2026-01-05T16:30'],
  ])('%s', (_when, asked, due) => {
    expect(shown(office.promise(at(asked), 1))).toBe(due)
  })

  it('is never at a moment at which nobody has served since the question', () => {
    assert(
      property(date({ min: at('2022-01-01T00:00'), max: at('2027-11-01T00:00'), noInvalidDate: true }), (asked) => {
        const due = office.promise(asked, 1)
        const opening = office.nextOpening(asked)
        expect(office.isOpen(opening)).toBe(true)
        expect(due.getTime() - opening.getTime()).toBeGreaterThanOrEqual(8 * 3_600_000)
      }),
      { numRuns: 200 },
    )
  })
})

describe('the clock of messages', () => {
  it.each([
    ['2026-11-23T10:00', '2026-11-23T10:00'],
    ['2026-11-23T19:59', '2026-11-23T19:59'],
    ['2026-11-23T20:00', '2026-11-24T08:00'],
    ['2026-11-24T00:30', '2026-11-24T08:00'],
    ['2026-11-24T08:00', '2026-11-24T08:00'],
  ])('what would wake somebody at %s goes at %s', (moment, goes) => {
    expect(shown(afterQuiet(at(moment)))).toBe(goes)
  })

  it('finds the next nine o’clock of a working day, and the next night', () => {
    expect(shown(office.nextWorkingTime(at('2026-11-23T08:59'), 9 * 60))).toBe('2026-11-23T09:00')
    expect(shown(office.nextWorkingTime(at('2026-11-23T09:00'), 9 * 60))).toBe('2026-11-24T09:00')
    expect(shown(office.nextWorkingTime(at('2026-12-04T12:00'), 9 * 60))).toBe('2026-12-08T09:00')
    expect(shown(nextDaily(at('2026-11-23T10:00'), 2 * 60))).toBe('2026-11-24T02:00')
    expect(dateText(at('2026-11-23T00:10'))).toBe('2026-11-23')
  })
})

describe('service hours as agencies write them', () => {
  it.each([
    ['จันทร์–ศุกร์ 08.30–16.30 น.', [1, 2, 3, 4, 5], 510, 990],
    ['จันทร์ถึงศุกร์ 8.30 - 16.30 น.', [1, 2, 3, 4, 5], 510, 990],
    ['วันจันทร์ - วันเสาร์ เวลา ๐๘.๐๐ น. - ๑๗.๐๐ น. เว้นวันหยุดราชการ', [1, 2, 3, 4, 5, 6], 480, 1020],
    ['จ.-ศ. 8:30-12:00 และ 13:00-16:30', [1, 2, 3, 4, 5], 510, 990],
    ['ทุกวัน 09.00-15.00', [0, 1, 2, 3, 4, 5, 6], 540, 900],
    ['ทุกวันทำการ', [1, 2, 3, 4, 5], 510, 990],
    ['อังคารถึงเสาร์', [2, 3, 4, 5, 6], 510, 990],
    ['', [1, 2, 3, 4, 5], 510, 990],
    ['โทรนัดก่อน 99.99-00.00', [1, 2, 3, 4, 5], 510, 990],
  ])('%s', (written, weekdays, opens, closes) => {
    expect(readServiceHours(written)).toEqual({ weekdays, opens, closes })
  })
})
