import { afterEach, expect, it } from 'vitest'
import { startBot, type Bot } from '../support/bot.ts'

let bot: Bot
afterEach(() => bot.stop())

it('erases what a citizen ever wrote, after one question, and forgets who they are', async () => {
  bot = await startBot()
  const somchai = bot.citizen()
  await somchai.says('รูปปั้นช้างหน้าศาลาเก่าใครเป็นช่างปั้น')
  await somchai.taps('ส่งให้เจ้าหน้าที่')
  await somchai.says('ขอลบข้อมูล')
  await somchai.taps('ลบเลย')
  expect(somchai.lastWords()).toContain('ลบแล้ว')
  for (const table of ['threads', 'thread_messages', 'thread_events', 'conversations', 'people'] as const) {
    expect(await bot.database.db.selectFrom(table).selectAll().execute()).toEqual([])
  }
})

it('erases nothing when the person thinks better of it, or presses the button a second time', async () => {
  bot = await startBot()
  const somchai = bot.citizen()
  await somchai.says('รูปปั้นช้างหน้าศาลาเก่าใครเป็นช่างปั้น')
  await somchai.taps('ส่งให้เจ้าหน้าที่')
  await somchai.says('ขอลบข้อมูล')
  await somchai.taps('ไม่ลบ')
  await somchai.taps('ลบเลย')
  expect(somchai.lastWords()).toContain('ปุ่มนี้เป็นของข้อความเก่า')
  expect(await bot.database.db.selectFrom('threads').selectAll().execute()).toHaveLength(1)
})

it('leaves a member of staff registered', async () => {
  bot = await startBot()
  const clerk = await bot.staff('staff', 'กองคลัง')
  await clerk.says('ขอลบข้อมูล')
  await clerk.taps('ลบเลย')
  await clerk.says('ข้อไหนยังไม่ได้ดำเนินการ')
  expect(clerk.lastWords()).toContain('O14')
})
