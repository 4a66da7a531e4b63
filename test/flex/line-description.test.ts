import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sampleCards } from '../../src/flex/cards.ts'
import { fit } from '../../src/line/limits.ts'
import { anyMessage } from '../line/any-message.ts'
import { createValidator, hasDescription, readDescription } from '../simulator-line/line-description.ts'
import { problemsIn, validateBody } from '../simulator/line/checks/messages.ts'

describe.skipIf(!hasDescription)("LINE's own description", () => {
  it('knows everything that stands on our cards', () => {
    const validate = createValidator(readDescription('messaging-api.json'))('Message')
    for (const { name, card } of sampleCards('flex-templates')) {
      validate(JSON.parse(JSON.stringify({ type: 'flex', ...card })))
      expect(validate.errors ?? [], name).toEqual([])
    }
  })

  it('takes whatever was fitted', () => {
    const validate = createValidator(readDescription('messaging-api.json'))('Message')
    fc.assert(
      fc.property(fc.array(anyMessage, { maxLength: 4 }), (messages) => {
        for (const message of fit(messages).messages) {
          validate(JSON.parse(JSON.stringify(message)))
          expect(validate.errors ?? []).toEqual([])
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('the fake LINE of the simulator', () => {
  it('takes every card', () => {
    for (const { name, card } of sampleCards('flex-templates'))
      expect(problemsIn({ messages: [{ type: 'flex', ...card }] }, validateBody), name).toEqual([])
  })

  it('takes whatever was fitted', () => {
    fc.assert(
      fc.property(fc.array(anyMessage, { maxLength: 4 }), (messages) => {
        const fitted = fit(messages).messages
        if (fitted.length === 0) return
        const wire: unknown = JSON.parse(JSON.stringify({ messages: fitted }))
        expect(problemsIn(wire, validateBody)).toEqual([])
      }),
      { numRuns: 100 },
    )
  })
})
