import { z } from 'zod'

/** Words for a text of the card, already in the agency's digits. Empty words: the text is left out. */
export const words = z.string()

/** Words that are not always known. Left out or empty: the text is left out. */
export const maybe = z.string().optional()

/** The length of a bar, 0 to 100. `percentages` in `percentages.ts` makes parts that add up. */
export const percent = z.number().min(0).max(100)

const data = z.string().min(1).max(300)
const spoken = z.string().min(1).max(300)

/**
 * What a tap does: an action object of LINE without its label
 * (https://developers.line.biz/en/reference/messaging-api/#action-objects). Goes whole into `"action": "{{…}}"`.
 */
export const tap = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('postback'),
    data,
    displayText: spoken.optional(),
    inputOption: z.enum(['closeRichMenu', 'openRichMenu', 'openKeyboard', 'openVoice']).optional(),
    fillInText: spoken.optional(),
  }),
  z.strictObject({ type: z.literal('message'), text: spoken }),
  z.strictObject({ type: z.literal('uri'), uri: z.string().max(1000) }),
  z.strictObject({
    type: z.literal('datetimepicker'),
    data,
    mode: z.enum(['date', 'time', 'datetime']),
    initial: z.string().optional(),
    min: z.string().optional(),
    max: z.string().optional(),
  }),
  z.strictObject({ type: z.literal('clipboard'), clipboardText: z.string().min(1).max(1000) }),
])
export type Tap = z.infer<typeof tap>

/** A tap that is not always there. */
export const maybeTap = tap.optional()

/** `primary` for the likely one, `secondary` for others, `link` for the way out. One file each: `button.<style>.json`. */
export const buttonStyles = ['primary', 'secondary', 'link'] as const

/** One button: its words (at most 20 letters as people count them), how it looks, what it does. */
export const button = z.strictObject({ label: z.string().min(1), style: z.enum(buttonStyles), action: tap })

/** The buttons of a card, likeliest first, at most three; an empty list leaves the footer out. */
export const buttons = z.array(button)

/** Colour and sign of a state; the word beside them comes with it. One file each: `state.<tone>.json`. */
export const tones = ['done', 'reported', 'in-work', 'open', 'sent-back'] as const

/** A state in words and colour. Inside a text (the altText, say) `{{state}}` is the word alone. */
export const state = z.strictObject({ tone: z.enum(tones), word: z.string() })

/** A state that is not always worth a line. */
export const maybeState = state.optional()

/** What may stand where a placeholder is, read off the card's schema. */
export type Kind =
  | { is: 'words' | 'percent' | 'tap' | 'state' | 'buttons' }
  /** One filled piece or none, or a list of them; the file is `<card>.<name of the placeholder>.json`. */
  | { is: 'piece' | 'pieces'; kinds: Kinds }
export type Kinds = { readonly [name: string]: Kind }

/** The placeholders that a card (or a piece of one) has, by its schema. Throws when a schema uses a type we have no rule for. */
export function kindsOf(schema: z.ZodObject): Kinds {
  return Object.fromEntries(Object.entries(schema.shape).map(([name, value]) => [name, kindOf(value)]))
}

function kindOf(schema: z.core.$ZodType): Kind {
  if (schema === tap) return { is: 'tap' }
  if (schema === state) return { is: 'state' }
  if (schema === buttons) return { is: 'buttons' }
  if (schema instanceof z.ZodOptional) return kindOf(schema.unwrap())
  if (schema instanceof z.ZodString) return { is: 'words' }
  if (schema instanceof z.ZodNumber) return { is: 'percent' }
  if (schema instanceof z.ZodObject) return { is: 'piece', kinds: kindsOf(schema) }
  if (schema instanceof z.ZodArray && schema.element instanceof z.ZodObject)
    return { is: 'pieces', kinds: kindsOf(schema.element) }
  throw new Error('a card schema uses a type that has no rule in src/flex/values.ts')
}
