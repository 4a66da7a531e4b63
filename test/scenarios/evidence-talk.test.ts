import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startBot, type Bot, type Phone } from '../support/bot.ts'
import { said } from '../support/cards.ts'
import { day, hour } from '../support/clock.ts'
import { addAgency } from './second-agency.ts'
import { page, startPretendWeb, words, type PretendWeb } from '../support/pretend-web.ts'

let web: PretendWeb
let bot: Bot
let clerk: Phone
let reviewer: Phone
beforeAll(async () => {
  web = await startPretendWeb()
  bot = await startBot({ network: web.network })
  clerk = await bot.staff('staff', 'กองคลัง', 'สมหญิง')
  reviewer = await bot.staff('reviewer', null, 'ปลัดวิชัย')
})
afterAll(async () => {
  await bot.stop()
  await web.stop()
})

const site = 'www.phothong.go.th'
beforeEach(() => {
  web.pages(site, {
    '/14': page('รายการจัดซื้อจัดจ้าง ปี 2567', words),
    '/16': page('ความก้าวหน้าการจัดซื้อจัดจ้าง', words),
    '/17': page('สรุปผลการจัดซื้อจัดจ้าง', words),
    '/16-new': page('ความก้าวหน้าการจัดซื้อจัดจ้าง (ใหม่)', words),
    '/login': page('เข้าสู่ระบบ', 'ชื่อผู้ใช้ <input type="password">'),
  })
})

describe('a clerk sends a page', () => {
  it('and reads what the check saw when they confirm, and so does the reviewer', async () => {
    await clerk.says(`o14 เสร็จแล้ว https://${site}/14`)
    await clerk.taps('ครบทั้ง 6 ส่งตรวจ')
    expect(said(clerk)).toContain('เปิดได้ · ชื่อหน้า “รายการจัดซื้อจัดจ้าง ปี 2567”')
    await clerk.says('o14 ถึงไหนแล้ว')
    expect(said(clerk)).toMatch(/รายการจัดซื้อจัดจ้าง ปี 2567.*ตรวจลิงก์แล้ว ใช้ได้/)
    await reviewer.says('มีอะไรรอตรวจไหม')
    expect(JSON.stringify(reviewer.heard())).toContain('เปิดได้ · ชื่อหน้า “รายการจัดซื้อจัดจ้าง ปี 2567”')
  })

  it('that was submitted stays as it was, for whoever must explain a score later', async () => {
    await clerk.says('หลักฐาน o14')
    await clerk.taps('เอาออก')
    expect(clerk.lastWords()).toContain('ส่งตรวจไปแล้ว')
    await clerk.taps('ที่ส่งไว้')
    expect(clerk.lastWords()).toMatch(
      /ส่งเมื่อ 23 พ\.ย\. 69.*phothong\.go\.th\/14.*รายการจัดซื้อจัดจ้าง ปี 2567.*รหัสเนื้อหา [0-9a-f]{16}/s,
    )
  })

  it.each([
    ['https://docs.google.com/forms/d/e/abc/viewform', 'Google Form', 'phothong.go.th'],
    ['https://www.facebook.com/phothong/posts/1', 'Facebook', 'phothong.go.th'],
    ['https://drive.google.com/file/d/1', 'Google Drive', 'phothong.go.th'],
    ['https://bit.ly/3abc', 'ลิงก์ย่อ', 'phothong.go.th'],
    ['https://line.me/R/ti/p/@phothong', 'LINE', 'phothong.go.th'],
    [`http://${site}/16`, 'http://', 'https://'],
  ])(
    'that can be no evidence (%s), is told why and how to mend it, and nothing is handed in',
    async (url, why, cure) => {
      await clerk.says(`o16 เสร็จแล้ว ${url}`)
      expect(said(clerk)).toContain(why)
      expect(said(clerk)).toContain(cure)
      expect(said(clerk)).toContain('เก็บเป็นร่าง')
      expect(said(clerk)).not.toContain('ส่งตรวจ')
      await clerk.taps('ยกเลิก')
      await clerk.says('o16 ถึงไหนแล้ว')
      expect(said(clerk)).not.toContain('รอตรวจ')
    },
  )

  it('that is a locked door, and learns it with the confirmation', async () => {
    await clerk.says(`o17 กำลังทำ https://${site}/login`)
    await clerk.taps('ยืนยัน')
    expect(said(clerk)).toContain('ต้องเข้าสู่ระบบก่อน')
    await clerk.taps('เลิกทำ')
    await clerk.says('หลักฐาน o17')
    expect(clerk.lastWords()).toContain('ยังไม่มีหลักฐาน')
  })
})

describe('a page for an item that was sent back', () => {
  const addresses = async (code: string) => {
    await clerk.says(`หลักฐาน ${code}`)
    return [...said(clerk).matchAll(/www\.phothong\.go\.th\/[\w-]+/g)].map(([address]) => address)
  }
  const sendBack = async (code: string) => {
    await reviewer.says(`ตีกลับ ${code} เพราะลิงก์ผิดหน้า`)
    await reviewer.taps('ตีกลับ')
  }

  it('takes the place of the one that was sent back, and gives it back when it is taken back', async () => {
    await clerk.says(`O14 เสร็จแล้ว https://${site}/14`)
    await clerk.taps('ครบทั้ง 6 ส่งตรวจ')
    await sendBack('O14')
    await clerk.says(`O14 เสร็จแล้ว https://${site}/16-new`)
    expect(said(clerk)).toContain('แทนหน้าเดิม')
    expect(said(clerk)).toContain(`เดิม ${site}/14`)
    await clerk.taps('ส่งตรวจ')
    expect(new Set(await addresses('O14'))).toEqual(new Set([`${site}/16-new`]))
    await clerk.says('เลิกทำ')
    expect(new Set(await addresses('O14'))).toEqual(new Set([`${site}/14`]))
  })

  it('is one more where there are several, and says so; an old one is taken away in words', async () => {
    bot.clock.move(1000)
    await clerk.says(`แนบลิงก์ O14 https://${site}/16`)
    expect(said(clerk)).toContain('แทนหน้าเดิม')
    await clerk.taps('แนบลิงก์')
    bot.clock.move(1000)
    await clerk.says(`แนบลิงก์ O14 https://${site}/17`)
    expect(said(clerk)).toContain('เพิ่มลิงก์หลักฐาน')
    expect(said(clerk)).toContain('หน้าเดิมยังเป็นหลักฐานด้วย')
    expect(said(clerk)).not.toContain('เดิม www')
    await clerk.taps('แนบลิงก์')
    expect(new Set(await addresses('O14'))).toEqual(new Set([`${site}/16`, `${site}/17`]))
    await clerk.says('ลบลิงก์ O14')
    expect(said(clerk)).toMatch(/2 หน้า/)
    await clerk.taps('เอาออก')
    expect(new Set(await addresses('O14'))).toHaveProperty('size', 1)
    await clerk.says('เอาลิงก์เดิมของ O14 ออก')
    expect(said(clerk)).toContain('เอาออก')
  })
})

describe('the pages of an item', () => {
  it('are several, each with the way to it, and one is taken out and back with one tap', async () => {
    await clerk.says(`o16 กำลังทำ https://${site}/16`)
    await clerk.taps('ยืนยัน')
    bot.clock.move(1000)
    await clerk.says(`แนบลิงก์ o16 https://${site}/16-new`)
    await clerk.taps('แนบลิงก์')
    await clerk.says('หลักฐานของข้อ ๑๖')
    expect(said(clerk)).toMatch(/2 หน้า/)
    await clerk.taps('บอกทางเข้าเมนู')
    await clerk.says('หน้าหลัก › จัดซื้อจัดจ้าง › ความก้าวหน้า\nดูตารางที่ 2')
    expect(clerk.lastWords()).toContain('บันทึกทางเข้าของ O16 แล้ว')
    await clerk.says('ดูหลักฐาน O16')
    expect(said(clerk)).toContain('ทางเข้า: หน้าหลัก › จัดซื้อจัดจ้าง › ความก้าวหน้า')
    expect(said(clerk)).toContain('ดูตารางที่ 2')
    await clerk.taps('เอาออก')
    await clerk.says('หลักฐาน o16')
    expect(said(clerk)).toMatch(/1 หน้า/)
    await clerk.taps('เลิกทำ')
    await clerk.says('หลักฐาน o16')
    expect(said(clerk)).toMatch(/2 หน้า/)
  })

  it('keep the way to them when a question comes instead, and get the old way back when another was written', async () => {
    const path = 'หน้าหลัก › จัดซื้อจัดจ้าง › ความก้าวหน้า'
    const pages = async () => {
      await clerk.says('หลักฐาน o16')
      return said(clerk)
    }
    for (const words of ['ข้อ 5 ต้องใช้อะไรบ้าง', 'ใครตรวจข้อนี้คะ', 'สวัสดีค่ะ', `O17 เสร็จแล้ว https://${site}/17`]) {
      await clerk.says('หลักฐาน o16')
      await clerk.taps('บอกทางเข้าเมนู')
      await clerk.says(words)
      expect(clerk.lastWords()).not.toContain('บันทึกทางเข้า')
      if (words.includes('ข้อนี้')) expect(clerk.lastWords()).toContain('O16')
      expect(await pages()).not.toContain(`ทางเข้า: ${words}`)
    }
    await clerk.says('หลักฐาน o16')
    await clerk.taps('บอกทางเข้าเมนู')
    await clerk.says(path)
    await clerk.says('หลักฐาน o16')
    await clerk.taps('บอกทางเข้าเมนู')
    await clerk.says('หน้าหลัก > OIT ปี 2567 > O16')
    expect(clerk.lastWords()).toContain(`เดิมคือ ${path}`)
    await clerk.taps('เลิกทำ')
    expect(await pages()).toContain(`ทางเข้า: ${path}`)
    expect(await pages()).not.toContain('OIT ปี 2567')
    // What is written much later is no answer any more.
    await clerk.taps('บอกทางเข้าเมนู')
    bot.clock.move(hour)
    await clerk.says('แผนผังเว็บไซต์')
    expect(clerk.lastWords()).not.toContain('บันทึกทางเข้า')
  })

  it('take a photo that is sent while the item is spoken of', async () => {
    await clerk.says('o16 ถึงไหนแล้ว')
    await bot.line.sendContent(bot.slug, clerk.userId, 'image', {
      type: 'image/jpeg',
      bytes: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]),
    })
    await bot.app.settle()
    expect(clerk.lastWords()).toContain('ภาพหน้าจอหลักฐานของ O16')
    await clerk.taps('ใช่ แนบเลย')
    expect(clerk.lastWords()).toContain('แนบภาพหน้าจอให้ O16 แล้ว')
    bot.clock.move(2 * day)
    await bot.app.tidy()
    await clerk.says('หลักฐาน o16')
    expect(said(clerk)).toContain('มีภาพหน้าจอ')
    const rows = await bot.database.db.selectFrom('attachments').selectAll().execute()
    expect(rows).toMatchObject([{ state: 'kept' }])
  })

  it('stand with their screenshots on a page behind a one-time link, for this agency alone', async () => {
    await reviewer.says('หลักฐาน o16')
    await reviewer.taps('ดูภาพ O16')
    const link = /"uri":"([^"]*\/o\/work\/open\/[^"?]*)/.exec(JSON.stringify(reviewer.heard().at(-1)))?.[1] ?? ''
    const opened = await fetch(`${bot.url}${new URL(link).pathname}`, { method: 'POST', redirect: 'manual' })
    const cookie = (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    const get = (path: string, headers = { cookie }) => fetch(`${bot.url}${path}`, { headers })
    const to = opened.headers.get('location') ?? ''
    expect(to).toBe('/o/work/evidence/2567/O16')
    const html = await (await get(to)).text()
    expect(html).toContain(`href="https://${site}/16"`)
    expect(html).toContain('หน้าหลัก › จัดซื้อจัดจ้าง › ความก้าวหน้า')
    expect(html).toContain('เปิดได้ · ชื่อหน้า “ความก้าวหน้าการจัดซื้อจัดจ้าง')
    const photo = new URL(/<img src="([^"]+)"/.exec(html)?.[1] ?? '', `${bot.url}${to}`).pathname
    const image = await get(photo)
    expect(image.headers.get('content-type')).toBe('image/jpeg')
    expect(Buffer.from(await image.arrayBuffer())).toEqual(Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]))
    expect((await get(photo, { cookie: '' })).status).toBe(410)
    expect((await get('/o/work/evidence/2567/O99')).status).toBe(404)
    expect((await get('/o/work/evidence/photos/nothing')).status).toBe(404)

    const village = await addAgency(bot, 'bangpu')
    const stranger = await village.staff('reviewer')
    await stranger.says('รายงานผลมาตรการ')
    const theirs = /\/o\/work\/open\/[^"?]*/.exec(JSON.stringify(stranger.heard()))?.[0] ?? ''
    const other = await fetch(`${bot.url}${theirs}`, { method: 'POST', redirect: 'manual' })
    const session = { cookie: (other.headers.get('set-cookie') ?? '').split(';')[0] ?? '' }
    expect(session.cookie).not.toBe('')
    expect((await get(photo, session)).status).toBe(404)
    expect((await get(to, session)).status).toBe(404)
  })

  it('are not for people who do not serve here', async () => {
    const somchai = bot.citizen()
    await somchai.says('หลักฐาน o16')
    expect(said(somchai)).not.toContain(`${site}/16`)
  })
})

describe('a page that has changed', () => {
  it('brings its item back, and whoever looks says with one tap that it is right as it is', async () => {
    await clerk.says(`o17 เสร็จแล้ว https://${site}/17`)
    await clerk.taps('ครบทั้ง 16 ส่งตรวจ')
    web.pages(site, { '/17': page('ประกาศรับสมัครงาน', 'เปิดรับสมัครพนักงานขับรถหนึ่งอัตรา สมัครได้ที่สำนักงาน'.repeat(9)) })
    bot.clock.move(day)
    await bot.app.settle()
    bot.clock.move(hour + 60_000)
    await bot.app.settle()
    await clerk.says('o17 ถึงไหนแล้ว')
    expect(said(clerk)).toMatch(/ตีกลับ.*เนื้อหาในหน้านี้ต่างจากวันที่ส่งมาก/)
    await clerk.says('หลักฐาน o17')
    await clerk.taps('ยังใช้ได้')
    expect(clerk.lastWords()).toContain('กลับไปตรวจ O17')
    await clerk.says('o17 ถึงไหนแล้ว')
    expect(said(clerk)).toContain('รอตรวจ')
  })
})
