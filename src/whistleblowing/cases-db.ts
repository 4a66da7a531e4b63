import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import { Kysely, SqliteDialect, sql, type ColumnDataType } from 'kysely'
import { postgresDialect } from '../db/postgres-dialect.ts'
import { SetupError } from '../kernel/errors.ts'

/** The protected channel's own database in types. Nothing here points into the common database. */
export type CaseDatabase = {
  wb_meta: { agency: string; k: string; v: string }
  wb_key: KeyRow
  wb_case: CaseRow
  wb_wrap: { case_id: string; key_id: string; blob: Buffer }
  wb_item: ItemRow
  wb_file: { id: string; agency: string; case_id: string | null; blob: Buffer }
  wb_audit: AuditRow
  wb_tally: { agency: string; month: string; completed: number }
  wb_period: { agency: string; period: string; received: number; completed: number; in_progress: number }
}

/** A day in Bangkok, `2026-11-23`. The finest time that is kept of anything a reporter does. */
export type Day = string

export type KeyRow = {
  id: string
  agency: string
  role: string
  label: string
  recipient: string
  wrapped_identity: string | null
  epoch: number
  state: string
  holder: string | null
  made_by: string
  confirmed_on: Day | null
  active_from: Day | null
  retired_on: Day | null
  approved_by: string | null
}

export type CaseRow = {
  id: string
  agency: string
  receipt_lookup: string
  status: string
  outcome: string | null
  received_on: Day
  opened_on: Day | null
  ack_on: Day | null
  first_answer_on: Day | null
  /** The last word to the reporter. */
  progress_on: Day | null
  /** A reasoned extension; null = the usual limit. */
  outcome_due_on: Day | null
  closed_on: Day | null
  purge_on: Day | null
  withdrawal_asked: number
  unread_officer: number
  unread_reporter: number
}

export type ItemRow = {
  id: string
  case_id: string
  inner: number
  seq: number
  kind: string
  role: string
  on_day: Day
  blob: Buffer
}

export type AuditRow = {
  agency: string
  seq: number
  at_minute: string
  key_id: string
  action: string
  case_id: string | null
  prev_hash: string
  hash: string
}

/** The connection. Only the stores of this folder take one. */
export type CaseDb = Kysely<CaseDatabase>

/** The open database and what only its opener knows about it. */
export type OpenCases = {
  db: CaseDb
  /** What the migrations must know. */
  ground: { bytes: ColumnDataType; tableEnd: string }
  /** Removes what was deleted from the files as far as the database can: needed after a purge where it does not do so by itself. */
  scrub(): Promise<void>
  /** A consistent copy in one file, or null where the server has its own tools for that. */
  copyTo: ((file: string) => void) | null
  close(): Promise<void>
}

/**
 * Opens the database of the protected channel: `postgres:` URL or path of a SQLite file (or `:memory:`).
 * @throws SetupError when the file or the server cannot be reached
 */
export async function openCases(location: string): Promise<OpenCases> {
  return /^postgres(ql)?:\/\//.test(location) ? openPostgres(location) : openSqlite(location)
}

/** Whether there is a database to open; of a server only opening tells. */
export function casesExist(location: string): boolean {
  return /^postgres(ql)?:\/\//.test(location) || existsSync(location)
}

function openSqlite(file: string): OpenCases {
  let sqlite: Sqlite.Database
  try {
    if (file !== ':memory:') makePrivate(file)
    sqlite = new Sqlite(file)
    // Before the first table is made, or it has no effect (https://www.sqlite.org/pragma.html#pragma_auto_vacuum).
    sqlite.pragma('auto_vacuum = FULL')
    // No write-ahead log: what is deleted is then in one file only, and there it is overwritten at once.
    sqlite.pragma('journal_mode = DELETE')
    sqlite.pragma('secure_delete = ON')
    sqlite.pragma('synchronous = FULL')
    sqlite.pragma('foreign_keys = ON')
    sqlite.pragma('trusted_schema = OFF')
    sqlite.pragma('temp_store = MEMORY')
    sqlite.pragma('busy_timeout = 5000')
  } catch (cause) {
    throw new SetupError(
      `The database of the protected channel ${file} cannot be opened (${cause instanceof Error ? cause.message : 'unknown reason'}). Check WHISTLEBLOWING_DATABASE_URL, DATA_DIR and the rights on that folder.`,
    )
  }
  const db: CaseDb = new Kysely<CaseDatabase>({ dialect: new SqliteDialect({ database: sqlite }) })
  return {
    db,
    // Rows lie in the order of their random keys; there is no hidden number that counts them.
    ground: { bytes: 'blob', tableEnd: 'without rowid' },
    scrub: async () => undefined,
    copyTo: (target) => void sqlite.prepare('vacuum into ?').run(target),
    close: () => db.destroy(),
  }
}

/** The folder for its owner only, and the file too before anything is in it; its journal takes over the file's rights. */
function makePrivate(file: string): void {
  const folder = dirname(file)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  closeSync(openSync(file, 'a', 0o600))
  chmodSync(file, 0o600)
}

async function openPostgres(url: string): Promise<OpenCases> {
  const pg = await import('pg')
  const pool = new pg.default.Pool({
    connectionString: url,
    // One after the other: the audit trail is a chain, and there is little to do.
    max: 1,
    connectionTimeoutMillis: 10_000,
    statement_timeout: 60_000,
    idle_in_transaction_session_timeout: 60_000,
    application_name: 'cases',
  })
  // An idle connection that the server closed is replaced by the pool; without a listener Node would end the process.
  pool.on('error', () => undefined)
  try {
    await pool.query('select 1')
  } catch (cause) {
    await pool.end()
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason'
    throw new SetupError(
      `The database of WHISTLEBLOWING_DATABASE_URL does not answer (${code}). Check the address, the name of the database, the role and whether the server runs.`,
    )
  }
  const db: CaseDb = new Kysely<CaseDatabase>({ dialect: postgresDialect(pool) })
  return {
    db,
    ground: postgresGround,
    scrub: () => scrubPostgres(db),
    copyTo: null,
    close: () => db.destroy(),
  }
}

/** What the migrations must know of PostgreSQL. */
export const postgresGround: OpenCases['ground'] = { bytes: 'bytea', tableEnd: '' }

/** Deleted rows stay in a table's file until it is written anew; and rows are put into the order of their random keys. */
async function scrubPostgres(db: CaseDb): Promise<void> {
  for (const table of ['wb_wrap', 'wb_item', 'wb_file', 'wb_case']) {
    await sql`cluster ${sql.table(table)} using ${sql.ref(`${table}_pkey`)}`.execute(db)
    await sql`vacuum (full) ${sql.table(table)}`.execute(db)
  }
}
