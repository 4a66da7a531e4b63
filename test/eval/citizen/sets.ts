import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { readEdition } from '../../../src/features/checklist/edition.ts'
import { itemEntry } from '../../../src/features/questions/retrieval/agency-index.ts'
import type { Entry } from '../../../src/features/questions/retrieval/knowledge-index.ts'
import { readStarterPack } from '../../../src/features/questions/starter-pack/starter-pack.ts'
import { SetupError } from '../../../src/kernel/errors.ts'

const Faq = z.looseObject({
  entries: z
    .array(
      z.looseObject({
        id: z.string().min(1),
        unit: z.string().optional(),
        question: z.string().min(1),
        answer: z.string().default(''),
        aliases: z.array(z.string()).default([]),
      }),
    )
    .min(1),
})

const Expected = z.looseObject({
  kind: z.enum(['faq', 'oit', 'staff', 'corruption']),
  id: z.string().optional(),
  code: z.string().optional(),
})

const Questions = z.looseObject({
  entries: z.array(
    z.looseObject({
      id: z.string().min(1),
      text: z.string(),
      expect: Expected.optional(),
      also: z.array(Expected).default([]),
      tags: z.array(z.string()).default([]),
    }),
  ),
})

export type Kind = z.output<typeof Expected>['kind']
/** One message and what is right: ids of entries, or none when a person (or the doorway, or a greeting) is right. */
export type Question = { id: string; text: string; kind: Kind | undefined; right: ReadonlySet<string>; tags: string[] }

/** The entries of a file of the schema `faq/1`. @throws SetupError that names the file and its mistake */
export function readFaq(file: string): Entry[] {
  return read(Faq, file).entries.map(({ id, question, aliases, answer, unit }) => ({
    id,
    kind: 'faq',
    title: question,
    aliases,
    answer,
    ...(unit === undefined ? {} : { unit }),
  }))
}

/** The messages of a file of the schema `citizen-questions/1`. @throws SetupError that names the file and its mistake */
export function readQuestions(file: string): Question[] {
  return read(Questions, file).entries.map(({ id, text, expect, also, tags }) => ({
    id,
    text,
    tags,
    kind: expect?.kind,
    right: new Set([expect, ...also].flatMap((one) => one?.id ?? one?.code ?? [])),
  }))
}

/** The items of an edition as entries, as the bot has them. */
export function itemEntries(year: number): Entry[] {
  const pack = readStarterPack()
  return readEdition(year).items.map((item) => itemEntry(item, pack))
}

/** A file of this folder. */
export function ownFile(name: string): string {
  return join(import.meta.dirname, name)
}

function read<Schema extends z.ZodType>(schema: Schema, file: string): z.output<Schema> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw new SetupError(`${file} cannot be read. Check the path.`)
  }
  let json: unknown
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    throw new SetupError(`${file} is not JSON.`)
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new SetupError(`${file}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not as expected'}.`)
}

/** A generator of numbers from 0 to 1 that gives the same ones for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = Math.trunc(state + 0x6d2b79f5)
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Keys that lie near each other on Thai phone keyboards, and marks that are easily hit. */
const slips = 'กดเ้่าสวงทืใฝพีะรนยบลๆไำุึคตจขอมห'

/** Misspells a text by machine: about one slip in so many characters (one left out, doubled, replaced or added). */
export function misspell(text: string, random: () => number, oneIn = 14): string {
  let result = ''
  for (const letter of text) {
    if (letter === ' ' || random() >= 1 / oneIn) {
      result += letter
      continue
    }
    const kind = random()
    const slip = slips.charAt(Math.floor(random() * slips.length))
    if (kind < 0.3) continue
    if (kind < 0.5) result += letter + letter
    else if (kind < 0.8) result += slip
    else result += slip + letter
  }
  return result
}
