import axe from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBot, type Bot } from '../support/bot.ts'
import { drawPicture } from '../simulator/sample-pictures.ts'
import { startChromium } from './chromium.ts'

let bot: Bot
let browser: Browser
let context: BrowserContext
let page: Page
const complaints: string[] = []

beforeAll(async () => {
  bot = await startBot({ agency: 'khemarat', digits: 'thai' })
  const clerk = await bot.staff('staff', 'กองคลัง')
  for (const told of [
    'มาตรการ 4.2 เสร็จแล้ว ลงทะเบียนครุภัณฑ์ครบทุกกอง 120 รายการ ไตรมาส 1 https://www.khemarat.go.th/asset',
    `มาตรการ 6.4 ไตรมาส 2 จัดอบรม ${'คุณธรรมจริยธรรม'.repeat(20)} https://www.khemarat.go.th/${'long/'.repeat(40)}`,
    'มาตรการ 1.1 เสร็จแล้ว',
  ]) {
    await clerk.says(told)
    await clerk.says('ใช่')
  }
  await clerk.says('รายงานมาตรการ')
  const [, link = ''] = /example\.go\.th(\/o\/work\/open\/[\w-]+)/.exec(JSON.stringify(clerk.heard().at(-1))) ?? []
  browser = await startChromium()
  // The policy keeps foreign scripts out; the tool that looks at the page is one.
  context = await browser.newContext({ bypassCSP: true })
  page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(`${bot.url}${link}`)
})

afterAll(async () => {
  await browser.close()
  await bot.stop()
})

/** What axe finds wrong on the page as it stands. */
async function mistakes(): Promise<string[]> {
  await page.addScriptTag({ content: axe.source })
  const found = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>('axe.run()')
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)
}

describe('the staff pages in a real browser', () => {
  it('are entered by one press, which leads to the report', async () => {
    expect(await mistakes()).toEqual([])
    await page.getByRole('button', { name: 'เปิดหน้า' }).click()
    await page.waitForURL('**/o/work/measures')
    expect(await page.title()).toContain('รายงานผลการดำเนินการ')
    expect(await mistakes()).toEqual([])
  })

  it.each([320, 360, 768, 1280])('need no scrolling sideways at %i px', async (width) => {
    await page.setViewportSize({ width, height: 740 })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
    expect(await mistakes()).toEqual([])
  })

  it('lead from quarter to quarter and to the file, without an error on the way', async () => {
    await page.getByRole('link', { name: 'ไตรมาสที่ ๒' }).click()
    await page.waitForURL('**/measures?quarter=2')
    expect(await page.textContent('main')).not.toContain('ลงทะเบียนครุภัณฑ์')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'บันทึกเป็นตาราง' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/2566\.csv$/)
    expect(complaints).toEqual([])
  })
})

describe('the page with the files of a request', () => {
  it.each([320, 1280])('shows a photo as wide as the page at %i px and no wider', async (width) => {
    const bytes = await drawPicture('pothole')
    if (!bytes) throw new Error('The sample picture is missing.')
    const malee = bot.citizen('มาลี')
    await malee.says('สวัสดีค่ะ')
    await bot.line.sendContent(bot.slug, malee.userId, 'image', { type: 'image/png', bytes })
    await bot.app.settle()
    await malee.taps('ถนน ท่อ ทางเท้า')
    await malee.says('หน้าวัด')
    const engineer = await bot.staff('staff', null, 'ช่างเอก')
    const [, number = ''] =
      /[RQ]-25\d\d-0*(\d+)/.exec(JSON.stringify(malee.heard().at(-1)).replace(/[๐-๙]/g, digit)) ?? []
    await engineer.says(`เปิดไฟล์ R${number}`)
    const [, link = ''] = /example\.go\.th(\/o\/work\/open\/[\w-]+)/.exec(JSON.stringify(engineer.heard())) ?? []
    await page.setViewportSize({ width, height: 740 })
    await page.goto(`${bot.url}${link}`)
    await page.getByRole('button', { name: 'เปิดหน้า' }).click()
    await page.waitForURL('**/o/work/threads/*')
    await page.waitForFunction(
      '[...document.images].length > 0 && [...document.images].every((one) => one.naturalWidth > 0)',
    )
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
    expect(await mistakes()).toEqual([])
  })
})

function digit(thai: string): string {
  return String(thai.charCodeAt(0) - 0x0e50)
}
