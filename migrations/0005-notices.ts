import type { Kysely } from 'kysely'

/** What happens by the clock: agencies' own days, jobs with their due times, paid messages by purpose, who is to be told, and how. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Days on which an agency is closed, or works although others do not.
  await db.schema
    .createTable('own_days')
    .addColumn('agency_id', 'text', (column) => column.notNull().references('agencies.agency_id'))
    .addColumn('date', 'text', (column) => column.notNull())
    .addColumn('works', 'integer', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('own_days_key', ['agency_id', 'date'])
    .execute()

  // One row for each job of each agency: when it runs next, who is at it, how often it failed in a row.
  await db.schema
    .createTable('jobs')
    .addColumn('agency_id', 'text', (column) => column.notNull().references('agencies.agency_id'))
    .addColumn('job', 'text', (column) => column.notNull())
    .addColumn('due_at', 'text', (column) => column.notNull())
    .addColumn('not_before', 'text', (column) => column.notNull())
    .addColumn('failures', 'integer', (column) => column.notNull())
    .addColumn('claimed_by', 'text')
    .addColumn('claimed_until', 'text')
    .addColumn('done_at', 'text')
    .addPrimaryKeyConstraint('jobs_key', ['agency_id', 'job'])
    .execute()
  await db.schema.createIndex('jobs_due').on('jobs').column('not_before').execute()

  // How many messages were paid for in a month, by what for: citizen, deadline, work.
  await db.schema
    .createTable('pushes')
    .addColumn('agency_id', 'text', (column) => column.notNull())
    .addColumn('month', 'text', (column) => column.notNull())
    .addColumn('purpose', 'text', (column) => column.notNull())
    .addColumn('sent', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('pushes_key', ['agency_id', 'month', 'purpose'])
    .execute()

  // Somebody whom something waits for and who has not been told: at most one row for each purpose, however much it is, and
  // nothing about what it is.
  await db.schema
    .createTable('reminders')
    .addColumn('person_id', 'text', (column) => column.notNull().references('people.person_id'))
    .addColumn('purpose', 'text', (column) => column.notNull())
    .addColumn('agency_id', 'text', (column) => column.notNull())
    .addColumn('since', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('reminders_key', ['person_id', 'purpose'])
    .execute()
  await db.schema.createIndex('reminders_agency').on('reminders').column('agency_id').execute()

  // What a member of staff has been told of, so that it is told once. `matter` names the thing and its state, without any text of people.
  await db.schema
    .createTable('told')
    .addColumn('person_id', 'text', (column) => column.notNull().references('people.person_id'))
    .addColumn('matter', 'text', (column) => column.notNull())
    .addColumn('agency_id', 'text', (column) => column.notNull())
    .addColumn('told_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('told_key', ['person_id', 'matter'])
    .execute()
  await db.schema.createIndex('told_agency').on('told').columns(['agency_id', 'matter']).execute()
  await db.schema.createIndex('told_age').on('told').column('told_at').execute()

  // How a member of staff wants to be told (no row = as everybody), on which day the digest was, and when a message was paid for last.
  await db.schema
    .createTable('notice_wishes')
    .addColumn('person_id', 'text', (column) => column.primaryKey().references('people.person_id'))
    .addColumn('agency_id', 'text', (column) => column.notNull())
    .addColumn('mode', 'text', (column) => column.notNull())
    .addColumn('digest_minute', 'integer', (column) => column.notNull())
    .addColumn('digest_on', 'text')
    .addColumn('pushed_at', 'text')
    .execute()
}
