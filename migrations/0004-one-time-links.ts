import type { Kysely } from 'kysely'

/** Links by which staff open pages from LINE: each opens once, and then a session of one browser goes on for a while. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('staff_links')
    // Only keyed names of the secrets are kept: whoever reads the table can open nothing.
    .addColumn('link_hash', 'text', (column) => column.primaryKey())
    .addColumn('agency_id', 'text', (column) => column.notNull().references('agencies.agency_id'))
    .addColumn('staff_id', 'text', (column) => column.notNull())
    .addColumn('opens', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .addColumn('used_at', 'text')
    .addColumn('session_hash', 'text')
    .addColumn('session_until', 'text')
    .execute()
  await db.schema.createIndex('staff_links_session').on('staff_links').column('session_hash').execute()
  await db.schema.createIndex('staff_links_expiry').on('staff_links').columns(['agency_id', 'expires_at']).execute()
}
