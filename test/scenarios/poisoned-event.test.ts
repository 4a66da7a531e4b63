import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../../src/cli/command.ts'
import { doctorCommands } from '../../src/cli/doctor.ts'
import { inboxCommands } from '../../src/cli/inbox.ts'
import { textsFor } from '../../src/texts/th.ts'
import { hour } from '../support/clock.ts'
import { startBot, type Bot, type Phone } from '../support/bot.ts'

const texts = textsFor.female
const unanswerable = 'เต็นท์สีน้ำเงินของปู่ย่าเก็บไว้ตรงไหนของโกดังหลังเก่า'

let bot: Bot
beforeEach(async () => {
  bot = await startBot()
})
afterEach(() => bot.stop())

/** From now on the database refuses to open a question of this person: their hand-over cannot be handled. */
async function poison(person: Phone): Promise<() => Promise<unknown>> {
  const { db } = bot.database
  const { person_id: personId } = await db
    .selectFrom('people')
    .select('person_id')
    .where('line_user_id', '=', person.userId)
    .executeTakeFirstOrThrow()
  const refuse = `create trigger broken before insert on threads when new.person_id = '${personId}' begin select raise(abort, 'broken'); end`
  await sql.raw(refuse).execute(db)
  return () => sql.raw('drop trigger broken').execute(db)
}

/** Lets the retries happen. */
async function giveUp(): Promise<void> {
  for (let step = 0; step < 8; step += 1) {
    bot.clock.move(1000)
    await bot.app.settle()
  }
}

async function metric(name: string): Promise<string> {
  const text = await (await fetch(`${bot.url}/metrics`)).text()
  return new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1] ?? ''
}

/** Runs a command of the operator beside the running bot. */
async function command(...words: string[]): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = []
  const before = { ...process.env }
  Object.assign(process.env, {
    DATA_DIR: bot.folder,
    PUBLIC_URL: 'https://bot.example.go.th',
    LINE_API_URL: bot.line.apiUrl,
    LINE_DATA_API_URL: bot.line.dataUrl,
    APP_KEY: Buffer.alloc(32, 7).toString('base64'),
  })
  try {
    const code = await runCommand(
      [...inboxCommands, ...doctorCommands],
      words,
      (line) => lines.push(line),
      (line) => lines.push(line),
    )
    return { code, lines }
  } finally {
    process.env = before
  }
}

describe('a person whose event cannot be handled', () => {
  it('hears one apology, and their next message is answered', async () => {
    const somchai = bot.citizen()
    await somchai.says(unanswerable)
    await poison(somchai)
    await somchai.taps('ส่งให้เจ้าหน้าที่')
    expect(somchai.lastWords()).toBe('')
    await bot.line.say(bot.slug, somchai.userId, 'นโยบาย')
    await giveUp()
    await bot.app.settle()
    const heard = somchai.heard().map((message) => message['text'])
    expect(heard.filter((words) => words === texts.apology)).toHaveLength(1)
    expect(heard.at(-1)).toBe(texts.privacy)
    bot.clock.move(hour)
    await giveUp()
    expect(somchai.heard().filter((message) => message['text'] === texts.apology)).toHaveLength(1)
    // The apology came in time for the reply token: it cost nothing.
    expect(bot.line.quotaUsed(bot.slug)).toBe(0)
  })

  it('holds up nobody else', async () => {
    const [somchai, malee] = [bot.citizen(), bot.citizen()]
    await somchai.says(unanswerable)
    await malee.says('เมนู')
    await poison(somchai)
    const calls = bot.line.calls().length
    await somchai.taps('ส่งให้เจ้าหน้าที่')
    await malee.says('นโยบาย')
    expect(malee.lastWords()).toBe(texts.privacy)
    expect(bot.line.calls()).toHaveLength(calls + 1)
  })

  it('stands next to others in one delivery, and they are answered with it', async () => {
    const [somchai, malee] = [bot.citizen(), bot.citizen()]
    await somchai.says(unanswerable)
    await malee.says('เมนู')
    await poison(somchai)
    const event = (person: Phone) =>
      bot.line.event(bot.slug, person.userId, { type: 'message', message: { type: 'text', text: 'ส่งให้เจ้าหน้าที่' } })
    const policy = bot.line.event(bot.slug, malee.userId, {
      type: 'message',
      message: { type: 'text', text: 'นโยบาย' },
    })
    await bot.line.deliver(bot.slug, [event(somchai), policy])
    await bot.app.settle()
    expect(malee.heard().at(-1)?.['text']).toBe(texts.privacy)
  })

  it('is seen by the operator in /metrics and doctor, without their words', async () => {
    const somchai = bot.citizen()
    await somchai.says(unanswerable)
    expect(await metric('prongsai_inbox_parked')).toBe('0')
    expect((await command('doctor')).lines.join('\n')).toMatch(/✓ ข้อความเข้า/)
    await poison(somchai)
    await somchai.taps('ส่งให้เจ้าหน้าที่')
    expect(await metric('prongsai_inbox_open')).toBe('1')
    await giveUp()
    expect(await metric('prongsai_inbox_parked')).toBe('1')
    expect(await metric('prongsai_inbox_open')).toBe('0')
    const told = await command('doctor')
    expect(told.code).toBe(1)
    expect(told.lines.join('\n')).toMatch(/✗ ข้อความเข้า: มี 1 เรื่อง.*inbox retry/)
    expect([...told.lines, ...bot.logLines].join('\n')).not.toMatch(new RegExp(`เต็นท์|${somchai.userId}`))
  })

  it('leaves nothing to be tried again when they take it back', async () => {
    const somchai = bot.citizen()
    await somchai.says(unanswerable)
    const mend = await poison(somchai)
    await bot.line.say(bot.slug, somchai.userId, 'ส่งให้เจ้าหน้าที่')
    await giveUp()
    const said = somchai.chat().findLast((entry) => entry.from === 'person' && 'messageId' in entry)
    await bot.line.unsend(bot.slug, somchai.userId, said && 'messageId' in said ? said.messageId : '')
    await bot.app.settle()
    expect(await bot.app.inbox.counts()).toMatchObject({ open: 0, parked: 0 })
    await mend()
    expect((await command('inbox', 'retry')).lines).toEqual(['0 events will be tried again'])
  })

  it('leaves nothing to be tried again when they have themselves erased', async () => {
    const somchai = bot.citizen()
    await somchai.says(unanswerable)
    const mend = await poison(somchai)
    await somchai.taps('ส่งให้เจ้าหน้าที่')
    await giveUp()
    await somchai.says('ขอลบข้อมูล')
    await somchai.taps('ลบเลย')
    await mend()
    expect((await command('inbox', 'retry')).lines).toEqual(['0 events will be tried again'])
    const rows = await bot.database.db.selectFrom('inbox').select(['payload_sealed', 'person_key']).execute()
    expect(rows.filter((row) => row.payload_sealed !== '' || row.person_key !== '')).toEqual([])
  })

  it('gets what they asked for after all, once the operator has mended it and says so', async () => {
    const somchai = bot.citizen()
    await somchai.says(unanswerable)
    const mend = await poison(somchai)
    await somchai.taps('ส่งให้เจ้าหน้าที่')
    await giveUp()
    await mend()
    expect((await command('inbox', 'retry')).lines).toEqual(['1 events will be tried again'])
    bot.app.tick()
    await bot.app.settle()
    expect(JSON.stringify(somchai.heard().at(-1))).toContain('Q-2570-00001')
    expect(await metric('prongsai_inbox_parked')).toBe('0')
    expect((await command('inbox', 'retry')).lines).toEqual(['0 events will be tried again'])
  })
})

describe('a database that fails for a while', () => {
  it('is refused with 500, so that LINE delivers again, and nothing is lost when it is back', async () => {
    const somchai = bot.citizen()
    await somchai.says('เมนู')
    await sql
      .raw(`create trigger full before insert on arrivals begin select raise(abort, 'disk full'); end`)
      .execute(bot.database.db)
    const refused = await bot.line.say(bot.slug, somchai.userId, 'นโยบาย')
    expect(refused.status).toBe(500)
    await sql.raw('drop trigger full').execute(bot.database.db)
    expect((await bot.line.redeliver(bot.slug, refused)).status).toBe(200)
    await bot.app.settle()
    expect(somchai.heard().filter((message) => message['text'] === texts.privacy)).toHaveLength(1)
  })

  it('that cannot note what was sent still shows every answer once', async () => {
    const somchai = bot.citizen()
    await somchai.says('เมนู')
    await sql
      .raw(`create trigger full before update on outbox begin select raise(abort, 'disk full'); end`)
      .execute(bot.database.db)
    await somchai.says('นโยบาย')
    await sql.raw('drop trigger full').execute(bot.database.db)
    for (let step = 0; step < 10; step += 1) {
      bot.clock.move(16_000)
      bot.app.tick()
      await bot.app.settle()
    }
    expect(somchai.heard().filter((message) => message['text'] === texts.privacy)).toHaveLength(1)
    expect(await bot.app.outbox.counts()).toEqual({ due: 0, waiting: 0 })
  })
})
