import { afterEach, describe, expect, it } from 'vitest'
import { startBot, type Bot } from '../support/bot.ts'

let bot: Bot
afterEach(() => bot.stop())

describe('a citizen', () => {
  it('is greeted with the privacy notice and its policy, and asks at once', async () => {
    bot = await startBot()
    const somchai = bot.citizen()
    await somchai.follows()
    expect(somchai.lastWords()).toContain('สวัสดี')
    expect(JSON.stringify(somchai.heard())).toContain('https://bot.example.go.th/a/phothong/privacy')
    await somchai.says('ค่าจัดเก็บขยะปีละเท่าใด')
    expect(JSON.stringify(somchai.heard().at(-1))).toContain('240 บาทต่อปี')
  })

  it('is shown the notice once, even when they were a friend before the bot went live', async () => {
    bot = await startBot()
    const somchai = bot.citizen()
    await somchai.says('ค่าจัดเก็บขยะปีละเท่าใด')
    const first = somchai.heard().length
    expect(first).toBe(2)
    await somchai.says('ขอถังรองรับขยะประจำบ้าน')
    expect(somchai.heard().length).toBe(first + 1)
  })

  it('gets an honest "not yet", passes it on with one tap, and is told the number and by when', async () => {
    bot = await startBot()
    const somchai = bot.citizen()
    await somchai.says('รูปปั้นช้างหน้าศาลาเก่าใครเป็นช่างปั้น')
    await somchai.taps('ส่งให้เจ้าหน้าที่')
    expect(somchai.lastWords()).toContain('Q-2570-00001')
    expect(somchai.lastWords()).toContain('24 พ.ย.')
  })

  it('presses a button of an older question and nothing is handed over twice', async () => {
    bot = await startBot()
    const somchai = bot.citizen()
    await somchai.says('รูปปั้นช้างหน้าศาลาเก่าใครเป็นช่างปั้น')
    await somchai.taps('ส่งให้เจ้าหน้าที่')
    await somchai.taps('ส่งให้เจ้าหน้าที่')
    expect(somchai.lastWords()).toContain('ปุ่มนี้เป็นของข้อความเก่า')
    const rows = await bot.database.db.selectFrom('threads').selectAll().execute()
    expect(rows).toHaveLength(1)
  })
})

describe('staff', () => {
  it('of โพธิ์ทอง 2567 ask what is not done yet and get O14, O16 and O17', async () => {
    bot = await startBot({ agency: 'phothong' })
    const clerk = await bot.staff('staff', 'กองคลัง')
    await clerk.says('ข้อไหนยังไม่ได้ดำเนินการ')
    expect(codesIn(clerk.lastWords())).toEqual(['O14', 'O16', 'O17'])
  })

  it('of เขมราฐ 2566 get the fifteen items of its paper', async () => {
    bot = await startBot({ agency: 'khemarat' })
    const clerk = await bot.staff('staff', 'กองคลัง')
    await clerk.says('ข้อไหนยังไม่ได้ดำเนินการ')
    expect(codesIn(clerk.lastWords()).toSorted()).toEqual(
      'O8 O9 O12 O13 O18 O21 O24 O26 O27 O28 O31 O35 O38 O40 O41'.split(' ').toSorted(),
    )
  })

  it('of ลำคลอง 2566 hear that none of 43 is pending', async () => {
    bot = await startBot({ agency: 'lamkhlong' })
    const clerk = await bot.staff('staff', 'กองคลัง')
    await clerk.says('ข้อไหนยังไม่ได้ดำเนินการ')
    expect(clerk.lastWords()).toContain('43')
    expect(codesIn(clerk.lastWords())).toEqual([])
  })

  it('answer a question from their own LINE, and the citizen gets it under the unit, not under a private name', async () => {
    bot = await startBot()
    const somchai = bot.citizen()
    await somchai.says('รูปปั้นช้างหน้าศาลาเก่าใครเป็นช่างปั้น')
    await somchai.taps('ส่งให้เจ้าหน้าที่')
    const clerk = await bot.staff('staff', 'สำนักปลัด', 'สมหญิง ใจดี')
    await clerk.says('กล่องคำถาม')
    expect(clerk.lastWords()).toContain('รูปปั้นช้าง')
    await clerk.says('ตอบ Q1 อยู่ชั้นสองของโกดัง ขอดูได้ในวันทำการ')
    await clerk.taps('ส่งเลย')
    expect(clerk.lastWords()).toContain('ส่งคำตอบ')
    const answer = JSON.stringify(somchai.heard().at(-1))
    expect(answer).toContain('อยู่ชั้นสองของโกดัง')
    expect(answer).toContain('สำนักปลัด')
    expect(answer).not.toContain('สมหญิง')
    await clerk.taps('ส่งเลย')
    expect(somchai.heard().filter((message) => JSON.stringify(message).includes('อยู่ชั้นสองของโกดัง'))).toHaveLength(1)
  })
})

function codesIn(words: string): string[] {
  return [...new Set(words.match(/O\d+/g) ?? [])]
}
