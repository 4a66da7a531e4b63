import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readAudit } from '../../src/whistleblowing/audit.ts'
import { sealItem } from '../../src/whistleblowing/browser/crypto/item.ts'
import { toWire } from '../../src/whistleblowing/browser/crypto/binary.ts'
import { sealBody } from '../../src/whistleblowing/browser/crypto/sealing.ts'
import { openItems } from '../../src/whistleblowing/browser/pages/opened-case.ts'
import type { AuditAnswer, CaseForOfficer, CasesAnswer, PeriodsAnswer } from '../../src/whistleblowing/wire-bodies.ts'
import { day } from '../support/clock.ts'
import {
  addKey,
  approve,
  ceremony,
  confirm,
  look,
  officersCase,
  readByOfficer,
  readByReporter,
  report,
  sealedWords,
  wordsOf,
  wrapFor,
  type Keys,
} from './actors.ts'
import { startChannel, type Ground } from './ground.ts'

/** Every byte of every file below a folder. */
function everyByte(folder: string): Buffer {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return Buffer.concat(files.map((entry) => readFileSync(join(entry.parentPath, entry.name))))
}

/** A new visit: the session of yesterday is over. */
async function anew(ground: Ground, keys: Keys): Promise<Keys> {
  for (const key of Object.values(keys)) {
    if (ground.officials.has(key.desk.id)) key.desk = await ground.enter(key.desk.id, key.desk.agency)
  }
  return keys
}

describe('a case from report to deletion', () => {
  let ground: Ground
  let keys: Keys
  beforeAll(async () => {
    ground = await startChannel()
    keys = await ceremony(ground)
  })
  afterAll(() => ground.stop())

  it('is opened, talked about, kept within its limits, closed with a reason, counted, and deleted without a trace', async () => {
    const { officer } = keys
    const other = await report(ground, { what: 'เรื่องที่ยังไม่ปิด' })
    const reported = await report(ground, { what: 'เรียกรับเงิน', files: [{ name: 'a', bytes: new Uint8Array(50) }] })
    const id = reported.body.case
    const one = async () => (await officer.desk.get<CaseForOfficer>(`/cases/${id}`)).body

    // The day itself, and what comes next.
    const [listed] = (await officer.desk.get<CasesAnswer>('/cases')).body.cases.filter((known) => known.id === id)
    expect(listed).toMatchObject({
      status: 'received',
      received: '2026-11-23',
      unread: true,
      opened: null,
      due: { what: 'acknowledge', on: '2026-11-26', overdue: false },
    })
    expect(await one()).toMatchObject({ unread: false, opened: '2026-11-23', reporterHasRead: true })

    // A question to the reporter acknowledges and answers; the reporter answers back.
    ground.clock.move(2 * day)
    await anew(ground, keys)
    const question = await sealedWords(officer, id, 'reply', 'เกิดที่ไหนคะ')
    const asked = await officer.desk.post<CaseForOfficer>(`/cases/${id}/status`, {
      status: 'checking',
      items: [question],
    })
    expect(asked.body).toMatchObject({
      status: 'checking',
      acknowledged: '2026-11-25',
      firstAnswer: '2026-11-25',
      reporterHasRead: false,
      due: { what: 'progress', on: '2026-12-25' },
    })
    expect(wordsOf(await readByReporter(ground, reported))).toEqual(['เรียกรับเงิน', 'a', 'เกิดที่ไหนคะ'])
    const { body: visit } = await look(ground, reported)
    const answer = await sealBody(
      reported.open,
      { kind: 'reply', role: 'reporter', seq: visit.nextSeq },
      { text: 'หน้าวัด' },
    )
    await ground.ask('/w/town/r/i', { json: { token: visit.token, items: [answer], files: [] } })
    expect(await one()).toMatchObject({ reporterHasRead: true })

    // A note of the officers, which the reporter never gets.
    const note = await sealedWords(officer, id, 'note', 'ถามกองคลังแล้ว')
    expect((await officer.desk.post(`/cases/${id}/items`, { items: [note] })).status).toBe(200)
    expect(wordsOf(await readByOfficer(keys.fallback, id))).toEqual([
      'เรียกรับเงิน',
      'a',
      'เกิดที่ไหนคะ',
      'หน้าวัด',
      'ถามกองคลังแล้ว',
    ])
    expect((await look(ground, reported)).body.items.map((item) => item.kind)).not.toContain('note')
    expect((await look(ground, reported)).text).not.toContain(note.blob)

    // Ninety days, and a reasoned extension.
    ground.clock.set('2027-02-20T03:00:00.000Z')
    await anew(ground, keys)
    expect((await one()).due).toEqual({ what: 'progress', on: '2026-12-25', overdue: true })
    const why = await sealedWords(officer, id, 'reply', 'รอเอกสารจากจังหวัด ขอเวลาอีก 30 วัน')
    const extended = await officer.desk.post<CaseForOfficer>(`/cases/${id}/extend`, { days: 30, items: [why] })
    expect(extended.body.due).toEqual({ what: 'progress', on: '2027-03-22', overdue: false })

    // Closed never without a reason, and only once.
    expect((await officer.desk.post(`/cases/${id}/close`, { outcome: 'upheld', items: [] })).status).toBe(400)
    const end = await sealedWords(officer, id, 'reply', 'ตรวจแล้วพบว่าเป็นจริง ส่งคณะกรรมการสอบสวน')
    const closed = await officer.desk.post<CaseForOfficer>(`/cases/${id}/close`, { outcome: 'upheld', items: [end] })
    expect(closed.body).toMatchObject({
      status: 'done',
      outcome: 'upheld',
      closed: '2027-02-20',
      purge: '2027-05-21',
      due: null,
    })
    expect((await officer.desk.post(`/cases/${id}/spam`)).body).toEqual({ error: 'rule', why: 'closed' })
    expect((await look(ground, reported)).body).toMatchObject({
      status: 'done',
      outcome: 'upheld',
      purge: '2027-05-21',
    })
    expect((await officer.desk.post(`/cases/${id}/purge`)).body).toEqual({ error: 'rule', why: 'not-yet' })

    // Asked to keep it longer, and a word of the reporter on a closed case: it stays to be read.
    expect((await officer.desk.post(`/cases/${id}/keep`, { days: 10 })).body).toMatchObject({ purge: '2027-05-31' })
    ground.clock.set('2027-05-25T03:00:00.000Z')
    await anew(ground, keys)
    const late = await look(ground, reported)
    const thanks = await sealBody(
      reported.open,
      { kind: 'reply', role: 'reporter', seq: late.body.nextSeq },
      { text: 'ขอบคุณ' },
    )
    const thanked = await ground.ask('/w/town/r/i', { json: { token: late.body.token, items: [thanks], files: [] } })
    expect(thanked.body).toMatchObject({ purge: '2027-06-24' })

    // What the secret register needs, with an identity had there been one; written down.
    expect((await officer.desk.post(`/cases/${id}/export`)).status).toBe(200)

    await ground.channel.tidy()
    const counted = (await officer.desk.get<PeriodsAnswer>('/periods')).body
    expect(counted.asOf).toBe('2027-04-30')
    expect(counted.periods[0]).toMatchObject({
      kind: 'year',
      fiscalYear: 2570,
      received: 2,
      completed: 1,
      inProgress: 1,
    })

    // The day of deletion: nothing is left of its blobs in any file, the rest is untouched.
    const starts = (await ground.cases.db.selectFrom('wb_item').select('blob').where('case_id', '=', id).execute()).map(
      (row) => row.blob.subarray(100, 164),
    )
    const files = await ground.cases.db.selectFrom('wb_file').select('blob').where('case_id', '=', id).execute()
    starts.push(...files.map((row) => row.blob.subarray(100, 164)))
    const wraps = await ground.cases.db.selectFrom('wb_wrap').select('blob').where('case_id', '=', id).execute()
    starts.push(...wraps.map((row) => row.blob.subarray(100, 164)))
    expect(starts.length).toBeGreaterThan(10)
    const before = everyByte(ground.folder)
    expect(starts.every((start) => before.includes(start))).toBe(true)

    ground.clock.set('2027-06-23T20:00:00.000Z')
    await ground.channel.tidy()
    const after = everyByte(ground.folder)
    expect(starts.filter((start) => after.includes(start))).toEqual([])
    expect((await look(ground, reported)).status).toBe(404)
    expect((await look(ground, other)).status).toBe(200)
    await anew(ground, keys)
    const audit = await readAudit(ground.cases.db, 'town')
    expect(audit.unbroken).toBe(true)
    expect(audit.lines.filter((line) => line.case_id === id).map((line) => line.action)).toContain('case.purged')
    // Counted as before, also at the next count.
    ground.clock.set('2027-07-02T03:00:00.000Z')
    await ground.channel.tidy()
    await anew(ground, keys)
    const recounted = (await officer.desk.get<PeriodsAnswer>('/periods')).body
    expect(recounted.periods[0]).toMatchObject({ received: 2, completed: 1, inProgress: 1 })
  })

  it('that is no report is closed with one tap, counted nowhere, and deleted after seven days; or taken back before', async () => {
    const keep = await report(ground, { what: 'ไม่ใช่สแปม' })
    const junk = await report(ground, { what: 'โฆษณา' })
    const { officer } = await anew(ground, keys)
    for (const reported of [keep, junk]) {
      const { body } = await officer.desk.post<CaseForOfficer>(`/cases/${reported.body.case}/spam`)
      expect(body).toMatchObject({ status: 'spam', purge: '2027-07-09' })
    }
    expect((await officer.desk.post(`/cases/${keep.body.case}/reopen`)).body).toMatchObject({
      status: 'working',
      purge: null,
    })
    ground.clock.set('2027-07-09T03:00:00.000Z')
    await ground.channel.tidy()
    expect((await look(ground, junk)).status).toBe(404)
    expect((await look(ground, keep)).status).toBe(200)
    const tally = await ground.cases.db.selectFrom('wb_tally').selectAll().execute()
    expect(tally).toEqual([{ agency: 'town', month: '2026-11', completed: 1 }])
  })
})

describe('officers', () => {
  let ground: Ground
  let keys: Keys
  beforeAll(async () => {
    ground = await startChannel()
    keys = await ceremony(ground)
  })
  afterAll(() => ground.stop())

  it('withdraw from a case and see it no more, but not the last who reads online', async () => {
    const reported = await report(ground)
    const id = reported.body.case
    expect((await keys.officer.desk.post(`/cases/${id}/withdraw`)).status).toBe(204)
    expect((await keys.officer.desk.get(`/cases/${id}`)).status).toBe(404)
    expect((await keys.officer.desk.get<CasesAnswer>('/cases')).text).not.toContain(id)
    expect((await keys.fallback.desk.post(`/cases/${id}/withdraw`)).body).toEqual({ error: 'rule', why: 'last-reader' })
    expect(wordsOf(await readByOfficer(keys.fallback, id))).toEqual(['เรียกรับเงินค่าใบอนุญาต'])
  })

  it('hand a case over to a new key with its notes, even when their predecessor is gone from the database', async () => {
    const reported = await report(ground, { what: 'ส่งต่อ' })
    const id = reported.body.case
    const note = await sealedWords(keys.officer, id, 'note', 'บันทึกของคนเก่า')
    await keys.officer.desk.post(`/cases/${id}/items`, { items: [note] })
    await ground.cases.db.deleteFrom('wb_key').where('id', '=', keys.officer.id).execute()

    const next = await addKey(await ground.official(), 'officer', 'นิติกรคนใหม่')
    await confirm(next)
    expect(await approve(next, keys.fallback)).toBe(204)
    expect((await next.desk.get(`/cases/${id}`)).status).toBe(404)
    // Only for keys in use, and nobody can hand over what they cannot read.
    const wraps = await wrapFor(keys.fallback, id, [next])
    expect((await next.desk.post(`/cases/${id}/rewrap`, { wraps, notes: [] })).status).toBe(404)
    const [wrap] = wraps
    const foreign = { key: 'AAAAAAAAAAAA', blob: wrap?.blob ?? '' }
    expect((await keys.fallback.desk.post(`/cases/${id}/rewrap`, { wraps: [foreign], notes: [] })).body).toEqual({
      error: 'keys',
    })

    const { body } = await keys.fallback.desk.get<CaseForOfficer>(`/cases/${id}`)
    const open = await officersCase(keys.fallback, body)
    const [shownNote] = (await openItems(open, body.items, [keys.fallback.identity])).filter(
      (item) => item.item.kind === 'note',
    )
    expect(shownNote?.state).toBe('open')
    const recipients = [...body.readers.map((reader) => reader.recipient), next.recipient]
    // A note keeps its id: what it says about itself must stay true.
    const place = { tenant: 'town', case: id, item: note.id, kind: 'note', role: 'officer', seq: 1 } as const
    const resealed = await sealItem(place, JSON.stringify({ text: 'บันทึกของคนเก่า' }), recipients, open.macKey)
    const notes = [{ id: note.id, blob: toWire(resealed) }]
    expect((await keys.fallback.desk.post(`/cases/${id}/rewrap`, { wraps, notes })).status).toBe(200)
    expect(wordsOf(await readByOfficer(next, id))).toEqual(['ส่งต่อ', 'บันทึกของคนเก่า'])
  })

  it('open an identity through its own door, with a reason that is written down', async () => {
    const reported = await report(ground, { identity: { name: 'สมชาย', contact: '0810000000' } })
    const id = reported.body.case
    const { fallback } = keys
    expect(wordsOf(await readByOfficer(fallback, id))).toEqual(['เรียกรับเงินค่าใบอนุญาต', 'apart'])
    expect((await fallback.desk.post(`/cases/${id}/identity`, {})).status).toBe(400)
    expect((await fallback.desk.post(`/cases/${id}/identity`, { reason: 'อยากรู้' })).status).toBe(400)
    const { body } = await fallback.desk.post<{ items: CaseForOfficer['items'] }>(`/cases/${id}/identity`, {
      reason: 'contact',
    })
    const { body: shown } = await fallback.desk.get<CaseForOfficer>(`/cases/${id}`)
    const [opened] = await openItems(await officersCase(fallback, shown), body.items)
    expect(opened).toMatchObject({ state: 'open', body: { name: 'สมชาย' } })
    const audit = (await fallback.desk.get<AuditAnswer>('/audit')).body
    expect(audit.lines.filter((line) => line.case === id).map((line) => line.action)).toContain('case.identity.contact')
    expect(audit.unbroken).toBe(true)
  })

  it('find every change of what is written down', async () => {
    const { db } = ground.cases
    expect((await readAudit(db, 'town')).unbroken).toBe(true)
    const line = await db.selectFrom('wb_audit').selectAll().where('seq', '=', 5).executeTakeFirstOrThrow()
    await db.updateTable('wb_audit').set({ key_id: 'somebody-else' }).where('seq', '=', 5).execute()
    expect((await readAudit(db, 'town')).unbroken).toBe(false)
    await db.updateTable('wb_audit').set({ key_id: line.key_id }).where('seq', '=', 5).execute()
    await db.deleteFrom('wb_audit').where('seq', '=', 6).execute()
    expect((await keys.fallback.desk.get<AuditAnswer>('/audit')).body.unbroken).toBe(false)
  })

  it('cannot add what the reporter could not tell from a lie of the server: other kinds, other numbers, foreign seals', async () => {
    const reported = await report(ground)
    const id = reported.body.case
    const item = await sealedWords(keys.fallback, id, 'reply', 'ตอบ')
    const post = (items: unknown[]) => keys.fallback.desk.post(`/cases/${id}/items`, { items })
    expect((await post([{ ...item, kind: 'report' }])).status).toBe(400)
    expect((await post([{ ...item, kind: 'identity' }])).status).toBe(400)
    expect((await post([{ ...item, seq: 7 }])).body).toEqual({ error: 'seq' })
    expect((await post([{ ...item, blob: item.blob.slice(4) }])).status).toBe(400)
    expect((await post([{ ...item, blob: item.blob.replace(/^..../, 'AAAA') }])).status).toBe(400)
    expect((await post([item])).status).toBe(200)
    expect((await post([item])).body).toEqual({ error: 'seq' })
  })
})

describe('executives', () => {
  it('get the delayed table and the word whether something is overdue, and nothing else', async () => {
    const ground = await startChannel()
    await ceremony(ground)
    const mayor = await ground.official('executive')
    expect(mayor.entered.status).toBe(204)
    const reported = await report(ground)
    const id = reported.body.case
    const first = await mayor.get<PeriodsAnswer>('/periods')
    expect(first.body).toMatchObject({ asOf: '2026-10-31', overdue: false })
    expect(first.body.periods).toEqual([
      {
        kind: 'year',
        fiscalYear: 2570,
        part: 1,
        first: '2026-10',
        last: '2027-09',
        received: 0,
        completed: 0,
        inProgress: 0,
      },
      expect.objectContaining({ kind: 'half', part: 1, received: 0 }),
      expect.objectContaining({ kind: 'quarter', part: 1, received: 0 }),
      expect.objectContaining({ kind: 'month', first: '2026-10', received: 0 }),
    ])
    const gets = ['', '/me', '/cases', `/cases/${id}`, `/cases/${id}/files/aaaaaaaaaaaaaaaa`, '/audit', '/nothing']
    for (const path of gets) expect([path, (await mayor.get(path)).status]).toEqual([path, 403])
    const posts = ['/keys', '/drill', '/drill/answer', '/settings', `/cases/${id}/items`, `/cases/${id}/status`]
    const acts = ['close', 'spam', 'rewrap', 'withdraw', 'purge', 'export', 'identity', 'extend', 'keep', 'reopen']
    for (const path of [...posts, ...acts.map((act) => `/cases/${id}/${act}`), '/keys/AAAAAAAAAAAA/approve']) {
      expect([path, (await mayor.post(path)).status]).toEqual([path, 403])
    }
    // A report of today changes no figure today, nor this month.
    ground.clock.move(7 * day)
    await ground.channel.tidy()
    const again = await ground.enter(mayor.id)
    expect((await again.get<PeriodsAnswer>('/periods')).body).toMatchObject({ asOf: '2026-10-31', overdue: true })
    ground.clock.set('2026-12-01T00:00:00.000Z')
    await ground.channel.tidy()
    const later = await ground.enter(mayor.id)
    expect((await later.get<PeriodsAnswer>('/periods')).body).toMatchObject({
      asOf: '2026-11-30',
      periods: [{ received: 1, completed: 0, inProgress: 1 }, { received: 1 }],
    })
    await ground.stop()
  })
})
