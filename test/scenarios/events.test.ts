import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { checklistStore } from '../../src/features/checklist/checklist-store.ts'
import { readEdition } from '../../src/features/checklist/edition.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { staffStore } from '../../src/staff/staff-store.ts'
import { textsFor } from '../../src/texts/th.ts'
import { minute } from '../support/clock.ts'
import type { Bot, Phone } from '../support/bot.ts'
import { grounds } from './grounds.ts'
import { addAgency } from './second-agency.ts'

const texts = textsFor.female
const question = 'ค่าจัดเก็บขยะปีละเท่าใด'
const answered = '240 บาทต่อปี'
const unanswerable = 'รูปปั้นช้างหน้าศาลาเก่าใครเป็นช่างปั้น'

describe.each(Object.entries(grounds))('on %s', (_name, open) => {
  let bot: Bot
  beforeAll(async () => {
    bot = await open()
  })
  afterAll(() => bot.stop())
  // Whatever happened: nothing stays behind in the inbox, and nothing was given up.
  afterEach(async () => {
    expect(await bot.app.inbox.counts()).toMatchObject({ open: 0, parked: 0 })
  })

  /** Somebody who has seen the privacy notice already. */
  async function friend(): Promise<Phone> {
    const person = bot.citizen()
    await person.follows()
    return person
  }

  /** Sends events as they are. */
  async function deliver(...events: Record<string, unknown>[]): Promise<number | null> {
    const { status } = await bot.line.deliver(bot.slug, events)
    await bot.app.settle()
    return status
  }

  const event = (person: Phone, special: Record<string, unknown>) => bot.line.event(bot.slug, person.userId, special)
  const text = (person: Phone, words: string, special: Record<string, unknown> = {}) =>
    event(person, { type: 'message', message: { type: 'text', text: words }, ...special })
  const said = (person: Pick<Phone, 'heard'>) => JSON.stringify(person.heard())

  describe('one delivery', () => {
    it('with events of several people gives each their own answer', async () => {
      const [somchai, malee, preecha] = [await friend(), await friend(), await friend()]
      const before = [somchai, malee, preecha].map((person) => person.heard().length)
      expect(await deliver(text(somchai, question), text(malee, 'ติดต่อ'), text(preecha, 'นโยบาย'))).toBe(200)
      expect(JSON.stringify(somchai.heard().at(-1))).toContain(answered)
      expect(JSON.stringify(malee.heard().at(-1))).toContain('0 7500 0000')
      expect(preecha.lastWords()).toContain(texts.privacy)
      expect([somchai, malee, preecha].map((person) => person.heard().length)).toEqual(before.map((count) => count + 1))
    })

    it('with events of one person in the wrong order is read in the order in which they happened', async () => {
      const somchai = await friend()
      const now = bot.clock.now().getTime()
      await deliver(
        text(somchai, 'ใช่', { timestamp: now - 1000 }),
        text(somchai, unanswerable, { timestamp: now - 2000 }),
      )
      // Only after the question was asked does "yes" mean: pass it on.
      expect(
        somchai
          .heard()
          .map((message) => JSON.stringify(message))
          .join(),
      ).toMatch(/Q-2570-\d{5}/)
    })

    it('with a hundred events of one person answers each of them once, in order', async () => {
      const somchai = await friend()
      const before = somchai.heard().length
      const commands = Array.from({ length: 50 }, () => ['นโยบาย', 'ติดต่อ']).flat()
      await deliver(...commands.map((words) => text(somchai, words)))
      const heard = somchai.heard().slice(before)
      expect(heard.map((message) => message['type'])).toEqual(Array.from({ length: 50 }, () => ['text', 'flex']).flat())
    })
  })

  describe('an event that comes more than once', () => {
    it('is answered once when it stands twice in one delivery', async () => {
      const somchai = await friend()
      const before = somchai.heard().length
      const once = text(somchai, question)
      await deliver(once, { ...once })
      expect(somchai.heard()).toHaveLength(before + 1)
    })

    it('is answered once when LINE delivers it twice', async () => {
      const somchai = await friend()
      const before = somchai.heard().length
      await somchai.says(question, 'e-twice')
      await somchai.says(question, 'e-twice')
      expect(somchai.heard()).toHaveLength(before + 1)
    })

    it('is answered once when both copies arrive at the same moment', async () => {
      const somchai = await friend()
      const before = somchai.heard().length
      bot.line.faults.duplicateWebhooks = true
      await somchai.says(question)
      bot.line.faults.duplicateWebhooks = false
      expect(somchai.heard()).toHaveLength(before + 1)
    })

    it('is answered once when it is redelivered, minutes or an hour later', async () => {
      const somchai = await friend()
      const before = somchai.heard().length
      const first = await somchai.says(question)
      for (const later of [minute, 19 * minute, 60 * minute]) {
        bot.clock.move(later)
        expect((await bot.line.redeliver(bot.slug, first)).status).toBe(200)
        await bot.app.settle()
      }
      expect(somchai.heard()).toHaveLength(before + 1)
    })

    it('is recognised by what it holds when LINE gave it no id', async () => {
      const somchai = await friend()
      const before = somchai.heard().length
      const { webhookEventId: _, ...nameless } = text(somchai, question)
      await deliver(nameless)
      await deliver({ ...nameless, deliveryContext: { isRedelivery: true } })
      expect(somchai.heard()).toHaveLength(before + 1)
    })
  })

  describe('what this version does not know', () => {
    it.each([
      ['an edited message', { type: 'messageEdited', message: { type: 'text', id: '1', text: 'แก้แล้ว' } }],
      ['a type that LINE may invent', { type: 'hologramReceived', hologram: { id: '1' } }],
      ['a beacon', { type: 'beacon', beacon: { hwid: 'd41d8cd98f', type: 'enter' } }],
      ['a membership', { type: 'membership', membership: { type: 'joined', membershipId: 1 } }],
      ['the end of a video', { type: 'videoPlayComplete', videoPlayComplete: { trackingId: 'x' } }],
      ['an account link', { type: 'accountLink', link: { result: 'ok', nonce: 'x' } }],
      ['a message of an unknown type', { type: 'message', message: { type: 'hologram', id: '1' } }],
      ['a message without content', { type: 'message' }],
      ['a text without text', { type: 'message', message: { type: 'text', id: '1' } }],
      ['a postback without data', { type: 'postback', postback: {} }],
      ['an event without a type', { type: undefined }],
    ])('%s is acknowledged and nothing is said', async (_what, special) => {
      const somchai = await friend()
      const before = somchai.heard().length
      expect(await deliver(event(somchai, special))).toBe(200)
      expect(somchai.heard()).toHaveLength(before)
      expect(bot.line.loading(bot.slug, somchai.userId)).toBe(false)
    })

    it.each([
      ['no source at all', { source: undefined }],
      ['a source without a user id', { source: { type: 'user' } }],
      ['a source of an unknown kind', { source: { type: 'planet', userId: 'U1' } }],
      ['a source that is a word', { source: 'user' }],
    ])('an event with %s is acknowledged and nothing is said', async (_what, special) => {
      const somchai = await friend()
      const calls = bot.line.calls().length
      expect(await deliver({ ...text(somchai, question), ...special })).toBe(200)
      expect(bot.line.calls()).toHaveLength(calls)
    })

    it('unknown properties everywhere do no harm', async () => {
      const somchai = await friend()
      const odd = text(somchai, question, {
        newThing: { deep: [1, null] },
        deliveryContext: { isRedelivery: false, hop: 3 },
      })
      await deliver({ ...odd, source: { ...(odd['source'] as object), colour: 'green' } })
      expect(said(somchai)).toContain(answered)
    })

    it('an event without a reply token is answered by a push', async () => {
      const somchai = await friend()
      await deliver({ ...text(somchai, question), replyToken: undefined })
      expect(somchai.chat().at(-1)).toMatchObject({ from: 'bot', via: 'push' })
      expect(JSON.stringify(somchai.heard().at(-1))).toContain(answered)
    })
  })

  describe('where the bot keeps silent', () => {
    it('another module holds the chat (standby)', async () => {
      const somchai = await friend()
      const before = somchai.heard().length
      await deliver(text(somchai, question, { mode: 'standby' }))
      expect(somchai.heard()).toHaveLength(before)
    })

    it.each([
      ['group', `C${'1'.repeat(32)}`],
      ['room', `R${'2'.repeat(32)}`],
    ])(
      'a %s: not for questions, buttons, stickers, joining or accusations, and nobody there becomes known',
      async (kind, id) => {
        const malee = bot.citizen('มาลี')
        bot.line.group(bot.slug, id, [malee.userId])
        const source = { type: kind, [`${kind}Id`]: id, userId: malee.userId }
        const calls = bot.line.calls().length
        await deliver(
          event(malee, { type: 'join', source: { type: kind, [`${kind}Id`]: id } }),
          text(malee, question, { source }),
          text(malee, 'เมนู', { source }),
          text(malee, 'อยากแจ้งทุจริต', { source }),
          event(malee, { type: 'message', message: { type: 'sticker', packageId: '1', stickerId: '2' }, source }),
          event(malee, { type: 'postback', postback: { data: 'menu.1?{"page":"main"}' }, source }),
          event(malee, { type: 'memberJoined', joined: { members: [{ type: 'user', userId: malee.userId }] }, source }),
          event(malee, { type: 'leave', source }),
        )
        expect(bot.line.calls()).toHaveLength(calls)
        const known = bot.database.db.selectFrom('people').selectAll().where('line_user_id', '=', malee.userId)
        expect(await known.execute()).toEqual([])
      },
    )
  })

  describe('what people do beside writing', () => {
    it('blocking is remembered in silence, and coming back is welcomed', async () => {
      const somchai = await friend()
      const blocked = async () =>
        (
          await bot.database.db
            .selectFrom('people')
            .select('blocked_at')
            .where('line_user_id', '=', somchai.userId)
            .executeTakeFirstOrThrow()
        ).blocked_at
      const calls = bot.line.calls().length
      await bot.line.unfollow(bot.slug, somchai.userId)
      await bot.app.settle()
      expect(bot.line.calls()).toHaveLength(calls)
      expect(await blocked()).not.toBeNull()
      await somchai.follows()
      expect(somchai.lastWords()).toContain('ยินดีต้อนรับกลับมา')
      expect(await blocked()).toBeNull()
    })

    it('taking a message back erases what the conversation held of it', async () => {
      const somchai = await friend()
      await somchai.says(unanswerable)
      const message = somchai.chat().findLast((entry) => entry.from === 'person')
      const conversations = () => bot.database.db.selectFrom('conversations').selectAll().execute()
      const before = (await conversations()).length
      const spoken = somchai.heard().length
      await bot.line.unsend(bot.slug, somchai.userId, message && 'messageId' in message ? message.messageId : '')
      await bot.app.settle()
      expect(await conversations()).toHaveLength(before - 1)
      expect(somchai.heard()).toHaveLength(spoken)
      await somchai.taps('ส่งให้เจ้าหน้าที่')
      expect(somchai.lastWords()).toBe(texts.oldButton)
    })

    it('a location gets a sensible answer', async () => {
      const somchai = await friend()
      await bot.line.sendLocation(bot.slug, somchai.userId, {
        title: 'วัด',
        address: 'หมู่ 3',
        latitude: 8.7,
        longitude: 99.9,
      })
      await bot.app.settle()
      expect(somchai.lastWords()).toContain('แจ้งเรื่องอะไรคะ')
    })

    it('a sticker gets a sensible answer', async () => {
      const somchai = await friend()
      await bot.line.sendSticker(bot.slug, somchai.userId)
      await bot.app.settle()
      expect(somchai.lastWords()).toBe(texts.stickerThanks)
    })

    it.each([
      ['image', 'แจ้งเรื่องอะไรคะ'],
      ['video', 'แจ้งเรื่องอะไรคะ'],
      ['file', 'ได้รับไฟล์แล้วค่ะ'],
      ['audio', 'ฟังข้อความเสียงไม่ได้ค่ะ'],
    ] as const)('an attachment of the kind %s gets a sensible answer', async (kind, words) => {
      const somchai = await friend()
      const content = { type: 'application/octet-stream', bytes: Buffer.from('x'), fileName: 'แบบ.pdf' }
      await bot.line.sendContent(bot.slug, somchai.userId, kind, content)
      await bot.app.settle()
      expect(somchai.lastWords()).toContain(words)
    })
  })

  describe('a button', () => {
    it.each([
      ['data that nobody here wrote', 'action=buy&itemid=123'],
      ['nothing', ''],
      ['a name that we never had', 'pay.1?{"baht":100}'],
      ['a name that every object has', 'constructor.1?{}'],
      ['a newer version', 'menu.2?{"page":"main"}'],
      ['fields that are none of its own', 'menu.1?{"page":"main","admin":true}'],
      ['a value that it never had', 'menu.1?{"page":"treasury"}'],
      ['broken JSON', 'menu.1?{"page":'],
      ['more than LINE allows', `topic.1?{"id":"${'x'.repeat(400)}"}`],
      ['control characters', 'thread.1?{"number":"\\u0000"}'],
    ])('with %s is answered kindly', async (_what, data) => {
      const somchai = await friend()
      await bot.line.deliver(bot.slug, [event(somchai, { type: 'postback', postback: { data } })])
      await bot.app.settle()
      expect([texts.unknownButton, texts.oldButton]).toContain(somchai.lastWords())
    })

    it('of an older version is answered as an old one', async () => {
      const somchai = await friend()
      await bot.line.tap(bot.slug, somchai.userId, { type: 'postback', data: 'menu.0?{"page":"main"}' })
      await bot.app.settle()
      expect(somchai.lastWords()).toBe(texts.oldButton)
    })

    it("that belongs to staff's work tells a citizen nothing", async () => {
      const somchai = await friend()
      for (const data of [
        'item.1?{"edition":2567,"code":"O14"}',
        'list.1?{"edition":2567,"what":"pending"}',
        'summary.1?{"by":"unit"}',
      ]) {
        await bot.line.tap(bot.slug, somchai.userId, { type: 'postback', data })
        await bot.app.settle()
        expect(somchai.lastWords()).toBe(texts.noLongerStaff)
      }
    })
  })

  describe('a text', () => {
    const odd: [string, string][] = [
      ['half a surrogate pair', `ขยะ \ud83d เท่าใด \udc4d`],
      ['only half a pair', '\udc00'],
      ['nothing', ''],
      ['only spaces', '   \n\t  '],
      ['only characters that are not seen', '\u200b\u200c\u2060\ufeff'],
      ['control characters', '\u0000\u0001\u001b[31m'],
      ['marks upon marks', `ก${'\u0e49'.repeat(500)}`],
      ['directions turned round', '\u202eขยะ\u202c \u2066เท่าใด\u2069'],
      ['something that looks like a template', '{{agency}} {{buttons}} "{{rows}}"'],
      ['something that looks like JSON', '","contents":[{"type":"text"'],
      ['5,000 letters', 'ขยะ'.repeat(1666)],
      ['emoji of many parts', '👨‍👩‍👧‍👦'.repeat(100)],
    ]

    it.each(odd)('with %s is answered like any other, to citizens and staff', async (_what, words) => {
      for (const person of [await friend(), await bot.staff()]) {
        const before = person.heard().length
        await person.says(words)
        expect(person.heard().length).toBeGreaterThan(before)
      }
    })

    it('of a million characters is acknowledged at once and answered', async () => {
      for (const person of [await friend(), await bot.staff()]) {
        for (const words of [
          'a'.repeat(1_000_000),
          'ตอบ Q1 '.repeat(45_000),
          ' '.repeat(1_000_000),
          '1'.repeat(1_000_000),
        ]) {
          const delivery = await person.says(words)
          expect(delivery.status).toBe(200)
          // LINE waits two seconds for its 200.
          expect(delivery.milliseconds).toBeLessThan(2000)
          expect(person.lastWords()).not.toBe('')
        }
      }
    })

    it('is understood in spite of characters that are not seen', async () => {
      const somchai = await friend()
      await somchai.says(question.replaceAll(/(?=.)/g, '\u200b'))
      expect(said(somchai)).toContain(answered)
    })

    it('with a hidden character in the code still registers', async () => {
      const agency = await bot.app.agencies.bySlug(bot.slug)
      const code = await staffStore(bot.database.db, bot.clock, systemIds).invite(agency?.id ?? '', {
        name: 'สมหญิง',
        unitId: null,
        role: 'staff',
      })
      const somying = await friend()
      await somying.says(`ลงทะเบียน\u200b ${code.toLowerCase().replace('-', '\u200b–')}`)
      expect(somying.lastWords()).toContain('สมหญิง')
    })
  })

  describe('an agency that is added while the bot runs', () => {
    it('is found with its first webhook and answers with its own data', async () => {
      const village = await addAgency(bot, 'ban-mai')
      const somchai = village.citizen()
      expect((await somchai.says('ติดต่อ')).status).toBe(200)
      expect(said(somchai)).toContain('ban-mai')
    })

    it('shows what is imported meanwhile with the next question', async () => {
      const village = await addAgency(bot, 'ban-nok')
      const clerk = await village.staff()
      await clerk.says('ข้อไหนยังไม่ได้ดำเนินการ')
      expect(clerk.lastWords()).toContain('ยังไม่มีรายการตรวจ')
      await checklistStore(bot.database.db, bot.clock, systemIds, bot.envelope).load(
        village.agencyId,
        readEdition(2567),
      )
      await clerk.says('ข้อไหนยังไม่ได้ดำเนินการ')
      expect(clerk.lastWords()).toContain('O1')
    })
  })
})
