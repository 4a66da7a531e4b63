import type { Kysely } from 'kysely'

/** Links by which people fetch a copy of what is kept of them: each opens once. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('person_links')
    // Only a one-way name of the secret is kept: whoever reads the table can open nothing.
    .addColumn('link_hash', 'text', (column) => column.primaryKey())
    .addColumn('agency_id', 'text', (column) => column.notNull().references('agencies.agency_id'))
    .addColumn('person_id', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('person_links_person').on('person_links').column('person_id').execute()
}
