import type { Button } from '../../chat/button.ts'
import type { Decision } from '../../chat/decision.ts'
import { card, text, type Say } from '../../chat/say.ts'
import { asksWhatWillBe } from '../../thai/staff/scores.ts'
import { cardButton, type Speaker, type Turn } from '../turn.ts'
import { isPending, pointsWords } from './cards.ts'
import { belongsTo } from './items.ts'
import type { Checklist, ChecklistStore } from './checklist-store.ts'
import {
  executiveCard,
  nextStepsCard,
  outlookCard,
  outlookWords,
  scoreCard,
  weakRow,
  weakestOf,
} from './score-cards.ts'
import type { ScoreStore } from './score-store.ts'

const week = 7 * 86_400_000
const weakShown = 8

export type ScoreTools = { checklists: ChecklistStore; scores: ScoreStore }

/** What staff want to know of scores. */
export type ScoreWish = { intent: string; unit?: string; subIndicator?: string; question?: string; words?: string }

/**
 * The summary for executives, as one card: for whoever asks, and for the weekly message.
 * @returns null when the agency's edition is not loaded
 */
export async function executiveSummary(tools: ScoreTools, speaker: Speaker): Promise<Say | null> {
  const { agency, now } = speaker
  const checklist = await tools.checklists.read(agency.id, agency.profile.edition)
  if (!checklist) return null
  const result = await tools.scores.latest(agency.id, checklist.edition)
  const movement = await tools.scores.movement(agency.id, checklist.edition, new Date(now.getTime() - week))
  return executiveCard(checklist, result, movement, speaker)
}

/** Answers about scores: the outlook, what to do first, the last published result, the executives' summary. */
export function scoreAnswers(tools: ScoreTools) {
  async function withChecklist(
    turn: Turn,
    answer: (checklist: Checklist) => Promise<Say[]> | Say[],
  ): Promise<Decision> {
    const { edition } = turn.agency.profile
    const checklist = await tools.checklists.read(turn.agency.id, edition)
    return work(
      ...(checklist ? await answer(checklist) : [text(turn.texts.checklistMissing(turn.digits(String(edition))))]),
    )
  }

  function latest(turn: Turn) {
    return tools.scores.latest(turn.agency.id, turn.agency.profile.edition)
  }

  async function executive(turn: Turn): Promise<Decision> {
    const summary = await executiveSummary(tools, turn)
    return work(summary ?? text(turn.texts.checklistMissing(turn.digits(String(turn.agency.profile.edition)))))
  }

  async function outlook(turn: Turn, asked = ''): Promise<Decision> {
    const result = await latest(turn)
    return withChecklist(turn, (checklist) => [
      // Whoever asks what will be reads it in a sentence; the card alone would leave it to them to find.
      ...(asksWhatWillBe(asked) ? [text(outlookWords(checklist, result, turn))] : []),
      outlookCard(checklist, result, turn),
      ...(result ? [scoreCard(result, turn)] : []),
    ])
  }

  async function nextSteps(turn: Turn, wish: Pick<ScoreWish, 'unit' | 'subIndicator'>): Promise<Decision> {
    return withChecklist(turn, (checklist) => {
      const year = turn.digits(String(checklist.edition))
      const { unit, subIndicator } = wish
      const items = checklist.items.filter(
        (item) =>
          (unit === undefined || belongsTo(item, unit)) &&
          (subIndicator === undefined || item.subIndicator === subIndicator),
      )
      const scope =
        unit !== undefined
          ? turn.texts.pendingScopeUnit(unit, year)
          : subIndicator !== undefined
            ? turn.texts.pendingScopeSub(turn.digits(subIndicator), year)
            : turn.texts.pendingScope(year)
      return items.some(isPending) ? [nextStepsCard(items, scope, turn)] : [text(turn.texts.score.nothingLeft(year))]
    })
  }

  async function lastResult(turn: Turn): Promise<Decision> {
    const result = await latest(turn)
    return work(result ? scoreCard(result, turn) : text(turn.texts.score.noResult))
  }

  /** One question of the surveys: its score in the last result, and the issue behind it. */
  async function question(turn: Turn, code: string): Promise<Decision> {
    const words = turn.texts.score
    const result = await latest(turn)
    const found = result && weakestOf(result.scores).find((weak) => weak.code === code)
    if (!found) {
      const score = { code, score: null }
      return work(
        card(
          turn.cards.card('weakest', {
            title: words.questionTitle(turn.digits(code)),
            codes: '',
            rows: [weakRow(score, turn)],
            notice: words.questionUnknown,
            buttons: [],
          }),
        ),
      )
    }
    return work(
      card(
        turn.cards.card('weakest', {
          title: words.questionTitle(turn.digits(`${code} ${result.edition}`)),
          codes: pointsWords(found.score, turn),
          rows: [weakRow(found, turn)],
          buttons: [],
        }),
      ),
    )
  }

  async function weakest(turn: Turn, from: number): Promise<Decision> {
    const { texts, digits } = turn
    const words = texts.score
    const result = await latest(turn)
    const all = result ? weakestOf(result.scores) : []
    if (!result || all.length === 0) return work(text(result ? words.noQuestions : words.noResult))
    const rows = all.slice(from, from + weakShown)
    const shown = digits(String(Math.min(from + weakShown, all.length)))
    return work(
      card(
        turn.cards.card('weakest', {
          title: words.weakTitle(digits(String(result.edition))),
          codes: rows.map(({ code }) => digits(code)).join(' '),
          rows: rows.map((weak) => weakRow(weak, turn)),
          notice: all.length > weakShown ? texts.moreRows(shown, digits(String(all.length))) : undefined,
          buttons: [
            ...(from + weakShown < all.length
              ? [
                  cardButton(
                    texts.more,
                    {
                      does: 'button',
                      button: { name: 'score', page: 'weak', from: from + weakShown },
                      shows: texts.more,
                    },
                    'primary',
                  ),
                ]
              : []),
            cardButton(words.seeMeasures, {
              does: 'button',
              button: { name: 'measures' },
              shows: words.seeMeasures,
            }),
          ],
        }),
      ),
    )
  }

  return {
    /** Answers a wish about scores; null when it is about something else. */
    async answer(wish: ScoreWish, turn: Turn): Promise<Decision | null> {
      switch (wish.intent) {
        case 'score':
          return outlook(turn, wish.words)
        case 'summary':
          return turn.visitor.staff?.role === 'executive' ? executive(turn) : null
        case 'next_action':
          return nextSteps(turn, wish)
        case 'last_score':
          return lastResult(turn)
        case 'weakest':
          return weakest(turn, 0)
        case 'question':
          return wish.question === undefined ? null : question(turn, wish.question)
        default:
          return null
      }
    },

    /** Buttons about scores; null for the others. */
    async press(button: Button, turn: Turn): Promise<Decision | null> {
      if (button.name !== 'score') return null
      switch (button.page) {
        case 'executive':
          return executive(turn)
        case 'outlook':
          return outlook(turn)
        case 'next':
          return nextSteps(turn, button.of === undefined ? {} : { unit: button.of })
        case 'result':
          return lastResult(turn)
        case 'weak':
          return weakest(turn, button.from ?? 0)
        default:
          return button satisfies never
      }
    },
  }
}

function work(...say: Say[]): Decision {
  return { say, purpose: 'work', worthPush: false }
}
