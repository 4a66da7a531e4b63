import { createHash, createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { base64urlnopad } from '@scure/base'
import { sealItem, itemKey } from '../../src/whistleblowing/browser/crypto/item.ts'
import { newCaseKey } from '../../src/whistleblowing/browser/crypto/case-key.ts'
import { systemRandom } from '../../src/whistleblowing/browser/crypto/random.ts'
import { newReceipt, openReceipt } from '../../src/whistleblowing/browser/crypto/receipt.ts'
import { channelHeaders } from '../../src/whistleblowing/headers.ts'
import type { KeysAnswer } from '../../src/whistleblowing/wire-bodies.ts'
import {
  addKey,
  approve,
  ceremony,
  cheapReceipt,
  confirm,
  look,
  pow,
  randomId,
  readByOfficer,
  readByReporter,
  report,
  sealedReport,
  sealedWords,
  send,
  wordsOf,
  type Keys,
} from './actors.ts'
import { startChannel, type Ask, type Ground } from './ground.ts'

describe('somebody who writes into the database', () => {
  let ground: Ground
  let keys: Keys
  beforeAll(async () => {
    ground = await startChannel()
    keys = await ceremony(ground)
  })
  afterAll(() => ground.stop())

  it('cannot swap two sealed things: both sides see that they are not where they belong', async () => {
    const one = await report(ground, { what: 'เรื่องหนึ่ง' })
    const other = await report(ground, { what: 'เรื่องสอง' })
    const { db } = ground.cases
    const items = await db.selectFrom('wb_item').selectAll().execute()
    const [first, second] = [one, other].map((reported) => items.find((item) => item.case_id === reported.body.case))
    await db
      .updateTable('wb_item')
      .set({ blob: second?.blob ?? Buffer.alloc(0) })
      .where('id', '=', first?.id ?? '')
      .execute()
    expect(wordsOf(await readByOfficer(keys.officer, one.body.case))).toEqual(['broken'])
    expect(wordsOf(await readByReporter(ground, one))).toEqual(['broken'])
    expect(wordsOf(await readByReporter(ground, other))).toEqual(['เรื่องสอง'])
  })

  it('cannot swap two things of one case, nor forge a reply with what stands there', async () => {
    const reported = await report(ground, { what: 'ร้องเรียน' })
    const id = reported.body.case
    for (const text of ['คำตอบแรก', 'คำตอบที่สอง']) {
      const item = await sealedWords(keys.officer, id, 'reply', text)
      expect((await keys.officer.desk.post(`/cases/${id}/items`, { items: [item] })).status).toBe(200)
    }
    const { db } = ground.cases
    const stored = async () => db.selectFrom('wb_item').selectAll().where('case_id', '=', id).orderBy('seq').execute()
    const [, second, third] = await stored()
    const put = (item: string | undefined, blob: Buffer | undefined) =>
      db
        .updateTable('wb_item')
        .set({ blob: blob ?? Buffer.alloc(0) })
        .where('id', '=', item ?? '')
        .execute()
    await put(second?.id, third?.blob)
    await put(third?.id, second?.blob)
    expect(wordsOf(await readByReporter(ground, reported))).toEqual(['ร้องเรียน', 'broken', 'broken'])
    await put(second?.id, second?.blob)
    await put(third?.id, third?.blob)

    // Whoever knows the case's public key can seal to it, but not say that they hold the private one.
    const stranger = await newCaseKey()
    const item = randomId(16)
    const forged = await sealItem(
      { tenant: 'town', case: id, item, kind: 'reply', role: 'officer', seq: 4 },
      JSON.stringify({ text: 'มาพบที่สำนักงาน' }),
      [reported.open.recipient],
      itemKey(stranger.identity),
    )
    const row = { id: item, case_id: id, inner: 0, seq: 4, kind: 'reply', role: 'officer', on_day: '2026-11-23' }
    await db
      .insertInto('wb_item')
      .values({ ...row, blob: Buffer.from(forged) })
      .execute()
    expect(wordsOf(await readByReporter(ground, reported))).toEqual(['ร้องเรียน', 'คำตอบแรก', 'คำตอบที่สอง', 'broken'])
    expect(wordsOf(await readByOfficer(keys.fallback, id))).toEqual(['ร้องเรียน', 'คำตอบแรก', 'คำตอบที่สอง', 'broken'])
  })

  it('gets nothing of older cases by a key that they activate themselves', async () => {
    const reported = await report(ground)
    const intruder = await addKey(await ground.official(), 'officer', 'ผู้บุกรุก')
    await ground.cases.db
      .updateTable('wb_key')
      .set({ state: 'active', active_from: '2026-11-23' })
      .where('id', '=', intruder.id)
      .execute()
    expect((await intruder.desk.get(`/cases/${reported.body.case}`)).status).toBe(404)
    // Not even with a wrap that they write there: they have nothing to wrap.
    const [wrap] = reported.body.wraps
    await ground.cases.db
      .insertInto('wb_wrap')
      .values({ case_id: reported.body.case, key_id: intruder.id, blob: Buffer.from(wrap?.blob ?? '', 'base64url') })
      .execute()
    await expect(readByOfficer(intruder, reported.body.case)).rejects.toThrow('key')
    // And no audit line tells of an approval; the keys' page shows it all the same.
    const { text } = await keys.officer.desk.get('/me')
    expect(text).toContain('ผู้บุกรุก')
  })

  it('cannot check a guessed receipt without the dear computation, nor look it up without the secret beside the database', async () => {
    const receipt = newReceipt(systemRandom)
    const { body: known } = await ground.ask<KeysAnswer>('/w/town/keys')
    expect([known.kdf.N >= 2 ** 15, known.kdf.r, known.kdf.p]).toEqual([true, 8, 3])
    const opened = await openReceipt(receipt, known.kdf.salt)
    const reported = await report(ground, { receipt: opened })
    const { db } = ground.cases
    const row = await db
      .selectFrom('wb_case')
      .select('receipt_lookup')
      .where('id', '=', reported.body.case)
      .executeTakeFirstOrThrow()

    // Everything that a thief has: the whole file, with all settings. And what can be had of a code for nothing.
    const file = readFileSync(join(ground.folder, 'whistleblowing', 'cases.db'))
    const pepper = readFileSync(join(ground.folder, 'whistleblowing.pepper'), 'utf8').trim()
    const salts = ['', known.kdf.salt, 'town', 'wb1|', `wb1|${known.kdf.salt}`]
    const cheap = [receipt, receipt.match(/.{4}/g)?.join('-') ?? '', opened.lookup].flatMap((guess) => [
      Buffer.from(guess),
      ...salts.flatMap((salt) => [
        createHash('sha256').update(salt).update(guess).digest(),
        createHash('sha256').update(guess).update(salt).digest(),
        createHmac('sha256', salt).update(guess).digest(),
      ]),
    ])
    for (const bytes of [...cheap, Buffer.from(pepper, 'base64'), Buffer.from(pepper)]) {
      for (const form of [bytes, Buffer.from(bytes.toString('hex')), Buffer.from(bytes.toString('base64url'))]) {
        expect(file.includes(form)).toBe(false)
      }
    }
    // The one thing that stands there needs both: the derived half and the pepper.
    const named = createHmac('sha256', Buffer.from(pepper, 'base64')).update('v1|').update(opened.lookup).digest()
    expect([named.toString('hex'), named.toString('base64url'), named.toString('base64')]).toContain(row.receipt_lookup)
    expect(file.includes(Buffer.from(row.receipt_lookup))).toBe(true)
  })

  it('finds no order of a day in what stands there, no time, no address, and blobs of one length', async () => {
    const own = await startChannel()
    await ceremony(own)
    const texts = Array.from({ length: 12 }, (_, index) => 'ก'.repeat(20 + index * 80))
    const sent: string[] = []
    for (const what of texts) sent.push((await report(own, { what })).body.case)
    const { db } = own.cases
    const ids = (await db.selectFrom('wb_case').select('id').execute()).map((row) => row.id)
    expect(ids).toEqual(ids.toSorted())
    expect(ids).not.toEqual(sent)
    for (const table of ['wb_case', 'wb_item', 'wb_wrap', 'wb_file'] as const) {
      await expect(db.selectFrom(table).select(db.dynamic.ref('rowid')).execute()).rejects.toThrow('rowid')
    }
    const blobs = await db.selectFrom('wb_item').select('blob').execute()
    expect(new Set(blobs.map((row) => row.blob.length)).size).toBe(1)
    const rows = JSON.stringify(await db.selectFrom('wb_case').selectAll().execute())
    expect(rows).not.toMatch(/\d\d:\d\d/)
    await own.stop()
  })
})

describe('every answer', () => {
  let ground: Ground
  beforeAll(async () => {
    ground = await startChannel()
    await ceremony(ground)
  })
  afterAll(() => ground.stop())

  const asks: [path: string, ask: Ask, status: number][] = [
    ['/w', {}, 200],
    ['/w/', {}, 200],
    ['/w/town', {}, 200],
    ['/w/town/keys', {}, 200],
    ['/w/town/pow?k=submit', {}, 200],
    ['/w/town/pow?k=other', {}, 400],
    ['/w/town/app.00.js', {}, 200],
    ['/w/town/app.00.css', {}, 200],
    ['/w/town/app.ff.js', {}, 404],
    ['/w/town/icon.svg', {}, 200],
    ['/w/icon.svg', {}, 200],
    ['/w/town/procedure', {}, 200],
    ['/w/town/statistics', {}, 200],
    ['/w/town/statistics.csv', {}, 200],
    ['/w/nobody', {}, 404],
    ['/w/nobody', { headers: { accept: 'text/html' } }, 404],
    ['/w/town/s', { json: {} }, 400],
    ['/w/town/s', { json: {}, headers: { 'x-wb': '' } }, 400],
    ['/w/town/s', { bytes: '{}', headers: { 'content-type': 'application/json' } }, 400],
    ['/w/town/s', { bytes: '{}', headers: { 'content-type': 'text/plain', 'x-wb': '1' } }, 400],
    [
      '/w/town/s',
      { bytes: `"${'a'.repeat(4 * 1024 * 1024)}"`, headers: { 'content-type': 'application/json', 'x-wb': '1' } },
      413,
    ],
    ['/w/town/s', { method: 'GET' }, 404],
    ['/w/town/s', { method: 'DELETE' }, 404],
    ['/w/town/s', { method: 'OPTIONS' }, 404],
    ['/w/town/r', { json: { lookup: 'x' } }, 400],
    ['/w/town/u/aaaaaaaaaaaaaaaa', { method: 'PUT', bytes: 'x' }, 401],
    ['/w/town/../../etc/passwd', {}, 404],
    ['/w/town/..%2f..%2fapp.key', {}, 404],
    ['/w/%00', {}, 404],
    ['/w/%E0%B8', {}, 404],
    ['/w/town//keys', {}, 404],
    ['/w/town/app.00.js/..', {}, 200],
    ['/w/town/app.00.js%2f..%2f..%2fpackage.json', {}, 404],
    ['/o/w', {}, 200],
    ['/o/w/town', {}, 200],
    ['/o/w/town/desk.00.js', {}, 200],
    ['/o/w/town/me', {}, 401],
    ['/o/w/town/cases', { headers: { cookie: '__Host-o=AAAA' } }, 401],
    ['/o/w/town/nothing', {}, 401],
    ['/o/w/nobody/me', {}, 404],
    ['/o/w/town/session', { json: { token: 'A'.repeat(43) } }, 403],
    ['/o/w/town/session', { json: { token: 'A'.repeat(43) }, headers: { origin: 'https://bot.example.go.th' } }, 401],
    ['/o/w/town/session', { json: { token: 'A'.repeat(43) }, headers: { origin: 'https://evil.example' } }, 403],
    ['/o/w/town/keys', { json: {}, headers: { origin: 'null' } }, 403],
  ]
  it.each(asks)('carries the headers exactly: %s %j → %i', async (path, ask, status) => {
    const answer = await ground.ask(path, ask)
    expect(answer.status).toBe(status)
    for (const [name, value] of Object.entries(channelHeaders)) expect(answer.headers.get(name)).toBe(value)
    // Nothing is told beside: no server's name, no cookie, no id of the request.
    const others = [...answer.headers.keys()].filter(
      (name) => !Object.keys(channelHeaders).some((one) => one.toLowerCase() === name),
    )
    expect(others.filter((name) => !['content-type', 'content-disposition', 'content-length'].includes(name))).toEqual(
      [],
    )
  })

  it('does so too when something breaks inside, with one word, and the log learns only how often', async () => {
    const own = await startChannel()
    own.state.breaks = true
    for (let times = 0; times < 50; times += 1) {
      const answer = await own.ask('/w/town/keys', {
        headers: { 'user-agent': 'Phone/1', 'x-forwarded-for': '1.2.3.4' },
      })
      expect([answer.status, answer.body]).toEqual([500, { error: 'failure' }])
      for (const [name, value] of Object.entries(channelHeaders)) expect(answer.headers.get(name)).toBe(value)
    }
    own.state.breaks = false
    await own.channel.tidy()
    expect(own.logLines).toEqual([])
    own.clock.move(60 * 60_000)
    await own.channel.tidy()
    await own.channel.tidy()
    expect(own.logLines.map((line) => JSON.parse(line) as object)).toEqual([
      { time: '2026-11-23T04:00:00.000Z', level: 'error', event: 'wb:failure', count: 50 },
    ])
    await own.stop()
    expect(channelHeaders['Content-Security-Policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    )
  })

  it('to fifty requests of reporters, good and bad, leaves no line anywhere', async () => {
    const reported = await report(ground)
    for (let times = 0; times < 16; times += 1) {
      await look(ground, reported)
      await ground.ask('/w/town/r', { json: { lookup: 'bad' } })
      await ground.ask(`/w/town/${randomId(8)}`)
    }
    await ground.channel.tidy()
    expect(ground.logLines).toEqual([])
  })
})

describe('an officer whose browser is misused', () => {
  it('changes nothing for a foreign page, without our header, or after the session is over', async () => {
    const ground = await startChannel()
    const keys = await ceremony(ground)
    const reported = await report(ground)
    const path = `/cases/${reported.body.case}/spam`
    const { desk } = keys.officer
    expect((await desk.post(path, {}, { origin: 'https://evil.example' })).status).toBe(403)
    const bare = await ground.ask(`/o/w/town${path}`, {
      bytes: '{}',
      headers: { cookie: desk.cookie, origin: 'https://bot.example.go.th', 'content-type': 'application/json' },
    })
    expect(bare.status).toBe(403)
    expect((await ground.ask(`/o/w/town${path}`, { json: {}, headers: { cookie: desk.cookie } })).status).toBe(403)
    expect(desk.entered.headers.get('set-cookie')).toMatch(
      /^__Host-o=[\w-]{43}; Max-Age=1200; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    )
    ground.clock.move(21 * 60_000)
    expect((await desk.post(path)).status).toBe(401)
    const again = await ground.enter(desk.id)
    expect((await again.post('/leave')).headers.get('clear-site-data')).toBe('"cache", "storage"')
    expect((await again.get('/me')).status).toBe(401)
    expect((await look(ground, reported)).body.status).toBe('received')
    await ground.stop()
  })

  it('a link works once, for its agency, and not for somebody who serves elsewhere', async () => {
    const ground = await startChannel()
    const desk = await ground.official('officer', 'town')
    expect(desk.entered.status).toBe(204)
    expect((await ground.enter(desk.id, 'hill')).entered.status).toBe(401)
    expect((await ground.official('other')).entered.status).toBe(403)
    ground.officials.delete(desk.id)
    expect((await desk.get('/me')).status).toBe(401)
    await ground.stop()
  })
})

describe('a replayed request', () => {
  it('is refused or changes nothing: reports, answers, approvals', async () => {
    const ground = await startChannel()
    const keys = await ceremony(ground)
    const sealed = await sealedReport(ground)
    await send(ground, sealed)
    const counts = async () => (await ground.cases.db.selectFrom('wb_item').select('id').execute()).length
    const before = await counts()
    await send(ground, sealed)
    expect(await counts()).toBe(before)
    const item = await sealedWords(keys.officer, sealed.body.case, 'reply', 'คำตอบ')
    await keys.officer.desk.post(`/cases/${sealed.body.case}/items`, { items: [item] })
    expect((await keys.officer.desk.post(`/cases/${sealed.body.case}/items`, { items: [item] })).body).toEqual({
      error: 'seq',
    })
    const newcomer = await addKey(await ground.official(), 'officer', 'คนใหม่')
    await confirm(newcomer)
    expect(await approve(newcomer, keys.officer)).toBe(204)
    expect(await approve(newcomer, keys.officer)).toBe(403)
    await ground.stop()
  })
})

// ---- bodies of every shape ------------------------------------------------------------------------------------------------

describe('bodies that nobody expects', () => {
  let ground: Ground
  let keys: Keys
  let caseId: string
  let good: Record<string, unknown>
  beforeAll(async () => {
    ground = await startChannel()
    keys = await ceremony(ground)
    caseId = (await report(ground)).body.case
    const sealed = await sealedReport(ground)
    good = { ...sealed.body, pow: await pow(ground, 'submit') }
  })
  afterAll(() => ground.stop())

  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 4 }),
    fc.constantFrom('', '__proto__', 'A'.repeat(43), '../../x', '\u0000', '💥', -1, 1e308, null, [], {}),
  )

  /** A good body with one thing in it exchanged, taken out or added, anywhere. */
  function spoilt(body: unknown): fc.Arbitrary<unknown> {
    const paths: (string | number)[][] = []
    const walk = (value: unknown, path: (string | number)[]) => {
      paths.push(path)
      if (Array.isArray(value)) value.forEach((one, index) => walk(one, [...path, index]))
      else if (typeof value === 'object' && value !== null)
        for (const [key, one] of Object.entries(value)) walk(one, [...path, key])
    }
    walk(body, [])
    return fc
      .tuple(fc.constantFrom(...paths), odd, fc.constantFrom('exchange', 'remove', 'add'))
      .map(([path, value, how]) => {
        if (path.length === 0) return value
        const copy = structuredClone(body)
        let at = copy as Record<string | number, unknown>
        for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>
        const last = path.at(-1) ?? ''
        if (how === 'exchange') at[last] = value
        else if (how === 'remove') delete at[last]
        else at['another'] = value
        return copy
      })
  }

  /** Asks with what was spoilt: a refusal of one word, nothing stored, nothing logged, no failure. */
  async function refused(path: string, body: unknown, headers: Record<string, string> = {}) {
    const answer = await ground.ask(path, {
      bytes: JSON.stringify(body) ?? '',
      headers: { 'content-type': 'application/json', 'x-wb': '1', ...headers },
    })
    expect([path, answer.status]).not.toEqual([path, 500])
    if (answer.status >= 400) expect(Object.keys(answer.body).every((key) => ['error', 'why'].includes(key))).toBe(true)
    return answer.status
  }

  async function stored() {
    const { db } = ground.cases
    const tables = ['wb_case', 'wb_item', 'wb_wrap', 'wb_file', 'wb_key'] as const
    return Promise.all(
      tables.map(
        async (table) => (await db.selectFrom(table).select(db.fn.countAll().as('count')).execute())[0]?.count,
      ),
    )
  }

  it('are refused for reports, whatever one thing is wrong with them, and leave nothing', async () => {
    const before = await stored()
    await fc.assert(
      fc.asyncProperty(spoilt(good), async (body) => {
        expect(await refused('/w/town/s', body)).toBeGreaterThanOrEqual(400)
      }),
      { numRuns: 150 },
    )
    expect(await stored()).toEqual(before)
  })

  it('are refused for every other route of reporters', async () => {
    const { lookup } = await cheapReceipt()
    const wish = { lookup: base64urlnopad.encode(lookup), pow: await pow(ground, 'look') }
    const visit = {
      token: 'A'.repeat(43),
      items: (good['items'] as object[]).map((item) => ({ ...item, kind: 'reply' })),
      files: [],
    }
    const before = await stored()
    for (const [path, body] of [
      ['/w/town/r', wish],
      ['/w/town/u', { pow: wish.pow }],
      ['/w/town/r/i', visit],
      ['/w/town/r/w', { token: visit.token }],
    ] as const) {
      await fc.assert(
        fc.asyncProperty(spoilt(body), async (changed) => {
          expect(await refused(path, changed)).toBeGreaterThanOrEqual(400)
        }),
        { numRuns: 60 },
      )
    }
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const answer = await ground.ask('/w/town/s', {
          bytes,
          headers: { 'content-type': 'application/json', 'x-wb': '1' },
        })
        expect(answer.status).toBe(400)
      }),
      { numRuns: 50 },
    )
    expect(await stored()).toEqual(before)
  })

  it('are refused for every route of officers', async () => {
    const { cookie } = keys.officer.desk
    const headers = { cookie, origin: 'https://bot.example.go.th' }
    const item = await sealedWords(keys.officer, caseId, 'note', 'x')
    const [wrap] = good['wraps'] as { key: string; blob: string }[]
    const bodies: Record<string, unknown> = {
      '/session': { token: 'A'.repeat(43) },
      '/keys': { role: 'officer', label: 'x', recipient: keys.officer.recipient, wrapped: null },
      [`/keys/${keys.officer.id}/confirm`]: { answer: 'A'.repeat(43) },
      [`/keys/${keys.officer.id}/approve`]: { by: keys.officer.id, answer: 'A'.repeat(43) },
      [`/keys/${keys.officer.id}/retire`]: { by: keys.officer.id, answer: 'A'.repeat(43) },
      '/drill/answer': { answer: 'A'.repeat(43) },
      [`/cases/${caseId}/items`]: { items: [{ ...item, seq: 99 }] },
      [`/cases/${caseId}/status`]: { status: 'checking', items: [{ ...item, seq: 99 }] },
      [`/cases/${caseId}/close`]: { outcome: 'upheld', items: [{ ...item, seq: 99 }] },
      [`/cases/${caseId}/extend`]: { days: 30, items: [{ ...item, seq: 99 }] },
      [`/cases/${caseId}/rewrap`]: { wraps: [{ ...wrap, key: 'AAAAAAAAAAAA' }], notes: [] },
      [`/cases/${caseId}/keep`]: { days: 3 },
    }
    const before = await stored()
    for (const [path, body] of Object.entries(bodies)) {
      await fc.assert(
        fc.asyncProperty(spoilt(body), async (changed) => {
          await refused(`/o/w/town${path}`, changed, headers)
        }),
        { numRuns: 40 },
      )
    }
    expect(await stored()).toEqual(before)
    expect(wordsOf(await readByOfficer(keys.officer, caseId))).toEqual(['เรียกรับเงินค่าใบอนุญาต'])
  })
})
