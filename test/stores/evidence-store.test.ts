import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OpenDatabase } from '../../src/db/open.ts'
import type { Check, Seen, Verdict } from '../../src/evidence/judge.ts'
import { sketchOf } from '../../src/evidence/sketch.ts'
import { evidenceStore, type DueEvidence, type EvidenceStore } from '../../src/evidence/evidence-store.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { day, hour, minute } from '../support/clock.ts'
import { databases } from '../support/databases.ts'
import { emptyGround, envelope, type Ground } from './ground.ts'

const first: Seen = {
  url: 'https://town.go.th/o16',
  title: 'ความก้าวหน้า',
  kind: 'page',
  bytes: 900,
  cut: false,
  digest: 'aa',
  sketch: sketchOf('ความก้าวหน้าการจัดซื้อจัดจ้างประจำปี'.repeat(5)),
}
const good: Check = { verdict: 'good', seen: first, service: null }
const bad = (verdict: Verdict): Check => ({ verdict, seen: null, service: null })

describe.each(Object.entries(databases))('evidence on %s', (_name, open) => {
  let database: OpenDatabase
  let ground: Ground
  let store: EvidenceStore
  let agencyId: string
  beforeAll(async () => {
    database = await open()
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    ground = await emptyGround(database)
    store = evidenceStore(ground.db, ground.clock, systemIds, envelope)
    agencyId = await ground.agency('town')
  })

  const o16 = { edition: 2567, code: 'O16', pageUrl: 'https://town.go.th/o16', by: 'clerk' }
  async function one(): Promise<DueEvidence> {
    const [due, ...others] = await store.due(10)
    expect(others).toEqual([])
    if (!due) throw new Error('Nothing is due.')
    return due
  }
  const look = async (check: Check, living = false) => store.finish(await one(), check, living)
  const item = () => store.of(agencyId, 2567, 'O16')

  it('is several pages for an item, oldest first, with what is said about each, sealed', async () => {
    await store.add(agencyId, { ...o16, homeUrl: 'https://town.go.th', menuPath: 'หน้าหลัก › แผน', note: 'ดูข้อ 3' })
    ground.clock.move(minute)
    await store.add(agencyId, { ...o16, pageUrl: 'https://town.go.th/o16.pdf' })
    await store.add(agencyId, { ...o16, code: 'O17' })
    expect(await item()).toMatchObject([
      { pageUrl: o16.pageUrl, homeUrl: 'https://town.go.th', menuPath: 'หน้าหลัก › แผน', note: 'ดูข้อ 3', check: null },
      { pageUrl: 'https://town.go.th/o16.pdf', menuPath: null, note: null, addedBy: 'clerk' },
    ])
    expect(JSON.stringify(await ground.db.selectFrom('evidence').selectAll().execute())).not.toMatch(/หน้าหลัก|ดูข้อ/)
    expect([...(await store.ofEdition(agencyId, 2567)).keys()].toSorted()).toEqual(['O16', 'O17'])
    expect(await store.of(await ground.agency('other'), 2567, 'O16')).toEqual([])
  })

  it('given twice is one page, and what was said about it stays unless said anew', async () => {
    const { id } = await store.add(agencyId, { ...o16, menuPath: 'หน้าหลัก › แผน', note: 'เดิม' })
    expect(await store.add(agencyId, { ...o16, note: 'ใหม่' })).toEqual({ id, outcome: 'again' })
    expect(await item()).toMatchObject([{ id, menuPath: 'หน้าหลัก › แผน', note: 'ใหม่' }])
  })

  it('is described, taken away and brought back, of its own agency only', async () => {
    const { id } = await store.add(agencyId, o16)
    const other = await ground.agency('other')
    expect(await store.describe(other, id, { note: 'x' })).toBe(false)
    expect(await store.describe(agencyId, id, { menuPath: 'แผน', screenshotId: 'photo' })).toBe(true)
    expect(await item()).toMatchObject([{ menuPath: 'แผน', screenshotId: 'photo', note: null }])
    expect(await store.remove(other, id)).toBe(false)
    expect(await store.remove(agencyId, id)).toBe(true)
    expect([await item(), await store.due(5)]).toEqual([[], []])
    expect(await store.remove(agencyId, id)).toBe(false)
    expect(await store.restore(agencyId, id)).toBe(true)
    expect(await item()).toMatchObject([{ id, menuPath: 'แผน' }])
  })

  it('that is only shown is looked at, counts for nothing, and needs no second look when it is given', async () => {
    await store.foresee(agencyId, o16)
    expect(await item()).toEqual([])
    expect(await look(good)).toBe('gone')
    expect([await item(), await store.nextDue()]).toEqual([[], null])
    expect(await store.add(agencyId, o16)).toMatchObject({ outcome: 'added' })
    expect(await item()).toMatchObject([{ check: { verdict: 'good' }, addedAt: ground.clock.now() }])
    expect(await store.due(1)).toEqual([])
  })

  it('that was shown long ago is looked at anew when it is given', async () => {
    await store.foresee(agencyId, o16)
    await look(good)
    ground.clock.move(hour)
    await store.add(agencyId, o16)
    expect(await look(good)).toBe('as-before')
  })

  it('goes when the act that brought it is taken back, and what was there before stays', async () => {
    await store.add(agencyId, { ...o16, actId: 'first' })
    await store.add(agencyId, { ...o16, actId: 'second' })
    await store.add(agencyId, { ...o16, pageUrl: 'https://town.go.th/two', actId: 'second' })
    await store.undoAct(agencyId, 'second')
    expect(await item()).toMatchObject([{ pageUrl: o16.pageUrl }])
  })

  it('that was shown and never given, or taken away, is forgotten after a month, unless it was submitted', async () => {
    await store.foresee(agencyId, o16)
    const { id } = await store.add(agencyId, { ...o16, pageUrl: 'https://town.go.th/two' })
    const kept = await store.add(agencyId, { ...o16, pageUrl: 'https://town.go.th/three' })
    await store.freeze(agencyId, 2567, 'O16', 'clerk')
    await store.add(agencyId, { ...o16, pageUrl: 'https://town.go.th/four' })
    for (const page of [id, kept.id]) await store.remove(agencyId, page)
    ground.clock.move(31 * day)
    await store.purge()
    const rows = await ground.db.selectFrom('evidence').select('page_url').execute()
    expect(rows.map((row) => row.page_url.split('/').at(-1) ?? '').toSorted()).toEqual(['four', 'three', 'two'])
  })

  it('is looked at once by one process after it was given, and then every night at a minute of its own', async () => {
    await store.add(agencyId, o16)
    const due = await one()
    expect(await store.due(10)).toEqual([])
    expect(await store.finish(due, good, false)).toBe('first')
    expect(await item()).toMatchObject([{ check: { verdict: 'good', seen: first }, broken: false }])
    const next = await store.nextDue()
    // Between one and five in Bangkok.
    expect(next && (next.getUTCHours() + 7) % 24).toBeGreaterThanOrEqual(1)
    expect(next && (next.getUTCHours() + 7) % 24).toBeLessThan(5)
    ground.clock.move(day)
    expect(await look(good)).toBe('as-before')
  })

  it('whose look was never finished has its turn again when the lease is over', async () => {
    await store.add(agencyId, o16)
    await one()
    ground.clock.move(3 * minute)
    expect(await one()).toMatchObject({ code: 'O16', attempts: 2 })
  })

  it('is frozen as it was submitted, and what comes later changes nothing of that', async () => {
    const { id } = await store.add(agencyId, { ...o16, note: 'เดิม' })
    await look(good)
    await store.freeze(agencyId, 2567, 'O16', 'clerk')
    await store.describe(agencyId, id, { note: 'ใหม่' })
    await store.remove(agencyId, id)
    expect(await store.snapshots(agencyId, 2567, 'O16')).toEqual([
      {
        code: 'O16',
        evidenceId: id,
        pageUrl: o16.pageUrl,
        homeUrl: null,
        menuPath: null,
        note: 'เดิม',
        submittedBy: 'clerk',
        submittedAt: ground.clock.now(),
        seenAt: ground.clock.now(),
        verdict: 'good',
        seen: first,
      },
    ])
  })

  it('submitted before anybody could look is completed by the first look, and by no later one', async () => {
    await store.add(agencyId, o16)
    await store.freeze(agencyId, 2567, 'O16', 'clerk')
    expect(await store.snapshots(agencyId, 2567, 'O16')).toMatchObject([{ seenAt: null, seen: null }])
    await look(good)
    ground.clock.move(day)
    await look({ ...good, seen: { ...first, digest: 'bb', title: 'อื่น' } })
    expect(await store.snapshots(agencyId, 2567, 'O16')).toMatchObject([
      { seen: { digest: 'aa', title: 'ความก้าวหน้า' } },
    ])
  })

  it('that is gone counts as broken after a second look an hour later', async () => {
    await store.add(agencyId, o16)
    await look(good)
    ground.clock.move(day)
    expect(await look(bad('not-found'))).toBe('suspect')
    expect(await item()).toMatchObject([{ broken: false }])
    expect(await store.due(1)).toEqual([])
    ground.clock.move(hour)
    expect(await look(bad('not-found'))).toBe('broken')
    expect(await item()).toMatchObject([{ broken: true, check: { verdict: 'not-found' } }])
    ground.clock.move(day)
    expect(await look(bad('not-found'))).toBe('as-before')
    ground.clock.move(day)
    expect(await look(good)).toBe('recovered')
    expect(await item()).toMatchObject([{ broken: false }])
  })

  it('whose site is down for a night is not broken the next morning', async () => {
    await store.add(agencyId, o16)
    await look(good)
    ground.clock.move(day)
    expect(await look(bad('no-answer'))).toBe('suspect')
    ground.clock.move(2 * hour)
    expect(await store.due(1)).toEqual([])
    ground.clock.move(day)
    expect(await look(good)).toBe('as-before')
    ground.clock.move(day)
    expect(await look(bad('no-answer'))).toBe('suspect')
    ground.clock.move(day)
    expect(await look(bad('no-answer'))).toBe('broken')
  })

  it('that shows something else than what was submitted has changed, until somebody submits it again', async () => {
    await store.add(agencyId, o16)
    await look(good)
    await store.freeze(agencyId, 2567, 'O16', 'clerk')
    const other = { ...good, seen: { ...first, digest: 'bb', sketch: sketchOf('ขายของเก่า รับซื้อทุกวัน'.repeat(9)) } }
    ground.clock.move(day)
    expect(await look(other)).toBe('suspect')
    ground.clock.move(hour)
    expect(await look(other)).toBe('broken')
    expect(await item()).toMatchObject([{ broken: true, check: { verdict: 'changed' } }])
    await store.freeze(agencyId, 2567, 'O16', 'clerk')
    expect(await item()).toMatchObject([{ broken: false, check: { verdict: 'good' } }])
    ground.clock.move(day)
    expect(await look(other)).toBe('as-before')
  })

  it('carried over to another year is stale until it is confirmed, and the old year rests', async () => {
    await store.add(agencyId, { ...o16, note: 'ดูข้อ 3' })
    ground.clock.move(minute)
    await store.add(agencyId, { ...o16, pageUrl: 'https://town.go.th/two' })
    const pairs = new Map([['O16', ['O21']]])
    expect(await store.carryOver(agencyId, 2567, 2568, pairs, 'admin')).toEqual(['O21'])
    expect(await store.carryOver(agencyId, 2567, 2568, pairs, 'admin')).toEqual([])
    const carried = await store.of(agencyId, 2568, 'O21')
    expect(carried).toMatchObject([{ staleFrom: 2567, note: 'ดูข้อ 3' }, { staleFrom: 2567 }])
    await store.watchOnly(agencyId, 2568)
    expect((await store.due(10)).map((due) => due.edition)).toEqual([2568, 2568])
    expect(await store.confirm(agencyId, 2568, 'O21')).toBe(2)
    expect(await store.of(agencyId, 2568, 'O21')).toMatchObject([{ staleFrom: null }, { staleFrom: null }])
    expect(await item()).toHaveLength(2)
    await store.watchOnly(agencyId, 2567)
    expect((await store.due(10)).map((due) => due.edition)).toEqual([2567, 2567])
  })
})
