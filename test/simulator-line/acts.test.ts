import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { userIdFor } from '../simulator/line/fake-line.ts'
import { hello, lastEvent, startStage } from './support.ts'
import type { Stage } from './support.ts'

const somchai = userIdFor('somchai')

let stage: Stage
beforeEach(async () => {
  stage = await startStage()
})
afterEach(() => stage.stop())

describe('what people send', () => {
  it('sends stickers, places and files in LINE’s words', async () => {
    const bytes = new TextEncoder().encode('%PDF-1.7')
    await stage.line.sendSticker('town', somchai)
    expect(lastEvent(stage)['message']).toMatchObject({
      type: 'sticker',
      stickerResourceType: 'STATIC',
      quoteToken: expect.any(String),
    })
    await stage.line.sendLocation('town', somchai, { title: 'ตลาด', latitude: 13.7, longitude: 100.5 })
    expect(lastEvent(stage)['message']).toMatchObject({
      type: 'location',
      title: 'ตลาด',
      latitude: 13.7,
      longitude: 100.5,
    })
    expect(lastEvent(stage)['message']).not.toHaveProperty('address')
    await stage.line.sendContent('town', somchai, 'file', { type: 'application/pdf', bytes, fileName: 'plan.pdf' })
    expect(lastEvent(stage)['message']).toMatchObject({ type: 'file', fileName: 'plan.pdf', fileSize: 8 })
    expect(lastEvent(stage)['message']).not.toHaveProperty('quoteToken')
    expect(lastEvent(stage)['message']).not.toHaveProperty('contentProvider')
    await stage.line.sendContent('town', somchai, 'audio', { type: 'audio/m4a', bytes })
    expect(lastEvent(stage)['message']).toMatchObject({
      contentProvider: { type: 'line' },
      duration: expect.any(Number),
    })
    expect(lastEvent(stage)['message']).not.toHaveProperty('quoteToken')
    await stage.line.sendContent('town', somchai, 'image', { type: 'image/png', bytes })
    expect(lastEvent(stage)['message']).toMatchObject({
      contentProvider: { type: 'line' },
      quoteToken: expect.any(String),
    })
    expect(stage.line.chat('town', somchai)).toHaveLength(5)
  })

  it('takes an unsent message out of the chat and tells the bot', async () => {
    await stage.line.say('town', somchai, 'my secret')
    const { id } = lastEvent(stage)['message'] as { id: string }
    await stage.line.unsend('town', somchai, id)
    expect(lastEvent(stage)).toMatchObject({ type: 'unsend', unsend: { messageId: id } })
    expect(lastEvent(stage)).not.toHaveProperty('replyToken')
    expect(stage.line.chat('town', somchai)).toEqual([])
    await expect(stage.line.unsend('town', somchai, id)).rejects.toThrow('no message')
  })

  it('lets nobody write who has blocked the account', async () => {
    await stage.line.unfollow('town', somchai)
    await expect(stage.line.say('town', somchai, 'hello')).rejects.toThrow('blocked')
    await expect(stage.line.tap('town', somchai, { type: 'uri', uri: 'tel:1' })).rejects.toThrow('blocked')
    await stage.line.follow('town', somchai)
    expect((await stage.line.say('town', somchai, 'hello')).status).toBe(200)
  })
})

describe('taps', () => {
  it('on a postback send its data; the display text stands only in the chat', async () => {
    await stage.line.tap('town', somchai, { type: 'postback', label: 'ok', data: 'a=1', displayText: 'ตกลง' })
    await stage.line.tap('town', somchai, { type: 'postback', label: 'ok', data: 'a=2' })
    expect(stage.bot.received).toHaveLength(2)
    expect(lastEvent(stage)).toMatchObject({
      type: 'postback',
      postback: { data: 'a=2' },
      replyToken: expect.any(String),
    })
    expect(lastEvent(stage)['postback']).not.toHaveProperty('params')
    expect(stage.line.chat('town', somchai)).toMatchObject([
      { from: 'person', postback: { data: 'a=1', displayText: 'ตกลง' } },
      { from: 'person', postback: { data: 'a=2' } },
    ])
    expect(stage.line.chat('town', somchai)[1]).not.toHaveProperty('postback.displayText')
  })

  it('on a message say its text', async () => {
    await stage.line.tap('town', somchai, { type: 'message', label: 'x', text: 'ติดต่อเจ้าหน้าที่' })
    expect(lastEvent(stage)).toMatchObject({ type: 'message', message: { type: 'text', text: 'ติดต่อเจ้าหน้าที่' } })
  })

  it('on what stays on the phone send nothing', async () => {
    for (const type of ['uri', 'clipboard', 'camera', 'cameraRoll', 'location']) {
      expect(await stage.line.tap('town', somchai, { type, label: 'x' })).toBeNull()
    }
    expect(stage.bot.received).toHaveLength(0)
  })

  it('on a picker send exactly what was picked', async () => {
    const picker = (mode: string): Record<string, unknown> => ({ type: 'datetimepicker', label: 'x', data: 'd', mode })
    await stage.line.tap('town', somchai, picker('date'), { date: '2026-11-30' })
    expect(lastEvent(stage)['postback']).toEqual({ data: 'd', params: { date: '2026-11-30' } })
    await stage.line.tap('town', somchai, picker('time'), { time: '09:30' })
    expect(lastEvent(stage)['postback']).toEqual({ data: 'd', params: { time: '09:30' } })
    await stage.line.tap('town', somchai, picker('datetime'), { datetime: '2026-11-30T09:30' })
    expect(lastEvent(stage)['postback']).toEqual({ data: 'd', params: { datetime: '2026-11-30T09:30' } })
    await expect(stage.line.tap('town', somchai, picker('date'), { date: '2026-02-30' })).rejects.toThrow('params.date')
    await expect(stage.line.tap('town', somchai, picker('date'))).rejects.toThrow('params.date')
  })

  it('on something that is no action throw', async () => {
    await expect(stage.line.tap('town', somchai, { type: 'nothing' })).rejects.toThrow('no action')
  })
})

describe('watching', () => {
  it('waits until something holds, and says what it saw when it waits in vain', async () => {
    const waiting = stage.line.until(() => stage.line.chat('town', somchai).length === 1)
    await stage.line.say('town', somchai, 'hello')
    await waiting
    await stage.call('GET', '/v2/bot/info')
    await expect(stage.line.until(() => false, 20)).rejects.toThrow(/20 ms in vain.*GET \/v2\/bot\/info 200/)
    await expect(
      stage.line.until(() => {
        throw new Error('broken condition')
      }),
    ).rejects.toThrow('broken condition')
  })

  it('tells its listeners of every change until they stop', async () => {
    let changes = 0
    const stop = stage.line.onChange(() => changes++)
    await stage.line.say('town', somchai, 'hello')
    expect(changes).toBeGreaterThan(0)
    stop()
    const before = changes
    await stage.line.say('town', somchai, 'hello')
    expect(changes).toBe(before)
  })

  it('forgets calls, deliveries and chats, not people and channels', async () => {
    stage.line.person(somchai, 'สมชาย')
    await stage.line.say('town', somchai, 'hello')
    await stage.call('POST', '/v2/bot/message/push', { to: somchai, messages: hello })
    stage.line.forget()
    expect([stage.line.calls(), stage.line.deliveries(), stage.line.chat('town', somchai)]).toEqual([[], [], []])
    expect(stage.line.person(somchai)).toEqual({ userId: somchai, displayName: 'สมชาย' })
    expect(stage.line.quotaUsed('town')).toBe(1)
    expect((await stage.call('POST', '/v2/bot/message/push', { to: somchai, messages: hello })).status).toBe(200)
  })

  it('rejects what still waits when it is stopped', async () => {
    const waiting = expect(stage.line.until(() => false)).rejects.toThrow('stopped')
    await stage.line.stop()
    await waiting
  })

  it('knows no channel that nobody added', async () => {
    expect(() => stage.line.chat('city', somchai)).toThrow('no channel city')
    await expect(stage.line.say('city', somchai, 'hello')).rejects.toThrow('no channel city')
  })
})
