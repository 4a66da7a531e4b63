import { agencyStore } from '../../src/agency/agency-store.ts'
import { AgencyFile } from '../../src/agency/profile.ts'
import type { Db, OpenDatabase } from '../../src/db/open.ts'
import { arrivalStore, type ArrivalStore, type Delivered } from '../../src/inbox/arrival-store.ts'
import { readDelivery } from '../../src/line/incoming.ts'
import { inboxStore, type InboxStore, type ReceivedEvent } from '../../src/inbox/inbox-store.ts'
import { createEnvelope } from '../../src/kernel/envelope.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { outboxStore, type NewMessage, type OutboxStore } from '../../src/outbox/outbox-store.ts'
import { peopleStore } from '../../src/people/people-store.ts'
import { second, stillClock } from '../support/clock.ts'

/** In the order in which rows may be deleted. */
const tables = [
  ...([
    'thread_events',
    'thread_messages',
    'canned_answers',
    'threads',
    'counters',
    'measure_changes',
    'measure_progress',
    'measures',
    'measure_plans',
    'published_scores',
    'staff_links',
    'own_days',
    'item_changes',
    'item_drafts',
    'evidence_snapshots',
    'evidence',
    'checklist_periods',
    'entry_links',
    'jobs',
    'pushes',
    'reminders',
    'told',
    'notice_wishes',
    'items',
    'checklists',
    'person_links',
    'daily_counts',
    'knowledge_gaps',
    'knowledge_proposals',
    'knowledge_changes',
    'knowledge',
    'quotas',
    'outbox',
    'inbox',
    'arrivals',
    'lanes',
  ] as const),
  ...(['registration_attempts', 'invitations', 'staff', 'conversations', 'people', 'units', 'agencies'] as const),
]

export const envelope = createEnvelope(Buffer.alloc(32, 3), systemIds)
/** What a database looks like to somebody who has another app key. */
export const otherEnvelope = createEnvelope(Buffer.alloc(32, 4), systemIds)

/** An empty database with a clock of its own; workers are processes that share it. */
export async function emptyGround({ db }: OpenDatabase) {
  for (const table of tables) await db.deleteFrom(table).execute()
  const clock = stillClock()
  return {
    db,
    clock,
    inbox: (worker = 'worker-1'): InboxStore => inboxStore(db, clock, envelope, worker),
    arrivals: (worker = 'worker-1'): ArrivalStore => arrivalStore(db, clock, systemIds, envelope, worker, readDelivery),
    outbox: (worker = 'worker-1'): OutboxStore => outboxStore(db, clock, systemIds, envelope, worker),
    people: peopleStore(db, clock, systemIds, envelope),
    agencies: agencyStore(db, clock, systemIds, envelope),
    async agency(slug: string): Promise<string> {
      const { agencyId } = await agencyStore(db, clock, systemIds, envelope).save(agencyFile(slug))
      return agencyId
    },
    /** What somebody wrote, `after` seconds after ten o'clock. */
    event: (agencyId: string, from: string, eventId: string, after: number): ReceivedEvent => ({
      agencyId,
      from,
      eventId,
      occurredAt: new Date(Date.parse('2026-11-23T03:00:00.000Z') + after * second),
      event: { type: 'message', webhookEventId: eventId },
    }),
    /** Such an event as LINE delivers it; `more` is what else stands in it. */
    delivery: (agencyId: string, from: string, eventId: string, after: number, more: object = {}): Delivered => {
      const timestamp = Date.parse('2026-11-23T03:00:00.000Z') + after * second
      const event = {
        type: 'message',
        webhookEventId: eventId,
        timestamp,
        source: { type: 'user', userId: from },
        ...more,
      }
      return { agencyId, events: 1, json: JSON.stringify({ destination: 'U0', events: [event] }) }
    },
    /** A message that still has a reply token for 50 seconds, unless told otherwise. */
    message: (words: string, over: Partial<NewMessage> = {}): NewMessage => ({
      personId: 'somchai',
      purpose: 'answer',
      to: 'U-somchai',
      replyToken: `token-${words}`,
      push: true,
      replyUntil: new Date(clock.now().getTime() + 50 * second),
      messages: [{ type: 'text', text: words }],
      ...over,
    }),
  }
}

export type Ground = Awaited<ReturnType<typeof emptyGround>>

export function agencyFile(slug: string, over: Record<string, unknown> = {}): AgencyFile {
  return AgencyFile.parse({
    slug,
    name: `อบต.${slug}`,
    mainSite: `https://${slug}.go.th`,
    edition: 2567,
    units: [{ name: 'กองคลัง', short: ['คลัง'] }, { name: 'กองช่าง' }],
    ...over,
  })
}

/** Runs in one transaction that is committed, as a worker does. */
export function together<Result>(db: Db, work: (transaction: Db) => Promise<Result>): Promise<Result> {
  return db.transaction().execute(work)
}
