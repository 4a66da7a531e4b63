import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OpenDatabase } from '../../src/db/open.ts'
import { gapStore } from '../../src/features/questions/gap-store.ts'
import { knowledgeStore, planImport, type KnowledgeStore } from '../../src/features/questions/knowledge-store.ts'
import { countQuestion } from '../../src/features/questions/question-counts.ts'
import { monthAround } from '../../src/features/questions/statistics/periods.ts'
import { readCounted } from '../../src/features/questions/statistics/statistics-store.ts'
import { proposalStore } from '../../src/features/questions/upkeep/proposal-store.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { personLinks } from '../../src/people/person-links.ts'
import { day, minute } from '../support/clock.ts'
import { databases } from '../support/databases.ts'
import { emptyGround, envelope, type Ground } from './ground.ts'

const entry = (id: string, answer: string) => ({
  id,
  category: 'ขยะ',
  unit: 'กองคลัง',
  question: `คำถาม ${id}`,
  answer,
  aliases: [],
})

describe.each(Object.entries(databases))('the knowledge base on %s', (_name, open) => {
  let database: OpenDatabase
  let ground: Ground
  let store: KnowledgeStore
  let agencyId: string
  beforeAll(async () => {
    database = await open()
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    ground = await emptyGround(database)
    agencyId = await ground.agency('town')
    store = knowledgeStore(ground.db, ground.clock)
  })
  const answers = async () => (await store.list(agencyId)).map((one) => `${one.id} ${one.answer}`)
  const revision = async () => (await ground.agencies.byId(agencyId))?.revision ?? 0

  it('takes an import back, entry by entry, and leaves what somebody changed again', async () => {
    await store.import(agencyId, [entry('A', '1'), entry('B', '1')])
    const change = await store.apply(
      agencyId,
      { put: [entry('A', '2'), entry('C', '2')], remove: ['B'] },
      'import',
      'staff-1',
    )
    expect(await answers()).toEqual(['A 2', 'C 2'])
    await store.apply(agencyId, { put: [entry('C', '3')] }, 'edit', 'staff-2')
    expect(await store.undo(agencyId, change, 'staff-1')).toEqual({ outcome: 'undone', entries: 2, kept: 1 })
    expect(await answers()).toEqual(['A 1', 'B 1', 'C 3'])
    expect(await store.undo(agencyId, change, 'staff-1')).toEqual({ outcome: 'already' })
    const elsewhere = await ground.agency('village')
    expect(await store.undo(elsewhere, change, 'staff-1')).toEqual({ outcome: 'unknown' })
  })

  it('tells what changed since a revision: what to put, what to take out, and nothing else', async () => {
    await store.import(agencyId, [entry('A', '1'), entry('B', '1'), entry('C', '1')])
    const seen = await revision()
    expect(await store.changedSince(agencyId, seen)).toEqual({ put: [], removed: [] })
    await store.apply(agencyId, { put: [entry('A', '2')], remove: ['C'] }, 'edit', null)
    const since = await store.changedSince(agencyId, seen)
    expect(since.put.map((one) => one.answer)).toEqual(['2'])
    expect(since.removed).toEqual(['C'])
    expect(await revision()).toBeGreaterThan(seen)
  })

  it('keeps what is the same as it is: the day on which it was confirmed stays', async () => {
    await store.import(agencyId, [entry('A', '1'), entry('B', '1')])
    const first = ground.clock.now()
    ground.clock.move(10 * day)
    await store.import(agencyId, [entry('A', '1'), entry('B', '2')])
    const [same, changed] = await store.list(agencyId)
    expect(same?.confirmedAt).toEqual(first)
    expect(changed?.confirmedAt).toEqual(ground.clock.now())
    const plan = planImport(await store.list(agencyId), [entry('A', '1')], true)
    expect(plan).toMatchObject({ added: [], changed: [], same: 1, removed: ['B'] })
  })

  it('can forbid a topic of the starter pack, and allow it again', async () => {
    const change = await store.forbid(agencyId, 'birth', null)
    expect(await store.withdrawn(agencyId)).toEqual(['birth'])
    expect(await store.list(agencyId)).toEqual([])
    await store.undo(agencyId, change, null)
    expect(await store.withdrawn(agencyId)).toEqual([])
    expect(await store.list(agencyId)).toEqual([])
  })

  it('remembers the last thirty changes', async () => {
    for (let index = 0; index < 32; index += 1)
      await store.apply(agencyId, { put: [entry('A', String(index))] }, 'edit', null)
    expect(await store.changes(agencyId, 100)).toHaveLength(30)
  })

  it('has proposals that are decided once, sealed until then and empty after', async () => {
    const proposals = proposalStore(ground.db, ground.clock, systemIds, envelope)
    const id = await proposals.add(agencyId, 'staff-1', entry('A', 'ความลับ'), null)
    const rows = () => ground.db.selectFrom('knowledge_proposals').selectAll().execute()
    expect(JSON.stringify(await rows())).not.toContain('ความลับ')
    expect(await proposals.waiting(agencyId, 10)).toMatchObject([{ id, entry: { answer: 'ความลับ' } }])
    expect(await proposals.count(agencyId)).toBe(1)
    expect(await proposals.decide(await ground.agency('village'), id, 'approved', 'staff-2')).toBe(false)
    expect(await proposals.decide(agencyId, id, 'approved', 'staff-2')).toBe(true)
    expect(await proposals.decide(agencyId, id, 'refused', 'staff-3')).toBe(false)
    expect(await rows()).toMatchObject([{ state: 'approved', entry_sealed: '', decided_by: 'staff-2' }])
    expect(await proposals.count(agencyId)).toBe(0)
  })

  it('forgets what was missing half a year ago', async () => {
    const gaps = gapStore(ground.db, ground.clock)
    await gaps.note(agencyId, 'g1', 'unanswered', '')
    await gaps.note(agencyId, 'g1', 'unanswered', '')
    ground.clock.move(100 * day)
    await gaps.note(agencyId, 'g2', 'unfit', 'A')
    await gaps.handedOver(agencyId, 'g2', 'thread-1')
    expect((await gaps.list(agencyId)).map((gap) => [gap.id, gap.threadId])).toEqual([
      ['g2', 'thread-1'],
      ['g1', null],
    ])
    ground.clock.move(81 * day)
    await gaps.purge()
    expect((await gaps.list(agencyId)).map((gap) => gap.id)).toEqual(['g2'])
  })

  it('is counted by the day in Bangkok, by unit and category, as sums', async () => {
    const evening = new Date('2026-11-30T16:59:00.000Z')
    const midnight = new Date('2026-11-30T17:00:00.000Z')
    for (const at of [evening, evening, midnight])
      await countQuestion(ground.db, agencyId, at, 'answered', { unit: 'กองคลัง', category: 'ขยะ' })
    expect((await readCounted(ground.db, agencyId, monthAround(evening))).counts).toEqual([
      { name: 'answered', unit: 'กองคลัง', category: 'ขยะ', value: 2 },
    ])
    expect((await readCounted(ground.db, agencyId, monthAround(midnight))).counts).toMatchObject([{ value: 1 }])
  })

  it('has links to somebody’s copy that open once, in time, and only the newest', async () => {
    const links = personLinks(ground.db, ground.clock, systemIds)
    const first = await links.issue(agencyId, 'somchai')
    const second = await links.issue(agencyId, 'somchai')
    expect([await links.waits(first), await links.waits(second)]).toEqual([false, true])
    expect(JSON.stringify(await ground.db.selectFrom('person_links').selectAll().execute())).not.toContain(second)
    expect(await links.redeem(second)).toEqual({ agencyId, personId: 'somchai' })
    expect(await links.redeem(second)).toBeNull()
    const late = await links.issue(agencyId, 'somchai')
    ground.clock.move(15 * minute)
    expect(await links.redeem(late)).toBeNull()
  })
})
