import { z } from 'zod'
import type { Act, ActResult, Phone, Turn } from './console-wire.ts'
import type { Content, Delivery, FakeLine } from './line/types.ts'
import type { MovableClock } from './movable-clock.ts'
import { drawPicture } from './sample-pictures.ts'

const anything = z.record(z.string(), z.unknown())

/** What the page may ask a person to do. */
export const actSchema: z.ZodType<Act> = z.discriminatedUnion('do', [
  z.object({ do: z.literal('say'), text: z.string().min(1).max(10_000) }),
  z.object({ do: z.literal('sticker'), packageId: z.string(), stickerId: z.string() }),
  z.object({ do: z.literal('picture'), name: z.string() }),
  z.object({
    do: z.literal('location'),
    title: z.string(),
    address: z.string(),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
  }),
  z
    .object({ do: z.literal('tap'), action: anything, params: z.record(z.string(), z.string()).optional() })
    .transform(({ params, ...rest }) => (params ? { ...rest, params } : rest)),
  z.object({ do: z.literal('follow') }),
  z.object({ do: z.literal('unfollow') }),
  z.object({ do: z.literal('unsend'), messageId: z.string() }),
])

const count = z.number().int().min(0)

/** What the panel may change about the platform. */
export const turnSchema: z.ZodType<Turn> = z.discriminatedUnion('turn', [
  z.object({ turn: z.literal('clock'), move: z.number().int() }),
  z.object({ turn: z.literal('clock back') }),
  z.object({
    turn: z.literal('faults'),
    faults: z
      .object({
        down: z.boolean(),
        delayMilliseconds: count.max(60_000),
        cutAfterAccepting: count,
        cutBeforeAccepting: count,
        rateLimited: count,
        duplicateWebhooks: z.boolean(),
        holdWebhooks: z.boolean(),
        cutContent: z.boolean(),
        contentNotReady: count,
      })
      .partial(),
  }),
  z.object({ turn: z.literal('release') }),
  z.object({ turn: z.literal('quota'), channel: z.string(), to: z.enum(['gone', 'restored']) }),
]) as z.ZodType<Turn>

/** What was uploaded, under the id of the message that it came with. */
export type KeepContent = (messageId: string, content: Content) => void

/**
 * Lets the person do it. Throws what the platform throws at an act that no phone allows.
 * @returns the delivery of the webhook, or null when LINE sends none
 */
export async function perform(line: FakeLine, phone: Phone, act: Act, keep: KeepContent): Promise<Delivery | null> {
  const { channel, userId } = phone
  switch (act.do) {
    case 'say':
      return line.say(channel, userId, act.text)
    case 'sticker':
      return line.sendSticker(channel, userId, act.packageId, act.stickerId)
    case 'picture': {
      const bytes = await drawPicture(act.name)
      if (!bytes) throw new Error(`There is no picture ${act.name}.`)
      return sendContent(line, phone, { type: 'image/png', bytes }, keep)
    }
    case 'location': {
      const { do: _do, ...place } = act
      return line.sendLocation(channel, userId, place)
    }
    case 'tap':
      return line.tap(channel, userId, act.action, act.params)
    case 'follow':
      return line.follow(channel, userId)
    case 'unfollow':
      return line.unfollow(channel, userId)
    case 'unsend':
      return line.unsend(channel, userId, act.messageId)
    default:
      return act satisfies never
  }
}

/** Sends a photo, video, sound or file, whichever the type says. */
export async function sendContent(
  line: FakeLine,
  phone: Phone,
  content: Content,
  keep: KeepContent,
): Promise<Delivery> {
  const sent = line.sendContent(phone.channel, phone.userId, kindOf(content.type), content)
  // The message stands in the chat at once; the page shows its picture before the bot has taken the webhook.
  const last = line.chat(phone.channel, phone.userId).at(-1)
  if (last && 'messageId' in last && last.from === 'person') keep(last.messageId, content)
  return sent
}

function kindOf(type: string): 'image' | 'video' | 'audio' | 'file' {
  const [family] = type.split('/')
  return family === 'image' || family === 'video' || family === 'audio' ? family : 'file'
}

/** In a word, what became of the webhook. */
export function resultOf(delivery: Delivery | null, isHeld: boolean): ActResult {
  if (!delivery) return { delivery: 'none', status: null }
  if (delivery.status === null && isHeld) return { delivery: 'held', status: null }
  const isGood = delivery.status !== null && delivery.status >= 200 && delivery.status < 300
  return { delivery: isGood ? 'answered' : 'failed', status: delivery.status }
}

/** Changes clock, faults or quota. Returns whether the clock was moved. */
export async function carryOutTurn(
  line: FakeLine,
  clock: MovableClock,
  turn: Turn,
  limitOf: (channel: string) => number | null,
): Promise<boolean> {
  switch (turn.turn) {
    case 'clock':
      clock.move(turn.move)
      return true
    case 'clock back':
      clock.move(-clock.offset())
      return true
    case 'faults':
      Object.assign(line.faults, turn.faults)
      return false
    case 'release':
      await line.releaseWebhooks()
      return false
    case 'quota': {
      const limit = limitOf(turn.channel)
      if (limit !== null) line.setQuota(turn.channel, limit, turn.to === 'gone' ? limit : 0)
      return false
    }
    default:
      return turn satisfies never
  }
}
