import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { knowledgeStore } from '../../src/features/questions/knowledge-store.ts'
import { startBot, type Bot } from '../support/bot.ts'
import { said as last } from '../support/cards.ts'

let bot: Bot
let agencyId: string
beforeAll(async () => {
  bot = await startBot()
  agencyId = (await bot.app.agencies.bySlug(bot.slug))?.id ?? ''
  const store = knowledgeStore(bot.database.db, bot.clock)
  const all = await store.list(agencyId)
  await store.apply(agencyId, { put: [], remove: all.map((entry) => entry.id) }, 'removal', null)
})
afterAll(() => bot.stop())

describe('an agency that has not written a line', () => {
  it('answers what the law says, shows that it is not confirmed, and offers its staff', async () => {
    const somchai = bot.citizen()
    await somchai.says('ลูกเพิ่งเกิด ต้องแจ้งเกิดภายในกี่วันครับ')
    for (const words of ['15 วัน', 'ข้อมูลทั่วไป หน่วยงานยังไม่ได้ยืนยัน', 'ส่งให้เจ้าหน้าที่', 'ตรงคำถาม'])
      expect(last(somchai)).toContain(words)
    expect(last(somchai)).not.toContain('ตรวจสอบล่าสุด')
    await somchai.taps('ส่งให้เจ้าหน้าที่')
    expect(somchai.lastWords()).toContain('Q-2570-00001')
  })

  it('fills in what it said of itself, and names what it has not said instead of leaving a blank', async () => {
    const somchai = bot.citizen()
    await somchai.says('จ่ายภาษีที่ดินที่ไหนคะ')
    expect(last(somchai)).toContain('สอบถามกองคลัง โทร 0 7500 0000')
    expect(last(somchai)).toContain('ยังไม่มี: ช่องทางชำระ')
    expect(last(somchai)).not.toContain('{ช่องทาง')
  })

  it('never gives its office number where an ambulance is meant', async () => {
    const somchai = bot.citizen()
    await somchai.says('ขอรถกู้ชีพเบอร์อะไร')
    expect(last(somchai)).toContain('1669')
    expect(last(somchai)).not.toMatch(/กู้ชีพในพื้นที่ โทร/)
  })

  it('does not pretend to know what nobody has told it', async () => {
    const somchai = bot.citizen()
    await somchai.says('รูปปั้นช้างหน้าศาลาเก่าใครเป็นช่างปั้น')
    expect(last(somchai)).toContain('ยังไม่มีคำตอบในระบบ')
  })

  it('says its own words from the moment they are written, and the general ones no more', async () => {
    const store = knowledgeStore(bot.database.db, bot.clock)
    const entry = {
      id: 'K1',
      category: 'ทะเบียนราษฎร',
      unit: 'สำนักปลัด',
      question: 'แจ้งเกิดต้องทำอย่างไร',
      answer: 'แจ้งเกิดที่สำนักทะเบียนชั้น 1 ทุกวันทำการ',
      aliases: ['แจ้งเกิดภายในกี่วัน', 'ลูกเพิ่งเกิดต้องแจ้งที่ไหน'],
    }
    await store.apply(agencyId, { put: [entry] }, 'edit', null)
    const somchai = bot.citizen()
    await somchai.says('ลูกเพิ่งเกิด ต้องแจ้งเกิดภายในกี่วันครับ')
    expect(last(somchai)).toContain('สำนักทะเบียนชั้น 1')
    expect(last(somchai)).not.toContain('ยังไม่ได้ยืนยัน')

    // And when it is taken out again, the general answer is back.
    const [change] = await store.changes(agencyId, 1)
    await store.undo(agencyId, change?.id ?? '', null)
    await somchai.says('ลูกเพิ่งเกิด ต้องแจ้งเกิดภายในกี่วันครับ')
    expect(last(somchai)).toContain('ยังไม่ได้ยืนยัน')
  })
})
