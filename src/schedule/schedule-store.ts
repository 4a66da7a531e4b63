import type { Db } from '../db/open.ts'
import type { Clock } from '../kernel/clock.ts'

/** How long a process may be at a job without a sign of life, in ms. */
export const jobLease = 300_000

/** A job that this process holds. */
export type ClaimedJob = { agencyId: string; job: string; dueAt: Date; failures: number }

/** Which job of which agency is due when, and who is at it. */
export function scheduleStore(db: Db, clock: Clock, worker: string) {
  function moment(shift = 0): string {
    return new Date(clock.now().getTime() + shift).toISOString()
  }

  const ours = (connection: Db, { agencyId, job }: Pick<ClaimedJob, 'agencyId' | 'job'>) =>
    connection
      .updateTable('jobs')
      .where('agency_id', '=', agencyId)
      .where('job', '=', job)
      .where('claimed_by', '=', worker)
      .where('claimed_until', '>=', moment())

  return {
    /** Agencies that lack a row of one of these jobs, with the jobs that they lack. */
    async missing(names: readonly string[]): Promise<{ agencyId: string; jobs: string[] }[]> {
      if (names.length === 0) return []
      const agencies = await db.selectFrom('agencies').select('agency_id').execute()
      const rows = await db.selectFrom('jobs').select(['agency_id', 'job']).where('job', 'in', names).execute()
      if (rows.length === agencies.length * names.length) return []
      const known = new Set(rows.map((row) => `${row.agency_id} ${row.job}`))
      return agencies
        .map(({ agency_id: agencyId }) => ({
          agencyId,
          jobs: names.filter((name) => !known.has(`${agencyId} ${name}`)),
        }))
        .filter(({ jobs }) => jobs.length > 0)
    },

    /** Makes a job known; nothing happens when another process was faster. */
    async add(agencyId: string, job: string, dueAt: Date): Promise<void> {
      await db
        .insertInto('jobs')
        .values({
          agency_id: agencyId,
          job,
          due_at: dueAt.toISOString(),
          not_before: dueAt.toISOString(),
          failures: 0,
          claimed_by: null,
          claimed_until: null,
          done_at: null,
        })
        .onConflict((conflict) => conflict.columns(['agency_id', 'job']).doNothing())
        .execute()
    },

    /** Leases up to `most` of these jobs that are due, longest due first. The condition stands in both statements: of two processes one gets it. */
    async claim(names: readonly string[], most: number): Promise<ClaimedJob[]> {
      if (names.length === 0) return []
      const now = moment()
      const candidates = await db
        .selectFrom('jobs')
        .select(['agency_id', 'job'])
        .where('not_before', '<=', now)
        .where('job', 'in', names)
        .where((where) => where.or([where('claimed_until', 'is', null), where('claimed_until', '<', now)]))
        .orderBy('not_before')
        .orderBy('agency_id')
        .limit(most)
        .execute()
      const claimed: ClaimedJob[] = []
      for (const { agency_id, job } of candidates) {
        const row = await db
          .updateTable('jobs')
          .set({ claimed_by: worker, claimed_until: moment(jobLease) })
          .where('agency_id', '=', agency_id)
          .where('job', '=', job)
          .where('not_before', '<=', now)
          .where((where) => where.or([where('claimed_until', 'is', null), where('claimed_until', '<', now)]))
          .returning(['due_at', 'failures'])
          .executeTakeFirst()
        if (row) claimed.push({ agencyId: agency_id, job, dueAt: new Date(row.due_at), failures: row.failures })
      }
      return claimed
    },

    /** Holds a job for another lease. @throws Error when somebody else may have it by now */
    async keep(job: ClaimedJob): Promise<void> {
      const { numUpdatedRows } = await ours(db, job)
        .set({ claimed_until: moment(jobLease) })
        .executeTakeFirstOrThrow()
      if (numUpdatedRows !== 1n) throw new Error('The lease of a job was lost.')
    },

    /** Writes down that a run is done and when the next one is. @throws Error when the lease was lost: then this transaction must not commit */
    async finish(transaction: Db, job: ClaimedJob, next: Date): Promise<void> {
      const { numUpdatedRows } = await ours(transaction, job)
        .set({
          due_at: next.toISOString(),
          not_before: next.toISOString(),
          failures: 0,
          claimed_by: null,
          claimed_until: null,
          done_at: moment(),
        })
        .executeTakeFirstOrThrow()
      if (numUpdatedRows !== 1n) throw new Error('The lease of a job was lost.')
    },

    /** Gives a failed run back, to be tried again after `delay` ms. */
    async giveBack(job: ClaimedJob, delay: number): Promise<void> {
      await ours(db, job)
        .set({ not_before: moment(delay), failures: job.failures + 1, claimed_by: null, claimed_until: null })
        .execute()
    },

    /** Takes back the leases of a process that is certainly gone (one process owns the data folder). */
    async releaseAll(): Promise<void> {
      await db
        .updateTable('jobs')
        .set({ claimed_by: null, claimed_until: null })
        .where('claimed_by', 'is not', null)
        .execute()
    },
  }
}

/** Lets a job of an agency run earlier than planned, because something has come up. In the transaction of what came up. */
export async function bringForward(db: Db, agencyId: string, job: string, at: Date): Promise<void> {
  const moment = at.toISOString()
  await db
    .updateTable('jobs')
    .set({ due_at: moment, not_before: moment })
    .where('agency_id', '=', agencyId)
    .where('job', '=', job)
    .where('due_at', '>', moment)
    .where('claimed_by', 'is', null)
    .execute()
}
