import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OpenDatabase } from '../../src/db/open.ts'
import { checklistStore } from '../../src/features/checklist/checklist-store.ts'
import { readEdition } from '../../src/features/checklist/edition.ts'
import { changeStore } from '../../src/features/checklist/item-changes.ts'
import type { ItemStatus } from '../../src/features/checklist/items.ts'
import { scoreStore } from '../../src/features/checklist/score-store.ts'
import { measureStore, type MeasureChange } from '../../src/features/measures/measure-store.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { day } from '../support/clock.ts'
import { databases } from '../support/databases.ts'
import { emptyGround, envelope, type Ground } from './ground.ts'

describe.each(Object.entries(databases))('on %s', (_name, open) => {
  let database: OpenDatabase
  let ground: Ground
  let town: string
  beforeAll(async () => {
    database = await open()
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    ground = await emptyGround(database)
    town = await ground.agency('town')
  })
  const measures = () => measureStore(ground.db, ground.clock, systemIds, envelope)
  const change = (code: string, version: number, set: MeasureChange) =>
    measures().change(town, 2567, code, { version, by: 'somying', set })

  it('a measure changes only from the version that was seen, and nothing is written down the second time', async () => {
    const done: MeasureChange = { status: 'done', progress: { quarter: 2, note: 'จัดอบรม', url: null } }
    expect(await change('1.1', 0, done)).toMatchObject({ outcome: 'changed' })
    expect(await change('1.1', 0, done)).toEqual({ outcome: 'stale' })
    expect(await change('1.1', 5, done)).toEqual({ outcome: 'stale' })
    expect(await change('1.99', 0, done)).toEqual({ outcome: 'unknown' })
    expect(await measures().find(town, 2567, '1.1')).toMatchObject({
      status: 'done',
      version: 1,
      progress: [{ quarter: 2, note: 'จัดอบรม' }],
    })
    expect(await measures().history(town, 2567, '1.1', 10)).toHaveLength(1)
  })

  it('lines of progress are kept in the order of quarters, and a change without one leaves them', async () => {
    await change('6.4', 0, { progress: { quarter: 3, note: 'สาม', url: null } })
    await change('6.4', 1, { progress: { quarter: 1, note: 'หนึ่ง', url: 'https://a.go.th/1' } })
    await change('6.4', 2, { status: 'done' })
    const measure = await measures().find(town, 2567, '6.4')
    expect(measure?.progress.map(({ note }) => note)).toEqual(['หนึ่ง', 'สาม'])
    expect(measure).toMatchObject({ status: 'done', version: 3 })
  })

  it('a change is taken back once, with its line, and only while nothing was changed since', async () => {
    const first = await change('g4', 0, {
      status: 'in_work',
      unit: 'กองคลัง',
      progress: { quarter: 1, note: 'ก', url: null },
    })
    const second = await change('g4', 1, { status: 'done' })
    if (first.outcome !== 'changed' || second.outcome !== 'changed') throw new Error('It was not changed.')
    expect(await measures().undo(town, first.changeId, 'somying')).toMatchObject({ outcome: 'stale' })
    expect(await measures().undo(town, second.changeId, 'somying')).toMatchObject({ outcome: 'undone', code: 'g4' })
    expect(await measures().undo(town, second.changeId, 'somying')).toMatchObject({ outcome: 'stale' })
    expect(await measures().find(town, 2567, 'g4')).toMatchObject({ status: 'in_work', unit: 'กองคลัง', version: 3 })
    expect(await measures().undo(town, 'no-such-change', 'somying')).toEqual({ outcome: 'unknown' })
    expect((await measures().history(town, 2567, 'g4', 10)).map(({ undoes }) => undoes !== null)).toEqual([
      true,
      false,
      false,
    ])
  })

  it('nobody reaches the measures or the results of another agency', async () => {
    const other = await ground.agency('other')
    const made = await change('1.1', 0, { status: 'done' })
    if (made.outcome !== 'changed') throw new Error('It was not changed.')
    expect(await measures().undo(other, made.changeId, 'somchai')).toEqual({ outcome: 'unknown' })
    expect(await measures().find(other, 2567, '1.1')).toMatchObject({ status: 'open', version: 0 })
    const scores = scoreStore(ground.db, ground.clock)
    await scores.record(town, 2566, { total: 80, instruments: {}, indicators: {}, questions: {}, suspect: [] })
    expect(await scores.latest(other, 2567)).toBeNull()
  })

  it("what people moved since a moment is counted by where items are now; what a command took over is nobody's work", async () => {
    const checklists = checklistStore(ground.db, ground.clock, systemIds, envelope)
    await checklists.load(town, readEdition(2567))
    const items = changeStore(ground.db, ground.clock, systemIds, envelope)
    const move = (code: string, version: number, status: ItemStatus, by: string | null = 'somying') =>
      items.change(town, 2567, code, { version, actId: systemIds.short(), kind: 'work', by, set: { status } })
    const movement = (days: number) =>
      scoreStore(ground.db, ground.clock).movement(town, 2567, new Date(ground.clock.now().getTime() - days * day))
    await move('O1', 0, 'reported', null)
    await move('O2', 0, 'reported')
    ground.clock.move(8 * day)
    await move('O2', 1, 'approved')
    await move('O3', 0, 'reported')
    await move('O3', 1, 'sent_back')
    await move('O4', 0, 'reported')
    await move('O5', 0, 'reported')
    await move('O5', 1, 'open')
    expect(await movement(7)).toEqual({ approved: 1, reported: 1, sentBack: 1 })
    expect(await movement(30)).toEqual({ approved: 1, reported: 1, sentBack: 1 })
    ground.clock.move(8 * day)
    expect(await movement(7)).toEqual({ approved: 0, reported: 0, sentBack: 0 })
  })

  it('the newest result up to a year is found, and a year is replaced', async () => {
    const scores = scoreStore(ground.db, ground.clock)
    const of = (total: number) => ({ total, instruments: {}, indicators: {}, questions: { i7: 70.5 }, suspect: [] })
    await scores.record(town, 2565, of(70))
    await scores.record(town, 2566, of(71))
    await scores.record(town, 2566, of(72))
    await scores.record(town, 2568, of(90))
    expect(await scores.latest(town, 2567)).toMatchObject({
      edition: 2566,
      scores: { total: 72, questions: { i7: 70.5 } },
    })
    expect(await scores.latest(town, 2564)).toBeNull()
    await expect(scores.record(town, 1, of(1))).rejects.toThrow(/not a year/)
  })
})
