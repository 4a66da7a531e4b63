import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv2019 } from 'ajv/dist/2019.js'
import type { ValidateFunction } from 'ajv'

type Json = Record<string, unknown>

const folder = fileURLToPath(new URL('../../../shared/line-openapi/', import.meta.url))

/** Whether LINE's OpenAPI description lies beside the repository; it is LINE's and no part of this project. */
export const hasDescription = existsSync(`${folder}messaging-api.json`) && existsSync(`${folder}webhook.json`)

/** The parts of an OpenAPI schema that LINE's description uses. */
export type Schema = {
  $ref?: string
  type?: string
  format?: string
  required?: string[]
  properties?: Record<string, Schema>
  additionalProperties?: Schema
  items?: Schema
  allOf?: Schema[]
  enum?: string[]
  pattern?: string
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  minimum?: number
  maximum?: number
  discriminator?: { propertyName: string; mapping: Record<string, string> }
}

export type Operation = {
  operationId: string
  servers?: { url: string }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>
}

export type Description = {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

/** One of LINE's descriptions, as it is written. */
export function readDescription(file: 'messaging-api.json' | 'webhook.json'): Description {
  return JSON.parse(readFileSync(folder + file, 'utf8')) as Description
}

/** The last part of a reference: the name of the schema. */
export function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1)
}

/** A schema with everything that it takes over from others: its own and its parents' properties. */
export type Flat = {
  properties: Map<string, Schema>
  required: Set<string>
  open: Schema | null
  kinds: Map<string, string> | null
}

/**
 * What an object of this schema may hold. A schema with kinds stands for any of them, decided by `type`;
 * `open` is the schema of properties with names of one's own.
 */
export function flatten(description: Description, schema: Schema): Flat {
  const flat: Flat = { properties: new Map(), required: new Set(), open: null, kinds: null }
  const take = (part: Schema, inherited: boolean): void => {
    if (part.$ref !== undefined) return take(schemaNamed(description, nameOf(part.$ref)), inherited)
    for (const parent of part.allOf ?? []) take(parent, true)
    for (const [name, property] of Object.entries(part.properties ?? {})) flat.properties.set(name, property)
    for (const name of part.required ?? []) flat.required.add(name)
    if (part.additionalProperties) flat.open = part.additionalProperties
    if (part.discriminator && !inherited) {
      flat.kinds = new Map(
        Object.entries(part.discriminator.mapping).map(([kind, reference]) => [kind, nameOf(reference)]),
      )
    }
  }
  take(schema, false)
  return flat
}

export function schemaNamed(description: Description, name: string): Schema {
  const schema = description.components.schemas[name]
  if (!schema) throw new Error(`LINE's description has no schema ${name}.`)
  return schema
}

/**
 * The description as JSON Schema: a reference to a schema with kinds means one of them, by `type`, and no object may
 * have properties that its schema does not know.
 */
export function createValidator(description: Description): (name: string) => ValidateFunction {
  const ajv = new Ajv2019({ strict: false, allErrors: true, validateFormats: false })
  const definitions: Record<string, unknown> = {}
  for (const [name, schema] of Object.entries(description.components.schemas)) {
    if (!schema.discriminator) {
      definitions[name] = isObject(schema) ? { ...translate(schema), unevaluatedProperties: false } : translate(schema)
      continue
    }
    const { propertyName, mapping } = schema.discriminator
    definitions[`base-${name}`] = translate(schema)
    definitions[name] = {
      type: 'object',
      required: [propertyName],
      properties: { [propertyName]: { enum: Object.keys(mapping) } },
      allOf: Object.entries(mapping).map(([kind, reference]) => ({
        if: { properties: { [propertyName]: { const: kind } } },
        // oxlint-disable-next-line unicorn/no-thenable -- the word of JSON Schema
        then: { $ref: `#/definitions/${nameOf(reference)}` },
      })),
    }
  }
  function translate(schema: Schema, parent = false): Json {
    if (schema.$ref !== undefined) {
      const name = nameOf(schema.$ref)
      const base = parent && schemaNamed(description, name).discriminator
      return { $ref: `#/definitions/${base ? `base-${name}` : name}` }
    }
    const { discriminator: _discriminator, properties, items, allOf, additionalProperties, ...rest } = schema
    return {
      ...rest,
      ...(properties && { properties: mapValues(properties, (property) => translate(property)) }),
      ...(items && { items: translate(items) }),
      ...(allOf && { allOf: allOf.map((part) => translate(part, true)) }),
      ...(additionalProperties && { additionalProperties: translate(additionalProperties) }),
    }
  }
  ajv.addSchema({ $id: 'line', definitions })
  return (name) => {
    const validate = ajv.getSchema(`line#/definitions/${name}`)
    if (!validate) throw new Error(`LINE's description has no schema ${name}.`)
    return validate
  }
}

function isObject(schema: Schema): boolean {
  return schema.properties !== undefined || schema.allOf !== undefined
}

function mapValues<From, To>(object: Record<string, From>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]))
}
