import {
  indicatorTitle,
  instruments,
  levelOf,
  nextLevel,
  oitPoints,
  roundScore,
  totalScore,
} from '../../assessment/score.ts'
import { issuesOf, questionOf } from '../../assessment/issues.ts'
import { card, type Say } from '../../chat/say.ts'
import { formatDate, formatDay, formatTime } from '../../thai/dates.ts'
import { cardButton, cardTap, type Speaker } from '../turn.ts'
import { bar, codeWords, figures, isPending, itemTap, pointsWords, state } from './cards.ts'
import type { Checklist } from './checklist-store.ts'
import type { Item } from './items.ts'
import { daysLeft, inOrderOfNeed, laggards, outlookOf, soonDays, totalWith } from './outlook.ts'
import type { Movement, PublishedScores, Result } from './score-store.ts'

const stepsShown = 5
const weakestShown = 5

/**
 * Ten seconds for the mayor, and what is pushed each week: where the agency is, what OIT comes to, who is late, what is
 * worth doing first, what moved since last week.
 * @param result the last published result, whose IIT and EIT stand for this year's; null when there is none
 * @param movement since last week
 */
export function executiveCard(checklist: Checklist, result: Result | null, movement: Movement, speaker: Speaker): Say {
  const { texts, digits, now, agency } = speaker
  const words = texts.score
  const all = figures(checklist.items)
  const outlook = outlookOf(checklist)
  const pending = checklist.items.filter(isPending)
  const [first] = inOrderOfNeed(pending, now)
  return card(
    speaker.cards.card('executive', {
      edition: texts.oitEdition(digits(String(checklist.edition))),
      agency: agency.profile.name,
      approvedCount: digits(String(all.approved)),
      total: digits(String(all.total)),
      ...bar(all),
      expected: pointsWords(outlook.now, speaker),
      full: digits('100'),
      ifAllPass: pointsWords(outlook.ifReportedPass, speaker),
      approvedOnly: pointsWords(outlook.approvedOnly, speaker),
      unready: unreadyWords(outlook.unready, speaker),
      level: spanWords(checklist.edition, outlook, result, speaker),
      slowest: lateWords(pending, speaker),
      next: first
        ? words.doFirst(codeWords(first.code, speaker), first.title, pointsWords(first.worth, speaker))
        : undefined,
      since: movementWords(movement, speaker),
      rule: digits(words.rule),
      updated: digits(`${formatDate(now)} ${formatTime(now)}`),
      buttons: [
        cardButton(
          texts.byUnit,
          { does: 'button', button: { name: 'summary', by: 'unit' }, shows: texts.byUnit },
          'primary',
        ),
        pageButton('next', words.whatFirst),
        result ? pageButton('result', words.lastResult) : pageButton('outlook', words.outlook),
      ],
    }),
  )
}

/** What OIT may come to this year, in three readings, and what that makes of the total. */
export function outlookCard(checklist: Checklist, result: Result | null, speaker: Speaker): Say {
  const { texts, digits } = speaker
  const words = texts.score
  const outlook = outlookOf(checklist)
  const total = result && totalWith(checklist.edition, outlook.now, result.scores.instruments)
  const row = (name: string, score: number) => ({
    name,
    figure: pointsWords(score, speaker),
    percent: Math.round(score),
  })
  return card(
    speaker.cards.card('outlook', {
      edition: texts.oitEdition(digits(String(checklist.edition))),
      expected: pointsWords(outlook.now, speaker),
      full: digits('100'),
      points: digits(words.pointsOfForty(((outlook.now * oitPoints) / 100).toFixed(2))),
      level:
        result && total
          ? words.totalLikeLastYear(digits(String(result.edition)), pointsWords(total.total, speaker), total.level)
          : undefined,
      distance: total ? distanceWords(checklist.edition, total.total, speaker) : undefined,
      rows: [
        row(words.now, outlook.now),
        row(words.ifReportedPass, outlook.ifReportedPass),
        row(words.approvedOnly, outlook.approvedOnly),
      ],
      unready: unreadyWords(outlook.unready, speaker),
      rule: digits(`${words.rule} ${words.nowRule}`),
      buttons: [
        pageButton('next', words.whatFirst, 'primary'),
        ...(result ? [pageButton('result', words.lastResult)] : []),
      ],
    }),
  )
}

/** What to do first among the items of a scope, which has at least one that is still to be done. */
export function nextStepsCard(items: readonly Item[], scope: string, speaker: Speaker): Say {
  const { texts, now } = speaker
  const words = texts.score
  const pending = inOrderOfNeed(items.filter(isPending), now)
  const rows = pending.slice(0, stepsShown)
  const together = pending.reduce((sum, item) => sum + item.worth, 0)
  return card(
    speaker.cards.card('next-steps', {
      scope,
      codes: rows.map((item) => `${codeWords(item.code, speaker)} (${pointsWords(item.worth, speaker)})`).join(' '),
      about: words.doFirstSource(pointsWords(together, speaker)),
      rows: rows.map((item) => ({
        code: codeWords(item.code, speaker),
        title: item.title,
        worth: words.worth(pointsWords(item.worth, speaker)),
        due: dueWords(item, speaker),
        state: item.status === 'open' ? undefined : state(item.status, speaker),
        action: itemTap(item, speaker),
      })),
      rule: words.nextRule,
      buttons: [
        cardButton(
          texts.showPending,
          {
            does: 'button',
            button: { name: 'list', edition: rows[0]?.edition ?? speaker.agency.profile.edition, what: 'pending' },
            shows: texts.showPending,
          },
          'primary',
        ),
        pageButton('outlook', words.outlook),
      ],
    }),
  )
}

/** A published result: total and level, instruments with bars, the weakest questions or indicators with their issue. */
export function scoreCard(result: Result, speaker: Speaker): Say {
  const { texts, digits } = speaker
  const words = texts.score
  const { scores, edition } = result
  const reckoned = totalScore(scores.instruments)
  const total = scores.total ?? reckoned
  const level = scores.level ?? (total === null ? undefined : levelOf(edition, total, scores.instruments)?.level)
  return card(
    speaker.cards.card('score', {
      edition: words.itaYear(digits(String(edition))),
      total: total === null ? words.notPrinted : pointsWords(total, speaker),
      level: level ?? words.notPrinted,
      distance: total === null ? undefined : distanceWords(edition, total, speaker),
      reckoned:
        scores.total === undefined || reckoned === null
          ? undefined
          : roundScore(reckoned) === scores.total
            ? words.reckoned(pointsWords(reckoned, speaker))
            : words.reckonedOtherwise(pointsWords(reckoned, speaker)),
      instruments: instruments.flatMap((code) => {
        const score = scores.instruments[code]
        return score === undefined
          ? []
          : [{ name: words.instrumentNames[code], figure: pointsWords(score, speaker), percent: Math.round(score) }]
      }),
      weakest: weakestOf(scores)
        .slice(0, weakestShown)
        .map((weak) => weakRow(weak, speaker)),
      buttons: [
        pageButton('outlook', words.outlook, 'primary'),
        ...(Object.keys(scores.questions).length > weakestShown ? [pageButton('weak', words.moreWeak)] : []),
      ],
    }),
  )
}

export type Weak = { code: string; score: number; likely?: number }

/** Questions by their scores, weakest first; indicators where no question is known. */
export function weakestOf(scores: PublishedScores): Weak[] {
  const some = Object.keys(scores.questions).length > 0 ? scores.questions : scores.indicators
  const likely = new Map(scores.suspect.map((one) => [one.code, one.likely]))
  return Object.entries(some)
    .map(([code, score]) => {
      const better = likely.get(code)
      return { code, score, ...(better !== undefined && { likely: better }) }
    })
    .toSorted((a, b) => (a.likely ?? a.score) - (b.likely ?? b.score) || (a.code < b.code ? -1 : 1))
}

/** One weak point: its words, its score, and the issue whose measures raise it, which is where a tap leads. */
export function weakRow(weak: Omit<Weak, 'score'> & { score: number | null }, speaker: Speaker) {
  const { texts, digits } = speaker
  const words = texts.score
  const isQuestion = /^[ie]/.test(weak.code)
  const question = isQuestion ? questionOf(weak.code) : undefined
  const [issue] = issuesOf(isQuestion ? { question: weak.code } : { indicator: Number(weak.code) })
  const title = isQuestion
    ? words.questionName(digits(weak.code), question?.text ?? '')
    : words.indicatorName(digits(weak.code), indicatorTitle(Number(weak.code)) ?? '')
  return {
    title: title.trim(),
    figure: weak.score === null ? '' : pointsWords(weak.score, speaker),
    measures: [
      weak.likely === undefined ? '' : words.suspect(pointsWords(weak.likely, speaker)),
      issue ? words.seeIssue(digits(String(issue.number)), issue.title) : '',
    ]
      .filter((part) => part !== '')
      .join(' · '),
    action: issue
      ? cardTap({
          does: 'button',
          button: { name: 'issue', number: issue.number },
          shows: words.seeMeasures,
        })
      : undefined,
  }
}

function spanWords(
  edition: number,
  outlook: { now: number; ifReportedPass: number },
  result: Result | null,
  { texts, digits }: Speaker,
): string | undefined {
  const now = result && totalWith(edition, outlook.now, result.scores.instruments)
  const then = result && totalWith(edition, outlook.ifReportedPass, result.scores.instruments)
  if (!result || !now || !then) return undefined
  const year = String(result.edition)
  return digits(texts.score.totalSpan(year, now.total.toFixed(2), now.level, then.total.toFixed(2), then.level))
}

function unreadyWords(count: number, { texts, digits }: Speaker): string | undefined {
  return count === 0 ? undefined : digits(texts.score.unready(String(count)))
}

function distanceWords(edition: number, total: number, { texts, digits }: Speaker): string | undefined {
  const next = nextLevel(edition, total)
  return next ? texts.score.levelDistance(digits(next.missing.toFixed(2)), next.level) : undefined
}

/**
 * Which unit is slowest, in words, and who answers for most of what is left; for whoever asks who is late.
 */
export function slowestWords(items: readonly Item[], speaker: Speaker): string {
  const { texts, digits } = speaker
  const pending = items.filter(isPending)
  const left = new Map<string, number>()
  for (const { owner } of pending) if (owner) left.set(owner.name, (left.get(owner.name) ?? 0) + 1)
  const [busiest] = [...left].toSorted(([, a], [, b]) => b - a)
  const said = pending.length === 0 ? texts.score.nobodyLate : texts.score.slowest(lateWords(pending, speaker))
  return busiest ? `${said} ${digits(texts.score.mostLeft(busiest[0], String(busiest[1])))}` : said
}

/** What OIT comes to, in words: now, if what was reported passes, if everything does; with the levels where they are known. */
export function outlookWords(checklist: Checklist, result: Result | null, speaker: Speaker): string {
  const outlook = outlookOf(checklist)
  const figures = [outlook.now, outlook.ifReportedPass].map((score) => score.toFixed(2)) as [string, string]
  const said = speaker.digits(speaker.texts.score.inWords(...figures))
  const why = unreadyWords(outlook.unready, speaker)
  const levels = spanWords(checklist.edition, outlook, result, speaker)
  return [said, why, levels].filter((line) => line !== undefined).join('\n')
}

function lateWords(pending: readonly Item[], { texts, digits, now }: Speaker): string {
  const [slowest, ...others] = laggards(pending, now)
  const words = texts.score
  if (!slowest) return words.nobodyLate
  const late = slowest.overdue > 0
  const said = late
    ? words.late(slowest.unit, String(slowest.overdue), String(slowest.pending))
    : words.slow(slowest.unit, String(slowest.pending))
  const more = others.filter((other) => !late || other.overdue > 0).length
  return digits(`${said}${more === 0 ? '' : words.others(String(more))}`)
}

function movementWords({ approved, reported, sentBack }: Movement, { texts, digits }: Speaker): string {
  const words = texts.score
  const parts = [
    approved > 0 ? words.approvedMore(String(approved)) : '',
    reported > 0 ? words.reportedMore(String(reported)) : '',
    sentBack > 0 ? words.sentBackMore(String(sentBack)) : '',
  ].filter((part) => part !== '')
  return parts.length === 0 ? words.nothingChanged : digits(words.changedItems(parts.join(' · ')))
}

function dueWords(item: Item, { texts, digits, now }: Speaker): string | undefined {
  const left = daysLeft(item, now)
  if (left === null || !item.dueAt) return undefined
  const words = texts.score
  if (left < 0) return digits(words.overdueBy(String(-left)))
  return left === 0
    ? words.dueToday
    : left <= soonDays
      ? digits(words.dueOn(formatDay(item.dueAt)))
      : digits(words.dueOn(formatDate(item.dueAt)))
}

type Page = 'executive' | 'outlook' | 'next' | 'result' | 'weak'

function pageButton(page: Page, label: string, style: 'primary' | 'secondary' = 'secondary') {
  return cardButton(label, { does: 'button', button: { name: 'score', page }, shows: label }, style)
}
