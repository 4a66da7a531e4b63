/**
 * For how many days what has no end of its own is kept (README, "What is kept, and for how long"). One place, so that what the
 * program does and what it promises are one thing.
 */
export const retention = {
  /** Ids of handled events: LINE redelivers for less than that. */
  handledEvents: 14,
  /** State and times of messages that reached LINE, or never will. */
  endedMessages: 30,
  /** What waits for the next reply of somebody who does not come back. */
  waitingMessages: 90,
  /** Events that could not be handled: so long the operator can have them tried again. */
  parkedEvents: 90,
  /** What a member of staff was told of; what is still open after that is told once more. */
  toldMatters: 90,
} as const
