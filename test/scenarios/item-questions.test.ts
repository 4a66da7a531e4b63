import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checklistStore, ItemState } from '../../src/features/checklist/checklist-store.ts'
import { readEdition } from '../../src/features/checklist/edition.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { startBot, type Bot, type Phone } from '../support/bot.ts'
import { day } from '../support/clock.ts'
import { agencies } from '../support/samples.ts'

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
async function does(phone: Phone, words: string) {
  await phone.says(words)
  await phone.says('ใช่')
}

describe('before anybody began', () => {
  it('what is pending is what the paper says, and a day is nobody’s', async () => {
    await clerk.says('ข้อไหนยังค้าง')
    expect(clerk.lastWords()).toMatch(/ค้าง 3 จาก 35 ข้อ O14 O16 O17$/)
    await clerk.says('ข้อไหนเกินกำหนด')
    expect(clerk.lastWords()).toContain('ยังไม่มีข้อใดกำหนดวันครบกำหนด')
    await clerk.says('ข้อไหนถูกตีกลับ')
    expect(clerk.lastWords()).toContain('ไม่มีข้อที่ถูกตีกลับ')
    await clerk.says('สัปดาห์นี้มีอะไรเปลี่ยนแปลง')
    expect(clerk.lastWords()).toContain('ไม่มีการเปลี่ยนแปลง')
  })

  it('an item tells what it needs, with the fewest it must have and no source that nobody knows', async () => {
    await clerk.says('O11 ต้องมีอะไรบ้าง')
    expect(clerk.lastWords()).toContain('O11')
    expect(shown(clerk)).toContain('อย่างน้อย 3 งาน')
    await clerk.says('ข้อ 14 ต้องมีอะไรบ้าง')
    expect(shown(clerk)).toContain('ปี พ.ศ. 2567')
    expect(shown(clerk)).toContain('แหล่งที่มาของงบประมาณ')
    for (const code of ['O1', 'O14', 'O20', 'O26']) {
      await clerk.says(`${code} ต้องมีอะไรบ้าง`)
      expect(shown(clerk)).not.toMatch(/เอกสาร 00\d/)
    }
  })
})

describe('once work goes on', () => {
  beforeAll(async () => {
    await does(reviewer, 'มอบ O14 ให้สมหญิง ส่งภายใน 25 พ.ย.')
    await does(reviewer, 'มอบ O16 ให้กองคลัง ส่งภายใน 27 พ.ย.')
    await does(reviewer, 'มอบ O17 ให้กองช่าง ส่งภายใน 30 มี.ค.')
    bot.clock.move(day)
    await does(clerk, 'กำลังทำ O14 รอใบเสนอราคา')
    bot.clock.move(2 * day)
  })

  it('what is overdue and what is due soon are told apart', async () => {
    await clerk.says('ข้อไหนเกินกำหนด')
    expect(clerk.lastWords()).toContain('เกินกำหนด')
    expect(clerk.lastWords()).toMatch(/ O14$/)
    expect(shown(clerk)).toContain('เกินมา 1 วัน')
    await clerk.says('ข้อที่ใกล้ครบกำหนด')
    expect(clerk.lastWords()).toMatch(/ O16$/)
    await clerk.says('ข้อไหนยังค้าง')
    const card = shown(clerk)
    expect(card.indexOf('O14')).toBeLessThan(card.indexOf('"O16"'))
    expect(card).toContain('ครบกำหนดใน 7 วัน')
    expect(card).toContain('มีกำหนดแล้ว')
  })

  it('everybody has their own list', async () => {
    await clerk.says('งานของฉัน')
    expect(clerk.lastWords()).toContain('ข้อของฉัน')
    expect(clerk.lastWords()).toMatch(/ค้าง 2 .* O14 O16$/)
    const engineer = await bot.staff('staff', 'กองช่าง', 'ช่างสมพร')
    await engineer.says('ข้อของฉัน')
    expect(engineer.lastWords()).toMatch(/ O17$/)
    const teacher = await bot.staff('staff', 'กองการศึกษา', 'ครูอารี')
    await teacher.says('ข้อของฉัน')
    expect(teacher.lastWords()).toContain('ไม่มีข้อค้างในความรับผิดชอบของท่าน')
  })

  it('who is responsible, what happened and what changed are told', async () => {
    await clerk.says('ใครรับผิดชอบ O14')
    expect(clerk.lastWords()).toContain('ผู้รับผิดชอบ: สมหญิง')
    await clerk.says('ประวัติ O14')
    expect(clerk.lastWords()).toContain('ประวัติ O14')
    expect(shown(clerk)).toContain('รอใบเสนอราคา')
    expect(shown(clerk)).toContain('ปลัดวิชัย')
    await clerk.says('สัปดาห์นี้มีอะไรเปลี่ยนแปลง')
    expect(clerk.lastWords()).toContain('O14')
    expect(clerk.lastWords()).not.toContain('O1 ')
  })

  it('"the next one" and "this one" go on from what was spoken of', async () => {
    await clerk.says('O14')
    await clerk.says('ข้อถัดไป')
    expect(clerk.lastWords()).toContain('O15')
    await clerk.says('O16')
    await clerk.says('ข้อนี้กำลังทำ')
    expect(clerk.lastWords()).toContain('ยังไม่ได้บันทึก ตรวจดูแล้วกดปุ่ม O16')
    await clerk.says('ไม่')
  })

  it('an executive sees the same and may send back what is done', async () => {
    const mayor = await bot.staff('executive', null, 'นายกสมศักดิ์')
    await mayor.says('O14 ถึงไหนแล้ว')
    expect(mayor.lastWords()).toContain('O14')
    expect(shown(mayor)).toContain('รอใบเสนอราคา')
  })
})

describe('last year', () => {
  it('is said not to be there, or shown with its state and page', async () => {
    await clerk.says('หลักฐานปีที่แล้วของ O14')
    expect(clerk.lastWords()).toContain('ข้อ O19 ของปี 2566')
    const agency = await bot.app.agencies.bySlug(bot.slug)
    const store = checklistStore(bot.database.db, bot.clock, systemIds, bot.envelope)
    await store.load(agency?.id ?? '', readEdition(2566))
    await store.importStates(
      agency?.id ?? '',
      2566,
      [{ code: 'O19', status: 'done', url: 'https://www.phothong.go.th/2566/19' }],
      'keep',
    )
    await clerk.says('หลักฐานปีที่แล้วของ O14')
    expect(shown(clerk)).toContain('https://www.phothong.go.th/2566/19')
    // Its card offers nothing that would be said of this year's item with the same number.
    expect(shown(clerk)).not.toContain('O19 เสร็จแล้ว')
    const before = shown(clerk)
    await clerk.taps('ประวัติ')
    expect(clerk.lastWords()).toContain('O19')
    await clerk.says('ข้อนี้กำลังทำ')
    expect(clerk.lastWords()).not.toContain('O19')
    expect(before).not.toBe(shown(clerk))
  })
})

describe('what is not understood', () => {
  it('gets the nearest guesses as buttons', async () => {
    await clerk.says('ดำเนินเรื่องแฟ้มนั้นอะนะ')
    const said = JSON.stringify(clerk.heard().slice(-2))
    expect(said).toContain('หรือหมายถึงงานเรื่องไหน')
    expect(said).toContain('guess.1?')
  })

  it('gets measures among them when the words are nearest to those', async () => {
    await clerk.says('ประเด็นนั้นน่ะ เขาว่ายังไงกัน')
    expect(JSON.stringify(clerk.heard().slice(-2))).toContain('เลือกได้เลย')
    await clerk.taps('มาตรการ')
    expect(shown(clerk)).toContain('มาตรการ')
  })

  it('of complaints of corruption gets the published counts', async () => {
    await clerk.says('ปีนี้มีเรื่องร้องเรียนทุจริตกี่เรื่อง')
    expect(shown(clerk)).toMatch(/เรื่องร้องเรียน|ตัวเลข/)
    expect(shown(clerk)).not.toContain('ยังไม่เปิดใช้')
  })
})

describe('fifteen items that scored nothing', () => {
  it('of เขมราฐ are pending with their printed reasons, page by page', async () => {
    const town = await startBot({ agency: 'khemarat' })
    try {
      const member = await town.staff('staff', null, 'สมใจ')
      await member.says('ข้อไหนยังค้าง')
      expect(member.lastWords()).toContain('ค้าง 15 จาก 43 ข้อ')
      const first = shown(member)
      await member.taps('ดูต่อ')
      const both = first + shown(member)
      const zero = agencies.find((one) => one.id === 'khemarat')?.items.map((one) => ItemState.parse(one)) ?? []
      expect(zero).toHaveLength(15)
      for (const { code, reason } of zero) {
        expect(both).toContain(`"${code}"`)
        expect(both).toContain(reason ?? 'a printed reason')
      }
    } finally {
      await town.stop()
    }
  })
})
