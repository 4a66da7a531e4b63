import { fileURLToPath } from 'node:url'
import { serve, type ServerType } from '@hono/node-server'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bare, khaokluai, startHost } from '../web/agencies.ts'

/** Functions that run inside the page, where there are no types. */
const inPage = fileURLToPath(new URL('../web/in-page.js', import.meta.url))

type Contrasts = { counted: number; weakest: { ratio: number; text: string }[] }

let browser: Browser
let server: ServerType
let origin: string

beforeAll(async () => {
  // Everything that is long at once, as a real agency may have it.
  const long = {
    ...khaokluai,
    slug: 'long',
    name: 'องค์การบริหารส่วนตำบลบ้านโพธิ์ทองพัฒนาสามัคคี',
    contacts: { ...khaokluai.contacts, map: `https://maps.example.go.th/${'very-long-address/'.repeat(12)}` },
    digits: 'thai' as const,
  }
  const { app } = startHost([khaokluai, bare, long], { publicUrl: 'http://localhost' })
  await new Promise<void>((resolve) => {
    server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
      origin = `http://127.0.0.1:${port}`
      resolve()
    })
  })
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
})

afterAll(async () => {
  await browser.close()
  await new Promise((resolve) => server.close(resolve))
})

async function open(
  path: string,
  options: { width?: number; dark?: boolean } = {},
): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage({
    viewport: { width: options.width ?? 360, height: 740 },
    colorScheme: options.dark === true ? 'dark' : 'light',
  })
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('requestfailed', (request) => complaints.push(request.url()))
  await page.addInitScript({ path: inPage })
  await page.goto(origin + path)
  return { page, complaints }
}

const paths = ['/', '/a/khaokluai', '/a/bare', '/a/long', '/a/khaokluai/privacy', '/a/long/privacy']

describe('the public pages in a real browser', () => {
  it.each(paths)('break no rule of their own policy and load nothing that fails: %s', async (path) => {
    const { page, complaints } = await open(path)
    expect(complaints).toEqual([])
    // The stylesheet was applied: without it the body has the browser's own margin.
    expect(await page.evaluate('getComputedStyle(document.body).margin')).toBe('0px')
    await page.close()
  })

  it.each(paths.flatMap((path) => [320, 360, 1280].map((width) => [path, width] as const)))(
    'need no scrolling sideways: %s at %i px',
    async (path, width) => {
      const { page } = await open(path, { width })
      const wide = await page.evaluate<string[]>('tooWide()')
      expect(wide).toEqual([])
      await page.close()
    },
  )

  it.each(paths)('have one first heading and skip no level: %s', async (path) => {
    const { page } = await open(path)
    const levels = await page.evaluate<number[]>('headingLevels()')
    expect(levels.filter((level) => level === 1)).toHaveLength(1)
    expect(levels[0]).toBe(1)
    levels.reduce((before, level) => {
      expect(level).toBeLessThanOrEqual(before + 1)
      return level
    }, 0)
    await page.close()
  })

  it.each(paths.flatMap((path) => [false, true].map((dark) => [path, dark] as const)))(
    'show every word at a contrast of at least 4.5 to 1: %s, dark %s',
    async (path, dark) => {
      const { page } = await open(path, { dark })
      const { weakest, counted } = await page.evaluate<Contrasts>('contrasts()')
      expect(counted).toBeGreaterThan(3)
      expect(weakest.filter(({ ratio }) => ratio < 4.5)).toEqual([])
      await page.close()
    },
  )

  it.each(paths)('have letters of at least 14 px, and places to tap of at least 40 px: %s', async (path) => {
    const { page } = await open(path)
    const small = await page.evaluate<string[]>('tooSmall()')
    expect(small).toEqual([])
    await page.close()
  })

  it('can be read by ear: landmarks, names of sections, and the table cells with their headings', async () => {
    const { page } = await open('/a/khaokluai')
    const tree = await page.locator('body').ariaSnapshot()
    expect(tree).toContain('- banner')
    expect(tree).toContain('- main')
    expect(tree).toContain('region "ถาม–ตอบ (Q&A) ทาง LINE"')
    expect(tree).toContain('region "แจ้งเบาะแสการทุจริตและประพฤติมิชอบ"')
    expect(tree).toContain('table "เรื่องร้องเรียนการทุจริตและประพฤติมิชอบ"')
    expect(tree).toContain('rowheader "ปีงบประมาณ 2569"')
    expect(tree).toContain('img "คิวอาร์โค้ดสำหรับเพิ่มเพื่อน @khaokluai ใน LINE"')
    await page.close()
  })

  it('shows where the keyboard is', async () => {
    const { page } = await open('/a/khaokluai')
    await page.keyboard.press('Tab')
    const focused = await page.evaluate<unknown>('focused()')
    expect(focused).toEqual({ text: 'เพิ่มเพื่อนใน LINE', outline: '3px' })
    await page.close()
  })
})
