import { afterAll, beforeAll, expect, it } from 'vitest'
import { startBot, type Bot, type Phone } from '../support/bot.ts'
import { said } from '../support/cards.ts'
import { minute } from '../support/clock.ts'

const question = 'รูปปั้นช้างหน้าศาลาเก่าใครเป็นช่างปั้น'
const photo = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(500, 'ป้าย')])

let bot: Bot
let somchai: Phone
beforeAll(async () => {
  bot = await startBot()
  somchai = bot.citizen()
  const stranger = bot.citizen('สมศรี')
  await stranger.says('จักรยานน้ำในบึงเช่าชั่วโมงละกี่บาท')
  await stranger.taps('ส่งให้เจ้าหน้าที่')
  await bot.line.sendContent(bot.slug, somchai.userId, 'image', { type: 'image/jpeg', bytes: photo })
  await bot.app.settle()
  await somchai.says(question)
  await somchai.taps('ส่งให้เจ้าหน้าที่')
  const clerk = await bot.staff('staff', 'สำนักปลัด', 'สมหญิง ใจดี')
  await clerk.says('ตอบ Q2 ช่างทอง <b>ปั้น</b>')
  await clerk.taps('ส่งเลย')
})
afterAll(() => bot.stop())

async function askForCopy(phone: Phone): Promise<string> {
  await phone.says('ขอสำเนาข้อมูล')
  expect(said(phone)).toContain('ลิงก์ใช้ได้ครั้งเดียว')
  await phone.taps('ขอไฟล์')
  const address = /https:\/\/bot\.example\.go\.th(\/d\/[\w-]+)/.exec(said(phone))?.[1]
  if (address === undefined) throw new Error('There is no link.')
  return `${bot.url}${address}`
}

it('gives somebody everything that is kept of them in one file, once, and nothing of anybody else', async () => {
  const address = await askForCopy(somchai)
  // A messenger's preview looks, and uses nothing up.
  for (let look = 0; look < 2; look += 1) expect((await fetch(address)).status).toBe(200)
  const response = await fetch(address, { method: 'POST' })
  expect(response.status).toBe(200)
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('content-disposition')).toContain('attachment')
  const file = await response.text()
  for (const words of [question, 'Q-2570-00002', 'ช่างทอง &lt;b&gt;ปั้น&lt;/b&gt;', somchai.userId, 'สำนักปลัด'])
    expect(file).toContain(words)
  expect(file).toContain(`data:image/jpeg;base64,${photo.toString('base64')}`)
  expect(file).not.toContain('จักรยานน้ำ')
  expect(file).not.toContain('สมหญิง')
  const json: unknown = JSON.parse(/id="data">\s*([\s\S]*?)\s*<\/script>/.exec(file)?.[1] ?? '')
  expect(json).toMatchObject({ lineUserId: somchai.userId, threads: [{ number: 'Q-2570-00002' }] })

  expect((await fetch(address, { method: 'POST' })).status).toBe(410)
  expect((await fetch(address)).status).toBe(410)
})

it('is confirmed first, waits a quarter of an hour, and an older link opens nothing', async () => {
  await somchai.says('ขอข้อมูลของฉัน')
  await somchai.taps('ไม่ต้องแล้ว')
  expect(somchai.lastWords()).toContain('ไม่ทำไฟล์แล้ว')
  const first = await askForCopy(somchai)
  const second = await askForCopy(somchai)
  expect((await fetch(first, { method: 'POST' })).status).toBe(410)
  bot.clock.move(15 * minute)
  expect((await fetch(second, { method: 'POST' })).status).toBe(410)
  expect((await fetch(`${bot.url}/d/nothing`)).status).toBe(410)
})

it('has nothing to give after everything was erased', async () => {
  await bot.database.db
    .insertInto('knowledge_gaps')
    .columns(['gap_id', 'agency_id', 'kind', 'topic', 'thread_id', 'at'])
    .expression((select) =>
      select
        .selectFrom('threads')
        .select((one) => [
          one.val('g1').as('gap_id'),
          'agency_id',
          one.val('unanswered').as('kind'),
          one.val('').as('topic'),
          'thread_id',
          'created_at as at',
        ])
        .where('number', '=', 'Q-2570-00002'),
    )
    .execute()
  const address = await askForCopy(somchai)
  await somchai.says('ขอลบข้อมูล')
  await somchai.taps('ลบเลย')
  expect((await fetch(address, { method: 'POST' })).status).toBe(410)
  const gap = await bot.database.db
    .selectFrom('knowledge_gaps')
    .selectAll()
    .where('gap_id', '=', 'g1')
    .executeTakeFirst()
  expect(gap?.thread_id).toBeNull()
})

it('lets staff fetch the statistics and the knowledge base as files, by a link that opens once', async () => {
  const admin = await bot.staff('admin')
  await admin.says('สถิติ')
  await admin.taps('ไฟล์สำหรับทำรายงาน')
  const csv = await (await openStaffLink(admin)).text()
  expect(csv).toContain('"สถิติการให้บริการถามตอบ"')
  expect(csv).toContain('"พฤศจิกายน 2569","2"')
  await admin.says('คลังคำตอบ')
  await admin.taps('ส่งออกเป็นไฟล์')
  const sheet = Buffer.from(await (await openStaffLink(admin)).arrayBuffer())
  await bot.line.sendContent(bot.slug, admin.userId, 'file', { type: 'application/octet-stream', bytes: sheet })
  await bot.app.settle()
  await admin.taps('นำเข้าคลังคำตอบ')
  expect(admin.lastWords()).toContain('เหมือนกับคลังคำตอบที่มีอยู่')
})

async function openStaffLink(phone: Phone): Promise<Response> {
  const path = /https:\/\/bot\.example\.go\.th(\/o\/work\/open\/[\w-]+)/.exec(said(phone))?.[1] ?? ''
  const opened = await fetch(`${bot.url}${path}`, { method: 'POST', redirect: 'manual' })
  const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? ''
  return fetch(`${bot.url}${opened.headers.get('location')}`, { headers: { cookie } })
}
