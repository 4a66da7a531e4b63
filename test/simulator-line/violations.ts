import { flatten, nameOf, schemaNamed } from './line-description.ts'
import type { Description, Schema } from './line-description.ts'

type Json = Record<string, unknown>
type Path = (string | number)[]

/** One change to a right body, and its place: a way to break LINE's description, or to go to its limit. */
export type Change = { what: string; place: string; body: unknown }

/** The place as LINE writes it in `property`: messages[0].text. */
export function placeOf(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '')
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The same body with something else at that place; undefined takes it away. */
export function changeAt(body: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value
  if (Array.isArray(body))
    return body.map((item: unknown, index) => (index === step ? changeAt(item, rest, value) : item))
  const object = isJson(body) ? body : {}
  return { ...object, [step]: changeAt(object[step], rest, value) }
}

type Visitor = {
  /** An object of that schema, by its name in the description ('' for one without). */
  object(name: string, schema: Schema, value: Json, path: Path): void
  /** A schema of anything else. */
  other(schema: Schema, value: unknown, path: Path): void
  /** The word that decides which kind of object this is. */
  kind(path: Path): void
}

/** Walks through a body and its schema side by side. */
export function walk(
  description: Description,
  schema: Schema,
  value: unknown,
  visitor: Visitor,
  path: Path = [],
): void {
  if (schema.$ref !== undefined) {
    const name = nameOf(schema.$ref)
    const named = schemaNamed(description, name)
    if (!named.discriminator) return walkNamed(description, name, named, value, visitor, path)
    const kind = isJson(value) ? String(value['type']) : ''
    const kindName = flatten(description, named).kinds?.get(kind)
    if (kindName === undefined) throw new Error(`${placeOf(path)}: ${name} knows no ${kind}.`)
    visitor.kind([...path, 'type'])
    return walkNamed(description, kindName, schemaNamed(description, kindName), value, visitor, path)
  }
  walkNamed(description, '', schema, value, visitor, path)
}

function walkNamed(
  description: Description,
  name: string,
  schema: Schema,
  value: unknown,
  visitor: Visitor,
  path: Path,
): void {
  const { properties, open } = flatten(description, schema)
  if (properties.size > 0 || open) {
    if (!isJson(value)) throw new Error(`${placeOf(path)} is no object.`)
    visitor.object(name, schema, value, path)
    for (const [key, inner] of Object.entries(value)) {
      const property = properties.get(key) ?? open
      if (!property) throw new Error(`${placeOf([...path, key])} is unknown to LINE's description.`)
      walk(description, property, inner, visitor, [...path, key])
    }
    return
  }
  visitor.other(schema, value, path)
  if (schema.type !== 'array' || !schema.items || !Array.isArray(value)) return
  value.forEach((item: unknown, index) => walk(description, schema.items ?? {}, item, visitor, [...path, index]))
}

const wrongTypes: Record<string, unknown[]> = {
  string: [5, {}],
  integer: ['5', 1.5],
  number: ['5'],
  boolean: ['true', 1],
  array: [{}, 'x'],
}

/** Every way in which this schema, by itself, can be broken by another value. */
function brokenValues(schema: Schema, value: unknown): [what: string, value: unknown][] {
  const broken: [string, unknown][] = (wrongTypes[schema.type ?? ''] ?? []).map((wrong) => [
    `type ${schema.type}`,
    wrong,
  ])
  broken.push(['null', null])
  if (schema.enum) broken.push(['enum', 'nonsense'])
  if (schema.format === 'uri') broken.push(['format uri', 'not a uri'])
  if (schema.pattern !== undefined) broken.push([`pattern ${schema.pattern}`, '!'])
  if (schema.maxLength !== undefined)
    broken.push([`maxLength ${schema.maxLength}`, stretch(String(value), schema.maxLength + 1)])
  if (schema.minLength) broken.push([`minLength ${schema.minLength}`, ''])
  if (schema.minimum !== undefined) broken.push([`minimum ${schema.minimum}`, schema.minimum - 1])
  if (schema.maximum !== undefined) broken.push([`maximum ${schema.maximum}`, schema.maximum + 1])
  const items: unknown[] = Array.isArray(value) ? value : []
  if (schema.minItems) broken.push([`minItems ${schema.minItems}`, []])
  if (schema.maxItems !== undefined) {
    broken.push([`maxItems ${schema.maxItems}`, Array.from({ length: schema.maxItems + 1 }, () => items[0])])
  }
  return broken
}

/** The same text, made longer in a way that leaves addresses addresses. */
function stretch(text: string, length: number): string {
  return text.padEnd(length, 'x')
}

/** Every way in which this right body can break the schema at one place. */
export function violationsOf(description: Description, schema: Schema, body: unknown): Change[] {
  const violations: Change[] = []
  const add = (what: string, path: Path, value: unknown): void => {
    violations.push({ what, place: placeOf(path), body: changeAt(body, path, value) })
  }
  walk(description, schema, body, {
    object(_name, schema, _value, path) {
      const { required, open } = flatten(description, schema)
      for (const name of required) add('required', [...path, name], undefined)
      if (!open) add('unknown property', [...path, 'neverHeardOf'], 1)
      if (path.length > 0) add('type object', path, 'x')
    },
    other(schema, value, path) {
      for (const [what, wrong] of brokenValues(schema, value)) add(what, path, wrong)
    },
    kind(path) {
      add('kind', path, 'nonsense')
    },
  })
  return violations
}

/** Every property of every schema that a body can hold, as "Schema.property". */
export function propertiesReachable(description: Description, root: Schema): Set<string> {
  const found = new Set<string>()
  const visited = new Set<string>()
  const visit = (schema: Schema): void => {
    if (schema.$ref !== undefined) {
      const name = nameOf(schema.$ref)
      if (visited.has(name)) return
      visited.add(name)
      return visitNamed(name, schemaNamed(description, name))
    }
    visitNamed('', schema)
  }
  const visitNamed = (name: string, schema: Schema): void => {
    const { properties, open, kinds } = flatten(description, schema)
    if (kinds) {
      for (const kind of kinds.values()) visit({ $ref: kind })
      return
    }
    for (const [property, inner] of properties) {
      if (name !== '') found.add(`${name}.${property}`)
      visit(inner)
    }
    if (open) visit(open)
    if (schema.items) visit(schema.items)
  }
  visit(root)
  return found
}

/** Every property that a body really holds, as "Schema.property". */
export function propertiesUsed(description: Description, root: Schema, body: unknown): Set<string> {
  const used = new Set<string>()
  walk(description, root, body, {
    object(name, _schema, value) {
      if (name !== '') for (const property of Object.keys(value)) used.add(`${name}.${property}`)
    },
    other() {},
    kind() {},
  })
  return used
}

/** The furthest values that this schema, by itself, still takes. */
function keptValues(schema: Schema, value: unknown): [what: string, value: unknown][] {
  const kept: [string, unknown][] = (schema.enum ?? []).map((word) => [`enum ${word}`, word])
  if (schema.maxLength !== undefined)
    kept.push([`maxLength ${schema.maxLength}`, stretch(String(value), schema.maxLength)])
  // A shortest length of 0 only says that there is none: an empty address is still no address.
  if (schema.minLength) kept.push([`minLength ${schema.minLength}`, 'x'.repeat(schema.minLength)])
  if (schema.minimum !== undefined) kept.push([`minimum ${schema.minimum}`, schema.minimum])
  if (schema.maximum !== undefined) kept.push([`maximum ${schema.maximum}`, schema.maximum])
  const items: unknown[] = Array.isArray(value) ? value : []
  for (const size of [schema.minItems, schema.maxItems]) {
    if (size !== undefined) kept.push([`${size} items`, Array.from({ length: size }, () => items[0])])
  }
  return kept
}

/** Every way in which this right body can go to the limits of the schema at one place. */
export function limitsOf(description: Description, schema: Schema, body: unknown): Change[] {
  const limits: Change[] = []
  walk(description, schema, body, {
    object() {},
    other(schema, value, path) {
      for (const [what, kept] of keptValues(schema, value)) {
        limits.push({ what, place: placeOf(path), body: changeAt(body, path, kept) })
      }
    },
    kind() {},
  })
  return limits
}
