import { Hono, type Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Clock } from '../kernel/clock.ts'
import type { Ids } from '../kernel/ids.ts'
import { fiscalYear } from '../thai/dates.ts'
import { appendAudit, readAudit, type AuditAction } from './audit.ts'
import { summarise, showItem, showOfficer } from './case-views.ts'
import type { CaseDb, CaseRow } from './cases-db.ts'
import type { CaseOutcome, CaseStore } from './case-store.ts'
import { addDays, today } from './day.ts'
import { isOpen, isOverdue } from './deadlines.ts'
import { forgetHeaders } from './headers.ts'
import { isOnline, mayApprove, publicKey, type Key, type KeyStore } from './key-store.ts'
import { dropMeta, readMeta, writeMeta } from './meta.ts'
import { periodTable, readPeriods } from './periods.ts'
import { answerHash, sealedAnswer, type Proofs } from './proofs.ts'
import { BodyRefused, readBody, refuse } from './requests.ts'
import { timeLimits, type Found } from './reporter-routes.ts'
import type { createVisits } from './visits.ts'
import { caseIdForm, guardHeader, itemIdForm } from './wire.ts'
import {
  Approval,
  Closing,
  Confirmation,
  Entry,
  Extension,
  IdentityWish,
  Keeping,
  NewKey,
  Nothing,
  OfficerItems,
  Rewrap,
  SettingsChange,
  StatusChange,
  type AuditAnswer,
  type CasesAnswer,
  type ChallengeAnswer,
  type IdentityAnswer,
  type NewKeyAnswer,
  type OfficerAnswer,
  type PeriodsAnswer,
  type StaffKey,
} from './wire-bodies.ts'

/** Somebody who serves, as the rest of the program knows them. `id` is a random name of a row of ours, nothing of LINE's. */
export type Official = { id: string; name: string; role: 'officer' | 'admin' | 'executive' | 'other' }

/** How officials come in. */
export type Desk = {
  /** Uses up the one-time token of a link that the bot gave; the person's id, or null when it is used, old or of another agency. */
  redeem(agency: string, token: string): Promise<string | null>
  /** Who this is now, or null when they no longer serve. */
  official(agency: string, personId: string): Promise<Official | null>
}

export type Session = { agency: string; personId: string }

export type OfficerTools = {
  db: CaseDb
  clock: Clock
  ids: Ids
  cases: CaseStore
  keys: KeyStore
  /** What keeps the channel closed; empty = it is open. */
  missing(agency: string): Promise<string[]>
  proofs: Proofs
  desk: Desk
  sessions: ReturnType<typeof createVisits<Session>>
  /** Our own origin, e.g. `https://bot.example.go.th`. */
  origin: string
  find: (context: Context) => Promise<Found | null>
  /** Removes what was deleted from the files. */
  scrub(): Promise<void>
}

const cookieName = '__Host-o'
const cookie = { path: '/', secure: true, httpOnly: true, sameSite: 'Strict' } as const
/** Minutes that a session lasts without a request, and at most. */
export const sessionLasts = { idle: 20, atMost: 8 * 60 }

/** A drill may take its time: the envelope lies in another house. */
const drillDays = 30
const drillEvery = 365

type Here = Found & { slug: string; session: string; who: Official; all: Key[]; mine: Key[]; actor: string }

/** What the officers' page asks. A session alone shows ciphertext only; what it shows is opened with a passphrase in the page. */
export function officerRoutes(tools: OfficerTools): Hono {
  const { db, clock, ids, cases, keys, proofs, desk, sessions, find } = tools
  const routes = new Hono()

  /** A change comes from our own page: same origin, and a header that no foreign page can set. */
  function isOurs(context: Context): boolean {
    return context.req.header('origin') === tools.origin && context.req.header(guardHeader) !== undefined
  }

  routes.use(async (context, next) => {
    if (context.req.method !== 'GET' && context.req.method !== 'HEAD' && !isOurs(context)) {
      return refuse(context, 'forbidden')
    }
    await next()
    return undefined
  })

  /** Who is here, or the answer that says why not. */
  async function enter(context: Context, roles: readonly Official['role'][]): Promise<Here | Response> {
    const found = await find(context)
    if (!found) return refuse(context, 'unknown')
    const { slug } = found.agency
    const session = getCookie(context, cookieName) ?? ''
    const visit = sessions.find(session)
    if (visit?.agency !== slug) return refuse(context, 'session')
    const who = await desk.official(slug, visit.personId)
    if (!who) {
      sessions.end(session)
      return refuse(context, 'session')
    }
    if (!roles.includes(who.role)) return refuse(context, 'forbidden')
    setCookie(context, cookieName, session, { ...cookie, maxAge: sessionLasts.idle * 60 })
    const all = await keys.all(slug)
    const mine = all.filter((key) => key.holder === who.id && key.state !== 'pending')
    const own = mine.find((key) => key.state === 'active') ?? mine[0]
    return { ...found, slug, session, who, all, mine, actor: own?.id ?? `person:${who.id}` }
  }

  const officers = ['officer'] as const
  const officersAndAdmins = ['officer', 'admin'] as const

  // ---- coming and going ---------------------------------------------------------------------------------------------

  routes.post('/session', async (context) => {
    const found = await find(context)
    if (!found) return refuse(context, 'unknown')
    const { token } = await readBody(context, Entry)
    const { slug } = found.agency
    const personId = await desk.redeem(slug, token)
    const who = personId === null ? null : await desk.official(slug, personId)
    if (personId === null || !who) return refuse(context, 'session')
    if (who.role === 'other') return refuse(context, 'forbidden')
    const session = sessions.begin({ agency: slug, personId })
    setCookie(context, cookieName, session, { ...cookie, maxAge: sessionLasts.idle * 60 })
    return context.body(null, 204)
  })

  routes.post('/leave', async (context) => {
    await readBody(context, Nothing)
    sessions.end(getCookie(context, cookieName) ?? '')
    deleteCookie(context, cookieName, cookie)
    return context.body(null, 204, forgetHeaders)
  })

  routes.get('/me', async (context) => {
    const here = await enter(context, officersAndAdmins)
    if (here instanceof Response) return here
    const { slug, who, all, agency, settings } = here
    const counts = await cases.countsByKey(slug)
    const missing = await tools.missing(slug)
    const answer: OfficerAnswer = {
      agency: { slug, name: agency.name, mainSite: agency.mainSite },
      name: who.name,
      role: who.role === 'admin' ? 'admin' : 'officer',
      today: today(clock),
      state: missing.length === 0 ? 'open' : 'closed',
      missing,
      keys: await Promise.all(all.map(async (key) => showKey(key, here, counts))),
      settings,
      limits: timeLimits(settings),
      drill: await drill(slug, all),
    }
    return context.json(answer)
  })

  async function showKey(key: Key, here: Here, counts: Map<string, number>): Promise<StaffKey> {
    const isMine = key.holder === here.who.id
    const holder = key.holder === null ? null : await desk.official(here.slug, key.holder)
    return {
      ...publicKey(key, today(clock)),
      state: key.state,
      confirmed: key.confirmed,
      mine: isMine,
      holder: holder?.name ?? null,
      retiredOn: key.retiredOn,
      wrapped: isMine ? key.wrapped : null,
      // How many there are is none of an administrator's business.
      cases: here.who.role === 'officer' ? (counts.get(key.id) ?? 0) : 0,
    }
  }

  async function drill(slug: string, all: readonly Key[]): Promise<OfficerAnswer['drill']> {
    const last = await readMeta(db, slug, 'drill')
    const begun = all.find((key) => key.role === 'recovery' && key.state === 'active')?.activeFrom ?? today(clock)
    return { last, due: addDays(last ?? begun, drillEvery) }
  }

  // ---- keys -----------------------------------------------------------------------------------------------------------

  routes.post('/keys', async (context) => {
    const here = await enter(context, officersAndAdmins)
    if (here instanceof Response) return here
    const { role, label, recipient, wrapped } = await readBody(context, NewKey)
    const id = await keys.add(here.slug, {
      role,
      label,
      recipient,
      wrapped,
      by: here.who.id,
      epoch: fiscalYear(clock.now()),
      actor: here.actor,
    })
    if (id === null) return refuse(context, 'rule', 'known-key')
    const answer: NewKeyAnswer = { id }
    return context.json(answer)
  })

  async function withKey(context: Context): Promise<{ here: Here; key: Key } | Response> {
    const here = await enter(context, officersAndAdmins)
    if (here instanceof Response) return here
    const key = here.all.find((one) => one.id === context.req.param('key'))
    return key ? { here, key } : refuse(context, 'unknown')
  }

  routes.post('/keys/:key/challenge', async (context) => {
    const at = await withKey(context)
    if (at instanceof Response) return at
    await readBody(context, Nothing)
    const challenge = await proofs.challenge(at.here.session, at.key.id, at.key.recipient)
    return context.json({ challenge: Buffer.from(challenge).toString('base64url') } satisfies ChallengeAnswer)
  })

  routes.post('/keys/:key/confirm', async (context) => {
    const at = await withKey(context)
    if (at instanceof Response) return at
    const { here, key } = at
    const { answer } = await readBody(context, Confirmation)
    if (key.madeBy !== here.who.id || key.state !== 'pending') return refuse(context, 'forbidden')
    if (!proofs.isProven(here.session, key.id, answer)) return refuse(context, 'proof')
    await keys.confirm(here.slug, key.id, here.actor)
    return context.body(null, 204)
  })

  routes.post('/keys/:key/approve', async (context) => {
    const at = await withKey(context)
    if (at instanceof Response) return at
    const { here, key } = at
    const { by: byId, answer } = await readBody(context, Approval)
    const by = here.all.find((one) => one.id === byId)
    // An administrator lets nobody in, and whoever holds the new key must serve as an officer.
    if (!by || here.who.role !== 'officer' || !mayApprove(key, by, here.who.id, here.all)) {
      return refuse(context, 'forbidden')
    }
    if (key.holder !== null && (await desk.official(here.slug, key.holder))?.role !== 'officer') {
      return refuse(context, 'rule', 'not-an-officer')
    }
    if (!proofs.isProven(here.session, by.id, answer)) return refuse(context, 'proof')
    await keys.activate(here.slug, key.id, by.id, by.holder === null ? here.actor : by.id)
    return context.body(null, 204)
  })

  routes.post('/keys/:key/retire', async (context) => {
    const at = await withKey(context)
    if (at instanceof Response) return at
    const { here, key } = at
    const { by: byId, answer } = await readBody(context, Approval)
    const by = here.all.find((one) => one.id === byId)
    const mayRetire =
      here.who.role === 'officer' &&
      key.state === 'active' &&
      by?.state === 'active' &&
      (by.holder === here.who.id || by.holder === null)
    if (!mayRetire) return refuse(context, 'forbidden')
    if (!proofs.isProven(here.session, by.id, answer)) return refuse(context, 'proof')
    await keys.retire(here.slug, key.id, here.actor)
    return context.body(null, 204)
  })

  routes.post('/keys/:key/discard', async (context) => {
    const at = await withKey(context)
    if (at instanceof Response) return at
    await readBody(context, Nothing)
    if (at.key.state !== 'pending' || (at.key.madeBy !== at.here.who.id && at.here.who.role !== 'officer')) {
      return refuse(context, 'forbidden')
    }
    await keys.discard(at.here.slug, at.key.id, at.here.actor)
    return context.body(null, 204)
  })

  routes.post('/drill', async (context) => {
    const here = await enter(context, officers)
    if (here instanceof Response) return here
    await readBody(context, Nothing)
    const recovery = here.all.find((key) => key.role === 'recovery' && key.state === 'active')
    if (!recovery) return refuse(context, 'rule', 'no-recovery')
    const { answer, challenge } = await sealedAnswer(ids, recovery.recipient)
    await writeMeta(db, here.slug, 'drill-challenge', `${addDays(today(clock), drillDays)} ${answerHash(answer)}`)
    return context.json({ challenge: Buffer.from(challenge).toString('base64url') } satisfies ChallengeAnswer)
  })

  routes.post('/drill/answer', async (context) => {
    const here = await enter(context, officers)
    if (here instanceof Response) return here
    const { answer } = await readBody(context, Confirmation)
    const [until = '', hash = ''] = ((await readMeta(db, here.slug, 'drill-challenge')) ?? '').split(' ')
    if (until < today(clock) || hash !== answerHash(answer)) return refuse(context, 'proof')
    await db.transaction().execute(async (transaction) => {
      await writeMeta(transaction, here.slug, 'drill', today(clock))
      await dropMeta(transaction, here.slug, 'drill-challenge')
      await appendAudit(transaction, clock, { agency: here.slug, actor: here.actor, action: 'drill.done' })
    })
    return context.body(null, 204)
  })

  routes.post('/settings', async (context) => {
    const here = await enter(context, officersAndAdmins)
    if (here instanceof Response) return here
    const settings = await readBody(context, SettingsChange)
    await db.transaction().execute(async (transaction) => {
      await writeMeta(transaction, here.slug, 'settings', JSON.stringify(settings))
      await appendAudit(transaction, clock, { agency: here.slug, actor: here.actor, action: 'settings.changed' })
    })
    return context.body(null, 204)
  })

  // ---- cases ----------------------------------------------------------------------------------------------------------

  routes.get('/cases', async (context) => {
    const here = await enter(context, officers)
    if (here instanceof Response) return here
    const found = await cases.wrappedFor(
      here.slug,
      here.mine.map((key) => key.id),
    )
    const more = { settings: here.settings, calendar: here.calendar, day: today(clock) }
    const listed = found.map((one) => summarise(one.row, one.keys, more))
    // Open ones first, by what is due; the order of one day is the order of random ids.
    const order = (one: (typeof listed)[number]) => `${one.due?.on ?? '9999'} ${one.received} ${one.id}`
    return context.json({
      cases: listed.toSorted((one, other) => order(one).localeCompare(order(other))),
    } satisfies CasesAnswer)
  })

  /** The case of the address, when it is wrapped for one of the officer's keys; nobody else learns that it is there. */
  async function withCase(context: Context): Promise<{ here: Here; row: CaseRow; mine: string[] } | Response> {
    const here = await enter(context, officers)
    if (here instanceof Response) return here
    const id = context.req.param('case') ?? ''
    const row = caseIdForm.test(id) ? await cases.one(here.slug, id) : null
    const wraps = row ? await cases.wraps(row.id) : []
    const mine = here.mine.filter((key) => wraps.some((wrap) => wrap.key === key.id)).map((key) => key.id)
    return row && mine.length > 0 ? { here, row, mine } : refuse(context, 'unknown')
  }

  async function show(context: Context, here: Here, caseId: string, identity = false): Promise<Response> {
    const row = await cases.one(here.slug, caseId)
    if (!row) return refuse(context, 'unknown')
    return context.json(
      await showOfficer(cases, row, {
        mine: here.mine.map((key) => key.id),
        keys: here.all,
        settings: here.settings,
        calendar: here.calendar,
        day: today(clock),
        identity,
      }),
    )
  }

  routes.get('/cases/:case', async (context) => {
    const at = await withCase(context)
    if (at instanceof Response) return at
    await cases.open(at.here.slug, at.row.id, at.here.actor)
    return show(context, at.here, at.row.id)
  })

  routes.get('/cases/:case/files/:part', async (context) => {
    const at = await withCase(context)
    if (at instanceof Response) return at
    const id = context.req.param('part')
    const bytes = itemIdForm.test(id) ? await cases.part(at.row.id, id) : null
    if (!bytes) return refuse(context, 'unknown')
    return context.body(new Uint8Array(bytes), 200, { 'Content-Type': 'application/octet-stream' })
  })

  async function done(
    context: Context,
    at: { here: Here; row: CaseRow },
    outcome: CaseOutcome<'seq' | 'rule'>,
  ): Promise<Response> {
    return outcome === 'done' ? show(context, at.here, at.row.id) : refuse(context, outcome)
  }

  type Act = Parameters<CaseStore['act']>[3]
  function act(at: { here: Here; row: CaseRow }, what: Act) {
    return cases.act(at.here.slug, at.row.id, at.here.actor, what)
  }

  routes.post('/cases/:case/items', async (context) => {
    const at = await withCase(context)
    if (at instanceof Response) return at
    const { items } = await readBody(context, OfficerItems)
    const has = (kind: string) => items.some((item) => item.kind === kind)
    const action: AuditAction = has('reply') ? 'case.answered' : has('redacted') ? 'case.redacted' : 'case.noted'
    return done(context, at, await act(at, { action, items }))
  })

  routes.post('/cases/:case/status', async (context) => {
    const at = await withCase(context)
    if (at instanceof Response) return at
    const { status, items } = await readBody(context, StatusChange)
    return done(context, at, await act(at, { action: 'case.status', status, items }))
  })

  routes.post('/cases/:case/extend', async (context) => {
    const at = await withCase(context)
    if (at instanceof Response) return at
    const { days, items } = await readBody(context, Extension)
    if (!isOpen(at.row)) return refuse(context, 'rule', 'closed')
    const due = at.row.outcome_due_on ?? addDays(at.row.received_on, at.here.settings.outcomeDays)
    const outcomeDue = addDays(due > today(clock) ? due : today(clock), days)
    return done(context, at, await act(at, { action: 'case.extended', items, outcomeDue }))
  })

  routes.post('/cases/:case/close', async (context) => {
    const at = await withCase(context)
    if (at instanceof Response) return at
    const { outcome, items } = await readBody(context, Closing)
    if (!isOpen(at.row)) return refuse(context, 'rule', 'closed')
    const { retentionDays } = at.here.settings
    return done(context, at, await act(at, { action: 'case.closed', status: 'done', outcome, items, retentionDays }))
  })

  routes.post('/cases/:case/spam', async (context) => {
    const at = await withCase(context)
    if (at instanceof Response) return at
    await readBody(context, Nothing)
    if (!isOpen(at.row)) return refuse(context, 'rule', 'closed')
    return done(context, at, await act(at, { action: 'case.spam', status: 'spam', items: [] }))
  })

  routes.post('/cases/:case/reopen', async (context) => {
    const at = await withCase(context)
    if (at instanceof Response) return at
    await readBody(context, Nothing)
    if (isOpen(at.row)) return refuse(context, 'rule', 'open')
    return done(context, at, await act(at, { action: 'case.reopened', status: 'working', items: [] }))
  })

  routes.post('/cases/:case/keep', async (context) => {
    const at = await withCase(context)
    if (at instanceof Response) return at
    const { days } = await readBody(context, Keeping)
    return done(context, at, await act(at, { action: 'case.kept', keepDays: days, items: [] }))
  })

  routes.post('/cases/:case/identity', async (context) => {
    const at = await withCase(context)
    if (at instanceof Response) return at
    const { reason } = await readBody(context, IdentityWish)
    await cases.note(at.here.slug, at.row.id, at.here.actor, `case.identity.${reason}`)
    const items = await cases.items(at.row.id, { inner: false, identity: true })
    return context.json({
      items: items.filter((item) => item.kind === 'identity').map(showItem),
    } satisfies IdentityAnswer)
  })

  routes.post('/cases/:case/export', async (context) => {
    const at = await withCase(context)
    if (at instanceof Response) return at
    await readBody(context, Nothing)
    await cases.note(at.here.slug, at.row.id, at.here.actor, 'case.exported')
    return show(context, at.here, at.row.id, true)
  })

  routes.post('/cases/:case/rewrap', async (context) => {
    const at = await withCase(context)
    if (at instanceof Response) return at
    const { wraps, notes } = await readBody(context, Rewrap)
    const offered = await keys.offered(at.here.slug)
    if (!wraps.every((wrap) => offered.some((key) => key.id === wrap.key))) return refuse(context, 'keys')
    return done(context, at, await cases.rewrap(at.here.slug, at.row.id, at.here.actor, wraps, notes))
  })

  routes.post('/cases/:case/withdraw', async (context) => {
    const at = await withCase(context)
    if (at instanceof Response) return at
    await readBody(context, Nothing)
    const offered = await keys.offered(at.here.slug)
    const wraps = await cases.wraps(at.row.id)
    const others = offered.filter(
      (key) => isOnline(key) && key.holder !== at.here.who.id && wraps.some((wrap) => wrap.key === key.id),
    )
    if (others.length === 0) return refuse(context, 'rule', 'last-reader')
    await cases.withdraw(at.here.slug, at.row.id, at.here.actor, at.mine)
    return context.body(null, 204)
  })

  routes.post('/cases/:case/purge', async (context) => {
    const at = await withCase(context)
    if (at instanceof Response) return at
    await readBody(context, Nothing)
    const due = (await cases.duePurges(at.here.slug)).find((row) => row.id === at.row.id)
    if (!due) return refuse(context, 'rule', 'not-yet')
    await cases.purge(due, at.here.actor)
    await tools.scrub()
    return context.body(null, 204)
  })

  // ---- what is written down, what is counted ----------------------------------------------------------------------------

  routes.get('/audit', async (context) => {
    const here = await enter(context, officers)
    if (here instanceof Response) return here
    const { lines, unbroken } = await readAudit(db, here.slug)
    // Whoever was kept out of a case learns from the trail neither that it is there nor when somebody works on it.
    const mine = here.mine.map((key) => key.id)
    const seen = new Set((await cases.wrappedFor(here.slug, mine)).map((one) => one.row.id))
    const shown = lines.filter((line) => line.case_id === null || seen.has(line.case_id) || mine.includes(line.key_id))
    const answer: AuditAnswer = {
      lines: shown.map((line) => ({
        seq: line.seq,
        at: line.at_minute,
        key: line.key_id,
        action: line.action,
        case: line.case_id,
        prev: line.prev_hash,
        hash: line.hash,
      })),
      unbroken,
    }
    return context.json(answer)
  })

  routes.get('/periods', async (context) => {
    const here = await enter(context, ['officer', 'admin', 'executive'])
    if (here instanceof Response) return here
    const counted = await readPeriods(db, here.slug)
    const yesterday = addDays(today(clock), -1)
    const all = await cases.allOf(here.slug)
    const answer: PeriodsAnswer = {
      asOf: counted?.until ?? null,
      periods: counted ? periodTable(counted) : [],
      overdue: all.some((row) => isOverdue(row, here.settings, here.calendar, yesterday)),
    }
    return context.json(answer)
  })

  // Whoever is known but may not, is told so for every other address too; whoever is not known learns nothing.
  routes.all('*', async (context) => {
    const here = await enter(context, officersAndAdmins)
    return here instanceof Response ? here : refuse(context, 'unknown')
  })

  routes.onError((cause, context) => {
    if (cause instanceof BodyRefused) return refuse(context, cause.why)
    throw cause
  })

  return routes
}

/** Whether somebody with a session may see the page at all: an executive only gets the table. */
export function pageFor(role: Official['role'] | null): 'page' | 'forbidden' {
  return role === null || role === 'officer' || role === 'admin' ? 'page' : 'forbidden'
}
