import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBot, type Bot, type Phone } from '../support/bot.ts'
import { day } from '../support/clock.ts'
import { startAnother } from './restart.ts'
import { addAgency } from './second-agency.ts'

const burst = 500

let bot: Bot
beforeAll(async () => {
  bot = await startBot({ burst })
})
afterAll(() => bot.stop())

/** Somebody who has seen the notice. */
async function friend(): Promise<Phone> {
  const somchai = bot.citizen()
  await somchai.says('ค่าจัดเก็บขยะปีละเท่าใด')
  return somchai
}
async function wait(milliseconds: number): Promise<void> {
  bot.clock.move(milliseconds)
  bot.app.tick()
  await bot.app.settle()
}
/** An accusation in three messages; neither one of them nor the first two tell that it is one. */
const inThree = ['ด่านหน้าเทศบาลไม่ใช่ตำรวจ แต่', 'เรียกรถบรรทุกทุกคัน คัน', 'ละสองร้อย']

/** Every word that is kept of what people said: in conversations, threads and waiting events. */
async function kept(): Promise<string> {
  const { db } = bot.database
  const [memories, messages, waiting] = [
    await db.selectFrom('conversations').select(['person_id', 'memory_sealed']).execute(),
    await db.selectFrom('thread_messages').selectAll().execute(),
    await db.selectFrom('inbox').select('inbox_id').where('payload_sealed', '!=', '').execute(),
  ]
  const opened = memories.map((row) => bot.envelope.open(row.memory_sealed, `conversations:${row.person_id}`))
  return JSON.stringify([opened, messages, waiting])
}
const conversations = () => bot.database.db.selectFrom('conversations').selectAll().execute()

describe('messages in a burst', () => {
  it('are one thought: what is not clear waits half a second for the rest, and gets one answer', async () => {
    const somchai = await friend()
    const before = somchai.heard().length
    await somchai.says('สวัสดีค่ะ')
    expect(somchai.heard()).toHaveLength(before)
    await wait(300)
    await somchai.says('อยากถามเรื่อง')
    await wait(100)
    await somchai.says('ค่าจัดเก็บขยะปีละเท่าใด')
    await wait(burst)
    expect(somchai.heard()).toHaveLength(before + 1)
    expect(JSON.stringify(somchai.heard().at(-1))).toContain('240 บาทต่อปี')
  })

  it('keep nobody waiting whose words are clear', async () => {
    const somchai = await friend()
    const before = somchai.heard().length
    await somchai.says('ค่าจัดเก็บขยะปีละเท่าใด')
    expect(somchai.heard()).toHaveLength(before + 1)
  })

  it('that lie further apart are thoughts of their own', async () => {
    const somchai = await friend()
    const before = somchai.heard().length
    await somchai.says('สวัสดีค่ะ')
    await wait(burst + 1)
    expect(somchai.heard()).toHaveLength(before + 1)
    await somchai.says('ขอบคุณค่ะ')
    await wait(burst + 1)
    expect(somchai.heard()).toHaveLength(before + 2)
  })

  it('of two people are never mixed', async () => {
    const [somchai, malee] = [await friend(), await friend()]
    await somchai.says('รูปปั้นช้างหน้าศาลาเก่า')
    await malee.says('ใครเป็นช่างปั้นหม้อดินของหมู่บ้าน')
    await wait(burst)
    expect(JSON.stringify(somchai.heard().at(-1))).not.toContain('หม้อดิน')
    expect(JSON.stringify(malee.heard().at(-1))).not.toContain('ช้าง')
  })

  it.each([0, 1])('leave nothing of their thought with staff when part %i of it is taken back', async (part) => {
    const somchai = await friend()
    await somchai.says('ดิฉันชื่อดาวเรือง')
    await wait(200)
    await somchai.says('รูปปั้นหน้าศาลาเก่าใครเป็นคนปั้น')
    await wait(burst)
    const [first, second] = somchai
      .chat()
      .filter((entry) => entry.from === 'person')
      .slice(-2)
    await somchai.taps('ส่งให้เจ้าหน้าที่')
    const bodies = async () =>
      (await bot.database.db.selectFrom('thread_messages').selectAll().orderBy('created_at').execute()).map((row) =>
        row.body_sealed === '' ? '' : bot.envelope.open(row.body_sealed, `thread_messages:${row.message_id}`),
      )
    expect((await bodies()).at(-1)).toContain('ดาวเรือง')
    const taken = part === 0 ? first : second
    await bot.line.unsend(bot.slug, somchai.userId, taken && 'messageId' in taken ? taken.messageId : '')
    await bot.app.settle()
    expect((await bodies()).at(-1)).toBe('')
  })

  it('are answered within seconds also when the clock is set back by a day while they wait', async () => {
    const somchai = await friend()
    const now = bot.clock.now().getTime()
    bot.clock.move(day)
    await bot.line.say(bot.slug, somchai.userId, 'รูปปั้นช้างหน้าศาลาเก่า', { timestamp: now + 1000 })
    await bot.app.settle()
    bot.clock.move(-day)
    const before = somchai.heard().length
    await bot.line.say(bot.slug, somchai.userId, 'ค่าจัดเก็บขยะปีละเท่าใด', { timestamp: now + 20_000 })
    await wait(burst)
    await wait(burst)
    expect(somchai.heard().length).toBeGreaterThan(before + 1)
    expect((await bot.app.inbox.counts()).open).toBe(0)
  })

  it('survive a stop in the middle: what waits is in the database', async () => {
    const somchai = await friend()
    await somchai.says('รูปปั้นช้างหน้าศาลาเก่า')
    const open = await bot.database.db.selectFrom('inbox').selectAll().where('done_at', 'is', null).execute()
    expect(open).toHaveLength(1)
    expect(JSON.stringify(open)).not.toContain('รูปปั้น')
    await somchai.says('ใครเป็นช่างปั้น')
    await wait(burst)
    expect(JSON.stringify(somchai.heard().at(-1))).toContain('รูปปั้นช้างหน้าศาลาเก่า ใครเป็นช่างปั้น')
  })

  it('that accuse somebody only when taken together are dropped at the door, and the first half is never handled', async () => {
    const somchai = await friend()
    const before = (await conversations()).length
    await somchai.says('หัวหน้ากองช่าง')
    await wait(200)
    await somchai.says('เรียกเงินใต้โต๊ะจากผู้รับเหมา 5 หมื่น')
    await wait(burst)
    expect(JSON.stringify(somchai.heard().at(-1))).toContain('/w/phothong')
    expect((await conversations()).length).toBeLessThanOrEqual(before)
    expect(JSON.stringify(somchai.heard())).not.toContain('“หัวหน้ากองช่าง')
  })

  it('that accuse somebody only when three are taken together are dropped with all three', async () => {
    const somchai = await friend()
    for (const part of inThree) {
      await somchai.says(part)
      await wait(200)
    }
    // What follows at once belongs to it, whatever it says.
    await somchai.says('สีน้ำเงินหรือสีเขียวก็ได้')
    await wait(burst)
    expect(JSON.stringify(somchai.heard().at(-1))).toContain('/w/phothong')
    expect(await kept()).not.toMatch(/รถบรรทุก|สองร้อย|ด่านหน้า|สีน้ำเงิน/)
    expect(JSON.stringify(somchai.heard())).not.toMatch(/รถบรรทุก|สองร้อย|ด่านหน้า/)
  })

  it('that accuse somebody are dropped as well when LINE delivers all of them at once, with what follows them', async () => {
    const somchai = await friend()
    const before = somchai.heard().length
    const parts = [...inThree, 'ค่าจัดเก็บขยะปีละเท่าใด']
    const events = parts.map((text, index) =>
      bot.line.event(bot.slug, somchai.userId, { type: 'message', message: { type: 'text', id: String(index), text } }),
    )
    await bot.line.deliver(bot.slug, events)
    await bot.app.settle()
    await wait(burst)
    expect(somchai.heard()).toHaveLength(before + 1)
    expect(JSON.stringify(somchai.heard().at(-1))).toContain('/w/phothong')
    expect(await kept()).not.toMatch(/รถบรรทุก|สองร้อย|ด่านหน้า/)
  })

  it('that accuse somebody are dropped also where two processes each saw one half', async () => {
    const somchai = await friend()
    await somchai.says('พี่ที่คุมสระว่ายน้ำเก็บตังค์เด็กไม่')
    bot.clock.move(200)
    const other = await startAnother(bot, { burst })
    await somchai.says('ฉีกตั๋ว เอาเข้ากระเป๋าเลยอ่ะ')
    bot.line.setWebhookUrl(bot.slug, `${bot.url}/webhook/${bot.slug}`)
    await wait(burst)
    await other.stop()
    expect(JSON.stringify(somchai.heard().at(-1))).toContain('/w/phothong')
    expect(await kept()).not.toMatch(/สระว่ายน้ำ|ฉีกตั๋ว/)
  })

  it('to two agencies are not read together', async () => {
    const village = await addAgency(bot, 'village')
    const somchai = await friend()
    const there = village.phone(somchai.userId)
    await somchai.says('พี่ที่คุมสระว่ายน้ำเก็บตังค์เด็กไม่')
    await there.says('ฉีกตั๋ว เอาเข้ากระเป๋าเลยอ่ะ')
    await wait(burst)
    expect(await kept()).toMatch(/สระว่ายน้ำ.*ฉีกตั๋ว|ฉีกตั๋ว.*สระว่ายน้ำ/)
  })
})
