import { z } from 'zod'
import type { ConversationState } from '../../chat/decision.ts'
import { intents } from '../../thai/staff/intents.ts'
import type { Turn } from '../turn.ts'

/** What was spoken of last, so that "and the engineers?", "this one is done" and a bare number are understood. */
export const Spoken = z.object({
  intent: z.enum(intents).optional(),
  unit: z.string().optional(),
  items: z.array(z.string()),
  asksForItem: z.boolean(),
  /** Measures were spoken of: a bare "1.2" is one. */
  measures: z.boolean().optional(),
  /** A page that was given without saying of which item. */
  url: z.string().optional(),
})
export type Spoken = z.infer<typeof Spoken>

/** Not a flow: it waits for nothing. */
const spoken = { name: 'work', version: 2 }
/** Flows of this feature remember what was spoken of as well: whoever goes on with something else keeps their thread. */
const alsoKeptBy = ['work-confirm', 'work-return', 'evidence-describe']

/** What this person spoke of last. */
export function readSpoken(turn: Turn): Spoken {
  const state = turn.visitor.conversation
  const ours = state?.flow === spoken.name ? state.version === spoken.version : alsoKeptBy.includes(state?.flow ?? '')
  const read = ours ? Spoken.safeParse(state?.memory) : null
  return read?.success ? read.data : { items: [], asksForItem: false }
}

/** The conversation state that remembers it. */
export function speakOf(memory: Spoken): ConversationState {
  return { flow: spoken.name, step: 'spoken', version: spoken.version, memory }
}

/** Whether a conversation only remembers what was spoken of, and waits for nothing. */
export function isSpoken(state: ConversationState | null | undefined): boolean {
  return state?.flow === spoken.name
}

/** As `speakOf`, after something about these items was shown or done. */
export function speakOfItems(items: readonly string[]): ConversationState {
  return speakOf({ intent: 'item_status', items: items.slice(0, 20), asksForItem: false })
}
