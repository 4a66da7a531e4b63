import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { problemsIn, validateBody } from '../simulator/line/checks/messages.ts'
import { routesOf, userIdFor } from '../simulator/line/fake-line.ts'
import { createCourier } from '../simulator/line/webhooks.ts'
import { createWorld } from '../simulator/line/world.ts'
import type { Route } from '../simulator/line/wire.ts'
import { createValidator, flatten, hasDescription, nameOf, readDescription } from './line-description.ts'
import type { Operation } from './line-description.ts'
import { picture } from './judge.ts'
import { sampleMessages } from './sample-messages.ts'
import { handClock, hello, lastEvent, pngHeader, replyTokenOf, startStage } from './support.ts'
import type { Stage } from './support.ts'
import { changeAt, limitsOf, placeOf, propertiesReachable, propertiesUsed, violationsOf, walk } from './violations.ts'

type Json = Record<string, unknown>

const somchai = userIdFor('somchai')
const groupId = 'C00000000000000000000000000000001'

if (!hasDescription) {
  it.skip("is not compared with LINE's description: the folder ../shared/line-openapi is not beside the repository", () => {})
}

describe.runIf(hasDescription)("the fake and LINE's description", () => {
  const api = hasDescription ? readDescription('messaging-api.json') : { paths: {}, components: { schemas: {} } }
  const webhooks = hasDescription ? readDescription('webhook.json') : api
  const routes = routesOf(createCourier(createWorld(handClock(), true)))

  function operationOf(route: { method: string; path: string }): Operation | undefined {
    return api.paths[route.path]?.[route.method.toLowerCase()]
  }

  describe('agree on the operations', () => {
    it.each(routes.map((route): [string, Route] => [`${route.method} ${route.path}`, route]))('%s', (_title, route) => {
      const operation = operationOf(route)
      expect(operation).toBeDefined()
      const onDataOrigin = operation?.servers?.some((server) => server.url === 'https://api-data.line.me') ?? false
      expect(route.host).toBe(onDataOrigin ? 'data' : 'api')
    })

    it('and on which of them take JSON', () => {
      for (const route of routes) {
        const takesJson = operationOf(route)?.requestBody?.content['application/json'] !== undefined
        expect([route.path, route.takes.endsWith('json')]).toEqual([route.path, takesJson])
      }
    })
  })

  describe('agree on messages', () => {
    const body = { messages: sampleMessages }
    const message = { $ref: 'Message' }

    it('because the samples use every property that LINE knows of messages', () => {
      const known = propertiesReachable(api, message)
      const used = new Set(sampleMessages.flatMap((sample) => [...propertiesUsed(api, message, sample)]))
      // Quote tokens belong to a chat; switching menus belongs to rich menus, where it is tested below.
      const elsewhere = /\.quoteToken$|^RichMenuSwitchAction\./
      const unused = [...known].filter((property) => !used.has(property) && !elsewhere.test(property))
      expect(unused).toEqual([])
      expect(known.size).toBeGreaterThan(250)
    })

    it.each(sampleMessages.map((sample, index): [string, Json] => [`${String(sample['type'])} (${index})`, sample]))(
      'when they are right: %s',
      (_title, sample) => {
        const validate = createValidatorOnce()('Message')
        expect(validate(sample) ? [] : validate.errors).toEqual([])
        expect(problemsIn({ messages: [sample] }, validateBody)).toEqual([])
      },
    )

    it.each(sampleMessages.map((sample, index): [string, Json] => [`${String(sample['type'])} (${index})`, sample]))(
      'when they are wrong: %s',
      (_title, sample) => {
        const violations = violationsOf(api, { $ref: 'ValidateMessageRequest' }, { messages: [sample] })
        expect(violations.length).toBeGreaterThan(20)
        const missed = violations.filter(
          ({ body, place }) => !complainsAt(problemsIn(asSent(body), validateBody), place),
        )
        expect(missed.map(({ what, place }) => `${what} at ${place}`)).toEqual([])
      },
    )

    it.each(sampleMessages.map((sample, index): [string, Json] => [`${String(sample['type'])} (${index})`, sample]))(
      'when they go to the limits: %s',
      (_title, sample) => {
        const limits = limitsOf(api, { $ref: 'ValidateMessageRequest' }, { messages: [sample] })
        expect(limits.length).toBeGreaterThan(1)
        // Another value may not go with its neighbours (a shorter text beside an image); that is not about its own place.
        const refused = limits.filter(({ body, place }) =>
          problemsIn(body, validateBody).some((one) => one.property === place),
        )
        expect(refused.map(({ what, place }) => `${what} at ${place}`)).toEqual([])
      },
    )

    it('and the fake knows no property more', () => {
      const names = new Set(
        Object.values(api.components.schemas).flatMap((schema) => [...flatten(api, schema).properties.keys()]),
      )
      const accepted: string[] = []
      sampleMessages.forEach((sample) => {
        walk(api, message, sample, {
          object(_name, schema, value, path) {
            const { properties, open } = flatten(api, schema)
            if (open) return
            const foreign = [...names].filter((name) => !properties.has(name))
            const wider = changeAt(sample, path, {
              ...value,
              ...Object.fromEntries(foreign.map((name) => [name, 'x'])),
            })
            const problems = problemsIn({ messages: [wider] }, validateBody)
            const refused = new Set(
              problems.filter((one) => one.message === 'unknown property').map((one) => one.property),
            )
            for (const name of foreign) {
              const place = placeOf(['messages', 0, ...path, name])
              if (!refused.has(place)) accepted.push(place)
            }
          },
          other() {},
          kind() {},
        })
      })
      expect(names.size).toBeGreaterThan(200)
      expect(accepted).toEqual([])
    })

    it('over the wire, too', async () => {
      const stage = await startStage()
      for (let first = 0; first < body.messages.length; first += 5) {
        const messages = body.messages.slice(first, first + 5)
        const answer = await stage.call('POST', '/v2/bot/message/validate/push', { messages })
        expect(answer).toMatchObject({ status: 200, json: {} })
      }
      await stage.stop()
    })
  })

  describe('agree on requests', () => {
    let stage: Stage
    let samples: Record<string, Json>

    beforeAll(async () => {
      stage = await startStage()
      await stage.line.follow('town', somchai)
      const richMenuId = await createMenu(stage)
      await stage.call('POST', '/v2/bot/richmenu/alias', { richMenuAliasId: 'main', richMenuId })
      const sending = { messages: hello, notificationDisabled: true }
      samples = {
        '/v2/bot/message/reply': { replyToken: await replyTokenOf(stage, somchai), ...sending },
        '/v2/bot/message/push': { to: somchai, customAggregationUnits: ['unit_1'], ...sending },
        '/v2/bot/message/multicast': { to: [somchai], customAggregationUnits: ['unit_1'], ...sending },
        '/v2/bot/message/broadcast': sending,
        '/v2/bot/message/validate/reply': { messages: hello },
        '/v2/bot/message/validate/push': { messages: hello },
        '/v2/bot/message/validate/multicast': { messages: hello },
        '/v2/bot/message/validate/narrowcast': { messages: hello },
        '/v2/bot/message/validate/broadcast': { messages: hello },
        '/v2/bot/chat/loading/start': { chatId: somchai, loadingSeconds: 5 },
        '/v2/bot/chat/markAsRead': { markAsReadToken: (lastEvent(stage)['message'] as Json)['markAsReadToken'] },
        '/v2/bot/channel/webhook/endpoint': { endpoint: stage.bot.url },
        '/v2/bot/channel/webhook/test': { endpoint: stage.bot.url },
        '/v2/bot/richmenu': menu,
        '/v2/bot/richmenu/validate': menu,
        '/v2/bot/richmenu/bulk/link': { richMenuId, userIds: [somchai] },
        '/v2/bot/richmenu/bulk/unlink': { userIds: [somchai] },
        '/v2/bot/richmenu/alias': { richMenuAliasId: 'second', richMenuId },
        '/v2/bot/richmenu/alias/{richMenuAliasId}': { richMenuId },
      }
    })
    afterAll(() => stage.stop())

    const withBody = routes.filter((route) => route.takes.endsWith('json'))

    it.each(withBody.map((route): [string, Route] => [`${route.method} ${route.path}`, route]))(
      '%s',
      async (_title, route) => {
        const sample = samples[route.path]
        const schema = operationOf(route)?.requestBody?.content['application/json']?.schema
        if (!sample || !schema) throw new Error('no sample or no schema')
        const ofRequest = (properties: Set<string>): string[] =>
          [...properties].filter((name) => name.includes('Request.'))
        expect(new Set(ofRequest(propertiesUsed(api, schema, sample)))).toEqual(
          new Set(ofRequest(propertiesReachable(api, schema))),
        )
        const path = route.path.replace('{richMenuAliasId}', 'main')
        const missed: string[] = []
        // A foreign type of message has its own tests above.
        const violations = violationsOf(api, schema, sample).filter(({ place }) => !place.startsWith('messages[0]'))
        expect(violations.length).toBeGreaterThan(2)
        for (const { what, place, body } of violations) {
          const answer = await stage.call(route.method, path, body)
          const details = (answer.json['details'] ?? []) as { property: string }[]
          // The one error of these that has no details: its message says which property it is about.
          const ofEndpoint = place === 'endpoint' && answer.json['message'] === 'Invalid webhook endpoint URL'
          const enforced = answer.status === 400 && (ofEndpoint || complainsAt(details, place))
          if (!enforced) missed.push(`${what} at ${place}: ${answer.status} ${answer.text}`)
        }
        expect(missed).toEqual([])
        const right = await stage.call(route.method, path, sample)
        expect(right).toMatchObject({
          status: route.path.includes('bulk') || route.path.includes('loading') ? 202 : 200,
        })
      },
    )
  })

  describe('agree on answers', () => {
    it('of every operation that answers with JSON', async () => {
      const stage = await startStage()
      stage.line.group('town', groupId, [somchai])
      await stage.line.follow('town', somchai)
      const richMenuId = await createMenu(stage)
      await stage.call('POST', `/v2/bot/user/all/richmenu/${richMenuId}`)
      await stage.line.sendContent('town', somchai, 'video', { type: 'video/mp4', bytes: new Uint8Array(4) })
      const messageId = String((lastEvent(stage)['message'] as Json)['id'])
      const given: Record<string, string> = {
        userId: somchai,
        groupId,
        richMenuId,
        richMenuAliasId: 'main',
        messageId,
        roomId: groupId,
      }
      const key = { 'x-line-retry-key': '0f8fad5b-d9cb-469f-a165-70867728950e' }
      const asked: [method: string, path: string, body?: Json, headers?: Record<string, string>][] = [
        ['POST', '/v2/bot/richmenu/alias', { richMenuAliasId: 'main', richMenuId }],
        ['POST', '/v2/bot/message/reply', { replyToken: await replyTokenOf(stage, somchai), messages: hello }],
        ['POST', '/v2/bot/message/reply', { replyToken: 'x', messages: hello }],
        ['POST', '/v2/bot/message/push', { to: somchai, messages: hello }, key],
        ['POST', '/v2/bot/message/push', { to: somchai, messages: hello }, key],
        ['POST', '/v2/bot/message/push', { to: somchai, messages: [] }],
        ['POST', '/v2/bot/message/multicast', { to: [somchai], messages: hello }],
        ['POST', '/v2/bot/richmenu', menu],
        ['POST', '/v2/bot/user/{userId}/richmenu/{richMenuId}'],
        ['POST', '/v2/bot/channel/webhook/test', {}],
        ...routes
          .filter((route) => route.method === 'GET' && !route.path.endsWith('/content') && !route.path.endsWith('/ids'))
          .map((route): [string, string] => [route.method, route.path]),
        ['POST', '/v2/bot/group/{groupId}/leave'],
      ]
      const compared = new Set<string>()
      for (const [method, path, body, headers] of asked) {
        const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => given[name] ?? '')
        const onData = routes.find((route) => route.method === method && route.path === path)?.host === 'data'
        const answer = onData
          ? await stage
              .data(method, filled)
              .then(async (response) => ({ status: response.status, json: await response.json() }))
          : await stage.call(method, filled, body, headers)
        const response = operationOf({ method, path })?.responses[answer.status]
        expect([path, answer.status, response === undefined]).toEqual([path, answer.status, false])
        const reference = response?.content?.['application/json']?.schema.$ref
        if (reference === undefined) {
          expect([path, answer.json]).toEqual([path, {}])
          continue
        }
        const validate = createValidatorOnce()(nameOf(reference))
        expect([path, validate(answer.json) ? [] : validate.errors]).toEqual([path, []])
        compared.add(`${method} ${path} ${answer.status}`)
      }
      expect(compared.size).toBeGreaterThan(20)
      await stage.stop()
    })
  })

  describe('agree on webhooks', () => {
    it('whatever people do', async () => {
      const stage = await startStage()
      const { line } = stage
      const file = { type: 'image/png', bytes: pngHeader(10, 10), fileName: 'a.png' }
      await line.follow('town', somchai)
      await line.say('town', somchai, 'hello')
      const messageId = String((lastEvent(stage)['message'] as Json)['id'])
      await line.sendSticker('town', somchai)
      for (const kind of ['image', 'video', 'audio', 'file'] as const)
        await line.sendContent('town', somchai, kind, file)
      await line.sendLocation('town', somchai, { latitude: 1, longitude: 2 })
      await line.tap('town', somchai, { type: 'postback', data: 'x', displayText: 'x' })
      await line.tap('town', somchai, { type: 'datetimepicker', data: 'x', mode: 'date' }, { date: '2026-11-30' })
      await line.tap('town', somchai, { type: 'richmenuswitch', richMenuAliasId: 'x', data: 'x' })
      await line.redeliver('town', await line.unsend('town', somchai, messageId))
      const source = { type: 'group', groupId, userId: somchai }
      const members = [{ type: 'user', userId: somchai }]
      await line.deliver('town', [
        line.event('town', somchai, { type: 'join', source: { type: 'group', groupId } }),
        line.event('town', somchai, { type: 'message', source, message: { type: 'text', text: 'x' } }),
        line.event('town', somchai, { type: 'memberJoined', source, joined: { members } }),
        line.event('town', somchai, { type: 'memberLeft', source, left: { members } }),
        line.event('town', somchai, { type: 'leave', source: { type: 'group', groupId } }),
        line.event('town', somchai, { type: 'accountLink', link: { result: 'failed', nonce: 'x' } }),
      ])
      await line.deliver('town', [])
      await line.unfollow('town', somchai)
      const validate = createValidator(webhooks)('CallbackRequest')
      for (const { body } of stage.bot.received) {
        expect([body, validate(body) ? [] : validate.errors]).toEqual([body, []])
      }
      expect(stage.bot.received).toHaveLength(16)
      await stage.stop()
    })
  })

  let validator: ReturnType<typeof createValidator> | undefined
  function createValidatorOnce(): ReturnType<typeof createValidator> {
    validator ??= createValidator(api)
    return validator
  }
})

const menu = {
  size: { width: 1200, height: 810 },
  selected: true,
  name: 'main',
  chatBarText: 'x',
  areas: [
    {
      bounds: { x: 0, y: 0, width: 100, height: 100 },
      action: { type: 'richmenuswitch', richMenuAliasId: 'main', data: 'x' },
    },
    { bounds: { x: 0, y: 0, width: 100, height: 100 }, action: { type: 'uri', uri: picture } },
  ],
}

async function createMenu(stage: Stage): Promise<string> {
  const answer = await stage.call('POST', '/v2/bot/richmenu', menu)
  const richMenuId = String(answer.json['richMenuId'])
  const headers = { 'content-type': 'image/png' }
  const image = await stage.data(
    'POST',
    `/v2/bot/richmenu/${richMenuId}/content`,
    new Uint8Array(pngHeader(1200, 810)),
    headers,
  )
  expect(image.status).toBe(200)
  return richMenuId
}

/** What arrives when the body is sent: JSON has no undefined. */
function asSent(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body))
}

/** Whether one of the problems is at that place or inside of it. */
function complainsAt(problems: { property: string }[], place: string): boolean {
  return problems.some(
    ({ property }) => property === place || property.startsWith(`${place}.`) || property.startsWith(`${place}[`),
  )
}
