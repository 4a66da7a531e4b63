import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OpenDatabase } from '../../src/db/open.ts'
import { threadStore } from '../../src/threads/thread-store.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import type { Outgoing } from '../../src/outbox/outbox-store.ts'
import type { Visitor } from '../../src/people/people-store.ts'
import { staffStore, type Role } from '../../src/staff/staff-store.ts'
import { day, hour, minute } from '../support/clock.ts'
import { databases } from '../support/databases.ts'
import { emptyGround, envelope, together, type Ground } from './ground.ts'

describe.each(Object.entries(databases))('on %s', (_name, open) => {
  let database: OpenDatabase
  let ground: Ground
  let town: string
  let village: string
  let staff: ReturnType<typeof staffStore>
  beforeAll(async () => {
    database = await open()
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    ground = await emptyGround(database)
    town = await ground.agency('town')
    village = await ground.agency('village')
    staff = staffStore(ground.db, ground.clock, systemIds)
  })

  const visit = (userId = 'U1', agencyId = town): Promise<Visitor> =>
    together(ground.db, (transaction) => ground.people.visit(transaction, agencyId, userId))

  describe('people', () => {
    it('become known with their first event and stay the same afterwards', async () => {
      const first = await visit()
      expect(first).toMatchObject({
        isNew: true,
        blocked: false,
        notice: null,
        staff: null,
        conversation: null,
        waiting: 0,
      })
      expect(await visit()).toMatchObject({ isNew: false, personId: first.personId })
    })

    it('are somebody else in every agency', async () => {
      const here = await visit('U1', town)
      const there = await visit('U1', village)
      expect(there).toMatchObject({ isNew: true })
      expect(there.personId).not.toBe(here.personId)
    })

    it('are not made known by a transaction that fails', async () => {
      const failing = together(ground.db, async (transaction) => {
        await ground.people.visit(transaction, town, 'U1')
        throw new Error('the handler failed')
      })
      await expect(failing).rejects.toThrow('the handler failed')
      expect(await visit()).toMatchObject({ isNew: true })
    })

    it('of an agency that is not there are nobody', async () => {
      await expect(visit('U1', 'nowhere')).rejects.toThrow()
    })

    it('keep what they saw and whether they blocked us', async () => {
      const { personId } = await visit()
      await together(ground.db, async (transaction) => {
        await ground.people.setNotice(transaction, personId, '1')
        await ground.people.setBlocked(transaction, personId, true)
      })
      await ground.people.setMenu(personId, 'citizen')
      expect(await visit()).toMatchObject({ notice: '1', blocked: true, menu: 'citizen' })
      await together(ground.db, (transaction) => ground.people.setBlocked(transaction, personId, false))
      expect(await visit()).toMatchObject({ blocked: false })
    })

    it('hold a conversation that is sealed, replaced by the next state, and gone when it ends', async () => {
      const { personId } = await visit()
      const put = (step: string | null) =>
        together(ground.db, (transaction) =>
          ground.people.setConversation(
            transaction,
            town,
            personId,
            step === null ? null : { flow: 'question', step, version: 3, memory: { text: 'ถังขยะหาย' } },
          ),
        )
      await put('offered')
      await put('answered')
      expect(await visit()).toMatchObject({
        conversation: { flow: 'question', step: 'answered', version: 3, memory: { text: 'ถังขยะหาย' } },
      })
      const rows = await ground.db.selectFrom('conversations').selectAll().execute()
      expect(rows).toHaveLength(1)
      expect(JSON.stringify(rows)).not.toContain('ถังขยะ')
      await put(null)
      expect(await visit()).toMatchObject({ conversation: null })
      await put(null)
    })

    it('are forgotten in their conversations when nobody went on for a day', async () => {
      for (const userId of ['U1', 'U2']) {
        const { personId } = await visit(userId)
        const state = { flow: 'question', step: 'offered', version: 1, memory: {} }
        await together(ground.db, (transaction) => ground.people.setConversation(transaction, town, personId, state))
        ground.clock.move(20 * hour)
      }
      expect(await ground.people.forgetConversations(24)).toBe(1)
      expect(await visit('U1')).toMatchObject({ conversation: null })
      expect((await visit('U2')).conversation).not.toBeNull()
    })

    it('are told how many messages wait for their next reply', async () => {
      const { personId } = await visit()
      await together(ground.db, (transaction) =>
        ground
          .outbox()
          .add(transaction, town, [ground.message('a', { personId }), ground.message('b', { personId })], false),
      )
      const [first] = await ground.outbox().claim(1)
      if (first) await ground.outbox().settle(first, { wait: true, tokenGone: true }, 0)
      expect((await visit()).waiting).toBe(1)
      expect((await visit('U1', village)).waiting).toBe(0)
    })

    it('notice at once that the agency has changed', async () => {
      const before = await visit()
      await ground.agencies.touch(town)
      expect((await visit()).revision).toBe(before.revision + 1)
    })

    it('are erased with all they wrote and all that waits for them, and nobody else is', async () => {
      const threads = threadStore(ground.db, ground.clock, systemIds, envelope)
      const [somchai, malee] = [await visit('U1'), await visit('U2')]
      for (const { personId } of [somchai, malee]) {
        await threads.open(town, personId, 'ถังขยะหาย', null, ground.clock.now())
        const state = { flow: 'question', step: 'offered', version: 1, memory: {} }
        await together(ground.db, async (transaction) => {
          await ground.people.setConversation(transaction, town, personId, state)
          await ground.outbox().add(transaction, town, [ground.message('คำตอบ', { personId })], false)
        })
        await staff.register(town, personId, 'WRONGCODE')
      }
      const erased = await together(ground.db, (transaction) => ground.people.erase(transaction, somchai.personId))
      expect(erased).toEqual({ questions: 1 })
      for (const table of ['threads', 'thread_messages', 'conversations', 'registration_attempts', 'people'] as const) {
        expect([table, await ground.db.selectFrom(table).selectAll().execute()]).toEqual([table, [expect.anything()]])
      }
      expect(await ground.outbox().claim(5)).toMatchObject([{ personId: malee.personId }])
    })

    it('are erased also in what is on its way: it ends with its attempt, whatever LINE says, and never goes again', async () => {
      const { personId } = await visit('U1')
      const push = { personId, replyToken: null, replyUntil: null }
      const outbox = ground.outbox()
      const onTheirWay = await together(ground.db, (transaction) =>
        outbox.add(transaction, town, [ground.message('one', push), ground.message('two', push)], true),
      )
      const [first, second] = onTheirWay as [Outgoing, Outgoing]
      expect(await outbox.startPush(first.id)).toBe(true)
      await together(ground.db, (transaction) => ground.people.erase(transaction, personId))
      await outbox.settle(first, { wait: true, tokenGone: true }, 429)
      expect(await outbox.startPush(second.id)).toBe(false)
      expect(await outbox.renew(second)).toBe(false)
      expect(await outbox.counts()).toEqual({ due: 0, waiting: 0 })
      const rows = await ground.db.selectFrom('outbox').selectAll().execute()
      expect(rows.map((row) => row.payload_sealed)).toEqual(['', ''])
    })
  })

  describe('a code', () => {
    const invite = (over: Partial<{ name: string; unitId: string | null; role: Role }> = {}, agencyId = town) =>
      staff.invite(agencyId, { name: 'สมหญิง', unitId: null, role: 'staff', ...over })
    const register = async (code: string, userId = 'U1', agencyId = town) =>
      staff.register(agencyId, (await visit(userId, agencyId)).personId, code)

    it('has eight letters that nobody mistakes for each other, and is kept as a hash only', async () => {
      const codes = await Promise.all(Array.from({ length: 40 }, () => invite()))
      for (const code of codes) expect(code).toMatch(/^[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}$/)
      expect(new Set(codes).size).toBe(40)
      const stored = JSON.stringify(await ground.db.selectFrom('invitations').selectAll().execute())
      for (const code of codes) expect(stored).not.toContain(code.replace('-', ''))
    })

    it('makes one person a member, once, in any spelling', async () => {
      const unit = (await ground.agencies.bySlug('town'))?.units[0]
      const code = await invite({ unitId: unit?.id ?? null, role: 'reviewer' })
      const result = await register(` ${code.toLowerCase().replace('-', ' ')} `)
      expect(result).toMatchObject({
        outcome: 'registered',
        member: { name: 'สมหญิง', role: 'reviewer', unit: 'กองคลัง' },
      })
      expect((await visit()).staff).toMatchObject({ name: 'สมหญิง', role: 'reviewer', unit: 'กองคลัง' })
      expect(await register(code, 'U2')).toEqual({ outcome: 'refused' })
      expect(await register(code)).toEqual({ outcome: 'refused' })
    })

    it('that is wrong, used, expired or of another agency gets one and the same answer', async () => {
      const [used, expired, elsewhere] = [await invite(), await invite(), await invite({}, village)]
      await register(used, 'U-other')
      ground.clock.move(7 * day)
      const answers = []
      for (const code of ['AAAA-AAAA', used, expired, elsewhere]) answers.push(await register(code))
      expect(answers).toEqual(Array.from({ length: 4 }, () => ({ outcome: 'refused' })))
    })

    it('lives for seven days to the millisecond', async () => {
      const code = await invite()
      ground.clock.move(7 * day - 1)
      expect(await register(code)).toMatchObject({ outcome: 'registered' })
    })

    it('may be guessed five times; then even the right one cools down for an hour, for this person only', async () => {
      const code = await invite()
      for (let guess = 0; guess < 5; guess += 1) {
        expect(await register('AAAA-AAAA')).toEqual({ outcome: 'refused' })
        ground.clock.move(10 * minute)
      }
      expect(await register(code)).toEqual({ outcome: 'cooling-down' })
      expect((await visit()).staff).toBeNull()
      expect(await register('BBBB-BBBB', 'U2')).toEqual({ outcome: 'refused' })
      // The first guess was fifty minutes ago.
      ground.clock.move(10 * minute)
      expect(await register(code)).toMatchObject({ outcome: 'registered' })
    })

    it('given to somebody who serves already changes what they are', async () => {
      await register(await invite({ role: 'staff' }))
      await register(await invite({ role: 'executive', name: 'สมหญิง ใจดี' }))
      expect((await visit()).staff).toMatchObject({ role: 'executive', name: 'สมหญิง ใจดี' })
      expect(await staff.list(town)).toHaveLength(1)
      expect(await ground.db.selectFrom('staff').selectAll().execute()).toHaveLength(2)
    })
  })

  describe('members of staff', () => {
    const serve = async (userId: string, name: string, agencyId = town) => {
      const code = await staff.invite(agencyId, { name, unitId: null, role: 'staff' })
      await staff.register(agencyId, (await visit(userId, agencyId)).personId, code)
    }

    it('are listed by name, each agency its own', async () => {
      await serve('U1', 'ข')
      await serve('U2', 'ก')
      await serve('U3', 'ค', village)
      expect((await staff.list(town)).map((member) => member.name)).toEqual(['ก', 'ข'])
    })

    it('that are removed are nobody with their very next message', async () => {
      await serve('U1', 'สมหญิง')
      const id = (await staff.list(town))[0]?.id ?? ''
      expect(await staff.remove(village, id)).toBe('unknown')
      expect((await visit()).staff).not.toBeNull()
      expect(await staff.remove(town, id)).toBe('removed')
      expect((await visit()).staff).toBeNull()
      expect(await staff.remove(town, id)).toBe('unknown')
    })

    it('may come back with a new code', async () => {
      await serve('U1', 'สมหญิง')
      await staff.remove(town, (await staff.list(town))[0]?.id ?? '')
      await serve('U1', 'สมหญิง')
      expect((await visit()).staff).not.toBeNull()
    })
  })
})
