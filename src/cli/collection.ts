import { z } from 'zod'
import { SetupError } from '../kernel/errors.ts'
import { readJsonFile } from '../start.ts'

const Collection = z.looseObject({ agencies: z.array(z.looseObject({ id: z.string().optional() })) })

/**
 * What a JSON file says of one agency: the whole file, or of a collection (`agencies[]`) the entry whose `id` is the slug
 * or whose `name` is the agency's.
 * @throws SetupError when a collection has no such entry
 */
export function readOfAgency(file: string, slug: string, name: string): unknown {
  const value = readJsonFile(file)
  const many = Collection.safeParse(value)
  if (!many.success) return value
  const found = many.data.agencies.find((one) => one.id === slug || one['name'] === name)
  if (found === undefined) throw new SetupError(`The file ${file} has several agencies, and none of them is ${slug}.`)
  return found
}
