import { anything, assert, constantFrom, oneof, property, record, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dropProtectedText, readDelivery, toIncoming } from '../../src/line/incoming.ts'

const received = { eventId: 'e1', at: new Date('2026-11-23T03:00:00.000Z') }
const read = (event: unknown) => toIncoming(event, received)
const user = { type: 'user', userId: 'U1' }
const text = (words: string, more: Record<string, unknown> = {}) => ({
  type: 'message',
  timestamp: 1_795_402_800_000,
  source: user,
  replyToken: 'token',
  message: { type: 'text', id: '461230966842064897', text: words },
  ...more,
})

describe('an event in our words', () => {
  it('keeps what matters: who, when, what, and how to answer', () => {
    expect(read(text('สวัสดี', { deliveryContext: { isRedelivery: true } }))).toEqual({
      eventId: 'e1',
      at: new Date(1_795_402_800_000),
      from: { kind: 'person', userId: 'U1' },
      replyToken: 'token',
      redelivered: true,
      kind: 'text',
      text: 'สวัสดี',
      messageId: '461230966842064897',
    })
  })

  it('keeps message ids as texts: they are larger than a JavaScript number', () => {
    expect(read(text('x'))).toMatchObject({ messageId: '461230966842064897' })
  })

  it('is from a group, a person or nobody, and only a user source is a person', () => {
    expect(read(text('x', { source: { type: 'group', groupId: 'C1', userId: 'U1' } })).from).toEqual({ kind: 'group' })
    expect(read(text('x', { source: { type: 'room', roomId: 'R1', userId: 'U1' } })).from).toEqual({ kind: 'group' })
    expect(read(text('x', { source: { type: 'planet', userId: 'U1' } })).from).toEqual({ kind: 'group' })
    for (const source of [
      undefined,
      null,
      'user',
      {},
      { type: 'user' },
      { type: 'user', userId: '' },
      { type: 'user', userId: 'U 1' },
    ]) {
      expect(read(text('x', { source })).from).toEqual({ kind: 'nobody' })
    }
  })

  it('has a moment even where LINE gives none, or nonsense', () => {
    for (const timestamp of [undefined, null, 'now', -1, Number.NaN, 1e300]) {
      expect(read(text('x', { timestamp })).at).toEqual(received.at)
    }
  })

  it('is well-formed text, whatever half characters came in', () => {
    assert(
      property(string({ unit: 'binary' }), (words) => {
        const incoming = read(text(`${words}\ud83d`))
        expect(incoming.kind === 'text' && incoming.text.isWellFormed()).toBe(true)
      }),
    )
  })

  it('of any shape becomes something, without an error', () => {
    const wild = anything({ withNullPrototype: false })
    const event = record(
      {
        type: oneof(constantFrom('message', 'postback', 'follow', 'unfollow', 'unsend'), wild),
        mode: wild,
        timestamp: wild,
        source: wild,
        replyToken: wild,
        message: oneof(
          record({ type: constantFrom('text', 'image', 'file', 'location', 'sticker'), text: wild, latitude: wild }),
          wild,
        ),
        postback: oneof(record({ data: wild, params: wild }), wild),
        unsend: wild,
        follow: wild,
        deliveryContext: wild,
      },
      { requiredKeys: [] },
    )
    assert(
      property(event, (one) => void read(JSON.parse(JSON.stringify(one)))),
      { numRuns: 1000 },
    )
  })

  it('that is none at all is an error: a seal that cannot be opened must not pass as silence', () => {
    for (const none of [undefined, null, 'x', 1, []]) expect(() => read(none)).toThrow()
  })

  it('in standby is nobody’s business here', () => {
    expect(read(text('x', { mode: 'standby' }))).toMatchObject({ kind: 'ignored', type: 'standby' })
    expect(read(text('x', { mode: 'something new' }))).toMatchObject({ kind: 'text' })
  })

  it('tells pictures that LINE holds from pictures that stand elsewhere', () => {
    const image = (contentProvider: unknown) =>
      read({ type: 'message', source: user, message: { type: 'image', id: '1', contentProvider } })
    expect(image({ type: 'line' })).toMatchObject({ kind: 'media', media: 'image', ours: true })
    expect(image({ type: 'external', originalContentUrl: 'https://x' })).toMatchObject({ ours: false })
    expect(image(undefined)).toMatchObject({ ours: true })
  })

  it('of a button holds no control character, plain or escaped', () => {
    const data = (value: string) => read({ type: 'postback', source: user, postback: { data: value } })
    expect(data('menu.1?{"page":"main"}')).toMatchObject({ kind: 'button', data: 'menu.1?{"page":"main"}' })
    for (const bad of ['a\u0000b', 'a\\u0000b', 'a\\u001fb', 'a\nb'])
      expect(data(bad)).toMatchObject({ kind: 'button', data: '' })
    expect(
      read({ type: 'postback', source: user, postback: { data: 'x', params: { date: '2026-11-23', odd: 1 } } }),
    ).toMatchObject({
      params: { date: '2026-11-23' },
    })
  })
})

describe('what the inbox must know of an event', () => {
  it('is read from anything, without an error', () => {
    assert(
      property(anything(), (one) => {
        for (const body of [
          one,
          { events: one },
          { events: [one, { webhookEventId: one, source: one, timestamp: one }] },
        ])
          for (const read of readDelivery(body)) {
            expect(read.eventId).toMatch(/^[!-~]{1,200}$/)
            expect(read.from === '' || /^[!-~]{1,200}$/.test(read.from)).toBe(true)
            expect(read.at === null || !Number.isNaN(read.at.getTime())).toBe(true)
          }
      }),
    )
  })

  it('has no @ in an id, which separates it from the agency', () => {
    const idOf = (webhookEventId: string) => readDelivery({ events: [{ webhookEventId }] })[0]?.eventId
    expect(idOf('a@b')).toMatch(/^content-[^@]+$/)
    expect(idOf('01HXYZ')).toBe('01HXYZ')
  })
})

describe('a text that must not be kept', () => {
  const judge = (words: string) => (words.includes('ทุจริต') ? ('accusation' as const) : null)

  it('is gone, with every other trace of the message, before anything is stored', () => {
    const kept = dropProtectedText(text('นายช่างทุจริต', { somethingNew: 'ทุจริต' }), judge)
    expect(JSON.stringify(kept)).not.toMatch(/ทุจริต|461230966842064897/)
    expect(read(kept)).toMatchObject({
      kind: 'dropped',
      as: 'accusation',
      replyToken: 'token',
      from: { kind: 'person', userId: 'U1' },
    })
  })

  it('is also gone from a sticker with words, an edited message, and whatever else carries a text', () => {
    const sticker = {
      type: 'message',
      source: user,
      message: { type: 'sticker', packageId: '1', stickerId: '2', text: 'ทุจริต' },
    }
    const edited = { ...text('ทุจริต'), type: 'messageEdited' }
    for (const event of [sticker, edited]) expect(JSON.stringify(dropProtectedText(event, judge))).not.toContain('ทุจริต')
  })

  it('leaves every other event as it is, the very same object', () => {
    for (const event of [text('ถังขยะ'), { type: 'follow' }, { type: 'message' }, { message: { text: 5 } }]) {
      expect(dropProtectedText(event, judge)).toBe(event)
    }
  })

  it('cannot be feigned from outside to more than an answer with the doorway', () => {
    expect(read(text('x', { prongsaiDropped: 'something' }))).toMatchObject({ kind: 'text' })
  })
})
