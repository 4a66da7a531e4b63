import * as fc from 'fast-check'
import { z } from 'zod'
import { button, buttons, state, tap, tones, type Tap } from '../../src/flex/values.ts'

const anyTap: fc.Arbitrary<Tap> = fc.oneof(
  fc.constant<Tap>({ type: 'postback', data: 'item.1?{"code":"O14"}', displayText: 'O14' }),
  fc.constant<Tap>({ type: 'message', text: 'O14' }),
  fc.constant<Tap>({ type: 'uri', uri: 'https://www.khaokluai.go.th/data/118' }),
)

/**
 * Any values that the schema of a card takes; `words` is what stands in its texts.
 * Pictures and the doorway get an address, because they are nothing without one.
 */
export function anyValues(schema: z.core.$ZodType, words: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  if (schema === tap) return anyTap
  if (schema === state) return fc.record({ tone: fc.constantFrom(...tones), word: words })
  if (schema === buttons) return fc.array(anyValues(button, words), { maxLength: 3 })
  if (schema === button)
    return fc.record({ label: words, style: fc.constantFrom('primary', 'secondary', 'link'), action: anyTap })
  if (schema instanceof z.ZodOptional) return fc.option(anyValues(schema.unwrap(), words), { nil: undefined })
  if (schema instanceof z.ZodString) return words
  if (schema instanceof z.ZodNumber)
    return fc.oneof(fc.constantFrom(0, 100, 0.4), fc.double({ min: 0, max: 100, noNaN: true }))
  if (schema instanceof z.ZodArray) return fc.array(anyValues(schema.element, words), { maxLength: 4 })
  if (schema instanceof z.ZodObject)
    return fc.record(
      Object.fromEntries(
        Object.entries(schema.shape).map(([name, inner]) => [
          name,
          name === 'url' || name === 'link'
            ? fc.constant('https://bot.khaokluai.go.th/photo/1.jpg')
            : anyValues(inner, words),
        ]),
      ),
    )
  throw new Error('a type of value that no card has')
}
