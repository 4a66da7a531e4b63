import type { RootOperationNode } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { reviewDay } from '../../src/calendar/review-day.ts'
import { workCalendar } from '../../src/calendar/calendar.ts'
import type { Db, OpenDatabase } from '../../src/db/open.ts'
import { knowledgeStore } from '../../src/features/questions/knowledge-store.ts'
import { checkEntries } from '../../src/features/questions/upkeep/knowledge-file.ts'
import { knowledgeMatters } from '../../src/notices/knowledge-matters.ts'
import { officeHours } from '../../src/thai/service-hours.ts'
import type { StaffMember } from '../../src/staff/staff-store.ts'
import { emptyGround, together, type Ground } from '../stores/ground.ts'
import { day } from '../support/clock.ts'
import { databases } from '../support/databases.ts'

const member = (name: string, unit: string | null, role: StaffMember['role'] = 'staff'): StaffMember => ({
  id: `staff-${name}`,
  personId: `person-${name}`,
  name,
  unit,
  role,
})

describe.each(Object.entries(databases))('answers that are due to be looked at on %s', (kind, open) => {
  let database: OpenDatabase
  let ground: Ground
  let agencyId: string
  beforeAll(async () => {
    database = await open()
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    ground = await emptyGround(database)
    agencyId = await ground.agency('town')
  })
  const members = [member('สมศรี', 'กองคลัง'), member('ช่างเอก', 'กองช่าง'), member('ปลัด', null, 'reviewer')]

  async function matters(db: Db = ground.db) {
    const agency = await ground.agencies.byId(agencyId)
    if (!agency) throw new Error('The agency is gone.')
    const now = ground.clock.now()
    return knowledgeMatters(db, { agency, calendar: workCalendar(officeHours), now, members })
  }

  it('are those whose day is over and those confirmed more than a year ago, for their owner or unit, in one count each', async () => {
    const units = ['กองคลัง', 'กองช่าง', '']
    const entries = Array.from({ length: 60 }, (_, index) => ({
      id: `E${index}`,
      question: `คำถามที่ ${index}`,
      answer: 'คำตอบ',
      unit: units[index % 3],
      ...(index % 4 === 0 && { owner: 'สมศรี' }),
      ...(index % 2 === 0 && { reviewOn: `2026-11-${String(10 + (index % 20)).padStart(2, '0')}` }),
    }))
    const checked = checkEntries({ entries })
    if ('mistakes' in checked) throw new Error(checked.mistakes.join('\n'))
    await together(ground.db, (transaction) =>
      knowledgeStore(transaction, ground.clock).import(agencyId, checked.entries),
    )
    // Some were confirmed a year ago to the day, some a day less or more; one was taken out.
    for (const [index, days] of [364, 365, 366, 367, 20].entries())
      await ground.db
        .updateTable('knowledge')
        .set({ confirmed_at: new Date(ground.clock.now().getTime() - days * day).toISOString() })
        .where(
          'entry_id',
          'in',
          entries.filter((_, at) => at % 5 === index).map((entry) => entry.id),
        )
        .execute()
    await ground.db.updateTable('knowledge').set({ removed_at: 'then' }).where('entry_id', '=', 'E0').execute()

    const stored = await knowledgeStore(ground.db, ground.clock).list(agencyId)
    const due = stored.filter((entry) => reviewDay(entry) < '2026-11-23')
    const whose = (entry: (typeof stored)[number]) =>
      entry.owner === 'สมศรี' || entry.unit === 'กองคลัง' ? 'สมศรี' : entry.unit === 'กองช่าง' ? 'ช่างเอก' : 'ปลัด'
    const found = await matters()
    const counts = Object.fromEntries(
      found.map(({ to, subject }) => [to.join(), subject.of === 'knowledge' ? subject.count : 0]),
    )
    expect(due.length).toBeGreaterThan(10)
    expect(counts).toEqual({
      'person-สมศรี': due.filter((entry) => whose(entry) === 'สมศรี').length,
      'person-ช่างเอก': due.filter((entry) => whose(entry) === 'ช่างเอก').length,
      'person-ปลัด': due.filter((entry) => whose(entry) === 'ปลัด').length,
    })
    // Whoever was told is told again when there is one more.
    const keys = found.map((matter) => matter.key)
    expect((await matters()).map((matter) => matter.key)).toEqual(keys)
    await ground.db.updateTable('knowledge').set({ review_on: '2026-11-01' }).where('entry_id', '=', 'E9').execute()
    expect((await matters()).map((matter) => matter.key)).not.toEqual(keys)
  })

  it.runIf(kind === 'sqlite')('are found by an index, so the many that are not due cost nothing', async () => {
    const asked: RootOperationNode[] = []
    const watched = ground.db.withPlugin({
      transformQuery({ node }) {
        asked.push(node)
        return node
      },
      transformResult: async ({ result }) => result,
    })
    await matters(watched)
    const executor = ground.db.getExecutor()
    const plans: string[] = []
    for (const node of asked) {
      const query = executor.compileQuery(node, { queryId: 'plan' })
      if (!query.sql.includes('"knowledge"')) continue
      const { rows } = await ground.db.executeQuery<{ detail: string }>({
        ...query,
        sql: `explain query plan ${query.sql}`,
      })
      plans.push(rows[0]?.detail ?? '')
    }
    const found = 'SEARCH knowledge USING INDEX knowledge_review (agency_id=? AND review_on'
    expect(plans).toEqual([`${found}<?)`, `${found}=? AND confirmed_at<?)`])
  })
})
