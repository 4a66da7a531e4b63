import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { threadStore } from '../../src/threads/thread-store.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { textsFor } from '../../src/texts/th.ts'
import type { ApiCall } from '../simulator/line/types.ts'
import { day, hour, minute, second } from '../support/clock.ts'
import type { Bot, Phone } from '../support/bot.ts'
import { grounds } from './grounds.ts'
import { startAnother } from './restart.ts'

const texts = textsFor.female
const question = 'ค่าจัดเก็บขยะปีละเท่าใด'
const answered = '240 บาทต่อปี'
const unanswerable = 'รูปปั้นช้างหน้าศาลาเก่าใครเป็นช่างปั้น'
const longerThanAnyBackoff = 5 * minute

describe.each(Object.entries(grounds))('on %s', (_name, open) => {
  let bot: Bot
  beforeEach(async () => {
    bot = await open()
  })
  afterEach(async () => {
    const key = (call: ApiCall) => call.headers['x-line-retry-key']
    // Whatever happened: a reply never carries a retry key, a push always does, and no two pushes share one unless they repeat one body.
    for (const call of sends('reply')) expect(key(call)).toBeUndefined()
    const bodies = new Map<string, string>()
    for (const call of sends('push')) {
      const known = bodies.get(key(call) ?? '') ?? JSON.stringify(call.body)
      expect(key(call)).toMatch(/^[0-9a-f-]{36}$/)
      expect(JSON.stringify(call.body)).toBe(known)
      bodies.set(key(call) ?? '', known)
    }
    await bot.stop()
  })

  const sends = (route: 'reply' | 'push') => bot.line.calls().filter((call) => call.path === `/v2/bot/message/${route}`)
  const statuses = (route: 'reply' | 'push') => sends(route).map((call) => call.status)
  const rows = () => bot.database.db.selectFrom('outbox').selectAll().orderBy('created_at').execute()
  const states = async () => (await rows()).map((row) => row.state)
  const last = (person: Phone) => person.chat().at(-1)
  const times = (person: Phone, words: string) =>
    person.heard().filter((message) => JSON.stringify(message).includes(words)).length
  /** Lets time pass and everything happen that is due then. */
  async function later(milliseconds: number): Promise<void> {
    bot.clock.move(milliseconds)
    bot.app.tick()
    await bot.app.settle()
  }
  /** Somebody who has seen the privacy notice already; what was said and called until then is forgotten. */
  async function friend(): Promise<Phone> {
    const person = bot.citizen()
    await person.follows()
    bot.line.forget()
    return person
  }

  describe('a reply', () => {
    it('is how everything is answered: it is free', async () => {
      const somchai = await friend()
      await somchai.says(question)
      expect(last(somchai)).toMatchObject({ from: 'bot', via: 'reply' })
      expect(statuses('reply')).toEqual([200])
      expect(sends('push')).toEqual([])
      expect(bot.line.quotaUsed(bot.slug)).toBe(0)
    })

    it('is tried again, more and more seldom, while LINE fails, and then arrives once', async () => {
      const somchai = await friend()
      bot.line.faults.down = true
      await somchai.says(question)
      const tries: number[] = []
      for (let step = 0; step < 30; step += 1) {
        tries.push(statuses('reply').length)
        await later(second)
      }
      expect(tries[0]).toBe(1)
      expect(tries.at(-1)).toBeGreaterThan(3)
      expect(tries.at(-1)).toBeLessThan(9)
      bot.line.faults.down = false
      await later(40 * second)
      expect(times(somchai, answered)).toBe(1)
      expect(await states()).toEqual(['sent', 'sent'])
    })

    it('that LINE takes but never answers is tried again with its token only, and shown once', async () => {
      const somchai = await friend()
      bot.line.faults.cutAfterAccepting = 1
      await somchai.says(question)
      expect(times(somchai, answered)).toBe(1)
      for (let step = 0; step < 10; step += 1) await later(longerThanAnyBackoff)
      expect(statuses('reply')).toEqual([0])
      await expect(states()).resolves.toEqual(['sent', 'unknown'])
      expect(sends('push')).toEqual([])
      expect(times(somchai, answered)).toBe(1)
    })

    it('that LINE takes but never answers is told by its spent token, while the token still lives', async () => {
      const somchai = await friend()
      bot.line.faults.cutAfterAccepting = 1
      await somchai.says(question)
      await later(2 * second)
      expect(statuses('reply')).toEqual([0, 400])
      await later(longerThanAnyBackoff)
      expect(sends('push')).toEqual([])
      expect(times(somchai, answered)).toBe(1)
    })

    it('that was cut off before LINE took it is delivered once', async () => {
      const somchai = await friend()
      bot.line.faults.cutBeforeAccepting = 2
      await somchai.says(question)
      for (let step = 0; step < 5; step += 1) await later(3 * second)
      expect(times(somchai, answered)).toBe(1)
      expect(sends('push')).toEqual([])
    })

    it('that LINE finds too many is tried again until there is room', async () => {
      const somchai = await friend()
      bot.line.faults.rateLimited = 3
      await somchai.says(question)
      for (let step = 0; step < 10; step += 1) await later(3 * second)
      expect(statuses('reply')).toEqual([429, 429, 429, 200])
      expect(times(somchai, answered)).toBe(1)
    })

    it('that LINE refuses for good is not tried again', async () => {
      const somchai = await friend()
      const agency = await bot.app.agencies.bySlug(bot.slug)
      const sealed = bot.envelope.seal('a-token-that-was-revoked', `agencies:${agency?.id ?? ''}:channel_token`)
      await bot.database.db.updateTable('agencies').set({ channel_token_sealed: sealed }).execute()
      bot.clock.move(3 * second)
      await somchai.says(question)
      for (let step = 0; step < 5; step += 1) await later(longerThanAnyBackoff)
      expect(statuses('reply')).toEqual([401])
      expect(sends('push')).toEqual([])
      expect((await states()).at(-1)).toBe('failed')
    })
  })

  describe('a push', () => {
    it('takes over, with the row as its retry key from the first attempt on, when the reply token is older than 50 seconds', async () => {
      const somchai = await friend()
      bot.line.faults.down = true
      await somchai.says(question)
      bot.line.faults.down = false
      await later(50 * second)
      const row = (await rows()).at(-1)
      expect(statuses('reply')).toEqual([500])
      expect(sends('push').map((call) => call.headers['x-line-retry-key'])).toEqual([row?.outbox_id])
      expect(last(somchai)).toMatchObject({ via: 'push' })
      expect(times(somchai, answered)).toBe(1)
    })

    it('takes over at once when an auto-reply of the account has spent the token', async () => {
      const somchai = await friend()
      const event = bot.line.event(bot.slug, somchai.userId, {
        type: 'message',
        message: { type: 'text', text: question },
      })
      await fetch(`${bot.line.apiUrl}/v2/bot/message/reply`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer token-of-${bot.slug}` },
        body: JSON.stringify({ replyToken: event['replyToken'], messages: [{ type: 'text', text: 'ตอบกลับอัตโนมัติ' }] }),
      })
      await bot.line.deliver(bot.slug, [event])
      await bot.app.settle()
      expect(statuses('reply')).toEqual([200, 400])
      expect(last(somchai)).toMatchObject({ via: 'push' })
      expect(times(somchai, answered)).toBe(1)
    })

    it('takes over when an event is redelivered after more than twenty minutes: its token is dead', async () => {
      const somchai = await friend()
      bot.line.setWebhookUrl(bot.slug, 'http://127.0.0.1:1/webhook')
      const missed = await bot.line.say(bot.slug, somchai.userId, question)
      expect(missed.status).toBeNull()
      bot.line.setWebhookUrl(bot.slug, `${bot.url}/webhook/${bot.slug}`)
      bot.clock.move(21 * minute)
      expect((await bot.line.redeliver(bot.slug, missed)).status).toBe(200)
      await bot.app.settle()
      expect(last(somchai)).toMatchObject({ via: 'push' })
      expect(times(somchai, answered)).toBe(1)
    })

    it('is not needed when an event is redelivered within twenty minutes', async () => {
      const somchai = await friend()
      bot.line.setWebhookUrl(bot.slug, 'http://127.0.0.1:1/webhook')
      const missed = await bot.line.say(bot.slug, somchai.userId, question)
      bot.line.setWebhookUrl(bot.slug, `${bot.url}/webhook/${bot.slug}`)
      bot.clock.move(19 * minute)
      await bot.line.redeliver(bot.slug, missed)
      await bot.app.settle()
      expect(last(somchai)).toMatchObject({ via: 'reply' })
    })

    /** The reply token is gone, and LINE fails until the caller says otherwise. */
    async function owePush(): Promise<Phone> {
      const somchai = await friend()
      bot.line.faults.down = true
      await somchai.says(question)
      bot.clock.move(50 * second)
      bot.line.faults.down = false
      return somchai
    }

    it('that LINE took without answering is repeated with the same key, and its 409 is success', async () => {
      const somchai = await owePush()
      bot.line.faults.only = /message\/push/
      bot.line.faults.cutAfterAccepting = 1
      await later(0)
      await later(longerThanAnyBackoff)
      expect(statuses('push')).toEqual([0, 409])
      expect(times(somchai, answered)).toBe(1)
      expect(await states()).toEqual(['sent', 'sent'])
    })

    it('that LINE finds too many is repeated later with the same key', async () => {
      const somchai = await owePush()
      bot.line.faults.only = /message\/push/
      bot.line.faults.rateLimited = 2
      await later(0)
      expect(statuses('push')).toEqual([429])
      await later(longerThanAnyBackoff)
      await later(longerThanAnyBackoff)
      expect(statuses('push')).toEqual([429, 429, 200])
      expect(times(somchai, answered)).toBe(1)
    })

    it('is repeated with the same key while LINE fails, for hours, but not once LINE has forgotten the key', async () => {
      const somchai = await owePush()
      bot.line.faults.only = /message\/push/
      bot.line.faults.down = true
      for (let hours = 0; hours < 26; hours += 1) await later(hour)
      const tries = statuses('push').length
      expect(tries).toBeGreaterThan(20)
      bot.line.faults.down = false
      await later(hour)
      expect(statuses('push')).toHaveLength(tries)
      expect(times(somchai, answered)).toBe(0)
      expect((await states()).at(-1)).toBe('unknown')
    })

    it('that may have arrived rides on no reply, also when the month is over by its repetition', async () => {
      const somchai = await owePush()
      bot.line.faults.only = /message\/push/
      bot.line.faults.cutAfterAccepting = 1
      await later(0)
      bot.line.setQuota(bot.slug, 300, 300)
      bot.line.faults.rateLimited = 1
      await later(longerThanAnyBackoff)
      expect(statuses('push')).toEqual([0, 429])
      await somchai.says('ติดต่อ')
      for (let step = 0; step < 4; step += 1) await later(2 * second)
      expect(statuses('push')).toEqual([0, 429, 409])
      expect(times(somchai, answered)).toBe(1)
      expect(await bot.app.outbox.counts()).toEqual({ due: 0, waiting: 0 })
    })

    it('that LINE finds too many without telling how the month stands rides on the next reply', async () => {
      const somchai = await owePush()
      bot.line.setQuota(bot.slug, 300, 300)
      bot.line.faults.only = /message\/quota/
      bot.line.faults.down = true
      await later(0)
      expect(await bot.app.outbox.counts()).toEqual({ due: 0, waiting: 1 })
      await bot.app.tidy()
      await bot.app.settle()
      expect(statuses('push')).toEqual([429])
      await somchai.says('ติดต่อ')
      expect(times(somchai, answered)).toBe(1)
      expect(await bot.app.outbox.counts()).toEqual({ due: 0, waiting: 0 })
    })

    it('counts what it costs, on top of what LINE said', async () => {
      bot.line.setQuota(bot.slug, 300, 7)
      await owePush()
      await later(0)
      const agency = await bot.app.agencies.bySlug(bot.slug)
      expect(await bot.app.quota.known(agency?.id ?? '')).toMatchObject({ allowed: 300, used: 8 })
      expect(bot.line.quotaUsed(bot.slug)).toBe(8)
      const asked = bot.line.calls().filter((call) => call.path === '/v2/bot/message/quota').length
      const malee = await owePush()
      await later(0)
      expect(times(malee, answered)).toBe(1)
      expect(await bot.app.quota.known(agency?.id ?? '')).toMatchObject({ used: 9 })
      // Read once; believed for an hour.
      expect(asked).toBe(1)
      expect(bot.line.calls().filter((call) => call.path === '/v2/bot/message/quota')).toHaveLength(0)
    })

    it('is not made for small talk or menus: those wait and cost nothing', async () => {
      const somchai = await friend()
      bot.line.faults.down = true
      await somchai.says('ขอบคุณค่ะ')
      await somchai.says('เมนู')
      bot.line.faults.down = false
      for (let step = 0; step < 5; step += 1) await later(longerThanAnyBackoff)
      expect(sends('push')).toEqual([])
      expect(bot.line.quotaUsed(bot.slug)).toBe(0)
      expect(await bot.app.outbox.counts()).toEqual({ due: 0, waiting: 2 })
    })

    it('is not made to somebody who is known to have blocked the account: it waits until they are back', async () => {
      const somchai = await friend()
      await somchai.says(unanswerable)
      await somchai.taps('ส่งให้เจ้าหน้าที่')
      const clerk = await bot.staff('staff', 'สำนักปลัด')
      const row = await bot.database.db.selectFrom('threads').selectAll().executeTakeFirstOrThrow()
      await bot.line.unfollow(bot.slug, somchai.userId)
      await bot.app.settle()
      await clerk.says(`ตอบ Q${row.serial} อยู่ชั้นสองของโกดัง`)
      await clerk.taps('ส่งเลย')
      expect(clerk.lastWords()).toContain('บล็อก')
      await later(longerThanAnyBackoff)
      await bot.app.tidy()
      await bot.app.settle()
      expect(sends('push')).toEqual([])
      await somchai.follows()
      expect(times(somchai, 'อยู่ชั้นสองของโกดัง')).toBe(1)
      expect(await bot.app.outbox.counts()).toEqual({ due: 0, waiting: 0 })
    })

    it('to somebody who blocked the account ends in silence', async () => {
      const somchai = await owePush()
      bot.line.setRelation(bot.slug, somchai.userId, 'blocked')
      await later(0)
      expect(statuses('push')).toEqual([200])
      expect(somchai.heard()).toEqual([])
      expect(await bot.app.outbox.counts()).toEqual({ due: 0, waiting: 0 })
    })
  })

  describe('when the month is over', () => {
    /** A citizen's question that staff answer while no push can be paid. */
    async function answeredWithoutQuota(words = 'อยู่ชั้นสองของโกดัง'): Promise<Phone> {
      const somchai = await friend()
      await somchai.says(unanswerable)
      await somchai.taps('ส่งให้เจ้าหน้าที่')
      const clerk = await bot.staff('staff', 'สำนักปลัด')
      const agency = await bot.app.agencies.bySlug(bot.slug)
      const threads = threadStore(bot.database.db, bot.clock, systemIds, bot.envelope)
      const serial =
        (await threads.waiting(agency?.id ?? '', null, 10)).threads.at(-1)?.number.replace(/^Q-\d+-0*/, '') ?? ''
      bot.line.setQuota(bot.slug, 300, 300)
      await clerk.says(`ตอบ Q${serial} ${words}`)
      await clerk.taps('ส่งเลย')
      await later(0)
      return somchai
    }

    it('an answer waits without a single try, because the stored quota says so', async () => {
      await answeredWithoutQuota()
      for (let step = 0; step < 3; step += 1) await later(longerThanAnyBackoff)
      expect(sends('push')).toEqual([])
      expect(await bot.app.outbox.counts()).toEqual({ due: 0, waiting: 1 })
    })

    it('an answer waits after one try when LINE is the first to know', async () => {
      const malee = await answeredWithoutQuota()
      bot.line.setQuota(bot.slug, 300, 299)
      await later(2 * hour)
      await bot.app.tidy()
      await bot.app.settle()
      expect(times(malee, 'อยู่ชั้นสอง')).toBe(1)
      // The stored reading now says that nothing is left, LINE says one; an hour later they agree on one, and LINE changes its mind.
      bot.line.setQuota(bot.slug, 400, 300)
      await later(2 * hour)
      const agency = await bot.app.agencies.bySlug(bot.slug)
      expect(await bot.app.quota.left(agency?.id ?? '')).toBe(100)
      bot.line.forget()
      const somchai = await answeredWithoutQuota()
      expect(statuses('push')).toEqual([429])
      expect(await bot.app.outbox.counts()).toEqual({ due: 0, waiting: 1 })
      for (let step = 0; step < 3; step += 1) await later(longerThanAnyBackoff)
      expect(statuses('push')).toEqual([429])
      expect(times(somchai, 'อยู่ชั้นสอง')).toBe(0)
    })

    it("it rides on the person's next reply, free, before the new answer, with quick replies under the last message only", async () => {
      const somchai = await answeredWithoutQuota()
      bot.line.forget()
      await somchai.says(question)
      const entries = somchai.chat().filter((entry) => entry.from === 'bot')
      expect(entries.map((entry) => entry.via)).toEqual(['reply', 'reply'])
      expect(JSON.stringify(entries[0])).toContain('อยู่ชั้นสอง')
      expect(JSON.stringify(entries[1])).toContain(answered)
      expect(entries.map((entry) => 'quickReply' in entry.message)).toEqual([false, true])
      expect(statuses('reply')).toEqual([200])
      expect(sends('push')).toEqual([])
      await somchai.says('เมนู')
      expect(times(somchai, 'อยู่ชั้นสอง')).toBe(1)
    })

    it('never more than five messages travel in one reply; the rest rides on the one after', async () => {
      const somchai = await friend()
      bot.line.faults.down = true
      for (let turn = 0; turn < 6; turn += 1) await somchai.says('นโยบาย')
      bot.line.faults.down = false
      for (let step = 0; step < 5; step += 1) await later(longerThanAnyBackoff)
      expect(await bot.app.outbox.counts()).toEqual({ due: 0, waiting: 6 })
      await somchai.says(question)
      expect(somchai.heard()).toHaveLength(5)
      expect(times(somchai, answered)).toBe(1)
      await somchai.says('ติดต่อ')
      expect(somchai.heard()).toHaveLength(5 + 3)
      expect(times(somchai, texts.privacy)).toBe(6)
      expect(await bot.app.outbox.counts()).toEqual({ due: 0, waiting: 0 })
    })

    it('the next month lets it go by itself, once', async () => {
      const somchai = await answeredWithoutQuota()
      for (let step = 0; step < 7; step += 1) await later(day)
      expect(times(somchai, 'อยู่ชั้นสอง')).toBe(0)
      bot.clock.set('2026-12-01T01:00:00.000Z')
      await bot.app.tidy()
      await bot.app.settle()
      await bot.app.tidy()
      await later(longerThanAnyBackoff)
      expect(times(somchai, 'อยู่ชั้นสอง')).toBe(1)
      expect(last(somchai)).toMatchObject({ via: 'push' })
      expect(bot.line.quotaUsed(bot.slug)).toBe(1)
    })

    it('the next month lets it go even when a push was tried in the old one', async () => {
      await answeredWithoutQuota()
      const { db } = bot.database
      await db.updateTable('quotas').set({ used: 0, read_at: bot.clock.now().toISOString() }).execute()
      await bot.app.tidy()
      await bot.app.settle()
      expect(statuses('push')).toEqual([429])
      bot.clock.set('2026-12-01T01:00:00.000Z')
      await bot.app.tidy()
      await bot.app.settle()
      expect(statuses('push')).toEqual([429, 200])
    })

    it('an account without a limit never waits', async () => {
      bot.line.setQuota(bot.slug, null, 100_000)
      const somchai = await friend()
      bot.line.faults.down = true
      await somchai.says(question)
      bot.line.faults.down = false
      await later(50 * second)
      expect(times(somchai, answered)).toBe(1)
    })
  })

  describe('while LINE is slow', () => {
    it('webhooks are acknowledged as fast as ever, and everybody gets their answer', async () => {
      const people = await Promise.all(Array.from({ length: 20 }, () => friend()))
      bot.line.faults.delayMilliseconds = 1500
      const deliveries = await Promise.all(people.map((person) => bot.line.say(bot.slug, person.userId, question)))
      const acknowledged = deliveries.map((delivery) => delivery.milliseconds).toSorted((a, b) => a - b)
      expect(acknowledged[10]).toBeLessThan(1000)
      await bot.app.settle()
      for (const person of people) expect(times(person, answered)).toBe(1)
    })

    it('two answers to one person keep their order', async () => {
      const somchai = await friend()
      bot.line.faults.delayMilliseconds = 100
      await Promise.all(['ติดต่อ', 'นโยบาย', question].map((words) => bot.line.say(bot.slug, somchai.userId, words)))
      await bot.app.settle()
      const order = [texts.privacy, answered, '0 7500 0000'].map((words) =>
        somchai.heard().findIndex((message) => JSON.stringify(message).includes(words)),
      )
      expect(order.toSorted((a, b) => a - b)).toEqual([0, 1, 2])
      const said = somchai
        .chat()
        .flatMap((entry) => (entry.from === 'person' && 'message' in entry ? [entry.message['text']] : []))
      const answers = new Map([
        ['นโยบาย', order[0]],
        [question, order[1]],
        ['ติดต่อ', order[2]],
      ])
      expect(said.map((words) => answers.get(String(words)))).toEqual([0, 1, 2])
    })
  })

  describe('while LINE finds too many', () => {
    it('two answers to one person keep their order: the second waits for the next try of the first', async () => {
      const somchai = await friend()
      bot.line.faults.only = /message\/reply/
      bot.line.faults.rateLimited = 2
      await somchai.says('ติดต่อ')
      await somchai.says(question)
      expect(statuses('reply')).toEqual([429])
      for (let step = 0; step < 8; step += 1) await later(second / 2)
      const heard = somchai.heard().map((message) => JSON.stringify(message))
      expect(heard.map((message) => message.includes(answered))).toEqual([...heard.slice(1).map(() => false), true])
      expect(heard.some((message) => message.includes('0 7500 0000'))).toBe(true)
    })

    it('an answer does not wait for an earlier one that will take long', async () => {
      const somchai = await friend()
      bot.line.faults.only = /message\/reply/
      bot.line.faults.rateLimited = 5
      await somchai.says('ติดต่อ')
      // The fifth try comes within 14 seconds, the sixth not before the 15th.
      for (let step = 0; step < 14; step += 1) await later(second)
      expect(statuses('reply')).toEqual([429, 429, 429, 429, 429])
      await somchai.says(question)
      expect(times(somchai, answered)).toBe(1)
    })
  })

  describe('the loading dots', () => {
    const loadingCalls = () => bot.line.calls().filter((call) => call.path === '/v2/bot/chat/loading/start')

    /** What comes while the bot is being restarted is stored, and handled some seconds later. */
    async function handledLate(...events: Record<string, unknown>[]): Promise<void> {
      await bot.app.stop()
      expect((await bot.line.deliver(bot.slug, events)).status).toBe(200)
      bot.clock.move(3 * second)
      const next = await startAnother(bot)
      await next.app.settle()
      await next.stop()
    }

    it('are not shown for what is answered at once', async () => {
      const somchai = await friend()
      await somchai.says(question)
      expect(loadingCalls()).toEqual([])
    })

    it('are shown to whoever has waited, and end with the answer', async () => {
      const somchai = await friend()
      await handledLate(
        bot.line.event(bot.slug, somchai.userId, { type: 'message', message: { type: 'text', text: question } }),
      )
      expect(loadingCalls().map((call) => call.body)).toMatchObject([{ chatId: somchai.userId }])
      expect(times(somchai, answered)).toBe(1)
      // Dots that begin after the answer would promise one more.
      expect(bot.line.loading(bot.slug, somchai.userId)).toBe(false)
    })

    it('are not shown where no answer comes: in groups, to nobody, for what the bot passes over', async () => {
      const somchai = await friend()
      const group = `C${'3'.repeat(32)}`
      bot.line.group(bot.slug, group, [somchai.userId])
      const text = { type: 'message', message: { type: 'text', text: question } }
      await handledLate(
        bot.line.event(bot.slug, somchai.userId, {
          ...text,
          source: { type: 'group', groupId: group, userId: somchai.userId },
        }),
        bot.line.event(bot.slug, somchai.userId, { ...text, source: { type: 'user' } }),
        bot.line.event(bot.slug, somchai.userId, { ...text, mode: 'standby' }),
        bot.line.event(bot.slug, somchai.userId, { type: 'beacon', beacon: { hwid: 'a', type: 'enter' } }),
        bot.line.event(bot.slug, somchai.userId, { type: 'unsend', unsend: { messageId: '1' } }),
      )
      expect(sends('reply')).toEqual([])
      expect(loadingCalls()).toEqual([])
    })
  })

  it('what the product sends never breaks a rule of LINE: all that was refused here were spent tokens', async () => {
    const somchai = await friend()
    for (const words of [question, unanswerable, 'เมนู', 'ติดต่อ', 'ข้อมูลเปิดเผย', 'คำถามของฉัน', 'นโยบาย', 'ขอบคุณ'])
      await somchai.says(words)
    const clerk = await bot.staff('executive')
    for (const words of ['เมนู', 'สรุป', 'รายกอง', 'ข้อไหนยังไม่ได้ดำเนินการ', 'กล่องคำถาม', 'O8', 'คะแนน'])
      await clerk.says(words)
    expect([...sends('reply'), ...sends('push')].filter((call) => call.status >= 400)).toEqual([])
  })
})
