import type { Agency } from '../agency/profile.ts'
import type { WorkCalendar } from '../calendar/calendar.ts'
import type { Elsewhere } from '../chat/decision.ts'
import type { Db } from '../db/open.ts'

/** For whom a job runs, and what its working days are. */
export type JobPlace = { agency: Agency; calendar: WorkCalendar }

/** One run of a job. `due` is when it should have run, `now` when it does: after an outage they lie apart. */
export type JobRun = JobPlace & { due: Date; now: Date }

/**
 * Something that happens by the clock, once for each agency and due time, however many processes there are.
 *
 * How to add one: write a `Job` in your area and put it into the list `jobs` in `app.ts`. Its row appears by itself.
 * - `name`: area and act, e.g. `questions.close-silent`. It stands in the database: never rename it.
 * - `next(after, place)`: the first due time later than `after`. Pure; use `nextDaily`, `calendar.nextWorkingTime` …
 *   Runs that were missed while nothing ran are made up once, not each: the next one is reckoned from now.
 * - `decide(db, run)`: for whatever needs the database alone. `db` is a transaction: your writes, the messages that you
 *   return and the mark that the run is done are one commit, so it happens exactly once. Query what is due rather than
 *   remembering; keep it short.
 *   Messages go out as they are: choose a time at which they disturb nobody. Those of purpose `work` go only when the month's
 *   budget has something left for staff, else with the person's next reply.
 * - `work(run, keep)`: for whatever calls a network or takes long. It happens at least once: a crash in the middle repeats it.
 *   Call `keep()` at least every few minutes; it throws when another process has taken the run over.
 * A job that throws is tried again after a minute, doubling up to an hour, and counted in `prongsai_errors_total`.
 * Tests move the clock, call `app.tick()` and await `app.settle()`; nothing sleeps.
 */
export type Job = { name: string; next(after: Date, place: JobPlace): Date } & (
  | { decide(db: Db, run: JobRun): Promise<Elsewhere[]> }
  | { work(run: JobRun, keep: () => Promise<void>): Promise<void> }
)
