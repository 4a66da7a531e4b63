import type { Agency } from '../agency/profile.ts'
import type { Decision, Silence } from '../chat/decision.ts'
import { joinSources, type Incoming } from '../chat/incoming.ts'
import { text } from '../chat/say.ts'
import type { Db } from '../db/open.ts'
import { checklistStore } from '../features/checklist/checklist-store.ts'
import { isPublished } from '../features/checklist/published.ts'
import { openKnowledge, type LiveKnowledge } from '../features/questions/knowledge-base.ts'
import type { Turn } from '../features/turn.ts'
import type { ClaimedEvent, InboxStore } from '../inbox/inbox-store.ts'
import type { Part } from '../inbox/thoughts.ts'
import type { Handled } from '../inbox/worker.ts'
import { burstPart, isRecord, markDropped, messageIdOf, toIncoming, withText } from '../line/incoming.ts'
import type { NewMessage } from '../outbox/outbox-store.ts'
import type { Visitor } from '../people/people-store.ts'
import { route } from '../router.ts'
import { textsFor } from '../texts/th.ts'
import { toThaiDigits } from '../thai/digits.ts'
import { threadStore } from '../threads/thread-store.ts'
import { copyAddress } from '../web/personal-copy-pages.ts'
import { linkAddress } from '../web/staff-pages.ts'
import { replyUntilOf, type Messages } from './messages.ts'
import { nobody } from './nobody.ts'
import type { Parts } from './parts.ts'
import { mustDrop, readTogether } from './protected-words.ts'

/** An event that waited longer than this shows LINE's loading dots while it is handled, in ms. */
const late = 2_000
/** The loading dots are shown only while few wait: under a flood they would double the calls. */
const loadingForAtMost = 4
const agenciesKept = 32

/** An agency with what its answers are made of, kept as long as its revision stays. */
type Prepared = { agency: Agency; knowledge: LiveKnowledge }

/** What is done about an event beside its answer. */
export type Beside = {
  /** Texts of one person within so many ms are one thought; 0 = each stands alone. */
  burst: number
  messages: Messages
  inbox: Pick<InboxStore, 'takeBack'>
  /** Somebody serves as this, or as nobody: their rich menu may be another one. */
  noteMenu: (agency: Agency, visitor: Visitor, userId: string, serves: string | null) => void
  /** Staff may have given a page to look at. */
  expectPages: () => void
}

/** The way of one event from its row to what is written and said; the worker calls it in its transaction. */
export function createHandling(parts: Parts, { burst, messages, inbox, noteMenu, expectPages }: Beside) {
  const {
    config,
    db,
    clock,
    ids,
    log,
    envelope,
    cards,
    agencies,
    people,
    attachments,
    protectedChannel,
    chatDoor,
    channel,
  } = parts
  const prepared = new Map<string, Prepared>()

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
    const texts = textsOf(events)
    const words = texts.map(({ text }) => text).join(' ')
    const sources = joinSources(...texts.map(({ messageId }) => messageId)) ?? ''
    const attempts = Math.max(...events.map((event) => event.attempts))
    return { ...last, attempts, event: withText(last.event, words, sources) }
  }

  /**
   * What is left of several texts that must not be kept when they are read together. The door judges them too, but only those
   * that came to this process, and in its memory.
   */
  function judgeTexts(events: readonly ClaimedEvent[]): ClaimedEvent | null {
    const dropped = mustDrop(readTogether(textsOf(events).map(({ text }) => text)))
    const last = events.at(-1)
    return dropped && last && isRecord(last.event) ? { ...last, event: markDropped(last.event, dropped) } : null
  }

  function textsOf(events: readonly ClaimedEvent[]) {
    return events.flatMap((event) => {
      const incoming = read(event)
      return incoming.kind === 'text' ? [incoming] : []
    })
  }

  async function handle(transaction: Db, event: ClaimedEvent, mayGoOn: boolean): Promise<Handled> {
    const incoming = read(event)
    if (incoming.from.kind !== 'person') return { outcome: `silent-${incoming.from.kind}`, messages: [] }
    if (incoming.kind === 'ignored') return { outcome: 'silent-ignored', messages: [] }
    if (loading < loadingForAtMost && clock.now().getTime() - event.receivedAt.getTime() > late) void showLoading(event)
    const known = prepared.get(event.agencyId)
    if (!known) throw new Error('An event belongs to an agency that is not there.')
    const { userId } = incoming.from

    if (incoming.kind === 'unsend') {
      const { messageId } = incoming
      const writer = { agencyId: event.agencyId, from: userId }
      await inbox.takeBack(transaction, writer, (kept) => messageIdOf(kept) === messageId)
      // Whoever only took back a report is not made known by that.
      if (!(await people.isKnown(transaction, event.agencyId, userId)))
        return { outcome: 'silent-unsend', messages: [] }
    }
    // What was dropped leaves no trace of its writer either: nobody is looked up or made known.
    const visitor = incoming.kind === 'dropped' ? nobody : await people.visit(transaction, event.agencyId, userId)
    if (incoming.kind === 'dropped' && incoming.as !== 'receipt') {
      // The photo that came just before belongs to the same words; that there were any is written down nowhere.
      await attachments.dropRecent(transaction, event.agencyId, userId)
    }
    // Never more than the whole: the server's clock may have been set back since.
    const rest = Math.min(burst, burst - (clock.now().getTime() - event.receivedAt.getTime()))
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
    if (visitor.staff) expectPages()
    if (visitor !== nobody) await remember(transaction, turn, decision)
    if ('silent' in decision) return { outcome: `silent-${decision.silent}`, messages: [] }
    noteMenu(known.agency, visitor, userId, decision.role ?? visitor.staff?.role ?? null)
    return { outcome: 'handled', messages: await messages.compose(transaction, turn, decision, event, userId) }
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
        replyUntil: incoming.replyToken === null ? null : replyUntilOf(event),
        push: true,
        messages: messages.toMessages([text(textsFor[known.agency.profile.voice].apology)]),
      }
    } catch {
      // It cannot even be read: there is nobody to tell. The operator sees it parked.
      return null
    }
  }

  return { prepare, handle, apologise, partOf, joinTexts, judgeTexts }
}
