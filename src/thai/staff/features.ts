import { skeleton } from '../normalise.ts'
import { wordsWithParticles } from '../segment.ts'
import { findConcepts } from './lexicon.ts'
import { marks, type Slots } from './slots.ts'

/** What the classifier sees: places in the weight table, and how much each counts. */
export type Features = { places: Int32Array; values: Float32Array }

/** Kinds of evidence; each is brought to length 1 and then weighed, so that long messages do not shout. */
const weights = { words: 1.2, pairs: 0.7, letters: 0.8, concepts: 1.4, crossed: 1 }

/** Politeness says nothing about what is wanted; ยัง, ล่ะ and the like do. */
const polite = new Set(
  'คะ ค่ะ ค่า ขา ครับ คับ ค้าบ คร้าบ ครับผม ฮะ จ้า จ้ะ จ๊ะ จ๋า นะ น่ะ นะคะ นะครับ น้า สิ ซิ อะ อ่ะ อ่า งับ เอ่อ คือ ก็ วะ ว่ะ หน่อย ด้วย รบกวน ขอโทษ กรุณา โปรด พี่ พี่ๆ สวัสดี'.split(
    ' ',
  ),
)

/** FNV-1a over the UTF-16 units. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) {
    value ^= text.charCodeAt(at)
    value = Math.imul(value, 0x01000193)
  }
  // A last stir: the low bits of FNV alone fall unevenly for short texts.
  value ^= value >>> 15
  value = Math.imul(value, 0x2c1b3c6d)
  value ^= value >>> 13
  return value >>> 0
}

/** What was found in a message, as words: the facts that pair with concepts. */
function slotFacts(slots: Slots): { facts: string[]; frame: string } {
  const facts: string[] = []
  if (slots.hasItem) facts.push('item')
  if (slots.items.length > 1) facts.push('items')
  if (slots.unit !== undefined) facts.push('unit')
  if (slots.url !== undefined) facts.push('url')
  if (slots.ticket !== undefined) facts.push('ticket')
  if (slots.subIndicator !== undefined) facts.push('sub')
  if (slots.assignee !== undefined) facts.push('person')
  if (slots.message !== undefined) facts.push('message')
  if (slots.asks) facts.push('asks')
  if (slots.negated) facts.push('not')
  if (slots.status !== undefined) facts.push(`is-${slots.status}`)
  const frame = `${slots.hasItem ? 'i' : '-'}${slots.unit !== undefined ? 'u' : '-'}${slots.asks ? '?' : '-'}`
  return { facts, frame }
}

/**
 * The features of a message: words and pairs of words of the masked text, 2-4 letters of its skeleton, concepts of the
 * lexicon and facts found, and each concept together with the frame (item? unit? question?). `buckets` is a power of two.
 */
export function featuresOf(slots: Slots, buckets: number): Features {
  const sums = new Map<number, number>()
  const add = (names: Iterable<string>, kind: string, weight: number): void => {
    const unique = [...new Set(names)]
    const value = weight / Math.sqrt(Math.max(unique.length, 1))
    for (const name of unique) {
      const place = hash(`${kind}${name}`) & (buckets - 1)
      sums.set(place, (sums.get(place) ?? 0) + value)
    }
  }
  const words = wordsWithParticles(slots.head).filter((word) => !polite.has(word))
  const ends = ['^', ...words, '$']
  add(words, 'w', weights.words)
  add(
    ends.slice(1).map((word, at) => `${ends[at] ?? ''} ${word}`),
    'p',
    weights.pairs,
  )
  const text = `^${skeleton(words.join(' '))}$`
  const letters: string[] = []
  for (let size = 2; size <= 4; size += 1) {
    for (let at = 0; at + size <= text.length; at += 1) letters.push(text.slice(at, at + size))
  }
  add(letters, 'c', weights.letters)
  const { facts, frame } = slotFacts(slots)
  const meant = findConcepts(slots.head)
  const length = words.filter((word) => !Object.values<string>(marks).includes(word)).length
  add([...facts, ...meant, `length-${String(Math.min(length, 6))}`, `frame-${frame}`], 'k', weights.concepts)
  add(
    [...meant, ...facts].map((name) => `${frame} ${name}`),
    'x',
    weights.crossed,
  )
  return { places: Int32Array.from(sums.keys()), values: Float32Array.from(sums.values()) }
}
