import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/db/open.ts'
import type { ApiCall } from '../simulator/line/types.ts'
import { stillClock } from '../support/clock.ts'
import { startBot, type Bot, type Phone } from '../support/bot.ts'

/** March 2570: no holiday, 23 working days. */
const month = '2027-03'
const days = 31
const units = ['สำนักปลัด', 'กองคลัง', 'กองช่าง', 'กองการศึกษา', 'กองสาธารณสุข']
/** What of the day is looked at: digests, slots, and the hours in which people write. */
const hours = ['08:30', '09:00', '11:00', '14:00', '16:00']
const isWeekend = (day: number) => [0, 6].includes(new Date(`${dateOf(day)}T12:00:00Z`).getUTCDay())
const dateOf = (day: number) =>
  day <= days ? `${month}-${String(day).padStart(2, '0')}` : `2027-04-${String(day - days).padStart(2, '0')}`

/**
 * How people behave. One in three asks two or three things in one sitting. Staff look into the chat by themselves on some
 * working days, for their own items, and come when they are reminded; then they answer all that waits for their unit.
 */
const behaviour = { twoQuestions: 0.3, threeQuestions: 0.1, comesByThemselves: 0.35 }

/** Chance that repeats itself (a linear congruential generator with the constants of Numerical Recipes). */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

type Question = { number: string; citizen: Phone; unit: string; words: string; answered: boolean }

/** Long only where the machine is busy with other things: it is some thousand events. */
describe('a month of 300 paid messages and five units', { timeout: 300_000 }, () => {
  let bot: Bot
  beforeEach(async () => {
    bot = await startBot({
      clock: stillClock(`${month}-01T06:00:00+07:00`),
      // What a crash would leave is not the question here.
      database: await openDatabase(':memory:'),
    })
    const agency = await bot.app.agencies.bySlug(bot.slug)
    await bot.database.db
      .insertInto('units')
      .values({ agency_id: agency?.id ?? '', unit_id: 'health', name: units[4] ?? '', short: '[]', position: 9 })
      .execute()
    bot.line.setQuota(bot.slug, 300, 0)
  })
  afterEach(() => bot.stop())

  const pushes = (): ApiCall[] =>
    bot.line.calls().filter((call) => call.path === '/v2/bot/message/push' && call.status === 200)

  /** Lives through the days; `onDay` may change the world on a morning. */
  async function live(wanted: number, until: number, onDay: (day: number) => Promise<void> | void) {
    const random = chance(2570)
    const questions: Question[] = []
    const staff: { phone: Phone; unit: string; reminded: number }[] = []
    for (const unit of units) {
      for (const name of ['หนึ่ง', 'สอง']) staff.push({ phone: await bot.staff('staff', unit, name), unit, reminded: 0 })
    }
    bot.line.forget()

    async function asks(citizen: Phone, unit: string): Promise<void> {
      const words = `รูปปั้นช้างตัวที่ ${questions.length + 1} หน้าศาลาเก่าใครเป็นช่างปั้น`
      await citizen.says(words)
      await citizen.taps('ส่งให้เจ้าหน้าที่')
      const number = /Q-\d{4}-\d{5}/.exec(citizen.lastWords())?.[0]
      if (number === undefined) throw new Error(`A question was not handed over: ${citizen.lastWords()}`)
      await bot.database.db.updateTable('threads').set({ unit }).where('number', '=', number).execute()
      questions.push({ number, citizen, unit, words, answered: false })
    }

    /** A member of staff is in the chat: they see what waits and answer all of it. */
    async function serves(member: (typeof staff)[number], opening: string): Promise<void> {
      await member.phone.says(opening)
      for (const question of questions) {
        if (question.unit !== member.unit || question.answered) continue
        await member.phone.says(`ตอบ ${question.number} คำตอบของ ${question.number}`)
        await member.phone.taps('ส่งเลย')
        question.answered = true
      }
    }

    for (let day = 1; day <= until; day += 1) {
      await onDay(day)
      for (const hour of isWeekend(day) ? ['11:00'] : hours) {
        bot.clock.set(`${dateOf(day)}T${hour}:00+07:00`)
        bot.app.tick()
        await bot.app.settle()
        if (hour === '09:00') await bot.app.tidy()
        bot.clock.move(60_000)
        const part = (day - 1 + (hours.indexOf(hour) + 1) / hours.length) / days
        while (questions.length < Math.min(wanted, wanted * part)) {
          const citizen = bot.citizen()
          const unit = units[Math.floor(random() * units.length)] ?? ''
          const drawn = random()
          const more =
            drawn < behaviour.threeQuestions ? 2 : drawn < behaviour.threeQuestions + behaviour.twoQuestions ? 1 : 0
          for (let left = more; left >= 0 && questions.length < wanted; left -= 1) await asks(citizen, unit)
        }
        if (isWeekend(day)) continue
        for (const member of staff) {
          const heard = pushes().filter((call) => (call.body as { to: string }).to === member.phone.userId).length
          if (heard > member.reminded) {
            member.reminded = heard
            await serves(member, 'ดูเรื่องที่รอ')
          } else if (['11:00', '16:00'].includes(hour) && random() < behaviour.comesByThemselves / 2) {
            await serves(member, 'ข้อค้าง')
          }
        }
      }
    }
    return { questions }
  }

  const times = (phone: Phone, words: string) =>
    phone.heard().filter((message) => JSON.stringify(message).includes(words)).length

  it('costs at most one paid message for each question that staff resolve, with all that staff are told', async () => {
    const { questions } = await live(200, days, () => undefined)
    const resolved = questions.filter((question) => question.answered)
    expect(questions).toHaveLength(200)
    expect(resolved.length).toBeGreaterThanOrEqual(195)
    for (const { citizen, number } of resolved) expect(times(citizen, `คำตอบของ ${number}`)).toBe(1)
    const paid = pushes().length
    expect(paid / resolved.length).toBeLessThanOrEqual(1)
    expect(paid).toBeLessThanOrEqual(300)
  })

  it('loses nothing when the month is used up on the tenth day', async () => {
    const { questions } = await live(30, days + 2, async (day) => {
      if (day === 10) bot.line.setQuota(bot.slug, 300, 300)
    })
    for (const { citizen, number, answered } of questions) {
      expect(answered).toBe(true)
      expect(times(citizen, `คำตอบของ ${number}`)).toBe(1)
    }
  })
})
