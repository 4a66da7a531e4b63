import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checklistStore } from '../../src/features/checklist/checklist-store.ts'
import { readEdition } from '../../src/features/checklist/edition.ts'
import { staffStore } from '../../src/staff/staff-store.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { textsFor } from '../../src/texts/th.ts'
import type { Bot } from '../support/bot.ts'
import { grounds } from './grounds.ts'
import { addAgency, type Village } from './second-agency.ts'

const texts = textsFor.female
const townOnly = 'ค่าจัดเก็บขยะปีละเท่าใด'
const townAnswer = '240 บาทต่อปี'
const villageOnly = 'ขอยืมเครื่องสูบน้ำของหมู่บ้าน'
const villageAnswer = 'ยืมได้ที่ศาลาหมู่ 9'
const unanswerable = 'เต็นท์สีน้ำเงินของปู่ย่าเก็บไว้ตรงไหนของโกดังหลังเก่า'

describe.each(Object.entries(grounds))('two agencies in one database (%s)', (_name, open) => {
  let town: Bot
  let village: Village
  beforeAll(async () => {
    town = await open()
    village = await addAgency(town, 'ban-rao', [
      {
        id: 'V1',
        category: 'อื่น',
        unit: 'กองคลัง',
        question: villageOnly,
        answer: villageAnswer,
        aliases: ['ยืมเครื่องสูบน้ำ'],
      },
    ])
    await checklistStore(town.database.db, town.clock, systemIds, town.envelope).load(
      village.agencyId,
      readEdition(2567),
    )
  })
  afterAll(() => town.stop())

  const said = (person: { heard(): Record<string, unknown>[] }) => JSON.stringify(person.heard())

  it('answer from their own knowledge only', async () => {
    const here = town.citizen()
    const there = village.citizen()
    await here.says(townOnly)
    await here.says(villageOnly)
    await there.says(villageOnly)
    await there.says(townOnly)
    expect(said(here)).toContain(townAnswer)
    expect(said(here)).not.toContain(villageAnswer)
    expect(said(there)).toContain(villageAnswer)
    expect(said(there)).not.toContain(townAnswer)
  })

  it('know the same LINE user as two people: seen here, new there; staff here, a citizen there', async () => {
    const clerk = await town.staff('staff', 'กองคลัง', 'สมหญิง')
    const there = village.phone(clerk.userId)
    await there.says('ข้อไหนยังไม่ได้ดำเนินการ')
    expect(said(there)).not.toMatch(/O1\b/)
    expect(there.heard().length).toBeGreaterThan(1)
    expect(JSON.stringify(there.heard()[0])).toContain('อบต.ban-rao')
    for (const data of ['item.1?{"edition":2567,"code":"O14"}', 'list.1?{"edition":2567,"what":"pending"}']) {
      await there.taps({ type: 'postback', data })
      expect(there.lastWords()).toBe(texts.noLongerStaff)
    }
  })

  it('do not take each other’s codes', async () => {
    const code = await staffStore(town.database.db, town.clock, systemIds).invite(village.agencyId, {
      name: 'สมศรี',
      unitId: null,
      role: 'admin',
    })
    const intruder = town.citizen()
    await intruder.says(`ลงทะเบียน ${code}`)
    expect(intruder.lastWords()).toContain(texts.registrationRefused)
    const rightful = village.citizen()
    await rightful.says(`ลงทะเบียน ${code}`)
    expect(said(rightful)).toContain('สมศรี')
  })

  it('count their questions apart, and show and answer only their own', async () => {
    const here = town.citizen()
    const there = village.citizen()
    for (const words of [unanswerable, 'ส่งให้เจ้าหน้าที่']) {
      await here.says(words)
      await there.says(words)
    }
    expect(said(here)).toContain('Q-2570-00001')
    expect(said(there)).toContain('Q-2570-00001')
    const clerk = await village.staff()
    await clerk.says('ตอบ Q1 คำตอบของหมู่บ้านเรา')
    await clerk.says('ส่งเลย')
    expect(said(there)).toContain('คำตอบของหมู่บ้านเรา')
    expect(said(here)).not.toContain('คำตอบของหมู่บ้านเรา')
    const open = await town.database.db.selectFrom('threads').selectAll().where('status', '=', 'open').execute()
    expect(open.map((thread) => thread.agency_id)).not.toContain(village.agencyId)
  })

  it('show a question to its own asker only', async () => {
    const stranger = village.citizen()
    await stranger.says('เมนู')
    await stranger.taps({ type: 'postback', data: 'thread.1?{"number":"Q-2570-00001"}' })
    expect(stranger.lastWords()).toBe(texts.oldButton)
    const townsman = town.citizen()
    await townsman.says('เมนู')
    await town.line.tap(town.slug, townsman.userId, { type: 'postback', data: 'thread.1?{"number":"Q-2570-00001"}' })
    await town.app.settle()
    expect(townsman.lastWords()).toBe(texts.oldButton)
  })

  it('have their own checklists and states', async () => {
    const clerk = await village.staff()
    await clerk.says('เหลือกี่ข้อ')
    const total = String(readEdition(2567).items.length)
    expect(clerk.lastWords()).toContain(total)
    const colleague = await town.staff()
    await colleague.says('ข้อไหนยังไม่ได้ดำเนินการ')
    expect(colleague.lastWords()).toContain('O14')
    expect(colleague.lastWords()).not.toContain('O15')
  })

  it('send through their own accounts and spend their own quota', async () => {
    const there = village.citizen()
    await there.says('เมนู')
    town.line.faults.down = true
    await there.says(villageOnly)
    town.line.faults.down = false
    town.clock.move(60_000)
    town.app.tick()
    await town.app.settle()
    expect(said(there)).toContain(villageAnswer)
    expect(town.line.quotaUsed(village.slug)).toBeGreaterThan(0)
    expect(town.line.quotaUsed(town.slug)).toBe(0)
  })

  it('do not take each other’s webhooks', async () => {
    const somchai = town.citizen()
    const event = town.line.event(town.slug, somchai.userId, {
      type: 'message',
      message: { type: 'text', text: 'เมนู' },
    })
    const { status } = await town.line.deliver(town.slug, [event], { path: `${town.url}/webhook/${village.slug}` })
    expect(status).toBe(401)
  })

  it('leave no row that belongs to nobody or to the wrong agency', async () => {
    const { db } = town.database
    const pairs = await db
      .selectFrom('threads')
      .innerJoin('people', 'people.person_id', 'threads.person_id')
      .select(['threads.agency_id as of', 'people.agency_id as by'])
      .execute()
    expect(pairs.length).toBeGreaterThan(0)
    for (const pair of pairs) expect(pair.by).toBe(pair.of)
    const known = new Set((await db.selectFrom('agencies').select('agency_id').execute()).map((row) => row.agency_id))
    for (const table of [
      'people',
      'staff',
      'conversations',
      'outbox',
      'inbox',
      'threads',
      'thread_messages',
      'thread_events',
      'items',
    ] as const) {
      for (const row of await db.selectFrom(table).select('agency_id').distinct().execute())
        expect(known).toContain(row.agency_id)
    }
  })
})
