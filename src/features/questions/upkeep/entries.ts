import { z } from 'zod'
import { dateText } from '../../../calendar/calendar.ts'
import type { Button } from '../../../chat/button.ts'
import type { Decision } from '../../../chat/decision.ts'
import { at, type Flow, type StepDecision } from '../../../chat/flow.ts'
import { card, text, type Say } from '../../../chat/say.ts'
import { readCommand } from '../../../thai/commands.ts'
import { formatDate } from '../../../thai/dates.ts'
import { cardButton, cardTap, type Turn } from '../../turn.ts'
import { shorten } from '../answer-cards.ts'
import type { Change, KnowledgeEntry } from '../knowledge-store.ts'
import type { Topic } from '../knowledge.ts'
import { readStarterPack } from '../starter-pack/starter-pack.ts'
import { mayDecide, words, type UpkeepTools } from './tools.ts'

const longestAnswer = 3000
const changesLookedAt = 30
/** So long after a change its own button takes it back at once, in ms. */
const freshFor = 3_600_000
/** As much of an answer as LINE puts into the keyboard. */
const keyboardTakes = 300
/** So many other ways to ask a confirmed topic of the pack brings along. */
const aliasesTaken = 20

/** An answer that is being written; `was` tells whether somebody else was faster. */
const Memory = z.object({ asked: z.string(), id: z.string(), was: z.string(), words: z.string() })
type Memory = z.infer<typeof Memory>
type Step = 'writing' | 'confirming' | 'removing'
type Decided = StepDecision<Step, Memory>

/** Find, show, write, shown again, saved, undone: each step one tap or one message. */
export const entryFlow: Flow<Step, Memory, UpkeepTools> = {
  name: 'entry',
  version: 1,
  memory: Memory,
  steps: {
    async writing(incoming, memory, tools) {
      const { turn } = tools
      if (isOld(memory, turn)) return { kind: 'stay', say: [text(turn.texts.oldButton)] }
      if (turn.pressed?.name === 'edit' && turn.pressed.do === 'drop') return drop(tools)
      // The keyboard is open with the old answer in it.
      if (turn.pressed?.name === 'ask') return { kind: 'stay', say: [text(words(turn).typeNow)] }
      if (incoming.kind !== 'text') return { kind: 'pass' }
      if (readCommand(incoming.text) === 'cancel') return drop(tools)
      return draft(memory, incoming.text.trim(), tools)
    },
    async confirming(incoming, memory, tools) {
      const { turn } = tools
      if (isOld(memory, turn)) return { kind: 'stay', say: [text(turn.texts.oldButton)] }
      const pressed = turn.pressed?.name === 'edit' ? turn.pressed.do : null
      const command = incoming.kind === 'text' ? readCommand(incoming.text) : null
      if (pressed === 'save' || command === 'yes') return save(memory, tools)
      if (pressed === 'drop' || command === 'no' || command === 'cancel') return drop(tools)
      if (pressed === 'again') return { kind: 'go', to: 'writing', memory, say: [askForAnswer(memory, tools)] }
      return { kind: 'pass' }
    },
    async removing(incoming, memory, tools) {
      const { turn } = tools
      if (isOld(memory, turn)) return { kind: 'stay', say: [text(turn.texts.oldButton)] }
      const pressed = turn.pressed?.name === 'edit' ? turn.pressed.do : null
      const command = incoming.kind === 'text' ? readCommand(incoming.text) : null
      if (pressed === 'save' || command === 'yes') return takeOut(memory, tools)
      return pressed === 'drop' || command === 'no' || command === 'cancel' ? drop(tools) : { kind: 'pass' }
    },
  },
}

function isOld(memory: Memory, { incoming, pressed }: Turn): boolean {
  return incoming.kind === 'button' && pressed?.name === 'edit' && pressed.asked !== memory.asked
}

/** A tap on an entry: shows it, or begins to change it. */
export async function pressEntry(button: Extract<Button, { name: 'entry' }>, tools: UpkeepTools): Promise<Decision> {
  const { turn, knowledge, ids } = tools
  const say = words(turn)
  const { staff } = turn.visitor
  if (!staff) return plain(text(turn.texts.noLongerStaff))
  const topic = knowledge.topic(button.id)
  if (!topic || topic.kind === 'item') return plain(text(say.unknownEntry))
  const memory: Memory = { asked: ids.short(), id: topic.id, was: topic.answer, words: '' }
  switch (button.do) {
    case 'show':
      return plain(entryCard(topic, turn, await ownerOf(topic.id, tools)))
    case 'edit':
      return {
        ...plain(askForAnswer(memory, tools)),
        conversation: at(entryFlow, 'writing', memory),
      }
    case 'confirm':
      return mayDecide(staff) ? confirm(topic, tools) : plain(text(say.notForYou))
    case 'remove':
      return mayDecide(staff)
        ? { ...plain(askRemoval(topic, memory, turn)), conversation: at(entryFlow, 'removing', memory) }
        : plain(text(say.notForYou))
    default:
      return button.do satisfies never
  }
}

/** Entries near what somebody typed; the one that fits is a tap away. */
export function findEntries(wanted: string, tools: UpkeepTools): Decision {
  const { turn, knowledge } = tools
  const say = words(turn)
  if (wanted === '') return plain(text(say.findWhat))
  const topics = knowledge.find(wanted, 6).flatMap((id) => knowledge.topic(id) ?? [])
  if (topics.length === 0) return plain(text(say.foundNothing(shorten(wanted, 80))))
  return plain(topicList(say.found(shorten(wanted, 80)), '', topics, turn))
}

/** Takes back a change to the knowledge base; whatever somebody changed again since stays. */
export async function undoChange(
  button: Extract<Button, { name: 'undo' | 'revert' }>,
  tools: UpkeepTools,
): Promise<Decision> {
  const { turn, store } = tools
  const say = words(turn)
  const { staff } = turn.visitor
  if (!mayDecide(staff)) return plain(text(say.notForYou))
  const change = (await store.changes(turn.agency.id, changesLookedAt)).find((one) => one.id === button.change)
  const fresh = change && turn.now.getTime() - change.at.getTime() < freshFor
  if (change && !change.undone && change.entries > 1 && button.name === 'undo' && !(button.sure && fresh))
    return plain(askUndo(change, turn))
  const result = await store.undo(turn.agency.id, button.change, staff.id)
  switch (result.outcome) {
    case 'undone': {
      const entries = turn.digits(String(result.entries))
      return plain(
        text(result.kept === 0 ? say.undone(entries) : say.undoneExcept(entries, turn.digits(String(result.kept)))),
      )
    }
    case 'already':
      return plain(text(say.undoneAlready))
    case 'unknown':
      return plain(text(turn.texts.oldButton))
    default:
      return result satisfies never
  }
}

/** Rows of topics, each a tap from its card. */
export function topicList(
  title: string,
  about: string,
  topics: readonly Topic[],
  turn: Turn,
  more?: { notice: string; button: Button | null; label: string },
): Say {
  return card(
    turn.cards.card('matters', {
      title,
      about: about || undefined,
      rows: topics.map((topic) => ({
        title: topic.title,
        note: stateLine(topic, turn),
        action: cardTap({
          does: 'button',
          button: { name: 'entry', id: topic.id, do: 'show' },
          shows: shorten(topic.title, 200),
        }),
      })),
      notice: more?.notice,
      buttons: more?.button ? [cardButton(more.label, { does: 'button', button: more.button, shows: more.label })] : [],
    }),
  )
}

function stateLine(topic: Topic, turn: Turn): string {
  const say = words(turn)
  const confirmed = topic.confirmedAt ? say.confirmedOn(turn.digits(formatDate(topic.confirmedAt))) : say.states.starter
  return say.ofUnit(topic.unit, confirmed)
}

/** One entry as those who look after it see it. */
function entryCard(topic: Topic, turn: Turn, owned: { owner: string | null; aliases: number }): Say {
  const say = words(turn)
  const { digits } = turn
  const deciding = mayDecide(turn.visitor.staff)
  const due = topic.reviewOn !== null && topic.reviewOn < dateText(turn.now)
  const button = (label: string, wish: 'edit' | 'confirm' | 'remove', style: 'primary' | 'secondary' | 'link') =>
    cardButton(label, { does: 'button', button: { name: 'entry', id: topic.id, do: wish }, shows: label }, style)
  const confirmLabel = topic.kind === 'starter' ? say.useThis : say.stillRight
  return card(
    turn.cards.card('entry', {
      title: topic.title,
      state:
        topic.kind === 'starter'
          ? { tone: 'open', word: say.states.starter }
          : due
            ? { tone: 'in-work', word: say.states.due }
            : { tone: 'done', word: say.states.confirmed },
      answer: shorten(topic.answer, 1200),
      unit: topic.unit || undefined,
      owner: owned.owner ? say.ownedBy(owned.owner) : undefined,
      confirmed: topic.confirmedAt ? say.confirmedOn(digits(formatDate(topic.confirmedAt))) : undefined,
      review: topic.reviewOn
        ? say.reviewBy(digits(formatDate(new Date(`${topic.reviewOn}T00:00:00+07:00`))))
        : undefined,
      aliases: say.aliases(digits(String(owned.aliases))),
      missing: topic.missing.length > 0 ? topic.missing.join(' · ') : undefined,
      address: topic.url ?? undefined,
      // The likely act comes first.
      buttons: deciding
        ? [
            ...(due || topic.kind === 'starter'
              ? [button(confirmLabel, 'confirm', 'primary'), button(say.edit, 'edit', 'secondary')]
              : [button(say.edit, 'edit', 'primary'), button(confirmLabel, 'confirm', 'secondary')]),
            button(say.takeOut, 'remove', 'link'),
          ]
        : [button(say.proposeEdit, 'edit', 'primary')],
    }),
  )
}

async function ownerOf(id: string, { store, turn }: UpkeepTools): Promise<{ owner: string | null; aliases: number }> {
  const entry = await store.entry(turn.agency.id, id)
  if (entry) return { owner: entry.owner, aliases: entry.aliases.length }
  return { owner: null, aliases: readStarterPack().topics.find((topic) => topic.id === id)?.aliases.length ?? 0 }
}

/** What touched many entries, or is of another day, is shown before it is taken back. */
function askUndo(change: Change, turn: Turn): Say {
  const say = words(turn)
  const { digits } = turn
  return card(
    turn.cards.card('draft-entry', {
      title: say.rows.undo.title,
      about: say.rows.undo.about(say.changeNames[change.kind], digits(formatDate(change.at))),
      to: say.undoEffect(digits(String(change.entries))),
      buttons: [
        cardButton(
          say.undo,
          { does: 'button', button: { name: 'revert', change: change.id }, shows: say.undo },
          'primary',
        ),
      ],
    }),
  )
}

function askForAnswer(memory: Memory, { turn, knowledge }: UpkeepTools): Say {
  const say = words(turn)
  const now = memory.words === '' ? memory.was : memory.words
  return text(say.writeAnswer(shorten(knowledge.topic(memory.id)?.title ?? '', 120)), [
    ...(now.length <= keyboardTakes
      ? [
          {
            label: say.edit,
            tap: { does: 'button' as const, button: { name: 'ask' as const }, opensKeyboard: now },
          },
        ]
      : []),
    {
      label: say.dropEdit,
      tap: { does: 'button', button: { name: 'edit', asked: memory.asked, do: 'drop' }, shows: say.dropEdit },
    },
  ])
}

function draft(memory: Memory, written: string, tools: UpkeepTools): Decided {
  const { turn, knowledge } = tools
  const say = words(turn)
  if (written.length > longestAnswer) return { kind: 'stay', say: [text(say.answerTooLong)] }
  const topic = knowledge.topic(memory.id)
  if (!topic) return { kind: 'done', say: [text(say.unknownEntry)], purpose: 'work' }
  const save = mayDecide(turn.visitor.staff) ? say.save : say.sendProposal
  const button = (label: string, wish: 'save' | 'again' | 'drop', style: 'primary' | 'secondary' | 'link') =>
    cardButton(label, { does: 'button', button: { name: 'edit', asked: memory.asked, do: wish }, shows: label }, style)
  return {
    kind: 'go',
    to: 'confirming',
    memory: { ...memory, words: written },
    say: [
      card(
        turn.cards.card('draft-entry', {
          title: topic.title,
          from: shorten(topic.answer, 600),
          to: shorten(written, 1500),
          buttons: [
            button(save, 'save', 'primary'),
            button(say.writeAgain, 'again', 'secondary'),
            button(say.dropEdit, 'drop', 'link'),
          ],
        }),
      ),
    ],
  }
}

async function save(memory: Memory, tools: UpkeepTools): Promise<Decided> {
  const { turn, knowledge, store, proposals } = tools
  const say = words(turn)
  const { staff } = turn.visitor
  const topic = knowledge.topic(memory.id)
  if (!staff || !topic) return { kind: 'done', say: [text(say.unknownEntry)], purpose: 'work' }
  const before = await store.entry(turn.agency.id, memory.id)
  if (before && before.answer !== memory.was) return { kind: 'done', say: [text(say.editedMeanwhile)], purpose: 'work' }
  const entry: KnowledgeEntry = { ...asEntry(topic, before), answer: memory.words, reviewOn: null }
  if (!mayDecide(staff)) {
    await proposals.add(turn.agency.id, staff.id, { ...entry, owner: entry.owner ?? staff.name }, null)
    return { kind: 'done', say: [text(say.proposed)], purpose: 'work' }
  }
  const change = await store.apply(
    turn.agency.id,
    { put: [{ ...entry, owner: entry.owner ?? staff.name }] },
    'edit',
    staff.id,
  )
  return { kind: 'done', say: [text(say.saved(topic.title), [undoChoice(change, turn)])], purpose: 'work' }
}

/** Somebody looked at it and says that it is right: it counts as confirmed today, and in a year it is looked at again. */
async function confirm(topic: Topic, tools: UpkeepTools): Promise<Decision> {
  const { turn, store } = tools
  const { staff } = turn.visitor
  const before = await store.entry(turn.agency.id, topic.id)
  const entry = { ...asEntry(topic, before), owner: before?.owner ?? staff?.name ?? null, reviewOn: null }
  const change = await store.apply(turn.agency.id, { put: [entry] }, 'confirmation', staff?.id ?? null)
  const again = turn.digits(formatDate(new Date(turn.now.getTime() + 365 * 86_400_000)))
  return plain(text(words(turn).confirmed(topic.title, again), [undoChoice(change, turn)]))
}

function askRemoval(topic: Topic, memory: Memory, turn: Turn): Say {
  const say = words(turn)
  const button = (label: string, wish: 'save' | 'drop', style: 'primary' | 'link') =>
    cardButton(label, { does: 'button', button: { name: 'edit', asked: memory.asked, do: wish }, shows: label }, style)
  return card(
    turn.cards.card('draft-entry', {
      title: say.takeOutTitle,
      about: topic.title,
      to: say.takeOutEffect,
      buttons: [button(say.takeOutYes, 'save', 'primary'), button(say.dropEdit, 'drop', 'link')],
    }),
  )
}

async function takeOut(memory: Memory, tools: UpkeepTools): Promise<Decided> {
  const { turn, knowledge, store } = tools
  const say = words(turn)
  const { staff } = turn.visitor
  const topic = knowledge.topic(memory.id)
  if (!mayDecide(staff) || !topic) return { kind: 'done', say: [text(say.unknownEntry)], purpose: 'work' }
  const change =
    topic.kind === 'starter'
      ? await store.forbid(turn.agency.id, topic.id, staff.id)
      : await store.apply(turn.agency.id, { put: [], remove: [topic.id] }, 'removal', staff.id)
  return { kind: 'done', say: [text(say.takenOut(topic.title), [undoChoice(change, turn)])], purpose: 'work' }
}

/** A topic as an entry of the agency's own: what was stored, or what the pack says with its other ways to ask. */
function asEntry(topic: Topic, stored: KnowledgeEntry | null): KnowledgeEntry {
  if (stored) return stored
  const aliases = readStarterPack().topics.find((one) => one.id === topic.id)?.aliases ?? []
  return {
    id: topic.id,
    category: topic.category,
    unit: topic.unit,
    question: topic.title,
    answer: topic.answer,
    aliases: aliases.slice(0, aliasesTaken),
  }
}

export function undoChoice(change: string, turn: Turn) {
  const label = words(turn).undo
  return {
    label,
    tap: { does: 'button' as const, button: { name: 'undo' as const, change, sure: true as const }, shows: label },
  }
}

function drop({ turn }: UpkeepTools): Decided {
  return { kind: 'done', say: [text(words(turn).editDropped)], purpose: 'work' }
}

function plain(...say: Say[]): Decision {
  return { say, purpose: 'work', worthPush: false }
}
