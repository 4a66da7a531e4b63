import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readEdition } from '../../src/features/checklist/edition.ts'
import { startBot, type Bot, type Phone } from '../support/bot.ts'
import { said } from '../support/cards.ts'
import { page, startPretendWeb, words, type PretendWeb } from '../support/pretend-web.ts'

let web: PretendWeb
let bot: Bot
let admin: Phone
let clerk: Phone
beforeAll(async () => {
  web = await startPretendWeb()
  web.elsewhere((_request, response) => response.end(page('หน้า', words)))
  bot = await startBot({ network: web.network, agency: 'khemarat' })
  admin = await bot.staff('admin', null, 'ผู้ดูแล')
  clerk = await bot.staff('staff', null, 'สมหญิง')
})
afterAll(async () => {
  await bot.stop()
  await web.stop()
})

async function sends(phone: Phone, content: unknown): Promise<void> {
  const bytes = Buffer.from(JSON.stringify(content))
  await bot.line.sendContent(bot.slug, phone.userId, 'file', { type: 'application/json', bytes })
  await bot.app.settle()
}

describe('another year', () => {
  it('is chosen in LINE, shown before it happens, and brings the pages of the year before, to be confirmed', async () => {
    const agency = await bot.app.agencies.bySlug(bot.slug)
    const own = new URL(agency?.profile.mainSite ?? '').hostname
    await clerk.says(`o11 กำลังทำ https://${own}/plan`)
    await clerk.taps('ยืนยัน')
    await admin.says('ปีประเมิน')
    expect(said(admin)).toMatch(/ปี 2566.*กำลังใช้ · 43 ข้อ.*ปี 2567.*พร้อมโหลด/)
    await admin.taps('ปี 2567')
    expect(said(admin)).toMatch(/เปลี่ยนปีประเมิน.*ปี 2566.*ปี 2567.*ต้องยืนยันก่อนว่ายังใช้ได้/)
    await admin.taps('เปลี่ยนเลย')
    expect(admin.lastWords()).toContain('ทำงานปี 2567 แล้ว')

    await clerk.says('o8 ถึงไหนแล้ว')
    expect(said(clerk)).toContain('OIT ปี 2567')
    await clerk.says('หลักฐาน o8')
    expect(said(clerk)).toContain(`${own}/plan`)
    expect(said(clerk)).toContain('หน้านี้ยกมาจากปี 2566 ยังไม่ได้ยืนยัน')
    await admin.says('หน้าที่รอยืนยัน')
    expect(said(admin)).toContain('O8')
    await clerk.taps('ยังใช้ได้')
    expect(clerk.lastWords()).toContain('ยืนยันหน้าเว็บของ O8 แล้ว')
    await clerk.says('หลักฐาน o8')
    expect(said(clerk)).not.toContain('ยกมาจากปี')
  })

  it('is left with one tap, and the year before is as it was', async () => {
    await admin.taps('กลับไปปี 2566')
    expect(admin.lastWords()).toContain('ทำงานปี 2566 แล้ว')
    await clerk.says('เหลือกี่ข้อ')
    expect(said(clerk)).toContain('จาก 43 ข้อ')
    await admin.taps('เปลี่ยนเลย')
    await admin.taps('กลับไปปี 2566')
  })

  it('is changed by administrators only', async () => {
    await clerk.says('ปีประเมิน')
    await clerk.taps('ปี 2567')
    expect(clerk.lastWords()).toContain('ส่วนนี้สำหรับผู้ดูแลระบบ')
  })
})

describe('an edition as a file', () => {
  const next = () => {
    const edition = readEdition(2567)
    return { ...edition, edition: 2568, editionName: 'ITA 2568' }
  }

  it('is shown before it is loaded, and can be used then', async () => {
    await sends(admin, next())
    await admin.taps('โหลดข้อของปีใหม่')
    expect(admin.lastWords()).toMatch(/รายการข้อของปี 2568 มี 35 ข้อ.*ยังไม่มีปี 2568/s)
    await admin.taps('โหลด')
    expect(admin.lastWords()).toContain('โหลดปี 2568 แล้ว')
    await admin.taps('ใช้ปี 2568')
    expect(said(admin)).toContain('เปลี่ยนปีประเมิน')
    await admin.taps('ยังก่อน')
    await admin.says('ปีประเมิน')
    expect(said(admin)).toMatch(/ปี 2568.*มีในระบบ · 35 ข้อ/)
  })

  it('that corrects one which is there keeps the states', async () => {
    const corrected = readEdition(2566)
    const first = corrected.items[0]
    await sends(admin, { ...corrected, items: [{ ...first, title: 'โครงสร้าง (แก้ไข)' }, ...corrected.items.slice(1)] })
    await admin.taps('โหลดข้อของปีใหม่')
    expect(admin.lastWords()).toContain('สถานะและหลักฐานยังอยู่เหมือนเดิม')
    await admin.taps('โหลด')
    await clerk.says('o1 ถึงไหนแล้ว')
    expect(said(clerk)).toMatch(/โครงสร้าง \(แก้ไข\).*รอตรวจ/)
  })

  it.each<[string, () => unknown, string]>([
    ['with mistakes', () => ({ ...next(), items: next().items.slice(1) }), 'ยังใช้เป็นรายการข้อไม่ได้'],
    ['that is something else', () => ({ agencies: [] }), 'ไม่ใช่รายการข้อของปีประเมิน'],
  ])('%s is refused with the places, and nothing changes', async (_what, content, told) => {
    await sends(admin, content())
    await admin.taps('โหลดข้อของปีใหม่')
    expect(admin.lastWords()).toContain(told)
  })
})

describe('the time to answer', () => {
  it('is set in LINE by an administrator, shown before it happens, and taken back with one tap', async () => {
    await admin.says('ปีประเมิน')
    await admin.taps('กำหนดช่วงเวลาตอบ')
    expect(admin.lastWords()).toContain('ตั้งแต่วันไหนถึงวันไหน')
    await admin.says('เดือนหน้า')
    expect(admin.lastWords()).toContain('อ่านวันไม่ออก')
    await admin.says('๑ มี.ค. ถึง ๓๐ เม.ย. ๖๖')
    expect(said(admin)).toMatch(/ยังไม่กำหนด.*1 มี\.ค\. 66 – 30 เม\.ย\. 66/)
    await clerk.says('ปีประเมิน')
    expect(said(clerk)).not.toContain('ตอบ 1 มี.ค.')
    await admin.taps('กำหนดตามนี้')
    await clerk.says('ปีประเมิน')
    expect(said(clerk)).toContain('ตอบ 1 มี.ค. 66 – 30 เม.ย. 66')
    await admin.taps('เลิกทำ')
    expect(admin.lastWords()).toContain('ยังไม่กำหนด')
  })

  it('is not for others, and another wish is not swallowed', async () => {
    await clerk.says('ช่วงประเมิน')
    expect(clerk.lastWords()).toContain('สำหรับผู้ดูแลระบบ')
    await admin.says('ช่วงประเมิน')
    await admin.says('ตอนนี้เหลือข้อไหนที่ยังไม่ได้ทำบ้าง')
    expect(admin.lastWords()).toMatch(/ค้าง|ไม่มีข้อค้าง/)
    await admin.says('ช่วงประเมิน')
    await admin.says('ยกเลิก')
    expect(admin.lastWords()).toContain('เหมือนเดิม')
  })
})
