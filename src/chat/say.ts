import type { Button } from './button.ts'

/** What a tap does, in our words. */
export type Tap =
  | { does: 'button'; button: Button; shows?: string; opensKeyboard?: string | true }
  | { does: 'says'; text: string }
  | { does: 'opens'; url: string }
  | { does: 'camera' | 'camera-roll' | 'location' }

/** A quick reply: at most 20 graphemes of label. */
export type Choice = { label: string; tap: Tap }

/** A filled Flex card as `flex` makes it; `contents` is LINE's JSON. */
export type FilledCard = { altText: string; contents: object }

/** One thing that the bot says. Choices are shown under the last one only. */
export type Say =
  | { kind: 'text'; text: string; choices?: Choice[] }
  | { kind: 'card'; card: FilledCard; choices?: Choice[] }
  /** A photo under an address of ours, and the smaller one that stands in the chat. */
  | { kind: 'photo'; url: string; preview: string; choices?: Choice[] }

export function text(words: string, choices?: Choice[]): Say {
  return choices ? { kind: 'text', text: words, choices } : { kind: 'text', text: words }
}

export function card(filled: FilledCard, choices?: Choice[]): Say {
  return choices ? { kind: 'card', card: filled, choices } : { kind: 'card', card: filled }
}
