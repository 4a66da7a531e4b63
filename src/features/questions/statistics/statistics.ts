import type { Button } from '../../../chat/button.ts'
import type { Decision } from '../../../chat/decision.ts'
import { card, text } from '../../../chat/say.ts'
import type { Db } from '../../../db/open.ts'
import { statisticsTexts as texts } from '../../../texts/statistics.ts'
import { fiscalYear, formatMonth } from '../../../thai/dates.ts'
import { cardButton, type Turn } from '../../turn.ts'
import { figuresOf, smallest, total, type Figures } from './figures.ts'
import { monthAround, monthsOf, periodOf, type Period } from './periods.ts'
import { statisticsTable } from './statistics-file.ts'
import { readCounted } from './statistics-store.ts'

const minutesADay = 24 * 60
const rowsShown = 5

/** The figures of a period, for whoever serves here. */
export async function showStatistics(button: Extract<Button, { name: 'statistics' }>, turn: Turn): Promise<Decision> {
  if (!turn.visitor.staff) return { say: [text(turn.texts.noLongerStaff)], worthPush: false }
  const period = periodOf(button.period)
  if (!period) return { say: [text(turn.texts.oldButton)], worthPush: false }
  const figures = await readFigures(turn.db, turn.agency.id, period)
  const { digits } = turn
  const count = (figure: number) => digits(texts.times(figure.toLocaleString('en-US')))
  const share = (part: number) =>
    figures.questions === 0
      ? count(part)
      : digits(texts.ofTotal(part.toLocaleString('en-US'), String(Math.round((part * 100) / figures.questions))))
  const others = [
    { key: monthAround(turn.now).key, label: texts.thisMonth },
    { key: monthAround(turn.now, 1).key, label: texts.lastMonth },
    { key: String(fiscalYear(turn.now)), label: texts.thisYear },
  ].filter(({ key }) => key !== period.key)
  return {
    say: [
      card(
        turn.cards.card('service-statistics', {
          period: digits(nameOf(period)),
          questions: count(figures.questions),
          rows: [
            { name: texts.byBot, figure: share(figures.byBot) },
            { name: texts.byPeople, figure: share(figures.byPeople) },
            { name: texts.waiting, figure: count(figures.toPeople - figures.byPeople) },
            { name: texts.dropped, figure: count(figures.dropped) },
            ...(figures.requests > 0
              ? [
                  { name: texts.requests, figure: count(figures.requests) },
                  { name: texts.requestsSettled, figure: count(figures.requestsSettled) },
                ]
              : []),
            ...(figures.median === null ? [] : [{ name: texts.median, figure: digits(duration(figures.median)) }]),
            ...(figures.ninetieth === null
              ? []
              : [{ name: texts.ninetieth, figure: digits(duration(figures.ninetieth)) }]),
            ...(figures.satisfaction === null
              ? []
              : [
                  {
                    name: texts.satisfaction,
                    figure: digits(texts.rated(figures.satisfaction.toFixed(1), String(figures.ratings))),
                  },
                ]),
          ],
          units: figures.units.slice(0, rowsShown).map((row) => ({
            name: row.name,
            figure: total(row) < smallest ? digits(texts.few) : count(total(row)),
          })),
          notice: figures.questions + figures.requests === 0 ? texts.empty : undefined,
          buttons: [
            ...others.map(({ key, label }) =>
              cardButton(label, { does: 'button', button: { name: 'statistics', period: key }, shows: label }),
            ),
            cardButton(
              texts.file,
              { does: 'button', button: { name: 'paper', file: String(fiscalYear(period.from)) }, shows: texts.file },
              'link',
            ),
          ],
        }),
      ),
    ],
    purpose: 'work',
    worthPush: false,
  }
}

/** The figures of one period. */
export async function readFigures(db: Db, agencyId: string, period: Period): Promise<Figures> {
  return figuresOf(await readCounted(db, agencyId, period), texts.unnamed)
}

/** The tables of a fiscal year for the paper, as rows of texts. Months that have not begun by `now` are left out. */
export async function yearTable(
  db: Db,
  agency: { id: string; name: string },
  year: number,
  now: Date,
): Promise<string[][]> {
  const months = []
  for (const period of monthsOf(year)) {
    if (period.from > now) break
    months.push({ period, figures: await readFigures(db, agency.id, period) })
  }
  const whole = periodOf(String(year))
  if (!whole) throw new Error('That is no fiscal year.')
  return statisticsTable(agency.name, year, months, await readFigures(db, agency.id, whole))
}

function nameOf(period: Period): string {
  return period.key.length === 4 ? texts.fiscalYear(period.key) : formatMonth(period.from)
}

function duration(minutes: number): string {
  // It stands behind "not more than".
  if (minutes < 90) return texts.minutes(String(Math.max(1, minutes)))
  if (minutes < 2 * minutesADay) return texts.hours(String(Math.round(minutes / 60)))
  return texts.days(String(Math.round(minutes / minutesADay)))
}
