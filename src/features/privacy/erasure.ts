import { z } from 'zod'
import { at, type Flow } from '../../chat/flow.ts'
import type { Decision } from '../../chat/decision.ts'
import { card, text } from '../../chat/say.ts'
import type { Ids } from '../../kernel/ids.ts'
import { readCommand } from '../../thai/commands.ts'
import { cardButton, type Turn } from '../turn.ts'

const Memory = z.object({ asked: z.string() })
type Memory = z.infer<typeof Memory>

/** What the erasure of one person needs. */
export type ErasureTools = { turn: Turn; ids: Ids; erase: () => Promise<{ questions: number }> }

/** Asks once more before everything that a person ever wrote here is gone (PDPA section 33, right to erasure). */
export const erasureFlow: Flow<'confirming', Memory, ErasureTools> = {
  name: 'erasure',
  version: 1,
  memory: Memory,
  steps: {
    async confirming(incoming, memory, tools) {
      const { turn } = tools
      const pressed = incoming.kind === 'button' && turn.pressed?.name === 'erase' ? turn.pressed : null
      const command = incoming.kind === 'text' ? readCommand(incoming.text) : null
      if (pressed && pressed.asked !== memory.asked) return { kind: 'stay', say: [text(turn.texts.oldButton)] }
      if (command === 'yes' || pressed?.do === 'erase') {
        const { questions } = await tools.erase()
        return { kind: 'done', say: [text(turn.texts.erased(turn.digits(String(questions))))] }
      }
      if (command === 'no' || command === 'cancel' || pressed?.do === 'keep') {
        return { kind: 'done', say: [text(turn.texts.notErased)] }
      }
      return { kind: 'pass' }
    },
  },
}

/** Shows what would be erased, before it is. */
export function askErasure(turn: Turn, ids: Ids): Decision {
  const { texts } = turn
  const asked = ids.short()
  return {
    say: [
      card(
        turn.cards.card('confirm-change', {
          title: texts.eraseTitle,
          what: texts.eraseWhat,
          to: texts.eraseTo,
          note: turn.visitor.staff ? texts.eraseStaffNote : undefined,
          buttons: [
            cardButton(
              texts.eraseYes,
              { does: 'button', button: { name: 'erase', asked, do: 'erase' }, shows: texts.eraseYes },
              'primary',
            ),
            cardButton(
              texts.eraseNo,
              { does: 'button', button: { name: 'erase', asked, do: 'keep' }, shows: texts.eraseNo },
              'link',
            ),
          ],
        }),
      ),
    ],
    conversation: at(erasureFlow, 'confirming', { asked }),
    worthPush: false,
  }
}
