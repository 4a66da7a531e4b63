import { bareOf, conceptsOf, isLight, isRequest } from '../../../thai/concepts.ts'
import { longestText, words } from '../../../thai/segment.ts'
import { withoutSmalltalk } from '../../../thai/smalltalk.ts'

/** A word that carries little (please, want, can) counts this much of a full one, a concept of what is asked this much. */
const lightWeight = 0.25
const askingWeight = 0.5
/** A word that is only a part of a form that names a concept: the concept says it. */
const partWeight = 0.6
/** A concept of the matter. */
const conceptWeight = 1.2

const thaiBlock = 0x0e00
/** Codes of one letter need seven bits, so that four of them fit into a small integer. */
const letterBits = 7

/**
 * What a text is made of for the two indexes: its words together with the concepts they name ("#…"), and the 2-, 3-
 * and 4-grams of its skeleton as numbers. Each with how often it stands there.
 */
export type TextTerms = { words: Map<string, number>; grams: Map<number, number> }

function letterCode(code: number): number {
  if (code >= thaiBlock && code < thaiBlock + 0x50) return code - thaiBlock
  if (code >= 0x30 && code <= 0x39) return 0x50 + code - 0x30
  if (code >= 0x61 && code <= 0x7a) return 0x5a + code - 0x61
  return 0x74 + (code % 12)
}

function add<Term>(terms: Map<Term, number>, term: Term, weight: number): void {
  terms.set(term, (terms.get(term) ?? 0) + weight)
}

/** Adds the terms of a text, given as its words in L1 form, to `into`, each times `weight`. */
export function addTerms(into: TextTerms, tokens: readonly string[], weight: number): void {
  const bare = bareOf(tokens)
  const { concepts, parts } = conceptsOf(tokens, bare)
  for (const [index, word] of tokens.entries()) {
    add(into.words, word, weight * weightOf(word) * (parts.has(index) ? partWeight : 1))
  }
  for (const [concept, sureness] of concepts) {
    const term = `#${concept}`
    add(into.words, term, weight * sureness * weightOf(term))
  }
  const { letters } = bare
  for (let start = 0; start + 1 < letters.length; start += 1) {
    let code = letterCode(letters.charCodeAt(start))
    const end = Math.min(start + 4, letters.length)
    for (let at = start + 1; at < end; at += 1) {
      code = (code << letterBits) | letterCode(letters.charCodeAt(at))
      add(into.grams, code, weight)
    }
  }
}

/** The terms of one text (at most `longestText` characters of it are looked at). */
export function termsOf(text: string): TextTerms {
  const terms: TextTerms = { words: new Map(), grams: new Map() }
  addTerms(terms, words(text.slice(0, longestText)), 1)
  return terms
}

/** How much one occurrence of a word or a concept says about the matter: 1, or less for light and asking words. */
export function weightOf(term: string): number {
  if (term.startsWith('#')) return term.startsWith('#?') ? askingWeight : conceptWeight
  return isLight(term) ? lightWeight : 1
}

/** Whether a term is a concept of the matter (not of what is asked about it). */
export function isConcept(term: string): boolean {
  return term.startsWith('#') && !term.startsWith('#?')
}

/** A message made ready for any index: its terms without greetings and rude words, and how it was said. */
export type Query = {
  terms: TextTerms
  /** Words that say something about the matter. */
  contentWords: number
  words: number
  /** Whether it asks or requests something in so many words. */
  asks: boolean
}

/** Reads what a citizen wrote (at most `longestText` characters of it). */
export function readQuery(text: string): Query {
  const rest = withoutSmalltalk(text.slice(0, longestText))
  const terms: TextTerms = { words: new Map(), grams: new Map() }
  addTerms(terms, rest, 1)
  let asks = rest.some(isRequest)
  // Not one that was only guessed at, with a letter wrong: in a long text there is always one.
  for (const [term, weight] of terms.words) asks ||= term.startsWith('#?') && weight >= askingWeight
  return { terms, contentWords: rest.filter((word) => !isLight(word)).length, words: rest.length, asks }
}
