import { smalltalk } from '../../../thai/smalltalk.ts'
import type { Smalltalk } from '../../../thai/smalltalk.ts'
import type { KnowledgeIndex, SearchResult } from './knowledge-index.ts'
import { shippedModel } from './model.ts'
import type { Model } from './model.ts'

/** What to do with a message. */
export type Understood = {
  outcome: 'answer' | 'choices' | 'handoff' | 'smalltalk'
  /** Ids of entries, likeliest first; empty for smalltalk. */
  top: string[]
  /** Those after the first that fit nearly as well: worth showing when the first did not help. */
  next: string[]
  /** How likely the first of them is right, 0 to 1. */
  confidence: number
  smalltalk?: Smalltalk
}

/** What speaks for or against the first hit being what was asked. */
export type Signals = {
  score: number
  lead: number
  words: number
  grams: number
  reach: number
  phrase: number
  bridge: number
  item: number
  topicFor: number
  topicAgainst: number
  missing: number
  short: number
  constant: number
}

/** Scores reach about ten and leads about five; signals are of the size of 1. */
const usualScore = 10
const usualLead = 5

/** The signals of a search for the model, each of the size of 1. All are 0 but the last few when nothing was found. */
export function signalsOf({ hits, evidence }: SearchResult): Signals {
  const [first, second] = hits
  const score = first?.score ?? 0
  const none = { words: 0, grams: 0, reach: 0, phrase: 0, bridge: 0, item: 0 }
  return {
    ...(first?.features ?? none),
    score: score / usualScore,
    lead: (score - (second?.score ?? 0)) / usualLead,
    topicFor: evidence.topicFor,
    topicAgainst: evidence.topicAgainst,
    missing: evidence.missing,
    short: 1 / (1 + evidence.contentWords),
    constant: 1,
  }
}

/** The probability that the first hit is right, by the model. */
export function confidenceOf(result: SearchResult, model: Model): number {
  if (result.hits.length === 0) return 0
  let sum = 0
  for (const [name, value] of Object.entries(signalsOf(result))) sum += (model.confidence[name] ?? 0) * value
  return 1 / (1 + Math.exp(-sum))
}

/** From so many words on a message without a question is a statement that somebody should read. */
const longStatement = 9
/** … unless its matter is known this well: how much the closest phrasing and it say the same. */
const knownMatter = 0.5
/** A message of at most so many words that asks nothing names a matter (tax, water bill) … */
const shortName = 4
/** … and is about several entries when the second comes this close to the first. */
const rival = 0.75

/**
 * An entry with at least this share of the best score is worth a second try. Where the first answer was wrong, the second
 * had at least 0.6 of its score; where it was right, half of the second ones had less than 0.35.
 */
const nearly = 0.5
/**
 * A choice with less than this share of the best score is shown to nobody: of 150 wrong rows in the tuning sets this drops 67,
 * of 55 right ones one.
 */
const worthChoosing = 0.45

/**
 * Decides between an answer, up to three choices, a person and small talk. A long statement that asks nothing and is
 * not clearly about something known is never answered: it may be a report of wrongdoing. A mere name of a matter that
 * several entries are about gets choices. Asking for a person is a hand-over at once.
 * @param result what the index found for this text
 */
export function decide(result: SearchResult, text: string, model: Model = shippedModel): Understood {
  const kind = smalltalk(text)
  if (kind === 'human') return { outcome: 'handoff', top: [], next: [], confidence: 1, smalltalk: kind }
  if (kind !== undefined) return { outcome: 'smalltalk', top: [], next: [], confidence: 1, smalltalk: kind }
  const confidence = confidenceOf(result, model)
  const top = result.hits.map((hit) => hit.id)
  const { evidence, hits } = result
  const [first, second, ...others] = hits
  const next = [second, ...others].flatMap((hit) =>
    hit && hit.score >= nearly * (first?.score ?? Infinity) ? [hit.id] : [],
  )
  const onlyStates = evidence.words >= longStatement && !evidence.asks && (first?.features.phrase ?? 0) < knownMatter
  const onlyNames =
    evidence.words <= shortName && !evidence.asks && (second?.score ?? 0) > rival * (first?.score ?? Infinity)
  if (confidence >= model.answerFrom && !onlyStates && !onlyNames) return { outcome: 'answer', top, next, confidence }
  if (confidence < model.choicesFrom) return { outcome: 'handoff', top, next, confidence }
  const choices = hits.filter((hit) => hit.score >= worthChoosing * (first?.score ?? 0)).map((hit) => hit.id)
  return { outcome: 'choices', top: choices, next, confidence }
}

/** Finds and decides in one: what the bot does with a citizen's message. */
export function understand(index: KnowledgeIndex, text: string): Understood {
  return decide(index.search(text), text)
}
