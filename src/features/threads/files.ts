import { z } from 'zod'
import type { Button } from '../../chat/button.ts'
import type { Decision } from '../../chat/decision.ts'
import { at, type Flow, type StepDecision } from '../../chat/flow.ts'
import type { Incoming } from '../../chat/incoming.ts'
import { text, type Choice } from '../../chat/say.ts'
import { readCommand } from '../../thai/commands.ts'
import type { Thread } from '../../threads/thread.ts'
import { writePlace } from './cards.ts'
import { handToStaff, promiseNow } from './hand-over.ts'
import { startProblem } from './problems.ts'
import { doorwayChoice, mainChoices, oldButton, plain, textsOf, type ThreadTools } from './tools.ts'

const openThreadsAsked = 8
const choicesShown = 4

const Memory = z.object({ asked: z.string(), words: z.string() })
type Memory = z.infer<typeof Memory>

/** A voice message, a video or a file that says nothing by itself: staff may look at it, after one tap. */
export const wordlessFlow: Flow<'offered', Memory, ThreadTools> = {
  name: 'wordless',
  version: 1,
  memory: Memory,
  steps: {
    async offered(incoming, memory, tools): Promise<StepDecision<'offered', Memory>> {
      const { turn } = tools
      const pressed = incoming.kind === 'button' && turn.pressed?.name === 'voice' ? turn.pressed : null
      if (pressed && pressed.asked !== memory.asked) return { kind: 'stay', say: [text(turn.texts.oldButton)] }
      const command = incoming.kind === 'text' ? readCommand(incoming.text) : null
      if (pressed?.to === 'staff' || command === 'yes') {
        const { say } = await handToStaff(
          { kind: 'question', text: memory.words, likely: null, category: null, sourceId: null },
          tools,
        )
        return { kind: 'done', say, purpose: 'handover' }
      }
      if (pressed || command === 'no' || command === 'cancel')
        return { kind: 'done', say: [text(turn.texts.askAway, mainChoices(turn))] }
      return { kind: 'pass' }
    },
  },
}

/** The threads of the person that still move: what they send without a word probably belongs to one of them. */
async function moving(tools: ThreadTools): Promise<Thread[]> {
  const own = await tools.threads.ofPerson(tools.turn.visitor.personId, openThreadsAsked)
  return own.filter((thread) => thread.status === 'open' || thread.status === 'asked')
}

/**
 * A photo, a voice message or a file out of the blue: into the one thread that is open (with a way out), or the person is asked
 * to which; without any, what it is about.
 */
export async function takeFile(
  incoming: Extract<Incoming, { kind: 'media' }>,
  tools: ThreadTools,
): Promise<Decision | null> {
  const { turn } = tools
  const words = textsOf(turn)
  if (!incoming.ours) return null
  const threads = await moving(tools)
  const [only, another] = threads
  if (only && another === undefined) {
    await wake(only, tools)
    return {
      ...plain(text(words.attached(turn.digits(only.number)), otherMatter(words.anotherMatter, tools))),
      filesFor: { threadId: only.id },
    }
  }
  if (only) return plain(text(words.whichMatter, matterChoices(threads, tools)))
  return offerWordless(incoming.media, tools)
}

function offerWordless(media: 'image' | 'video' | 'audio' | 'file', tools: ThreadTools): Decision {
  const { turn, ids } = tools
  const words = textsOf(turn)
  // A photo shows a problem in the street more often than anything else.
  if (media === 'image' || media === 'video') return startProblem({ words: null, place: null }, tools)
  const asked = ids.short()
  const toStaff = { name: 'voice', asked, to: 'staff' } as const
  const choices: Choice[] = [
    { label: words.toStaff, tap: { does: 'button', button: toStaff, shows: words.toStaff } },
    { label: words.typeInstead, tap: { does: 'button', button: { name: 'ask' }, opensKeyboard: true } },
    doorwayChoice(turn),
  ]
  return {
    ...plain(text(media === 'audio' ? words.voiceToStaff : words.fileToStaff, choices)),
    conversation: at(wordlessFlow, 'offered', {
      asked,
      words: media === 'audio' ? words.voiceQuestion : words.fileQuestion,
    }),
  }
}

/** A place out of the blue: as with files. */
export async function takePlace(
  incoming: Extract<Incoming, { kind: 'location' }>,
  tools: ThreadTools,
): Promise<Decision> {
  const { turn } = tools
  const words = textsOf(turn)
  const threads = await moving(tools)
  const [only, another] = threads
  if (only && another === undefined) {
    await tools.threads.addPlace(turn.agency.id, only.id, writePlace(incoming), incoming.messageId)
    await wake(only, tools)
    return plain(text(words.attached(turn.digits(only.number)), mainChoices(turn)))
  }
  const place = { text: writePlace(incoming), sourceId: incoming.messageId }
  return startProblem({ words: null, place }, tools)
}

/** Which thread the files of the last minutes belong to, chosen by their sender; '' = to none of the open ones. */
export async function attach(button: Extract<Button, { name: 'attach' }>, tools: ThreadTools): Promise<Decision> {
  const { turn, attachments } = tools
  const words = textsOf(turn)
  if (button.number === '') {
    for (const thread of await moving(tools)) await attachments.detach(turn.db, thread.id, turn.visitor.personId)
    return startProblem({ words: null, place: null }, tools)
  }
  const thread = await tools.threads.byNumber(turn.agency.id, button.number)
  if (thread?.personId !== turn.visitor.personId) return oldButton(turn)
  const files = await attachments.attachTo(turn.db, thread.id, turn.visitor.personId)
  if (files === 0) return oldButton(turn)
  await wake(thread, tools)
  return plain(text(words.attached(turn.digits(thread.number)), mainChoices(turn)))
}

/** What staff asked for has come. */
async function wake(thread: Thread, tools: ThreadTools): Promise<void> {
  if (thread.status === 'open') return
  const { turn, threads } = tools
  const due = await promiseNow(thread, tools)
  await threads.askOn(turn.agency.id, thread, { text: textsOf(turn).sentFiles }, due)
}

function matterChoices(threads: readonly Thread[], tools: ThreadTools): Choice[] {
  const { turn } = tools
  return [
    ...threads.slice(0, choicesShown).map(({ number }): Choice => ({
      label: turn.digits(number),
      tap: { does: 'button', button: { name: 'attach', number }, shows: turn.digits(number) },
    })),
    ...otherMatter(textsOf(turn).newMatter, tools),
  ]
}

function otherMatter(label: string, tools: ThreadTools): Choice[] {
  const { turn } = tools
  return [{ label, tap: { does: 'button', button: { name: 'attach', number: '' }, shows: label } }, doorwayChoice(turn)]
}
