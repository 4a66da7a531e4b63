import { validateBody, problemsIn } from '../simulator/line/checks/messages.ts'
import type { Problem } from '../simulator/line/checks/shape.ts'

type Json = Record<string, unknown>

/** What the fake finds wrong with this one message. */
export function judge(message: Json): Problem[] {
  return problemsIn({ messages: [message] }, validateBody)
}

/** The places, within the message, that the fake complains about. */
export function wrongPlaces(message: Json): string[] {
  return judge(message).map((problem) => problem.property.replace(/^messages\[0\]\.?/, ''))
}

export const picture = 'https://example.com/a.png'

export const postback = { type: 'postback', label: 'ok', data: 'a=1' }

/** A text message with one quick reply of this action. */
export function withQuickReply(action: unknown, item: Json = {}): Json {
  return { type: 'text', text: 'x', quickReply: { items: [{ type: 'action', action, ...item }] } }
}

/** A Flex message with this container. */
export function flex(contents: unknown): Json {
  return { type: 'flex', altText: 'x', contents }
}

/** A Flex message with one bubble whose body holds these components. */
export function flexBody(...contents: unknown[]): Json {
  return flex({ type: 'bubble', body: { type: 'box', layout: 'vertical', contents } })
}

export function flexTexts(...texts: string[]): Json[] {
  return texts.map((text) => ({ type: 'text', text }))
}

/** A buttons template. */
export function buttons(special: Json): Json {
  return { type: 'template', altText: 'x', template: { type: 'buttons', text: 'x', actions: [postback], ...special } }
}
