import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { minute } from '../support/clock.ts'
import { startBot, type Bot, type Phone } from '../support/bot.ts'

let bot: Bot
let clerk: Phone
let mayor: Phone
beforeAll(async () => {
  bot = await startBot({ agency: 'khemarat', digits: 'thai' })
  clerk = await bot.staff('staff', 'กองคลัง')
  mayor = await bot.staff('executive', null, 'ลำดวน')
  for (const told of [
    'มาตรการ 4.2 เสร็จแล้ว ลงทะเบียนครุภัณฑ์ครบทุกกอง 120 รายการ ไตรมาส 1 https://www.khemarat.go.th/asset',
    'มาตรการ 6.4 ไตรมาส 2 จัดอบรม =1+1 "คุณธรรม" <b>45</b> คน',
    'มาตรการ 1.1 เสร็จแล้ว',
  ]) {
    await clerk.says(told)
    await clerk.says('ใช่')
  }
})
afterAll(() => bot.stop())

/** The path of the link that somebody just got. */
async function linkOf(phone: Phone): Promise<string> {
  await phone.says('รายงานมาตรการ')
  const address = /https:\/\/bot\.example\.go\.th(\/o\/work\/open\/[\w-]+)\?openExternalBrowser=1/.exec(
    JSON.stringify(phone.heard().at(-1)),
  )
  if (!address?.[1]) throw new Error('There is no link.')
  return address[1]
}
const get = (path: string, cookie = '') => fetch(`${bot.url}${path}`, { headers: { cookie }, redirect: 'manual' })
async function enter(path: string): Promise<{ status: number; cookie: string; to: string }> {
  const response = await fetch(`${bot.url}${path}`, { method: 'POST', redirect: 'manual' })
  return {
    status: response.status,
    cookie: (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '',
    to: response.headers.get('location') ?? '',
  }
}

/** Every word that a card or a message shows. */
function wordsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(wordsOf)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]) =>
    typeof one === 'string' && ['text', 'altText', 'label', 'displayText'].includes(key) ? [one] : wordsOf(one),
  )
}

describe('the cards of an agency that writes Thai digits', () => {
  it.each([
    'มาตรการ',
    'ประเด็นที่ 4',
    'มาตรการ 4.2',
    'ตัวชี้วัดที่ 4',
    'คะแนน',
    'ควรทำข้อไหนก่อนดี',
    'สรุป',
    'มาตรการไตรมาส 2',
    'i8 ได้เท่าไร',
  ])('show no other digits: %s', async (asked) => {
    const phone = asked === 'สรุป' ? mayor : clerk
    await phone.says(asked)
    const since = phone.chat().findLastIndex((entry) => entry.from === 'person')
    const said = phone
      .chat()
      .slice(since + 1)
      .flatMap((entry) => (entry.from === 'bot' ? wordsOf(entry.message) : []))
    expect(said.length).toBeGreaterThan(2)
    expect(said.map((words) => words.replace(/https?:\S+/g, '')).filter((words) => /[0-9]/.test(words))).toEqual([])
  })
})

describe('the report of the measures', () => {
  it('opens once from a link in LINE, with a press, and a preview of the link uses nothing up', async () => {
    const link = await linkOf(clerk)
    for (const _ of [1, 2]) expect((await get(link)).status).toBe(200)
    const entered = await enter(link)
    expect(entered).toMatchObject({ status: 303, to: '/o/work/measures' })
    const page = await get(entered.to, entered.cookie)
    expect(page.status).toBe(200)
    expect(page.headers.get('cache-control')).toBe('no-store')
    const text = await page.text()
    expect(text).toContain('ประจำปีงบประมาณ พ.ศ. ๒๕๖๖')
    expect(text).toContain('ประเด็นที่ ๗ กลไกและมาตรการในการแก้ไขและป้องกันการทุจริตภายในหน่วยงาน')
    expect(text).toContain('ลงทะเบียนครุภัณฑ์ครบทุกกอง ๑๒๐ รายการ')
    expect(text).toContain('href="https://www.khemarat.go.th/asset"')
    expect(text).toContain('&lt;b&gt;๔๕&lt;/b&gt;')
    expect(text).not.toContain('<b>๔๕')
    // A tick without words is not printed as done.
    expect(text).toContain('มี ๑ มาตรการที่ทำเครื่องหมายว่าเสร็จ แต่ยังไม่มีข้อความหรือลิงก์')

    expect((await enter(link)).status).toBe(410)
    expect((await get(link)).status).toBe(410)
  })

  it('shows one quarter, and comes as a table that Excel reads and that carries no formula', async () => {
    const { cookie } = await enter(await linkOf(clerk))
    const second = await (await get('/o/work/measures?quarter=2', cookie)).text()
    expect(second).toContain('คุณธรรม')
    expect(second).not.toContain('ลงทะเบียนครุภัณฑ์')
    const table = await get('/o/work/measures.csv', cookie)
    expect(table.headers.get('content-type')).toContain('text/csv')
    const bytes = new Uint8Array(await table.arrayBuffer())
    expect(Array.from(bytes.slice(0, 3))).toEqual([0xef, 0xbb, 0xbf])
    const rows = new TextDecoder().decode(bytes).split('\r\n')
    expect(rows[0]).toContain('ประเด็น,รหัส,มาตรการ/แนวทาง')
    expect(rows.find((row) => row.includes('๔.๒'))).toContain(
      'ดำเนินการแล้ว,๑,ลงทะเบียนครุภัณฑ์ครบทุกกอง ๑๒๐ รายการ,https://www.khemarat.go.th/asset',
    )
    expect(rows.find((row) => row.includes('๖.๔'))).toContain('"จัดอบรม =๑+๑ ""คุณธรรม"" <b>๔๕</b> คน"')
    expect(rows.filter((row) => row !== '')).toHaveLength(1 + 34)
  })

  it('is closed without the link, after half an hour, and at once for whoever serves no more', async () => {
    expect((await get('/o/work/measures')).status).toBe(410)
    expect((await get('/o/work/measures', 'prongsai_work=guess')).status).toBe(410)
    expect((await get('/o')).status).toBe(200)
    expect((await enter('/o/work/open/guess')).status).toBe(410)

    const unopened = await linkOf(clerk)
    const { cookie } = await enter(await linkOf(clerk))
    bot.clock.move(16 * minute)
    expect((await enter(unopened)).status).toBe(410)
    expect((await get('/o/work/measures', cookie)).status).toBe(200)
    bot.clock.move(15 * minute)
    expect((await get('/o/work/measures', cookie)).status).toBe(410)

    const other = await bot.staff('staff', 'กองคลัง', 'สมใจ')
    const entered = await enter(await linkOf(other))
    expect((await get('/o/work/measures', entered.cookie)).status).toBe(200)
    await bot.database.db
      .updateTable('staff')
      .set({ removed_at: bot.clock.now().toISOString() })
      .where('name', '=', 'สมใจ')
      .execute()
    expect((await get('/o/work/measures', entered.cookie)).status).toBe(410)
  })

  it('is for staff: a citizen who asks for it gets no link, and the secret stands in no table and no log', async () => {
    const citizen = bot.citizen()
    await citizen.says('รายงานมาตรการ')
    await bot.line.tap(bot.slug, citizen.userId, { type: 'postback', data: 'report.1?{}' })
    await bot.app.settle()
    expect(JSON.stringify(citizen.heard())).not.toContain('/o/work/')
    const link = await linkOf(clerk)
    const secret = link.split('/').at(-1) ?? ''
    const rows = await bot.database.db.selectFrom('staff_links').selectAll().execute()
    expect(secret.length).toBeGreaterThan(30)
    expect(JSON.stringify(rows)).not.toContain(secret)
    expect(bot.logLines.join('\n')).not.toContain(secret)
  })
})
