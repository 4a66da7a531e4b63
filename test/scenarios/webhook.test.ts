import {
  anything,
  array,
  assert,
  asyncProperty,
  constant,
  constantFrom,
  double,
  oneof,
  pre,
  record,
  string,
  uint8Array,
} from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { signBody } from '../simulator/line/fake-line.ts'
import { second } from '../support/clock.ts'
import { startBot, type Bot } from '../support/bot.ts'
import { eventsStored, post } from './post.ts'

let bot: Bot
beforeAll(async () => {
  bot = await startBot()
})
afterAll(() => bot.stop())
beforeEach(() => bot.database.db.deleteFrom('inbox').execute())

const hello = JSON.stringify({ destination: 'U0', events: [{ type: 'made-up', webhookEventId: 'e1' }] })

describe('a webhook without a good signature', () => {
  it('is refused with 401 when there is none, and nothing is stored', async () => {
    expect((await post(bot, hello, { signature: null })).status).toBe(401)
    expect(await eventsStored(bot)).toBe(0)
  })

  it.each([
    ['empty', ''],
    ['of another secret', signBody('secret-of-somebody-else', hello)],
    ['of another body', signBody('secret-of-phothong', `${hello} `)],
    ['half as long', signBody('secret-of-phothong', hello).slice(0, 22)],
    ['no base64', 'ไม่ใช่ลายเซ็น'.replace(/[^\x20-\x7e]/g, '?')],
    ['very long', 'A'.repeat(8000)],
  ])('is refused with 401 when the signature is %s', async (_what, signature) => {
    expect((await post(bot, hello, { signature })).status).toBe(401)
    expect(await eventsStored(bot)).toBe(0)
  })

  it('is refused whatever the bytes and the signature are, unless they belong together', async () => {
    await assert(
      asyncProperty(uint8Array({ maxLength: 200 }), string(), async (bytes, secret) => {
        const signature = signBody(secret, bytes)
        pre(signature !== signBody('secret-of-phothong', bytes))
        expect((await post(bot, bytes, { signature })).status).toBe(401)
      }),
      { numRuns: 40 },
    )
    expect(await eventsStored(bot)).toBe(0)
  })

  it('is refused before its body is looked at, be it ever so broken', async () => {
    expect((await post(bot, '{"events":[', { signature: 'AAAA' })).status).toBe(401)
  })
})

describe('a webhook with a good signature', () => {
  it('that holds no event is acknowledged with an empty object: LINE tests the address so', async () => {
    expect(await post(bot, '{"destination":"U0","events":[]}')).toEqual({ status: 200, body: '{}' })
    expect(await eventsStored(bot)).toBe(0)
  })

  it.each([
    ['broken JSON', '{"events":['],
    ['nothing', ''],
    ['no object', '[]'],
    ['null', 'null'],
    ['no events', '{"destination":"U0"}'],
    ['events that are no list', '{"events":{"0":{}}}'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x80])],
  ])('but %s is refused with 400 and stores nothing', async (_what, body) => {
    expect((await post(bot, body)).status).toBe(400)
    expect(await eventsStored(bot)).toBe(0)
  })

  it.each([
    ['that says its length', false],
    ['that comes in pieces', true],
  ])('but two megabytes %s is refused with 413', async (_what, chunked) => {
    const body = JSON.stringify({ events: [], padding: 'x'.repeat(2_000_000) })
    expect((await post(bot, body, { chunked })).status).toBe(413)
  })

  it.each([
    ['exactly one mebibyte', 0, 200],
    ['one byte more', 1, 413],
  ])('and %s is the border of what is read', async (_what, more, status) => {
    const frame = '{"events":[],"padding":""}'
    const body = frame.replace('""', `"${'x'.repeat(1024 * 1024 - frame.length + more)}"`)
    expect((await post(bot, body)).status).toBe(status)
    expect((await post(bot, body, { chunked: true })).status).toBe(status)
  })

  it('is read in pieces as well', async () => {
    expect((await post(bot, hello, { chunked: true })).status).toBe(200)
    expect(await eventsStored(bot)).toBe(1)
  })

  it.each([
    '/webhook/nobody',
    '/webhook/%00',
    '/webhook/%E0%B8',
    '/webhook/..%2F..%2Fetc',
    `/webhook/${'a'.repeat(3000)}`,
  ])('for an agency that is not there is refused with 404: %s', async (path) => {
    expect((await post(bot, hello, { path })).status).toBe(404)
    expect(await eventsStored(bot)).toBe(0)
  })

  it('reaches the first agency at the short address too', async () => {
    expect((await post(bot, hello, { path: '/webhook' })).status).toBe(200)
    expect(await eventsStored(bot)).toBe(1)
  })

  it('may hold things that are no events at all: they are passed over', async () => {
    expect((await post(bot, '{"events":[null,1,"x",[],true]}')).status).toBe(200)
    await bot.app.settle()
    expect(await bot.app.inbox.counts()).toMatchObject({ open: 0, parked: 0 })
  })

  it('is refused alone when it is nested deeper than can be written down, and others beside it are not', async () => {
    const deep = `{"events":[{"webhookEventId":"deep","x":${'['.repeat(200_000)}${']'.repeat(200_000)}}]}`
    const [refused, taken] = await Promise.all([post(bot, deep), post(bot, hello)])
    expect(refused.status).toBe(400)
    expect(taken.status).toBe(200)
    expect(await eventsStored(bot)).toBe(1)
  })

  it('is stored whatever its event looks like, and never parked', async () => {
    const wild = anything({ withNullPrototype: false, maxDepth: 3 })
    const odd = record(
      {
        type: oneof(constantFrom('message', 'postback', 'follow', 'unfollow', 'unsend', 'join', 'beacon'), wild),
        mode: oneof(constantFrom('active', 'standby'), wild),
        webhookEventId: oneof(string(), constant('\u0000'), wild),
        timestamp: oneof(double(), wild),
        source: oneof(
          record({ type: constantFrom('user', 'group', 'room', 'x'), userId: oneof(string(), wild) }),
          wild,
        ),
        replyToken: oneof(string(), wild),
        message: oneof(
          record({
            type: constantFrom('text', 'image', 'location', 'sticker', 'hologram'),
            text: oneof(string(), wild),
          }),
          wild,
        ),
        postback: oneof(record({ data: oneof(string(), wild), params: wild }), wild),
        unsend: wild,
        deliveryContext: wild,
      },
      { requiredKeys: [] },
    )
    await assert(
      asyncProperty(array(odd, { maxLength: 3 }), async (events) => {
        expect((await post(bot, JSON.stringify({ events }))).status).toBe(200)
      }),
      { numRuns: 150 },
    )
    await bot.app.settle()
    expect(await bot.app.inbox.counts()).toMatchObject({ open: 0, parked: 0 })
  })
})

describe('the secret', () => {
  it('may be issued anew while the bot runs: the next webhook is honoured, the old secret soon no longer', async () => {
    const old = signBody('secret-of-phothong', hello)
    expect((await post(bot, hello, { signature: old })).status).toBe(200)
    const agency = await bot.app.agencies.bySlug('phothong')
    const { db } = bot.database
    const before = await db.selectFrom('agencies').select('channel_secret_sealed').executeTakeFirstOrThrow()
    const sealed = bot.envelope.seal('a-new-secret', `agencies:${agency?.id ?? ''}:channel_secret`)
    await db.updateTable('agencies').set({ channel_secret_sealed: sealed }).execute()
    expect((await post(bot, hello, { signature: signBody('a-new-secret', hello) })).status).toBe(200)
    bot.clock.move(3 * second)
    expect((await post(bot, hello, { signature: old })).status).toBe(401)
    await db.updateTable('agencies').set(before).execute()
    expect((await post(bot, hello)).status).toBe(200)
  })
})
