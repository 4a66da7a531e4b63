import { join } from 'node:path'
import { agencyStore } from './agency/agency-store.ts'
import { agencyDirectory } from './agency/directory.ts'
import { createDoor } from './app/door.ts'
import { createFetcher } from './app/fetching.ts'
import { createFigures } from './app/figures.ts'
import { createHandling } from './app/handling.ts'
import { createHttp } from './app/http.ts'
import { createMenuKeeper } from './app/menus.ts'
import { createMessages } from './app/messages.ts'
import type { Parts } from './app/parts.ts'
import { createWorkLoop } from './app/work-loop.ts'
import { attachmentStore } from './attachments/attachment-store.ts'
import { calendarStore } from './calendar/calendar-store.ts'
import { channelAttentionJob, openChannelDoors, openChatDoor, type ChannelParts } from './channel-doors.ts'
import type { Config } from './config.ts'
import { groupCommit } from './db/group-commit.ts'
import type { OpenDatabase } from './db/open.ts'
import { evidenceStore } from './evidence/evidence-store.ts'
import type { Network } from './evidence/network.ts'
import { areOneSite } from './evidence/wrong-hosts.ts'
import { draftStore } from './features/checklist/draft-store.ts'
import { evidenceWork } from './features/checklist/evidence-work.ts'
import { weeklySummary } from './features/checklist/weekly-summary.ts'
import { bringMeasureBack, nameOfMeasure, provesMeasure } from './features/measures/measure-pages.ts'
import { gapStore } from './features/questions/gap-store.ts'
import { closeSilent } from './features/threads/close-silent.ts'
import type { Cards } from './flex/cards.ts'
import { arrivalStore } from './inbox/arrival-store.ts'
import { inboxStore } from './inbox/inbox-store.ts'
import { createWorker } from './inbox/worker.ts'
import type { Clock } from './kernel/clock.ts'
import { createEnvelope } from './kernel/envelope.ts'
import type { Ids } from './kernel/ids.ts'
import type { Log } from './kernel/log.ts'
import { createMetrics } from './kernel/metrics.ts'
import { retention } from './kernel/retention.ts'
import type { Line } from './line/client.ts'
import { readDelivery } from './line/incoming.ts'
import type { Delivery } from './line/webhook.ts'
import { noticeStore } from './notices/notice-store.ts'
import { tellingJob } from './notices/telling.ts'
import { isPlenty, leftFor } from './outbox/budget.ts'
import { outboxStore } from './outbox/outbox-store.ts'
import { quotaKeeper } from './outbox/quota.ts'
import { createSender } from './outbox/sender.ts'
import { peopleStore } from './people/people-store.ts'
import type { Job } from './schedule/job.ts'
import { createSchedule } from './schedule/schedule.ts'

/** Everything from outside that the program is put together with. Tests pass their own; nothing else builds services. */
export type Outside = {
  config: Config
  database: OpenDatabase
  appKey: Uint8Array
  clock: Clock
  ids: Ids
  log: Log
  line: Line
  cards: Cards
  /** The way out to the web sites of agencies. */
  network: Network
  /** Texts of one person within so many ms are one thought, and what is not clear yet waits so long; 0 = each stands alone. */
  burst: number
  /** The protected channel, which brings everything of its own. */
  channel: ChannelParts
}

/** Events that one turn of the work loop takes from the inbox at most. */
const eventsAtOnce = 16
/** Sites that are asked whether it is our own network that is down. */
const witnessesAsked = 5
/** Rows of a table that one tidying takes away at most. */
const purgedAtOnce = 5000
/** Webhooks stored with one commit; also about as many as one transaction handles later. */
const deliveriesAtOnce = 24

export type App = ReturnType<typeof createApp>

/** Puts the parts together. Opens no port and starts no timer. */
export function createApp(outside: Outside) {
  const parts = createParts(outside)
  const { db, clock, ids, log, metrics, envelope, agencies, directory, people, outbox, quota, attachments } = parts
  const { config, database, network, burst } = outside
  const { protectedChannel, channel } = parts
  const arrivals = arrivalStore(db, clock, ids, envelope, parts.worker, readDelivery)
  const inbox = inboxStore(db, clock, envelope, parts.worker)
  const sender = createSender({ outbox, quota, channel, clock, ids, log, metrics })
  const messages = createMessages(parts)
  const menus = createMenuKeeper(parts)
  const evidence = evidenceWork({
    db,
    clock,
    ids,
    envelope,
    network,
    agent: `Prongsai (+${config.publicUrl})`,
    agency: (agencyId) => agencies.byId(agencyId),
    others: {
      has: provesMeasure,
      name: nameOfMeasure,
      bringBack: (transaction, agency, page, reason) =>
        bringMeasureBack({ db: transaction, clock, ids, envelope }, agency, page, reason),
    },
    async witnesses(host) {
      // The sites of other agencies, and LINE, without which we serve nobody anyway.
      const sites = (await agencies.all()).map(({ profile }) => profile.mainSite)
      const known = [...new Set([...sites, config.lineApi.api])].filter((address) => address.startsWith('https:'))
      return known.filter((address) => !areOneSite(new URL(address).hostname, host)).slice(-witnessesAsked)
    },
    async tell(transaction, agency, message, now) {
      const told = await messages.toOthers(transaction, agency, [{ ...message, worthPush: now }])
      await outbox.add(transaction, agency.id, told, false)
    },
    counted: (verdict) => metrics.count('prongsai_pages_total', verdict),
    failed(id, cause) {
      metrics.count('prongsai_errors_total', 'evidence')
      log.warn('evidence.failed', { id, cause: cause instanceof Error ? cause.name : 'unknown' })
    },
  })

  const handling = createHandling(parts, {
    burst,
    messages,
    inbox,
    noteMenu: menus.noteMenu,
    expectPages: () => evidence.expect(),
  })
  const { prepare, handle, apologise, partOf, joinTexts, judgeTexts } = handling
  const events = createWorker({
    db,
    arrivals,
    inbox,
    outbox,
    sender,
    clock,
    log,
    metrics,
    prepare,
    handle,
    apologise,
    thoughts: { gap: burst, partOf, join: joinTexts, judge: judgeTexts },
  })
  const loop = createWorkLoop(
    { clock, log, metrics },
    async () => {
      const handled = (await events.handleArrived()) + (await events.handleSome(eventsAtOnce))
      return handled + (await sender.sendDue())
    },
    [
      menus.work,
      createFetcher(parts),
      { name: 'evidence', hasWork: () => evidence.hasWork(), run: (isStopping) => evidence.work(isStopping) },
    ],
  )

  /** Every job; see `schedule/job.ts` for how to add one. */
  const jobs: readonly Job[] = [
    channelAttentionJob({ db, clock, takeAttention: (slug) => protectedChannel.takeAttention(slug) }),
    tellingJob({
      db,
      clock,
      ids,
      speaker: messages.speaker,
      async budget(agencyId) {
        const month = await quota.month(agencyId)
        return { work: leftFor('work', month), deadline: leftFor('deadline', month), plenty: isPlenty(month) }
      },
      deliver: messages.deliverByClock,
    }),
    closeSilent({ clock, ids, envelope }),
    weeklySummary({ clock, ids, envelope, speaker: messages.speaker }),
  ]
  const schedule = createSchedule({
    db,
    clock,
    worker: parts.worker,
    log,
    metrics,
    jobs,
    agency: (agencyId) => agencies.byId(agencyId),
    calendar: (agency) => calendarStore(db).of(agency),
    deliver: messages.deliverByClock,
  })

  const acceptance = groupCommit<Delivery, void>(async (deliveries) => {
    await arrivals.add(deliveries)
    const count = deliveries.reduce((sum, delivery) => sum + delivery.events, 0)
    metrics.count('prongsai_events_total', 'accepted', count)
    return deliveries.map(() => undefined)
  }, deliveriesAtOnce)

  /** A verified webhook: stored when this resolves, handled a little later. */
  async function accept(delivery: Delivery): Promise<void> {
    loop.arrived()
    await acceptance.add(delivery)
    loop.wake()
  }

  async function accountOf(slug: string | null, anew: boolean) {
    const account = await directory.bySlug(slug, anew)
    return account && { agencyId: account.agencyId, secret: account.channel.secret }
  }

  const door = createDoor(parts, { burst, messages, inbox, wake: loop.wake })
  const http = createHttp(parts, {
    webhook: {
      find: (slug) => accountOf(slug, false),
      findAgain: (slug) => accountOf(slug, true),
      ...door,
      accept,
    },
    readFigures: createFigures(parts, inbox).readFigures,
    isStopping: loop.isStopping,
  })

  return {
    http,
    metrics,
    agencies,
    protectedChannel,
    people,
    inbox,
    outbox,
    quota,
    /** Takes up what an earlier run of this process left behind. Call once, before the first request. */
    async recover(): Promise<void> {
      // Nobody else can hold a lease of a database that belongs to one process.
      if (!database.shared) {
        await inbox.releaseAll()
        await outbox.releaseAll()
        await schedule.releaseAll()
      }
      await events.fileAll()
      await protectedChannel.begin()
      loop.wake()
    },
    wake: loop.wake,
    /** Makes the default agency's answers ready before somebody asks. */
    async warm(): Promise<void> {
      const first = await agencies.first()
      if (first) await prepare([first.id])
    },
    /** What is due again by the clock alone: retries, leases that ran out, quota of a new month. Call about twice a second. */
    tick(): void {
      door.forget()
      loop.wake()
      schedule.tick()
    },
    /** Rarer work: erasing, forgetting, reviving what waits for quota. Call about once a minute. */
    async tidy(): Promise<void> {
      await protectedChannel.tidy()
      await sender.revive(await outbox.waitingAgencies())
      await people.forgetConversations(24)
      await attachments.purge()
      await gapStore(db, clock).purge()
      await draftStore(db, clock, ids, envelope).purge()
      await evidenceStore(db, clock, ids, envelope).purge()
      await inbox.purge(retention.handledEvents, purgedAtOnce)
      await inbox.purgeParked(retention.parkedEvents, purgedAtOnce)
      await outbox.purge({ ended: retention.endedMessages, waiting: retention.waitingMessages }, purgedAtOnce)
      await noticeStore(db, clock).forget(retention.toldMatters)
      await database.forget()
    },
    /** Resolves when everything that can be done now is done. */
    async settle(): Promise<void> {
      do {
        await schedule.idle()
        loop.wake()
        await loop.idle()
        await sender.idle()
      } while (loop.hasMore())
    },
    /** Finishes what is in hand and takes nothing new. */
    async stop(): Promise<void> {
      loop.stop()
      schedule.stop()
      await acceptance.idle()
      await schedule.idle()
      await loop.idle()
      await sender.idle()
    },
  }
}

/** What everything else is made with. */
function createParts({ config, database, appKey, clock, ids, log, line, cards, channel: channelParts }: Outside) {
  const { db } = database
  const metrics = createMetrics()
  const envelope = createEnvelope(appKey, ids)
  /** The name of this process in leases. */
  const worker = ids.short()
  const agencies = agencyStore(db, clock, ids, envelope)
  const directory = agencyDirectory(agencies, clock, config.channel)

  const protectedChannel = openChannelDoors(
    { db, clock, ids, log, envelope, publicUrl: config.publicUrl, dataDir: config.dataDir },
    channelParts,
  )

  async function channel(agencyId: string) {
    const account = await directory.byId(agencyId)
    return account ? line.channel(account.channel.accessToken) : null
  }

  return {
    config,
    db,
    clock,
    ids,
    log,
    metrics,
    envelope,
    cards,
    worker,
    agencies,
    directory,
    channel,
    people: peopleStore(db, clock, ids, envelope),
    outbox: outboxStore(db, clock, ids, envelope, worker),
    quota: quotaKeeper(db, clock, async (agencyId) => (await (await channel(agencyId))?.quota()) ?? null),
    attachments: attachmentStore(db, clock, ids, envelope, join(config.dataDir, 'attachments')),
    protectedChannel,
    chatDoor: openChatDoor({
      channel: protectedChannel,
      agency: (agencyId) => agencies.byId(agencyId),
      chatMode: async (agencyId) => (await (await channel(agencyId))?.chatMode()) ?? null,
      clock,
    }),
  } satisfies Parts & { worker: string }
}
