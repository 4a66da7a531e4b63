import { createHash } from 'node:crypto'
import type { Db } from '../db/open.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Ids } from '../kernel/ids.ts'
import { toRole, type Role } from './staff-store.ts'

const minute = 60_000
/** How long a link waits to be opened, and how long the pages behind it stay open, in ms. */
const linkLife = 15 * minute
const sessionLife = 30 * minute
const secretBytes = 24

/** Who looks at a staff page. */
export type PageVisitor = { agencyId: string; staffId: string; name: string; role: Role; unit: string | null }

/**
 * One-time links from LINE into the staff pages. A link opens once; what it opens is a session of one browser, which ends
 * by itself, and at once when the person serves no more. Secrets are kept as one-way names only.
 */
export function linkStore(db: Db, clock: Clock, ids: Ids) {
  const moment = (shift = 0) => new Date(clock.now().getTime() + shift).toISOString()
  const secret = () => ids.bytes(secretBytes).toString('base64url')

  return {
    /**
     * Makes a link for a member of staff. Outworn links of the agency are forgotten on the way.
     * @param opens the page behind it, as a path below the staff pages, e.g. `measures?quarter=2`
     * @returns the secret part of the link
     */
    async issue(agencyId: string, staffId: string, opens: string): Promise<string> {
      await db
        .deleteFrom('staff_links')
        .where('agency_id', '=', agencyId)
        .where('expires_at', '<', moment(-sessionLife))
        .execute()
      const token = secret()
      await db
        .insertInto('staff_links')
        .values({
          link_hash: hash(token),
          agency_id: agencyId,
          staff_id: staffId,
          opens,
          expires_at: moment(linkLife),
          used_at: null,
          session_hash: null,
          session_until: null,
        })
        .execute()
      return token
    },

    /** Opens a link: the first time within its life it becomes a session; null every other time. */
    async redeem(token: string): Promise<{ session: string; opens: string } | null> {
      const session = secret()
      const row = await db
        .updateTable('staff_links')
        .set({ used_at: moment(), session_hash: hash(session), session_until: moment(sessionLife) })
        .where('link_hash', '=', hash(token))
        .where('used_at', 'is', null)
        .where('expires_at', '>', moment())
        .returning('opens')
        .executeTakeFirst()
      return row ? { session, opens: row.opens } : null
    },

    /** Whether a link can still be opened: looking at it opens nothing, so that a preview uses nothing up. */
    async waits(token: string): Promise<boolean> {
      const row = await db
        .selectFrom('staff_links')
        .select('link_hash')
        .where('link_hash', '=', hash(token))
        .where('used_at', 'is', null)
        .where('expires_at', '>', moment())
        .executeTakeFirst()
      return row !== undefined
    },

    /** Who a session belongs to, as they serve now; null when it is over or they serve no more. */
    async visitor(session: string): Promise<PageVisitor | null> {
      const row = await db
        .selectFrom('staff_links')
        .innerJoin('staff', 'staff.staff_id', 'staff_links.staff_id')
        .leftJoin('units', 'units.unit_id', 'staff.unit_id')
        .select(['staff_links.agency_id', 'staff.staff_id', 'staff.name', 'staff.role', 'units.name as unit'])
        .where('staff_links.session_hash', '=', hash(session))
        .where('staff_links.session_until', '>', moment())
        .where('staff.removed_at', 'is', null)
        .executeTakeFirst()
      return row
        ? { agencyId: row.agency_id, staffId: row.staff_id, name: row.name, role: toRole(row.role), unit: row.unit }
        : null
    },
  }
}

export type LinkStore = ReturnType<typeof linkStore>

function hash(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
