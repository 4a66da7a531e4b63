import type { Agency } from '../agency/profile.ts'
import type { WorkCalendar } from '../calendar/calendar.ts'
import type { Elsewhere } from '../chat/decision.ts'
import type { Db } from '../db/open.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Log } from '../kernel/log.ts'
import type { Metrics } from '../kernel/metrics.ts'
import type { Job, JobPlace } from './job.ts'
import { scheduleStore, type ClaimedJob } from './schedule-store.ts'

export type ScheduleTools = {
  db: Db
  clock: Clock
  worker: string
  log: Log
  metrics: Metrics
  jobs: readonly Job[]
  /** The agency; null when it is gone. */
  agency(agencyId: string): Promise<Agency | null>
  calendar(agency: Agency): Promise<WorkCalendar>
  /** Puts what a job wants said into the outbox, in its transaction. */
  deliver(transaction: Db, agency: Agency, messages: readonly Elsewhere[]): Promise<void>
}

/** The database is asked for due jobs at most once in this time, and for jobs without a row, in ms of the app's clock. */
const lookEvery = 1_000
const completeEvery = 60_000
const firstDelay = 60_000
const longestDelay = 3_600_000
const decisionsAtOnce = 8
const worksAtOnce = 4

/** Runs jobs when their time has come: those that only decide in one lane, those that take long in another. */
export function createSchedule(tools: ScheduleTools) {
  const { db, clock, log, metrics } = tools
  const store = scheduleStore(db, clock, tools.worker)
  const jobs = new Map(tools.jobs.map((job) => [job.name, job]))
  const deciding = tools.jobs.filter((job) => 'decide' in job).map((job) => job.name)
  const working = tools.jobs.filter((job) => 'work' in job).map((job) => job.name)
  let stopping = false
  let lookedAt = Number.NEGATIVE_INFINITY
  let completedAt = Number.NEGATIVE_INFINITY
  const lanes = new Map<'decide' | 'work', Promise<void>>()

  async function place(agencyId: string): Promise<JobPlace | null> {
    const agency = await tools.agency(agencyId)
    return agency ? { agency, calendar: await tools.calendar(agency) } : null
  }

  /** Gives new agencies and new jobs their rows. */
  async function complete(): Promise<void> {
    for (const { agencyId, jobs: lacking } of await store.missing([...jobs.keys()])) {
      const where = await place(agencyId)
      if (!where) continue
      for (const name of lacking) {
        const due = jobs.get(name)?.next(clock.now(), where)
        if (due) await store.add(agencyId, name, due)
      }
    }
  }

  async function lane(names: readonly string[], atOnce: number): Promise<void> {
    while (!stopping) {
      const claimed = await store.claim(names, atOnce)
      if (claimed.length === 0) return
      await Promise.all(claimed.map(run))
      // Answers to people go first: one turn of the event loop between two rounds.
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  async function run(claimed: ClaimedJob): Promise<void> {
    const job = jobs.get(claimed.job)
    try {
      const where = await place(claimed.agencyId)
      if (!job || !where) throw new Error('A job has no agency.')
      const now = clock.now()
      const details = { ...where, due: claimed.dueAt, now }
      if ('work' in job) await job.work(details, () => store.keep(claimed))
      await db.transaction().execute(async (transaction) => {
        const messages = 'decide' in job ? await job.decide(transaction, details) : []
        await tools.deliver(transaction, where.agency, messages)
        await store.finish(transaction, claimed, job.next(clock.now(), where))
      })
      metrics.count('prongsai_jobs_total', claimed.job)
    } catch (cause) {
      metrics.count('prongsai_errors_total', 'job')
      log.error('job.failed', { job: claimed.job, failures: claimed.failures + 1 }, cause)
      await store.giveBack(claimed, Math.min(longestDelay, firstDelay * 2 ** Math.min(claimed.failures, 10)))
    }
  }

  function start(name: 'decide' | 'work', names: readonly string[], atOnce: number): void {
    if (lanes.has(name) || names.length === 0) return
    const running = lane(names, atOnce)
      .catch((cause: unknown) => {
        metrics.count('prongsai_errors_total', 'job')
        log.error('schedule.failed', {}, cause)
      })
      .finally(() => lanes.delete(name))
    lanes.set(name, running)
  }

  let looking: Promise<void> | null = null

  async function look(): Promise<void> {
    try {
      const now = clock.now().getTime()
      if (Math.abs(now - completedAt) >= completeEvery) {
        completedAt = now
        await complete()
      }
      start('decide', deciding, decisionsAtOnce)
      start('work', working, worksAtOnce)
    } catch (cause) {
      metrics.count('prongsai_errors_total', 'job')
      log.error('schedule.failed', {}, cause)
    }
  }

  return {
    /** Starts whatever is due, if nobody does. Cheap: call it with every tick. */
    tick(): void {
      const now = clock.now().getTime()
      if (stopping || looking || Math.abs(now - lookedAt) < lookEvery) return
      lookedAt = now
      looking = look().finally(() => {
        looking = null
      })
    },
    /** Resolves when nothing is running; what became due meanwhile waits for the next tick. */
    async idle(): Promise<void> {
      await looking
      while (lanes.size > 0) await Promise.all(lanes.values())
    },
    /** Call once at start when no other process can hold a lease. */
    releaseAll: () => store.releaseAll(),
    /** Takes nothing new; `idle` tells when what is in hand is done. */
    stop(): void {
      stopping = true
    },
  }
}
