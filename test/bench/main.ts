import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { flood, percentile, steady, type Acknowledged } from './load.ts'
import { startProgram, type Program } from './programs.ts'
import { openChannel, reportRequests } from './reports.ts'
import { webhookRequest } from './requests.ts'
import { startStub } from './stub.ts'
import { accusation } from '../../src/thai/accusation.ts'
import { faq } from '../support/samples.ts'
import { fill, furnish, secret, slug } from './town.ts'

/** JSON lines on standard output: one figure each, with the ratio where the issue names one. */
function report(name: string, figures: Record<string, number | string | boolean>): void {
  process.stdout.write(`${JSON.stringify({ bench: name, ...figures })}\n`)
}

const round = (figure: number, digits = 2) => Number(figure.toFixed(digits))
/** What a town is asked, one question after the other: whoever asks alike in a row would be answered from memory. */
const questions = z
  .object({ entries: z.array(z.looseObject({ question: z.string() })) })
  .parse(faq)
  .entries.map(({ question }) => question)
  .filter((question) => !accusation(question).hit)
const rounds = 3
/** A province after ten years. */
const tenYears = { events: 1_000_000, people: 100_000, agencies: 500, years: 10, changes: 5 }
let tokens = 0

/** Messages of a town's people, or `asked` by those people in turn where it is given. */
type Asked = { text: string; userIds: readonly string[] }

function requests(count: number, people: number, asked?: Asked) {
  const list: { request: Buffer; token: string }[] = []
  for (let index = 0; index < count; index += 1) {
    tokens += 1
    const token = `bench${tokens}`
    const text = questions[tokens % questions.length] ?? ''
    const message = asked
      ? { text: asked.text, userId: asked.userIds[index % asked.userIds.length] ?? '' }
      : { text, userId: `U${String(index % people).padStart(32, '0')}` }
    list.push({ request: webhookRequest({ path: '/webhook', secret, ...message, replyToken: token }), token })
  }
  return list
}

const bodies = (list: readonly { request: Buffer }[]) => list.map((one) => one.request)
const median = (figures: readonly number[]) => percentile(figures, 0.5)

function check(results: readonly Acknowledged[]): void {
  const wrong = results.filter((result) => result.status !== 200).length
  if (wrong > 0) throw new Error(`${wrong} webhooks were not answered with 200.`)
}

async function startBot(folder: string, lineUrl: string): Promise<Program> {
  return startProgram('dist/src/main.js', {
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: folder,
    LOG_LEVEL: 'info',
    LINE_API_URL: lineUrl,
    LINE_DATA_API_URL: lineUrl,
    LINE_CHANNEL_SECRET: secret,
    LINE_CHANNEL_ACCESS_TOKEN: 'token',
  })
}

/** Webhooks acknowledged per second at 32 connections. */
async function acknowledgements(program: Program, count: number): Promise<number> {
  const { perSecond, results } = await flood(program.port, bodies(requests(count, 500)), 32)
  check(results)
  return perSecond
}

/** From the first webhook to the last reply call at the stub, per second. */
async function wholeWay(program: Program, stub: Awaited<ReturnType<typeof startStub>>, count: number): Promise<number> {
  stub.forget()
  const list = requests(count, 500)
  const started = performance.now()
  const done = stub.until(count, 120_000)
  check((await flood(program.port, bodies(list), 32)).results)
  await done
  return count / ((performance.now() - started) / 1000)
}

/** Milliseconds from the sending of each webhook to its reply call, at a steady rate. */
async function latency(
  program: Program,
  stub: Awaited<ReturnType<typeof startStub>>,
  perSecond: number,
  seconds: number,
  asked?: Asked,
) {
  stub.forget()
  const list = requests(perSecond * seconds, 500, asked)
  const done = stub.until(list.length, 60_000)
  const { results, started } = await steady(program.port, bodies(list), perSecond)
  check(results)
  await done
  return {
    acknowledged: results.map((result) => result.milliseconds),
    replied: list.map(
      ({ token }, index) => (stub.arrived.get(token) ?? Number.NaN) - (started + (index * 1000) / perSecond),
    ),
  }
}

async function main(): Promise<void> {
  report('machine', { node: process.version, processors: cpus().length, model: cpus()[0]?.model ?? '?' })
  const folder = mkdtempSync(join(tmpdir(), 'prongsai-bench-'))
  const { clerks } = await furnish(folder)
  const stub = await startStub()
  const bare = await startProgram('test/bench/bare.ts', { SECRET: secret })
  const echo = await startProgram('test/bench/echo.ts', { SECRET: secret, LINE_API_URL: stub.url })
  let bot = await startBot(folder, stub.url)
  try {
    await new Promise((resolve) => setTimeout(resolve, 1000))
    const idle = bot.residentMegabytes()

    // Warm everything once, with small runs.
    await acknowledgements(bare, 3000)
    await wholeWay(bot, stub, 3000)
    await wholeWay(echo, stub, 3000)

    const pairs = { bare: [] as number[], bot: [] as number[], echo: [] as number[], whole: [] as number[] }
    for (let turn = 0; turn < rounds; turn += 1) {
      pairs.bare.push(await acknowledgements(bare, 20_000))
      stub.forget()
      const list = requests(20_000, 500)
      const { perSecond, results } = await flood(bot.port, bodies(list), 32)
      check(results)
      pairs.bot.push(perSecond)
      await stub.until(20_000, 120_000)
      pairs.echo.push(await wholeWay(echo, stub, 6000))
      pairs.whole.push(await wholeWay(bot, stub, 6000))
    }
    const ratios = pairs.bot.map((figure, turn) => figure / (pairs.bare[turn] ?? Number.NaN))
    report('acknowledgements at 32 connections, durable', {
      perSecond: round(median(pairs.bot), 0),
      bare: round(median(pairs.bare), 0),
      ratio: round(median(ratios)),
      wanted: 'ratio >= 0.6',
    })
    const whole = pairs.whole.map((figure, turn) => figure / (pairs.echo[turn] ?? Number.NaN))
    report('webhook to reply call, whole way', {
      perSecond: round(median(pairs.whole), 0),
      echo: round(median(pairs.echo), 0),
      ratio: round(median(whole)),
      wanted: 'ratio >= 1',
    })

    const at500 = await latency(bot, stub, 500, 10)
    report('acknowledgement at 500/s', {
      p50: round(percentile(at500.acknowledged, 0.5)),
      p99: round(percentile(at500.acknowledged, 0.99)),
      wanted: 'p99 < 50 ms',
    })
    const at200 = await latency(bot, stub, 200, 15)
    report('webhook to reply call at 200/s', {
      p50: round(percentile(at200.replied, 0.5)),
      p99: round(percentile(at200.replied, 0.99)),
      wanted: 'p99 < 30 ms',
    })

    stub.setDelay(300)
    const slow = await latency(bot, stub, 500, 10)
    report('acknowledgement at 500/s while LINE takes 300 ms', {
      p50: round(percentile(slow.acknowledged, 0.5)),
      p99: round(percentile(slow.acknowledged, 0.99)),
      wanted: 'as fast',
    })
    stub.setDelay(0)
    report('resident memory', {
      idle: round(idle, 0),
      after: round(bot.residentMegabytes(), 0),
      wanted: 'idle < 150 MB, after < 300 MB',
    })

    await bot.stop()
    bot = await startFilled(folder, stub.url)
    await wholeWay(bot, stub, 3000)
    const full: number[] = []
    const fullAcknowledged: number[] = []
    for (let turn = 0; turn < rounds; turn += 1) {
      full.push(await wholeWay(bot, stub, 6000))
      fullAcknowledged.push(await acknowledgements(bot, 20_000))
      await stub.until(26_000, 120_000).catch(() => undefined)
    }
    report('with 1,000,000 handled events, 100,000 people, 500 agencies', {
      wholeWayPerSecond: round(median(full), 0),
      slowerBy: round(median(pairs.whole) / median(full)),
      acknowledgementsSlowerBy: round(median(pairs.bot) / median(fullAcknowledged)),
      memory: round(bot.residentMegabytes(), 0),
      wanted: 'not above 1.1',
    })

    await statusQuestion(bot, stub, clerks)
  } finally {
    await Promise.all([bot.stop(), bare.stop(), echo.stop()])
    await stub.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Clerks register; every one of them by their own code. */
async function register(
  bot: Program,
  stub: Awaited<ReturnType<typeof startStub>>,
  codes: readonly string[],
  digit: string,
): Promise<string[]> {
  const userIds = codes.map((_, place) => `U${digit.repeat(28)}${String(place).padStart(4, '0')}`)
  for (const [place, code] of codes.entries()) {
    stub.forget()
    const asked = { text: `ลงทะเบียน ${code}`, userIds: [userIds[place] ?? ''] }
    check((await steady(bot.port, bodies(requests(1, 1, asked)), 1)).results)
    await stub.until(1, 10_000)
  }
  return userIds
}

/** Ten years of a province, and a program that starts on them. */
async function startFilled(folder: string, lineUrl: string): Promise<Program> {
  fill(folder, tenYears)
  // The first commit after filling waits until the system has written the whole gigabyte to the disk: no town ever has that start.
  const first = await startBot(folder, lineUrl)
  await first.stop()
  const bot = await startBot(folder, lineUrl)
  report('start to ready on the filled database', {
    milliseconds: round(bot.readyMilliseconds, 0),
    firstAfterFilling: round(first.readyMilliseconds, 0),
    wanted: '< 1000',
  })
  return bot
}

/** Members of staff ask what is pending, with ten years of every agency's items and their history in the same file. */
async function statusQuestion(
  bot: Program,
  stub: Awaited<ReturnType<typeof startStub>>,
  clerks: readonly string[],
): Promise<void> {
  const asked = { text: 'ข้อไหนยังไม่ได้ดำเนินการ', userIds: await register(bot, stub, clerks, '9') }
  await latency(bot, stub, 50, 10, asked)
  const status = await latency(bot, stub, 50, 20, asked)
  report('status question to reply call at 50/s, 500 agencies, ten years', {
    p50: round(percentile(status.replied, 0.5)),
    p99: round(percentile(status.replied, 0.99)),
    wanted: 'p99 < 15 ms',
  })
}

/** Start and status question on the filled database alone. */
async function filled(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'prongsai-bench-'))
  const { clerks } = await furnish(folder)
  const stub = await startStub()
  const bot = await startFilled(folder, stub.url)
  try {
    await statusQuestion(bot, stub, clerks)
  } finally {
    await bot.stop()
    await stub.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

const questionsASecond = 100
const reportsAMinute = 50
const secondsARound = 30

/** Whether reports of corruption disturb answers: citizens' questions alone and beside sealed reports, in turns. */
async function besideReports(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'prongsai-bench-'))
  const { officers } = await furnish(folder)
  const stub = await startStub()
  const bot = await startBot(folder, stub.url)
  try {
    await register(bot, stub, officers, '8')
    await openChannel(slug, join(folder, 'prongsai.db'), join(folder, 'whistleblowing', 'cases.db'))
    const count = (reportsAMinute * secondsARound) / 60
    await wholeWay(bot, stub, 3000)
    const answers = { alone: [] as number[], beside: [] as number[] }
    const reports: number[] = []
    const used = { alone: 0, beside: 0 }
    for (let turn = 0; turn < 2; turn += 1) {
      // Made before the clock runs; a challenge lasts ten minutes and is taken only after eight seconds.
      const made = await reportRequests(bot.port, slug, count)
      await new Promise((resolve) => setTimeout(resolve, 8000))
      const begun = bot.processorSeconds()
      answers.alone.push(...(await latency(bot, stub, questionsASecond, secondsARound)).replied)
      const between = bot.processorSeconds()
      const [measured, sent] = await Promise.all([
        latency(bot, stub, questionsASecond, secondsARound),
        steady(bot.port, made, reportsAMinute / 60),
      ])
      const wrong = sent.results.filter((result) => result.status !== 200).length
      if (wrong > 0) throw new Error(`${wrong} of ${made.length} reports were not taken.`)
      answers.beside.push(...measured.replied)
      reports.push(...sent.results.map((result) => result.milliseconds))
      used.alone += between - begun
      used.beside += bot.processorSeconds() - between
    }
    const alone = percentile(answers.alone, 0.99)
    const beside = percentile(answers.beside, 0.99)
    report(`webhook to reply call at ${questionsASecond}/s beside ${reportsAMinute} reports a minute`, {
      p50: round(percentile(answers.beside, 0.5)),
      p50alone: round(percentile(answers.alone, 0.5)),
      p99: round(beside),
      p99alone: round(alone),
      ratio: round(beside / alone),
      processorSeconds: round(used.beside),
      processorSecondsAlone: round(used.alone),
      wanted: 'p99 < 30 ms',
    })
    report('a sealed report of 2,000 letters, sent to stored', {
      reports: reports.length,
      p50: round(percentile(reports, 0.5)),
      slowest: round(percentile(reports, 1)),
    })
  } finally {
    await bot.stop()
    await stub.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What retrieval costs, measured in a process of its own. */
function retrieval(): void {
  const flags = ['--expose-gc', '--import', 'tsx', join(import.meta.dirname, 'retrieval.ts')]
  execFileSync(process.execPath, flags, { stdio: ['ignore', 'inherit', 'inherit'] })
}

if (process.argv[2] === 'retrieval') retrieval()
else if (process.argv[2] === 'reports') await besideReports()
else if (process.argv[2] === 'filled') await filled()
else {
  await main()
  await besideReports()
  retrieval()
}
