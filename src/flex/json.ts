/** What JSON can hold. Templates are read once and never changed. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

/** A mistake in a file that a person typed: the line that it is on, counted from 1, and what is wrong there. */
type Mistake = { line: number; problem: string }

export type Parsed = { ok: true; value: Json; lineOf: (node: Json) => number } | ({ ok: false } & Mistake)

const blank = /[ \t\r\n]*/y
const wholeString = /"(?:[^"\\\r\n]|\\.)*"/y
const wholeNumber = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const wholeWord = /true|false|null/y

/**
 * Reads JSON like `JSON.parse`, and also says on which line a mistake is, refuses a key that stands twice in one object
 * (`JSON.parse` silently takes the last), and remembers the line of every object, for later sentences to the editor.
 * The messages of `JSON.parse` name a position in some versions of Node and none in others, hence our own reader.
 */
export function parseJson(source: string): Parsed {
  const text = source.startsWith('\ufeff') ? source.slice(1) : source
  const starts = new WeakMap<object, number>()
  let at = 0

  const lineAt = (position: number): number => text.slice(0, position).split('\n').length
  const fail = (problem: string, position = at): never => {
    throw new MistakeFound({ line: lineAt(position), problem })
  }
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    if (found !== undefined) at += found.length
    return found
  }
  const skipBlank = (): void => void match(blank)
  const readString = (): string => {
    const start = at
    const found = match(wholeString)
    if (found === undefined) return fail('a quote " is missing at the end of this text')
    try {
      return String(JSON.parse(found))
    } catch {
      return fail('this text holds a tab, or a backslash \\ before a letter that cannot have one; take it out', start)
    }
  }

  const readList = (): Json => {
    const list: Json[] = []
    starts.set(list, at)
    at++
    skipBlank()
    if (text[at] === ']') at++
    else
      for (;;) {
        list.push(readValue())
        const end = at
        skipBlank()
        const sign = text[at]
        if (sign === ']') {
          at++
          break
        }
        if (sign !== ',') fail('a comma , or a closing ] is missing after this line', end)
        const comma = at++
        skipBlank()
        if (text[at] === ']') fail('there is a comma , too many before the closing ]', comma)
      }
    return list
  }

  const readObject = (): Json => {
    const start = at
    const entries = new Map<string, Json>()
    at++
    skipBlank()
    if (text[at] === '}') at++
    else
      for (;;) {
        if (text[at] !== '"') fail('a name in quotes "…" is expected here')
        const nameStart = at
        const name = readString()
        if (entries.has(name)) fail(`"${name}" stands twice in the same { }; keep one`, nameStart)
        skipBlank()
        if (text[at] !== ':') fail(`a colon : is missing after "${name}"`)
        at++
        entries.set(name, readValue())
        const end = at
        skipBlank()
        const sign = text[at]
        if (sign === '}') {
          at++
          break
        }
        if (sign !== ',') fail('a comma , or a closing } is missing after this line', end)
        const comma = at++
        skipBlank()
        if (text[at] === '}') fail('there is a comma , too many before the closing }', comma)
      }
    const object = Object.fromEntries(entries)
    starts.set(object, start)
    return object
  }

  const readValue = (): Json => {
    skipBlank()
    const sign = text[at]
    if (sign === undefined) return fail('the file ends too early; a closing } or ] is missing')
    if (sign === '{') return readObject()
    if (sign === '[') return readList()
    if (sign === '"') return readString()
    const number = match(wholeNumber)
    if (number !== undefined) return Number(number)
    const word = match(wholeWord)
    if (word !== undefined) return word === 'null' ? null : word === 'true'
    return fail('a value is expected here: a text in quotes "…", a number, true, false, { or [')
  }

  try {
    const value = readValue()
    skipBlank()
    if (at < text.length) fail('there is something after the end of the card')
    return {
      ok: true,
      value,
      lineOf: (node) => (typeof node === 'object' && node !== null ? lineAt(starts.get(node) ?? 0) : 1),
    }
  } catch (error) {
    if (error instanceof MistakeFound) return { ok: false, ...error.mistake }
    throw error
  }
}

class MistakeFound extends Error {
  readonly mistake: Mistake
  constructor(mistake: Mistake) {
    super(mistake.problem)
    this.mistake = mistake
  }
}
