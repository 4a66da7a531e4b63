import type { Secret } from '../kernel/secret.ts'

/** What fetching what somebody sent came to. `not-ready` and `failed` are worth another try later, the others are not. */
export type FetchedContent =
  { kind: 'ready'; type: string; bytes: Buffer } | { kind: 'not-ready' | 'gone' | 'too-large' | 'failed' }

/**
 * What a person sent: a photo, a video, a voice message or a file. By our own `fetch`: the SDK (11.0.0) ends the process when
 * the connection is cut in the middle, and takes "not ready" for an empty file.
 * Never throws, and gives the access token to no other host.
 * @param options origin of LINE's data host, most bytes that are taken, and the time limit for the whole download in ms
 * @see https://developers.line.biz/en/reference/messaging-api/#get-content
 */
export async function fetchContent(options: {
  origin: string
  accessToken: Secret
  messageId: string
  mostBytes: number
  milliseconds: number
}): Promise<FetchedContent> {
  const { origin, accessToken, messageId, mostBytes, milliseconds } = options
  if (!/^\d+$/.test(messageId)) return { kind: 'gone' }
  try {
    const response = await fetch(`${origin}/v2/bot/message/${messageId}/content`, {
      headers: { authorization: `Bearer ${accessToken.reveal()}` },
      redirect: 'error',
      signal: AbortSignal.timeout(milliseconds),
    })
    if (response.status !== 200 || !response.body) {
      await response.body?.cancel()
      return { kind: meaningOf(response.status) }
    }
    const chunks: Uint8Array[] = []
    let size = 0
    // Leaving the loop early closes the connection.
    for await (const chunk of response.body) {
      size += chunk.byteLength
      if (size > mostBytes) return { kind: 'too-large' }
      chunks.push(chunk)
    }
    return { kind: 'ready', type: response.headers.get('content-type') ?? '', bytes: Buffer.concat(chunks, size) }
  } catch {
    return { kind: 'failed' }
  }
}

function meaningOf(status: number): 'not-ready' | 'gone' | 'failed' {
  if (status === 202) return 'not-ready'
  return status === 404 || status === 410 ? 'gone' : 'failed'
}
