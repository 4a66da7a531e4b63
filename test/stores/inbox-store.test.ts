import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OpenDatabase } from '../../src/db/open.ts'
import { inboxLease, inboxStore, type ReceivedEvent } from '../../src/inbox/inbox-store.ts'
import { day, hour, second } from '../support/clock.ts'
import { databases } from '../support/databases.ts'
import { newUlid } from '../simulator/line/identifiers.ts'
import { emptyGround, otherEnvelope, together, type Ground } from './ground.ts'

describe.each(Object.entries(databases))('the inbox on %s', (_name, open) => {
  let database: OpenDatabase
  let ground: Ground
  beforeAll(async () => {
    database = await open()
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    ground = await emptyGround(database)
  })

  const idsOf = (claimed: { inboxId: string }[]) => claimed.map((one) => one.inboxId).toSorted()

  it('stores an event once, whether it stands twice in one delivery or comes again later', async () => {
    const inbox = ground.inbox()
    const hello = ground.event('town', 'U1', 'e1', 0)
    expect(await inbox.accept([hello, hello])).toBe(1)
    expect(await inbox.accept([hello, ground.event('town', 'U1', 'e2', 1)])).toBe(1)
    expect((await inbox.counts()).open).toBe(2)
  })

  it('keeps the same event id of two agencies apart', async () => {
    const inbox = ground.inbox()
    await inbox.accept([ground.event('town', 'U1', 'e1', 0), ground.event('village', 'U1', 'e1', 0)])
    expect(idsOf(await inbox.claim(10))).toEqual(['e1@town', 'e1@village'])
  })

  it('stores a delivery of six thousand events, more than one statement can carry', async () => {
    const inbox = ground.inbox()
    const many = Array.from({ length: 6000 }, (_, index) => ground.event('town', `U${index}`, `e${index}`, 0))
    expect(await inbox.accept(many)).toBe(6000)
    expect((await inbox.counts()).open).toBe(6000)
  })

  it('stores all of a delivery or nothing of it', async () => {
    const inbox = ground.inbox()
    const many = Array.from({ length: 3000 }, (_, index) => ground.event('town', `U${index}`, `e${index}`, 0))
    const odd = { ...ground.event('town', 'U1', 'odd', 0), agencyId: null as unknown as string }
    await expect(inbox.accept([...many, odd])).rejects.toThrow()
    expect((await inbox.counts()).open).toBe(0)
  })

  it('writes down neither who wrote nor what', async () => {
    const said = { ...ground.event('town', 'U-somchai-1234', 'e1', 0), event: { text: 'ถังขยะหาย' } }
    await ground.inbox().accept([said])
    const [row] = await ground.db.selectFrom('inbox').selectAll().execute()
    expect(JSON.stringify(row)).not.toContain('somchai')
    expect(JSON.stringify(row)).not.toContain('ถังขยะ')
    const [claimed] = await ground.inbox().claim(1)
    expect(claimed?.event).toEqual({ text: 'ถังขยะหาย' })
  })

  it('hands out one event of each person at a time, the one that happened first, whatever the order of arrival', async () => {
    const inbox = ground.inbox()
    await inbox.accept([ground.event('town', 'U1', 'late', 9), ground.event('town', 'U2', 'other', 5)])
    await inbox.accept([ground.event('town', 'U1', 'early', 1), ground.event('town', 'U1', 'middle', 4)])
    const order: string[] = []
    for (let claimed = await inbox.claim(10); claimed.length > 0; claimed = await inbox.claim(10)) {
      order.push(...idsOf(claimed))
      await together(ground.db, (transaction) => inbox.finish(transaction, idsOf(claimed)))
    }
    expect(order).toEqual(['early@town', 'other@town', 'middle@town', 'late@town'])
  })

  it('lets events of the same millisecond follow each other by their ids', async () => {
    const inbox = ground.inbox()
    await inbox.accept(['b', 'c', 'a'].map((id) => ground.event('town', 'U1', id, 0)))
    expect(idsOf(await inbox.claim(10))).toEqual(['a@town'])
  })

  it('lets events of nobody in particular stand alone', async () => {
    const inbox = ground.inbox()
    await inbox.accept([ground.event('town', '', 'e1', 0), ground.event('town', '', 'e2', 1)])
    expect(await inbox.claim(10)).toHaveLength(2)
  })

  it('takes no more than asked for, those that have waited longest', async () => {
    const inbox = ground.inbox()
    await inbox.accept([ground.event('town', 'U1', 'first', 50)])
    ground.clock.move(second)
    await inbox.accept([ground.event('town', 'U2', 'second', 0)])
    expect(idsOf(await inbox.claim(1))).toEqual(['first@town'])
  })

  it('never gives two workers the same event', async () => {
    await ground
      .inbox()
      .accept(Array.from({ length: 60 }, (_, index) => ground.event('town', `U${index}`, `e${index}`, 0)))
    const claims = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        ground
          .inbox(`worker-${index}`)
          .claim(10)
          .catch(() => []),
      ),
    )
    const all = claims.flat().map((one) => one.inboxId)
    expect(new Set(all).size).toBe(all.length)
    // Whatever nobody got in the crowd is still there.
    const rest = await ground.inbox('late').claim(100)
    expect(all.length + rest.length).toBe(60)
  })

  it('hands an event to another worker when the lease has run out, and counts the try', async () => {
    await ground.inbox('gone').accept([ground.event('town', 'U1', 'e1', 0)])
    await ground.inbox('gone').claim(1)
    ground.clock.move(inboxLease)
    expect(await ground.inbox('other').claim(1)).toEqual([])
    ground.clock.move(1)
    expect(await ground.inbox('other').claim(1)).toMatchObject([{ inboxId: 'e1@town', attempts: 2 }])
  })

  it('lets nobody commit whose lease was lost meanwhile', async () => {
    await ground.inbox('slow').accept([ground.event('town', 'U1', 'e1', 0)])
    await ground.inbox('slow').claim(1)
    ground.clock.move(inboxLease + 1)
    await ground.inbox('other').claim(1)
    const slow = together(ground.db, async (transaction) => {
      await transaction
        .insertInto('counters')
        .values({ agency_id: 'town', name: 'question', fiscal_year: 2570, value: 1 })
        .execute()
      await ground.inbox('slow').finish(transaction, ['e1@town'])
    })
    await expect(slow).rejects.toThrow('lease')
    expect(await ground.db.selectFrom('counters').selectAll().execute()).toEqual([])
    await together(ground.db, (transaction) => ground.inbox('other').finish(transaction, ['e1@town']))
    expect((await ground.inbox().counts()).open).toBe(0)
  })

  it('erases who and what when an event is done, and still knows that it came', async () => {
    const inbox = ground.inbox()
    await inbox.accept([ground.event('town', 'U1', 'e1', 0)])
    await inbox.claim(1)
    await together(ground.db, (transaction) => inbox.finish(transaction, ['e1@town']))
    const [row] = await ground.db.selectFrom('inbox').selectAll().execute()
    expect(row).toMatchObject({ payload_sealed: '', person_key: '', claimed_by: null })
    expect(await inbox.accept([ground.event('town', 'U1', 'e1', 0)])).toBe(0)
    expect(await inbox.claim(1)).toEqual([])
  })

  it('holds back an event that was given back, and the same person with it, but nobody else', async () => {
    const inbox = ground.inbox()
    await inbox.accept([ground.event('town', 'U1', 'e1', 0), ground.event('town', 'U1', 'e2', 1)])
    await inbox.claim(1)
    await inbox.giveBack('e1@town', 250)
    await inbox.accept([ground.event('town', 'U2', 'other', 2)])
    expect(idsOf(await inbox.claim(10))).toEqual(['other@town'])
    ground.clock.move(250)
    expect(await inbox.claim(10)).toMatchObject([{ inboxId: 'e1@town', attempts: 2 }])
  })

  it('parks an event with its words still sealed, and lets the person go on', async () => {
    const inbox = ground.inbox()
    await inbox.accept([ground.event('town', 'U1', 'e1', 0), ground.event('town', 'U1', 'e2', 1)])
    await inbox.claim(1)
    expect(await together(ground.db, (transaction) => inbox.park(transaction, 'e1@town'))).toBe(true)
    expect(await inbox.counts()).toMatchObject({ open: 1, parked: 1 })
    expect(idsOf(await inbox.claim(10))).toEqual(['e2@town'])
    expect(await inbox.retryParked()).toBe(1)
    const [again] = await inbox.claim(10)
    expect(again).toMatchObject({ inboxId: 'e1@town', attempts: 1, event: { webhookEventId: 'e1' } })
  })

  it('erases for good what its writer takes back, parked or still waiting, and nothing else of anybody', async () => {
    const inbox = ground.inbox()
    const events = ['e1', 'e2', 'e3', 'e4'].map((id, at) => ground.event('town', 'U1', id, at))
    await inbox.accept([...events, ground.event('town', 'U2', 'other', 0), ground.event('village', 'U1', 'there', 0)])
    for (const id of ['e1@town', 'e2@town']) {
      await inbox.claim(10)
      await together(ground.db, (transaction) => inbox.park(transaction, id))
    }
    const meant = new Set(['e1', 'e3', 'other', 'there'])
    const takenBack = await together(ground.db, (transaction) =>
      inbox.takeBack(transaction, { agencyId: 'town', from: 'U1' }, (event) =>
        meant.has((event as { webhookEventId: string }).webhookEventId),
      ),
    )
    expect(takenBack).toBe(2)
    await inbox.retryParked()
    const rows = await ground.db.selectFrom('inbox').selectAll().where('payload_sealed', '=', '').execute()
    expect(idsOf(rows.map((row) => ({ inboxId: row.inbox_id })))).toEqual(['e1@town', 'e3@town'])
    expect(await inbox.counts()).toMatchObject({ open: 4, parked: 0 })
    // It did come: LINE may deliver it once more.
    expect(await inbox.accept(events)).toBe(0)
  })

  it('keeps the order of a person also for what the operator lets be tried again', async () => {
    const inbox = ground.inbox()
    await inbox.accept([ground.event('town', 'U1', 'e1', 0), ground.event('town', 'U1', 'e2', 1)])
    await inbox.claim(1)
    await together(ground.db, (transaction) => inbox.park(transaction, 'e1@town'))
    await inbox.retryParked()
    expect(idsOf(await inbox.claim(10))).toEqual(['e1@town'])
  })

  it('parks nothing that another worker has taken over', async () => {
    await ground.inbox('slow').accept([ground.event('town', 'U1', 'e1', 0)])
    await ground.inbox('slow').claim(1)
    ground.clock.move(inboxLease + 1)
    await ground.inbox('other').claim(1)
    expect(await together(ground.db, (transaction) => ground.inbox('slow').park(transaction, 'e1@town'))).toBe(false)
    expect((await ground.inbox().counts()).parked).toBe(0)
  })

  it('hands out an event that it cannot open as undefined, so that it ends up parked and holds up nobody', async () => {
    await inboxStore(ground.db, ground.clock, otherEnvelope, 'old-key').accept([ground.event('town', 'U1', 'e1', 0)])
    await ground.inbox().accept([ground.event('town', 'U2', 'e2', 0)])
    const claimed = await ground.inbox().claim(10)
    expect(claimed.find((one) => one.inboxId === 'e1@town')?.event).toBeUndefined()
    expect(claimed.find((one) => one.inboxId === 'e2@town')?.event).toBeDefined()
  })

  it('hands out what was tried before alone, the least tried first, and only when nothing untried waits', async () => {
    const inbox = ground.inbox()
    await inbox.accept(['a', 'b', 'c'].map((id, at) => ground.event('town', `U-${id}`, id, at)))
    await inbox.claim(1)
    await inbox.giveBack('a@town', 0)
    expect(idsOf(await inbox.claim(10))).toEqual(['b@town', 'c@town'])
    expect(await inbox.claim(10)).toMatchObject([{ inboxId: 'a@town', attempts: 2 }])
    await inbox.releaseAll()
    expect(idsOf(await inbox.claim(10))).toEqual(['b@town'])
    expect(idsOf(await inbox.claim(10))).toEqual(['c@town'])
    expect(await inbox.claim(10)).toMatchObject([{ inboxId: 'a@town', attempts: 3 }])
  })

  it('holds nobody up for long because the clock was a day ahead when something was put off or taken up', async () => {
    const inbox = ground.inbox()
    await inbox.accept([ground.event('town', 'U1', 'e1', 0), ground.event('town', 'U2', 'other', 1)])
    ground.clock.move(day)
    const [first] = await inbox.claim(2)
    await inbox.giveBack(first?.inboxId ?? '', second)
    ground.clock.move(-day)
    expect([...idsOf(await inbox.claim(10)), ...idsOf(await inbox.claim(10))].toSorted()).toEqual([
      'e1@town',
      'other@town',
    ])
    expect(await ground.inbox('another').claim(10)).toEqual([])
  })

  it('takes back the leases of a process that is gone for certain', async () => {
    await ground.inbox('killed').accept([ground.event('town', 'U1', 'e1', 0)])
    await ground.inbox('killed').claim(1)
    await ground.inbox('next').releaseAll()
    expect(await ground.inbox('next').claim(1)).toMatchObject([{ attempts: 2 }])
  })

  it('forgets what was done long ago, but neither what is open nor what is parked', async () => {
    const inbox = ground.inbox()
    const now = ground.clock.now().getTime()
    await inbox.accept(['A', 'B', 'C'].map((end) => ground.event('town', `U${end}`, newUlid(now), 0)))
    const claimed = idsOf(await inbox.claim(10))
    await together(ground.db, async (transaction) => {
      await inbox.finish(transaction, [claimed[0] ?? ''])
      await inbox.park(transaction, claimed[1] ?? '')
    })
    expect(await inbox.purge(14, 100)).toBe(0)
    ground.clock.move(15 * day)
    await inbox.accept([ground.event('town', 'U1', 'today', 0)])
    expect(await inbox.purge(14, 100)).toBe(1)
    expect(await inbox.counts()).toMatchObject({ open: 2, parked: 1 })
    expect(await inbox.purgeParked(90, 100)).toBe(0)
    ground.clock.move(76 * day)
    expect(await inbox.purgeParked(90, 100)).toBe(1)
    expect(await inbox.counts()).toMatchObject({ open: 2, parked: 0 })
  })

  it('knows an event by its id and its agency, also when it is done', async () => {
    const inbox = ground.inbox()
    await inbox.accept([ground.event('town', 'U1', 'e1', 0)])
    expect(await inbox.knows('town', 'e1')).toBe(true)
    await inbox.claim(1)
    await together(ground.db, (transaction) => inbox.finish(transaction, ['e1@town']))
    expect(await inbox.knows('town', 'e1')).toBe(true)
    expect(await inbox.knows('village', 'e1')).toBe(false)
    expect(await inbox.knows('town', 'e2')).toBe(false)
  })

  it('begins with what it has not seen before only, in the order in which it happened', async () => {
    const inbox = ground.inbox()
    const [first, second, third] = [1, 2, 3].map((at) => ground.event('town', 'U1', `e${at}`, at))
    if (!first || !second || !third) throw new Error('There must be three.')
    const now = ground.clock.now()
    const begin = (...arrivals: ReceivedEvent[][]) =>
      together(ground.db, (transaction) =>
        inbox.begin(
          transaction,
          arrivals.map((events) => ({ events, receivedAt: now })),
        ),
      )
    const begun = await begin([third, second], [first, second])
    expect(begun.map((one) => one.inboxId)).toEqual(['e1@town', 'e2@town', 'e3@town'])
    expect(begun[0]).toMatchObject({ attempts: 1, receivedAt: now, event: { webhookEventId: 'e1' } })
    expect(await begin([first], [second, third])).toEqual([])
    expect(await inbox.counts()).toMatchObject({ open: 0 })
    const rows = await ground.db.selectFrom('inbox').select(['payload_sealed', 'person_key']).execute()
    expect(rows).toEqual(Array.from({ length: 3 }, () => ({ payload_sealed: '', person_key: '' })))
  })

  it('begins with nothing of a person of whom an earlier event still waits, but puts it behind', async () => {
    const inbox = ground.inbox()
    await inbox.accept([ground.event('town', 'U1', 'e1', 0)])
    const arrived = [ground.event('town', 'U1', 'e2', 1), ground.event('town', 'U2', 'other', 2)]
    const begun = await together(ground.db, (transaction) =>
      inbox.begin(transaction, [{ events: arrived, receivedAt: ground.clock.now() }]),
    )
    expect(idsOf(begun)).toEqual(['other@town'])
    expect(idsOf(await inbox.claim(10))).toEqual(['e1@town'])
    await together(ground.db, (transaction) => inbox.finish(transaction, ['e1@town']))
    expect(await inbox.claim(10)).toMatchObject([{ inboxId: 'e2@town', event: { webhookEventId: 'e2' } }])
  })

  it('begins with five thousand events at once', async () => {
    const events = Array.from({ length: 5000 }, (_, index) => ground.event('town', `U${index}`, `e${index}`, 0))
    const begun = await together(ground.db, (transaction) =>
      ground.inbox().begin(transaction, [{ events, receivedAt: ground.clock.now() }]),
    )
    expect(begun).toHaveLength(5000)
  })

  it('counts what has just arrived among what waits', async () => {
    ground.clock.move(-hour)
    await ground.arrivals().add([ground.delivery('town', 'U1', 'e1', 0), ground.delivery('village', 'U1', 'e2', 0)])
    const since = ground.clock.now()
    ground.clock.move(hour)
    await ground.inbox().accept([ground.event('town', 'U2', 'e3', 0)])
    expect(await ground.inbox().counts()).toEqual({ open: 3, parked: 0, oldest: since })
  })

  it('tells since when the oldest event waits', async () => {
    const inbox = ground.inbox()
    expect(await inbox.counts()).toEqual({ open: 0, parked: 0, oldest: null })
    const since = ground.clock.now()
    await inbox.accept([ground.event('town', 'U1', 'e1', 0)])
    ground.clock.move(hour)
    await inbox.accept([ground.event('town', 'U2', 'e2', 0)])
    expect((await inbox.counts()).oldest).toEqual(since)
  })
})
