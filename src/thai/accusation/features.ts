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

/** Gives the bucket of each character n-gram; a rolling FNV-1a hash, so that no substrings are made. @returns how many there were */
function eachGram(text: string, seed: number, take: (bucket: number) => void): number {
  let count = 0
  for (let start = 0; start < text.length; start += 1) {
    let hash = seed
    const end = Math.min(start + longestGram, text.length)
    for (let at = start; at < end; at += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
      if (at - start + 1 < shortestGram) continue
      const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
      take((mixed ^ (mixed >>> 13)) & (gramBuckets - 1))
      count += 1
    }
  }
  return count
}

/**
 * The features of a stretch of normalised text (L1), given one by one: its n-grams with and without tones (numbers as
 * one 0), its concepts, and each two concepts that stand together. A number may come again.
 * @param gram takes the number of an n-gram; each of them counts as much as is returned
 * @param other takes the number of another feature, and how much it counts
 */
export function eachFeature(
  normalised: string,
  gram: (feature: number) => void,
  other: (feature: number, value: number) => void,
): number {
  const skeletonText = skeletonOfNormal(normalised)
  const grams =
    eachGram(`^${skeletonText.replace(/[0-9]+/g, '0')}$`, 0x811c9dc5, gram) +
    eachGram(`^${normalised.replace(/[0-9]+/g, '0')}$`, 0x1b873593, gram)
  other(constant, 1)
  const concepts = conceptsIn(normalised, skeletonText)
  for (let at = 0; at < concepts.length; at += 1) {
    const concept = concepts[at] ?? 0
    other(firstConcept + concept, conceptValue)
    for (let next = at + 1; next < concepts.length; next += 1)
      other(firstPair + concept * conceptNames.length + (concepts[next] ?? 0), pairValue)
  }
  return 1 / Math.sqrt(Math.max(grams, fewestGrams))
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
