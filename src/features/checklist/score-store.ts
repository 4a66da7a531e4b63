import { z } from 'zod'
import type { Db } from '../../db/open.ts'
import type { Clock } from '../../kernel/clock.ts'
import { SetupError } from '../../kernel/errors.ts'

const Score = z.number().min(0).max(100)

/**
 * A result as it was published: what is not printed is absent. Also the shape of one agency in the file of results.
 * A printed figure that is likely a slip of the press is kept as printed and named in `suspect`.
 */
export const PublishedScores = z.object({
  total: Score.optional(),
  level: z.string().max(100).optional(),
  instruments: z.object({ IIT: Score, EIT: Score, EIT1: Score, EIT2: Score, OIT: Score }).partial().default({}),
  /** Indicator 1 to 10 → score. */
  indicators: z.record(z.string().regex(/^(?:[1-9]|10)$/, 'is not an indicator from 1 to 10'), Score).default({}),
  /** Question code ("i7", "e10") → score. */
  questions: z.record(z.string().regex(/^[ie]\d{1,2}$/, 'is not a question such as i7 or e10'), Score).default({}),
  suspect: z.array(z.object({ code: z.string(), likely: Score.optional() })).default([]),
})
export type PublishedScores = z.output<typeof PublishedScores>

/** One agency of a results file, in the words of the published reports. */
export const ResultFile = z.looseObject({
  edition: z.number().int().min(2560).max(2600),
  assessedEdition: z.number().int().min(2560).max(2600).nullish(),
  totalScore: Score.nullish(),
  level: z.string().max(100).nullish(),
  instrumentScores: PublishedScores.shape.instruments.nullish(),
  indicatorScores: PublishedScores.shape.indicators.nullish(),
  questionScores: PublishedScores.shape.questions.nullish(),
  suspectScores: z.array(z.looseObject({ code: z.string(), likely: Score.nullish() })).nullish(),
})
export type ResultFile = z.output<typeof ResultFile>

/** A file's result in our shape; null when it holds no score at all. */
export function readResult(file: ResultFile): { edition: number; scores: PublishedScores } | null {
  const scores: PublishedScores = {
    ...(typeof file.totalScore === 'number' && { total: file.totalScore }),
    ...(typeof file.level === 'string' && { level: file.level }),
    instruments: file.instrumentScores ?? {},
    indicators: file.indicatorScores ?? {},
    questions: file.questionScores ?? {},
    suspect: (file.suspectScores ?? []).map(({ code, likely }) => ({
      code,
      ...(typeof likely === 'number' && { likely }),
    })),
  }
  const known =
    scores.total !== undefined ||
    [scores.instruments, scores.indicators, scores.questions].some((some) => Object.keys(some).length > 0)
  return known ? { edition: file.assessedEdition ?? file.edition, scores } : null
}

/** How many items came into a state since some moment and are in it now. */
export type Movement = { approved: number; reported: number; sentBack: number }

export type Result = { edition: number; scores: PublishedScores }

/** Results of past years, one for each edition. */
export function scoreStore(db: Db, clock: Clock) {
  return {
    /** Keeps a result; an earlier one of the same year is replaced. @throws SetupError for a year out of reach */
    async record(agencyId: string, edition: number, scores: PublishedScores): Promise<void> {
      if (!Number.isInteger(edition) || edition < 2560 || edition > 2600)
        throw new SetupError(`${edition} is not a year of the assessment such as 2566.`)
      const row = { scores: JSON.stringify(scores), recorded_at: clock.now().toISOString() }
      await db
        .insertInto('published_scores')
        .values({ agency_id: agencyId, edition, ...row })
        .onConflict((conflict) => conflict.columns(['agency_id', 'edition']).doUpdateSet(row))
        .execute()
    },

    /** The newest result of a year up to `until`, or null. */
    async latest(agencyId: string, until: number): Promise<Result | null> {
      const row = await db
        .selectFrom('published_scores')
        .select(['edition', 'scores'])
        .where('agency_id', '=', agencyId)
        .where('edition', '<=', until)
        .orderBy('edition', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row ? { edition: row.edition, scores: PublishedScores.parse(JSON.parse(row.scores)) } : null
    },

    /** What people moved in an edition since a moment. What the operator's commands took over is not their work. */
    async movement(agencyId: string, edition: number, since: Date): Promise<Movement> {
      const changes = await db
        .selectFrom('item_changes')
        .select(['code', 'from_status', 'to_status'])
        .where('agency_id', '=', agencyId)
        .where('edition', '=', edition)
        .where('at', '>=', since.toISOString())
        .where('by_staff', 'is not', null)
        .orderBy('code')
        .orderBy('version')
        .execute()
      const items = new Map<string, { from: string; to: string }>()
      for (const { code, from_status: from, to_status: to } of changes)
        items.set(code, { from: items.get(code)?.from ?? from, to })
      const count = (status: string) =>
        [...items.values()].filter(({ from, to }) => to === status && from !== to).length
      return { approved: count('approved'), reported: count('reported'), sentBack: count('sent_back') }
    },
  }
}

export type ScoreStore = ReturnType<typeof scoreStore>
