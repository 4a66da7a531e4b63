import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import Sqlite from 'better-sqlite3'
import { SetupError } from '../kernel/errors.ts'

const run = promisify(execFile)

/** Whether a file really is a whole SQLite database of ours. @throws SetupError */
export function checkSqlite(file: string): void {
  let result: unknown
  try {
    const database = new Sqlite(file, { fileMustExist: true })
    result = database.pragma('integrity_check', { simple: true })
    // A few stray bytes pass for an empty database; ours knows its migrations.
    database.prepare('select name from kysely_migration').all()
    database.close()
  } catch {
    result = 'unreadable'
  }
  if (result !== 'ok') throw new SetupError(`The database in ${file} is damaged. Nothing was changed.`)
}

/** A dump of a database with PostgreSQL's own tool. @throws SetupError */
export async function dumpPostgres(location: string, file: string): Promise<void> {
  await postgresTool('pg_dump', location, (url) => ['--format=custom', '--no-owner', `--file=${file}`, url])
}

/** Puts a dump back, in one transaction. @throws SetupError */
export async function restorePostgres(location: string, file: string): Promise<void> {
  const words = ['--clean', '--if-exists', '--no-owner', '--single-transaction']
  await postgresTool('pg_restore', location, (url) => [...words, `--dbname=${url}`, file])
}

/** The password goes by the environment: everybody on the machine can read the words of a command. */
async function postgresTool(tool: string, location: string, words: (url: string) => string[]): Promise<void> {
  const url = new URL(location)
  const password = decodeURIComponent(url.password)
  url.password = ''
  try {
    await run(tool, words(url.toString()), {
      env: { ...process.env, ...(password !== '' && { PGPASSWORD: password }) },
    })
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
      throw new SetupError(
        `${tool} is not installed. Install PostgreSQL's client programs (Debian: postgresql-client).`,
      )
    }
    // Its own words may quote the connection with its password.
    throw new SetupError(`${tool} failed. Run it by hand to see why; nothing was changed.`)
  }
}
