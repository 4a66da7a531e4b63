import { createServer } from 'node:http'
import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { startFakeLine } from '../simulator/line/fake-line.ts'
import type { ChannelSettings, FakeLine, FakeLineOptions } from '../simulator/line/types.ts'
import type { Clock } from '../../src/kernel/clock.ts'

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

/** A clock that stands still until it is moved (milliseconds). */
export type HandClock = Clock & { move(milliseconds: number): void }

export function handClock(start = '2026-11-20T03:00:00.000Z'): HandClock {
  let moment = Date.parse(start)
  return {
    now: () => new Date(moment),
    move(milliseconds) {
      moment += milliseconds
    },
  }
}

type Received = { path: string; headers: IncomingHttpHeaders; raw: Buffer; body: Record<string, unknown> }

/** A bot that only listens: it keeps what it received and answers as `respond` says (200 unless told). */
type Listener = {
  url: string
  received: Received[]
  connections(): number
  respond: (response: ServerResponse) => void
  /** Closes all connections and listens again on the same port. */
  restart(): Promise<void>
  stop(): Promise<void>
}

async function startListener(): Promise<Listener> {
  let connections = 0
  const listener: Listener = {
    url: '',
    received: [],
    connections: () => connections,
    respond: (response) => response.writeHead(200).end(),
    async restart() {
      const { port } = new URL(listener.url)
      await listener.stop()
      await new Promise<void>((resolve) => server.listen(Number(port), '127.0.0.1', resolve))
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const raw = Buffer.concat(parts)
      listener.received.push({
        path: request.url ?? '',
        headers: request.headers,
        raw,
        body: JSON.parse(raw.toString()),
      })
      listener.respond(response)
    })
  })
  server.on('connection', () => connections++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The listener has no port.')
  listener.url = `http://127.0.0.1:${address.port}/webhook`
  return listener
}

export type Reply = { status: number; json: Record<string, unknown>; headers: Headers; text: string }

/** The fake with one account "town" (token "town-token"), a bot that listens, and a way to call the API by hand. */
export type Stage = {
  line: FakeLine
  bot: Listener
  clock: HandClock
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>
  data(
    method: string,
    path: string,
    body?: NonNullable<RequestInit['body']>,
    headers?: Record<string, string>,
  ): Promise<Response>
  stop(): Promise<void>
}

export async function startStage(
  settings: Partial<ChannelSettings> = {},
  options: FakeLineOptions = {},
): Promise<Stage> {
  const clock = handClock()
  const bot = await startListener()
  const line = await startFakeLine({ clock, ...options })
  const channel = { name: 'town', secret: 'town-secret', accessToken: 'town-token', webhookUrl: bot.url, quota: 300 }
  line.addChannel({ ...channel, ...settings })
  return {
    line,
    bot,
    clock,
    async call(method, path, body, headers = {}) {
      const response = await fetch(line.apiUrl + path, {
        method,
        headers: { authorization: 'Bearer town-token', 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await response.text()
      return {
        status: response.status,
        json: JSON.parse(text) as Record<string, unknown>,
        headers: response.headers,
        text,
      }
    },
    data: (method, path, body, headers = {}) =>
      fetch(line.dataUrl + path, {
        method,
        headers: { authorization: 'Bearer town-token', ...headers },
        ...(body === undefined ? {} : { body }),
      }),
    async stop() {
      await line.stop()
      await bot.stop()
    },
  }
}

/** The first event of the last webhook that the bot received. */
export function lastEvent(stage: Stage): Record<string, unknown> {
  const events = stage.bot.received.at(-1)?.body['events']
  if (!Array.isArray(events) || events.length === 0) throw new Error('The bot received no event.')
  return events[0] as Record<string, unknown>
}

/** A person writes, and this is the reply token that came with it. */
export async function replyTokenOf(stage: Stage, userId: string): Promise<string> {
  await stage.line.say('town', userId, 'hello')
  return String(lastEvent(stage)['replyToken'])
}

export const hello = [{ type: 'text', text: 'hello' }]

/** A PNG file of that size, as far as its header goes. */
export function pngHeader(width: number, height: number, byteLength = 100): Buffer {
  const bytes = Buffer.alloc(byteLength)
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]).copy(bytes)
  bytes.write('IHDR', 12, 'latin1')
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  return bytes
}

/** A JPEG file of that size, as far as its frame header goes; an application segment stands before it, as in real files. */
export function jpegHeader(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(60)
  Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]).copy(bytes)
  Buffer.from([0xff, 0xc4, 0, 4, 0, 0, 0xff, 0xff, 0xc2, 0, 17, 8]).copy(bytes, 20)
  bytes.writeUInt16BE(height, 32)
  bytes.writeUInt16BE(width, 34)
  return bytes
}
