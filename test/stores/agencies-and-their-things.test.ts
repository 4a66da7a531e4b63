import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AgencyFile } from '../../src/agency/profile.ts'
import type { OpenDatabase } from '../../src/db/open.ts'
import { checklistStore, ItemState } from '../../src/features/checklist/checklist-store.ts'
import { readEdition, shippedEditions } from '../../src/features/checklist/edition.ts'
import { pendingStatuses } from '../../src/features/checklist/items.ts'
import { knowledgeStore } from '../../src/features/questions/knowledge-store.ts'
import { checkEntries } from '../../src/features/questions/upkeep/knowledge-file.ts'
import { threadStore } from '../../src/threads/thread-store.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { quotaKeeper, type QuotaReading } from '../../src/outbox/quota.ts'
import { hour, minute } from '../support/clock.ts'
import { databases } from '../support/databases.ts'
import { agencies as samples, faq } from '../support/samples.ts'
import { agencyFile, emptyGround, envelope, together, type Ground } from './ground.ts'

describe.each(Object.entries(databases))('on %s', (_name, open) => {
  let database: OpenDatabase
  let ground: Ground
  beforeAll(async () => {
    database = await open()
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    ground = await emptyGround(database)
  })

  describe('agencies', () => {
    const line = { channelSecret: 'the-secret', channelAccessToken: 'the-token', basicId: '@abc1234x' }

    it('are found by slug and id, the first one added is the default, and others follow in their order', async () => {
      expect(await ground.agencies.first()).toBeNull()
      for (const slug of ['zeta', 'alpha']) await ground.agencies.save(agencyFile(slug))
      expect((await ground.agencies.first())?.profile.slug).toBe('zeta')
      expect((await ground.agencies.all()).map((one) => one.profile.slug)).toEqual(['zeta', 'alpha'])
      const alpha = await ground.agencies.bySlug('alpha')
      expect(await ground.agencies.byId(alpha?.id ?? '')).toEqual(alpha)
      expect(await ground.agencies.bySlug('beta')).toBeNull()
    })

    it('keep their account sealed, and keep it when a later file does not name it', async () => {
      const { agencyId } = await ground.agencies.save(agencyFile('town', { line }))
      const stored = JSON.stringify(await ground.db.selectFrom('agencies').selectAll().execute())
      expect(stored).not.toMatch(/the-secret|the-token/)
      expect(await ground.agencies.save(agencyFile('town'))).toMatchObject({ agencyId, outcome: 'updated' })
      const channel = await ground.agencies.channel(agencyId)
      expect([channel?.secret.reveal(), channel?.accessToken.reveal()]).toEqual(['the-secret', 'the-token'])
      expect((await ground.agencies.byId(agencyId))?.basicId).toBe('@abc1234x')
      expect(String(channel?.secret)).not.toContain('the-secret')
    })

    it('have no account until they bring one', async () => {
      const agencyId = await ground.agency('town')
      expect(await ground.agencies.channel(agencyId)).toBeNull()
    })

    it('raise their revision with every change, so that caches notice', async () => {
      const agencyId = await ground.agency('town')
      await ground.agencies.save(agencyFile('town'))
      await ground.agencies.touch(agencyId)
      expect((await ground.agencies.byId(agencyId))?.revision).toBe(3)
    })

    it('lose units that are no longer in the file, unless somebody still belongs to them', async () => {
      const agencyId = await ground.agency('town')
      const [treasury, works] = (await ground.agencies.byId(agencyId))?.units ?? []
      const person = await together(ground.db, (transaction) => ground.people.visit(transaction, agencyId, 'U1'))
      await ground.db
        .insertInto('staff')
        .values({
          agency_id: agencyId,
          staff_id: 's',
          person_id: person.personId,
          name: 'สมหญิง',
          unit_id: works?.id ?? null,
          role: 'staff',
          created_at: ground.clock.now().toISOString(),
          removed_at: null,
        })
        .execute()
      await ground.agencies.save(agencyFile('town', { units: [{ name: 'สำนักปลัด' }] }))
      const names = (await ground.agencies.byId(agencyId))?.units.map((unit) => unit.name)
      expect(names?.toSorted()).toEqual(['กองช่าง', 'สำนักปลัด'])
      expect(names).not.toContain(treasury?.name)
    })

    it.each([
      ['an unknown key', { sulg: 'x' }],
      ['a slug with capitals', { slug: 'Town' }],
      ['an address without https', { mainSite: 'http://town.go.th' }],
      ['two units of one name', { units: [{ name: 'กองคลัง' }, { name: 'กองคลัง' }] }],
      ['half an account', { line: { channelSecret: 'x' } }],
    ])('are not taken from a file with %s', (_what, over) => {
      expect(AgencyFile.safeParse({ ...agencyFile('town'), ...over }).success).toBe(false)
    })
  })

  describe('the quota', () => {
    function keeper(readings: (QuotaReading | null | 'silent')[]) {
      let asked = 0
      const quota = quotaKeeper(ground.db, ground.clock, async () => {
        const reading = readings[Math.min(asked, readings.length - 1)]
        asked += 1
        if (reading === 'silent' || reading === undefined) throw new Error('LINE does not answer.')
        return reading
      })
      return { quota, asked: () => asked }
    }

    it('is read once an hour, and our own pushes are counted on top of it meanwhile', async () => {
      const { quota, asked } = keeper([
        { allowed: 300, used: 10 },
        { allowed: 300, used: 50 },
      ])
      expect(await quota.left('town')).toBe(290)
      await quota.count('town', 'answer')
      ground.clock.move(hour)
      expect([await quota.left('town'), asked()]).toEqual([289, 1])
      ground.clock.move(1)
      expect([await quota.left('town'), asked()]).toEqual([250, 2])
    })

    it('begins anew with the month in Bangkok, not in Greenwich', async () => {
      const { quota } = keeper([
        { allowed: 300, used: 300 },
        { allowed: 300, used: 0 },
      ])
      ground.clock.set('2026-11-30T16:59:00.000Z')
      expect(await quota.left('town')).toBe(0)
      ground.clock.move(minute)
      expect(await quota.known('town')).toBeNull()
      expect(await quota.left('town')).toBe(300)
    })

    it('is unlimited where LINE says so, and not known where the agency has no account', async () => {
      expect(await keeper([{ allowed: null, used: 5000 }]).quota.left('town')).toBeNull()
      expect(await keeper([null]).quota.left('village')).toBeNull()
    })

    it('is not made up when LINE is silent, and what was known stays', async () => {
      const { quota } = keeper([{ allowed: 300, used: 1 }, 'silent'])
      await quota.left('town')
      ground.clock.move(2 * hour)
      await expect(quota.left('town')).rejects.toThrow('LINE does not answer.')
      expect(await quota.known('town')).toMatchObject({ allowed: 300, used: 1 })
    })

    it('knows what the paid messages of the month were for, and how much of it is over', async () => {
      const { quota } = keeper([{ allowed: 300, used: 7 }])
      await quota.left('town')
      for (const purpose of ['answer', 'apology', 'work', 'deadline', 'answer']) await quota.count('town', purpose)
      const month = await quota.month('town')
      expect(month).toMatchObject({ allowed: 300, used: 12, sent: { citizen: 3, deadline: 1, work: 1 } })
      // Monday 23 November, 10.00
      expect(month.elapsed).toBeCloseTo((22 + 10 / 24) / 30, 5)
    })

    it('is counted for each agency', async () => {
      const { quota } = keeper([{ allowed: 300, used: 0 }])
      await quota.left('town')
      await quota.left('village')
      await quota.count('town', 'answer')
      expect([(await quota.known('town'))?.used, (await quota.known('village'))?.used]).toEqual([1, 0])
    })
  })

  describe('knowledge', () => {
    const entriesOf = (value: unknown) => {
      const checked = checkEntries(value)
      if ('mistakes' in checked) throw new Error(checked.mistakes.join('\n'))
      return checked.entries
    }

    it('of the sample town is taken over as it is and comes back in its order', async () => {
      const agencyId = await ground.agency('town')
      const store = knowledgeStore(ground.db, ground.clock)
      const entries = entriesOf(faq)
      expect(entries.length).toBeGreaterThan(20)
      expect(await store.import(agencyId, entries)).toEqual({ added: entries.length, replaced: 0 })
      const listed = await store.list(agencyId)
      expect(listed.map((entry) => [entry.id, entry.question, entry.answer, entry.aliases])).toEqual(
        entries.map((entry) => [entry.id, entry.question, entry.answer, entry.aliases]),
      )
      expect(await store.import(agencyId, entries.slice(0, 3))).toEqual({ added: 0, replaced: 3 })
      expect(await store.list(agencyId)).toHaveLength(entries.length)
    })

    it('of a thousand entries is taken over whole, and belongs to one agency', async () => {
      const [town, village] = [await ground.agency('town'), await ground.agency('village')]
      const store = knowledgeStore(ground.db, ground.clock)
      const many = Array.from({ length: 1000 }, (_, index) => ({
        id: `F${index}`,
        question: `ถาม ${index}`,
        answer: 'ตอบ',
      }))
      await store.import(town, entriesOf(many))
      await store.import(village, entriesOf([{ id: 'F1', question: 'อื่น', answer: 'อื่น' }]))
      expect(await store.list(town)).toHaveLength(1000)
      expect((await store.list(village)).map((entry) => entry.question)).toEqual(['อื่น'])
    })

    it('with mistakes is refused with the number of every bad row', () => {
      const rows = [
        { id: 'F1', question: 'x', answer: 'y' },
        { id: '', question: 'x', answer: 'y' },
        { id: 'F1', question: 'x', answer: 'y' },
      ]
      const checked = checkEntries({ entries: rows })
      expect('mistakes' in checked && checked.mistakes).toEqual([
        'row 2: id is missing',
        'row 3: id F1 is already used in row 1',
      ])
      expect(checkEntries({ entry: [] })).toHaveProperty('mistakes')
    })
  })

  describe('checklists', () => {
    it.each(shippedEditions())('of the edition %i are loaded whole', async (year) => {
      const agencyId = await ground.agency('town')
      const store = checklistStore(ground.db, ground.clock, systemIds, envelope)
      const edition = readEdition(year)
      expect(await store.load(agencyId, edition)).toEqual({ added: edition.items.length, kept: 0 })
      const read = await store.read(agencyId, year)
      expect(read?.items.map((item) => item.code)).toEqual(edition.items.map((item) => item.code))
      expect(read?.items.every((item) => item.status === 'open')).toBe(true)
      expect(await store.definition(agencyId, year, 'O1')).toMatchObject({
        code: 'O1',
        components: expect.any(Array) as unknown[],
      })
      expect(await store.definition(agencyId, year, 'O99')).toBeNull()
    })

    it('keep every state when they are loaded again', async () => {
      const agencyId = await ground.agency('town')
      const store = checklistStore(ground.db, ground.clock, systemIds, envelope)
      await store.load(agencyId, readEdition(2567))
      const state = { code: 'O8', status: 'done', note: 'ขึ้นเว็บแล้ว', url: 'https://town.go.th/o8' } as const
      await store.importStates(agencyId, 2567, [state], 'keep')
      expect(await store.load(agencyId, readEdition(2567))).toEqual({ added: 0, kept: readEdition(2567).items.length })
      const item = (await store.read(agencyId, 2567))?.items.find((one) => one.code === 'O8')
      expect(item).toMatchObject({ status: 'reported', note: 'ขึ้นเว็บแล้ว', url: 'https://town.go.th/o8' })
    })

    it('change nothing when an import names an item that the edition has not', async () => {
      const agencyId = await ground.agency('town')
      const store = checklistStore(ground.db, ground.clock, systemIds, envelope)
      await store.load(agencyId, readEdition(2567))
      const before = await store.read(agencyId, 2567)
      const states = ['O1', 'O2', 'O77'].map((code) => ({ code, status: 'done' as const }))
      const importing = together(ground.db, (transaction) =>
        checklistStore(transaction, ground.clock, systemIds, envelope).importStates(agencyId, 2567, states, 'done'),
      )
      await expect(importing).rejects.toThrow(/no item O77/)
      expect(await store.read(agencyId, 2567)).toEqual(before)
      await expect(store.importStates(agencyId, 2566, [], 'keep')).rejects.toThrow(/not loaded.*checklist load/s)
    })

    it.each(samples.map((agency) => [agency.id, agency] as const))(
      'of the real agency %s say what its paper says',
      async (_id, agency) => {
        const year = agency.numberingEdition ?? agency.edition
        const agencyId = await ground.agency('town')
        const store = checklistStore(ground.db, ground.clock, systemIds, envelope)
        await store.load(agencyId, readEdition(year))
        const states = agency.items.map((item) => ItemState.parse(item))
        const others = agency.id === 'khemarat' ? 'done' : 'keep'
        await store.importStates(agencyId, year, states, others)
        const items = (await store.read(agencyId, year))?.items ?? []
        const pending = items.filter((item) => pendingStatuses.includes(item.status)).map((item) => item.code)
        const notDone = states.filter((state) => state.status !== 'done').map((state) => state.code)
        const untouched =
          others === 'keep'
            ? items.map((item) => item.code).filter((code) => !states.some((state) => state.code === code))
            : []
        expect(pending.toSorted()).toEqual([...notDone, ...untouched].toSorted())
      },
    )

    it('of two agencies have nothing to do with each other', async () => {
      const [town, village] = [await ground.agency('town'), await ground.agency('village')]
      const store = checklistStore(ground.db, ground.clock, systemIds, envelope)
      for (const agencyId of [town, village]) await store.load(agencyId, readEdition(2567))
      await store.importStates(town, 2567, [{ code: 'O1', status: 'done' }], 'done')
      expect((await store.read(village, 2567))?.items.every((item) => item.status === 'open')).toBe(true)
      expect(await store.editions(village)).toEqual([2567])
      expect(await store.read(village, 2566)).toBeNull()
    })
  })

  describe('questions', () => {
    const threads = () => threadStore(ground.db, ground.clock, systemIds, envelope)
    const person = async (agencyId: string, userId = 'U1') =>
      (await together(ground.db, (transaction) => ground.people.visit(transaction, agencyId, userId))).personId
    const ask = async (agencyId: string, words: string, unit: string | null = null) =>
      threads().open(agencyId, await person(agencyId), words, unit, new Date(ground.clock.now().getTime() + hour))

    it('are numbered through the fiscal year, each agency from one, without a gap when a transaction fails', async () => {
      const [town, village] = [await ground.agency('town'), await ground.agency('village')]
      expect((await ask(town, 'ก')).number).toBe('Q-2570-00001')
      const personId = await person(town)
      const failing = together(ground.db, async (transaction) => {
        await threadStore(transaction, ground.clock, systemIds, envelope).open(
          town,
          personId,
          'ข',
          null,
          ground.clock.now(),
        )
        throw new Error('the handler failed')
      })
      await expect(failing).rejects.toThrow('the handler failed')
      expect((await ask(town, 'ค')).number).toBe('Q-2570-00002')
      expect((await ask(village, 'ง')).number).toBe('Q-2570-00001')
      ground.clock.set('2027-09-30T16:59:59.000Z')
      expect((await ask(village, 'จ')).number).toBe('Q-2570-00002')
      ground.clock.set('2027-09-30T17:00:00.000Z')
      expect((await ask(village, 'ฉ')).number).toBe('Q-2571-00001')
    })

    it('show nothing of what was asked or answered to somebody who reads the tables', async () => {
      const town = await ground.agency('town')
      const thread = await ask(town, 'ถังขยะหาย')
      await threads().answer(town, thread, 'staff-1', 'ส่งใบใหม่แล้ว', { shownAs: 'กองคลัง' })
      const stored = JSON.stringify(await ground.db.selectFrom('thread_messages').selectAll().execute())
      expect(stored).not.toMatch(/ถังขยะ|ส่งใบใหม่/)
      expect(await threads().byNumber(town, 'Q-2570-00001')).toMatchObject({
        status: 'answered',
        question: 'ถังขยะหาย',
        answer: 'ส่งใบใหม่แล้ว',
      })
    })

    it('are answered once: whoever is second is too late', async () => {
      const town = await ground.agency('town')
      const thread = await ask(town, 'ถังขยะหาย')
      const answer = (words: string) =>
        together(ground.db, (transaction) =>
          threadStore(transaction, ground.clock, systemIds, envelope).answer(town, thread, 'staff-1', words, {
            shownAs: 'กองคลัง',
          }),
        )
      expect((await Promise.all([answer('ก'), answer('ข')])).filter((one) => one === 'too-late')).toHaveLength(1)
      expect(
        await ground.db.selectFrom('thread_messages').selectAll().where('author', '=', 'staff').execute(),
      ).toHaveLength(1)
    })

    it('wait in the order in which they were asked, for their unit and for everybody', async () => {
      const town = await ground.agency('town')
      for (const [words, unit] of [
        ['ก', 'กองคลัง'],
        ['ข', null],
        ['ค', 'กองช่าง'],
      ] as const) {
        await ask(town, words, unit)
        ground.clock.move(1)
      }
      const waiting = async (unit: string | null, most = 10) => {
        const { threads: some, total } = await threads().waiting(town, unit, most)
        return [some.map((thread) => thread.question), total]
      }
      expect(await waiting(null)).toEqual([['ก', 'ข', 'ค'], 3])
      expect(await waiting('กองคลัง')).toEqual([['ก', 'ข'], 2])
      expect(await waiting(null, 1)).toEqual([['ก'], 3])
    })

    it('of another agency are not found by number or serial', async () => {
      const [town, village] = [await ground.agency('town'), await ground.agency('village')]
      const thread = await ask(town, 'ก')
      expect(await threads().byNumber(village, 'Q-2570-00001')).toBeNull()
      expect(await threads().bySerial(village, 1, null)).toBeNull()
      expect(await threads().answer(village, thread, 's', 'x', { shownAs: '' })).toBe('too-late')
    })
  })
})
