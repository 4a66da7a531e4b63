import type { WorkCalendar } from '../../calendar/calendar.ts'
import type { ThreadKind } from '../../threads/thread.ts'

/**
 * Working days until somebody is promised a person's first word. The law allows fifteen days (Royal Decree on Good Governance,
 * B.E. 2546, section 38); whoever asks in a chat has given up by then.
 */
const firstWord: Readonly<Record<ThreadKind, number>> = { question: 1, request: 3 }
/** Working days until the next word about a request on which work has begun. */
const nextWord = 7
/** Days without a word after which an answered thread is closed. */
export const silentDays = 7

/** Until when a thread that begins to wait now is answered. */
export function answerDue(kind: ThreadKind, calendar: WorkCalendar, now: Date): Date {
  return calendar.promise(now, firstWord[kind])
}

/** Until when something is heard of a request on which work has begun. */
export function progressDue(calendar: WorkCalendar, now: Date): Date {
  return calendar.promise(now, nextWord)
}
