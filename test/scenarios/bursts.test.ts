import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBot, type Bot, type Phone } from '../support/bot.ts'

const burst = 500

let bot: Bot
beforeAll(async () => {
  bot = await startBot({ burst })
})
afterAll(() => bot.stop())

/** Somebody who has seen the notice. */
async function friend(): Promise<Phone> {
  const somchai = bot.citizen()
  await somchai.says('ค่าจัดเก็บขยะปีละเท่าใด')
  return somchai
}
async function wait(milliseconds: number): Promise<void> {
  bot.clock.move(milliseconds)
  bot.app.tick()
  await bot.app.settle()
}
const conversations = () => bot.database.db.selectFrom('conversations').selectAll().execute()

describe('messages in a burst', () => {
  it('are one thought: what is not clear waits half a second for the rest, and gets one answer', async () => {
    const somchai = await friend()
    const before = somchai.heard().length
    await somchai.says('สวัสดีค่ะ')
    expect(somchai.heard()).toHaveLength(before)
    await wait(300)
    await somchai.says('อยากถามเรื่อง')
    await wait(100)
    await somchai.says('ค่าจัดเก็บขยะปีละเท่าใด')
    await wait(burst)
    expect(somchai.heard()).toHaveLength(before + 1)
    expect(JSON.stringify(somchai.heard().at(-1))).toContain('240 บาทต่อปี')
  })

  it('keep nobody waiting whose words are clear', async () => {
    const somchai = await friend()
    const before = somchai.heard().length
    await somchai.says('ค่าจัดเก็บขยะปีละเท่าใด')
    expect(somchai.heard()).toHaveLength(before + 1)
  })

  it('that lie further apart are thoughts of their own', async () => {
    const somchai = await friend()
    const before = somchai.heard().length
    await somchai.says('สวัสดีค่ะ')
    await wait(burst + 1)
    expect(somchai.heard()).toHaveLength(before + 1)
    await somchai.says('ขอบคุณค่ะ')
    await wait(burst + 1)
    expect(somchai.heard()).toHaveLength(before + 2)
  })

  it('of two people are never mixed', async () => {
    const [somchai, malee] = [await friend(), await friend()]
    await somchai.says('รูปปั้นช้างหน้าศาลาเก่า')
    await malee.says('ใครเป็นช่างปั้นหม้อดินของหมู่บ้าน')
    await wait(burst)
    expect(JSON.stringify(somchai.heard().at(-1))).not.toContain('หม้อดิน')
    expect(JSON.stringify(malee.heard().at(-1))).not.toContain('ช้าง')
  })

  it('survive a stop in the middle: what waits is in the database', async () => {
    const somchai = await friend()
    await somchai.says('รูปปั้นช้างหน้าศาลาเก่า')
    const open = await bot.database.db.selectFrom('inbox').selectAll().where('done_at', 'is', null).execute()
    expect(open).toHaveLength(1)
    expect(JSON.stringify(open)).not.toContain('รูปปั้น')
    await somchai.says('ใครเป็นช่างปั้น')
    await wait(burst)
    expect(JSON.stringify(somchai.heard().at(-1))).toContain('รูปปั้นช้างหน้าศาลาเก่า ใครเป็นช่างปั้น')
  })

  it('that accuse somebody only when taken together are dropped at the door, and the first half is never handled', async () => {
    const somchai = await friend()
    const before = (await conversations()).length
    await somchai.says('หัวหน้ากองช่าง')
    await wait(200)
    await somchai.says('เรียกเงินใต้โต๊ะจากผู้รับเหมา 5 หมื่น')
    await wait(burst)
    expect(JSON.stringify(somchai.heard().at(-1))).toContain('/w/phothong')
    expect((await conversations()).length).toBeLessThanOrEqual(before)
    expect(JSON.stringify(somchai.heard())).not.toContain('“หัวหน้ากองช่าง')
  })
})
