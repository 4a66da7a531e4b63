import { z } from 'zod'
import { guidance, Issue, issues as shippedIssues, type Measure } from '../../assessment/issues.ts'
import type { Db } from '../../db/open.ts'
import { evidenceStore, type Evidence } from '../../evidence/evidence-store.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Envelope } from '../../kernel/envelope.ts'
import { SetupError } from '../../kernel/errors.ts'
import type { Ids } from '../../kernel/ids.ts'

/** `sent_back`: it was done, and the page that proves it is dead or has changed. */
export const measureStatuses = ['open', 'in_work', 'sent_back', 'done', 'not_applicable'] as const
export type MeasureStatus = (typeof measureStatuses)[number]
export type Quarter = 1 | 2 | 3 | 4

/** One line of what was done, as somebody wrote it down; `page` is its page as it was last looked at, where it has one. */
export type Progress = {
  quarter: Quarter
  note: string
  url: string | null
  page: Pick<Evidence, 'check' | 'broken'> | null
  at: Date
  version: number
}

/**
 * A measure of an issue ("1.1"), or the guidance of an indicator ("g4"), with its state. What the plan says: `steps`,
 * `outcomes`, `units`, `quarters`; `unit` stands where the agency gave it to another unit.
 */
export type PlannedMeasure = {
  edition: number
  code: string
  title: string
  /** The issue that it belongs to; null for guidance, which belongs to an indicator. */
  issue: number | null
  indicator: number | null
  steps: string[]
  outcomes: string[]
  units: string[]
  quarters: Quarter[]
  relatedItems: string[]
  status: MeasureStatus
  unit: string | null
  progress: Progress[]
  updatedAt: Date | null
  /** Rises with every change: whoever changes a measure says which version they saw. */
  version: number
}

export type PlannedIssue = { number: number; title: string; measures: PlannedMeasure[] }
export type Plan = { edition: number; issues: PlannedIssue[]; guidance: PlannedMeasure[] }

/** What one change sets; what is absent stays. A change adds at most one line of progress. */
export const MeasureChange = z.object({
  status: z.enum(measureStatuses).optional(),
  unit: z.string().nullable().optional(),
  progress: z
    .object({
      quarter: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
      note: z.string(),
      url: z.string().nullable(),
    })
    .optional(),
})
export type MeasureChange = z.infer<typeof MeasureChange>

const State = z.object({ status: z.enum(measureStatuses), unit: z.string().nullable() })
const Sealed = z.object({
  before: State,
  after: State,
  progress: MeasureChange.shape.progress,
  /** Why it came back, when the nightly look at its page brought it back. */
  reason: z.string().optional(),
})

/** A line of the history: what became of a measure, when and by whom (null = the operator). */
export type PastChange = {
  changeId: string
  code: string
  version: number
  at: Date
  by: string | null
  undoes: string | null
} & z.infer<typeof Sealed>

/** One row of an import: what a file tells of a measure. */
export const MeasureState = z.strictObject({
  code: z.string().regex(/^(?:[1-7]\.\d{1,2}|g[1-8])$/, 'is not a measure such as 1.1, nor guidance such as g4'),
  status: z.enum(measureStatuses).optional(),
  unit: z.string().min(1).max(200).nullable().optional(),
  progress: z
    .array(
      z.strictObject({
        quarter: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
        note: z.string().max(1000).default(''),
        url: z
          .url({ protocol: /^https?$/ })
          .nullable()
          .default(null),
      }),
    )
    .max(100)
    .default([]),
})
export type MeasureState = z.output<typeof MeasureState>

export type ChangeResult = { outcome: 'changed'; changeId: string } | { outcome: 'stale' } | { outcome: 'unknown' }

const Issues = z.array(Issue).min(1)
const guidancePrefix = 'g'

/** The measures of an agency's years. What people wrote is sealed; states and times are not. */
export function measureStore(db: Db, clock: Clock, ids: Ids, envelope: Envelope) {
  const notePlace = (agencyId: string, row: { edition: number; code: string; version: number }) =>
    `measure_progress:${agencyId}:${row.edition}:${row.code}:${row.version}`
  const changePlace = (changeId: string) => `measure_changes:${changeId}`
  const pages = evidenceStore(db, clock, ids, envelope)

  async function issuesOfAgency(agencyId: string, edition: number): Promise<readonly Issue[]> {
    const own = await db
      .selectFrom('measure_plans')
      .select('issues')
      .where('agency_id', '=', agencyId)
      .where('edition', '=', edition)
      .executeTakeFirst()
    return own ? Issues.parse(JSON.parse(own.issues)) : shippedIssues
  }

  async function read(agencyId: string, edition: number): Promise<Plan> {
    const issues = await issuesOfAgency(agencyId, edition)
    const rows = await db
      .selectFrom('measures')
      .select(['code', 'status', 'unit', 'version', 'updated_at'])
      .where('agency_id', '=', agencyId)
      .where('edition', '=', edition)
      .execute()
    const states = new Map(rows.map((row) => [row.code, row]))
    const lines = await db
      .selectFrom('measure_progress')
      .selectAll()
      .where('agency_id', '=', agencyId)
      .where('edition', '=', edition)
      .orderBy('quarter')
      .orderBy('version')
      .execute()
    const progress = new Map<string, Progress[]>()
    const given = await pages.ofSeveral(agencyId, edition, [
      ...new Set(lines.flatMap((line) => (line.url === null ? [] : line.code))),
    ])
    for (const line of lines) {
      const list = progress.get(line.code) ?? []
      list.push({
        quarter: toQuarter(line.quarter),
        note: envelope.open(line.note_sealed, notePlace(agencyId, line)),
        url: line.url,
        page: given.find((page) => page.code === line.code && page.pageUrl === line.url) ?? null,
        at: new Date(line.at),
        version: line.version,
      })
      progress.set(line.code, list)
    }
    const withState = (planned: Planned): PlannedMeasure => {
      const state = states.get(planned.code)
      return {
        ...planned,
        edition,
        status: state ? toStatus(state.status) : 'open',
        unit: state?.unit ?? null,
        progress: progress.get(planned.code) ?? [],
        updatedAt: state ? new Date(state.updated_at) : null,
        version: state?.version ?? 0,
      }
    }
    return {
      edition,
      issues: issues.map((issue) => ({
        number: issue.number,
        title: issue.title,
        measures: issue.measures.map((measure) => withState(plannedOf(measure, issue.number, edition))),
      })),
      guidance: guidance.map((one) =>
        withState({
          code: `${guidancePrefix}${one.indicator}`,
          title: one.title,
          issue: null,
          indicator: one.indicator,
          steps: one.guidelines,
          outcomes: one.typicalProgress,
          units: one.units,
          quarters: one.period.quarters.map(toQuarter),
          relatedItems: [],
        }),
      ),
    }
  }

  async function find(agencyId: string, edition: number, code: string): Promise<PlannedMeasure | null> {
    return measureOf(await read(agencyId, edition), code)
  }

  /**
   * Changes one measure, in the transaction of the event, if it still is at `version`. A page that comes with it is kept as
   * evidence: it is looked at right after the commit and every night.
   * @param by staff id; null = the operator's command
   * @param reason why the nightly look brought it back
   */
  async function change(
    agencyId: string,
    edition: number,
    code: string,
    what: { version: number; by: string | null; set: MeasureChange; reason?: string },
  ): Promise<ChangeResult> {
    const measure = await find(agencyId, edition, code)
    if (!measure) return { outcome: 'unknown' }
    if (measure.version !== what.version) return { outcome: 'stale' }
    const before = { status: measure.status, unit: measure.unit }
    const after = {
      status: what.set.status ?? before.status,
      unit: what.set.unit === undefined ? before.unit : what.set.unit,
    }
    const key = { edition, code, version: measure.version + 1 }
    if (!(await write(agencyId, key, after))) return { outcome: 'stale' }
    const { progress } = what.set
    const now = clock.now().toISOString()
    if (progress)
      await db
        .insertInto('measure_progress')
        .values({
          agency_id: agencyId,
          ...key,
          quarter: progress.quarter,
          note_sealed: envelope.seal(progress.note, notePlace(agencyId, key)),
          url: progress.url,
          at: now,
        })
        .execute()
    const { reason } = what
    const changeId = await remember(agencyId, key, what.by, null, { before, after, progress, reason })
    if (progress?.url) {
      const given = { edition, code, pageUrl: progress.url, by: what.by, actId: changeId }
      const { id } = await pages.add(agencyId, given)
      await pages.freeze(agencyId, edition, code, what.by, id)
    }
    return { outcome: 'changed', changeId }
  }

  /** Sets a measure's row to a state if nobody did since the version before. */
  async function write(
    agencyId: string,
    key: { edition: number; code: string; version: number },
    state: z.infer<typeof State>,
  ): Promise<boolean> {
    const row = { ...state, version: key.version, updated_at: clock.now().toISOString() }
    const result = await db
      .insertInto('measures')
      .values({ agency_id: agencyId, edition: key.edition, code: key.code, ...row })
      .onConflict((conflict) =>
        conflict
          .columns(['agency_id', 'edition', 'code'])
          .doUpdateSet(row)
          .where('measures.version', '=', key.version - 1),
      )
      .executeTakeFirst()
    return (result.numInsertedOrUpdatedRows ?? 0n) > 0n
  }

  async function remember(
    agencyId: string,
    key: { edition: number; code: string; version: number },
    by: string | null,
    undoes: string | null,
    sealed: z.infer<typeof Sealed>,
  ): Promise<string> {
    const changeId = ids.short()
    await db
      .insertInto('measure_changes')
      .values({
        agency_id: agencyId,
        ...key,
        change_id: changeId,
        at: clock.now().toISOString(),
        by_staff: by,
        undoes,
        change_sealed: envelope.seal(JSON.stringify(sealed), changePlace(changeId)),
      })
      .execute()
    return changeId
  }

  const changeColumns = [
    'edition',
    'code',
    'version',
    'change_id',
    'at',
    'by_staff',
    'undoes',
    'change_sealed',
  ] as const

  return {
    /** All measures of a year with their states: the agency's own plan, or the one that ships. */
    read,

    /** One measure, or null when the plan has none of this code. */
    find,
    change,

    /** A page is only shown as part of a change: it is looked at already while the person reads. */
    async foresee(
      agencyId: string,
      { edition, code }: Pick<PlannedMeasure, 'edition' | 'code'>,
      pageUrl: string,
      by: string | null,
    ): Promise<void> {
      await pages.foresee(agencyId, { edition, code, pageUrl, by })
    },

    /**
     * A page that proves a measure is dead for certain, or shows something else: what was done is done no longer.
     * @param reason in words, for the history
     * @returns the measure as it is now, whether it came back, and who told of it last (staff id); null when the plan has none such
     */
    async bringBack(
      agencyId: string,
      edition: number,
      code: string,
      reason: string,
    ): Promise<{ measure: PlannedMeasure; back: boolean; lastBy: string | null } | null> {
      const measure = await find(agencyId, edition, code)
      if (!measure) return null
      const last = await db
        .selectFrom('measure_changes')
        .select('by_staff')
        .where('agency_id', '=', agencyId)
        .where('edition', '=', edition)
        .where('code', '=', code)
        .where('by_staff', 'is not', null)
        .orderBy('version', 'desc')
        .limit(1)
        .executeTakeFirst()
      const lastBy = last?.by_staff ?? null
      if (measure.status !== 'done') return { measure, back: false, lastBy }
      const set = { status: 'sent_back' as const }
      const { outcome } = await change(agencyId, edition, code, { version: measure.version, by: null, set, reason })
      return { measure: { ...measure, status: 'sent_back' }, back: outcome === 'changed', lastBy }
    },

    /**
     * Takes back a change of an agency, as long as nothing was changed about the measure since.
     * @returns the measure's code with the outcome; `stale` when somebody changed it since, or it was taken back before
     */
    async undo(
      agencyId: string,
      changeId: string,
      by: string,
    ): Promise<{ outcome: 'undone' | 'stale'; edition: number; code: string } | { outcome: 'unknown' }> {
      const row = await db
        .selectFrom('measure_changes')
        .select(changeColumns)
        .where('agency_id', '=', agencyId)
        .where('change_id', '=', changeId)
        .executeTakeFirst()
      // Only whoever made a change takes it back.
      if (!row || row.by_staff !== by) return { outcome: 'unknown' }
      const { edition, code } = row
      const { before, after } = Sealed.parse(JSON.parse(envelope.open(row.change_sealed, changePlace(changeId))))
      const key = { edition, code, version: row.version + 1 }
      if (row.undoes !== null || !(await write(agencyId, key, before))) return { outcome: 'stale', edition, code }
      await db
        .deleteFrom('measure_progress')
        .where('agency_id', '=', agencyId)
        .where('edition', '=', edition)
        .where('code', '=', code)
        .where('version', '=', row.version)
        .execute()
      await pages.undoAct(agencyId, changeId)
      await remember(agencyId, key, by, changeId, { before: after, after: before, progress: undefined })
      return { outcome: 'undone', edition, code }
    },

    /**
     * Takes over states and what was done, in a transaction; what is told is added to what is there. One line of progress
     * is one change, so that the history shows it.
     * @returns how many measures were told of
     * @throws SetupError when the plan of the year has no such measure; then nothing may be kept
     */
    async importStates(agencyId: string, edition: number, states: readonly MeasureState[]): Promise<{ told: number }> {
      const plan = await read(agencyId, edition)
      const unknown = states.filter(({ code }) => !measureOf(plan, code)).map(({ code }) => code)
      if (unknown.length > 0)
        throw new SetupError(`The measures of ${edition} have no ${unknown.join(', ')}. Nothing was changed.`)
      for (const { code, status, unit, progress } of states) {
        const sets: MeasureChange[] = [
          { ...(status && { status }), ...(unit !== undefined && { unit }) },
          ...progress.map((line) => ({ progress: line })),
        ]
        for (const set of sets.filter((some) => Object.keys(some).length > 0)) {
          const version = (await find(agencyId, edition, code))?.version ?? 0
          const { outcome } = await change(agencyId, edition, code, { version, by: null, set })
          if (outcome !== 'changed')
            throw new SetupError('Somebody changed measures at the same moment. Nothing was imported.')
        }
      }
      return { told: states.length }
    },

    /** The change that this member of staff made last; null when they made none. */
    async lastChange(agencyId: string, by: string): Promise<string | null> {
      const row = await db
        .selectFrom('measure_changes')
        .select('change_id')
        .where('agency_id', '=', agencyId)
        .where('by_staff', '=', by)
        .where('undoes', 'is', null)
        .orderBy('at', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row?.change_id ?? null
    },

    /** What became of a measure, newest first. */
    async history(agencyId: string, edition: number, code: string, most: number): Promise<PastChange[]> {
      const rows = await db
        .selectFrom('measure_changes')
        .select(changeColumns)
        .where('agency_id', '=', agencyId)
        .where('edition', '=', edition)
        .where('code', '=', code)
        .orderBy('version', 'desc')
        .limit(most)
        .execute()
      return rows.map((row) => ({
        changeId: row.change_id,
        code: row.code,
        version: row.version,
        at: new Date(row.at),
        by: row.by_staff,
        undoes: row.undoes,
        ...Sealed.parse(JSON.parse(envelope.open(row.change_sealed, changePlace(row.change_id)))),
      }))
    },

    /**
     * Takes an agency's own measures for a year, in a transaction. States of measures whose code stays are kept.
     * @throws SetupError when two measures have the same code
     */
    async load(agencyId: string, edition: number, issues: readonly Issue[]): Promise<{ measures: number }> {
      const codes = issues.flatMap((issue) => issue.measures.map(({ id }) => id))
      const twice = codes.find((code, place) => codes.indexOf(code) !== place)
      if (twice !== undefined) throw new SetupError(`The measure ${twice} stands twice. Nothing was changed.`)
      const row = { issues: JSON.stringify(issues), loaded_at: clock.now().toISOString() }
      await db
        .insertInto('measure_plans')
        .values({ agency_id: agencyId, edition, ...row })
        .onConflict((conflict) => conflict.columns(['agency_id', 'edition']).doUpdateSet(row))
        .execute()
      return { measures: codes.length }
    },
  }
}

export type MeasureStore = ReturnType<typeof measureStore>

/** All measures of a plan: those of the issues, then the indicators' guidance. */
export function measuresOf(plan: Plan): PlannedMeasure[] {
  return [...plan.issues.flatMap((issue) => issue.measures), ...plan.guidance]
}

/** The measure of a code in a plan, or null. */
export function measureOf(plan: Plan, code: string): PlannedMeasure | null {
  return measuresOf(plan).find((measure) => measure.code === code) ?? null
}

type Planned = Omit<PlannedMeasure, 'edition' | 'status' | 'unit' | 'progress' | 'updatedAt' | 'version'>

function plannedOf(measure: Measure, issue: number, edition: number): Planned {
  return {
    code: measure.id,
    title: measure.title,
    issue,
    indicator: null,
    steps: measure.steps,
    outcomes: measure.outcomes,
    units: measure.units,
    quarters: measure.period.quarters.map(toQuarter),
    relatedItems: measure.relatedOit[String(edition)] ?? [],
  }
}

function toQuarter(value: number): Quarter {
  if (value === 1 || value === 2 || value === 3 || value === 4) return value
  throw new Error('A quarter is 1 to 4.')
}

function toStatus(value: string): MeasureStatus {
  const status = measureStatuses.find((known) => known === value)
  if (!status) throw new Error('The measures table holds an unknown status.')
  return status
}
