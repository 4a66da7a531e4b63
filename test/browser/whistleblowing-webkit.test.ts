import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { officerTexts } from '../../src/texts/whistleblowing-officer.ts'
import { reporterThai as texts } from '../../src/texts/whistleblowing-reporter.ts'
import { startChromium } from './chromium.ts'
import { exif, photoWithPlace } from './photo-with-place.ts'
import { steps } from './whistleblowing-steps.ts'
import { ceremony, startTown, type Ceremony, type Town } from './whistleblowing-town.ts'
import { second } from '../support/clock.ts'

const driver = '/usr/bin/WebKitWebDriver'
const display = '/usr/bin/Xvfb'

/** The engine of iPhones, where it can be had (Debian: webkit2gtk-driver, xvfb), through its own WebDriver (W3C). */
describe.skipIf(!existsSync(driver) || !existsSync(display))('in WebKit', () => {
  let browser: Browser
  let town: Town
  let screen: ChildProcess
  let server: ChildProcess
  let session: string
  let opened: Ceremony

  beforeAll(async () => {
    browser = await startChromium()
    town = await startTown(browser)
    opened = await ceremony(town)
    const number = String(200 + (process.pid % 500))
    screen = spawn(display, [`:${number}`, '-screen', '0', '800x1200x24'], { stdio: 'ignore' })
    const port = await freePort()
    server = spawn(driver, [`--port=${port}`], {
      stdio: 'ignore',
      env: { ...process.env, DISPLAY: `:${number}`, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' },
    })
    const address = `http://127.0.0.1:${port}/session`
    const { value } = await patiently(async () => {
      const response = await fetch(address, { method: 'POST', body: JSON.stringify({ capabilities: {} }) })
      if (!response.ok) throw new Error(await response.text())
      return (await response.json()) as { value: { sessionId: string } }
    })
    session = `${address}/${value.sessionId}`
  })
  afterAll(async () => {
    if (session !== undefined) await fetch(session, { method: 'DELETE' }).catch(() => undefined)
    server?.kill()
    screen?.kill()
    await town?.stop()
    await browser?.close()
  })

  async function command(path: string, body: unknown): Promise<unknown> {
    const response = await fetch(`${session}${path}`, { method: 'POST', body: JSON.stringify(body) })
    const { value } = (await response.json()) as { value: unknown }
    if (!response.ok) throw new Error(JSON.stringify(value))
    return value
  }
  const run = (script: string) => command('/execute/sync', { script, args: [] })
  const until = (condition: string) =>
    patiently(async () => {
      if ((await run(`return Boolean(${condition})`)) !== true) {
        throw new Error(`${condition}: ${String(await run('return document.body.innerText.slice(0, 300)'))}`)
      }
    })
  const press = async (selector: string) => {
    await until(`document.querySelector(${JSON.stringify(selector)})`)
    await run(`document.querySelector(${JSON.stringify(selector)}).click()`)
  }
  const fill = async (selector: string, text: string) => {
    await until(`document.querySelector(${JSON.stringify(selector)})`)
    await run(`const field = document.querySelector(${JSON.stringify(selector)})
      field.value = ${JSON.stringify(text)}
      field.dispatchEvent(new Event('input', { bubbles: true }))`)
  }

  /** Puts a file into the page's picker, as a finger would. */
  const choose = async (name: string, bytes: Buffer) => {
    await run(`const bytes = Uint8Array.from(atob(${JSON.stringify(bytes.toString('base64'))}), (letter) => letter.charCodeAt(0))
      const chosen = new DataTransfer()
      chosen.items.add(new File([bytes], ${JSON.stringify(name)}, { type: 'image/jpeg' }))
      const input = document.querySelector('input[type=file]')
      input.files = chosen.files
      input.dispatchEvent(new Event('change', { bubbles: true }))`)
    await until(`document.querySelector('.files').innerText.includes(${JSON.stringify(texts.files.willBeCleaned)})`)
  }

  it('a report is sealed, its photo cleaned, sent, and opened again with its receipt', async () => {
    const photo = await photoWithPlace(browser)
    await command('/url', { url: `${town.url}/w/khaokluai` })
    await press('#start')
    for (const [index, step] of steps.entries()) {
      const said = JSON.stringify(texts.ask.step(index + 1, steps.length))
      await until(`document.body.innerText.includes(${said})`)
      if (step === 'what') await fill('#what', 'ส่งจากเครื่องอีกชนิดหนึ่ง')
      if (step === 'evidence') await choose('DSC_0001.jpg', photo)
      await press('button[type=submit]')
    }
    await press('#to-receipt')
    await until(`document.querySelector('#receipt')`)
    const receipt = String(await run(`return document.querySelector('#receipt').textContent`)).replace(/\D/g, '')
    town.clock.move(9 * second)
    await fill('input.short', receipt.slice(-4))
    await press('#send')
    await until(`document.querySelector('h1').textContent === ${JSON.stringify(texts.sent.title)}`)
    await command('/url', { url: `${town.url}/w/khaokluai` })
    await press('#follow')
    await fill('input.digits', receipt)
    await press('#open')
    await until(`document.querySelector('#status')`)
    expect(await run(`return document.querySelector('.message').innerText`)).toContain('ส่งจากเครื่องอีกชนิดหนึ่ง')
    expect(await run(`return document.querySelectorAll('.broken').length`)).toBe(0)
    const { page } = opened.somsri
    await page.getByRole('button', { name: officerTexts.nav.cases, exact: true }).click()
    await page.locator('.case-card').click()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: officerTexts.case.files.save }).click()
    const saved = readFileSync(await (await download).path())
    expect(saved.subarray(0, 2).toString('hex')).toBe('ffd8')
    expect(saved.includes(exif)).toBe(false)
    expect(saved.includes('SECRETCAM')).toBe(false)
  })
})

/** Tries until it works, for up to half a minute. */
async function patiently<Value>(act: () => Promise<Value>): Promise<Value> {
  const end = performance.now() + 30_000
  for (;;) {
    try {
      return await act()
    } catch (error) {
      if (performance.now() > end) throw error
      await new Promise((done) => setTimeout(done, 200))
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
