import { messagingApi } from '@line/bot-sdk'
import { Agent } from 'undici'
import { z } from 'zod'
import type { Secret } from '../kernel/secret.ts'
import { limitFetchTime } from './time-limit.ts'

/** Time limit of every call to LINE, in ms. Shorter than the outbox lease, so that a message never has two senders. */
const callTimeLimit = 10_000
/** Time limit for asking how an account is set while a webhook waits for its 200, in ms. */
const askTimeLimit = 1_000

/** What a send call came to; see `outbox/attempt.ts` for what it means. `status` 0 = no answer. */
export type Sent = {
  status: number
  outcome:
    'accepted' | 'accepted-before' | 'token-refused' | 'too-many' | 'refused' | 'failed' | 'unreachable' | 'unknown'
  /** For the operator when LINE refused: LINE's words about our message's shape, without values. */
  detail: string | null
}

export type Quota = { allowed: number | null; used: number }

/** One official account. Nothing here retries by itself. */
export type LineChannel = {
  reply(replyToken: string, messages: Record<string, unknown>[]): Promise<Sent>
  /** `retryKey` goes out with the first attempt already; later ones must repeat it with the same body. */
  push(to: string, messages: Record<string, unknown>[], retryKey: string): Promise<Sent>
  /** Three dots in a one-to-one chat until a message comes, at most `seconds` (a multiple of 5 up to 60). Never throws. */
  startLoading(userId: string, seconds: number): Promise<void>
  /** @throws when LINE does not answer */
  quota(): Promise<Quota>
  /** Whether people read the account's chats in LINE OA Manager (`chat`) or nobody does (`bot`). Never throws; null = LINE did not say within a second. */
  chatMode(): Promise<'bot' | 'chat' | null>
  /** The SDK's own clients, for what is not an event's way: doctor, rich menus. */
  api: messagingApi.MessagingApiClient
  blob: messagingApi.MessagingApiBlobClient
}

const BotInfo = z.looseObject({ chatMode: z.enum(['bot', 'chat']) })

const ErrorBody = z.looseObject({
  message: z.string().catch(''),
  details: z.array(z.looseObject({ message: z.string().catch(''), property: z.string().catch('') })).catch([]),
})

/**
 * The calls of an event's way, reply, push and the loading dots, go out with undici's `request`. The SDK's `fetch` makes web streams and a
 * Request of each call, which costs several times what the call itself costs and more than deciding the answer; and what
 * became of a call is easier to tell. All other calls are the SDK's.
 * @param origins of LINE's two hosts; the SDK drops any path behind them
 */
export function createLine(origins: { api: string; data: string }): { channel(accessToken: Secret): LineChannel } {
  limitFetchTime(callTimeLimit)
  const agent = new Agent({ connect: { timeout: callTimeLimit } })
  const channels = new Map<string, LineChannel>()
  return {
    channel(accessToken) {
      const token = accessToken.reveal()
      let channel = channels.get(token)
      if (!channel) {
        channel = createChannel(token, origins, agent)
        channels.set(token, channel)
      }
      return channel
    },
  }
}

export type Line = ReturnType<typeof createLine>

function createChannel(channelAccessToken: string, origins: { api: string; data: string }, agent: Agent): LineChannel {
  const api = new messagingApi.MessagingApiClient({ channelAccessToken, baseURL: origins.api })
  const blob = new messagingApi.MessagingApiBlobClient({ channelAccessToken, baseURL: origins.data })
  const origin = new URL(origins.api).origin
  const headers = {
    authorization: `Bearer ${channelAccessToken}`,
    'content-type': 'application/json',
    'user-agent': 'prongsai',
  }

  /** @throws what undici throws when no answer came within the time limit */
  async function call(path: string, body: object, sent: Record<string, string>) {
    const limit = new AbortController()
    const timer = setTimeout(() => limit.abort(), callTimeLimit)
    try {
      const { statusCode: status, body: answer } = await agent.request({
        origin,
        path,
        method: 'POST',
        headers: sent,
        body: JSON.stringify(body),
        signal: limit.signal,
      })
      // Once LINE has said 200 the call is carried out, whatever becomes of the rest of the answer.
      if (status >= 300) return { status, words: await answer.text().catch(() => '') }
      await answer.dump().catch(() => undefined)
      return { status, words: '' }
    } finally {
      clearTimeout(timer)
    }
  }

  async function send(route: 'reply' | 'push', body: object, more?: Record<string, string>): Promise<Sent> {
    try {
      const { status, words } = await call(`/v2/bot/message/${route}`, body, more ? { ...headers, ...more } : headers)
      return status < 300 ? { status, outcome: 'accepted', detail: null } : refusal(route, status, words)
    } catch (cause) {
      return { status: 0, outcome: neverConnected(cause) ? 'unreachable' : 'unknown', detail: null }
    }
  }

  return {
    api,
    blob,
    reply: (replyToken, messages) => send('reply', { replyToken, messages }),
    push: (to, messages, retryKey) => send('push', { to, messages }, { 'x-line-retry-key': retryKey }),
    async startLoading(chatId, loadingSeconds) {
      // Only a courtesy: whatever goes wrong, the answer follows all the same.
      await call('/v2/bot/chat/loading/start', { chatId, loadingSeconds }, headers).catch(() => undefined)
    },
    async chatMode() {
      try {
        const signal = AbortSignal.timeout(askTimeLimit)
        const { statusCode, body } = await agent.request({
          origin,
          path: '/v2/bot/info',
          method: 'GET',
          headers,
          signal,
        })
        const mode = BotInfo.safeParse(await body.json())
        return statusCode === 200 && mode.success ? mode.data.chatMode : null
      } catch {
        return null
      }
    },
    async quota() {
      const [quota, consumption] = await Promise.all([api.getMessageQuota(), api.getMessageQuotaConsumption()])
      return { allowed: quota.type === 'limited' ? (quota.value ?? 0) : null, used: consumption.totalUsage }
    },
  }
}

function refusal(route: 'reply' | 'push', status: number, words: string): Sent {
  const body = ErrorBody.safeParse(parseJson(words))
  const details = body.success ? body.data.details : []
  const detail = details.map((one) => `${one.property}: ${one.message}`.slice(0, 200)).join('; ') || null
  if (status === 409) return { status, outcome: 'accepted-before', detail: null }
  if (status === 429) return { status, outcome: 'too-many', detail: null }
  // A gateway gave up waiting: LINE itself may have carried the call out.
  if (status === 504) return { status, outcome: 'unknown', detail: null }
  if (status >= 500) return { status, outcome: 'failed', detail: null }
  // LINE asks not to read its message texts; a fault of the message itself comes with details, a bad token without.
  if (status === 400 && route === 'reply' && details.length === 0)
    return { status, outcome: 'token-refused', detail: null }
  return { status, outcome: 'refused', detail }
}

const neverConnectedCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

function neverConnected(cause: unknown): boolean {
  if (cause instanceof AggregateError) return cause.errors.every((one) => neverConnectedCodes.has(codeOf(one)))
  return neverConnectedCodes.has(codeOf(cause))
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
