import { describe, expect, it } from 'vitest'
import { roundScore, worthOfItems } from '../../../src/assessment/score.ts'
import { readEdition } from '../../../src/features/checklist/edition.ts'
import type { ItemStatus } from '../../../src/features/checklist/items.ts'
import {
  daysLeft,
  inOrderOfNeed,
  laggards,
  outlookOf,
  totalWith,
  type Judged,
} from '../../../src/features/checklist/outlook.ts'

const now = new Date('2026-03-20T03:00:00Z')
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000 + 1000)

/** The items of an edition, each in the state that `stateOf` gives it. */
function checklistOf(year: number, stateOf: (code: string) => Partial<Judged> & { status: ItemStatus }) {
  const { subIndicators, items } = readEdition(year)
  return {
    subIndicators,
    items: items.map((item) => ({
      subIndicator: item.subIndicator.code,
      url: 'https://town.go.th/1',
      need: item.components.length,
      ticks: item.components.map((_, place) => place),
      ...stateOf(item.code),
    })),
  }
}

describe('the outlook', () => {
  it('of an agency that ticked everything and showed nothing is 0 now and 100 if all of it passes', () => {
    const outlook = outlookOf(checklistOf(2566, () => ({ status: 'reported', url: null, ticks: [] })))
    expect(outlook).toEqual({ now: 0, ifReportedPass: expect.closeTo(100, 8), approvedOnly: 0, unready: 43 })
  })

  it('counts a reported item for now only with a page and every component, for one missing makes it zero', () => {
    const { subIndicators } = readEdition(2566)
    const worth = (worthOfItems(subIndicators).get('9.3') ?? 0) * 2.5
    const only = (state: Partial<Judged>) =>
      outlookOf(checklistOf(2566, (code) => (code === 'O21' ? { status: 'reported', ...state } : { status: 'open' })))
        .now
    expect(only({})).toBeCloseTo(worth, 8)
    expect(only({ url: null })).toBe(0)
    expect(only({ ticks: [0] })).toBe(0)
  })

  it('loses nothing by what does not apply, and never falls from approved to now to reported', () => {
    const states: ItemStatus[] = ['approved', 'reported', 'not_applicable', 'sent_back', 'open', 'in_work']
    const {
      approvedOnly,
      now: today,
      ifReportedPass,
    } = outlookOf(checklistOf(2567, (code) => ({ status: states[Number(code.slice(1)) % states.length] ?? 'open' })))
    expect(approvedOnly).toBeGreaterThan(0)
    expect(today).toBeGreaterThanOrEqual(approvedOnly)
    expect(ifReportedPass).toBeGreaterThanOrEqual(today)
    const all = outlookOf(checklistOf(2567, () => ({ status: 'not_applicable' })))
    expect(all.approvedOnly).toBeCloseTo(100, 8)
  })

  it('becomes a total with its level when IIT and EIT come out as last year', () => {
    const last = { IIT: 78.72, EIT1: 72.35, EIT2: 65.47, OIT: 68.13 }
    const same = totalWith(2566, 68.13, last)
    expect([roundScore(same?.total ?? 0), same?.level]).toEqual([71.54, 'ต้องปรับปรุง'])
    expect(totalWith(2566, 100, last)?.level).toBe('ต้องปรับปรุง')
    expect(totalWith(2566, 100, { OIT: 50 })).toBeNull()
  })
})

describe('what to do first', () => {
  const item = (number: number, worth: number, dueAt: Date | null = null) => ({ number, worth, dueAt })

  it('is what is overdue or due within a week, then what is worth most, then what is due first', () => {
    const items = [
      item(1, 5),
      item(2, 1, inDays(30)),
      item(3, 0.4, inDays(-2)),
      item(4, 1, inDays(7)),
      item(5, 1, inDays(20)),
    ]
    expect(inOrderOfNeed(items, now).map(({ number }) => number)).toEqual([4, 3, 1, 5, 2])
  })

  it('keeps the order of the edition where nothing tells items apart', () => {
    expect(inOrderOfNeed([item(9, 1), item(2, 1), item(5, 1)], now).map(({ number }) => number)).toEqual([2, 5, 9])
  })

  it('counts whole days: due at the end of today is 0, an hour after that is -1', () => {
    expect(daysLeft({ dueAt: new Date(now.getTime() + 3_600_000) }, now)).toBe(0)
    expect(daysLeft({ dueAt: new Date(now.getTime() - 3_600_000) }, now)).toBe(-1)
    expect(daysLeft({ dueAt: null }, now)).toBeNull()
  })
})

describe('who is late', () => {
  it('is the unit with most overdue, then with most pending; an item of two units counts for both', () => {
    const pending = [
      { units: ['กองคลัง'], dueAt: null },
      { units: ['กองคลัง', 'กองช่าง'], dueAt: inDays(-1) },
      { units: ['กองช่าง'], dueAt: inDays(-3) },
      { units: ['สำนักปลัด'], dueAt: null },
    ]
    expect(laggards(pending, now)).toEqual([
      { unit: 'กองช่าง', pending: 2, overdue: 2 },
      { unit: 'กองคลัง', pending: 2, overdue: 1 },
      { unit: 'สำนักปลัด', pending: 1, overdue: 0 },
    ])
  })
})
