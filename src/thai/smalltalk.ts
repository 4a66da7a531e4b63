import { plantTree } from './letter-tree.ts'
import type { LetterTree } from './letter-tree.ts'
import { isLight } from './concepts.ts'
import { keepLast } from './keep-last.ts'
import { words, wordsWithParticles } from './segment.ts'
import phrases from './smalltalk.json' with { type: 'json' }

/** What a message is that asks nothing about the agency; "nothing" has no word in it at all (a dot, a question mark). */
export type Smalltalk =
  /** Somebody is, or knows somebody who is, in danger of taking their life. */
  | 'despair'
  | 'human'
  | 'who'
  | 'help'
  | 'thanks'
  | 'bye'
  | 'praise'
  | 'sorry'
  | 'puzzled'
  | 'unreachable'
  | 'laugh'
  | 'greeting'
  | 'opening'
  | 'yes'
  | 'rude'
  | 'nothing'

/** Where a message is of several kinds (สวัสดีค่ะ ขอบคุณนะคะ), the first of these is what it is about. */
const order = [
  'who',
  'help',
  'thanks',
  'bye',
  'unreachable',
  'puzzled',
  'praise',
  'sorry',
  'laugh',
  'greeting',
  'opening',
  'yes',
  'rude',
] as const
type Phrase = (typeof order)[number]

/** A form as it looks in a message that has lost its particles. */
function compact(text: string): string {
  return words(text).join('')
}

/** Forms that mean something else inside a longer message (ดี of ดีค่ะ, ได้, ไป of ไปละ) count only as a whole one. */
function onlyWhole(form: string): boolean {
  return isLight(form) || form.length <= 2
}

type Vocabulary = {
  whole: ReadonlyMap<string, Phrase>
  inside: LetterTree<Phrase | 'kept'>
  fillers: ReadonlySet<string>
  /** Names for people who could answer, longest first, and phrases that mean one. */
  people: readonly string[]
  human: readonly string[]
  despair: readonly string[]
  /** Despair too, unless the message speaks of a place that one may not want to live in any more. */
  weary: readonly string[]
  dwelling: readonly string[]
  talking: ReadonlySet<string>
}

function read(): Vocabulary {
  const whole = new Map<string, Phrase>()
  const inside = new Map<string, Phrase | 'kept'>()
  for (const kind of order) {
    for (const phrase of phrases[kind]) {
      const form = compact(phrase)
      const forms = onlyWhole(form) ? whole : inside
      if (form !== '' && !forms.has(form)) forms.set(form, kind)
    }
  }
  // Words that contain a rude one and are not: ตัวเหี้ย is a water monitor, and somebody wants it caught.
  for (const phrase of phrases.kept) inside.set(compact(phrase), 'kept')
  const people = phrases.people.map(compact).sort((one, other) => other.length - one.length)
  const human = phrases.human.map(compact)
  const despair = phrases.despair.map(compact)
  const weary = phrases.weary.map(compact)
  const { dwelling } = phrases
  const talking = new Set(phrases.talking.map(compact))
  return {
    whole,
    inside: plantTree(inside),
    fillers: new Set(phrases.filler),
    people,
    human,
    despair,
    weary,
    dwelling,
    talking,
  }
}

let vocabularyRead: Vocabulary | undefined
function vocabulary(): Vocabulary {
  vocabularyRead ??= read()
  return vocabularyRead
}

const laughter = /^5{3,}$/

/** What wraps a question and says nothing about it. Other small talk (ยกเลิก, ไม่เอา) can be part of what is asked. */
const wrappings: ReadonlySet<Phrase> = new Set<Phrase>(['greeting', 'thanks', 'opening', 'sorry', 'rude'])

/**
 * A message taken apart: the kinds of small talk in it, the words that are none, and the words that may be asking
 * something: those, and small talk that is no mere wrapping.
 */
type Chat = { kinds: ReadonlySet<Phrase>; rest: readonly string[]; asked: readonly string[] }

const takeApart = keepLast((text: string): Chat => {
  const { whole: wholeForms, inside } = vocabulary()
  const tokens = words(text)
  const joined = tokens.join('')
  const whole = wholeForms.get(joined)
  if (whole !== undefined) return { kinds: new Set([whole]), rest: [], asked: wrappings.has(whole) ? [] : tokens }
  const starts: number[] = []
  let position = 0
  for (const token of tokens) {
    starts.push(position)
    position += token.length
  }
  const borders = new Set([...starts, position])
  const kinds = new Set<Phrase>()
  const rest: string[] = []
  const asked: string[] = []
  let at = 0
  while (at < tokens.length) {
    const token = tokens[at] ?? ''
    const match = inside.longestAt(joined, starts[at] ?? 0, (end) => borders.has(end))
    let next = at + 1
    while (match !== undefined && next < tokens.length && (starts[next] ?? 0) < match.end) next += 1
    const kind = match?.value ?? (laughter.test(token) ? 'laugh' : 'kept')
    const taken = tokens.slice(at, next)
    if (kind === 'kept') rest.push(...taken)
    else kinds.add(kind)
    if (kind === 'kept' || !wrappings.has(kind)) asked.push(...taken)
    at = next
  }
  return { kinds, rest, asked }
})

/**
 * The words (as of `words`) of a message without greetings, thanks, openings (ขอสอบถามหน่อย), apologies and rude words,
 * which are taken out as whole words only. What is left is what it asks; rudeness is never a reason not to answer.
 */
export function withoutSmalltalk(text: string): readonly string[] {
  return takeApart(text).asked
}

/** Whether a message holds rude words. */
export function isRude(text: string): boolean {
  return takeApart(text).kinds.has('rude')
}

/** Whether somebody asks for a person instead of the program: ขอคุยกับเจ้าหน้าที่, ไม่เอาบอท, ขอสายคนเป็นๆ. */
function wantsPerson(tokens: readonly string[]): boolean {
  const { people, talking, human } = vocabulary()
  const joined = tokens.join('')
  if (!human.some((phrase) => joined.includes(phrase)) && !people.some((one) => joined.includes(one))) return false
  let others = joined
  for (const one of people) others = others.replaceAll(one, ' ')
  return tokens.some((token) => talking.has(token)) && words(others).every((word) => talking.has(word))
}

function despairs(joined: string): boolean {
  const { despair, weary, dwelling } = vocabulary()
  const said = (phrase: string) => joined.includes(phrase)
  return despair.some(said) || (weary.some(said) && !dwelling.some(said))
}

/**
 * What kind of smalltalk a message is, when it is nothing else; undefined when something is left to be understood.
 * Despair comes first, wherever in the message it stands, then asking for a person.
 */
export function smalltalk(text: string): Smalltalk | undefined {
  const tokens = words(text)
  const joined = tokens.join('')
  if (despairs(joined)) return 'despair'
  if (wantsPerson(tokens)) return 'human'
  const { kinds, rest } = takeApart(text)
  const { fillers, whole } = vocabulary()
  // Beside small talk, what is small talk as a whole message says nothing more (ขอโทษค่ะ พิมพ์ผิด).
  const saysNothing = (word: string) => fillers.has(word) || whole.has(word)
  if (kinds.size === 0 ? rest.length > 0 : !rest.every(saysNothing)) return undefined
  for (const kind of order) if (kinds.has(kind)) return kind
  return wordsWithParticles(text).length > 0 ? 'yes' : 'nothing'
}
