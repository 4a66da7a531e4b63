import type { Kysely } from 'kysely'

/**
 * Which message the comment on a thread was, so that it can be taken back. The messages of a thread may come from several of
 * LINE's each, so they are no longer looked up by one id.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('threads').addColumn('comment_source', 'text').execute()
  await db.schema.dropIndex('thread_messages_source').execute()
}
