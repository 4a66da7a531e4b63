import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import type { ServerType } from '@hono/node-server'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { streamSSE } from 'hono/streaming'
import type { SSEStreamingApi } from 'hono/streaming'
import { z } from 'zod'
import type { Phone, TrafficView } from './console-wire.ts'
import type { ApiCall, Content, FakeLine } from './line/types.ts'
import type { MovableClock } from './movable-clock.ts'
import { readFont, readPageFile } from './page-files.ts'
import { actSchema, carryOutTurn, perform, resultOf, sendContent, turnSchema } from './phone-acts.ts'
import { createViews } from './phone-views.ts'
import type { AccountOnPage } from './phone-views.ts'
import { drawPicture, listPictures } from './sample-pictures.ts'
import { previewCards, readRichMenuPicture } from './template-preview.ts'

export type { Phone } from './console-wire.ts'

export type ConsoleOptions = {
  line: FakeLine
  phones: Phone[]
  /** 0 takes any free port. */
  port: number
  clock: MovableClock
  /** Lets the bot notice that its clock jumped, e.g. look for work that is due. */
  onClockMoved?: () => void | Promise<void>
  /** Names and limits of the accounts as they were given to the fake platform; without them the page shows bare names. */
  accounts?: readonly AccountOnPage[]
}

const loopback = '127.0.0.1'
const ownNames = new Set(['localhost', loopback, '[::1]'])
const largestUpload = 20 * 1024 * 1024
const trafficShown = 150
/** Changes that come together go out together. */
const gatherMilliseconds = 25
/** A loading animation ends by time, without an event. */
const loadingCheckMilliseconds = 400

/** The page makes nothing but its own requests; pictures and sounds of messages may lie anywhere. */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; img-src * data: blob:; " +
  "media-src * blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/**
 * Serves the page with the phones, on this machine only, and the JSON API behind it.
 * Everything that a visitor does goes through the fake platform, so the bot sees nothing but LINE.
 */
export async function startConsole(options: ConsoleOptions): Promise<{ url: string; stop(): Promise<void> }> {
  const { line, phones, clock, onClockMoved, accounts = [] } = options
  const kept = new Map<string, Content>()
  const contents = new Map<string, { address: string; fileName: string | null }>()
  const views = createViews(line, phones, accounts, clock, contents)
  const changes = createChanges(() => [
    ...phones.map((phone) => ({ event: 'phone', key: phone.id, view: views.phone(phone) })),
    { event: 'console', key: '', view: views.console() },
  ])
  const stopListening = line.onChange(changes.announce)

  function keep(messageId: string, content: Content): void {
    kept.set(messageId, content)
    contents.set(messageId, { address: `/api/contents/${messageId}`, fileName: content.fileName ?? null })
    changes.announce()
  }

  const app = new Hono()

  // A page elsewhere must not reach in here through a name that leads to this machine.
  app.use(async (context, next) => {
    const host = context.req.header('host') ?? ''
    if (!ownNames.has(host.replace(/:\d+$/, ''))) return context.json({ problem: 'Only this machine may ask.' }, 403)
    await next()
    context.header('content-security-policy', contentSecurityPolicy)
    context.header('x-content-type-options', 'nosniff')
    context.header('referrer-policy', 'no-referrer')
    context.header('cache-control', 'no-store')
    return undefined
  })

  app.get('/', (context) => sendPageFile(context, 'index.html'))
  app.get('/templates', (context) => sendPageFile(context, 'templates.html'))
  app.get('/page/:name', (context) => sendPageFile(context, context.req.param('name')))
  app.get('/fonts/:file', async (context) => {
    const font = await readFont(context.req.param('file').replace(/\.ttf$/, ''))
    return font ? context.body(font.body, 200, { 'content-type': font.type }) : context.notFound()
  })
  app.get('/pictures/:file', async (context) => {
    const picture = await drawPicture(context.req.param('file').replace(/\.png$/, ''))
    return picture ? sendBytes(context, picture, 'image/png') : context.notFound()
  })

  app.get('/api/changes', (context) => streamSSE(context, (stream) => changes.follow(stream)))
  app.get('/api/pictures', async (context) => context.json(await listPictures()))
  app.get('/api/traffic', (context) => context.json(trafficOf(line)))
  app.get('/api/cards', async (context) => context.json(await previewCards()))
  app.get('/api/rich-menus/:name', async (context) => {
    const picture = await readRichMenuPicture(context.req.param('name'))
    return picture ? sendBytes(context, picture, 'image/png') : context.notFound()
  })
  app.get('/api/contents/:messageId', (context) => {
    const content = kept.get(context.req.param('messageId'))
    return content ? sendBytes(context, content.bytes, content.type) : context.notFound()
  })
  app.get('/api/phones', (context) => context.json(phones.map((phone) => views.phone(phone))))
  app.get('/api/phones/:id/rich-menu.image', (context) => {
    const phone = phoneNamed(context.req.param('id'))
    const image = phone && line.richMenu(phone.channel, phone.userId)?.image
    return image ? sendBytes(context, image.bytes, image.type) : context.notFound()
  })

  // Both kinds of body make a foreign page ask first, and it is never allowed.
  app.post('/api/phones/:id/act', async (context) => {
    const phone = phoneNamed(context.req.param('id'))
    if (!phone) return context.notFound()
    const act = await readJson(context, actSchema)
    if (act.do === 'follow' || act.do === 'unfollow') views.noteRelation(phone, act.do === 'follow')
    const isHeld = line.faults.holdWebhooks
    const delivery = await perform(line, phone, act, keep)
    changes.announce()
    return context.json(resultOf(delivery, isHeld))
  })
  app.post('/api/phones/:id/upload', bodyLimit({ maxSize: largestUpload }), async (context) => {
    const phone = phoneNamed(context.req.param('id'))
    if (!phone) return context.notFound()
    requireType(context, 'application/octet-stream')
    const { name = 'file', type = 'application/octet-stream' } = context.req.query()
    const bytes = new Uint8Array(await context.req.arrayBuffer())
    const isHeld = line.faults.holdWebhooks
    const delivery = await sendContent(line, phone, { type, bytes, fileName: name }, keep)
    return context.json(resultOf(delivery, isHeld))
  })
  app.post('/api/turn', async (context) => {
    const turn = await readJson(context, turnSchema)
    const isMoved = await carryOutTurn(line, clock, turn, views.limitOf)
    changes.announce()
    if (isMoved) await onClockMoved?.()
    return context.json({})
  })

  // What the platform refuses is the visitor's to know: LINE's app would not have let them do it.
  app.onError((error, context) => {
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : error.message
    return context.json({ problem }, 409)
  })

  const { server, port } = await listen(app, options.port)
  return {
    url: `http://localhost:${port}`,
    async stop() {
      stopListening()
      changes.close()
      await close(server)
    },
  }

  function phoneNamed(id: string): Phone | undefined {
    return phones.find((phone) => phone.id === id)
  }
}

type Change = { event: string; key: string; view: object }

/** Tells every open page what changed since it was told last, and a new page everything. */
function createChanges(look: () => Change[]) {
  /** What each page knows, by phone. */
  const pages = new Map<SSEStreamingApi, Map<string, string>>()
  let gathering: ReturnType<typeof setTimeout> | undefined
  let isClosed = false

  function announce(): void {
    if (gathering === undefined && !isClosed) gathering = setTimeout(tell, gatherMilliseconds)
  }

  function tell(): void {
    clearTimeout(gathering)
    gathering = undefined
    if (pages.size === 0) return
    const changes = look()
    for (const { event, key, view } of changes) {
      // The moment itself always differs; a page lets its own clock run on.
      const fingerprint = JSON.stringify({ ...view, now: null })
      for (const [page, known] of pages) {
        if (known.get(event + key) === fingerprint) continue
        known.set(event + key, fingerprint)
        void page.writeSSE({ event, data: JSON.stringify(view) })
      }
    }
    if (changes.some(({ view }) => 'isLoading' in view && view.isLoading === true)) {
      gathering = setTimeout(tell, loadingCheckMilliseconds)
    }
  }

  return {
    announce,
    /** Keeps the page informed until it goes away. */
    async follow(page: SSEStreamingApi): Promise<void> {
      if (isClosed) return
      const gone = new Promise<void>((resolve) => page.onAbort(resolve))
      pages.set(page, new Map())
      tell()
      await gone
      pages.delete(page)
    },
    close(): void {
      isClosed = true
      clearTimeout(gathering)
      for (const page of pages.keys()) page.abort()
    },
  }
}

/** The last calls and deliveries; who looks over the visitor's shoulder shall not see a token, even a false one. */
function trafficOf(line: FakeLine): TrafficView {
  const withoutToken = (call: ApiCall): ApiCall => {
    const { authorization: _authorization, ...headers } = call.headers
    return { ...call, headers }
  }
  return {
    calls: line.calls().slice(-trafficShown).map(withoutToken),
    deliveries: line.deliveries().slice(-trafficShown),
  }
}

async function sendPageFile(context: Context, name: string): Promise<Response> {
  const file = await readPageFile(name)
  return file ? context.body(file.body, 200, { 'content-type': file.type }) : context.notFound()
}

function sendBytes(context: Context, bytes: Uint8Array, type: string): Response {
  // An uploaded page must not run as one of ours.
  const safeType =
    /^(?:image|audio|video)\/[\w.+-]+$/.test(type) && !type.includes('svg') ? type : 'application/octet-stream'
  return context.body(new Uint8Array(bytes), 200, { 'content-type': safeType })
}

async function readJson<Value>(context: Context, schema: z.ZodType<Value>): Promise<Value> {
  requireType(context, 'application/json')
  return schema.parse(await context.req.json())
}

function requireType(context: Context, type: string): void {
  if (!context.req.header('content-type')?.startsWith(type)) throw new Error(`The body must be ${type}.`)
}

function listen(app: Hono, port: number): Promise<{ server: ServerType; port: number }> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: loopback, port }, (address: AddressInfo) => {
      resolve({ server, port: address.port })
    })
    server.once('error', reject)
  })
}

function close(server: ServerType): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()))
    if ('closeAllConnections' in server) server.closeAllConnections()
  })
}
