import { createHmac } from 'node:crypto'
import { Agent, request } from 'node:http'
import { Agent as SecureAgent, request as requestSecurely } from 'node:https'
import { isJson } from './checks/shape.ts'
import { newMessageId, newTokenOf, newUlid } from './identifiers.ts'
import type { Delivery } from './types.ts'
import { announceChange, chatOf, giveReplyToken, homeOf, momentOf, noteAct } from './world.ts'
import type { Account, Json, World } from './world.ts'

/** LINE waits that long for the bot's answer (developers.line.biz: check webhook error statistics). */
const patienceMilliseconds = 2000

/** An unused connection is closed before a server of Node does it (after 5 s), so that no webhook meets a closing one. */
const idleMilliseconds = 3000

/**
 * A bot that was stopped a moment ago has closed its connections; one full turn of the event loop lets this process
 * notice, so that the next webhook opens a new one. Every webhook is thus sent exactly once.
 */
async function seeClosedConnections(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve))
}

/** The value of x-line-signature for this body: HMAC-SHA256 over the raw bytes, in base64. */
export function signBody(secret: string, body: Uint8Array | string): string {
  return createHmac('sha256', secret).update(body).digest('base64')
}

type DeliverOptions = { signature?: string; path?: string }

/** The status that the bot answered with, or why there is none. */
export type Outcome = number | 'no connection' | 'timed out'

type Held = { account: Account; body: Json; options: DeliverOptions }

/** Posts webhooks, or holds them back. */
export type Courier = {
  /** Sends the body once (twice under the fault); resolves with the first delivery. */
  send(account: Account, body: Json, options?: DeliverOptions): Promise<Delivery>
  /** Sends `events: []` to that address at once, whatever the faults: LINE's own test of an endpoint. */
  probe(account: Account, url: string): Promise<Outcome>
  release(reorder?: <T>(held: readonly T[]) => T[]): Promise<void>
  close(): void
}

/** Events that come with a reply token (developers.line.biz: webhook event objects). */
const answerable = new Set([
  'message',
  'messageEdited',
  'follow',
  'join',
  'memberJoined',
  'postback',
  'videoPlayComplete',
  'beacon',
  'accountLink',
  'membership',
])

const quotable = new Set(['text', 'image', 'video', 'sticker'])

/** The chat that an event belongs to: the group's, the room's or the person's; null when its source does not say. */
function chatIdOf(event: Json): string | null {
  const source = event['source']
  if (!isJson(source)) return null
  const id = source['groupId'] ?? source['roomId'] ?? source['userId']
  return typeof id === 'string' ? id : null
}

/** Builds a whole event from what is special about it; what is given wins over what is filled in. */
export function buildEvent(world: World, account: Account, userId: string, special: Json): Json {
  const now = momentOf(world)
  const event: Json = {
    mode: 'active',
    timestamp: now,
    source: { type: 'user', userId },
    webhookEventId: newUlid(now),
    deliveryContext: { isRedelivery: false },
    ...special,
  }
  const chatId = chatIdOf(event)
  if (isJson(event['message'])) event['message'] = completeMessage(account, chatId ?? userId, event['message'])
  const failedLink = isJson(event['link']) && event['link']['result'] === 'failed'
  if (
    answerable.has(String(event['type'])) &&
    event['mode'] === 'active' &&
    !failedLink &&
    !('replyToken' in special)
  ) {
    event['replyToken'] = giveReplyToken(world, account, chatId ?? userId, Number(event['timestamp']))
  }
  return event
}

function completeMessage(account: Account, chatId: string, message: Json): Json {
  const whole: Json = { id: newMessageId(), ...message }
  const home = homeOf(account, chatId)
  if (quotable.has(String(message['type'])) && !('quoteToken' in message)) whole['quoteToken'] = newTokenOf(home)
  if (!('markAsReadToken' in message)) whole['markAsReadToken'] = newTokenOf(homeOf(account, ''))
  return whole
}

/** Makes the reply tokens of these events young again; unknown ones become known. */
function refreshReplyTokens(world: World, account: Account, events: Json[]): void {
  for (const event of events) {
    const token = event['replyToken']
    const chatId = chatIdOf(event)
    if (typeof token !== 'string' || chatId === null) continue
    if (!world.replyTokens.has(token)) giveReplyToken(world, account, chatId, Number(event['timestamp']), token)
    const known = world.replyTokens.get(token)
    const context = event['deliveryContext']
    if (!known) continue
    known.deliveredAt = momentOf(world)
    known.redelivered ||= isJson(context) && context['isRedelivery'] === true
  }
}

/**
 * What an event tells happens on the platform: the person said it, the group was joined. An event that happened
 * already (the same webhookEventId) changes nothing. `displayText` is what a tap leaves in the chat.
 */
export function happen(world: World, account: Account, event: Json, displayText?: string): void {
  const chatId = chatIdOf(event)
  if (chatId === null) return
  const eventId = event['webhookEventId']
  if (typeof eventId === 'string') {
    if (account.eventsHappened.has(eventId)) return
    account.eventsHappened.add(eventId)
  }
  const source = isJson(event['source']) ? event['source'] : {}
  if (source['type'] === 'user') changeRelation(world, account, chatId, event)
  else changeGroup(account, chatId, event, source['userId'])
  const at = momentOf(world)
  const { message, postback, unsend } = event
  const chat = chatOf(account, chatId)
  if (event['type'] === 'message' && isJson(message)) {
    chat.push({ from: 'person', at, messageId: String(message['id']), message })
  } else if (event['type'] === 'postback' && isJson(postback)) {
    const shown = displayText === undefined ? {} : { displayText }
    chat.push({ from: 'person', at, postback: { data: String(postback['data']), ...shown } })
  } else if (event['type'] === 'unsend' && isJson(unsend)) {
    const messageId = String(unsend['messageId'])
    account.unsent.add(messageId)
    const place = chat.findIndex((entry) => 'messageId' in entry && entry.messageId === messageId)
    if (place >= 0) chat.splice(place, 1)
  }
  announceChange(world)
}

function changeRelation(world: World, account: Account, userId: string, event: Json): void {
  if (event['type'] === 'follow') account.relations.set(userId, { state: 'friend', wroteAt: momentOf(world) })
  else if (event['type'] === 'unfollow') account.relations.set(userId, { state: 'blocked', wroteAt: 0 })
  else noteAct(world, account, userId)
}

function changeGroup(account: Account, groupId: string, event: Json, userId: unknown): void {
  if (event['type'] === 'leave') {
    account.groups.delete(groupId)
    return
  }
  const members = account.groups.get(groupId) ?? new Set<string>()
  account.groups.set(groupId, members)
  if (typeof userId === 'string') members.add(userId)
}

function eventsIn(body: Json): Json[] {
  return Array.isArray(body['events']) ? body['events'].filter(isJson) : []
}

/** The same webhook as it is sent again after the bot did not answer 2xx. */
export function redeliveryOf(body: Json): Json {
  return { ...body, events: eventsIn(body).map((event) => ({ ...event, deliveryContext: { isRedelivery: true } })) }
}

/** The courier of a world. It keeps connections to the bot open, as LINE does. */
export function createCourier(world: World): Courier {
  const agentOptions = { keepAlive: true, maxSockets: 256, timeout: idleMilliseconds }
  const plainAgent = new Agent(agentOptions)
  const secureAgent = new SecureAgent(agentOptions)
  let held: Held[] = []

  async function attempt(url: URL, headers: Record<string, string | number>, bytes: Buffer): Promise<Outcome> {
    await seeClosedConnections()
    return new Promise((resolve) => {
      const secure = url.protocol === 'https:'
      const agent = secure ? secureAgent : plainAgent
      const sending = (secure ? requestSecurely : request)(url, { agent, method: 'POST', headers })
      let outOfPatience = false
      const patience = setTimeout(() => {
        outOfPatience = true
        sending.destroy()
      }, patienceMilliseconds)
      sending.on('response', (response) => {
        clearTimeout(patience)
        // A bot that dies in the middle of its answer has answered all the same: only the status counts.
        response.on('error', () => {})
        response.resume()
        resolve(response.statusCode ?? 'no connection')
      })
      sending.on('error', () => {
        clearTimeout(patience)
        resolve(outOfPatience ? 'timed out' : 'no connection')
      })
      sending.end(bytes)
    })
  }

  /** Signs and sends the body once, and records the delivery. */
  async function post(account: Account, body: Json, url: URL | null, signature?: string): Promise<[Delivery, Outcome]> {
    const bytes = Buffer.from(JSON.stringify(body))
    const sign = signature ?? signBody(account.settings.secret, bytes)
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'content-length': bytes.length,
      'user-agent': 'LineBotWebhook/2.0',
      ...(sign === '' ? {} : { 'x-line-signature': sign }),
    }
    const at = momentOf(world)
    const started = performance.now()
    const outcome = url ? await attempt(url, headers, bytes) : 'no connection'
    const status = typeof outcome === 'number' ? outcome : null
    const delivery: Delivery = { at, status, milliseconds: performance.now() - started, body }
    world.deliveries.push(delivery)
    announceChange(world)
    return [delivery, outcome]
  }

  async function send(account: Account, body: Json, options: DeliverOptions): Promise<Delivery> {
    refreshReplyTokens(world, account, eventsIn(body))
    const endpoint = account.webhookUrl
    const url = endpoint === null ? null : new URL(options.path ?? endpoint, endpoint)
    const times = world.faults.duplicateWebhooks ? 2 : 1
    const posts = Array.from({ length: times }, () => post(account, body, url, options.signature))
    const [first] = await Promise.all(posts)
    if (!first) throw new Error('Nothing was sent.')
    return first[0]
  }

  return {
    send(account, body, options = {}) {
      for (const event of eventsIn(body)) happen(world, account, event)
      if (!world.faults.holdWebhooks) return send(account, body, options)
      held.push({ account, body, options })
      return Promise.resolve({ at: momentOf(world), status: null, milliseconds: 0, body })
    },
    async probe(account, url) {
      const [, outcome] = await post(account, { destination: account.botUserId, events: [] }, new URL(url))
      return outcome
    },
    async release(reorder = (all) => [...all]) {
      const all = reorder(held)
      held = []
      world.faults.holdWebhooks = false
      for (const { account, body, options } of all) await send(account, body, options)
    },
    close() {
      plainAgent.destroy()
      secureAgent.destroy()
    },
  }
}
