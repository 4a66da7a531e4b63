import { request } from 'node:http'
import { signBody } from '../simulator/line/fake-line.ts'
import type { Bot } from '../support/bot.ts'

export type Posting = {
  path?: string
  /** null sends none. Default: the right one of this agency. */
  signature?: string | null
  /** Sends the body in pieces without saying how long it is. */
  chunked?: boolean
}

/** Posts these very bytes to the bot's webhook, as no well-behaved sender would. @returns the status and the body that came back */
export function post(
  bot: Bot,
  body: string | Uint8Array,
  options: Posting = {},
): Promise<{ status: number; body: string }> {
  const bytes = Buffer.from(body)
  const signature = options.signature === undefined ? signBody(`secret-of-${bot.slug}`, bytes) : options.signature
  const headers: Record<string, string | number> = { 'content-type': 'application/json' }
  if (signature !== null) headers['x-line-signature'] = signature
  if (!options.chunked) headers['content-length'] = bytes.length
  return new Promise((resolve, reject) => {
    const sending = request(new URL(options.path ?? `/webhook/${bot.slug}`, bot.url), {
      method: 'POST',
      headers,
      agent: false,
    })
    sending.on('response', (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8') }),
      )
      response.on('error', reject)
    })
    // A bot that refuses early need not read the rest; its answer is what counts.
    sending.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') reject(error)
    })
    if (!options.chunked) sending.end(bytes)
    else {
      const pieces = Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, at) =>
        bytes.subarray(at * 65_536, (at + 1) * 65_536),
      )
      for (const piece of pieces) sending.write(piece)
      sending.end()
    }
  })
}

/** How many events the bot holds or ever held. */
export async function eventsStored(bot: Bot): Promise<number> {
  await bot.app.settle()
  return (await bot.database.db.selectFrom('inbox').selectAll().execute()).length
}
