import type { Clock } from '../../src/kernel/clock.ts'

/** A clock that stands still until it is moved. Begins on Monday 23 November 2026, 10.00 in Bangkok (fiscal year 2570). */
export type StillClock = Clock & { move(milliseconds: number): void; set(moment: string): void }

export function stillClock(start = '2026-11-23T03:00:00.000Z'): StillClock {
  let now = Date.parse(start)
  return {
    now: () => new Date(now),
    move(milliseconds) {
      now += milliseconds
    },
    set(moment) {
      now = Date.parse(moment)
    },
  }
}

export const second = 1000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour
