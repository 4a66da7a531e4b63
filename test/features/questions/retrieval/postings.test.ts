import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPostings } from '../../../../src/features/questions/retrieval/postings.ts'

const text = fc.array(fc.constantFrom('ขยะ', 'น้ำ', 'ไฟ', 'ถนน', 'ภาษี', 'หมา'), { minLength: 1, maxLength: 8 })

function counted(words: readonly string[]): Map<string, number> {
  const terms = new Map<string, number>()
  for (const word of words) terms.set(word, (terms.get(word) ?? 0) + 1)
  return terms
}

/** Okapi BM25 as in Robertson and Zaragoza (2009), with a fixed usual length in place of the average. */
function bm25(
  query: Map<string, number>,
  texts: readonly (readonly string[])[],
  at: number,
  usualLength: number,
): number {
  let score = 0
  for (const [term, weight] of query) {
    const holders = texts.filter((words) => words.includes(term)).length
    const idf = Math.log(1 + (texts.length - holders + 0.5) / (holders + 0.5))
    const words = texts[at] ?? []
    const frequency = words.filter((word) => word === term).length
    score += (weight * idf * frequency) / (frequency + 1.2 * (1 - 0.4 + (0.4 * words.length) / usualLength))
  }
  return score
}

describe('postings', () => {
  it('score as the formula says', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 12 }), text, (texts, asked) => {
        const postings = createPostings<string>(5)
        for (const [slot, words] of texts.entries()) postings.put(slot, counted(words))
        const query = counted(asked)
        const scores = new Float32Array(texts.length)
        postings.score(query, scores)
        for (const [slot, score] of scores.entries()) expect(score).toBeCloseTo(bm25(query, texts, slot, 5), 2)
      }),
    )
  })

  it('are after a removal as if the text had never been there', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 12 }), fc.nat(), text, (texts, chosen, asked) => {
        const gone = chosen % texts.length
        const [changed, fresh] = [createPostings<string>(5), createPostings<string>(5)]
        for (const [slot, words] of texts.entries()) {
          changed.put(slot, counted(words))
          if (slot !== gone) fresh.put(slot, counted(words))
        }
        changed.remove(gone)
        changed.remove(gone)
        const [one, other] = [new Float32Array(texts.length), new Float32Array(texts.length)]
        expect(changed.score(counted(asked), one)).toBeCloseTo(fresh.score(counted(asked), other), 5)
        expect(one).toEqual(other)
      }),
    )
  })

  it('know how rare a word is, and that an unknown one is rarest', () => {
    const postings = createPostings<string>(5)
    for (let slot = 0; slot < 10; slot += 1) postings.put(slot, counted(slot === 0 ? ['ขยะ', 'งู'] : ['ขยะ']))
    const [common, rare] = [postings.rarity(postings.idOf('ขยะ')), postings.rarity(postings.idOf('งู'))]
    expect(common).toBeLessThan(rare)
    expect(postings.idOf('ช้าง')).toBe(-1)
    expect(postings.rarity(-1)).toBeGreaterThan(rare)
  })

  it('do not count what more than half of very many texts hold', () => {
    const postings = createPostings<string>(5)
    for (let slot = 0; slot < 100; slot += 1) postings.put(slot, counted(['ขอ']))
    const scores = new Float32Array(100)
    postings.score(counted(['ขอ']), scores)
    expect(scores.every((score) => score === 0)).toBe(true)
  })
})
