import { z } from 'zod'
import type { AttachmentStore } from '../../attachments/attachment-store.ts'
import type { Button } from '../../chat/button.ts'
import type { Decision, Elsewhere } from '../../chat/decision.ts'
import type { Incoming } from '../../chat/incoming.ts'
import { at, type Flow, type StepDecision } from '../../chat/flow.ts'
import { text, type Choice, type Say } from '../../chat/say.ts'
import type { Ids } from '../../kernel/ids.ts'
import type { ThreadStore } from '../../threads/thread-store.ts'
import { readChoice, readCommand } from '../../thai/commands.ts'
import { sameMatter, tellsIt } from '../../thai/follow-ups.ts'
import { withoutSmalltalk } from '../../thai/smalltalk.ts'
import type { Turn } from '../turn.ts'
import { answerCard, choicesCard, mainChoices, offer, offerAsAnswer } from './answer-cards.ts'
import type { GapStore } from './gap-store.ts'
import type { Knowledge, Topic } from './knowledge.ts'
import { countQuestion, type CountName } from './question-counts.ts'

/** What this feature needs for one event. */
export type QuestionTools = {
  turn: Turn
  knowledge: Knowledge
  threads: ThreadStore
  gaps: GapStore
  attachments: AttachmentStore
  ids: Ids
  /** The tap that makes a report of what was written, where it tells of a problem in the town. */
  report?: Choice
  /** LINE's ids of the message that the question came in, where it is asked by a button that stands under it. */
  earlier?: string | null
  /** Whether staff have asked this person something and wait for it. */
  askedBack(): Promise<boolean>
  /** Gives words to the thread in which staff asked back; null when none waits any more. */
  answerStaff(words: string, sourceId: string | null): Promise<Say[] | null>
  /** Until when a question that is handed over now is answered. */
  promise(): Promise<Date>
  /** Gives a question to staff. `unit` is a guess that its own words may correct. */
  handOver(question: {
    text: string
    unit: string | null
    category: string | null
    sourceId: string | null
  }): Promise<{ threadId: string; say: Say[]; also?: Elsewhere[] }>
}

/** The question that is being talked about; kept, sealed, until it is settled or a day has passed. */
const Memory = z.object({
  /** Names the question, so that a button of an earlier one does nothing. */
  asked: z.string(),
  text: z.string(),
  /** Topics that were shown already. */
  shown: z.array(z.string()),
  /** Topics that came next in likeliness. */
  next: z.array(z.string()),
  /** The topic whose answer counts as given, until it turns out not to help. */
  counted: z.string().optional(),
  /** LINE's id of the message, so that its sender can take it back after it was handed over. */
  sourceId: z.string().optional(),
})
type Memory = z.infer<typeof Memory>
type Step = 'answered' | 'choosing' | 'offered' | 'wanting'
type Decided = StepDecision<Step, Memory>

const longestQuestion = 2000

/** The conversation about one question, from its answer to the hand-over. */
export const questionFlow: Flow<Step, Memory, QuestionTools> = {
  name: 'question',
  version: 1,
  memory: Memory,
  steps: {
    async answered(incoming, memory, tools) {
      const { turn } = tools
      if (incoming.kind === 'button' && turn.pressed?.name === 'full') return showAll(turn.pressed.id, tools)
      const said = saidAbout(incoming, memory, turn)
      if (said === 'old') return { kind: 'stay', say: [text(turn.texts.oldButton)] }
      if (said === 'not-this') return nextBest(memory, tools)
      if (said === 'to-staff') return handOver(memory, tools)
      if (said === null) return { kind: 'pass' }
      await count('fits', memory.counted, tools)
      return { kind: 'done', say: [text(turn.texts.gladItFits)] }
    },
    async choosing(incoming, memory, tools) {
      const { turn } = tools
      const pressed = incoming.kind === 'button' ? turn.pressed : null
      const ofAnother = pressed?.name === 'topic' && pressed.asked !== undefined && pressed.asked !== memory.asked
      // A choice of an earlier question is shown, but it does not become the choice of this one.
      if (ofAnother) return { kind: 'pass' }
      const number = incoming.kind === 'text' ? readChoice(incoming.text, 3) : null
      const chosen = pressed?.name === 'topic' ? pressed.id : number === null ? undefined : memory.shown[number - 1]
      const topic = chosen === undefined ? null : tools.knowledge.topic(chosen)
      if (topic) {
        await count('answered', topic.id, tools)
        return {
          kind: 'go',
          to: 'answered',
          memory: { ...memory, counted: topic.id },
          say: [answerCard(topic, memory.asked, turn)],
        }
      }
      const said = saidAbout(incoming, memory, turn)
      if (said === 'old') return { kind: 'stay', say: [text(turn.texts.oldButton)] }
      if (said === 'to-staff') return handOver(memory, tools)
      if (said === 'not-this') {
        await noteUnanswered(memory, tools)
        return {
          kind: 'go',
          to: 'offered',
          memory,
          say: [offer(memory.text, memory.asked, await tools.promise(), turn)],
        }
      }
      return { kind: 'pass' }
    },
    /** Somebody wants a person: what they write next is for one, whatever the bot may know about it. */
    async wanting(incoming, memory, tools) {
      const { turn, knowledge } = tools
      if (incoming.kind !== 'text' || readCommand(incoming.text) !== null) return { kind: 'pass' }
      if (incoming.text.length > longestQuestion) return { kind: 'stay', say: [text(turn.texts.tooLong)] }
      const { smalltalk: chat } = knowledge.understand(incoming.text)
      if (chat !== undefined) return { kind: 'pass' }
      await count('asked', undefined, tools)
      await count('unanswered', undefined, tools)
      const wanted: Memory = { ...memory, text: incoming.text, ...source(tools) }
      return {
        kind: 'go',
        to: 'offered',
        memory: wanted,
        say: [offer(wanted.text, wanted.asked, await tools.promise(), turn, turn.texts.forStaff)],
      }
    },
    async offered(incoming, memory, tools) {
      const { turn } = tools
      const pressed = incoming.kind === 'button' && turn.pressed?.name === 'handover' ? turn.pressed : null
      const command = incoming.kind === 'text' ? readCommand(incoming.text) : null
      if (pressed && pressed.asked !== memory.asked) return { kind: 'stay', say: [text(turn.texts.oldButton)] }
      if (pressed?.to === 'thread') {
        const say = await tools.answerStaff(memory.text, memory.sourceId ?? null)
        return say === null ? handOver(memory, tools) : { kind: 'done', say, purpose: 'handover' }
      }
      if (pressed?.to === 'staff' || command === 'yes' || command === 'to-staff') return handOver(memory, tools)
      if (pressed?.to === 'nobody' || command === 'no' || command === 'cancel') {
        return { kind: 'done', say: [text(turn.texts.notHandedOver, mainChoices(turn))] }
      }
      return { kind: 'pass' }
    },
  },
}

/** What somebody says of an answer or of choices, by button or in words (LINE on a computer shows no quick replies). */
function saidAbout(incoming: Incoming, memory: Memory, turn: Turn): 'fits' | 'not-this' | 'to-staff' | 'old' | null {
  const pressed = incoming.kind === 'button' ? turn.pressed : null
  if (pressed?.name === 'fits' || pressed?.name === 'none' || pressed?.name === 'handover') {
    if (pressed.asked !== memory.asked) return 'old'
    return pressed.name === 'none' ? 'not-this' : pressed.name === 'handover' ? 'to-staff' : 'fits'
  }
  const command = incoming.kind === 'text' ? commandIn(incoming.text) : null
  if (command === 'fits' || command === 'to-staff') return command
  return command === 'fits-not' || command === 'no' ? 'not-this' : null
}

/** A fixed word, also inside of politeness, thanks or rudeness. */
function commandIn(words: string) {
  return readCommand(words) ?? (words.length > 60 ? null : readCommand(withoutSmalltalk(words).join('')))
}

/** Answers what a citizen wrote: the answer, up to three choices, or an honest offer to pass it on. */
export async function answerQuestion(words: string, tools: QuestionTools): Promise<Decision> {
  const { turn, knowledge, ids } = tools
  const { texts } = turn
  if (words.length > longestQuestion) return { say: [text(texts.tooLong)], worthPush: false }
  const understood = knowledge.understand(words)
  const asked = ids.short()
  const unsure =
    understood.outcome === 'choices' || (understood.outcome === 'handoff' && understood.smalltalk === undefined)
  if (unsure && (await tools.askedBack()))
    return {
      say: [offerAsAnswer(words, asked, await tools.promise(), turn)],
      conversation: at(questionFlow, 'offered', { asked, text: words, shown: [], next: [], ...source(tools) }),
      worthPush: true,
    }
  switch (understood.outcome) {
    case 'smalltalk':
      if (understood.smalltalk === 'despair') return comfort(turn)
      if (understood.smalltalk === 'puzzled') return explainAgain(turn)
      if (understood.smalltalk === 'unreachable') return askWhat(texts.sorryUnreachable, asked, turn)
      return {
        say: [text(smalltalk(understood.smalltalk, turn), mainChoices(turn))],
        conversation: null,
        worthPush: false,
      }
    case 'answer': {
      const [best] = understood.top
      const topic = best === undefined ? null : knowledge.topic(best)
      await count('asked', undefined, tools)
      if (!topic) return offerDecision(words, asked, [], tools)
      await count('answered', topic.id, tools)
      return {
        say: [answerCard(topic, asked, turn, tools.report)],
        conversation: at(questionFlow, 'answered', {
          asked,
          text: words,
          ...source(tools),
          shown: [topic.id],
          next: understood.next,
          counted: topic.id,
        }),
        worthPush: true,
      }
    }
    case 'choices': {
      const topics = understood.top.flatMap((id) => knowledge.topic(id) ?? []).slice(0, 3)
      await count('asked', undefined, tools)
      if (topics.length === 0) return offerDecision(words, asked, [], tools)
      return {
        say: [choicesCard(topics, asked, turn)],
        conversation: at(questionFlow, 'choosing', {
          asked,
          text: words,
          ...source(tools),
          shown: topics.map((topic) => topic.id),
          next: understood.top.slice(3),
        }),
        worthPush: true,
      }
    }
    case 'handoff':
      if (understood.smalltalk === 'human') {
        return askWhat(texts.wantsPerson, asked, turn)
      }
      await count('asked', undefined, tools)
      return offerDecision(words, asked, understood.top, tools)
    default:
      return understood.outcome satisfies never
  }
}

/** The topic that was told last in the conversation about a question, or null. */
export function topicTold({ turn, knowledge }: QuestionTools): Topic | null {
  const state = turn.visitor.conversation
  if (state?.flow !== questionFlow.name || state.step === 'choosing') return null
  const memory = Memory.safeParse(state.memory)
  const told = memory.success ? memory.data.shown.at(-1) : undefined
  return told === undefined ? null : knowledge.topic(told)
}

/**
 * Asking on without naming the matter again stays with the topic told last: another topic of the same matter where one fits,
 * the same answer where it tells what is asked, else an honest offer that says what it is about.
 */
export async function answerFollowUp(words: string, told: Topic, tools: QuestionTools): Promise<Decision> {
  const { turn, knowledge, ids } = tools
  const together = `${told.title} ${words}`
  const { outcome, top } = knowledge.understand(together)
  const [best] = outcome === 'answer' ? top : []
  const near = best === undefined || best === told.id ? null : knowledge.topic(best)
  const other = near && sameMatter(near.title, told.title) ? near : null
  const topic = other ?? (tellsIt(told.answer, words) ? told : null)
  const asked = ids.short()
  const memory: Memory = { asked, text: together, shown: [topic?.id ?? told.id], next: [], ...source(tools) }
  await count('asked', undefined, tools)
  if (topic) {
    await count('answered', topic.id, tools)
    return {
      say: [...(other ? [] : [text(turn.texts.toldAlready)]), answerCard(topic, asked, turn)],
      conversation: at(questionFlow, 'answered', { ...memory, counted: topic.id }),
      worthPush: true,
    }
  }
  await noteUnanswered(memory, tools)
  return {
    say: [offer(`${told.title} · ${words}`, asked, await tools.promise(), turn)],
    conversation: at(questionFlow, 'offered', memory),
    worthPush: true,
  }
}

/** A tap on a topic outside a running choice: the published list, or an older choice card. */
export function showTopic(button: Extract<Button, { name: 'topic' }>, tools: QuestionTools): Decision {
  const topic = tools.knowledge.topic(button.id)
  if (!topic) return { say: [text(tools.turn.texts.oldButton)], worthPush: false }
  const asked = tools.ids.short()
  return {
    say: [answerCard(topic, asked, tools.turn)],
    conversation: at(questionFlow, 'answered', { asked, text: topic.title, shown: [topic.id], next: [] }),
    worthPush: true,
  }
}

/** A button that shows the whole of a long answer. */
export function showFull(button: Extract<Button, { name: 'full' }>, tools: QuestionTools): Decision {
  return { say: showAll(button.id, tools).say, worthPush: false }
}

function showAll(id: string, tools: QuestionTools): { kind: 'stay'; say: Say[] } {
  const topic = tools.knowledge.topic(id)
  return { kind: 'stay', say: [text(topic ? `${topic.title}\n\n${topic.answer}` : tools.turn.texts.oldButton)] }
}

async function offerDecision(words: string, asked: string, next: string[], tools: QuestionTools): Promise<Decision> {
  const memory: Memory = { asked, text: words, shown: [], next, ...source(tools) }
  await noteUnanswered(memory, tools)
  return {
    say: [offer(words, asked, await tools.promise(), tools.turn)],
    conversation: at(questionFlow, 'offered', memory),
    worthPush: true,
  }
}

/** What citizens ask is counted; what staff try out is not. */
async function count(name: CountName, topicId: string | undefined, tools: QuestionTools): Promise<void> {
  const { turn, knowledge } = tools
  if (turn.visitor.staff) return
  const topic = topicId === undefined ? null : knowledge.topic(topicId)
  await countQuestion(turn.db, turn.agency.id, turn.now, name, topic ?? undefined)
}

/** Nobody has answered this yet: it comes onto the list of what to write next, by its matter and without its words. */
async function noteUnanswered(memory: Memory, tools: QuestionTools): Promise<void> {
  if (tools.turn.visitor.staff) return
  await count('unanswered', undefined, tools)
  await tools.gaps.note(tools.turn.agency.id, memory.asked, 'unanswered', tools.knowledge.matter(memory.text) ?? '')
}

/** "Not this": it counts against the answer; then comes what is nearly as likely, once, or the offer of a person. */
async function nextBest(memory: Memory, tools: QuestionTools): Promise<Decided> {
  const { turn, knowledge, gaps } = tools
  const told = memory.shown.at(-1)
  if (told !== undefined && !turn.visitor.staff) {
    await count('unfit', told, tools)
    if (memory.counted !== undefined) await count('unsettled', memory.counted, tools)
    await gaps.note(turn.agency.id, `${memory.asked}.${memory.shown.length}`, 'unfit', told)
  }
  const { counted: _, ...rest } = memory
  const [best, ...next] = memory.next.filter((id) => !memory.shown.includes(id))
  const topic = best === undefined ? null : knowledge.topic(best)
  if (!topic || memory.shown.length >= 2) {
    await noteUnanswered(rest, tools)
    return {
      kind: 'go',
      to: 'offered',
      memory: rest,
      say: [offer(memory.text, memory.asked, await tools.promise(), turn)],
    }
  }
  await count('answered', topic.id, tools)
  return {
    kind: 'go',
    to: 'answered',
    memory: { ...rest, shown: [...memory.shown, topic.id], next, counted: topic.id },
    say: [text(turn.texts.perhapsThis), answerCard(topic, memory.asked, turn)],
  }
}

async function handOver(memory: Memory, tools: QuestionTools): Promise<Decided> {
  const { turn, knowledge } = tools
  const likely = memory.shown.flatMap((id) => knowledge.topic(id) ?? [])
  const { threadId, say, also } = await tools.handOver({
    text: memory.text,
    unit: likely.find((topic) => topic.unit)?.unit ?? null,
    category: likely.find((topic) => topic.category)?.category ?? null,
    sourceId: memory.sourceId ?? null,
  })
  if (memory.counted !== undefined) await count('unsettled', memory.counted, tools)
  await count('passed-on', undefined, tools)
  await tools.gaps.handedOver(turn.agency.id, memory.asked, threadId)
  return { kind: 'done', say, ...(also && { also }), purpose: 'handover' }
}

/** Which message of LINE's the question is. */
function source({ turn: { incoming }, earlier }: QuestionTools): { sourceId?: string } {
  const sourceId = incoming.kind === 'text' ? incoming.messageId : earlier
  return sourceId ? { sourceId } : {}
}

/** Words that no answer about papers may stand in for; the numbers can be called with one tap. */
function comfort(turn: Turn): Decision {
  const { texts } = turn
  return {
    say: [
      text(turn.digits(texts.notAlone), [
        { label: texts.callMentalHealth, tap: { does: 'opens', url: 'tel:1323' } },
        { label: texts.callAmbulance, tap: { does: 'opens', url: 'tel:1669' } },
        { label: texts.askStaff, tap: { does: 'says', text: texts.wantsStaff } },
      ]),
    ],
    conversation: null,
    worthPush: true,
  }
}

/** Whoever did not understand an answer is not asked to begin again: what was spoken of stays, and a person is one tap away. */
function explainAgain(turn: Turn): Decision {
  const { texts, visitor } = turn
  const memory = visitor.conversation?.flow === questionFlow.name ? Memory.safeParse(visitor.conversation.memory) : null
  const toStaff: Choice[] = memory?.success
    ? [
        {
          label: texts.askStaff,
          tap: {
            does: 'button',
            button: { name: 'handover', asked: memory.data.asked, to: 'staff' },
            shows: texts.askStaff,
          },
        },
      ]
    : []
  return { say: [text(texts.explainAgain, [...toStaff, ...mainChoices(turn)])], worthPush: false }
}

/** Somebody asks after a matter and has sent none here: what they write next is for staff, who may know of it. */
export function askWhichMatter(tools: QuestionTools): Decision {
  return askWhat(tools.turn.texts.nothingSent, tools.ids.short(), tools.turn)
}

/** What a person who is asked for, or who could not be reached, is needed for: the next message is offered to staff as it is. */
function askWhat(say: string, asked: string, turn: Turn): Decision {
  return {
    say: [text(say, mainChoices(turn))],
    conversation: at(questionFlow, 'wanting', { asked, text: '', shown: [], next: [] }),
    worthPush: false,
  }
}

function smalltalk(kind: string | undefined, turn: Turn): string {
  const { texts } = turn
  switch (kind) {
    case 'thanks':
      return texts.thanks
    case 'bye':
      return texts.bye
    case 'who':
      return texts.iAmABot(turn.agency.profile.name)
    case 'rude':
      return texts.politely
    case 'praise':
      return texts.praised
    case 'sorry':
      return texts.noHarm
    case 'opening':
      return texts.askOn
    case 'help':
      return texts.canDo
    case 'yes':
    case 'laugh':
    case 'nothing':
      return texts.listening
    default:
      return texts.greeting(turn.agency.profile.name)
  }
}
