import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays } from '../../src/whistleblowing/day.ts'
import { duties, isOverdue, nextCheck, nextDuty, reminders, type Dated } from '../../src/whistleblowing/deadlines.ts'
import { usualSettings } from '../../src/whistleblowing/meta.ts'
import { periodTable, type MonthCount } from '../../src/whistleblowing/periods.ts'
import { day } from '../support/clock.ts'
import { ceremony, report, sealedWords, type Keys } from './actors.ts'
import { startChannel, type Ground } from './ground.ts'

const weekdays = { isWorkDay: (on: string) => ![0, 6].includes(new Date(on).getUTCDay()) }
/** A report of Monday 23 November 2026 that nobody has touched. */
const fresh: Dated = {
  status: 'received',
  received_on: '2026-11-23',
  opened_on: null,
  ack_on: null,
  first_answer_on: null,
  progress_on: null,
  outcome_due_on: null,
  closed_on: null,
  purge_on: null,
}
const opened = { ...fresh, opened_on: '2026-11-23' }
const acknowledged = { ...opened, status: 'checking', ack_on: '2026-11-24' }
const answered = { ...acknowledged, first_answer_on: '2026-12-01', progress_on: '2026-12-01' }

describe('what must happen to a case', () => {
  it('is acknowledging within three working days, a first answer within 15 days, an outcome within 90', () => {
    expect(duties(fresh, usualSettings, weekdays)).toEqual([
      { what: 'acknowledge', on: '2026-11-26' },
      { what: 'first-answer', on: '2026-12-08' },
      { what: 'outcome', on: '2027-02-21' },
    ])
    expect(duties(acknowledged, usualSettings, weekdays)[0]).toEqual({ what: 'first-answer', on: '2026-12-08' })
    expect(duties(answered, usualSettings, weekdays)[0]).toEqual({ what: 'progress', on: '2026-12-31' })
    expect(duties({ ...answered, status: 'done' }, usualSettings, weekdays)).toEqual([])
  })

  it('counts working days around holidays', () => {
    const holiday = { isWorkDay: (on: string) => on !== '2026-11-25' && weekdays.isWorkDay(on) }
    expect(nextDuty(fresh, usualSettings, holiday, '2026-11-23')).toMatchObject({ on: '2026-11-27', overdue: false })
    const friday = { ...fresh, received_on: '2026-11-27' }
    expect(nextDuty(friday, usualSettings, weekdays, '2026-12-03')).toEqual({
      what: 'acknowledge',
      on: '2026-12-02',
      overdue: true,
    })
  })

  it('is overdue the day after its limit, and when nobody opened it for seven days', () => {
    expect(isOverdue(opened, usualSettings, weekdays, '2026-11-26')).toBe(false)
    expect(isOverdue(opened, usualSettings, weekdays, '2026-11-27')).toBe(true)
    const patient = { ...usualSettings, acknowledgeDays: 7 }
    expect(isOverdue(fresh, patient, weekdays, '2026-11-29')).toBe(false)
    expect(isOverdue(fresh, patient, weekdays, '2026-11-30')).toBe(true)
    expect(isOverdue({ ...fresh, status: 'spam' }, usualSettings, weekdays, '2027-11-29')).toBe(false)
  })

  it('sends the reporter back on a day that makes sense, never in the past', () => {
    expect(nextCheck(fresh, usualSettings, weekdays, '2026-11-23')).toBe('2026-11-26')
    expect(nextCheck(fresh, usualSettings, weekdays, '2026-12-04')).toBe('2026-12-07')
  })
})

describe('reminders', () => {
  const daysAfter = (dated: Dated) =>
    reminders(dated, usualSettings)
      .map(({ on, who }) => `${(Date.parse(on) - Date.parse(dated.received_on)) / day} ${who}`)
      .toSorted((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10))

  it('come on the stated days, and the fallback hears of an unopened case on day three', () => {
    expect(daysAfter(fresh)).toEqual([
      '2 officer',
      '3 everybody',
      '5 everybody',
      '7 everybody',
      '7 everybody',
      '12 officer',
      '14 officer',
      '15 everybody',
      '60 officer',
      '85 officer',
      '90 everybody',
    ])
    expect(daysAfter(acknowledged)).toEqual([
      '12 officer',
      '14 officer',
      '15 everybody',
      '60 officer',
      '85 officer',
      '90 everybody',
    ])
    // 27 days after the last word to the reporter, which was on day 8.
    expect(daysAfter(answered)).toEqual(['35 officer', '60 officer', '85 officer', '90 everybody'])
    const closed = { ...answered, status: 'done', closed_on: '2027-01-01', purge_on: '2027-04-01' }
    expect(reminders(closed, usualSettings).map(({ on }) => on)).toEqual(['2027-03-02', '2027-03-25', '2027-03-31'])
  })

  describe('by the clock', () => {
    let ground: Ground
    let keys: Keys
    beforeAll(async () => {
      ground = await startChannel()
      keys = await ceremony(ground)
      await ground.channel.takeAttention('town')
    })
    afterAll(() => ground.stop())

    it('reach the officer at once, the fallback on day three, nobody twice, and stop when the work is done', async () => {
      const { officer, fallback } = keys
      const names = new Map([
        [officer.desk.id, 'officer'],
        [fallback.desk.id, 'fallback'],
      ])
      const told = async () =>
        [...(await ground.channel.takeAttention('town'))].map((id) => names.get(id) ?? id).toSorted()
      expect(await told()).toEqual([])
      const reported = await report(ground)
      for (let more = 0; more < 20; more += 1) await report(ground, { without: [] })
      // Whatever came in, it is one person to be told, once.
      expect(await told()).toEqual(['officer'])
      expect(await told()).toEqual([])
      const all = (await ground.cases.db.selectFrom('wb_case').select('id').execute()).map((row) => row.id)
      for (const id of all) {
        if (id !== reported.body.case)
          await ground.cases.db.updateTable('wb_case').set({ status: 'spam' }).where('id', '=', id).execute()
      }

      const heard: Record<number, string[]> = {}
      for (let after = 1; after <= 16; after += 1) {
        ground.clock.move(day)
        const who = await told()
        if (who.length > 0) heard[after] = who
      }
      expect(heard).toEqual({
        2: ['officer'],
        3: ['fallback', 'officer'],
        5: ['fallback', 'officer'],
        7: ['fallback', 'officer'],
        12: ['officer'],
        14: ['officer'],
        15: ['fallback', 'officer'],
      })
      // A weekend without slots loses nothing: what was due meanwhile is told then.
      officer.desk = await ground.enter(officer.desk.id)
      const words = await sealedWords(officer, reported.body.case, 'reply', 'รับเรื่องแล้ว')
      await officer.desk.post(`/cases/${reported.body.case}/items`, { items: [words] })
      const quiet: Record<number, string[]> = {}
      for (let after = 17; after <= 92; after += 3) {
        ground.clock.move(3 * day)
        const who = await told()
        if (who.length > 0) quiet[after + 2] = who
      }
      expect(Object.values(quiet)).toEqual([['officer'], ['officer'], ['officer'], ['fallback', 'officer']])
    })
  })
})

describe('the published table', () => {
  const month = (name: string, received: number, completed = 0): MonthCount => ({
    month: name,
    received,
    completed,
    inProgress: received - completed,
  })
  const lines = (months: MonthCount[], until = '2026-11-30') =>
    periodTable({ until, months }).map(
      (row) => `${row.kind} ${row.fiscalYear}/${row.part}: ${row.received} ${row.completed} ${row.inProgress}`,
    )

  it('shows zeros, and every split where there is nothing to hide', () => {
    expect(lines([])).toEqual([
      'year 2570/1: 0 0 0',
      'half 2570/1: 0 0 0',
      'quarter 2570/1: 0 0 0',
      'month 2570/2: 0 0 0',
      'month 2570/1: 0 0 0',
    ])
  })

  it('never tells a figure below five in less than half a year', () => {
    expect(lines([month('2026-11', 1)])).toEqual(['year 2570/1: 1 0 1', 'half 2570/1: 1 0 1'])
    expect(lines([month('2026-10', 9, 9), month('2026-11', 7, 5)])).toEqual([
      'year 2570/1: 16 14 2',
      'half 2570/1: 16 14 2',
    ])
    expect(lines([month('2026-10', 9, 9), month('2026-11', 12, 6)])).toEqual([
      'year 2570/1: 21 15 6',
      'half 2570/1: 21 15 6',
      'quarter 2570/1: 21 15 6',
      'month 2570/2: 12 6 6',
      'month 2570/1: 9 9 0',
    ])
  })

  it('goes from October to September, by half-years, back to the first year', () => {
    expect(lines([month('2026-09', 2, 1), month('2026-10', 3), month('2026-03', 4)], '2026-10-31')).toEqual([
      'year 2570/1: 3 0 3',
      'half 2570/1: 3 0 3',
      'year 2569/1: 6 1 5',
      'half 2569/2: 2 1 1',
      'half 2569/1: 4 0 4',
    ])
    expect(addDays('2027-03-01', -1)).toBe('2027-02-28')
  })
})
