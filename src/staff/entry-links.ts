import { createHash } from 'node:crypto'
import type { Db } from '../db/open.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Ids } from '../kernel/ids.ts'
import { toRole, type Role } from './staff-store.ts'

const life = 5 * 60_000

/** Where a link leads; a link for one place opens no other. */
export type EntryPlace = 'channel'

/** One-time links from the chat to pages of our own: five minutes, one use, for one member of staff; a newer one ends the older. */
export function entryLinks(db: Db, clock: Clock, ids: Pick<Ids, 'bytes'>) {
  const now = (shift = 0) => new Date(clock.now().getTime() + shift).toISOString()

  return {
    /** The secret part of a new link (43 letters), of which only a digest is kept. Give a connection that is in a transaction. */
    async give(agencyId: string, staffId: string, place: EntryPlace): Promise<string> {
      await db
        .deleteFrom('entry_links')
        .where('agency_id', '=', agencyId)
        .where((where) =>
          where.or([
            where.and([where('staff_id', '=', staffId), where('leads_to', '=', place)]),
            where('expires_at', '<', now()),
          ]),
        )
        .execute()
      const token = ids.bytes(32).toString('base64url')
      await db
        .insertInto('entry_links')
        .values({
          agency_id: agencyId,
          link_hash: hashOf(token),
          staff_id: staffId,
          leads_to: place,
          expires_at: now(life),
          used_at: null,
        })
        .execute()
      return token
    },

    /** Uses a link up. @returns the person whose it was, or null when it is used, old, unknown, or of another agency or place */
    async redeem(agencyId: string, token: string, place: EntryPlace): Promise<string | null> {
      const used = await db
        .updateTable('entry_links')
        .set({ used_at: now() })
        .where('link_hash', '=', hashOf(token))
        .where('agency_id', '=', agencyId)
        .where('leads_to', '=', place)
        .where('used_at', 'is', null)
        .where('expires_at', '>', now())
        .returning('staff_id')
        .executeTakeFirst()
      if (!used) return null
      const member = await db
        .selectFrom('staff')
        .select('person_id')
        .where('staff_id', '=', used.staff_id)
        .where('removed_at', 'is', null)
        .executeTakeFirst()
      return member?.person_id ?? null
    },

    /** As whom a person serves now, or null. */
    async serving(agencyId: string, personId: string): Promise<{ name: string; role: Role } | null> {
      const row = await db
        .selectFrom('staff')
        .select(['name', 'role'])
        .where('agency_id', '=', agencyId)
        .where('person_id', '=', personId)
        .where('removed_at', 'is', null)
        .executeTakeFirst()
      return row ? { name: row.name, role: toRole(row.role) } : null
    },
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
