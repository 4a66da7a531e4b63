import { randomUUID } from 'node:crypto'
import { isUtf8 } from 'node:buffer'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Problem } from './checks/shape.ts'
import type { Faults } from './types.ts'
import { announceChange, momentOf } from './world.ts'
import type { Account, Json, World } from './world.ts'

/** One request, after everything that is the same for all of them was looked at. */
export type Call = {
  world: World
  account: Account
  requestId: string
  /** What stands for the {…} of the route's path, in that order. */
  parameters: string[]
  query: URLSearchParams
  /** The value of X-Line-Retry-Key, already in the right form; null when there is none. */
  retryKey: string | null
  contentType: string
  /** The parsed body of a route that takes JSON. */
  json: unknown
  bytes: Buffer
}

export type Answer = {
  status: number
  json?: Json
  content?: { type: string; bytes: Uint8Array; cut?: boolean }
  headers?: Record<string, string>
}

export type Route = {
  /** api.line.me or api-data.line.me. */
  host: 'api' | 'data'
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** As LINE's API description writes it, with {parameters}. */
  path: string
  takes: 'json' | 'optional json' | 'bytes' | 'nothing'
  /** Whether X-Line-Retry-Key may be sent; anywhere else it is an error. */
  retryable?: true
  answer: (call: Call) => Answer | Promise<Answer>
}

/** LINE takes requests up to 2 MB. */
const largestRequest = 2_000_000

/** An error with LINE's body. */
export function failure(status: number, message: string, more: Json = {}): Answer {
  return { status, json: { message, ...more } }
}

/** LINE's answer to a body that breaks rules, or null when there is nothing wrong. */
export function refusal(problems: Problem[]): Answer | null {
  if (problems.length === 0) return null
  return failure(400, `The request body has ${problems.length} error(s)`, { details: problems })
}

/** Finds the route for a method and path. */
function createRouter(
  routes: Route[],
): (method: string, path: string) => { route: Route; parameters: string[] } | null {
  const fixed = new Map<string, Route>()
  const open: { route: Route; parts: string[] }[] = []
  for (const route of routes) {
    if (route.path.includes('{')) open.push({ route, parts: route.path.split('/') })
    else fixed.set(`${route.method} ${route.path}`, route)
  }
  return (method, path) => {
    const route = fixed.get(`${method} ${path}`)
    if (route) return { route, parameters: [] }
    const given = path.split('/')
    for (const { route, parts } of open) {
      if (route.method !== method || parts.length !== given.length) continue
      if (!parts.every((part, index) => (part.startsWith('{') ? given[index] !== '' : part === given[index]))) continue
      return { route, parameters: given.filter((_, index) => parts[index]?.startsWith('{')).map(decode) }
    }
    return null
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** Reads the body; null when it is longer than LINE takes. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length
    if (length <= largestRequest) parts.push(part)
  }
  if (length > largestRequest) return null
  return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts)
}

function hasLoneSurrogate(value: unknown): boolean {
  if (typeof value === 'string') return /\p{Surrogate}/u.test(value)
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([name, inner]) => hasLoneSurrogate(name) || hasLoneSurrogate(inner))
}

type Parsed = { json: unknown } | { refused: Answer }

/** LINE's error for a body that is no JSON; `position` counts UTF-16 code units, -1 where nobody knows. */
function unreadable(text: string, position: number): Parsed {
  const lines = text.slice(0, Math.max(0, position)).split('\n')
  const [line, column] = position < 0 ? ['-', '-'] : [lines.length, (lines.at(-1)?.length ?? 0) + 1]
  return { refused: failure(400, `The request body could not be parsed as JSON (line: ${line}, column: ${column})`) }
}

/** JSON in strict UTF-8. Half a surrogate pair, which JSON's escapes allow, is no text: LINE refuses it. */
function parseJson(bytes: Buffer): Parsed {
  const text = bytes.toString('utf8')
  if (!isUtf8(bytes)) return unreadable(text, text.indexOf('\uFFFD'))
  try {
    const json: unknown = JSON.parse(text)
    if (/\\u[dD][89a-fA-F]/.test(text) && hasLoneSurrogate(json))
      return unreadable(text, text.search(/\\u[dD][89a-fA-F]/))
    return { json }
  } catch (error) {
    return unreadable(text, Number(/position (\d+)/.exec(String(error))?.[1] ?? -1))
  }
}

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** The checks that all calls share, then the route itself. */
async function answerCall(
  world: World,
  request: IncomingMessage,
  found: { route: Route; parameters: string[] } | null,
  account: Account | null,
  query: URLSearchParams,
  bytes: Buffer | null,
  parsed: Parsed,
  requestId: string,
): Promise<Answer> {
  if (!found) return failure(404, 'Not found')
  if (!account)
    return failure(
      401,
      'Authentication failed due to the following reason: invalid token. Confirm that the access token in the authorization header is valid.',
    )
  if (!bytes) return failure(413, 'Payload Too Large')
  const { route, parameters } = found
  const retryKey = request.headers['x-line-retry-key'] ?? null
  if (retryKey !== null && !route.retryable)
    return failure(400, "The 'X-Line-Retry-Key' header is not supported by this endpoint")
  if (Array.isArray(retryKey) || (retryKey !== null && !uuidForm.test(retryKey))) {
    return failure(400, "The value for the 'X-Line-Retry-Key' header is invalid")
  }
  const contentType = request.headers['content-type'] ?? ''
  let json: unknown
  if (route.takes === 'json' || (route.takes === 'optional json' && bytes.length > 0)) {
    if (!/^application\/json(?:\s*;|$)/i.test(contentType)) return failure(415, 'Unsupported Media Type')
    if ('refused' in parsed) return parsed.refused
    json = parsed.json
  }
  return route.answer({ world, account, requestId, parameters, query, retryKey, contentType, json, bytes })
}

/** The account whose access token this is. Without the check of tokens, any other token is the first account's. */
function accountOf(world: World, authorization: string | undefined): Account | null {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1]
  const account = token === undefined ? undefined : world.accountsByToken.get(token)
  if (account) return account
  return world.checkTokens ? null : (world.accounts.values().next().value ?? null)
}

function bodyForRecord(bytes: Buffer | null, contentType: string, parsed: Parsed): unknown {
  if (!bytes || bytes.length === 0) return undefined
  if ('json' in parsed) return parsed.json
  if (/^(?:image|application\/octet-stream)/i.test(contentType)) return { type: contentType, byteLength: bytes.length }
  return bytes.toString('utf8')
}

function headersForRecord(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
}

function write(response: ServerResponse, answer: Answer, requestId: string): void {
  const { content } = answer
  const body = content ? Buffer.from(content.bytes) : Buffer.from(JSON.stringify(answer.json ?? {}))
  response.writeHead(answer.status, {
    'x-line-request-id': requestId,
    'content-type': content?.type ?? 'application/json',
    'content-length': body.length,
    ...answer.headers,
  })
  if (content?.cut) {
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy())
  } else response.end(body)
}

type Fault = 'none' | 'down' | 'rate limit' | 'cut before' | 'cut after'

/** What the faults make of one call; those that are counted are spent here. */
function takeFault(faults: Faults): Fault {
  if (faults.down) return 'down'
  if (faults.rateLimited > 0) {
    faults.rateLimited--
    return 'rate limit'
  }
  if (faults.cutBeforeAccepting > 0) {
    faults.cutBeforeAccepting--
    return 'cut before'
  }
  if (faults.cutAfterAccepting > 0) {
    faults.cutAfterAccepting--
    return 'cut after'
  }
  return 'none'
}

async function answerUnder(fault: Fault, carryOut: () => Promise<Answer>): Promise<Answer> {
  if (fault === 'down') return failure(500, 'Internal server error')
  if (fault === 'rate limit') return failure(429, 'The API rate limit has been exceeded. Try again later.')
  return carryOut()
}

/**
 * One of LINE's two origins on 127.0.0.1. Answers with LINE's status codes and bodies, records every call in
 * `world.calls` and announces it.
 */
export async function openOrigin(
  world: World,
  routes: Route[],
  port: number,
): Promise<{ url: string; close(): Promise<void> }> {
  const route = createRouter(routes)

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = momentOf(world)
    const method = request.method ?? 'GET'
    const target = request.url ?? '/'
    const mark = target.indexOf('?')
    const path = mark < 0 ? target : target.slice(0, mark)
    const query = new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1))
    const bytes = await readBody(request)
    const contentType = request.headers['content-type'] ?? ''
    const parsed: Parsed =
      bytes && bytes.length > 0 && !contentType.startsWith('image') ? parseJson(bytes) : unreadable('', 0)
    const account = accountOf(world, request.headers.authorization)
    const requestId = randomUUID()
    const { faults } = world
    const concerned = !faults.only || path.search(faults.only) >= 0
    const fault = concerned ? takeFault(faults) : 'none'
    const delay = concerned ? faults.delayMilliseconds : 0

    const record = (status: number): void => {
      world.calls.push({
        at,
        method,
        path: target,
        status,
        headers: headersForRecord(request),
        body: bodyForRecord(bytes, contentType, parsed),
        channel: account?.settings.name ?? null,
      })
      announceChange(world)
    }

    if (fault === 'cut before') {
      response.destroy()
      return record(0)
    }
    const answer = await answerUnder(fault, () =>
      answerCall(world, request, route(method, path), account, query, bytes, parsed, requestId),
    )
    if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay))
    if (fault === 'cut after') {
      response.destroy()
      return record(0)
    }
    write(response, answer, requestId)
    record(answer.status)
  }

  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      // A caller that hung up while sending is its own affair; anything else is a fault of the fake, shown as such.
      if (!response.headersSent && !response.destroyed)
        write(response, failure(500, `The fake failed: ${String(error)}`), randomUUID())
    })
  })
  await listen(server, port)
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The fake LINE has no port.')
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}
