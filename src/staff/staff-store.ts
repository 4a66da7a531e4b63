import { createHash } from 'node:crypto'
import type { Db } from '../db/open.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Ids } from '../kernel/ids.ts'

export const roles = ['staff', 'reviewer', 'executive', 'officer', 'admin'] as const
export type Role = (typeof roles)[number]

/** A member of staff as the rest of the program sees them. */
export type StaffMember = { id: string; personId: string; name: string; role: Role; unit: string | null }

/** Letters and digits that are not mistaken for one another on a slip of paper: no 0 O 1 I L U. */
const codeLetters = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
const codeLifeDays = 7
const triesAnHour = 5
const hour = 3_600_000

/** Invitations, registrations and removals. */
export function staffStore(db: Db, clock: Clock, ids: Ids) {
  function moment(shift = 0): string {
    return new Date(clock.now().getTime() + shift).toISOString()
  }

  return {
    /** A one-time code `XXXX-XXXX` for one person; only its hash is kept. Valid for seven days. */
    async invite(agencyId: string, invited: { name: string; unitId: string | null; role: Role }): Promise<string> {
      const letters = Array.from({ length: 8 }, () => codeLetters[ids.below(codeLetters.length)]).join('')
      await db
        .insertInto('invitations')
        .values({
          agency_id: agencyId,
          invitation_id: ids.short(),
          code_hash: hashCode(agencyId, letters),
          name: invited.name,
          unit_id: invited.unitId,
          role: invited.role,
          created_at: moment(),
          expires_at: moment(codeLifeDays * 24 * hour),
          used_at: null,
          used_by: null,
        })
        .execute()
      return `${letters.slice(0, 4)}-${letters.slice(4)}`
    },

    /**
     * Tries a code for a person, in a transaction. Wrong, used and expired codes are one outcome: nobody learns which.
     * Five failures of one person within an hour cool down, whatever they send then.
     */
    async register(
      agencyId: string,
      personId: string,
      code: string,
    ): Promise<{ outcome: 'registered'; member: StaffMember } | { outcome: 'refused' | 'cooling-down' }> {
      const recent = await db
        .selectFrom('registration_attempts')
        .select((select) => select.fn.countAll().as('count'))
        .where('person_id', '=', personId)
        .where('at', '>', moment(-hour))
        .executeTakeFirstOrThrow()
      if (Number(recent.count) >= triesAnHour) return { outcome: 'cooling-down' }

      const used = await db
        .updateTable('invitations')
        .set({ used_at: moment(), used_by: personId })
        .where('agency_id', '=', agencyId)
        .where('code_hash', '=', hashCode(agencyId, code.toUpperCase().replace(/[^0-9A-Z]/g, '')))
        .where('used_at', 'is', null)
        .where('expires_at', '>', moment())
        .returning(['name', 'unit_id', 'role'])
        .executeTakeFirst()
      if (!used) {
        await db
          .insertInto('registration_attempts')
          .values({ agency_id: agencyId, attempt_id: ids.short(), person_id: personId, at: moment() })
          .execute()
        return { outcome: 'refused' }
      }
      await db
        .updateTable('staff')
        .set({ removed_at: moment() })
        .where('person_id', '=', personId)
        .where('removed_at', 'is', null)
        .execute()
      const staffId = ids.short()
      await db
        .insertInto('staff')
        .values({
          agency_id: agencyId,
          staff_id: staffId,
          person_id: personId,
          name: used.name,
          unit_id: used.unit_id,
          role: used.role,
          created_at: moment(),
          removed_at: null,
        })
        .execute()
      const unit = used.unit_id
        ? await db.selectFrom('units').select('name').where('unit_id', '=', used.unit_id).executeTakeFirst()
        : undefined
      return {
        outcome: 'registered',
        member: { id: staffId, personId, name: used.name, role: toRole(used.role), unit: unit?.name ?? null },
      }
    },

    /** Everybody who serves now, by name. */
    async list(agencyId: string): Promise<(StaffMember & { since: string })[]> {
      const rows = await db
        .selectFrom('staff')
        .leftJoin('units', 'units.unit_id', 'staff.unit_id')
        .select([
          'staff.staff_id',
          'staff.person_id',
          'staff.name',
          'staff.role',
          'staff.created_at',
          'units.name as unit',
        ])
        .where('staff.agency_id', '=', agencyId)
        .where('staff.removed_at', 'is', null)
        .orderBy('staff.name')
        .execute()
      return rows.map((row) => ({
        id: row.staff_id,
        personId: row.person_id,
        name: row.name,
        role: toRole(row.role),
        unit: row.unit,
        since: row.created_at,
      }))
    },

    /** Ends the service of the person with this staff id; it takes effect with their very next message. */
    async remove(agencyId: string, staffId: string): Promise<'removed' | 'unknown'> {
      const { numUpdatedRows } = await db
        .updateTable('staff')
        .set({ removed_at: moment() })
        .where('agency_id', '=', agencyId)
        .where('staff_id', '=', staffId)
        .where('removed_at', 'is', null)
        .executeTakeFirst()
      return numUpdatedRows === 1n ? 'removed' : 'unknown'
    },
  }
}

/** Reads a role from a column. @throws Error when the database holds a role that this version does not know */
export function toRole(value: string): Role {
  const role = roles.find((known) => known === value)
  if (!role) throw new Error(`The staff table holds an unknown role.`)
  return role
}

function hashCode(agencyId: string, letters: string): string {
  return createHash('sha256').update(`${agencyId}:${letters}`).digest('base64url')
}
