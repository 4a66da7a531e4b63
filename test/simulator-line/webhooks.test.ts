import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { signBody, userIdFor } from '../simulator/line/fake-line.ts'
import { hello, hour, lastEvent, minute, startStage } from './support.ts'
import type { Stage } from './support.ts'

const somchai = userIdFor('somchai')
const malee = userIdFor('malee')

let stage: Stage
beforeEach(async () => {
  stage = await startStage()
})
afterEach(() => stage.stop())

function eventIds(): unknown[] {
  return stage.bot.received.flatMap(({ body }) =>
    (body['events'] as Record<string, unknown>[]).map((event) => event['webhookEventId']),
  )
}

function textsReceived(): unknown[] {
  return stage.bot.received.flatMap(({ body }) =>
    (body['events'] as { message?: { text?: string } }[]).map((event) => event.message?.text),
  )
}

describe('signatures', () => {
  it('signs as in the example of LINE’s documentation', () => {
    const body = '{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
    expect(signBody('8c570fa6dd201bb328f1c1eac23a96d8', body)).toBe('GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=')
  })

  it('signs the raw bytes of what it sends', async () => {
    await stage.line.say('town', somchai, 'สวัสดีค่ะ 🙏')
    const { raw, headers } = stage.bot.received[0] ?? expect.fail('nothing received')
    const expected = createHmac('sha256', 'town-secret').update(raw).digest('base64')
    expect(headers['x-line-signature']).toBe(expected)
    expect(headers['content-type']).toBe('application/json; charset=utf-8')
  })

  it('sends a wrong signature, or none, when asked to', async () => {
    await stage.line.deliver('town', [], { signature: 'wrong' })
    await stage.line.deliver('town', [], { signature: '' })
    expect(stage.bot.received.map(({ headers }) => headers['x-line-signature'])).toEqual(['wrong', undefined])
  })

  it('sends to another path when asked to', async () => {
    await stage.line.deliver('town', [], { path: '/elsewhere' })
    expect(stage.bot.received[0]?.path).toBe('/elsewhere')
  })
})

describe('events', () => {
  it('carry what LINE puts into every event', async () => {
    await stage.line.say('town', somchai, 'hello')
    expect(stage.bot.received[0]?.body['destination']).toMatch(/^U[0-9a-f]{32}$/)
    expect(lastEvent(stage)).toEqual({
      type: 'message',
      mode: 'active',
      timestamp: stage.clock.now().getTime(),
      source: { type: 'user', userId: somchai },
      webhookEventId: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
      deliveryContext: { isRedelivery: false },
      replyToken: expect.stringMatching(/^[0-9a-f]{32}$/),
      message: {
        type: 'text',
        id: expect.stringMatching(/^\d{18,}$/),
        text: 'hello',
        quoteToken: expect.any(String),
        markAsReadToken: expect.any(String),
      },
    })
  })

  it('have message ids beyond what a number can hold', async () => {
    await stage.line.say('town', somchai, 'hello')
    const { id } = lastEvent(stage)['message'] as { id: string }
    expect(BigInt(id) > BigInt(Number.MAX_SAFE_INTEGER)).toBe(true)
    expect(String(Number(id))).not.toBe(id)
  })

  it('have ids that sort by time', async () => {
    for (let count = 0; count < 3; count++) {
      await stage.line.say('town', somchai, `hello ${count}`)
      stage.clock.move(1)
    }
    expect(eventIds()).toEqual(eventIds().toSorted((one, other) => (String(one) < String(other) ? -1 : 1)))
  })

  it('tell whether a follower had blocked the account before', async () => {
    await stage.line.follow('town', somchai)
    expect(lastEvent(stage)).toMatchObject({
      type: 'follow',
      follow: { isUnblocked: false },
      replyToken: expect.any(String),
    })
    await stage.line.unfollow('town', somchai)
    expect(lastEvent(stage)).not.toHaveProperty('replyToken')
    await stage.line.follow('town', somchai)
    expect(lastEvent(stage)).toMatchObject({ type: 'follow', follow: { isUnblocked: true } })
  })

  it('have no reply token in standby', () => {
    const event = stage.line.event('town', somchai, {
      type: 'message',
      mode: 'standby',
      message: { type: 'text', text: 'x' },
    })
    expect(event).not.toHaveProperty('replyToken')
  })

  it('may come from several people in one webhook, from groups, be unknown, or be none at all', async () => {
    const groupId = 'C00000000000000000000000000000001'
    const events = [
      stage.line.event('town', somchai, { type: 'message', message: { type: 'text', text: 'one' } }),
      stage.line.event('town', malee, { type: 'message', message: { type: 'text', text: 'two' } }),
      stage.line.event('town', malee, { type: 'somethingNew' }),
      stage.line.event('town', malee, {
        type: 'message',
        source: { type: 'group', groupId, userId: malee },
        message: { type: 'text', text: 'three' },
      }),
    ]
    await stage.line.deliver('town', events)
    await stage.line.deliver('town', [])
    expect(stage.bot.received.map(({ body }) => body['events'])).toEqual([events, []])
    expect(stage.line.chat('town', somchai)).toMatchObject([{ from: 'person', message: { text: 'one' } }])
    expect(stage.line.chat('town', malee)).toMatchObject([{ message: { text: 'two' } }])
    expect(stage.line.chat('town', groupId)).toMatchObject([{ message: { text: 'three' } }])
    const reply = { replyToken: events[3]?.['replyToken'], messages: hello }
    expect((await stage.call('POST', '/v2/bot/message/reply', reply)).status).toBe(200)
    expect(stage.line.chat('town', groupId)).toHaveLength(2)
  })

  it('answer to a reply token of their own when they are delivered as they are', async () => {
    const event = {
      type: 'message',
      replyToken: 'my-own-token',
      timestamp: 0,
      source: { type: 'user', userId: somchai },
    }
    await stage.line.deliver('town', [event])
    const reply = { replyToken: 'my-own-token', messages: hello }
    expect((await stage.call('POST', '/v2/bot/message/reply', reply)).status).toBe(200)
  })
})

describe('deliveries', () => {
  it('keep one connection open', async () => {
    for (let count = 0; count < 5; count++) await stage.line.say('town', somchai, 'hello')
    expect(stage.bot.connections()).toBe(1)
  })

  it('are recorded with the status that the bot answered', async () => {
    stage.bot.respond = (response) => response.writeHead(503).end()
    const delivery = await stage.line.say('town', somchai, 'hello')
    expect(delivery.status).toBe(503)
    expect(stage.line.deliveries()).toEqual([delivery])
  })

  it('give up after two seconds', async () => {
    stage.bot.respond = () => {}
    const delivery = await stage.line.say('town', somchai, 'hello')
    expect(delivery.status).toBeNull()
    expect(delivery.milliseconds).toBeGreaterThan(1900)
    expect(delivery.milliseconds).toBeLessThan(3000)
  })

  it('have no status when the bot cuts the line or is not there', async () => {
    stage.bot.respond = (response) => response.destroy()
    expect((await stage.line.say('town', somchai, 'hello')).status).toBeNull()
    await stage.bot.stop()
    expect((await stage.line.say('town', somchai, 'hello')).status).toBeNull()
  })

  it('are sent only once when the bot cuts a connection that was used before', async () => {
    await stage.line.say('town', somchai, 'hello')
    stage.bot.respond = (response) => response.destroy()
    expect((await stage.line.say('town', somchai, 'again')).status).toBeNull()
    expect(stage.bot.received).toHaveLength(2)
    expect(stage.bot.connections()).toBe(1)
  })

  it('reach a bot that was just started again in the same place', async () => {
    await Promise.all([stage.line.say('town', somchai, 'hello'), stage.line.say('town', malee, 'hello')])
    await stage.bot.restart()
    expect((await stage.line.say('town', somchai, 'again')).status).toBe(200)
  })

  it('are sent again as redeliveries, otherwise the same', async () => {
    const delivery = await stage.line.say('town', somchai, 'hello')
    const first = lastEvent(stage)
    stage.clock.move(5 * minute)
    await stage.line.redeliver('town', delivery)
    expect(lastEvent(stage)).toEqual({ ...first, deliveryContext: { isRedelivery: true } })
    expect(stage.line.chat('town', somchai)).toHaveLength(1)
  })

  it('come twice under the fault, with the same event', async () => {
    stage.line.faults.duplicateWebhooks = true
    await stage.line.say('town', somchai, 'hello')
    expect(stage.bot.received).toHaveLength(2)
    expect(new Set(eventIds()).size).toBe(1)
    expect(stage.line.chat('town', somchai)).toHaveLength(1)
    expect(stage.line.deliveries()).toHaveLength(2)
  })

  it('can be repeated on purpose with the same event id', async () => {
    await stage.line.say('town', somchai, 'hello', { eventId: 'ev-1' })
    await stage.line.say('town', somchai, 'hello', { eventId: 'ev-1' })
    expect(stage.bot.received[1]?.raw).toEqual(stage.bot.received[0]?.raw)
    expect(stage.line.chat('town', somchai)).toHaveLength(1)
    await expect(stage.line.say('town', somchai, 'something else', { eventId: 'ev-1' })).rejects.toThrow('duplicate')
  })

  it('are held and released, in another order when asked to', async () => {
    stage.line.faults.holdWebhooks = true
    const held = await stage.line.say('town', somchai, 'one')
    await stage.line.say('town', somchai, 'two')
    await stage.line.say('town', malee, 'three')
    expect(held.status).toBeNull()
    expect(stage.bot.received).toHaveLength(0)
    expect(stage.line.chat('town', somchai)).toHaveLength(2)
    await stage.line.releaseWebhooks((all) => all.toReversed())
    expect(textsReceived()).toEqual(['three', 'two', 'one'])
    await stage.line.say('town', somchai, 'four')
    expect(textsReceived()).toEqual(['three', 'two', 'one', 'four'])
  })

  it('start the minute of the reply token only when they leave', async () => {
    stage.line.faults.holdWebhooks = true
    await stage.line.say('town', somchai, 'one')
    stage.clock.move(hour)
    await stage.line.releaseWebhooks()
    const reply = { replyToken: lastEvent(stage)['replyToken'], messages: hello }
    expect((await stage.call('POST', '/v2/bot/message/reply', reply)).status).toBe(200)
  })

  it('go where the bot has said', async () => {
    const endpoint = stage.bot.url.replace('/webhook', '/new')
    expect((await stage.call('PUT', '/v2/bot/channel/webhook/endpoint', { endpoint })).status).toBe(200)
    await stage.line.say('town', somchai, 'hello')
    expect(stage.bot.received[0]?.path).toBe('/new')
    stage.line.setWebhookUrl('town', stage.bot.url)
    await stage.line.say('town', somchai, 'hello')
    expect(stage.bot.received[1]?.path).toBe('/webhook')
  })
})
