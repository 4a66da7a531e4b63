import { z } from 'zod'
import type { Db } from '../../db/open.ts'
import type { StoredItem } from '../../db/schema.ts'
import type { Envelope } from '../../kernel/envelope.ts'

export const itemStatuses = ['open', 'in_work', 'reported', 'approved', 'sent_back', 'not_applicable'] as const
export type ItemStatus = (typeof itemStatuses)[number]

/** What counts as still to be done. */
export const pendingStatuses: readonly ItemStatus[] = ['open', 'in_work', 'sent_back']

/** Somebody who has to do with an item. The name is the one under which they registered last. */
export type Worker = { personId: string; name: string }

export type Item = {
  edition: number
  code: string
  number: number
  title: string
  topic: string
  subIndicator: string
  /** Responsible units by name, as the edition or the agency gives them. */
  units: string[]
  owner: Worker | null
  uploader: Worker | null
  /** The last moment of the day on which it is due. */
  dueAt: Date | null
  status: ItemStatus
  note: string | null
  /** Why it was sent back, is not applicable, or scored nothing. */
  reason: string | null
  /** The page that was given last; what evidence there is besides, `evidence` knows. */
  url: string | null
  /** How many components the edition demands, and the places (from 0) of those that are there. */
  need: number
  ticks: number[]
  submittedAt: Date | null
  submittedBy: Worker | null
  /** Who said yes first, where two must. */
  passedBy: Worker | null
  /** Points of the total of 100 that it stands for, as an estimate. */
  worth: number
  updatedAt: Date | null
  /** Rises with every change: whoever changes an item says which version they saw. */
  version: number
}

export const itemColumns = [
  'edition',
  'code',
  'number',
  'title',
  'topic',
  'sub_indicator',
  'units',
  'owner_id',
  'uploader_id',
  'due_at',
  'status',
  'note',
  'reason',
  'note_sealed',
  'reason_sealed',
  'url',
  'component_count',
  'ticks',
  'submitted_at',
  'submitted_by',
  'passed_by',
  'updated_at',
  'version',
] as const satisfies (keyof StoredItem)[]

export type ItemColumns = Pick<StoredItem, (typeof itemColumns)[number]>

const Names = z.array(z.string())
const Places = z.array(z.number().int())

/** Where the words of an item are sealed. */
export function wordsPlace(
  agencyId: string,
  row: { edition: number; code: string },
  column: 'note' | 'reason',
): string {
  return `items:${agencyId}:${row.edition}:${row.code}:${column}`
}

/** @throws Error when the database holds a status that this version does not know */
export function toStatus(value: string): ItemStatus {
  const status = itemStatuses.find((known) => known === value)
  if (!status) throw new Error('The items table holds an unknown status.')
  return status
}

/** Places of components as a column holds them. */
export function toPlaces(ticks: string): number[] {
  return ticks === '[]' ? [] : Places.parse(JSON.parse(ticks))
}

/** An item as it stands in the table. `names` are those of the people on it. */
export function toItem(
  row: ItemColumns,
  agencyId: string,
  worth: number,
  names: ReadonlyMap<string, string>,
  envelope: Envelope,
): Item {
  const worker = (personId: string | null): Worker | null =>
    personId === null ? null : { personId, name: names.get(personId) ?? '' }
  const words = (plain: string | null, sealed: string | null, column: 'note' | 'reason') =>
    sealed === null ? plain : envelope.open(sealed, wordsPlace(agencyId, row, column))
  return {
    edition: row.edition,
    code: row.code,
    number: row.number,
    title: row.title,
    topic: row.topic,
    subIndicator: row.sub_indicator,
    units: Names.parse(JSON.parse(row.units)),
    owner: worker(row.owner_id),
    uploader: worker(row.uploader_id),
    dueAt: row.due_at === null ? null : new Date(row.due_at),
    status: toStatus(row.status),
    // Opened when they are looked at: a list of a whole edition shows few of them.
    get note() {
      return words(row.note, row.note_sealed, 'note')
    },
    get reason() {
      return words(row.reason, row.reason_sealed, 'reason')
    },
    url: row.url,
    need: row.component_count,
    ticks: toPlaces(row.ticks),
    submittedAt: row.submitted_at === null ? null : new Date(row.submitted_at),
    submittedBy: worker(row.submitted_by),
    passedBy: worker(row.passed_by),
    worth,
    updatedAt: row.updated_at === null ? null : new Date(row.updated_at),
    version: row.version,
  }
}

/** The names of the people on these items, by person. Nobody is looked up when nobody is on them. */
export async function namesOf(
  db: Db,
  agencyId: string,
  rows: readonly Pick<ItemColumns, 'owner_id' | 'uploader_id' | 'submitted_by' | 'passed_by'>[],
): Promise<Map<string, string>> {
  const people = new Set<string>()
  for (const row of rows)
    for (const personId of [row.owner_id, row.uploader_id, row.submitted_by, row.passed_by])
      if (personId !== null) people.add(personId)
  if (people.size === 0) return new Map()
  // Those who left keep their name on what they did; a later registration wins.
  const staff = await db
    .selectFrom('staff')
    .select(['person_id', 'name'])
    .where('agency_id', '=', agencyId)
    .where('person_id', 'in', [...people])
    .orderBy('created_at')
    .execute()
  return new Map(staff.map((row) => [row.person_id, row.name]))
}

/** Whether a unit is responsible. Papers name an office without the kind of agency that its full name ends in: one name may begin with the other. */
export function belongsTo(item: Item, unit: string): boolean {
  return item.units.some((name) => name === unit || name.startsWith(unit) || unit.startsWith(name))
}
