import { z } from 'zod'
import { reviewDay } from '../../calendar/review-day.ts'
import type { Db } from '../../db/open.ts'
import type { KnowledgeRow } from '../../db/schema.ts'
import type { Clock } from '../../kernel/clock.ts'

const IsoDay = z.iso.date({ error: 'is not a day as 2027-11-21' })

/** One entry of an agency's knowledge base, as in a file of the schema `faq/1`. */
export const KnowledgeEntry = z.looseObject({
  id: z.string().trim().min(1, 'is missing').max(80),
  category: z.string().trim().max(100).default(''),
  unit: z.string().trim().max(100).default(''),
  question: z.string().trim().min(1, 'is missing').max(500),
  answer: z.string().trim().min(1, 'is missing').max(3000),
  aliases: z.array(z.string().trim().min(1).max(300)).max(100).default([]),
  url: z.url({ protocol: /^https?$/, error: 'is not an http(s) address' }).nullish(),
  /** The name of whoever answers for it. */
  owner: z.string().trim().max(200).nullish(),
  /** The day on which somebody should look at it again. */
  reviewOn: IsoDay.nullish(),
})
export type KnowledgeEntry = z.output<typeof KnowledgeEntry>

export type StoredEntry = {
  id: string
  category: string
  unit: string
  question: string
  answer: string
  aliases: string[]
  url: string | null
  owner: string | null
  /** Null = a year after it was confirmed; see `reviewDay`. */
  reviewOn: string | null
  confirmedAt: Date
}

/** What happened to the knowledge base at one time, as it can be undone. */
export type Change = {
  id: string
  kind: ChangeKind
  at: Date
  staffId: string | null
  undone: boolean
  /** How many entries it touched. */
  entries: number
}
export type ChangeKind = 'import' | 'edit' | 'confirmation' | 'proposal' | 'removal' | 'undo'

/** What to do to the knowledge base: entries to add or replace, and ids to take out. */
export type Edits = { put: readonly KnowledgeEntry[]; remove?: readonly string[] }

const Aliases = z.array(z.string())
const Before = z.array(
  z.object({
    id: z.string(),
    entry: KnowledgeEntry.extend({ confirmedAt: z.string(), position: z.number() }).nullable(),
  }),
)
const rowsAtOnce = 200
/** So many changes can be looked back at; older ones are forgotten. */
const changesKept = 30

/** The knowledge base of each agency. Everything that changes it is to run in a transaction. */
export function knowledgeStore(db: Db, clock: Clock) {
  async function rowsOf(agencyId: string, ids: readonly string[]): Promise<KnowledgeRow[]> {
    const rows: KnowledgeRow[] = []
    for (let from = 0; from < ids.length; from += rowsAtOnce) {
      rows.push(
        ...(await db
          .selectFrom('knowledge')
          .selectAll()
          .where('agency_id', '=', agencyId)
          .where('entry_id', 'in', ids.slice(from, from + rowsAtOnce))
          .execute()),
      )
    }
    return rows
  }

  /** The next revision of the agency, which whoever keeps its knowledge in memory compares. */
  async function raiseRevision(agencyId: string): Promise<number> {
    const { revision } = await db
      .updateTable('agencies')
      .set((row) => ({ revision: row('revision', '+', 1), updated_at: clock.now().toISOString() }))
      .where('agency_id', '=', agencyId)
      .returning('revision')
      .executeTakeFirstOrThrow()
    return revision
  }

  async function write(
    agencyId: string,
    revision: number,
    entries: readonly (KnowledgeEntry & { confirmedAt: string; position: number })[],
  ): Promise<void> {
    for (let from = 0; from < entries.length; from += rowsAtOnce) {
      const rows = entries.slice(from, from + rowsAtOnce).map((entry) => ({
        agency_id: agencyId,
        entry_id: entry.id,
        category: entry.category,
        unit: entry.unit,
        question: entry.question,
        answer: entry.answer,
        aliases: JSON.stringify(entry.aliases),
        url: entry.url ?? null,
        owner: entry.owner ?? null,
        review_on: entry.reviewOn ?? null,
        confirmed_at: entry.confirmedAt,
        position: entry.position,
        revision,
        removed_at: null,
      }))
      await db
        .insertInto('knowledge')
        .values(rows)
        .onConflict((conflict) =>
          conflict.columns(['agency_id', 'entry_id']).doUpdateSet((set) => ({
            category: set.ref('excluded.category'),
            unit: set.ref('excluded.unit'),
            question: set.ref('excluded.question'),
            answer: set.ref('excluded.answer'),
            aliases: set.ref('excluded.aliases'),
            url: set.ref('excluded.url'),
            owner: set.ref('excluded.owner'),
            review_on: set.ref('excluded.review_on'),
            confirmed_at: set.ref('excluded.confirmed_at'),
            position: set.ref('excluded.position'),
            revision: set.ref('excluded.revision'),
            removed_at: null,
          })),
        )
        .execute()
    }
  }

  async function takeOut(agencyId: string, revision: number, ids: readonly string[]): Promise<void> {
    for (let from = 0; from < ids.length; from += rowsAtOnce)
      await db
        .updateTable('knowledge')
        .set({ removed_at: clock.now().toISOString(), revision })
        .where('agency_id', '=', agencyId)
        .where('entry_id', 'in', ids.slice(from, from + rowsAtOnce))
        .execute()
  }

  async function allowAgain(agencyId: string, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return
    await db
      .updateTable('knowledge')
      .set((row) => ({ answer: row.ref('question') }))
      .where('agency_id', '=', agencyId)
      .where('entry_id', 'in', ids)
      .where('answer', '=', '')
      .execute()
  }

  /** Carries out edits and remembers what was there before. @returns the id of the change */
  async function apply(agencyId: string, edits: Edits, kind: ChangeKind, staffId: string | null): Promise<string> {
    const revision = await raiseRevision(agencyId)
    const now = clock.now().toISOString()
    const removed = edits.remove ?? []
    const before = new Map(
      (await rowsOf(agencyId, [...edits.put.map((entry) => entry.id), ...removed])).map((row) => [row.entry_id, row]),
    )
    const last = await db
      .selectFrom('knowledge')
      .select((select) => select.fn.max('position').as('position'))
      .where('agency_id', '=', agencyId)
      .executeTakeFirst()
    let next = (last?.position ?? -1) + 1
    await write(
      agencyId,
      revision,
      edits.put.map((entry) => {
        const known = before.get(entry.id)
        const position = known?.removed_at === null ? known.position : next++
        return { ...entry, confirmedAt: now, position }
      }),
    )
    await takeOut(agencyId, revision, removed)
    const id = `${agencyId}.${revision}`
    await db
      .insertInto('knowledge_changes')
      .values({
        change_id: id,
        agency_id: agencyId,
        kind,
        staff_id: staffId,
        revision,
        before: JSON.stringify(
          [...edits.put.map((entry) => entry.id), ...removed].map((entryId) => {
            const row = before.get(entryId)
            if (!row || row.removed_at !== null || row.answer === '') return { id: entryId, entry: null }
            const { confirmedAt, ...entry } = toEntry(row)
            return {
              id: entryId,
              entry: { ...entry, confirmedAt: confirmedAt.toISOString(), position: row.position },
            }
          }),
        ),
        made_at: now,
        undone_at: null,
      })
      .execute()
    await db
      .deleteFrom('knowledge_changes')
      .where('agency_id', '=', agencyId)
      .where(
        'change_id',
        'not in',
        db
          .selectFrom('knowledge_changes')
          .select('change_id')
          .where('agency_id', '=', agencyId)
          .orderBy('revision', 'desc')
          .limit(changesKept),
      )
      .execute()
    return id
  }

  return {
    /** All entries in the order of their file. */
    async list(agencyId: string): Promise<StoredEntry[]> {
      const rows = await db
        .selectFrom('knowledge')
        .selectAll()
        .where('agency_id', '=', agencyId)
        .where('removed_at', 'is', null)
        .orderBy('position')
        .orderBy('entry_id')
        .execute()
      return rows.map(toEntry)
    },

    async entry(agencyId: string, id: string): Promise<StoredEntry | null> {
      const [row] = await rowsOf(agencyId, [id])
      return row && row.removed_at === null ? toEntry(row) : null
    },

    /** What changed after this revision of the agency: entries as they are now, and ids of those that were taken out. */
    async changedSince(agencyId: string, revision: number): Promise<{ put: StoredEntry[]; removed: string[] }> {
      const rows = await db
        .selectFrom('knowledge')
        .selectAll()
        .where('agency_id', '=', agencyId)
        .where('revision', '>', revision)
        .execute()
      return {
        put: rows.filter((row) => row.removed_at === null).map(toEntry),
        removed: rows.filter((row) => row.removed_at !== null).map((row) => row.entry_id),
      }
    },

    /** Topics of the starter pack that the agency does not want: rows that were taken out and hold no answer. */
    async withdrawn(agencyId: string): Promise<string[]> {
      const rows = await db
        .selectFrom('knowledge')
        .select('entry_id')
        .where('agency_id', '=', agencyId)
        .where('removed_at', 'is not', null)
        .where('answer', '=', '')
        .execute()
      return rows.map((row) => row.entry_id)
    },

    apply,

    /** Forbids the bot to say what the starter pack says about this topic. @returns the id of the change */
    async forbid(agencyId: string, topicId: string, staffId: string | null): Promise<string> {
      const nothing = { id: topicId, category: '', unit: '', question: topicId, answer: '', aliases: [] }
      await write(agencyId, 0, [{ ...nothing, confirmedAt: clock.now().toISOString(), position: 0 }])
      return apply(agencyId, { put: [], remove: [topicId] }, 'removal', staffId)
    },

    /** Takes over checked entries: those with a known id are replaced, others are added. What is the same stays untouched. */
    async import(
      agencyId: string,
      entries: readonly KnowledgeEntry[],
      staffId: string | null = null,
    ): Promise<{ added: number; replaced: number }> {
      const plan = planImport(await this.list(agencyId), entries, false)
      const put = [...plan.added, ...plan.changed]
      if (put.length > 0) await apply(agencyId, { put }, 'import', staffId)
      return { added: plan.added.length, replaced: entries.length - plan.added.length }
    },

    /** The newest changes, newest first. */
    async changes(agencyId: string, most: number): Promise<Change[]> {
      const rows = await db
        .selectFrom('knowledge_changes')
        .selectAll()
        .where('agency_id', '=', agencyId)
        .orderBy('revision', 'desc')
        .limit(most)
        .execute()
      return rows.map((row) => ({
        id: row.change_id,
        kind: row.kind as ChangeKind,
        at: new Date(row.made_at),
        staffId: row.staff_id,
        undone: row.undone_at !== null,
        entries: Before.parse(JSON.parse(row.before)).length,
      }))
    },

    /**
     * Puts back what a change replaced and takes out what it added. What somebody changed again since stays as it is and
     * is counted in `kept`.
     */
    async undo(
      agencyId: string,
      changeId: string,
      staffId: string | null,
    ): Promise<{ outcome: 'undone'; entries: number; kept: number } | { outcome: 'already' | 'unknown' }> {
      const row = await db
        .selectFrom('knowledge_changes')
        .selectAll()
        .where('agency_id', '=', agencyId)
        .where('change_id', '=', changeId)
        .executeTakeFirst()
      if (!row) return { outcome: 'unknown' }
      if (row.undone_at !== null) return { outcome: 'already' }
      const before = Before.parse(JSON.parse(row.before))
      const now = await rowsOf(
        agencyId,
        before.map((one) => one.id),
      )
      const untouched = new Set(now.filter((one) => one.revision === row.revision).map((one) => one.entry_id))
      const mine = before.filter((one) => untouched.has(one.id))
      const revision = await raiseRevision(agencyId)
      await write(
        agencyId,
        revision,
        mine.flatMap((one) => one.entry ?? []),
      )
      const added = mine.filter((one) => one.entry === null).map((one) => one.id)
      await takeOut(agencyId, revision, added)
      // What was forbidden is so no more: only a row that was taken out and holds no answer forbids.
      if (row.kind === 'removal') await allowAgain(agencyId, added)
      await db
        .updateTable('knowledge_changes')
        .set({ undone_at: clock.now().toISOString(), staff_id: staffId ?? row.staff_id })
        .where('change_id', '=', changeId)
        .execute()
      return { outcome: 'undone', entries: mine.length, kept: before.length - mine.length }
    },
  }
}

export type KnowledgeStore = ReturnType<typeof knowledgeStore>

function toEntry(row: KnowledgeRow): StoredEntry {
  return {
    id: row.entry_id,
    category: row.category,
    unit: row.unit,
    question: row.question,
    answer: row.answer,
    aliases: Aliases.parse(JSON.parse(row.aliases)),
    url: row.url,
    owner: row.owner,
    reviewOn: row.review_on,
    confirmedAt: new Date(row.confirmed_at),
  }
}

/** What an import would do, before it does it. */
export type ImportPlan = {
  added: KnowledgeEntry[]
  changed: KnowledgeEntry[]
  same: number
  /** Ids of entries that the file lacks; empty when others are to stay. */
  removed: string[]
}

/** Compares a checked file with what is there. `whole` = the file is all there is to be: what it lacks is taken out. */
export function planImport(
  stored: readonly StoredEntry[],
  entries: readonly KnowledgeEntry[],
  whole: boolean,
): ImportPlan {
  const known = new Map(stored.map((entry) => [entry.id, entry]))
  const plan: ImportPlan = { added: [], changed: [], same: 0, removed: [] }
  for (const entry of entries) {
    const before = known.get(entry.id)
    if (!before) plan.added.push(entry)
    else if (isSame(before, entry)) plan.same += 1
    else {
      // A file without these columns says nothing about them, and a day that we wrote ourselves says nothing new.
      const day = entry.reviewOn && entry.reviewOn !== reviewDay(before) ? entry.reviewOn : before.reviewOn
      plan.changed.push({ ...entry, owner: entry.owner ?? before.owner, reviewOn: day })
    }
  }
  if (whole) {
    const given = new Set(entries.map((entry) => entry.id))
    plan.removed = stored.filter((entry) => !given.has(entry.id)).map((entry) => entry.id)
  }
  return plan
}

function isSame(stored: StoredEntry, entry: KnowledgeEntry): boolean {
  return (
    stored.category === entry.category &&
    stored.unit === entry.unit &&
    stored.question === entry.question &&
    stored.answer === entry.answer &&
    stored.url === (entry.url ?? null) &&
    JSON.stringify(stored.aliases) === JSON.stringify(entry.aliases) &&
    (entry.owner ?? stored.owner) === stored.owner &&
    // A file that we wrote names the day even where nobody set one.
    (entry.reviewOn ?? reviewDay(stored)) === reviewDay(stored)
  )
}
