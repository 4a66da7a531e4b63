import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Secret } from '../../src/kernel/secret.ts'
import { fetchContent } from '../../src/line/content.ts'
import { startFakeLine } from '../simulator/line/fake-line.ts'
import type { FakeLine } from '../simulator/line/types.ts'

const photo = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(300_000, 'ภาพ')])
const person = `U${'1'.repeat(32)}`

let line: FakeLine
let server: Server | undefined
beforeEach(async () => {
  line = await startFakeLine()
  line.addChannel({ name: 'town', secret: 'secret', accessToken: 'token', webhookUrl: '', quota: null })
  line.person(person)
})
afterEach(async () => {
  await line.stop()
  server?.closeAllConnections()
  server?.close()
  server = undefined
})

async function sent(): Promise<string> {
  await line.sendContent('town', person, 'image', { type: 'image/jpeg', bytes: photo })
  const last = line.chat('town', person).at(-1)
  return last && 'messageId' in last ? last.messageId : ''
}

const take = (messageId: string, more: { mostBytes?: number; accessToken?: string; origin?: string } = {}) =>
  fetchContent({
    origin: more.origin ?? line.dataUrl,
    accessToken: new Secret(more.accessToken ?? 'token'),
    messageId,
    mostBytes: more.mostBytes ?? photo.length,
    milliseconds: 5_000,
  })

it('brings what a person sent, byte for byte', async () => {
  expect(await take(await sent())).toEqual({ kind: 'ready', type: 'image/jpeg', bytes: photo })
})

it('says that LINE is not ready yet, and brings it the next time', async () => {
  const messageId = await sent()
  line.faults.contentNotReady = 1
  expect(await take(messageId)).toEqual({ kind: 'not-ready' })
  expect(await take(messageId)).toMatchObject({ kind: 'ready' })
})

it('says that it is gone after it was taken back, or was never there', async () => {
  const messageId = await sent()
  await line.unsend('town', person, messageId)
  expect(await take(messageId)).toEqual({ kind: 'gone' })
  expect(await take('999')).toEqual({ kind: 'gone' })
})

it('asks LINE for nothing but a message number', async () => {
  for (const messageId of ['', '../../../../v2/bot/info', '1?x', '1/..', '๑']) {
    expect(await take(messageId)).toEqual({ kind: 'gone' })
  }
  expect(line.calls()).toEqual([])
})

it('outlives a connection that is cut in the middle', async () => {
  const messageId = await sent()
  line.faults.cutContent = true
  expect(await take(messageId)).toEqual({ kind: 'failed' })
  line.faults.cutContent = false
  expect(await take(messageId)).toMatchObject({ kind: 'ready' })
})

it('takes no more than it may', async () => {
  const messageId = await sent()
  expect(await take(messageId, { mostBytes: photo.length - 1 })).toEqual({ kind: 'too-large' })
})

it('fails on a wrong token, an outage and a host that is not there', async () => {
  const messageId = await sent()
  expect(await take(messageId, { accessToken: 'another' })).toEqual({ kind: 'failed' })
  line.faults.down = true
  expect(await take(messageId)).toEqual({ kind: 'failed' })
  expect(await take(messageId, { origin: 'http://127.0.0.1:1' })).toEqual({ kind: 'failed' })
})

it('gives up at the time limit, also when the body has begun', async () => {
  server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'image/jpeg' })
    response.write('begun')
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const hanging = fetchContent({
    origin,
    accessToken: new Secret('token'),
    messageId: '1',
    mostBytes: 100,
    milliseconds: 50,
  })
  expect(await hanging).toEqual({ kind: 'failed' })
})

it('follows nobody to another host', async () => {
  let asked = 0
  server = createServer((request, response) => {
    asked += 1
    response.writeHead(302, { location: `http://localhost${request.url ?? ''}` }).end()
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  expect(await take('1', { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })).toEqual({
    kind: 'failed',
  })
  expect(asked).toBe(1)
})
