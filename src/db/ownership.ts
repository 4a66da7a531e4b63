import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { SetupError } from '../kernel/errors.ts'

/**
 * Makes this process the only one that serves from a data folder, until it ends in whatever way: the operating system
 * holds the lock (a SQLite file opened exclusively), so a killed process leaves nothing behind.
 * @returns the way to give it up
 * @throws SetupError when another process holds it
 */
export function ownDataFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lock = new Sqlite(join(folder, 'running.lock'), { timeout: 0 })
  try {
    lock.pragma('journal_mode = DELETE')
    lock.exec('begin exclusive')
  } catch {
    lock.close()
    throw new SetupError(
      `Another Prongsai serves from ${folder}. Stop it first, or give this one a folder of its own (DATA_DIR), or use PostgreSQL (DATABASE_URL) for several processes.`,
    )
  }
  return () => lock.close()
}
