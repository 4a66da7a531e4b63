import { assert, array, boolean, constantFrom, integer, property, record, subarray } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Matter } from '../../src/notices/matter.ts'
import { planTelling, type Listener, type Moment, type Plan } from '../../src/notices/plan.ts'

function question(number: number, over: Partial<Matter> = {}): Matter {
  return {
    kind: 'new',
    key: `new:Q-${number}`,
    subject: { of: 'thread', number: `Q-${number}`, request: false },
    dueAt: null,
    to: ['somsri', 'malee'],
    shared: true,
    news: 'slot',
    ...over,
  }
}
const overdue = (code: string, to = ['somsri']): Matter => ({
  kind: 'overdue',
  key: `overdue:${code}`,
  subject: { of: 'item', edition: 2567, code, title: code, count: 1 },
  dueAt: null,
  to,
  shared: false,
  news: 'slot',
})
function listener(personId: string, over: Partial<Listener> = {}): Listener {
  return {
    personId,
    mode: 'all',
    digestMinute: 510,
    digestOn: '2026-11-23',
    pushedAt: null,
    reminders: new Set(),
    told: new Set(),
    waits: false,
    ...over,
  }
}
const moment = (over: Partial<Moment> = {}): Moment => ({
  today: '2026-11-23',
  from: 540,
  until: 540,
  left: { work: 50, deadline: 80 },
  plenty: false,
  ...over,
})
const pushed = (plan: Plan) => plan.pushes.map(({ personId, what }) => `${personId} ${what}`)

describe('the plan of who is told what', () => {
  it('tells a hundred things with one message', () => {
    const many = Array.from({ length: 100 }, (_, number) => question(number, { shared: false }))
    expect(pushed(planTelling([listener('somsri')], many, moment()))).toEqual(['somsri reminder'])
  })

  it('tells a new question to one of the unit, the one who was disturbed longest ago; the others with their reply', () => {
    const plan = planTelling([listener('somsri', { pushedAt: new Date() }), listener('malee')], [question(1)], moment())
    expect(pushed(plan)).toEqual(['malee reminder'])
    expect(plan.reminders.get('somsri')).toEqual(['ride'])
  })

  it('does not leave it to a colleague who wants to hear of it tomorrow only', () => {
    const people = [listener('malee', { mode: 'digest' }), listener('somsri', { pushedAt: new Date() })]
    expect(pushed(planTelling(people, [question(1)], moment()))).toEqual(['somsri reminder'])
  })

  it('tells nobody again when a colleague has seen the question', () => {
    const told = new Set(['new:Q-1'])
    const plan = planTelling([listener('somsri'), listener('malee', { told })], [question(1)], moment())
    expect(plan.pushes).toEqual([])
  })

  it('keeps what comes between the slots for the next one, or for the next reply', () => {
    const plan = planTelling([listener('somsri')], [overdue('O1')], moment({ from: 570, until: 570 }))
    expect(plan.pushes).toEqual([])
    expect(plan.reminders.get('somsri')).toEqual(['work'])
  })

  it('tells at once only where there is plenty, with the list', () => {
    const plan = planTelling([listener('somsri')], [overdue('O1')], moment({ from: 570, until: 570, plenty: true }))
    expect(pushed(plan)).toEqual(['somsri digest'])
  })

  it('sends a digest at the hour of each person, once a day, and none when there is nothing new', () => {
    const morning = { digestOn: '2026-11-20' }
    const at = (minute: number, over: Partial<Listener>) =>
      planTelling([listener('somsri', over)], [overdue('O1')], moment({ from: minute, until: minute }))
    expect(pushed(at(510, morning))).toEqual(['somsri digest'])
    expect(pushed(at(510, {}))).toEqual([])
    expect(pushed(at(510, { ...morning, digestMinute: 600 }))).toEqual([])
    expect(pushed(at(600, { ...morning, digestMinute: 600 }))).toEqual(['somsri digest'])
    // Nothing ran from seven to eleven: it is made up for.
    const late = moment({ from: 420, until: 660 })
    expect(pushed(planTelling([listener('somsri', morning)], [overdue('O1')], late))).toEqual(['somsri digest'])
    const old = at(510, { ...morning, told: new Set(['overdue:O1']) })
    expect([pushed(old), old.digested]).toEqual([[], ['somsri']])
  })

  it('leaves a question that is promised for another day to the digest, or to whoever happens to write before', () => {
    const tomorrow = question(1, { news: 'digest' })
    const plan = planTelling([listener('somsri'), listener('malee')], [tomorrow], moment())
    expect([plan.pushes, plan.reminders.get('somsri'), plan.reminders.get('malee')]).toEqual([[], ['ride'], ['ride']])
    const morning = [listener('somsri', { digestOn: null }), listener('malee', { digestOn: null })]
    expect(planTelling(morning, [tomorrow], moment({ from: 510, until: 510 })).pushes).toHaveLength(1)
    expect(planTelling(morning, [tomorrow], moment({ from: 570, until: 570, plenty: true })).pushes).toHaveLength(1)
  })

  it('respects those who want a digest only, and those who want nothing', () => {
    const people = [listener('somsri', { mode: 'digest' }), listener('malee', { mode: 'none' })]
    const plan = planTelling(people, [overdue('O1', ['somsri', 'malee'])], moment({ plenty: true }))
    expect(plan.pushes).toEqual([])
    expect(plan.reminders.get('malee')).toEqual([])
  })

  it('pays for time limits of reports when work has nothing left, and then only with the neutral sentence', () => {
    const people = [listener('officer', { mode: 'none', reminders: new Set(['deadline']) }), listener('somsri')]
    const plan = planTelling(people, [overdue('O1')], moment({ left: { work: 0, deadline: 1 } }))
    expect(plan.pushes).toEqual([{ personId: 'officer', what: 'reminder', purpose: 'deadline', tells: [] }])
    expect(plan.reminders.get('somsri')).toEqual(['work'])
  })

  it('keeps a time limit for the next slot when the digest has just come: never two messages in one slot', () => {
    const officer = listener('somsri', { digestOn: null, digestMinute: 540, reminders: new Set(['deadline']) })
    const plan = planTelling([officer], [overdue('O1')], moment())
    expect(pushed(plan)).toEqual(['somsri digest'])
    expect(plan.reminders.get('somsri')).toEqual(['deadline'])
  })

  it('reminds of messages that wait, and forgets a reminder for which nothing is left', () => {
    const reminders = new Set(['work'] as const)
    expect(pushed(planTelling([listener('somsri', { reminders, waits: true })], [], moment()))).toEqual([
      'somsri reminder',
    ])
    const plan = planTelling([listener('somsri', { reminders })], [], moment())
    expect([plan.pushes, plan.reminders.get('somsri')]).toEqual([[], []])
  })

  it('never sends two messages to one person, never more than can be paid for, and forgets nobody', () => {
    const people = ['a', 'b', 'c', 'd']
    assert(
      property(
        array(
          record({
            to: subarray(people, { minLength: 1 }),
            shared: boolean(),
            key: integer({ min: 0, max: 5 }),
          }),
          { maxLength: 8 },
        ),
        array(
          record({
            mode: constantFrom('all' as const, 'digest' as const),
            digestMinute: constantFrom(510, 540, 600),
            digestOn: constantFrom(null, '2026-11-23'),
            reminders: subarray(['work', 'deadline', 'ride'] as const).map((some) => new Set(some)),
            told: subarray(['new:Q-0', 'new:Q-1', 'new:Q-2']).map((some) => new Set(some)),
            waits: boolean(),
          }),
          { minLength: 4, maxLength: 4 },
        ),
        record({
          minute: constantFrom(510, 540, 570),
          since: constantFrom(480, 510),
          plenty: boolean(),
          work: integer({ min: -2, max: 4 }),
        }),
        (drawn, listeners, { minute, since, plenty, work }) => {
          const matters = drawn.map(({ to, shared, key }) => question(key, { to, shared }))
          const known = listeners.map((one, index) => listener(people[index] ?? '', one))
          const left = { work, deadline: work + 2 }
          const plan = planTelling(known, matters, moment({ from: since, until: minute, plenty, left }))
          expect(new Set(plan.pushes.map(({ personId }) => personId)).size).toBe(plan.pushes.length)
          expect(plan.pushes.length).toBeLessThanOrEqual(Math.max(0, left.deadline))
          expect(plan.pushes.filter((push) => push.purpose === 'work').length).toBeLessThanOrEqual(Math.max(0, work))
          for (const one of known) {
            const reached =
              plan.pushes.some(({ personId }) => personId === one.personId) ||
              (plan.reminders.get(one.personId) ?? []).length > 0
            const fresh = matters.some((matter) => matter.to.includes(one.personId) && !one.told.has(matter.key))
            if (fresh || one.reminders.has('deadline')) expect(reached).toBe(true)
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})
