import { z } from 'zod'
import { worthOfItems } from '../../assessment/score.ts'
import type { Db } from '../../db/open.ts'
import { prepared } from '../../db/prepared.ts'
import type { Database } from '../../db/schema.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Envelope } from '../../kernel/envelope.ts'
import { SetupError } from '../../kernel/errors.ts'
import type { Ids } from '../../kernel/ids.ts'
import { EditionItem, SubIndicator, type Edition } from './edition.ts'
import { changeStore } from './item-changes.ts'
import { itemColumns, namesOf, toItem, toPlaces, type Item, type ItemColumns, type ItemStatus } from './items.ts'

export type Checklist = { edition: number; name: string; subIndicators: SubIndicator[]; items: Item[] }

/** One row of an import of states, as in the published reports: `done`, `not-done`, or nothing known. */
export const ItemState = z.looseObject({
  code: z.string().regex(/^O\d{1,3}$/, 'is not an item code such as O14'),
  status: z.enum(['done', 'not-done', 'unknown']),
  note: z.string().nullish(),
  reason: z.string().nullish(),
  url: z.url({ protocol: /^https?$/ }).nullish(),
})
export type ItemState = z.output<typeof ItemState>

const Subs = z.string().transform((text) => z.array(SubIndicator).parse(JSON.parse(text)))

// Every question of staff reads a whole edition.
const findHead = prepared<Database, [agencyId: string, edition: number], { name: string; sub_indicators: string }>(
  2,
  (db, agencyId, edition) =>
    db
      .selectFrom('checklists')
      .select(['name', 'sub_indicators'])
      .where('agency_id', '=', agencyId)
      .where('edition', '=', edition),
)
const findItems = prepared<Database, [agencyId: string, edition: number], ItemColumns>(2, (db, agencyId, edition) =>
  db
    .selectFrom('items')
    .select(itemColumns)
    .where('agency_id', '=', agencyId)
    .where('edition', '=', edition)
    .orderBy('number'),
)

const findMatters = prepared<
  Database,
  [agencyId: string, edition: number],
  Pick<ItemColumns, 'code' | 'title' | 'topic'>
>(2, (db, agencyId, edition) =>
  db
    .selectFrom('items')
    .select(['code', 'title', 'topic'])
    .where('agency_id', '=', agencyId)
    .where('edition', '=', edition)
    .orderBy('number'),
)

/** Editions of an agency and the state of their items. */
export function checklistStore(db: Db, clock: Clock, ids: Ids, envelope: Envelope) {
  const changes = changeStore(db, clock, ids, envelope)

  return {
    /**
     * Loads an edition for an agency, in a transaction. Items that are there keep their state; their titles and components
     * follow the edition, and a component that reads as before keeps its tick.
     */
    async load(agencyId: string, edition: Edition): Promise<{ added: number; kept: number }> {
      const now = clock.now().toISOString()
      const head = {
        name: edition.editionName,
        sub_indicators: JSON.stringify(edition.subIndicators),
        loaded_at: now,
      }
      await db
        .insertInto('checklists')
        .values({ agency_id: agencyId, edition: edition.edition, ...head })
        .onConflict((conflict) => conflict.columns(['agency_id', 'edition']).doUpdateSet(head))
        .execute()
      const before = await db
        .selectFrom('items')
        .select(['code', 'definition', 'ticks'])
        .where('agency_id', '=', agencyId)
        .where('edition', '=', edition.edition)
        .execute()
      const known = new Map(before.map((row) => [row.code, row]))
      for (const item of edition.items) {
        const old = known.get(item.code)
        const described = {
          number: item.number,
          title: item.title,
          topic: item.topic,
          sub_indicator: item.subIndicator.code,
          definition: JSON.stringify(item),
          component_count: item.components.length,
          ticks: JSON.stringify(old ? carriedTicks(old, item) : []),
        }
        await db
          .insertInto('items')
          .values({
            agency_id: agencyId,
            edition: edition.edition,
            code: item.code,
            ...described,
            units: JSON.stringify(item.defaultUnit),
            status: 'open',
            note: null,
            reason: null,
            url: null,
            updated_at: null,
          })
          .onConflict((conflict) => conflict.columns(['agency_id', 'edition', 'code']).doUpdateSet(described))
          .execute()
      }
      return { added: edition.items.length - before.length, kept: before.length }
    },

    /**
     * Takes over item states, in a transaction. Items not in the list keep their state, or become reported with `others: 'done'`.
     * @throws SetupError when the edition is not loaded, or a code is not in it; then nothing may be kept
     */
    async importStates(
      agencyId: string,
      edition: number,
      states: readonly ItemState[],
      others: 'keep' | 'done',
    ): Promise<{ changed: number }> {
      const checklist = await this.read(agencyId, edition)
      if (!checklist) {
        throw new SetupError(
          `The edition ${edition} is not loaded for this agency. Load it first: checklist load --agency <slug> --edition ${edition}`,
        )
      }
      const codes = new Set(checklist.items.map((item) => item.code))
      const unknown = states.filter((state) => !codes.has(state.code)).map((state) => state.code)
      if (unknown.length > 0)
        throw new SetupError(`The edition ${edition} has no item ${unknown.join(', ')}. Nothing was changed.`)
      const given = new Map(states.map((state) => [state.code, state]))
      const actId = ids.short()
      let changed = 0
      for (const item of checklist.items) {
        const state = given.get(item.code)
        if (!state && others === 'keep') continue
        const status: ItemStatus = !state || state.status === 'done' ? 'reported' : 'open'
        const outcome = await changes.change(agencyId, edition, item.code, {
          version: item.version,
          actId,
          kind: 'import',
          by: null,
          set: {
            status,
            note: state?.note ?? null,
            reason: state?.reason ?? null,
            ...(state?.url && { url: state.url }),
            submittedAt: null,
            submittedBy: null,
            passedBy: null,
          },
        })
        if (outcome === 'stale')
          throw new SetupError('Somebody changed items at the same moment. Nothing was imported.')
        changed += 1
      }
      return { changed }
    },

    /** The checklist of one edition with all its items in their order, or null when it is not loaded. */
    async read(agencyId: string, edition: number): Promise<Checklist | null> {
      const {
        rows: [head],
      } = await findHead(db, agencyId, edition)
      if (!head) return null
      const subIndicators = Subs.parse(head.sub_indicators)
      const worth = worthOfItems(subIndicators)
      const { rows } = await findItems(db, agencyId, edition)
      const names = await namesOf(db, agencyId, rows)
      return {
        edition,
        name: head.name,
        subIndicators,
        items: rows.map((row) => toItem(row, agencyId, worth.get(row.sub_indicator) ?? 0, names, envelope)),
      }
    },

    /** What can be spoken of in an edition: its items by name and the codes of its sub-indicators; nothing when it is not loaded. */
    async matters(
      agencyId: string,
      edition: number,
    ): Promise<{ items: { code: string; title: string; topic: string }[]; subIndicators: string[] }> {
      const {
        rows: [head],
      } = await findHead(db, agencyId, edition)
      if (!head) return { items: [], subIndicators: [] }
      const { rows } = await findMatters(db, agencyId, edition)
      return { items: rows, subIndicators: Subs.parse(head.sub_indicators).map((sub) => sub.code) }
    },

    /** What the edition says of one item: components, period, notes; null when there is no such item. */
    async definition(agencyId: string, edition: number, code: string): Promise<EditionItem | null> {
      const row = await db
        .selectFrom('items')
        .select('definition')
        .where('agency_id', '=', agencyId)
        .where('edition', '=', edition)
        .where('code', '=', code)
        .executeTakeFirst()
      return row ? EditionItem.parse(JSON.parse(row.definition)) : null
    },

    /** Items with the components that the edition demands of them. */
    async withComponents(
      agencyId: string,
      edition: number,
      items: readonly Item[],
    ): Promise<(Item & { components: string[] })[]> {
      const rows = await db
        .selectFrom('items')
        .select(['code', 'definition'])
        .where('agency_id', '=', agencyId)
        .where('edition', '=', edition)
        .execute()
      const components = new Map(
        rows.map((row) => [row.code, EditionItem.parse(JSON.parse(row.definition)).components]),
      )
      return items.map((item) => ({ ...item, components: components.get(item.code) ?? [] }))
    },

    /** An edition as it is loaded for this agency, whichever file it came from; null when it is not. */
    async edition(agencyId: string, year: number): Promise<Edition | null> {
      const head = await db
        .selectFrom('checklists')
        .select(['name', 'sub_indicators'])
        .where('agency_id', '=', agencyId)
        .where('edition', '=', year)
        .executeTakeFirst()
      if (!head) return null
      const rows = await db
        .selectFrom('items')
        .select('definition')
        .where('agency_id', '=', agencyId)
        .where('edition', '=', year)
        .orderBy('number')
        .execute()
      return {
        edition: year,
        editionName: head.name,
        subIndicators: Subs.parse(head.sub_indicators),
        items: rows.map((row) => EditionItem.parse(JSON.parse(row.definition))),
      }
    },

    /** Editions that are loaded, newest first. */
    async editions(agencyId: string): Promise<number[]> {
      const rows = await db
        .selectFrom('checklists')
        .select('edition')
        .where('agency_id', '=', agencyId)
        .orderBy('edition', 'desc')
        .execute()
      return rows.map((row) => row.edition)
    },
  }
}

export type ChecklistStore = ReturnType<typeof checklistStore>

/** The ticks that stay when the components of an item are described anew: those of components that read as before. */
function carriedTicks(old: { definition: string; ticks: string }, item: EditionItem): number[] {
  const before = EditionItem.safeParse(JSON.parse(old.definition))
  const ticked = new Set(toPlaces(old.ticks).map((place) => before.data?.components[place]))
  return item.components.flatMap((component, place) => (ticked.has(component) ? [place] : []))
}
