import type { Clock } from '../../../src/kernel/clock.ts'

/**
 * The fake LINE platform as the tests and the demo's page see it.
 * It speaks LINE's real protocol on real HTTP: signed webhooks out to the bot, the Messaging API in.
 */

export type FakeLineOptions = {
  /** Decides the age of tokens and retry keys, timestamps and the month of the quota. Default: the machine's clock. */
  clock?: Clock
  /** false: a call with a wrong or missing access token is taken as coming from the channel that was added first. Default: true. */
  checkTokens?: boolean
  /** Port of the API's origin; default: any free one. */
  port?: number
  /** Port of the data origin (content, images of rich menus); default: any free one. */
  dataPort?: number
}

/** One official account on the fake platform. */
export type ChannelSettings = {
  /** Our own handle for the account, e.g. "phothong". */
  name: string
  secret: string
  accessToken: string
  /** Where signed webhooks are POSTed. May be set later by the bot through PUT /v2/bot/channel/webhook/endpoint. */
  webhookUrl: string
  /** Monthly quota of paid messages; null = unlimited (`type: none`). */
  quota: number | null
  chatMode?: 'chat' | 'bot'
  displayName?: string
  basicId?: string
  /** The console's switch "Use webhook"; on when left out. It is only told, so that a trial call still arrives. */
  usesWebhook?: boolean
}

export type Person = { userId: string; displayName: string }

/** What stands in one chat between a person and an account, oldest first. `message` is the JSON that travelled on the wire. */
export type ChatEntry =
  | { from: 'person'; at: number; messageId: string; message: Record<string, unknown> }
  | { from: 'person'; at: number; postback: { data: string; displayText?: string } }
  | { from: 'bot'; at: number; messageId: string; message: Record<string, unknown>; via: 'reply' | 'push' }

/** One call that the bot made. `status` is 0 when the connection was cut without an answer. */
export type ApiCall = {
  at: number
  method: string
  path: string
  status: number
  headers: Record<string, string>
  /** The parsed JSON; the raw text where it was not JSON; `{ type, byteLength }` for an image; undefined for no body. */
  body: unknown
  channel: string | null
}

/** One webhook delivery to the bot: status is null when nothing came back. */
export type Delivery = { at: number; status: number | null; milliseconds: number; body: Record<string, unknown> }

/** How the platform misbehaves. All off by default. */
export type Faults = {
  /** The faults of API calls concern only calls with such a path, e.g. /message\/push/. Absent or null: all calls. */
  only?: RegExp | null
  /** Every API call is answered with 500. */
  down: boolean
  /** Every API call waits that long before it is answered. */
  delayMilliseconds: number
  /** Calls are carried out, then the connection is cut without an answer (outcome unknown to the bot): how many more times. */
  cutAfterAccepting: number
  /** The connection is cut before anything is carried out: how many more times. */
  cutBeforeAccepting: number
  /** Calls answered 429 "rate limit": how many more times. */
  rateLimited: number
  /** Every webhook is delivered twice. */
  duplicateWebhooks: boolean
  /** Webhooks are held back until `releaseWebhooks()`; what people do meanwhile resolves at once with status null. */
  holdWebhooks: boolean
  /** Content downloads are cut in the middle of the body. */
  cutContent: boolean
  /** Content downloads answer 202 (not ready) that many times. */
  contentNotReady: number
}

export type Content = { type: string; bytes: Uint8Array; fileName?: string }

export type FakeLine = {
  /** Origins for LINE_API_URL and LINE_DATA_API_URL. */
  apiUrl: string
  dataUrl: string
  faults: Faults
  addChannel(settings: ChannelSettings): void
  setWebhookUrl(channel: string, url: string): void
  /** As the switch *Chat* in LINE OA Manager: `chat` = people can read along. */
  setChatMode(channel: string, mode: 'chat' | 'bot'): void
  /** Makes the person known; idempotent. LINE's own ids are U and 32 hex digits (see `userIdFor`); any other text works too. */
  person(userId: string, displayName?: string): Person
  /**
   * How the person stands to the account, changed without any webhook. Whoever acts first without `follow` is a friend
   * from before. A stranger is reached only within 7 days after writing; a blocked one never, and cannot write.
   */
  setRelation(channel: string, userId: string, relation: 'friend' | 'stranger' | 'blocked'): void
  /** Makes a group (C…) or room (R…) of these people, with the account in it. Its chat is seen with `chat(channel, groupId)`. */
  group(channel: string, groupId: string, userIds: string[]): void

  // What people do. Each sends one signed webhook and resolves when the bot has acknowledged it (or not).
  follow(channel: string, userId: string): Promise<Delivery>
  unfollow(channel: string, userId: string): Promise<Delivery>
  /** `eventId` may be given to send a duplicate on purpose: the same text under the same id is the same event once more. */
  say(
    channel: string,
    userId: string,
    text: string,
    options?: { eventId?: string; timestamp?: number },
  ): Promise<Delivery>
  sendSticker(channel: string, userId: string, packageId?: string, stickerId?: string): Promise<Delivery>
  sendContent(
    channel: string,
    userId: string,
    kind: 'image' | 'video' | 'audio' | 'file',
    content: Content,
  ): Promise<Delivery>
  sendLocation(
    channel: string,
    userId: string,
    place: { title?: string; address?: string; latitude: number; longitude: number },
  ): Promise<Delivery>
  /** A tap on any action object: postback sends the event, message sends the text, uri sends nothing (like LINE). */
  tap(
    channel: string,
    userId: string,
    action: Record<string, unknown>,
    params?: Record<string, string>,
  ): Promise<Delivery | null>
  unsend(channel: string, userId: string, messageId: string): Promise<Delivery>
  /** Any events as they are, signed: for unknown types, several users in one delivery, groups, `events: []`, redeliveries. */
  /** `signature` '' sends no signature at all. */
  deliver(
    channel: string,
    events: Record<string, unknown>[],
    options?: { signature?: string; path?: string },
  ): Promise<Delivery>
  /** A well-formed event skeleton (webhookEventId, timestamp, replyToken registered, deliveryContext) to build odd ones from. */
  event(channel: string, userId: string, event: Record<string, unknown>): Record<string, unknown>
  /** Sends what was held, one after the other, in the order that `reorder` gives; new webhooks are no longer held. */
  releaseWebhooks(reorder?: <T>(held: readonly T[]) => T[]): Promise<void>
  /** Sends an earlier delivery again with isRedelivery true. */
  redeliver(channel: string, delivery: Delivery): Promise<Delivery>

  // What can be seen.
  chat(channel: string, userId: string): ChatEntry[]
  calls(): ApiCall[]
  deliveries(): Delivery[]
  /** Pushes counted this month on the channel (by recipient, as LINE does). */
  quotaUsed(channel: string): number
  setQuota(channel: string, quota: number | null, used?: number): void
  /** The rich menu that this person sees now, with its image if uploaded, or null. */
  richMenu(channel: string, userId: string): { id: string; menu: Record<string, unknown>; image: Content | null } | null
  /** True while the loading animation would show. */
  loading(channel: string, userId: string): boolean
  /** Resolves as soon as `condition` holds after some call or delivery; rejects after the time limit. No polling by sleeping. */
  until(condition: () => boolean, limitMilliseconds?: number): Promise<void>
  /** Called after every change (message, call, delivery, menu); returns the way to stop listening. */
  onChange(listener: () => void): () => void
  /** Forgets calls, deliveries and chats, not channels and people. */
  forget(): void
  stop(): Promise<void>
}
