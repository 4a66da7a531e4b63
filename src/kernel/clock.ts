/** The only source of time. Everything takes a clock, so that tests and the demo can move it. */
export type Clock = { now(): Date }

/** The real clock. Nothing else in `src` may ask the machine for the time (checked by the architecture test). */
export const systemClock: Clock = { now: () => new Date() }
