import { agencyStore } from '../agency/agency-store.ts'
import { appKeyFor } from '../app-key.ts'
import type { Agency } from '../agency/profile.ts'
import { readConfig, type Config } from '../config.ts'
import { migrate } from '../db/migrate.ts'
import { openDatabase, type Db, type OpenDatabase } from '../db/open.ts'
import { systemClock, type Clock } from '../kernel/clock.ts'
import { createEnvelope, type Envelope } from '../kernel/envelope.ts'
import { SetupError } from '../kernel/errors.ts'
import { systemIds, type Ids } from '../kernel/ids.ts'
import { migrations } from '../../migrations/index.ts'

/** What a command works with. `db` is inside one transaction: a command that fails has changed nothing. */
export type Workplace = { config: Config; db: Db; clock: Clock; ids: Ids; envelope: Envelope }

/** Opens the database of the environment, migrated, for as long as `work` takes. The server may be running meanwhile. */
export async function withDatabase<Result>(
  work: (place: Omit<Workplace, 'db'> & { database: OpenDatabase }) => Promise<Result>,
): Promise<Result> {
  const config = readConfig(process.env)
  const { key, refuseOther } = appKeyFor(config, systemIds)
  const envelope = createEnvelope(key, systemIds)
  const database = await openDatabase(config.databaseUrl)
  try {
    await migrate(database.db, migrations)
    await refuseOther(database.db, envelope)
    return await work({ config, database, clock: systemClock, ids: systemIds, envelope })
  } finally {
    await database.close()
  }
}

/** As `withDatabase`, with everything in one transaction. */
export async function atWork<Result>(work: (place: Workplace) => Promise<Result>): Promise<Result> {
  return withDatabase(({ database, ...place }) =>
    database.db.transaction().execute((transaction) => work({ ...place, db: transaction })),
  )
}

/** @throws SetupError that lists the agencies there are */
export async function agencyNamed(
  place: Pick<Workplace, 'db' | 'clock' | 'ids' | 'envelope'>,
  slug: string | undefined,
): Promise<Agency> {
  const store = agencyStore(place.db, place.clock, place.ids, place.envelope)
  const agency = slug === undefined ? null : await store.bySlug(slug)
  if (agency) return agency
  const known = (await store.all()).map((one) => one.profile.slug)
  throw new SetupError(
    known.length === 0
      ? 'There is no agency yet. Add one first: agency add <file.json>'
      : `There is no agency "${slug ?? ''}". Known: ${known.join(', ')}.`,
  )
}
