import type { Kysely } from 'kysely'

/**
 * Results of past years; and the measures of the seven issues and the indicators' guidance: their state, what was done
 * in which quarter (sealed), and every change for ever.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('published_scores')
    .addColumn('agency_id', 'text', (column) => column.notNull().references('agencies.agency_id'))
    .addColumn('edition', 'integer', (column) => column.notNull())
    .addColumn('scores', 'text', (column) => column.notNull())
    .addColumn('recorded_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('published_scores_key', ['agency_id', 'edition'])
    .execute()

  // An agency's own measures of a year; without a row those that ship are its measures.
  await db.schema
    .createTable('measure_plans')
    .addColumn('agency_id', 'text', (column) => column.notNull().references('agencies.agency_id'))
    .addColumn('edition', 'integer', (column) => column.notNull())
    .addColumn('issues', 'text', (column) => column.notNull())
    .addColumn('loaded_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('measure_plans_key', ['agency_id', 'edition'])
    .execute()

  // A row comes with the first change of a measure; until then it is not begun.
  await db.schema
    .createTable('measures')
    .addColumn('agency_id', 'text', (column) => column.notNull().references('agencies.agency_id'))
    .addColumn('edition', 'integer', (column) => column.notNull())
    .addColumn('code', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('unit', 'text')
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('updated_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('measures_key', ['agency_id', 'edition', 'code'])
    .execute()

  await db.schema
    .createTable('measure_progress')
    .addColumn('agency_id', 'text', (column) => column.notNull())
    .addColumn('edition', 'integer', (column) => column.notNull())
    .addColumn('code', 'text', (column) => column.notNull())
    // The version of the measure that came with it: a change brings at most one line.
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('quarter', 'integer', (column) => column.notNull())
    .addColumn('note_sealed', 'text', (column) => column.notNull())
    .addColumn('url', 'text')
    .addColumn('at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('measure_progress_key', ['agency_id', 'edition', 'code', 'version'])
    .addForeignKeyConstraint('measure_progress_measure', ['agency_id', 'edition', 'code'], 'measures', [
      'agency_id',
      'edition',
      'code',
    ])
    .execute()

  await db.schema
    .createTable('measure_changes')
    .addColumn('agency_id', 'text', (column) => column.notNull())
    .addColumn('edition', 'integer', (column) => column.notNull())
    .addColumn('code', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('change_id', 'text', (column) => column.notNull().unique())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('by_staff', 'text')
    .addColumn('undoes', 'text')
    .addColumn('change_sealed', 'text', (column) => column.notNull())
    // One change leads to one version: of two that happen at once, the second one cannot be written down.
    .addPrimaryKeyConstraint('measure_changes_key', ['agency_id', 'edition', 'code', 'version'])
    .execute()
}
