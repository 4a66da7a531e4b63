import { z } from 'zod'
import { Issue } from '../assessment/issues.ts'
import { measureStore, MeasureState } from '../features/measures/measure-store.ts'
import { SetupError } from '../kernel/errors.ts'
import { readYear } from './checklist.ts'
import { readOfAgency } from './collection.ts'
import type { Command } from './command.ts'
import { agencyNamed, atWork } from './workplace.ts'

const options = {
  agency: { value: 'slug', about: 'the agency', required: true },
  edition: { value: 'year', about: "whose measures; default: the agency's edition" },
} as const

const PlanFile = z.looseObject({ issues: z.array(Issue).min(1).max(7) })
const StatesFile = z.looseObject({
  measures: z.array(MeasureState).default([]),
  /** As the published reports tell it of the indicators 1 to 8. */
  indicatorStatuses: z
    .array(
      z.looseObject({ indicator: z.number().int().min(1).max(8), status: z.enum(['done', 'not-done', 'unknown']) }),
    )
    .nullish(),
})

/** The measures of the seven issues and the guidance of the indicators. */
export const measureCommands: Command[] = [
  {
    name: 'measures load',
    operands: ['<file.json>'],
    about:
      "An agency's own measures of a year (issues[] with measures[]) in place of those that ship. States are kept.",
    options,
    async run({ operands, options: given, print }) {
      const [file = ''] = operands
      const { year, measures } = await atWork(async (place) => {
        const agency = await agencyNamed(place, given['agency'])
        const plan = check(PlanFile, readOfAgency(file, agency.profile.slug, agency.profile.name), file)
        const edition = given['edition'] === undefined ? agency.profile.edition : readYear(given['edition'])
        const store = measureStore(place.db, place.clock, place.ids, place.envelope)
        return { year: edition, ...(await store.load(agency.id, edition, plan.issues)) }
      })
      print(`edition ${year}: ${measures} measures`)
    },
  },
  {
    name: 'measures import',
    operands: ['<file.json>'],
    about:
      'Takes over what was done: measures[] of {code, status, unit, progress[]}, or indicatorStatuses[] of a published report. One bad row changes nothing.',
    options,
    async run({ operands, options: given, print }) {
      const [file = ''] = operands
      const { year, told } = await atWork(async (place) => {
        const agency = await agencyNamed(place, given['agency'])
        const read = check(StatesFile, readOfAgency(file, agency.profile.slug, agency.profile.name), file)
        const states = [
          ...read.measures,
          ...(read.indicatorStatuses ?? [])
            .filter(({ status }) => status === 'done')
            .map(({ indicator }) => MeasureState.parse({ code: `g${indicator}`, status: 'done' })),
        ]
        const edition = given['edition'] === undefined ? agency.profile.edition : readYear(given['edition'])
        const store = measureStore(place.db, place.clock, place.ids, place.envelope)
        return { year: edition, ...(await store.importStates(agency.id, edition, states)) }
      })
      print(`edition ${year}: ${told} measures told of`)
    },
  },
]

function check<Schema extends z.ZodType>(schema: Schema, value: unknown, file: string): z.output<Schema> {
  const read = schema.safeParse(value)
  if (read.success) return read.data
  throw new SetupError(`The file ${file} has mistakes; nothing was changed:\n${z.prettifyError(read.error)}`)
}
