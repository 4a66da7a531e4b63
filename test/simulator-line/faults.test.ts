import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { userIdFor } from '../simulator/line/fake-line.ts'
import { hello, startStage } from './support.ts'
import type { Reply, Stage } from './support.ts'

const somchai = userIdFor('somchai')

let stage: Stage
beforeEach(async () => {
  stage = await startStage()
  await stage.line.follow('town', somchai)
})
afterEach(() => stage.stop())

function push(key: string = randomUUID()): Promise<Reply> {
  return stage.call('POST', '/v2/bot/message/push', { to: somchai, messages: hello }, { 'x-line-retry-key': key })
}

it('answers every call with 500 while LINE is down, on both origins', async () => {
  stage.line.faults.down = true
  expect((await push()).status).toBe(500)
  expect((await stage.call('GET', '/v2/bot/info')).status).toBe(500)
  expect((await stage.data('GET', '/v2/bot/message/1/content')).status).toBe(500)
  expect(stage.line.chat('town', somchai)).toEqual([])
  stage.line.faults.down = false
  expect((await push()).status).toBe(200)
})

it('waits before it answers, but carries out at once', async () => {
  stage.line.faults.delayMilliseconds = 100
  const started = performance.now()
  let isAnswered = false
  const answering = push().finally(() => (isAnswered = true))
  await stage.line.until(() => stage.line.chat('town', somchai).length === 1)
  expect(isAnswered).toBe(false)
  await answering
  expect(performance.now() - started).toBeGreaterThan(95)
})

it('carries out and cuts the line as often as told; the retry key then tells what happened', async () => {
  const key = randomUUID()
  stage.line.faults.cutAfterAccepting = 1
  await expect(push(key)).rejects.toThrow()
  expect(stage.line.chat('town', somchai)).toHaveLength(1)
  expect(stage.line.calls().at(-1)?.status).toBe(0)
  expect((await push(key)).status).toBe(409)
  expect(stage.line.chat('town', somchai)).toHaveLength(1)
})

it('cuts the line before anything is carried out as often as told', async () => {
  const key = randomUUID()
  stage.line.faults.cutBeforeAccepting = 2
  await expect(push(key)).rejects.toThrow()
  await expect(push(key)).rejects.toThrow()
  expect(stage.line.chat('town', somchai)).toEqual([])
  expect(stage.line.calls().map((call) => call.status)).toEqual([0, 0])
  expect((await push(key)).status).toBe(200)
})

it('limits the rate as often as told, without using the retry key up', async () => {
  const key = randomUUID()
  stage.line.faults.rateLimited = 1
  expect(await push(key)).toMatchObject({
    status: 429,
    json: { message: 'The API rate limit has been exceeded. Try again later.' },
  })
  expect((await push(key)).status).toBe(200)
})

it('keeps its faults to the calls that they are meant for', async () => {
  Object.assign(stage.line.faults, { only: /message\/push$/, rateLimited: 1, delayMilliseconds: 500 })
  const started = performance.now()
  expect((await stage.call('GET', '/v2/bot/info')).status).toBe(200)
  expect(performance.now() - started).toBeLessThan(450)
  expect((await push()).status).toBe(429)
  Object.assign(stage.line.faults, { down: true, delayMilliseconds: 0 })
  expect((await stage.call('GET', '/v2/bot/info')).status).toBe(200)
  expect((await push()).status).toBe(500)
})
