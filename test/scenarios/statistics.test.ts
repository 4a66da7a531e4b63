import { afterAll, beforeAll, expect, it } from 'vitest'
import { startBot, type Bot } from '../support/bot.ts'
import { said } from '../support/cards.ts'
import { day, hour } from '../support/clock.ts'

let bot: Bot
beforeAll(async () => {
  bot = await startBot()
})
afterAll(() => bot.stop())

const page = async () => (await fetch(`${bot.url}/a/${bot.slug}`)).text()

it('counts what citizens asked and shows it to the mayor in one card, without anybody’s name', async () => {
  const clerk = await bot.staff('staff', 'สำนักปลัด')
  const mayor = await bot.staff('executive', null, 'นายก')
  await mayor.says('สถิติ')
  expect(said(mayor)).toContain('ยังไม่มีคำถามในช่วงนี้')

  for (let index = 0; index < 6; index += 1) await bot.citizen(`คนที่ ${index}`).says('ค่าจัดเก็บขยะปีละเท่าใด')
  const somchai = bot.citizen('สมชาย')
  await somchai.says('รูปปั้นช้างหน้าศาลาเก่าใครเป็นช่างปั้น')
  await somchai.taps('ส่งให้เจ้าหน้าที่')
  bot.clock.move(3 * hour)
  await clerk.says('ตอบ Q1 ช่างทองเป็นผู้ปั้น')
  await clerk.taps('ส่งเลย')

  await mayor.says('สถิติ')
  const card = said(mayor)
  for (const words of ['พฤศจิกายน 2569', '7 เรื่อง', '6 (86%)', '1 (14%)', '3 ชั่วโมง', 'กองสาธารณสุข'])
    expect(card).toContain(words)
  expect(card).not.toContain('สมชาย')
  await mayor.taps('ปีงบประมาณนี้')
  expect(said(mayor)).toContain('ปีงบประมาณ 2570')

  const rows = await bot.database.db.selectFrom('daily_counts').selectAll().execute()
  expect(rows.every((row) => row.day === '2026-11-23')).toBe(true)
})

it('counts complaints of every kind, and those of corruption in their own table', async () => {
  const mayor = await bot.staff('executive', null, 'นายก')
  await mayor.says('มีเรื่องร้องเรียนกี่เรื่อง')
  expect(mayor.lastWords()).toContain('สถิติถามตอบ ปีงบประมาณ 2570')
  expect(said(mayor)).toMatch(/ร้องเรียน|ตัวเลข/)
  await mayor.says('ปีนี้มีเรื่องร้องเรียนทุจริตกี่เรื่อง')
  expect(mayor.lastWords()).not.toContain('สถิติถามตอบ')
})

it('publishes the counts of a month when it is over', async () => {
  expect(await page()).toContain('จะเผยแพร่เมื่อครบงวดแรก')
  bot.clock.move(10 * day)
  const published = await page()
  expect(published).toContain('พฤศจิกายน 2569')
  expect(published).toMatch(/<td>7<\/td>\s*<td>7<\/td>\s*<td>0<\/td>/)
})
