import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checklistStore } from '../../src/features/checklist/checklist-store.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { startBot, type Bot, type Phone } from '../support/bot.ts'

let bot: Bot
let clerk: Phone
let reviewer: Phone
beforeAll(async () => {
  bot = await startBot({ agency: 'phothong' })
  clerk = await bot.staff('staff', 'กองคลัง', 'สมหญิง')
  reviewer = await bot.staff('reviewer', 'สำนักปลัด', 'ปลัดวิชัย')
})
afterAll(() => bot.stop())

const shown = (phone: Phone) => JSON.stringify(phone.heard().at(-1))

async function everything(): Promise<unknown> {
  const agency = await bot.app.agencies.bySlug(bot.slug)
  const store = checklistStore(bot.database.db, bot.clock, systemIds, bot.envelope)
  return (await store.read(agency?.id ?? '', 2567))?.items
}

async function offersNoChange(words: string): Promise<void> {
  const before = await everything()
  for (const person of [clerk, reviewer]) {
    await person.says(words)
    expect(shown(person)).not.toContain('ยังไม่ได้บันทึก')
    await person.says('ตกลง')
  }
  expect(await everything()).toEqual(before)
}

describe('a question, however it is put', () => {
  it.each([
    'O5 นี่ถือว่าเสร็จยัง',
    'ข้อ ๕ เสร็จแล้วใช่ป่ะ',
    'ใครบอกว่าข้อ 7 เสร็จแล้ว',
    'ข้อ 9 ผ่านได้ไหม',
    'ให้ผ่านข้อ 9 ได้หรือเปล่าคะ',
    'ทำไมถึงให้ข้อ 12 ผ่าน',
    'อนุมัติ O8 ไปหรือยัง',
    'ข้อ 14 ต้องส่งให้ใครอนุมัติ',
    'ถ้าจะตีกลับข้อ 3 ต้องทำไง',
    'ตีกลับ O3 เพราะอะไร',
    'ข้อ 20 เคยโดนตีกลับกี่รอบ',
    'มอบข้อ 6 ให้กองช่างได้มั้ย',
    'ข้อ 6 มอบให้ใครไปแล้ว',
    'ส่งลิงก์ข้อ 14 แล้วหรือยังนะ https://www.phothong.go.th/data/14 อันนี้ใช่ไหม',
    'ข้อสิบสี่กับสิบหกเสร็จพร้อมกันเลยรึ',
    'O16 ถ้าทำเสร็จแล้วต้องกดตรงไหน',
    'ข้อไหนเสร็จแล้วบ้าง',
    'แน่ใจนะว่า O1 เรียบร้อย',
  ])('“%s” offers no change, and a yes after it changes nothing', offersNoChange)
})

describe('a condition, a wish, a guess or a belief', () => {
  it.each([
    'ถ้า O16 เสร็จแล้วต้องทำไงต่อ',
    'อยากให้ O16 เสร็จเร็วๆ',
    'นึกว่า O16 เสร็จแล้ว',
    'O16 น่าจะเสร็จพรุ่งนี้',
    'O2 น่าจะผ่าน',
    'O2 ผ่านแล้วมั้ง',
    'อยากให้ O2 ผ่าน',
    'สมมติ O2 ผ่าน',
    'หวังว่าข้อ 9 จะผ่าน',
    'ใกล้จะผ่านแล้ว O9',
    'อนุมัติ O9 ถ้าลิงก์ใช้ได้',
    'ถ้ามาตรการ 1.1 เสร็จแล้วค่อยบอกนายก',
  ])('“%s” offers no change, and a yes after it changes nothing', offersNoChange)
})

describe('who wants somebody hurried', () => {
  it.each(['บอกกองช่างให้รีบทำ', 'ให้กองช่างช่วยดูข้อนี้หน่อย', 'เตือนกองช่างเรื่อง O5 ที'])(
    'hears who is reminded and sees the item, which stays where it is: “%s”',
    async (words) => {
      const before = await everything()
      await reviewer.says('O5')
      await reviewer.says(words)
      expect(reviewer.lastWords()).toContain('ระบบเตือนผู้รับผิดชอบเอง')
      expect(shown(reviewer)).toContain('O5')
      expect(shown(reviewer)).not.toContain('ยังไม่ได้บันทึก')
      await reviewer.says('ตกลง')
      expect(await everything()).toEqual(before)
    },
  )
})

describe('a refusal, however it is put', () => {
  it.each([
    'ข้อ 9 ยังไม่ให้ผ่าน',
    'อย่าเพิ่งอนุมัติ O9 นะ',
    'O9 ไม่ผ่าน',
    'ข้อ 9 ผ่านไม่ได้ครับ ไฟล์ผิดปี',
    'ไม่อนุมัติข้อเก้า',
    'ข้อ ๙ ยังไม่เรียบร้อยดี',
    'O9 ยังทำไม่เสร็จ',
    'ข้อ 9 มิได้ดำเนินการแล้วเสร็จ',
  ])('“%s” is never read as approved or done', async (words) => {
    for (const person of [clerk, reviewer]) {
      await person.says(words)
      expect(shown(person)).not.toMatch(/"text":"(?:ผ่านการตรวจ|รอตรวจ)","size":"md"[^}]*"weight":"bold"/)
      await person.says('ตกลง')
      await person.says('ยกเลิก')
    }
    const items = (await everything()) as { code: string; status: string }[]
    expect(items.find((item) => item.code === 'O9')?.status).not.toBe('approved')
  })
})
