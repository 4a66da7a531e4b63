import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startBot, type Bot, type Phone } from '../support/bot.ts'
import { day, hour } from '../support/clock.ts'
import { page, startPretendWeb, words, type PretendWeb } from '../support/pretend-web.ts'

let web: PretendWeb
let bot: Bot
let clerk: Phone
let mayor: Phone
beforeAll(async () => {
  web = await startPretendWeb()
  bot = await startBot({ agency: 'khemarat', network: web.network })
  clerk = await bot.staff('staff', 'กองคลัง')
  mayor = await bot.staff('executive', null, 'ลำดวน')
})
afterAll(async () => {
  await bot.stop()
  await web.stop()
})

const site = 'www.khemarat.go.th'
const shown = (phone: Phone) => JSON.stringify(phone.heard().at(-1))

/** Lets nights pass until everything was looked at again. */
async function nights(count: number): Promise<void> {
  for (let night = 0; night < count; night += 1) {
    bot.clock.move(day)
    await bot.app.settle()
    bot.clock.move(hour + 60_000)
    await bot.app.settle()
  }
}

/** Tells of a measure and says yes; pages are opened between the two. */
async function tell(what: string): Promise<string> {
  await clerk.says(what)
  bot.clock.move(31_000)
  bot.app.tick()
  await bot.app.settle()
  await clerk.taps('บันทึก')
  return clerk.lastWords()
}

describe('a page that is given for a measure', () => {
  beforeEach(() => {
    web.pages(site, {
      '/asset': page('ทะเบียนครุภัณฑ์', words),
      '/asset-new': page('ทะเบียนครุภัณฑ์ ฉบับใหม่', words),
      '/train': page('อบรมจริยธรรม', words),
    })
  })

  it('is opened while the change is read, and the yes tells what was seen', async () => {
    const said = await tell(`มาตรการ 4.2 เสร็จแล้ว ลงทะเบียนครบ https://${site}/asset`)
    expect(said).toMatch(/บันทึก มาตรการ 4\.2 แล้ว.*ชื่อหน้า “ทะเบียนครุภัณฑ์”/s)
    await mayor.says('มาตรการ 4.2')
    expect(shown(mayor)).toContain('ตรวจลิงก์แล้ว ใช้ได้')
  })

  it('and is dead later, brings the measure back to whoever told of it, with the reason in its history', async () => {
    await tell(`มาตรการ 6.3 เสร็จแล้ว อบรมแล้ว 45 คน https://${site}/train`)
    web.pages(site, { '/asset': page('ทะเบียนครุภัณฑ์', words) })
    await nights(2)
    await mayor.says('มาตรการ 6.3')
    expect(mayor.lastWords()).toContain('ต้องแก้หลักฐาน')
    expect(shown(mayor)).toContain('ไม่พบหน้านี้แล้ว')
    // The one whose page still stands stays done.
    await mayor.says('มาตรการ 4.2')
    expect(mayor.lastWords()).toContain('ดำเนินการแล้ว')

    await clerk.says('มาตรการที่ยังไม่เสร็จมีอะไรบ้าง')
    expect(clerk.lastWords()).toMatch(/หลักฐานของ มาตรการ 6\.3 มีปัญหา: ไม่พบหน้านี้แล้ว/)
    expect(clerk.lastWords()).toContain('กลับเป็น “ต้องแก้หลักฐาน”')
    await clerk.says('มีอะไรรอฉันอยู่บ้าง')
    expect(shown(clerk)).toContain('มาตรการ 6.3')
    await clerk.says('ประวัติมาตรการ 6.3')
    expect(shown(clerk)).toContain('ระบบตรวจลิงก์')
    expect(shown(clerk)).toContain('ไม่พบหน้านี้แล้ว')
    expect(shown(clerk)).toContain('ดำเนินการแล้ว → ต้องแก้หลักฐาน')
  })

  it('in place of a dead one makes it done again', async () => {
    await clerk.says(`มาตรการ 6.3 ใช้หน้านี้แทน https://${site}/asset-new`)
    expect(shown(clerk)).toContain('ต้องแก้หลักฐาน')
    await clerk.taps('บันทึก')
    await mayor.says('มาตรการ 6.3')
    expect(mayor.lastWords()).toContain('ดำเนินการแล้ว')
  })

  it('that does not open is told at once, with the cure, and with the yes', async () => {
    const said = await tell(`มาตรการ 5.2 ประกาศแผนแล้ว https://${site}/nothing-here`)
    expect(said).toMatch(/ลิงก์มีปัญหา: ไม่พบหน้านี้แล้ว/)
    const heard = JSON.stringify(clerk.heard().slice(-2))
    expect(heard).toContain('หาที่อยู่ใหม่')
  })

  it('of another host is refused by name on the card, before anybody says yes', async () => {
    await clerk.says('มาตรการ 5.3 เสร็จแล้ว https://www.facebook.com/khemarat/posts/1')
    expect(shown(clerk)).toContain('Facebook')
    await clerk.taps('ไม่บันทึก')
  })

  it('is looked at no more once it was taken back', async () => {
    await tell(`มาตรการ 7.4 เสร็จแล้ว https://${site}/asset`)
    await clerk.taps('เลิกทำ')
    web.asked.length = 0
    web.pages(site, {})
    await nights(2)
    await mayor.says('มาตรการ 7.4')
    expect(mayor.lastWords()).toContain('ยังไม่ได้ดำเนินการ')
  })
})
