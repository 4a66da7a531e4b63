import conceptWords from './concepts.json' with { type: 'json' }
import { plantTree } from './letter-tree.ts'
import type { LetterTree } from './letter-tree.ts'
import { normalise, skeletonOfWord } from './normalise.ts'
import { holdsParticle, words } from './segment.ts'

/**
 * A domain thesaurus of municipal life: everyday and official words for one matter share a concept (เงินคนแก่ and
 * เบี้ยยังชีพผู้สูงอายุ). Concepts are added to what a text says and never replace its words.
 */
type Named = ReadonlyMap<string, number>
type Thesaurus = {
  exact: LetterTree<Named>
  bare: LetterTree<Named>
  light: ReadonlySet<string>
  requests: ReadonlySet<string>
}

/** A form this long may begin or end inside a word of the segmenter, which errs where people err. */
const longEnoughInside = 6
/** Tones are lost in a skeleton, so only forms that stay this long are looked for there. */
const longEnoughBare = 5
/** With one letter wrong, only forms of at least so many letters are recognised, and count this much. */
const longEnoughWrong = 6
const wrongWeight = 0.7
/** A word for one matter also speaks of the wider one (เบี้ยผู้สูงอายุ of ผู้สูงอายุ), but less. */
const broaderWeight = 0.6
/** A stretch of which more than this share was read letter by letter is not guessed at again. */
const mostlyRead = 0.4

/**
 * A form as it stands in a text that fell into words: normalised, without spaces, dots and particles. Most forms hold
 * nothing that could be a particle and need not be cut into words, which takes ten times as long.
 */
function compact(form: string): string {
  const letters = normalise(form).replace(/[^\p{L}\p{M}\p{N}]+/gu, '')
  return holdsParticle(letters) ? words(form).join('') : letters
}

/**
 * A form of which less than this share is left without its particles would name something else (เลยวัน, น้ำเอ่อ and ไม่เห็นด้วย
 * become วัน, น้ำ and ไม่เห็น): it is not looked for.
 */
const enoughLeft = 2 / 3

function losesItself(form: string, letters: string): boolean {
  return letters.length < enoughLeft * form.replaceAll(' ', '').length
}

function name(forms: Map<string, Map<string, number>>, letters: string, concepts: Named): void {
  const named = forms.get(letters) ?? new Map<string, number>()
  for (const [concept, weight] of concepts) named.set(concept, Math.max(weight, named.get(concept) ?? 0))
  forms.set(letters, named)
}

function* build(): Generator<undefined, Thesaurus> {
  const exact = new Map<string, Map<string, number>>()
  const bare = new Map<string, Map<string, number>>()
  const groups: Record<string, { broader?: string[]; words: string[] }> = conceptWords.groups
  const asking: Record<string, string[]> = conceptWords.asking
  const all: [Named, string[]][] = [
    ...Object.entries(groups).map(([group, { broader = [], words: forms }]): [Named, string[]] => [
      new Map([...broader.map((one): [string, number] => [one, broaderWeight]), [group, 1]]),
      forms.filter((form) => !losesItself(form, compact(form))),
    ]),
    ...Object.entries(asking).map(([asked, forms]): [Named, string[]] => [new Map([[`?${asked}`, 1]]), forms]),
  ]
  for (const [concepts, forms] of all) {
    for (const form of forms) {
      const letters = compact(form)
      if (letters === '') continue
      name(exact, letters, concepts)
      const bareLetters = skeletonOfWord(letters)
      if (bareLetters.length >= longEnoughBare) name(bare, bareLetters, concepts)
    }
    yield
  }
  const exactTree = plantTree(exact)
  yield
  const light = new Set(conceptWords.light)
  return { exact: exactTree, bare: plantTree(bare), light, requests: new Set(conceptWords.requests) }
}

let built: Thesaurus | undefined

/** Reads the thesaurus in small steps, so that the first message does not wait a tenth of a second for it. */
export function* prepareConcepts(): Generator<undefined, void> {
  if (built === undefined) built = yield* build()
}

function thesaurus(): Thesaurus {
  if (built !== undefined) return built
  const steps = build()
  for (;;) {
    const step = steps.next()
    if (step.done === true) return (built = step.value)
  }
}

/** The skeletons of the words of one text joined, and where each word begins in it (its start in the text to that). */
export type Bare = { letters: string; starts: ReadonlyMap<number, number> }

/** Joins the skeletons of normalised words; the last start is the end of the text. */
export function bareOf(tokens: readonly string[]): Bare {
  const starts = new Map<number, number>()
  let letters = ''
  let position = 0
  for (const word of tokens) {
    starts.set(position, letters.length)
    position += word.length
    letters += skeletonOfWord(word)
  }
  starts.set(position, letters.length)
  return { letters, starts }
}

/** What the words of a text name. */
export type Naming = {
  /**
   * Each concept and how surely it is named: 1 when a form stands there, less when one letter is wrong or the form is
   * of a narrower concept. Concepts of what is asked (when, where, how much …) begin with "?".
   */
  concepts: ReadonlyMap<string, number>
  /** Positions of the words that are only a part of a form (หลังคา of หลังคาปลิว), whose meaning the form carries. */
  parts: ReadonlySet<number>
}

/**
 * The concepts that the words of one text name. `tokens` are those of `words()` or `wordsWithParticles()`, in their
 * order; `bare` is `bareOf(tokens)`.
 */
export function conceptsOf(tokens: readonly string[], bare: Bare = bareOf(tokens)): Naming {
  const forms = thesaurus()
  const concepts = new Map<string, number>()
  const parts = new Set<number>()
  const text = tokens.join('')
  const { letters, starts } = bare
  const read = new Uint8Array(letters.length)

  let covered = 0
  for (let start = 0; start < text.length; start += 1) {
    const atBorder = starts.has(start)
    const match = forms.exact.longestAt(
      text,
      start,
      (end) => (atBorder && starts.has(end)) || end - start >= longEnoughInside,
    )
    if (match === undefined || match.end <= covered) continue
    covered = match.end
    take(match.value, 1)
    const from = starts.get(start)
    const to = starts.get(match.end)
    if (from !== undefined && to !== undefined) read.fill(1, from, to)
    markParts(start, match.end)
  }

  covered = 0
  for (let start = 0; start < letters.length; start += 1) {
    const match = forms.bare.longestAt(letters, start, () => true)
    if (match === undefined || match.end <= covered) continue
    covered = match.end
    read.fill(1, start, match.end)
    take(match.value, 1)
  }

  covered = 0
  for (let start = 0; start < letters.length; start += 1) {
    if (read[start] === 1) continue
    const match = forms.bare.closestAt(letters, start, longEnoughWrong)
    if (match === undefined || match.end <= covered) continue
    let known = 0
    for (let at = start; at < match.end; at += 1) known += read[at] ?? 0
    if (known > (match.end - start) * mostlyRead) continue
    covered = match.end
    take(match.value, wrongWeight)
  }
  return { concepts, parts }

  function take(named: Named, sureness: number): void {
    for (const [concept, weight] of named) {
      concepts.set(concept, Math.max(concepts.get(concept) ?? 0, weight * sureness))
    }
  }

  function markParts(from: number, to: number): void {
    let start = 0
    for (const [index, token] of tokens.entries()) {
      const end = start + token.length
      if (start >= from && end <= to && token.length < to - from) parts.add(index)
      start = end
    }
  }
}

/** Whether a word (L1) says little about the matter: ขอ, อยาก, ต้อง, ได้, ยาย, เทศบาล … */
export function isLight(word: string): boolean {
  return thesaurus().light.has(word)
}

/** Whether a word (L1) asks or requests something: ขอ, อยาก, ไหม, อะไร, แจ้ง … */
export function isRequest(word: string): boolean {
  return thesaurus().requests.has(word)
}
