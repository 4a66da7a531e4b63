import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { base64urlnopad } from '@scure/base'
import { isSolved } from '../../src/whistleblowing/browser/crypto/proof-of-work.ts'
import { sealBody } from '../../src/whistleblowing/browser/crypto/sealing.ts'
import type { CaseForReporter, KeysAnswer } from '../../src/whistleblowing/wire-bodies.ts'
import { minute, second } from '../support/clock.ts'
import {
  ceremony,
  cheapReceipt,
  look,
  pow,
  randomId,
  readByOfficer,
  readByReporter,
  report,
  sealedReport,
  send,
  upload,
  wordsOf,
  type Keys,
} from './actors.ts'
import { startChannel, type Ground } from './ground.ts'

describe('a report', () => {
  let ground: Ground
  let keys: Keys
  beforeAll(async () => {
    ground = await startChannel()
    keys = await ceremony(ground)
  })
  afterAll(() => ground.stop())

  it('with nothing but what happened is taken, and tells the days of receipt and of looking again', async () => {
    const sent = await send(ground, await sealedReport(ground, { what: 'รับเงิน' }))
    expect(sent.status).toBe(200)
    // Monday, three working days later is Thursday.
    expect(sent.body).toEqual({ received: '2026-11-23', nextCheck: '2026-11-26' })
  })

  it('even with every field empty is taken', async () => {
    expect((await send(ground, await sealedReport(ground, { what: '' }))).status).toBe(200)
  })

  it('is read by every admitted reader and by the reporter, with its files, and by nobody else', async () => {
    const bytes = new Uint8Array(150_000).map((_, index) => index % 251)
    const reported = await report(ground, {
      what: 'เรียกรับเงินหมู่ 3',
      identity: { name: 'สมชาย', contact: '081' },
      files: [{ name: 'สัญญา.pdf', bytes }],
    })
    expect(wordsOf(await readByOfficer(keys.officer, reported.body.case))).toEqual([
      'เรียกรับเงินหมู่ 3',
      'apart',
      'สัญญา.pdf',
    ])
    expect(wordsOf(await readByOfficer(keys.fallback, reported.body.case))).toEqual([
      'เรียกรับเงินหมู่ 3',
      'apart',
      'สัญญา.pdf',
    ])
    expect(wordsOf(await readByReporter(ground, reported))).toEqual(['เรียกรับเงินหมู่ 3', 'apart', 'สัญญา.pdf'])
    const [part = ''] = reported.body.files
    expect((await keys.officer.desk.get(`/cases/${reported.body.case}/files/${part}`)).status).toBe(200)
    const stranger = await ground.official()
    expect((await stranger.get(`/cases/${reported.body.case}`)).status).toBe(404)
    expect((await stranger.get(`/cases/${reported.body.case}/files/${part}`)).status).toBe(404)
    expect((await stranger.get('/cases')).body).toEqual({ cases: [] })
  })

  it('that must not be read by the officer is not wrapped for them, not listed, and nobody tells them of it', async () => {
    await ground.channel.takeAttention('town')
    const reported = await report(ground, { what: 'เรื่องของนิติกร', without: [keys.officer.id] })
    const wraps = await ground.cases.db
      .selectFrom('wb_wrap')
      .select('key_id')
      .where('case_id', '=', reported.body.case)
      .execute()
    expect(wraps.map((wrap) => wrap.key_id).toSorted()).toEqual(
      ['reporter', keys.fallback.id, keys.recovery.id].toSorted(),
    )
    const { body } = await keys.officer.desk.get<{ cases: { id: string }[] }>('/cases')
    expect(body.cases.map((one) => one.id)).not.toContain(reported.body.case)
    expect((await keys.officer.desk.get(`/cases/${reported.body.case}`)).status).toBe(404)
    expect([...(await ground.channel.takeAttention('town'))]).toEqual([keys.fallback.desk.id])
    expect(wordsOf(await readByOfficer(keys.fallback, reported.body.case))).toEqual(['เรื่องของนิติกร'])
    // Nor do they find it in what is written down.
    const { text } = await keys.officer.desk.get('/audit')
    expect(text).not.toContain(reported.body.case)
    expect((await keys.fallback.desk.get('/audit')).text).toContain(reported.body.case)
  })

  it('that nobody online could read is refused, and so is one without the reporter or for a key that is not offered', async () => {
    const nobody = await sealedReport(ground, { without: [keys.officer.id, keys.fallback.id] })
    expect((await send(ground, nobody)).body).toEqual({ error: 'keys' })
    const whole = await sealedReport(ground)
    const alone = {
      ...whole,
      body: { ...whole.body, wraps: whole.body.wraps.filter((wrap) => wrap.key !== 'reporter') },
    }
    expect((await send(ground, alone)).body).toEqual({ error: 'keys' })
    const [first, ...others] = whole.body.wraps
    const foreign = {
      ...whole,
      body: { ...whole.body, wraps: [{ key: 'AAAAAAAAAAAA', blob: first?.blob ?? '' }, ...others] },
    }
    expect((await send(ground, foreign)).body).toEqual({ error: 'keys' })
  })

  it('whose answer was lost on the way may be sent again, and is there once', async () => {
    const sealed = await sealedReport(ground, { what: 'ส่งสองครั้ง' })
    const first = await send(ground, sealed)
    ground.clock.move(minute)
    const second = await send(ground, sealed)
    expect(second.body).toEqual(first.body)
    expect(wordsOf(await readByReporter(ground, sealed))).toEqual(['ส่งสองครั้ง'])
    // Another report under the same name is another matter.
    const other = await sealedReport(ground)
    expect((await send(ground, { ...other, body: { ...other.body, case: sealed.body.case } })).body).toEqual({
      error: 'case',
    })
    expect(wordsOf(await readByReporter(ground, sealed))).toEqual(['ส่งสองครั้ง'])
  })

  it('is taken only some seconds after its challenge was given, and a challenge works once, for one thing and one agency', async () => {
    const sealed = await sealedReport(ground)
    const work = await pow(ground, 'submit')
    const post = (proof: typeof work, path = '/w/town/s') => ground.ask(path, { json: { ...sealed.body, pow: proof } })
    ground.clock.move(7 * second)
    expect((await post(work)).body).toEqual({ error: 'early' })
    ground.clock.move(second)
    expect((await post(await pow(ground, 'look'))).body).toEqual({ error: 'pow' })
    expect((await post({ ...work, bits: 0 })).body).toEqual({ error: 'pow' })
    expect((await post({ ...work, exp: work.exp + 1 })).body).toEqual({ error: 'pow' })
    // With so few bits as in tests some wrong answers are right ones.
    const wrong = ['7', '77', '777', '7777', '77777'].find((n) => !isSolved(work.c, n, work.bits)) ?? ''
    expect((await post({ ...work, n: wrong })).body).toEqual({ error: 'pow' })
    expect((await post(work)).status).toBe(200)
    expect((await post(work)).body).toEqual({ error: 'pow' })
    const old = await pow(ground, 'submit')
    ground.clock.move(10 * minute)
    expect((await post(old)).body).toEqual({ error: 'pow' })
  })

  it('comes to the agency whose address it was sent to, and a receipt opens nothing at another one', async () => {
    const other = await ceremony(ground, 'hill')
    const reported = await report(ground, { agency: 'hill', what: 'เรื่องบนเขา' })
    expect(wordsOf(await readByOfficer(other.officer, reported.body.case))).toEqual(['เรื่องบนเขา'])
    expect((await keys.officer.desk.get(`/cases/${reported.body.case}`)).status).toBe(404)
    expect((await look(ground, { ...reported, agency: 'town' })).status).toBe(404)
    expect((await look(ground, reported)).status).toBe(200)
    // The session of one agency is none at the other.
    expect((await ground.ask('/o/w/hill/cases', { headers: { cookie: keys.officer.desk.cookie } })).status).toBe(401)
    // And keys of the other agency cannot be named.
    const mixed = await sealedReport(ground, { agency: 'hill' })
    expect((await send(ground, { ...mixed, agency: 'town' })).body).toEqual({ error: 'keys' })
  })

  it('may be sent without naming the agency where there is a first one', async () => {
    const sealed = await sealedReport(ground)
    expect((await ground.ask<KeysAnswer>('/w/keys')).body.agency.slug).toBe('town')
    expect((await send(ground, sealed, '/w/s')).status).toBe(200)
  })
})

describe('files', () => {
  let ground: Ground
  beforeAll(async () => {
    ground = await startChannel()
    await ceremony(ground)
  })
  afterAll(() => ground.stop())

  it('are put with a ticket, once under each name, and belong to one report only', async () => {
    const put = (id: string, bytes: string, ticket = '', type = 'application/octet-stream') =>
      ground.ask(`/w/town/u/${id}`, { method: 'PUT', bytes, headers: { 'content-type': type, 'x-wb-ticket': ticket } })
    const id = randomId(16)
    expect((await put(id, 'sealed')).body).toEqual({ error: 'token' })
    expect((await put(id, 'sealed', 'A'.repeat(43))).body).toEqual({ error: 'token' })
    const { body } = await ground.ask<{ ticket: string }>('/w/town/u', { json: { pow: await pow(ground, 'upload') } })
    expect((await put(id, 'sealed', body.ticket)).status).toBe(204)
    expect((await put(id, 'sealed', body.ticket)).status).toBe(204)
    expect((await put(id, 'another', body.ticket)).body).toEqual({ error: 'bad' })
    expect((await put(randomId(16), '', body.ticket)).body).toEqual({ error: 'bad' })
    expect((await put(randomId(16), 'x', body.ticket, 'text/html')).body).toEqual({ error: 'bad' })
    expect((await put('..%2f..%2fetc', 'x', body.ticket)).body).toEqual({ error: 'bad' })
    expect((await put(randomId(16), 'x'.repeat(1024 * 1024 + 1), body.ticket)).status).toBe(413)
    const hill = await ground.ask(`/w/hill/u/${randomId(16)}`, {
      method: 'PUT',
      bytes: 'x',
      headers: { 'content-type': 'application/octet-stream', 'x-wb-ticket': body.ticket },
    })
    expect(hill.body).toEqual({ error: 'token' })

    const first = await sealedReport(ground)
    expect((await send(ground, { ...first, body: { ...first.body, files: [id] } })).status).toBe(200)
    const second = await sealedReport(ground)
    expect((await send(ground, { ...second, body: { ...second.body, files: [id] } })).body).toEqual({ error: 'parts' })
    // Nothing of a refused report stays.
    expect((await look(ground, second)).status).toBe(404)
    expect((await put(id, 'sealed', body.ticket)).body).toEqual({ error: 'bad' })
  })

  it('that no report came for are gone after two hours; those of reports stay', async () => {
    const reported = await report(ground, { files: [{ name: 'a', bytes: new Uint8Array(10) }] })
    const lonely = await sealedReport(ground, { files: [{ name: 'b', bytes: new Uint8Array(10) }] })
    const stored = async () => (await ground.cases.db.selectFrom('wb_file').select('id').execute()).map((row) => row.id)
    ground.clock.move(119 * minute)
    await ground.channel.tidy()
    expect(await stored()).toContain(lonely.body.files[0])
    ground.clock.move(2 * minute)
    await ground.channel.tidy()
    expect(await stored()).not.toContain(lonely.body.files[0])
    expect(await stored()).toContain(reported.body.files[0])
    expect((await send(ground, lonely)).body).toEqual({ error: 'parts' })
  })

  it('are not taken while the disk is nearly full; words are', async () => {
    ground.state.freeBytes = 400 * 1024 * 1024
    expect((await ground.ask<KeysAnswer>('/w/town/keys')).body.takesFiles).toBe(false)
    expect((await ground.ask('/w/town/u', { json: { pow: await pow(ground, 'upload') } })).body).toEqual({
      error: 'full',
    })
    expect((await send(ground, await sealedReport(ground))).status).toBe(200)
    ground.state.freeBytes = 5e9
  })
})

describe('somebody with a receipt', () => {
  let ground: Ground
  let keys: Keys
  beforeAll(async () => {
    ground = await startChannel()
    keys = await ceremony(ground)
  })
  afterAll(() => ground.stop())

  it('writes more, sends more files, asks to take it back, and leaves', async () => {
    const reported = await report(ground, { what: 'แรก' })
    const { body } = await look(ground, reported)
    const { token } = body
    const more = await sealBody(reported.open, { kind: 'reply', role: 'reporter', seq: 2 }, { text: 'เพิ่มเติม' })
    const file = await upload(ground, reported.open, { name: 'รูป.jpg', bytes: new Uint8Array(9) })
    const manifest = await sealBody(reported.open, { kind: 'file-manifest', role: 'reporter', seq: 3 }, file)
    const posted = await ground.ask<CaseForReporter>('/w/town/r/i', {
      json: { token, items: [more, manifest], files: file.parts },
    })
    expect(posted.body).toMatchObject({ nextSeq: 4, status: 'received' })
    expect(wordsOf(await readByOfficer(keys.officer, reported.body.case))).toEqual(['แรก', 'เพิ่มเติม', 'รูป.jpg'])
    // A number that is taken, or one too far.
    for (const seq of [3, 5]) {
      const late = await sealBody(reported.open, { kind: 'reply', role: 'reporter', seq }, { text: 'x' })
      expect((await ground.ask('/w/town/r/i', { json: { token, items: [late], files: [] } })).body).toEqual({
        error: 'seq',
      })
    }
    expect((await ground.ask('/w/town/r/w', { json: { token } })).body).toMatchObject({ withdrawalAsked: true })
    const left = await ground.ask('/w/town/r/x', { json: { token } })
    expect([left.status, left.headers.get('clear-site-data')]).toEqual([204, '"cache", "storage"'])
    expect((await ground.ask('/w/town/r/w', { json: { token } })).body).toEqual({ error: 'token' })
  })

  it('is let go after fifteen minutes without a word', async () => {
    const { body } = await look(ground, await report(ground))
    ground.clock.move(16 * minute)
    expect((await ground.ask('/w/town/r/w', { json: { token: body.token } })).status).toBe(401)
  })

  it('never sees notes, and of an identity only that there is one', async () => {
    const reported = await report(ground, { identity: { name: 'ชื่อจริง', contact: '' } })
    const { body: shown } = await keys.officer.desk.get(`/cases/${reported.body.case}`)
    expect(shown).toMatchObject({ nextInnerSeq: 1 })
    const { body } = await look(ground, reported)
    expect(body.items.map(({ kind, blob }) => [kind, blob === null])).toEqual([
      ['report', false],
      ['identity', true],
    ])
  })

  it('that is wrong hears the same as with any other wrong one, and makes it dearer for everybody but shuts nobody out', async () => {
    const reported = await report(ground)
    const bits = async () => (await ground.ask<{ bits: number }>('/w/town/pow?k=look')).body.bits
    const easy = await bits()
    const answers = new Set<string>()
    // Three times what an hour allows; more only takes the test longer, as it is meant to.
    for (let tries = 0; tries < 100; tries += 1) {
      const { lookup } = await cheapReceipt()
      const { status, text, headers } = await ground.ask('/w/town/r', {
        json: { lookup: base64urlnopad.encode(lookup), pow: await pow(ground, 'look') },
      })
      answers.add(JSON.stringify([status, text, [...headers]]))
    }
    expect(answers.size).toBe(1)
    expect(await bits()).toBeGreaterThan(easy)
    expect((await look(ground, reported)).status).toBe(200)
    // Reports are no dearer by it, and an hour later nothing is.
    expect((await ground.ask<{ bits: number }>('/w/town/pow?k=submit')).body.bits).toBe(easy)
    ground.clock.move(61 * minute)
    expect(await bits()).toBe(easy)
  })
})
