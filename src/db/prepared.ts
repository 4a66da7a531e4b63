import type { Compilable, CompiledQuery, Kysely } from 'kysely'

/** Any connection of a database: the pool, or a transaction. */
type Connection<Schema> = Kysely<Schema>

/** Stands for an argument while a query is built; where it comes out among the parameters, the argument goes in. */
class Slot {
  readonly index: number
  constructor(index: number) {
    this.index = index
  }
}

/**
 * A query whose text is built once for each kind of database and then only filled: for the few statements that every event
 * needs, where building them again costs more than running them.
 * @param build the query as usual, with the arguments used as plain values
 * @returns runs it on a connection with the arguments of this time
 */
export function prepared<Schema, Arguments extends readonly unknown[], Row>(
  count: Arguments['length'],
  build: (db: Connection<Schema>, ...values: Arguments) => Compilable<Row>,
): (db: Connection<Schema>, ...values: Arguments) => Promise<{ rows: Row[]; changed: number }> {
  const known = new Map<unknown, { query: CompiledQuery<Row>; order: readonly unknown[] }>()
  return async (db, ...values) => {
    // Queries of one dialect are alike; the adapter's class names the dialect.
    const dialect = db.getExecutor().adapter.constructor
    let ready = known.get(dialect)
    if (!ready) {
      const slots = Array.from({ length: count }, (_, index) => new Slot(index)) as unknown as Arguments
      const query = build(db, ...slots).compile()
      ready = { query, order: query.parameters }
      known.set(dialect, ready)
    }
    const parameters = ready.order.map((one) => (one instanceof Slot ? values[one.index] : one))
    const result = await db.executeQuery<Row>({ ...ready.query, parameters })
    return { rows: result.rows, changed: Number(result.numAffectedRows ?? 0n) }
  }
}

/** How many shapes of one statement are kept; larger groups are rare and built each time. */
const shapesKept = 64

/**
 * As `prepared`, for a statement over a list whose length differs: one text for each length.
 * @param build the query over a list of stand-ins
 */
export function preparedList<Schema, Item extends Record<string, unknown>, Row>(
  build: (db: Connection<Schema>, items: Item[]) => Compilable<Row>,
): (db: Connection<Schema>, items: readonly Item[]) => Promise<{ rows: Row[]; changed: number }> {
  const byLength = new Map<
    number,
    (db: Connection<Schema>, ...values: unknown[]) => Promise<{ rows: Row[]; changed: number }>
  >()
  return (db, items) => {
    const [first] = items
    if (!first) return Promise.resolve({ rows: [], changed: 0 })
    const names = Object.keys(first)
    let run = byLength.get(items.length)
    if (!run) {
      run = prepared<Schema, unknown[], Row>(items.length * names.length, (connection, ...slots) =>
        build(
          connection,
          items.map(
            (_, at) => Object.fromEntries(names.map((name, place) => [name, slots[at * names.length + place]])) as Item,
          ),
        ),
      )
      if (byLength.size < shapesKept) byLength.set(items.length, run)
    }
    const values: unknown[] = []
    for (const item of items) for (const name of names) values.push(item[name])
    return run(db, ...values)
  }
}
