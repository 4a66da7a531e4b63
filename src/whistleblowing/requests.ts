import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { z } from 'zod'
import { guardHeader, limits } from './wire.ts'
import type { Refusal } from './wire-bodies.ts'

/** What a request found of the channel that its address names. */
export type ChannelAgency = {
  slug: string
  name: string
  mainSite: string
  digits: 'thai' | 'arabic'
  /** Whether the agency takes reports in the chat as well. */
  chatIntake: boolean
}

const statusOf: Record<Refusal['error'], ContentfulStatusCode> = {
  bad: 400,
  large: 413,
  closed: 403,
  pow: 429,
  early: 429,
  unknown: 404,
  case: 409,
  keys: 409,
  seq: 409,
  parts: 409,
  token: 401,
  full: 409,
  busy: 429,
  session: 401,
  forbidden: 403,
  proof: 403,
  rule: 409,
  failure: 500,
}

/** One word and its status; nothing of what was sent ever comes back. */
export function refuse(context: Context, error: Refusal['error'], why?: string): Response {
  const answer: Refusal = why === undefined ? { error } : { error, why }
  return context.json(answer, statusOf[error])
}

/** Why a body could not be read. */
export class BodyRefused extends Error {
  readonly why: 'bad' | 'large'
  constructor(why: 'bad' | 'large') {
    super(why)
    this.why = why
  }
}

/**
 * The JSON body in the shape that the schema names.
 * @throws BodyRefused when it is too large, not JSON, not ours (the guard header is missing) or of another shape
 */
export async function readBody<Schema extends z.ZodType>(context: Context, schema: Schema): Promise<z.output<Schema>> {
  if (context.req.header(guardHeader) === undefined) throw new BodyRefused('bad')
  if (!/^application\/json(;|$)/.test(context.req.header('content-type') ?? '')) throw new BodyRefused('bad')
  const bytes = await readBytes(context, limits.jsonBytes)
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new BodyRefused('bad')
  }
  const parsed = schema.safeParse(json)
  if (!parsed.success) throw new BodyRefused('bad')
  return parsed.data
}

/** The bytes of a body. @throws BodyRefused as soon as there are more than allowed */
export async function readBytes(context: Context, atMost: number): Promise<Buffer> {
  const announced = Number(context.req.header('content-length') ?? 0)
  if (Number.isNaN(announced) || announced > atMost) throw new BodyRefused('large')
  const { body } = context.req.raw
  if (!body) return Buffer.alloc(0)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.byteLength
    if (size > atMost) throw new BodyRefused('large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/**
 * Who is at the other end, as far as the proxy or the socket tells. It is turned into a network, kept under a keyed name in
 * memory for ten minutes, and stands nowhere else.
 */
export function addressOf(context: Context): string | undefined {
  const env = context.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined
  const socket = env?.incoming?.socket?.remoteAddress
  if (socket === undefined || !isPrivate(socket)) return socket
  // Behind a proxy that tells nothing everybody looks the same: then nobody is counted, rather than all of them together.
  return context.req.header('x-forwarded-for')?.split(',').at(-1)?.trim()
}

/** A proxy of our own stands in a private network; only then may a header say who is behind it. */
function isPrivate(address: string): boolean {
  return /^(::1$|::ffff:127\.|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::ffff:(10|192\.168|172\.(1[6-9]|2\d|3[01]))\.|f[cd])/.test(
    address,
  )
}
