import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plantTree } from '../../src/thai/letter-tree.ts'

const anywhere = () => true
const word = fc.string({ unit: fc.constantFrom('ก', 'ข', 'ค', 'ง'), minLength: 1, maxLength: 7 })

describe('a letter tree', () => {
  it('finds the longest word that stands at a place', () => {
    fc.assert(
      fc.property(fc.uniqueArray(word, { minLength: 1, maxLength: 20 }), word, (forms, text) => {
        const tree = plantTree(new Map(forms.map((form) => [form, form])))
        const longest = forms
          .filter((form) => text.startsWith(form))
          .toSorted((one, other) => other.length - one.length)[0]
        expect(tree.longestAt(text, 0, anywhere)?.value).toBe(longest)
      }),
    )
  })

  it('finds every word with one letter wrong, missing or added after the first', () => {
    const slip = fc.record({ at: fc.nat(), kind: fc.constantFrom('wrong', 'missing', 'added') })
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('ก', 'ข', 'ค'), minLength: 4, maxLength: 8 }),
        slip,
        (form, { at, kind }) => {
          const position = 1 + (at % (form.length - 1))
          const rest = form.slice(kind === 'added' ? position : position + 1)
          const typed = form.slice(0, position) + (kind === 'missing' ? '' : 'ฮ') + rest
          expect(plantTree(new Map([[form, 1]])).closestAt(typed, 0, 3)).toMatchObject({ value: 1, end: typed.length })
        },
      ),
    )
  })

  it('finds nothing in nothing', () => {
    const empty = plantTree(new Map<string, number>())
    expect(empty.longestAt('กข', 0, anywhere)).toBeUndefined()
    expect(empty.closestAt('กข', 0, 1)).toBeUndefined()
    expect(plantTree(new Map([['กข', 1]])).longestAt('', 0, anywhere)).toBeUndefined()
  })

  it('ends only where it may', () => {
    const tree = plantTree(
      new Map([
        ['กข', 'short'],
        ['กขค', 'long'],
      ]),
    )
    expect(tree.longestAt('กขค', 0, (end) => end === 2)?.value).toBe('short')
  })
})
