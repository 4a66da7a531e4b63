import { sql, type ExpressionBuilder } from 'kysely'
import { z } from 'zod'
import type { Db } from '../db/open.ts'
import { preparedList } from '../db/prepared.ts'
import type { Database, OutboxRow } from '../db/schema.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Envelope } from '../kernel/envelope.ts'
import type { Ids } from '../kernel/ids.ts'
import type { Standing, Verdict } from './attempt.ts'

/** LINE message objects as they will travel. */
export type Messages = Record<string, unknown>[]

/** A message on its way: at most five LINE message objects for one person. */
export type Outgoing = Standing & {
  id: string
  agencyId: string
  personId: string | null
  purpose: string
  to: string
  replyToken: string | null
  messages: Messages
}

/** A message that a decision wants sent. */
export type NewMessage = {
  personId: string | null
  purpose: string
  to: string
  replyToken: string | null
  replyUntil: Date | null
  push: boolean
  messages: Messages
  /** Not before this moment, e.g. because more for the same person is likely to follow: then both are one push. */
  holdUntil?: Date
}

// Written into the SQL text, not bound: only so can the partial indexes be used.
const due = sql.lit('due')
const waiting = sql.lit('waiting')

/** Purposes of messages to staff. */
const toStaff = ['work', 'deadline']

/** How long a sender may keep a message, in ms; longer than LINE's time limit of one call. */
export const outboxLease = 15_000

/**
 * No delay and no lease reaches further than this, in ms; as in the inbox, what does was written while the server's clock was
 * ahead and counts as over.
 */
const furthest = 300_000

const Payload = z.object({
  to: z.string(),
  replyToken: z.string().nullable(),
  messages: z.array(z.record(z.string(), z.unknown())),
})

const insertMessages = preparedList((db: Db, rows: OutboxRow[]) => db.insertInto('outbox').values(rows))

const finishMessages = preparedList((db: Db, messages: { id: string; now: string }[]) =>
  db
    .updateTable('outbox')
    .set({
      state: 'sent',
      done_at: messages[0]?.now ?? '',
      payload_sealed: '',
      claimed_by: null,
      claimed_until: null,
      last_status: 200,
    })
    .where(
      'outbox_id',
      'in',
      messages.map((message) => message.id),
    ),
)

const fateColumns = ['outbox_id', 'attempts', 'last_status', 'first_push_at', 'reply_until', 'claimed_until'] as const

/** Every message that must reach somebody. */
export function outboxStore(db: Db, clock: Clock, ids: Ids, envelope: Envelope, worker: string) {
  function moment(shift = 0): string {
    return new Date(clock.now().getTime() + shift).toISOString()
  }

  let lastMoment = 0
  let serial = 0

  /** A UUID that sorts by time, and within a millisecond by order (version 7 of RFC 9562): answers to one person keep theirs. */
  function nextId(): string {
    const now = clock.now().getTime()
    serial = now === lastMoment ? serial + 1 : 0
    lastMoment = now
    const time = now.toString(16).padStart(12, '0')
    const count = (serial % 4096).toString(16).padStart(3, '0')
    return `${time.slice(0, 8)}-${time.slice(8)}-7${count}${ids.uuid().slice(18)}`
  }

  /** Another id at the same place in the order. */
  function idBeside(id: string): string {
    return `${id.slice(0, 18)}${ids.uuid().slice(18)}`
  }

  function seal(id: string, message: Pick<NewMessage, 'to' | 'replyToken' | 'messages'>): string {
    const { to, replyToken, messages } = message
    return envelope.seal(JSON.stringify({ to, replyToken, messages }), place(id))
  }

  /** A row that is claimed and has no recorded result: its sender disappeared, and a reply may have gone out. */
  function mayHaveReplied(row: Pick<OutboxRow, (typeof fateColumns)[number]>): boolean {
    if (row.last_status !== null || row.first_push_at !== null) return false
    // Claimed after its token had died, it could only have been pushed.
    return (
      row.reply_until !== null &&
      row.claimed_until !== null &&
      Date.parse(row.claimed_until) - outboxLease < Date.parse(row.reply_until)
    )
  }

  function open(row: OutboxRow): Outgoing {
    const payload = Payload.parse(JSON.parse(envelope.open(row.payload_sealed, place(row.outbox_id))))
    return {
      id: row.outbox_id,
      agencyId: row.agency_id,
      personId: row.person_id,
      purpose: row.purpose,
      ...payload,
      replyUntil: row.reply_until ? new Date(row.reply_until) : null,
      replyUnknown: row.reply_unknown === 1,
      push: row.push === 1,
      firstPushAt: row.first_push_at ? new Date(row.first_push_at) : null,
      attempts: row.attempts,
    }
  }

  /** A message that cannot be opened (another app key) must not hold up the others: it ends. */
  async function openOrEnd(transaction: Db, row: OutboxRow): Promise<Outgoing | null> {
    try {
      return open(row)
    } catch {
      await transaction
        .updateTable('outbox')
        .set({ state: 'failed', done_at: moment(), payload_sealed: '', claimed_by: null, claimed_until: null })
        .where('outbox_id', '=', row.outbox_id)
        .execute()
      return null
    }
  }

  return {
    /**
     * Stores messages in the transaction of the decision that wants them. With `lease` the caller sends them itself right
     * after the commit; without, they wait for a sender.
     */
    async add(transaction: Db, agencyId: string, messages: readonly NewMessage[], lease: boolean): Promise<Outgoing[]> {
      if (messages.length === 0) return []
      const now = moment()
      const rows = messages.map((message): OutboxRow => {
        const id = nextId()
        const asReply = message.replyUntil !== null && message.replyToken !== null
        return {
          agency_id: agencyId,
          outbox_id: id,
          person_id: message.personId,
          purpose: message.purpose,
          state: 'due',
          payload_sealed: seal(id, message),
          reply_until: asReply ? (message.replyUntil?.toISOString() ?? null) : null,
          push: message.push ? 1 : 0,
          reply_unknown: 0,
          attempts: lease && !message.holdUntil ? 1 : 0,
          first_push_at: null,
          claimed_by: lease && !message.holdUntil ? worker : null,
          claimed_until: lease && !message.holdUntil ? moment(outboxLease) : null,
          not_before: message.holdUntil?.toISOString() ?? now,
          created_at: now,
          done_at: null,
          last_status: null,
        }
      })
      await insertMessages(transaction, rows)
      return rows.flatMap((row, index) => {
        const message = messages[index] as NewMessage
        // What is held is nobody's to send yet.
        if (lease && message.holdUntil) return []
        return [
          {
            ...message,
            id: row.outbox_id,
            agencyId,
            replyUnknown: false,
            firstPushAt: null,
            attempts: row.attempts,
            replyUntil: row.reply_until ? new Date(row.reply_until) : null,
          },
        ]
      })
    },

    /** Leases up to `most` messages whose time has come, oldest first, and counts the attempt. */
    async claim(most: number): Promise<Outgoing[]> {
      const [now, beyond] = [moment(), moment(furthest)]
      const isFree = (where: ExpressionBuilder<Database, 'outbox'>) =>
        where.or([
          where('claimed_until', 'is', null),
          where('claimed_until', '<', now),
          where('claimed_until', '>', beyond),
        ])
      const before = await db
        .selectFrom('outbox')
        .select(fateColumns)
        .where('state', '=', due)
        .where((where) => where.or([where('not_before', '<=', now), where('not_before', '>', beyond)]))
        .where(isFree)
        .orderBy('not_before')
        .orderBy('outbox_id')
        .limit(most)
        .execute()
      if (before.length === 0) return []
      // One commit for all of them: it costs more than the rest.
      return db.transaction().execute(async (transaction) => {
        const claimed: Outgoing[] = []
        for (const candidate of before) {
          const row = await transaction
            .updateTable('outbox')
            .set({
              claimed_by: worker,
              claimed_until: moment(outboxLease),
              attempts: candidate.attempts + 1,
              last_status: null,
              ...(mayHaveReplied(candidate) && { reply_unknown: 1 }),
            })
            .where('outbox_id', '=', candidate.outbox_id)
            .where('state', '=', due)
            .where('attempts', '=', candidate.attempts)
            .where(isFree)
            .returningAll()
            .executeTakeFirst()
          const message = row && (await openOrEnd(transaction, row))
          if (message) claimed.push(message)
        }
        return claimed
      })
    },

    /** Holds a claimed message for another lease. @returns false when it ran out meanwhile: somebody else may have it */
    async renew(message: Outgoing): Promise<boolean> {
      const { numUpdatedRows } = await db
        .updateTable('outbox')
        .set({ claimed_until: moment(outboxLease) })
        .where('outbox_id', '=', message.id)
        .where('state', '=', due)
        .where('claimed_by', '=', worker)
        .where('attempts', '=', message.attempts)
        .where('claimed_until', '>=', moment())
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n
    },

    /**
     * Says durably that a push is about to be made: from its first use on, LINE remembers the retry key for 24 hours.
     * @returns false when the message has ended meanwhile, e.g. because its person was erased: then it must not be made
     */
    async startPush(id: string): Promise<boolean> {
      const { numUpdatedRows } = await db
        .updateTable('outbox')
        .set((row) => ({ first_push_at: row.fn.coalesce('first_push_at', row.val(moment())) }))
        .where('outbox_id', '=', id)
        .where('state', '=', due)
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n
    },

    /** Ends messages that reached LINE and erases what they said, all in one statement. */
    async finishSent(idsOfSent: readonly string[]): Promise<void> {
      const now = moment()
      await finishMessages(
        db,
        idsOfSent.map((id) => ({ id, now })),
      )
    },

    /**
     * Writes down what an attempt that did not succeed means. `status` is LINE's, 0 when there was no answer.
     * Nothing changes when somebody else has taken the message over meanwhile.
     */
    async settle(message: Outgoing, verdict: Verdict, status: number): Promise<void> {
      // Only a known person has a next reply that a message could wait for.
      const settled: Verdict = 'wait' in verdict && message.personId === null ? { end: 'failed' } : verdict
      await db
        .updateTable('outbox')
        .set({ ...change(settled), last_status: status, claimed_by: null, claimed_until: null })
        .where('outbox_id', '=', message.id)
        .where('state', '=', due)
        .where('claimed_by', '=', worker)
        .where('attempts', '=', message.attempts)
        .execute()
    },

    /**
     * Takes what waits for this person's next reply, oldest first, as many message objects as there is `room` for: they now
     * travel inside the reply. Of a message that is longer than that the rest waits on. In the transaction of the event.
     */
    async takeWaiting(transaction: Db, personId: string, room: number): Promise<{ messages: Messages; push: boolean }> {
      const taken: { messages: Messages; push: boolean } = { messages: [], push: false }
      const rows = await transaction
        .selectFrom('outbox')
        .selectAll()
        .where('person_id', '=', personId)
        .where('state', '=', waiting)
        .orderBy('created_at')
        .orderBy('outbox_id')
        .limit(room)
        .execute()
      for (const row of rows) {
        const left = room - taken.messages.length
        if (left <= 0) break
        const held = open(row)
        const rest = held.messages.slice(left)
        // Another body under the same retry key would not be a repetition.
        const restId = idBeside(row.outbox_id)
        const { numUpdatedRows } = await transaction
          .updateTable('outbox')
          .set(
            rest.length > 0
              ? { outbox_id: restId, payload_sealed: seal(restId, { ...held, messages: rest }) }
              : { state: 'merged', done_at: moment(), payload_sealed: '' },
          )
          .where('outbox_id', '=', row.outbox_id)
          .where('state', '=', waiting)
          .where('payload_sealed', '=', row.payload_sealed)
          .executeTakeFirstOrThrow()
        // Another process may just have let it go again because there is quota, or have taken from it.
        if (numUpdatedRows !== 1n) continue
        taken.messages.push(...held.messages.slice(0, left))
        taken.push ||= held.push
      }
      return taken
    },

    /**
     * Takes the pushes to this person that are held back, oldest first, as many as fit into `room` message objects, and ends
     * them: they travel with the next one, as one paid message. In the transaction of that one.
     */
    async takeHeld(transaction: Db, personId: string, room: number): Promise<Messages> {
      const rows = await transaction
        .selectFrom('outbox')
        .selectAll()
        .where('person_id', '=', personId)
        .where('state', '=', due)
        .where('attempts', '=', 0)
        .where('reply_until', 'is', null)
        .where('not_before', '>', moment())
        .orderBy('created_at')
        .orderBy('outbox_id')
        .execute()
      const taken: Messages = []
      for (const row of rows) {
        const held = open(row)
        if (taken.length + held.messages.length > room) break
        const { numUpdatedRows } = await transaction
          .updateTable('outbox')
          .set({ state: 'merged', done_at: moment(), payload_sealed: '' })
          .where('outbox_id', '=', row.outbox_id)
          .where('state', '=', due)
          .where('attempts', '=', 0)
          .executeTakeFirstOrThrow()
        if (numUpdatedRows === 1n) taken.push(...held.messages)
      }
      return taken
    },

    /** Agencies that have messages to citizens which wait although they are worth a push. */
    async waitingAgencies(): Promise<string[]> {
      const rows = await db
        .selectFrom('outbox')
        .select('agency_id')
        .distinct()
        .where('state', '=', waiting)
        .where('push', '=', 1)
        .where('purpose', 'not in', toStaff)
        .execute()
      return rows.map((row) => row.agency_id)
    },

    /**
     * Lets up to `most` waiting messages that are worth a push go again, because there is quota. Not those to staff: they would be
     * stale, or come at night; a reminder in the next slot stands for all of them. @returns how many
     */
    async revive(agencyId: string, most: number): Promise<number> {
      const { numUpdatedRows } = await db
        .updateTable('outbox')
        .set({ state: 'due', not_before: moment() })
        .where('outbox_id', 'in', (select) =>
          select
            .selectFrom('outbox as held')
            .select('held.outbox_id')
            .where('held.agency_id', '=', agencyId)
            .where('held.state', '=', waiting)
            .where('held.push', '=', 1)
            .where('held.purpose', 'not in', toStaff)
            .orderBy('held.created_at')
            .orderBy('held.outbox_id')
            .limit(most),
        )
        .executeTakeFirstOrThrow()
      return Number(numUpdatedRows)
    },

    /** As in the inbox: leases of a process that is certainly gone. The attempts stay counted; a reply may have gone out. */
    async releaseAll(): Promise<void> {
      const rows = await db
        .selectFrom('outbox')
        .select(fateColumns)
        .where('state', '=', due)
        .where('claimed_by', 'is not', null)
        .execute()
      for (const row of rows) {
        await db
          .updateTable('outbox')
          .set({ claimed_by: null, claimed_until: null, ...(mayHaveReplied(row) && { reply_unknown: 1 }) })
          .where('outbox_id', '=', row.outbox_id)
          .where('state', '=', due)
          .execute()
      }
    },

    /**
     * Forgets messages that ended more than `ended` days ago, and what waited for `waiting` days for somebody who did not come
     * back, a slice at a time. @returns how many
     */
    async purge(days: { ended: number; waiting: number }, most: number): Promise<number> {
      const { numDeletedRows } = await db
        .deleteFrom('outbox')
        .where('outbox_id', 'in', (select) =>
          select
            .selectFrom('outbox as old')
            .select('old.outbox_id')
            .where((where) =>
              where.or([
                where('old.done_at', '<', moment(-days.ended * 86_400_000)),
                where.and([
                  where('old.state', '=', waiting),
                  where('old.created_at', '<', moment(-days.waiting * 86_400_000)),
                ]),
              ]),
            )
            .limit(most),
        )
        .executeTakeFirstOrThrow()
      return Number(numDeletedRows)
    },

    /** How many messages are due, and how many wait for a person's next reply or for quota. */
    async counts(): Promise<{ due: number; waiting: number }> {
      const count = async (state: typeof due) =>
        Number(
          (
            await db
              .selectFrom('outbox')
              .select((select) => select.fn.countAll().as('count'))
              .where('state', '=', state)
              .executeTakeFirstOrThrow()
          ).count,
        )
      return { due: await count(due), waiting: await count(waiting) }
    },
  }

  function change(verdict: Verdict): Partial<OutboxRow> {
    if ('end' in verdict) return { state: verdict.end, done_at: moment(), payload_sealed: '' }
    // LINE never accepted it: when it goes again after weeks, the life of its retry key begins anew.
    if ('wait' in verdict)
      return { state: 'waiting', first_push_at: null, ...(verdict.tokenGone && { reply_until: null }) }
    return {
      not_before: moment(verdict.delay),
      ...(verdict.tokenGone && { reply_until: null }),
      ...(verdict.replyUnknown && { reply_unknown: 1 }),
      ...(verdict.neverPushed && { first_push_at: null }),
    }
  }
}

export type OutboxStore = ReturnType<typeof outboxStore>

function place(id: string): string {
  return `outbox:${id}`
}
