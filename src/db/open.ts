import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import { Kysely, SqliteAdapter, SqliteDialect, sql, type Dialect } from 'kysely'
import { SetupError } from '../kernel/errors.ts'
import { postgresDialect } from './postgres-dialect.ts'
import type { Database } from './schema.ts'

/** The common database, whatever stands behind it. */
export type Db = Kysely<Database>

/** An open database and what only its opener may know about it. */
export type OpenDatabase = {
  db: Db
  /** Whether other processes may share it. One process owns a SQLite file; a PostgreSQL server serves many. */
  shared: boolean
  /** Folds what was erased out of the write-ahead log and empties that file; does nothing where the server does so itself. */
  forget(): Promise<void>
  /** A consistent copy of a SQLite database while it is in use; null on PostgreSQL, which has its own tools. */
  copyTo: ((file: string) => Promise<void>) | null
  close(): Promise<void>
}

const statementsKept = 512

/**
 * Opens the common database: `postgres:` URL → PostgreSQL, anything else → path of a SQLite file (or `:memory:`).
 * The only place in the program that knows a dialect by name.
 * @throws SetupError when the file or the server cannot be reached
 */
export async function openDatabase(location: string): Promise<OpenDatabase> {
  return isPostgres(location) ? openPostgres(location) : openSqlite(location)
}

/** Whether a DATABASE_URL names a PostgreSQL server. */
export function isPostgres(location: string): boolean {
  return /^postgres(ql)?:\/\//.test(location)
}

function openSqlite(path: string): OpenDatabase {
  const file = path.replace(/^file:(\/\/)?/, '')
  let sqlite: Sqlite.Database
  try {
    if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    sqlite = new Sqlite(file)
    // WAL with FULL: what was answered with 200 survives a power cut (https://www.sqlite.org/pragma.html#pragma_synchronous).
    // secure_delete: erased rows are overwritten with zeros. Every setting here was chosen for that or for speed under it.
    sqlite.pragma('journal_mode = WAL')
    sqlite.pragma('synchronous = FULL')
    sqlite.pragma('secure_delete = ON')
    sqlite.pragma('foreign_keys = ON')
    sqlite.pragma('busy_timeout = 5000')
    sqlite.pragma('cache_size = -32000')
    sqlite.pragma('temp_store = MEMORY')
  } catch (cause) {
    throw new SetupError(
      `The database file ${file} cannot be opened (${cause instanceof Error ? cause.message : 'unknown reason'}). Check DATABASE_URL, DATA_DIR and the rights on that folder.`,
    )
  }
  const db = new Kysely<Database>({ dialect: sqliteDialect(keepStatements(sqlite)) })
  return {
    db,
    shared: false,
    async forget() {
      // Through the queue of the connection: in the middle of a transaction SQLite refuses it.
      if (sqlite.open) await sql`pragma wal_checkpoint(TRUNCATE)`.execute(db)
    },
    async copyTo(target) {
      await sqlite.backup(target)
    },
    async close() {
      await db.destroy()
    },
  }
}

/** SQLite as Kysely knows it, but with migrations in a transaction: SQLite can create tables in one and take them back. */
function sqliteDialect(database: ReturnType<typeof keepStatements>): Dialect {
  const dialect = new SqliteDialect({ database })
  return {
    createAdapter: () => new TransactionalSqliteAdapter(),
    createDriver: () => dialect.createDriver(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  }
}

class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/** Preparing a statement costs more than running it; the same text is prepared once and kept. */
function keepStatements(sqlite: Sqlite.Database): { prepare(sql: string): Sqlite.Statement; close(): void } {
  const kept = new Map<string, Sqlite.Statement>()
  return {
    prepare(text) {
      const known = kept.get(text)
      if (known) return known
      const statement = sqlite.prepare(text)
      if (kept.size >= statementsKept) {
        for (const oldest of kept.keys()) {
          kept.delete(oldest)
          break
        }
      }
      kept.set(text, statement)
      return statement
    },
    close() {
      kept.clear()
      if (!sqlite.open) return
      sqlite.pragma('wal_checkpoint(TRUNCATE)')
      sqlite.close()
    },
  }
}

async function openPostgres(url: string): Promise<OpenDatabase> {
  const pg = await import('pg')
  pg.default.types.setTypeParser(pg.default.types.builtins.INT8, Number)
  const pool = new pg.default.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 10_000,
    // A statement or a forgotten transaction never holds a lock for ever.
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 60_000,
    // By this name a restore sees that a process still runs.
    application_name: 'prongsai',
  })
  // An idle connection that the server closed is replaced by the pool; without a listener Node would end the process.
  pool.on('error', () => undefined)
  try {
    await pool.query('select 1')
  } catch (cause) {
    await pool.end()
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason'
    throw new SetupError(
      `The database of DATABASE_URL does not answer (${code}). Check the address, the name of the database, the role and whether the server runs.`,
    )
  }
  const db = new Kysely<Database>({ dialect: postgresDialect(pool) })
  return {
    db,
    shared: true,
    forget: async () => undefined,
    copyTo: null,
    close: () => db.destroy(),
  }
}
