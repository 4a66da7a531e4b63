import { toAction } from '../chat/action.ts'
import type { Choice, Say } from '../chat/say.ts'

/** What the bot says, as LINE message objects. Limits are looked after by `limits.ts`, which every message passes afterwards. */
export function toLineMessages(say: readonly Say[]): Record<string, unknown>[] {
  return say.map((one) => {
    const quick = one.choices && one.choices.length > 0 ? { quickReply: { items: one.choices.map(quickReply) } } : {}
    switch (one.kind) {
      case 'text':
        return { type: 'text', text: one.text, ...quick }
      case 'card':
        return { type: 'flex', altText: one.card.altText, contents: one.card.contents, ...quick }
      case 'photo':
        return { type: 'image', originalContentUrl: one.url, previewImageUrl: one.preview, ...quick }
      default:
        return one satisfies never
    }
  })
}

function quickReply(choice: Choice): Record<string, unknown> {
  return { type: 'action', action: { ...toAction(choice.tap), label: choice.label } }
}
