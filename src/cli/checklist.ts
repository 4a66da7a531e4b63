import { z } from 'zod'
import { agencyStore } from '../agency/agency-store.ts'
import { checklistStore, ItemState } from '../features/checklist/checklist-store.ts'
import { parseEdition, readEdition, shippedEditions, type Edition } from '../features/checklist/edition.ts'
import { periodOf, periodStore } from '../features/checklist/period-store.ts'
import { rollOver } from '../features/checklist/roll-over.ts'
import { SetupError } from '../kernel/errors.ts'
import { readJsonFile } from '../start.ts'
import { findDate } from '../thai/dates.ts'
import { readOfAgency } from './collection.ts'
import type { Command } from './command.ts'
import { checklistStores, importSheet, writeSheet, writeSubmitted } from './sheet.ts'
import { agencyNamed, atWork } from './workplace.ts'

const agencyOption = { value: 'slug', about: 'the agency', required: true } as const

const StatesFile = z.looseObject({
  id: z.string().optional(),
  edition: z.number().int().optional(),
  numberingEdition: z.number().int().nullish(),
  items: z.array(z.unknown()),
})

/** Editions and the states of their items. */
export const checklistCommands: Command[] = [
  {
    name: 'checklist load',
    operands: ['[file.json]'],
    about: 'Loads the items of an edition for an agency; a file replaces what ships with the product. States are kept.',
    options: {
      agency: agencyOption,
      edition: {
        value: 'year',
        about: `year of the assessment (Buddhist era): ${shippedEditions().join(', ')}`,
        required: true,
      },
    },
    async run({ operands, options, print }) {
      const year = readYear(options['edition'])
      const [file] = operands
      const edition = editionFrom(file, year)
      const { added, kept } = await atWork(async (place) => {
        const agency = await agencyNamed(place, options['agency'])
        const loaded = await checklistStore(place.db, place.clock, place.ids, place.envelope).load(agency.id, edition)
        await agencyStore(place.db, place.clock, place.ids, place.envelope).touch(agency.id)
        return loaded
      })
      print(`edition ${year}: ${added} items added, ${kept} kept`)
    },
  },
  {
    name: 'checklist import',
    operands: ['<file.json|.xlsx|.csv>'],
    about:
      "Takes over item states (items[] of one agency), or the agency's own sheet with columns for code, unit, status, URL and note. One bad row changes nothing.",
    options: {
      agency: agencyOption,
      edition: { value: 'year', about: "whose items; default: what the file says, else the agency's" },
      others: { value: 'done', about: 'items that are not in the .json file count as reported done' },
      check: { about: 'of a sheet: only says what would change' },
    },
    async run({ operands, options, switches, print }) {
      const [file = ''] = operands
      if (!/\.json$/i.test(file)) {
        const edition = options['edition'] === undefined ? null : readYear(options['edition'])
        await importSheet(file, { slug: options['agency'], edition, checkOnly: switches.has('check') }, print)
        return
      }
      if (options['others'] !== undefined && options['others'] !== 'done')
        throw new SetupError('--others takes only the word done.')
      const { edition, changed } = await atWork(async (place) => {
        const agency = await agencyNamed(place, options['agency'])
        const read = readStates(file, agency.profile.slug, agency.profile.name)
        const year =
          options['edition'] === undefined ? (read.edition ?? agency.profile.edition) : readYear(options['edition'])
        const result = await checklistStore(place.db, place.clock, place.ids, place.envelope).importStates(
          agency.id,
          year,
          read.states,
          options['others'] === 'done' ? 'done' : 'keep',
        )
        await agencyStore(place.db, place.clock, place.ids, place.envelope).touch(agency.id)
        return { edition: year, ...result }
      })
      print(`edition ${edition}: ${changed} items set`)
    },
  },
  {
    name: 'checklist export',
    operands: ['<file.xlsx|.csv>'],
    about: 'Writes the items with states and pages, ready for the national system and to be read back in.',
    options: { agency: agencyOption, edition: { value: 'year', about: 'default: the one that the agency works on' } },
    async run({ operands, options, print }) {
      const edition = options['edition'] === undefined ? null : readYear(options['edition'])
      await writeSheet(operands[0] ?? '', { slug: options['agency'], edition }, print)
    },
  },
  {
    name: 'checklist submitted',
    operands: ['<file.csv>'],
    about: 'Writes every page as it was submitted, with time, title and digest: what a dispute about a score looks at.',
    options: { agency: agencyOption, edition: { value: 'year', about: 'default: the one that the agency works on' } },
    async run({ operands, options, print }) {
      const edition = options['edition'] === undefined ? null : readYear(options['edition'])
      await writeSubmitted(operands[0] ?? '', { slug: options['agency'], edition }, print)
    },
  },
  {
    name: 'checklist undo',
    operands: [],
    about: 'Takes back an import by the name that it printed, if nobody went on since.',
    options: { agency: agencyOption, act: { value: 'name', about: 'what the command printed', required: true } },
    async run({ options, print }) {
      const undone = await atWork(async (place) => {
        const agency = await agencyNamed(place, options['agency'])
        return checklistStores(place).changes.undo(agency.id, options['act'] ?? '', null)
      })
      switch (undone.outcome) {
        case 'undone':
          print(`edition ${undone.edition}: ${undone.codes.length} items as before`)
          return
        case 'stale':
          throw new SetupError('Somebody changed one of these items since. Nothing was taken back.')
        case 'not-yours':
          throw new SetupError('There is no such act of this command.')
        default:
          undone satisfies never
      }
    },
  },
  {
    name: 'checklist use',
    operands: ['[file.json]'],
    about:
      'The agency works on this edition from now on: loads it where it is missing, carries units, people and pages over to items of the same subject. Pages count as stale until somebody confirms them.',
    options: {
      agency: agencyOption,
      edition: { value: 'year', about: 'the edition to work on', required: true },
    },
    async run({ operands, options, print }) {
      const year = readYear(options['edition'])
      const rolled = await atWork(async (place) => {
        const agency = await agencyNamed(place, options['agency'])
        const stores = checklistStores(place)
        const [file] = operands
        const loaded = file === undefined ? await stores.checklists.edition(agency.id, year) : null
        const edition = loaded ?? editionFrom(file, year)
        return rollOver(stores, agency, edition, { actId: place.ids.short(), by: null })
      })
      print(
        `edition ${rolled.from} → ${rolled.to}: pages of ${rolled.carried.length} items carried over, to be confirmed`,
      )
      if (rolled.anew.length > 0) print(`new in ${rolled.to}: ${rolled.anew.join(', ')}`)
    },
  },
  {
    name: 'checklist period',
    operands: [],
    about: 'When the items of an edition are to be answered.',
    options: {
      agency: agencyOption,
      edition: { value: 'year', about: 'whose items', required: true },
      from: { value: 'date', about: 'first day, e.g. 2024-03-01 or 1/3/2567', required: true },
      to: { value: 'date', about: 'last day', required: true },
    },
    async run({ options, print }) {
      const year = readYear(options['edition'])
      await atWork(async (place) => {
        const agency = await agencyNamed(place, options['agency'])
        const day = (name: 'from' | 'to') => {
          const found = findDate(options[name] ?? '', place.clock.now())
          if (!found) throw new SetupError(`--${name} must be a date such as 2024-03-01 or 1/3/2567.`)
          return found
        }
        const period = periodOf(day('from'), day('to'))
        if (period.closesAt < period.opensAt) throw new SetupError('--to lies before --from.')
        await periodStore(place.db).set(agency.id, year, period)
      })
      print(`edition ${year}: period set`)
    },
  },
]

function editionFrom(file: string | undefined, year: number): Edition {
  const edition = file === undefined ? readEdition(year) : parseEdition(JSON.stringify(readJsonFile(file)), file)
  if (edition.edition !== year) throw new SetupError(`The file is of the edition ${edition.edition}, not ${year}.`)
  return edition
}

/** @throws SetupError when `--edition` is no year of the assessment */
export function readYear(text: string | undefined): number {
  const year = Number(text)
  if (!Number.isInteger(year) || year < 2560 || year > 2600)
    throw new SetupError('--edition must be a year such as 2567.')
  return year
}

/** The item states of a file: one agency's object, a bare list, or a collection in which this agency is named. */
function readStates(file: string, slug: string, name: string): { states: ItemState[]; edition: number | null } {
  const found = readOfAgency(file, slug, name)
  const one = StatesFile.safeParse(Array.isArray(found) ? { items: found } : found)
  if (!one.success) throw new SetupError(`The file ${file} has no items[] of one agency.`)
  const mistakes: string[] = []
  const states: ItemState[] = []
  const seen = new Set<string>()
  for (const [index, row] of one.data.items.entries()) {
    const state = ItemState.safeParse(row)
    if (!state.success) {
      for (const issue of state.error.issues)
        mistakes.push(`row ${index + 1}: ${issue.path.join('.') || 'item'} ${issue.message}`)
      continue
    }
    if (seen.has(state.data.code)) mistakes.push(`row ${index + 1}: ${state.data.code} stands twice`)
    seen.add(state.data.code)
    states.push(state.data)
  }
  if (mistakes.length > 0)
    throw new SetupError(`The file ${file} has mistakes; nothing was changed:\n${mistakes.join('\n')}`)
  return { states, edition: one.data.numberingEdition ?? one.data.edition ?? null }
}
