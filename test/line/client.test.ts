import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { Secret } from '../../src/kernel/secret.ts'
import { createLine } from '../../src/line/client.ts'

const hello = [{ type: 'text', text: 'สวัสดี' }]
let server: Server | undefined
afterEach(async () => {
  server?.closeAllConnections()
  await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()))
  server = undefined
})

/** A LINE that gives every call this answer; null hangs up without one. */
async function lineAnswering(answer: { status: number; body: string; headers?: Record<string, string> } | null) {
  server = createServer((request, response) => {
    request.resume()
    request.on('end', () => {
      if (!answer) response.destroy()
      else response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(answer.body)
    })
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return createLine({ api: origin, data: origin }).channel(new Secret(`token-${origin}`))
}

const error = (message: string, details?: unknown) =>
  JSON.stringify({ message, ...(details !== undefined && { details }) })

describe('what a call to LINE came to', () => {
  it.each([
    ['200', 200, '{"sentMessages":[{"id":"1"}]}', 'accepted'],
    ['200 with a body that is no JSON', 200, '<html>', 'accepted'],
    ['409', 409, error('The retry key is already accepted'), 'accepted-before'],
    ['429', 429, error('The API rate limit has been exceeded. Try again later.'), 'too-many'],
    ['400 without details', 400, error('Invalid reply token'), 'token-refused'],
    ['400 with an empty list of details', 400, error('Invalid reply token', []), 'token-refused'],
    [
      '400 with details',
      400,
      error('The request body has 1 error(s)', [{ message: 'May not be empty', property: 'messages' }]),
      'refused',
    ],
    ['400 with a body that is no JSON', 400, 'Bad Request', 'token-refused'],
    ['401', 401, error('Authentication failed'), 'refused'],
    ['403', 403, error('Access to this API is not available for your account'), 'refused'],
    ['413', 413, '', 'refused'],
    ['500', 500, error('Internal server error'), 'failed'],
    ['503 with a page', 503, '<html>busy</html>', 'failed'],
    ['502 with a page', 502, '<html>', 'failed'],
    ['504 of a gateway: LINE itself may have taken it', 504, '', 'unknown'],
  ])('is told by %s', async (_what, status, body, outcome) => {
    const channel = await lineAnswering({ status, body })
    expect(await channel.reply('token', hello)).toMatchObject({ outcome })
  })

  it('is a refusal when a push gets a 400: it has no token that could be spent', async () => {
    const channel = await lineAnswering({ status: 400, body: error('Failed to send messages') })
    expect(await channel.push('U1', hello, crypto.randomUUID())).toMatchObject({ outcome: 'refused', status: 400 })
  })

  it('is unknown when LINE hangs up without an answer', async () => {
    const channel = await lineAnswering(null)
    expect(await channel.reply('token', hello)).toEqual({ status: 0, outcome: 'unknown', detail: null })
  })

  it('is certainly nothing when nobody listens there', async () => {
    await lineAnswering(null)
    const address = server?.address()
    server?.close()
    const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    const channel = createLine({ api: origin, data: origin }).channel(new Secret('x'))
    expect(await channel.reply('token', hello)).toEqual({ status: 0, outcome: 'unreachable', detail: null })
  })

  it('is certainly nothing when the name leads nowhere', async () => {
    const origin = 'http://nobody.invalid'
    const channel = createLine({ api: origin, data: origin }).channel(new Secret('y'))
    expect(await channel.push('U1', hello, crypto.randomUUID())).toMatchObject({ outcome: 'unreachable' })
  })

  it('tells the operator which part of the message LINE refused, but nothing of what it said', async () => {
    const body = error('The request body has 1 error(s)', [
      { message: 'Length must be between 0 and 5000', property: 'messages[0].text' },
    ])
    const channel = await lineAnswering({ status: 400, body })
    const { detail } = await channel.reply('token', hello)
    expect(detail).toBe('messages[0].text: Length must be between 0 and 5000')
  })

  it('never throws because of the loading dots', async () => {
    const channel = await lineAnswering({ status: 500, body: '' })
    await expect(channel.startLoading('U1', 20)).resolves.toBeUndefined()
  })
})

describe('the quota', () => {
  it('is unlimited when LINE names no limit', async () => {
    const channel = await lineAnswering({ status: 200, body: '{"type":"none","totalUsage":12}' })
    expect(await channel.quota()).toEqual({ allowed: null, used: 12 })
  })

  it('is what LINE says', async () => {
    const channel = await lineAnswering({ status: 200, body: '{"type":"limited","value":300,"totalUsage":12}' })
    expect(await channel.quota()).toEqual({ allowed: 300, used: 12 })
  })

  it('is not made up when LINE does not answer', async () => {
    const channel = await lineAnswering({ status: 500, body: '' })
    await expect(channel.quota()).rejects.toThrow('500')
  })
})
