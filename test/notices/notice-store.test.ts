import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { workCalendar } from '../../src/calendar/calendar.ts'
import type { OpenDatabase } from '../../src/db/open.ts'
import { holdOrSend } from '../../src/notices/holding.ts'
import { noticeStore, remind } from '../../src/notices/notice-store.ts'
import { officeHours } from '../../src/thai/service-hours.ts'
import { emptyGround, together, type Ground } from '../stores/ground.ts'
import { day, hour } from '../support/clock.ts'
import { databases } from '../support/databases.ts'

describe.each(Object.entries(databases))('what is known of notices on %s', (_name, open) => {
  let database: OpenDatabase
  let ground: Ground
  let agencyId: string
  let somsri: string
  beforeAll(async () => {
    database = await open()
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    ground = await emptyGround(database)
    agencyId = await ground.agency('town')
    somsri = (await together(ground.db, (transaction) => ground.people.visit(transaction, agencyId, 'U-somsri')))
      .personId
  })
  const store = () => noticeStore(ground.db, ground.clock)
  const listens = async () => (await store().listening(agencyId)).get(somsri)

  it('is nothing at first: everybody hears of everything, and has the digest at half past eight', async () => {
    expect(await store().wish(somsri)).toMatchObject({ mode: 'all', digestMinute: 510 })
    expect(await listens()).toBeUndefined()
  })

  it('keeps a wish in parts, and what was noted of the day stays', async () => {
    await store().note(agencyId, somsri, { digestOn: '2026-11-23' })
    await store().setWish(agencyId, somsri, { digestMinute: 600 })
    await store().setWish(agencyId, somsri, { mode: 'digest' })
    await store().note(agencyId, somsri, { pushed: true })
    expect(await listens()).toMatchObject({
      mode: 'digest',
      digestMinute: 600,
      digestOn: '2026-11-23',
      pushedAt: ground.clock.now(),
    })
  })

  it('remembers one reminder for each purpose, however often it is asked for', async () => {
    for (let time = 0; time < 100; time += 1) await remind(ground.db, agencyId, somsri, 'deadline', ground.clock.now())
    await remind(ground.db, agencyId, somsri, 'work', ground.clock.now())
    expect((await store().remindersOf(somsri)).toSorted((a, b) => a.localeCompare(b))).toEqual(['deadline', 'work'])
    await store().setReminders(agencyId, somsri, ['deadline'])
    expect(await store().remindersOf(somsri)).toEqual(['deadline'])
    await store().setReminders(agencyId, somsri, [])
    expect(await store().remindersOf(somsri)).toEqual([])
  })

  it('knows what somebody was told, once, and forgets it after its time', async () => {
    await store().tell(agencyId, somsri, ['new:Q-1', 'new:Q-1', 'late:Q-2'])
    await store().tell(agencyId, somsri, ['new:Q-1'])
    expect((await listens())?.told).toEqual(new Set(['new:Q-1', 'late:Q-2']))
    ground.clock.move(91 * day)
    await store().forget(90)
    expect(await listens()).toBeUndefined()
  })

  describe('a card about work', () => {
    const calendar = workCalendar(officeHours)
    const outcome = (plenty: boolean) =>
      together(ground.db, (transaction) =>
        holdOrSend(transaction, ground.clock, calendar, { agencyId, personId: somsri, plenty }),
      )
    const keep = () =>
      together(ground.db, (transaction) =>
        ground.outbox().add(
          transaction,
          agencyId,
          [
            ground.message('card', {
              personId: somsri,
              purpose: 'work',
              push: false,
              replyToken: null,
              replyUntil: null,
            }),
          ],
          false,
        ),
      )

    it('goes at once where there is plenty, by day', async () => {
      expect(await outcome(true)).toBe('now')
      expect(await store().remindersOf(somsri)).toEqual([])
    })

    it('waits at night, on days off, where paid messages are scarce, and for whoever wants a digest only', async () => {
      ground.clock.move(11 * hour)
      expect(await outcome(true)).toBe('held')
      ground.clock.set('2026-11-28T10:00:00+07:00')
      expect(await outcome(true)).toBe('held')
      ground.clock.set('2026-11-30T10:00:00+07:00')
      expect(await outcome(true)).toBe('now')
      expect(await outcome(false)).toBe('held')
      await store().setWish(agencyId, somsri, { mode: 'digest' })
      expect(await outcome(true)).toBe('held')
      expect(await store().remindersOf(somsri)).toEqual(['work'])
    })

    it('is one of three that wait; a hundred more are covered by the list', async () => {
      const outcomes: string[] = []
      for (let time = 0; time < 103; time += 1) {
        const one = await outcome(false)
        outcomes.push(one)
        if (one === 'held') await keep()
      }
      expect(outcomes.filter((one) => one === 'held')).toHaveLength(3)
      expect(outcomes.filter((one) => one === 'covered')).toHaveLength(100)
      expect(await listens()).toMatchObject({ waits: true, reminders: new Set(['work']) })
    })
  })
})
