import { beforeAll, describe, expect, it } from 'vitest'
import type { Entry, KnowledgeIndex } from '../../../../src/features/questions/retrieval/knowledge-index.ts'
import {
  figuresOf,
  indexOf,
  largeTown,
  misspelt,
  put,
  questionsOf,
  secondTown,
  townEntries,
} from '../../../eval/citizen/runs.ts'

/** Floors, not the figures reached (see `npm run eval`): below them citizens would notice. */
describe('questions that nothing was tuned to', () => {
  let entries: Entry[]
  let index: KnowledgeIndex
  beforeAll(() => {
    entries = townEntries()
    index = indexOf(entries)
  })

  it('find the right entry, and wrong answers stay rare', () => {
    const figures = figuresOf(put(questionsOf('held-out'), entries, index))
    expect(figures.firstRight).toBeGreaterThanOrEqual(92)
    expect(figures.rightAmongThree).toBeGreaterThanOrEqual(97)
    expect(figures.answersRight).toBeGreaterThanOrEqual(95)
    expect(figures.settled).toBeGreaterThanOrEqual(90)
    expect(figures.offTopicAnswered).toBeLessThanOrEqual(3)
  })

  it('find it in another agency under another edition', () => {
    const second = secondTown()
    const figures = figuresOf(put(second.questions, second.entries, indexOf(second.entries)))
    expect(figures.firstRight).toBeGreaterThanOrEqual(92)
    expect(figures.answersRight).toBeGreaterThanOrEqual(95)
    expect(figures.offTopicAnswered).toBeLessThanOrEqual(3)
  })

  it('find it in spite of slips of the finger', () => {
    const figures = figuresOf(put(misspelt(questionsOf('held-out')), entries, index))
    expect(figures.firstRight).toBeGreaterThanOrEqual(85)
    expect(figures.answersRight).toBeGreaterThanOrEqual(95)
  })

  it('find it among 2,000 entries, without being slow', () => {
    const town = largeTown(2000)
    const large = indexOf(town.entries)
    const figures = figuresOf(put(questionsOf('held-out'), town.entries, large))
    expect(figures.firstRight).toBeGreaterThanOrEqual(90)
    expect(figures.rightAmongThree).toBeGreaterThanOrEqual(94)
    const times = questionsOf('held-out').map(({ text }) => {
      const started = performance.now()
      large.search(text)
      return performance.now() - started
    })
    expect(times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)]).toBeLessThan(2)
  })
})
