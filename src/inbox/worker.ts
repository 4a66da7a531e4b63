import type { Db } from '../db/open.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Log } from '../kernel/log.ts'
import type { Metrics } from '../kernel/metrics.ts'
import type { NewMessage, Outgoing, OutboxStore } from '../outbox/outbox-store.ts'
import type { Sender } from '../outbox/sender.ts'
import type { Arrival, ArrivalStore } from './arrival-store.ts'
import { inboxLease, type ClaimedEvent, type InboxStore } from './inbox-store.ts'
import { thoughtsOf, type Part } from './thoughts.ts'

/** Tries until an event is given up. */
const mostAttempts = 5
const firstDelay = 250

export type WorkerTools = {
  db: Db
  arrivals: ArrivalStore
  inbox: InboxStore
  outbox: OutboxStore
  sender: Sender
  clock: Clock
  log: Log
  metrics: Metrics
  /** Brings into memory what deciding about events of these agencies takes; before their transaction. */
  prepare(agencyIds: readonly string[]): Promise<void>
  /**
   * Decides about one event and does its writes in the transaction. `mayGoOn` = it may be held: more of its writer comes or
   * may come. Throws = nothing of it counts.
   */
  handle(transaction: Db, event: ClaimedEvent, mayGoOn: boolean): Promise<Handled>
  /** How bursts of one person's texts become one event. */
  thoughts: {
    /** Texts this close to each other, in ms, are one thought; 0 = each stands alone. */
    gap: number
    partOf: (event: ClaimedEvent) => Part
    join: (texts: readonly ClaimedEvent[]) => ClaimedEvent
    /** What is left of texts that must not be kept when they are read together; null = they may be. */
    judge: (texts: readonly ClaimedEvent[]) => ClaimedEvent | null
  }
  /** What the person gets when their event is given up; null when nobody can be told. */
  apologise(event: ClaimedEvent): NewMessage | null
}

/** What became of an event. `hold`: its writer may go on, so it waits for so many ms; nothing was written yet. */
export type Handled = {
  outcome: string
  messages: NewMessage[]
  hold?: { from: string; occurredAt: Date; delay: number }
}

/**
 * Handles events. The usual way: what has arrived is taken, decided about and answered in one transaction with one commit.
 * When one of them fails, the transaction takes everything back, and they are put into the inbox, where each is tried on its
 * own, with its attempts counted, until it succeeds or is parked.
 */
export function createWorker(tools: WorkerTools) {
  const { db, arrivals, inbox, outbox, sender, clock, log, metrics } = tools
  const { gap, partOf, join, judge } = tools.thoughts

  /** Handles what has arrived, one transaction for each agency. @returns how many events were taken */
  async function handleArrived(): Promise<number> {
    let taken = 0
    for (const agencyId of await arrivals.agencies()) {
      try {
        taken += await handleLane(agencyId)
      } catch (cause) {
        metrics.count('prongsai_errors_total', 'arrivals')
        log.error('arrivals.failed', {}, cause)
        taken += await fileOrLeave(agencyId)
      }
    }
    return taken
  }

  /** One agency's trouble is its own: what cannot even be filed stays where it is, and the others are handled. */
  async function fileOrLeave(agencyId: string): Promise<number> {
    try {
      return await fileArrived(agencyId)
    } catch (cause) {
      metrics.count('prongsai_errors_total', 'arrivals')
      log.error('arrivals.unfiled', {}, cause)
      return 0
    }
  }

  async function handleLane(agencyId: string): Promise<number> {
    await tools.prepare([agencyId])
    return decide(async (transaction) => {
      const taken = await arrivals.take(transaction, agencyId)
      const arrived = taken.map(({ events, receivedAt }) => {
        if (!events) throw new Error('An arrival cannot be opened.')
        return { events, receivedAt }
      })
      const fresh = await inbox.begin(transaction, arrived)
      return { fresh, taken: arrived.reduce((sum, arrival) => sum + arrival.events.length, 0) }
    }, handleInTurn)
  }

  /** Puts what has arrived for an agency into the inbox, to be handled one by one. @returns how many events */
  async function fileArrived(agencyId: string): Promise<number> {
    return db.transaction().execute(async (transaction) => {
      const taken: Arrival[] = await arrivals.take(transaction, agencyId)
      for (const arrival of taken) {
        if (arrival.events) await inbox.accept(arrival.events, arrival.receivedAt, transaction)
        else await inbox.keepUnreadable(transaction, arrival)
      }
      return taken.reduce((sum, arrival) => sum + (arrival.events?.length ?? 1), 0)
    })
  }

  /** @returns how many events were taken; 0 = nothing to do now */
  async function handleSome(most: number): Promise<number> {
    const claimed = await inbox.claim(most)
    const [first] = claimed
    if (!first) return 0
    const started = clock.now().getTime()
    if (first.attempts > mostAttempts) {
      // It brought the whole process down before, or was never finished for other reasons. What was tried comes alone.
      await tools
        .prepare([first.agencyId])
        .catch((cause: unknown) => log.error('inbox.unprepared', { id: first.inboxId }, cause))
      await park(first)
      return 1
    }
    try {
      await handleTogether(claimed)
    } catch (cause) {
      if (claimed.length === 1) await failed(first, cause)
      else {
        for (const event of claimed) {
          // What the lease no longer covers is left to whoever takes it over.
          if (clock.now().getTime() - started > inboxLease / 2) break
          await handleTogether([event]).catch((reason: unknown) => failed(event, reason))
        }
      }
    }
    return claimed.length
  }

  async function handleTogether(events: readonly ClaimedEvent[]): Promise<void> {
    await tools.prepare([...new Set(events.map((event) => event.agencyId))])
    await decide(async (transaction) => {
      await inbox.finish(
        transaction,
        events.map((event) => event.inboxId),
      )
      return { fresh: events, taken: events.length }
    }, handleBefore)
  }

  type Deliver = (event: ClaimedEvent, result: Handled) => void

  /** Each as it is. */
  async function handleEach(transaction: Db, events: readonly ClaimedEvent[], deliver: Deliver): Promise<void> {
    for (const event of events) deliver(event, await tools.handle(transaction, event, false))
  }

  /**
   * Handles the beginning of a thought: as many of its parts, joined, as it takes until they are clear.
   * @param mayFollow more may come after the last part
   */
  async function handleBeginning(
    transaction: Db,
    parts: readonly ClaimedEvent[],
    mayFollow: boolean,
  ): Promise<{ event: ClaimedEvent; parts: readonly ClaimedEvent[]; result: Handled }> {
    for (let length = 1; ; length += 1) {
      const tried = parts.slice(0, length)
      const [only] = tried
      const event = length === 1 && only ? only : join(tried)
      const isAll = length >= parts.length
      const result = await tools.handle(transaction, event, !isAll || mayFollow)
      if (!result.hold || isAll) return { event, parts: tried, result }
    }
  }

  /**
   * What waited in the inbox: what is clear is handled as it is, what its writer went on with is joined with as much of what
   * waits behind it as makes one thought. What failed before is tried without what waits behind it: it may not be the guilty one.
   * Only what must not be kept takes its whole thought with it always, also the half that would have been clear.
   */
  async function handleBefore(transaction: Db, events: readonly ClaimedEvent[], deliver: Deliver): Promise<void> {
    for (const event of events) {
      const behind = gap === 0 ? [] : await inbox.behind(transaction, event)
      const [thought = { parts: [event], dropped: null }] = thoughtsOf([event, ...behind], gap, partOf, judge)
      const handled = thought.dropped
        ? { ...thought, event: thought.dropped, result: await tools.handle(transaction, thought.dropped, false) }
        : await handleBeginning(transaction, event.attempts > 1 ? [event] : thought.parts, false)
      const joined = handled.parts.filter((part) => part !== event).map((part) => part.inboxId)
      await inbox.finishBehind(transaction, joined)
      deliver(handled.event, handled.result)
    }
  }

  /**
   * What has just arrived: what is clear is handled at once. What its writer may go on with is joined with what follows here,
   * and if nothing makes it clear it is put off. What must not be kept takes its whole thought with it.
   */
  async function handleInTurn(transaction: Db, events: readonly ClaimedEvent[], deliver: Deliver): Promise<void> {
    if (gap === 0) return handleEach(transaction, events, deliver)
    const thoughts = thoughtsOf(events, gap, partOf, judge)
    const writerOf = ([first]: readonly ClaimedEvent[]) => (first ? partOf(first).from : '')
    const lastOf = new Map(thoughts.map((thought) => [writerOf(thought.parts), thought]))
    for (const thought of thoughts) {
      const mayFollow = lastOf.get(writerOf(thought.parts)) === thought
      if (thought.dropped) {
        deliver(thought.dropped, await tools.handle(transaction, thought.dropped, false))
        continue
      }
      for (let rest: readonly ClaimedEvent[] = thought.parts; rest.length > 0;) {
        const { event, parts, result } = await handleBeginning(transaction, rest, mayFollow)
        rest = rest.slice(parts.length)
        if (!result.hold) deliver(event, result)
        else for (const part of parts) await inbox.hold(transaction, part, result.hold)
      }
    }
  }

  /** One transaction, one commit: events are marked as done and decided about. Throws = nothing of it counts. */
  async function decide(
    begin: (transaction: Db) => Promise<{ fresh: readonly ClaimedEvent[]; taken: number }>,
    handleAll: (transaction: Db, events: readonly ClaimedEvent[], deliver: Deliver) => Promise<void>,
  ): Promise<number> {
    const { outgoing, outcomes, leased, taken } = await db.transaction().execute(async (transaction) => {
      const begun = await begin(transaction)
      const messages = new Map<string, NewMessage[]>()
      const handled: string[] = []
      await handleAll(transaction, begun.fresh, (event, result) => {
        handled.push(result.outcome)
        if (result.messages.length === 0) return
        const sameAgency = messages.get(event.agencyId)
        if (sameAgency) sameAgency.push(...result.messages)
        else messages.set(event.agencyId, [...result.messages])
      })
      const count = [...messages.values()].reduce((sum, ofAgency) => sum + ofAgency.length, 0)
      const room = sender.hasRoom(count)
      const stored: Outgoing[] = []
      for (const [agencyId, ofAgency] of messages) {
        stored.push(...(await outbox.add(transaction, agencyId, ofAgency, room)))
      }
      return { outgoing: stored, outcomes: handled, leased: room, taken: begun.taken }
    })
    for (const outcome of outcomes) metrics.count('prongsai_events_total', outcome)
    if (leased) sender.sendNow(outgoing)
    return taken
  }

  async function failed(event: ClaimedEvent, cause: unknown): Promise<void> {
    metrics.count('prongsai_errors_total', 'handler')
    log.error('inbox.failed', { id: event.inboxId, attempts: event.attempts }, cause)
    await giveBackOrPark(event)
  }

  async function giveBackOrPark(event: ClaimedEvent): Promise<void> {
    if (event.attempts >= mostAttempts) await park(event)
    else await inbox.giveBack(event.inboxId, firstDelay * 2 ** (event.attempts - 1))
  }

  async function park(event: ClaimedEvent): Promise<void> {
    const apology = tools.apologise(event)
    const parked = await db.transaction().execute(async (transaction) => {
      const ours = await inbox.park(transaction, event.inboxId)
      if (ours && apology) await outbox.add(transaction, event.agencyId, [apology], false)
      return ours
    })
    if (!parked) return
    metrics.count('prongsai_events_total', 'parked')
    log.error('inbox.parked', { id: event.inboxId, attempts: event.attempts })
    await sender.sendDue()
  }

  return {
    handleArrived,
    handleSome,
    /** Puts everything that arrived before this process began into the inbox: should an event bring processes down, its attempts are counted there. */
    async fileAll(): Promise<void> {
      for (const agencyId of await arrivals.agencies()) while ((await fileOrLeave(agencyId)) > 0);
    },
  }
}
