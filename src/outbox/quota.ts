import type { Db } from '../db/open.ts'
import type { Clock } from '../kernel/clock.ts'
import { pushPurpose, type Month, type PushPurpose } from './budget.ts'

/** What LINE says about an account's month: `allowed` null = unlimited. */
export type QuotaReading = { allowed: number | null; used: number }

/** A reading is believed for an hour; our own pushes are counted on top of it meanwhile. */
const believedFor = 3_600_000
const bangkok = 7 * 3_600_000

/** The month's paid messages of each account: read from LINE, kept in the database, never guessed. */
export function quotaKeeper(db: Db, clock: Clock, read: (agencyId: string) => Promise<QuotaReading | null>) {
  const month = (): string => new Date(clock.now().getTime() + bangkok).toISOString().slice(0, 7)

  /** Which part of the month is over, 0 to 1. */
  function elapsed(): number {
    const now = new Date(clock.now().getTime() + bangkok)
    const first = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1)
    return (now.getTime() - first) / (Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1) - first)
  }

  async function stored(agencyId: string, connection: Db = db) {
    return connection
      .selectFrom('quotas')
      .selectAll()
      .where('agency_id', '=', agencyId)
      .where('month', '=', month())
      .executeTakeFirst()
  }

  async function monthKnown(connection: Db, agencyId: string): Promise<Month & { read: boolean }> {
    const row = await stored(agencyId, connection)
    const rows = await connection
      .selectFrom('pushes')
      .select(['purpose', 'sent'])
      .where('agency_id', '=', agencyId)
      .where('month', '=', month())
      .execute()
    const sent = (purpose: PushPurpose) => rows.find((one) => one.purpose === purpose)?.sent ?? 0
    return {
      allowed: row?.allowed ?? null,
      used: row?.used ?? 0,
      sent: { citizen: sent('citizen'), deadline: sent('deadline'), work: sent('work') },
      elapsed: elapsed(),
      read: row !== undefined,
    }
  }

  /** Asks LINE now. @returns messages left; null when unlimited, or when LINE does not tell */
  async function refresh(agencyId: string): Promise<number | null> {
    const reading = await read(agencyId)
    if (!reading) return null
    const values = { allowed: reading.allowed, used: reading.used, read_at: clock.now().toISOString() }
    await db
      .insertInto('quotas')
      .values({ agency_id: agencyId, month: month(), ...values })
      .onConflict((conflict) => conflict.columns(['agency_id', 'month']).doUpdateSet(values))
      .execute()
    return reading.allowed === null ? null : reading.allowed - reading.used
  }

  /** Messages left this month, from LINE at most an hour ago; null when unlimited or not to be learnt. */
  async function left(agencyId: string): Promise<number | null> {
    const row = await stored(agencyId)
    if (!row || clock.now().getTime() - Date.parse(row.read_at) > believedFor) return refresh(agencyId)
    return row.allowed === null ? null : row.allowed - row.used
  }

  return {
    refresh,

    left,

    /** How the month stands, by purpose; LINE's figures at most an hour old. */
    async month(agencyId: string): Promise<Month> {
      const remaining = await left(agencyId)
      const standing = await monthKnown(db, agencyId)
      return { ...standing, allowed: remaining === null ? null : standing.allowed }
    },

    /** The same without asking LINE, e.g. in a transaction; null before the first reading of the month. */
    async knownMonth(connection: Db, agencyId: string): Promise<Month | null> {
      const standing = await monthKnown(connection, agencyId)
      return standing.read ? standing : null
    },

    /** Counts one push that LINE accepted, for what it was. */
    async count(agencyId: string, purpose: string): Promise<void> {
      await db
        .insertInto('pushes')
        .values({ agency_id: agencyId, month: month(), purpose: pushPurpose(purpose), sent: 1 })
        .onConflict((conflict) =>
          conflict
            .columns(['agency_id', 'month', 'purpose'])
            .doUpdateSet((set) => ({ sent: set('pushes.sent', '+', 1) })),
        )
        .execute()
      await db
        .updateTable('quotas')
        .set((row) => ({ used: row('used', '+', 1) }))
        .where('agency_id', '=', agencyId)
        .where('month', '=', month())
        .execute()
    },

    /** What is stored, for cards and `doctor`; null before the first reading of the month. */
    async known(agencyId: string): Promise<(QuotaReading & { readAt: Date }) | null> {
      const row = await stored(agencyId)
      return row ? { allowed: row.allowed, used: row.used, readAt: new Date(row.read_at) } : null
    },
  }
}

export type QuotaKeeper = ReturnType<typeof quotaKeeper>
