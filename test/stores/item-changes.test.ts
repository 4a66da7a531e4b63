import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import type { OpenDatabase } from '../../src/db/open.ts'
import { checklistStore } from '../../src/features/checklist/checklist-store.ts'
import { draftStore } from '../../src/features/checklist/draft-store.ts'
import { readEdition } from '../../src/features/checklist/edition.ts'
import { changeStore } from '../../src/features/checklist/item-changes.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { staffStore } from '../../src/staff/staff-store.ts'
import { migrations } from '../../migrations/index.ts'
import { hour } from '../support/clock.ts'
import { databases } from '../support/databases.ts'
import { emptyGround, envelope, together, type Ground } from './ground.ts'

describe.each(Object.entries(databases))('work on items on %s', (_kind, open) => {
  let database: OpenDatabase
  let ground: Ground
  let agencyId: string
  let somying: { staffId: string; personId: string }
  beforeAll(async () => {
    database = await open()
    await migrate(database.db, migrations)
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    ground = await emptyGround(database)
    agencyId = await ground.agency('town')
    await items().load(agencyId, readEdition(2567))
    somying = await member('สมหญิง')
  })

  const items = () => checklistStore(ground.db, ground.clock, systemIds, envelope)
  const changes = () => changeStore(ground.db, ground.clock, systemIds, envelope)
  const drafts = () => draftStore(ground.db, ground.clock, systemIds, envelope)
  async function member(name: string) {
    const staff = staffStore(ground.db, ground.clock, systemIds)
    const { personId } = await together(ground.db, (transaction) => ground.people.visit(transaction, agencyId, name))
    const code = await staff.invite(agencyId, { name, unitId: null, role: 'staff' })
    const result = await staff.register(agencyId, personId, code)
    if (result.outcome !== 'registered') throw new Error('The code was refused.')
    return { staffId: result.member.id, personId }
  }
  const item = (code: string) => changes().read(agencyId, 2567, code)
  const change = (
    code: string,
    version: number,
    set: Parameters<ReturnType<typeof changes>['change']>[3]['set'],
    actId = 'act',
  ) => changes().change(agencyId, 2567, code, { version, actId, kind: 'work', by: somying.staffId, set })

  it('is written down with who, when, from what and to what', async () => {
    expect(await change('O14', 0, { status: 'in_work', note: 'รอข้อมูลจากกองคลัง', owner: somying.personId })).toBe(
      'changed',
    )
    expect(await item('O14')).toMatchObject({
      status: 'in_work',
      note: 'รอข้อมูลจากกองคลัง',
      owner: { name: 'สมหญิง' },
      version: 1,
      updatedAt: ground.clock.now(),
    })
    expect(await changes().history(agencyId, 2567, 'O14', 99, 10)).toMatchObject([
      {
        by: 'สมหญิง',
        at: ground.clock.now(),
        from: 'open',
        to: 'in_work',
        before: { status: 'open', note: null, owner: null },
        after: { status: 'in_work', note: 'รอข้อมูลจากกองคลัง', owner: somying.personId },
      },
    ])
  })

  it('for a version that is no more changes nothing: the second of two is told', async () => {
    expect(await change('O14', 0, { status: 'approved' })).toBe('changed')
    expect(await change('O14', 0, { status: 'sent_back', reason: 'ผิดปี' })).toBe('stale')
    expect(await item('O14')).toMatchObject({ status: 'approved', reason: null, version: 1 })
    expect(await changes().history(agencyId, 2567, 'O14', 99, 10)).toHaveLength(1)
    expect(await change('O99', 0, { status: 'approved' })).toBe('stale')
  })

  it('keeps what people wrote sealed, in the item, in its history and in what waits for a yes', async () => {
    await change('O14', 0, { status: 'sent_back', reason: 'ลิงก์เป็นของปีก่อน', note: 'รอปลัดลงนาม' })
    await drafts().keep(agencyId, somying.personId, {
      edition: 2567,
      changes: [{ code: 'O14', version: 1, kind: 'work', set: { note: 'รอปลัดลงนาม' } }],
    })
    const rows = JSON.stringify([
      await ground.db.selectFrom('items').selectAll().where('version', '>', 0).execute(),
      await ground.db.selectFrom('item_changes').selectAll().execute(),
      await ground.db.selectFrom('item_drafts').selectAll().execute(),
    ])
    expect(rows).not.toContain('ลิงก์เป็นของปีก่อน')
    expect(rows).not.toContain('รอปลัดลงนาม')
  })

  it('on several items is taken back at once, by who did it, and the history keeps both', async () => {
    await change('O14', 0, { status: 'reported', url: 'https://town.go.th/14', note: 'ครบแล้ว' })
    await change('O15', 0, { status: 'in_work' })
    const before = [await item('O14'), await item('O16')]
    await change('O14', 1, { status: 'in_work', url: 'https://town.go.th/15', note: null }, 'both')
    await change('O16', 0, { status: 'in_work', dueAt: '2027-03-15T16:59:59.999Z' }, 'both')
    const other = await member('สมศรี')
    expect(await changes().undo(agencyId, 'both', other.staffId)).toEqual({ outcome: 'not-yours' })
    expect(await changes().undo(agencyId, 'both', somying.staffId)).toEqual({
      outcome: 'undone',
      edition: 2567,
      codes: ['O14', 'O16'],
    })
    const now = [await item('O14'), await item('O16')]
    expect(now).toEqual(
      before.map((one, index) => ({ ...one, version: now[index]?.version, updatedAt: ground.clock.now() })),
    )
    expect((await changes().history(agencyId, 2567, 'O14', 99, 10)).map(({ kind }) => kind)).toEqual([
      'undo',
      'work',
      'work',
    ])
    expect(await changes().undo(agencyId, 'both', somying.staffId)).toEqual({ outcome: 'stale' })
  })

  it('is not taken back when somebody went on with one of the items, and then none of them is', async () => {
    await change('O14', 0, { status: 'in_work' }, 'both')
    await change('O15', 0, { status: 'in_work' }, 'both')
    await change('O15', 1, { status: 'reported' }, 'later')
    expect(await changes().undo(agencyId, 'both', somying.staffId)).toEqual({ outcome: 'stale' })
    expect(await item('O14')).toMatchObject({ status: 'in_work', version: 1 })
    expect(await changes().undo('another agency', 'both', somying.staffId)).toEqual({ outcome: 'not-yours' })
  })

  it('is asked for by week and by pages', async () => {
    for (let version = 0; version < 5; version += 1) {
      await change('O14', version, { note: `ครั้งที่ ${version}` })
      ground.clock.move(24 * hour)
    }
    const first = await changes().history(agencyId, 2567, 'O14', 99, 3)
    expect(first.map(({ version }) => version)).toEqual([5, 4, 3])
    const rest = await changes().history(agencyId, 2567, 'O14', 3, 3)
    expect(rest.map(({ version }) => version)).toEqual([2, 1])
    const lastTwoDays = new Date(ground.clock.now().getTime() - 48 * hour)
    expect(await changes().since(agencyId, 2567, lastTwoDays, 100)).toHaveLength(2)
    expect(await changes().since('another agency', 2567, lastTwoDays, 100)).toEqual([])
  })

  it('keeps the ticks of components that read as before when the edition is corrected', async () => {
    await change('O14', 0, { ticks: [0, 2, 5] })
    const edition = readEdition(2567)
    const corrected = edition.items.map((one) =>
      one.code === 'O14' ? { ...one, components: ['ใหม่', ...one.components.filter((_, at) => at !== 2)] } : one,
    )
    await items().load(agencyId, { ...edition, items: corrected })
    expect(await item('O14')).toMatchObject({ ticks: [1, 5], need: 6 })
  })

  it('that waits for a yes is given once, only to who saw it, and for a day', async () => {
    const draft = {
      edition: 2567,
      changes: [{ code: 'O14', version: 0, kind: 'submit' as const, set: { status: 'reported' as const } }],
    }
    const draftId = await drafts().keep(agencyId, somying.personId, draft)
    expect(await drafts().take(agencyId, 'somebody else', draftId)).toBeNull()
    expect(await drafts().take('another agency', somying.personId, draftId)).toBeNull()
    expect(await drafts().take(agencyId, somying.personId, draftId)).toEqual(draft)
    expect(await drafts().take(agencyId, somying.personId, draftId)).toBeNull()
    const late = await drafts().keep(agencyId, somying.personId, draft)
    ground.clock.move(25 * hour)
    expect(await drafts().take(agencyId, somying.personId, late)).toBeNull()
    await drafts().purge()
    expect(await ground.db.selectFrom('item_drafts').selectAll().execute()).toEqual([])
  })
})
