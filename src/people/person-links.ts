import { createHash } from 'node:crypto'
import type { Db } from '../db/open.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Ids } from '../kernel/ids.ts'

/** How long a link waits to be opened, in ms. */
const life = 15 * 60_000
const secretBytes = 24

/** Links by which somebody fetches what is kept of them. The newest one counts; it opens once and is then forgotten. */
export function personLinks(db: Db, clock: Clock, ids: Ids) {
  const now = () => clock.now().toISOString()

  return {
    /** In the transaction of the event. @returns the secret part of the link */
    async issue(agencyId: string, personId: string): Promise<string> {
      const token = ids.bytes(secretBytes).toString('base64url')
      await db
        .deleteFrom('person_links')
        .where((where) => where.or([where('person_id', '=', personId), where('expires_at', '<', now())]))
        .execute()
      await db
        .insertInto('person_links')
        .values({
          link_hash: hash(token),
          agency_id: agencyId,
          person_id: personId,
          expires_at: new Date(clock.now().getTime() + life).toISOString(),
        })
        .execute()
      return token
    },

    /** Whether it can still be opened. Looking opens nothing, so that a messenger's preview uses nothing up. */
    async waits(token: string): Promise<boolean> {
      const row = await db
        .selectFrom('person_links')
        .select('link_hash')
        .where('link_hash', '=', hash(token))
        .where('expires_at', '>', now())
        .executeTakeFirst()
      return row !== undefined
    },

    /** Opens it: whose it is, once; null every other time. */
    async redeem(token: string): Promise<{ agencyId: string; personId: string } | null> {
      const row = await db
        .deleteFrom('person_links')
        .where('link_hash', '=', hash(token))
        .where('expires_at', '>', now())
        .returning(['agency_id', 'person_id'])
        .executeTakeFirst()
      return row ? { agencyId: row.agency_id, personId: row.person_id } : null
    },
  }
}

function hash(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
