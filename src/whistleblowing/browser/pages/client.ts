import { guardHeader } from '../../wire.ts'
import type { Refusal } from '../../wire-bodies.ts'

/** What the server said no to, in its one word; `offline` when it could not be reached at all. */
export class Refused extends Error {
  readonly word: Refusal['error'] | 'offline'
  readonly why: string | undefined
  constructor(word: Refusal['error'] | 'offline', why?: string) {
    super(`The server refused: ${word}.`)
    this.word = word
    this.why = why
  }
}

/** Seconds after which a request counts as lost: a weak connection is slow, not dead. */
const patience = 60

/**
 * Talks to one channel. Nothing but what is given here leaves the page: no cookies to reporters' routes exist, no referrer,
 * no cache.
 * @param base path without a slash at its end, e.g. `/w/khaokluai`
 */
export function channelClient(base: string) {
  async function send(
    path: string,
    init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> },
  ): Promise<Response> {
    const stop = new AbortController()
    const timer = setTimeout(() => stop.abort(), patience * 1000)
    let response: Response
    try {
      response = await fetch(base + path, {
        ...init,
        cache: 'no-store',
        referrerPolicy: 'no-referrer',
        signal: stop.signal,
        headers: { [guardHeader]: '1', ...init.headers },
      })
    } catch {
      throw new Refused('offline')
    } finally {
      clearTimeout(timer)
    }
    if (response.ok) return response
    const { error, why }: Refusal = await response.json().catch(() => ({ error: 'failure' }))
    throw new Refused(error, why)
  }

  return {
    async get<Answer>(path: string): Promise<Answer> {
      return (await (await send(path, {})).json()) as Answer
    },
    async bytes(path: string): Promise<Uint8Array> {
      return new Uint8Array(await (await send(path, {})).arrayBuffer())
    },
    /** The answer, or nothing where the server has none to give. */
    async post<Answer = undefined>(
      path: string,
      body: unknown,
      options: { keepalive?: boolean } = {},
    ): Promise<Answer> {
      const response = await send(path, {
        method: 'POST',
        body: JSON.stringify(body),
        keepalive: options.keepalive ?? false,
        headers: { 'content-type': 'application/json' },
      })
      return (response.status === 204 ? undefined : await response.json()) as Answer
    },
    async put(path: string, body: Uint8Array, headers: Record<string, string>): Promise<void> {
      await send(path, {
        method: 'PUT',
        body: new Blob([body as Uint8Array<ArrayBuffer>]),
        headers: { 'content-type': 'application/octet-stream', ...headers },
      })
    },
  }
}

export type ChannelClient = ReturnType<typeof channelClient>

export const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds))
