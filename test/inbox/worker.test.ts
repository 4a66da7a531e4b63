import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Db, OpenDatabase } from '../../src/db/open.ts'
import type { ClaimedEvent } from '../../src/inbox/inbox-store.ts'
import { createWorker } from '../../src/inbox/worker.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { createLog } from '../../src/kernel/log.ts'
import { createMetrics } from '../../src/kernel/metrics.ts'
import type { LineChannel, Sent } from '../../src/line/client.ts'
import { quotaKeeper } from '../../src/outbox/quota.ts'
import { createSender } from '../../src/outbox/sender.ts'
import { inboxLease } from '../../src/inbox/inbox-store.ts'
import { databases } from '../support/databases.ts'
import { burstPart } from '../../src/line/incoming.ts'
import { emptyGround, type Ground } from '../stores/ground.ts'

/** Texts of one person this close to each other, in ms, are one thought. */
const burst = 500

/** What the door left of a text that must not be kept. */
const isDropped = (event: unknown): boolean => JSON.stringify(event).includes('"webhookEventId":"dropped"')

/** What came through, in the order in which LINE took it. */
type Heard = { to: string; words: string }

describe.each(Object.entries(databases))('the worker on %s', (kind, open) => {
  let database: OpenDatabase
  let ground: Ground
  const heard: Heard[] = []
  /** The agency from which nothing can be taken. */
  let outOfReach = ''
  const logLines: string[] = []
  beforeAll(async () => {
    database = await open()
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    ground = await emptyGround(database)
    heard.length = 0
    outOfReach = ''
    logLines.length = 0
  })

  const accept = async (to: string, messages: Record<string, unknown>[]): Promise<Sent> => {
    heard.push({ to, words: String(messages[0]?.['text']) })
    return { status: 200, outcome: 'accepted', detail: null }
  }
  const channel = {
    reply: (token: string, messages: Record<string, unknown>[]) => accept(token, messages),
    push: (to: string, messages: Record<string, unknown>[]) => accept(to, messages),
    quota: async () => ({ allowed: null, used: 0 }),
  } as unknown as LineChannel

  /**
   * A worker that answers every event with its own id, several as one with their ids in a row, and fails where `poisoned` says
   * so, after having written something. What is `unclear` is held while more may come. What `kills` takes the process with it:
   * nothing that it does afterwards happens.
   */
  function start(
    poisoned: (id: string) => boolean,
    name = 'worker-1',
    unclear = (_id: string) => false,
    kills = (_id: string) => false,
  ) {
    const { db, clock } = ground
    let isDead = false
    const alive = async () => {
      if (isDead) throw new Error('The process was killed.')
    }
    const inbox = ground.inbox(name)
    const arrivals = ground.arrivals(name)
    const log = createLog('debug', clock, (line) => logLines.push(line))
    const metrics = createMetrics()
    const outbox = ground.outbox(name)
    const sender = createSender({
      outbox,
      clock,
      log,
      metrics,
      quota: quotaKeeper(db, clock, async () => null),
      channel: async () => channel,
      ids: systemIds,
    })
    const tries: string[] = []
    const idOf = (event: ClaimedEvent) => event.inboxId.split('@')[0] ?? ''
    const answer = (event: ClaimedEvent, words: string) => ({
      personId: null,
      purpose: 'answer',
      to: 'U1',
      replyToken: `token-${idOf(event)}`,
      replyUntil: new Date(clock.now().getTime() + 50_000),
      push: true,
      messages: [{ type: 'text', text: words }],
    })
    const worker = createWorker({
      db,
      arrivals: {
        ...arrivals,
        take: (transaction, agencyId) =>
          agencyId === outOfReach ? Promise.reject(new Error('out of reach')) : arrivals.take(transaction, agencyId),
      },
      inbox: {
        ...inbox,
        giveBack: (inboxId, delay) => alive().then(() => inbox.giveBack(inboxId, delay)),
        park: (transaction, inboxId) => alive().then(() => inbox.park(transaction, inboxId)),
      },
      outbox,
      sender,
      clock,
      log,
      metrics,
      prepare: alive,
      handle: async (transaction: Db, event: ClaimedEvent, mayGoOn: boolean) => {
        const id = idOf(event)
        if (mayGoOn && unclear(id)) {
          const hold = { from: 'U1', occurredAt: event.receivedAt, delay: burst }
          return { outcome: 'held', messages: [], hold }
        }
        tries.push(id)
        isDead ||= kills(id)
        await alive()
        await transaction
          .insertInto('counters')
          .values({ agency_id: 'town', name: `${id}-${tries.length}`, fiscal_year: 2570, value: 1 })
          .execute()
        if (poisoned(id)) throw new Error('ความลับ of the person stands in this message')
        return { outcome: 'handled', messages: [answer(event, id)] }
      },
      apologise: (event) => answer(event, `sorry for ${idOf(event)}`),
      thoughts: {
        gap: burst,
        partOf: ({ event, receivedAt }) => {
          const { from, at } = burstPart(event)
          return { from, at: at ?? receivedAt, is: isDropped(event) ? 'dropped' : 'text' }
        },
        join: (parts) => ({ ...(parts.at(-1) as ClaimedEvent), inboxId: `${parts.map(idOf).join('+')}@town` }),
        // What these two say together must not be kept.
        judge: (parts) =>
          parts.map(idOf).join('+').includes('one-half+other-half')
            ? { ...(parts.at(-1) as ClaimedEvent), inboxId: 'dropped@town', event: { webhookEventId: 'dropped' } }
            : null,
      },
    })
    return {
      tries,
      metrics,
      ...worker,
      async work() {
        try {
          while ((await worker.handleArrived()) + (await worker.handleSome(32)) + (await sender.sendDue()) > 0);
        } finally {
          await sender.idle()
        }
      },
    }
  }
  const arrive = (...events: [from: string, id: string, after: number][]) =>
    ground.arrivals().add(events.map(([from, id, after]) => ground.delivery('town', from, id, after)))
  const words = () => heard.map((one) => one.words)
  const written = async () =>
    new Set((await ground.db.selectFrom('counters').select('name').execute()).map((row) => row.name.split('-')[0]))

  it('handles what has arrived with one commit, and nothing a second time', async () => {
    const worker = start(() => false)
    await arrive(['U1', 'a', 0], ['U2', 'b', 1])
    await arrive(['U1', 'a', 0], ['U3', 'c', 2])
    await worker.work()
    await worker.work()
    expect(words().toSorted()).toEqual(['a', 'b', 'c'])
    expect(worker.tries).toEqual(['a', 'b', 'c'])
  })

  it('tries a poisoned event five times, more and more seldom, then parks it, apologises once, and keeps nothing it wrote', async () => {
    const worker = start((id) => id === 'bad')
    await arrive(['U1', 'bad', 0], ['U2', 'good', 1])
    await worker.work()
    expect(words()).toEqual(['good'])
    const waits: number[] = []
    let waited = 0
    let tries = worker.tries.filter((id) => id === 'bad').length
    while ((await ground.inbox().counts()).parked === 0) {
      ground.clock.move(50)
      waited += 50
      await worker.work()
      const now = worker.tries.filter((id) => id === 'bad').length
      if (now > tries) {
        waits.push(waited)
        waited = 0
        tries = now
      }
    }
    expect(waits).toEqual([250, 500, 1000, 2000])
    expect(words()).toEqual(['good', 'sorry for bad'])
    expect(await written()).toEqual(new Set(['good']))
    expect(worker.metrics.text()).toContain('prongsai_events_total{outcome="parked"} 1')
    ground.clock.move(3_600_000)
    await worker.work()
    expect(words()).toHaveLength(2)
  })

  it("delays nobody else meanwhile, and answers the person's next message once it has given up", async () => {
    const worker = start((id) => id === 'bad')
    await arrive(['U1', 'bad', 0])
    await worker.work()
    await arrive(['U1', 'next', 1], ['U2', 'other', 2])
    await worker.work()
    expect(words()).toEqual(['other'])
    for (let step = 0; step < 20; step += 1) {
      ground.clock.move(250)
      await worker.work()
    }
    expect(words()).toEqual(['other', 'sorry for bad', 'next'])
  })

  it('writes neither the message of an error nor an id of LINE into its log', async () => {
    const worker = start((id) => id === 'bad')
    await arrive(['U-somchai', 'bad', 0])
    await worker.work()
    const log = logLines.join('')
    expect(log).toContain('inbox.failed')
    expect(log).not.toMatch(/ความลับ|U-somchai|token-/)
  })

  it('lets a parked event be tried again after the program was mended', async () => {
    let mended = false
    const worker = start((id) => id === 'bad' && !mended)
    await arrive(['U1', 'bad', 0])
    for (let step = 0; step < 20; step += 1) {
      await worker.work()
      ground.clock.move(250)
    }
    expect(await ground.inbox().counts()).toMatchObject({ open: 0, parked: 1 })
    mended = true
    expect(await ground.inbox('cli').retryParked()).toBe(1)
    await worker.work()
    expect(words()).toEqual(['sorry for bad', 'bad'])
    expect(await ground.inbox().counts()).toMatchObject({ open: 0, parked: 0 })
  })

  it('gives up an event that brought the process down five times, with an apology', async () => {
    await arrive(['U1', 'bomb', 0])
    const first = start(() => true)
    await first.fileAll()
    for (let crash = 0; crash < 5; crash += 1) {
      // Claimed, and never heard of again.
      expect(await ground.inbox(`crash-${crash}`).claim(1)).toHaveLength(1)
      ground.clock.move(inboxLease + 1)
    }
    const last = start(() => false, 'last')
    await last.work()
    expect(last.tries).toEqual([])
    expect(words()).toEqual(['sorry for bomb'])
    expect(await ground.inbox().counts()).toMatchObject({ open: 0, parked: 1 })
  })

  it('gives up only the event that kills the process, and handles those that were claimed with it', async () => {
    const people = ['a', 'b', 'c', 'bomb', 'd', 'e', 'f']
    await arrive(...people.map((id, index): [string, string, number] => [`U${index}`, id, index]))
    await start(() => false).fileAll()
    for (let crash = 0; crash < 12 && (await ground.inbox().counts()).open > 0; crash += 1) {
      const run = start(
        () => false,
        `run-${crash}`,
        () => false,
        (id) => id === 'bomb',
      )
      await run.work().catch(() => undefined)
      ground.clock.move(inboxLease + 1)
    }
    expect(words().toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'sorry for bomb'])
    expect(await ground.inbox().counts()).toMatchObject({ open: 0, parked: 1 })
  })

  it('gives up only the guilty one of two messages that were read as one thought', async () => {
    await arrive(['U1', 'hm', 0], ['U1', 'bad', 0.2])
    const worker = start(
      (id) => id.includes('bad'),
      'worker-1',
      (id) => id === 'hm',
    )
    await worker.fileAll()
    for (let step = 0; step < 40; step += 1) {
      await worker.work()
      ground.clock.move(250)
    }
    expect(words()).toEqual(['hm', 'sorry for bad'])
    expect(await ground.inbox().counts()).toMatchObject({ open: 0, parked: 1 })
  })

  it('files what came in before it began, so that its tries are counted', async () => {
    await arrive(['U1', 'a', 5], ['U1', 'b', 1])
    const worker = start(() => false)
    await worker.fileAll()
    expect(await ground.arrivals().agencies()).toEqual([])
    await worker.work()
    expect(words()).toEqual(['b', 'a'])
  })

  it('answers what is clear one by one, though it waited together, and joins what is not clear with what follows it', async () => {
    await arrive(['U1', 'a', 0], ['U1', 'b', 0.1], ['U1', 'well', 0.2], ['U1', 'c', 0.3], ['U1', 'so', 2])
    await arrive(['U1', 'hm', 3], ['U1', 'and', 3.4], ['U1', 'd', 3.8], ['U1', 'e', 3.9])
    const worker = start(
      () => false,
      'worker-1',
      (id) => /^(?:well|so|hm|hm.and)$/.test(id),
    )
    await worker.fileAll()
    ground.clock.move(10_000)
    await worker.work()
    expect(words()).toEqual(['a', 'b', 'well+c', 'so', 'hm+and+d', 'e'])
    expect(await ground.inbox().counts()).toMatchObject({ open: 0, parked: 0 })
  })

  it('handles nothing of a thought of which a part must not be kept, however clear the other part is', async () => {
    await arrive(['U1', 'a', 0], ['U1', 'clear', 2], ['U1', 'dropped', 2.2], ['U1', 'b', 5])
    const worker = start(() => false)
    await worker.fileAll()
    await worker.work()
    expect(words()).toEqual(['a', 'dropped', 'b'])
    expect(await ground.inbox().counts()).toMatchObject({ open: 0, parked: 0 })
  })

  it('handles nothing of what must not be kept when it is read together, and erases it', async () => {
    await arrive(['U1', 'a', 0], ['U1', 'one-half', 2], ['U1', 'other-half', 2.2], ['U1', 'too', 2.4], ['U1', 'b', 5])
    const worker = start(() => false)
    await worker.fileAll()
    await worker.work()
    expect(words()).toEqual(['a', 'dropped', 'b'])
    expect(await written()).toEqual(new Set(['a', 'dropped', 'b']))
    const rows = await ground.db.selectFrom('inbox').select(['person_key', 'payload_sealed', 'done_at']).execute()
    expect(rows).toHaveLength(5)
    for (const row of rows) {
      expect(row).toEqual({ person_key: '', payload_sealed: '', done_at: expect.any(String) as string })
    }
  })

  it('does the same with what has just arrived in one delivery, whichever part must not be kept', async () => {
    await arrive(['U1', 'clear', 0], ['U1', 'dropped', 0.2], ['U1', 'after', 0.4], ['U2', 'b', 0.5])
    await arrive(['U3', 'one-half', 1], ['U3', 'other-half', 1.2], ['U3', 'too', 1.4], ['U3', 'c', 4])
    const worker = start(() => false)
    await worker.work()
    expect(words().toSorted()).toEqual(['b', 'c', 'dropped', 'dropped'])
    expect(await written()).toEqual(new Set(['b', 'c', 'dropped']))
  })

  it('keeps what it cannot open for the operator, and goes on', async () => {
    await arrive(['U1', 'a', 0])
    await ground.db.updateTable('arrivals').set({ payload_sealed: 'bm90IGEgc2VhbA' }).execute()
    await arrive(['U2', 'b', 0])
    const worker = start(() => false)
    await worker.work()
    expect(words()).toEqual(['b'])
    expect(await ground.inbox().counts()).toMatchObject({ open: 0, parked: 1 })
  })

  it('handles what came for other agencies while that of one cannot be taken at all, and that once it can', async () => {
    outOfReach = 'a-town'
    await ground.arrivals().add([ground.delivery('a-town', 'U1', 'stuck', 0)])
    await arrive(['U1', 'a', 0])
    const worker = start(() => false)
    await worker.fileAll()
    await arrive(['U2', 'b', 1])
    await worker.work()
    expect(words()).toEqual(['b', 'a'])
    expect(await ground.inbox().counts()).toMatchObject({ open: 1, parked: 0 })
    outOfReach = ''
    await worker.work()
    expect(words()).toEqual(['b', 'a', 'stuck'])
  })

  it('takes nothing back of what another process finished, when it was too slow itself', async () => {
    await arrive(['U1', 'slow', 0])
    const quick = start(() => false, 'quick')
    await quick.fileAll()
    const slow = await ground.inbox('slow').claim(1)
    expect(slow).toHaveLength(1)
    ground.clock.move(inboxLease + 1)
    await quick.work()
    await expect(
      ground.db.transaction().execute((transaction) => ground.inbox('slow').finish(transaction, ['slow@town'])),
    ).rejects.toThrow('lease')
    expect(words()).toEqual(['slow'])
  })

  // PGlite has one connection and SQLite one process: there nothing happens at once.
  it.skipIf(kind !== 'postgres')(
    'shares the work with three others: each event once, everybody in their order',
    async () => {
      const people = Array.from({ length: 25 }, (_, index) => `U${index}`)
      const poisonedOnce = new Set(['U3-2', 'U7-0'])
      const workers = ['one', 'two', 'three', 'four'].map((name) => start((id) => poisonedOnce.delete(id), name))
      for (let turn = 0; turn < 6; turn += 1) {
        for (const person of people) await arrive([person, `${person}-${turn}`, turn])
        await Promise.all(workers.map((worker) => worker.work()))
      }
      for (let step = 0; step < 40; step += 1) {
        ground.clock.move(500)
        await Promise.all(workers.map((worker) => worker.work()))
      }
      expect(words().length).toBe(150)
      for (const person of people) {
        expect(words().filter((id) => id.startsWith(`${person}-`))).toEqual(
          Array.from({ length: 6 }, (_, turn) => `${person}-${turn}`),
        )
      }
    },
  )
})
