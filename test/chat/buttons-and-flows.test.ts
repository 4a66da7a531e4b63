import { assert, constantFrom, integer, option, property, record, string, oneof, type Arbitrary } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { buttonData, readButton, type Button } from '../../src/chat/button.ts'
import { at, runStep, type Flow } from '../../src/chat/flow.ts'
import type { Incoming } from '../../src/chat/incoming.ts'
import { text } from '../../src/chat/say.ts'

const id = string({ minLength: 1, maxLength: 20 })
const buttons: Arbitrary<Button> = oneof(
  constantFrom<Button>(
    { name: 'ask' },
    { name: 'none', asked: 'a1' },
    { name: 'menu', page: 'main' },
    { name: 'summary', by: 'unit' },
  ),
  record({ name: constantFrom('topic' as const, 'full' as const), id }),
  record({ name: constantFrom('topic' as const, 'fits' as const), id, asked: id }),
  record({ name: constantFrom('handover' as const), asked: id, to: constantFrom('staff' as const, 'nobody' as const) }),
  record({
    name: constantFrom('item' as const),
    edition: integer({ min: 2560, max: 2600 }),
    code: constantFrom('O1', 'O43'),
  }),
  record({ name: constantFrom('thread' as const), number: id }),
  record({
    name: constantFrom('review' as const),
    edition: integer({ min: 2560, max: 2600 }),
    code: constantFrom('O1', 'O43'),
    seen: integer({ min: 0, max: 1_000_000 }),
    do: constantFrom('submit' as const, 'pass' as const, 'return' as const, 'show' as const),
  }),
  record({
    name: constantFrom('work' as const),
    draft: id,
    do: constantFrom('confirm' as const, 'full' as const, 'partly' as const, 'parts' as const, 'drop' as const),
  }),
)

describe('the data of a button', () => {
  it('comes back as it went out, and fits into what LINE allows', () => {
    assert(
      property(buttons, (button) => {
        const data = buttonData(button)
        expect(data.length).toBeLessThanOrEqual(300)
        expect(readButton(data)).toEqual(button)
      }),
    )
  })

  it('of any other origin is never taken for a button, and never an error', () => {
    assert(
      property(
        string(),
        option(constantFrom('menu.1?', 'item.1?', 'topic.9999?', '__proto__.1?', 'toString.1?')),
        (rest, start) => {
          const read = readButton(`${start ?? ''}${rest}`)
          if (typeof read === 'object') expect(readButton(buttonData(read))).toEqual(read)
          else expect(['old', 'foreign']).toContain(read)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('of an older version is old, of a newer one foreign: after a step back its meaning is not known', () => {
    expect(readButton('menu.0?{"page":"main"}')).toBe('old')
    expect(readButton('menu.2?{"page":"main"}')).toBe('foreign')
    expect(readButton('menu.1?{"page":"main","more":1}')).toBe('foreign')
  })

  it('that is too long for LINE is a mistake of the program, found before it is sent', () => {
    expect(() => buttonData({ name: 'topic', id: 'x'.repeat(81) })).toThrow()
  })
})

describe('a conversation', () => {
  type Step = 'first' | 'second'
  const Memory = z.object({ count: z.number() })
  const flow: Flow<Step, { count: number }, null> = {
    name: 'counting',
    version: 2,
    memory: Memory,
    steps: {
      async first(incoming, memory) {
        if (incoming.kind !== 'text') return { kind: 'stay', say: [text('words, please')] }
        return { kind: 'go', to: 'second', memory: { count: memory.count + 1 }, say: [text('one')] }
      },
      async second(incoming, memory) {
        if (incoming.kind !== 'text') return { kind: 'pass' }
        return { kind: 'done', say: [text(String(memory.count))], purpose: 'work' }
      },
    },
  }
  const words = { kind: 'text', text: 'x', messageId: '1' } as Incoming
  const sticker = { kind: 'sticker' } as Incoming

  it('goes on, stays, passes and ends', async () => {
    const start = at(flow, 'first', { count: 0 })
    expect(await runStep(flow, start, sticker, null)).toEqual({ say: [text('words, please')] })
    const gone = await runStep(flow, start, words, null)
    expect(gone).toEqual({
      say: [text('one')],
      conversation: { flow: 'counting', version: 2, step: 'second', memory: { count: 1 } },
    })
    const second = gone?.conversation
    if (!second) throw new Error('The conversation is over too early.')
    expect(await runStep(flow, second, sticker, null)).toBeNull()
    expect(await runStep(flow, second, words, null)).toEqual({ say: [text('1')], conversation: null, purpose: 'work' })
  })

  it('of another version, of an unknown step or with an unreadable memory is not gone on with', async () => {
    const start = at(flow, 'first', { count: 0 })
    for (const odd of [
      { ...start, version: 1 },
      { ...start, version: 3 },
      { ...start, step: 'third' },
      { ...start, step: 'toString' },
      { ...start, memory: { count: 'many' } },
    ]) {
      expect(await runStep(flow, odd, words, null)).toBeNull()
    }
  })
})
