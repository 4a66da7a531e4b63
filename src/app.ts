import { join } from 'node:path'
import { Hono } from 'hono'
import { agencyStore } from './agency/agency-store.ts'
import { agencyDirectory } from './agency/directory.ts'
import type { Agency } from './agency/profile.ts'
import { attachmentStore, type DueAttachment } from './attachments/attachment-store.ts'
import {
  channelAttentionJob,
  corruptionCounts,
  openChannelDoors,
  openChatDoor,
  type ChannelParts,
} from './channel-doors.ts'
import { buttonData, readButton } from './chat/button.ts'
import type { Decision, Elsewhere, Silence } from './chat/decision.ts'
import type { DroppedAs, Incoming } from './chat/incoming.ts'
import { text, type Say } from './chat/say.ts'
import type { Config } from './config.ts'
import { calendarStore } from './calendar/calendar-store.ts'
import { groupCommit } from './db/group-commit.ts'
import { pendingMigrations } from './db/migrate.ts'
import type { Db, OpenDatabase } from './db/open.ts'
import type { Network } from './evidence/network.ts'
import { areOneSite } from './evidence/wrong-hosts.ts'
import { scoreStore } from './features/checklist/score-store.ts'
import { bringMeasureBack, nameOfMeasure, provesMeasure } from './features/measures/measure-pages.ts'
import { measureStore } from './features/measures/measure-store.ts'
import { checklistStore } from './features/checklist/checklist-store.ts'
import { draftStore } from './features/checklist/draft-store.ts'
import { evidencePlace, evidenceStore } from './evidence/evidence-store.ts'
import { evidenceWork } from './features/checklist/evidence-work.ts'
import { exportSheet } from './features/checklist/sheet-exchange.ts'
import { isPublished } from './features/checklist/published.ts'
import { showChatReceipt } from './features/doorway/chat-report.ts'
import { withDoorway } from './features/doorway/doorway.ts'
import { weeklySummary } from './features/checklist/weekly-summary.ts'
import { gapStore } from './features/questions/gap-store.ts'
import { openKnowledge, type LiveKnowledge } from './features/questions/knowledge-base.ts'
import { knowledgeStore } from './features/questions/knowledge-store.ts'
import { yearTable } from './features/questions/statistics/statistics.ts'
import { readPersonalData } from './features/privacy/personal-data.ts'
import { readPublicCounts } from './features/questions/statistics/published-counts.ts'
import { closeSilent } from './features/threads/close-silent.ts'
import type { Speaker, Turn } from './features/turn.ts'
import { noticeVersion, welcomeCard } from './features/welcome/welcome.ts'
import type { Cards } from './flex/cards.ts'
import { arrivalStore } from './inbox/arrival-store.ts'
import { inboxStore, type ClaimedEvent } from './inbox/inbox-store.ts'
import { createWorker, type Handled } from './inbox/worker.ts'
import type { Part } from './inbox/thoughts.ts'
import type { Clock } from './kernel/clock.ts'
import { createEnvelope } from './kernel/envelope.ts'
import type { Ids } from './kernel/ids.ts'
import type { Log } from './kernel/log.ts'
import { createMetrics } from './kernel/metrics.ts'
import { retention } from './kernel/retention.ts'
import { packageRoot } from './kernel/root.ts'
import type { Line, LineChannel } from './line/client.ts'
import { fetchContent } from './line/content.ts'
import { burstPart, markDropped, readDelivery, toIncoming, withText } from './line/incoming.ts'
import { fit, type Message } from './line/limits.ts'
import { menuRoleOf } from './line/menu-role.ts'
import { toLineMessages } from './line/render.ts'
import {
  findRichMenus,
  readRichMenus,
  richMenuApi,
  showRichMenu,
  type InstalledRichMenus,
  type RichMenuRole,
} from './line/rich-menus.ts'
import { receiveWebhook, type Delivery } from './line/webhook.ts'
import { holdOrSend } from './notices/holding.ts'
import { noticeStore } from './notices/notice-store.ts'
import { rideAlong, stir, tellingJob } from './notices/telling.ts'
import { isPlenty, leftFor } from './outbox/budget.ts'
import { outboxStore, type NewMessage } from './outbox/outbox-store.ts'
import { quotaKeeper } from './outbox/quota.ts'
import { createSender } from './outbox/sender.ts'
import { personLinks } from './people/person-links.ts'
import { peopleStore, type Visitor } from './people/people-store.ts'
import { route } from './router.ts'
import { linkStore, type PageVisitor } from './staff/link-store.ts'
import type { Job } from './schedule/job.ts'
import { createSchedule } from './schedule/schedule.ts'
import { failurePage, notFoundPage } from './web/error-pages.ts'
import type { PublicAgency } from './web/public-agency.ts'
import { evidencePages, type EvidenceReader } from './web/evidence-pages.ts'
import { measureReportPages } from './web/measure-report-page.ts'
import { publicPages } from './web/public-pages.ts'
import { sheetPages } from './web/sheet-pages.ts'
import { securityHeaders } from './web/security-headers.ts'
import { copyAddress, personalCopyPages } from './web/personal-copy-pages.ts'
import { questionFilePages, type QuestionFiles } from './web/question-files.ts'
import { linkAddress, staffPages } from './web/staff-pages.ts'
import { sharedFiles, threadFilePages, type ThreadFiles } from './web/thread-files.ts'
import { textsFor } from './texts/th.ts'
import { hasOpenThread } from './threads/open-threads.ts'
import { threadStore } from './threads/thread-store.ts'
import { accusation } from './thai/accusation.ts'
import { beginsChatReport, chatReportFirstLine } from './thai/chat-report.ts'
import { toThaiDigits } from './thai/digits.ts'
import { migrations } from '../migrations/index.ts'

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

/** LINE takes a reply token for one minute after the webhook; we stop ten seconds earlier. */
const replyLife = 50_000
/** An event that waited longer than this shows LINE's loading dots while it is handled, in ms. */
const late = 2_000
const messagesInOneReply = 5
const eventsAtOnce = 32
/** How long an answer waits for another one to the same person, in ms. */
const answersGather = 180_000
/** Rows of a table that one tidying takes away at most. */
const purgedAtOnce = 5000
/**
 * When the process is busy all the time (`utilisation` of the event loop over `window` ms) and webhooks come in faster than
 * `perSecond`, storing them comes first: after each batch, handling rests `rest` times as long as the batch took, but never
 * longer than `longestRest` ms.
 */
const flood = { utilisation: 0.9, perSecond: 400, window: 25, rest: 10, longestRest: 300 }
/** The loading dots are shown only while few wait: under a flood they would double the calls. */
const loadingForAtMost = 4
const agenciesKept = 32
/** Sites that are asked whether it is our own network that is down. */
const witnessesAsked = 5
/** How long the rich menus of an account are taken for unchanged, in ms. */
const menusBelievedFor = 600_000
/** How long the published counts are taken for unchanged, in ms. */
const statisticsBelievedFor = 600_000
/** The largest photo or file that is kept, in bytes; LINE names no limit of its own. */
const largestAttachment = 20 * 1024 * 1024
/** Time limit of one download, in ms; shorter than a stop may take. */
const downloadTimeLimit = 10_000
const attachmentsAtOnce = 3
/** Webhooks stored with one commit; also about as many as one transaction handles later. */
const deliveriesAtOnce = 48

/** An agency with what its answers are made of, kept as long as its revision stays. */
type Prepared = { agency: Agency; knowledge: LiveKnowledge }

export type App = ReturnType<typeof createApp>

/** Puts the parts together. Opens no port and starts no timer. */
export function createApp(outside: Outside) {
  const { config, database, clock, ids, log, line, cards, network } = outside
  const { db } = database
  const metrics = createMetrics()
  const envelope = createEnvelope(outside.appKey, ids)
  const worker = ids.short()
  const agencies = agencyStore(db, clock, ids, envelope)
  const directory = agencyDirectory(agencies, clock, config.channel)
  const people = peopleStore(db, clock, ids, envelope)
  const arrivals = arrivalStore(db, clock, ids, envelope, worker, readDelivery)
  const inbox = inboxStore(db, clock, envelope, worker)
  const outbox = outboxStore(db, clock, ids, envelope, worker)
  const attachments = attachmentStore(db, clock, ids, envelope, join(config.dataDir, 'attachments'))
  const prepared = new Map<string, Prepared>()
  const protectedChannel = openChannelDoors(
    { db, clock, ids, log, envelope, publicUrl: config.publicUrl, dataDir: config.dataDir },
    outside.channel,
  )
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
      const told = await toOthers(transaction, agency, [{ ...message, worthPush: now }])
      await outbox.add(transaction, agency.id, told, false)
    },
    counted: (verdict) => metrics.count('prongsai_pages_total', verdict),
    failed(id, cause) {
      metrics.count('prongsai_errors_total', 'evidence')
      log.warn('evidence.failed', { id, cause: cause instanceof Error ? cause.name : 'unknown' })
    },
  })

  async function channel(agencyId: string) {
    const account = await directory.byId(agencyId)
    return account ? line.channel(account.channel.accessToken) : null
  }
  const chatDoor = openChatDoor({
    channel: protectedChannel,
    agency: (agencyId) => agencies.byId(agencyId),
    chatMode: async (agencyId) => (await (await channel(agencyId))?.chatMode()) ?? null,
    clock,
  })
  const quota = quotaKeeper(db, clock, async (agencyId) => (await (await channel(agencyId))?.quota()) ?? null)
  const sender = createSender({ outbox, quota, channel, clock, ids, log, metrics })
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
    thoughts: { gap: outside.burst, partOf, join: joinTexts },
  })

  const acceptance = groupCommit<Delivery, void>(async (deliveries) => {
    await arrivals.add(deliveries)
    const events = deliveries.reduce((sum, delivery) => sum + delivery.events, 0)
    metrics.count('prongsai_events_total', 'accepted', events)
    return deliveries.map(() => undefined)
  }, deliveriesAtOnce)

  const counting = { since: 0, arrived: 0, flooded: false, load: performance.eventLoopUtilization() }

  async function accept(delivery: Delivery): Promise<void> {
    counting.arrived += 1
    await acceptance.add(delivery)
    wake()
  }

  // ---- the way of one event -------------------------------------------------------------------------------------

  /** Reads anew what changed of the agencies whose events are about to be handled. Outside of any transaction. */
  async function prepare(needed: readonly string[]): Promise<void> {
    const revisions = await db
      .selectFrom('agencies')
      .select(['agency_id', 'revision'])
      .where('agency_id', 'in', needed)
      .execute()
    for (const { agency_id: agencyId, revision } of revisions) {
      const known = prepared.get(agencyId)
      prepared.delete(agencyId)
      if (known?.agency.revision === revision) {
        prepared.set(agencyId, known)
        continue
      }
      const agency = await agencies.byId(agencyId)
      if (!agency) continue
      const store = checklistStore(db, clock, ids, envelope)
      const items = ((await store.read(agencyId, agency.profile.edition))?.items ?? []).filter(isPublished)
      const published = await store.withComponents(agencyId, agency.profile.edition, items)
      // What is known already is only brought up to date: changing one entry costs one entry.
      const knowledge = known?.knowledge ?? (await openKnowledge(db, clock, agency, published))
      if (known) await knowledge.refresh(agency, published)
      prepared.set(agencyId, { agency, knowledge })
    }
    // The agencies that were used longest ago leave first; a map keeps its order.
    for (const agencyId of prepared.keys()) {
      if (prepared.size <= agenciesKept) break
      prepared.delete(agencyId)
    }
  }

  let loading = 0

  async function showLoading(event: ClaimedEvent): Promise<void> {
    const incoming = read(event)
    if (incoming.from.kind !== 'person' || incoming.replyToken === null) return
    loading += 1
    try {
      await (await channel(event.agencyId))?.startLoading(incoming.from.userId, 20)
    } catch (cause) {
      log.warn('loading.failed', { id: event.inboxId, cause: cause instanceof Error ? cause.name : '' })
    } finally {
      loading -= 1
    }
  }

  function read(event: ClaimedEvent): Incoming {
    const [eventId = ''] = event.inboxId.split('@')
    return toIncoming(event.event, { eventId, at: event.receivedAt })
  }

  function partOf(event: ClaimedEvent): Part {
    const { from, at, is } = burstPart(event.event)
    return { from, at: at ?? event.receivedAt, is }
  }

  /** The last of several texts with the words of all: its reply token lives longest. */
  function joinTexts(events: readonly ClaimedEvent[]): ClaimedEvent {
    const last = events.at(-1)
    if (!last) throw new Error('A thought has at least one part.')
    const words = events.map((event) => {
      const incoming = read(event)
      return incoming.kind === 'text' ? incoming.text : ''
    })
    const attempts = Math.max(...events.map((event) => event.attempts))
    return { ...last, attempts, event: withText(last.event, words.join(' ')) }
  }

  async function handle(transaction: Db, event: ClaimedEvent, mayGoOn: boolean): Promise<Handled> {
    const incoming = read(event)
    if (incoming.from.kind !== 'person') return { outcome: `silent-${incoming.from.kind}`, messages: [] }
    if (incoming.kind === 'ignored') return { outcome: 'silent-ignored', messages: [] }
    if (loading < loadingForAtMost && clock.now().getTime() - event.receivedAt.getTime() > late) void showLoading(event)
    const known = prepared.get(event.agencyId)
    if (!known) throw new Error('An event belongs to an agency that is not there.')
    const { userId } = incoming.from

    // Whoever only took back a report is not made known by that.
    if (incoming.kind === 'unsend' && !(await people.isKnown(transaction, event.agencyId, userId))) {
      return { outcome: 'silent-unsend', messages: [] }
    }
    // What was dropped leaves no trace of its writer either: nobody is looked up or made known.
    const visitor = incoming.kind === 'dropped' ? nobody : await people.visit(transaction, event.agencyId, userId)
    if (incoming.kind === 'dropped' && incoming.as !== 'receipt') {
      // The photo that came just before belongs to the same words; that there were any is written down nowhere.
      await attachments.dropRecent(transaction, event.agencyId, userId)
    }
    const rest = outside.burst - (clock.now().getTime() - event.receivedAt.getTime())
    const turn = {
      ...takeTurn(incoming, known.agency, visitor, transaction),
      // Of what waited in the inbox the rest is there already; what has just arrived may still be followed.
      mayGoOn: mayGoOn && (event.personKey !== '' || rest > 0),
    }
    const decision = await route(turn, {
      knowledge: known.knowledge,
      clock,
      ids,
      envelope,
      attachments,
      corruptionCounts: (slug) => protectedChannel.published(slug),
      chatOffer: chatDoor.offered(known.agency),
    })
    if ('hold' in decision) {
      return { outcome: 'held', messages: [], hold: { from: userId, occurredAt: incoming.at, delay: rest } }
    }
    // Staff give pages; whether there is one to look at is asked after the commit.
    if (visitor.staff) evidence.expect()
    if (visitor !== nobody) await remember(transaction, turn, decision)
    if ('silent' in decision) return { outcome: `silent-${decision.silent}`, messages: [] }
    noteMenu(known.agency, visitor, userId, decision.role ?? visitor.staff?.role ?? null)
    return { outcome: 'handled', messages: await compose(transaction, turn, decision, event, userId) }
  }

  function takeTurn(incoming: Incoming, agency: Agency, visitor: Visitor, transaction: Db): Turn {
    const thai = agency.profile.digits === 'thai'
    return {
      incoming,
      pressed: null,
      agency,
      visitor,
      now: clock.now(),
      texts: textsFor[agency.profile.voice],
      cards,
      digits: thai ? toThaiDigits : (words) => words,
      doorwayUrl: `${config.publicUrl}/w/${agency.profile.slug}?openExternalBrowser=1`,
      officerUrl: `${config.publicUrl}/o/w/${agency.profile.slug}?openExternalBrowser=1`,
      countsUrl: `${config.publicUrl}/w/${agency.profile.slug}/statistics`,
      pageUrl: `${config.publicUrl}/a/${agency.profile.slug}`,
      linkAddress: (secret) => linkAddress(config.publicUrl, secret),
      copyAddress: (secret) => copyAddress(config.publicUrl, secret),
      publicUrl: config.publicUrl,
      mayGoOn: false,
      db: transaction,
    }
  }

  /** With what a message is made that belongs to no event. */
  function speaker(agency: Agency): Speaker {
    const digits = agency.profile.digits === 'thai' ? toThaiDigits : (words: string) => words
    return { agency, now: clock.now(), texts: textsFor[agency.profile.voice], cards, digits }
  }

  /** What the event changes about the person and their conversation. */
  async function remember(transaction: Db, turn: Turn, decision: Decision | Silence): Promise<void> {
    const { visitor, incoming, agency } = turn
    if (incoming.kind === 'unfollow') {
      await people.setBlocked(transaction, visitor.personId, true)
    } else if (visitor.blocked) {
      await people.setBlocked(transaction, visitor.personId, false)
    }
    // What LINE does not hold (another provider's address) is not fetched.
    if (incoming.kind === 'media' && incoming.ours) {
      const threadId = 'silent' in decision ? null : (decision.filesFor?.threadId ?? null)
      await attachments.add(transaction, agency.id, visitor.personId, incoming, threadId)
    }
    if (incoming.kind === 'unsend') {
      // LINE asks that what was taken back is not kept; the conversation may still hold it.
      await attachments.takeBack(transaction, visitor.personId, incoming.messageId)
      await threadStore(transaction, clock, ids, envelope).takeBack(visitor.personId, incoming.messageId)
      if (visitor.conversation) await people.setConversation(transaction, agency.id, visitor.personId, null)
      return
    }
    if (
      !('silent' in decision) &&
      decision.conversation !== undefined &&
      (decision.conversation ?? visitor.conversation)
    ) {
      await people.setConversation(transaction, agency.id, visitor.personId, decision.conversation)
    }
  }

  /** The messages of a decision: the reply with whatever waited for it, and what goes to others. */
  async function compose(
    transaction: Db,
    turn: Turn,
    decision: Decision,
    event: ClaimedEvent,
    userId: string,
  ): Promise<NewMessage[]> {
    const { visitor, incoming } = turn
    const messages: NewMessage[] = []
    const replyUntil = new Date(event.receivedAt.getTime() + replyLife)
    const canReply = incoming.replyToken !== null && clock.now() < replyUntil
    const say = [...(await notice(transaction, turn)), ...withDoorway(decision, turn)]
    if (visitor.staff && canReply && say.length > 0 && say.length <= messagesInOneReply - 2) {
      say.unshift(...(await reminded(transaction, turn)))
    }
    const own = toMessages(say)
    if (own.length > 0) {
      const waited =
        canReply && visitor.waiting > 0
          ? await outbox.takeWaiting(transaction, visitor.personId, messagesInOneReply - own.length)
          : { messages: [], push: false }
      if (canReply && decision.collects) {
        const room = messagesInOneReply - own.length - waited.messages.length
        const held = await outbox.takeHeld(transaction, visitor.personId, room)
        waited.messages.push(...held)
        waited.push ||= held.length > 0
      }
      // What waited may be the very card that was asked for: nobody needs it twice.
      const rest = own.filter((message) => !waited.messages.some((one) => sameWords(one, message)))
      messages.push({
        personId: visitor === nobody ? null : visitor.personId,
        purpose: decision.purpose ?? 'answer',
        to: userId,
        replyToken: incoming.replyToken,
        replyUntil: incoming.replyToken === null ? null : replyUntil,
        push: waited.push || (decision.worthPush ?? true),
        messages: waited.messages.length > 0 ? checked([...waited.messages, ...rest]) : own,
      })
    }
    messages.push(...(await toOthers(transaction, turn.agency, decision.also ?? [])))
    // Staff may want to know of a new question at once.
    if (decision.purpose === 'handover') await stir(transaction, turn.agency.id, clock.now())
    return messages
  }

  /** What a member of staff was to be reminded of: it goes with the reply and costs nothing. */
  async function reminded(transaction: Db, turn: Turn): Promise<Say[]> {
    const tools = { db: transaction, clock, ids, calendar: () => calendarStore(transaction).of(turn.agency) }
    return rideAlong(tools, turn.agency, turn.visitor.personId, turn)
  }

  /** Messages of a decision to people who have not just written. What is about staff's work goes only when it may. */
  async function toOthers(transaction: Db, agency: Agency, others: readonly Elsewhere[]): Promise<NewMessage[]> {
    const messages: NewMessage[] = []
    for (const message of others) {
      const composed = await elsewhere(transaction, message)
      if (!composed) continue
      if (message.purpose !== 'work') {
        messages.push(message.purpose === 'answer' ? await gathered(transaction, composed) : composed)
        continue
      }
      const known = await quota.knownMonth(transaction, agency.id)
      const outcome = await holdOrSend(transaction, clock, await calendarStore(transaction).of(agency), {
        agencyId: agency.id,
        personId: message.personId,
        plenty: composed.push && (known === null || isPlenty(known)),
      })
      if (outcome !== 'covered') messages.push({ ...composed, push: outcome === 'now' })
    }
    return messages
  }

  /**
   * An answer together with those that were held for the same person. While another question of theirs is open, the next
   * answer is likely to follow at once, for staff answer what waits in one sitting: it waits a little, and all are one push.
   */
  async function gathered(transaction: Db, answer: NewMessage): Promise<NewMessage> {
    const { personId } = answer
    if (personId === null) return answer
    const held = await outbox.takeHeld(transaction, personId, messagesInOneReply - answer.messages.length)
    const messages = held.length > 0 ? checked([...held, ...answer.messages]) : answer.messages
    const more = messages.length < messagesInOneReply && (await hasOpenThread(transaction, personId))
    return { ...answer, messages, ...(more && { holdUntil: new Date(clock.now().getTime() + answersGather) }) }
  }

  /** A message to somebody else than the person who is talking; null when they cannot be reached. */
  async function elsewhere(transaction: Db, message: Elsewhere): Promise<NewMessage | null> {
    const { personId, purpose, say, worthPush } = message
    const to = await people.lineUserId(transaction, personId)
    if (to === null) return null
    return {
      personId,
      purpose,
      to,
      replyToken: null,
      replyUntil: null,
      push: worthPush ?? true,
      messages: toMessages(say),
    }
  }

  /** Whoever has not seen the privacy notice of this version sees it before anything else. */
  async function notice(transaction: Db, turn: Turn): Promise<Say[]> {
    const { visitor, incoming } = turn
    if (visitor === nobody || visitor.notice === noticeVersion) {
      return incoming.kind === 'follow' ? [welcomeCard(turn)] : []
    }
    await people.setNotice(transaction, visitor.personId, noticeVersion)
    return [welcomeCard(turn)]
  }

  function toMessages(say: readonly Say[]): Record<string, unknown>[] {
    return checked(toLineMessages(say))
  }

  function checked(messages: readonly Record<string, unknown>[]): Record<string, unknown>[] {
    const fitted = fit(messages as unknown as Message[])
    if (fitted.changes.length > 0) log.info('message.shortened', { changes: fitted.changes.length })
    return fitted.messages
  }

  function apologise(event: ClaimedEvent): NewMessage | null {
    try {
      const incoming = read(event)
      const known = prepared.get(event.agencyId)
      if (incoming.from.kind !== 'person' || incoming.kind === 'ignored' || !known) return null
      return {
        personId: null,
        purpose: 'apology',
        to: incoming.from.userId,
        replyToken: incoming.replyToken,
        replyUntil: incoming.replyToken === null ? null : new Date(event.receivedAt.getTime() + replyLife),
        push: true,
        messages: toMessages([text(textsFor[known.agency.profile.voice].apology)]),
      }
    } catch {
      // It cannot even be read: there is nobody to tell. The operator sees it parked.
      return null
    }
  }

  // ---- a report of corruption in the chat: it never becomes an event of ours --------------------------------------------

  /**
   * What is left of a dropped event. A report in the chat is sealed and answered here, while LINE waits for its 200: before it is a case nothing
   * is written, and afterwards nothing but the case. A crash in between, or an answer that did not go out, brings the event again, and it is
   * the same case with the same receipt (`whistleblowing/chat-intake.ts`). The receipt never enters the outbox: it would be stored there.
   */
  async function atTheDoor(
    agencyId: string,
    event: Record<string, unknown>,
    dropped: Record<string, unknown>,
  ): Promise<Record<string, unknown> | 'taken' | 'again'> {
    const [delivered] = readDelivery({ events: [event] })
    const incoming = delivered && toIncoming(event, { eventId: delivered.eventId, at: clock.now() })
    if (incoming?.from.kind !== 'person') return dropped
    const { eventId, replyToken } = incoming
    const { userId } = incoming.from
    if (incoming.kind !== 'text' || !beginsChatReport(incoming.text) || replyToken === null) {
      // The doorway may offer the chat only while nobody reads along.
      await chatDoor.look(agencyId)
      return dropped
    }
    const filed = await chatDoor.file(agencyId, eventId, incoming.text)
    if (filed.outcome !== 'filed') return markDropped(event, refusedAs[filed.outcome])
    // The photo that came just before belongs to the same words.
    await db.transaction().execute((transaction) => attachments.dropRecent(transaction, agencyId, userId))
    wake()
    const agency = await agencies.byId(agencyId)
    if (!agency) return 'taken'
    const doorwayUrl = `${config.publicUrl}/w/${agency.profile.slug}?openExternalBrowser=1`
    const messages = toMessages([showChatReceipt(speaker(agency), filed, doorwayUrl)])
    return (await replyNow(agencyId, replyToken, messages)) ? 'taken' : 'again'
  }

  /**
   * Answers without the outbox and never by a push. A token works once, so a second try cannot show it twice.
   * @returns false when it may not have arrived and could still be sent
   */
  async function replyNow(agencyId: string, replyToken: string, messages: Record<string, unknown>[]): Promise<boolean> {
    const account = await channel(agencyId)
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const outcome = (await account?.reply(replyToken, messages))?.outcome
      if (outcome === 'accepted' || outcome === 'token-refused' || outcome === 'refused') return true
    }
    return false
  }

  // ---- rich menus: whoever serves sees another one -----------------------------------------------------------------

  type MenuChange = { agency: Agency; personId: string; userId: string; role: RichMenuRole }
  const menuChanges = new Map<string, MenuChange>()
  const installedMenus = new Map<string, { menus: InstalledRichMenus | null; until: number }>()

  function noteMenu(agency: Agency, visitor: Visitor, userId: string, serves: string | null): void {
    const role = menuRoleOf(serves)
    if (visitor !== nobody && role !== (visitor.menu ?? 'citizen')) {
      menuChanges.set(visitor.personId, { agency, personId: visitor.personId, userId, role })
    }
  }

  /** Shows people the menu of their role. What fails is noted again with the person's next message. */
  async function changeMenus(): Promise<void> {
    for (const [key, change] of menuChanges) {
      menuChanges.delete(key)
      try {
        const account = await channel(change.agency.id)
        const menus = account ? await menusOf(change.agency, account) : null
        if (!account || !menus) continue
        await showRichMenu(richMenuApi(account), menus, change.userId, change.role)
        await people.setMenu(change.personId, change.role)
      } catch (cause) {
        metrics.count('prongsai_errors_total', 'menu')
        log.warn('menu.failed', { cause: cause instanceof Error ? cause.name : 'unknown' })
      }
    }
  }

  /** The menus that `rich-menu install` put on the account, or null. LINE is asked once in a while, not for each person. */
  async function menusOf(agency: Agency, account: LineChannel): Promise<InstalledRichMenus | null> {
    const now = clock.now().getTime()
    const known = installedMenus.get(agency.id)
    if (known && now < known.until) return known.menus
    const wanted = readRichMenus(join(packageRoot, 'flex-templates/rich-menus'), {
      publicUrl: config.publicUrl,
      agency: agency.profile.slug,
      askButton: buttonData({ name: 'ask' }),
    })
    const menus = await findRichMenus(richMenuApi(account), wanted)
    installedMenus.set(agency.id, { menus, until: now + menusBelievedFor })
    return menus
  }

  // ---- attachments: what people sent is fetched at once, for LINE keeps it only for a while --------------------------

  /** Fetches what is due and removes what is to disappear. */
  async function keepAttachments(): Promise<void> {
    try {
      while (!stopping) {
        const due = await attachments.due(attachmentsAtOnce)
        if (due.length === 0) break
        await Promise.all(due.map(keepAttachment))
      }
      await attachments.sweep()
    } catch (cause) {
      metrics.count('prongsai_errors_total', 'attachment')
      log.warn('attachments.failed', { cause: cause instanceof Error ? cause.name : 'unknown' })
    }
  }

  async function keepAttachment(due: DueAttachment): Promise<void> {
    const { id, agencyId, messageId } = due
    try {
      const account = await directory.byId(agencyId)
      const fetched = account
        ? await fetchContent({
            origin: config.lineApi.data,
            accessToken: account.channel.accessToken,
            messageId,
            mostBytes: largestAttachment,
            milliseconds: downloadTimeLimit,
          })
        : { kind: 'failed' as const }
      if (fetched.kind === 'ready') {
        await attachments.keep(due, fetched.bytes)
        return
      }
      const final = fetched.kind === 'gone' || fetched.kind === 'too-large'
      if (await attachments.giveUp(due, final)) log.warn('attachment.lost', { id, cause: fetched.kind })
    } catch (cause) {
      // The disk is full, say; the bytes are still with LINE.
      metrics.count('prongsai_errors_total', 'attachment')
      log.warn('attachment.failed', { id, cause: cause instanceof Error ? cause.name : 'unknown' })
      await attachments.giveUp(due, false)
    }
  }

  // ---- what happens by the clock ----------------------------------------------------------------------------------

  /** What a job says goes as it is: its time was chosen, and the budget is asked for each push. */
  async function deliverByClock(transaction: Db, agency: Agency, messages: readonly Elsewhere[]): Promise<void> {
    for (const message of messages) {
      const composed = await elsewhere(transaction, message)
      if (composed) await outbox.add(transaction, agency.id, [composed], false)
    }
  }

  /** Every job; see `schedule/job.ts` for how to add one. */
  const jobs: readonly Job[] = [
    channelAttentionJob({ db, clock, takeAttention: (slug) => protectedChannel.takeAttention(slug) }),
    tellingJob({
      db,
      clock,
      ids,
      speaker,
      async budget(agencyId) {
        const month = await quota.month(agencyId)
        return { work: leftFor('work', month), deadline: leftFor('deadline', month), plenty: isPlenty(month) }
      },
      deliver: deliverByClock,
    }),
    closeSilent({ clock, ids, envelope }),
    weeklySummary({ clock, ids, envelope, speaker }),
  ]
  const schedule = createSchedule({
    db,
    clock,
    worker,
    log,
    metrics,
    jobs,
    agency: (agencyId) => agencies.byId(agencyId),
    calendar: (agency) => calendarStore(db).of(agency),
    deliver: deliverByClock,
  })

  // ---- the work loop --------------------------------------------------------------------------------------------

  let working: Promise<void> | null = null
  let changingMenus: Promise<void> = Promise.resolve()
  let keeping: Promise<void> | null = null
  let looking: Promise<void> | null = null
  let wakened = false
  let stopping = false

  /** Whether webhooks come in faster than they can be handled beside storing them. */
  function isFlooded(): boolean {
    const elapsed = clock.now().getTime() - counting.since
    if (elapsed >= flood.window) {
      const load = performance.eventLoopUtilization(counting.load)
      counting.flooded = load.utilization > flood.utilisation && (counting.arrived * 1000) / elapsed > flood.perSecond
      counting.load = performance.eventLoopUtilization()
      counting.since += elapsed
      counting.arrived = 0
    }
    return counting.flooded
  }

  /** Starts handling if nobody does. */
  function wake(): void {
    wakened = true
    if (!stopping) working ??= work()
  }

  async function work(): Promise<void> {
    try {
      while (wakened && !stopping) {
        wakened = false
        while (!stopping) {
          // Storing what comes in goes first: one turn of the event loop between two batches.
          await new Promise((resolve) => setImmediate(resolve))
          const begun = clock.now().getTime()
          const handled = (await events.handleArrived()) + (await events.handleSome(eventsAtOnce))
          const sent = await sender.sendDue()
          if (menuChanges.size > 0) changingMenus = changingMenus.then(changeMenus)
          if (attachments.hasWork()) {
            keeping ??= keepAttachments().finally(() => {
              keeping = null
            })
          }
          if (evidence.hasWork()) looking ??= lookAtPages()
          if (handled + sent === 0) break
          if (isFlooded()) {
            const rest = Math.min(flood.longestRest, (clock.now().getTime() - begun) * flood.rest)
            await new Promise((resolve) => setTimeout(resolve, rest))
          }
        }
      }
    } catch (cause) {
      metrics.count('prongsai_errors_total', 'work')
      log.error('work.failed', {}, cause)
    } finally {
      working = null
    }
  }

  async function lookAtPages(): Promise<void> {
    try {
      await evidence.work(() => stopping)
    } catch (cause) {
      metrics.count('prongsai_errors_total', 'evidence')
      log.warn('evidence.failed', { cause: cause instanceof Error ? cause.name : 'unknown' })
    } finally {
      looking = null
      wake()
    }
  }

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

  const publicAgencies = {
    all: async () => Promise.all((await agencies.all()).map(toPublic)),
    bySlug: async (slug: string) => {
      const agency = await agencies.bySlug(slug)
      return agency ? { ...(await toPublic(agency)), statistics: await publicStatistics(agency) } : null
    },
  }

  const publishedFor = new Map<string, { until: number; statistics: PublicAgency['statistics'] }>()

  /** Counts change with the month; a page that a whole town opens need not add them up each time. */
  async function publicStatistics({ id: agencyId, profile }: Agency): Promise<PublicAgency['statistics']> {
    const now = clock.now()
    const known = publishedFor.get(agencyId)
    if (known && now.getTime() < known.until) return known.statistics
    const questions = await readPublicCounts(db, agencyId, now)
    const corruption = await corruptionCounts(protectedChannel, profile.slug)
    const statistics =
      questions || corruption.length > 0 ? { updatedAt: now, questions: questions ?? [], corruption } : null
    publishedFor.set(agencyId, { until: now.getTime() + statisticsBelievedFor, statistics })
    return statistics
  }

  async function toPublic(agency: Agency): Promise<PublicAgency> {
    const { slug, name, mainSite, serviceHours, contacts, privacyPolicyUrl, digits } = agency.profile
    const examples = (await knowledgeStore(db, clock).list(agency.id)).slice(0, 3)
    return {
      slug,
      name,
      mainSite,
      serviceHours,
      contacts,
      privacyPolicyUrl,
      digits,
      basicId: agency.basicId,
      channelOpen: (await protectedChannel.missing(slug)).length === 0,
      examples: examples.map(({ question, answer, unit }) => ({
        question,
        answer,
        unit,
      })),
      statistics: null,
    }
  }

  async function readSheet(visitor: PageVisitor, edition: number): Promise<string[][] | null> {
    const agency = await agencies.byId(visitor.agencyId)
    const checklists = checklistStore(db, clock, ids, envelope)
    return agency && exportSheet({ checklists, pages: evidenceStore(db, clock, ids, envelope) }, agency, edition)
  }

  // ---- HTTP -----------------------------------------------------------------------------------------------------

  const http = new Hono()
  const find = async (slug: string | null, anew: boolean) => {
    const account = await directory.bySlug(slug, anew)
    return account && { agencyId: account.agencyId, secret: account.channel.secret }
  }
  const mustDrop = (words: string) => {
    const { kind, hit } = accusation(words)
    return hit && (kind === 'receipt' || kind === 'accusation' || kind === 'wants-to-report') ? kind : null
  }
  // What people wrote in the last half second, in memory only: what must not be kept may come in two messages.
  const recent = new Map<string, { words: string; at: number }>()
  const lately = (from: string, words: string): string | null => {
    if (outside.burst === 0 || from === '') return null
    const now = clock.now().getTime()
    for (const [key, { at }] of recent) {
      if (now - at <= outside.burst) break
      recent.delete(key)
    }
    const before = recent.get(from)
    recent.delete(from)
    recent.set(from, { words, at: now })
    return before?.words ?? null
  }
  const judgeButton = (data: string): DroppedAs | null => {
    if (!data.startsWith('chatreport.')) return null
    const button = readButton(data)
    if (typeof button === 'string' || button.name !== 'chatreport') return null
    return button.do === 'warn' ? 'chat-warn' : 'chat-write'
  }
  const webhookTools = {
    find: (slug: string | null) => find(slug, false),
    findAgain: (slug: string | null) => find(slug, true),
    judge(words: string, from: string) {
      // Of a report nothing stays in memory but that there was one: what follows at once belongs to it.
      if (beginsChatReport(words)) {
        lately(from, chatReportFirstLine)
        return 'chat-shut' as const
      }
      const before = lately(from, words)
      if (before === chatReportFirstLine) return 'accusation' as const
      return mustDrop(words) ?? (before === null ? null : mustDrop(`${before} ${words}`))
    },
    judgeButton,
    atTheDoor,
    accept,
  }
  http.post('/webhook', async (context) => counted(await receiveWebhook(context, null, webhookTools)))
  http.post('/webhook/:agency', async (context) =>
    counted(await receiveWebhook(context, context.req.param('agency'), webhookTools)),
  )
  http.get('/health', (context) => context.json({ status: 'ok' }))
  http.get('/ready', async (context) => {
    try {
      const pending = await pendingMigrations(db, migrations)
      if (!(await protectedChannel.answers())) {
        return context.json(
          { status: 'not ready', reasons: ['the database of the protected channel does not answer'] },
          503,
        )
      }
      if (pending.length === 0 && !stopping) return context.json({ status: 'ready' })
      return context.json(
        { status: 'not ready', reasons: stopping ? ['stopping'] : [`migrations pending: ${pending.join(', ')}`] },
        503,
      )
    } catch {
      return context.json({ status: 'not ready', reasons: ['the database does not answer'] }, 503)
    }
  })
  http.get('/metrics', async (context) => {
    await readFigures()
    return context.text(metrics.text(), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' })
  })
  const failed = failurePage(log)
  http.onError((cause, context) => {
    metrics.count('prongsai_errors_total', 'http')
    return failed(cause, context)
  })
  http.notFound(notFoundPage)
  // The protected channel answers for itself in everything: headers, errors, what is not there. Nothing here sees its requests.
  for (const path of ['/w', '/w/*', '/o/w', '/o/w/*']) {
    http.all(path, (context) => protectedChannel.fetch(context.req.raw, context.env as object))
  }
  // Everything below is a page; what stands above answers programs.
  http.use(securityHeaders({ https: config.publicUrl.startsWith('https:') }))
  const readReport = async ({ agencyId }: PageVisitor) => {
    const agency = await agencies.byId(agencyId)
    if (!agency) return null
    const { edition } = agency.profile
    const plan = await measureStore(db, clock, ids, envelope).read(agencyId, edition)
    return { agency, plan, result: await scoreStore(db, clock).latest(agencyId, edition), now: clock.now() }
  }
  const questionFiles: QuestionFiles = {
    entries: ({ agencyId }) => knowledgeStore(db, clock).list(agencyId),
    async statistics({ agencyId }, year) {
      const agency = await agencies.byId(agencyId)
      return agency && yearTable(db, { id: agencyId, name: agency.profile.name }, year, clock.now())
    },
  }
  const threadFiles: ThreadFiles = {
    async list({ agencyId, role, unit }, threadId) {
      const thread = await threadStore(db, clock, ids, envelope).byId(agencyId, threadId)
      // As in the inbox: a member of staff with a unit sees its threads and those of none.
      const theirs = thread?.unit === null || thread?.unit === unit || role !== 'staff' || unit === null
      return thread && theirs
        ? { number: thread.number, files: await attachments.ofThread(db, agencyId, threadId) }
        : null
    },
    one: ({ agencyId }, threadId, id) => attachments.readOf(agencyId, threadId, id),
    shared: (token) => attachments.byToken(token),
  }
  http.route('/', sharedFiles(threadFiles))
  const evidenceReader: EvidenceReader = {
    async item({ agencyId }, edition, code) {
      const agency = await agencies.byId(agencyId)
      const item = await checklistStore(db, clock, ids, envelope).definition(agencyId, edition, code)
      if (!agency || !item) return null
      const pages = await evidenceStore(db, clock, ids, envelope).of(agencyId, edition, code)
      const photos = new Set<string>()
      for (const page of pages) {
        const kept = await attachments.ofThread(db, agencyId, evidencePlace(page.id))
        for (const { id, type } of kept) if (type !== null) photos.add(id)
      }
      return { agency, title: item.title, pages, photos }
    },
    async photo({ agencyId }, evidenceId) {
      const page = await evidenceStore(db, clock, ids, envelope).byId(agencyId, evidenceId)
      return page?.screenshotId ? attachments.readOf(agencyId, evidencePlace(page.id), page.screenshotId) : null
    },
  }
  const copies = personLinks(db, clock, ids)
  http.route(
    '/',
    personalCopyPages({
      waits: (token) => copies.waits(token),
      async open(token) {
        const opened = await copies.redeem(token)
        const agency = opened && (await agencies.byId(opened.agencyId))
        if (!opened || !agency) return null
        const kept = { threads: threadStore(db, clock, ids, envelope), attachments }
        const data = await readPersonalData(db, agency.id, opened.personId, kept)
        return data && { agency: agency.profile.name, data, now: clock.now() }
      },
    }),
  )
  http.route(
    '/',
    staffPages({
      links: linkStore(db, clock, ids),
      pages: [
        ...measureReportPages(readReport),
        ...questionFilePages(questionFiles),
        ...threadFilePages(threadFiles),
        ...sheetPages(readSheet),
        ...evidencePages(evidenceReader),
      ],
      https: config.publicUrl.startsWith('https:'),
    }),
  )
  http.route('/', publicPages({ agencies: publicAgencies, publicUrl: config.publicUrl, closedThreadDays: null }))

  function counted(response: Response): Response {
    metrics.count('prongsai_webhooks_total', String(response.status))
    return response
  }

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
      wake()
    },
    wake,
    /** Makes the default agency's answers ready before somebody asks. */
    async warm(): Promise<void> {
      const first = await agencies.first()
      if (first) await prepare([first.id])
    },
    /** What is due again by the clock alone: retries, leases that ran out, quota of a new month. Call about twice a second. */
    tick(): void {
      wake()
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
        wake()
        while (working) await working
        await sender.idle()
        await changingMenus
        await keeping
        await looking
      } while (!stopping && (wakened || working || attachments.hasWork() || evidence.hasWork()))
    },
    /** Finishes what is in hand and takes nothing new. */
    async stop(): Promise<void> {
      stopping = true
      schedule.stop()
      await acceptance.idle()
      await schedule.idle()
      while (working) await working
      await sender.idle()
      await changingMenus
      await keeping
      await looking
    },
  }
}

/** Whether two messages say the same; what can be tapped below them does not count. */
function sameWords(one: Record<string, unknown>, other: Record<string, unknown>): boolean {
  const { quickReply: _one, ...words } = one
  const { quickReply: _other, ...others } = other
  return JSON.stringify(words) === JSON.stringify(others)
}

/** What whoever wrote a report in the chat that was not taken is told. */
const refusedAs = {
  shut: 'chat-shut',
  short: 'chat-short',
  long: 'chat-long',
  receipt: 'receipt',
  full: 'chat-full',
  failed: 'chat-failed',
} as const

/** Somebody who is not looked up at all. */
const nobody: Visitor = {
  personId: '',
  isNew: false,
  blocked: false,
  notice: noticeVersion,
  menu: null,
  staff: null,
  conversation: null,
  revision: 0,
  waiting: 0,
}
