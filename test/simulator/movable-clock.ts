import type { Clock } from '../../src/kernel/clock.ts'

/** A clock that can be moved by hand, for the demo: a deadline in seven days comes when somebody presses "+7 days". */
export type MovableClock = Clock & {
  /** Moves the clock by that many milliseconds (negative: back). */
  move(milliseconds: number): void
  /** How far the clock stands from the one it was built on, in milliseconds. */
  offset(): number
}

/**
 * Builds a clock on top of another one: it goes on ticking, only shifted.
 * @param base the clock that ticks, the machine's own in the demo
 */
export function movableClock(base: Clock): MovableClock {
  let offset = 0
  return {
    now: () => new Date(base.now().getTime() + offset),
    move(milliseconds) {
      offset += milliseconds
    },
    offset: () => offset,
  }
}
