import { createHash, type Hash } from 'node:crypto'
import { request, type IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import type { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { isPublicAddress } from './addresses.ts'
import { readHtml, type HtmlFacts } from './html.ts'
import type { Network } from './network.ts'
import { sketchOf } from './sketch.ts'

export type Kind = 'page' | 'pdf' | 'image' | 'document' | 'other'

/** Why nothing could be seen. `address` = not the public internet, another port, a name with a password in it. */
export type Failure =
  'not-https' | 'address' | 'no-such-host' | 'no-answer' | 'too-slow' | 'certificate' | 'too-many-redirects' | 'garbled'

/** What came of opening an address as anybody on the internet would, without cookies or passwords. */
export type Look =
  | { outcome: 'failed'; why: Failure; url: string; hops: number }
  | {
      outcome: 'answered'
      /** Where it ended after all redirects. */
      url: string
      hops: number
      status: number
      kind: Kind
      /** Bytes that were read; `cut` when there was more. */
      bytes: number
      cut: boolean
      /** SHA-256 of what was read, in hex. */
      digest: string
      page: HtmlFacts | null
      /** Of a page: what its text looks like, to be compared with later. */
      sketch: string | null
    }

export type Limits = { milliseconds: number; hops: number; pageBytes: number; fileBytes: number; headerBytes: number }

export const usualLimits: Limits = {
  milliseconds: 15_000,
  hops: 5,
  pageBytes: 4 * 1024 * 1024,
  fileBytes: 20 * 1024 * 1024,
  headerBytes: 16 * 1024,
}

/** As much of a page as is read for its words. */
const wordsWithin = 1024 * 1024
const addressesTried = 3
/** How long one of several addresses may keep silent before the next one is tried, in ms. */
const patience = 4_000

/**
 * Opens an address and follows it to its end. It cannot be turned against the network of this machine: every hop must be
 * https on the usual port, its name is looked up once, all its addresses must be public, and the connection goes to one
 * of exactly those; nothing is sent along, and time, hops, headers and bytes (after unpacking) are limited.
 * Never throws.
 */
export async function lookAt(address: string, network: Network, agent: string, limits = usualLimits): Promise<Look> {
  const signal = AbortSignal.timeout(limits.milliseconds)
  let url = address
  for (let hops = 0; ; hops += 1) {
    const parsed = URL.canParse(url) ? new URL(url) : null
    const failed = (why: Failure): Look => ({ outcome: 'failed', why, url, hops })
    const refused = parsed ? refusal(parsed) : 'address'
    if (refused !== null || parsed === null) return failed(refused ?? 'address')
    try {
      const opened = await open(parsed, network, agent, limits, signal)
      if (typeof opened === 'string') return failed(opened)
      const { response } = opened
      const location = redirectOf(response)
      if (location === null) {
        const read = await readBody(response, limits)
        const onward = read.page?.refresh ?? null
        if (onward === null || !URL.canParse(onward, url)) {
          return { outcome: 'answered', url, hops, status: response.statusCode ?? 0, ...read }
        }
        url = new URL(onward, url).href
      } else {
        response.destroy()
        if (!URL.canParse(location, url)) return failed('garbled')
        url = new URL(location, url).href
      }
      if (hops >= limits.hops) return failed('too-many-redirects')
    } catch (cause) {
      return failed(signal.aborted ? 'too-slow' : meaningOf(cause))
    }
  }
}

/** What can be said of an address before anybody is asked. */
export function refusal(url: URL): 'not-https' | 'address' | 'no-such-host' | null {
  if (url.protocol !== 'https:') return url.protocol === 'http:' ? 'not-https' : 'address'
  if (url.username !== '' || url.password !== '' || url.port !== '') return 'address'
  const host = url.hostname.replace(/\.$/, '')
  if (isIP(host.replace(/^\[|\]$/g, '')) !== 0) return 'address'
  return host.includes('.') ? null : 'no-such-host'
}

async function open(
  url: URL,
  network: Network,
  agent: string,
  limits: Limits,
  signal: AbortSignal,
): Promise<{ response: IncomingMessage } | Failure> {
  const host = url.hostname.replace(/\.$/, '')
  const addresses = await inTime(network.resolve(host), signal)
  if (addresses.length === 0) return 'no-such-host'
  // A name with one public and one inner address is an attempt or a mistake; either way not for us to open.
  if (!addresses.every(isPublicAddress)) return 'address'
  const tried = addresses.toSorted((a, b) => isIP(a) - isIP(b)).slice(0, addressesTried)
  for (const [index, address] of tried.entries()) {
    const last = index === tried.length - 1
    try {
      return { response: await ask(url, host, address, network, agent, limits, last ? null : patience, signal) }
    } catch (cause) {
      // Only a silent address is worth trying another one: what the site itself says wrong it says on all of them.
      if (last || signal.aborted || meaningOf(cause) !== 'no-answer') throw cause
    }
  }
  return 'no-answer'
}

function ask(
  url: URL,
  host: string,
  address: string,
  network: Network,
  agent: string,
  limits: Limits,
  within: number | null,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request({
      host,
      path: `${url.pathname}${url.search}`,
      headers: {
        host,
        'user-agent': agent,
        accept: 'text/html,application/pdf,*/*;q=0.5',
        'accept-language': 'th,en;q=0.5',
        'accept-encoding': 'identity',
        connection: 'close',
      },
      maxHeaderSize: limits.headerBytes,
      signal,
      createConnection: () => network.dial(address, host),
    })
    const waiting = within === null ? null : setTimeout(() => asked.destroy(coded('ETIMEDOUT')), within)
    const settled = () => {
      if (waiting !== null) clearTimeout(waiting)
    }
    asked.once('response', (response) => {
      settled()
      resolve(response)
    })
    asked.once('upgrade', (_response, socket) => socket.destroy(coded('ERR_HTTP_UPGRADE')))
    // Stays for the whole life of the request: an error after the answer began comes through the answer.
    asked.on('error', (cause) => {
      settled()
      reject(cause)
    })
    asked.once('close', () => {
      settled()
      reject(coded('ECONNRESET'))
    })
    asked.end()
  })
}

function redirectOf(response: IncomingMessage): string | null {
  const redirects = [301, 302, 303, 307, 308].includes(response.statusCode ?? 0)
  return redirects ? (response.headers.location ?? null) : null
}

type Body = Pick<Extract<Look, { outcome: 'answered' }>, 'kind' | 'bytes' | 'cut' | 'digest' | 'page' | 'sketch'>

async function readBody(response: IncomingMessage, limits: Limits): Promise<Body> {
  const type = (response.headers['content-type'] ?? '').toLowerCase()
  const most = /html|^text\/|^$/.test(type) ? limits.pageBytes : limits.fileBytes
  const hash: Hash = createHash('sha256')
  const head: Buffer[] = []
  let headBytes = 0
  let bytes = 0
  let cut = false
  const plain = unpacked(response)
  try {
    for await (const chunk of plain as AsyncIterable<Buffer>) {
      const kept = chunk.subarray(0, most - bytes)
      hash.update(kept)
      bytes += kept.length
      if (headBytes < wordsWithin) {
        head.push(kept)
        headBytes += kept.length
      }
      if (kept.length < chunk.length || bytes >= most) {
        cut = true
        break
      }
    }
  } finally {
    // Leaving a stream that unpacks leaves the one before it open.
    response.destroy()
  }
  const first = Buffer.concat(head).subarray(0, wordsWithin)
  const kind = kindOf(first, type)
  const page = kind === 'page' ? readHtml(decodeText(first, type)) : null
  return { kind, bytes, cut, digest: hash.digest('hex'), page, sketch: page ? sketchOf(page.text) : null }
}

/** Some servers pack although they were asked not to. */
function unpacked(response: IncomingMessage): Readable {
  const by = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress }
  const encoding = (response.headers['content-encoding'] ?? '').trim().toLowerCase()
  if (encoding === '' || encoding === 'identity') return response
  const create = Object.entries(by).find(([name]) => name === encoding)?.[1]
  if (!create) throw coded('ERR_HTTP_ENCODING')
  const unpack = create()
  response.once('error', (cause) => unpack.destroy(cause))
  return response.pipe(unpack)
}

/** By its first bytes; the sender's word only where they do not tell. */
function kindOf(first: Buffer, type: string): Kind {
  const begins = (letters: string) => first.subarray(0, letters.length).equals(Buffer.from(letters, 'latin1'))
  if (first.subarray(0, 1024).includes('%PDF-')) return 'pdf'
  if (begins('\x89PNG') || begins('\xff\xd8\xff') || begins('GIF8') || type.startsWith('image/')) return 'image'
  if (begins('PK\x03\x04') || begins('\xd0\xcf\x11\xe0')) {
    return /officedocument|msword|ms-excel|ms-powerpoint|opendocument|octet-stream/.test(type) ? 'document' : 'other'
  }
  if (/html|xml|^text\/|json/.test(type)) return 'page'
  const start = first.subarray(0, 1024).toString('latin1').trimStart().toLowerCase()
  if (type === '' || /octet-stream/.test(type))
    return /^<(!doctype html|html|head|body|meta)/.test(start) ? 'page' : 'other'
  return 'other'
}

/** Text in the encoding that the server or the page names; many Thai sites are older than UTF-8. */
function decodeText(bytes: Buffer, type: string): string {
  const named =
    /charset\s*=\s*["']?([\w-]{1,40})/i.exec(type)?.[1] ??
    /charset\s*=\s*["']?([\w-]{1,40})/i.exec(bytes.subarray(0, 4096).toString('latin1'))?.[1] ??
    'utf-8'
  try {
    return new TextDecoder(named).decode(bytes)
  } catch {
    return new TextDecoder('utf-8').decode(bytes)
  }
}

function inTime<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(coded('ETIMEDOUT')), { once: true })
    work.then(resolve, reject)
  })
}

function coded(code: string): Error {
  return Object.assign(new Error(code), { code })
}

const noSuchHost = ['ENOTFOUND', 'EAI_NONAME', 'EAI_NODATA', 'ENODATA']
const certificate =
  /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(GET|VERIFY|DECRYPT|DECODE)|HOSTNAME_MISMATCH|ERR_SSL|ERR_TLS)/

function meaningOf(cause: unknown): Failure {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (noSuchHost.includes(code)) return 'no-such-host'
  if (certificate.test(code) || code === 'EPROTO') return 'certificate'
  if (/^(HPE_|Z_|ERR_HTTP|ERR_BROTLI|ERR__ERROR|ERR_INVALID)/.test(code)) return 'garbled'
  return 'no-answer'
}
