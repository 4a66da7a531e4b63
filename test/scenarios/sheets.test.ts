import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { staffStore } from '../../src/staff/staff-store.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { readTableFile } from '../../src/tables/table.ts'
import { workbook } from '../cli/workbook.ts'
import { startBot, type Bot, type Phone } from '../support/bot.ts'
import { said } from '../support/cards.ts'
import { minute } from '../support/clock.ts'
import { page, startPretendWeb, words, type PretendWeb } from '../support/pretend-web.ts'

const site = 'www.phothong.go.th'
const head = ['ข้อ', 'กอง', 'สถานะ', 'ลิงก์', 'หมายเหตุ']
let web: PretendWeb
let bot: Bot
let admin: Phone
let clerk: Phone
beforeAll(async () => {
  web = await startPretendWeb()
  web.elsewhere((_request, response) => response.end(page('หน้า', words)))
  bot = await startBot({ network: web.network })
  admin = await bot.staff('admin', null, 'ผู้ดูแล')
  clerk = await bot.staff('staff', 'กองคลัง', 'สมหญิง')
})
afterAll(async () => {
  await bot.stop()
  await web.stop()
})
beforeEach(() => bot.clock.move(minute))

async function sends(phone: Phone, bytes: Buffer): Promise<void> {
  await bot.line.sendContent(bot.slug, phone.userId, 'file', { type: 'application/octet-stream', bytes })
  await bot.app.settle()
}

async function stateOf(code: string): Promise<string> {
  const row = await bot.database.db.selectFrom('items').select('status').where('code', '=', code).executeTakeFirst()
  return row?.status ?? ''
}

describe('an administrator sends the sheet that the agency has', () => {
  const rows = [
    ['ตารางติดตาม ITA ปี 2567'],
    head,
    ['O14', 'คลัง', 'ดำเนินการแล้ว', `https://${site}/14\nhttps://${site}/14.pdf`, 'ครบแล้ว'],
    ['O16', '', 'กำลังดำเนินการ', '', ''],
    ['O17', '', 'ผ่านการตรวจ', 'https://forms.gle/abc', ''],
    ['O1', '', '', '', ''],
  ]

  it('sees what it would change, takes it over with one tap, and takes all of it back with another', async () => {
    await sends(admin, workbook(rows))
    await admin.taps('นำเข้าตาราง OIT')
    expect(said(admin)).toContain('ตารางนี้จะเปลี่ยน 3 ข้อ ปี 2567')
    expect(said(admin)).toContain('ลิงก์ 2')
    expect(said(admin)).toContain('O17 เขียนว่าผ่านแล้ว แต่ต้องมีผู้ตรวจคนที่สอง')
    expect(said(admin)).toContain('ลิงก์ของ O17 ยังใช้เป็นหลักฐานไม่ได้')
    expect(await stateOf('O14')).toBe('open')

    await admin.taps('นำเข้า')
    expect(admin.lastWords()).toContain('นำเข้าแล้ว 3 ข้อ')
    expect([await stateOf('O14'), await stateOf('O16'), await stateOf('O17')]).toEqual([
      'reported',
      'in_work',
      'reported',
    ])
    await admin.says('หลักฐาน o14')
    expect(said(admin)).toMatch(/2 หน้า.*ตรวจลิงก์แล้ว ใช้ได้/)

    await admin.taps('เลิกทำ')
    expect(admin.lastWords()).toContain('คืนค่าเดิมแล้ว 3 ข้อ')
    expect([await stateOf('O14'), await stateOf('O16'), await stateOf('O17')]).toEqual(['open', 'open', 'open'])
    await admin.says('หลักฐาน o14')
    expect(admin.lastWords()).toContain('ยังไม่มีหลักฐาน')
    await admin.taps('เลิกทำ')
    expect(admin.lastWords()).toContain('เลิกทำไม่ได้แล้ว')
  })

  it('with bad rows, reads the number of each; nothing changes', async () => {
    await sends(
      admin,
      Buffer.from(
        [head, ['O14', '', 'เสร็จแล้ว', '', ''], ['O44', '', 'เสร็จ', '', ''], ['O16', 'กองบิน', '', '', '']].join('\n'),
      ),
    )
    await admin.taps('นำเข้าตาราง OIT')
    expect(admin.lastWords()).toMatch(/พบ 2 แถวที่ต้องแก้.*แถว 3: ไม่มีข้อ “O44”.*แถว 4: ไม่รู้จักหน่วยงาน “กองบิน”/s)
    expect(await stateOf('O14')).toBe('open')
  })

  it('and somebody changes an item meanwhile: it is shown anew before anything happens', async () => {
    await sends(admin, workbook([head, ['O14', '', 'เสร็จแล้ว', '', '']]))
    await admin.taps('นำเข้าตาราง OIT')
    await clerk.says('o14 กำลังทำ')
    await clerk.taps('ยืนยัน')
    await admin.taps('นำเข้า')
    expect(JSON.stringify(admin.heard().slice(-2))).toContain('มีคนแก้รายการหลังจากดูตัวอย่าง')
    expect(await stateOf('O14')).toBe('in_work')
    await admin.taps('ไม่นำเข้า')
    expect(admin.lastWords()).toContain('ทุกข้อยังเหมือนเดิม')
    await admin.taps('นำเข้า')
    expect(admin.lastWords()).toContain('ไฟล์นี้ไม่อยู่แล้ว')
  })

  it('and it is no sheet: the cure is named', async () => {
    for (const [bytes, told] of [
      [Buffer.from('PK\x03\x04 broken', 'latin1'), 'เปิดไฟล์นี้ไม่ได้'],
      [Buffer.from('ชื่อ,นามสกุล\nก,ข'), 'ไม่พบหัวตาราง'],
    ] as const) {
      await sends(admin, bytes)
      await admin.taps('นำเข้าตาราง OIT')
      expect(admin.lastWords()).toContain(told)
    }
  })

  it('and loses the role meanwhile: nothing happens', async () => {
    const second = await bot.staff('admin', null, 'ผู้ดูแลคนที่สอง')
    await sends(second, workbook([head, ['O1', '', 'ยังไม่ได้ดำเนินการ', '', '']]))
    await second.taps('นำเข้าตาราง OIT')
    const before = await stateOf('O1')
    const agency = await bot.app.agencies.bySlug(bot.slug)
    const store = staffStore(bot.database.db, bot.clock, systemIds)
    const member = (await store.list(agency?.id ?? '')).find(({ name }) => name === 'ผู้ดูแลคนที่สอง')
    await store.remove(agency?.id ?? '', member?.id ?? '')
    await second.taps('นำเข้า')
    expect(await stateOf('O1')).toBe(before)
    expect(second.lastWords()).toContain('ส่วนนี้สำหรับเจ้าหน้าที่')
  })
})

describe('the sheet as a file', () => {
  /** Opens the one-time link of the last card, as a browser does. @returns how the session fetches pages, or the refusal */
  async function open(phone: Phone) {
    await phone.says('ขอตาราง')
    const path = /https:\/\/bot\.example\.go\.th(\/o\/work\/open\/[^"?]+)/.exec(
      JSON.stringify(phone.heard().at(-1)),
    )?.[1]
    const opened = await fetch(`${bot.url}${path ?? '/nothing'}`, { method: 'POST', redirect: 'manual' })
    const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? ''
    return {
      leadsTo: opened.headers.get('location'),
      get: (page: string) => fetch(`${bot.url}/o/work/${page}`, { headers: { cookie } }),
    }
  }

  it('is fetched by a one-time link, as a workbook with every item', async () => {
    const { leadsTo, get } = await open(clerk)
    expect(leadsTo).toBe('/o/work/sheet?edition=2567')
    expect(await (await get('sheet?edition=2567')).text()).toContain('ตารางข้อ OIT ปี 2567')
    const file = await get('sheet.xlsx?edition=2567')
    expect(file.headers.get('content-disposition')).toMatch(
      /^attachment; filename="oit-2567\.xlsx"; filename\*=UTF-8''/,
    )
    const table = await readTableFile(Buffer.from(await file.arrayBuffer()))
    expect(table?.kind === 'table' && table.rows).toHaveLength(36)
  })

  it('is CSV for whoever wants that, and goes back in without a change', async () => {
    const { get } = await open(clerk)
    const bytes = Buffer.from(await (await get('sheet.csv?edition=2567')).arrayBuffer())
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
    await sends(admin, bytes)
    await admin.taps('นำเข้าตาราง OIT')
    expect(admin.lastWords()).toContain('ตารางนี้ตรงกับในระบบแล้วทั้ง 35 ข้อ')
  })

  it('is there for no year that is not loaded, and for nobody without a session', async () => {
    const { get } = await open(clerk)
    for (const page of ['sheet.csv?edition=2565', 'sheet.csv?edition=x', 'sheet.csv'])
      expect((await get(page)).status).toBe(404)
    expect((await fetch(`${bot.url}/o/work/sheet.csv?edition=2567`)).status).toBe(410)
  })

  it('is not for citizens', async () => {
    const somchai = bot.citizen()
    await somchai.says('ขอตาราง')
    expect(said(somchai)).not.toContain('/o/work/')
  })
})
