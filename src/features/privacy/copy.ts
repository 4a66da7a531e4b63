import { z } from 'zod'
import { at, type Flow } from '../../chat/flow.ts'
import type { Decision } from '../../chat/decision.ts'
import { card, text } from '../../chat/say.ts'
import type { Ids } from '../../kernel/ids.ts'
import { personalCopyTextsFor } from '../../texts/personal-copy.ts'
import { readCommand } from '../../thai/commands.ts'
import { cardButton, type Turn } from '../turn.ts'

const Memory = z.object({ asked: z.string() })
type Memory = z.infer<typeof Memory>

/** `link` makes the one-time address behind which the file is. */
export type CopyTools = { turn: Turn; ids: Ids; link: () => Promise<string> }

/** Somebody wants to have what is kept of them (PDPA section 30): shown what it is, confirmed, then a link that opens once. */
export const copyFlow: Flow<'confirming', Memory, CopyTools> = {
  name: 'copy',
  version: 1,
  memory: Memory,
  steps: {
    async confirming(incoming, memory, { turn, link }) {
      const say = personalCopyTextsFor[turn.agency.profile.voice]
      const pressed = incoming.kind === 'button' && turn.pressed?.name === 'copy' ? turn.pressed : null
      const command = incoming.kind === 'text' ? readCommand(incoming.text) : null
      if (pressed && pressed.asked !== memory.asked) return { kind: 'stay', say: [text(turn.texts.oldButton)] }
      if (command === 'yes' || pressed?.do === 'make') {
        const address = await link()
        return {
          kind: 'done',
          say: [
            card(
              turn.cards.card('staff-link', {
                title: say.title,
                about: say.ready,
                buttons: [cardButton(say.open, { does: 'opens', url: address }, 'primary')],
              }),
            ),
          ],
        }
      }
      if (command === 'no' || command === 'cancel' || pressed?.do === 'drop')
        return { kind: 'done', say: [text(say.dropped)] }
      return { kind: 'pass' }
    },
  },
}

/** Shows what the copy holds, before a link is made. */
export function askCopy(turn: Turn, ids: Ids): Decision {
  const say = personalCopyTextsFor[turn.agency.profile.voice]
  const asked = ids.short()
  return {
    say: [
      card(
        turn.cards.card('draft-entry', {
          title: say.title,
          to: say.what,
          note: say.note,
          buttons: [
            cardButton(
              say.yes,
              { does: 'button', button: { name: 'copy', asked, do: 'make' }, shows: say.yes },
              'primary',
            ),
            cardButton(say.no, { does: 'button', button: { name: 'copy', asked, do: 'drop' }, shows: say.no }, 'link'),
          ],
        }),
      ),
    ],
    conversation: at(copyFlow, 'confirming', { asked }),
    worthPush: false,
  }
}
