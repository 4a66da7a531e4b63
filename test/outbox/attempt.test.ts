import {
  array,
  assert,
  boolean,
  constantFrom,
  double,
  integer,
  option,
  property,
  record,
  type Arbitrary,
} from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  backoff,
  judge,
  planAttempt,
  type Outcome,
  type Route,
  type Standing,
  type Verdict,
} from '../../src/outbox/attempt.ts'
import { hour, minute, second } from '../support/clock.ts'

const ten = new Date('2026-11-23T03:00:00.000Z')
const after = (milliseconds: number) => new Date(ten.getTime() + milliseconds)

const outcomes: Outcome[] = [
  { kind: 'accepted' },
  { kind: 'accepted-before' },
  { kind: 'token-refused' },
  { kind: 'too-many', exhausted: false },
  { kind: 'too-many', exhausted: true },
  { kind: 'too-many', exhausted: null },
  { kind: 'refused', status: 400 },
  { kind: 'refused', status: 403 },
  { kind: 'failed', status: 500 },
  { kind: 'unreachable' },
  { kind: 'unknown' },
]
const fresh: Standing = {
  replyUntil: after(50 * second),
  replyUnknown: false,
  push: true,
  firstPushAt: null,
  attempts: 1,
}

describe('the next attempt', () => {
  it('is a reply as long as the token is worth trying, to the last millisecond and not one longer', () => {
    expect(planAttempt(fresh, after(50 * second - 1), 0)).toBe('reply')
    expect(planAttempt(fresh, after(50 * second), 5)).toBe('push')
  })

  it('is a reply with the same token after one of which nobody knows whether it arrived, and then the end', () => {
    const unknown = { ...fresh, replyUnknown: true }
    expect(planAttempt(unknown, ten, 5)).toBe('reply')
    expect(planAttempt(unknown, after(50 * second), 5)).toEqual({ end: 'unknown' })
  })

  it('waits when the message is not worth a push, or when none is left', () => {
    expect(planAttempt({ ...fresh, push: false }, after(minute), 5)).toBe('wait')
    expect(planAttempt(fresh, after(minute), 0)).toBe('wait')
    expect(planAttempt(fresh, after(minute), -3)).toBe('wait')
  })

  it('is a push when the quota is unlimited or cannot be learnt', () => {
    expect(planAttempt(fresh, after(minute), null)).toBe('push')
  })

  it('goes on with a push that was begun, until LINE may forget its key, whatever is left', () => {
    const begun = { ...fresh, replyUntil: null, firstPushAt: ten }
    expect(planAttempt(begun, after(23.5 * hour - 1), 0)).toBe('push')
    expect(planAttempt(begun, after(23.5 * hour), 100)).toEqual({ end: 'unknown' })
  })
})

describe('what came back', () => {
  const monthIs: Record<string, string> = { true: 'exhausted', false: '', null: 'untold' }
  const end = (route: Route, over: Partial<Standing> = {}) =>
    Object.fromEntries(
      outcomes.map((outcome) => [
        [outcome.kind, 'exhausted' in outcome ? monthIs[String(outcome.exhausted)] : ''].join(' ').trim(),
        shortly(judge(route, outcome, { ...fresh, ...over }, 0.5)),
      ]),
    )
  function shortly(verdict: Verdict): string {
    if ('end' in verdict) return verdict.end
    const gone = verdict.tokenGone ? ', token gone' : ''
    if ('wait' in verdict) return `wait${gone}`
    const known = `${verdict.replyUnknown ? ', unknown' : ''}${verdict.neverPushed ? ', never pushed' : ''}`
    return `${verdict.delay === 0 ? 'again at once' : 'again'}${gone}${known}`
  }

  it('to a reply', () => {
    expect(end('reply')).toEqual({
      accepted: 'sent',
      'accepted-before': 'sent',
      'token-refused': 'again at once, token gone',
      'too-many': 'again',
      'too-many exhausted': 'again',
      'too-many untold': 'again',
      refused: 'failed',
      failed: 'again',
      unreachable: 'again, never pushed',
      unknown: 'again, unknown',
    })
  })

  it('to a reply that is not worth a push', () => {
    expect(end('reply', { push: false })).toMatchObject({ 'token-refused': 'wait, token gone', failed: 'again' })
  })

  it('to a reply after one whose fate is unknown', () => {
    expect(end('reply', { replyUnknown: true })).toMatchObject({
      'token-refused': 'unknown',
      accepted: 'sent',
      refused: 'failed',
    })
  })

  it('to a push', () => {
    expect(end('push', { replyUntil: null })).toEqual({
      accepted: 'sent',
      'accepted-before': 'sent',
      'token-refused': 'failed',
      'too-many': 'again, never pushed',
      'too-many exhausted': 'wait, token gone',
      'too-many untold': 'wait, token gone',
      refused: 'failed',
      failed: 'again',
      unreachable: 'again, never pushed',
      unknown: 'again',
    })
  })

  it('to a push that LINE found too many for half a minute: it waits where the next reply finds it', () => {
    expect(end('push', { replyUntil: null, attempts: 5 })['too-many']).toBe('again, never pushed')
    expect(end('push', { replyUntil: null, attempts: 6 })['too-many']).toBe('wait, token gone')
  })

  it('to a push after one that may have been accepted: it never waits, for then it would be shown twice', () => {
    expect(end('push', { replyUntil: null, firstPushAt: ten, attempts: 50 })).toEqual({
      accepted: 'sent',
      'accepted-before': 'sent',
      'token-refused': 'failed',
      'too-many': 'again',
      'too-many exhausted': 'again',
      'too-many untold': 'again',
      refused: 'failed',
      failed: 'again',
      unreachable: 'again',
      unknown: 'again',
    })
  })
})

describe('the delay', () => {
  it('doubles from a fifth of a second to five minutes, spread over a half of it', () => {
    expect([1, 2, 3, 4].map((attempts) => backoff(attempts, 0))).toEqual([400, 800, 1600, 3200])
    expect([1, 2, 3, 4].map((attempts) => backoff(attempts, 1))).toEqual([800, 1600, 3200, 6400])
    expect(backoff(1_000_000, 1)).toBe(5 * minute)
    expect(backoff(1_000_000, 0)).toBe(2.5 * minute)
  })
})

describe('whatever LINE does, and whenever', () => {
  type Step = { outcome: Outcome; pause: number; left: number | null; random: number }
  const steps: Arbitrary<Step[]> = array(
    record({
      outcome: constantFrom(...outcomes),
      pause: constantFrom(0, 1, second, 10 * second, minute, hour, 12 * hour),
      left: option(integer({ min: -1, max: 2 })),
      random: double({ min: 0, max: 1, noNaN: true }),
    }),
    { maxLength: 30 },
  )
  type Attempt = { route: Route; at: Date; outcome: Outcome; left: number | null; firstPushAt: Date | null }

  /** Lives through a whole message as the sender and the store do. */
  function live(message: { push: boolean; token: boolean }, all: readonly Step[]) {
    const until = message.token ? after(50 * second) : null
    const standing: Standing = {
      replyUntil: until,
      replyUnknown: false,
      push: message.push,
      firstPushAt: null,
      attempts: 0,
    }
    const attempts: Attempt[] = []
    /** After how many attempts it came to wait, each time. */
    const waits: number[] = []
    let now = ten
    let became: string = 'due'
    for (const step of all) {
      now = new Date(now.getTime() + step.pause)
      if (became === 'waiting' && step.left !== 0) became = 'due'
      if (became !== 'due') continue
      standing.attempts += 1
      const plan = planAttempt({ ...standing }, now, step.left)
      if (typeof plan === 'object') {
        became = plan.end
        continue
      }
      if (plan === 'wait') {
        Object.assign(standing, { replyUntil: null, firstPushAt: null })
        became = 'waiting'
        waits.push(attempts.length)
        continue
      }
      const before = { ...standing }
      if (plan === 'push') standing.firstPushAt ??= now
      attempts.push({ route: plan, at: now, outcome: step.outcome, left: step.left, firstPushAt: standing.firstPushAt })
      const verdict = judge(plan, step.outcome, before, step.random)
      if ('end' in verdict) became = verdict.end
      else {
        if (verdict.tokenGone) standing.replyUntil = null
        if ('wait' in verdict) {
          standing.firstPushAt = null
          became = 'waiting'
          waits.push(attempts.length)
        } else {
          if (verdict.neverPushed) standing.firstPushAt = null
          standing.replyUnknown ||= verdict.replyUnknown
          expect(verdict.delay).toBeGreaterThanOrEqual(0)
          expect(verdict.delay).toBeLessThanOrEqual(5 * minute)
          now = new Date(now.getTime() + verdict.delay)
        }
      }
    }
    return { attempts, waits, became, until }
  }

  const message = record({ push: boolean(), token: boolean() })
  const always = (check: (lived: ReturnType<typeof live>, message: { push: boolean; token: boolean }) => void) =>
    assert(
      property(message, steps, (one, all) => check(live(one, all), one)),
      { numRuns: 2000 },
    )

  it('nothing is pushed after a reply that may have arrived', () => {
    always(({ attempts }) => {
      const unknown = attempts.findIndex((attempt) => attempt.route === 'reply' && attempt.outcome.kind === 'unknown')
      if (unknown >= 0) expect(attempts.slice(unknown).every((attempt) => attempt.route === 'reply')).toBe(true)
    })
  })

  it('nothing waits for a reply to ride on once a push may have arrived', () => {
    always(({ attempts, waits }) => {
      const open = attempts.findIndex(
        ({ route, outcome }) => route === 'push' && (outcome.kind === 'unknown' || outcome.kind === 'failed'),
      )
      if (open >= 0) expect(waits.filter((count) => count > open)).toEqual([])
    })
  })

  it('no reply is tried after its time, after a push, or after its token was refused', () => {
    always(({ attempts, until }) => {
      for (const [index, attempt] of attempts.entries()) {
        if (attempt.route !== 'reply') continue
        expect(until && attempt.at < until).toBe(true)
        const before = attempts.slice(0, index)
        expect(before.some((earlier) => earlier.route === 'push' || earlier.outcome.kind === 'token-refused')).toBe(
          false,
        )
      }
    })
  })

  it('no push is repeated when LINE may have forgotten its key', () => {
    always(({ attempts }) => {
      for (const { route, at, firstPushAt } of attempts) {
        if (route === 'push') expect(at.getTime() - (firstPushAt?.getTime() ?? 0)).toBeLessThan(23.5 * hour)
      }
    })
  })

  it('no push is begun when none is left, and none is made of what is not worth one', () => {
    always(({ attempts }, { push }) => {
      for (const { route, at, firstPushAt, left } of attempts) {
        if (route !== 'push') continue
        expect(push).toBe(true)
        if (at === firstPushAt) expect(left === null || left > 0).toBe(true)
      }
    })
  })

  it('nothing is tried again once it was sent or refused', () => {
    always(({ attempts }) => {
      const final = attempts.findIndex(
        ({ route, outcome }) =>
          outcome.kind === 'accepted' ||
          outcome.kind === 'accepted-before' ||
          outcome.kind === 'refused' ||
          (route === 'push' && outcome.kind === 'token-refused'),
      )
      if (final >= 0) expect(attempts).toHaveLength(final + 1)
    })
  })

  it('a message ends as sent exactly when LINE said so', () => {
    always(({ attempts, became }) => {
      const accepted = attempts.some(({ outcome }) => outcome.kind === 'accepted' || outcome.kind === 'accepted-before')
      expect(became === 'sent').toBe(accepted)
    })
  })
})
