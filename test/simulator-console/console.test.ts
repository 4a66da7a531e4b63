import { request } from 'node:http'
import { readdirSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/kernel/clock.ts'
import type {
  Act,
  ActResult,
  ConsoleView,
  PhoneView,
  SamplePicture,
  TemplatesView,
  TrafficView,
  Turn,
} from '../simulator/console-wire.ts'
import { drawPicture } from '../simulator/sample-pictures.ts'
import { startSmallTown, text } from './small-town.ts'
import type { SmallTown } from './small-town.ts'

let town: SmallTown

beforeEach(async () => {
  town = await startSmallTown(({ type, message, postback }) => {
    if (type === 'follow') return [text('ยินดีต้อนรับ')]
    if (message?.text) return [text(`ได้ยินว่า ${message.text}`)]
    return postback ? [text(`กด ${postback.data}`)] : []
  }, systemClock)
})

afterEach(() => town.stop())

async function act(phone: string, what: Act): Promise<ActResult> {
  return read(await post(`/api/phones/${phone}/act`, what))
}

async function turn(what: Turn): Promise<void> {
  await read(await post('/api/turn', what))
}

function post(path: string, body: unknown): Promise<Response> {
  return fetch(town.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

async function read<Answer>(response: Response): Promise<Answer> {
  expect(response.status).toBe(200)
  return (await response.json()) as Answer
}

async function get<Answer>(path: string): Promise<Answer> {
  return read(await fetch(town.url + path))
}

async function phoneOf(id: string): Promise<PhoneView> {
  const phones = await get<PhoneView[]>('/api/phones')
  const phone = phones.find((one) => one.id === id)
  if (!phone) throw new Error(`There is no phone ${id}.`)
  return phone
}

/** The words in a chat, oldest first. */
async function wordsOf(id: string): Promise<unknown[]> {
  const { entries } = await phoneOf(id)
  return entries.map((entry) =>
    'message' in entry ? (entry.message['text'] ?? entry.message['type']) : entry.postback.displayText,
  )
}

const chatOf = (who: 'citizen' | 'staff') => town.line.chat('town', town[who])

describe('a person with a phone', () => {
  it('writes, and the answer stands in the chat', async () => {
    expect(await act('citizen', { do: 'say', text: 'ไฟดับ' })).toEqual({ delivery: 'answered', status: 200 })
    await town.line.until(() => chatOf('citizen').length === 2)
    expect(await wordsOf('citizen')).toEqual(['ไฟดับ', 'ได้ยินว่า ไฟดับ'])
    expect(await wordsOf('staff')).toEqual([])
  })

  it('sees the account by its name, and what could be tried', async () => {
    expect(await phoneOf('citizen')).toMatchObject({
      account: 'เทศบาลตำบลทดลอง',
      displayName: 'สมชาย',
      suggestions: ['สวัสดี'],
    })
  })

  it('is no friend at first, is greeted after adding the account, and cannot write after blocking it', async () => {
    expect((await phoneOf('citizen')).isFriend).toBe(false)
    await act('citizen', { do: 'follow' })
    await town.line.until(() => chatOf('citizen').length === 1)
    expect((await phoneOf('citizen')).isFriend).toBe(true)
    await act('citizen', { do: 'unfollow' })
    expect((await phoneOf('citizen')).isFriend).toBe(false)
    const refused = await post('/api/phones/citizen/act', { do: 'say', text: 'ยังอยู่ไหม' })
    expect(refused.status).toBe(409)
    expect(await refused.json()).toMatchObject({ problem: expect.stringContaining('blocked') as string })
  })

  it('is a friend when the demo made them one before the page opened', async () => {
    await town.line.follow('town', town.staff)
    expect((await phoneOf('staff')).isFriend).toBe(true)
  })

  it('sends a picture that lies ready, and the page can show it', async () => {
    const pictures = await get<SamplePicture[]>('/api/pictures')
    expect(pictures.map(({ name }) => name)).toContain('lamp-dark')
    await act('citizen', { do: 'picture', name: 'lamp-dark' })
    expect(town.events.at(-1)?.message?.type).toBe('image')
    const { contents } = await phoneOf('citizen')
    const [content] = Object.values(contents)
    const shown = await fetch(town.url + content?.address)
    expect(shown.headers.get('content-type')).toBe('image/png')
    expect(new Uint8Array(await shown.arrayBuffer())).toEqual(new Uint8Array((await drawPicture('lamp-dark')) ?? []))
  })

  it.each([
    ['photo.jpg', 'image/jpeg', 'image', 'image/jpeg'],
    ['talk.m4a', 'audio/mp4', 'audio', 'audio/mp4'],
    ['plan.pdf', 'application/pdf', 'file', 'application/octet-stream'],
    ['evil.html', 'text/html', 'file', 'application/octet-stream'],
    ['evil.svg', 'image/svg+xml', 'image', 'application/octet-stream'],
  ])('uploads %s (%s) as %s; the page gets it back as %s', async (name, type, kind, servedAs) => {
    const query = new URLSearchParams({ name, type })
    const response = await fetch(`${town.url}/api/phones/citizen/upload?${query.toString()}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: new Uint8Array([1, 2, 3]),
    })
    expect(await read(response)).toEqual({ delivery: 'answered', status: 200 })
    expect(town.events.at(-1)?.message?.type).toBe(kind)
    const { contents } = await phoneOf('citizen')
    const [content] = Object.values(contents)
    expect(content?.fileName).toBe(name)
    const shown = await fetch(town.url + content?.address)
    expect(shown.headers.get('content-type')).toBe(servedAs)
    expect([...new Uint8Array(await shown.arrayBuffer())]).toEqual([1, 2, 3])
  })

  it('sends stickers and places', async () => {
    await act('citizen', { do: 'sticker', packageId: '446', stickerId: '1990' })
    await act('citizen', { do: 'location', title: 'ตลาด', address: 'ถนนเทศบาล 1', latitude: 16.4, longitude: 102.8 })
    expect(chatOf('citizen')).toMatchObject([
      { message: { type: 'sticker', stickerId: '1990' } },
      { message: { type: 'location', title: 'ตลาด', latitude: 16.4 } },
    ])
  })

  it('taps buttons: a postback shows its displayText, a picker brings what was picked', async () => {
    await act('citizen', { do: 'tap', action: { type: 'postback', label: 'ตกลง', data: 'ok=1', displayText: 'ตกลง' } })
    const picker = { type: 'datetimepicker', label: 'เลือกวัน', data: 'day', mode: 'date' }
    await act('citizen', { do: 'tap', action: picker, params: { date: '2026-10-03' } })
    expect(town.events.map(({ postback }) => postback)).toEqual([
      { data: 'ok=1' },
      { data: 'day', params: { date: '2026-10-03' } },
    ])
    expect(await wordsOf('citizen')).toContain('ตกลง')
  })

  it('hears that an address needs no webhook', async () => {
    const action = { type: 'uri', label: 'เปิด', uri: 'https://example.org' }
    expect(await act('citizen', { do: 'tap', action })).toEqual({ delivery: 'none', status: null })
  })

  it('takes a message back', async () => {
    await act('citizen', { do: 'say', text: 'พิมพ์ผิด' })
    await town.line.until(() => chatOf('citizen').length === 2)
    const [first] = chatOf('citizen')
    if (!first || !('messageId' in first)) throw new Error('The first entry is no message.')
    await act('citizen', { do: 'unsend', messageId: first.messageId })
    expect(await wordsOf('citizen')).toEqual(['ได้ยินว่า พิมพ์ผิด'])
  })

  it('sees the rich menu with its areas and its picture', async () => {
    expect((await phoneOf('citizen')).richMenu).toBeNull()
    await town.giveRichMenu()
    const { richMenu } = await phoneOf('citizen')
    expect(richMenu).toMatchObject({ chatBarText: 'เมนู', selected: true, areas: [{}, {}] })
    const picture = await fetch(town.url + richMenu?.image)
    expect(picture.headers.get('content-type')).toBe('image/png')
  })

  it('sees that an answer is being prepared', async () => {
    await act('citizen', { do: 'say', text: 'ช้าไหม' })
    await town.line.until(() => chatOf('citizen').length === 2)
    await town.call('/v2/bot/chat/loading/start', { chatId: town.citizen, loadingSeconds: 20 })
    expect((await phoneOf('citizen')).isLoading).toBe(true)
    town.clock.move(21_000)
    expect((await phoneOf('citizen')).isLoading).toBe(false)
  })
})

describe('the panel', () => {
  it('moves the clock, tells the bot, and goes back to now', async () => {
    const before = town.clock.now().getTime()
    await turn({ turn: 'clock', move: 7 * 24 * 3_600_000 })
    expect(town.clock.now().getTime() - before).toBeGreaterThanOrEqual(7 * 24 * 3_600_000)
    expect(town.clockMoves()).toBe(1)
    await act('citizen', { do: 'say', text: 'อีกเจ็ดวัน' })
    expect(chatOf('citizen')[0]?.at).toBeGreaterThanOrEqual(before + 7 * 24 * 3_600_000)
    await turn({ turn: 'clock back' })
    expect(town.clock.offset()).toBe(0)
    expect(town.clockMoves()).toBe(2)
  })

  it('takes LINE down and up again', async () => {
    await turn({ turn: 'faults', faults: { down: true } })
    await act('citizen', { do: 'say', text: 'มีใครอยู่ไหม' })
    await town.line.until(() => town.line.calls().some(({ status }) => status === 500))
    expect(await wordsOf('citizen')).toEqual(['มีใครอยู่ไหม'])
    await turn({ turn: 'faults', faults: { down: false } })
    await act('citizen', { do: 'say', text: 'ตอนนี้ล่ะ' })
    await town.line.until(() => chatOf('citizen').length === 3)
  })

  it('holds webhooks back and releases them late', async () => {
    await turn({ turn: 'faults', faults: { holdWebhooks: true } })
    expect(await act('citizen', { do: 'say', text: 'รอก่อน' })).toEqual({ delivery: 'held', status: null })
    expect(town.events).toEqual([])
    await turn({ turn: 'release' })
    expect(town.events.map(({ message }) => message?.text)).toEqual(['รอก่อน'])
    expect(town.line.faults.holdWebhooks).toBe(false)
  })

  it('says when the bot does not take a webhook', async () => {
    town.line.setWebhookUrl('town', 'http://127.0.0.1:9/webhook')
    expect(await act('citizen', { do: 'say', text: 'ฮัลโหล' })).toEqual({ delivery: 'failed', status: null })
  })

  it('uses the quota up and gives it back', async () => {
    await turn({ turn: 'quota', channel: 'town', to: 'gone' })
    expect(town.line.quotaUsed('town')).toBe(300)
    const push = { to: town.staff, messages: [text('ถึงเวลาแล้ว')] }
    await town.line.follow('town', town.staff)
    expect((await town.call('/v2/bot/message/push', push)).status).toBe(429)
    await turn({ turn: 'quota', channel: 'town', to: 'restored' })
    expect((await town.call('/v2/bot/message/push', push)).status).toBe(200)
    expect(town.line.quotaUsed('town')).toBe(1)
  })

  it('refuses a fault that does not exist', async () => {
    expect((await post('/api/turn', { turn: 'faults', faults: { down: 'yes' } })).status).toBe(409)
    expect(town.line.faults.down).toBe(false)
  })
})

describe('what the page hears', () => {
  it('is everything at first, then only what changed', async () => {
    const hears = await listen()
    expect(await hears.next(3)).toEqual(['phone citizen', 'phone staff', 'console'])
    await act('staff', { do: 'say', text: 'ขอดูข้อค้าง' })
    await town.line.until(() => chatOf('staff').length === 2)
    const heard = await hears.until((all) => all.some(({ words }) => words?.length === 2))
    expect(heard.map(({ name }) => name)).not.toContain('phone citizen')
    await hears.stop()
  })

  it('includes faults and clock, without being asked', async () => {
    const hears = await listen()
    await hears.next(3)
    await turn({ turn: 'faults', faults: { delayMilliseconds: 300 } })
    const heard = await hears.until((all) => all.some(({ console }) => console !== undefined))
    expect(heard.at(-1)?.console?.faults.delayMilliseconds).toBe(300)
    await hears.stop()
  })

  it('never includes the access token', async () => {
    await act('citizen', { do: 'say', text: 'ไฟดับ' })
    await town.line.until(() => chatOf('citizen').length === 2)
    const traffic = await get<TrafficView>('/api/traffic')
    expect(traffic.calls.map(({ path, status }) => `${path} ${status}`)).toEqual(['/v2/bot/message/reply 200'])
    expect(traffic.deliveries.map(({ status }) => status)).toEqual([200])
    expect(JSON.stringify(traffic)).not.toContain('small-town-token')
  })
})

describe('the page itself', () => {
  it('is served as JavaScript that imports only what is served too', async () => {
    const names = readdirSync(new URL('../simulator/page/', import.meta.url)).filter((name) => name.endsWith('.ts'))
    expect(names.length).toBeGreaterThan(10)
    for (const name of names) {
      const response = await fetch(`${town.url}/page/${name}`)
      expect(response.headers.get('content-type')).toContain('text/javascript')
      const code = await response.text()
      for (const [, from] of code.matchAll(/^import .*?from "(.+?)";$/gm)) {
        expect(from, `an import of ${name}`).toMatch(/^\.\/[a-z-]+\.ts$/)
        expect((await fetch(new URL(from ?? '', response.url))).status, `${from} for ${name}`).toBe(200)
      }
    }
  })

  it('shows every card with sample values', async () => {
    const { cards, mistakes } = await get<TemplatesView>('/api/cards')
    expect(mistakes).toEqual([])
    expect(cards.map(({ name }) => name)).toEqual(expect.arrayContaining(['answer', 'pending-list', 'executive']))
  })

  it.each([
    '/page/../console.ts',
    '/page/..%2fconsole.ts',
    '/page/tsconfig.json',
    '/pictures/..%2fmark.png',
    '/fonts/900.ttf',
  ])('does not serve %s', async (path) => {
    expect((await fetch(town.url + path)).status).toBe(404)
  })

  it('answers only to the names of this machine', async () => {
    const { port } = new URL(town.url)
    const status = await new Promise((resolve, reject) => {
      const asking = request(
        { host: '127.0.0.1', port, path: '/api/phones', headers: { host: 'evil.example' } },
        (response) => {
          response.resume()
          resolve(response.statusCode)
        },
      )
      asking.on('error', reject)
      asking.end()
    })
    expect(status).toBe(403)
  })

  it('takes no act from a form on another page', async () => {
    const response = await fetch(`${town.url}/api/phones/citizen/act`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({ do: 'say', text: 'ปลอม' }),
    })
    expect(response.status).toBe(409)
    expect(chatOf('citizen')).toEqual([])
  })
})

type Heard = { name: string; words?: unknown[]; console?: ConsoleView }

/** Reads the stream of changes as a browser would. */
async function listen() {
  const stopping = new AbortController()
  const response = await fetch(`${town.url}/api/changes`, { signal: stopping.signal })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  if (!reader) throw new Error('The stream has no body.')
  const read = () => reader.read()
  let buffer = ''

  async function hearOne(): Promise<Heard> {
    for (;;) {
      const end = buffer.indexOf('\n\n')
      if (end >= 0) {
        const [, event = '', data = ''] = /^event: (\w+)\ndata: (.*)$/s.exec(buffer.slice(0, end)) ?? []
        buffer = buffer.slice(end + 2)
        if (event === 'console') return { name: 'console', console: JSON.parse(data) as ConsoleView }
        const phone = JSON.parse(data) as PhoneView
        return { name: `phone ${phone.id}`, words: phone.entries }
      }
      const { value, done } = await read()
      if (done) throw new Error('The stream ended.')
      buffer += value
    }
  }

  return {
    async next(count: number): Promise<string[]> {
      const names: string[] = []
      while (names.length < count) names.push((await hearOne()).name)
      return names
    },
    async until(condition: (all: Heard[]) => boolean): Promise<Heard[]> {
      const all: Heard[] = []
      while (!condition(all)) all.push(await hearOne())
      return all
    },
    async stop(): Promise<void> {
      stopping.abort()
      await reader.cancel().catch(() => undefined)
    },
  }
}
