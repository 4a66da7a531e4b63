import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { percentages } from '../../src/flex/percentages.ts'

const parts = fc.array(fc.nat(60), { minLength: 1, maxLength: 5 })
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

it('makes whole percentages that fit into one bar and fill it exactly when the parts are the whole', () => {
  fc.assert(
    fc.property(parts, fc.nat(60), (counts, rest) => {
      const whole = sum(counts) + rest
      const result = percentages(counts, whole)
      expect(result.every((percentage) => Number.isInteger(percentage) && percentage >= 0)).toBe(true)
      expect(sum(result)).toBeLessThanOrEqual(100)
      if (rest === 0 && whole > 0) expect(sum(result)).toBe(100)
    }),
  )
})

it('shows what is there, and only that', () => {
  fc.assert(
    fc.property(parts, fc.nat(60), (counts, rest) => {
      const result = percentages(counts, sum(counts) + rest)
      for (const [index, count] of counts.entries()) expect((result[index] ?? 0) > 0).toBe(count > 0)
    }),
  )
})

it('rounds fairly', () => {
  expect(percentages([1, 1, 1], 3)).toEqual([34, 33, 33])
  expect(percentages([21, 7], 35)).toEqual([60, 20])
  expect(percentages([1, 999], 1000)).toEqual([1, 99])
  expect(percentages([0, 0], 0)).toEqual([0, 0])
})
