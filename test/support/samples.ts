import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { packageRoot } from '../../src/kernel/root.ts'

const SampleAgency = z.looseObject({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  district: z.string().nullish(),
  province: z.string().nullish(),
  website: z.string().optional(),
  edition: z.number(),
  numberingEdition: z.number().nullish(),
  units: z.array(z.string()).default([]),
  items: z
    .array(z.looseObject({ code: z.string(), status: z.string() }))
    .nullish()
    .transform((items) => items ?? []),
})

function readData(name: string): unknown {
  return JSON.parse(readFileSync(join(packageRoot, 'test/simulator/data', name), 'utf8'))
}

/** The five agencies of the published reports. */
export const agencies = z.object({ agencies: z.array(SampleAgency) }).parse(readData('agencies.json')).agencies

/** The knowledge base of a fictitious town. */
export const faq = readData('faq.json')
