import { z } from 'zod'
import stored from './measures.json' with { type: 'json' }

const Period = z.object({
  kind: z.enum(['quarters', 'fiscal-year', 'not-stated']),
  quarters: z.array(z.number().int().min(1).max(4)),
  label: z.string(),
})

/** One measure of an issue: what is to be done, what comes of it, by whom and in which quarters of the fiscal year. */
export const Measure = z.object({
  id: z.string().regex(/^[1-7]\.\d{1,2}$/, 'is not a measure such as 1.1'),
  title: z.string().min(1).max(300),
  steps: z.array(z.string().min(1).max(500)).default([]),
  outcomes: z.array(z.string().min(1).max(500)).default([]),
  units: z.array(z.string().min(1).max(200)).default([]),
  period: Period,
  /** Items that show the measure, by edition. */
  relatedOit: z.record(z.string(), z.array(z.string())).default({}),
})
export type Measure = z.output<typeof Measure>

/** One of the seven issues that every agency's measures are ordered by. */
export const Issue = z.object({
  number: z.number().int().min(1).max(7),
  title: z.string().min(1).max(300),
  indicators: z.array(z.number().int()),
  questions: z.array(z.string()),
  typicalFindings: z.array(z.string()).default([]),
  measures: z.array(Measure),
})
export type Issue = z.output<typeof Issue>

const Question = z.object({
  code: z.string(),
  instrument: z.enum(['IIT', 'EIT']),
  indicator: z.number().int(),
  edition: z.number().int(),
  issues: z.array(z.number().int()),
  /** A low answer is good. */
  negative: z.boolean(),
  text: z.string(),
})
export type Question = z.output<typeof Question>

/** How the score of one of the indicators 1 to 8 is raised. */
const Guidance = z.object({
  indicator: z.number().int().min(1).max(8),
  title: z.string(),
  guidelines: z.array(z.string()),
  units: z.array(z.string()),
  period: Period,
  typicalProgress: z.array(z.string()),
})
export type Guidance = z.output<typeof Guidance>

const Data = z.object({
  issues: z.array(Issue),
  questions: z.array(Question),
  guidance: z.array(Guidance),
})
const data = Data.parse(stored)

/** The seven issues with the measures that ship: what five agencies published. */
export const issues: readonly Issue[] = data.issues
/** Guidance of the indicators 1 to 8. */
export const guidance: readonly Guidance[] = data.guidance

const byCode = new Map(data.questions.map((question) => [question.code, question]))

/** A question of IIT or EIT by its code, as 2566 numbers them ("i7", "e10"); undefined when its text is not known. */
export function questionOf(code: string): Question | undefined {
  return byCode.get(code.toLowerCase())
}

/** The issues that a question, an indicator or an item bears on, in their order. */
export function issuesOf(of: { question?: string; indicator?: number }): Issue[] {
  const question = of.question?.toLowerCase()
  const asked = question === undefined ? undefined : byCode.get(question)
  const listed = data.issues.filter(
    (issue) => (question !== undefined && issue.questions.includes(question)) || asked?.issues.includes(issue.number),
  )
  if (listed.length > 0) return listed
  const indicator = of.indicator ?? asked?.indicator ?? indicatorOfQuestion(question)
  return indicator === undefined ? [] : data.issues.filter((issue) => issue.indicators.includes(indicator))
}

/** Six questions an indicator in IIT, five in EIT: so the edition of 2566 is numbered. */
function indicatorOfQuestion(code: string | undefined): number | undefined {
  const match = /^([ie])(\d{1,2})$/.exec(code ?? '')
  const number = Number(match?.[2])
  if (!match || number < 1) return undefined
  if (match[1] === 'i') return number <= 30 ? Math.ceil(number / 6) : undefined
  return number <= 15 ? 5 + Math.ceil(number / 5) : undefined
}
