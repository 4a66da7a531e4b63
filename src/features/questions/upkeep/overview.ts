import { dateText } from '../../../calendar/calendar.ts'
import { reviewDay } from '../../../calendar/review-day.ts'
import type { Button } from '../../../chat/button.ts'
import type { Decision } from '../../../chat/decision.ts'
import { card, text, type Say } from '../../../chat/say.ts'
import { formatDate } from '../../../thai/dates.ts'
import { cardButton, cardTap, type Turn } from '../../turn.ts'
import { shorten } from '../answer-cards.ts'
import type { StoredEntry } from '../knowledge-store.ts'
import type { Topic } from '../knowledge.ts'
import { readStarterPack } from '../starter-pack/starter-pack.ts'
import { topicList } from './entries.ts'
import { groupGaps, type GapGroup } from './gaps.ts'
import { showProposals } from './proposals.ts'
import { mayDecide, words, type UpkeepTools } from './tools.ts'

const rowsShown = 8

/** Everything about the knowledge base: its state in figures, and where to go from there. */
export async function showKnowledge(
  button: Extract<Button, { name: 'knowledge' }>,
  tools: UpkeepTools,
): Promise<Decision> {
  const { turn } = tools
  if (!turn.visitor.staff) return plain(text(turn.texts.noLongerStaff))
  const from = button.from ?? 0
  switch (button.list) {
    case 'overview':
      return overview(tools)
    case 'gaps':
      return showGaps(from, tools)
    case 'due':
      return showTopics('due', await dueTopics(tools), from, tools)
    case 'general':
      return showTopics('general', generalTopics(tools), from, tools)
    case 'proposals':
      return showProposals(null, tools)
    case 'find':
      return plain(text(words(turn).findWhat))
    default:
      return button.list satisfies never
  }
}

async function overview(tools: UpkeepTools): Promise<Decision> {
  const { turn, store, proposals } = tools
  const say = words(turn)
  const { digits } = turn
  const count = (figure: number) => digits(String(figure))
  const own = await store.list(turn.agency.id)
  const general = generalTopics(tools).length
  const deciding = mayDecide(turn.visitor.staff)
  const list = (name: Extract<Button, { name: 'knowledge' }>['list'], shows: string) =>
    cardTap({ does: 'button', button: { name: 'knowledge', list: name }, shows })
  const [last] = deciding ? (await store.changes(turn.agency.id, 5)).filter((change) => !change.undone) : []
  const { rows } = say
  return plain(
    card(
      turn.cards.card('matters', {
        title: say.title,
        about: say.overviewAbout(count(own.length), count(general)),
        rows: [
          {
            title: rows.gaps.title,
            note: rows.gaps.about(count((await gapGroups(tools)).length)),
            action: list('gaps', rows.gaps.title),
          },
          {
            title: rows.due.title,
            note: rows.due.about(count(own.filter((entry) => isDue(entry, turn)).length)),
            action: list('due', rows.due.title),
          },
          ...(deciding
            ? [
                {
                  title: rows.proposals.title,
                  note: rows.proposals.about(count(await proposals.count(turn.agency.id))),
                  action: list('proposals', rows.proposals.title),
                },
              ]
            : []),
          ...(general === 0
            ? []
            : [
                {
                  title: rows.general.title,
                  note: rows.general.about(count(general)),
                  action: list('general', rows.general.title),
                },
              ]),
          {
            title: rows.find.title,
            note: rows.find.about,
            action: cardTap({
              does: 'button',
              button: { name: 'knowledge', list: 'find' },
              opensKeyboard: `${say.edit} `,
            }),
          },
          {
            title: rows.exporting.title,
            note: rows.exporting.about,
            action: cardTap({
              does: 'button',
              button: { name: 'paper', file: 'knowledge' },
              shows: rows.exporting.title,
            }),
          },
          ...(last
            ? [
                {
                  title: rows.undo.title,
                  note: rows.undo.about(say.changeNames[last.kind], digits(formatDate(last.at))),
                  action: cardTap({
                    does: 'button',
                    button: { name: 'undo', change: last.id },
                    shows: rows.undo.title,
                  }),
                },
              ]
            : []),
        ],
        notice: turn.visitor.staff?.role === 'admin' ? rows.importing.about : undefined,
        buttons: [],
      }),
    ),
  )
}

function isDue(entry: StoredEntry, turn: Turn): boolean {
  return reviewDay(entry) < dateText(turn.now)
}

/** Entries that are due to be looked at, the longest overdue first; of a member of a unit, those of their unit and of nobody. */
async function dueTopics({ turn, store, knowledge }: UpkeepTools): Promise<Topic[]> {
  const { staff } = turn.visitor
  const unit = staff && !mayDecide(staff) ? staff.unit : null
  return (await store.list(turn.agency.id))
    .filter((entry) => isDue(entry, turn) && (unit === null || entry.unit === unit || entry.unit === ''))
    .toSorted((one, other) => reviewDay(one).localeCompare(reviewDay(other)))
    .flatMap((entry) => knowledge.topic(entry.id) ?? [])
}

/** Topics of the starter pack that the bot answers with and that the agency has not confirmed. */
function generalTopics({ knowledge }: UpkeepTools): Topic[] {
  return knowledge.general().flatMap((id) => knowledge.topic(id) ?? [])
}

function showTopics(list: 'due' | 'general', topics: readonly Topic[], from: number, { turn }: UpkeepTools): Decision {
  const say = words(turn)
  const shown = topics.slice(from, from + rowsShown)
  const [title, about, none] =
    list === 'due' ? [say.dueTitle, say.dueAbout, say.noDue] : [say.generalTitle, say.generalAbout, say.noGeneral]
  if (shown.length === 0) return plain(text(none))
  return plain(topicList(title, about, shown, turn, rest(list, from, topics.length, turn)))
}

function rest(list: 'due' | 'general' | 'gaps', from: number, total: number, turn: Turn) {
  const say = words(turn)
  const until = Math.min(from + rowsShown, total)
  return {
    notice: turn.digits(say.moreOf(from === 0 ? String(until) : `${from + 1}-${until}`, String(total))),
    button: until < total ? ({ name: 'knowledge', list, from: until } as const) : null,
    label: say.more,
  }
}

/** What to write next: what people asked in vain, most frequent first. */
async function showGaps(from: number, tools: UpkeepTools): Promise<Decision> {
  const { turn, knowledge } = tools
  const say = words(turn)
  const groups = await gapGroups(tools)
  const shown = groups.slice(from, from + rowsShown)
  if (shown.length === 0) return plain(text(say.noGaps))
  const more = rest('gaps', from, groups.length, turn)
  return plain(
    card(
      turn.cards.card('matters', {
        title: say.gapsTitle,
        about: say.gapsAbout,
        rows: shown.map((group) => {
          const topic = group.topic === null ? null : knowledge.topic(group.topic)
          const title = topic?.title ?? group.question?.text ?? ''
          const button: Button =
            topic && topic.kind !== 'item'
              ? { name: 'entry', id: topic.id, do: 'show' }
              : { name: 'propose', number: group.question?.threadId ?? '' }
          return {
            title: shorten(title, 120),
            note: turn.digits(
              [
                group.unanswered > 0 ? say.gapUnanswered(String(group.unanswered)) : '',
                group.unfit > 0 ? say.gapUnfit(String(group.unfit)) : '',
              ]
                .filter(Boolean)
                .join(' · '),
            ),
            action: cardTap({ does: 'button', button, shows: shorten(title, 200) }),
          }
        }),
        notice: more.notice,
        buttons: more.button
          ? [cardButton(more.label, { does: 'button', button: more.button, shows: more.label })]
          : [],
      }),
    ),
  )
}

async function gapGroups({ turn, gaps, threads, store, knowledge }: UpkeepTools): Promise<GapGroup[]> {
  const list = await gaps.list(turn.agency.id)
  const confirmed = new Map((await store.list(turn.agency.id)).map((entry) => [entry.id, entry.confirmedAt]))
  const questions = await threads.questions(
    turn.agency.id,
    list.flatMap((gap) => gap.threadId ?? []),
  )
  const groups = groupGaps(
    list,
    (threadId) => questions.get(threadId)?.text ?? null,
    (gap, question) => {
      const written = confirmed.get(gap.topic)
      if (written && written > gap.at) return true
      if (question === null) return false
      const understood = knowledge.understand(question)
      const now = understood.outcome === 'answer' ? confirmed.get(understood.top[0] ?? '') : undefined
      return now !== undefined && now > gap.at
    },
  )
  // A question is read by its own unit and by those who decide; a list of all of them is for the latter.
  const deciding = mayDecide(turn.visitor.staff)
  const known = new Set(readStarterPack().topics.map((topic) => topic.id))
  return groups
    .filter(
      (group) =>
        (group.question !== null && deciding) ||
        (group.topic !== null && (confirmed.has(group.topic) || known.has(group.topic))),
    )
    .map((group) =>
      group.question === null || !deciding
        ? { ...group, question: null }
        : { ...group, question: { ...group.question, threadId: questions.get(group.question.threadId)?.number ?? '' } },
    )
}

function plain(...say: Say[]): Decision {
  return { say, purpose: 'work', worthPush: false }
}
