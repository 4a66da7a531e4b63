import type { Kysely } from 'kysely'

/**
 * Threads as conversations: questions (`Q-…`) and requests about streets, lamps, rubbish (`R-…`) with unit, claim, history,
 * rating and closing; ready-made answers; photos from staff. Times, units, categories, states and stars
 * are clear, because the statistics count them; what people wrote is sealed.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const [name, type, fallback] of [
    ['kind', 'text', 'question'],
    ['category', 'text', null],
    ['progress', 'text', null],
    ['claimed_by', 'text', null],
    ['claimed_at', 'text', null],
    ['version', 'integer', 1],
    ['waiting_since', 'text', ''],
    ['last_at', 'text', ''],
    ['first_answered_at', 'text', null],
    ['answers', 'integer', 0],
    ['closed_at', 'text', null],
    ['closed_by', 'text', null],
    ['rating', 'integer', null],
    ['rated_at', 'text', null],
    ['comment_sealed', 'text', null],
    ['reminded_at', 'text', null],
    ['escalated_at', 'text', null],
  ] as const) {
    await db.schema
      .alterTable('threads')
      .addColumn(name, type, (column) => (fallback === null ? column : column.notNull().defaultTo(fallback)))
      .execute()
  }
  const threads = db as Kysely<{
    threads: {
      status: string
      created_at: string
      answered_at: string | null
      waiting_since: string
      last_at: string
      first_answered_at: string | null
      answers: number
    }
  }>
  await threads
    .updateTable('threads')
    .set((row) => ({
      waiting_since: row.ref('created_at'),
      last_at: row.fn.coalesce('answered_at', 'created_at'),
      first_answered_at: row.ref('answered_at'),
    }))
    .execute()
  await threads.updateTable('threads').set({ answers: 1 }).where('answered_at', 'is not', null).execute()
  // The clock looks for what must be reminded of or closed.
  await db.schema.createIndex('threads_due').on('threads').columns(['status', 'due_at']).execute()
  await db.schema.createIndex('threads_quiet').on('threads').columns(['status', 'last_at']).execute()
  // Questions and requests are counted apart, so a serial alone does not name a thread.
  await db.schema.createIndex('threads_serial').on('threads').columns(['agency_id', 'kind', 'serial']).execute()

  for (const [name, fallback] of [
    ['kind', 'text'],
    ['shown_as', null],
    ['source_id', null],
  ] as const) {
    await db.schema
      .alterTable('thread_messages')
      .addColumn(name, 'text', (column) => (fallback === null ? column : column.notNull().defaultTo(fallback)))
      .execute()
  }
  await db.schema.createIndex('thread_messages_source').on('thread_messages').column('source_id').execute()

  // What happened to a thread, in order: who had it, when, what it became.
  await db.schema
    .createTable('thread_events')
    .addColumn('event_id', 'text', (column) => column.primaryKey())
    .addColumn('agency_id', 'text', (column) => column.notNull())
    .addColumn('thread_id', 'text', (column) => column.notNull().references('threads.thread_id'))
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('author', 'text', (column) => column.notNull())
    .addColumn('staff_id', 'text')
    .addColumn('was', 'text')
    .addColumn('became', 'text')
    .addColumn('note_sealed', 'text')
    .execute()
  await db.schema.createIndex('thread_events_thread').on('thread_events').columns(['thread_id', 'at']).execute()
  await db.schema.createIndex('thread_events_kind').on('thread_events').columns(['agency_id', 'kind', 'at']).execute()

  await db.schema
    .createTable('canned_answers')
    .addColumn('canned_id', 'text', (column) => column.primaryKey())
    .addColumn('agency_id', 'text', (column) => column.notNull().references('agencies.agency_id'))
    .addColumn('unit', 'text')
    .addColumn('body_sealed', 'text', (column) => column.notNull())
    .addColumn('staff_id', 'text', (column) => column.notNull())
    .addColumn('uses', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('canned_answers_agency').on('canned_answers').columns(['agency_id', 'uses']).execute()

  // Whose file it is in a thread, and with which message of the thread it belongs.
  await db.schema
    .alterTable('attachments')
    .addColumn('author', 'text', (column) => column.notNull().defaultTo('citizen'))
    .execute()
  await db.schema.alterTable('attachments').addColumn('thread_message_id', 'text').execute()

  // The secret part of the address under which a photo from staff is shown to the citizen; only its hash is kept.
  await db.schema.alterTable('attachments').addColumn('link_hash', 'text').execute()
  await db.schema.createIndex('attachments_link').on('attachments').column('link_hash').execute()
}
