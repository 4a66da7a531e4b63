import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBot, type Bot } from '../support/bot.ts'
import { actionsIn, said as last } from '../support/cards.ts'

const rubbish = 'ค่าจัดเก็บขยะปีละเท่าใด'
/** Two entries are about land tax. */
const tax = 'ภาษีที่ดินจ่ายเดือนไหน'
const unknown = 'รูปปั้นช้างหน้าศาลาเก่าใครเป็นช่างปั้น'
const doorway = 'https://bot.example.go.th/w/phothong?openExternalBrowser=1'

let bot: Bot
beforeAll(async () => {
  bot = await startBot()
})
afterAll(() => bot.stop())

async function counted(): Promise<Record<string, number>> {
  const rows = await bot.database.db.selectFrom('daily_counts').selectAll().execute()
  const sums: Record<string, number> = {}
  for (const { name, value } of rows) sums[name] = (sums[name] ?? 0) + value
  return sums
}

/** What was counted while this was done. */
async function whatCounts(act: () => Promise<void>): Promise<Record<string, number>> {
  const before = await counted()
  await act()
  const after = await counted()
  return Object.fromEntries(
    Object.entries(after)
      .map(([name, value]) => [name, value - (before[name] ?? 0)] as const)
      .filter(([, value]) => value !== 0),
  )
}

describe('an answer', () => {
  it('says which unit, when it was confirmed, and asks whether it fits', async () => {
    const somchai = bot.citizen()
    await somchai.says(rubbish)
    const said = last(somchai)
    for (const words of ['240 บาทต่อปี', 'ตรวจสอบล่าสุด 23 พ.ย. 69', 'ตรงคำถาม', 'ไม่ตรง', 'ถามเจ้าหน้าที่'])
      expect(said).toContain(words)
    expect(said).toContain(doorway)
  })

  it('that fits is counted for its unit, and its button does nothing the second time', async () => {
    const somchai = bot.citizen()
    expect(
      await whatCounts(async () => {
        await somchai.says(rubbish)
        await somchai.taps('ตรงคำถาม')
        await somchai.taps('ตรงคำถาม')
      }),
    ).toEqual({ asked: 1, answered: 1, fits: 1 })
    expect(somchai.lastWords()).toContain('ปุ่มนี้เป็นของข้อความเก่า')
  })

  it('that does not fit makes way for the next best and then for a person, and is no answer of the bot any more', async () => {
    const somchai = bot.citizen()
    const sums = await whatCounts(async () => {
      await somchai.says(tax)
      await somchai.taps('ไม่ตรง')
      expect(somchai.lastWords()).toContain('อาจเป็นเรื่องนี้')
      await somchai.taps('ไม่ตรง')
      expect(last(somchai)).toContain('ส่งให้เจ้าหน้าที่')
      await somchai.taps('ส่งให้เจ้าหน้าที่')
    })
    expect(sums).toEqual({ asked: 1, answered: 2, unsettled: 2, unfit: 2, unanswered: 1, 'passed-on': 1 })
    const gaps = await bot.database.db.selectFrom('knowledge_gaps').selectAll().execute()
    expect(gaps.filter((gap) => gap.kind === 'unfit')).toHaveLength(2)
    expect(gaps.find((gap) => gap.kind === 'unanswered')?.thread_id).not.toBeNull()
  })

  it('that does not fit and has no near rival leads to a person at once, not to something far-fetched', async () => {
    const somchai = bot.citizen()
    await somchai.says(rubbish)
    await somchai.taps('ไม่ตรง')
    expect(last(somchai)).toContain('ยังไม่มีคำตอบในระบบ')
    expect(last(somchai)).toContain(rubbish)
  })

  it('of an earlier question cannot be voted down or handed over in the name of a later one', async () => {
    const somchai = bot.citizen()
    await somchai.says(rubbish)
    const [old] = somchai.heard().slice(-1)
    await somchai.says('ขอถังรองรับขยะประจำบ้าน')
    const sums = await whatCounts(async () => {
      for (const action of actionsIn([old], /^(none|handover|fits)\./)) {
        await bot.line.tap(bot.slug, somchai.userId, action)
        await bot.app.settle()
        expect(somchai.lastWords()).toContain('ปุ่มนี้เป็นของข้อความเก่า')
      }
    })
    expect(sums).toEqual({})
    // The later one still works.
    await somchai.taps('ตรงคำถาม')
    expect(somchai.lastWords()).toContain('ดีใจที่ช่วยได้')
  })

  it('with buttons of the first version of this bot says kindly that they are old', async () => {
    const somchai = bot.citizen()
    await somchai.says(rubbish)
    for (const data of ['none.1?{}', 'fits.1?{"id":"F01"}']) {
      await bot.line.tap(bot.slug, somchai.userId, { type: 'postback', data })
      await bot.app.settle()
      expect(somchai.lastWords()).toContain('ปุ่มนี้เป็นของข้อความเก่า')
    }
  })

  it('is judged in words just as with buttons, as on a computer, where LINE shows no quick replies', async () => {
    const somchai = bot.citizen()
    await somchai.says(tax)
    await somchai.says('ไม่ตรงค่ะ')
    expect(somchai.lastWords()).toContain('อาจเป็นเรื่องนี้')
    await somchai.says('ถามเจ้าหน้าที่')
    expect(somchai.lastWords()).toContain('คำถามเลขที่')
    await somchai.says(rubbish)
    await somchai.says('ตรงคำถาม')
    expect(somchai.lastWords()).toContain('ดีใจที่ช่วยได้')
  })

  it('that a clerk tries out is not counted as a citizen’s', async () => {
    const clerk = await bot.staff('staff', 'กองคลัง')
    expect(
      await whatCounts(async () => {
        await clerk.says('ขอถังรองรับขยะประจำบ้านได้ที่ไหนคะ')
        await clerk.taps('ไม่ตรง')
      }),
    ).toEqual({})
  })
})

describe('the way to the protected channel', () => {
  it('is on every automatic reply', async () => {
    const somchai = bot.citizen()
    await somchai.follows()
    expect(last(somchai)).toContain(doorway)
    const messages = ['สวัสดีครับ', 'ขอบคุณครับ', 'ขอคุยกับเจ้าหน้าที่', unknown, 'บ้าน', 'เมนู', 'ติดต่อ', 'คำถามของฉัน', 'ขอลบข้อมูล']
    for (const words of [...messages, 'ขอดูนโยบายป้องกันการทุจริต', 'นโยบาย', 'ข้อมูลเปิดเผย', 'แจ้งปัญหา']) {
      await somchai.says(words)
      expect([words, last(somchai).includes(doorway)]).toEqual([words, true])
    }
    await bot.line.sendContent(bot.slug, somchai.userId, 'audio', { type: 'audio/m4a', bytes: Buffer.from('voice') })
    await bot.app.settle()
    expect(last(somchai)).toContain(doorway)
    await somchai.says(unknown)
    await somchai.taps('ส่งให้เจ้าหน้าที่')
    expect(last(somchai)).toContain(doorway)
  })

  it('is beside "to staff" before anything reaches an inbox; until then nothing is stored that staff could read', async () => {
    const somchai = bot.citizen()
    const threads = async () => (await bot.database.db.selectFrom('thread_messages').selectAll().execute()).length
    const before = await threads()
    await somchai.says(unknown)
    expect(last(somchai)).toContain('ส่งให้เจ้าหน้าที่')
    expect(last(somchai)).toContain(doorway)
    expect(await threads()).toBe(before)
    await somchai.taps('ไม่ต้องแล้ว')
    expect(await threads()).toBe(before)
    const gaps = await bot.database.db.selectFrom('knowledge_gaps').selectAll().execute()
    expect(JSON.stringify(gaps)).not.toContain('ช้าง')
  })
})
