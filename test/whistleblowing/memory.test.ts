import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { bech32 } from '@scure/base'
import { describe, expect, it, onTestFinished } from 'vitest'
import { packageRoot } from '../../src/kernel/root.ts'
import { systemRandom } from '../../src/whistleblowing/browser/crypto/random.ts'
import { newReceipt, openReceipt } from '../../src/whistleblowing/browser/crypto/receipt.ts'
import type { KeysAnswer } from '../../src/whistleblowing/wire-bodies.ts'
import { machineWithTown, succeed, town } from '../cli/ground.ts'
import { formsOf } from '../secrecy/bytes.ts'
import { startFakeLine, userIdFor } from '../simulator/line/fake-line.ts'
import { stillClock } from '../support/clock.ts'
import {
  ceremony,
  look,
  readByOfficer,
  readByReporter,
  report,
  sealedReport,
  sealedWords,
  send,
  wordsOf,
  type Reported,
} from './actors.ts'
import { asker, enterWith } from './ground.ts'

const chunk = 8 * 1024 * 1024
/** Longer than anything that is looked for, so that nothing hides on the edge of two chunks. */
const overlap = 4096

/** Which of the things stand anywhere in what a process has written into its memory: its heap, its stacks, its buffers. */
function inMemory(pid: number, things: ReadonlyMap<string, readonly Buffer[]>): string[] {
  const found = new Set<string>()
  const memory = openSync(`/proc/${pid}/mem`, 'r')
  const buffer = Buffer.alloc(chunk + overlap)
  let searched = 0
  for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
    // Pages of files that are mapped for reading only hold what stands in the files.
    const [, from = '', to = ''] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? []
    if (from === '') continue
    const end = Number.parseInt(to, 16)
    for (let at = Number.parseInt(from, 16); at < end; at += chunk) {
      let length = 0
      try {
        length = readSync(memory, buffer, 0, Math.min(chunk + overlap, end - at), at)
      } catch {
        // The process gave this part back in the meantime.
        continue
      }
      searched += length
      const bytes = buffer.subarray(0, length)
      for (const [name, forms] of things) if (forms.some((form) => bytes.includes(form))) found.add(name)
    }
  }
  closeSync(memory)
  // A process of Node with our program in it; less would mean that nothing was read.
  expect(searched).toBeGreaterThan(30_000_000)
  return [...found].toSorted()
}

const thing = (word: string) => [Buffer.from(word, 'utf8'), Buffer.from(word, 'utf16le')]
/** A private key as letters and as the 32 bytes that they stand for. */
const keyForms = (identity: string) => {
  const { words } = bech32.decode(identity.toLowerCase() as `${string}1${string}`, false)
  return [
    ...thing(identity.slice(15)),
    ...thing(identity.slice(15).toLowerCase()),
    Buffer.from(bech32.fromWords(words)),
  ]
}

/** The town's server in a process of its own, on a fake LINE. */
async function startTown() {
  const line = await startFakeLine()
  onTestFinished(() => line.stop())
  line.addChannel({
    name: town.slug,
    secret: 'channel-secret',
    accessToken: 'access-token',
    webhookUrl: '',
    quota: 300,
  })
  const machine = await machineWithTown()
  const codes: string[] = []
  for (const name of ['สมศรี', 'วิชัย']) {
    const words = ['staff', 'invite', '--agency', town.slug, '--name', name, '--role', 'officer']
    codes.push((await succeed(machine.prongsai(...words))).replace('code: ', ''))
  }
  const child: ChildProcess = spawn(
    process.execPath,
    ['--import', 'tsx', join(packageRoot, 'test/whistleblowing/own-process.ts')],
    {
      cwd: packageRoot,
      env: {
        PATH: process.env['PATH'],
        HOST: '127.0.0.1',
        PORT: '0',
        PUBLIC_URL: 'https://bot.example.go.th',
        DATA_DIR: machine.dataDir,
        LINE_API_URL: line.apiUrl,
        LINE_DATA_API_URL: line.dataUrl,
        LINE_CHANNEL_SECRET: 'channel-secret',
        LINE_CHANNEL_ACCESS_TOKEN: 'access-token',
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  )
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  let said = ''
  const port = await new Promise<string>((resolve, reject) => {
    const listen = (bytes: Buffer) => {
      said += bytes.toString()
      const found = /"event":"server\.listening".*?"port":(\d+)/.exec(said)?.[1]
      if (found !== undefined) resolve(found)
    }
    child.stdout?.on('data', listen)
    child.stderr?.on('data', listen)
    void ended.then(() => reject(new Error(`The server ended: ${said}`)))
  })
  const url = `http://127.0.0.1:${port}`
  line.setWebhookUrl(town.slug, `${url}/webhook`)

  let moved = Promise.resolve()
  const clock = stillClock()
  const wire = {
    clock: {
      ...clock,
      move(milliseconds: number) {
        clock.move(milliseconds)
        const answered = new Promise<void>((resolve) => child.once('message', () => resolve()))
        moved = moved.then(() => {
          child.send(milliseconds)
          return answered
        })
      },
    },
    ask: asker(async (request) => {
      await moved
      const { pathname, search } = new URL(request.url)
      return fetch(`${url}${pathname}${search}`, {
        method: request.method,
        headers: request.headers,
        ...(request.body && { body: await request.arrayBuffer() }),
      })
    }),
  }

  /** Says something in LINE and waits for the answer. */
  async function says(userId: string, text: string): Promise<string> {
    const heard = () => line.chat(town.slug, userId).filter((entry) => entry.from === 'bot')
    const before = heard().length
    await line.say(town.slug, userId, text)
    await line.until(() => heard().length > before, 20_000)
    return JSON.stringify(heard().at(-1))
  }

  let officials = 0
  return {
    wire,
    pid: child.pid ?? 0,
    said: () => said,
    official: async () => {
      const userId = userIdFor(`officer ${officials}`)
      await says(userId, `ลงทะเบียน ${codes[officials] ?? ''}`)
      officials += 1
      const [, token = ''] = /#([\w-]{43})"/.exec(await says(userId, 'เปิดหน้าเจ้าหน้าที่')) ?? []
      return enterWith(wire.ask, token, userId, town.slug)
    },
  }
}

describe.skipIf(process.platform !== 'linux')('the memory of the server (searched on Linux, through /proc)', () => {
  it('holds no word of a report, no key, passphrase or receipt, neither while it is handled nor afterwards', async () => {
    const { wire, pid, said, official } = await startTown()
    const keys = await ceremony({ official }, town.slug)
    const { body: known } = await wire.ask<KeysAnswer>(`/w/${town.slug}/keys`)
    const receipt = newReceipt(systemRandom)
    const opened = await openReceipt(receipt, known.kdf.salt)

    // Drawn now, so that no source text, cache or argument of that process can hold it.
    const mark = `เครื่องหมาย${randomBytes(12).toString('hex')}`
    const linesBefore = said().length
    const wishes = {
      agency: town.slug,
      what: `${mark} เรียกรับเงิน`,
      identity: { name: `${mark} ชื่อ`, contact: '' },
      files: [{ name: `${mark}.pdf`, bytes: Buffer.from(`${mark} `.repeat(5000)) }],
    }
    const reported: Reported = await report(wire, { ...wishes, receipt: opened })
    const id = reported.body.case
    const planted = new Map<string, readonly Buffer[]>([
      ['the marked word', formsOf(mark)],
      ['the passphrase', thing('seven words that nobody knows')],
      ['the receipt', [...thing(receipt), ...thing(receipt.match(/.{4}/g)?.join('-') ?? '')]],
      ["the reporter's key", keyForms(opened.identity)],
      ["the case's key", keyForms(reported.open.identity)],
      ...Object.entries(keys).map(([name, key]) => [`the key of ${name}`, keyForms(key.identity)] as const),
    ])
    // What must be there shows that the search finds what is there, in both ways in which the engine keeps letters.
    const controls = new Map<string, readonly Buffer[]>([
      ['a session', thing(keys.officer.desk.cookie.replace('__Host-o=', ''))],
      ['the name of the town', thing(town.name)],
    ])
    const everything = new Map([...planted, ...controls])
    const expected = [...controls.keys()].toSorted()
    expect(inMemory(pid, everything)).toEqual(expected)

    // While: reports are on their way in as the search goes through the memory.
    const sealed = await Promise.all([0, 1, 2].map(() => sealedReport(wire, wishes)))
    const answers = sealed.map((one) => send(wire, one))
    expect(inMemory(pid, everything)).toEqual(expected)
    expect((await Promise.all(answers)).map((answer) => answer.status)).toEqual([200, 200, 200])

    // An officer reads all of it, opens the name, answers, and makes a note; the reporter reads along.
    expect(wordsOf(await readByOfficer(keys.officer, id))[0]).toContain(mark)
    const reply = await sealedWords(keys.officer, id, 'reply', `${mark} คำตอบ`)
    expect((await keys.officer.desk.post(`/cases/${id}/items`, { items: [reply] })).status).toBe(200)
    const note = await sealedWords(keys.officer, id, 'note', `${mark} บันทึก`)
    expect((await keys.officer.desk.post(`/cases/${id}/items`, { items: [note] })).status).toBe(200)
    expect((await keys.officer.desk.post(`/cases/${id}/identity`, { reason: 'protect' })).status).toBe(200)
    expect(wordsOf(await readByReporter(wire, reported)).at(-1)).toContain(mark)
    expect(inMemory(pid, everything)).toEqual(expected)

    // And of fifty requests, good and bad, the process has said nothing at all.
    for (let times = 0; times < 25; times += 1) {
      if (times % 8 === 0) await look(wire, reported)
      await wire.ask(`/w/${town.slug}/r`, { json: { lookup: 'bad' } })
      await wire.ask(`/w/${town.slug}/nothing`, {
        headers: { 'user-agent': 'Phone/1', 'x-forwarded-for': '192.0.2.7' },
      })
    }
    const lines = said().slice(linesBefore)
    expect(lines).not.toMatch(/\/w\/|192\.0\.2\.7|Phone\/1|wb/)
  }, 90_000)
})
