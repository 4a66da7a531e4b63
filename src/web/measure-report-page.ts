import type { Context } from 'hono'
import { html } from 'hono/html'
import type { Agency } from '../agency/profile.ts'
import { levelOf, totalScore } from '../assessment/score.ts'
import type { Result } from '../features/checklist/score-store.ts'
import { bareTicks, reportOf, toCsv, type ReportPart, type ReportRow } from '../features/measures/measure-report.ts'
import type { Plan, Quarter } from '../features/measures/measure-store.ts'
import { measureReport as texts } from '../texts/measure-report.ts'
import { staffPages } from '../texts/staff-pages.ts'
import { formatDate, formatDateTime } from '../thai/dates.ts'
import { toThaiDigits } from '../thai/digits.ts'
import type { PageVisitor } from '../staff/link-store.ts'
import { layout, type Html } from './layout.ts'
import type { StaffPage } from './staff-pages.ts'

/** What the report is made of. */
export type ReportMaterial = { agency: Agency; plan: Plan; result: Result | null; now: Date }

/**
 * The yearly report of an agency's measures as a page and as a table in a file, generated from what was told. Members of
 * staff see that of their own agency.
 */
export function measureReportPages(read: (visitor: PageVisitor) => Promise<ReportMaterial | null>): StaffPage[] {
  return [
    {
      path: '/measures',
      async answer(context, visitor) {
        const material = await read(visitor)
        return material ? context.html(reportPage(material, readQuarter(context))) : context.notFound()
      },
    },
    {
      path: '/measures.csv',
      async answer(context, visitor) {
        const material = await read(visitor)
        if (!material) return context.notFound()
        const name = encodeURIComponent(texts.table.fileName(String(material.plan.edition)))
        return context.body(reportTable(material, readQuarter(context)), 200, {
          'Content-Type': 'text/csv; charset=utf-8',
          'Content-Disposition': `attachment; filename="measures.csv"; filename*=UTF-8''${name}`,
        })
      },
    },
  ]
}

function readQuarter(context: Context): Quarter | null {
  const asked = Number(context.req.query('quarter'))
  return asked === 1 || asked === 2 || asked === 3 || asked === 4 ? asked : null
}

function reportPage({ agency, plan, result, now }: ReportMaterial, quarter: Quarter | null): Html {
  const { profile } = agency
  const write = profile.digits === 'thai' ? toThaiDigits : (words: string) => words
  const year = write(String(plan.edition))
  const title = write(texts.title(String(plan.edition)))
  const parts = reportOf(plan, quarter).filter(({ rows }) => rows.length > 0)
  const bare = bareTicks(plan)
  const query = quarter === null ? '' : `?quarter=${quarter}`
  return layout({
    title,
    kicker: staffPages.kicker,
    heading: title,
    wide: true,
    main: html`<section class="paper">
        <p>
          <strong>${profile.name}</strong> ${texts.place(profile.district, profile.province)}
          ${quarter === null ? '' : texts.ofQuarter(write(texts.quarter(String(quarter))))}
        </p>
        <p>${opening({ agency, plan, result, now }, write, year)}</p>
        ${bare === 0 ? '' : html`<p class="aside"><strong>${write(texts.bareTicks(String(bare)))}</strong></p>`}
        <nav class="aside">
          <a href="measures">${texts.whole}</a>
          ${[1, 2, 3, 4].map(
            (one) => html`<a href="measures?quarter=${one}">${write(texts.quarter(String(one)))}</a> `,
          )}
          <a href="measures.csv${query}">${texts.asTable}</a>
        </nav>
        <p class="note aside">${texts.printHint}</p>
      </section>
      ${parts.map((part) => partOf(part, write))}`,
    footer: html`<p>${write(texts.asOf(formatDateTime(now)))}</p>`,
  })
}

function opening({ agency, plan, result }: ReportMaterial, write: (words: string) => string, year: string): string {
  const { name } = agency.profile
  const total = result && (result.scores.total ?? totalScore(result.scores.instruments))
  if (!result || total === null) return write(texts.openingWithoutResult(name, year))
  const level = result.scores.level ?? levelOf(result.edition, total, result.scores.instruments)?.level ?? ''
  return write(texts.opening(name, String(result.edition), total.toFixed(2), level, String(plan.edition)))
}

function partOf({ issue, rows }: ReportPart, write: (words: string) => string): Html {
  const { columns } = texts
  const heading = write(issue ? texts.issue(String(issue.number), issue.title) : texts.guidance('1', '8'))
  const id = `part-${issue?.number ?? 0}`
  const names = [
    issue ? columns.order : columns.indicator,
    columns.measure,
    columns.period,
    columns.unit,
    columns.summary,
    columns.outcome,
  ]
  return html`<section class="paper" aria-labelledby="${id}">
    <h2 id="${id}">${heading}</h2>
    <table class="report">
      <thead>
        <tr>
          ${names.map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => rowOf(row, names, write))}
      </tbody>
    </table>
  </section>`
}

function rowOf(row: ReportRow, names: readonly string[], write: (words: string) => string): Html {
  const settled = row.status === 'done'
  const cells: (Html | string)[] = [
    write(row.indicator === null ? row.code : String(row.indicator)),
    html`<strong>${write(row.title)}</strong>
      <ul>
        ${row.steps.map((step) => html`<li>${write(step)}</li>`)}
      </ul>`,
    periodWords(row, write),
    row.unit ?? row.units.join(', '),
    html`${texts.status[row.status]}${summaryOf(row, write)}`,
    settled && row.progress.length > 0
      ? html`<ul>
          ${row.outcomes.map((outcome) => html`<li>${write(outcome)}</li>`)}
        </ul>`
      : texts.outcomeLater,
  ]
  return html`<tr>
    ${cells.map((cell, place) => html`<td data-name="${names[place] ?? ''}">${cell}</td>`)}
  </tr>`
}

/** What was done, quarter by quarter; a tick without words or link says so instead of standing there alone. */
function summaryOf(row: ReportRow, write: (words: string) => string): Html | string {
  if (row.lines.length === 0) {
    const words = row.status === 'done' && row.progress.length === 0 ? texts.bareTick : texts.nothingTold
    return row.status === 'not_applicable' ? '' : html`<br /><span class="note">${words}</span>`
  }
  const quarters = [...new Set(row.lines.map((line) => line.quarter))]
  return html`${quarters.map(
    (quarter) =>
      html`<p class="quarter">${write(texts.quarter(String(quarter)))}</p>
        <ul>
          ${row.lines
            .filter((line) => line.quarter === quarter)
            .map(
              (line) =>
                html`<li>
                  ${write(line.note)}
                  ${line.url === null ? '' : html`<a href="${line.url}" rel="noreferrer">${texts.link}</a>`}
                  ${line.page?.broken ? html`<strong class="aside">${texts.badLink}</strong>` : ''}
                </li>`,
            )}
        </ul>`,
  )}`
}

function periodWords({ quarters }: ReportRow, write: (words: string) => string): string {
  const first = quarters[0]
  const last = quarters.at(-1)
  if (quarters.length === 4 || first === undefined || last === undefined) return texts.wholeYear
  return write(texts.quarter(first === last ? String(first) : `${first}-${last}`))
}

/** The same as a table: one row a line of progress; a measure of which nothing was told has a row without one. */
function reportTable({ agency, plan }: ReportMaterial, quarter: Quarter | null): string {
  const write = agency.profile.digits === 'thai' ? toThaiDigits : (words: string) => words
  const { table } = texts
  const rows = reportOf(plan, quarter).flatMap(({ issue, rows: measures }) =>
    measures.flatMap((measure) => {
      const head = [
        issue ? write(`${issue.number}`) : write(table.indicator(String(measure.indicator))),
        write(measure.indicator === null ? measure.code : String(measure.indicator)),
        write(measure.title),
        measure.unit ?? measure.units.join(', '),
        periodWords(measure, write),
        table.status[measure.status],
      ]
      return measure.lines.length === 0
        ? [[...head, '', '', '', '']]
        : measure.lines.map((line) => [
            ...head,
            write(String(line.quarter)),
            write(line.note),
            line.url ?? '',
            write(formatDate(line.at)),
          ])
    }),
  )
  return toCsv([table.columns, ...rows])
}
