import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { userIdFor } from '../simulator/line/fake-line.ts'
import { lastEvent, startStage } from './support.ts'
import type { Stage } from './support.ts'

const somchai = userIdFor('somchai')
const groupId = 'C00000000000000000000000000000001'

let stage: Stage
beforeEach(async () => {
  stage = await startStage()
})
afterEach(() => stage.stop())

describe('profiles', () => {
  it('are given of friends and of strangers who wrote', async () => {
    stage.line.person(somchai, 'สมชาย')
    await stage.line.follow('town', somchai)
    const answer = await stage.call('GET', `/v2/bot/profile/${somchai}`)
    expect(answer).toMatchObject({ status: 200, json: { userId: somchai, displayName: 'สมชาย' } })
    stage.line.setRelation('town', userIdFor('s'), 'stranger')
    expect((await stage.call('GET', `/v2/bot/profile/${userIdFor('s')}`)).status).toBe(404)
    await stage.line.say('town', userIdFor('s'), 'hello')
    expect((await stage.call('GET', `/v2/bot/profile/${userIdFor('s')}`)).status).toBe(200)
  })

  it('are not found of people who are unknown here or blocked the account', async () => {
    await stage.line.unfollow('town', somchai)
    expect(await stage.call('GET', `/v2/bot/profile/${somchai}`)).toMatchObject({
      status: 404,
      json: { message: 'Not found' },
    })
    expect((await stage.call('GET', `/v2/bot/profile/${userIdFor('nobody')}`)).status).toBe(404)
    expect((await stage.call('GET', '/v2/bot/profile/nobody')).status).toBe(400)
  })

  it('are never listed for an account that is not verified', async () => {
    expect((await stage.call('GET', '/v2/bot/followers/ids')).status).toBe(403)
    expect((await stage.call('GET', `/v2/bot/group/${groupId}/members/ids`)).status).toBe(403)
  })
})

describe('the account', () => {
  it('tells about itself, and whether people can read along', async () => {
    const answer = await stage.call('GET', '/v2/bot/info')
    await stage.line.say('town', somchai, 'hello')
    expect(answer.json).toEqual({
      userId: stage.bot.received[0]?.body['destination'],
      basicId: expect.stringMatching(/^@/),
      displayName: 'town',
      chatMode: 'bot',
      markAsReadMode: 'auto',
    })
    const chatty = await startStage({ chatMode: 'chat', displayName: 'เทศบาล', basicId: '@town' })
    const info = await chatty.call('GET', '/v2/bot/info')
    expect(info.json).toMatchObject({
      chatMode: 'chat',
      markAsReadMode: 'manual',
      displayName: 'เทศบาล',
      basicId: '@town',
    })
    await chatty.stop()
  })

  it('refuses a second account of the same name or token', () => {
    const settings = { name: 'town', secret: 's', accessToken: 'x', webhookUrl: '', quota: null }
    expect(() => stage.line.addChannel(settings)).toThrow('exists already')
    expect(() => stage.line.addChannel({ ...settings, name: 'b', accessToken: 'town-token' })).toThrow('access token')
  })

  it('marks as read with a token that it was given', async () => {
    await stage.line.say('town', somchai, 'hello')
    const { markAsReadToken } = lastEvent(stage)['message'] as { markAsReadToken: string }
    expect((await stage.call('POST', '/v2/bot/chat/markAsRead', { markAsReadToken })).status).toBe(200)
    expect((await stage.call('POST', '/v2/bot/chat/markAsRead', { markAsReadToken: 'x' })).status).toBe(400)
  })
})

describe('the webhook endpoint', () => {
  const path = '/v2/bot/channel/webhook/endpoint'

  it('is shown, and not found before it was set', async () => {
    expect((await stage.call('GET', path)).json).toEqual({ endpoint: stage.bot.url, active: true })
    stage.line.addChannel({ name: 'new', secret: 's', accessToken: 'new-token', webhookUrl: '', quota: null })
    const headers = { authorization: 'Bearer new-token' }
    const answer = await stage.call('GET', path, undefined, headers)
    expect(answer).toMatchObject({ status: 404, json: { message: 'Webhook endpoint not found' } })
    expect((await stage.call('POST', '/v2/bot/channel/webhook/test', {}, headers)).status).toBe(404)
    expect((await stage.line.say('new', somchai, 'hello')).status).toBeNull()
  })

  it('must be https, or http on this machine, and at most 500 characters', async () => {
    for (const endpoint of [
      'http://example.com/',
      'nothing',
      'https://exa mple.com',
      'https://',
      'ftp://x',
      'https://ตัวอย่าง.ไทย',
    ]) {
      expect(await stage.call('PUT', path, { endpoint })).toMatchObject({
        status: 400,
        json: { message: 'Invalid webhook endpoint URL' },
      })
    }
    const longest = `https://example.com/${'x'.repeat(480)}`
    expect((await stage.call('PUT', path, { endpoint: longest })).status).toBe(200)
    expect((await stage.call('PUT', path, { endpoint: `${longest}x` })).status).toBe(400)
    expect((await stage.call('PUT', path, {})).status).toBe(400)
  })

  it('is tested with a signed webhook without events', async () => {
    const test = async (body?: unknown): Promise<Record<string, unknown>> =>
      (await stage.call('POST', '/v2/bot/channel/webhook/test', body)).json
    expect(await test()).toEqual({
      success: true,
      timestamp: stage.clock.now().toISOString(),
      statusCode: 200,
      reason: 'OK',
      detail: '200',
    })
    expect(stage.bot.received[0]?.body['events']).toEqual([])
    expect(stage.bot.received[0]?.headers['x-line-signature']).toBeDefined()
    expect(await test({ endpoint: 'http://127.0.0.1:1/' })).toMatchObject({
      success: false,
      statusCode: 0,
      reason: 'COULD_NOT_CONNECT',
    })
    stage.bot.respond = (response) => response.writeHead(401).end()
    expect(await test({})).toMatchObject({ success: false, statusCode: 401, reason: 'ERROR_STATUS_CODE' })
    stage.bot.respond = () => {}
    expect(await test({})).toMatchObject({ success: false, statusCode: 0, reason: 'REQUEST_TIMEOUT' })
    expect((await stage.call('POST', '/v2/bot/channel/webhook/test', { endpoint: 'http://example.com' })).status).toBe(
      400,
    )
  })
})

describe('groups', () => {
  it('tell their size, their members’ names and themselves', async () => {
    stage.line.person(somchai, 'สมชาย')
    stage.line.group('town', groupId, [somchai, userIdFor('malee')])
    const get = async (path: string): Promise<unknown> =>
      (await stage.call('GET', `/v2/bot/group/${groupId}${path}`)).json
    expect(await get('/members/count')).toEqual({ count: 2 })
    expect(await get(`/member/${somchai}`)).toMatchObject({ displayName: 'สมชาย' })
    expect(await get('/summary')).toMatchObject({ groupId })
    expect((await stage.call('GET', `/v2/bot/group/${groupId}/member/${userIdFor('x')}`)).status).toBe(404)
  })

  it('are joined and left by events and by the API', async () => {
    const source = { type: 'group', groupId }
    const countStatus = async (): Promise<number> =>
      (await stage.call('GET', `/v2/bot/group/${groupId}/members/count`)).status
    expect(await countStatus()).toBe(404)
    await stage.line.deliver('town', [stage.line.event('town', somchai, { type: 'join', source })])
    expect(await countStatus()).toBe(200)
    expect((await stage.call('POST', `/v2/bot/group/${groupId}/leave`)).status).toBe(200)
    expect(await countStatus()).toBe(404)
    await stage.line.deliver('town', [stage.line.event('town', somchai, { type: 'join', source })])
    await stage.line.deliver('town', [stage.line.event('town', somchai, { type: 'leave', source })])
    expect(await countStatus()).toBe(404)
    expect((await stage.call('POST', '/v2/bot/group/nothing/leave')).status).toBe(400)
    expect((await stage.call('POST', '/v2/bot/room/R00000000000000000000000000000001/leave')).status).toBe(404)
  })
})
