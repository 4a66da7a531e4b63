import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { SetupError } from '../../../kernel/errors.ts'
import { packageRoot } from '../../../kernel/root.ts'

const blank = /\{[^{}\n]+\}/g
const Slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
const Words = z.string().trim().min(1)

/**
 * What citizens ask of every local government, before the agency has written a line. The answer says what the law or
 * common practice says; a {blank} is for the agency to fill in, and stands on a line apart, so that the
 * lines without one can be sent on the first day. The first line never has a blank.
 */
const Topic = z.strictObject({
  id: Slug,
  category: Words,
  /** The unit that usually answers; an agency may have named it otherwise. */
  unit: Words,
  /** The topic of the OIT items whose published page is about the same thing, where there is one. */
  item: Slug.optional(),
  question: Words,
  answer: Words.max(300).refine((answer) => withoutBlanks(answer.split('\n')[0] ?? '') !== '', {
    error: 'the first line must be fit to send without filling in a blank',
  }),
  aliases: z.array(Words).min(10),
})
export type StarterTopic = z.output<typeof Topic>

const TopicsFile = z
  .strictObject({ schema: z.literal('starter-pack/1'), topics: z.array(Topic).min(1) })
  .refine(({ topics }) => new Set(topics.map((topic) => topic.id)).size === topics.length, {
    error: 'two topics have the same id',
  })

/** Everyday words for the OIT items, by the topic slug that an item keeps from edition to edition. */
const ItemAliasesFile = z.strictObject({
  schema: z.literal('item-aliases/1'),
  topics: z.record(Slug, z.array(Words).min(10)),
})

export type StarterPack = {
  topics: readonly StarterTopic[]
  /** Phrasings by topic slug of the OIT items. */
  itemAliases: ReadonlyMap<string, readonly string[]>
}

const loaded = new Map<string, StarterPack>()

/**
 * The topics and everyday words that ship with the product. The files are read once per folder.
 * @param root the folder of the package, in which `src` lies
 * @throws SetupError that names the file and its mistakes
 */
export function readStarterPack(root: string = packageRoot): StarterPack {
  const before = loaded.get(root)
  if (before) return before
  const folder = join(root, 'src/features/questions/starter-pack')
  const { topics } = read(TopicsFile, folder, 'topics.json')
  const items = read(ItemAliasesFile, folder, 'item-aliases.json')
  const slugs = new Set(Object.keys(items.topics))
  for (const topic of topics) {
    if (topic.item !== undefined && !slugs.has(topic.item)) {
      throw new SetupError(
        `topics.json: the topic ${topic.id} names the item ${topic.item}, which item-aliases.json lacks.`,
      )
    }
  }
  const pack: StarterPack = { topics, itemAliases: new Map(Object.entries(items.topics)) }
  loaded.set(root, pack)
  return pack
}

/** The blanks of an answer in their order, without braces: what the agency is asked to fill in. */
export function blanksIn(answer: string): string[] {
  return [...answer.matchAll(blank)].map(([match]) => match.slice(1, -1))
}

/** The lines of an answer that have no blank: what a citizen may be sent before the agency has filled any in. */
export function withoutBlanks(answer: string): string {
  return answer
    .split('\n')
    .filter((line) => blanksIn(line).length === 0)
    .join('\n')
    .trim()
}

function read<Schema extends z.ZodType>(schema: Schema, folder: string, file: string): z.output<Schema> {
  const parsed = schema.safeParse(parseJson(join(folder, file)))
  if (parsed.success) return parsed.data
  throw new SetupError(`The starter pack's ${file} has mistakes:\n${z.prettifyError(parsed.error)}`)
}

function parseJson(path: string): unknown {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    throw new SetupError(`The starter pack is not complete: ${path} cannot be read. Install the package again.`)
  }
  try {
    return JSON.parse(text)
  } catch {
    throw new SetupError(`${path} is not JSON. Undo the last change to it or install the package again.`)
  }
}
