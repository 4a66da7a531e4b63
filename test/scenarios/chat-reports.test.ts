import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemRandom } from '../../src/whistleblowing/browser/crypto/random.ts'
import { newReceipt, openReceipt, readReceipt, showReceipt } from '../../src/whistleblowing/browser/crypto/receipt.ts'
import { chatReportFirstLine, chatReportForm, chatReportMost } from '../../src/thai/chat-report.ts'
import type { KeysAnswer } from '../../src/whistleblowing/wire-bodies.ts'
import { found } from '../secrecy/bytes.ts'
import type { Delivery } from '../simulator/line/types.ts'
import { startBot, type Bot, type Phone } from '../support/bot.ts'
import {
  ceremony,
  look,
  readByOfficer,
  readByReporter,
  sealedWords,
  wordsOf,
  type Keys,
  type Reported,
} from '../whistleblowing/actors.ts'
import { asker, emptyPages, enterWith } from '../whistleblowing/ground.ts'
import { startAnother } from './restart.ts'

/** Lets the agency take reports in the chat, or not, as `agency add` does. */
async function switchChat(bot: Bot, chatIntake: boolean): Promise<void> {
  const { db } = bot.database
  const row = await db.selectFrom('agencies').select(['profile', 'revision']).executeTakeFirstOrThrow()
  const profile = { ...(JSON.parse(row.profile) as object), whistleblowing: { chatIntake } }
  await db
    .updateTable('agencies')
    .set({ profile: JSON.stringify(profile), revision: row.revision + 1 })
    .execute()
}

function wire(bot: Bot) {
  const ask = asker(async (request) => {
    const { pathname, search } = new URL(request.url)
    return fetch(`${bot.url}${pathname}${search}`, {
      method: request.method,
      headers: request.headers,
      ...(request.body && { body: await request.arrayBuffer() }),
    })
  })
  return { ask, clock: bot.clock }
}

/** Registers an officer in LINE and opens the page by its link. */
async function official(bot: Bot, phone?: Phone) {
  const officer = phone ?? (await bot.staff('officer'))
  await officer.says('เปิดหน้าเจ้าหน้าที่')
  const [, token = ''] = /#([\w-]{43})"/.exec(JSON.stringify(officer.heard().at(-1))) ?? []
  return { officer, desk: await enterWith(wire(bot).ask, token, officer.userId, bot.slug) }
}

/** What the bot said last to somebody, as JSON. */
const last = (phone: Phone) => JSON.stringify(phone.heard().at(-1))

/** The receipts that stand in a chat. */
const receiptsIn = (phone: Phone) => JSON.stringify(phone.heard()).match(/\d{4}-\d{4}-\d{4}-\d{4}-\d{4}/g) ?? []

/** Rows of every table of the common database. */
async function rows(bot: Bot): Promise<Record<string, number>> {
  const tables = await bot.database.db.introspection.getTables()
  const counts = await Promise.all(
    tables.map(async ({ name }) => {
      const { count } = await bot.database.db
        .selectFrom(name as 'inbox')
        .select((select) => select.fn.countAll().as('count'))
        .executeTakeFirstOrThrow()
      return [name, Number(count)] as const
    }),
  )
  return Object.fromEntries(counts)
}

const casesOf = (bot: Bot) => bot.channelParts.cases.db.selectFrom('wb_case').selectAll().execute()

/** The page's side of a receipt that was shown in the chat. */
async function asReporter(bot: Bot, shown: string): Promise<Reported> {
  const read = readReceipt(shown)
  if (!('receipt' in read)) throw new Error('That is no receipt.')
  const { body } = await wire(bot).ask<KeysAnswer>(`/w/${bot.slug}/keys`)
  return { agency: bot.slug, receipt: await openReceipt(read.receipt, body.kdf.salt) } as Reported
}

/** The form as somebody sends it back. */
const written = (word: string) =>
  chatReportForm
    .replace('เกิดอะไรขึ้น: ', `เกิดอะไรขึ้น: เรียกเงินค่าเซ็นแบบบ้าน ${word}\nสามครั้งแล้ว`)
    .replace('ใคร ตำแหน่งอะไร: ', 'ใคร ตำแหน่งอะไร: นายช่างคนหนึ่ง')

/** Sends a text; LINE waits two seconds for its 200 and then delivers again, which on a busy machine happens. */
async function sends(bot: Bot, phone: Phone, text: string): Promise<Delivery> {
  let delivery = await phone.says(text)
  while (delivery.status === null) delivery = await bot.line.redeliver(bot.slug, delivery)
  await bot.app.settle()
  return delivery
}

const offer = 'ใช้เว็บไม่ได้ แจ้งในแชต'

// Each report costs a run of scrypt, and some tests file several.
describe('a town whose people cannot all use the page', { timeout: 90_000 }, () => {
  let bot: Bot
  let keys: Keys
  const officers: Phone[] = []
  beforeAll(async () => {
    bot = await startBot({ pages: emptyPages })
    const people = {
      async official() {
        const { officer, desk } = await official(bot)
        officers.push(officer)
        return desk
      },
    }
    keys = await ceremony(people, bot.slug)
  })
  afterAll(() => bot.stop())

  /** An hour later; the officers come in anew. */
  async function later(): Promise<void> {
    bot.clock.move(61 * 60_000)
    const [phone] = officers
    if (phone) keys.officer.desk = (await official(bot, phone)).desk
  }

  it('takes nothing in the chat unless the agency said so: the doorway, and what was written is gone', async () => {
    const citizen = bot.citizen()
    await citizen.says('แจ้งทุจริต')
    expect(last(citizen)).toContain(`/w/${bot.slug}?`)
    expect(last(citizen)).not.toContain(offer)
    await sends(bot, citizen, written('CANARYOFF'))
    expect(citizen.lastWords()).toContain('ยังไม่ได้แจ้ง')
    expect(last(citizen)).toContain(`/w/${bot.slug}?`)
    // Also by a button that stands in somebody's chat from other days.
    await bot.line.tap(bot.slug, citizen.userId, { type: 'postback', data: 'chatreport.1?{"do":"warn"}' })
    await bot.app.settle()
    expect(citizen.lastWords()).toContain('ขณะนี้แจ้งในแชตไม่ได้')
    expect(await casesOf(bot)).toEqual([])
    expect(found(bot.folder, ['CANARYOFF', 'เซ็นแบบบ้าน', citizen.userId])).toEqual([])
    // LINE was not even asked.
    expect(bot.line.calls().filter((call) => call.path === '/v2/bot/info')).toEqual([])
  })

  it('warns before, takes a yes by tap, and gives a form whose first line is the yes', async () => {
    await switchChat(bot, true)
    const citizen = bot.citizen()
    await citizen.says('แจ้งทุจริต')
    await citizen.taps(offer)
    expect(last(citizen)).toContain('LINE เห็นว่าบัญชีของท่านส่งข้อความถึงหน่วยงาน')
    for (const label of ['นิติกร', 'หัวหน้าสำนักปลัด', 'หน่วยตรวจสอบภายใน']) expect(last(citizen)).toContain(label)
    // The safer way is the first button.
    const warning = last(citizen)
    expect(warning.indexOf('ใช้หน้าเว็บแทน')).toBeLessThan(warning.indexOf('ยินยอม เขียนในแชต'))
    expect(warning).toContain(JSON.stringify(chatReportForm))
    expect(warning).toContain('"inputOption":"openKeyboard"')
    await citizen.taps('ยินยอม เขียนในแชต')
    expect(citizen.lastWords()).toContain(chatReportFirstLine)
    // Whoever looked so far was never here.
    expect(found(bot.folder, [citizen.userId])).toEqual([])
  })

  it('seals what is written before anything else, and shows the receipt once, by reply', async () => {
    await later()
    const citizen = bot.citizen()
    const before = { rows: await rows(bot), log: bot.logLines.length, calls: bot.line.calls().length }
    const delivery = await sends(bot, citizen, written('CANARYCHAT'))
    expect(delivery.status).toBe(200)
    const [receipt = '', ...more] = receiptsIn(citizen)
    expect(more).toEqual([])
    expect(last(citizen)).toContain('ยกเลิกข้อความ')

    // Nothing but the case: no row anywhere else, no line, and LINE was asked and answered, nothing was pushed.
    expect(await rows(bot)).toEqual(before.rows)
    expect(bot.logLines.slice(before.log)).toEqual([])
    const calls = bot.line.calls().slice(before.calls)
    expect(new Set(calls.map((call) => call.path))).toEqual(new Set(['/v2/bot/info', '/v2/bot/message/reply']))
    expect(bot.line.quotaUsed(bot.slug)).toBe(0)

    const [stored, ...others] = await casesOf(bot)
    expect(others).toEqual([])
    expect(stored?.received_on).toBe('2026-11-23')
    const items = await bot.channelParts.cases.db.selectFrom('wb_item').selectAll().execute()
    expect(items.map(({ kind, role, blob }) => [kind, role, blob.subarray(0, 21).toString()])).toEqual([
      ['report', 'reporter', 'age-encryption.org/v1'],
    ])
    // As every report of the page: the same length, three readers and the receipt.
    expect(items[0]?.blob.length).toBe(16_384 + 200)
    expect(await bot.channelParts.cases.db.selectFrom('wb_wrap').selectAll().execute()).toHaveLength(4)

    const reported = await asReporter(bot, receipt)
    expect(wordsOf(await readByReporter(wire(bot), reported))).toEqual(['เรียกเงินค่าเซ็นแบบบ้าน CANARYCHAT\nสามครั้งแล้ว'])
    const id = stored?.id ?? ''
    const [opened] = await readByOfficer(keys.officer, id)
    expect(opened?.state === 'open' && opened.body).toEqual({
      language: 'th',
      via: 'chat',
      who: 'นายช่างคนหนึ่ง',
      position: '',
      when: '',
      where: '',
      how: '',
      evidence: '',
      ongoing: '',
      what: 'เรียกเงินค่าเซ็นแบบบ้าน CANARYCHAT\nสามครั้งแล้ว',
    })
    // And the dialogue goes on as with any other.
    const reply = await sealedWords(keys.officer, id, 'reply', 'ขอวันที่')
    await keys.officer.desk.post(`/cases/${id}/items`, { items: [reply] })
    expect(wordsOf(await readByReporter(wire(bot), reported)).at(-1)).toBe('ขอวันที่')

    await bot.app.tidy()
    const event = (delivery.body['events'] as Record<string, unknown>[])[0]
    const planted = ['CANARYCHAT', 'เซ็นแบบบ้าน', 'นายช่างคนหนึ่ง', chatReportFirstLine]
    const secrets = [receipt, receipt.replaceAll('-', ''), reported.receipt.identity, citizen.userId]
    expect(found(bot.folder, [...planted, ...secrets, String(event?.['webhookEventId'])])).toEqual([])
    for (const word of [...planted, ...secrets]) expect(bot.logLines.join('\n')).not.toContain(word)
  })

  it('knows an event that LINE delivers again: one case, one receipt', async () => {
    const citizen = bot.citizen()
    const count = (await casesOf(bot)).length
    const first = await sends(bot, citizen, written('twice'))
    const shown = receiptsIn(citizen)
    expect([200, null]).toContain((await bot.line.redeliver(bot.slug, first)).status)
    bot.line.faults.duplicateWebhooks = true
    await sends(bot, citizen, written('at once'))
    bot.line.faults.duplicateWebhooks = false
    expect(await casesOf(bot)).toHaveLength(count + 2)
    expect(shown).toHaveLength(1)
    expect(receiptsIn(citizen)).toHaveLength(2)
    // The same words in another message are another report.
    await sends(bot, citizen, written('twice'))
    expect(await casesOf(bot)).toHaveLength(count + 3)
    expect(new Set(receiptsIn(citizen)).size).toBe(3)
  })

  it('gives the same receipt when the answer did not go out, also after a restart', async () => {
    await later()
    const citizen = bot.citizen()
    const count = (await casesOf(bot)).length
    bot.line.faults.only = /message\/reply/
    bot.line.faults.down = true
    const delivery = await sends(bot, citizen, written('CANARYLOST'))
    expect(delivery.status).toBe(503)
    expect(receiptsIn(citizen)).toEqual([])
    bot.line.faults.down = false
    bot.line.faults.only = null
    expect(await casesOf(bot)).toHaveLength(count + 1)

    // Also when the agency has closed the chat meanwhile: this one is a case already.
    await switchChat(bot, false)
    const other = await startAnother(bot)
    let again = await bot.line.redeliver(bot.slug, delivery)
    while (again.status === null) again = await bot.line.redeliver(bot.slug, delivery)
    expect(again.status).toBe(200)
    await other.stop()
    await switchChat(bot, true)
    bot.line.setWebhookUrl(bot.slug, `${bot.url}/webhook/${bot.slug}`)
    const [receipt = '', ...more] = receiptsIn(citizen)
    expect(more).toEqual([])
    expect(await casesOf(bot)).toHaveLength(count + 1)
    expect((await look(wire(bot), await asReporter(bot, receipt))).status).toBe(200)
    expect(wordsOf(await readByReporter(wire(bot), await asReporter(bot, receipt)))[0]).toContain('CANARYLOST')
  })

  it('does not answer twice when the connection broke after LINE took the answer', async () => {
    const citizen = bot.citizen()
    bot.line.faults.only = /message\/reply/
    bot.line.faults.cutAfterAccepting = 1
    expect((await sends(bot, citizen, written('cut'))).status).toBe(200)
    bot.line.faults.only = null
    expect(receiptsIn(citizen)).toHaveLength(1)
  })

  it('says that nothing was taken when the case cannot be stored, and keeps nothing', async () => {
    await later()
    const citizen = bot.citizen()
    const { db } = bot.channelParts.cases
    const count = (await casesOf(bot)).length
    const log = bot.logLines.length
    await db.schema.alterTable('wb_wrap').renameTo('wb_wrap_away').execute()
    await sends(bot, citizen, written('CANARYFAIL'))
    await db.schema.alterTable('wb_wrap_away').renameTo('wb_wrap').execute()
    expect(citizen.lastWords()).toContain('ระบบขัดข้อง เรื่องนี้ยังไม่ได้แจ้ง')
    expect(await casesOf(bot)).toHaveLength(count)
    await bot.app.tidy()
    expect(found(bot.folder, ['CANARYFAIL', citizen.userId])).toEqual([])
    // The one line of the hour, which says how many things failed.
    const said = bot.logLines.slice(log).flatMap((line) => /"event":"([^"]+)"/.exec(line)?.[1] ?? [])
    expect(said.filter((event) => event !== 'outbox.sent' && event !== 'wb:failure')).toEqual([])
  })

  it.each([
    ['the form without an answer', () => chatReportForm, 'ข้อความไม่มีรายละเอียด'],
    ['the first line alone', () => chatReportFirstLine, 'ข้อความไม่มีรายละเอียด'],
    ['too much', () => written('ก'.repeat(chatReportMost)), 'ยาวเกิน 4,500 ตัวอักษร'],
    ['a receipt of an earlier report', () => written(showReceipt(newReceipt(systemRandom))), 'อย่าส่งรหัสในแชต'],
  ])('takes no case of %s, says why, and keeps nothing', async (_what, text, answer) => {
    await later()
    const citizen = bot.citizen()
    const count = (await casesOf(bot)).length
    await citizen.says(text())
    expect(citizen.lastWords()).toContain(answer)
    expect(await casesOf(bot)).toHaveLength(count)
    await bot.app.tidy()
    expect(found(bot.folder, ['เซ็นแบบบ้าน', citizen.userId])).toEqual([])
  })

  it('takes a form whose questions were wiped away, and a first line typed by hand', async () => {
    await later()
    const citizen = bot.citizen()
    const count = (await casesOf(bot)).length
    await sends(bot, citizen, 'แจ้งเรื่องทุจริตทางแชท ยินยอมแล้ว ปลัดให้ลูกน้องเซ็นรับเบี้ยประชุมแทน')
    expect(await casesOf(bot)).toHaveLength(count + 1)
    const [receipt = ''] = receiptsIn(citizen)
    expect(wordsOf(await readByReporter(wire(bot), await asReporter(bot, receipt)))).toEqual([
      'ปลัดให้ลูกน้องเซ็นรับเบี้ยประชุมแทน',
    ])
  })

  it('takes nothing while people can read along in LINE OA Manager, nor while LINE does not say', async () => {
    await later()
    bot.line.setChatMode(bot.slug, 'chat')
    const citizen = bot.citizen()
    const count = (await casesOf(bot)).length
    await citizen.says('แจ้งทุจริต')
    expect(last(citizen)).not.toContain(offer)
    await sends(bot, citizen, written('CANARYREAD'))
    expect(citizen.lastWords()).toContain('ยังไม่ได้แจ้ง')
    bot.line.setChatMode(bot.slug, 'bot')
    await later()
    bot.line.faults.only = /bot\/info/
    bot.line.faults.down = true
    await sends(bot, citizen, written('CANARYREAD'))
    bot.line.faults.down = false
    bot.line.faults.only = null
    expect(citizen.lastWords()).toContain('ยังไม่ได้แจ้ง')
    expect(await casesOf(bot)).toHaveLength(count)
    expect(found(bot.folder, ['CANARYREAD', citizen.userId])).toEqual([])
  })

  it('leaves the other events of the same delivery alone, and a text in a group or for another module unanswered', async () => {
    await later()
    const [reporter, asker] = [bot.citizen(), bot.citizen('สมปอง')]
    const count = (await casesOf(bot)).length
    const says = (userId: string, text: string) =>
      bot.line.event(bot.slug, userId, { type: 'message', message: { type: 'text', id: `m${text.length}`, text } })
    const { status } = await bot.line.deliver(bot.slug, [
      says(asker.userId, 'ค่าขยะเดือนละเท่าไร'),
      says(reporter.userId, written('CANARYBOTH')),
    ])
    await bot.app.settle()
    expect(status).toBe(200)
    expect(receiptsIn(reporter)).toHaveLength(1)
    expect(asker.heard().length).toBeGreaterThan(0)
    expect(await casesOf(bot)).toHaveLength(count + 1)
    const standby = { ...says(reporter.userId, written('CANARYAWAY')), mode: 'standby' }
    const inGroup = {
      ...says(reporter.userId, written('CANARYAWAY')),
      source: { type: 'group', groupId: `C${'1'.repeat(32)}`, userId: reporter.userId },
    }
    await bot.line.deliver(bot.slug, [standby, inGroup])
    await bot.app.settle()
    expect(await casesOf(bot)).toHaveLength(count + 1)
    expect(found(bot.folder, ['CANARYBOTH', 'CANARYAWAY', reporter.userId])).toEqual([])
  })

  it('keeps no photo that came with the report in one delivery, as none that came just before it', async () => {
    await later()
    const [reporter, other] = [bot.citizen(), bot.citizen()]
    for (const person of [reporter, other]) await person.says('ค่าจัดเก็บขยะปีละเท่าใด')
    const photo = async (person: Phone) => {
      const jpeg = { type: 'image/jpeg', bytes: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]) }
      const { body } = await bot.line.sendContent(bot.slug, person.userId, 'image', jpeg)
      const [event] = body['events'] as Record<string, unknown>[]
      await bot.app.settle()
      await bot.database.db.deleteFrom('attachments').execute()
      return bot.line.event(bot.slug, person.userId, { type: 'message', message: event?.['message'] })
    }
    const report = bot.line.event(bot.slug, reporter.userId, {
      type: 'message',
      message: { type: 'text', id: '77', text: written('CANARYPHOTO') },
    })
    const count = (await casesOf(bot)).length
    await bot.line.deliver(bot.slug, [await photo(reporter), await photo(other), report])
    await bot.app.settle()
    expect(await casesOf(bot)).toHaveLength(count + 1)
    // The one of the other person.
    expect(await bot.database.db.selectFrom('attachments').select('state').execute()).toHaveLength(1)
  })

  it('makes nobody known who takes the report back in LINE', async () => {
    await later()
    const citizen = bot.citizen()
    await sends(bot, citizen, written('undone'))
    const sent = citizen.chat().find((entry) => entry.from === 'person' && 'messageId' in entry)
    await bot.line.unsend(bot.slug, citizen.userId, sent && 'messageId' in sent ? sent.messageId : '')
    await bot.app.settle()
    await bot.app.tidy()
    expect(found(bot.folder, [citizen.userId])).toEqual([])
  })

  it('takes a dozen in an hour, and sends the rest to the page', async () => {
    await later()
    const citizen = bot.citizen()
    const count = (await casesOf(bot)).length
    for (let one = 0; one < 12; one += 1) await sends(bot, citizen, written(`number ${one}`))
    expect(await casesOf(bot)).toHaveLength(count + 12)
    const refused = await sends(bot, citizen, written('CANARYFULL'))
    expect(citizen.lastWords()).toContain('ชั่วโมงนี้มีเรื่องทางแชตมาก')
    expect(await casesOf(bot)).toHaveLength(count + 12)
    await later()
    // What was refused stays refused when LINE delivers it again: its token is spent, so nobody would get the receipt.
    const receipts = receiptsIn(citizen).length
    expect((await bot.line.redeliver(bot.slug, refused)).status).toBe(200)
    await bot.app.settle()
    expect(await casesOf(bot)).toHaveLength(count + 12)
    expect(receiptsIn(citizen)).toHaveLength(receipts)
    await sends(bot, citizen, written('CANARYFULL'))
    expect(await casesOf(bot)).toHaveLength(count + 13)
  })

  it('takes nothing once the channel is closed', async () => {
    await later()
    const citizen = bot.citizen()
    const count = (await casesOf(bot)).length
    await bot.channelParts.cases.db
      .updateTable('wb_key')
      .set({ state: 'retired' })
      .where('role', '=', 'recovery')
      .execute()
    await citizen.says('แจ้งทุจริต')
    expect(last(citizen)).not.toContain(offer)
    await sends(bot, citizen, written('CANARYCLOSED'))
    expect(citizen.lastWords()).toContain('ยังไม่ได้แจ้ง')
    expect(await casesOf(bot)).toHaveLength(count)
    expect(found(bot.folder, ['CANARYCLOSED'])).toEqual([])
  })
})

describe('what is written right after a report in the chat', () => {
  it('is dropped with it, whatever it says', async () => {
    const bot = await startBot({ burst: 500 })
    try {
      const citizen = bot.citizen()
      await sends(bot, citizen, written('CANARYBURST'))
      await citizen.says('พยานชื่อสายหยุด CANARYBREATH')
      bot.clock.move(1000)
      await bot.app.settle()
      await citizen.says('ค่าขยะเดือนละเท่าไร')
      await bot.app.settle()
      expect(citizen.lastWords()).toContain('ค่า')
      expect(found(bot.folder, ['CANARYBURST', 'CANARYBREATH'])).toEqual([])
      const inbox = await bot.database.db.selectFrom('inbox').select('done_at').execute()
      expect(inbox.every((row) => row.done_at !== null)).toBe(true)
      const stored = await bot.database.db.selectFrom('conversations').selectAll().execute()
      expect(JSON.stringify(stored)).not.toContain('CANARY')
    } finally {
      await bot.stop()
    }
  })
})
