import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Resvg } from '@resvg/resvg-js'
import type { Clock } from '../../src/kernel/clock.ts'
import { startConsole } from '../simulator/console.ts'
import type { Phone } from '../simulator/console-wire.ts'
import { startFakeLine, userIdFor } from '../simulator/line/fake-line.ts'
import type { ChannelSettings, FakeLine } from '../simulator/line/types.ts'
import { movableClock } from '../simulator/movable-clock.ts'
import type { MovableClock } from '../simulator/movable-clock.ts'

/** What happened, and what the scripted bot says to it; nothing keeps it silent. */
export type Script = (event: WebhookEvent) => Record<string, unknown>[]

export type WebhookEvent = {
  type: string
  replyToken?: string
  source: { userId: string }
  message?: { id: string; type: string; text?: string }
  postback?: { data: string; params?: Record<string, string> }
}

export type SmallTown = {
  url: string
  line: FakeLine
  clock: MovableClock
  /** Every event that the bot was given, oldest first. */
  events: WebhookEvent[]
  /** How often the bot was told that its clock jumped. */
  clockMoves(): number
  citizen: string
  staff: string
  /** Calls LINE's API as the bot would. */
  call(path: string, body: unknown): Promise<Response>
  /** Gives everybody a rich menu of two halves that say ซ้าย and ขวา. */
  giveRichMenu(): Promise<void>
  stop(): Promise<void>
}

const accessToken = 'small-town-token'
const channel = 'town'

const menuPicture =
  '<svg xmlns="http://www.w3.org/2000/svg" width="800" height="270">' +
  '<rect width="400" height="270" fill="#0b6e6e"/><rect x="400" width="400" height="270" fill="#3d2c6b"/></svg>'

/** A fake LINE, a bot that follows a script, two phones and the console, all on free ports. */
export async function startSmallTown(script: Script, base: Clock): Promise<SmallTown> {
  const clock = movableClock(base)
  const line = await startFakeLine({ clock })
  const events: WebhookEvent[] = []
  /** Answers on their way; the town is not taken down under them. */
  const answers: Promise<unknown>[] = []
  const call = (path: string, body: unknown): Promise<Response> =>
    fetch(`${line.apiUrl}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  const refusals: string[] = []

  async function reply(replyToken: string | undefined, messages: Record<string, unknown>[]): Promise<void> {
    const response = await call('/v2/bot/message/reply', { replyToken, messages })
    if (response.status === 400) refusals.push(await response.text())
  }

  const bot = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      response.end('{}')
      const given = JSON.parse(Buffer.concat(chunks).toString()) as { events: WebhookEvent[] }
      for (const event of given.events) {
        events.push(event)
        const messages = script(event)
        if (messages.length > 0) answers.push(reply(event.replyToken, messages))
      }
    })
  })
  await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve))
  const { port } = bot.address() as AddressInfo

  const settings: ChannelSettings = {
    name: channel,
    displayName: 'เทศบาลตำบลทดลอง',
    secret: 'small-town-secret',
    accessToken,
    webhookUrl: `http://127.0.0.1:${port}/webhook`,
    quota: 300,
  }
  line.addChannel(settings)
  const citizen = userIdFor('small-town citizen')
  const staff = userIdFor('small-town staff')
  line.person(citizen, 'สมชาย')
  line.person(staff, 'มาลี')
  const phones: Phone[] = [
    {
      id: 'citizen',
      role: 'citizen',
      title: 'ประชาชน',
      subtitle: 'สมชาย',
      channel,
      userId: citizen,
      suggestions: ['สวัสดี'],
    },
    { id: 'staff', role: 'staff', title: 'เจ้าหน้าที่', subtitle: 'มาลี', channel, userId: staff },
  ]
  let moves = 0
  const console = await startConsole({
    line,
    phones,
    port: 0,
    clock,
    accounts: [settings],
    onClockMoved: () => {
      moves += 1
    },
  })

  return {
    url: console.url,
    line,
    clock,
    events,
    clockMoves: () => moves,
    citizen,
    staff,
    call,
    async giveRichMenu() {
      const half = (x: number, text: string) => ({
        bounds: { x, y: 0, width: 400, height: 270 },
        action: { type: 'message', label: text, text },
      })
      const made = await call('/v2/bot/richmenu', {
        size: { width: 800, height: 270 },
        selected: true,
        name: 'menu',
        chatBarText: 'เมนู',
        areas: [half(0, 'ซ้าย'), half(400, 'ขวา')],
      })
      const { richMenuId } = (await made.json()) as { richMenuId: string }
      await fetch(`${line.dataUrl}/v2/bot/richmenu/${richMenuId}/content`, {
        method: 'POST',
        headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'image/png' },
        body: new Uint8Array(new Resvg(menuPicture).render().asPng()),
      })
      const shown = await call(`/v2/bot/user/all/richmenu/${richMenuId}`, {})
      if (!shown.ok) throw new Error(`The rich menu was refused: ${await shown.text()}`)
    },
    async stop() {
      await console.stop()
      await Promise.allSettled(answers)
      await line.stop()
      bot.closeAllConnections()
      await new Promise((resolve) => bot.close(resolve))
      if (refusals.length > 0) throw new Error(`LINE refuses what the script says: ${refusals.join(' ')}`)
    },
  }
}

/** A plain text message. */
export function text(words: string, ...quickReplies: Record<string, unknown>[]): Record<string, unknown> {
  if (quickReplies.length === 0) return { type: 'text', text: words }
  return {
    type: 'text',
    text: words,
    quickReply: { items: quickReplies.map((action) => ({ type: 'action', action })) },
  }
}
