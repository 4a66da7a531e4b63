import type { Kysely } from 'kysely'

/** By what is sealed here a start knows whether its app key is the one that sealed everything else. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('agencies').addColumn('key_check_sealed', 'text').execute()
}
