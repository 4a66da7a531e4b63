import { sql, type Kysely } from 'kysely'

type Before = { items: { agency_id: string; definition: string; component_count: number } }

/**
 * Work on the items: who has it, until when, which components are there, who sent it for review, what was said about it
 * (sealed), and every change for ever. What was imported before keeps its state and its words.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const column of [
    'owner_id',
    'uploader_id',
    'due_at',
    'note_sealed',
    'reason_sealed',
    'submitted_at',
    'submitted_by',
    'passed_by',
  ])
    await db.schema.alterTable('items').addColumn(column, 'text').execute()
  await db.schema
    .alterTable('items')
    .addColumn('ticks', 'text', (column) => column.notNull().defaultTo('[]'))
    .execute()
  for (const column of ['component_count', 'version'])
    await db.schema
      .alterTable('items')
      .addColumn(column, 'integer', (add) => add.notNull().defaultTo(0))
      .execute()

  const items = db as Kysely<Before>
  for (const { definition } of await items.selectFrom('items').select('definition').distinct().execute())
    await items
      .updateTable('items')
      .set({ component_count: componentsOf(definition) })
      .where('definition', '=', definition)
      .execute()

  await db.schema
    .createTable('item_changes')
    .addColumn('agency_id', 'text', (column) => column.notNull())
    .addColumn('edition', 'integer', (column) => column.notNull())
    .addColumn('code', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('act_id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('by_staff', 'text')
    .addColumn('from_status', 'text', (column) => column.notNull())
    .addColumn('to_status', 'text', (column) => column.notNull())
    .addColumn('change_sealed', 'text', (column) => column.notNull())
    // One change leads to one version: of two that happen at once, the second one cannot be written down.
    .addPrimaryKeyConstraint('item_changes_key', ['agency_id', 'edition', 'code', 'version'])
    .execute()
  await db.schema.createIndex('item_changes_act').on('item_changes').column('act_id').execute()
  await db.schema.createIndex('item_changes_at').on('item_changes').columns(['agency_id', 'edition', 'at']).execute()
  // Who owns or must look at what is asked across an agency's editions far more often than it is written.
  await db.schema
    .createIndex('items_due')
    .on('items')
    .columns(['agency_id', 'due_at'])
    .where(sql.ref('due_at'), 'is not', null)
    .execute()

  // Changes that were shown and not yet confirmed.
  await db.schema
    .createTable('item_drafts')
    .addColumn('draft_id', 'text', (column) => column.primaryKey())
    .addColumn('agency_id', 'text', (column) => column.notNull())
    .addColumn('person_id', 'text', (column) => column.notNull())
    .addColumn('draft_sealed', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('done_at', 'text')
    .execute()
  await db.schema.createIndex('item_drafts_at').on('item_drafts').column('created_at').execute()
}

function componentsOf(definition: string): number {
  const item: unknown = JSON.parse(definition)
  if (typeof item !== 'object' || item === null || !('components' in item)) return 0
  return Array.isArray(item.components) ? item.components.length : 0
}
