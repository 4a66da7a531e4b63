import elsewhere from '../../../thai/elsewhere.json' with { type: 'json' }
import { prepareConcepts } from '../../../thai/concepts.ts'
import { words } from '../../../thai/segment.ts'
import { shippedModel } from './model.ts'
import { createPostings } from './postings.ts'
import { addTerms, isConcept, readQuery, termsOf, weightOf } from './terms.ts'
import type { TextTerms } from './terms.ts'

/** Something the bot can tell: an entry of the knowledge base (faq) or a published OIT item. */
export type Entry = {
  id: string
  kind: 'faq' | 'item'
  title: string
  aliases: string[]
  answer: string
  unit?: string
}

/** What speaks for one entry, each between 0 and 1. */
export type Features = {
  /** Score of the words and concepts, as a share of the best entry's. */
  words: number
  /** Score of the character n-grams, as a share of the best entry's. */
  grams: number
  /** Score of the words and concepts, as a share of what the message could reach at most. */
  reach: number
  /** How much the message and the entry's closest phrasing say the same (harmonic mean of both shares). */
  phrase: number
  /** How well known phrasings of the topics it is linked with fit, as a share of the best entry's. */
  bridge: number
  /** 1 for a published OIT item. */
  item: number
}

export type Hit = { id: string; score: number; features: Features }

/** What is known about a search as a whole, for deciding what to do with it. */
export type Evidence = {
  /** How well the best topic of the starter pack fits that the first hit is linked with, and that it is not. */
  topicFor: number
  topicAgainst: number
  /** Share of the concepts of the message that the first hit's phrasings lack. */
  missing: number
  contentWords: number
  words: number
  asks: boolean
}

export type SearchResult = { hits: Hit[]; evidence: Evidence }

export type KnowledgeIndex = {
  size(): number
  /**
   * The entries that fit a message, best first. Greetings and rude words in it are ignored; of a very long message
   * the first part is read. An empty or meaningless message has no hits.
   * @param limit at most so many hits (and never more than the candidates that are compared closely)
   */
  search(text: string, limit?: number): SearchResult
  /** Adds an entry, or replaces the one with its id. */
  put(entry: Entry): void
  /** Takes an entry out; false when there was none. */
  remove(id: string): boolean
  /** Whether some entry (not a published item) is about this topic of the starter pack, by its place there. */
  covers(topic: number): boolean
}

/** Phrasings that link an agency's own words with how people ask. See `createTopicIndex`. */
export type Topics = { read(asked: TextTerms, limit: number): { topic: number; strength: number }[] }

/** A topic as the starter pack has it: how people ask about one matter. */
export type Topic = { id: string; question: string; aliases: readonly string[] }

const answerWeight = 0.6
/** An answer's first part says what it is about; the rest only costs. */
const longestAnswer = 600
/** How much an entry with two or three phrasings and an answer weighs in words, and in n-grams. */
const usualWords = 30
const usualGrams = 300
/** So many entries are compared closely; of the topics fewer, because each has many phrasings. */
const candidates = 24
const topicCandidates = 6
/**
 * How strongly an entry must be linked with a topic to be about it: of 101 topics that a town of 95 entries speaks of, 97
 * were found so, and two others.
 */
const aboutTopic = 0.25
/** How fast the strength of a topic falls behind the best one, by score. */
const topicSharpness = 2
/** An entry is linked with so many topics at most. */
const linksOfEntry = 3
/** … by so many of its phrasings. */
const linkedPhrases = 9

/**
 * The terms of one phrasing (title or alias), each once: its number, and in the lowest bits how much it says there, so
 * that a phrasing is one small array. What they say together is kept for as long as the rarities stay (`state`).
 */
type Phrase = { terms: Uint32Array; own: number; state: number }
const weightBits = 6
/** Weights go up to a little above 1. */
const weightSteps = 40

type Held = {
  id: string
  item: boolean
  phrases: Phrase[]
  links: { topic: number; strength: number }[]
}

/** Work cut into steps of well below a millisecond each; the return value is what was built. */
export type Steps<Built> = Generator<undefined, Built>

/** An index over entries; `topics` makes them findable by what the starter pack knows of how people ask. */
export function createIndex(entries: Iterable<Entry>, topics?: Topics): KnowledgeIndex {
  return finish(buildIndex(entries, topics))
}

/** As `createIndex`, in steps: one an entry. */
export function* buildIndex(entries: Iterable<Entry>, topics?: Topics): Steps<KnowledgeIndex> {
  const index = emptyIndex(topics)
  for (const entry of entries) {
    index.put(entry)
    yield
  }
  return index
}

/**
 * Makes the topics of the starter pack ready to link entries and messages; what people ask of others (weather, lottery,
 * driving licences) is added, so that it is recognised as such. Make one for all agencies: it takes half a second and
 * some megabytes.
 */
export function createTopicIndex(topics: readonly Topic[]): Topics {
  return finish(buildTopicIndex(topics))
}

/** As `createTopicIndex`, in steps: one a topic. */
export function* buildTopicIndex(topics: readonly Topic[]): Steps<Topics> {
  yield* prepareConcepts()
  const core = emptyCore(topicCandidates, false)
  for (const { id, question, aliases } of [...topics, ...elsewhere.topics]) {
    core.put({ id, kind: 'faq', title: question, aliases: [], answer: '' }, [question, ...aliases].map(termsOf), [])
    yield
  }
  return {
    read(asked, limit) {
      const { hits } = core.search(asked, [], limit)
      const best = hits[0]?.score ?? 0
      return hits.map(({ slot, score, features }) => ({
        topic: slot,
        strength: features.phrase * Math.exp(topicSharpness * (score - best)),
      }))
    },
  }
}

/** Does all steps at once. */
export function finish<Built>(steps: Steps<Built>): Built {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/**
 * Does the steps in slices of a few milliseconds and awaits `yieldToOthers` between them, so that the event loop is
 * never held.
 * @param now milliseconds of any clock that only goes forward
 */
export async function finishInSlices<Built>(
  steps: Steps<Built>,
  yieldToOthers: () => Promise<void>,
  now: () => number,
): Promise<Built> {
  let sliceBegan = now()
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    if (now() - sliceBegan < sliceLength) continue
    await yieldToOthers()
    sliceBegan = now()
  }
}

/** Milliseconds of work between two pauses. */
const sliceLength = 4

function emptyIndex(topics: Topics | undefined): KnowledgeIndex {
  const core = emptyCore(candidates, topics !== undefined)
  return {
    size: core.size,
    put(entry) {
      const phrases = [entry.title, ...entry.aliases].map(termsOf)
      core.put(entry, phrases, topics === undefined ? [] : linksOf(phrases, topics))
    },
    remove: core.remove,
    covers: (topic) => core.covers(topic),
    search(text, limit = 6) {
      const query = readQuery(text)
      const near = topics === undefined ? [] : topics.read(query.terms, topicCandidates)
      const { hits, missing } = core.search(query.terms, near, limit)
      const first = hits[0]
      let topicFor = 0
      let topicAgainst = 0
      for (const { topic, strength } of near) {
        const link = first?.links.find((one) => one.topic === topic)
        if (link === undefined) topicAgainst = Math.max(topicAgainst, strength)
        else topicFor = Math.max(topicFor, strength * link.strength)
      }
      const { contentWords, words: count, asks } = query
      return {
        hits: hits.map(({ id, score, features }) => ({ id, score, features })),
        evidence: { topicFor, topicAgainst, missing, contentWords, words: count, asks },
      }
    },
  }
}

/** The topics that an entry is about, by its title and its first aliases, each with a strength between 0 and 1. */
function linksOf(phrases: readonly TextTerms[], topics: Topics): Held['links'] {
  const asked = phrases.slice(0, linkedPhrases)
  const sums = new Map<number, number>()
  for (const phrase of asked) {
    for (const { topic, strength } of topics.read(phrase, linksOfEntry)) {
      sums.set(topic, (sums.get(topic) ?? 0) + strength)
    }
  }
  return [...sums]
    .map(([topic, sum]) => ({ topic, strength: sum / asked.length }))
    .sort((one, other) => other.strength - one.strength)
    .slice(0, linksOfEntry)
}

type CoreHit = Hit & { slot: number; links: Held['links'] }

/** The two sets of postings and the phrasings of the entries, in slots; what is linked with a topic is found by it. */
function emptyCore(closely: number, linked: boolean) {
  const byWord = createPostings<string>(usualWords)
  const byGram = createPostings<number>(usualGrams)
  const held: (Held | undefined)[] = []
  const slots = new Map<string, number>()
  const freeSlots: number[] = []
  const slotsOfTopic = new Map<number, Set<number>>()
  let wordScores = new Float32Array(64)
  let gramScores = new Float32Array(64)
  let bridgeScores = new Float32Array(64)
  /** How much each term of the message at hand says, by its number; 0 for all others. */
  let asked = new Float32Array(1024)

  function phraseOf(terms: TextTerms): Phrase {
    const held = new Uint32Array(terms.words.size)
    let at = 0
    for (const [term, weight] of terms.words) {
      held[at] = (byWord.idOf(term) << weightBits) | Math.round(Math.min(weight, weightOf(term)) * weightSteps)
      at += 1
    }
    return { terms: held, own: 0, state: 0 }
  }

  function ownOf(phrasing: Phrase): number {
    const state = byWord.state()
    if (phrasing.state !== state) {
      phrasing.state = state
      phrasing.own = 0
      for (const term of phrasing.terms) {
        phrasing.own += ((term & (2 ** weightBits - 1)) / weightSteps) * byWord.rarity(term >>> weightBits)
      }
    }
    return phrasing.own
  }

  function remove(id: string): boolean {
    const slot = slots.get(id)
    if (slot === undefined) return false
    byWord.remove(slot)
    byGram.remove(slot)
    for (const { topic } of held[slot]?.links ?? []) slotsOfTopic.get(topic)?.delete(slot)
    held[slot] = undefined
    slots.delete(id)
    freeSlots.push(slot)
    return true
  }

  return {
    size: () => slots.size,
    remove,

    covers(topic: number): boolean {
      for (const slot of slotsOfTopic.get(topic) ?? []) {
        const one = held[slot]
        const link = one?.links.find((linked) => linked.topic === topic)
        if (one && !one.item && (link?.strength ?? 0) >= aboutTopic) return true
      }
      return false
    },

    put(entry: Entry, phrases: readonly TextTerms[], links: Held['links']): void {
      remove(entry.id)
      const slot = freeSlots.pop() ?? held.length
      const all: TextTerms = { words: new Map(), grams: new Map() }
      for (const terms of phrases) {
        for (const [term, weight] of terms.words) all.words.set(term, (all.words.get(term) ?? 0) + weight)
        for (const [term, weight] of terms.grams) all.grams.set(term, (all.grams.get(term) ?? 0) + weight)
      }
      addTerms(all, words(entry.answer.slice(0, longestAnswer)), answerWeight)
      byWord.put(slot, all.words)
      byGram.put(slot, all.grams)
      held[slot] = { id: entry.id, item: entry.kind === 'item', phrases: phrases.map(phraseOf), links }
      slots.set(entry.id, slot)
      for (const { topic } of links) {
        const there = slotsOfTopic.get(topic)
        if (there === undefined) slotsOfTopic.set(topic, new Set([slot]))
        else there.add(slot)
      }
    },

    search(query: TextTerms, near: readonly { topic: number; strength: number }[], limit: number) {
      if (wordScores.length < held.length) {
        const room = held.length * 2
        wordScores = new Float32Array(room)
        gramScores = new Float32Array(room)
        bridgeScores = new Float32Array(room)
      }
      wordScores.fill(0, 0, held.length)
      gramScores.fill(0, 0, held.length)
      bridgeScores.fill(0, 0, held.length)
      const attainable = byWord.score(query.words, wordScores)
      byGram.score(query.grams, gramScores)
      for (const { topic, strength } of near) {
        for (const slot of slotsOfTopic.get(topic) ?? []) {
          const link = held[slot]?.links.find((one) => one.topic === topic)
          bridgeScores[slot] = Math.max(bridgeScores[slot] ?? 0, strength * (link?.strength ?? 0))
        }
      }
      const bestWords = highest(wordScores, held.length)
      const bestGrams = highest(gramScores, held.length)
      const bestBridge = linked ? highest(bridgeScores, held.length) : 0
      const close = closest(
        closely,
        held.length,
        (slot) =>
          (wordScores[slot] ?? 0) / bestWords +
          (gramScores[slot] ?? 0) / bestGrams +
          share(bridgeScores[slot] ?? 0, bestBridge),
      )

      if (asked.length < byWord.terms()) asked = new Float32Array(byWord.terms() * 2)
      const askedNumbers: number[] = []
      let askedTotal = 0
      let conceptsTotal = 0
      for (const [term, count] of query.words) {
        const id = byWord.idOf(term)
        const weight = Math.min(count, weightOf(term))
        askedTotal += weight * byWord.rarity(id)
        if (isConcept(term)) conceptsTotal += weight * byWord.rarity(id)
        if (id < 0) continue
        asked[id] = weight
        askedNumbers.push(id)
      }

      const hits: CoreHit[] = []
      for (const slot of close) {
        const one = held[slot]
        if (one === undefined) continue
        let phrase = 0
        for (const phrasing of one.phrases) {
          const { terms } = phrasing
          // What both say is at most what either says: most phrasings cannot come closer than one that was seen already.
          const own = ownOf(phrasing)
          if (share(2 * Math.min(own, askedTotal), own + askedTotal) <= phrase) continue
          let both = 0
          for (let at = 0; at < terms.length; at += 1) {
            const term = terms[at] ?? 0
            const wanted = asked[term >>> weightBits] ?? 0
            if (wanted === 0) continue
            const weight = (term & (2 ** weightBits - 1)) / weightSteps
            both += Math.min(weight, wanted) * byWord.rarity(term >>> weightBits)
          }
          if (both > 0) phrase = Math.max(phrase, share(2 * both, own + askedTotal))
        }
        const features: Features = {
          words: (wordScores[slot] ?? 0) / bestWords,
          grams: (gramScores[slot] ?? 0) / bestGrams,
          reach: share(wordScores[slot] ?? 0, attainable),
          phrase,
          bridge: share(bridgeScores[slot] ?? 0, bestBridge),
          item: one.item ? 1 : 0,
        }
        hits.push({ id: one.id, slot, links: one.links, features, score: scoreOf(features) })
      }
      for (const id of askedNumbers) asked[id] = 0
      hits.sort((one, other) => other.score - one.score)
      const first = hits[0]
      return {
        hits: hits.slice(0, limit),
        missing: first === undefined ? 1 : missingIn(first.slot),
      }

      function missingIn(slot: number): number {
        const there = new Set<number>()
        for (const phrasing of held[slot]?.phrases ?? [])
          for (const term of phrasing.terms) there.add(term >>> weightBits)
        let lacking = 0
        for (const [term, count] of query.words) {
          if (!isConcept(term)) continue
          const id = byWord.idOf(term)
          if (!there.has(id)) lacking += Math.min(count, 1) * byWord.rarity(id)
        }
        return share(lacking, conceptsTotal)
      }
    },
  }
}

const {
  words: wordsWeight = 0,
  grams = 0,
  reach: reachWeight = 0,
  phrase: phraseWeight = 0,
  bridge = 0,
  item = 0,
} = shippedModel.rank

function scoreOf(features: Features): number {
  return (
    wordsWeight * features.words +
    grams * features.grams +
    reachWeight * features.reach +
    phraseWeight * features.phrase +
    bridge * features.bridge +
    item * features.item
  )
}

function share(part: number, whole: number): number {
  return whole <= 0 ? 0 : part / whole
}

/** The highest score, never below a tiny number, so that it can be divided by. */
function highest(scores: Float32Array, length: number): number {
  let best = 1e-9
  for (let slot = 0; slot < length; slot += 1) best = Math.max(best, scores[slot] ?? 0)
  return best
}

/** The slots with the highest scores above 0, best first, at most `count`. */
function closest(count: number, length: number, scoreOfSlot: (slot: number) => number): number[] {
  const best: number[] = []
  const scores: number[] = []
  for (let slot = 0; slot < length; slot += 1) {
    const score = scoreOfSlot(slot)
    if (score <= 0 || (best.length === count && score <= (scores[count - 1] ?? 0))) continue
    let at = best.length === count ? count - 1 : best.length
    while (at > 0 && (scores[at - 1] ?? 0) < score) {
      best[at] = best[at - 1] ?? 0
      scores[at] = scores[at - 1] ?? 0
      at -= 1
    }
    best[at] = slot
    scores[at] = score
  }
  return best
}
