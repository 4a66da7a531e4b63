import { writeFileSync } from 'node:fs'
import { yearTable } from '../features/questions/statistics/statistics.ts'
import { SetupError } from '../kernel/errors.ts'
import { writeCsvFile, writeWorkbookFile } from '../tables/table.ts'
import { fiscalYear } from '../thai/dates.ts'
import type { Command } from './command.ts'
import { agencyNamed, atWork } from './workplace.ts'

/** The service statistics for the paper. */
export const statisticsCommands: Command[] = [
  {
    name: 'statistics questions',
    operands: ['<file.csv|.xlsx>'],
    about:
      'Writes the months of a fiscal year: questions, who answered, how fast, how satisfied, by unit and category.',
    options: {
      agency: { value: 'slug', about: 'the agency', required: true },
      year: { value: 'year', about: 'a fiscal year of the Buddhist era, e.g. 2570; without it the current one' },
    },
    async run({ operands, options, print }) {
      const [file = ''] = operands
      if (!/\.(csv|xlsx)$/i.test(file)) throw new SetupError('The file must end in .csv or .xlsx.')
      const given = options['year']
      if (given !== undefined && !/^25\d\d$/.test(given))
        throw new SetupError('--year is a year of the Buddhist era, e.g. 2570.')
      const { rows, year } = await atWork(async (place) => {
        const agency = await agencyNamed(place, options['agency'])
        const now = place.clock.now()
        const wanted = given === undefined ? fiscalYear(now) : Number(given)
        return {
          year: wanted,
          rows: await yearTable(place.db, { id: agency.id, name: agency.profile.name }, wanted, now),
        }
      })
      writeFileSync(file, /\.csv$/i.test(file) ? writeCsvFile(rows) : await writeWorkbookFile(rows, [24]))
      print(`the fiscal year ${year} was written`)
    },
  },
]
