import type { Say } from './say.ts'

/** Why a message is sent; the push budget is kept by purpose (`outbox/budget.ts`). `work` and `deadline` go to staff, all else to citizens. */
export type Purpose = 'answer' | 'handover' | 'notice' | 'work' | 'deadline' | 'apology'

/** Where a conversation stands: a step of a flow, with what it must remember. */
export type ConversationState = { flow: string; step: string; version: number; memory: unknown }

/**
 * A message to somebody else than the person who is talking. Never a reply, so it costs one of the month's messages.
 * Of purpose `work` it goes to staff and at once only where that is allowed and affordable; else it waits for their next
 * reply, and the next slot reminds them that something waits (`notices/holding.ts`).
 */
export type Elsewhere = {
  personId: string
  purpose: Purpose
  say: Say[]
  /** False: never a push of its own, it waits for the person's next reply. */
  worthPush?: boolean
}

/** What a feature decided. It has sent nothing and committed nothing. */
export type Decision = {
  say: Say[]
  /** undefined = as before; null = over. */
  conversation?: ConversationState | null
  also?: Elsewhere[]
  purpose?: Purpose
  /** The person serves in this role from now on: their rich menu changes with it. */
  role?: string
  /** The photo or file of this event belongs to that thread. */
  filesFor?: { threadId: string }
  /** The person asks what has come for them: what is held back to gather more goes with this reply, free of charge. */
  collects?: boolean
  /** This kind of what waits for staff is said by the answer itself: no reminder of it and no card that was held rides on it. */
  covers?: 'review' | 'sent-back'
  /** Somebody is in danger: nothing stands above this, neither the notice of the first day nor what waited. */
  urgent?: boolean
  /** Worth one of the month's paid messages when the reply token is gone. Otherwise it waits for the person's next reply. */
  worthPush?: boolean
}

/** Nothing is said yet: the person may go on writing, and what they wrote so far is not enough to be sure. */
export type Hold = { hold: true }

/** Nothing is said, on purpose. `because` stands in the metrics. */
export type Silence = { silent: 'group' | 'unsend' | 'unfollow' | 'ignored' | 'no-token' }
