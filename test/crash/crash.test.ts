import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/db/open.ts'
import { textsFor } from '../../src/texts/th.ts'
import { startFakeLine, userIdFor } from '../simulator/line/fake-line.ts'
import type { FakeLine } from '../simulator/line/types.ts'
import { openSchema } from '../support/databases.ts'
import { accessToken, newFolder, secret, seeded, slug, startProgram, type Program } from './program.ts'

const policy = textsFor.female.privacy
/** What people say in turn, and what tells its answer. */
const turns = [
  { words: 'นโยบาย', isAnswer: (message: string) => message.includes(policy) },
  { words: 'ติดต่อ', isAnswer: (message: string) => message.includes('tel:075000000') },
] as const

let line: FakeLine
const programs = new Set<Program>()
const cleaning: (() => unknown)[] = []
afterEach(async () => {
  for (const program of programs) program.child.kill('SIGKILL')
  await Promise.all([...programs].map((program) => program.ended))
  programs.clear()
  await line.stop()
  for (const clean of cleaning.splice(0)) await clean()
})

async function startLine(): Promise<void> {
  line = await startFakeLine()
  line.addChannel({ name: slug, secret, accessToken, webhookUrl: '', quota: null })
}

async function start(env: Record<string, string>): Promise<Program> {
  const program = await startProgram(line, env)
  programs.add(program)
  line.setWebhookUrl(slug, `${program.url}/webhook/${slug}`)
  return program
}

async function end(program: Program, signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
  program.child.kill(signal)
  const code = await program.ended
  programs.delete(program)
  return code
}

/** Asks a program until nothing is left to do; the test's own time limit ends it otherwise. */
async function nothingLeft(program: Program): Promise<void> {
  for (let left = 1; left > 0;) {
    const metrics = await (await fetch(`${program.url}/metrics`)).text()
    const figure = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(metrics)?.[1] ?? Number.NaN)
    left = figure('prongsai_inbox_open') + figure('prongsai_outbox_due') + figure('prongsai_outbox_waiting')
    expect(left).not.toBeNaN()
  }
}

/** Somebody with a phone who writes one thing after the other, as soon as LINE has delivered the last one. */
type Writer = { userId: string; said: number; acknowledged: number }

const writers = (count: number): Writer[] =>
  Array.from({ length: count }, (_, index) => ({ userId: userIdFor(`writer ${index}`), said: 0, acknowledged: 0 }))

/** Somebody impatient: goes on writing while so many answers are still owed. */
const owedAtMost = 2

/** Says the next thing. LINE delivers again until it gets its 200; `running` tells where and when. */
async function say(writer: Writer, running: () => Promise<Program>): Promise<void> {
  await line.until(() => writer.acknowledged - answersTo(writer).length < owedAtMost, 30_000)
  await running()
  const turn = turns[writer.said % turns.length] ?? turns[0]
  writer.said += 1
  let delivery = await line.say(slug, writer.userId, turn.words)
  while (delivery.status !== 200) {
    await running()
    delivery = await line.redeliver(slug, delivery)
  }
  writer.acknowledged += 1
}

/** The answers that stand in a chat, by the number of the turn that they answer; the privacy notice of the beginning left out. */
function answersTo(writer: Writer): number[] {
  return line.chat(slug, writer.userId).flatMap((entry) => {
    if (entry.from !== 'bot') return []
    const message = JSON.stringify(entry.message)
    const turn = turns.findIndex((one) => one.isAnswer(message))
    return turn < 0 ? [] : [turn]
  })
}

const complete = (everybody: readonly Writer[]) =>
  everybody.every((writer) => answersTo(writer).length >= writer.acknowledged)

/**
 * Exactly one answer to each thing that was said, in the order in which it was said, and exactly one notice. Two answers that
 * two programs send at the same moment may pass each other on the way: `inOrder` says whether one program sent them all.
 */
function expectOneAnswerEach(everybody: readonly Writer[], inOrder = true): void {
  for (const writer of everybody) {
    const answers = answersTo(writer)
    const wanted = Array.from({ length: writer.acknowledged }, (_, index) => index % turns.length)
    expect([writer.userId, ...(inOrder ? answers : answers.toSorted((a, b) => a - b))]).toEqual([
      writer.userId,
      ...(inOrder ? wanted : wanted.toSorted((a, b) => a - b)),
    ])
    const bot = line.chat(slug, writer.userId).filter((entry) => entry.from === 'bot')
    expect(bot).toHaveLength(answers.length + (writer.acknowledged > 0 ? 1 : 0))
  }
}

describe('a program that is killed again and again while people write', () => {
  it('loses nothing and does nothing twice', { timeout: 90_000 }, async () => {
    await startLine()
    const random = seeded(Number(process.env['TEST_SEED'] ?? 7))
    const { folder, agencyFile, remove } = newFolder()
    cleaning.push(remove)
    const env = { DATA_DIR: folder, AGENCY_FILE: agencyFile }
    let current = start(env)
    const everybody = writers(20)
    let writing = true
    const all = Promise.all(
      everybody.map(async (writer) => {
        while (writing) await say(writer, () => current)
      }),
    )
    const answers = () => everybody.reduce((sum, writer) => sum + answersTo(writer).length, 0)
    // At moments that depend on how far things have come, not on a clock: webhooks just stored; answers just sent;
    // answers that a slow LINE has taken and not yet confirmed.
    const phases = [
      { delay: 0, seen: () => line.deliveries().length, more: 150 },
      { delay: 0, seen: () => line.calls().length, more: 150 },
      { delay: 300, seen: answers, more: 40 },
      { delay: 300, seen: answers, more: 100 },
    ]
    for (const { delay, seen, more } of phases) {
      line.faults.delayMilliseconds = delay
      await current
      const enough = seen() + 1 + Math.floor(random() * more)
      await line.until(() => seen() >= enough, 20_000)
      current = current.then((program) => end(program, 'SIGKILL')).then(() => start(env))
    }
    const last = await current
    line.faults.delayMilliseconds = 0
    writing = false
    await all
    await line.until(() => complete(everybody), 20_000)
    expectOneAnswerEach(everybody)
    expect(everybody.reduce((sum, writer) => sum + writer.acknowledged, 0)).toBeGreaterThan(100)
    await nothingLeft(last)
    expect(await end(last, 'SIGTERM')).toBe(0)

    // Nothing was pushed, nothing is left over, and no payload stands in any row any more.
    expect(line.calls().filter((call) => call.path.endsWith('/push'))).toEqual([])
    const database = await openDatabase(join(folder, 'prongsai.db'))
    const inbox = await database.db.selectFrom('inbox').select(['payload_sealed', 'parked_at', 'done_at']).execute()
    expect(inbox.filter((row) => row.payload_sealed !== '' || row.parked_at !== null || row.done_at === null)).toEqual(
      [],
    )
    const outbox = await database.db.selectFrom('outbox').select(['state', 'payload_sealed']).execute()
    expect(outbox.filter((row) => !['sent', 'unknown'].includes(row.state) || row.payload_sealed !== '')).toEqual([])
    expect(await database.db.selectFrom('arrivals').selectAll().execute()).toEqual([])
    await database.close()
    expectOneAnswerEach(everybody)
  })
})

describe('a program', () => {
  it(
    'serves alone from its folder, and when told to stop finishes what is on its way',
    { timeout: 90_000 },
    async () => {
      await startLine()
      const { folder, agencyFile, remove } = newFolder()
      cleaning.push(remove)
      const env = { DATA_DIR: folder, AGENCY_FILE: agencyFile }
      const program = await start(env)
      await expect(startProgram(line, env)).rejects.toThrow(
        /ended with 1: Another Prongsai serves from .*Stop it first/s,
      )

      const everybody = writers(30)
      line.faults.delayMilliseconds = 400
      for (let turn = 0; turn < 3; turn += 1)
        await Promise.all(everybody.map((writer) => say(writer, async () => program)))
      // Calls are under way: LINE has carried them out and has not answered yet.
      await line.until(() => everybody.some((writer) => answersTo(writer).length > 0))
      expect(await end(program, 'SIGTERM')).toBe(0)
      expect(program.log()).toContain('"event":"server.stopped"')
      expect(readdirSync(folder).toSorted()).toEqual([
        'agency.json',
        'app.key',
        'prongsai.db',
        'running.lock',
        'whistleblowing',
        'whistleblowing.pepper',
      ])
      const database = await openDatabase(join(folder, 'prongsai.db'))
      const begun = database.db.selectFrom('outbox').select('outbox_id').where('claimed_by', 'is not', null)
      expect(await begun.execute()).toEqual([])
      await database.close()

      line.faults.delayMilliseconds = 0
      const next = await start(env)
      await line.until(() => complete(everybody), 20_000)
      expectOneAnswerEach(everybody)
      expect(await end(next, 'SIGTERM')).toBe(0)
    },
  )
})

const databaseUrl = process.env['TEST_DATABASE_URL']

describe.skipIf(databaseUrl === undefined)('three programs on one PostgreSQL database', () => {
  it(
    'share the work, and when one of them is killed nothing is lost and nothing done twice',
    { timeout: 120_000 },
    async () => {
      await startLine()
      const schema = await openSchema(databaseUrl ?? '')
      const { folder, agencyFile, remove } = newFolder()
      cleaning.push(remove, () => schema.close())
      const env = {
        DATA_DIR: folder,
        AGENCY_FILE: agencyFile,
        DATABASE_URL: schema.url,
        APP_KEY: Buffer.alloc(32, 9).toString('base64'),
      }
      const all = [await start(env)]
      all.push(...(await Promise.all([start(env), start(env)])))
      let turn = 0
      const everybody = writers(20)
      let writing = true
      line.faults.delayMilliseconds = 100
      const next = async () => {
        turn += 1
        const program = all[turn % all.length]
        if (!program) throw new Error('Nobody is left.')
        line.setWebhookUrl(slug, `${program.url}/webhook/${slug}`)
        return program
      }
      const talking = Promise.all(
        everybody.map(async (writer) => {
          while (writing) await say(writer, next)
        }),
      )
      await line.until(() => line.calls().length > 150, 30_000)
      const victim = all.pop()
      if (victim) await end(victim, 'SIGKILL')
      const after = line.calls().length
      await line.until(() => line.calls().length > after + 100, 30_000)
      writing = false
      await talking
      // What the victim held is taken over when its leases have run out.
      await line.until(() => complete(everybody), 40_000)
      expectOneAnswerEach(everybody, false)
      const [one] = all
      if (one) await nothingLeft(one)
      for (const program of all) expect(await end(program, 'SIGTERM')).toBe(0)
      expectOneAnswerEach(everybody, false)
    },
  )
})
