import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/kernel/clock.ts'
import { startSmallTown, text } from '../simulator-console/small-town.ts'
import type { SmallTown, WebhookEvent } from '../simulator-console/small-town.ts'
import { startChromium } from './chromium.ts'
import { measuredCard, measuredCarousel } from './measured-card.ts'

// What the functions that run inside the page use of it; this program has no browser types.
type PageNode = {
  className: string
  scrollWidth: number
  clientWidth: number
  style: { cssText: string }
  append(child: PageNode): void
  remove(): void
  getBoundingClientRect(): { bottom: number }
  querySelector(selector: string): PageNode | null
  querySelectorAll(selector: string): Iterable<PageNode>
}
declare const document: {
  activeElement: unknown
  documentElement: PageNode
  fonts: { ready: Promise<unknown> }
  createElement(tag: string): PageNode
}
declare const window: { innerWidth: number }
declare const getComputedStyle: (
  node: unknown,
) => Record<'fontSize' | 'fontWeight' | 'color' | 'textDecorationLine' | 'borderTopColor', string>

let browser: Browser
let town: SmallTown
let page: Page
let complaints: string[]

beforeAll(async () => {
  browser = await startChromium()
})
afterAll(async () => {
  await browser?.close()
})

beforeEach(async () => {
  town = await startSmallTown(answer, systemClock)
  town.line.setRelation('town', town.citizen, 'friend')
  await town.line.follow('town', town.citizen)
  await town.line.follow('town', town.staff)
  await openPage(1440, 1000)
})

afterEach(async () => {
  await page.context().close()
  await town.stop()
  expect(complaints).toEqual([])
})

function answer({ type, message, postback }: WebhookEvent): Record<string, unknown>[] {
  if (postback) return [text(`กด ${postback.data} ${Object.values(postback.params ?? {}).join()}`)]
  if (type !== 'message') return []
  switch (message?.text) {
    case 'ไฟดับ':
      return [
        text(
          'ส่งให้เจ้าหน้าที่ไหมคะ',
          { type: 'message', label: 'ส่งเลย', text: 'ส่งให้เจ้าหน้าที่' },
          { type: 'postback', label: 'ตอบเอง', data: 'own', inputOption: 'openKeyboard', fillInText: 'ตอบ Q12 ' },
          { type: 'datetimepicker', label: 'เลือกวัน', data: 'day', mode: 'date', min: '2026-01-01' },
          { type: 'location', label: 'ส่งตำแหน่ง' },
        ),
      ]
    case 'การ์ด':
      return [measuredCard]
    case 'หลายใบ':
      return [measuredCarousel('mega')]
    case 'ใบเล็ก':
      return [measuredCarousel('micro')]
    case 'ลิงก์':
      return [text('โทร 0 4300 0000 หรือ https://www.example.org/qa?id=12')]
    case undefined:
      return [text(`ได้รับ ${message?.type}`)]
    default:
      return [text(`ได้ยินว่า ${message?.text}`)]
  }
}

async function openPage(width: number, height: number, path = '/'): Promise<void> {
  await page?.context().close()
  page = await browser.newPage({ viewport: { width, height } })
  page.setDefaultTimeout(8_000)
  complaints = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  // Cards name pictures and pages on other hosts; no test leaves this machine.
  await page.context().route(/^https:/, (route) => {
    const isPicture = route.request().resourceType() === 'image'
    return route.fulfill({
      contentType: isPicture ? 'image/svg+xml' : 'text/html',
      body: isPicture ? '<svg xmlns="http://www.w3.org/2000/svg"/>' : '<title>elsewhere</title>',
    })
  })
  await page.goto(town.url + path)
  if (path === '/') await page.locator('.phone').first().waitFor()
}

const phone = (id: 'citizen' | 'staff' = 'citizen'): Locator => page.locator(`#phone-${id}`)
const bubble = (words: string, id: 'citizen' | 'staff' = 'citizen'): Locator =>
  phone(id).locator('.entry .bubble', { hasText: words }).last()

async function write(words: string, id: 'citizen' | 'staff' = 'citizen'): Promise<void> {
  await phone(id).getByPlaceholder('พิมพ์ข้อความ').fill(words)
  await page.keyboard.press('Enter')
}

async function showCard(words: string): Promise<Locator> {
  const cards = phone().locator('.flex > :first-child')
  const card = cards.nth(await cards.count())
  await write(words)
  await card.waitFor()
  await page.evaluate(() => document.fonts.ready)
  return card
}

async function box(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const found = await locator.boundingBox()
  if (!found) throw new Error('It is not on the page.')
  return found
}

/** The bot's last events, in words. */
const heard = (): unknown[] =>
  town.events.map(({ message, postback }) => postback?.data ?? message?.text ?? message?.type)

const overflow = (): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)

describe('a visitor', () => {
  it('types, and the answer appears in that phone and no other', async () => {
    await write('สวัสดี')
    await bubble('ได้ยินว่า สวัสดี').waitFor()
    expect(await phone('staff').locator('.entry').count()).toBe(0)
  })

  it('tries what is suggested; then the suggestions are gone', async () => {
    await phone().locator('.tries').getByRole('button', { name: 'สวัสดี' }).click()
    await bubble('ได้ยินว่า สวัสดี').waitFor()
    expect(await phone().locator('.tries').isVisible()).toBe(false)
  })

  it('taps a quick reply: it is said, and the choices are gone', async () => {
    await write('ไฟดับ')
    await phone().getByRole('button', { name: 'ส่งเลย' }).click()
    await bubble('ได้ยินว่า ส่งให้เจ้าหน้าที่').waitFor()
    expect(await phone().locator('.quick-replies button').count()).toBe(0)
  })

  it('gets words put into the input line by a button that opens the keyboard', async () => {
    await write('ไฟดับ')
    await phone().getByRole('button', { name: 'ตอบเอง' }).click()
    const input = phone().getByPlaceholder('พิมพ์ข้อความ')
    await expect.poll(() => input.inputValue()).toBe('ตอบ Q12 ')
    expect(await input.evaluate((node) => node === document.activeElement)).toBe(true)
    await bubble('กด own').waitFor()
  })

  it('picks a day', async () => {
    await write('ไฟดับ')
    await phone().getByRole('button', { name: 'เลือกวัน' }).click()
    await page.getByRole('dialog').locator('input[type=date]').fill('2026-10-03')
    await page.getByRole('dialog').getByRole('button', { name: 'เลือก', exact: true }).click()
    await bubble('กด day 2026-10-03').waitFor()
  })

  it('sends a place, a sticker and a picture, and sees each of them', async () => {
    await write('ไฟดับ')
    await phone().getByRole('button', { name: 'ส่งตำแหน่ง' }).click()
    await phone()
      .getByRole('button', { name: /ตลาดสด/ })
      .click()
    await bubble('ได้รับ location').waitFor()
    await phone().getByRole('button', { name: /แนบรูป/ }).click()
    await phone().getByRole('button', { name: 'สติกเกอร์', exact: true }).click()
    await phone().getByRole('button', { name: 'ขอบคุณ' }).click()
    await bubble('ได้รับ sticker').waitFor()
    await phone().getByRole('button', { name: /แนบรูป/ }).click()
    await phone().getByRole('button', { name: 'รูปภาพ', exact: true }).click()
    await phone().getByRole('button', { name: 'ไฟทางดับ' }).click()
    await bubble('ได้รับ image').waitFor()
    expect(await phone().locator('.from-person .location, .from-person .sticker').count()).toBe(2)
    const picture = phone().locator('.from-person .picture img')
    await expect
      .poll(() => picture.evaluate((node) => (node as unknown as { naturalWidth: number }).naturalWidth))
      .toBe(1200)
  })

  it('uploads a file of their own', async () => {
    await phone().getByRole('button', { name: /แนบรูป/ }).click()
    await phone()
      .locator('.sheet input[type=file]')
      .setInputFiles({ name: 'แผนงาน.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4') })
    await bubble('ได้รับ file').waitFor()
    expect(await phone().locator('a.file').textContent()).toContain('แผนงาน.pdf')
  })

  it('opens and closes the rich menu by its bar and taps an area', async () => {
    await town.giveRichMenu()
    const bar = phone().getByRole('button', { name: 'เมนู', exact: true })
    await bar.waitFor()
    expect(await bar.getAttribute('aria-expanded')).toBe('true')
    await bar.click()
    expect(await phone().locator('.rich-menu').count()).toBe(0)
    await bar.click()
    const { x, y, width, height } = await box(phone().locator('.rich-menu'))
    await page.mouse.click(x + width * 0.75, y + height / 2)
    await bubble('ได้ยินว่า ขวา').waitFor()
  })

  it('sees where a link leads before it opens, and a number to call', async () => {
    // There is no network: the page behind the link is one of ours.
    await page.context().route('https://www.example.org/**', (route) => route.fulfill({ status: 200, body: 'ok' }))
    await write('ลิงก์')
    await bubble('0 4300 0000').getByRole('link', { name: 'https://www.example.org/qa?id=12' }).click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.textContent()).toContain('www.example.org')
    const [opened] = await Promise.all([
      page.context().waitForEvent('page'),
      dialog.getByRole('button', { name: 'เปิดในแท็บใหม่' }).click(),
    ])
    await opened.waitForURL('https://www.example.org/qa?id=12')
    await opened.close()
    await bubble('0 4300 0000').getByRole('link', { name: '0 4300 0000' }).click()
    expect(await dialog.textContent()).toContain('043000000')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })

  it('moves the clock a week on: the head says so, and the chat begins a new day', async () => {
    await write('วันนี้')
    await bubble('ได้ยินว่า วันนี้').waitFor()
    await page.getByRole('button', { name: 'เวลาและเหตุขัดข้อง' }).first().click()
    await page.getByRole('button', { name: '+7 วัน' }).click()
    await page.locator('.clock-shift', { hasText: '+7 วัน' }).waitFor()
    expect(town.clockMoves()).toBe(1)
    await write('อีกเจ็ดวัน')
    await bubble('ได้ยินว่า อีกเจ็ดวัน').waitFor()
    expect(await phone().locator('.day').count()).toBe(2)
    await page.getByRole('button', { name: 'กลับเวลาจริง' }).click()
    await page.locator('.clock-shift:empty').waitFor({ state: 'attached' })
    expect(town.clock.offset()).toBe(0)
  })

  it('takes LINE down, is told so under the head, and puts everything right with one button', async () => {
    await page.getByRole('button', { name: 'เวลาและเหตุขัดข้อง' }).first().click()
    await page.getByRole('switch', { name: /LINE ล่ม/ }).click()
    await page.locator('.alarm', { hasText: 'LINE ล่ม' }).waitFor()
    await write('มีใครอยู่ไหม')
    await town.line.until(() => town.line.calls().some(({ status }) => status === 500))
    expect(await phone().locator('.from-bot').count()).toBe(0)
    await page.getByRole('button', { name: 'กลับเป็นปกติ' }).click()
    await page.locator('.alarm:not(.is-offline)').waitFor({ state: 'hidden' })
    await write('ตอนนี้ล่ะ')
    await bubble('ได้ยินว่า ตอนนี้ล่ะ').waitFor()
  })

  it('looks at what went over the wire, and at the JSON of a bubble', async () => {
    await write('สวัสดี')
    await bubble('ได้ยินว่า สวัสดี').waitFor()
    await page.getByRole('button', { name: 'ดูการเรียก API' }).click()
    await page.locator('.traffic li', { hasText: '/v2/bot/message/reply' }).first().waitFor()
    await page.locator('.traffic li', { hasText: 'webhook message text' }).first().click()
    expect(await page.locator('.traffic .json').allTextContents()).toEqual(
      expect.arrayContaining([expect.stringContaining('webhookEventId')]),
    )
    await phone().locator('.from-bot .raw').first().click()
    expect(await page.getByRole('dialog').locator('.json').textContent()).toContain('"via": "reply"')
    await page.keyboard.press('Escape')
    await bubble('ได้ยินว่า สวัสดี').click({ button: 'right' })
    expect(await page.getByRole('dialog').locator('.json').textContent()).toContain('ได้ยินว่า สวัสดี')
  })

  it('blocks the account and adds it again', async () => {
    await phone().getByRole('button', { name: 'ตัวเลือกของแชต' }).click()
    await page.getByRole('button', { name: 'บล็อกบัญชีนี้' }).click()
    await phone()
      .getByRole('button', { name: /เพิ่มเพื่อน|เลิกบล็อก/ })
      .click()
    await phone().getByPlaceholder('พิมพ์ข้อความ').waitFor()
    expect(town.events.map(({ type }) => type).slice(-2)).toEqual(['unfollow', 'follow'])
  })

  it('is shown an error as words when the bot cannot be reached', async () => {
    town.line.setWebhookUrl('town', 'http://127.0.0.1:9/webhook')
    await write('ฮัลโหล')
    await page.locator('#toast.is-shown', { hasText: 'ติดต่อบอตไม่ได้' }).waitFor()
  })

  it('does not lose what stood in the page when the console was asked twice', async () => {
    await write('หนึ่ง')
    await bubble('ได้ยินว่า หนึ่ง').waitFor()
    const first = await phone().locator('.entry').first().elementHandle()
    await write('สอง')
    await bubble('ได้ยินว่า สอง').waitFor()
    expect(await first?.evaluate((node) => node.isConnected)).toBe(true)
  })
})

describe('on a phone of 360 pixels', () => {
  beforeEach(() => openPage(360, 740))

  it('one phone fills the screen, the tabs lead to the others, and news is marked', async () => {
    expect(Math.round((await box(phone())).width)).toBe(360)
    await town.call('/v2/bot/message/push', { to: town.staff, messages: [text('คำถามใหม่')] })
    const tab = page.locator('.tabs button', { hasText: 'เจ้าหน้าที่' })
    await expect.poll(() => tab.getAttribute('class')).toContain('has-news')
    await tab.click()
    await expect.poll(async () => Math.round((await box(phone('staff'))).x)).toBe(0)
    await expect.poll(() => tab.getAttribute('class')).not.toContain('has-news')
  })

  it('nothing reaches over the edge, whatever is open', async () => {
    await town.giveRichMenu()
    await showCard('การ์ด')
    await showCard('หลายใบ')
    await write('ไฟดับ')
    await phone().locator('.quick-replies button').first().waitFor()
    expect(await overflow()).toBe(0)
    await page.getByRole('button', { name: 'เวลาและเหตุขัดข้อง' }).first().click()
    expect(await overflow()).toBe(0)
    await page.getByRole('button', { name: '+7 วัน' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'ดูการเรียก API' }).click()
    expect(await overflow()).toBe(0)
    const { x, width } = await box(phone().locator('.chat'))
    for (const card of await phone().locator('.flex > .flex-bubble').all()) {
      const edge = await box(card)
      expect(edge.x).toBeGreaterThanOrEqual(x)
      expect(edge.x + edge.width).toBeLessThanOrEqual(x + width)
    }
  })

  it('the page of all cards fits too', async () => {
    await openPage(360, 740, '/templates')
    await page.locator('figure[data-card]').first().waitFor()
    expect(await page.locator('.mistakes').count()).toBe(0)
    expect(await overflow()).toBe(0)
  })
})

describe('a Flex card', () => {
  it('has the widths and paddings of LINE', async () => {
    const card = await showCard('การ์ด')
    const whole = await box(card)
    expect(whole.width).toBe(300)
    const hero = await box(card.locator('.flex-hero'))
    expect(hero.width / hero.height).toBeCloseTo(20 / 13, 1)
    const firstText = await box(card.locator('.flex-body > .flex-box > .flex-text').first())
    const body = await box(card.locator('.flex-body'))
    expect(firstText.x - whole.x).toBe(20)
    expect(firstText.y - body.y).toBe(19)
    const footer = await box(card.locator('.flex-footer'))
    const buttons = card.locator('.flex-footer button')
    const sizes = await Promise.all([0, 1, 2].map((index) => box(buttons.nth(index))))
    expect(sizes.map(({ height }) => height)).toEqual([52, 40, 52])
    expect(sizes.map(({ width }) => width)).toEqual([280, 280, 280])
    // The line above the footer takes one pixel.
    expect((sizes[0]?.y ?? 0) - footer.y).toBe(11)
    expect((sizes[1]?.y ?? 0) - (sizes[0]?.y ?? 0)).toBe(56)
  })

  it('ignores the margin of the first component and prefers a margin to the spacing', async () => {
    const card = await showCard('การ์ด')
    const header = await box(card.locator('.flex-header'))
    const title = await box(card.locator('.flex-header .flex-text'))
    expect(title.y - header.y).toBe(20)
    const texts = card.locator('.flex-body > .flex-box > .flex-text')
    const [one, two, three] = await Promise.all([0, 1, 2].map((index) => box(texts.nth(index))))
    if (!one || !two || !three) throw new Error('The texts are missing.')
    expect(two.y - (one.y + one.height)).toBeCloseTo(16, 0)
    expect(three.y - (two.y + two.height)).toBeCloseTo(8, 0)
  })

  it('cuts a text to one line, wraps it when told, and stops after maxLines', async () => {
    const card = await showCard('การ์ด')
    const texts = card.locator('.flex-body > .flex-box > .flex-text p')
    const [one, wrapped, two] = await Promise.all([0, 1, 2].map((index) => box(texts.nth(index))))
    const lineHeight = 16 * 1.4
    expect(one?.height).toBeCloseTo(lineHeight, 0)
    expect(await texts.nth(0).evaluate((node) => node.scrollWidth > node.clientWidth)).toBe(true)
    expect(wrapped?.height).toBeGreaterThanOrEqual(lineHeight * 2 - 1)
    expect(two?.height).toBeCloseTo(14 * 1.4 * 2, 0)
    const shrunk = card.locator('p', { hasText: 'ย่อให้พอดี' })
    await expect.poll(() => shrunk.evaluate((node) => node.scrollWidth <= node.clientWidth)).toBe(true)
    expect(await shrunk.evaluate((node) => Number.parseFloat(getComputedStyle(node).fontSize))).toBeLessThan(22)
  })

  it('shares the width by flex, and takes only what it needs with flex 0', async () => {
    const card = await showCard('การ์ด')
    const two = await box(card.locator('.flex-text', { hasText: 'สอง' }))
    const three = await box(card.locator('.flex-text', { hasText: 'สาม' }))
    expect(two.width).toBeCloseTo((260 * 2) / 5, 0)
    expect(three.width).toBeCloseTo((260 * 3) / 5, 0)
    const narrow = await box(card.locator('.flex-text', { hasText: 'ตามเนื้อ' }))
    expect(narrow.width).toBeLessThan(80)
    const line = await box(card.locator('.flex-horizontal > .flex-separator'))
    expect(line.width).toBe(1)
    expect(line.height).toBeCloseTo(narrow.height, 0)
    expect(narrow.x - line.x).toBeCloseTo(5, 0)
  })

  it('draws bars by percent, badges where they are put, borders and gradients', async () => {
    const card = await showCard('การ์ด')
    const bar = card.locator('.flex-box[style*="45%"]')
    expect((await box(bar)).width).toBeCloseTo(260 * 0.45, 0)
    const frame = card.locator('.flex-box[style*="linear-gradient"]')
    const badge = frame.locator('.flex-box')
    const outer = await box(frame)
    const inner = await box(badge)
    expect(inner.y - outer.y).toBe(2 + 8)
    expect(outer.x + outer.width - (inner.x + inner.width)).toBe(2 + 12)
    expect([inner.width, inner.height]).toEqual([40, 20])
    expect(await frame.evaluate((node) => getComputedStyle(node).borderTopColor)).toBe('rgb(11, 110, 110)')
  })

  it('sets words on one baseline, pushes with fillers and spreads by justifyContent', async () => {
    const card = await showCard('การ์ด')
    const baseline = card.locator('.flex-baseline')
    const feet = await baseline.evaluate((node: PageNode) =>
      [...node.querySelectorAll('.flex-text')].map((each) => {
        const mark = document.createElement('span')
        mark.style.cssText = 'display:inline-block;width:1px;height:0'
        each.querySelector('p')?.append(mark)
        const foot = mark.getBoundingClientRect().bottom
        mark.remove()
        return Math.round(foot)
      }),
    )
    expect(new Set(feet).size).toBe(1)
    const iconBox = await box(baseline.locator('.flex-icon img'))
    expect([iconBox.width, iconBox.height]).toEqual([44, 22])
    expect(Math.abs(iconBox.y + iconBox.height - (feet[0] ?? 0))).toBeLessThanOrEqual(1)
    const top = await box(card.locator('.flex-text', { hasText: 'บน' }).last())
    const bottom = await box(card.locator('.flex-text', { hasText: 'ล่าง' }).last())
    expect(bottom.y + bottom.height - top.y).toBeCloseTo(100, 0)
    const row = card.locator('.flex-box[style*="space-between"]')
    const outer = await box(row)
    const picture = await box(row.locator('.flex-image'))
    expect(picture.width).toBe(40)
    expect(picture.x + picture.width).toBeCloseTo(outer.x + outer.width, 0)
    expect(picture.y - outer.y).toBeCloseTo(5, 0)
  })

  it('styles spans one by one', async () => {
    const card = await showCard('การ์ด')
    const span = card.locator('.flex-text span', { hasText: '3' })
    expect(
      await span.evaluate((node) => {
        const { fontSize, fontWeight, color, textDecorationLine } = getComputedStyle(node)
        return { fontSize, fontWeight, color, textDecorationLine }
      }),
    ).toEqual({ fontSize: '29px', fontWeight: '700', color: 'rgb(180, 35, 24)', textDecorationLine: 'underline' })
  })

  it('makes the bubbles of a carousel equally high, with the footers at the bottom', async () => {
    const carousel = await showCard('หลายใบ')
    const bubbles = await Promise.all([0, 1, 2].map((index) => box(carousel.locator('.flex-bubble').nth(index))))
    expect(new Set(bubbles.map(({ height }) => Math.round(height))).size).toBe(1)
    const footers = await Promise.all([0, 1, 2].map((index) => box(carousel.locator('.flex-footer').nth(index))))
    expect(new Set(footers.map(({ y }) => Math.round(y))).size).toBe(1)
    await carousel.hover()
    await phone().getByRole('button', { name: 'การ์ดถัดไป' }).click()
    await phone().getByRole('button', { name: 'การ์ดก่อนหน้า' }).waitFor()
    const small = await showCard('ใบเล็ก')
    expect((await box(small.locator('.flex-bubble').first())).width).toBe(160)
  })

  it('sends what its buttons say: a postback with its words, a message, an address after asking', async () => {
    const card = await showCard('การ์ด')
    await card.getByRole('button', { name: 'ส่งตรวจ' }).click()
    await bubble('กด submit').waitFor()
    expect(await bubble('ส่งตรวจแล้ว').isVisible()).toBe(true)
    await card.getByRole('button', { name: 'ประวัติ' }).click()
    await bubble('ได้ยินว่า ประวัติ').waitFor()
    await card.getByRole('button', { name: 'เปิดหน้า' }).click()
    expect(await page.getByRole('dialog').textContent()).toContain('https://www.example.org/data/118')
    await page.getByRole('button', { name: 'ยกเลิก' }).click()
    expect(heard().slice(-2)).toEqual(['submit', 'ประวัติ'])
  })
})

describe('the page of all cards', () => {
  it('shows each card drawn and its altText', async () => {
    await openPage(1440, 1000, '/templates')
    const figures = page.locator('figure[data-card]')
    await figures.first().waitFor()
    expect(await figures.count()).toBeGreaterThan(15)
    for (const figure of await figures.all()) {
      expect((await box(figure.locator('.flex-bubble').first())).height).toBeGreaterThan(60)
      expect(await figure.locator('.alt').textContent()).not.toBe('')
    }
    expect(await page.locator('.flex-unknown').count()).toBe(0)
  })
})
