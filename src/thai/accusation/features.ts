import { skeletonOfNormal } from '../normalise.ts'
import { conceptNames, conceptsIn } from './lexicon.ts'

/** Hashed character n-grams come first, then a constant, then one feature a concept and one a pair of concepts. */
const gramBuckets = 1 << 14
const constant = gramBuckets
const firstConcept = gramBuckets + 1
const firstPair = firstConcept + conceptNames.length
export const featureCount: number = firstPair + conceptNames.length ** 2

const shortestGram = 2
const longestGram = 5
const conceptValue = 1
const pairValue = 0.3
/** Below this many n-grams a text is not made to count more for being short. */
const fewestGrams = 40

/** Adds the bucket of each character n-gram; a rolling FNV-1a hash, so that no substrings are made. */
function addGrams(text: string, seed: number, buckets: number[]): void {
  for (let start = 0; start < text.length; start += 1) {
    let hash = seed
    const end = Math.min(start + longestGram, text.length)
    for (let at = start; at < end; at += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
      if (at - start + 1 < shortestGram) continue
      const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
      buckets.push((mixed ^ (mixed >>> 13)) & (gramBuckets - 1))
    }
  }
}

/**
 * The feature numbers of a stretch of text: n-grams, each of which counts as much as `gramValue`, and after them what counts
 * as much as stands at its place in `values`. A number may come again.
 */
export type Features = {
  grams: readonly number[]
  gramValue: number
  others: readonly number[]
  values: readonly number[]
}

/**
 * The features of a stretch of normalised text (L1): its n-grams with and without tones (numbers as one 0), its
 * concepts, and each two concepts that stand together.
 */
export function featuresOf(normalised: string): Features {
  const skeletonText = skeletonOfNormal(normalised)
  const grams: number[] = []
  addGrams(`^${skeletonText.replace(/[0-9]+/g, '0')}$`, 0x811c9dc5, grams)
  addGrams(`^${normalised.replace(/[0-9]+/g, '0')}$`, 0x1b873593, grams)
  const others = [constant]
  const values = [1]
  const add = (feature: number, value: number): void => {
    others.push(feature)
    values.push(value)
  }
  const concepts = conceptsIn(normalised, skeletonText)
  for (const [at, concept] of concepts.entries()) {
    add(firstConcept + concept, conceptValue)
    for (const other of concepts.slice(at + 1)) add(firstPair + concept * conceptNames.length + other, pairValue)
  }
  return { grams, gramValue: 1 / Math.sqrt(Math.max(grams.length, fewestGrams)), others, values }
}

const windowLength = 90
const windowStep = 45

/**
 * A long statement as overlapping stretches of at most 90 characters, so that one sentence about money is not drowned
 * by ten about the weather. A short one is one stretch.
 */
export function windows(normalised: string): string[] {
  if (normalised.length <= windowLength) return [normalised]
  const found: string[] = []
  for (let start = 0; start + windowLength - windowStep < normalised.length; start += windowStep)
    found.push(normalised.slice(start, start + windowLength))
  return found
}
