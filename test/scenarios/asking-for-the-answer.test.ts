import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startBot, type Bot, type Phone } from '../support/bot.ts'
import { minute } from '../support/clock.ts'

let bot: Bot
let clerk: Phone
beforeEach(async () => {
  bot = await startBot()
  clerk = await bot.staff('staff', 'สำนักปลัด')
})
afterEach(() => bot.stop())

const calls = (phone: Phone, path: 'push' | 'reply') =>
  bot.line
    .calls()
    .filter((call) => call.path === `/v2/bot/message/${path}` && call.status === 200)
    .filter((call) => path === 'reply' || (call.body as { to: string }).to === phone.userId)
const often = (words: string, phone: Phone) => JSON.stringify(phone.heard()).split(words).length - 1

async function asks(words: string): Promise<Phone> {
  const somchai = bot.citizen()
  await somchai.says(words)
  await somchai.taps('ส่งให้เจ้าหน้าที่')
  return somchai
}

describe('the button of a receipt', () => {
  it('stands in the chat from the hand-over on, and shows what is promised while nobody has answered', async () => {
    const somchai = await asks('รูปปั้นหน้าศาลาเก่าใครเป็นคนปั้น')
    expect(JSON.stringify(somchai.heard().at(-1))).toContain('"style":"primary"')
    // Somebody who talks of something else meanwhile still has it.
    await somchai.says('ค่าเก็บขยะเดือนละเท่าไรคะ')
    await somchai.taps('ดูคำตอบ')
    expect(somchai.lastWords()).toContain('รอคำตอบ')
  })

  it('brings the answer free of charge when the month’s paid messages are used up, and only once', async () => {
    const somchai = await asks('รูปปั้นหน้าศาลาเก่าใครเป็นคนปั้น')
    bot.line.setQuota(bot.slug, 300, 300)
    // The figure that LINE gave is believed for an hour.
    bot.clock.move(61 * minute)
    await clerk.says('ตอบ Q1 ช่างจากลพบุรี')
    await clerk.taps('ส่งเลย')
    expect(often('ช่างจากลพบุรี', somchai)).toBe(0)
    await somchai.taps('ดูคำตอบ')
    expect(calls(somchai, 'push')).toEqual([])
    const answered = somchai.heard().filter((message) => JSON.stringify(message).includes('ได้คำตอบแล้ว'))
    expect(answered).toHaveLength(1)
    expect(JSON.stringify(answered)).toContain('ช่างจากลพบุรี')
    await somchai.says('สวัสดีค่ะ')
    expect(somchai.lastWords()).not.toContain('ลพบุรี')
  })

  it('brings an answer that was held back to travel with the next one, and nothing is paid for it later', async () => {
    const somchai = await asks('รูปปั้นหน้าศาลาเก่าใครเป็นคนปั้น')
    await somchai.says('ต้นโพธิ์หน้าวัดใครเป็นคนปลูก')
    await somchai.taps('ส่งให้เจ้าหน้าที่')
    await clerk.says('ตอบ Q1 ช่างจากลพบุรี')
    await clerk.taps('ส่งเลย')
    // Another question of theirs is open: the answer waits a little for the next one.
    expect(often('ช่างจากลพบุรี', somchai)).toBe(0)
    await somchai.says('คำถามของฉัน')
    expect(JSON.stringify(somchai.heard().at(-2))).toContain('ช่างจากลพบุรี')
    bot.clock.move(10 * minute)
    bot.app.tick()
    await bot.app.settle()
    expect(calls(somchai, 'push')).toEqual([])
    expect(often('“ช่างจากลพบุรี”', somchai) + often('"ช่างจากลพบุรี"', somchai)).toBe(1)
  })
})
