import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { userIdFor } from '../simulator/line/fake-line.ts'
import { day, hello, hour, lastEvent, minute, replyTokenOf, startStage } from './support.ts'
import type { Reply, Stage } from './support.ts'

const somchai = userIdFor('somchai')
const malee = userIdFor('malee')
const groupId = 'C00000000000000000000000000000001'

let stage: Stage
beforeEach(async () => {
  stage = await startStage()
})
afterEach(() => stage.stop())

function reply(replyToken: string, messages: unknown = hello, headers?: Record<string, string>): Promise<Reply> {
  return stage.call('POST', '/v2/bot/message/reply', { replyToken, messages }, headers)
}

function push(to: string, retryKey?: string, messages: unknown = hello): Promise<Reply> {
  const headers = retryKey === undefined ? {} : { 'x-line-retry-key': retryKey }
  return stage.call('POST', '/v2/bot/message/push', { to, messages }, headers)
}

const invalidToken = { status: 400, json: { message: 'Invalid reply token' } }

describe('every answer', () => {
  it('carries its own request id', async () => {
    const answers = [await stage.call('GET', '/v2/bot/info'), await push('nobody'), await stage.call('GET', '/nowhere')]
    const ids = answers.map((answer) => answer.headers.get('x-line-request-id'))
    expect(ids.every((id) => id !== null && id.length > 10)).toBe(true)
    expect(new Set(ids).size).toBe(3)
  })

  it('is 401 without the right token, 404 on an unknown path or the wrong origin', async () => {
    expect((await stage.call('GET', '/v2/bot/info', undefined, { authorization: 'Bearer other' })).status).toBe(401)
    expect((await stage.call('GET', '/v2/bot/info', undefined, { authorization: '' })).status).toBe(401)
    expect((await stage.call('GET', '/v2/bot/nothing')).status).toBe(404)
    expect((await stage.call('GET', '/v2/bot/info/')).status).toBe(404)
    expect((await stage.call('GET', '/v2/bot/message/push')).status).toBe(404)
    expect((await stage.data('GET', '/v2/bot/info')).status).toBe(404)
  })

  it('is for the first channel with any token when tokens are not checked', async () => {
    const open = await startStage({}, { checkTokens: false })
    const info = await open.call('GET', '/v2/bot/info', undefined, { authorization: '' })
    expect(info.json).toMatchObject({ displayName: 'town' })
    expect(open.line.calls()[0]?.channel).toBe('town')
    await open.stop()
  })

  it('is 413 above 2 MB, 415 without a JSON content type', async () => {
    const long = JSON.stringify({ messages: [{ type: 'text', text: 'x'.repeat(2_000_000) }] })
    expect((await stage.call('POST', '/v2/bot/message/validate/push', long)).status).toBe(413)
    const asText = await stage.call('POST', '/v2/bot/message/push', '{}', { 'content-type': 'text/plain' })
    expect(asText.status).toBe(415)
  })

  it('is 400 with the place of the error when the body is no JSON', async () => {
    const answer = await stage.call('POST', '/v2/bot/message/push', '{\n  "to": "x" "y" }')
    expect(answer).toMatchObject({
      status: 400,
      json: { message: expect.stringMatching(/could not be parsed as JSON \(line: 2, column: 13\)/) },
    })
  })

  it('is 400 for half a letter: a lone surrogate or broken UTF-8', async () => {
    const body = (text: string): string => `{"messages":[{"type":"text","text":"${text}"}]}`
    const validate = '/v2/bot/message/validate/push'
    expect((await stage.call('POST', validate, body('\\ud83d\\ude4f'))).status).toBe(200)
    expect((await stage.call('POST', validate, body('\\ud83d'))).status).toBe(400)
    expect((await stage.call('POST', validate, body('x\\ude4f\\ud83d'))).status).toBe(400)
    const response = await fetch(stage.line.apiUrl + validate, {
      method: 'POST',
      headers: { authorization: 'Bearer town-token', 'content-type': 'application/json' },
      body: Buffer.from(body('\u00ff'), 'latin1'),
    })
    expect(response.status).toBe(400)
  })

  it('is recorded with what was asked', async () => {
    await stage.call('POST', '/v2/bot/message/push?x=1', { to: 'nobody' })
    await stage.call('POST', '/v2/bot/message/push', 'no json')
    await stage.call('GET', '/v2/bot/info', undefined, { authorization: 'Bearer other' })
    expect(stage.line.calls()).toMatchObject([
      { method: 'POST', path: '/v2/bot/message/push?x=1', status: 400, body: { to: 'nobody' }, channel: 'town' },
      { status: 400, body: 'no json', channel: 'town' },
      { method: 'GET', path: '/v2/bot/info', status: 401, body: undefined, channel: null },
    ])
    expect(stage.line.calls()[0]?.headers['content-type']).toBe('application/json')
    expect(stage.line.calls()[0]?.at).toBe(stage.clock.now().getTime())
  })
})

describe('replies', () => {
  it('stand in the chat with ids, cost nothing and say so in LINE’s words', async () => {
    const answer = await reply(await replyTokenOf(stage, somchai), [
      ...hello,
      { type: 'location', title: 'a', address: 'b', latitude: 1, longitude: 2 },
    ])
    expect(answer.status).toBe(200)
    const entries = stage.line.chat('town', somchai).slice(1)
    expect(entries).toMatchObject([
      { from: 'bot', via: 'reply', message: hello[0], messageId: expect.stringMatching(/^\d{18,}$/) },
      { from: 'bot', via: 'reply', message: { type: 'location' } },
    ])
    const [first, second] = entries.map((entry) => ('messageId' in entry ? entry.messageId : ''))
    expect(answer.json).toEqual({ sentMessages: [{ id: first, quoteToken: expect.any(String) }, { id: second }] })
    expect(stage.line.quotaUsed('town')).toBe(0)
  })

  it('use their token once', async () => {
    const token = await replyTokenOf(stage, somchai)
    expect((await reply(token)).status).toBe(200)
    expect(await reply(token)).toMatchObject(invalidToken)
    expect(stage.line.chat('town', somchai)).toHaveLength(2)
  })

  it('do not use the token up when the messages are refused', async () => {
    const token = await replyTokenOf(stage, somchai)
    expect((await reply(token, [{ type: 'text', text: '' }])).status).toBe(400)
    expect((await reply(token)).status).toBe(200)
  })

  it('come within a minute after the webhook', async () => {
    const [inTime, late] = [await replyTokenOf(stage, somchai), await replyTokenOf(stage, somchai)]
    stage.clock.move(minute)
    expect((await reply(inTime)).status).toBe(200)
    stage.clock.move(1)
    expect(await reply(late)).toMatchObject(invalidToken)
  })

  it('have another minute after a redelivery, up to twenty minutes after the event', async () => {
    const delivery = await stage.line.say('town', somchai, 'hello')
    const token = String(lastEvent(stage)['replyToken'])
    stage.clock.move(19 * minute)
    expect(await reply(token)).toMatchObject(invalidToken)
    await stage.line.redeliver('town', delivery)
    stage.clock.move(minute)
    expect((await reply(token)).status).toBe(200)

    const second = await stage.line.say('town', somchai, 'hello')
    const lateToken = String(lastEvent(stage)['replyToken'])
    stage.clock.move(20 * minute + 1)
    await stage.line.redeliver('town', second)
    expect(await reply(lateToken)).toMatchObject(invalidToken)
  })

  it('do not get a used token back by a redelivery', async () => {
    const delivery = await stage.line.say('town', somchai, 'hello')
    const token = String(lastEvent(stage)['replyToken'])
    await reply(token)
    await stage.line.redeliver('town', delivery)
    expect(await reply(token)).toMatchObject(invalidToken)
  })

  it('belong to the account that got the webhook', async () => {
    stage.line.addChannel({
      name: 'other',
      secret: 's',
      accessToken: 'other-token',
      webhookUrl: stage.bot.url,
      quota: 1,
    })
    const token = await replyTokenOf(stage, somchai)
    expect(await reply(token, hello, { authorization: 'Bearer other-token' })).toMatchObject(invalidToken)
    expect(await reply('made-up')).toMatchObject(invalidToken)
  })

  it('know no retry key', async () => {
    const token = await replyTokenOf(stage, somchai)
    expect((await reply(token, hello, { 'x-line-retry-key': randomUUID() })).status).toBe(400)
    expect((await reply(token)).status).toBe(200)
  })

  it('to somebody who has blocked the account in the meantime arrive nowhere', async () => {
    const token = await replyTokenOf(stage, somchai)
    await stage.line.unfollow('town', somchai)
    expect((await reply(token)).status).toBe(200)
    expect(stage.line.chat('town', somchai).filter((entry) => entry.from === 'bot')).toEqual([])
  })

  it('quote only messages of the same chat', async () => {
    await stage.line.say('town', malee, 'hers')
    const hers = (lastEvent(stage)['message'] as { quoteToken: string }).quoteToken
    const token = await replyTokenOf(stage, somchai)
    const his = (lastEvent(stage)['message'] as { quoteToken: string }).quoteToken
    expect(await reply(token, [{ type: 'text', text: 'x', quoteToken: hers }])).toMatchObject({
      status: 400,
      json: { details: [{ property: 'messages[0].quoteToken' }] },
    })
    expect((await reply(token, [{ type: 'text', text: 'x', quoteToken: his }])).status).toBe(200)
  })
})

describe('pushes', () => {
  beforeEach(async () => {
    await stage.line.follow('town', somchai)
  })

  it('arrive at friends and are counted by recipient, not by message', async () => {
    expect((await push(somchai, undefined, [...hello, ...hello, ...hello])).status).toBe(200)
    expect(stage.line.chat('town', somchai)).toHaveLength(3)
    expect(stage.line.quotaUsed('town')).toBe(1)
    expect((await stage.call('GET', '/v2/bot/message/quota/consumption')).json).toEqual({ totalUsage: 1 })
  })

  it('are accepted for somebody who blocked the account, but neither arrive nor count', async () => {
    await stage.line.unfollow('town', somchai)
    const answer = await push(somchai)
    expect(answer).toMatchObject({ status: 200, json: { sentMessages: [{ id: expect.any(String) }] } })
    expect(stage.line.chat('town', somchai)).toEqual([])
    expect(stage.line.quotaUsed('town')).toBe(0)
  })

  it('reach a stranger within seven days after they wrote', async () => {
    stage.line.setRelation('town', malee, 'stranger')
    await push(malee)
    expect(stage.line.chat('town', malee)).toHaveLength(0)
    await stage.line.say('town', malee, 'hello')
    stage.clock.move(7 * day)
    await push(malee)
    expect(stage.line.chat('town', malee)).toHaveLength(2)
    stage.clock.move(1)
    expect((await push(malee)).status).toBe(200)
    expect(stage.line.chat('town', malee)).toHaveLength(2)
    expect(stage.line.quotaUsed('town')).toBe(1)
  })

  it('are refused for ids that the account does not know or that are none', async () => {
    expect(await push(userIdFor('nobody'))).toMatchObject({ status: 400, json: { message: 'Failed to send messages' } })
    expect(await push('nobody')).toMatchObject({ status: 400, json: { message: expect.stringContaining("'to'") } })
  })

  it('to a group count every member', async () => {
    stage.line.group('town', groupId, [somchai, malee, userIdFor('third')])
    expect((await push(groupId)).status).toBe(200)
    expect(stage.line.chat('town', groupId)).toHaveLength(1)
    expect(stage.line.quotaUsed('town')).toBe(3)
  })

  it('stop at the monthly limit, and nothing is sent', async () => {
    stage.line.setQuota('town', 2, 1)
    expect((await push(somchai)).status).toBe(200)
    expect(await push(somchai)).toMatchObject({
      status: 429,
      json: { message: 'You have reached your monthly limit.' },
    })
    expect(stage.line.chat('town', somchai)).toHaveLength(1)
    expect(stage.line.quotaUsed('town')).toBe(2)
  })

  it('start again from nothing with the new month', async () => {
    stage.line.setQuota('town', 1, 1)
    stage.clock.move(10 * day + 11 * hour + 59 * minute)
    expect((await push(somchai)).status).toBe(429)
    stage.clock.move(minute)
    expect((await push(somchai)).status).toBe(200)
    expect(stage.line.quotaUsed('town')).toBe(1)
  })

  it('have no limit on an unlimited account', async () => {
    expect((await stage.call('GET', '/v2/bot/message/quota')).json).toEqual({ type: 'limited', value: 300 })
    stage.line.setQuota('town', null, 1_000_000)
    expect((await push(somchai)).status).toBe(200)
    expect((await stage.call('GET', '/v2/bot/message/quota')).json).toEqual({ type: 'none' })
  })
})

describe('retry keys', () => {
  const key = randomUUID()
  beforeEach(async () => {
    await stage.line.follow('town', somchai)
  })

  it('make a second call an error 409 that tells what was sent', async () => {
    const first = await push(somchai, key)
    const second = await push(somchai, key.toUpperCase())
    expect(second.status).toBe(409)
    expect(second.json).toEqual({ message: 'The retry key is already accepted', ...first.json })
    expect(second.headers.get('x-line-accepted-request-id')).toBe(first.headers.get('x-line-request-id'))
    expect(stage.line.chat('town', somchai)).toHaveLength(1)
    expect(stage.line.quotaUsed('town')).toBe(1)
  })

  it('are forgotten after 24 hours', async () => {
    await push(somchai, key)
    stage.clock.move(day - 1)
    expect((await push(somchai, key)).status).toBe(409)
    stage.clock.move(1)
    expect((await push(somchai, key)).status).toBe(200)
    expect(stage.line.chat('town', somchai)).toHaveLength(2)
  })

  it('are not used up by a call that was refused', async () => {
    stage.line.setQuota('town', 1, 1)
    expect((await push(somchai, key)).status).toBe(429)
    expect((await push(somchai, key, [])).status).toBe(400)
    stage.line.setQuota('town', 1, 0)
    expect((await push(somchai, key)).status).toBe(200)
  })

  it('must be UUIDs', async () => {
    for (const wrong of ['1', key.replaceAll('-', ''), `${key}0`]) expect((await push(somchai, wrong)).status).toBe(400)
    expect(stage.line.chat('town', somchai)).toEqual([])
  })

  it('belong to one account', async () => {
    stage.line.addChannel({
      name: 'other',
      secret: 's',
      accessToken: 'other-token',
      webhookUrl: stage.bot.url,
      quota: 1,
    })
    await push(somchai, key)
    const headers = { 'x-line-retry-key': key, authorization: 'Bearer other-token' }
    const answer = await stage.call('POST', '/v2/bot/message/push', { to: somchai, messages: hello }, headers)
    expect(answer.status).toBe(200)
  })

  it('are refused wherever LINE does not know them', async () => {
    const headers = { 'x-line-retry-key': key }
    expect((await stage.call('GET', '/v2/bot/info', undefined, headers)).status).toBe(400)
    const body = { messages: hello }
    expect((await stage.call('POST', '/v2/bot/message/validate/push', body, headers)).status).toBe(400)
  })

  it('work for multicast and broadcast, whose 409 lists no messages', async () => {
    for (const [path, body] of [
      ['multicast', { to: [somchai], messages: hello }],
      ['broadcast', { messages: hello }],
    ] as const) {
      const headers = { 'x-line-retry-key': randomUUID() }
      expect((await stage.call('POST', `/v2/bot/message/${path}`, body, headers)).json).toEqual({})
      const second = await stage.call('POST', `/v2/bot/message/${path}`, body, headers)
      expect(second.status).toBe(409)
      expect(second.json).toEqual({ message: 'The retry key is already accepted' })
    }
    expect(stage.line.chat('town', somchai)).toHaveLength(2)
  })
})

describe('multicast and broadcast', () => {
  beforeEach(async () => {
    await stage.line.follow('town', somchai)
    await stage.line.follow('town', malee)
    await stage.line.unfollow('town', malee)
  })

  it('send to friends only and count them', async () => {
    const to = [somchai, malee, userIdFor('nobody')]
    expect((await stage.call('POST', '/v2/bot/message/multicast', { to, messages: hello })).status).toBe(200)
    expect((await stage.call('POST', '/v2/bot/message/broadcast', { messages: hello })).status).toBe(200)
    expect(stage.line.chat('town', somchai)).toMatchObject([{ via: 'push' }, { via: 'push' }])
    expect(stage.line.chat('town', malee)).toEqual([])
    expect(stage.line.quotaUsed('town')).toBe(2)
  })

  it('send to nobody when one id is malformed or the limit would be passed', async () => {
    const answer = await stage.call('POST', '/v2/bot/message/multicast', { to: [somchai, 'nobody'], messages: hello })
    expect(answer).toMatchObject({ status: 400, json: { message: expect.stringContaining('to[1]') } })
    await stage.line.follow('town', malee)
    stage.line.setQuota('town', 1, 0)
    expect((await stage.call('POST', '/v2/bot/message/broadcast', { messages: hello })).status).toBe(429)
    expect(stage.line.chat('town', somchai)).toEqual([])
  })
})

describe('the loading animation', () => {
  const start = (body: unknown): Promise<Reply> => stage.call('POST', '/v2/bot/chat/loading/start', body)

  it('shows for the seconds asked, 20 unless told', async () => {
    await stage.line.follow('town', somchai)
    expect(await start({ chatId: somchai, loadingSeconds: 5 })).toMatchObject({ status: 202, json: {} })
    stage.clock.move(4_999)
    expect(stage.line.loading('town', somchai)).toBe(true)
    stage.clock.move(1)
    expect(stage.line.loading('town', somchai)).toBe(false)
    await start({ chatId: somchai })
    stage.clock.move(19_999)
    expect(stage.line.loading('town', somchai)).toBe(true)
  })

  it('ends when a message arrives', async () => {
    const token = await replyTokenOf(stage, somchai)
    await start({ chatId: somchai })
    expect(stage.line.loading('town', somchai)).toBe(true)
    await reply(token)
    expect(stage.line.loading('town', somchai)).toBe(false)
  })

  it('takes multiples of 5 from 5 to 60, and people only', async () => {
    await stage.line.follow('town', somchai)
    for (const loadingSeconds of [0, 4, 7, 65, 60.5, '5']) {
      expect((await start({ chatId: somchai, loadingSeconds })).status).toBe(400)
    }
    expect((await start({ chatId: somchai, loadingSeconds: 60 })).status).toBe(202)
    expect((await start({ chatId: groupId })).status).toBe(400)
    expect((await start({})).status).toBe(400)
  })

  it('is accepted for somebody who is no friend, and shows nothing', async () => {
    await stage.line.unfollow('town', somchai)
    expect((await start({ chatId: somchai })).status).toBe(202)
    expect((await start({ chatId: userIdFor('nobody') })).status).toBe(202)
    expect(stage.line.loading('town', somchai)).toBe(false)
  })
})
