import { assert, constantFrom, integer, double, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPlenty, leftFor, pushPurpose, type Month } from '../../src/outbox/budget.ts'

const month = (over: Partial<Month> = {}): Month => ({
  allowed: 300,
  used: 0,
  sent: { citizen: 0, deadline: 0, work: 0 },
  elapsed: 0,
  ...over,
})
const anyMonth = record({
  allowed: integer({ min: 0, max: 40_000 }),
  used: integer({ min: 0, max: 40_000 }),
  sent: record({
    citizen: integer({ min: 0, max: 20_000 }),
    deadline: integer({ min: 0, max: 300 }),
    work: integer({ min: 0, max: 300 }),
  }),
  elapsed: double({ min: 0, max: 1, noNaN: true }),
})

describe('the budget of paid messages', () => {
  it('keeps most of a new month for citizens, some for time limits, and leaves the rest to work', () => {
    expect(leftFor('citizen', month())).toBe(300)
    expect(leftFor('deadline', month())).toBe(120)
    expect(leftFor('work', month())).toBe(90)
  })

  it('keeps what citizens will need at their own pace, when that is more', () => {
    const busy = month({ elapsed: 0.5, used: 100, sent: { citizen: 100, deadline: 0, work: 0 } })
    expect(leftFor('work', busy)).toBe(60)
    expect(leftFor('work', { ...busy, used: 160, sent: { citizen: 160, deadline: 0, work: 0 } })).toBeLessThan(0)
  })

  it('lets nothing go to waste at the end of a quiet month', () => {
    expect(leftFor('work', month({ elapsed: 0.99, used: 20 }))).toBeGreaterThan(270)
  })

  it('never lets work use what a time limit may not, nor a time limit what an answer may not', () => {
    assert(
      property(anyMonth, (any) => {
        const [citizen, deadline, work] = [leftFor('citizen', any), leftFor('deadline', any), leftFor('work', any)]
        expect(Number(deadline)).toBeLessThanOrEqual(Number(citizen))
        expect(Number(work)).toBeLessThanOrEqual(Number(deadline))
      }),
    )
  })

  it('is without limit where LINE names none', () => {
    expect(leftFor('work', month({ allowed: null, used: 9000 }))).toBeNull()
    expect(isPlenty(month({ allowed: null }))).toBe(true)
  })

  it('calls it plenty only where more than half of the month is nobody’s', () => {
    expect(isPlenty(month())).toBe(false)
    expect(isPlenty(month({ elapsed: 0.9, used: 20 }))).toBe(true)
    expect(
      isPlenty(month({ allowed: 5000, elapsed: 0.5, used: 200, sent: { citizen: 200, deadline: 0, work: 0 } })),
    ).toBe(true)
  })

  it('counts everything that goes to citizens as one purpose', () => {
    assert(
      property(constantFrom('answer', 'handover', 'notice', 'apology', 'of-tomorrow'), (purpose) => {
        expect(pushPurpose(purpose)).toBe('citizen')
      }),
    )
    expect([pushPurpose('work'), pushPurpose('deadline')]).toEqual(['work', 'deadline'])
  })
})
