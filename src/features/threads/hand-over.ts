import type { Elsewhere } from '../../chat/decision.ts'
import { card, type Choice, type Say } from '../../chat/say.ts'
import type { Thread, ThreadKind } from '../../threads/thread.ts'
import { formatMoment } from '../../thai/dates.ts'
import { guessUnits } from '../../thai/unit-duties.ts'
import { cardButton, type Turn } from '../turn.ts'
import { answerDue, type Waiting } from './limits.ts'
import { mainChoices, shorten, textsOf, type ThreadTools } from './tools.ts'

/** What goes to staff. `likely` is a unit that something else points to, taken when the words point to none. */
export type ForStaff = {
  kind: ThreadKind
  text: string
  likely: string | null
  category: string | null
  /** LINE's id of the message, so that its sender can take it back. */
  sourceId: string | null
}

/** Until when what is handed over now is answered. */
export async function promiseNow(waiting: Waiting, tools: ThreadTools): Promise<Date> {
  return answerDue(waiting, tools.turn.agency, await tools.calendar(), tools.turn.now)
}

/**
 * Opens a numbered thread with what the person sent of late, for the unit that its words speak of.
 * @returns the thread and what its writer is told
 */
export async function handToStaff(
  wanted: ForStaff,
  tools: ThreadTools,
): Promise<{ thread: Thread; say: Say[]; also: Elsewhere[] }> {
  const { turn, threads, attachments } = tools
  const { agency } = turn
  const guessed = guessUnits(wanted.text, agency.units)
  const likely = wanted.likely === null ? [] : [wanted.likely]
  // A hole in the road before a school is a matter of roads: what somebody chose as its kind says more than the words of the place.
  const units = wanted.kind === 'request' ? [...likely, ...guessed] : [...guessed, ...likely]
  const unit = units.find((name) => agency.units.some((one) => one.name === name)) ?? null
  const due = await promiseNow(wanted, tools)
  const thread = await threads.open(agency.id, turn.visitor.personId, wanted.text, unit, due, wanted)
  const files = await attachments.attachTo(turn.db, thread.id, turn.visitor.personId)
  return { thread, say: [receivedCard(thread, files, turn)], also: [] }
}

/**
 * The receipt. Its button stays in the chat for good, and a tap on it brings a fresh reply token: what has been answered meanwhile
 * comes with it, free of charge, even when the month's paid messages are used up and nothing could be sent.
 */
function receivedCard(thread: Thread, files: number, turn: Turn): Say {
  const { digits } = turn
  const words = textsOf(turn)
  const label = seeLabel(thread, turn)
  const told = [
    ...(thread.unit === null ? [] : [words.sentTo(thread.unit)]),
    ...(files === 0 ? [] : [digits(words.withFiles(String(files)))]),
    thread.kind === 'request' ? words.tellsEachStep : digits(words.answersUntil(formatMoment(thread.dueAt))),
  ]
  return card(
    turn.cards.card('received', {
      title: words.receivedTitle,
      number: words.numberOf[thread.kind](digits(thread.number)),
      question: shorten(thread.question, 200),
      told: told.join(' '),
      hint: words.askAnyTime,
      buttons: [
        cardButton(
          label,
          { does: 'button', button: { name: 'thread', number: thread.number }, shows: label },
          'primary',
        ),
        cardButton(
          words.addMore,
          {
            does: 'button',
            button: { name: 'mine', number: thread.number, do: 'more' },
            shows: words.addMore,
            opensKeyboard: true,
          },
          'link',
        ),
      ],
    }),
    mainChoices(turn),
  )
}

function seeLabel(thread: Thread, turn: Turn): string {
  return thread.kind === 'request' ? textsOf(turn).seeProgress : textsOf(turn).seeAnswer
}

/** The same button under a sentence: for what was added to a thread that waits again. */
export function seeThread(thread: Thread, turn: Turn): Choice {
  const label = seeLabel(thread, turn)
  return { label, tap: { does: 'button', button: { name: 'thread', number: thread.number }, shows: label } }
}
