import { validateSignature } from '@line/bot-sdk'
import type { Context } from 'hono'
import type { DroppedAs } from '../chat/incoming.ts'
import type { Secret } from '../kernel/secret.ts'
import { dropProtectedText, eventsOf, isMedia, isRecord, momentOf, writerOf } from './incoming.ts'

const bodyLimit = 1024 * 1024

/** What one verified webhook brought, ready to be stored: how many events, and its body as JSON without what must not be kept. */
export type Delivery = { agencyId: string; events: number; json: string }

/** As slugs are written; whoever asks for anything else is not worth a look into the database. */
const slugForm = /^[a-z0-9-]{1,40}$/

/** Who wrote a text, and when as LINE says; `from` is '' where it is nobody in a one-to-one chat. */
export type Writer = { agencyId: string; from: string; at: Date | null }

export type WebhookTools = {
  /** The agency that the address names (null = the default one) with its channel secret; null when there is none. */
  find(slug: string | null): Promise<{ agencyId: string; secret: Secret } | null>
  /** The same, read anew from the database: a secret may have been changed since. */
  findAgain(slug: string | null): Promise<{ agencyId: string; secret: Secret } | null>
  /** Which texts must be dropped before anything is stored. */
  judge(text: string, writer: Writer): DroppedAs | null
  /** Buttons whose presser must not be known. */
  judgeButton(data: string): DroppedAs | null
  /**
   * What becomes of an event that was dropped; `dropped` is what is left of it. `taken` = it was dealt with here and now, and nothing of
   * it goes on, nor of the photos and files that its writer sent just before in the same delivery; `again` = the same, but LINE had
   * better deliver it once more.
   */
  atTheDoor(
    agencyId: string,
    event: Record<string, unknown>,
    dropped: Record<string, unknown>,
  ): Promise<Record<string, unknown> | 'taken' | 'again'>
  /** Resolves when the delivery is stored durably. */
  accept(delivery: Delivery): Promise<void>
}

/** JSON.parse reads any depth, JSON.stringify does not write it; a body below this size, in bytes, is too short to be nested too deeply. */
const shallow = 4096

/**
 * Receives LINE's webhooks: limit, raw bytes, signature, store, 200. It does not look at what events say, except that a text
 * which must not be kept is dropped here, before the first byte is written.
 * Rules: https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/ and receiving-messages (200 within two seconds).
 */
export async function receiveWebhook(context: Context, slug: string | null, tools: WebhookTools): Promise<Response> {
  const agency = slug === null || slugForm.test(slug) ? await tools.find(slug) : null
  if (!agency) return refuse(context, 404, 'unknown agency')

  const bytes = await readBody(context.req.raw)
  if (bytes === null) return refuse(context, 413, 'body too large')

  const signature = context.req.header('x-line-signature')
  if (!signature) return refuse(context, 401, 'signature missing')
  if (!validateSignature(bytes, agency.secret.reveal(), signature)) {
    const changed = await tools.findAgain(slug)
    if (!changed || !validateSignature(bytes, changed.secret.reveal(), signature)) {
      return refuse(context, 401, 'signature wrong')
    }
  }

  const words = bytes.toString('utf8')
  const body = parseJson(words)
  const events = eventsOf(body)
  if (events === null) return refuse(context, 400, 'not a LINE webhook body')
  const safe = events.map((event) =>
    isRecord(event)
      ? dropProtectedText(
          event,
          (text) =>
            tools.judge(text, { agencyId: agency.agencyId, from: writerOf(event), at: momentOf(event['timestamp']) }),
          (data) => tools.judgeButton(data),
        )
      : event,
  )
  const { kept, isDone } = await atTheDoor(agency.agencyId, events, safe, tools)
  // What LINE sent is stored as it came, unless something was dropped: nothing is written anew that need not be.
  const asItCame = kept.length === events.length && kept.every((event, index) => event === events[index])
  const json = asItCame && bytes.length < shallow ? words : toJson(asItCame ? body : { events: kept })
  if (json === undefined) return refuse(context, 400, 'nested too deeply')
  if (kept.length > 0) await tools.accept({ agencyId: agency.agencyId, events: kept.length, json })
  // What was stored is recognised when it comes again.
  return isDone ? context.json({}, 200) : refuse(context, 503, 'not finished')
}

/** Hands over what was dropped; what was dealt with at the door is not among `kept`. Usually nothing was dropped. */
async function atTheDoor(
  agencyId: string,
  events: readonly unknown[],
  safe: readonly unknown[],
  tools: Pick<WebhookTools, 'atTheDoor'>,
): Promise<{ kept: unknown[]; isDone: boolean }> {
  let kept: unknown[] = []
  let isDone = true
  for (const [index, left] of safe.entries()) {
    const event = events[index]
    const isDropped = left !== event && isRecord(event) && isRecord(left)
    const outcome = isDropped ? await tools.atTheDoor(agencyId, event, left) : left
    if (outcome !== 'taken' && outcome !== 'again') {
      kept.push(outcome)
      continue
    }
    if (outcome === 'again') isDone = false
    // Stored, they would stand there under the name of whoever wrote what was taken.
    const writer = writerOf(event)
    kept = kept.filter((before) => writer === '' || writerOf(before) !== writer || !isMedia(before))
  }
  return { kept, isDone }
}

/** undefined when it is nested deeper than the stack allows. */
function toJson(body: unknown): string | undefined {
  try {
    return JSON.stringify(body)
  } catch {
    return undefined
  }
}

function refuse(context: Context, status: 400 | 401 | 404 | 413 | 503, error: string): Response {
  return context.json({ error }, status)
}

/** The raw bytes, or null as soon as there are more than allowed. */
async function readBody(request: Request): Promise<Buffer | null> {
  const announced = Number(request.headers.get('content-length') ?? Number.NaN)
  if (announced > bodyLimit) return null
  if (!Number.isNaN(announced)) return Buffer.from(await request.arrayBuffer())
  if (!request.body) return Buffer.alloc(0)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body) {
    size += chunk.byteLength
    if (size > bodyLimit) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
