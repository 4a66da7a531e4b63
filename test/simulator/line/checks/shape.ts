/**
 * The words in which the rules of LINE's objects are written: small checks that are put together to bigger ones.
 * A check looks at one value, knows where it stands in the request, and adds what is wrong with it to the problems.
 */

/** One entry of `details` in LINE's answer 400. */
export type Problem = { message: string; property: string }

export type Check = (value: unknown, at: string, problems: Problem[]) => void

type Json = Record<string, unknown>

/** Whether the value is a JSON object. */
export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The text that stands under this name; '' when there is none. */
export function wordOf(value: unknown, name: string): string {
  const word = isJson(value) ? value[name] : undefined
  return typeof word === 'string' ? word : ''
}

/** Adds one problem. */
export function complain(problems: Problem[], property: string, message: string): void {
  problems.push({ message, property })
}

const segmenter = new Intl.Segmenter('th', { granularity: 'grapheme' })

/** Counts what a reader sees as letters (UAX #29), as LINE does for labels (developers.line.biz: character counting). */
function countGraphemes(text: string): number {
  let count = 0
  for (const _ of segmenter.segment(text)) count++
  return count
}

/**
 * A text of so many UTF-16 code units, or of so many grapheme clusters where `graphemes` says so.
 * `shortest` is 1 unless told: LINE refuses empty texts.
 */
export function text(
  longest: number,
  options: { shortest?: number; graphemes?: boolean; pattern?: RegExp } = {},
): Check {
  const { shortest = 1, graphemes = false, pattern } = options
  return (value, at, problems) => {
    if (typeof value !== 'string') return complain(problems, at, 'must be a string')
    if (value.length < shortest) return complain(problems, at, 'May not be empty')
    if (value.length > longest && !(graphemes && countGraphemes(value) <= longest)) {
      return complain(problems, at, `Length must be between ${shortest === 1 ? 0 : shortest} and ${longest}`)
    }
    if (pattern && !pattern.test(value)) complain(problems, at, 'invalid property')
  }
}

/** A text without a documented limit, never empty. */
export const anyText = text(Number.POSITIVE_INFINITY)

/** One of these words. */
export function oneOf(...words: string[]): Check {
  const known = new Set<unknown>(words)
  return (value, at, problems) => {
    if (!known.has(value)) complain(problems, at, `Must be one of the following values: [${words.join(', ')}]`)
  }
}

export const flag: Check = (value, at, problems) => {
  if (typeof value !== 'boolean') complain(problems, at, 'must be a boolean')
}

/** A whole number in these bounds, both included. */
export function whole(least: number, most: number = Number.MAX_SAFE_INTEGER): Check {
  return (value, at, problems) => {
    if (!Number.isSafeInteger(value)) return complain(problems, at, 'must be an integer')
    if (Number(value) < least || Number(value) > most) {
      complain(
        problems,
        at,
        most === Number.MAX_SAFE_INTEGER
          ? `must be greater than or equal to ${least}`
          : `must be between ${least} and ${most}`,
      )
    }
  }
}

/** A number in these bounds, both included. */
export function number(least: number, most: number): Check {
  return (value, at, problems) => {
    if (typeof value !== 'number') return complain(problems, at, 'must be a number')
    if (value < least || value > most) complain(problems, at, `must be between ${least} and ${most}`)
  }
}

/** A list of such things. */
export function list(item: Check, least: number, most: number = Number.POSITIVE_INFINITY): Check {
  return (value, at, problems) => {
    if (!Array.isArray(value)) return complain(problems, at, 'must be an array')
    if (value.length < least || value.length > most) {
      const size =
        most === Number.POSITIVE_INFINITY ? `must be ${least} or more` : `must be between ${least} and ${most}`
      return complain(problems, at, `Size ${size}`)
    }
    for (let index = 0; index < value.length; index++) item(value[index], `${at}[${index}]`, problems)
  }
}

/** A rule about an object as a whole; it runs only on objects and must expect wrong types inside. */
export type Together = (value: Json, at: string, problems: Problem[]) => void

/** An object with these properties and no others. */
export function object(
  required: Record<string, Check>,
  optional: Record<string, Check> = {},
  together?: Together,
): Check {
  const needed = Object.keys(required)
  const known = new Map([...Object.entries(required), ...Object.entries(optional)])
  return (value, at, problems) => {
    if (!isJson(value)) return complain(problems, at, 'must be an object')
    const inside = at === '' ? '' : `${at}.`
    for (const name of needed) {
      if (!Object.hasOwn(value, name)) complain(problems, inside + name, 'must be specified')
    }
    for (const name of Object.keys(value)) {
      const check = known.get(name)
      if (check) check(value[name], inside + name, problems)
      else complain(problems, inside + name, 'unknown property')
    }
    together?.(value, at, problems)
  }
}

/** An object whose property `type` decides which of these checks it must pass. */
export function byType(checks: Record<string, Check>): Check {
  const known = new Map(Object.entries(checks))
  return (value, at, problems) => {
    if (!isJson(value)) return complain(problems, at, 'must be an object')
    if (value['type'] === undefined) return complain(problems, `${at}.type`, 'must be specified')
    const check = typeof value['type'] === 'string' ? known.get(value['type']) : undefined
    if (check) check(value, at, problems)
    else complain(problems, `${at}.type`, `Must be one of the following values: [${[...known.keys()].join(', ')}]`)
  }
}

/** The property `type` itself, which `byType` has looked at. */
export const type: Check = () => {}

// Percent-encoded: nothing but printable ASCII, no spaces, none of the letters that RFC 3986 leaves out.
const printable = /^[\x21\x23-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]+$/

function hasHost(uri: string): boolean {
  return URL.canParse(uri) && new URL(uri).hostname !== ''
}

/** The https address of something that LINE fetches: at most 2000 characters, percent-encoded. */
export const httpsUrl: Check = (value, at, problems) => {
  if (typeof value !== 'string') return complain(problems, at, 'must be a string')
  if (value === '') return complain(problems, at, 'May not be empty')
  if (value.length > 2000) return complain(problems, at, 'Length must be between 0 and 2000')
  if (!printable.test(value) || !/^https:\/\//i.test(value)) return complain(problems, at, 'invalid uri')
  if (!hasHost(value)) complain(problems, at, 'invalid uri')
}

/** What a uri action opens: http, https, line or tel, at most 1000 characters, percent-encoded. */
export const linkUri: Check = (value, at, problems) => {
  if (typeof value !== 'string') return complain(problems, at, 'must be a string')
  if (value === '') return complain(problems, at, 'May not be empty')
  if (value.length > 1000) return complain(problems, at, 'Length must be between 0 and 1000')
  if (!printable.test(value)) return complain(problems, at, 'invalid uri')
  if (/^https?:\/\//i.test(value)) {
    if (!hasHost(value)) complain(problems, at, 'invalid uri')
  } else if (!/^(?:line:\/\/.|tel:.)/i.test(value)) complain(problems, at, 'invalid uri scheme')
}
