import { Migrator, sql, type Kysely, type Migration } from 'kysely'
import { SetupError } from '../kernel/errors.ts'

/**
 * Brings a database to the newest shape. Each migration is one transaction on both databases: a failed one leaves nothing behind.
 * @returns the names of the migrations that were carried out now
 * @throws SetupError when the database was written by a newer version of the program
 */
export async function migrate<Schema>(db: Kysely<Schema>, migrations: Record<string, Migration>): Promise<string[]> {
  await refuseNewer(db, migrations)
  const [schema] = await db.introspection.getSchemas()
  const migrator = new Migrator({
    db,
    ...(schema && { migrationTableSchema: schema.name }),
    provider: {
      getMigrations: async () =>
        Object.fromEntries(Object.entries(migrations).map(([name, migration]) => [name, atomic(migration)])),
    },
  })
  const { error, results } = await migrator.migrateToLatest()
  if (error !== undefined) throw error instanceof Error ? error : new Error('A migration failed.')
  return (results ?? []).map((result) => result.migrationName)
}

/** The names of migrations that this program has and the database has not; empty when it is current. Changes nothing. */
export async function pendingMigrations<Schema>(
  db: Kysely<Schema>,
  migrations: Record<string, Migration>,
): Promise<string[]> {
  const carriedOut = await executedMigrations(db)
  return Object.keys(migrations).filter((name) => !carriedOut.includes(name))
}

async function refuseNewer<Schema>(db: Kysely<Schema>, migrations: Record<string, Migration>): Promise<void> {
  const unknown = (await executedMigrations(db)).filter((name) => !(name in migrations))
  if (unknown.length > 0) {
    throw new SetupError(
      `The database was written by a newer version of Prongsai (it knows ${unknown.join(', ')}). Start that version, or restore a backup made by this one. Nothing was changed.`,
    )
  }
}

async function executedMigrations<Schema>(db: Kysely<Schema>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some((table) => table.name === 'kysely_migration')) return []
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db)
  return rows.map((row) => row.name)
}

function atomic(migration: Migration): Migration {
  return {
    up: (db) =>
      db.isTransaction ? migration.up(db) : db.transaction().execute((transaction) => migration.up(transaction)),
  }
}
