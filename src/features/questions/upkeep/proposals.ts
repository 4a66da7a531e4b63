import { z } from 'zod'
import type { Button } from '../../../chat/button.ts'
import type { Decision } from '../../../chat/decision.ts'
import { at, type Flow, type StepDecision } from '../../../chat/flow.ts'
import { card, text, type Say } from '../../../chat/say.ts'
import { readCommand } from '../../../thai/commands.ts'
import { formatDate } from '../../../thai/dates.ts'
import { cardButton } from '../../turn.ts'
import { shorten } from '../answer-cards.ts'
import type { KnowledgeEntry } from '../knowledge-store.ts'
import { undoChoice } from './entries.ts'
import type { Proposal } from './proposal-store.ts'
import { mayDecide, words, type UpkeepTools } from './tools.ts'

const longestQuestion = 500
const longestAnswer = 3000

/** An answer of a thread on its way into the knowledge base, until it is proposed. */
const Memory = z.object({ asked: z.string(), number: z.string(), question: z.string(), answer: z.string() })
type Memory = z.infer<typeof Memory>
type Step = 'confirming' | 'question' | 'answer'
type Decided = StepDecision<Step, Memory>

/** What one citizen was told becomes what everybody is told: shown, reworded so that it is about nobody, proposed. */
export const proposalFlow: Flow<Step, Memory, UpkeepTools> = {
  name: 'proposal',
  version: 1,
  memory: Memory,
  steps: {
    async confirming(incoming, memory, tools) {
      const { turn } = tools
      const say = words(turn)
      const pressed = incoming.kind === 'button' && turn.pressed?.name === 'draft' ? turn.pressed : null
      if (pressed && pressed.asked !== memory.asked) return { kind: 'stay', say: [text(turn.texts.oldButton)] }
      const command = incoming.kind === 'text' ? readCommand(incoming.text) : null
      if (pressed?.do === 'save' || command === 'yes') return propose(memory, tools)
      if (pressed?.do === 'drop' || command === 'no' || command === 'cancel')
        return { kind: 'done', say: [text(say.editDropped)], purpose: 'work' }
      if (pressed?.do === 'question') return { kind: 'go', to: 'question', memory, say: [text(say.writeQuestion)] }
      if (pressed?.do === 'answer')
        return { kind: 'go', to: 'answer', memory, say: [text(say.writeAnswer(shorten(memory.question, 120)))] }
      return { kind: 'pass' }
    },
    async question(incoming, memory, tools) {
      return rewrite(incoming, memory, 'question', longestQuestion, tools)
    },
    async answer(incoming, memory, tools) {
      return rewrite(incoming, memory, 'answer', longestAnswer, tools)
    },
  },
}

function rewrite(
  incoming: { kind: string; text?: string },
  memory: Memory,
  part: 'question' | 'answer',
  most: number,
  tools: UpkeepTools,
): Decided {
  if (incoming.kind !== 'text') return { kind: 'pass' }
  const written = (incoming.text ?? '').trim()
  if (readCommand(written) === 'cancel')
    return { kind: 'done', say: [text(words(tools.turn).editDropped)], purpose: 'work' }
  if (written.length > most) return { kind: 'stay', say: [text(words(tools.turn).answerTooLong)] }
  const changed = { ...memory, [part]: written }
  return { kind: 'go', to: 'confirming', memory: changed, say: [draftCard(changed, tools)] }
}

/** A tap on "add to the knowledge base" under an answered thread. */
export async function startProposal(
  button: Extract<Button, { name: 'propose' }>,
  tools: UpkeepTools,
): Promise<Decision> {
  const { turn, threads, ids } = tools
  if (!turn.visitor.staff) return plain(text(turn.texts.noLongerStaff))
  const thread = await threads.byNumber(turn.agency.id, button.number)
  if (!thread) return plain(text(turn.texts.oldButton))
  const memory: Memory = {
    asked: ids.short(),
    number: thread.number,
    question: thread.question.trim().slice(0, longestQuestion).toWellFormed(),
    answer: thread.answer ?? '',
  }
  if (memory.answer === '')
    return {
      ...plain(text(words(turn).writeAnswer(shorten(memory.question, 120)))),
      conversation: at(proposalFlow, 'answer', memory),
    }
  return { ...plain(draftCard(memory, tools)), conversation: at(proposalFlow, 'confirming', memory) }
}

function draftCard(memory: Memory, { turn }: UpkeepTools): Say {
  const say = words(turn)
  const button = (
    label: string,
    wish: Extract<Button, { name: 'draft' }>['do'],
    style: 'primary' | 'secondary' | 'link',
  ) =>
    cardButton(label, { does: 'button', button: { name: 'draft', asked: memory.asked, do: wish }, shows: label }, style)
  return card(
    turn.cards.card('draft-entry', {
      title: say.proposalTitle,
      about: memory.question,
      to: shorten(memory.answer, 1500),
      note: say.proposalNote,
      buttons: [
        button(mayDecide(turn.visitor.staff) ? say.save : say.sendProposal, 'save', 'primary'),
        button(say.rewordQuestion, 'question', 'secondary'),
        button(say.rewordAnswer, 'answer', 'secondary'),
        button(say.dropEdit, 'drop', 'link'),
      ],
    }),
  )
}

async function propose(memory: Memory, tools: UpkeepTools): Promise<Decided> {
  const { turn, threads, proposals, store } = tools
  const say = words(turn)
  const { staff } = turn.visitor
  const thread = await threads.byNumber(turn.agency.id, memory.number)
  if (!staff || !thread) return { kind: 'done', say: [text(turn.texts.noLongerStaff)], purpose: 'work' }
  const entry: KnowledgeEntry = {
    // One thread, one entry: proposing twice changes it, it does not double it.
    id: thread.number,
    category: say.ownCategory,
    unit: thread.unit ?? staff.unit ?? '',
    question: memory.question,
    answer: memory.answer,
    aliases: [],
    owner: staff.name,
  }
  if (mayDecide(staff)) {
    const change = await store.apply(turn.agency.id, { put: [entry] }, 'proposal', staff.id)
    return { kind: 'done', say: [text(say.approved(entry.question), [undoChoice(change, turn)])], purpose: 'work' }
  }
  await proposals.add(turn.agency.id, staff.id, entry, thread.id)
  return { kind: 'done', say: [text(say.proposed)], purpose: 'work' }
}

/** Proposals that wait, one at a time, beginning with the oldest or after the given one. */
export async function showProposals(after: string | null, tools: UpkeepTools, first: Say[] = []): Promise<Decision> {
  const { turn, proposals } = tools
  const say = words(turn)
  if (!mayDecide(turn.visitor.staff)) return plain(text(say.notForYou))
  const waiting = await proposals.waiting(turn.agency.id, 100)
  const place = after === null ? 0 : waiting.findIndex((one) => one.id === after) + 1
  const proposal = waiting[place] ?? waiting[0]
  if (!proposal) return plain(...first, text(say.noProposals))
  return plain(...first, proposalCard(proposal, waiting.length, tools))
}

/** A reviewer's word on a proposal; then the next one. */
export async function decideProposal(
  button: Extract<Button, { name: 'proposal' }>,
  tools: UpkeepTools,
): Promise<Decision> {
  const { turn, proposals, store } = tools
  const say = words(turn)
  const { staff } = turn.visitor
  if (!mayDecide(staff)) return plain(text(say.notForYou))
  if (button.do === 'later') return showProposals(button.id, tools)
  const waiting = await proposals.waiting(turn.agency.id, 100)
  const proposal = waiting.find((one) => one.id === button.id)
  const as = button.do === 'approve' ? 'approved' : 'refused'
  if (!proposal || !(await proposals.decide(turn.agency.id, proposal.id, as, staff.id)))
    return plain(text(say.decidedAlready))
  if (as === 'refused')
    return waiting.length > 1 ? showProposals(null, tools, [text(say.refused)]) : plain(text(say.refused))
  const change = await store.apply(turn.agency.id, { put: [proposal.entry] }, 'proposal', staff.id)
  return plain(
    text(say.approved(proposal.entry.question), [undoChoice(change, turn), ...moreChoice(waiting.length - 1, tools)]),
  )
}

function moreChoice(left: number, { turn }: UpkeepTools) {
  if (left === 0) return []
  const label = words(turn).later
  return [
    {
      label,
      tap: {
        does: 'button' as const,
        button: { name: 'knowledge' as const, list: 'proposals' as const },
        shows: label,
      },
    },
  ]
}

function proposalCard(proposal: Proposal, waiting: number, { turn, knowledge }: UpkeepTools): Say {
  const say = words(turn)
  const { entry, id, by, at: when } = proposal
  const button = (
    label: string,
    wish: Extract<Button, { name: 'proposal' }>['do'],
    style: 'primary' | 'secondary' | 'link',
  ) => cardButton(label, { does: 'button', button: { name: 'proposal', id, do: wish }, shows: label }, style)
  const known = knowledge.topic(entry.id)
  return card(
    turn.cards.card('draft-entry', {
      title: say.proposalsTitle,
      about: entry.question,
      from: known ? shorten(known.answer, 600) : undefined,
      to: shorten(entry.answer, 1500),
      note: say.proposalBy(by, turn.digits(formatDate(when))),
      buttons: [
        button(say.approve, 'approve', 'primary'),
        button(say.refuse, 'refuse', 'secondary'),
        ...(waiting > 1 ? [button(say.later, 'later', 'link')] : []),
      ],
    }),
  )
}

function plain(...say: Say[]): Decision {
  return { say, purpose: 'work', worthPush: false }
}
