import type { Elsewhere } from '../../chat/decision.ts'
import { text, type Choice, type Say } from '../../chat/say.ts'
import type { Thread, ThreadKind } from '../../threads/thread.ts'
import { formatMoment } from '../../thai/dates.ts'
import { guessUnits } from '../../thai/unit-duties.ts'
import { answerDue, type Waiting } from './limits.ts'
import { mainChoices, textsOf, type ThreadTools } from './tools.ts'

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
  const { agency, digits } = turn
  const words = textsOf(turn)
  const units = [...guessUnits(wanted.text, agency.units), ...(wanted.likely === null ? [] : [wanted.likely])]
  const unit = units.find((name) => agency.units.some((one) => one.name === name)) ?? null
  const due = await promiseNow(wanted, tools)
  const thread = await threads.open(agency.id, turn.visitor.personId, wanted.text, unit, due, wanted)
  const files = await attachments.attachTo(turn.db, thread.id, turn.visitor.personId)
  const number = digits(thread.number)
  const told =
    wanted.kind === 'request'
      ? words.received(number, unit)
      : words.handedOver(number, unit, digits(formatMoment(thread.dueAt)))
  const withFiles = files === 0 ? told : `${told} ${words.withFiles(digits(String(files)))}`
  // A tap brings a fresh reply token: what has come meanwhile, and what waits for want of paid messages, then costs nothing.
  const seeProgress: Choice = {
    label: words.seeProgress,
    tap: { does: 'button', button: { name: 'thread', number: thread.number }, shows: words.seeProgress },
  }
  return { thread, say: [text(withFiles, [seeProgress, ...mainChoices(turn)])], also: [] }
}
