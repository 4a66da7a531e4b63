import { createHash } from 'node:crypto'
import { z } from 'zod'
import { droppedAs, type DroppedAs, type Incoming, type Source } from '../chat/incoming.ts'

const idForm = /^[!-?A-~]{1,200}$/
const Id = z.string().regex(idForm).optional().catch(undefined)

/**
 * LINE may add events, fields and values without notice and the bot must keep working
 * (https://developers.line.biz/en/docs/messaging-api/development-guidelines/), so every shape here is loose.
 */
const Event = z.looseObject({
  type: z.string().catch('?'),
  mode: z.string().optional().catch(undefined),
  timestamp: z.number().finite().nonnegative().max(8.64e15).optional().catch(undefined),
  webhookEventId: Id,
  replyToken: z.string().min(1).max(1000).optional().catch(undefined),
  source: z
    .looseObject({
      type: z.string(),
      userId: Id,
      groupId: Id,
      roomId: Id,
    })
    .optional()
    .catch(undefined),
  deliveryContext: z
    .looseObject({ isRedelivery: z.boolean().optional().catch(undefined) })
    .optional()
    .catch(undefined),
})
type Event = z.output<typeof Event>

const Message = z.looseObject({ type: z.string(), id: z.string().max(100).catch('') })
const Text = z.looseObject({ text: z.string() })
const Provider = z.looseObject({ contentProvider: z.looseObject({ type: z.string() }).optional().catch(undefined) })
const Location = z.looseObject({
  latitude: z.number(),
  longitude: z.number(),
  title: z.string().catch(''),
  address: z.string().catch(''),
})
const Postback = z.looseObject({
  data: z.string(),
  params: z.record(z.string(), z.unknown()).optional().catch(undefined),
})

/** Control characters, plain or as JSON escapes them: no button of ours holds any, and PostgreSQL stores no text with a NUL. */
const unwritable = /\p{Cc}|\\u00[01]/u

/** Where we write that a text was dropped before it was stored. */
const droppedMark = 'prongsaiDropped'
const Dropped = z.looseObject({ [droppedMark]: z.enum(droppedAs) })

/** An event of a delivery with what the inbox must know of it before it is handled. */
export type DeliveredEvent = {
  eventId: string
  /** LINE's id of the person or group, '' for nobody. */
  from: string
  /** When it happened; null when LINE did not say. */
  at: Date | null
  event: unknown
}

/** The events of a delivery as they are, or null when it is none. LINE may add properties at any time; none is looked at here. */
export function eventsOf(body: unknown): unknown[] | null {
  if (typeof body !== 'object' || body === null || !('events' in body)) return null
  return Array.isArray(body.events) ? body.events : null
}

/** The events of a stored delivery; what is no event is left out. Never throws. */
export function readDelivery(body: unknown): DeliveredEvent[] {
  return (eventsOf(body) ?? []).filter(isRecord).map((event) => {
    const { source, webhookEventId, timestamp } = event
    return {
      eventId: readId(webhookEventId) ?? contentId(event),
      from: isRecord(source)
        ? (readId(source['userId']) ?? readId(source['groupId']) ?? readId(source['roomId']) ?? '')
        : '',
      at: momentOf(timestamp),
      event,
    }
  })
}

/** Who wrote an event in a one-to-one chat; '' for everything else. */
export function writerOf(event: unknown): string {
  const source = isRecord(event) ? event['source'] : null
  return isRecord(source) && source['type'] === 'user' ? (readId(source['userId']) ?? '') : ''
}

/** Whether an event is a photo, a recording or a file. */
export function isMedia(event: unknown): boolean {
  const message = isRecord(event) && event['type'] === 'message' ? event['message'] : null
  return isRecord(message) && ['image', 'video', 'audio', 'file'].some((type) => type === message['type'])
}

/** LINE's id of the message that an event brought, or null. Never throws. */
export function messageIdOf(event: unknown): string | null {
  const message = isRecord(event) ? event['message'] : null
  return isRecord(message) ? readId(message['id']) : null
}

/** What a stored event is as far as bursts of texts go. Never throws. */
export function burstPart(event: unknown): { from: string; at: Date | null; is: 'text' | 'dropped' | 'other' } {
  const from = writerOf(event)
  if (!isRecord(event) || from === '' || event['mode'] === 'standby') return { from: '', at: null, is: 'other' }
  const { message, timestamp, type, [droppedMark]: dropped } = event
  const isText = type === 'message' && isRecord(message) && message['type'] === 'text'
  const isButton = dropped === 'chat-warn' || dropped === 'chat-write'
  const is = dropped !== undefined && !isButton ? 'dropped' : isText ? 'text' : 'other'
  return { from, at: momentOf(timestamp), is: isButton ? 'other' : is }
}

/** The same text event with other words, that came from other messages. */
export function withText(event: unknown, text: string, messageId: string): unknown {
  if (!isRecord(event) || !isRecord(event['message'])) return event
  return { ...event, message: { ...event['message'], text, id: messageId } }
}

/** When something happened, as LINE says it; null when it does not. */
export function momentOf(timestamp: unknown): Date | null {
  return typeof timestamp === 'number' && timestamp >= 0 && timestamp <= latestMoment ? new Date(timestamp) : null
}

/** Without an id of LINE's the content itself is the id, so that a repetition is recognised all the same, marked as one or not. */
function contentId(event: Record<string, unknown>): string {
  const { deliveryContext: _, ...content } = event
  return `content-${createHash('sha256').update(JSON.stringify(content)).digest('base64url')}`
}

/**
 * The event without its text where `judge` says that the text must not be kept, the same event otherwise; and without what
 * its button carries where `judgeButton` says that nobody need know who pressed it.
 * It runs before anything is stored: a report of corruption typed into the chat leaves no trace.
 */
export function dropProtectedText(
  event: Record<string, unknown>,
  judge: (text: string) => DroppedAs | null,
  judgeButton: (data: string) => DroppedAs | null = () => null,
): Record<string, unknown> {
  const { message, postback } = event
  const text = isRecord(message) ? message['text'] : undefined
  const data = isRecord(postback) ? postback['data'] : undefined
  const dropped = typeof text === 'string' ? judge(text) : typeof data === 'string' ? judgeButton(data) : null
  return dropped === null ? event : markDropped(event, dropped)
}

/** What is left of an event that must not be kept: who is to be answered, and why it was dropped. */
export function markDropped(event: Record<string, unknown>, dropped: DroppedAs): Record<string, unknown> {
  const { replyToken, source, timestamp, webhookEventId, mode, deliveryContext } = event
  return {
    type: 'message',
    replyToken,
    source,
    timestamp,
    webhookEventId,
    mode,
    deliveryContext,
    [droppedMark]: dropped,
  }
}

/** The last moment that a Date can hold. */
const latestMoment = 8.64e15

/** Whether something that came in is an object with named values. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An id of LINE's, or null: ids are visible ASCII, and nothing else may become part of a row's name. */
function readId(value: unknown): string | null {
  return typeof value === 'string' && idForm.test(value) ? value : null
}

/**
 * A stored event in our words. An event type that this version does not know becomes `ignored`.
 * @throws Error when it is no event at all (a seal that cannot be opened)
 */
export function toIncoming(event: unknown, received: { eventId: string; at: Date }): Incoming {
  const read = Event.parse(event)
  const base = {
    eventId: received.eventId,
    at: read.timestamp === undefined ? received.at : new Date(read.timestamp),
    from: sourceOf(read),
    replyToken: read.replyToken ?? null,
    redelivered: read.deliveryContext?.isRedelivery ?? false,
  }
  // Another module holds the chat: whoever is not active must not answer (https://developers.line.biz/en/reference/messaging-api/#common-properties).
  if (read.mode === 'standby') return { ...base, kind: 'ignored', type: 'standby' }
  return { ...base, ...contentOf(read) }
}

function sourceOf(event: Event): Source {
  const { source } = event
  if (!source) return { kind: 'nobody' }
  if (source.type !== 'user') return { kind: 'group' }
  return source.userId === undefined ? { kind: 'nobody' } : { kind: 'person', userId: source.userId }
}

type Content = Incoming extends infer Each
  ? Each extends Incoming
    ? Omit<Each, 'eventId' | 'at' | 'from' | 'replyToken' | 'redelivered'>
    : never
  : never

function contentOf(event: Event): Content {
  const dropped = Dropped.safeParse(event)
  if (dropped.success) return { kind: 'dropped', as: dropped.data[droppedMark] }
  switch (event.type) {
    case 'message':
      return messageOf(event['message'])
    case 'postback': {
      const postback = Postback.safeParse(event['postback'])
      if (!postback.success) return { kind: 'ignored', type: 'postback' }
      const params = Object.entries(postback.data.params ?? {}).flatMap(([name, value]) =>
        typeof value === 'string' ? [[name, value] as const] : [],
      )
      const { data } = postback.data
      return { kind: 'button', data: unwritable.test(data) ? '' : data, params: Object.fromEntries(params) }
    }
    case 'follow': {
      const follow = z.looseObject({ follow: z.looseObject({ isUnblocked: z.boolean() }) }).safeParse(event)
      return { kind: 'follow', returning: follow.success && follow.data.follow.isUnblocked }
    }
    case 'unfollow':
      return { kind: 'unfollow' }
    case 'unsend': {
      const unsend = z.looseObject({ unsend: z.looseObject({ messageId: z.string() }) }).safeParse(event)
      return unsend.success
        ? { kind: 'unsend', messageId: unsend.data.unsend.messageId }
        : { kind: 'ignored', type: 'unsend' }
    }
    default:
      return { kind: 'ignored', type: event.type.slice(0, 40) }
  }
}

function messageOf(value: unknown): Content {
  const message = Message.safeParse(value)
  if (!message.success) return { kind: 'ignored', type: 'message' }
  const { type, id } = message.data
  switch (type) {
    case 'text': {
      const text = Text.safeParse(value)
      return text.success
        ? { kind: 'text', text: text.data.text.toWellFormed(), messageId: id }
        : { kind: 'ignored', type: 'text' }
    }
    case 'image':
    case 'video':
    case 'audio':
    case 'file': {
      const provider = Provider.safeParse(value)
      const external = provider.success && provider.data.contentProvider?.type === 'external'
      return { kind: 'media', media: type, messageId: id, ours: !external }
    }
    case 'location': {
      const place = Location.safeParse(value)
      if (!place.success) return { kind: 'ignored', type: 'location' }
      const { latitude, longitude, title, address } = place.data
      return { kind: 'location', latitude, longitude, title, address, messageId: id }
    }
    case 'sticker':
      return { kind: 'sticker' }
    default:
      return { kind: 'ignored', type: `message-${type.slice(0, 40)}` }
  }
}
