import { afterEach, beforeEach, expect, it } from 'vitest'
import { userIdFor } from '../simulator/line/fake-line.ts'
import { lastEvent, pngHeader, startStage } from './support.ts'
import type { Stage } from './support.ts'

const somchai = userIdFor('somchai')
const bytes = pngHeader(10, 10, 5000)

let stage: Stage
beforeEach(async () => {
  stage = await startStage()
})
afterEach(() => stage.stop())

async function send(kind: 'image' | 'video' | 'file'): Promise<string> {
  await stage.line.sendContent('town', somchai, kind, { type: kind === 'image' ? 'image/png' : 'video/mp4', bytes })
  return (lastEvent(stage)['message'] as { id: string }).id
}

it('gives what was sent, byte by byte, with its type and a request id', async () => {
  const response = await stage.data('GET', `/v2/bot/message/${await send('image')}/content`)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('image/png')
  expect(response.headers.get('x-line-request-id')).toBeTruthy()
  expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes)
})

it('gives it only on the data origin and only to the account that received it', async () => {
  const path = `/v2/bot/message/${await send('file')}/content`
  stage.line.addChannel({ name: 'other', secret: 's', accessToken: 'other-token', webhookUrl: stage.bot.url, quota: 1 })
  expect((await stage.call('GET', path)).status).toBe(404)
  expect((await stage.data('GET', path, undefined, { authorization: 'Bearer other-token' })).status).toBe(404)
  expect((await stage.data('GET', path)).status).toBe(200)
})

it('answers 404 for messages that never were or have no content', async () => {
  await stage.line.say('town', somchai, 'hello')
  const { id } = lastEvent(stage)['message'] as { id: string }
  expect((await stage.data('GET', `/v2/bot/message/${id}/content`)).status).toBe(404)
  expect((await stage.data('GET', '/v2/bot/message/1/content')).status).toBe(404)
})

it('answers 410 after the message was unsent', async () => {
  const id = await send('video')
  await stage.line.unsend('town', somchai, id)
  expect((await stage.data('GET', `/v2/bot/message/${id}/content`)).status).toBe(410)
  expect((await stage.data('GET', `/v2/bot/message/${id}/content/transcoding`)).status).toBe(410)
})

it('answers 202 with nothing as long as it is not ready', async () => {
  const id = await send('video')
  const status = async (): Promise<unknown> =>
    (await stage.data('GET', `/v2/bot/message/${id}/content/transcoding`)).json()
  stage.line.faults.contentNotReady = 1
  expect(await status()).toEqual({ status: 'processing' })
  const early = await stage.data('GET', `/v2/bot/message/${id}/content`)
  expect([early.status, await early.text()]).toEqual([202, ''])
  expect(await status()).toEqual({ status: 'succeeded' })
  expect((await stage.data('GET', `/v2/bot/message/${id}/content`)).status).toBe(200)
})

it('knows a transcoding status of video and audio only', async () => {
  expect((await stage.data('GET', `/v2/bot/message/${await send('image')}/content/transcoding`)).status).toBe(400)
  expect((await stage.data('GET', '/v2/bot/message/1/content/transcoding')).status).toBe(404)
})

it('cuts the line in the middle of the body under the fault', async () => {
  const path = `/v2/bot/message/${await send('image')}/content`
  stage.line.faults.cutContent = true
  const response = await stage.data('GET', path)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-length')).toBe('5000')
  await expect(response.arrayBuffer()).rejects.toThrow()
})
