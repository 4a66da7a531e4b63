import { z } from 'zod'
import type { Db } from '../db/open.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Envelope } from '../kernel/envelope.ts'
import type { Ids } from '../kernel/ids.ts'
import { Secret } from '../kernel/secret.ts'
import { keyCheck } from './key-check.ts'
import { AgencyFile, type Agency, type Unit } from './profile.ts'

/** The two secrets of an agency's Messaging API channel. */
export type Channel = { secret: Secret; accessToken: Secret }

const StoredProfile = AgencyFile.omit({ units: true, line: true }).extend({
  basicId: z.string().nullable(),
  /** The edition was chosen while working: it is not the one of the agency's file any more. */
  editionChosen: z.boolean().default(false),
})

/** Agencies and their units. The agency comes first in everything else; only here is it the subject itself. */
export function agencyStore(db: Db, clock: Clock, ids: Ids, envelope: Envelope) {
  const place = (agencyId: string, column: string) => `agencies:${agencyId}:${column}`

  async function unitsOf(agencyId: string): Promise<Unit[]> {
    const rows = await db
      .selectFrom('units')
      .selectAll()
      .where('agency_id', '=', agencyId)
      .orderBy('position')
      .execute()
    return rows.map((row) => ({
      id: row.unit_id,
      name: row.name,
      short: z.array(z.string()).parse(JSON.parse(row.short)),
    }))
  }

  async function read(
    row: { agency_id: string; revision: number; profile: string } | undefined,
  ): Promise<Agency | null> {
    if (!row) return null
    const { basicId, editionChosen: _chosen, ...profile } = StoredProfile.parse(JSON.parse(row.profile))
    return { id: row.agency_id, revision: row.revision, profile, units: await unitsOf(row.agency_id), basicId }
  }

  return {
    /** The agency under this slug, or null. */
    async bySlug(slug: string): Promise<Agency | null> {
      return read(await db.selectFrom('agencies').selectAll().where('slug', '=', slug).executeTakeFirst())
    },

    async byId(agencyId: string): Promise<Agency | null> {
      return read(await db.selectFrom('agencies').selectAll().where('agency_id', '=', agencyId).executeTakeFirst())
    },

    /** The agency that `/webhook` and the two environment secrets belong to: the one that was added first. */
    async first(): Promise<Agency | null> {
      return read(await db.selectFrom('agencies').selectAll().orderBy('position').limit(1).executeTakeFirst())
    },

    /** All agencies, the default one first. */
    async all(): Promise<Agency[]> {
      const rows = await db.selectFrom('agencies').selectAll().orderBy('position').execute()
      const agencies: Agency[] = []
      for (const row of rows) {
        const agency = await read(row)
        if (agency) agencies.push(agency)
      }
      return agencies
    },

    /** The agency's own channel secrets, or null when none were given for it. */
    async channel(agencyId: string): Promise<Channel | null> {
      const row = await db
        .selectFrom('agencies')
        .select(['channel_secret_sealed', 'channel_token_sealed'])
        .where('agency_id', '=', agencyId)
        .executeTakeFirst()
      if (!row?.channel_secret_sealed || !row.channel_token_sealed) return null
      return {
        secret: new Secret(envelope.open(row.channel_secret_sealed, place(agencyId, 'channel_secret'))),
        accessToken: new Secret(envelope.open(row.channel_token_sealed, place(agencyId, 'channel_token'))),
      }
    },

    /**
     * Creates the agency or brings it up to date with the file. Units that are no longer in the file stay while
     * somebody or something still belongs to them. Give a connection that is in a transaction.
     * @param takeEdition the file's edition counts although another one was chosen since (see `chooseEdition`)
     * @returns the edition in use now besides what happened
     */
    async save(
      file: AgencyFile,
      takeEdition = false,
    ): Promise<{ agencyId: string; outcome: 'created' | 'updated'; edition: number }> {
      const now = clock.now().toISOString()
      const { units, line, ...profile } = file
      const known = await db.selectFrom('agencies').selectAll().where('slug', '=', file.slug).executeTakeFirst()
      const agencyId = known?.agency_id ?? ids.short()
      const before = known ? StoredProfile.parse(JSON.parse(known.profile)) : null
      // A file from before the choice must not take the agency back to last year's items.
      const editionChosen = before?.editionChosen === true && !takeEdition
      const edition = editionChosen ? before.edition : file.edition
      const values = {
        profile: JSON.stringify({
          ...profile,
          edition,
          editionChosen,
          basicId: line?.basicId ?? before?.basicId ?? null,
        }),
        updated_at: now,
        ...(line && {
          channel_secret_sealed: envelope.seal(line.channelSecret, place(agencyId, 'channel_secret')),
          channel_token_sealed: envelope.seal(line.channelAccessToken, place(agencyId, 'channel_token')),
        }),
      }
      if (known) {
        await db
          .updateTable('agencies')
          .set({ ...values, revision: known.revision + 1 })
          .where('agency_id', '=', agencyId)
          .execute()
      } else {
        const last = await db
          .selectFrom('agencies')
          .select('position')
          .orderBy('position', 'desc')
          .limit(1)
          .executeTakeFirst()
        await db
          .insertInto('agencies')
          .values({
            agency_id: agencyId,
            slug: file.slug,
            revision: 1,
            position: (last?.position ?? 0) + 1,
            created_at: now,
            channel_secret_sealed: null,
            channel_token_sealed: null,
            key_check_sealed: keyCheck(envelope, agencyId),
            ...values,
          })
          .execute()
      }
      await saveUnits(agencyId, units)
      return { agencyId, outcome: known ? 'updated' : 'created', edition }
    },

    /** The account's @id, as LINE tells it: the public page leads people to it. */
    async keepBasicId(agencyId: string, basicId: string): Promise<void> {
      const row = await db
        .selectFrom('agencies')
        .select('profile')
        .where('agency_id', '=', agencyId)
        .executeTakeFirstOrThrow()
      const profile = JSON.stringify({ ...StoredProfile.parse(JSON.parse(row.profile)), basicId })
      await db
        .updateTable('agencies')
        .set((now) => ({ profile, revision: now('revision', '+', 1), updated_at: clock.now().toISOString() }))
        .where('agency_id', '=', agencyId)
        .execute()
    },

    /** From now on the agency works on this edition, whatever its file says; see `save`. */
    async chooseEdition(agencyId: string, edition: number): Promise<void> {
      const row = await db
        .selectFrom('agencies')
        .select('profile')
        .where('agency_id', '=', agencyId)
        .executeTakeFirstOrThrow()
      const stored = StoredProfile.parse(JSON.parse(row.profile))
      const profile = JSON.stringify({ ...stored, edition, editionChosen: true })
      await db
        .updateTable('agencies')
        .set((now) => ({ profile, revision: now('revision', '+', 1), updated_at: clock.now().toISOString() }))
        .where('agency_id', '=', agencyId)
        .execute()
    },

    /** Says that something which processes keep in memory has changed (knowledge, editions, profile). */
    async touch(agencyId: string): Promise<void> {
      await db
        .updateTable('agencies')
        .set((row) => ({ revision: row('revision', '+', 1), updated_at: clock.now().toISOString() }))
        .where('agency_id', '=', agencyId)
        .execute()
    },
  }

  async function saveUnits(agencyId: string, units: AgencyFile['units']): Promise<void> {
    for (const [position, unit] of units.entries()) {
      await db
        .insertInto('units')
        .values({
          unit_id: ids.short(),
          agency_id: agencyId,
          name: unit.name,
          short: JSON.stringify(unit.short),
          position,
        })
        .onConflict((conflict) =>
          conflict.columns(['agency_id', 'name']).doUpdateSet({ short: JSON.stringify(unit.short), position }),
        )
        .execute()
    }
    const names = units.map((unit) => unit.name)
    await db
      .deleteFrom('units')
      .where('agency_id', '=', agencyId)
      .$if(names.length > 0, (query) => query.where('name', 'not in', names))
      .where((where) =>
        where.and([
          where.not(
            where.exists(where.selectFrom('staff').select('staff_id').whereRef('staff.unit_id', '=', 'units.unit_id')),
          ),
          where.not(
            where.exists(
              where
                .selectFrom('invitations')
                .select('invitation_id')
                .whereRef('invitations.unit_id', '=', 'units.unit_id'),
            ),
          ),
        ]),
      )
      .execute()
  }
}

export type AgencyStore = ReturnType<typeof agencyStore>
