import { migrate } from '../db/migrate.ts'
import { SetupError } from '../kernel/errors.ts'
import { entryLinks } from '../staff/entry-links.ts'
import { readAudit } from '../whistleblowing/audit.ts'
import { casesExist, openCases, type OpenCases } from '../whistleblowing/cases-db.ts'
import { addDays, today } from '../whistleblowing/day.ts'
import { fingerprint, keyStore, type Key } from '../whistleblowing/key-store.ts'
import { dropMeta, everyAgency, readMeta } from '../whistleblowing/meta.ts'
import { channelMigrations } from '../../migrations/whistleblowing/index.ts'
import type { Command } from './command.ts'
import { agencyNamed, withDatabase, type Workplace } from './workplace.ts'

const agencyOption = { value: 'slug', about: 'the agency', required: true } as const
const drillEvery = 365

/** What an operator may know of the protected channel: never a case, never how many there are. */
export const channelCommands: Command[] = [
  {
    name: 'channel status',
    operands: [],
    about: 'Says whether the protected channel takes reports, what is missing, and which keys it is sealed to.',
    options: { agency: agencyOption },
    async run({ options, print }) {
      const slug = options['agency'] ?? ''
      await withDatabase(async (place) => {
        const agency = await agencyNamed({ ...place, db: place.database.db }, slug)
        const status = await channelStatus(place, slug)
        print(status.missing.length === 0 ? 'open' : `closed, missing: ${status.missing.join(', ')}`)
        print(
          `chat intake: ${agency.profile.whistleblowing.chatIntake ? 'on, while Chat is off in LINE OA Manager' : 'off'}`,
        )
        for (const key of status.keys) print(keyLine(key))
        print(`last drill: ${status.drill.last ?? 'never'}, next by ${status.drill.due}`)
      })
    },
  },
  {
    name: 'channel audit',
    operands: [],
    about: 'Prints what officers did, for an auditor, and whether the chain of hashes is whole.',
    options: { agency: agencyOption },
    async run({ options, print }) {
      const slug = options['agency'] ?? ''
      const { lines, unbroken } = await withDatabase(async (place) => {
        await agencyNamed({ ...place, db: place.database.db }, slug)
        return withCases(place, ({ db }) => readAudit(db, slug))
      })
      for (const line of lines) {
        print([line.seq, line.at_minute, line.key_id, line.action, line.case_id ?? '-', line.hash].join('\t'))
      }
      if (!unbroken) throw new SetupError('The chain of hashes is broken: somebody changed or removed a line.')
      print(`unbroken: ${lines.length} lines`)
    },
  },
  {
    name: 'channel forget-pepper',
    operands: [],
    about:
      'Only when whistleblowing.pepper is lost for good: lets the server start with a new one. Whoever reported before cannot look at their report again; officers still read it.',
    options: {},
    async run({ print }) {
      await withDatabase((place) => withCases(place, ({ db }) => dropMeta(db, everyAgency, 'pepper')))
      print('the next start takes whatever whistleblowing.pepper it finds, or makes one; copy it into the envelope')
    },
  },
]

type Place = Pick<Workplace, 'config' | 'clock' | 'ids'> & Parameters<Parameters<typeof withDatabase>[0]>[0]

/** Keys, what is missing before reports are taken, and the yearly drill. */
export async function channelStatus(place: Place, slug: string) {
  const { clock, ids, database } = place
  const agency = await agencyNamed({ ...place, db: database.db }, slug)
  const links = entryLinks(database.db, clock, ids)
  return withCases(place, async ({ db }) => {
    const keys = keyStore(db, clock, ids, async (_, personId) => {
      return (await links.serving(agency.id, personId))?.role === 'officer'
    })
    const all = await keys.all(slug)
    const last = await readMeta(db, slug, 'drill')
    const begun = all.find((key) => key.role === 'recovery' && key.state === 'active')?.activeFrom ?? today(clock)
    const due = addDays(last ?? begun, drillEvery)
    return { keys: all, missing: await keys.missing(slug), drill: { last, due, isLate: due < today(clock) } }
  })
}

async function withCases<Result>(place: Place, work: (cases: OpenCases) => Promise<Result>): Promise<Result> {
  const location = place.config.whistleblowingUrl
  if (!casesExist(location)) {
    throw new SetupError('The protected channel has not been started yet: npm start makes its database.')
  }
  const cases = await openCases(location)
  try {
    await migrate(cases.db, channelMigrations(cases.ground))
    return await work(cases)
  } finally {
    await cases.close()
  }
}

function keyLine(key: Key): string {
  const state = key.state === 'pending' && !key.confirmed ? 'not confirmed' : key.state
  return [key.role, key.label, fingerprint(key.recipient), state, key.activeFrom ?? '-', key.retiredOn ?? '-'].join(
    '\t',
  )
}
