import { z } from 'zod'
import type { Button } from '../../chat/button.ts'
import type { Decision } from '../../chat/decision.ts'
import { joinSources } from '../../chat/incoming.ts'
import { at, type Flow, type StepDecision } from '../../chat/flow.ts'
import { card, text, type Choice, type Say } from '../../chat/say.ts'
import { readCommand } from '../../thai/commands.ts'
import { smalltalk } from '../../thai/smalltalk.ts'
import { problemCategories, readProblem, readSkip, type ProblemCategory } from '../../thai/town-problems.ts'
import { unitOfProblem } from '../../thai/unit-duties.ts'
import { cardButton, cardTap, type Turn } from '../turn.ts'
import { categoryName, writePlace } from './cards.ts'
import { handToStaff } from './hand-over.ts'
import { mainChoices, shorten, textsOf, type ThreadTools } from './tools.ts'

const longestText = 2000

/** What has been told so far; sealed with the conversation. */
const Memory = z.object({
  /** Names the telling, so that a button of an earlier one does nothing. */
  asked: z.string(),
  kind: z.enum(problemCategories).nullable(),
  words: z.string().nullable(),
  sourceId: z.string().nullable(),
  /** A map address, or where it is in words. */
  place: z.string().nullable(),
  placeSource: z.string().nullable().default(null),
  photos: z.number().int(),
})
type Memory = z.infer<typeof Memory>
type Step = 'kind' | 'photo' | 'place' | 'words'
type Decided = StepDecision<Step, Memory>

/** Telling of a problem in the town: what kind, a photo, where; everything but the kind can be left out. */
export const problemFlow: Flow<Step, Memory, ThreadTools> = {
  name: 'problem',
  version: 1,
  memory: Memory,
  steps: {
    async kind(incoming, memory, tools) {
      const { turn } = tools
      const pressed = problemButton(incoming.kind === 'button' ? turn.pressed : null, memory)
      if (pressed === 'old') return { kind: 'stay', say: [text(turn.texts.oldButton)] }
      if (pressed?.do === 'stop') return stop(turn)
      // It is a question after all: whoever answers questions takes it from here.
      if (pressed?.do === 'ask') return { kind: 'pass' }
      if (pressed?.do === 'kind') {
        const kind = problemCategories.find((known) => known === pressed.kind)
        return kind ? next({ ...memory, kind }, tools) : { kind: 'stay', say: [kindCard(memory, turn)] }
      }
      if (incoming.kind === 'media' && incoming.ours)
        return { kind: 'go', to: 'kind', memory: { ...memory, photos: memory.photos + 1 }, say: [] }
      if (incoming.kind === 'location') {
        const told = memory.place === null ? placed(memory, writePlace(incoming), incoming) : memory
        return { kind: 'go', to: 'kind', memory: told, say: [kindCard(told, turn)] }
      }
      if (incoming.kind !== 'text') return { kind: 'pass' }
      const command = readCommand(incoming.text)
      if (command === 'cancel' || command === 'no') return stop(turn)
      if (memory.kind !== null && (command === 'yes' || command === 'report-it')) return next(memory, tools)
      const kind = kindNamed(incoming.text, turn)
      if (kind) return next({ ...memory, kind }, tools)
      // What it is about, told after its photo: the photo stays with it.
      const seen = command === null && incoming.text.length <= longestText ? readProblem(incoming.text) : null
      if (seen === null) return { kind: 'pass' }
      const told = { ...memory, kind: seen, words: incoming.text.trim(), sourceId: incoming.messageId }
      return { kind: 'go', to: 'kind', memory: told, say: [confirmCard(told, seen, turn)] }
    },
    async photo(incoming, memory, tools) {
      if (incoming.kind === 'media' && incoming.ours)
        return next({ ...memory, photos: memory.photos + 1 }, tools, 'photo')
      return step(incoming, memory, tools, 'photo')
    },
    async place(incoming, memory, tools) {
      if (incoming.kind === 'text' && readCommand(incoming.text) === null && !readSkip(incoming.text)) {
        if (incoming.text.length > longestText) return { kind: 'stay', say: [text(tools.turn.texts.tooLong)] }
        return next(placed(memory, incoming.text.trim(), incoming), tools, 'place')
      }
      return step(incoming, memory, tools, 'place')
    },
    async words(incoming, memory, tools) {
      if (incoming.kind === 'text' && readCommand(incoming.text) === null && !readSkip(incoming.text)) {
        if (incoming.text.length > longestText) return { kind: 'stay', say: [text(tools.turn.texts.tooLong)] }
        return next({ ...memory, words: incoming.text.trim(), sourceId: incoming.messageId }, tools, 'words')
      }
      return step(incoming, memory, tools, 'words')
    },
  },
}

/** What every step understands: a photo or a place out of turn, skipping, stopping. */
async function step(
  incoming: Parameters<(typeof problemFlow)['steps']['photo']>[0],
  memory: Memory,
  tools: ThreadTools,
  here: Step,
): Promise<Decided> {
  const { turn } = tools
  const pressed = problemButton(incoming.kind === 'button' ? turn.pressed : null, memory)
  if (pressed === 'old') return { kind: 'stay', say: [text(turn.texts.oldButton)] }
  if (pressed?.do === 'skip') return next(memory, tools, here)
  if (pressed?.do === 'stop') return stop(turn)
  if (incoming.kind === 'media' && incoming.ours) {
    const told = { ...memory, photos: memory.photos + 1 }
    return { kind: 'go', to: here, memory: told, say: [text(textsOf(turn).photoKept), ask(here, told, turn)] }
  }
  if (incoming.kind === 'location') return next(placed(memory, writePlace(incoming), incoming), tools, here)
  if (incoming.kind !== 'text') return { kind: 'pass' }
  const command = readCommand(incoming.text)
  if (command === 'cancel') return stop(turn)
  if (command === 'no' || readSkip(incoming.text)) return next(memory, tools, here)
  if (command !== null && command !== 'yes') return { kind: 'pass' }
  // Words instead of a photo say what it is about, and where that is known, where it is.
  if (here === 'photo' && smalltalk(incoming.text) === undefined) {
    if (incoming.text.length > longestText) return { kind: 'stay', say: [text(turn.texts.tooLong)] }
    const said = incoming.text.trim()
    if (memory.words === null) return next({ ...memory, words: said, sourceId: incoming.messageId }, tools, here)
    return next(memory.place === null ? placed(memory, said, incoming) : memory, tools, 'place')
  }
  return { kind: 'stay', say: [ask(here, memory, turn)] }
}

/** Where it is, with the message that said so. */
function placed(memory: Memory, place: string, { messageId }: { messageId: string }): Memory {
  return { ...memory, place, placeSource: messageId }
}

/** What is asked after `done`, or the request itself when all was asked. */
async function next(memory: Memory, tools: ThreadTools, done?: Step): Promise<Decided> {
  const { turn } = tools
  const order: Step[] = ['photo', 'place', 'words']
  const rest = order.slice(done === undefined ? 0 : order.indexOf(done) + 1)
  const nothing = memory.photos === 0 && memory.place === null && memory.words === null
  const missing = rest.find((step) =>
    step === 'photo' ? memory.photos === 0 : step === 'place' ? memory.place === null : nothing,
  )
  if (missing) return { kind: 'go', to: missing, memory, say: [ask(missing, memory, turn)] }
  if (nothing)
    return { kind: 'go', to: 'words', memory, say: [text(textsOf(turn).needsSomething, [stopChoice(memory, turn)])] }
  return open(memory, tools)
}

async function open(memory: Memory, tools: ThreadTools): Promise<Decided> {
  const { turn, threads } = tools
  const kind = memory.kind ?? 'other'
  const isMap = memory.place?.startsWith('https://') ?? false
  const where = memory.place !== null && !isMap ? memory.place : null
  const told = [memory.words ?? textsOf(turn).requestOf(categoryName(kind, turn)), ...(where === null ? [] : [where])]
  const { thread, say } = await handToStaff(
    {
      kind: 'request',
      text: told.join(' · '),
      likely: unitOfProblem(kind, turn.agency.units),
      category: kind,
      sourceId: isMap ? memory.sourceId : joinSources(memory.sourceId, memory.placeSource),
    },
    tools,
  )
  if (isMap && memory.place !== null)
    await threads.addPlace(turn.agency.id, thread.id, memory.place, memory.placeSource)
  return { kind: 'done', say, purpose: 'handover' }
}

/** Begins with what is known already: words that tell of a problem, or a photo or place that came without any. */
export function startProblem(
  known: {
    words: { text: string; kind: ProblemCategory; sourceId: string | null } | null
    place: { text: string; sourceId: string } | null
    decided?: boolean
  },
  { turn, ids }: ThreadTools,
): Decision {
  const memory: Memory = {
    asked: ids.short(),
    kind: known.words?.kind ?? null,
    words: known.words?.text ?? null,
    sourceId: known.words?.sourceId ?? null,
    place: known.place?.text ?? null,
    placeSource: known.place?.sourceId ?? null,
    photos: turn.incoming.kind === 'media' || turn.pressed?.name === 'attach' ? 1 : 0,
  }
  // Whoever said "report this" under an answer has decided already.
  if (known.words && known.decided) {
    return { say: [ask('photo', memory, turn)], conversation: at(problemFlow, 'photo', memory), worthPush: false }
  }
  return {
    say: [known.words ? confirmCard(memory, known.words.kind, turn) : kindCard(memory, turn)],
    conversation: at(problemFlow, 'kind', memory),
    worthPush: false,
  }
}

/** One tap decides, before anything reaches staff: this problem, another kind, only a question, or the protected channel. */
function confirmCard(memory: Memory, kind: ProblemCategory, turn: Turn): Say {
  const words = textsOf(turn)
  const { asked } = memory
  const others = problemCategories.filter((other) => other !== kind)
  return card(
    turn.cards.card('problem', {
      title: kind === 'other' ? words.seenAsAnother : words.seenAsProblem(categoryName(kind, turn)),
      question: shorten(memory.words ?? '', 300),
      buttons: [
        cardButton(
          words.reportIt,
          { does: 'button', button: { name: 'problem', asked, do: 'kind', kind }, shows: words.reportIt },
          'primary',
        ),
        cardButton(words.justAsk, {
          does: 'button',
          button: { name: 'problem', asked, do: 'ask' },
          shows: words.justAsk,
        }),
        cardButton(turn.texts.doorwayLabel, { does: 'opens', url: turn.doorwayUrl }, 'link'),
      ],
    }),
    others.map((other): Choice => {
      const label = categoryName(other, turn)
      return {
        label,
        tap: { does: 'button', button: { name: 'problem', asked, do: 'kind', kind: other }, shows: label },
      }
    }),
  )
}

function kindCard(memory: Memory, turn: Turn): Say {
  const words = textsOf(turn)
  const { asked } = memory
  return card(
    turn.cards.card('pick', {
      title: words.whatProblem,
      options: problemCategories.map((kind) => categoryName(kind, turn)).join(' · '),
      rows: problemCategories.map((kind) => ({
        ...words.categories[kind],
        action: cardTap({
          does: 'button',
          button: { name: 'problem', asked, do: 'kind', kind },
          shows: categoryName(kind, turn),
        }),
      })),
      buttons: [
        cardButton(words.justAsk, {
          does: 'button',
          button: { name: 'problem', asked, do: 'ask' },
          shows: words.justAsk,
        }),
        cardButton(turn.texts.doorwayLabel, { does: 'opens', url: turn.doorwayUrl }, 'link'),
      ],
    }),
  )
}

/** Camera and map stand in quick replies only, and those are not seen on a computer: the sentence names the typed way. */
function ask(step: Step, memory: Memory, turn: Turn): Say {
  const words = textsOf(turn)
  const skip: Choice = {
    label: words.skip,
    tap: { does: 'button', button: { name: 'problem', asked: memory.asked, do: 'skip' }, shows: words.skip },
  }
  switch (step) {
    case 'photo':
      return text(words.askPhoto, [
        { label: words.takePhoto, tap: { does: 'camera' } },
        { label: words.choosePhoto, tap: { does: 'camera-roll' } },
        skip,
        stopChoice(memory, turn),
      ])
    case 'place':
      return text(words.askPlace, [
        { label: words.sendPlace, tap: { does: 'location' } },
        skip,
        stopChoice(memory, turn),
      ])
    default:
      return text(words.askWords, [skip, stopChoice(memory, turn)])
  }
}

function stopChoice(memory: Memory, turn: Turn): Choice {
  const { neverMind } = textsOf(turn)
  return {
    label: neverMind,
    tap: { does: 'button', button: { name: 'problem', asked: memory.asked, do: 'stop' }, shows: neverMind },
  }
}

function stop(turn: Turn): Decided {
  return { kind: 'done', say: [text(textsOf(turn).notReported, [...mainChoices(turn)])] }
}

function problemButton(pressed: Button | null, memory: Memory): Extract<Button, { name: 'problem' }> | 'old' | null {
  if (pressed?.name !== 'problem') return null
  return pressed.asked === memory.asked ? pressed : 'old'
}

/** The words of a telling that turns out to be a question; null when it has none. */
export function wordsOfProblem(memory: unknown, asked: string): { text: string; sourceId: string | null } | null {
  const read = Memory.safeParse(memory)
  if (!read.success || read.data.asked !== asked || read.data.words === null) return null
  return { text: read.data.words, sourceId: read.data.sourceId }
}

function kindNamed(words: string, turn: Turn): ProblemCategory | null {
  const plain = words.trim()
  return problemCategories.find((kind) => categoryName(kind, turn) === plain) ?? null
}
