import type { Button } from '../../chat/button.ts'
import type { Decision } from '../../chat/decision.ts'
import { text } from '../../chat/say.ts'
import { knowledgeTextsFor } from '../../texts/knowledge.ts'
import type { Turn } from '../turn.ts'

type FileUse = Extract<Button, { name: 'file' }>['as']

/**
 * What an administrator's file is for. The tap decides, and brings a fresh reply token: while it is awaited the file is
 * fetched, so that what is in it can be answered for free. A new use is a word in the button's `as`, a label, and a line in
 * the router.
 */
export function askWhatFile(messageId: string, uses: readonly FileUse[], turn: Turn): Decision {
  const say = knowledgeTextsFor[turn.agency.profile.voice]
  return {
    say: [
      text(
        say.whatFile,
        uses.map((use) => ({
          label: say.fileKinds[use],
          tap: { does: 'button', button: { name: 'file', message: messageId, as: use }, shows: say.fileKinds[use] },
        })),
      ),
    ],
    purpose: 'work',
    worthPush: false,
  }
}
