import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql, type Kysely, type Migration } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { migrate, pendingMigrations } from '../../src/db/migrate.ts'
import { openDatabase, type OpenDatabase } from '../../src/db/open.ts'
import { checklistStore } from '../../src/features/checklist/checklist-store.ts'
import { knowledgeStore } from '../../src/features/questions/knowledge-store.ts'
import { threadStore } from '../../src/threads/thread-store.ts'
import { SetupError } from '../../src/kernel/errors.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { migrations } from '../../migrations/index.ts'
import { databases } from '../support/databases.ts'
import { emptyGround, envelope, together } from './ground.ts'

const good: Migration = {
  up: async (db: Kysely<unknown>) => {
    await db.schema.createTable('first').addColumn('agency_id', 'text').execute()
    await sql`insert into first (agency_id) values ('town')`.execute(db)
  },
}
const bad: Migration = {
  up: async (db: Kysely<unknown>) => {
    await db.schema.createTable('second').addColumn('agency_id', 'text').execute()
    await db.schema.alterTable('items').addColumn('colour', 'text').execute()
    await sql`insert into no_such_table (x) values (1)`.execute(db)
  },
}

describe.each(Object.entries(databases))('migrations on %s', (kind, open) => {
  let database: OpenDatabase
  afterEach(() => database.close())
  const ownTables = (withInternalKyselyTables = false) =>
    database.db.introspection.getTables({ withInternalKyselyTables })
  const tables = async () => (await ownTables(true)).map((table) => table.name)

  it('that fail leave nothing behind: no table, no column, no row, no mark, and not those before them either', async () => {
    database = await open()
    const before = await tables()
    const columns = async () =>
      (await ownTables()).find((table) => table.name === 'items')?.columns.map((column) => column.name)
    const columnsBefore = await columns()
    await expect(migrate(database.db, { ...migrations, '8-good': good, '9-bad': bad })).rejects.toThrow()
    expect(await tables()).toEqual(before)
    expect(await columns()).toEqual(columnsBefore)
    expect(await pendingMigrations(database.db, { ...migrations, '8-good': good, '9-bad': bad })).toEqual([
      '8-good',
      '9-bad',
    ])

    expect(await migrate(database.db, { ...migrations, '8-good': good })).toEqual(['8-good'])
    expect(await migrate(database.db, { ...migrations, '8-good': good })).toEqual([])

    // And then there comes an older program.
    const older = migrate(database.db, migrations)
    await expect(older).rejects.toThrow(SetupError)
    await expect(older).rejects.toThrow(/newer version.*8-good.*Nothing was changed/s)

    // Every table says whose its rows are.
    const owned = (await ownTables()).filter((table) => table.name !== 'first')
    expect(owned.length).toBeGreaterThan(15)
    for (const table of owned)
      expect([table.name, table.columns.some((column) => column.name === 'agency_id')]).toEqual([table.name, true])
    // Portable: texts and whole numbers only.
    const types = new Set(owned.flatMap((table) => table.columns.map((column) => column.dataType.toLowerCase())))
    expect([...types].toSorted()).toEqual(kind === 'sqlite' ? ['integer', 'text'] : ['int4', 'text'])
  })
})

describe.each(Object.entries(databases).filter(([kind]) => kind !== 'sqlite'))(
  'two programs on one %s',
  (kind, open) => {
    it.skipIf(kind !== 'postgres')(
      'are not disturbed when the other schema goes away while one is looked at',
      async () => {
        const database = await open()
        const run = (text: string) => sql.raw(text).execute(database.db)
        const other = `leaving_${process.pid}`
        await run(`create schema ${other}`)
        await run(`create table ${other}.things (id serial)`)
        await database.db
          .transaction()
          .setIsolationLevel('repeatable read')
          .execute(async (transaction) => {
            // From here on this transaction sees what was there now; the names in it are looked up as they are later.
            await sql`select 1`.execute(transaction)
            await run(`drop schema ${other} cascade`)
            const names = (await transaction.introspection.getTables()).map((table) => table.name)
            expect(names).toContain('items')
            expect(names).not.toContain('things')
          })
        await database.close()
      },
    )

    it('each in a schema of its own, do not take the other one for themselves', async () => {
      const database = await open()
      const run = (text: string) => sql.raw(text).execute(database.db)
      const other = `other_${process.pid}`
      await run(`create schema ${other}`)
      await run(`create table ${other}.kysely_migration as select * from kysely_migration where false`)
      await run(`insert into ${other}.kysely_migration values ('9999-theirs', '2026-11-21')`)
      expect(await pendingMigrations(database.db, migrations)).toEqual([])
      expect(await migrate(database.db, { ...migrations, '9-good': good })).toEqual(['9-good'])

      const fresh = `fresh_${process.pid}`
      await run(`create schema ${fresh}`)
      await database.db.connection().execute(async (connection) => {
        await sql.raw(`set search_path = ${fresh}`).execute(connection)
        expect(await pendingMigrations(connection, migrations)).toEqual(Object.keys(migrations))
        await sql.raw(`reset search_path`).execute(connection)
      })
      await run(`drop schema ${fresh} cascade`)
      await run(`drop schema ${other} cascade`)
      await database.close()
    })
  },
)

describe('rows of every odd kind', () => {
  it('are read by the stores after all migrations', async () => {
    const database = await openDatabase(':memory:')
    await migrate(database.db, migrations)
    const { db, clock, agencies, people } = await emptyGround(database)
    const odd = `"'\`;--\\ \u0301 👨‍👩‍👧‍👦 ${'ยาว'.repeat(2000)}`
    const now = clock.now().toISOString()
    const profile = {
      slug: 'town',
      name: odd,
      type: '',
      district: null,
      province: null,
      mainSite: 'https://t.go.th',
      edition: 2567,
    }
    await db
      .insertInto('agencies')
      .values({
        agency_id: 'a',
        slug: 'town',
        profile: JSON.stringify({ ...profile, name: odd.slice(0, 200), basicId: null }),
        channel_secret_sealed: null,
        channel_token_sealed: null,
        revision: 0,
        position: 1,
        created_at: now,
        updated_at: now,
      })
      .execute()
    await db
      .insertInto('units')
      .values({ agency_id: 'a', unit_id: 'u', name: odd, short: '[]', position: -1 })
      .execute()
    const person = {
      agency_id: 'a',
      first_seen_at: now,
      blocked_at: now,
      notice_at: null,
      notice_version: null,
      menu: odd,
    }
    await db
      .insertInto('people')
      .values({ ...person, person_id: 'p', line_user_id: odd })
      .execute()
    await db
      .insertInto('staff')
      .values({
        agency_id: 'a',
        staff_id: 's',
        person_id: 'p',
        name: odd,
        unit_id: 'u',
        role: 'admin',
        created_at: now,
        removed_at: null,
      })
      .execute()
    await db
      .insertInto('checklists')
      .values({ agency_id: 'a', edition: 2599, name: odd, sub_indicators: '[]', loaded_at: now })
      .execute()
    const item = {
      agency_id: 'a',
      edition: 2599,
      code: 'O1',
      number: 1,
      title: odd,
      topic: '',
      sub_indicator: '9.9',
      units: '[]',
    }
    await db
      .insertInto('items')
      .values({
        ...item,
        definition: '{}',
        status: 'not_applicable',
        note: odd,
        reason: null,
        url: '',
        updated_at: null,
      })
      .execute()
    const entry = {
      agency_id: 'a',
      entry_id: odd,
      category: '',
      unit: '',
      question: odd,
      answer: odd,
      aliases: '[]',
      url: null,
    }
    await db
      .insertInto('knowledge')
      .values({ ...entry, confirmed_at: now, position: 0, revision: 0 })
      .execute()
    const thread = {
      agency_id: 'a',
      thread_id: 't',
      number: 'Q-1',
      fiscal_year: 0,
      serial: 0,
      person_id: 'p',
      unit: null,
      kind: 'a kind of tomorrow',
      category: odd,
      progress: odd,
      claimed_by: 's',
      claimed_at: now,
      version: 1,
      waiting_since: '',
      last_at: '',
      first_answered_at: null,
      answers: 0,
      closed_at: null,
      closed_by: null,
      rating: null,
      rated_at: null,
      comment_sealed: null,
      comment_source: null,
    }
    await db
      .insertInto('threads')
      .values({ ...thread, status: 'a state of tomorrow', created_at: now, due_at: now, answered_at: null })
      .execute()

    expect(await agencies.bySlug('town')).toMatchObject({
      profile: { name: odd.slice(0, 200) },
      units: [{ name: odd, short: [] }],
    })
    expect(await together(db, (transaction) => people.visit(transaction, 'a', odd))).toMatchObject({
      blocked: true,
      menu: odd,
      staff: { name: odd, unit: odd },
    })
    expect((await checklistStore(db, clock, systemIds, envelope).read('a', 2599))?.items).toMatchObject([
      { title: odd, note: odd, worth: 0 },
    ])
    expect(await knowledgeStore(db, clock).list('a')).toMatchObject([{ id: odd, answer: odd }])
    const threads = threadStore(db, clock, systemIds, envelope)
    expect(await threads.byNumber('a', 'Q-1')).toMatchObject({
      kind: 'question',
      status: 'closed',
      progress: null,
      question: '',
      answer: null,
      claim: { name: odd },
      waitingSince: new Date(now),
    })
    await database.close()
  })
})

describe('a SQLite file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'prongsai-open-'))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('has its log emptied even when somebody is in the middle of a transaction at that moment', async () => {
    const database = await openDatabase(join(folder, 'a.db'))
    await migrate(database.db, migrations)
    const transaction = await database.db.startTransaction().execute()
    await transaction.insertInto('lanes').values({ agency_id: 'a', holder: 'b' }).execute()
    const forgetting = database.forget()
    await transaction.commit().execute()
    await expect(forgetting).resolves.toBeUndefined()
    await database.close()
  })

  it.each(['postgres://nobody@127.0.0.1:1/none', '/dev/null/x.db'])(
    'or server that cannot be reached is told so: %s',
    async (location) => {
      const opening = openDatabase(location).then(async (database) => {
        try {
          await migrate(database.db, migrations)
        } finally {
          await database.close()
        }
      })
      await expect(opening).rejects.toThrow(/ECONNREFUSED|cannot be opened/)
    },
  )
})
