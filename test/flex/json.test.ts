import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseJson } from '../../src/flex/json.ts'

it('reads what JSON.parse reads, to the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, 2), (value, indent) => {
      const source = JSON.stringify(value, null, indent)
      expect(parseJson(source)).toMatchObject({ ok: true, value: JSON.parse(source) as unknown })
    }),
  )
})

it('refuses what JSON.parse refuses, and never throws', () => {
  const source = '{ "a": [1, -2.5e3, "x\\n\\u0e01", true, null], "b": { "c": {} } }'
  const signs = fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', '\t', '\n', 'e', '-', '0', 'ก', '')
  fc.assert(
    fc.property(fc.nat(source.length), fc.nat(3), signs, (at, taken, put) => {
      const typed = source.slice(0, at) + put + source.slice(at + taken)
      let value: unknown
      try {
        value = JSON.parse(typed)
      } catch {
        value = undefined
      }
      const parsed = parseJson(typed)
      if (parsed.ok) expect(parsed.value).toEqual(value)
      // The one thing that we refuse and JSON.parse takes: a key that stands twice.
      else if (value !== undefined) expect(parsed.problem).toContain('stands twice')
    }),
    { numRuns: 2000 },
  )
})
