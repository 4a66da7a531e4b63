import { Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate, pendingMigrations } from '../../src/db/migrate.ts'
import { readAudit } from '../../src/whistleblowing/audit.ts'
import { openCases, postgresGround, type CaseDatabase, type OpenCases } from '../../src/whistleblowing/cases-db.ts'
import { sealBody } from '../../src/whistleblowing/browser/crypto/sealing.ts'
import { channelMigrations } from '../../migrations/whistleblowing/index.ts'
import { day } from '../support/clock.ts'
import { openSchema, pgliteDialect } from '../support/databases.ts'
import {
  ceremony,
  look,
  readByOfficer,
  readByReporter,
  report,
  sealedReport,
  sealedWords,
  send,
  wordsOf,
  type Keys,
} from '../whistleblowing/actors.ts'
import { startChannel, type Ground } from '../whistleblowing/ground.ts'

const databases: Record<string, () => Promise<OpenCases>> = {
  sqlite: () => openCases(':memory:'),
  async pglite() {
    const db = new Kysely<CaseDatabase>({ dialect: await pgliteDialect() })
    return { db, ground: postgresGround, scrub: async () => undefined, copyTo: null, close: () => db.destroy() }
  },
  ...(process.env['TEST_DATABASE_URL'] && {
    async postgres() {
      const schema = await openSchema(process.env['TEST_DATABASE_URL'] ?? '')
      const cases = await openCases(schema.url)
      return {
        ...cases,
        async close() {
          await cases.close()
          await schema.close()
        },
      }
    },
  }),
}

describe.each(Object.entries(databases))('cases on %s', (kind, open) => {
  let ground: Ground
  let keys: Keys
  beforeAll(async () => {
    ground = await startChannel({ cases: await open() })
    keys = await ceremony(ground)
  })
  afterAll(() => ground.stop())

  it('lie in tables of texts, whole numbers and bytes, each with its agency or its case', async () => {
    const tables = await ground.cases.db.introspection.getTables()
    expect(tables.map((table) => table.name).toSorted()).toEqual(
      ['wb_audit', 'wb_case', 'wb_file', 'wb_item', 'wb_key', 'wb_meta', 'wb_period', 'wb_tally', 'wb_wrap'].toSorted(),
    )
    for (const table of tables) {
      expect([table.name, table.columns.some(({ name }) => name === 'agency' || name === 'case_id')]).toEqual([
        table.name,
        true,
      ])
      // No column counts itself up, and none holds the moment of anything that a reporter did.
      expect(table.columns.filter((column) => column.isAutoIncrementing || column.hasDefaultValue)).toEqual([])
    }
    const types = new Set(tables.flatMap((table) => table.columns.map((column) => column.dataType.toLowerCase())))
    expect([...types].toSorted()).toEqual(kind === 'sqlite' ? ['blob', 'integer', 'text'] : ['bytea', 'int4', 'text'])
    expect(await pendingMigrations(ground.cases.db, channelMigrations(ground.cases.ground))).toEqual([])
    expect(await migrate(ground.cases.db, channelMigrations(ground.cases.ground))).toEqual([])
  })

  it('are reported, answered, closed, deleted and counted', async () => {
    const reported = await report(ground, { what: 'เรื่อง', files: [{ name: 'ก.pdf', bytes: new Uint8Array(70_000) }] })
    const id = reported.body.case
    expect((await send(ground, reported)).status).toBe(200)
    expect(wordsOf(await readByOfficer(keys.officer, id))).toEqual(['เรื่อง', 'ก.pdf'])
    const reply = await sealedWords(keys.officer, id, 'reply', 'ตอบ')
    await keys.officer.desk.post(`/cases/${id}/items`, { items: [reply] })
    const { body } = await look(ground, reported)
    const more = await sealBody(
      reported.open,
      { kind: 'reply', role: 'reporter', seq: body.nextSeq },
      { text: 'ถามต่อ' },
    )
    const [one, two] = await Promise.all(
      [0, 1].map(() => ground.ask('/w/town/r/i', { json: { token: body.token, items: [more], files: [] } })),
    )
    // Two at once: one is taken, the other learns that the number is gone.
    expect([one?.status, two?.status].toSorted((a = 0, b = 0) => a - b)).toEqual([200, 409])
    expect(wordsOf(await readByReporter(ground, reported))).toEqual(['เรื่อง', 'ก.pdf', 'ตอบ', 'ถามต่อ'])
    const end = await sealedWords(keys.officer, id, 'note', 'ปิด')
    expect((await keys.officer.desk.post(`/cases/${id}/close`, { outcome: 'not-upheld', items: [end] })).status).toBe(
      200,
    )
    const open = await report(ground)

    // Nothing that a reporter did has a time of day, in any column: neither as words nor as a number. What is written
    // down with minutes are acts of officers only.
    const timeOfDay = /\d\d:\d\d|(?<![\w-])1[5-9]\d{8}(\d{3})?(?![\w-])/
    for (const table of [
      'wb_case',
      'wb_item',
      'wb_wrap',
      'wb_file',
      'wb_meta',
      'wb_key',
      'wb_tally',
      'wb_period',
    ] as const) {
      const rows = await ground.cases.db.selectFrom(table).selectAll().execute()
      const values = rows.flatMap((row) => Object.values<unknown>(row).filter((value) => !Buffer.isBuffer(value)))
      expect([table, values.filter((value) => timeOfDay.test(String(value)))]).toEqual([table, []])
    }
    const { lines } = await readAudit(ground.cases.db, 'town')
    const officials = new Set([...Object.values(keys).map((key) => key.id), ...ground.officials.keys()])
    expect(lines.length).toBeGreaterThan(5)
    expect(
      lines.filter((line) => !officials.has(line.key_id.replace('person:', ''))).map((line) => line.action),
    ).toEqual([])

    ground.clock.move(91 * day)
    await ground.channel.tidy()
    expect((await look(ground, reported)).status).toBe(404)
    expect((await look(ground, open)).status).toBe(200)
    const { db } = ground.cases
    for (const table of ['wb_wrap', 'wb_item', 'wb_file'] as const) {
      expect(await db.selectFrom(table).select('case_id').where('case_id', '=', id).execute()).toEqual([])
    }
    expect(await ground.channel.published('town')).toMatchObject({
      until: '2027-01-31',
      periods: [{ kind: 'year', received: 2, completed: 1, inProgress: 1 }, { kind: 'half' }],
    })
    expect((await readAudit(db, 'town')).unbroken).toBe(true)
  })

  it('take the same report once, also when it comes twice at the same moment', async () => {
    const sealed = await sealedReport(ground)
    const answers = await Promise.all([send(ground, sealed), send(ground, sealed)])
    expect(answers.some((answer) => answer.status === 200)).toBe(true)
    expect(wordsOf(await readByReporter(ground, sealed))).toHaveLength(1)
  })

  it('keep agencies apart in everything that is counted, written down and told', async () => {
    const hill = await ceremony(ground, 'hill')
    const reported = await report(ground, { agency: 'hill' })
    await readByOfficer(hill.officer, reported.body.case)
    expect((await readAudit(ground.cases.db, 'town')).lines.every((line) => line.case_id !== reported.body.case)).toBe(
      true,
    )
    expect([...(await ground.channel.takeAttention('hill'))]).toEqual([])
    expect((await ground.channel.published('hill'))?.periods.every((period) => period.received === 0)).toBe(true)
  })
})
