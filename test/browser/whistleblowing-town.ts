import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { channelMigrations } from '../../migrations/whistleblowing/index.ts'
import { migrate } from '../../src/db/migrate.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { createLog } from '../../src/kernel/log.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { bundlePages } from '../../src/whistleblowing/bundle-pages.ts'
import { openCases, type OpenCases } from '../../src/whistleblowing/cases-db.ts'
import { createChannel, type Channel } from '../../src/whistleblowing/channel.ts'
import { officerTexts } from '../../src/texts/whistleblowing-officer.ts'
import { second, stillClock, type StillClock } from '../support/clock.ts'

const agency = {
  slug: 'khaokluai',
  name: 'เทศบาลตำบลเขากล้วย',
  mainSite: '',
  digits: 'arabic' as const,
  chatIntake: false,
}

/** People who serve, by the token of their link from LINE. */
const people = {
  somsri: { id: 'person-somsri', name: 'สมศรี', role: 'officer' as const },
  wichai: { id: 'person-wichai', name: 'วิชัย', role: 'officer' as const },
  malee: { id: 'person-malee', name: 'มาลี', role: 'officer' as const },
  admin: { id: 'person-admin', name: 'แอดมิน', role: 'admin' as const },
  mayor: { id: 'person-mayor', name: 'นายก', role: 'executive' as const },
}
export type Who = keyof typeof people

/** A request as it went over the wire, before any encryption of the transport. */
export type Request = { method: string; url: string; body: string }

export type Town = {
  url: string
  clock: StillClock
  folder: string
  cases: OpenCases
  channel: Channel
  requests: Request[]
  /** A phone: an own context, with whatever it complains about. */
  phone: (options?: { width?: number; height?: number; dark?: boolean; javaScript?: boolean }) => Promise<Phone>
  /** Opens the desk as one of the people, by a fresh link. */
  desk: (who: Who, options?: { width?: number }) => Promise<Phone>
  stop: () => Promise<void>
}
export type Phone = { page: Page; context: BrowserContext; complaints: string[] }

/** A real channel with its own database, its real pages and a clock that is moved by hand. */
export async function startTown(browser: Browser, options: { powBits?: number } = {}): Promise<Town> {
  const folder = mkdtempSync(join(tmpdir(), 'channel-'))
  const clock = stillClock()
  const cases = await openCases(join(folder, 'whistleblowing', 'cases.db'))
  await migrate(cases.db, channelMigrations(cases.ground))
  const requests: Request[] = []
  let channel: Channel
  const listener = getRequestListener(async (request, env) => {
    const { pathname } = new URL(request.url)
    if (!/^\/(o\/)?w(\/|$)/.test(pathname)) {
      const type = pathname === '/icon.svg' ? 'image/svg+xml' : 'text/html'
      const body = type === 'text/html' ? '<title>weather</title><p>sunny' : '<svg xmlns="http://www.w3.org/2000/svg"/>'
      return new Response(body, { headers: { 'content-type': type } })
    }
    const bytes = new Uint8Array(await request.clone().arrayBuffer())
    requests.push({ method: request.method, url: request.url, body: Buffer.from(bytes).toString('latin1') })
    return channel.fetch(request, env)
  })
  const server: Server = createServer((request, response) => void listener(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://localhost:${(server.address() as AddressInfo).port}`
  const known = { ...agency, mainSite: `${url}/weather` }
  channel = createChannel({
    cases,
    pepper: new Secret(Buffer.alloc(32, 7).toString('base64')),
    clock,
    ids: systemIds,
    log: createLog('error', clock, () => undefined),
    publicUrl: url,
    agencies: {
      first: async () => known,
      bySlug: async (slug) => (slug === known.slug ? known : null),
      all: async () => [known],
    },
    calendar: async () => ({ isWorkDay: (day) => ![0, 6].includes(new Date(day).getUTCDay()) }),
    desk: {
      redeem: async (_agency, token) =>
        Object.entries(people).find(([name]) => tokenOf(name) === token)?.[1].id ?? null,
      official: async (_agency, id) => Object.values(people).find((person) => person.id === id) ?? null,
    },
    assets: await bundlePages(),
    freeBytes: () => 10 ** 12,
    powBits: options.powBits ?? 4,
  })
  await channel.begin()
  const contexts: BrowserContext[] = []

  async function phone(of: Parameters<Town['phone']>[0] = {}): Promise<Phone> {
    const context = await browser.newContext({
      viewport: { width: of.width ?? 360, height: of.height ?? 740 },
      colorScheme: of.dark === true ? 'dark' : 'light',
      javaScriptEnabled: of.javaScript ?? true,
      acceptDownloads: true,
    })
    contexts.push(context)
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    // Nobody waits eight seconds in a test: the server's clock moves instead.
    await page.route('**/pow?*', async (route) => {
      const response = await route.fetch()
      const answer = (await response.json()) as Record<string, unknown>
      if (response.ok() && answer['wait'] !== 0) {
        clock.move(9 * second)
        await route.fulfill({ response, json: { ...answer, wait: 0 } })
      } else await route.fulfill({ response })
    })
    return { page, context, complaints }
  }

  return {
    url,
    clock,
    folder,
    cases,
    channel,
    requests,
    phone,
    async desk(who, of = {}) {
      const opened = await phone({ width: of.width ?? 390 })
      await opened.page.goto(`${url}/o/w/${agency.slug}#${tokenOf(who)}`)
      return opened
    },
    async stop() {
      for (const context of contexts) await context.close()
      await new Promise((resolve) => server.close(resolve))
      await cases.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function tokenOf(name: string): string {
  return name.padEnd(43, '_')
}

/** Somebody makes a key of their own, as the page leads them; what they wrote down on the way. */
export async function makeKey({ page }: Phone, label: string): Promise<string> {
  await page.locator('#make-mine').click()
  await page.getByLabel(officerTexts.makeMine.label).fill(label)
  await page.getByRole('button', { name: officerTexts.makeMine.make }).click()
  const words = await page.locator('#passphrase li').allTextContents()
  await page.locator('#written').click()
  await page.getByLabel(officerTexts.unlock.label).fill(words.join(' '))
  await page.getByRole('button', { name: officerTexts.next }).click()
  await page.getByText(officerTexts.makeMine.done).waitFor()
  return words.join(' ')
}

/** The key on paper: what was printed. */
async function makePaper({ page }: Phone, label: string): Promise<string> {
  await page.locator('#make-paper').click()
  await page.getByLabel(officerTexts.makePaper.label).fill(label)
  await page.getByRole('button', { name: officerTexts.makePaper.make }).click()
  const printed = ((await page.locator('#paper-key').textContent()) ?? '').replace(/\s/g, '')
  await page.getByLabel(officerTexts.makePaper.retype).fill(printed.slice(-10))
  await page.getByRole('button', { name: officerTexts.makePaper.finish }).click()
  await page.getByText(officerTexts.makePaper.done).waitFor()
  return printed
}

/** Lets in every key that waits for this person's yes. */
export async function approveAll({ page }: Phone): Promise<void> {
  const asked = page.waitForResponse((response) => response.url().endsWith('/me'))
  await page.getByRole('button', { name: officerTexts.nav.keys, exact: true }).click()
  await asked
  await page.locator('#state').waitFor()
  while ((await page.locator('.approve').count()) > 0) {
    await page.locator('.approve').first().click()
    await page.locator('#same').click()
    await page.getByText(officerTexts.approve.done).waitFor()
  }
}

export type Ceremony = { somsri: Phone; wichai: Phone; passphrases: { somsri: string; wichai: string }; paper: string }

/** Two people and a paper open the channel. */
export async function ceremony(town: Town): Promise<Ceremony> {
  const somsri = await town.desk('somsri')
  const wichai = await town.desk('wichai')
  const passphrases = {
    somsri: await makeKey(somsri, 'นิติกร สำนักปลัด'),
    wichai: await makeKey(wichai, 'หัวหน้าสำนักปลัด'),
  }
  await approveAll(somsri)
  await approveAll(wichai)
  const paper = await makePaper(somsri, 'หน่วยตรวจสอบภายใน')
  await approveAll(wichai)
  await approveAll(somsri)
  return { somsri, wichai, passphrases, paper }
}

/** Unlocks a desk with the passphrase on paper. */
export async function unlock({ page }: Phone, passphrase: string): Promise<void> {
  await page.getByLabel(officerTexts.unlock.label).fill(passphrase)
  await page.getByRole('button', { name: officerTexts.unlock.open, exact: true }).click()
}
