/** What paid messages are for: answers and everything else to citizens; time limits of protected reports; staff's work. */
export const pushPurposes = ['citizen', 'deadline', 'work'] as const
export type PushPurpose = (typeof pushPurposes)[number]

/** Which part of the month's messages a message may use, by its purpose in the outbox. */
export function pushPurpose(purpose: string): PushPurpose {
  return purpose === 'work' || purpose === 'deadline' ? purpose : 'citizen'
}

/** How the month of an account stands. */
export type Month = {
  /** Paid messages a month; null = unlimited, or LINE does not tell. */
  allowed: number | null
  /** Used so far by LINE's count, also by hand in LINE's own tools. */
  used: number
  /** Our own so far, by purpose. */
  sent: Readonly<Record<PushPurpose, number>>
  /** Which part of the month is over, 0 to 1. */
  elapsed: number
}

/** This part of a whole month is kept for citizens while nothing better is known. */
const citizensShare = 0.6
/** This part of a whole month is kept for time limits of reports. */
const deadlinesShare = 0.1
/** From this part of a month on, its own pace says more than the share; with so much on top. */
const paceFrom = 0.15
const paceMargin = 1.25

/**
 * How many paid messages a purpose may still use this month; null = without limit.
 * Answers to citizens may use everything. Before time limits of reports comes what citizens will presumably still need, and
 * before staff's work what both will: what is kept shrinks as the month goes by, so nothing is left over for its own sake.
 */
export function leftFor(purpose: PushPurpose, month: Month): number | null {
  if (month.allowed === null) return null
  const left = month.allowed - month.used
  if (purpose === 'citizen') return left
  const ahead = 1 - month.elapsed
  const byPace = month.elapsed < paceFrom ? 0 : (month.sent.citizen / month.elapsed) * ahead * paceMargin
  const citizens = Math.max(month.allowed * citizensShare * ahead, byPace)
  if (purpose === 'deadline') return Math.floor(left - citizens)
  return Math.floor(left - citizens - month.allowed * deadlinesShare * ahead)
}

/** Whether there is so much that staff may be told of each thing at once: more than half of the month is nobody's. */
export function isPlenty(month: Month): boolean {
  const left = leftFor('work', month)
  return left === null || month.allowed === null || left > month.allowed / 2
}
