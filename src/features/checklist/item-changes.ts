import { z } from 'zod'
import { agencyStore } from '../../agency/agency-store.ts'
import type { Db } from '../../db/open.ts'
import type { ItemUpdate } from '../../db/schema.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Envelope } from '../../kernel/envelope.ts'
import type { Ids } from '../../kernel/ids.ts'
import { evidenceStore, type Evidence } from '../../evidence/evidence-store.ts'
import {
  itemColumns,
  itemStatuses,
  namesOf,
  toItem,
  toStatus,
  wordsPlace,
  type Item,
  type ItemStatus,
} from './items.ts'

/** What was done, as the history tells it. */
export const changeKinds = [
  /** Work went on, or something about it was written down. */
  'work',
  'tick',
  /** Handed in for review. */
  'submit',
  /** The first of two said yes. */
  'pass',
  'approve',
  'return',
  'not_applicable',
  /** Taken up again after it was approved or not applicable. */
  'reopen',
  'assign',
  'evidence',
  'import',
  'undo',
] as const
export type ChangeKind = (typeof changeKinds)[number]

/** What can change about an item; people by their person id, moments as text. */
export const Fields = z.object({
  status: z.enum(itemStatuses),
  units: z.array(z.string()),
  owner: z.string().nullable(),
  uploader: z.string().nullable(),
  dueAt: z.string().nullable(),
  note: z.string().nullable(),
  reason: z.string().nullable(),
  url: z.string().nullable(),
  ticks: z.array(z.number().int()),
  submittedAt: z.string().nullable(),
  submittedBy: z.string().nullable(),
  passedBy: z.string().nullable(),
})
export type Fields = z.infer<typeof Fields>

/** Some of an item's fields: what a change sets. */
export const Changed = Fields.partial()
export type Changed = z.infer<typeof Changed>

const Sealed = z.object({ before: Changed, after: Changed, undoes: z.string().optional() })

export type Change = {
  code: string
  version: number
  actId: string
  kind: ChangeKind
  at: Date
  /** Who did it; null = the operator's command. */
  by: string | null
  from: ItemStatus
  to: ItemStatus
}
/** A change with all that it changed. */
export type WholeChange = Change & { before: Changed; after: Changed }

/** What stands behind `version` of an item is what it was when the change was shown; otherwise `stale`, and nothing changed. */
export type Outcome = 'changed' | 'stale'

/**
 * Every change of an item goes through here: it names the version that it was made for, and leaves a line in the history
 * that is never altered. In the transaction of the event.
 */
export function changeStore(db: Db, clock: Clock, ids: Ids, envelope: Envelope) {
  const pages = evidenceStore(db, clock, ids, envelope)
  const changePlace = (agencyId: string, change: { edition: number; code: string; version: number }) =>
    `item_changes:${agencyId}:${change.edition}:${change.code}:${change.version}`

  async function read(agencyId: string, edition: number, code: string): Promise<Item | null> {
    const row = await db
      .selectFrom('items')
      .select(itemColumns)
      .where('agency_id', '=', agencyId)
      .where('edition', '=', edition)
      .where('code', '=', code)
      .executeTakeFirst()
    return row ? toItem(row, agencyId, 0, await namesOf(db, agencyId, [row]), envelope) : null
  }

  function columnsOf(agencyId: string, item: Item, set: Changed): ItemUpdate {
    const sealed = (words: string | null, column: 'note' | 'reason') =>
      words === null ? null : envelope.seal(words, wordsPlace(agencyId, item, column))
    return {
      ...(set.status !== undefined && { status: set.status }),
      ...(set.units !== undefined && { units: JSON.stringify(set.units) }),
      ...(set.owner !== undefined && { owner_id: set.owner }),
      ...(set.uploader !== undefined && { uploader_id: set.uploader }),
      ...(set.dueAt !== undefined && { due_at: set.dueAt }),
      ...(set.note !== undefined && { note: null, note_sealed: sealed(set.note, 'note') }),
      ...(set.reason !== undefined && { reason: null, reason_sealed: sealed(set.reason, 'reason') }),
      ...(set.url !== undefined && { url: set.url }),
      ...(set.ticks !== undefined && { ticks: JSON.stringify(set.ticks) }),
      ...(set.submittedAt !== undefined && { submitted_at: set.submittedAt }),
      ...(set.submittedBy !== undefined && { submitted_by: set.submittedBy }),
      ...(set.passedBy !== undefined && { passed_by: set.passedBy }),
    }
  }

  /**
   * Changes one item, if it still is at `version`.
   * @param by staff id; null = the operator's command
   */
  async function change(
    agencyId: string,
    edition: number,
    code: string,
    what: {
      version: number
      actId: string
      kind: ChangeKind
      by: string | null
      set: Changed
      undoes?: string
    },
  ): Promise<Outcome> {
    const item = await read(agencyId, edition, code)
    if (!item || item.version !== what.version) return 'stale'
    const now = clock.now().toISOString()
    const version = item.version + 1
    const { numUpdatedRows } = await db
      .updateTable('items')
      .set({ ...columnsOf(agencyId, item, what.set), updated_at: now, version })
      .where('agency_id', '=', agencyId)
      .where('edition', '=', edition)
      .where('code', '=', code)
      .where('version', '=', item.version)
      .executeTakeFirstOrThrow()
    if (numUpdatedRows !== 1n) return 'stale'
    const before = Object.fromEntries(Object.entries(fieldsOf(item)).filter(([name]) => name in what.set)) as Changed
    const told = { before, after: what.set, ...(what.undoes !== undefined && { undoes: what.undoes }) }
    await db
      .insertInto('item_changes')
      .values({
        agency_id: agencyId,
        edition,
        code,
        version,
        act_id: what.actId,
        kind: what.kind,
        at: now,
        by_staff: what.by,
        from_status: item.status,
        to_status: what.set.status ?? item.status,
        change_sealed: envelope.seal(JSON.stringify(told), changePlace(agencyId, { edition, code, version })),
      })
      .execute()
    if (what.kind !== 'undo') await keepEvidence(agencyId, item, what)
    const page = (one: Pick<Fields, 'status' | 'url'>) =>
      one.status === 'reported' || one.status === 'approved' ? (one.url ?? '') : null
    // What citizens are told of published pages is kept in memory by the agency's revision.
    if (page(item) !== page({ status: what.set.status ?? item.status, url: what.set.url ?? item.url }))
      await agencyStore(db, clock, ids, envelope).touch(agencyId)
    return 'changed'
  }

  /** A page that came with a change is evidence, perhaps in place of the one before; what is handed in is frozen with all of it. */
  async function keepEvidence(
    agencyId: string,
    item: Item,
    { set, by, actId }: { set: Changed; by: string | null; actId: string },
  ): Promise<void> {
    const { edition, code } = item
    const replaced = set.url ? pageReplaced(item, set.url, await pages.of(agencyId, edition, code)) : null
    if (replaced) await pages.remove(agencyId, replaced.id)
    if (set.url) await pages.add(agencyId, { edition, code, pageUrl: set.url, by, actId })
    if (set.status === 'reported') await pages.freeze(agencyId, edition, code, by)
  }

  const told = [
    'item_changes.edition',
    'item_changes.code',
    'item_changes.version',
    'item_changes.act_id',
    'item_changes.kind',
    'item_changes.at',
    'item_changes.from_status',
    'item_changes.to_status',
    'staff.name as by',
  ] as const
  type Told = {
    edition: number
    code: string
    version: number
    act_id: string
    kind: string
    at: string
    from_status: string
    to_status: string
    by: string | null
  }

  function toChange(row: Told): Change {
    return {
      code: row.code,
      version: row.version,
      actId: row.act_id,
      kind: changeKinds.find((kind) => kind === row.kind) ?? 'work',
      at: new Date(row.at),
      by: row.by,
      from: toStatus(row.from_status),
      to: toStatus(row.to_status),
    }
  }

  function toWhole(agencyId: string, row: Told & { change_sealed: string }): WholeChange {
    const { before, after } = Sealed.parse(JSON.parse(envelope.open(row.change_sealed, changePlace(agencyId, row))))
    return { ...toChange(row), before, after }
  }

  return {
    read,
    change,

    /**
     * Takes back everything that was done with one confirmation, if nobody did anything to those items since. The history
     * keeps both.
     * @returns the codes; `stale` when somebody went on since, and then nothing is taken back
     */
    async undo(
      agencyId: string,
      actId: string,
      by: string | null,
    ): Promise<{ outcome: 'undone'; edition: number; codes: string[] } | { outcome: 'stale' | 'not-yours' }> {
      const rows = await db
        .selectFrom('item_changes')
        .leftJoin('staff', 'staff.staff_id', 'item_changes.by_staff')
        .select([...told, 'item_changes.change_sealed', 'item_changes.by_staff'])
        .where('item_changes.agency_id', '=', agencyId)
        .where('item_changes.act_id', '=', actId)
        .orderBy('item_changes.code')
        .execute()
      const [first] = rows
      if (!first || rows.some((row) => row.by_staff !== by)) return { outcome: 'not-yours' }
      for (const row of rows) {
        const item = await read(agencyId, row.edition, row.code)
        if (item?.version !== row.version) return { outcome: 'stale' }
      }
      const undoing = ids.short()
      for (const row of rows) {
        const outcome = await change(agencyId, row.edition, row.code, {
          version: row.version,
          actId: undoing,
          kind: 'undo',
          by,
          set: toWhole(agencyId, row).before,
          undoes: actId,
        })
        // Nothing came between: the versions were just read. Whatever did, takes the whole transaction back.
        if (outcome === 'stale') throw new Error('An item changed while a change was taken back.')
      }
      await pages.undoAct(agencyId, actId)
      for (const row of rows) {
        const { url } = toWhole(agencyId, row).before
        if (url) await pages.bringBack(agencyId, { edition: row.edition, code: row.code, pageUrl: url })
      }
      return { outcome: 'undone', edition: first.edition, codes: rows.map((row) => row.code) }
    },

    /** What this member of staff did last in an edition; null when they did nothing yet. */
    async lastAct(agencyId: string, edition: number, by: string): Promise<string | null> {
      const row = await db
        .selectFrom('item_changes')
        .select('act_id')
        .where('agency_id', '=', agencyId)
        .where('edition', '=', edition)
        .where('by_staff', '=', by)
        .orderBy('at', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row?.act_id ?? null
    },

    /** What happened to an item, newest first, older than `before`. */
    async history(
      agencyId: string,
      edition: number,
      code: string,
      before: number,
      most: number,
    ): Promise<WholeChange[]> {
      const rows = await db
        .selectFrom('item_changes')
        .leftJoin('staff', 'staff.staff_id', 'item_changes.by_staff')
        .select([...told, 'item_changes.change_sealed'])
        .where('item_changes.agency_id', '=', agencyId)
        .where('item_changes.edition', '=', edition)
        .where('item_changes.code', '=', code)
        .where('item_changes.version', '<', before)
        .orderBy('item_changes.version', 'desc')
        .limit(most)
        .execute()
      return rows.map((row) => toWhole(agencyId, row))
    },

    /** What happened in an edition since a moment, newest first. */
    async since(agencyId: string, edition: number, moment: Date, most: number): Promise<Change[]> {
      const rows = await db
        .selectFrom('item_changes')
        .leftJoin('staff', 'staff.staff_id', 'item_changes.by_staff')
        .select(told)
        .where('item_changes.agency_id', '=', agencyId)
        .where('item_changes.edition', '=', edition)
        .where('item_changes.at', '>=', moment.toISOString())
        .orderBy('item_changes.at', 'desc')
        .limit(most)
        .execute()
      return rows.map(toChange)
    },
  }
}

export type ChangeStore = ReturnType<typeof changeStore>

/**
 * The page that a new one takes the place of: the only page of an item that was sent back, as it was handed in. Where there
 * are several, or the item is still worked on, a new page is one more.
 */
export function pageReplaced(
  item: Pick<Item, 'status' | 'url'>,
  url: string,
  pages: readonly Evidence[],
): Evidence | null {
  const [only, ...others] = pages
  if (item.status !== 'sent_back' || !only || others.length > 0 || only.submittedAt === null) return null
  return only.pageUrl === item.url && only.pageUrl !== url ? only : null
}

/** Everything that can change about an item, as it stands. */
export function fieldsOf(item: Item): Fields {
  return {
    status: item.status,
    units: item.units,
    owner: item.owner?.personId ?? null,
    uploader: item.uploader?.personId ?? null,
    dueAt: item.dueAt?.toISOString() ?? null,
    note: item.note,
    reason: item.reason,
    url: item.url,
    ticks: item.ticks,
    submittedAt: item.submittedAt?.toISOString() ?? null,
    submittedBy: item.submittedBy?.personId ?? null,
    passedBy: item.passedBy?.personId ?? null,
  }
}
