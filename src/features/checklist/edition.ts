import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { SetupError } from '../../kernel/errors.ts'
import { packageRoot } from '../../kernel/root.ts'

/** One OIT item of an edition. Keys that this version does not use are kept for the cards that will. */
export const EditionItem = z.looseObject({
  code: z.string().regex(/^O\d{1,3}$/),
  number: z.number().int().positive(),
  title: z.string().min(1),
  topic: z.string().min(1),
  subIndicator: z.object({ code: z.string(), title: z.string() }),
  components: z.array(z.string()).default([]),
  period: z.looseObject({ kind: z.string(), label: z.string().optional() }).optional(),
  defaultUnit: z.array(z.string()).default([]),
  notes: z.array(z.string()).default([]),
  /** The same subject in other editions: year → codes there. */
  equivalents: z.record(z.string(), z.array(z.string())).default({}),
  /** What kind of page it is; news and channels go on changing. */
  documentKind: z.string().optional(),
  /** The fewest manuals or tasks that must be shown. */
  minCount: z.object({ value: z.number().int().positive(), unit: z.string() }).optional(),
  /** Figures that must appear. */
  statFields: z.array(z.looseObject({ label: z.string() })).default([]),
  /** Items on which it reports. */
  dependsOn: z.array(z.string()).default([]),
  channel: z
    .looseObject({ twoWay: z.boolean().optional(), separateFromGeneralComplaints: z.boolean().optional() })
    .optional(),
  mustBeOnMainSite: z.boolean().default(true),
})
export type EditionItem = z.output<typeof EditionItem>

export const SubIndicator = z.object({
  code: z.string(),
  title: z.string(),
  indicator: z.number().int(),
  itemCount: z.number().int().positive(),
})
export type SubIndicator = z.output<typeof SubIndicator>

/** An edition of the assessment is data: which items there are, and how they are grouped. */
export const Edition = z
  .looseObject({
    edition: z.number().int().min(2560).max(2600),
    editionName: z.string(),
    subIndicators: z.array(SubIndicator).min(1),
    items: z.array(EditionItem).min(1),
  })
  .refine((edition) => new Set(edition.items.map((item) => item.code)).size === edition.items.length, {
    error: 'two items have the same code',
  })
  .refine(
    (edition) =>
      edition.subIndicators.every(
        (sub) => edition.items.filter((item) => item.subIndicator.code === sub.code).length === sub.itemCount,
      ),
    { error: 'the number of items of a sub-indicator does not agree with its items' },
  )
export type Edition = z.output<typeof Edition>

const folder = join(packageRoot, 'src/features/checklist/editions')

/** The years (Buddhist era) whose items ship with the product, newest first. */
export function shippedEditions(): number[] {
  return readdirSync(folder)
    .map((file) => Number(/^oit-(\d{4})\.json$/.exec(file)?.[1] ?? Number.NaN))
    .filter((year) => !Number.isNaN(year))
    .toSorted((a, b) => b - a)
}

/**
 * Reads an edition that ships with the product.
 * @throws SetupError when there is none for the year
 */
export function readEdition(year: number): Edition {
  const file = join(folder, `oit-${year}.json`)
  if (!existsSync(file)) {
    throw new SetupError(`There are no items for the edition ${year}. Known editions: ${shippedEditions().join(', ')}.`)
  }
  return parseEdition(readFileSync(file, 'utf8'), `oit-${year}.json`)
}

/** @throws SetupError that names the file and the first mistakes */
export function parseEdition(text: string, file: string): Edition {
  const checked = checkEdition(parseJson(text))
  if ('edition' in checked) return checked.edition
  throw new SetupError(`The edition file ${file} has mistakes:\n${checked.mistakes.join('\n')}`)
}

/** An edition, or what is wrong with it: the first mistakes, each with its place. */
export function checkEdition(value: unknown): { edition: Edition } | { mistakes: string[] } {
  const parsed = Edition.safeParse(value)
  if (parsed.success) return { edition: parsed.data }
  return {
    mistakes: parsed.error.issues
      .slice(0, 20)
      .map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': ')),
  }
}

/** Whether something that was read looks like an edition at all, right or wrong. */
export function looksLikeEdition(value: unknown): boolean {
  return z
    .looseObject({ edition: z.unknown(), subIndicators: z.unknown(), items: z.array(z.unknown()) })
    .safeParse(value).success
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
