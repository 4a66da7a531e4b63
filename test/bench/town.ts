import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { agencyStore } from '../../src/agency/agency-store.ts'
import { AgencyFile } from '../../src/agency/profile.ts'
import { readAppKey, readConfig } from '../../src/config.ts'
import { migrate } from '../../src/db/migrate.ts'
import { openDatabase } from '../../src/db/open.ts'
import { checklistStore, ItemState } from '../../src/features/checklist/checklist-store.ts'
import { readEdition } from '../../src/features/checklist/edition.ts'
import { knowledgeStore } from '../../src/features/questions/knowledge-store.ts'
import { checkEntries } from '../../src/features/questions/upkeep/knowledge-file.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { createEnvelope } from '../../src/kernel/envelope.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { staffStore } from '../../src/staff/staff-store.ts'
import { migrations } from '../../migrations/index.ts'
import { agencies, faq } from '../support/samples.ts'
import { eventId } from './requests.ts'

export const secret = 'bench-channel-secret'
export const slug = 'phothong'

/** Who asks what is pending; one person alone gets answers one after the other, in their order. */
const clerks = 25

/** Builds the database of a town with its knowledge and checklist, and invitations for its clerks and two officers. */
export async function furnish(folder: string): Promise<{ clerks: string[]; officers: string[] }> {
  const config = readConfig({ DATA_DIR: folder })
  const envelope = createEnvelope(readAppKey(config, systemIds), systemIds)
  const database = await openDatabase(config.databaseUrl)
  await migrate(database.db, migrations)
  const sample = agencies.find((agency) => agency.id === slug)
  if (!sample) throw new Error('The sample agency is missing.')
  const codes = await database.db.transaction().execute(async (transaction) => {
    const { agencyId } = await agencyStore(transaction, systemClock, systemIds, envelope).save(
      AgencyFile.parse({
        slug,
        name: sample.name,
        type: sample.type,
        mainSite: sample.website,
        edition: sample.edition,
        units: sample.units.map((name) => ({
          name,
          short: [],
        })),
      }),
    )
    const checklists = checklistStore(transaction, systemClock, systemIds, envelope)
    await checklists.load(agencyId, readEdition(sample.edition))
    await checklists.importStates(
      agencyId,
      sample.edition,
      sample.items.map((item) => ItemState.parse(item)),
      'keep',
    )
    const checked = checkEntries(faq)
    if ('mistakes' in checked) throw new Error(checked.mistakes.join('\n'))
    await knowledgeStore(transaction, systemClock).import(agencyId, checked.entries)
    const staff = staffStore(transaction, systemClock, systemIds)
    const invite = (name: string, role: 'staff' | 'officer') => staff.invite(agencyId, { name, unitId: null, role })
    return {
      clerks: await Promise.all(Array.from({ length: clerks }, (_, place) => invite(`Clerk ${place}`, 'staff'))),
      officers: [await invite('Officer', 'officer'), await invite('Fallback', 'officer')],
    }
  })
  await database.close()
  return codes
}

/** Ten years of a province: handled events, people, and other agencies, put in directly. */
export function fill(
  folder: string,
  sizes: { events: number; people: number; agencies: number; years: number; changes: number },
): void {
  const sqlite = new Sqlite(join(folder, 'prongsai.db'))
  sqlite.pragma('synchronous = OFF')
  const at = '2026-10-01T00:00:00.000Z'
  const agency = sqlite.prepare(
    `insert into agencies (agency_id, slug, profile, channel_secret_sealed, channel_token_sealed, revision, position, created_at, updated_at) select 'bench-' || cast(? as integer), 'bench-' || cast(? as integer), replace(profile, '"slug":"${slug}"', '"slug":"bench-' || cast(? as integer) || '"'), null, null, 1, ? + 10, '${at}', '${at}' from agencies where slug = '${slug}'`,
  )
  const own = `(select agency_id from agencies where slug = '${slug}')`
  const { edition } = sqlite.prepare(`select max(edition) as edition from items where agency_id = ${own}`).get() as {
    edition: number
  }
  const itemColumns =
    'code, number, title, topic, sub_indicator, units, definition, status, url, updated_at, ticks, component_count, version'
  const item = sqlite.prepare(
    `insert or ignore into items (agency_id, edition, ${itemColumns}) select coalesce(?, agency_id), ?, ${itemColumns} from items where agency_id = ${own} and edition = ${edition}`,
  )
  const checklist = sqlite.prepare(
    `insert or ignore into checklists (agency_id, edition, name, sub_indicators, loaded_at) select coalesce(?, agency_id), ?, name, sub_indicators, loaded_at from checklists where agency_id = ${own} and edition = ${edition}`,
  )
  const change = sqlite.prepare(
    `insert into item_changes (agency_id, edition, code, version, act_id, kind, at, by_staff, from_status, to_status, change_sealed) select agency_id, edition, code, 1000 + ?, agency_id || edition || code || ?, 'work', '${at}', null, 'open', 'in_work', '${'s'.repeat(200)}' from items where agency_id = coalesce(?, ${own}) and edition = ?`,
  )
  const person = sqlite.prepare(
    `insert into people (agency_id, person_id, line_user_id, first_seen_at) values ('bench-' || (cast(? as integer) % ${sizes.agencies}), 'person-' || ?, printf('U%032d', ? + 5000000), '${at}')`,
  )
  const event = sqlite.prepare(
    `insert into inbox (inbox_id, agency_id, person_key, occurred_at, received_at, payload_sealed, attempts, not_before, done_at) values (? || '@bench-' || (cast(? as integer) % ${sizes.agencies}), 'bench-' || (cast(? as integer) % ${sizes.agencies}), '', '${at}', '${at}', '', 1, '${at}', '${at}')`,
  )
  sqlite.transaction(() => {
    for (let index = 0; index < sizes.agencies; index += 1) {
      agency.run(index, index, index, index)
    }
    for (let index = -1; index < sizes.agencies; index += 1) {
      const agencyId = index === -1 ? null : `bench-${index}`
      for (let year = edition; year > edition - sizes.years; year -= 1) {
        checklist.run(agencyId, year)
        item.run(agencyId, year)
        for (let version = 0; version < sizes.changes; version += 1) change.run(version, version, agencyId, year)
      }
    }
    for (let index = 0; index < sizes.people; index += 1) person.run(index, index, index)
    for (let index = 0; index < sizes.events; index += 1) event.run(eventId(), index, index)
  })()
  sqlite.pragma('wal_checkpoint(TRUNCATE)')
  sqlite.close()
}
