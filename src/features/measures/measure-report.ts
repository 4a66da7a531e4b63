import { measuresOf, type Plan, type PlannedMeasure, type Progress, type Quarter } from './measure-store.ts'

/** One measure in a report: what stands in its row. `lines` are those of the quarter asked for, or all. */
export type ReportRow = PlannedMeasure & { lines: Progress[] }
export type ReportPart = { issue: { number: number; title: string } | null; rows: ReportRow[] }

/**
 * What the yearly report tells: issue by issue, then the guidance of the indicators.
 * @param quarter only what was done in it, of the measures whose plan or work falls into it; null = the whole year
 */
export function reportOf(plan: Plan, quarter: Quarter | null): ReportPart[] {
  const rowsOf = (measures: readonly PlannedMeasure[]): ReportRow[] =>
    measures
      .map((measure) => ({
        ...measure,
        lines: measure.progress.filter((line) => quarter === null || line.quarter === quarter),
      }))
      .filter((row) => quarter === null || row.lines.length > 0 || row.quarters.includes(quarter))
  return [
    ...plan.issues.map(({ number, title, measures }) => ({ issue: { number, title }, rows: rowsOf(measures) })),
    { issue: null, rows: rowsOf(plan.guidance) },
  ]
}

/** How many measures of a plan are told of without a note and without a link: nothing to print but a tick. */
export function bareTicks(plan: Plan): number {
  return measuresOf(plan).filter(({ status, progress }) => status === 'done' && progress.length === 0).length
}

/**
 * Rows as a table in a file: RFC 4180, with a byte order mark so that Excel reads Thai. A cell that a program would take
 * for a formula gets an apostrophe (OWASP, CSV injection).
 */
export function toCsv(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => {
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  return `\ufeff${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}
