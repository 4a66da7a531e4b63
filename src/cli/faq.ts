import { readFileSync, writeFileSync } from 'node:fs'
import { reviewDay } from '../calendar/review-day.ts'
import { knowledgeStore, planImport, type KnowledgeEntry } from '../features/questions/knowledge-store.ts'
import {
  checkKnowledgeFile,
  knowledgeTable,
  knowledgeWidths,
  toLine,
} from '../features/questions/upkeep/knowledge-file.ts'
import { SetupError } from '../kernel/errors.ts'
import { isWorkbook, readTableFile, writeCsvFile, writeWorkbookFile } from '../tables/table.ts'
import type { Command } from './command.ts'
import { agencyNamed, atWork } from './workplace.ts'

const agencyOption = { value: 'slug', about: 'the agency', required: true } as const

/** The knowledge base in and out. */
export const faqCommands: Command[] = [
  {
    name: 'faq import',
    operands: ['<file.json|.csv|.xlsx>'],
    about: 'Adds or replaces entries by id. Every bad row is named; one bad row changes nothing.',
    options: {
      agency: agencyOption,
      preview: { about: 'only says what would change' },
      replace: { about: 'takes out entries that the file lacks' },
    },
    async run({ operands, options, switches, print }) {
      const entries = await readEntries(operands[0] ?? '')
      const whole = switches.has('replace')
      const plan = await atWork(async (place) => {
        const agency = await agencyNamed(place, options['agency'])
        const store = knowledgeStore(place.db, place.clock)
        const planned = planImport(await store.list(agency.id), entries, whole)
        const put = [...planned.added, ...planned.changed]
        if (!switches.has('preview') && put.length + planned.removed.length > 0)
          await store.apply(agency.id, { put, remove: planned.removed }, 'import', null)
        return planned
      })
      const replaced = entries.length - plan.added.length
      if (!switches.has('preview')) {
        print(
          `${plan.added.length} entries added, ${replaced} replaced${whole ? `, ${plan.removed.length} removed` : ''}`,
        )
        return
      }
      for (const entry of plan.added) print(`+ ${entry.id} ${entry.question}`)
      for (const entry of plan.changed) print(`~ ${entry.id} ${entry.question}`)
      for (const id of plan.removed) print(`- ${id}`)
      print(
        `${plan.added.length} would be added, ${plan.changed.length} changed, ${plan.removed.length} removed, ${plan.same} stay the same; nothing was changed`,
      )
    },
  },
  {
    name: 'faq undo',
    operands: [],
    about: 'Takes the last import back. What was changed again since stays.',
    options: { agency: agencyOption },
    async run({ options, print }) {
      const result = await atWork(async (place) => {
        const agency = await agencyNamed(place, options['agency'])
        const store = knowledgeStore(place.db, place.clock)
        const last = (await store.changes(agency.id, 30)).find((change) => change.kind === 'import' && !change.undone)
        return last ? store.undo(agency.id, last.id, null) : null
      })
      if (result?.outcome !== 'undone') throw new SetupError('There is no import that could be undone.')
      print(
        `${result.entries} entries are as they were${result.kept > 0 ? `, ${result.kept} were changed since and stay` : ''}`,
      )
    },
  },
  {
    name: 'faq export',
    operands: ['[file.json|.csv|.xlsx]'],
    about: 'Writes all entries so that they can be imported again, to a file or as JSON to standard output.',
    options: { agency: agencyOption },
    async run({ operands, options, print }) {
      const [file] = operands
      const { agency, entries } = await atWork(async (place) => {
        const found = await agencyNamed(place, options['agency'])
        return { agency: found, entries: await knowledgeStore(place.db, place.clock).list(found.id) }
      })
      if (file !== undefined && /\.(csv|xlsx)$/i.test(file)) {
        const rows = knowledgeTable(entries, 'thai')
        writeFileSync(file, /\.csv$/i.test(file) ? writeCsvFile(rows) : await writeWorkbookFile(rows, knowledgeWidths))
        print(`${entries.length} entries written`)
        return
      }
      const text = JSON.stringify(
        {
          schema: 'faq/1',
          municipality: agency.profile.name,
          entries: entries.map((entry) => {
            const { id, category, unit, question, answer, aliases, url, owner } = entry
            return {
              id,
              category,
              unit,
              question,
              answer,
              aliases,
              ...(url !== null && { url }),
              ...(owner !== null && { owner }),
              ...(entry.reviewOn !== null && { reviewOn: reviewDay(entry) }),
            }
          }),
        },
        null,
        1,
      )
      if (file === undefined) print(text)
      else {
        writeFileSync(file, `${text}\n`)
        print(`${entries.length} entries written`)
      }
    },
  },
]

/** The entries of a file. @throws SetupError that names every bad row */
async function readEntries(file: string): Promise<KnowledgeEntry[]> {
  if (!/\.(json|csv|xlsx)$/i.test(file)) throw new SetupError('The file must end in .json, .csv or .xlsx.')
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch {
    throw new SetupError(`The file ${file} cannot be read. Check its name and rights.`)
  }
  const read = /\.xlsx$/i.test(file) && !isWorkbook(bytes) ? null : await readTableFile(bytes)
  if (read === null || (/\.json$/i.test(file) && read.kind !== 'json')) {
    throw new SetupError(
      /\.json$/i.test(file) ? `The file ${file} is not JSON.` : `The file ${file} is not a readable table.`,
    )
  }
  const checked = checkKnowledgeFile(read)
  if ('lacks' in checked) {
    throw new SetupError(
      checked.lacks === 'columns'
        ? `The first row of ${file} must name the columns: id, category, unit, question, answer, aliases, url.`
        : `The file ${file} has mistakes; nothing was changed:\nthe file has no list of entries: {"entries": [ … ]}`,
    )
  }
  if ('mistakes' in checked) {
    throw new SetupError(
      `The file ${file} has mistakes; nothing was changed:\n${checked.mistakes.map(toLine).join('\n')}`,
    )
  }
  return checked.entries
}
