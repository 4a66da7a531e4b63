import { groupCommit } from '../db/group-commit.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Ids } from '../kernel/ids.ts'
import type { Log } from '../kernel/log.ts'
import type { Metrics } from '../kernel/metrics.ts'
import type { LineChannel, Sent } from '../line/client.ts'
import { leftFor, pushPurpose } from './budget.ts'
import { judge, planAttempt, type Outcome, type Route, type Verdict } from './attempt.ts'
import type { Outgoing, OutboxStore } from './outbox-store.ts'
import type { QuotaKeeper } from './quota.ts'

/** Calls to LINE at the same time. LINE allows 2,000 a second for each account; slow answers must not hold up others. */
const mostInFlight = 256
const spread = 1_000_000
/** An earlier message that is tried again within so many ms is waited for; longer nothing is held up that can be said. */
const soon = 5_000
/** Until whoever waited for another one looks again, in ms, at least. */
const shortestWait = 100

export type SenderTools = {
  outbox: OutboxStore
  quota: QuotaKeeper
  /** The agency's account; null when it has no access token. */
  channel(agencyId: string): Promise<LineChannel | null>
  clock: Clock
  ids: Ids
  log: Log
  metrics: Metrics
}

/** The one place that sends. It takes what the outbox holds, tries once, and writes down what that means. */
export function createSender(tools: SenderTools) {
  const { outbox, quota, clock, ids, log, metrics } = tools
  const inFlight = new Set<Promise<void>>()
  /** Whether older messages may still lie in the outbox: those of an earlier run, or more than one claim takes. */
  let behind = true
  /** The last send to each person, so that two messages to one person leave in their order. */
  const lastTo = new Map<string, Promise<void>>()
  /** By person: which of their messages go (again) soon, and when. A later one to the same person waits for them. */
  const goSoon = new Map<string, Map<string, number>>()
  const sent = groupCommit<string, void>(async (group) => {
    await outbox.finishSent(group)
    return group.map(() => undefined)
  }, 256)

  function start(message: Outgoing): void {
    const key = keyOf(message)
    const before = lastTo.get(key)
    const run = (before ? before.then(() => deliverLater(message)) : deliver(message)).catch((cause: unknown) => {
      // The lease runs out and the message is taken up again.
      metrics.count('prongsai_errors_total', 'sender')
      log.error('outbox.error', { id: message.id }, cause)
    })
    inFlight.add(run)
    lastTo.set(key, run)
    void run.then(() => {
      inFlight.delete(run)
      if (lastTo.get(key) === run) lastTo.delete(key)
    })
  }

  /** While it waited for an earlier one to the same person, its lease may have run out. */
  async function deliverLater(message: Outgoing): Promise<void> {
    if (await outbox.renew(message)) await deliver(message)
    else forgetSoon(message)
  }

  /** Ids sort by the order in which messages were decided, so "earlier" is a smaller one. @returns ms to wait, or null */
  function waitForEarlier({ id, replyUntil, ...message }: Outgoing): number | null {
    const now = clock.now().getTime()
    const earlier = [...(goSoon.get(keyOf(message)) ?? [])].flatMap(([other, at]) =>
      other < id && Math.abs(at - now) <= soon ? [at] : [],
    )
    if (earlier.length === 0) return null
    const at = Math.max(...earlier, now + shortestWait)
    // A reply that could be free does not become a push for the sake of order.
    return replyUntil && now < replyUntil.getTime() && at >= replyUntil.getTime() ? null : at - now
  }

  /** A message that goes in `delay` ms: those to the same person that come after it wait, if it is soon. */
  function noteSoon(delay: number, message: Outgoing): void {
    const now = clock.now().getTime()
    for (const [key, ofPerson] of goSoon) {
      if (Math.max(...ofPerson.values()) + soon > now) break
      // Another process took them up.
      goSoon.delete(key)
    }
    if (delay > soon) return
    const key = keyOf(message)
    const ofPerson = goSoon.get(key) ?? new Map<string, number>()
    goSoon.delete(key)
    goSoon.set(key, ofPerson.set(message.id, now + delay))
  }

  function forgetSoon(message: Outgoing): void {
    const ofPerson = goSoon.get(keyOf(message))
    if (ofPerson?.delete(message.id) && ofPerson.size === 0) goSoon.delete(keyOf(message))
  }

  async function deliver(message: Outgoing): Promise<void> {
    forgetSoon(message)
    const wait = waitForEarlier(message)
    if (wait !== null) {
      await outbox.settle(message, later(wait), 0)
      noteSoon(wait, message)
      return
    }
    const channel = await tools.channel(message.agencyId)
    if (!channel) {
      log.warn('outbox.no-channel', { id: message.id })
      await outbox.settle(message, later(60_000), 0)
      return
    }
    const now = clock.now()
    const replyPossible = message.replyUntil !== null && now < message.replyUntil
    const left = replyPossible || !message.push || message.firstPushAt ? null : await leftOf(message)
    const plan = planAttempt(message, now, left)
    if (plan === 'reply' || plan === 'push') return tryOnce(message, plan, channel)
    if (plan === 'wait') {
      metrics.count('prongsai_messages_total', 'waiting')
      await outbox.settle(message, { wait: true, tokenGone: true }, 0)
      return
    }
    metrics.count('prongsai_messages_total', plan.end)
    log.warn('outbox.ended', { id: message.id, end: plan.end, attempts: message.attempts })
    await outbox.settle(message, plan, 0)
  }

  async function tryOnce(message: Outgoing, route: Route, channel: LineChannel): Promise<void> {
    if (route === 'push' && !(await outbox.startPush(message.id))) return
    const result =
      route === 'reply'
        ? await channel.reply(message.replyToken ?? '', message.messages)
        : await channel.push(message.to, message.messages, message.id)
    metrics.count('prongsai_line_calls_total', String(result.status))
    const verdict = judge(route, await meaning(result, message.agencyId, route), message, ids.below(spread) / spread)
    if ('end' in verdict && verdict.end === 'sent') {
      if (route === 'push' && result.outcome === 'accepted') await quota.count(message.agencyId, message.purpose)
      metrics.count('prongsai_messages_total', route)
      log.debug('outbox.sent', { id: message.id, route, attempts: message.attempts })
      await sent.add(message.id)
      return
    }
    const became = 'end' in verdict ? verdict.end : 'wait' in verdict ? 'waiting' : 'again'
    metrics.count('prongsai_messages_total', became)
    log[became === 'failed' ? 'error' : 'warn']('outbox.not-sent', {
      id: message.id,
      route,
      status: result.status,
      outcome: result.outcome,
      detail: result.detail,
      attempts: message.attempts,
      became,
    })
    await outbox.settle(message, verdict, result.status)
    if ('again' in verdict) noteSoon(verdict.delay, message)
    // A token that is gone leaves the push, now.
    if ('again' in verdict && verdict.delay === 0) await sendDue()
  }

  /** Messages that this purpose may still use; null = without limit, or nobody can tell: then we try, and the answer says it. */
  async function leftOf({ agencyId, purpose }: Outgoing): Promise<number | null> {
    try {
      return leftFor(pushPurpose(purpose), await quota.month(agencyId))
    } catch {
      return null
    }
  }

  /** Two kinds of 429 look alike; only the quota call tells "slow down" from "the month is over". */
  async function meaning(result: Sent, agencyId: string, route: Route): Promise<Outcome> {
    switch (result.outcome) {
      case 'too-many': {
        if (route === 'reply') return { kind: 'too-many', exhausted: false }
        const exhausted = await quota.refresh(agencyId).then(
          (left) => left !== null && left <= 0,
          () => null,
        )
        return { kind: 'too-many', exhausted }
      }
      case 'refused':
      case 'failed':
        return { kind: result.outcome, status: result.status }
      default:
        return { kind: result.outcome }
    }
  }

  /** Takes what is due and starts sending it, as much as there is room for. @returns how many were started */
  async function sendDue(): Promise<number> {
    const room = mostInFlight - inFlight.size
    if (room <= 0) return 0
    const messages = await outbox.claim(room)
    behind = messages.length === room
    for (const message of messages) start(message)
    return messages.length
  }

  return {
    sendDue,
    /** Whether fresh messages can be sent at once. Not while older ones wait: a new answer must not overtake an old one. */
    hasRoom: (messages: number): boolean => !behind && inFlight.size + messages <= mostInFlight,
    /** Sends messages that the caller has stored with a lease. */
    sendNow(messages: readonly Outgoing[]): void {
      for (const message of messages) start(message)
    },
    /** Lets messages to citizens that wait for quota go, where the month has some again. */
    async revive(agencyIds: readonly string[]): Promise<void> {
      for (const agencyId of agencyIds) {
        const left = await quota.left(agencyId).catch(() => 0)
        if (left === null || left > 0) await outbox.revive(agencyId, left === null ? 100 : Math.min(left, 100))
      }
    },
    /** Resolves when nothing is on its way. */
    async idle(): Promise<void> {
      while (inFlight.size > 0) await Promise.all(inFlight)
      await sent.idle()
    },
    inFlight: () => inFlight.size,
  }
}

export type Sender = ReturnType<typeof createSender>

/** The person whom a message goes to. */
function keyOf({ agencyId, to }: Pick<Outgoing, 'agencyId' | 'to'>): string {
  return `${agencyId}:${to}`
}

/** Nothing was tried: the message goes in `delay` ms. */
function later(delay: number): Verdict {
  return { again: true, delay, tokenGone: false, replyUnknown: false, neverPushed: false }
}
