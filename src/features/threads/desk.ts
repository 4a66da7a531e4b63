import type { Button } from '../../chat/button.ts'
import type { ConversationState, Decision } from '../../chat/decision.ts'
import { runStep } from '../../chat/flow.ts'
import type { Choice, Say } from '../../chat/say.ts'
import type { AskedAfter } from '../../thai/own-matters.ts'
import { readThreadCommand } from '../../thai/thread-commands.ts'
import { readProblem } from '../../thai/town-problems.ts'
import type { Thread } from '../../threads/thread.ts'
import {
  askedBack,
  mineFlow,
  myThreads,
  openMatter,
  pressMine,
  rate,
  showOwnThread,
  withApology,
  writeOn,
} from './citizen.ts'
import { draftFlow } from './drafts.ts'
import { attach, takeFile, takePlace, wordlessFlow } from './files.ts'
import { problemFlow, startProblem, wordsOfProblem } from './problems.ts'
import {
  move,
  obeyThreadCommand,
  pressWork,
  report,
  setCategory,
  showForStaff,
  showInbox,
  useCanned,
} from './staff-inbox.ts'
import { oldButton, textsOf, type ThreadTools } from './tools.ts'

const flows = [mineFlow.name, draftFlow.name, problemFlow.name, wordlessFlow.name]

/** Whether somebody is in the middle of writing something for a thread. */
export function isWriting(state: ConversationState | null): boolean {
  return state !== null && flows.includes(state.flow)
}

/** Everything about questions and requests that people work on, for one event. */
export function threadDesk(tools: ThreadTools) {
  const { turn } = tools
  const { incoming } = turn
  return {
    /** Goes on with what somebody is writing; null when it is none of this feature's conversations, or meant for others. */
    async goOn(state: ConversationState): Promise<Decision | null> {
      switch (state.flow) {
        case mineFlow.name:
          return runStep(mineFlow, state, incoming, tools)
        case draftFlow.name:
          return turn.visitor.staff ? runStep(draftFlow, state, incoming, tools) : null
        case problemFlow.name:
          return runStep(problemFlow, state, incoming, tools)
        case wordlessFlow.name:
          return runStep(wordlessFlow, state, incoming, tools)
        default:
          return null
      }
    },

    /** A button of this feature; null for every other. */
    async press(button: Button): Promise<Decision | null> {
      switch (button.name) {
        case 'thread':
          return (
            (await showOwnThread(button.number, tools)) ??
            (turn.visitor.staff ? showForStaff(button.number, tools) : oldButton(turn))
          )
        case 'mine':
          return pressMine(button, tools)
        case 'stars':
          return rate(button, tools)
        case 'attach':
          return attach(button, tools)
        case 'handle':
          return pressWork(button, tools)
        case 'move':
          return turn.visitor.staff ? move(button, tools) : oldButton(turn)
        case 'advance':
          return report(button, tools)
        case 'category':
          return setCategory(button, tools)
        case 'canned':
          return useCanned(button, tools)
        case 'inbox':
          return showInbox(tools, button.from, button.all)
        case 'answer':
        case 'problem':
        case 'voice':
          // The conversation that this button belonged to is over.
          return oldButton(turn)
        default:
          return null
      }
    },

    /** What staff write about a thread by its number; null when it is anything else. */
    async obey(words: string): Promise<Decision | null> {
      const command = turn.visitor.staff ? readThreadCommand(words) : null
      return command ? obeyThreadCommand(command, tools) : null
    },

    /** Staff answer a thread whose number was read out of what they wrote. */
    answer: (ticket: { serial: number; fiscalYear: number | null }, words: string): Promise<Decision> =>
      obeyThreadCommand({ does: 'answer', kind: null, ...ticket, words }, tools),

    /**
     * A text that tells of a problem in the town: one tap decides what becomes of it. Null when it tells of none.
     * @param before it was said earlier, and that it is a report is decided
     * @param about what was just spoken of, where the text does not name it again
     */
    takeProblem(words: string, before: { sourceId: string | null } | null = null, about = ''): Decision | null {
      const kind = readProblem(words, about)
      const decided = before !== null
      const sourceId = decided ? before.sourceId : incoming.kind === 'text' ? incoming.messageId : null
      return kind === null
        ? null
        : startProblem(
            { words: { text: about === '' ? words : `${words} (${about})`, kind, sourceId }, place: null, decided },
            tools,
          )
    },

    /** Beside an answer to a text that may also be meant as a report: the tap that makes it one. */
    reportChoice(words: string): Choice | null {
      const label = textsOf(turn).reportIt
      return readProblem(words) === null
        ? null
        : { label, tap: { does: 'button', button: { name: 'problem', asked: '', do: 'start' }, shows: label } }
    },

    /** Telling of a problem begins with its kind. */
    tellProblem: (): Decision => startProblem({ words: null, place: null }, tools),

    /** What was told as a problem and turned out to be a question; null when there are no words. */
    questionInstead(button: Button): { text: string; sourceId: string | null } | null {
      return button.name === 'problem' && button.do === 'ask'
        ? wordsOfProblem(turn.visitor.conversation?.memory, button.asked)
        : null
    },

    /** A photo, a voice message, a file or a place that nobody asked for; null when it cannot be kept. */
    async takeSent(): Promise<Decision | null> {
      if (incoming.kind === 'media') return takeFile(incoming, tools)
      return incoming.kind === 'location' ? takePlace(incoming, tools) : null
    },

    /** The thread in which staff asked this person back and wait, the newest; null when there is none. */
    askedBack: (): Promise<Thread | null> => askedBack(tools),

    /** What the person says to it; null when staff wait for nothing any more. */
    async answerStaff(words: { text: string; sourceId: string | null }): Promise<Say[] | null> {
      const thread = await askedBack(tools)
      return thread ? (await writeOn(thread, words, tools)).say : null
    },

    mine: () => myThreads(tools),
    /** The same for whoever asks after it in so many words; null when the person never sent anything. */
    async mineIfAny(words: string): Promise<Decision | null> {
      const [any] = await tools.threads.ofPerson(turn.visitor.personId, 1)
      return any ? withApology(words, await myThreads(tools), tools) : null
    },
    /** The state of the open matter that these words may ask after; null when they ask after none of this person's. */
    openMatter: (words: string, asked: AskedAfter, talking: boolean): Promise<Decision | null> =>
      openMatter(words, asked, talking, tools),
    inbox: () => showInbox(tools),
  }
}
