/**
 * How one message to one person gets through, as pure functions. The rules are LINE's:
 * a reply token is good once and for about a minute, an error answer means that nothing was sent
 * (https://developers.line.biz/en/reference/messaging-api/#send-reply-message); replies know no retry key, so a reply
 * without an answer may have arrived; a push carries a retry key that LINE remembers for 24 hours and answers 409 when it
 * was accepted before (https://developers.line.biz/en/docs/messaging-api/retrying-api-request/).
 */

/** What came back from LINE, or did not. */
export type Outcome =
  | { kind: 'accepted' }
  /** 409: this retry key was accepted before. */
  | { kind: 'accepted-before' }
  /** 400 on a reply that names no fault of the message: the token is used, too old or wrong. */
  | { kind: 'token-refused' }
  /** 429; `exhausted` is true when the quota call says that the month is over, null when LINE did not tell. */
  | { kind: 'too-many'; exhausted: boolean | null }
  /** Any other 4xx. */
  | { kind: 'refused'; status: number }
  /** 5xx: LINE says that it failed. */
  | { kind: 'failed'; status: number }
  /** The connection never came to be: nothing was sent. */
  | { kind: 'unreachable' }
  /** The request went out and no answer came. */
  | { kind: 'unknown' }

/** What is known about a message before an attempt. */
export type Standing = {
  replyUntil: Date | null
  replyUnknown: boolean
  push: boolean
  /** When the first push was made that LINE may have accepted; null = none. */
  firstPushAt: Date | null
  attempts: number
}

export type Route = 'reply' | 'push'
export type Plan = Route | { end: 'unknown' | 'failed' } | 'wait'

/** LINE remembers a retry key for 24 h; we stop half an hour earlier, because then a repetition could arrive twice. */
const retryKeyLife = 23.5 * 3_600_000
const maximumDelay = 300_000
/** So often a push is tried that LINE finds too many, about half a minute long; then it waits. */
const patience = 6
const baseDelay = 400

/**
 * Which way the next attempt goes.
 * @param quotaLeft paid messages left this month; null = unlimited or not known
 */
export function planAttempt(message: Standing, now: Date, quotaLeft: number | null): Plan {
  if (message.replyUntil && now < message.replyUntil) return 'reply'
  // It may have arrived: repeating it as a push could show it twice.
  if (message.replyUnknown) return { end: 'unknown' }
  if (!message.push) return 'wait'
  if (message.firstPushAt) {
    return now.getTime() - message.firstPushAt.getTime() < retryKeyLife ? 'push' : { end: 'unknown' }
  }
  return quotaLeft !== null && quotaLeft <= 0 ? 'wait' : 'push'
}

export type Verdict =
  | { end: 'sent' | 'failed' | 'unknown' }
  /** Stays until the person's next reply, or until there is quota again. */
  | { wait: true; tokenGone: boolean }
  /** Tries again after `delay` ms. `neverPushed`: LINE certainly accepted no push of it so far. */
  | { again: true; delay: number; tokenGone: boolean; replyUnknown: boolean; neverPushed: boolean }

/**
 * What an attempt means for the message.
 * @param message as it stood before the attempt
 * @param random a number from 0 to 1 that spreads the retries of many messages
 */
export function judge(route: Route, outcome: Outcome, message: Standing, random: number): Verdict {
  const again = (
    over: { tokenGone?: boolean; replyUnknown?: boolean; neverPushed?: boolean; delay?: number } = {},
  ): Verdict => ({
    again: true,
    delay: over.delay ?? backoff(message.attempts, random),
    tokenGone: over.tokenGone ?? false,
    replyUnknown: over.replyUnknown ?? false,
    neverPushed: over.neverPushed ?? false,
  })
  switch (outcome.kind) {
    case 'accepted':
    case 'accepted-before':
      return { end: 'sent' }
    case 'token-refused':
      if (route === 'push') return { end: 'failed' }
      // After an attempt without an answer the refusal can mean "you have used it".
      if (message.replyUnknown) return { end: 'unknown' }
      return message.push ? again({ tokenGone: true, delay: 0 }) : { wait: true, tokenGone: true }
    case 'too-many':
      // Of a push that may have arrived this says nothing: it must not ride on a reply, only be repeated.
      if (route === 'reply' || message.firstPushAt) return again()
      return outcome.exhausted === false && message.attempts < patience
        ? again({ neverPushed: true })
        : { wait: true, tokenGone: true }
    case 'refused':
      return { end: 'failed' }
    case 'failed':
      return again()
    case 'unreachable':
      return again({ neverPushed: message.firstPushAt === null })
    case 'unknown':
      return again({ replyUnknown: route === 'reply' })
    default:
      return outcome satisfies never
  }
}

/** Milliseconds until the next try: doubling from 0.4 s to 5 min, spread over a half of it. */
export function backoff(attempts: number, random: number): number {
  const full = Math.min(maximumDelay, baseDelay * 2 ** Math.min(attempts, 20))
  return Math.round(full / 2 + (full / 2) * random)
}
