import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readResult, ResultFile, scoreStore } from '../../src/features/checklist/score-store.ts'
import { minute } from '../support/clock.ts'
import { startBot, type Bot, type Phone } from '../support/bot.ts'
import { agencies } from '../support/samples.ts'

let bot: Bot
let clerk: Phone
let mayor: Phone
beforeAll(async () => {
  bot = await startBot({ agency: 'khemarat' })
  clerk = await bot.staff('staff', 'กองคลัง')
  mayor = await bot.staff('executive', null, 'ลำดวน')
})
afterAll(() => bot.stop())

const shown = (phone: Phone) => JSON.stringify(phone.heard().at(-1))
const press = async (phone: Phone, data: string) => {
  await bot.line.tap(bot.slug, phone.userId, { type: 'postback', data })
  await bot.app.settle()
}

describe('staff ask about measures', () => {
  it('and see the seven issues with the guidance of the indicators, by bars', async () => {
    await clerk.says('มาตรการมีอะไรบ้าง')
    expect(clerk.lastWords()).toContain('มาตรการ ปี 2566 ดำเนินการแล้ว 0 กำลังทำ 0 จาก 34')
    expect(shown(clerk)).toContain('ประเด็นที่ 7 กลไกและมาตรการในการแก้ไขและป้องกันการทุจริตภายในหน่วยงาน')
  })

  it('of one issue, of one measure, and of an indicator, in whatever digits', async () => {
    await clerk.says('ประเด็นที่ ๔ มีมาตรการอะไร')
    expect(clerk.lastWords()).toContain('4.1 4.2 4.3')
    await clerk.taps('มาตรการ 4.3')
    expect(clerk.lastWords()).toContain('มาตรการ 4.3 กำกับดูแลและตรวจสอบการใช้ทรัพย์สินของราชการ ยังไม่ได้ดำเนินการ')
    expect(shown(clerk)).toContain('แบบฟอร์มการยืมทรัพย์สิน')
    expect(shown(clerk)).toContain('ตลอดปีงบประมาณ')
    await clerk.says('ตัวชี้วัดที่ 4 ต้องทำอะไร')
    expect(shown(clerk)).toContain('มีขั้นตอนการขออนุญาตยืมที่ถูกต้อง')
    await clerk.says('มาตรการ 9.9')
    expect(clerk.lastWords()).toContain('ไม่พบมาตรการ 9.9')
    await clerk.says('ประเด็นที่ 9 มีอะไร')
    expect(clerk.lastWords()).toContain('ไม่มีประเด็นที่ 9')
    await clerk.says('มาตรการ 1.9 เป็นไง')
    expect(clerk.lastWords()).toContain('ไม่พบมาตรการ 1.9')
  })
})

describe('a part of the measures', () => {
  it("of a unit, of a quarter, still open, one's own: eight rows at a time", async () => {
    await clerk.says('มาตรการของกองคลังมีอะไรบ้าง')
    expect(clerk.lastWords()).toMatch(/^มาตรการ กองคลัง ปี 2566 ดำเนินการแล้ว 0 จาก \d+/)
    expect(clerk.lastWords()).toContain('5.2')
    expect(clerk.lastWords()).not.toContain('6.4')
    expect(shown(clerk)).toContain('แสดง 1-8 จาก')
    await clerk.taps('ดูต่อ')
    expect(shown(clerk)).toContain('แสดง 9-')
    await clerk.says('มาตรการไตรมาส 2 เหลืออะไรบ้าง')
    expect(clerk.lastWords()).toContain('มาตรการ ที่ยังไม่เสร็จ ไตรมาสที่ 2 ปี 2566')
    expect(clerk.lastWords()).toContain('7.2')
    await clerk.says('มาตรการไหนยังไม่ได้เริ่ม')
    expect(clerk.lastWords()).toContain('มาตรการ ที่ยังไม่เสร็จ ปี 2566')
  })
})

describe('what is told about a measure', () => {
  it('is shown before it is written down, counts at once, and is taken back with one tap', async () => {
    await clerk.says('มาตรการ ๔.๒ เสร็จแล้ว ลงทะเบียนครุภัณฑ์ครบทุกกอง 120 รายการ ไตรมาส 2 https://www.khemarat.go.th/asset')
    expect(shown(clerk)).toContain('ความคืบหน้า ไตรมาสที่ 2')
    expect(shown(clerk)).toContain('ดำเนินการแล้ว')
    await mayor.says('มาตรการ 4.2')
    expect(mayor.lastWords()).toContain('ยังไม่ได้ดำเนินการ')
    await clerk.taps('บันทึก')
    expect(clerk.lastWords()).toContain('บันทึก มาตรการ 4.2 แล้ว')
    await mayor.says('มาตรการ 4.2')
    expect(mayor.lastWords()).toContain('ดำเนินการแล้ว')
    expect(shown(mayor)).toContain('ลงทะเบียนครุภัณฑ์ครบทุกกอง 120 รายการ')
    expect(shown(mayor)).toContain('https://www.khemarat.go.th/asset')

    await clerk.taps('เลิกทำ')
    expect(clerk.lastWords()).toContain('เลิกทำแล้ว')
    await clerk.says('มาตรการ 4.2')
    expect(clerk.lastWords()).toContain('ยังไม่ได้ดำเนินการ')
    expect(shown(clerk)).not.toContain('120 รายการ')
    await clerk.taps('ประวัติ')
    expect(shown(clerk)).toContain('เลิกทำรายการก่อน')
    expect(shown(clerk)).toContain('สมหญิง')
  })

  it('is dropped by a no, and an old button writes nothing', async () => {
    await clerk.says('มาตรการ 6.4 กำลังทำ')
    await clerk.taps('ไม่บันทึก')
    expect(clerk.lastWords()).toContain('ยังไม่ได้บันทึก')
    await clerk.taps('บันทึก')
    expect(clerk.lastWords()).not.toContain('แล้วค่ะ สถานะ')
    await clerk.says('มาตรการ 6.4')
    expect(clerk.lastWords()).toContain('ยังไม่ได้ดำเนินการ')
  })

  it("may come as an answer to the button, in the agency's own words", async () => {
    await clerk.says('มาตรการ 6.3')
    await clerk.taps('บันทึกความคืบหน้า')
    expect(clerk.lastWords()).toContain('ทำอะไรไปแล้วบ้าง')
    await clerk.says('ประชุมชี้แจงประมวลจริยธรรม 28 มี.ค. ผู้เข้าร่วม 45 คน')
    await clerk.says('ใช่')
    expect(clerk.lastWords()).toContain('บันทึก มาตรการ 6.3 แล้วค่ะ สถานะ: กำลังดำเนินการ')
    await clerk.says('มาตรการ 6.2')
    await clerk.says('๖.๓')
    expect(shown(clerk)).toContain('ผู้เข้าร่วม 45 คน')
  })

  it('is never a change when it asks, and a link elsewhere is named as such', async () => {
    await clerk.says('มาตรการ 2.1 เสร็จหรือยัง')
    expect(clerk.lastWords()).toContain('มาตรการ 2.1')
    expect(shown(clerk)).not.toContain('"บันทึก"')
    await clerk.says('มาตรการ 2.1 แนบลิงก์ https://docs.google.com/forms/d/1')
    expect(shown(clerk)).toContain('ไม่ใช่เว็บไซต์ของหน่วยงาน')
    await clerk.taps('ไม่บันทึก')
  })

  it('of two who write at once changes nothing the second time, and shows what is there', async () => {
    await clerk.says('มาตรการ 5.2 เสร็จแล้ว')
    const other = await bot.staff('staff', 'สำนักปลัดเทศบาล', 'สมใจ')
    await other.says('มาตรการ 5.2 กำลังดำเนินการ')
    await other.taps('บันทึก')
    await clerk.taps('บันทึก')
    expect(clerk.lastWords()).toContain('มีคนแก้ไขไปก่อนหน้านี้แล้ว')
    expect(clerk.lastWords()).toContain('กำลังดำเนินการ')
  })

  it('gives a measure to another unit', async () => {
    await clerk.says('มาตรการ 3.3 มอบกองคลังรับผิดชอบ')
    expect(shown(clerk)).toContain('ผู้รับผิดชอบ')
    await clerk.taps('บันทึก')
    await clerk.says('มาตรการ 3.3')
    expect(shown(clerk)).toContain('"กองคลัง"')
  })

  it('is taken back by a word too, and only by whoever told it', async () => {
    bot.clock.move(minute)
    await clerk.says('มาตรการ 7.4 เสร็จแล้ว')
    await clerk.taps('บันทึก')
    const data =
      JSON.stringify(clerk.heard())
        .match(/unmeasure\.1\?\{\\"change\\":\\"[\w-]+\\"\}/g)
        ?.at(-1) ?? ''
    expect(data).not.toBe('')
    await press(mayor, data.replaceAll('\\', ''))
    expect(mayor.lastWords()).not.toContain('เลิกทำแล้ว')
    await clerk.says('เลิกทำ')
    expect(clerk.lastWords()).toContain('เลิกทำแล้วค่ะ มาตรการ 7.4 กลับเป็น ยังไม่ได้ดำเนินการ')
  })

  it('of several at once is written down one by one', async () => {
    await clerk.says('มาตรการ 2.3 กับ 2.4 เสร็จแล้ว')
    expect(clerk.lastWords()).toContain('บันทึกทีละมาตรการ')
    expect(clerk.lastWords()).toContain('2.3 2.4')
  })

  it('may be that it does not concern the agency, and its history is asked for by word', async () => {
    await clerk.says('มาตรการ 2.4 ไม่เกี่ยวข้องกับเรา')
    expect(shown(clerk)).toContain('ไม่เกี่ยวข้อง')
    await clerk.says('บันทึก')
    await clerk.says('ประวัติมาตรการ 2.4')
    expect(shown(clerk)).toContain('ยังไม่ได้ดำเนินการ → ไม่เกี่ยวข้อง')
  })

  it('says kindly that it is so already', async () => {
    await clerk.says('มาตรการ 1.5 ยังไม่ได้ดำเนินการ')
    expect(clerk.lastWords()).toContain('อยู่แล้ว')
  })

  it('is sealed: neither the notes nor the history stand readable in the database', async () => {
    const rows = [
      ...(await bot.database.db.selectFrom('measure_progress').selectAll().execute()),
      ...(await bot.database.db.selectFrom('measure_changes').selectAll().execute()),
    ]
    expect(rows.length).toBeGreaterThan(3)
    expect(JSON.stringify(rows)).not.toContain('ผู้เข้าร่วม')
  })
})

describe('the outlook of the real agency', () => {
  it('with its fifteen zeros comes to 62.38 if the other twenty-eight pass', async () => {
    await mayor.says('สรุป')
    expect(shown(mayor)).toContain('62.38')
    expect(mayor.lastWords()).toContain('ผ่านการตรวจ 0/43')
  })
})

describe('the weakest questions', () => {
  it('of last year come first, and each leads to the measures of its issue', async () => {
    const agency = await bot.app.agencies.bySlug(bot.slug)
    const result = readResult(ResultFile.parse(agencies.find(({ id }) => id === 'khemarat')))
    await scoreStore(bot.database.db, bot.clock).record(
      agency?.id ?? '',
      result?.edition ?? 0,
      result?.scores ?? never(),
    )
    await clerk.says('ข้อคำถามไหนคะแนนน้อยที่สุด')
    expect(clerk.lastWords()).toMatch(/ข้อที่คะแนนน้อยที่สุด ปี 2566 i8 i7 i19 e2/)
    await clerk.says('จุดอ่อนเราคืออะไร')
    expect(clerk.lastWords()).toContain('ข้อที่คะแนนน้อยที่สุด')
    await clerk.taps('ดูมาตรการ')
    expect(clerk.lastWords()).toContain('ประเด็นที่')
    await clerk.says('i25 ได้เท่าไร')
    expect(shown(clerk)).toContain('น่าจะเป็น 85.62')
    expect(shown(clerk)).toContain('ประเด็นที่ 7')
  })
})

describe('whoever is no staff', () => {
  it("sees and changes nothing of measures, by words or by somebody else's buttons", async () => {
    const citizen = bot.citizen()
    await citizen.says('มาตรการ 4.2 เสร็จแล้ว')
    for (const data of [
      'measures.1?{}',
      'issue.1?{"number":4}',
      'measure.1?{"edition":2566,"code":"4.2","do":"show"}',
      'measure.1?{"edition":2566,"code":"4.2","do":"done"}',
      'unmeasure.1?{"change":"x"}',
    ])
      await press(citizen, data)
    expect(JSON.stringify(citizen.heard())).not.toMatch(/ทะเบียนคุม|ดำเนินการแล้ว 0|"บันทึก"/)
    await clerk.says('มาตรการ 4.2')
    expect(clerk.lastWords()).toContain('ยังไม่ได้ดำเนินการ')
  })
})

function never(): never {
  throw new Error('The report tells no result.')
}
