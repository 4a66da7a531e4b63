import type { AgencyStore } from '../agency/agency-store.ts'
import type { AgencyDirectory } from '../agency/directory.ts'
import type { AttachmentStore } from '../attachments/attachment-store.ts'
import type { ChannelDoors, ChatDoor } from '../channel-doors.ts'
import type { Config } from '../config.ts'
import type { Db } from '../db/open.ts'
import type { Cards } from '../flex/cards.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Envelope } from '../kernel/envelope.ts'
import type { Ids } from '../kernel/ids.ts'
import type { Log } from '../kernel/log.ts'
import type { Metrics } from '../kernel/metrics.ts'
import type { LineChannel } from '../line/client.ts'
import type { OutboxStore } from '../outbox/outbox-store.ts'
import type { QuotaKeeper } from '../outbox/quota.ts'
import type { PeopleStore } from '../people/people-store.ts'

/** What the parts of the running program are made with. `createApp` makes each of these once. */
export type Parts = {
  config: Config
  db: Db
  clock: Clock
  ids: Ids
  log: Log
  metrics: Metrics
  envelope: Envelope
  cards: Cards
  agencies: AgencyStore
  directory: AgencyDirectory
  people: PeopleStore
  outbox: OutboxStore
  quota: QuotaKeeper
  attachments: AttachmentStore
  protectedChannel: ChannelDoors
  /** The way of reports that are written in the chat, where an agency allows them. */
  chatDoor: ChatDoor
  /** The way to LINE for an agency's account; null when it has none. */
  channel: (agencyId: string) => Promise<LineChannel | null>
}
