import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { base64urlnopad } from '@scure/base'
import { migrate } from '../../src/db/migrate.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { createLog } from '../../src/kernel/log.ts'
import { openCases, type OpenCases } from '../../src/whistleblowing/cases-db.ts'
import { createChannel } from '../../src/whistleblowing/channel.ts'
import type { Official } from '../../src/whistleblowing/officer-routes.ts'
import type { PageAssets } from '../../src/whistleblowing/page-assets.ts'
import { pepperFile, readPepper } from '../../src/whistleblowing/pepper.ts'
import { channelMigrations } from '../../migrations/whistleblowing/index.ts'
import { stillClock, type StillClock } from '../support/clock.ts'

const origin = 'https://bot.example.go.th'

const asset = (name: string) => ({ name, integrity: `sha256-${createHash('sha256').update(name).digest('base64')}` })
/** Pages whose script does nothing: tests of the server speak for the browser themselves. */
export const emptyPages: PageAssets = {
  manifest: {
    reporter: { script: asset('app.00.js'), style: asset('app.00.css') },
    officer: { script: asset('desk.00.js'), style: asset('desk.00.css') },
  },
  files: new Map(['app.00.js', 'app.00.css', 'desk.00.js', 'desk.00.css'].map((name) => [name, Buffer.from(' ')])),
}

/** An answer with its body read. */
export type Answer<Body = Record<string, unknown>> = {
  status: number
  headers: Headers
  body: Body
  text: string
}

/** What a request carries beside its path. */
export type Ask = {
  method?: string
  json?: unknown
  bytes?: Uint8Array | string
  headers?: Record<string, string>
}

/** Asks a channel at its front door and reads the answer. */
export function asker(fetch: (request: Request) => Response | Promise<Response>) {
  return async function ask<Body = Record<string, unknown>>(path: string, request: Ask = {}): Promise<Answer<Body>> {
    const { json, bytes, headers = {} } = request
    const method = request.method ?? (json === undefined && bytes === undefined ? 'GET' : 'POST')
    const body = json === undefined ? bytes : JSON.stringify(json)
    const response = await fetch(
      new Request(origin + path, {
        method,
        ...(body !== undefined && { body: typeof body === 'string' ? body : Buffer.from(body) }),
        headers: { ...(json !== undefined && { 'content-type': 'application/json', 'x-wb': '1' }), ...headers },
      }),
    )
    const text = await response.text()
    let parsed: unknown = {}
    if (response.headers.get('content-type')?.startsWith('application/json')) parsed = JSON.parse(text)
    return { status: response.status, headers: response.headers, text, body: parsed as Body }
  }
}

export type Asker = ReturnType<typeof asker>

/** A browser that comes in with the token of a link from LINE. */
export async function enterWith(ask: Asker, token: string, id: string, agency: string) {
  const base = `/o/w/${agency}`
  const entered = await ask(`${base}/session`, { json: { token }, headers: { origin } })
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? ''
  return {
    id,
    agency,
    entered,
    cookie,
    get: <Body = Record<string, unknown>>(path: string) => ask<Body>(`${base}${path}`, { headers: { cookie } }),
    post: <Body = Record<string, unknown>>(path: string, json: unknown = {}, headers: Record<string, string> = {}) =>
      ask<Body>(`${base}${path}`, { json, headers: { cookie, origin, ...headers } }),
  }
}

/**
 * The protected channel on a database of its own in a folder of its own, with two agencies, made-up officials and a clock
 * that stands still. Requests go through its front door, without a network.
 */
export async function startChannel(options: { cases?: OpenCases; folder?: string; clock?: StillClock } = {}) {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'prongsai-channel-'))
  const clock = options.clock ?? stillClock()
  const cases = options.cases ?? (await openCases(join(folder, 'whistleblowing', 'cases.db')))
  await migrate(cases.db, channelMigrations(cases.ground))
  const logLines: string[] = []
  const agencies = ['town', 'hill'].map((slug) => ({
    slug,
    name: `อบต.${slug}`,
    mainSite: `https://${slug}.go.th`,
    digits: 'arabic' as const,
    chatIntake: slug === 'hill',
  }))
  const officials = new Map<string, Official & { agency: string }>()
  const links = new Map<string, { agency: string; personId: string }>()
  const holidays = new Set<string>()
  const state = { freeBytes: 5e9, breaks: false }

  const channel = createChannel({
    cases,
    pepper: readPepper(pepperFile(folder), systemIds),
    clock,
    ids: systemIds,
    log: createLog('debug', clock, (line) => logLines.push(line)),
    publicUrl: origin,
    agencies: {
      first: async () => agencies[0] ?? null,
      bySlug: async (slug) => {
        if (state.breaks) throw new Error('A secret of the database.')
        return agencies.find((agency) => agency.slug === slug) ?? null
      },
      all: async () => agencies,
    },
    async calendar() {
      return {
        isWorkDay: (day) => !holidays.has(day) && ![0, 6].includes(new Date(`${day}T12:00:00Z`).getUTCDay()),
      }
    },
    desk: {
      async redeem(agency, token) {
        const link = links.get(token)
        links.delete(token)
        return link?.agency === agency ? link.personId : null
      },
      official: async (agency, personId) => {
        const known = officials.get(personId)
        return known?.agency === agency ? known : null
      },
    },
    assets: emptyPages,
    freeBytes: () => state.freeBytes,
    powBits: 4,
  })
  await channel.begin()

  const ask = asker((request) => channel.fetch(request))

  let people = 0
  return {
    channel,
    cases,
    clock,
    folder,
    logLines,
    officials,
    holidays,
    state,
    ask,
    /** Somebody who serves, with a browser that has come in by a link from LINE. */
    async official(role: Official['role'] = 'officer', agency = 'town') {
      people += 1
      const id = `person-${people}`
      officials.set(id, { id, name: `คนที่ ${people}`, role, agency })
      return enter(id, agency)
    },
    enter,
    async stop() {
      await cases.close()
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }

  /** Comes in by a new link. */
  async function enter(id: string, agency = 'town') {
    const token = base64urlnopad.encode(systemIds.bytes(32))
    links.set(token, { agency, personId: id })
    return enterWith(ask, token, id, agency)
  }
}

export type Ground = Awaited<ReturnType<typeof startChannel>>
export type Desk = Awaited<ReturnType<Ground['official']>>
