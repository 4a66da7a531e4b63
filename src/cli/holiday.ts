import { calendarStore } from '../calendar/calendar-store.ts'
import { DayText, knownYears, officialHolidays } from '../calendar/holidays.ts'
import { SetupError } from '../kernel/errors.ts'
import { findDate, fromThaiDate } from '../thai/dates.ts'
import type { Command } from './command.ts'
import { agencyNamed, atWork } from './workplace.ts'

const agency = { value: 'slug', about: 'which agency', required: true } as const
const day = 86_400_000

/** Days on which an agency differs from the official calendar. */
export const holidayCommands: Command[] = [
  {
    name: 'holiday add',
    operands: ['<date>'],
    about: 'Adds a day off of the agency, or with --works a day on which it serves although others do not.',
    options: {
      agency,
      name: { value: 'name', about: 'what the day is called', required: true },
      works: { about: 'the agency serves on this day' },
    },
    async run({ operands, options, switches, print }) {
      const works = switches.has('works')
      await atWork(async (place) => {
        const { id } = await agencyNamed(place, options['agency'])
        const date = readDay(operands[0] ?? '', place.clock.now())
        await calendarStore(place.db).set(id, { date, works, name: options['name'] ?? '' })
        print(`${date}\t${works ? 'works' : 'day off'}\t${options['name'] ?? ''}`)
      })
    },
  },
  {
    name: 'holiday remove',
    operands: ['<date>'],
    about: 'Makes a day as official as it was.',
    options: { agency },
    async run({ operands, options, print }) {
      await atWork(async (place) => {
        const { id } = await agencyNamed(place, options['agency'])
        const date = readDay(operands[0] ?? '', place.clock.now())
        if (!(await calendarStore(place.db).remove(id, date)))
          throw new SetupError(`The agency has no day of its own on ${date}. See: holiday list`)
        print(`removed: ${date}`)
      })
    },
  },
  {
    name: 'holiday list',
    operands: [],
    about: "Lists the official holidays of a year and the agency's own days.",
    options: { agency, year: { value: 'year', about: 'Buddhist or common era; otherwise this year' } },
    async run({ options, print }) {
      await atWork(async (place) => {
        const { id } = await agencyNamed(place, options['agency'])
        const year = readYear(options['year'], place.clock.now())
        const own = (await calendarStore(place.db).list(id)).filter(({ date }) => date.startsWith(String(year)))
        const official = officialHolidays.filter(({ date }) => date.startsWith(String(year)))
        const lines = [
          ...official.map(({ date, name, kind }) => `${date}\t${kind}\t${name}`),
          ...own.map(({ date, name, works }) => `${date}\t${works ? 'own: works' : 'own: day off'}\t${name}`),
        ]
        for (const line of lines.toSorted()) print(line)
        if (!knownYears.includes(year + 543))
          print(`The official holidays of ${year + 543} are not known to this version; add them with: holiday add`)
      })
    },
  },
]

/** "2026-04-13", "2569-04-13", "13/4/2569" or a written date, as a day of the common era. */
function readDay(written: string, now: Date): string {
  const plain = DayText.safeParse(written)
  const found = plain.success && !written.startsWith('25') ? undefined : findDate(written, now)
  if (found) return new Date(fromThaiDate(found).getTime() + day / 2).toISOString().slice(0, 10)
  if (plain.success) return written
  throw new SetupError(`"${written}" is not a day. Write it like 2569-05-13 or 2026-05-13.`)
}

function readYear(written: string | undefined, now: Date): number {
  if (written === undefined) return now.getUTCFullYear()
  const year = Number(written)
  if (Number.isInteger(year) && year >= 2400 && year < 2700) return year - 543
  if (Number.isInteger(year) && year >= 1900 && year < 2200) return year
  throw new SetupError(`"${written}" is not a year. Write it like 2570 or 2027.`)
}
