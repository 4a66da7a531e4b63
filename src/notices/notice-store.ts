import type { Db } from '../db/open.ts'
import type { Clock } from '../kernel/clock.ts'
import { noticeModes, usualDigest, type NoticeMode, type ReminderPurpose } from './plan.ts'

/** How somebody wants to be told. */
export type Wish = { mode: NoticeMode; digestMinute: number }
export type Listening = Wish & { digestOn: string | null; pushedAt: Date | null }

const usual: Listening = { mode: 'all', digestMinute: usualDigest, digestOn: null, pushedAt: null }

/** Who is told how, what they were told, and for whom a reminder waits. Nothing here says what it is about. */
export function noticeStore(db: Db, clock: Clock) {
  const moment = () => clock.now().toISOString()

  return {
    /** How this person wants to be told. */
    async wish(personId: string): Promise<Wish> {
      const row = await db
        .selectFrom('notice_wishes')
        .select(['mode', 'digest_minute'])
        .where('person_id', '=', personId)
        .executeTakeFirst()
      return row ? { mode: toMode(row.mode), digestMinute: row.digest_minute } : usual
    },

    /** Writes a wish down, in whole or in part. */
    async setWish(agencyId: string, personId: string, wish: Partial<Wish>): Promise<void> {
      const values = {
        ...(wish.mode !== undefined && { mode: wish.mode }),
        ...(wish.digestMinute !== undefined && { digest_minute: wish.digestMinute }),
      }
      await db
        .insertInto('notice_wishes')
        .values({
          person_id: personId,
          agency_id: agencyId,
          mode: usual.mode,
          digest_minute: usual.digestMinute,
          digest_on: null,
          pushed_at: null,
          ...values,
        })
        .onConflict((conflict) => conflict.column('person_id').doUpdateSet({ agency_id: agencyId, ...values }))
        .execute()
    },

    /** How each of these people listens, their open reminders, and what they were told of these matters. */
    async listening(
      agencyId: string,
    ): Promise<Map<string, Listening & { reminders: Set<ReminderPurpose>; told: Set<string>; waits: boolean }>> {
      const wishes = await db.selectFrom('notice_wishes').selectAll().where('agency_id', '=', agencyId).execute()
      const reminders = await db.selectFrom('reminders').selectAll().where('agency_id', '=', agencyId).execute()
      const told = await db
        .selectFrom('told')
        .select(['person_id', 'matter'])
        .where('agency_id', '=', agencyId)
        .execute()
      const waiting = await db
        .selectFrom('outbox')
        .innerJoin('reminders', 'reminders.person_id', 'outbox.person_id')
        .select('outbox.person_id')
        .distinct()
        .where('reminders.agency_id', '=', agencyId)
        .where('outbox.state', 'in', ['waiting', 'due'])
        .where('outbox.purpose', '=', 'work')
        .execute()
      const people = new Map<
        string,
        Listening & { reminders: Set<ReminderPurpose>; told: Set<string>; waits: boolean }
      >()
      const of = (personId: string) => {
        const known = people.get(personId)
        if (known) return known
        const fresh = { ...usual, reminders: new Set<ReminderPurpose>(), told: new Set<string>(), waits: false }
        people.set(personId, fresh)
        return fresh
      }
      for (const row of wishes) {
        Object.assign(of(row.person_id), {
          mode: toMode(row.mode),
          digestMinute: row.digest_minute,
          digestOn: row.digest_on,
          pushedAt: row.pushed_at === null ? null : new Date(row.pushed_at),
        })
      }
      for (const row of reminders) of(row.person_id).reminders.add(toPurpose(row.purpose))
      for (const row of told) of(row.person_id).told.add(row.matter)
      for (const row of waiting) if (row.person_id !== null) of(row.person_id).waits = true
      return people
    },

    /** The open reminders of one person. */
    async remindersOf(personId: string): Promise<ReminderPurpose[]> {
      const rows = await db.selectFrom('reminders').select('purpose').where('person_id', '=', personId).execute()
      return rows.map((row) => toPurpose(row.purpose))
    },

    /** Exactly these reminders are open for this person from now on. */
    async setReminders(agencyId: string, personId: string, purposes: readonly ReminderPurpose[]): Promise<void> {
      await db
        .deleteFrom('reminders')
        .where('person_id', '=', personId)
        .$if(purposes.length > 0, (query) => query.where('purpose', 'not in', purposes))
        .execute()
      for (const purpose of purposes) await remindOne(db, agencyId, personId, purpose, moment())
    },

    /** Writes down that somebody was told, and once more is not needed. */
    async tell(agencyId: string, personId: string, keys: readonly string[]): Promise<void> {
      for (const matter of new Set(keys)) {
        await db
          .insertInto('told')
          .values({ agency_id: agencyId, person_id: personId, matter, told_at: moment() })
          .onConflict((conflict) => conflict.columns(['person_id', 'matter']).doNothing())
          .execute()
      }
    },

    /** Writes down that today's digest of these people is over, or that somebody was pushed to. */
    async note(agencyId: string, personId: string, what: { digestOn?: string; pushed?: true }): Promise<void> {
      const values = {
        ...(what.digestOn !== undefined && { digest_on: what.digestOn }),
        ...(what.pushed && { pushed_at: moment() }),
      }
      await db
        .insertInto('notice_wishes')
        .values({
          person_id: personId,
          agency_id: agencyId,
          mode: usual.mode,
          digest_minute: usual.digestMinute,
          digest_on: null,
          pushed_at: null,
          ...values,
        })
        .onConflict((conflict) => conflict.column('person_id').doUpdateSet(values))
        .execute()
    },

    /** Forgets what was told longer ago than `days`. */
    async forget(days: number): Promise<void> {
      const before = new Date(clock.now().getTime() - days * 86_400_000).toISOString()
      await db.deleteFrom('told').where('told_at', '<', before).execute()
    },
  }
}

async function remindOne(
  db: Db,
  agencyId: string,
  personId: string,
  purpose: ReminderPurpose,
  since: string,
): Promise<void> {
  await db
    .insertInto('reminders')
    .values({ agency_id: agencyId, person_id: personId, purpose, since })
    .onConflict((conflict) => conflict.columns(['person_id', 'purpose']).doNothing())
    .execute()
}

/**
 * Lets somebody be reminded, in the next slot of a working day, that something waits for them: with the very words in which
 * everybody is reminded, at most one message for each person and slot however often this is called, and nothing is written
 * down of why. Whoever writes to the bot before gets the same words with the reply, free of charge.
 * @param purpose `deadline` may use what is kept of the month for time limits of reports, and reaches also who wants no notices
 */
export async function remind(
  db: Db,
  agencyId: string,
  personId: string,
  purpose: Exclude<ReminderPurpose, 'ride'>,
  now: Date,
): Promise<void> {
  await remindOne(db, agencyId, personId, purpose, now.toISOString())
}

function toMode(value: string): NoticeMode {
  return noticeModes.find((mode) => mode === value) ?? usual.mode
}

function toPurpose(value: string): ReminderPurpose {
  return value === 'deadline' || value === 'ride' ? value : 'work'
}
