import { sql, type ColumnDataType, type Kysely } from 'kysely'

/** What differs between the databases: how bytes are called, and what ends a table whose order must not be told by it. */
export type Ground = { bytes: ColumnDataType; tableEnd: string }

/**
 * Keys, cases, wraps, items, files, the audit trail and the published counts of the protected channel. Days are
 * `2026-11-23`; nothing that a reporter did has a time of day, no key is counted up, and a case has no topic.
 */
export async function up(db: Kysely<unknown>, { bytes, tableEnd }: Ground): Promise<void> {
  const end = sql.raw(tableEnd)

  await db.schema
    .createTable('wb_meta')
    .addColumn('agency', 'text', (column) => column.notNull())
    .addColumn('k', 'text', (column) => column.notNull())
    .addColumn('v', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('wb_meta_pkey', ['agency', 'k'])
    .modifyEnd(end)
    .execute()

  await db.schema
    .createTable('wb_key')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('agency', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('label', 'text', (column) => column.notNull())
    .addColumn('recipient', 'text', (column) => column.notNull())
    .addColumn('wrapped_identity', 'text')
    .addColumn('epoch', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    // Who made it, by the name that the common database has for the person; null for a recovery key's paper.
    .addColumn('holder', 'text')
    .addColumn('made_by', 'text', (column) => column.notNull())
    .addColumn('confirmed_on', 'text')
    .addColumn('active_from', 'text')
    .addColumn('retired_on', 'text')
    .addColumn('approved_by', 'text')
    .addUniqueConstraint('wb_key_recipient', ['agency', 'recipient'])
    .modifyEnd(end)
    .execute()

  await db.schema
    .createTable('wb_case')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('agency', 'text', (column) => column.notNull())
    .addColumn('receipt_lookup', 'text', (column) => column.notNull().unique())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text')
    .addColumn('received_on', 'text', (column) => column.notNull())
    .addColumn('opened_on', 'text')
    .addColumn('ack_on', 'text')
    .addColumn('first_answer_on', 'text')
    .addColumn('progress_on', 'text')
    .addColumn('outcome_due_on', 'text')
    .addColumn('closed_on', 'text')
    .addColumn('purge_on', 'text')
    .addColumn('withdrawal_asked', 'integer', (column) => column.notNull())
    .addColumn('unread_officer', 'integer', (column) => column.notNull())
    .addColumn('unread_reporter', 'integer', (column) => column.notNull())
    .modifyEnd(end)
    .execute()

  await db.schema
    .createTable('wb_wrap')
    .addColumn('case_id', 'text', (column) => column.notNull().references('wb_case.id'))
    .addColumn('key_id', 'text', (column) => column.notNull())
    .addColumn('blob', bytes, (column) => column.notNull())
    .addPrimaryKeyConstraint('wb_wrap_pkey', ['case_id', 'key_id'])
    .modifyEnd(end)
    .execute()

  await db.schema
    .createTable('wb_item')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('case_id', 'text', (column) => column.notNull().references('wb_case.id'))
    // Notes and redacted items are counted on their own: 1 for them, 0 for what the reporter sees.
    .addColumn('inner', 'integer', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('on_day', 'text', (column) => column.notNull())
    .addColumn('blob', bytes, (column) => column.notNull())
    .addUniqueConstraint('wb_item_place', ['case_id', 'inner', 'seq'])
    .modifyEnd(end)
    .execute()

  await db.schema
    .createTable('wb_file')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('agency', 'text', (column) => column.notNull())
    // null until the report that it belongs to arrives; when it was uploaded stands in memory only.
    .addColumn('case_id', 'text', (column) => column.references('wb_case.id'))
    .addColumn('blob', bytes, (column) => column.notNull())
    .modifyEnd(end)
    .execute()
  await db.schema.createIndex('wb_file_case').on('wb_file').column('case_id').execute()

  await db.schema
    .createTable('wb_audit')
    .addColumn('agency', 'text', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('at_minute', 'text', (column) => column.notNull())
    .addColumn('key_id', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('case_id', 'text')
    .addColumn('prev_hash', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('wb_audit_pkey', ['agency', 'seq'])
    .modifyEnd(end)
    .execute()

  // What deleted cases counted, by the month in which they were received; read only to make wb_period.
  await db.schema
    .createTable('wb_tally')
    .addColumn('agency', 'text', (column) => column.notNull())
    .addColumn('month', 'text', (column) => column.notNull())
    .addColumn('completed', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('wb_tally_pkey', ['agency', 'month'])
    .modifyEnd(end)
    .execute()

  await db.schema
    .createTable('wb_period')
    .addColumn('agency', 'text', (column) => column.notNull())
    .addColumn('period', 'text', (column) => column.notNull())
    .addColumn('received', 'integer', (column) => column.notNull())
    .addColumn('completed', 'integer', (column) => column.notNull())
    .addColumn('in_progress', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('wb_period_pkey', ['agency', 'period'])
    .modifyEnd(end)
    .execute()
}
