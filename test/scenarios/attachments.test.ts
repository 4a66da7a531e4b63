import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startBot, type Bot, type Phone } from '../support/bot.ts'
import { day, hour, minute, second } from '../support/clock.ts'

const photo = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(50_000, 'ป้ายหน้าศาลา')])
const question = 'รูปปั้นช้างหน้าศาลาเก่าใครเป็นช่างปั้น'

let bot: Bot
let somchai: Phone
beforeEach(async () => {
  bot = await startBot()
  somchai = bot.citizen()
})
afterEach(() => bot.stop())

const folder = () => join(bot.folder, 'attachments')
const files = () => (existsSync(folder()) ? readdirSync(folder()) : [])
const rows = () => bot.database.db.selectFrom('attachments').selectAll().execute()

/** @returns the message's number */
async function sendPhoto(bytes = photo): Promise<string> {
  await bot.line.sendContent(bot.slug, somchai.userId, 'image', { type: 'image/jpeg', bytes })
  await bot.app.settle()
  const last = somchai.chat().findLast((entry) => entry.from === 'person')
  return last && 'messageId' in last ? last.messageId : ''
}

async function handOver(): Promise<void> {
  await somchai.says(question)
  await somchai.taps('ส่งให้เจ้าหน้าที่')
}

it('keeps a photo sealed and puts it to the question that is handed over after it', async () => {
  await sendPhoto()
  expect(somchai.lastWords()).toContain('แจ้งเรื่องอะไร')
  await handOver()
  expect(somchai.lastWords()).toContain('พร้อมไฟล์แนบ 1 ไฟล์')

  const [row] = await rows()
  const thread = await bot.database.db.selectFrom('threads').select('thread_id').executeTakeFirstOrThrow()
  expect(row).toMatchObject({ state: 'kept', type: 'image/jpeg', bytes: photo.length, thread_id: thread.thread_id })
  const id = row?.attachment_id ?? ''
  expect(files()).toEqual([id])
  const sealed = readFileSync(join(folder(), id))
  expect(bot.envelope.openBytes(sealed, `attachments:${id}`).equals(photo)).toBe(true)
  expect(sealed.includes(photo.subarray(4, 40))).toBe(false)
  expect(statSync(join(folder(), id)).mode & 0o777).toBe(0o600)
  expect(statSync(folder()).mode & 0o777).toBe(0o700)

  const clerk = await bot.staff('admin')
  await clerk.says('กล่องคำถาม')
  expect(JSON.stringify(clerk.heard().at(-1))).toContain('พร้อมไฟล์แนบ 1 ไฟล์')

  // What belongs to a question stays with it, and is not put to the next one.
  bot.clock.move(2 * day)
  await bot.app.tidy()
  expect(files()).toEqual([id])
  await handOver()
  expect(somchai.lastWords()).not.toContain('ไฟล์แนบ')
})

it('says nothing of attachments where there are none', async () => {
  await handOver()
  expect(somchai.lastWords()).toContain('รับเรื่องแล้ว')
  expect(somchai.lastWords()).not.toContain('ไฟล์แนบ')
})

it('removes a photo that its sender takes back, file and row', async () => {
  const messageId = await sendPhoto()
  await sendPhoto()
  expect(files()).toHaveLength(2)
  await bot.line.unsend(bot.slug, somchai.userId, messageId)
  await bot.app.settle()
  expect(files()).toHaveLength(1)
  expect((await rows()).map((row) => row.message_id)).not.toContain(messageId)
})

it('removes the files of a person who has everything erased, and nobody else’s', async () => {
  await sendPhoto()
  await handOver()
  await sendPhoto()
  const stranger = bot.citizen('สมศรี')
  await bot.line.sendContent(bot.slug, stranger.userId, 'image', { type: 'image/jpeg', bytes: photo })
  await bot.app.settle()
  expect(files()).toHaveLength(3)
  await somchai.says('ขอลบข้อมูล')
  await somchai.taps('ลบเลย')
  expect(files()).toHaveLength(1)
  expect(await rows()).toHaveLength(1)
})

it('removes what belongs to no question after a day', async () => {
  await sendPhoto()
  bot.clock.move(24 * hour)
  await bot.app.tidy()
  expect(files()).toHaveLength(1)
  bot.clock.move(1)
  await bot.app.tidy()
  expect(files()).toEqual([])
  expect(await rows()).toEqual([])
})

it('tries again when the connection is cut or LINE is not ready, and gives up after five tries', async () => {
  bot.line.faults.contentNotReady = 1
  await sendPhoto()
  expect(files()).toEqual([])
  bot.clock.move(2 * second)
  await bot.app.settle()
  expect(files()).toHaveLength(1)

  bot.line.faults.cutContent = true
  await sendPhoto()
  for (const pause of [2 * second, 10 * second, minute]) {
    bot.clock.move(pause)
    await bot.app.settle()
    expect(await rows()).toHaveLength(2)
  }
  bot.clock.move(10 * minute)
  await bot.app.settle()
  expect(await rows()).toHaveLength(1)
  expect(files()).toHaveLength(1)
})

it('keeps the newest twenty of somebody who sends without end', async () => {
  const sent: string[] = []
  while (sent.length < 21) {
    sent.push(await sendPhoto())
    bot.clock.move(second)
  }
  expect(files()).toHaveLength(20)
  expect(new Set((await rows()).map((row) => row.message_id))).toEqual(new Set(sent.slice(1)))
})
