import { sql } from 'kysely'
import type { Db } from '../db/open.ts'
import { prepared, preparedList } from '../db/prepared.ts'
import type { Database, InboxRow } from '../db/schema.ts'
import type { Clock } from '../kernel/clock.ts'
import { personKey, type Envelope } from '../kernel/envelope.ts'

/** An event as it came in, before anybody looked at what it says. */
export type ReceivedEvent = {
  agencyId: string
  eventId: string
  /** LINE's id of the person or group, '' for nobody. Only its pseudonym is stored. */
  from: string
  occurredAt: Date
  /** The event itself, as JSON.parse made it. */
  event: unknown
}

/** Events that LINE delivered at one moment. */
export type Arrived = { events: readonly ReceivedEvent[]; receivedAt: Date }

/** An event whose turn it is, leased to this worker. */
export type ClaimedEvent = {
  inboxId: string
  agencyId: string
  receivedAt: Date
  /** This try included. */
  attempts: number
  /** undefined when the seal cannot be opened (another app key): handling it fails, and in the end it is parked. */
  event: unknown
  /** The pseudonym under which it waited; '' for what has just arrived. */
  personKey: string
}

/** How long a worker may keep an event before another one takes it over, in ms. Handlers never wait for a network. */
export const inboxLease = 10_000

/**
 * No delay and no lease reaches further than this, in ms. One that does was written while the server's clock was ahead, and
 * counts as over: otherwise it would block its person until the right clock gets there.
 */
const furthest = 15_000

/** Messages that one burst is looked for in. */
const mostBehind = 20

/** Rows in one insert: SQLite binds at most 32,766 values in a statement, PostgreSQL 65,535. */
const rowsAtOnce = 2000

const insertEvents = preparedList((db: Db, rows: InboxRow[]) =>
  db
    .insertInto('inbox')
    .values(rows)
    .onConflict((conflict) => conflict.column('inbox_id').doNothing()),
)

type ClaimArguments = [worker: string, until: string, now: string, furthest: string, most: number]

/** Two statements, so that each is prepared once: events that nobody tried yet, and those that somebody did. */
const claimEvents = (tried: boolean) =>
  prepared<Database, ClaimArguments, ClaimedRow>(5, (db, worker, until, now, beyond, most) =>
    db
      .updateTable('inbox')
      .set((row) => ({ claimed_by: worker, claimed_until: until, attempts: row('attempts', '+', 1) }))
      .where('done_at', 'is', null)
      .where((where) =>
        where.or([
          where('claimed_until', 'is', null),
          where('claimed_until', '<', now),
          where('claimed_until', '>', beyond),
        ]),
      )
      .where('inbox_id', 'in', (select) =>
        select
          .selectFrom('inbox as candidate')
          .select('candidate.inbox_id')
          .where('candidate.done_at', 'is', null)
          .where('candidate.attempts', tried ? '>' : '=', 0)
          .where((where) =>
            where.or([where('candidate.not_before', '<=', now), where('candidate.not_before', '>', beyond)]),
          )
          .where((where) =>
            where.or([
              where('candidate.claimed_until', 'is', null),
              where('candidate.claimed_until', '<', now),
              where('candidate.claimed_until', '>', beyond),
            ]),
          )
          .where((where) =>
            where.not(
              where.exists(
                where
                  .selectFrom('inbox as earlier')
                  .select('earlier.inbox_id')
                  .where('earlier.done_at', 'is', null)
                  .whereRef('earlier.person_key', '=', 'candidate.person_key')
                  .where((order) =>
                    order.or([
                      order('earlier.occurred_at', '<', order.ref('candidate.occurred_at')),
                      order.and([
                        order('earlier.occurred_at', '=', order.ref('candidate.occurred_at')),
                        order('earlier.inbox_id', '<', order.ref('candidate.inbox_id')),
                      ]),
                    ]),
                  ),
              ),
            ),
          )
          // Whoever was tried least is the least likely to be the one that does not let itself be handled.
          .orderBy('candidate.attempts')
          .orderBy('candidate.received_at')
          .orderBy('candidate.inbox_id')
          .limit(most),
      )
      .returning(['inbox_id', 'agency_id', 'received_at', 'attempts', 'payload_sealed', 'person_key']),
  )
const claimUntried = claimEvents(false)
const claimTried = claimEvents(true)
type ClaimedRow = Pick<
  InboxRow,
  'inbox_id' | 'agency_id' | 'received_at' | 'attempts' | 'payload_sealed' | 'person_key'
>

const finishEvents = preparedList((db: Db, events: { inboxId: string; worker: string; now: string }[]) => {
  const [{ worker, now } = { worker: '', now: '' }] = events
  return db
    .updateTable('inbox')
    .set({ done_at: now, payload_sealed: '', person_key: '', claimed_by: null, claimed_until: null })
    .where(
      'inbox_id',
      'in',
      events.map((event) => event.inboxId),
    )
    .where('claimed_by', '=', worker)
    .where('done_at', 'is', null)
})

const beginEvents = preparedList((db: Db, rows: InboxRow[]) =>
  db
    .insertInto('inbox')
    .values(rows)
    .onConflict((conflict) => conflict.column('inbox_id').doNothing())
    .returning('inbox_id'),
)

const heldPeople = preparedList((db: Db, people: { key: string }[]) =>
  db
    .selectFrom('inbox')
    .select('person_key')
    .distinct()
    .where('done_at', 'is', null)
    .where(
      'person_key',
      'in',
      people.map((person) => person.key),
    ),
)

/** Every event, once. */
export function inboxStore(db: Db, clock: Clock, envelope: Envelope, worker: string) {
  function moment(shift = 0): string {
    return new Date(clock.now().getTime() + shift).toISOString()
  }

  /** The row of an event that is handled with the commit that stores it. */
  function doneRow(received: ReceivedEvent, receivedAt: Date): InboxRow {
    const now = moment()
    return {
      agency_id: received.agencyId,
      inbox_id: idOf(received),
      person_key: '',
      occurred_at: received.occurredAt.toISOString(),
      received_at: receivedAt.toISOString(),
      payload_sealed: '',
      attempts: 1,
      claimed_by: null,
      claimed_until: null,
      not_before: now,
      done_at: now,
      parked_at: null,
    }
  }

  /** The row of an event that is handled later. */
  function waitingRow(received: ReceivedEvent, receivedAt: Date): InboxRow {
    return {
      ...doneRow(received, receivedAt),
      person_key: keyOf(received),
      payload_sealed: envelope.seal(JSON.stringify(received.event), place(idOf(received))),
      attempts: 0,
      done_at: null,
    }
  }

  /** Somebody without an id has no order to keep: each such event stands alone. */
  function keyOf(received: ReceivedEvent): string {
    const { from, agencyId } = received
    return from === '' ? envelope.pseudonym(idOf(received)) : personKey(envelope, agencyId, from)
  }

  async function beginSome(
    transaction: Db,
    arrived: readonly { event: ReceivedEvent; receivedAt: Date; row: InboxRow }[],
  ): Promise<ClaimedEvent[]> {
    const keys = arrived.map(({ event }) => keyOf(event))
    const held = await heldPeople(
      transaction,
      keys.map((key) => ({ key })),
    )
    const heldKeys = new Set(held.rows.map((row) => row.person_key))
    const waits = (index: number) => heldKeys.size > 0 && heldKeys.has(keys[index] ?? '')
    const begun = await beginEvents(
      transaction,
      arrived.map(({ event, receivedAt, row }, index) => (waits(index) ? waitingRow(event, receivedAt) : row)),
    )
    const fresh = new Set(begun.rows.map((row) => row.inbox_id))
    return arrived.flatMap(({ event, receivedAt, row }, index): ClaimedEvent[] => {
      if (waits(index) || !fresh.delete(row.inbox_id)) return []
      return [
        {
          inboxId: row.inbox_id,
          agencyId: row.agency_id,
          receivedAt,
          attempts: 1,
          event: event.event,
          personKey: '',
        },
      ]
    })
  }

  function read(sealed: string, where: string): unknown {
    try {
      return JSON.parse(envelope.open(sealed, where))
    } catch {
      return undefined
    }
  }

  return {
    /**
     * Stores events to be handled one by one later, all or none; events that are there already are passed over (LINE may
     * deliver an event twice even without redelivery: https://developers.line.biz/en/docs/messaging-api/receiving-messages/).
     * @param receivedAt when LINE delivered them; default: now
     * @param connection a transaction that they belong to
     * @returns how many were new
     */
    async accept(events: readonly ReceivedEvent[], receivedAt = clock.now(), connection: Db = db): Promise<number> {
      const rows = events.map((event) => waitingRow(event, receivedAt))
      if (rows.length === 0) return 0
      if (rows.length <= rowsAtOnce) return (await insertEvents(connection, rows)).changed
      const insertAll = async (transaction: Db) => {
        let added = 0
        for (let start = 0; start < rows.length; start += rowsAtOnce) {
          added += (await insertEvents(transaction, rows.slice(start, start + rowsAtOnce))).changed
        }
        return added
      }
      return connection.isTransaction ? insertAll(connection) : connection.transaction().execute(insertAll)
    },

    /**
     * Begins to handle events that have just arrived, in the transaction that also decides about them: each is written down
     * as done, once and for all, and only those that were not known yet come back, in the order in which they happened.
     * Events of a person of whom an earlier one still waits are put behind it instead.
     */
    async begin(transaction: Db, arrivals: readonly Arrived[]): Promise<ClaimedEvent[]> {
      const ordered = arrivals
        .flatMap(({ events, receivedAt }) =>
          events.map((event) => ({ event, receivedAt, row: doneRow(event, receivedAt) })),
        )
        .toSorted((a, b) => a.event.occurredAt.getTime() - b.event.occurredAt.getTime())
      const claimed: ClaimedEvent[] = []
      for (let start = 0; start < ordered.length; start += rowsAtOnce) {
        claimed.push(...(await beginSome(transaction, ordered.slice(start, start + rowsAtOnce))))
      }
      return claimed
    },

    /** Whether an event was taken up before, handled or not. What has only just arrived is not looked at. */
    async knows(agencyId: string, eventId: string): Promise<boolean> {
      const row = await db
        .selectFrom('inbox')
        .select('inbox_id')
        .where('inbox_id', '=', idOf({ agencyId, eventId }))
        .executeTakeFirst()
      return row !== undefined
    },

    /** Keeps what nobody can read, sealed as it is, for the operator. In a transaction. */
    async keepUnreadable(transaction: Db, arrival: { id: string; agencyId: string; sealed: string }): Promise<void> {
      const now = moment()
      await insertEvents(transaction, [
        {
          agency_id: arrival.agencyId,
          inbox_id: `arrival-${arrival.id}@${arrival.agencyId}`,
          person_key: '',
          occurred_at: now,
          received_at: now,
          payload_sealed: arrival.sealed,
          attempts: 1,
          claimed_by: null,
          claimed_until: null,
          not_before: now,
          done_at: now,
          parked_at: now,
        },
      ])
    },

    /**
     * Leases up to `most` events that nobody tried yet, or, when there is none, a single one that was tried and not finished:
     * an event that kills the process is found out by its own tries, and its neighbours are not counted with it. Of each person
     * only the oldest one, and none while an earlier one of that person is still unfinished. The lease condition stands outside
     * the sub-select too, so that of two processes the second finds nothing.
     */
    async claim(most: number): Promise<ClaimedEvent[]> {
      const lease = [worker, moment(inboxLease), moment(), moment(furthest)] as const
      const untried = await claimUntried(db, ...lease, most)
      const { rows } = untried.rows.length > 0 ? untried : await claimTried(db, ...lease, 1)
      return rows.map((row) => ({
        inboxId: row.inbox_id,
        agencyId: row.agency_id,
        receivedAt: new Date(row.received_at),
        attempts: row.attempts,
        event: read(row.payload_sealed, place(row.inbox_id)),
        personKey: row.person_key,
      }))
    },

    /**
     * Puts off an event that has just arrived, because its writer may go on: it is open again, sealed, and due after `delay`
     * ms; later events of the person queue behind it. In the transaction that began it.
     */
    async hold(
      transaction: Db,
      event: ClaimedEvent,
      who: { from: string; occurredAt: Date; delay: number },
    ): Promise<void> {
      await transaction
        .updateTable('inbox')
        .set({
          person_key: personKey(envelope, event.agencyId, who.from),
          occurred_at: who.occurredAt.toISOString(),
          payload_sealed: envelope.seal(JSON.stringify(event.event), place(event.inboxId)),
          attempts: 0,
          not_before: moment(who.delay),
          done_at: null,
        })
        .where('inbox_id', '=', event.inboxId)
        .execute()
    },

    /** What waits behind an event of the same person, oldest first; `[]` for what has just arrived. */
    async behind(transaction: Db, event: ClaimedEvent): Promise<ClaimedEvent[]> {
      if (event.personKey === '') return []
      const rows = await transaction
        .selectFrom('inbox')
        .selectAll()
        .where('done_at', 'is', null)
        .where('person_key', '=', event.personKey)
        .where('inbox_id', '!=', event.inboxId)
        .where('claimed_by', 'is', null)
        .orderBy('occurred_at')
        .orderBy('inbox_id')
        .limit(mostBehind)
        .execute()
      return rows.map((row) => ({
        inboxId: row.inbox_id,
        agencyId: row.agency_id,
        receivedAt: new Date(row.received_at),
        attempts: row.attempts + 1,
        event: read(row.payload_sealed, place(row.inbox_id)),
        personKey: row.person_key,
      }))
    },

    /** Ends events that were handled together with the one they waited behind. In the transaction of that one. */
    async finishBehind(transaction: Db, inboxIds: readonly string[]): Promise<void> {
      if (inboxIds.length === 0) return
      await transaction
        .updateTable('inbox')
        .set({ done_at: moment(), payload_sealed: '', person_key: '' })
        .where('inbox_id', 'in', inboxIds)
        .where('done_at', 'is', null)
        .execute()
    },

    /**
     * Ends events for good and erases what they said and who said it. Give the transaction in which they were handled.
     * @throws Error when a lease was lost meanwhile: somebody else handles the event, so this transaction must not commit
     */
    async finish(transaction: Db, inboxIds: readonly string[]): Promise<void> {
      if (inboxIds.length === 0) return
      const { changed } = await finishEvents(
        transaction,
        inboxIds.map((inboxId) => ({ inboxId, worker, now: moment() })),
      )
      if (changed !== inboxIds.length) throw new Error('The lease of an event was lost while it was handled.')
    },

    /** Gives an event back, to be tried again after `delay` ms. */
    async giveBack(inboxId: string, delay: number): Promise<void> {
      await db
        .updateTable('inbox')
        .set({ claimed_by: null, claimed_until: null, not_before: moment(delay) })
        .where('inbox_id', '=', inboxId)
        .where('claimed_by', '=', worker)
        .where('done_at', 'is', null)
        .execute()
    },

    /**
     * Gives up an event that cannot be handled; it stays, sealed, for the operator, and no longer holds up the person's next ones.
     * Its pseudonym stays too: its writer may take it back, or be erased.
     * @returns false when another worker has it by now: then it is not given up
     */
    async park(transaction: Db, inboxId: string): Promise<boolean> {
      const { numUpdatedRows } = await transaction
        .updateTable('inbox')
        .set({ done_at: moment(), parked_at: moment(), claimed_by: null, claimed_until: null })
        .where('inbox_id', '=', inboxId)
        .where('claimed_by', '=', worker)
        .where('done_at', 'is', null)
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n
    },

    /**
     * Erases what somebody wrote that nobody has handled, parked or still open, where `isMeant` says so of the event; it stays
     * known as one that came. In the transaction of the event that asks for it. @returns how many
     */
    async takeBack(
      transaction: Db,
      who: { agencyId: string; from: string },
      isMeant: (event: unknown) => boolean,
    ): Promise<number> {
      const ofPerson = transaction
        .selectFrom('inbox')
        .select(['inbox_id', 'payload_sealed'])
        .where('person_key', '=', personKey(envelope, who.agencyId, who.from))
      // Two queries, because each has an index of its own.
      const rows = [
        ...(await ofPerson.where('parked_at', 'is not', null).execute()),
        ...(await ofPerson.where('done_at', 'is', null).execute()),
      ]
      const meant = rows.filter((row) => isMeant(read(row.payload_sealed, place(row.inbox_id))))
      for (const { inbox_id } of meant) {
        await transaction
          .updateTable('inbox')
          .set({ done_at: moment(), parked_at: null, payload_sealed: '', person_key: '', claimed_by: null })
          .where('inbox_id', '=', inbox_id)
          .execute()
      }
      return meant.length
    },

    /** Makes parked events open again, e.g. after a correction of the program. @returns how many */
    async retryParked(): Promise<number> {
      const { numUpdatedRows } = await db
        .updateTable('inbox')
        .set((row) => ({
          done_at: null,
          parked_at: null,
          attempts: 0,
          not_before: moment(),
          // What nobody can read has no person: it stands alone and keeps no order.
          person_key: sql<string>`case when ${row.ref('person_key')} = '' then ${row.ref('inbox_id')} else ${row.ref('person_key')} end`,
        }))
        .where('parked_at', 'is not', null)
        .executeTakeFirstOrThrow()
      return Number(numUpdatedRows)
    },

    /** Takes back the leases that a process left behind which is certainly gone (one process owns a SQLite file). */
    async releaseAll(): Promise<void> {
      await db
        .updateTable('inbox')
        .set({ claimed_by: null, claimed_until: null })
        .where('done_at', 'is', null)
        .where('claimed_by', 'is not', null)
        .execute()
    },

    /** Forgets handled events that are older than `days`, a slice at a time; LINE does not redeliver for that long. @returns how many */
    async purge(days: number, most: number): Promise<number> {
      const { numDeletedRows } = await db
        .deleteFrom('inbox')
        .where('inbox_id', 'in', (select) =>
          select
            .selectFrom('inbox as old')
            .select('old.inbox_id')
            .where('old.inbox_id', '<', ulidFloor(clock.now().getTime() - days * 86_400_000))
            .where('old.done_at', 'is not', null)
            .where('old.parked_at', 'is', null)
            .orderBy('old.inbox_id')
            .limit(most),
        )
        .executeTakeFirstOrThrow()
      return Number(numDeletedRows)
    },

    /** Gives up for good what was parked more than `days` ago: nobody mended what made it fail. @returns how many */
    async purgeParked(days: number, most: number): Promise<number> {
      const { numDeletedRows } = await db
        .deleteFrom('inbox')
        .where('inbox_id', 'in', (select) =>
          select
            .selectFrom('inbox as old')
            .select('old.inbox_id')
            .where('old.parked_at', 'is not', null)
            .where('old.parked_at', '<', moment(-days * 86_400_000))
            .limit(most),
        )
        .executeTakeFirstOrThrow()
      return Number(numDeletedRows)
    },

    /** What the operator sees: waiting events, just arrived or put off, parked ones, and since when the oldest waits. */
    async counts(): Promise<{ open: number; parked: number; oldest: Date | null }> {
      const arrived = await db
        .selectFrom('arrivals')
        .select((select) => [select.fn.sum('events').as('count'), select.fn.min('received_at').as('oldest')])
        .executeTakeFirstOrThrow()
      const open = await db
        .selectFrom('inbox')
        .select((select) => [select.fn.countAll().as('count'), select.fn.min('received_at').as('oldest')])
        .where('done_at', 'is', null)
        .executeTakeFirstOrThrow()
      const parked = await db
        .selectFrom('inbox')
        .select((select) => select.fn.countAll().as('count'))
        .where('parked_at', 'is not', null)
        .executeTakeFirstOrThrow()
      const [oldest] = [arrived.oldest, open.oldest].filter((since) => since !== null).toSorted()
      return {
        open: Number(open.count) + Number(arrived.count ?? 0),
        parked: Number(parked.count),
        oldest: oldest ? new Date(oldest) : null,
      }
    },
  }
}

export type InboxStore = ReturnType<typeof inboxStore>

function idOf(received: Pick<ReceivedEvent, 'agencyId' | 'eventId'>): string {
  return `${received.eventId}@${received.agencyId}`
}

function place(inboxId: string): string {
  return `inbox:${inboxId}`
}

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** The smallest ULID of a moment (https://github.com/ulid/spec): its first ten letters are the time, so ids sort by it. */
function ulidFloor(milliseconds: number): string {
  let rest = Math.max(0, milliseconds)
  let letters = ''
  for (let place = 0; place < 10; place += 1) {
    letters = crockford.charAt(rest % 32) + letters
    rest = Math.floor(rest / 32)
  }
  return letters
}
