import { describe, expect, it } from 'vitest'
import {
  indicatorScore,
  levelOf,
  nextLevel,
  oitScore,
  pointsBesideOit,
  roundScore,
  totalScore,
  worthOfItems,
} from '../../src/assessment/score.ts'
import { issues, issuesOf, guidance, questionOf } from '../../src/assessment/issues.ts'
import { readEdition, shippedEditions } from '../../src/features/checklist/edition.ts'
import { agencies } from '../support/samples.ts'

/** How many items pass when these do not. */
function passedBut(year: number, zero: readonly string[]): Map<string, number> {
  const passed = new Map<string, number>()
  for (const item of readEdition(year).items) {
    if (!zero.includes(item.code)) passed.set(item.subIndicator.code, (passed.get(item.subIndicator.code) ?? 0) + 1)
  }
  return passed
}

describe('the worth of an item', () => {
  it.each(shippedEditions())('sums to 40 points over all items of %i', (year) => {
    const { subIndicators, items } = readEdition(year)
    const worth = worthOfItems(subIndicators)
    const sum = items.reduce((total, item) => total + (worth.get(item.subIndicator.code) ?? 0), 0)
    expect(sum).toBeCloseTo(40, 10)
  })

  it.each([
    [2566, { '9.1': 0.4, '9.2': 0.5, '9.3': 1, '9.4': 1, '9.5': 1, '10.1': 1.25, '10.2': 2 }],
    [2567, { '9.1': 0.67, '9.2': 0.57, '9.3': 1, '10.1': 1.25, '10.2': 5 }],
  ])('of %i differs by its sub-indicator', (year, expected) => {
    const worth = worthOfItems(readEdition(year).subIndicators)
    for (const [code, points] of Object.entries(expected))
      expect([code, roundScore(worth.get(code) ?? 0)]).toEqual([code, points])
  })
})

describe('the OIT score', () => {
  it('of an agency with fifteen items at zero is 62.38, as reckoned from its report of 2566', () => {
    const zero = 'O8 O9 O12 O13 O18 O21 O24 O26 O27 O28 O31 O35 O38 O40 O41'.split(' ')
    const { subIndicators } = readEdition(2566)
    const passed = passedBut(2566, zero)
    expect(roundScore(indicatorScore(subIndicators, 9, passed))).toBe(63.5)
    expect(roundScore(indicatorScore(subIndicators, 10, passed))).toBe(61.25)
    expect(roundScore(oitScore(subIndicators, passed))).toBe(62.38)
  })

  it('of indicator 9 in 2565 is the published 53.99 with the fourteen items that the report lists and one more of 9.2', () => {
    const listed = agencies.find(({ id }) => id === 'khlongwan')?.items.map(({ code }) => code) ?? []
    expect(listed).toHaveLength(14)
    const { subIndicators, items } = readEdition(2565)
    const other = items.find((item) => item.subIndicator.code === '9.2' && !listed.includes(item.code))?.code ?? ''
    expect(roundScore(indicatorScore(subIndicators, 9, passedBut(2565, listed)))).toBe(56.49)
    expect(roundScore(indicatorScore(subIndicators, 9, passedBut(2565, [...listed, other])))).toBe(53.99)
  })

  it.each(shippedEditions())('is 100 when all items of %i pass, and 0 when none does', (year) => {
    const { subIndicators } = readEdition(year)
    expect(oitScore(subIndicators, passedBut(year, []))).toBeCloseTo(100, 10)
    expect(oitScore(subIndicators, new Map())).toBe(0)
  })
})

describe('the total', () => {
  it('of 2566 is reproduced from the four published scores: 71.54', () => {
    const scores = { IIT: 78.72, EIT1: 72.35, EIT2: 65.47, OIT: 68.13 }
    expect(roundScore(totalScore(scores) ?? 0)).toBe(71.54)
    expect(levelOf(2566, totalScore(scores) ?? 0, scores)).toEqual({ level: 'ต้องปรับปรุง', passes: false })
    expect(nextLevel(2566, 71.54)).toEqual({ level: 'ผ่าน', missing: 13.46 })
  })

  it('weighs EIT of one part as two parts together, and is not guessed when an instrument is missing', () => {
    expect(roundScore(totalScore({ IIT: 80, EIT: 70, OIT: 90 }) ?? 0)).toBe(81)
    expect(totalScore({ IIT: 80, OIT: 90 })).toBeNull()
    expect(totalScore({ IIT: 80, EIT1: 70, OIT: 90 })).toBeNull()
    expect(pointsBesideOit({ IIT: 80, EIT1: 60, EIT2: 80 })).toBeCloseTo(45, 10)
    expect(pointsBesideOit({ OIT: 100 })).toBeNull()
  })
})

describe('the level', () => {
  it.each([
    [2565, 87.97, {}, 'A'],
    [2565, 95.62, {}, 'AA'],
    [2565, 84.99, {}, 'B'],
    [2566, 71.54, {}, 'ต้องปรับปรุง'],
    [2566, 69.99, {}, 'ต้องปรับปรุงโดยด่วน'],
    [2567, 79.23, {}, 'ต้องปรับปรุง'],
    [2567, 94.17, {}, 'ผ่านดี'],
    [2567, 91.15, { IIT: 93, EIT: 84, OIT: 95 }, 'ผ่าน'],
    [2567, 96, { IIT: 96, EIT: 95, OIT: 97 }, 'ผ่านดีเยี่ยม'],
    [2567, 96, { IIT: 96, EIT: 94, OIT: 97 }, 'ผ่านดี'],
    // What rounds up to a band is in it.
    [2567, 84.996, {}, 'ผ่านดี'],
    // Bands after 2567 are not known; the newest known ones are used.
    [2569, 50, {}, 'ต้องปรับปรุงโดยด่วน'],
  ])('of %i with %f and %o is %s', (year, total, scores, level) => {
    expect(levelOf(year, total, scores)?.level).toBe(level)
  })

  it('has a next one until the top', () => {
    expect(nextLevel(2565, 87.97)).toEqual({ level: 'AA', missing: 7.03 })
    expect(nextLevel(2567, 94.17)).toEqual({ level: 'ผ่านดีเยี่ยม', missing: 0.83 })
    expect(nextLevel(2567, 99)).toBeNull()
    expect(levelOf(2500, 50)).toBeNull()
  })
})

describe('the seven issues', () => {
  it('carry 26 measures with steps, outcomes, units and quarters, and eight indicators their guidance', () => {
    expect(issues.map((issue) => issue.number)).toEqual([1, 2, 3, 4, 5, 6, 7])
    const measures = issues.flatMap((issue) => issue.measures)
    expect(measures).toHaveLength(26)
    expect(
      measures.filter(({ steps, outcomes, units, period }) =>
        [steps, outcomes, units, period.quarters].some(({ length }) => length === 0),
      ),
    ).toEqual([])
    expect(guidance.map(({ indicator }) => indicator)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  it('are found from a question, also from one whose text nobody printed, and from an indicator', () => {
    expect(issuesOf({ question: 'i7' }).map(({ number }) => number)).toEqual([5])
    expect(issuesOf({ question: 'E10' }).map(({ number }) => number)).toEqual([3, 7])
    expect(questionOf('i17')).toBeUndefined()
    expect(issuesOf({ question: 'i17' }).map(({ number }) => number)).toEqual([6])
    expect(issuesOf({ question: 'e9' }).map(({ number }) => number)).toEqual([3, 7])
    expect(issuesOf({ indicator: 4 }).map(({ number }) => number)).toEqual([4])
    expect(issuesOf({ question: 'i31' })).toEqual([])
  })
})
