import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startBot, type Bot, type Phone } from '../support/bot.ts'

let bot: Bot
let clerk: Phone
beforeEach(async () => {
  bot = await startBot({ agency: 'phothong' })
  clerk = await bot.staff('staff', 'กองคลัง')
})
afterEach(() => bot.stop())

describe('a clerk', () => {
  it('asks about one unit and then only names another one', async () => {
    await clerk.says('คลังค้างอะไร')
    expect(clerk.lastWords()).toContain('กองคลัง')
    expect(clerk.lastWords()).toContain('O14')
    await clerk.says('แล้วกองช่างล่ะ')
    expect(clerk.lastWords()).toContain('กองช่าง')
  })

  it('asks of their own unit without naming it', async () => {
    await clerk.says('กองเราค้างอะไร')
    expect(clerk.lastWords()).toContain('กองคลัง')
    expect(clerk.lastWords()).toContain('3 จาก 7')
    await clerk.says('ของกองเราเหลือกี่ข้อ')
    expect(clerk.lastWords()).toContain('3 จาก 7')
    await clerk.says('ปลัดค้างอะไรบ้าง')
    expect(clerk.lastWords()).toContain('สำนักปลัด')
  })

  it('who asks for the day, the share done or who is slow reads just that first', async () => {
    await clerk.says('O14 ส่งวันไหน')
    expect(clerk.lastWords()).toContain('O14 ยังไม่กำหนดวันส่ง')
    await clerk.says('O16 ทำไปกี่เปอร์เซ็นต์')
    expect(clerk.lastWords()).toContain('O16 มีองค์ประกอบแล้ว 0 จาก 13')
    await clerk.says('กองไหนช้า')
    expect(clerk.lastWords()).toContain('ช้าที่สุด กองคลัง ค้าง 3 ข้อ')
    await clerk.says('แยกตามกอง')
    expect(clerk.lastWords()).not.toContain('ช้าที่สุด')
    await clerk.says('ถ้าทำครบจะได้คะแนนเท่าไร')
    expect(clerk.lastWords()).toMatch(/ตอนนี้คาดว่า OIT ได้ [\d.]+ จาก 100/)
  })

  it('is asked which item, and answers with nothing but a number', async () => {
    await clerk.says('ส่งความคืบหน้า')
    expect(clerk.lastWords()).toContain('ข้อไหน')
    await clerk.says('๑๔')
    expect(clerk.lastWords()).toContain('O14')
  })

  it.each(['O14', '014', 'ข้อที่สิบสี่', 'โอ๑๔ ถึงไหนแล้ว', 'o 14'])('gets one item by writing it as %s', async (form) => {
    await clerk.says(form)
    expect(clerk.lastWords()).toMatch(/^O14 รายการการจัดซื้อจัดจ้าง/)
  })

  it('hears that an item is not in this edition', async () => {
    await clerk.says('O40 เป็นไงบ้าง')
    expect(clerk.lastWords()).toContain('ไม่มีข้อ O40')
  })

  it('counts what is left and sees progress by sub-indicator', async () => {
    await clerk.says('เหลือกี่ข้อ')
    expect(clerk.lastWords()).toContain('3 จาก 35')
    await clerk.says('สรุปภาพรวม')
    expect(JSON.stringify(clerk.heard().at(-1))).toContain('9.3 การจัดซื้อจัดจ้าง')
  })

  it('who was removed gets nothing of staff with the very next message', async () => {
    const agency = await bot.app.agencies.bySlug(bot.slug)
    await bot.database.db.updateTable('staff').set({ removed_at: bot.clock.now().toISOString() }).execute()
    expect(agency).not.toBeNull()
    await clerk.says('ข้อไหนยังไม่ได้ดำเนินการ')
    expect(clerk.lastWords()).not.toContain('O14')
  })
})

describe('digits', () => {
  it('of the agency stand on the cards, never in addresses', async () => {
    await bot.stop()
    bot = await startBot({ agency: 'phothong', digits: 'thai' })
    const member = await bot.staff('staff', 'กองคลัง')
    await member.says('ข้อไหนยังไม่ได้ดำเนินการ')
    expect(member.lastWords()).toContain('๓ จาก ๓๕')
    expect(member.lastWords()).toContain('O๑๔')
    expect(JSON.stringify(member.heard())).not.toMatch(/https?:[^"]*[๐-๙]/)
  })
})
