import type { AttachmentStore } from '../../attachments/attachment-store.ts'
import type { WorkCalendar } from '../../calendar/calendar.ts'
import type { Decision } from '../../chat/decision.ts'
import { text, type Choice, type Say } from '../../chat/say.ts'
import type { Ids } from '../../kernel/ids.ts'
import { threadTextsFor, type ThreadTexts } from '../../texts/threads.ts'
import type { CannedStore } from '../../threads/canned-store.ts'
import type { ThreadStore } from '../../threads/thread-store.ts'
import type { Thread } from '../../threads/thread.ts'
import type { Turn } from '../turn.ts'

/** What this feature needs for one event. */
export type ThreadTools = {
  turn: Turn
  threads: ThreadStore
  canned: CannedStore
  attachments: AttachmentStore
  ids: Ids
  /** Whether this person has blocked the account: what is said to them waits until they are back. */
  isAway(personId: string): Promise<boolean>
  /** The agency's working days. */
  calendar(): Promise<WorkCalendar>
  /** The address of a page with the thread's files that only this member of staff can open, for a short time. */
  openPage(thread: Thread): Promise<string>
  /** What can be done with an answer that has just gone out, beside this feature's own matters. */
  afterAnswer(thread: Thread): Choice[]
}

/** The sentences of this feature in the agency's voice. */
export function textsOf(turn: Turn): ThreadTexts {
  return threadTextsFor[turn.agency.profile.voice]
}

/** Who answers for a thread, in the words that citizens see. */
export function unitName(thread: Thread, turn: Turn): string {
  return thread.unit ?? turn.agency.profile.name
}

/** "Q12" or "R7": how staff name a thread when they write. */
export function ticketOf(thread: Thread): string {
  return `${thread.kind === 'request' ? 'R' : 'Q'}${thread.serial}`
}

/** What is always one tap away from a citizen. */
export function mainChoices(turn: Turn): Choice[] {
  const { texts } = turn
  return [
    { label: texts.menuLabel, tap: { does: 'button', button: { name: 'menu', page: 'main' }, shows: texts.menuLabel } },
    doorwayChoice(turn),
  ]
}

/** The way to the protected channel; it stands under every automatic reply. */
export function doorwayChoice(turn: Turn): Choice {
  return { label: turn.texts.doorwayLabel, tap: { does: 'opens', url: turn.doorwayUrl } }
}

/** A sentence that asks for nothing and is not worth a paid message. */
export function plain(...say: Say[]): Decision {
  return { say, worthPush: false }
}

/** The same for staff. */
export function work(...say: Say[]): Decision {
  return { say, purpose: 'work', worthPush: false }
}

/** A button that has outlived what it was for. */
export function oldButton(turn: Turn): Decision {
  return plain(text(turn.texts.oldButton))
}

/** At most `most` UTF-16 units, cut at a whole letter. */
export function shorten(words: string, most: number): string {
  return words.length <= most
    ? words
    : `${words
        .slice(0, most - 1)
        .toWellFormed()
        .replace(/\uFFFD$/, '')}…`
}
