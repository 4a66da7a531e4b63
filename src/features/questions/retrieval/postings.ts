/** Okapi BM25 with the values that were best on municipal questions: short texts, so little length correction. */
const k1 = 1.2
const b = 0.4
/**
 * One posting is one whole number: the slot, and in its lowest bits what the term adds there (between 0 and 1). That
 * leaves room for a million slots; most terms stand in few texts, so that anything wider would mostly be overhead.
 */
const impactBits = 12
const impactSteps = 2 ** impactBits - 1
const slotsAtMost = 2 ** (32 - impactBits)

type Posting = { count: number; held: Uint32Array }

/** Among so many texts a term that more than half of them hold tells nothing apart and is not counted. */
const enough = 64

/**
 * An inverted index: which slots (numbered entries) hold a term, and how strongly. Slots are the caller's; one slot is
 * put once and removed before it is put again. Removing touches only the postings of the terms in that slot.
 */
export type Postings<Term> = {
  /** Puts the terms of one text and their weights (1 for one occurrence in a field of full weight) into an empty slot. */
  put(slot: number, terms: ReadonlyMap<Term, number>): void
  /** Takes everything out of a slot; an empty slot stays empty. */
  remove(slot: number): void
  /** The number of a term that was put at least once, or -1. It never changes. */
  idOf(term: Term): number
  /** How rare a term is: its inverse document frequency; for an unknown one (-1) that of a term nobody holds. */
  rarity(id: number): number
  /** Another number whenever rarities may have changed; never 0. */
  state(): number
  /**
   * Adds the BM25 score of every slot for a weighted query to `scores` (index = slot, long enough for all).
   * Returns what a text could reach that held every term of the query over and over.
   */
  score(query: ReadonlyMap<Term, number>, scores: Float32Array): number
  /** How many different terms were ever put. */
  terms(): number
}

/**
 * @param usualLength how many terms a text usually has. It takes the place of BM25's average, so that what a term adds
 *   is known when a text is put and putting one text changes nothing for the others.
 */
export function createPostings<Term>(usualLength: number): Postings<Term> {
  const ids = new Map<Term, number>()
  const postings: Posting[] = []
  const termsOfSlot: (Int32Array | undefined)[] = []
  let filled = 0
  /** Raised when rarities change; what was computed for another state counts no more. */
  let state = 1
  let rarities = new Float32Array(1024)
  let raritiesOf = new Uint32Array(1024)

  function idFor(term: Term): number {
    const known = ids.get(term)
    if (known !== undefined) return known
    const id = postings.length
    ids.set(term, id)
    postings.push({ count: 0, held: new Uint32Array(1) })
    return id
  }

  function append(posting: Posting, slot: number, impact: number): void {
    if (posting.count === posting.held.length) {
      const longer = new Uint32Array(posting.count + Math.max(1, posting.count >> 1))
      longer.set(posting.held)
      posting.held = longer
    }
    posting.held[posting.count] = slot * (impactSteps + 1) + Math.round(impact * impactSteps)
    posting.count += 1
  }

  function idf(holders: number): number {
    return Math.log(1 + (filled - holders + 0.5) / (holders + 0.5))
  }

  function rarity(id: number): number {
    if (id < 0) return idf(0)
    if (raritiesOf[id] !== state) {
      raritiesOf[id] = state
      rarities[id] = idf(postings[id]?.count ?? 0)
    }
    return rarities[id] ?? 0
  }

  return {
    put(slot, terms) {
      if (slot >= slotsAtMost) throw new RangeError(`An index holds at most ${slotsAtMost} entries.`)
      let length = 0
      for (const weight of terms.values()) length += weight
      const norm = k1 * (1 - b + (b * length) / usualLength)
      const held = new Int32Array(terms.size)
      let position = 0
      for (const [term, weight] of terms) {
        const id = idFor(term)
        const posting = postings[id]
        if (posting === undefined) continue
        append(posting, slot, weight / (weight + norm))
        held[position] = id
        position += 1
      }
      termsOfSlot[slot] = held
      filled += 1
      changed()
    },

    remove(slot) {
      const held = termsOfSlot[slot]
      if (held === undefined) return
      for (const id of held) {
        const posting = postings[id]
        if (posting === undefined) continue
        for (let at = 0; at < posting.count; at += 1) {
          if ((posting.held[at] ?? 0) >>> impactBits !== slot) continue
          posting.count -= 1
          posting.held[at] = posting.held[posting.count] ?? 0
          break
        }
      }
      termsOfSlot[slot] = undefined
      filled -= 1
      changed()
    },

    idOf: (term) => ids.get(term) ?? -1,
    rarity,
    state: () => state,
    terms: () => postings.length,

    score(query, scores) {
      let attainable = 0
      for (const [term, weight] of query) {
        const id = ids.get(term) ?? -1
        const value = rarity(id) * weight
        attainable += value
        const posting = postings[id]
        if (posting === undefined || posting.count === 0) continue
        const { held, count } = posting
        if (filled >= enough && count > filled / 2) continue
        const step = value / impactSteps
        for (let index = 0; index < count; index += 1) {
          const one = held[index] ?? 0
          const slot = one >>> impactBits
          scores[slot] = (scores[slot] ?? 0) + step * (one & impactSteps)
        }
      }
      return attainable
    },
  }

  function changed(): void {
    state += 1
    if (rarities.length >= postings.length) return
    rarities = new Float32Array(postings.length * 2)
    raritiesOf = new Uint32Array(postings.length * 2)
  }
}
