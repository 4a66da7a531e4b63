import { sql, type Kysely } from 'kysely'

/**
 * Who was told of a late thread stands in `told`, so the two moments that were meant for it go. What is to be looked at again in
 * the knowledge base is found without reading the rest of it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const column of ['reminded_at', 'escalated_at']) {
    await db.schema.alterTable('threads').dropColumn(column).execute()
  }
  await db.schema
    .createIndex('knowledge_review')
    .on('knowledge')
    .columns(['agency_id', 'review_on', 'confirmed_at'])
    .where(sql.ref('removed_at'), 'is', null)
    .execute()
}
