import { statisticsTexts as texts } from '../../../texts/statistics.ts'
import { formatMonth } from '../../../thai/dates.ts'
import { smallest, total, withoutSmall, type Figures, type Row } from './figures.ts'
import type { Period } from './periods.ts'

/** One month, or the whole year, with its figures. */
export type CountedPeriod = { period: Period; figures: Figures }

/**
 * The tables for the paper: the months of a fiscal year and the year, then the year by unit and by category. Figures stay
 * in Arabic digits, so that a spreadsheet reckons with them; small cells of the lower tables are left out.
 */
export function statisticsTable(
  agency: string,
  year: number,
  months: readonly CountedPeriod[],
  whole: Figures,
): string[][] {
  const columns: [string, (figures: Figures) => number | null][] = [
    [texts.questions, (figures) => figures.questions],
    [texts.byBot, (figures) => figures.byBot],
    [texts.toPeople, (figures) => figures.toPeople],
    [texts.byPeople, (figures) => figures.byPeople],
    [texts.dropped, (figures) => figures.dropped],
    [texts.requests, (figures) => figures.requests],
    [texts.requestsSettled, (figures) => figures.requestsSettled],
    [`${texts.median} (${texts.minutes('')})`.replace('( ', '('), (figures) => enough(figures, figures.median)],
    [`${texts.ninetieth} (${texts.minutes('')})`.replace('( ', '('), (figures) => enough(figures, figures.ninetieth)],
    [texts.ratings, (figures) => figures.ratings],
    [texts.satisfaction, (figures) => (figures.ratings < smallest ? null : figures.satisfaction)],
    ...([1, 2, 3, 4, 5] as const).map(
      (stars) =>
        [
          texts.stars(String(stars)),
          (figures: Figures) => (figures.ratings < smallest ? null : (figures.stars[stars - 1] ?? 0)),
        ] as [string, (figures: Figures) => number | null],
    ),
    [texts.fits, (figures) => figures.fits],
    [texts.unfit, (figures) => figures.unfit],
  ]
  const line = (name: string, figures: Figures) => [
    name,
    ...columns.map(([, read]) => {
      const value = read(figures)
      return value === null ? texts.none : String(value)
    }),
  ]
  return [
    [texts.title, agency, texts.fiscalYear(String(year))],
    [],
    [texts.month, ...columns.map(([name]) => name)],
    ...months.map(({ period, figures }) => line(formatMonth(period.from), figures)),
    line(texts.whole, whole),
    [],
    [texts.units],
    ...breakdown(texts.unit, whole.units),
    [],
    [texts.categories],
    ...breakdown(texts.category, whole.categories),
    [],
    [texts.note],
  ]
}

/** Times say little, and perhaps whose they are, when few were measured. */
function enough(figures: Figures, minutes: number | null): number | null {
  return figures.byPeople + figures.requestsSettled < smallest ? null : minutes
}

function breakdown(name: string, rows: readonly Row[]): string[][] {
  const totals = withoutSmall(rows.map(total))
  return [
    [name, texts.total, texts.byBot, texts.byPeople, texts.waiting],
    ...rows.map((row, index) => {
      const all = totals[index]
      if (all === null || all === undefined) return [row.name, texts.hidden, texts.none, texts.none, texts.none]
      const cells = withoutSmall([row.byBot, row.byPeople, row.waiting])
      return [row.name, String(all), ...cells.map((cell) => (cell === null ? texts.hidden : String(cell)))]
    }),
  ]
}
