import type { Db } from '../db/open.ts'
import { prepared, preparedList } from '../db/prepared.ts'
import type { ArrivalRow, Database } from '../db/schema.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Envelope } from '../kernel/envelope.ts'
import type { Ids } from '../kernel/ids.ts'
import type { ReceivedEvent } from './inbox-store.ts'

/** What one webhook brought: how many events, and its body as JSON. */
export type Delivered = { agencyId: string; events: number; json: string }

/** Takes a delivery's body apart; `at` is null when LINE did not say when it happened. */
export type ReadDelivery = (
  body: unknown,
) => readonly { eventId: string; from: string; at: Date | null; event: unknown }[]

/** Received events of one agency that were stored together; `events` is null when the seal cannot be opened (another app key). */
export type Arrival = { id: string; agencyId: string; receivedAt: Date; events: ReceivedEvent[] | null; sealed: string }

/** Events of one transaction, which nothing interrupts: enough to share a commit, few enough to hold up no webhook. */
const eventsTaken = 16
const arrivalsRead = 16

const insertArrivals = preparedList((db: Db, rows: ArrivalRow[]) => db.insertInto('arrivals').values(rows))

const lockLane = prepared<Database, [agencyId: string, holder: string], never>(2, (db, agency_id, holder) =>
  db
    .insertInto('lanes')
    .values({ agency_id, holder })
    .onConflict((conflict) => conflict.column('agency_id').doUpdateSet({ holder })),
)

const readArrivals = prepared<Database, [agencyId: string, most: number], ArrivalRow>(2, (db, agencyId, most) =>
  db.selectFrom('arrivals').selectAll().where('agency_id', '=', agencyId).orderBy('arrival_id').limit(most),
)

const deleteArrivals = preparedList((db: Db, arrivals: { agencyId: string; arrivalId: string }[]) =>
  db
    .deleteFrom('arrivals')
    .where('agency_id', '=', arrivals[0]?.agencyId ?? '')
    .where(
      'arrival_id',
      'in',
      arrivals.map((arrival) => arrival.arrivalId),
    ),
)

/**
 * The first durable home of an event: what a webhook brought is sealed and stored, a whole group in one row, and LINE gets
 * its 200. Reading, recognising repetitions and answering come later and cost the sender nothing.
 */
export function arrivalStore(
  db: Db,
  clock: Clock,
  ids: Ids,
  envelope: Envelope,
  worker: string,
  readDelivery: ReadDelivery,
) {
  let serial = 0

  /** Sorts by time, and within a millisecond by the order in which this process stored. */
  function nextId(now: Date): string {
    serial = (serial + 1) % 1_000_000
    return `${now.toISOString()}-${String(serial).padStart(6, '0')}-${ids.short()}`
  }

  return {
    /** Stores deliveries durably: one row for each agency, all in one statement. */
    async add(deliveries: readonly Delivered[]): Promise<void> {
      if (deliveries.length === 0) return
      const now = clock.now()
      const byAgency = new Map<string, Delivered[]>()
      for (const delivery of deliveries) {
        const sameAgency = byAgency.get(delivery.agencyId)
        if (sameAgency) sameAgency.push(delivery)
        else byAgency.set(delivery.agencyId, [delivery])
      }
      const rows = [...byAgency].map(([agencyId, ofAgency]): ArrivalRow => {
        const arrivalId = nextId(now)
        return {
          agency_id: agencyId,
          arrival_id: arrivalId,
          received_at: now.toISOString(),
          events: ofAgency.reduce((sum, delivery) => sum + delivery.events, 0),
          payload_sealed: envelope.seal(
            `[${ofAgency.map((delivery) => delivery.json).join(',')}]`,
            place(agencyId, arrivalId),
          ),
        }
      })
      await insertArrivals(db, rows)
    },

    /** Agencies for which something has arrived. */
    async agencies(): Promise<string[]> {
      const rows = await db.selectFrom('arrivals').select('agency_id').distinct().execute()
      return rows.map((row) => row.agency_id)
    },

    /**
     * Takes the oldest arrivals of an agency out of the store, as part of the transaction that handles them: they are gone
     * when it commits, and untouched when it does not. Until then nobody else takes from this agency.
     */
    async take(transaction: Db, agencyId: string): Promise<Arrival[]> {
      await lockLane(transaction, agencyId, worker)
      const { rows } = await readArrivals(transaction, agencyId, arrivalsRead)
      const taken: ArrivalRow[] = []
      let events = 0
      for (const row of rows) {
        if (taken.length > 0 && events + row.events > eventsTaken) break
        taken.push(row)
        events += row.events
      }
      await deleteArrivals(
        transaction,
        taken.map((row) => ({ agencyId, arrivalId: row.arrival_id })),
      )
      return taken.map((row) => ({
        id: row.arrival_id,
        agencyId,
        receivedAt: new Date(row.received_at),
        events: open(row),
        sealed: row.payload_sealed,
      }))
    },
  }

  function open(row: ArrivalRow): ReceivedEvent[] | null {
    try {
      const bodies = JSON.parse(envelope.open(row.payload_sealed, place(row.agency_id, row.arrival_id))) as unknown[]
      const receivedAt = new Date(row.received_at)
      return bodies
        .flatMap((body) => readDelivery(body))
        .map(({ eventId, from, at, event }) => ({
          agencyId: row.agency_id,
          eventId,
          from,
          event,
          occurredAt: at ?? receivedAt,
        }))
    } catch {
      return null
    }
  }
}

export type ArrivalStore = ReturnType<typeof arrivalStore>

function place(agencyId: string, arrivalId: string): string {
  return `arrivals:${agencyId}:${arrivalId}`
}
