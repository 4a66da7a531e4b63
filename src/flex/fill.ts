import type { Json, JsonObject } from './json.ts'
import type { Kind, Kinds } from './values.ts'

export type Values = { readonly [name: string]: unknown }

/**
 * Fills one template, compiled. `undefined`: all placeholders inside came out empty, so it is left out.
 * `zeroWidth`: a bar of length 0 is left out too, but what holds it stays.
 */
export type Fill = (values: Values) => Json | undefined | typeof zeroWidth
const zeroWidth = Symbol('zeroWidth')

/** Where the compiler tells what is wrong with a template, in words for the editor. */
type Report = (problem: string, node?: Json) => void

/** What the compiler must know of a file: its placeholders, the compiled pieces, and where to complain. */
export type Surroundings = {
  kinds: Kinds
  /** The compiled piece for a placeholder, or for a general piece such as `button.primary`. */
  piece: (name: string, kind: Kind) => Fill
  general: (name: `button.${string}` | `state.${string}`) => Fill
  report: Report
  /** Collects the placeholders that were met. */
  used: Set<string>
}

const placeholder = /\{\{\s*([^{}]*?)\s*\}\}/g

/** A property without which the component cannot stand: when it comes out empty, the whole component is left out. */
const essential: Record<string, readonly string[]> = {
  text: ['text', 'contents'],
  span: ['text'],
  button: ['action'],
  image: ['url'],
  icon: ['url'],
  box: ['contents'],
  carousel: ['contents'],
}

/**
 * Turns a template into a function, once, so that filling a card walks closures and not JSON.
 * Values are put in after parsing: a quote or a brace that a person typed stays a letter.
 */
export function compile(template: Json, around: Surroundings): Fill {
  return compileValue(template, around, undefined) ?? constant(template)
}

/** `undefined` when nothing inside changes; the caller then takes the template as it is. */
function compileValue(template: Json, around: Surroundings, key: string | undefined): Fill | undefined {
  if (typeof template === 'string') return compileText(template, around, key)
  if (isList(template)) return compileList(template, around, false)
  if (typeof template === 'object' && template !== null) return compileObject(template, around, isBlock(key))
  return undefined
}

function compileText(template: string, around: Surroundings, key: string | undefined): Fill | undefined {
  const parts: { before: string; name: string }[] = []
  let end = 0
  for (const found of template.matchAll(placeholder)) {
    const name = found[1] ?? ''
    parts.push({ before: template.slice(end, found.index), name })
    end = found.index + found[0].length
  }
  const after = template.slice(end)
  for (const plain of [...parts.map((part) => part.before), after])
    if (plain.includes('{{') || plain.includes('}}'))
      around.report(`"${template}" has a placeholder that is not whole. Write it as {{name}}.`)
  if (parts.length === 0) return undefined

  const kinds = parts.map((part) => around.kinds[part.name])
  for (const part of parts) around.used.add(part.name)
  if (kinds.some((kind) => kind === undefined)) return undefined

  const [first] = parts
  const [kind] = kinds
  if (first !== undefined && kind?.is === 'tap') {
    const { name } = first
    if (key !== 'action' || parts.length > 1 || first.before !== '' || after !== '') {
      around.report(`{{${name}}} is what a tap does. Write it as "action": "{{${name}}}" and nowhere else.`)
      return undefined
    }
    return (values) => values[name] as Json | undefined
  }
  for (const [index, kind] of kinds.entries()) {
    const name = parts[index]?.name
    if (kind?.is === 'tap')
      around.report(`{{${name}}} is what a tap does. Write it as "action": "{{${name}}}" and nowhere else.`)
    if (kind?.is === 'piece' || kind?.is === 'pieces' || kind?.is === 'buttons')
      around.report(`{{${name}}} is a list. It must stand alone, as "{{${name}}}", inside a list [ ].`)
  }
  return (values) => {
    let result = ''
    let some = false
    for (const part of parts) {
      const value = wordsOf(values[part.name])
      if (!some && value.trim() !== '') some = true
      result += part.before + value
    }
    return some ? result + after : undefined
  }
}

function wordsOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(wholePercent(value))
  if (typeof value === 'object' && value !== null && 'word' in value) return String(value.word)
  return ''
}

/** A bar that is not empty can be seen, and one that is not full is not drawn full. */
function wholePercent(value: number): number {
  if (!(value > 0)) return 0
  return Math.min(100, Math.max(1, Math.floor(value)))
}

type Push = (values: Values, into: Json[]) => boolean

/** `stays`: components without placeholders keep the list, so that a body does not lose its fixed words with its last value. */
function compileList(template: readonly Json[], around: Surroundings, stays: boolean): Fill | undefined {
  const elements: (Push | Json)[] = template.map((element) => {
    const name = typeof element === 'string' ? /^\{\{\s*([^{}]*?)\s*\}\}$/.exec(element)?.[1] : undefined
    if (name !== undefined) {
      around.used.add(name)
      const kind = around.kinds[name]
      if (kind === undefined) return element
      if (kind.is === 'words' || kind.is === 'percent' || kind.is === 'tap')
        around.report(`{{${name}}} cannot stand alone in a list [ ]; it belongs inside a text component.`)
      return compileSlot(name, kind, around)
    }
    const fill = compileValue(element, around, undefined)
    if (fill === undefined) return element
    return (values, into) => pushFilled(fill, values, into)
  })
  if (!elements.some((element) => typeof element === 'function')) return undefined
  const staysAnyway =
    stays &&
    template.some(
      (element, index) => elements[index] === element && isObject(element) && element['type'] !== 'separator',
    )
  return (values) => {
    const result: Json[] = []
    let some = staysAnyway
    for (const element of elements)
      if (typeof element === 'function') some = element(values, result) || some
      else result.push(element)
    return some ? result : undefined
  }
}

function pushFilled(fill: Fill, values: Values, into: Json[]): boolean {
  const filled = fill(values)
  if (filled === undefined) return false
  if (typeof filled !== 'symbol') into.push(filled)
  return true
}

/** What an element `"{{name}}"` of a list puts into the list. */
function compileSlot(name: string, kind: Kind, around: Surroundings): Push {
  switch (kind.is) {
    case 'buttons': {
      const styles: Record<string, Fill> = {
        primary: around.general('button.primary'),
        secondary: around.general('button.secondary'),
        link: around.general('button.link'),
      }
      return (values, into) => {
        const list = listOf(values[name])
        for (const { label, style, action } of list as { label: string; style: string; action: object }[]) {
          const fill = styles[style]
          if (fill !== undefined) pushFilled(fill, { action: { ...action, label } }, into)
        }
        return list.length > 0
      }
    }
    case 'state': {
      const fills = new Map<string, Fill>()
      for (const tone of ['done', 'reported', 'in-work', 'open', 'sent-back'])
        fills.set(tone, around.general(`state.${tone}`))
      return (values, into) => {
        const value = values[name] as { tone: string; word: string } | undefined
        const fill = value === undefined ? undefined : fills.get(value.tone)
        return value !== undefined && fill !== undefined && pushFilled(fill, value, into)
      }
    }
    case 'pieces': {
      const fill = around.piece(name, kind)
      return (values, into) => {
        let some = false
        for (const value of listOf(values[name]) as Values[]) some = pushFilled(fill, value, into) || some
        return some
      }
    }
    case 'piece': {
      const fill = around.piece(name, kind)
      return (values, into) => {
        const value = values[name] as Values | undefined
        return value !== undefined && pushFilled(fill, value, into)
      }
    }
    case 'words':
    case 'percent':
    case 'tap':
      return () => false
    default:
      return kind satisfies never
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The parts of a bubble. Unlike boxes inside them, they stay as long as anything stands in them. */
function isBlock(key: string | undefined): boolean {
  return key === 'header' || key === 'hero' || key === 'body' || key === 'footer'
}

function compileObject(template: JsonObject, around: Surroundings, isBlock: boolean): Fill | undefined {
  const keys = Object.keys(template)
  const fills = keys.map((key) => {
    const value = template[key] ?? null
    return isBlock && key === 'contents' && isList(value)
      ? compileList(value, around, true)
      : compileValue(value, around, key)
  })
  if (fills.every((fill) => fill === undefined)) return undefined
  const type = typeof template['type'] === 'string' ? template['type'] : ''
  const needed = keys.map((key) => essential[type]?.includes(key) === true)
  const isBar = type === 'box' && fills[keys.indexOf('width')] !== undefined
  return (values) => {
    const result: Record<string, Json> = {}
    let some = false
    for (const [index, key] of keys.entries()) {
      const fill = fills[index]
      if (fill === undefined) {
        result[key] = template[key] ?? null
        continue
      }
      const filled = fill(values)
      if (filled === undefined) {
        if (needed[index] === true) return undefined
      } else if (typeof filled !== 'symbol') {
        // LINE documents no box of width 0, so a bar of length 0 is no box at all.
        if (isBar && key === 'width' && filled === '0%') return zeroWidth
        result[key] = filled
        some = true
      }
    }
    return some ? result : undefined
  }
}

function constant(template: Json): Fill {
  return () => template
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !isList(value)
}
