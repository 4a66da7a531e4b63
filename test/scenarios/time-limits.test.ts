import { afterEach, describe, expect, it } from 'vitest'
import { AgencyFile } from '../../src/agency/profile.ts'
import { problemCategories } from '../../src/thai/town-problems.ts'
import { agencyFile } from '../stores/ground.ts'
import { startBot, type Bot, type Phone } from '../support/bot.ts'
import { day, minute } from '../support/clock.ts'

let bot: Bot
afterEach(() => bot.stop())

const last = () =>
  bot.database.db.selectFrom('threads').selectAll().orderBy('created_at', 'desc').limit(1).executeTakeFirst()
const due = async () => (await last())?.due_at

async function asks(words = 'รูปปั้นหน้าศาลาเก่าใครเป็นคนปั้น'): Promise<Phone> {
  const somchai = bot.citizen()
  await somchai.says(words)
  await somchai.taps('ส่งให้เจ้าหน้าที่')
  return somchai
}

async function reports(words: string): Promise<void> {
  bot.clock.move(minute)
  const malee = bot.citizen('มาลี')
  await malee.says(words)
  await malee.taps('แจ้งเรื่องนี้')
  await malee.says('ข้าม')
  await malee.says('หน้าวัด')
}

async function clockTicks(): Promise<void> {
  bot.app.tick()
  await bot.app.settle()
}

describe('an agency’s own time limits', () => {
  it('are those of everybody where its file is silent: one working day for a question, three for a request', async () => {
    bot = await startBot()
    await asks()
    // Asked on Monday: until Tuesday when the office closes.
    expect(await due()).toBe('2026-11-24T09:30:00.000Z')
    await reports('ไฟทางดับหน้าวัดสองดวง')
    expect(await due()).toBe('2026-11-26T09:30:00.000Z')
  })

  it('decide what is promised, for each kind and for each category that has one of its own', async () => {
    bot = await startBot({ timeLimits: { question: 3, request: 5, requestOf: { light: 2 }, progress: 10 } })
    const somchai = await asks()
    expect(somchai.lastWords()).toContain('วันพฤหัสบดี 26 พ.ย. 16.30 น.')
    expect(await due()).toBe('2026-11-26T09:30:00.000Z')
    await reports('ไฟทางดับหน้าวัดสองดวง')
    expect(await due()).toBe('2026-11-25T09:30:00.000Z')
    const engineer = await bot.staff('staff', 'กองช่าง', 'ช่างเอก')
    await engineer.says('R1 กำลังดำเนินการ')
    await engineer.taps('ส่งเลย')
    // Ten working days; 7 December is a day off.
    expect(await due()).toBe('2026-12-08T09:30:00.000Z')
    await reports('ถนนหน้าโรงเรียนเป็นหลุมใหญ่มากค่ะ')
    expect(await due()).toBe('2026-11-30T09:30:00.000Z')
  })

  it('decide after how many silent days an answered thread is closed, and its writer is told that figure', async () => {
    bot = await startBot({ timeLimits: { silence: 3 } })
    const clerk = await bot.staff('staff', 'สำนักปลัด')
    const somchai = await asks()
    await clerk.says('ตอบ Q1 ช่างจากลพบุรี')
    await clerk.taps('ส่งเลย')
    expect(JSON.stringify(somchai.heard().at(-1))).toContain('ไม่มีข้อความเพิ่มใน 3 วัน')
    await clockTicks()
    bot.clock.move(2 * day)
    await clockTicks()
    expect(await last()).toMatchObject({ status: 'answered' })
    bot.clock.move(2 * day)
    await clockTicks()
    expect(await last()).toMatchObject({ status: 'closed', closed_by: 'silence' })
    await somchai.says('สวัสดีค่ะ')
    expect(somchai.lastWords()).toContain('ไม่มีข้อความเพิ่มใน 3 วัน')
  })

  it('decide when the unit is reminded, and when the reviewer and the executive hear of what is late', async () => {
    bot = await startBot({ timeLimits: { question: 4, remind: 2, reviewer: 0, executive: 2 } })
    const clerk = await bot.staff('staff', 'กองช่าง', 'สมศรี')
    const head = await bot.staff('reviewer', 'กองช่าง', 'หัวหน้า')
    const mayor = await bot.staff('executive', null, 'นายก')
    await asks('กองช่างย้ายเสาเก่าในซอยสามไปวางไว้ที่บ้านใครกันแน่')
    const sees = async (phone: Phone) => {
      await phone.says('ดูเรื่องที่รอ')
      return phone.lastWords()
    }
    expect(await sees(clerk)).toContain('เรื่องใหม่ 1')
    // It is promised for Friday: on Wednesday two working days are left.
    bot.clock.set('2026-11-25T10:00:00+07:00')
    expect(await sees(clerk)).toContain('ใกล้ครบกำหนด 1')
    bot.clock.set('2026-11-27T10:00:00+07:00')
    expect(await sees(clerk)).toContain('ครบกำหนดวันนี้ 1')
    expect(await sees(mayor)).not.toContain('เกินกำหนดตอบ')
    bot.clock.set('2026-11-27T17:00:00+07:00')
    expect(await sees(head)).toContain('เกินกำหนดตอบ 1')
    expect(await sees(mayor)).not.toContain('เกินกำหนดตอบ')
    bot.clock.set('2026-12-01T10:00:00+07:00')
    expect(await sees(mayor)).toContain('เกินกำหนดตอบ 1')
  })
})

describe('time limits in an agency file', () => {
  it('can be set for every category of requests that there is', () => {
    const requestOf = Object.fromEntries(problemCategories.map((category) => [category, 2]))
    expect(agencyFile('town', { timeLimits: { requestOf } }).timeLimits.requestOf).toEqual(requestOf)
  })

  it.each([
    [{ question: 0 }, /question/],
    [{ request: 16 }, /request/],
    [{ requestOf: { lamps: 2 } }, /lamps/],
    [{ silence: 1.5 }, /silence/],
    [{ answer: 1 }, /answer/],
    [{ reviewer: 5 }, /must not be smaller than reviewer/],
  ])('that make no sense are refused by name: %j', (timeLimits, cure) => {
    const { line: _, ...file } = agencyFile('town')
    expect(() => AgencyFile.parse({ ...file, timeLimits })).toThrow(cure)
  })
})
