import { z } from 'zod'
import { readResult, ResultFile, scoreStore } from '../features/checklist/score-store.ts'
import { SetupError } from '../kernel/errors.ts'
import { readOfAgency } from './collection.ts'
import type { Command } from './command.ts'
import { agencyNamed, atWork } from './workplace.ts'

/** Published results of past years. */
export const scoreCommands: Command[] = [
  {
    name: 'scores import',
    operands: ['<file.json>'],
    about:
      "Keeps an agency's published result: totalScore, level, instrumentScores, indicatorScores, questionScores. An earlier one of the same year is replaced.",
    options: { agency: { value: 'slug', about: 'the agency', required: true } },
    async run({ operands, options, print }) {
      const [file = ''] = operands
      const edition = await atWork(async (place) => {
        const agency = await agencyNamed(place, options['agency'])
        const read = ResultFile.safeParse(readOfAgency(file, agency.profile.slug, agency.profile.name))
        if (!read.success)
          throw new SetupError(`The file ${file} has mistakes; nothing was changed:\n${z.prettifyError(read.error)}`)
        const result = readResult(read.data)
        if (!result) throw new SetupError(`The file ${file} tells no score of ${agency.profile.slug}.`)
        await scoreStore(place.db, place.clock).record(agency.id, result.edition, result.scores)
        return result.edition
      })
      print(`result of ${edition} kept`)
    },
  },
]
