import { Hono, type Context } from 'hono'
import { getCookie } from 'hono/cookie'
import type { Clock } from '../kernel/clock.ts'
import type { Ids } from '../kernel/ids.ts'
import type { Log } from '../kernel/log.ts'
import type { Secret } from '../kernel/secret.ts'
import { bySystem } from './audit.ts'
import { takeAttention } from './attention.ts'
import type { OpenCases } from './cases-db.ts'
import { caseStore } from './case-store.ts'
import { createChatIntake } from './chat-intake.ts'
import { today, type WorkDays } from './day.ts'
import { putHeaders } from './headers.ts'
import { keyStore, publicKey, type KeyStore } from './key-store.ts'
import { kdfSalt, readSettings, writeMeta } from './meta.ts'
import { officerRoutes, pageFor, sessionLasts, type Desk, type Session } from './officer-routes.ts'
import type { PageAssets } from './page-assets.ts'
import {
  channelIcon,
  forbiddenPage,
  missingPage,
  officerPage,
  procedurePage,
  reporterPage,
  statisticsCsv,
  statisticsPage,
} from './pages.ts'
import { countPeriods, periodTable, readPeriods } from './periods.ts'
import { createFloods } from './proof-of-work.ts'
import { createProofs } from './proofs.ts'
import { reporterRoutes, timeLimits, type Found, type ReporterVisit, type UploadTicket } from './reporter-routes.ts'
import { BodyRefused, refuse, type ChannelAgency } from './requests.ts'
import { createVisits } from './visits.ts'

/** Everything that the channel is given. It has no other way to the rest of the program, and the rest none to its cases. */
export type ChannelOutside = {
  /** Its own database, migrated. */
  cases: OpenCases
  pepper: Secret
  clock: Clock
  ids: Ids
  log: Log
  /** Our own address without a slash at its end. */
  publicUrl: string
  agencies: {
    /** The one that `/w` without a name leads to. */
    first(): Promise<ChannelAgency | null>
    bySlug(slug: string): Promise<ChannelAgency | null>
    all(): Promise<ChannelAgency[]>
  }
  calendar(slug: string): Promise<WorkDays>
  desk: Desk
  assets: PageAssets
  /** Bytes that are free where the cases lie. */
  freeBytes(): number
  /** Zero bits of a proof of work; the usual number when left out. */
  powBits?: number
}

/** Below this the channel takes words only. */
const leastFree = 500 * 1024 * 1024
/** A part whose report does not come is dropped after two hours. */
const orphansLive = 2 * 3_600_000
const hour = 3_600_000

/** First parts of addresses that are not an agency. No agency may be called so. */
export const reservedSlugs: ReadonlySet<string> = new Set(
  'keys pow u s r procedure statistics session me cases audit periods drill settings leave'.split(' '),
)
const noAgency = '-'

/** What keeps an agency's channel closed. */
export type Missing = Awaited<ReturnType<KeyStore['missing']>>[number] | 'pages'

export type Channel = ReturnType<typeof createChannel>

/** Puts the protected channel together. It opens nothing, starts no timer and writes no line about any request. */
export function createChannel(outside: ChannelOutside) {
  const { clock, ids, log, agencies } = outside
  const { db } = outside.cases
  const cases = caseStore(db, clock, outside.pepper)
  const keys = keyStore(db, clock, ids, async (agency, personId) => {
    return (await outside.desk.official(agency, personId))?.role === 'officer'
  })
  const floods = createFloods(clock, ids, outside.powBits)
  const sessions = createVisits<Session>(clock, ids, sessionLasts)
  const uploads = new Map<string, number>()
  const origin = new URL(outside.publicUrl).origin

  /** Without its script a page cannot seal anything: then nothing is taken, whatever keys there are. */
  const hasPages = outside.assets.files.size > 0
  async function missing(agency: string): Promise<Missing[]> {
    return [...(hasPages ? [] : (['pages'] as const)), ...(await keys.missing(agency))]
  }

  async function find(context: Context): Promise<Found | null> {
    const slug = context.req.param('agency') ?? noAgency
    const agency = slug === noAgency ? await agencies.first() : await agencies.bySlug(slug)
    if (!agency) return null
    return { agency, settings: await readSettings(db, agency.slug), calendar: await outside.calendar(agency.slug) }
  }

  const reporter = reporterRoutes({
    clock,
    cases,
    keys,
    missing,
    floods,
    visits: createVisits<ReporterVisit>(clock, ids, { idle: 15, atMost: 60 }),
    tickets: createVisits<UploadTicket>(clock, ids, { idle: 15, atMost: 60 }),
    uploads,
    salt: (agency) => kdfSalt(db, ids, agency),
    takesFiles: () => outside.freeBytes() >= leastFree,
    find,
  })
  const chat = createChatIntake({
    clock,
    pepper: outside.pepper,
    cases,
    keys,
    missing,
    salt: (agency) => kdfSalt(db, ids, agency),
    settings: (agency) => readSettings(db, agency),
    calendar: (agency) => outside.calendar(agency),
    failed: () => {
      failures.count += 1
    },
  })
  const officer = officerRoutes({
    db,
    clock,
    ids,
    cases,
    keys,
    missing,
    proofs: createProofs(clock, ids),
    desk: outside.desk,
    sessions,
    origin,
    find,
    scrub: () => outside.cases.scrub(),
  })

  /** The delayed counts, made anew when a month has ended since; so a new agency has its zeros at once. */
  async function counted(agency: string) {
    await countPeriods(db, clock, agency)
    return readPeriods(db, agency)
  }

  // ---- HTTP -------------------------------------------------------------------------------------------------------------

  const http = new Hono({ getPath: addressed })
  http.use(putHeaders())
  http.onError((cause, context) => {
    if (cause instanceof BodyRefused) return refuse(context, cause.why)
    failures.count += 1
    return refuse(context, 'failure')
  })
  http.notFound((context) =>
    context.req.header('accept')?.includes('text/html') ? context.html(missingPage(), 404) : refuse(context, 'unknown'),
  )

  async function view(found: Found) {
    const { agency, settings } = found
    return {
      agency,
      settings,
      limits: timeLimits(settings),
      isOpen: (await missing(agency.slug)).length === 0,
      keys: (await keys.offered(agency.slug)).map((key) => publicKey(key, today(clock))),
      today: today(clock),
      publicUrl: outside.publicUrl,
    }
  }

  http.get('/w/:agency', async (context) => {
    const found = await find(context)
    return found ? context.html(reporterPage(await view(found), outside.assets)) : context.notFound()
  })
  http.get('/w/:agency/procedure', async (context) => {
    const found = await find(context)
    return found ? context.html(procedurePage(await view(found), outside.assets)) : context.notFound()
  })
  http.get('/w/:agency/statistics', async (context) => {
    const found = await find(context)
    return found
      ? context.html(statisticsPage(await view(found), await counted(found.agency.slug), outside.assets))
      : context.notFound()
  })
  http.get('/w/:agency/statistics.csv', async (context) => {
    const found = await find(context)
    if (!found) return context.notFound()
    return context.body(statisticsCsv(found.agency, await counted(found.agency.slug)), 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="o24-${found.agency.slug}.csv"`,
    })
  })
  http.get('/o/w/:agency', async (context) => {
    const found = await find(context)
    if (!found) return context.notFound()
    const visit = sessions.find(getCookie(context, '__Host-o') ?? '')
    const who = visit?.agency === found.agency.slug ? await outside.desk.official(visit.agency, visit.personId) : null
    if (pageFor(who?.role ?? null) === 'forbidden') {
      return context.req.header('accept')?.includes('text/html')
        ? context.html(forbiddenPage(), 403)
        : refuse(context, 'forbidden')
    }
    return context.html(officerPage(await view(found), outside.assets))
  })

  for (const base of ['/w/:agency', '/o/w/:agency']) {
    http.get(`${base}/icon.svg`, (context) => context.body(channelIcon, 200, { 'Content-Type': 'image/svg+xml' }))
    http.get(`${base}/:asset{(app|desk)\\.[0-9a-f]+\\.(js|css)}`, (context) => {
      const name = context.req.param('asset')
      const bytes = outside.assets.files.get(name)
      if (!bytes) return context.notFound()
      const type = name.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8'
      return context.body(new Uint8Array(bytes), 200, { 'Content-Type': type })
    })
  }
  http.route('/w/:agency', reporter)
  http.route('/o/w/:agency', officer)

  // ---- by the clock -------------------------------------------------------------------------------------------------------

  const failures = { count: 0, told: clock.now().getTime() }
  let purgedOn = ''

  /** Deletes what is due, and counts months that have ended. At the start before the port opens, then once a day. */
  async function purge(): Promise<number> {
    const due = await cases.duePurges(null)
    for (const agency of await agencies.all()) await countPeriods(db, clock, agency.slug)
    for (const row of due) await cases.purge(row, bySystem)
    for (const agency of await agencies.all()) await keys.eraseIdle(agency.slug)
    if (due.length > 0) await outside.cases.scrub()
    purgedOn = today(clock)
    return due.length
  }

  return {
    /** Everything under `/w` and `/o/w`. */
    fetch: (request: Request, env?: object): Response | Promise<Response> => http.fetch(request, env),

    /** Before the first request: nothing that is due for deletion is ever served, also after a backup was put back. */
    async begin(): Promise<void> {
      await cases.dropOrphans('all')
      await purge()
    },

    /** About once a minute: deletion when a day has begun, forgotten uploads, a write that hides when the last real one was. */
    async tidy(): Promise<void> {
      if (purgedOn !== today(clock)) await purge()
      const before = clock.now().getTime() - orphansLive
      const old = [...uploads].flatMap(([id, at]) => (at < before ? [id] : []))
      await cases.dropOrphans(old)
      for (const id of old) uploads.delete(id)
      floods.forget()
      await writeMeta(db, noAgency, 'blur', ids.bytes(12).toString('base64url'))
      const now = clock.now().getTime()
      if (failures.count > 0 && now - failures.told >= hour) {
        // Never one line a failure: its time would be the time of somebody's request.
        log.error('wb:failure', { count: failures.count })
        failures.count = 0
        failures.told = now
      }
    },

    /** Whether its database answers. */
    async answers(): Promise<boolean> {
      try {
        await db.selectFrom('wb_meta').select('k').limit(1).execute()
        return true
      } catch {
        return false
      }
    },

    /** What an agency's channel still lacks; empty = it takes reports. */
    missing,

    /** Reports that are written in the chat. Whether an agency allows them is asked at the doors. */
    chat,

    /** Whom something new or due waits for; tells each thing once. For neutral reminders in slots. */
    async takeAttention(agency: string): Promise<Set<string>> {
      return takeAttention({ db, clock, cases, keys }, agency, await readSettings(db, agency))
    },

    /** The delayed table, for pages and cards of the rest of the program; null before the first count. */
    async published(agency: string) {
      const counts = await counted(agency)
      return counts && { until: counts.until, periods: periodTable(counts) }
    },

    /** Recipients of the recovery keys in use: backups are sealed to them. */
    async recoveryRecipients(): Promise<string[]> {
      const all = await Promise.all((await agencies.all()).map((agency) => keys.all(agency.slug)))
      return all.flat().flatMap((key) => (key.role === 'recovery' && key.state === 'active' ? [key.recipient] : []))
    },
  }
}

/**
 * The address as the routes know it: `/w` and `/w/keys` are those of the first agency, written `/w/-` and `/w/-/keys`.
 */
function addressed(request: Request): string {
  const { pathname } = new URL(request.url)
  const [, prefix = '', rest = ''] = /^(\/o\/w|\/w)(?:\/(.*))?$/.exec(pathname) ?? []
  if (prefix === '') return pathname
  const [first = '', ...more] = rest.replace(/\/$/, '').split('/')
  const isOwn = first === '' || reservedSlugs.has(first) || first.includes('.')
  return [prefix, ...(isOwn ? [noAgency] : []), ...(first === '' ? [] : [first]), ...more].join('/')
}
