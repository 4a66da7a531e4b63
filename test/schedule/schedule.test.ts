import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { nextDaily, workCalendar } from '../../src/calendar/calendar.ts'
import type { OpenDatabase } from '../../src/db/open.ts'
import { createLog } from '../../src/kernel/log.ts'
import { createMetrics } from '../../src/kernel/metrics.ts'
import type { Job } from '../../src/schedule/job.ts'
import { createSchedule } from '../../src/schedule/schedule.ts'
import { bringForward, jobLease } from '../../src/schedule/schedule-store.ts'
import { officeHours } from '../../src/thai/service-hours.ts'
import { emptyGround, type Ground } from '../stores/ground.ts'
import { day, hour, minute, second } from '../support/clock.ts'
import { databases } from '../support/databases.ts'

describe.each(Object.entries(databases))('the schedule on %s', (_name, open) => {
  let database: OpenDatabase
  let ground: Ground
  let agencyId: string
  beforeAll(async () => {
    database = await open()
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    ground = await emptyGround(database)
    agencyId = await ground.agency('town')
  })

  /** One process; its clock is the ground's, so that all of them see the same time. */
  function process(worker: string, ...jobs: Job[]) {
    const said: string[] = []
    const logged: string[] = []
    const schedule = createSchedule({
      db: ground.db,
      clock: ground.clock,
      worker,
      jobs,
      log: createLog('error', ground.clock, (line) => logged.push(line)),
      metrics: createMetrics(),
      agency: (id) => ground.agencies.byId(id),
      calendar: () => Promise.resolve(workCalendar(officeHours)),
      deliver(_transaction, _agency, messages) {
        said.push(...messages.map(({ personId }) => personId))
        return Promise.resolve()
      },
    })
    return {
      schedule,
      said,
      logged,
      /** Moves the clock on by so much and lets everything run that is due then. */
      async after(milliseconds: number) {
        ground.clock.move(milliseconds)
        schedule.tick()
        await schedule.idle()
      },
    }
  }

  /** Runs every night at two; keeps when it was due. */
  function nightly(runs: string[], fails: () => boolean = () => false): Job {
    return {
      name: 'test.nightly',
      next: (after) => nextDaily(after, 2 * 60),
      decide(_db, { due, agency }) {
        if (fails()) return Promise.reject(new Error('not today'))
        runs.push(`${agency.profile.slug} ${due.toISOString()}`)
        return Promise.resolve([{ personId: 'somsri', purpose: 'work', say: [] }])
      },
    }
  }

  it('runs a job when its time has come, not before, and once', async () => {
    const runs: string[] = []
    const one = process('one', nightly(runs))
    await one.after(0)
    await one.after(15 * hour)
    expect(runs).toEqual([])
    await one.after(hour)
    for (let again = 0; again < 5; again += 1) await one.after(minute)
    expect(runs).toEqual(['town 2026-11-23T19:00:00.000Z'])
    expect(one.said).toEqual(['somsri'])
    await one.after(day)
    expect(runs).toHaveLength(2)
  })

  it('makes up for missed nights once, and knows which one was due', async () => {
    const runs: string[] = []
    const one = process('one', nightly(runs))
    await one.after(0)
    await one.after(10 * day)
    expect(runs).toEqual(['town 2026-11-23T19:00:00.000Z'])
    await one.after(day)
    expect(runs.at(-1)).toBe('town 2026-12-03T19:00:00.000Z')
  })

  it('is done by one of several processes', async () => {
    const runs: string[] = []
    const processes = ['one', 'two', 'three'].map((name) => process(name, nightly(runs)))
    await Promise.all(processes.map((one) => one.after(0)))
    ground.clock.move(day)
    for (const { schedule } of processes) schedule.tick()
    await Promise.all(processes.map(({ schedule }) => schedule.idle()))
    expect(runs).toHaveLength(1)
  })

  it('tries again what failed, more and more seldom, and what it wrote and said then does not count', async () => {
    const runs: string[] = []
    let broken = true
    const job: Job = {
      name: 'test.nightly',
      next: (after) => nextDaily(after, 2 * 60),
      async decide(db) {
        await db.updateTable('agencies').set({ position: 77 }).execute()
        if (broken) throw new Error('the world is broken')
        runs.push('done')
        return []
      },
    }
    const one = process('one', job)
    await one.after(0)
    await one.after(16 * hour)
    expect(one.logged).toHaveLength(1)
    expect(await ground.db.selectFrom('agencies').select('position').executeTakeFirstOrThrow()).not.toEqual({
      position: 77,
    })
    for (let minutes = 1; minutes <= 5; minutes += 1) await one.after(minute)
    expect(one.logged).toHaveLength(3)
    broken = false
    await one.after(hour)
    expect(runs).toEqual(['done'])
  })

  it('leaves long work to another process when its own has died, and not before its lease is over', async () => {
    const runs: string[] = []
    let release = (): void => undefined
    let begin = (): void => undefined
    const begun = new Promise<void>((resolve) => (begin = resolve))
    const stuck: Job = {
      name: 'test.long',
      next: (after) => nextDaily(after, 2 * 60),
      work() {
        begin()
        return new Promise((resolve) => (release = resolve))
      },
    }
    const lively: Job = {
      name: 'test.long',
      next: (after) => nextDaily(after, 2 * 60),
      async work(_run, keep) {
        await keep()
        runs.push('done')
      },
    }
    const one = process('one', stuck)
    const two = process('two', lively)
    await one.after(0)
    ground.clock.move(16 * hour)
    one.schedule.tick()
    await begun
    await two.after(minute)
    expect(runs).toEqual([])
    await two.after(jobLease)
    expect(runs).toEqual(['done'])
    // The first one wakes up and finds that it is not its job any more: nothing is done twice.
    release()
    await one.schedule.idle()
    expect(one.logged.join('')).toContain('schedule-store.ts')
    expect(runs).toEqual(['done'])
  })

  it('runs at once what was brought forward, and then as planned again', async () => {
    const runs: string[] = []
    const one = process('one', nightly(runs))
    await one.after(0)
    await bringForward(ground.db, agencyId, 'test.nightly', new Date(ground.clock.now().getTime() + minute))
    await one.after(minute)
    expect(runs).toEqual(['town 2026-11-23T03:01:00.000Z'])
    await one.after(16 * hour)
    expect(runs.at(-1)).toBe('town 2026-11-23T19:00:00.000Z')
  })

  it('takes up an agency that was added while it runs', async () => {
    const runs: string[] = []
    const one = process('one', nightly(runs))
    await one.after(0)
    await ground.agency('village')
    await one.after(minute + second)
    await one.after(day)
    expect(new Set(runs.map((run) => run.split(' ')[0]))).toEqual(new Set(['town', 'village']))
  })
})
