import type { InboxStore } from '../inbox/inbox-store.ts'
import type { Parts } from './parts.ts'

/** The gauges of `/metrics` that are read from the database: call `readFigures` before they are shown. */
export function createFigures({ clock, metrics, outbox }: Parts, inbox: InboxStore) {
  const figures = { open: 0, parked: 0, oldest: 0, due: 0, waiting: 0 }
  metrics.gauge('prongsai_inbox_open', () => figures.open)
  metrics.gauge('prongsai_inbox_oldest_seconds', () => figures.oldest)
  metrics.gauge('prongsai_inbox_parked', () => figures.parked)
  metrics.gauge('prongsai_outbox_due', () => figures.due)
  metrics.gauge('prongsai_outbox_waiting', () => figures.waiting)
  metrics.gauge('prongsai_resident_bytes', () => process.memoryUsage.rss())

  async function readFigures(): Promise<void> {
    const inboxCounts = await inbox.counts()
    const { oldest } = inboxCounts
    const outboxCounts = await outbox.counts()
    figures.open = inboxCounts.open
    figures.parked = inboxCounts.parked
    figures.oldest = oldest ? Math.max(0, (clock.now().getTime() - oldest.getTime()) / 1000) : 0
    figures.due = outboxCounts.due
    figures.waiting = outboxCounts.waiting
  }

  return { readFigures }
}
