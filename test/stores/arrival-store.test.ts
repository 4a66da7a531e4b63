import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OpenDatabase } from '../../src/db/open.ts'
import { arrivalStore, type Arrival } from '../../src/inbox/arrival-store.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { readDelivery } from '../../src/line/incoming.ts'
import { databases } from '../support/databases.ts'
import { emptyGround, otherEnvelope, together, type Ground } from './ground.ts'

describe.each(Object.entries(databases))('arrivals on %s', (kind, open) => {
  let database: OpenDatabase
  let ground: Ground
  beforeAll(async () => {
    database = await open()
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    ground = await emptyGround(database)
  })

  const take = (agencyId = 'town', worker = 'worker-1'): Promise<Arrival[]> =>
    together(ground.db, (transaction) => ground.arrivals(worker).take(transaction, agencyId))
  const idsIn = (arrivals: readonly Arrival[]) =>
    arrivals.flatMap((one) => one.events ?? []).map((event) => event.eventId)

  it('come out as they went in, once', async () => {
    const delivery = ground.delivery('town', 'U1', 'e"1|', 7, { text: 'ถังขยะ " \ud83d' })
    await ground.arrivals().add([delivery, { agencyId: 'town', events: 3, json: '{"events":[1,{"type":"new"},null]}' }])
    const [arrival] = await take()
    expect(arrival).toMatchObject({ agencyId: 'town', receivedAt: ground.clock.now() })
    const { events } = JSON.parse(delivery.json) as { events: unknown[] }
    expect(arrival?.events).toEqual([
      { ...ground.event('town', 'U1', 'e"1|', 7), event: events[0] },
      {
        agencyId: 'town',
        from: '',
        eventId: expect.stringMatching(/^content-.{43}$/) as string,
        occurredAt: ground.clock.now(),
        event: { type: 'new' },
      },
    ])
    expect(await take()).toEqual([])
  })

  it('show neither who wrote nor what', async () => {
    await ground.arrivals().add([ground.delivery('town', 'U-somchai', 'e1', 0, { text: 'ถังขยะ' })])
    const rows = JSON.stringify(await ground.db.selectFrom('arrivals').selectAll().execute())
    expect(rows).not.toMatch(/somchai|ถังขยะ/)
  })

  it('of one agency come in the order of their arrival, those of others not at all', async () => {
    const arrivals = ground.arrivals()
    for (const id of ['e1', 'e2', 'e3']) await arrivals.add([ground.delivery('town', 'U1', id, 0)])
    ground.clock.move(1)
    await ground
      .arrivals('another')
      .add([ground.delivery('town', 'U1', 'e4', 0), ground.delivery('village', 'U1', 'e5', 0)])
    expect((await ground.arrivals().agencies()).toSorted()).toEqual(['town', 'village'])
    expect(idsIn(await take('town'))).toEqual(['e1', 'e2', 'e3', 'e4'])
    expect(await ground.arrivals().agencies()).toEqual(['village'])
  })

  it('stay when the transaction that took them fails', async () => {
    await ground.arrivals().add([ground.delivery('town', 'U1', 'e1', 0)])
    const failing = together(ground.db, async (transaction) => {
      await ground.arrivals().take(transaction, 'town')
      throw new Error('the handler failed')
    })
    await expect(failing).rejects.toThrow('the handler failed')
    expect(idsIn(await take())).toEqual(['e1'])
  })

  it('that were sealed with another key are handed out as unreadable', async () => {
    const { db, clock } = ground
    await arrivalStore(db, clock, systemIds, otherEnvelope, 'old-key', readDelivery).add([
      ground.delivery('town', 'U1', 'e1', 0),
    ])
    expect(await take()).toMatchObject([{ events: null }])
  })

  // PGlite has one connection and SQLite one process: there nothing happens at once.
  it.skipIf(kind !== 'postgres')('are taken by one process at a time, each once', async () => {
    const ids = Array.from({ length: 200 }, (_, index) => `e${index}`)
    const arrivals = ground.arrivals()
    for (const id of ids) await arrivals.add([ground.delivery('town', 'U1', id, 0)])
    const order: string[] = []
    const takeSome = (worker: string): Promise<number> =>
      together(ground.db, async (transaction) => {
        const taken = idsIn(await ground.arrivals(worker).take(transaction, 'town'))
        order.push(...taken)
        return taken.length
      })
    const workers = ['one', 'two', 'three', 'four'].map(async (worker) => {
      while ((await takeSome(worker)) > 0);
    })
    await Promise.all(workers)
    expect(order).toEqual(ids)
  })
})
