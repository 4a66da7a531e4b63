import { sql, type Kysely } from 'kysely'

/** What proves an item, what was frozen of it, when an edition may be answered, and one-time links. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('evidence')
    .addColumn('evidence_id', 'text', (column) => column.primaryKey())
    .addColumn('agency_id', 'text', (column) => column.notNull().references('agencies.agency_id'))
    .addColumn('edition', 'integer', (column) => column.notNull())
    .addColumn('code', 'text', (column) => column.notNull())
    .addColumn('page_url', 'text', (column) => column.notNull())
    .addColumn('home_url', 'text')
    .addColumn('words_sealed', 'text')
    .addColumn('attachment_id', 'text')
    .addColumn('added_by', 'text')
    .addColumn('added_at', 'text', (column) => column.notNull())
    .addColumn('act_id', 'text')
    .addColumn('removed_at', 'text')
    // The last look at the page.
    .addColumn('verdict', 'text')
    .addColumn('seen', 'text')
    .addColumn('checked_at', 'text')
    .addColumn('failing_since', 'text')
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('not_before', 'text')
    // What was submitted last.
    .addColumn('snapshot_id', 'text')
    .addColumn('stale_from', 'integer')
    .execute()
  await db.schema.createIndex('evidence_item').on('evidence').columns(['agency_id', 'edition', 'code']).execute()
  // Evidence of past editions and what was taken away is looked at no more.
  await db.schema
    .createIndex('evidence_due')
    .on('evidence')
    .column('not_before')
    .where(sql.ref('not_before'), 'is not', null)
    .execute()

  // Never changed after it is complete: a later dispute looks at nothing else.
  await db.schema
    .createTable('evidence_snapshots')
    .addColumn('snapshot_id', 'text', (column) => column.primaryKey())
    .addColumn('agency_id', 'text', (column) => column.notNull().references('agencies.agency_id'))
    .addColumn('evidence_id', 'text', (column) => column.notNull())
    .addColumn('edition', 'integer', (column) => column.notNull())
    .addColumn('code', 'text', (column) => column.notNull())
    .addColumn('page_url', 'text', (column) => column.notNull())
    .addColumn('home_url', 'text')
    .addColumn('words_sealed', 'text')
    .addColumn('submitted_by', 'text')
    .addColumn('submitted_at', 'text', (column) => column.notNull())
    .addColumn('seen_at', 'text')
    .addColumn('verdict', 'text')
    .addColumn('seen', 'text')
    .execute()
  await db.schema
    .createIndex('evidence_snapshots_item')
    .on('evidence_snapshots')
    .columns(['agency_id', 'edition', 'code', 'submitted_at'])
    .execute()

  await db.schema
    .createTable('checklist_periods')
    .addColumn('agency_id', 'text', (column) => column.notNull().references('agencies.agency_id'))
    .addColumn('edition', 'integer', (column) => column.notNull())
    .addColumn('opens_at', 'text', (column) => column.notNull())
    .addColumn('closes_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('checklist_periods_key', ['agency_id', 'edition'])
    .execute()

  // One-time links from the chat to a page of our own; only a digest of the secret part is kept.
  await db.schema
    .createTable('entry_links')
    .addColumn('link_hash', 'text', (column) => column.primaryKey())
    .addColumn('agency_id', 'text', (column) => column.notNull().references('agencies.agency_id'))
    .addColumn('staff_id', 'text', (column) => column.notNull())
    .addColumn('leads_to', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .addColumn('used_at', 'text')
    .execute()
}
