import { failure } from './wire.ts'
import type { Answer, Call, Route } from './wire.ts'

/** What a person sent: 202 while LINE prepares it, 404 for an unknown message, 410 after it was unsent. */
function content(call: Call): Answer {
  const { world, account } = call
  const messageId = call.parameters[0] ?? ''
  const stored = account.contents.get(messageId)
  if (account.unsent.has(messageId)) return failure(410, 'The content is gone')
  if (!stored) return failure(404, 'Not found')
  if (world.faults.contentNotReady > 0) {
    world.faults.contentNotReady--
    return { status: 202, content: { type: 'application/octet-stream', bytes: new Uint8Array() } }
  }
  const { type, bytes } = stored.content
  return { status: 200, content: { type, bytes, cut: world.faults.cutContent } }
}

/** Only video and audio are prepared; asking about anything else is an error. */
function transcoding(call: Call): Answer {
  const { world, account } = call
  const messageId = call.parameters[0] ?? ''
  const stored = account.contents.get(messageId)
  if (account.unsent.has(messageId)) return failure(410, 'The content is gone')
  if (!stored) return failure(404, 'Not found')
  if (stored.kind !== 'video' && stored.kind !== 'audio') return failure(400, 'The message is neither video nor audio')
  return { status: 200, json: { status: world.faults.contentNotReady > 0 ? 'processing' : 'succeeded' } }
}

/** Everything about what people sent; on the data origin. */
export const contentRoutes: Route[] = [
  { host: 'data', method: 'GET', takes: 'nothing', path: '/v2/bot/message/{messageId}/content', answer: content },
  {
    host: 'data',
    method: 'GET',
    takes: 'nothing',
    path: '/v2/bot/message/{messageId}/content/transcoding',
    answer: transcoding,
  },
]
