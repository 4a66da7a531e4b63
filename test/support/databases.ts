import { PGlite } from '@electric-sql/pglite'
import {
  Kysely,
  PostgresAdapter,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
} from 'kysely'
import { openDatabase, type OpenDatabase } from '../../src/db/open.ts'
import { OwnSchemaIntrospector } from '../../src/db/postgres-dialect.ts'
import { migrate } from '../../src/db/migrate.ts'
import type { Database } from '../../src/db/schema.ts'
import { migrations } from '../../migrations/index.ts'

/** A new, migrated database of each kind. `postgres` needs a server and is added where TEST_DATABASE_URL names one. */
export const databases: Record<string, () => Promise<OpenDatabase>> = {
  sqlite: async () => migrated(await openDatabase(':memory:')),
  pglite: async () => migrated(await openPglite()),
  ...(process.env['TEST_DATABASE_URL'] && {
    postgres: async () => migrated(await openSchema(process.env['TEST_DATABASE_URL'] ?? '')),
  }),
}

async function migrated(database: OpenDatabase): Promise<OpenDatabase> {
  await migrate(database.db, migrations)
  return database
}

let schemas = 0

/** A schema of its own on a real server, dropped at the end. */
export async function openSchema(url: string): Promise<OpenDatabase & { url: string }> {
  schemas += 1
  const name = `test_${process.pid}_${schemas}_${Math.floor(performance.now())}`
  const pg = await import('pg')
  const admin = new pg.default.Client({ connectionString: url })
  await admin.connect()
  await admin.query(`create schema ${name}`)
  const own = new URL(url)
  own.searchParams.set('options', `-c search_path=${name}`)
  const database = await openDatabase(own.toString())
  return {
    ...database,
    url: own.toString(),
    async close() {
      await database.close()
      await admin.query(`drop schema ${name} cascade`)
      await admin.end()
    },
  }
}

/** PostgreSQL compiled to WebAssembly: the real dialect without a server. One connection, so queries take turns. */
async function openPglite(): Promise<OpenDatabase> {
  const db = new Kysely<Database>({ dialect: await pgliteDialect() })
  return { db, shared: true, forget: async () => undefined, copyTo: null, close: () => db.destroy() }
}

/** For any database that wants to be one of PGlite's. */
export async function pgliteDialect(): Promise<Dialect> {
  const pglite = new PGlite({ parsers: { 17: (hex) => Buffer.from(hex.slice(2), 'hex'), 20: Number } })
  await pglite.waitReady
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => pgliteDriver(pglite),
    createIntrospector: (inner) => new OwnSchemaIntrospector(inner),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}

function pgliteDriver(pglite: PGlite): Driver {
  let held: Promise<void> = Promise.resolve()
  /** Whoever has the connection and whoever waits for it, in order: the first one's turn ends with the next release. */
  const turns: (() => void)[] = []
  const connection: DatabaseConnection = {
    async executeQuery(query: CompiledQuery) {
      const result = await pglite.query<never>(query.sql, [...query.parameters])
      return {
        rows: result.rows,
        ...(result.affectedRows !== undefined && { numAffectedRows: BigInt(result.affectedRows) }),
      }
    },
    streamQuery: () => {
      throw new Error('Streaming is not used.')
    },
  }
  const run = (sql: string) => pglite.exec(sql)
  return {
    init: async () => undefined,
    async acquireConnection() {
      const before = held
      held = new Promise((resolve) => turns.push(resolve))
      await before
      return connection
    },
    beginTransaction: async () => void (await run('begin')),
    commitTransaction: async () => void (await run('commit')),
    rollbackTransaction: async () => void (await run('rollback')),
    savepoint: async (_connection, name) => void (await run(`savepoint ${name}`)),
    rollbackToSavepoint: async (_connection, name) => void (await run(`rollback to ${name}`)),
    releaseSavepoint: async (_connection, name) => void (await run(`release ${name}`)),
    releaseConnection: async () => turns.shift()?.(),
    destroy: () => pglite.close(),
  }
}
