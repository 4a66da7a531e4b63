import { randomUUID } from 'node:crypto'
import { HTTPFetchError, LineBotClient, messagingApi, validateSignature } from '@line/bot-sdk'
import type { webhook } from '@line/bot-sdk'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { userIdFor } from '../simulator/line/fake-line.ts'
import { lastEvent, pngHeader, startStage } from '../simulator-line/support.ts'
import type { Stage } from '../simulator-line/support.ts'

/**
 * The real SDK against the fake LINE: what the product relies on in `@line/bot-sdk`, and a proof that the fake
 * speaks as LINE's own client expects.
 */

const somchai = userIdFor('somchai')
const hello: messagingApi.Message[] = [{ type: 'text', text: 'สวัสดีค่ะ' }]

let stage: Stage
let client: messagingApi.MessagingApiClient
let blobs: messagingApi.MessagingApiBlobClient
beforeEach(async () => {
  stage = await startStage()
  client = new messagingApi.MessagingApiClient({ channelAccessToken: 'town-token', baseURL: stage.line.apiUrl })
  blobs = new messagingApi.MessagingApiBlobClient({ channelAccessToken: 'town-token', baseURL: stage.line.dataUrl })
  await stage.line.follow('town', somchai)
})
afterEach(() => stage.stop())

/** The error that the SDK throws for an answer that is not 2xx. */
async function errorOf(call: Promise<unknown>): Promise<HTTPFetchError> {
  const outcome = await call.then(
    () => 'no error',
    (error: unknown) => error,
  )
  if (outcome instanceof HTTPFetchError) return outcome
  throw new Error(`Expected an HTTPFetchError, not ${String(outcome)}.`)
}

describe('signatures', () => {
  const secret = '8c570fa6dd201bb328f1c1eac23a96d8'
  const body = '{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
  const signature = 'GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs='

  it('are accepted as in the example of LINE’s documentation, over the raw bytes', () => {
    expect(validateSignature(body, secret, signature)).toBe(true)
    expect(validateSignature(Buffer.from(body), secret, signature)).toBe(true)
  })

  it('are refused for another body, another secret or another signature', () => {
    expect(validateSignature(`${body}\n`, secret, signature)).toBe(false)
    expect(validateSignature(body, 'other', signature)).toBe(false)
    expect(validateSignature(body, secret, signature.replace('G', 'H'))).toBe(false)
    expect(validateSignature(body, secret, '')).toBe(false)
  })

  it('of the fake’s webhooks are accepted', async () => {
    await stage.line.say('town', somchai, 'สวัสดี')
    const { raw, headers } = stage.bot.received.at(-1) ?? expect.fail('nothing received')
    expect(validateSignature(raw, 'town-secret', String(headers['x-line-signature']))).toBe(true)
    const callback = JSON.parse(raw.toString()) as webhook.CallbackRequest
    expect(callback.events[0]).toMatchObject({ type: 'message', message: { type: 'text', text: 'สวัสดี' } })
  })

  it('that are missing make the SDK throw instead of answering no', () => {
    const missing = Reflect.get({}, 'x-line-signature') as string
    expect(() => validateSignature(body, secret, missing)).toThrow(TypeError)
  })
})

describe('replies', () => {
  it('are sent, and their ids are texts', async () => {
    await stage.line.say('town', somchai, 'hello')
    const replyToken = String(lastEvent(stage)['replyToken'])
    const { sentMessages } = await client.replyMessage({ replyToken, messages: hello })
    expect(sentMessages).toEqual([{ id: expect.stringMatching(/^\d{18,}$/), quoteToken: expect.any(String) }])
    expect(stage.line.chat('town', somchai).at(-1)).toMatchObject({ via: 'reply', message: hello[0] })

    const again = await errorOf(client.replyMessage({ replyToken, messages: hello }))
    expect([again.status, JSON.parse(again.body)]).toEqual([400, { message: 'Invalid reply token' }])
  })

  it('that break a limit come back as raw text that says where', async () => {
    await stage.line.say('town', somchai, 'hello')
    const replyToken = String(lastEvent(stage)['replyToken'])
    const error = await errorOf(
      client.replyMessage({ replyToken, messages: [{ type: 'text', text: 'ก'.repeat(5001) }] }),
    )
    expect(error.body).toBeTypeOf('string')
    expect(JSON.parse(error.body)).toEqual({
      message: 'The request body has 1 error(s)',
      details: [{ message: 'Length must be between 0 and 5000', property: 'messages[0].text' }],
    })
  })
})

describe('pushes', () => {
  it('carry the retry key; the second one is an error 409 that means success', async () => {
    const key = randomUUID()
    const first = await client.pushMessageWithHttpInfo({ to: somchai, messages: hello }, key)
    expect(stage.line.calls().at(-1)?.headers['x-line-retry-key']).toBe(key)

    const error = await errorOf(client.pushMessage({ to: somchai, messages: hello }, key))
    expect(error.message).toBe('409 - Conflict')
    expect(error.status).toBe(409)
    expect(error.headers.get('x-line-accepted-request-id')).toBe(first.httpResponse.headers.get('x-line-request-id'))
    expect(JSON.parse(error.body)).toEqual({
      message: 'The retry key is already accepted',
      sentMessages: first.body.sentMessages,
    })
    expect(stage.line.chat('town', somchai)).toHaveLength(1)
  })

  it('can be sent again with the same key after the line was cut', async () => {
    const key = randomUUID()
    stage.line.faults.cutAfterAccepting = 1
    await expect(client.pushMessage({ to: somchai, messages: hello }, key)).rejects.toThrow(TypeError)
    expect((await errorOf(client.pushMessage({ to: somchai, messages: hello }, key))).status).toBe(409)
    expect(stage.line.chat('town', somchai)).toHaveLength(1)
  })

  it('tell the two errors 429 apart only by their text', async () => {
    stage.line.faults.rateLimited = 1
    const fast = await errorOf(client.pushMessage({ to: somchai, messages: hello }))
    stage.line.setQuota('town', 1, 1)
    const full = await errorOf(client.pushMessage({ to: somchai, messages: hello }))
    expect([fast.status, full.status]).toEqual([429, 429])
    expect(JSON.parse(fast.body)).toEqual({ message: 'The API rate limit has been exceeded. Try again later.' })
    expect(JSON.parse(full.body)).toEqual({ message: 'You have reached your monthly limit.' })
  })
})

describe('small calls', () => {
  it('read the quota and what is used of it', async () => {
    stage.line.setQuota('town', 300, 7)
    expect(await client.getMessageQuota()).toEqual({ type: 'limited', value: 300 })
    expect(await client.getMessageQuotaConsumption()).toEqual({ totalUsage: 7 })
  })

  it('read a profile, or find none', async () => {
    stage.line.person(somchai, 'สมชาย')
    expect(await client.getProfile(somchai)).toMatchObject({ userId: somchai, displayName: 'สมชาย' })
    await stage.line.unfollow('town', somchai)
    expect((await errorOf(client.getProfile(somchai))).status).toBe(404)
    expect((await errorOf(client.getFollowers())).status).toBe(403)
  })

  it('read who the bot is', async () => {
    expect(await client.getBotInfo()).toMatchObject({ displayName: 'town', chatMode: 'bot' })
  })

  it('show the loading animation', async () => {
    const { httpResponse } = await client.showLoadingAnimationWithHttpInfo({ chatId: somchai, loadingSeconds: 20 })
    expect(httpResponse.status).toBe(202)
    expect(httpResponse.headers.get('x-line-request-id')).toBeTruthy()
    expect(stage.line.loading('town', somchai)).toBe(true)
    expect((await errorOf(client.showLoadingAnimation({ chatId: somchai, loadingSeconds: 7 }))).status).toBe(400)
  })

  it('set, read and test the webhook', async () => {
    await client.setWebhookEndpoint({ endpoint: stage.bot.url })
    expect(await client.getWebhookEndpoint()).toEqual({ endpoint: stage.bot.url, active: true })
    expect(await client.testWebhookEndpoint({})).toMatchObject({ success: true, statusCode: 200, reason: 'OK' })
  })

  it('validate messages without sending them', async () => {
    await client.validatePush({ messages: hello })
    expect((await errorOf(client.validatePush({ messages: [{ type: 'text', text: '' }] }))).status).toBe(400)
    expect(stage.line.chat('town', somchai)).toEqual([])
  })

  it('are refused without the right token', async () => {
    const stranger = new messagingApi.MessagingApiClient({ channelAccessToken: 'wrong', baseURL: stage.line.apiUrl })
    expect((await errorOf(stranger.getBotInfo())).status).toBe(401)
  })
})

describe('rich menus', () => {
  const menu: messagingApi.RichMenuRequest = {
    size: { width: 1200, height: 810 },
    selected: true,
    name: 'main',
    chatBarText: 'เมนู',
    areas: [{ bounds: { x: 0, y: 0, width: 1200, height: 810 }, action: { type: 'postback', data: 'x', label: 'x' } }],
  }

  it('are created, get their image from the Blob client and become the default', async () => {
    const { richMenuId } = await client.createRichMenu(menu)
    const early = await errorOf(client.setDefaultRichMenu(richMenuId))
    expect(JSON.parse(early.body)).toEqual({ message: 'must upload richmenu image before applying it to user' })

    const image = new Uint8Array(pngHeader(1200, 810))
    await blobs.setRichMenuImage(richMenuId, new Blob([image], { type: 'image/png' }))
    await client.setDefaultRichMenu(richMenuId)
    expect(await client.getDefaultRichMenuId()).toEqual({ richMenuId })
    expect(stage.line.richMenu('town', somchai)).toMatchObject({ id: richMenuId, menu, image: { type: 'image/png' } })
    expect((await client.getRichMenuList()).richmenus).toEqual([{ richMenuId, ...menu }])
  })

  it('are linked by person and by alias, and deleted', async () => {
    const { richMenuId } = await client.createRichMenu(menu)
    const image = new Uint8Array(pngHeader(1200, 810))
    await blobs.setRichMenuImage(richMenuId, new Blob([image], { type: 'image/png' }))
    await client.createRichMenuAlias({ richMenuAliasId: 'main', richMenuId })
    await client.linkRichMenuIdToUser(somchai, richMenuId)
    expect(await client.getRichMenuIdOfUser(somchai)).toEqual({ richMenuId })
    expect(await client.getRichMenuAlias('main')).toEqual({ richMenuAliasId: 'main', richMenuId })
    await client.deleteRichMenu(richMenuId)
    expect((await errorOf(client.getRichMenuIdOfUser(somchai))).status).toBe(404)
  })

  it('refuse an image of another size', async () => {
    const { richMenuId } = await client.createRichMenu(menu)
    const image = new Blob([new Uint8Array(pngHeader(1200, 800))], { type: 'image/png' })
    expect((await errorOf(blobs.setRichMenuImage(richMenuId, image))).status).toBe(400)
  })
})

describe('content', () => {
  it('is said to be ready or not, and 202 looks like success with nothing in it', async () => {
    const content = { type: 'video/mp4', bytes: new Uint8Array([1, 2, 3]) }
    await stage.line.sendContent('town', somchai, 'video', content)
    const { id } = lastEvent(stage)['message'] as { id: string }
    stage.line.faults.contentNotReady = 1
    expect(await blobs.getMessageContentTranscodingByMessageId(id)).toEqual({ status: 'processing' })
    const early = await blobs.getMessageContentWithHttpInfo(id)
    expect(early.httpResponse.status).toBe(202)
    expect(await bytesOf(early.body)).toEqual([])
    expect(await bytesOf(await blobs.getMessageContent(id))).toEqual([1, 2, 3])
  })
})

describe('the client for everything', () => {
  it('finds both origins', async () => {
    const everything = LineBotClient.fromChannelAccessToken({
      channelAccessToken: 'town-token',
      apiBaseURL: stage.line.apiUrl,
      dataApiBaseURL: stage.line.dataUrl,
    })
    expect(await everything.getBotInfo()).toMatchObject({ displayName: 'town' })
    expect((await errorOf(everything.getMessageContentTranscodingByMessageId('1'))).status).toBe(404)
  })
})

async function bytesOf(stream: AsyncIterable<Buffer>): Promise<number[]> {
  const bytes: number[] = []
  for await (const part of stream) bytes.push(...part)
  return bytes
}
