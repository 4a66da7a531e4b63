import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/db/open.ts'
import { remind } from '../../src/notices/notice-store.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { staffStore } from '../../src/staff/staff-store.ts'
import { threadStore } from '../../src/threads/thread-store.ts'
import { neutralReminder } from '../../src/texts/notices.ts'
import type { ApiCall } from '../simulator/line/types.ts'
import { minute } from '../support/clock.ts'
import { startBot, type Bot, type Phone } from '../support/bot.ts'

const unit = 'กองคลัง'
const monday = (time: string) => `2026-11-23T${time}:00+07:00`
const tuesday = (time: string) => `2026-11-24T${time}:00+07:00`

describe('what staff are told by the clock', () => {
  let bot: Bot
  let agencyId: string
  beforeEach(async () => {
    bot = await startBot({ database: await openDatabase(':memory:') })
    agencyId = (await bot.app.agencies.bySlug(bot.slug))?.id ?? ''
    bot.line.setQuota(bot.slug, 300, 200)
    await until(monday('10:00'))
  })
  afterEach(() => bot.stop())

  /** Lets the clock come to this moment, half an hour at a time as it does in life, and each night in one go. */
  async function until(moment: string): Promise<void> {
    const end = Date.parse(moment)
    for (;;) {
      bot.app.tick()
      await bot.app.settle()
      const now = bot.clock.now().getTime()
      if (now >= end) return
      const minutes = Math.floor(now / minute + 7 * 60) % (24 * 60)
      const step = minutes >= 20 * 60 ? 24 * 60 - minutes + 6 * 60 : 30
      bot.clock.move(Math.min(step * minute, end - now))
    }
  }
  const pushes = (person?: Phone): ApiCall[] =>
    bot.line
      .calls()
      .filter((call) => call.path === '/v2/bot/message/push')
      .filter((call) => !person || (call.body as { to: string }).to === person.userId)
  const words = (call: ApiCall) =>
    (call.body as { messages: Record<string, unknown>[] }).messages.map((one) => one['text'] ?? one['altText'])

  /** How often somebody was reminded, the weekly summary apart. */
  const reminded = (person: Phone) => pushes(person).filter((call) => words(call)[0] === neutralReminder).length

  /** A question of a citizen that went to the unit; `after` days of work it is promised. */
  async function asks(dueAt: string): Promise<string> {
    const citizen = bot.citizen()
    await citizen.follows()
    const person = await bot.database.db
      .selectFrom('people')
      .select('person_id')
      .where('line_user_id', '=', citizen.userId)
      .executeTakeFirstOrThrow()
    const thread = await threadStore(bot.database.db, bot.clock, systemIds, bot.envelope).open(
      agencyId,
      person.person_id,
      'มีคำถามข้อหนึ่ง',
      unit,
      new Date(dueAt),
    )
    return thread.number
  }

  it('does not say that somebody was told while their message waits for a working day', async () => {
    const clerk = await bot.staff('staff', unit, 'สมหญิง')
    const mayor = await bot.staff('executive', null, 'นายกสมศักดิ์')
    bot.clock.set('2026-11-28T23:00:00+07:00')
    await clerk.says('O14 เสร็จแล้ว https://www.phothong.go.th/data/14')
    await clerk.taps('ครบทั้ง 6 ส่งตรวจ')
    const before = pushes(clerk).length
    await mayor.says('ตีกลับ O14 เพราะลิงก์ผิดปี')
    await mayor.taps('ตีกลับ')
    const said = JSON.stringify(mayor.heard().at(-1))
    expect(said).toContain('จะแจ้งสมหญิงพร้อมเหตุผล ตั้งแต่ 30 พ.ย.')
    expect(said).not.toMatch(/แจ้งสมหญิง[^"]*แล้ว/)
    expect(pushes(clerk)).toHaveLength(before)
    await mayor.says('มอบ O16 ให้สมหญิง')
    await mayor.says('ยืนยัน')
    expect(JSON.stringify(mayor.heard().at(-1))).toContain('จะแจ้งสมหญิง ตั้งแต่ 30 พ.ย.')
  })

  it('does not remind of what the answer itself says, and brings no card of it a second time', async () => {
    const clerk = await bot.staff('staff', unit, 'สมหญิง')
    const reviewer = await bot.staff('reviewer', null, 'ปลัดวิชัย')
    bot.clock.set('2026-11-28T23:00:00+07:00')
    await clerk.says('O14 เสร็จแล้ว https://www.phothong.go.th/data/14')
    await clerk.taps('ครบทั้ง 6 ส่งตรวจ')
    await reviewer.says('มีอะไรให้ตรวจบ้าง')
    expect(reviewer.lastWords()).toContain('รอตรวจ')
    expect(reviewer.lastWords()).not.toContain('มีเรื่องรอดำเนินการ')
    expect(reviewer.lastWords().match(/รอตรวจ \d+ ข้อ/g)).toHaveLength(1)

    await reviewer.says('ตีกลับ O14 เพราะลิงก์ผิดปี')
    await reviewer.taps('ตีกลับ')
    await clerk.says('ข้อไหนโดนตีกลับ')
    expect(clerk.lastWords().match(/O14/g)).toHaveLength(1)
    expect(JSON.stringify(clerk.heard().at(-1))).toContain('ลิงก์ผิดปี')
  })

  async function personOf(phone: Phone): Promise<string> {
    const { person_id } = await bot.database.db
      .selectFrom('people')
      .select('person_id')
      .where('line_user_id', '=', phone.userId)
      .executeTakeFirstOrThrow()
    return person_id
  }

  async function itemDue(code: string, owner: Phone, dueAt: string): Promise<void> {
    await bot.database.db
      .updateTable('items')
      .set({ owner_id: await personOf(owner), due_at: new Date(dueAt).toISOString(), status: 'open' })
      .where('code', '=', code)
      .execute()
  }

  it('tells one of the unit of new questions in the morning of the promised day, the others with their next reply', async () => {
    const somsri = await bot.staff('staff', unit, 'สมศรี')
    const malee = await bot.staff('staff', unit, 'มาลี')
    for (let number = 0; number < 5; number += 1) await asks(tuesday('16:30'))
    await until(monday('19:00'))
    expect(pushes()).toEqual([])
    await until(tuesday('08:30'))
    expect(pushes().map(words)).toEqual([[neutralReminder, 'รอท่าน 5 เรื่อง: ครบกำหนดวันนี้ 5']])
    const other = pushes(somsri).length === 1 ? malee : somsri
    await other.says('ข้อค้าง')
    expect(other.lastWords()).toContain('รอท่าน 5 เรื่อง')
    await other.says('ข้อค้าง')
    expect(other.lastWords()).not.toContain('รอท่าน')
    await until(tuesday('16:00'))
    expect(pushes()).toHaveLength(1)
  })

  it('reminds with words that say nothing of what must be done the same day, and shows it at a tap', async () => {
    const somsri = await bot.staff('staff', unit, 'สมศรี')
    await asks(monday('16:30'))
    await until(monday('14:00'))
    expect(pushes(somsri).map(words)).toEqual([[neutralReminder]])
    await somsri.taps('ดูเรื่องที่รอ')
    expect(somsri.lastWords()).toContain('รอท่าน 1 เรื่อง')
  })

  it('says nothing at night, at weekends and on holidays', async () => {
    await bot.staff('staff', unit)
    bot.clock.set('2026-12-04T15:00:00+07:00')
    await until('2026-12-04T15:00:00+07:00')
    await asks('2026-12-08T16:30:00+07:00')
    // Saturday and Sunday, Monday is the substitution for 5 December.
    await until('2026-12-08T08:00:00+07:00')
    expect(pushes()).toEqual([])
    await until('2026-12-08T08:30:00+07:00')
    expect(pushes()).toHaveLength(1)
  })

  it('brings the digest at the hour that somebody wished for, and not at all when they wish so', async () => {
    const somsri = await bot.staff('staff', unit, 'สมศรี')
    await somsri.says('แจ้งเตือนตอน 10 โมง')
    expect(somsri.lastWords()).toContain('10.00 น.')
    await somsri.says('แจ้งเตือนวันละครั้ง')
    await itemDue('O14', somsri, '2026-11-26T23:59:59+07:00')
    await until(tuesday('09:30'))
    expect(pushes()).toEqual([])
    await until(tuesday('10:00'))
    expect(pushes(somsri).map(words)).toEqual([[neutralReminder, expect.stringContaining('ใกล้ครบกำหนด 1')]])
    await somsri.says('ไม่ต้องแจ้งเตือน')
    bot.clock.set('2026-11-27T07:00:00+07:00')
    await until('2026-11-27T16:00:00+07:00')
    expect(pushes(somsri)).toHaveLength(1)
    await somsri.says('ดูเรื่องที่รอ')
    expect(somsri.lastWords()).toContain('เกินกำหนด 1')
  })

  it('refuses an hour of the night politely and changes nothing', async () => {
    const somsri = await bot.staff('staff', unit)
    await somsri.says('แจ้งเตือนตอนสี่ทุ่ม')
    expect(somsri.lastWords()).toContain('ไม่ส่งข้อความตอนกลางคืน')
    await somsri.says('การแจ้งเตือน')
    expect(somsri.lastWords()).toContain('8.30 น.')
  })

  it('tells the owner of an item alone; the head of the unit and the executive when it stays late', async () => {
    const owner = await bot.staff('staff', unit, 'เจ้าของ')
    const colleague = await bot.staff('staff', unit, 'เพื่อน')
    const head = await bot.staff('reviewer', unit, 'หัวหน้า')
    const mayor = await bot.staff('executive', null, 'นายก')
    await itemDue('O14', owner, '2026-11-23T23:59:59+07:00')
    // It is due today, and tomorrow it is late: once each.
    await until(tuesday('16:00'))
    expect([owner, colleague, head, mayor].map(reminded)).toEqual([2, 0, 0, 0])
    await until('2026-11-26T16:00:00+07:00')
    expect([owner, colleague, head, mayor].map(reminded)).toEqual([2, 0, 1, 0])
    await until('2026-12-01T16:00:00+07:00')
    expect([owner, colleague, head, mayor].map(reminded)).toEqual([2, 0, 1, 0])
    await until('2026-12-02T16:00:00+07:00')
    expect([owner, colleague, head, mayor].map(reminded)).toEqual([2, 0, 1, 1])
  })

  it('raises a question that nobody answered in time, to the head and then to the executive', async () => {
    const somsri = await bot.staff('staff', unit, 'สมศรี')
    const head = await bot.staff('reviewer', unit, 'หัวหน้า')
    const number = await asks(tuesday('16:30'))
    bot.clock.set('2026-11-26T08:00:00+07:00')
    await until('2026-11-26T09:00:00+07:00')
    await head.says('ดูเรื่องที่รอ')
    expect(JSON.stringify(head.heard().at(-1))).toContain(number)
    await somsri.says('ดูเรื่องที่รอ')
    expect(somsri.lastWords()).toContain('เกินกำหนดตอบ 1')
  })

  it('reminds with the same bytes for a report as for a task, in slots only, once however often it is asked for', async () => {
    const officer = await bot.staff('officer', null, 'นิติกร')
    const clerk = await bot.staff('staff', unit, 'เสมียน')
    await officer.says('แจ้งเตือนตอน 10 โมง')
    await clerk.says('แจ้งเตือนตอน 10 โมง')
    await itemDue('O14', clerk, '2026-11-25T23:59:59+07:00')
    const person = await personOf(officer)
    for (let report = 0; report < 100; report += 1)
      await remind(bot.database.db, agencyId, person, 'deadline', bot.clock.now())
    await until(monday('15:00'))
    expect([pushes(officer), pushes(clerk)].map((calls) => calls.length)).toEqual([1, 1])
    const bytes = (person: Phone) =>
      JSON.stringify(pushes(person).map((call) => (call.body as { messages: unknown }).messages))
    expect(bytes(officer)).toBe(bytes(clerk))
    expect(bytes(officer)).toContain(neutralReminder)
    await until(tuesday('16:00'))
    expect(pushes(officer)).toHaveLength(1)
  })

  it('says the same sentence with a reply, when an officer happens to write before the slot', async () => {
    const officer = await bot.staff('officer', null, 'นิติกร')
    await remind(bot.database.db, agencyId, await personOf(officer), 'deadline', bot.clock.now())
    await officer.says('ข้อค้าง')
    expect(officer.lastWords()).toContain(neutralReminder)
    await until(monday('16:00'))
    expect(pushes(officer)).toEqual([])
  })

  it('pushes nothing about work when the month belongs to citizens, and tells it with the next reply', async () => {
    const somsri = await bot.staff('staff', unit, 'สมศรี')
    bot.line.setQuota(bot.slug, 300, 280)
    bot.clock.move(61 * minute)
    await itemDue('O14', somsri, tuesday('23:59'))
    await until('2026-11-25T16:00:00+07:00')
    expect(pushes()).toEqual([])
    await somsri.says('สรุป')
    expect(somsri.lastWords()).toContain('เกินกำหนด 1')
  })

  it('shows the executives each week in one card where the agency is, on its first working day', async () => {
    const mayor = await bot.staff('executive', null, 'นายก')
    const clerk = await bot.staff('staff', unit)
    bot.clock.set('2026-12-04T19:00:00+07:00')
    await until('2026-12-04T19:00:00+07:00')
    bot.line.forget()
    // Monday the 7th is a holiday.
    bot.clock.set('2026-12-08T09:30:00+07:00')
    await until('2026-12-08T10:00:00+07:00')
    expect(pushes(mayor).map(words)).toEqual([
      [expect.stringContaining('สรุปประจำสัปดาห์'), expect.stringContaining('OIT')],
    ])
    bot.clock.set('2026-12-11T15:00:00+07:00')
    await until('2026-12-11T16:00:00+07:00')
    expect(pushes(mayor)).toHaveLength(1)
    expect(pushes(clerk)).toEqual([])
  })

  it('tells a person who no longer serves nothing', async () => {
    const somsri = await bot.staff('staff', unit, 'สมศรี')
    await asks(tuesday('16:30'))
    await until(monday('13:00'))
    const [member] = await staffStore(bot.database.db, bot.clock, systemIds).list(agencyId)
    await staffStore(bot.database.db, bot.clock, systemIds).remove(agencyId, member?.id ?? '')
    await until(tuesday('16:00'))
    expect(pushes()).toEqual([])
    await somsri.says('ดูเรื่องที่รอ')
    expect(somsri.lastWords()).not.toContain('รอท่าน')
  })
})
