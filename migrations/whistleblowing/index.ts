import type { Migration } from 'kysely'
import * as ground from './0001-ground.ts'

/** All migrations of the protected channel's own database, oldest first. A new one is a new file at the end; none is ever edited. */
export function channelMigrations(on: ground.Ground): Record<string, Migration> {
  return { '0001-ground': { up: (db) => ground.up(db, on) } }
}
