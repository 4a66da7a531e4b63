import { sql, type Kysely } from 'kysely'

/** Upkeep of the knowledge base: review dates, what changed and by whom, proposals, what is missing, and counts of a day. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Who answers for an entry, until when it is good ("2027-11-21"), at which revision of the agency it changed last, and
  // whether it was taken out: such a row stays, so that processes learn of it and the change can be undone.
  await db.schema.alterTable('knowledge').addColumn('owner', 'text').execute()
  await db.schema.alterTable('knowledge').addColumn('review_on', 'text').execute()
  await db.schema
    .alterTable('knowledge')
    .addColumn('revision', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  await db.schema.alterTable('knowledge').addColumn('removed_at', 'text').execute()
  await db.schema.createIndex('knowledge_revision').on('knowledge').columns(['agency_id', 'revision']).execute()

  // One row a change that can be undone: an import or one edit, with the entries as they were before.
  await db.schema
    .createTable('knowledge_changes')
    .addColumn('change_id', 'text', (column) => column.primaryKey())
    .addColumn('agency_id', 'text', (column) => column.notNull().references('agencies.agency_id'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('staff_id', 'text')
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('before', 'text', (column) => column.notNull())
    .addColumn('made_at', 'text', (column) => column.notNull())
    .addColumn('undone_at', 'text')
    .execute()
  await db.schema
    .createIndex('knowledge_changes_agency')
    .on('knowledge_changes')
    .columns(['agency_id', 'revision'])
    .execute()

  // Answers that staff want the bot to know, until a reviewer has looked at them. They may quote people: sealed.
  await db.schema
    .createTable('knowledge_proposals')
    .addColumn('proposal_id', 'text', (column) => column.primaryKey())
    .addColumn('agency_id', 'text', (column) => column.notNull().references('agencies.agency_id'))
    .addColumn('thread_id', 'text')
    .addColumn('staff_id', 'text', (column) => column.notNull())
    .addColumn('entry_sealed', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('decided_at', 'text')
    .addColumn('decided_by', 'text')
    .execute()
  await db.schema
    .createIndex('knowledge_proposals_waiting')
    .on('knowledge_proposals')
    .columns(['agency_id', 'created_at'])
    .where(sql.ref('state'), '=', sql.lit('waiting'))
    .execute()

  // Questions without an answer and answers that did not fit: which matter they were near, never what somebody wrote.
  // What was handed to staff is found through its thread.
  await db.schema
    .createTable('knowledge_gaps')
    .addColumn('gap_id', 'text', (column) => column.primaryKey())
    .addColumn('agency_id', 'text', (column) => column.notNull().references('agencies.agency_id'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('topic', 'text', (column) => column.notNull())
    .addColumn('thread_id', 'text')
    .addColumn('at', 'text', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('knowledge_gaps_agency').on('knowledge_gaps').columns(['agency_id', 'at']).execute()
  await db.schema.createIndex('knowledge_gaps_thread').on('knowledge_gaps').column('thread_id').execute()

  // What the bot did on one day in Bangkok. Sums, no persons.
  await db.schema
    .createTable('daily_counts')
    .addColumn('agency_id', 'text', (column) => column.notNull())
    .addColumn('day', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('unit', 'text', (column) => column.notNull())
    .addColumn('category', 'text', (column) => column.notNull())
    .addColumn('value', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('daily_counts_key', ['agency_id', 'day', 'name', 'unit', 'category'])
    .execute()
}
