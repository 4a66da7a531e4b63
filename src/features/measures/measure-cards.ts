import type { Button } from '../../chat/button.ts'
import { card, type Say } from '../../chat/say.ts'
import { percentages } from '../../flex/percentages.ts'
import type { CardValues } from '../../flex/templates.ts'
import { formatDate, formatDateTime } from '../../thai/dates.ts'
import { checkState, trouble } from '../evidence-words.ts'
import { cardButton, cardTap, type Speaker } from '../turn.ts'
import {
  measuresOf,
  type MeasureStatus,
  type PastChange,
  type Plan,
  type PlannedIssue,
  type PlannedMeasure,
  type Quarter,
} from './measure-store.ts'

type State = CardValues<'measure'>['state']

const tones: Record<MeasureStatus, State['tone']> = {
  open: 'open',
  in_work: 'in-work',
  sent_back: 'sent-back',
  done: 'done',
  not_applicable: 'done',
}
/** Lines of progress that a card shows, the newest ones; the report has all. */
const linesShown = 8
const longestLine = 240
const longestUnit = 24
/** Rows of one bubble (cards.md: at most eight). */
const rowsShown = 8

/** How people name a measure, in the agency's digits: by its code, or by the indicator that its guidance is for. */
export function measureName(measure: Pick<PlannedMeasure, 'code' | 'indicator'>, { texts, digits }: Speaker): string {
  const { measureName: named, indicatorName } = texts.measures
  return digits(measure.indicator === null ? named(measure.code) : indicatorName(String(measure.indicator)))
}

/** Who is responsible: the unit that the agency gave it to, else those of the plan. */
export function responsibleFor(measure: Pick<PlannedMeasure, 'unit' | 'units'>): string {
  return measure.unit ?? measure.units.join(' · ')
}

/** The unit of a measure where there is just one, short enough for a row of a list; otherwise nothing. */
function oneUnit({ unit, units }: PlannedMeasure): string {
  const name = unit ?? (units.length === 1 ? (units[0] ?? '') : '')
  return name.length <= longestUnit ? name : ''
}

/** The quarters of a measure in words: the whole fiscal year, or which. */
function quartersWords(quarters: readonly Quarter[], { texts, digits }: Speaker): string {
  const { quarters: words, wholeYear } = texts.measures
  if (quarters.length === 4) return wholeYear
  const first = quarters[0] ?? 1
  const last = quarters.at(-1) ?? first
  return digits(words(first === last ? String(first) : `${first}-${last}`))
}

function state(status: MeasureStatus, { texts }: Speaker): State {
  return { tone: tones[status], word: texts.measures.statusWords[status] }
}

type Counts = { done: number; inWork: number; total: number }

/** What does not apply to the agency is settled: it counts as done. */
export function isSettled({ status }: Pick<PlannedMeasure, 'status'>): boolean {
  return status === 'done' || status === 'not_applicable'
}

function countsOf(measures: readonly PlannedMeasure[]): Counts {
  return {
    done: measures.filter(isSettled).length,
    inWork: measures.filter(({ status }) => status === 'in_work' || status === 'sent_back').length,
    total: measures.length,
  }
}

function bar({ done, inWork, total }: Counts): { done: number; inWork: number } {
  const [ofDone = 0, ofWork = 0] = percentages([done, inWork], total)
  return { done: ofDone, inWork: ofWork }
}

/** All issues and the indicators' guidance, each with a bar. */
export function planCard(plan: Plan, speaker: Speaker): Say {
  const { texts, digits, agency } = speaker
  const words = texts.measures
  const all = countsOf(measuresOf(plan))
  const row = (number: number, title: string, measures: readonly PlannedMeasure[]) => {
    const counts = countsOf(measures)
    return {
      title,
      figures: digits(words.barFigures(String(counts.done), String(counts.inWork), String(counts.total))),
      ...bar(counts),
      action: cardTap({ does: 'button', button: { name: 'issue', number }, shows: title.slice(0, 100) }),
    }
  }
  return card(
    speaker.cards.card('measures', {
      title: words.planYear(digits(String(plan.edition))),
      scope: agency.profile.name,
      doneCount: digits(String(all.done)),
      inWorkCount: digits(String(all.inWork)),
      total: digits(String(all.total)),
      ...bar(all),
      rows: [
        ...plan.issues.map((issue) =>
          row(issue.number, words.issue(digits(String(issue.number)), issue.title), issue.measures),
        ),
        row(0, digits(words.guidance), plan.guidance),
      ],
      buttons: [
        cardButton(words.report, { does: 'button', button: { name: 'report' }, shows: words.report }, 'primary'),
      ],
    }),
  )
}

/** The measures of one issue; `null` = the guidance of the indicators. */
export function issueCard(plan: Plan, issue: PlannedIssue | null, speaker: Speaker): Say {
  const { texts, digits } = speaker
  const words = texts.measures
  return listCard(
    issue ? words.issue(digits(String(issue.number)), issue.title) : digits(words.guidanceTitle),
    issue ? issue.measures : plan.guidance,
    0,
    {},
    speaker,
  )
}

/** A part of the measures. */
export type Part = Omit<Extract<Button, { name: 'plan' }>, 'name' | 'from'>

/** A part of the measures in words, e.g. a unit's in a quarter. */
export function partTitle({ unit, quarter, state: asked }: Part, edition: number, { texts, digits }: Speaker): string {
  const words = texts.measures
  const parts = [
    asked === undefined ? '' : asked === 'pending' ? words.stillOpen : words.doneAlready,
    unit ?? '',
    quarter ? words.quarter(String(quarter)) : '',
  ]
  return digits(words.partTitle(parts.filter((part) => part !== '').join(' '), String(edition)))
}

/** Measures under a title, `from` on, eight at a time. `part` is what the button that goes on asks for. */
export function listCard(
  title: string,
  measures: readonly PlannedMeasure[],
  from: number,
  part: Part,
  speaker: Speaker,
): Say {
  const { texts, digits } = speaker
  const words = texts.measures
  const counts = countsOf(measures)
  const until = Math.min(from + rowsShown, measures.length)
  const goesOn = until < measures.length
  return card(
    speaker.cards.card('measure-list', {
      title,
      about: digits(words.doneOf(String(counts.done), String(counts.total))),
      codes: measures.map((measure) => codeWords(measure, speaker)).join(' '),
      notice: goesOn || from > 0 ? digits(words.shownOf(`${from + 1}-${until}`, String(measures.length))) : undefined,
      rows: measures.slice(from, until).map((measure) => ({
        code: codeWords(measure, speaker),
        title: measure.title,
        state: state(measure.status, speaker),
        note: [quartersWords(measure.quarters, speaker), oneUnit(measure)].filter((part) => part !== '').join(' · '),
        action: cardTap({
          does: 'button',
          button: { name: 'measure', edition: measure.edition, code: measure.code, do: 'show' },
          shows: measureName(measure, speaker),
        }),
      })),
      buttons: [
        ...(goesOn
          ? [
              cardButton(
                texts.more,
                { does: 'button', button: { name: 'plan', ...part, from: until }, shows: texts.more },
                'primary',
              ),
            ]
          : []),
        allButton(speaker),
      ],
    }),
  )
}

/** One measure with what the plan says and what was done. `issue` is the one that it belongs to. */
export function measureCard(measure: PlannedMeasure, issue: PlannedIssue | null, speaker: Speaker): Say {
  const { texts, digits } = speaker
  const words = texts.measures
  return card(
    speaker.cards.card('measure', {
      code: measureName(measure, speaker),
      title: measure.title,
      belongs: issue ? words.issue(digits(String(issue.number)), issue.title) : digits(words.guidanceTitle),
      state: state(measure.status, speaker),
      period: quartersWords(measure.quarters, speaker),
      unit: responsibleFor(measure),
      related: digits(measure.relatedItems.join(' ')) || undefined,
      changed: measure.updatedAt ? digits(formatDate(measure.updatedAt)) : undefined,
      progress: measure.progress.slice(-linesShown).map((line) => ({
        when: digits(`${words.quarter(String(line.quarter))} · ${formatDate(line.at)}`),
        note: digits(shorten(line.note)) || words.linkOnly,
        check: line.url === null ? undefined : checkState(line.page?.check ?? null, speaker),
        trouble: (line.page?.check && trouble(line.page.check, speaker)) ?? undefined,
        action: line.url === null ? undefined : cardTap({ does: 'opens', url: line.url }),
      })),
      steps: measure.steps.map((step) => ({ step: digits(step) })),
      outcomes: measure.outcomes.map((outcome) => ({ outcome: digits(outcome) })),
      buttons: [
        actButton(measure, 'tell', words.tell, 'primary'),
        ...(isSettled(measure) ? [] : [actButton(measure, 'done', words.markDone)]),
        ...(measure.version > 0 ? [actButton(measure, 'history', words.history)] : []),
      ],
    }),
  )
}

/** A one-time link to the report. */
export function reportLinkCard(address: string, { texts, cards, digits }: Speaker): Say {
  const words = texts.measures
  return card(
    cards.card('staff-link', {
      title: words.reportTitle,
      about: digits(words.reportNotice),
      buttons: [cardButton(words.reportLabel, { does: 'opens', url: address }, 'primary')],
    }),
  )
}

/** What became of a measure, newest first; at least one change. `names` are those of the staff who did it. */
export function historyCard(
  measure: PlannedMeasure,
  changes: readonly PastChange[],
  names: ReadonlyMap<string, string>,
  speaker: Speaker,
): Say {
  const { texts, digits } = speaker
  const words = texts.measures
  const what = (change: PastChange): string => {
    const { before, after, progress, undoes, reason } = change
    return [
      undoes === null ? '' : words.undid,
      before.status === after.status
        ? ''
        : words.changed(words.statusWords[before.status], words.statusWords[after.status]),
      before.unit === after.unit || after.unit === null ? '' : words.gaveTo(after.unit),
      progress ? digits(words.wroteNote(String(progress.quarter), shorten(progress.note) || words.linkOnly)) : '',
      reason ?? '',
    ]
      .filter((part) => part !== '')
      .join('\n')
  }
  return card(
    speaker.cards.card('measure-history', {
      title: measureName(measure, speaker),
      rows: changes.map((change) => ({
        when: digits(formatDateTime(change.at)),
        who: whoDid(change, names, speaker),
        what: what(change),
      })),
      buttons: [actButton(measure, 'show', words.showMeasure, 'primary')],
    }),
  )
}

function whoDid({ by, reason }: PastChange, names: ReadonlyMap<string, string>, { texts }: Speaker): string {
  const { linkCheck, operator, formerStaff } = texts.measures
  if (by !== null) return names.get(by) ?? formerStaff
  return reason === undefined ? operator : linkCheck
}

function codeWords(measure: Pick<PlannedMeasure, 'code' | 'indicator'>, { digits }: Speaker): string {
  return digits(measure.indicator === null ? measure.code : String(measure.indicator))
}

function shorten(note: string): string {
  return note.length > longestLine ? `${note.slice(0, longestLine).toWellFormed()}…` : note
}

function actButton(
  { edition, code }: PlannedMeasure,
  act: 'show' | 'tell' | 'done' | 'history',
  label: string,
  style: 'primary' | 'secondary' = 'secondary',
) {
  return cardButton(label, { does: 'button', button: { name: 'measure', edition, code, do: act }, shows: label }, style)
}

function allButton({ texts }: Speaker) {
  const { showAll } = texts.measures
  return cardButton(showAll, { does: 'button', button: { name: 'measures' }, shows: showAll })
}
