import {
  PostgresDialect,
  PostgresIntrospector,
  sql,
  type Dialect,
  type Kysely,
  type PostgresPool,
  type SchemaMetadata,
  type TableMetadata,
} from 'kysely'

/**
 * PostgreSQL as Kysely knows it, but looking at one schema only: the one its connections write to. Other programs may live in
 * schemas beside it: their marks are not ours, and a schema that goes away while Kysely's own question walks through all of them
 * ends that question with an error.
 */
export function postgresDialect(pool: PostgresPool): Dialect {
  const dialect = new PostgresDialect({ pool })
  return {
    createAdapter: () => dialect.createAdapter(),
    createDriver: () => dialect.createDriver(),
    createIntrospector: (db) => new OwnSchemaIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  }
}

/** For `Kysely.introspection`: tables, views and columns of the current schema, and nothing else of the server. */
export class OwnSchemaIntrospector extends PostgresIntrospector {
  readonly #db: Kysely<unknown>

  constructor(db: Kysely<unknown>) {
    super(db)
    this.#db = db
  }

  override async getSchemas(): Promise<SchemaMetadata[]> {
    const { rows } = await sql<{ name: string | null }>`select current_schema() as name`.execute(this.#db)
    return rows.flatMap(({ name }) => (name === null ? [] : [{ name }]))
  }

  override async getTables(options = { withInternalKyselyTables: false }): Promise<TableMetadata[]> {
    const { rows } = await sql<TableMetadata>`
      select t.table_schema as "schema", t.table_name as "name", t.table_type = 'VIEW' as "isView",
        json_agg(json_build_object(
          'name', c.column_name,
          'dataType', c.udt_name,
          'dataTypeSchema', c.udt_schema,
          'isNullable', c.is_nullable = 'YES',
          'isAutoIncrementing', c.is_identity = 'YES',
          'hasDefaultValue', c.column_default is not null
        ) order by c.ordinal_position) as "columns"
      from information_schema.tables t
      join information_schema.columns c on c.table_schema = t.table_schema and c.table_name = t.table_name
      where t.table_schema = current_schema()
      group by t.table_schema, t.table_name, t.table_type
      order by t.table_name`.execute(this.#db)
    return rows.filter((table) => options.withInternalKyselyTables || !internal.has(table.name))
  }
}

const internal = new Set(['kysely_migration', 'kysely_migration_lock'])
