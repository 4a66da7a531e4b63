import { Hono, type Context } from 'hono'
import type { CaseRow } from './cases-db.ts'
import type { CaseStore } from './case-store.ts'
import { showReporter } from './case-views.ts'
import { today, type WorkDays } from './day.ts'
import { nextCheck } from './deadlines.ts'
import { forgetHeaders } from './headers.ts'
import { isOnline, publicKey, type KeyStore } from './key-store.ts'
import { networkOf, type Floods } from './proof-of-work.ts'
import { addressOf, readBody, readBytes, refuse, type ChannelAgency } from './requests.ts'
import type { createVisits } from './visits.ts'
import { itemIdForm, kdf, limits, powKinds, reporterKey, ticketHeader } from './wire.ts'
import {
  FollowUp,
  LookUp,
  Submission,
  TokenOnly,
  UploadWish,
  type KeysAnswer,
  type PowAnswer,
  type Settings,
  type SubmissionAnswer,
  type TicketAnswer,
} from './wire-bodies.ts'
import type { Clock } from '../kernel/clock.ts'

/** One agency's channel as a request finds it. */
export type Found = { agency: ChannelAgency; settings: Settings; calendar: WorkDays }

/** A reporter's visit after a receipt was shown: which case, and how many items it may still send. */
export type ReporterVisit = { agency: string; caseId: string; left: number }
/** Leave to upload so many parts. */
export type UploadTicket = { agency: string; left: number }

export type ReporterTools = {
  clock: Clock
  cases: CaseStore
  keys: KeyStore
  /** What keeps the channel closed; empty = it is open. */
  missing(agency: string): Promise<string[]>
  floods: Floods
  visits: ReturnType<typeof createVisits<ReporterVisit>>
  tickets: ReturnType<typeof createVisits<UploadTicket>>
  /** Ids of uploaded parts and when they came, in memory. */
  uploads: Map<string, number>
  salt(agency: string): Promise<string>
  takesFiles(): boolean
  /** The agency that the address names; null when there is none. */
  find: (context: Context) => Promise<Found | null>
}

/** Items that one visit may send. */
const itemsAVisit = 40

/** What a reporter's page asks. Nothing here knows who asks, and nothing here is logged. */
export function reporterRoutes(tools: ReporterTools): Hono {
  const { clock, cases, keys, floods, visits, tickets, find } = tools
  const routes = new Hono()

  async function isClosed(slug: string): Promise<boolean> {
    return (await tools.missing(slug)).length > 0
  }

  async function show(found: Found, row: CaseRow, token: string) {
    const { settings, calendar } = found
    return showReporter(cases, row, { token, settings, calendar, day: today(clock) })
  }

  routes.get('/keys', async (context) => {
    const found = await find(context)
    if (!found) return refuse(context, 'unknown')
    const { agency, settings } = found
    const offered = await keys.offered(agency.slug)
    const { name, N, r, p } = kdf
    const answer: KeysAnswer = {
      state: (await isClosed(agency.slug)) ? 'closed' : 'open',
      agency: { slug: agency.slug, name: agency.name, mainSite: agency.mainSite },
      today: today(clock),
      kdf: { name, N, r, p, salt: await tools.salt(agency.slug) },
      keys: offered.map((key) => publicKey(key, today(clock))),
      limits: timeLimits(settings),
      retentionDays: settings.retentionDays,
      postalAddress: settings.postalAddress,
      phone: settings.phone,
      takesFiles: tools.takesFiles(),
    }
    return context.json(answer)
  })

  routes.get('/pow', async (context) => {
    const found = await find(context)
    if (!found) return refuse(context, 'unknown')
    const kind = powKinds.find((known) => known === context.req.query('k'))
    if (kind === undefined) return refuse(context, 'bad')
    const answer: PowAnswer = floods.challenge(found.agency.slug, kind, networkOf(addressOf(context)))
    return context.json(answer)
  })

  routes.post('/u', async (context) => {
    const found = await find(context)
    if (!found) return refuse(context, 'unknown')
    const { pow } = await readBody(context, UploadWish)
    const { slug } = found.agency
    if (await isClosed(slug)) return refuse(context, 'closed')
    const judged = floods.judge(slug, 'upload', pow)
    if (judged !== 'good') return refuse(context, judged)
    if (!tools.takesFiles()) return refuse(context, 'full')
    floods.spend(slug, 'upload')
    const answer: TicketAnswer = { ticket: tickets.begin({ agency: slug, left: limits.parts }), parts: limits.parts }
    return context.json(answer)
  })

  routes.put('/u/:id', async (context) => {
    const found = await find(context)
    if (!found) return refuse(context, 'unknown')
    const ticket = tickets.find(context.req.header(ticketHeader) ?? '')
    if (ticket?.agency !== found.agency.slug) return refuse(context, 'token')
    const id = context.req.param('id')
    if (!itemIdForm.test(id) || context.req.header('content-type') !== 'application/octet-stream') {
      return refuse(context, 'bad')
    }
    if (ticket.left <= 0 || !tools.takesFiles()) return refuse(context, 'full')
    ticket.left -= 1
    const bytes = await readBytes(context, limits.partBytes)
    if (bytes.length === 0) return refuse(context, 'bad')
    const put = await cases.putPart(found.agency.slug, id, bytes)
    if (put === 'taken') return refuse(context, 'bad')
    tools.uploads.set(id, clock.now().getTime())
    return context.body(null, 204)
  })

  routes.post('/s', async (context) => {
    const found = await find(context)
    if (!found) return refuse(context, 'unknown')
    const { agency, settings, calendar } = found
    const report = await readBody(context, Submission)
    if (await isClosed(agency.slug)) return refuse(context, 'closed')
    const judged = floods.judge(agency.slug, 'submit', report.pow)
    if (judged !== 'good') return refuse(context, judged)

    const offered = new Map((await keys.offered(agency.slug)).map((key) => [key.id, key]))
    const named = report.wraps.filter((wrap) => wrap.key !== reporterKey)
    const admitted = named.flatMap((wrap) => offered.get(wrap.key) ?? [])
    const isWhole = admitted.length === named.length && named.length === report.wraps.length - 1
    if (!isWhole || !admitted.some(isOnline)) return refuse(context, 'keys')

    floods.spend(agency.slug, 'submit')
    const outcome = await cases.submit(agency.slug, report)
    if (outcome !== 'done') return refuse(context, outcome)
    for (const part of report.files) tools.uploads.delete(part)
    const row = await cases.one(agency.slug, report.case)
    const day = today(clock)
    const answer: SubmissionAnswer = {
      received: row?.received_on ?? day,
      nextCheck: row ? nextCheck(row, settings, calendar, day) : day,
    }
    return context.json(answer)
  })

  // One answer for every receipt that opens nothing, in the same words; the right one is never shut out.
  routes.post('/r', async (context) => {
    const found = await find(context)
    if (!found) return refuse(context, 'unknown')
    const { lookup, pow } = await readBody(context, LookUp)
    const { slug } = found.agency
    const judged = floods.judge(slug, 'look', pow)
    if (judged !== 'good') return refuse(context, judged)
    const row = await cases.byLookup(slug, lookup)
    if (!row) {
      floods.spend(slug, 'look')
      return refuse(context, 'unknown')
    }
    const token = visits.begin({ agency: slug, caseId: row.id, left: itemsAVisit })
    const answer = await show(found, row, token)
    await cases.markReadByReporter(row.id)
    return context.json(answer)
  })

  async function visit(context: Context, token: string) {
    const found = await find(context)
    const known = visits.find(token)
    if (!found || known?.agency !== found.agency.slug) return null
    const row = await cases.one(known.agency, known.caseId)
    return row ? { found, known, row } : null
  }

  routes.post('/r/i', async (context) => {
    const { token, items, files } = await readBody(context, FollowUp)
    const here = await visit(context, token)
    if (!here || here.known.left < items.length) return refuse(context, 'token')
    here.known.left -= items.length
    const outcome = await cases.follow(here.known.agency, here.row.id, items, files)
    if (outcome !== 'done') return refuse(context, outcome)
    for (const part of files) tools.uploads.delete(part)
    const row = await cases.one(here.known.agency, here.row.id)
    return row ? context.json(await show(here.found, row, token)) : refuse(context, 'token')
  })

  routes.post('/r/w', async (context) => {
    const { token } = await readBody(context, TokenOnly)
    const here = await visit(context, token)
    if (!here) return refuse(context, 'token')
    await cases.askWithdrawal(here.known.agency, here.row.id)
    const row = await cases.one(here.known.agency, here.row.id)
    return row ? context.json(await show(here.found, row, token)) : refuse(context, 'token')
  })

  routes.post('/r/x', async (context) => {
    const { token } = await readBody(context, TokenOnly)
    visits.end(token)
    return context.body(null, 204, forgetHeaders)
  })

  return routes
}

export function timeLimits(settings: Settings): KeysAnswer['limits'] {
  return {
    acknowledge: settings.acknowledgeDays,
    firstAnswer: settings.firstAnswerDays,
    progress: settings.progressDays,
    outcome: settings.outcomeDays,
  }
}
