import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readResult, ResultFile, scoreStore } from '../../src/features/checklist/score-store.ts'
import { startBot, type Bot, type Phone } from '../support/bot.ts'
import { agencies } from '../support/samples.ts'

/** Records the result that an agency's published report tells. */
async function recordResult(bot: Bot): Promise<void> {
  const agency = await bot.app.agencies.bySlug(bot.slug)
  const result = readResult(ResultFile.parse(agencies.find(({ id }) => id === bot.slug)))
  if (!agency || !result) throw new Error('The report tells no result.')
  await scoreStore(bot.database.db, bot.clock).record(agency.id, result.edition, result.scores)
}

const shown = (phone: Phone) => JSON.stringify(phone.heard().at(-1))

describe('an agency that ticked all 43 items', () => {
  let bot: Bot
  let clerk: Phone
  let mayor: Phone
  beforeAll(async () => {
    bot = await startBot({ agency: 'lamkhlong' })
    clerk = await bot.staff('staff', 'กองคลัง')
    mayor = await bot.staff('executive', null, 'ลำดวน')
    await recordResult(bot)
  })
  afterAll(() => bot.stop())

  it('sees 43 of 43 reported, and that a tick is not a score', async () => {
    await clerk.says('สรุปภาพรวม')
    expect(clerk.lastWords()).toContain('รอตรวจ 43 จาก 43')
    await mayor.says('เป็นไงบ้าง')
    expect(mayor.lastWords()).toContain('ผ่านการตรวจ 0/43')
    expect(mayor.lastWords()).toContain('คาดว่าได้ 0.00 จาก 100')
    expect(shown(mayor)).toContain('ส่งแล้วแต่ยังไม่มีลิงก์หรือองค์ประกอบไม่ครบ 43 ข้อ')
    expect(shown(mayor)).toContain('100.00')
  })

  it("sees last year's total of 71.54 reproduced from its instruments, and what is missing to the next level", async () => {
    await clerk.says('คะแนนปีที่แล้วได้เท่าไร')
    await clerk.says('คะแนน')
    const said = clerk.lastWords()
    expect(said).toContain('ITA ปี 2566 ได้ 71.54 คะแนน ระดับ ต้องปรับปรุง')
    expect(shown(clerk)).toContain('คิดจากคะแนนเครื่องมือได้ 71.54 ตรงกับที่ประกาศ')
    expect(shown(clerk)).toContain('ขาดอีก 13.46 คะแนน จะถึงระดับ ผ่าน')
    for (const figure of ['78.72', '72.35', '65.47', '68.13']) expect(shown(clerk)).toContain(figure)
  })

  it('gives the executive one bubble with the total and level that the outlook makes', async () => {
    await mayor.says('คะแนนเท่าไหร่แล้ว')
    expect(mayor.lastWords()).toContain('OIT ปี 2566 คาดว่าได้')
    await mayor.says('สรุป')
    expect(mayor.heard().at(-1)).toMatchObject({ contents: { type: 'bubble' } })
    expect(shown(mayor)).toContain('ถ้า IIT EIT เท่าปี 2566')
    expect(shown(mayor)).toContain('ไม่มีหน่วยงานใดค้าง')
  })

  it('tells citizens nothing of it, also not by a button that somebody passed on', async () => {
    const citizen = bot.citizen()
    await citizen.says('สรุปภาพรวม')
    await bot.line.tap(bot.slug, citizen.userId, { type: 'postback', data: 'score.1?{"page":"executive"}' })
    await bot.app.settle()
    expect(JSON.stringify(citizen.heard())).not.toMatch(/71\.54|43 จาก 43|0\/43/)
  })
})

describe('an agency with three items pending', () => {
  let bot: Bot
  let clerk: Phone
  beforeAll(async () => {
    bot = await startBot({ agency: 'phothong' })
    clerk = await bot.staff('staff', 'กองคลัง')
  })
  afterAll(() => bot.stop())

  it('is told what to do first, with its worth and the rule', async () => {
    await clerk.says('ควรทำข้อไหนก่อนดี')
    expect(clerk.lastWords()).toContain('ควรทำก่อน O14 (1.00) O16 (1.00) O17 (1.00)')
    expect(shown(clerk)).toContain('เรียงข้อที่เกินหรือใกล้ครบกำหนดก่อน')
    await clerk.taps('คาดคะแนนปีนี้')
    expect(clerk.lastWords()).toContain('OIT ปี 2567 คาดว่าได้')
    expect(shown(clerk)).toContain('ประมาณการ')
  })

  it('sees what one item is worth on its card', async () => {
    await clerk.says('ข้อ 34 มีค่ากี่คะแนน')
    expect(clerk.lastWords()).toMatch(/^O34/)
    expect(shown(clerk)).toContain('5.00 คะแนน')
  })

  it('hears kindly that no result of last year is there yet', async () => {
    await bot.line.tap(bot.slug, clerk.userId, { type: 'postback', data: 'score.1?{"page":"result"}' })
    await bot.app.settle()
    expect(clerk.lastWords()).toContain('ยังไม่มีผลคะแนนที่ประกาศแล้ว')
  })
})
