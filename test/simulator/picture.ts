import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { packageRoot } from '../../src/kernel/root.ts'
import { startChromium } from '../browser/chromium.ts'
import { encodePaletteFrom } from '../rich-menus/png.ts'
import { startDemo } from './demo.ts'

// `npm run picture` plays three scenes in the demo and photographs the phones, so that the picture in the README shows what
// the program says today. It needs Chromium (CHROMIUM=/path, default /usr/bin/chromium) and port 4090, or PORT=….

/** What the functions that run inside the page use of it; this program has no browser types. */
type Canvas = { width: number; height: number; getContext(kind: '2d'): Pencil }
type Pencil = {
  drawImage(image: unknown, x: number, y: number): void
  getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray }
}
declare const document: { createElement(tag: 'canvas'): Canvas }
declare const createImageBitmap: (blob: unknown) => Promise<{ width: number; height: number }>
declare const fetch: (address: string) => Promise<{ blob(): Promise<unknown> }>

const pixelsPerPoint = 1.6
const target = join(packageRoot, 'test/simulator/pictures/chat.png')

const demo = await startDemo({ port: Number(process.env['PORT'] ?? 4090), quiet: true })
const browser = await startChromium()
try {
  // The page's own policy forbids the styles that are put in here.
  const page = await browser.newPage({
    viewport: { width: 1240, height: 1016 },
    deviceScaleFactor: pixelsPerPoint,
    bypassCSP: true,
  })
  const phone = (id: string): Locator => page.locator(`#phone-${id}`)
  const answers = (id: string): Locator => phone(id).locator('.entry.from-bot')

  /** Writes as this person and waits for the answer. */
  async function write(id: string, words: string): Promise<void> {
    const before = await answers(id).count()
    await phone(id).getByPlaceholder('พิมพ์ข้อความ').fill(words)
    await page.keyboard.press('Enter')
    await answers(id).nth(before).waitFor()
  }

  /** A photograph of one phone as an address that a page can show. */
  async function photograph(id: string): Promise<string> {
    return `data:image/png;base64,${(await phone(id).screenshot()).toString('base64')}`
  }

  await page.goto(demo.url)
  for (const id of ['citizen', 'staff', 'reviewer']) await phone(id).locator('.menu-bar').click()
  // Only the phones, without the buttons that show JSON.
  await page.addStyleTag({ content: '#head, .raw { display: none !important }' })
  await write('citizen', 'ค่าขยะเดือนละเท่าไร')
  await write('citizen', 'แจ้งทุจริต')
  await write('staff', 'O14 เสร็จแล้ว https://www.phothong.go.th/14')
  const photos = [await photograph('citizen'), await photograph('staff')]
  const before = await answers('staff').count()
  await phone('staff').getByRole('button', { name: 'ครบทั้ง 6 ส่งตรวจ' }).click()
  await answers('staff').nth(before).waitFor()
  await write('reviewer', 'มีอะไรรอตรวจไหม')
  photos.push(await photograph('reviewer'))

  const images = photos.map((source) => `<img src="${source}" width="375">`).join('')
  await page.setContent(
    `<body style="margin:0"><div style="display:inline-flex;gap:22px;padding:16px;background:#eef3f2">${images}</div>`,
  )
  const whole = `data:image/png;base64,${(await page.locator('div').screenshot()).toString('base64')}`
  const { width, height, pixels } = await page.evaluate(async (source) => {
    const image = await createImageBitmap(await (await fetch(source)).blob())
    const canvas = document.createElement('canvas')
    canvas.width = image.width
    canvas.height = image.height
    const pencil = canvas.getContext('2d')
    pencil.drawImage(image, 0, 0)
    const { data } = pencil.getImageData(0, 0, image.width, image.height)
    // As one text: millions of numbers would take minutes on their way out of the page.
    let bytes = ''
    for (let at = 0; at < data.length; at += 8192) bytes += String.fromCharCode(...data.subarray(at, at + 8192))
    return { width: image.width, height: image.height, pixels: btoa(bytes) }
  }, whole)
  const picture = encodePaletteFrom(width, height, Buffer.from(pixels, 'base64'))
  writeFileSync(target, picture)
  process.stdout.write(`${target}: ${width} × ${height}, ${Math.ceil(picture.length / 1024)} KB\n`)
} finally {
  await browser.close()
  await demo.stop()
}
