import type { Agency } from '../agency/profile.ts'
import { calendarStore } from '../calendar/calendar-store.ts'
import type { Button } from '../chat/button.ts'
import type { Decision, Elsewhere } from '../chat/decision.ts'
import type { Say } from '../chat/say.ts'
import type { Db } from '../db/open.ts'
import { withDoorway } from '../features/doorway/doorway.ts'
import type { Speaker, Turn } from '../features/turn.ts'
import { noticeVersion, welcomeCard } from '../features/welcome/welcome.ts'
import type { ClaimedEvent } from '../inbox/inbox-store.ts'
import { fit, type Message } from '../line/limits.ts'
import { toLineMessages } from '../line/render.ts'
import { holdOrSend } from '../notices/holding.ts'
import { rideAlong, stir } from '../notices/telling.ts'
import { isPlenty } from '../outbox/budget.ts'
import type { NewMessage } from '../outbox/outbox-store.ts'
import { hasOpenThread } from '../threads/open-threads.ts'
import { textsFor } from '../texts/th.ts'
import { toThaiDigits } from '../thai/digits.ts'
import { nobody } from './nobody.ts'
import type { Parts } from './parts.ts'

/** LINE takes a reply token for one minute after the webhook; we stop ten seconds earlier. */
const replyLife = 50_000
const messagesInOneReply = 5
/** How long an answer waits for another one to the same person, in ms. */
const answersGather = 180_000

/** Until when a reply to an event can be sent for nothing. */
export const replyUntilOf = (event: ClaimedEvent): Date => new Date(event.receivedAt.getTime() + replyLife)

/** Makes LINE's messages of what features say: the reply to an event, and what goes to others. Nothing is sent here. */
export function createMessages(parts: Parts) {
  const { clock, ids, log, cards, people, outbox, quota } = parts

  /** With what a message is made that belongs to no event. */
  function speaker(agency: Agency): Speaker {
    const digits = agency.profile.digits === 'thai' ? toThaiDigits : (words: string) => words
    return { agency, now: clock.now(), texts: textsFor[agency.profile.voice], cards, digits }
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
    const replyUntil = replyUntilOf(event)
    const canReply = incoming.replyToken !== null && clock.now() < replyUntil
    const told = await notice(transaction, turn)
    const decided = withDoorway(decision, turn)
    const say = decision.urgent ? [...decided, ...told] : [...told, ...decided]
    if (visitor.staff && !decision.urgent && canReply && say.length > 0 && say.length <= messagesInOneReply - 2) {
      say.unshift(...(await reminded(transaction, turn, decision.covers)))
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
      const { covers } = decision
      if (covers) waited.messages = waited.messages.filter((one) => !isHeldCardOf(covers, one))
      const rest = own.filter((message) => !waited.messages.some((one) => sameWords(one, message)))
      messages.push({
        personId: visitor === nobody ? null : visitor.personId,
        purpose: decision.purpose ?? 'answer',
        to: userId,
        replyToken: incoming.replyToken,
        replyUntil: incoming.replyToken === null ? null : replyUntil,
        push: waited.push || (decision.worthPush ?? true),
        messages:
          waited.messages.length === 0
            ? own
            : checked(decision.urgent ? [...rest, ...waited.messages] : [...waited.messages, ...rest]),
      })
    }
    messages.push(...(await toOthers(transaction, turn.agency, decision.also ?? [])))
    // Staff may want to know of a new question at once.
    if (decision.purpose === 'handover') await stir(transaction, turn.agency.id, clock.now())
    return messages
  }

  /** What a member of staff was to be reminded of: it goes with the reply and costs nothing. */
  async function reminded(transaction: Db, turn: Turn, covered: Decision['covers']): Promise<Say[]> {
    const tools = { db: transaction, clock, ids, calendar: () => calendarStore(transaction).of(turn.agency) }
    return rideAlong(tools, turn.agency, turn.visitor.personId, turn, covered)
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
    const address = await people.address(transaction, personId)
    if (address === null) return null
    return {
      personId,
      purpose,
      to: address.lineUserId,
      replyToken: null,
      replyUntil: null,
      // LINE takes a push to somebody who blocked us and shows it to nobody; so it waits until they are back.
      push: (worthPush ?? true) && !address.blocked,
      messages: toMessages(say),
    }
  }

  /** Whoever has not seen the privacy notice of this version sees it before anything else, unless they are in danger. */
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

  /** What a job says goes as it is: its time was chosen, and the budget is asked for each push. */
  async function deliverByClock(transaction: Db, agency: Agency, messages: readonly Elsewhere[]): Promise<void> {
    for (const message of messages) {
      const composed = await elsewhere(transaction, message)
      if (composed) await outbox.add(transaction, agency.id, [composed], false)
    }
  }

  return { speaker, compose, toOthers, deliverByClock, toMessages }
}

export type Messages = ReturnType<typeof createMessages>

/** By which button a card about one such matter is known, among those that were held for somebody's next reply. */
const buttonOf = { review: 'review', 'sent-back': 'send' } as const satisfies Record<string, Button['name']>

/** Whether a message that was held is about one matter of this kind. */
function isHeldCardOf(kind: NonNullable<Decision['covers']>, message: Record<string, unknown>): boolean {
  return JSON.stringify(message).includes(`"data":"${buttonOf[kind]}.`)
}

/** Whether two messages say the same; what can be tapped below them does not count. */
function sameWords(one: Record<string, unknown>, other: Record<string, unknown>): boolean {
  const { quickReply: _one, ...words } = one
  const { quickReply: _other, ...others } = other
  return JSON.stringify(words) === JSON.stringify(others)
}
