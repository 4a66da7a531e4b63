import { expect, it } from 'vitest'
import { systemIds } from '../../src/kernel/ids.ts'

it('a short name is twelve letters, never twice the same, and never looks like an option of a command', () => {
  const names = Array.from({ length: 5000 }, () => systemIds.short())
  expect(names.filter((name) => !/^\w[\w-]{11}$/.test(name))).toEqual([])
  expect(new Set(names).size).toBe(names.length)
})
