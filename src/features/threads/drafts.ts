import { z } from 'zod'
import type { KeptFile } from '../../attachments/attachment-store.ts'
import type { Decision } from '../../chat/decision.ts'
import { at, type Flow, type StepDecision } from '../../chat/flow.ts'
import { card, text, type Choice, type Say } from '../../chat/say.ts'
import { readCommand } from '../../thai/commands.ts'
import { readThreadCommand } from '../../thai/thread-commands.ts'
import { progresses, type Progress, type Thread } from '../../threads/thread.ts'
import { cardButton } from '../turn.ts'
import { citizenCard, claimLine, progressWord } from './cards.ts'
import { progressDue } from './limits.ts'
import { textsOf, unitName, work, type ThreadTools } from './tools.ts'

const longestAnswer = 2000
/** Longest text that LINE puts into the keyboard. */
const longestFill = 300
/** How long after pressing "answer" a plain message is taken for the answer, in ms. */
const writingFor = 15 * 60_000
const mostFiles = 3
/** What LINE shows as a photo (https://developers.line.biz/en/reference/messaging-api/#image-message): JPEG or PNG, the preview up to 1 MB. */
const photoTypes = ['image/jpeg', 'image/png']
const largestPhoto = 1_000_000

const means = ['answer', 'ask', ...progresses] as const
export type Means = (typeof means)[number]

/** Something for the citizen that was begun or written but not yet sent; kept sealed until it is. */
const Draft = z.object({
  draft: z.string(),
  number: z.string(),
  /** The thread as it was when the writer saw it. */
  version: z.number().int(),
  means: z.enum(means),
  words: z.string(),
  /** LINE's ids of the photos and files that go with it. */
  files: z.array(z.string()),
  /** The writer's own name goes with the unit's. */
  signed: z.boolean(),
  since: z.string(),
})
type Draft = z.infer<typeof Draft>
type Decided = StepDecision<'writing' | 'confirming', Draft>

/** Answering is one message, shown before it goes out. */
export const draftFlow: Flow<'writing' | 'confirming', Draft, ThreadTools> = {
  name: 'answer',
  version: 2,
  memory: Draft,
  steps: {
    async writing(incoming, memory, tools) {
      const { turn } = tools
      if (incoming.kind === 'media' && incoming.ours) return addFile(incoming.messageId, memory, tools, false)
      if (incoming.kind !== 'text') return { kind: 'pass' }
      const command = readCommand(incoming.text)
      if (command === 'cancel' || command === 'no') return dropped(memory, tools)
      const late = turn.now.getTime() - Date.parse(memory.since) > writingFor
      if (late || (command !== null && command !== 'yes')) return { kind: 'pass' }
      const commanded = readThreadCommand(incoming.text)
      if (commanded && !isAnswerTo(commanded, memory.number)) return { kind: 'pass' }
      const words = commanded && 'words' in commanded ? commanded.words : incoming.text.trim()
      if (words === '') return { kind: 'pass' }
      return show({ ...memory, words }, tools)
    },
    async confirming(incoming, memory, tools) {
      const { turn } = tools
      const pressed = incoming.kind === 'button' && turn.pressed?.name === 'answer' ? turn.pressed : null
      const command = incoming.kind === 'text' ? readCommand(incoming.text) : null
      if (pressed && pressed.draft !== memory.draft) return { kind: 'stay', say: [text(turn.texts.oldButton)] }
      if (command === 'yes' || pressed?.do === 'send') return send(memory, tools)
      if (pressed?.do === 'edit')
        return {
          kind: 'go',
          to: 'writing',
          memory: { ...memory, since: turn.now.toISOString() },
          say: [text(turn.texts.answerDropped)],
        }
      if (pressed?.do === 'sign') return show({ ...memory, signed: !memory.signed }, tools)
      if (pressed?.do === 'keep') {
        const { staff } = turn.visitor
        if (!staff) return { kind: 'done', say: [text(turn.texts.noLongerStaff)] }
        await tools.canned.keep(turn.agency.id, staff.unit, staff.id, memory.words)
        return { kind: 'stay', say: [text(textsOf(turn).keptCanned)] }
      }
      if (command === 'no' || command === 'cancel' || pressed?.do === 'drop') return dropped(memory, tools)
      if (incoming.kind === 'media' && incoming.ours) return addFile(incoming.messageId, memory, tools, true)
      return { kind: 'pass' }
    },
  },
}

function isAnswerTo(command: NonNullable<ReturnType<typeof readThreadCommand>>, number: string): boolean {
  return (
    (command.does === 'answer' || command.does === 'ask') && number.endsWith(String(command.serial).padStart(5, '0'))
  )
}

async function dropped(memory: Draft, tools: ThreadTools): Promise<Decided> {
  const { turn, threads } = tools
  const thread = await threads.byNumber(turn.agency.id, memory.number)
  if (thread && turn.visitor.staff) await threads.release(turn.agency.id, thread.id, turn.visitor.staff.id)
  return { kind: 'done', say: [text(turn.texts.answerDropped)] }
}

async function addFile(messageId: string, memory: Draft, tools: ThreadTools, shown: boolean): Promise<Decided> {
  const { turn } = tools
  const files = [...memory.files, messageId].slice(-mostFiles)
  const draft = { ...memory, files }
  if (shown) return show(draft, tools)
  const count = turn.digits(String(files.length))
  return { kind: 'go', to: 'writing', memory: draft, say: [text(textsOf(turn).photoAdded(count))] }
}

/** Begins to write something for the citizen of a thread; the next message is it. */
export async function beginDraft(thread: Thread, wanted: Means, tools: ThreadTools): Promise<Decision> {
  const { turn, ids } = tools
  const words = textsOf(turn)
  const number = turn.digits(thread.number)
  const held = await takeInHand(thread, tools)
  const draft: Draft = {
    draft: ids.short(),
    number: thread.number,
    version: thread.version,
    means: wanted,
    words: '',
    files: [],
    signed: false,
    since: turn.now.toISOString(),
  }
  const choices: Choice[] = [
    {
      label: words.canned,
      tap: { does: 'button', button: { name: 'handle', number: thread.number, do: 'canned' }, shows: words.canned },
    },
    { label: words.addPhoto, tap: { does: 'camera-roll' } },
    { label: turn.texts.drop, tap: { does: 'says', text: words.neverMind } },
  ]
  const warning = held === null ? [] : [text(held)]
  const hint = wanted === 'ask' ? words.writeAsk(number) : words.writeAnswer(number)
  return { ...work(...warning, text(hint, choices)), conversation: at(draftFlow, 'writing', draft) }
}

/** Shows what staff wrote as it will go out. Nothing is sent before a second tap. */
export async function draftFor(
  thread: Thread,
  wanted: Means,
  words: string,
  tools: ThreadTools,
  files: string[] = [],
): Promise<Decision> {
  const { turn, ids } = tools
  if (words.length > longestAnswer) return work(text(turn.texts.tooLong))
  await takeInHand(thread, tools)
  const memory: Draft = {
    draft: ids.short(),
    number: thread.number,
    version: thread.version,
    means: wanted,
    words,
    files,
    signed: false,
    since: turn.now.toISOString(),
  }
  return { ...work(draftCard(thread, memory, tools)), conversation: at(draftFlow, 'confirming', memory) }
}

/** @returns who has it in hand instead; null when it is (now) in the hand of the person who is talking */
async function takeInHand(thread: Thread, tools: ThreadTools): Promise<string | null> {
  const { turn, threads } = tools
  const { staff } = turn.visitor
  if (!staff) return null
  if (thread.claim !== null && thread.claim.staffId !== staff.id) return claimLine(thread, turn) ?? null
  await threads.claim(turn.agency.id, thread, staff.id, false)
  return null
}

async function show(memory: Draft, tools: ThreadTools): Promise<Decided> {
  const { turn, threads, ids } = tools
  if (memory.words.length > longestAnswer) return { kind: 'stay', say: [text(turn.texts.tooLong)] }
  const thread = await threads.byNumber(turn.agency.id, memory.number)
  if (!thread) return { kind: 'done', say: [text(turn.texts.oldButton)] }
  // A new name, so that the buttons of the card before do nothing any more.
  const draft = { ...memory, draft: ids.short() }
  return { kind: 'go', to: 'confirming', memory: draft, say: [draftCard(thread, draft, tools)] }
}

function draftCard(thread: Thread, memory: Draft, { turn }: ThreadTools): Say {
  const { texts, digits } = turn
  const words = textsOf(turn)
  const { draft } = memory
  const held = thread.claim !== null && thread.claim.staffId !== turn.visitor.staff?.id
  const again = thread.status === 'answered' && memory.means === 'answer'
  const warning = held
    ? claimLine(thread, turn)
    : again
      ? words.answeredMeanwhile(digits(thread.number), unitName(thread, turn))
      : undefined
  const said = thread.messages.findLast((message) => message.author === 'citizen' && message.kind === 'text')
  const isProgress = memory.means !== 'answer' && memory.means !== 'ask'
  const shows = (label: string, does: 'send' | 'drop' | 'sign' | 'keep') =>
    ({ does: 'button', button: { name: 'answer', draft, do: does }, shows: label }) as const
  return card(
    turn.cards.card('draft-answer', {
      number: digits(thread.number),
      question: said?.text || thread.question || words.takenBack,
      warning,
      state: isProgress
        ? { tone: memory.means === 'in-work' ? 'reported' : 'done', word: progressWord(memory.means, turn) }
        : undefined,
      answer: memory.words,
      files: memory.files.length === 0 ? undefined : digits(words.draftFiles(String(memory.files.length))),
      unit: nameFor(thread, memory, turn),
      buttons: [
        cardButton(texts.send, shows(texts.send, 'send'), 'primary'),
        cardButton(texts.edit, {
          does: 'button',
          button: { name: 'answer', draft, do: 'edit' },
          opensKeyboard: fillText(memory.words),
        }),
        cardButton(texts.drop, shows(texts.drop, 'drop'), 'link'),
      ],
    }),
    [
      {
        label: memory.signed ? words.signUnit : words.signAs,
        tap: shows(memory.signed ? words.signUnit : words.signAs, 'sign'),
      },
      { label: words.addPhoto, tap: { does: 'camera-roll' } },
      ...(isProgress ? [] : [{ label: words.keepCanned, tap: shows(words.keepCanned, 'keep') }]),
    ],
  )
}

function fillText(words: string): string | true {
  const filled = words.slice(0, longestFill).toWellFormed()
  return filled === '' ? true : filled
}

/** The unit's name; the writer's own before it only when they chose so. */
function nameFor(thread: Thread, memory: Draft, turn: ThreadTools['turn']): string {
  const unit = thread.unit ?? turn.visitor.staff?.unit ?? turn.agency.profile.name
  return memory.signed && turn.visitor.staff ? textsOf(turn).signed(turn.visitor.staff.name, unit) : unit
}

async function send(memory: Draft, tools: ThreadTools): Promise<Decided> {
  const { turn, threads, attachments } = tools
  const { texts, digits } = turn
  const words = textsOf(turn)
  const { staff } = turn.visitor
  const thread = await threads.byNumber(turn.agency.id, memory.number)
  // Whoever lost their role since sends nothing.
  if (!staff || !thread) return { kind: 'done', say: [text(texts.noLongerStaff)] }
  const files = await attachments.sentWith(turn.db, turn.visitor.personId, memory.files)
  if (files.some((file) => file.type === null)) return { kind: 'stay', say: [text(words.filesNotYet)] }
  const number = digits(thread.number)
  const isProgress = memory.means !== 'answer' && memory.means !== 'ask'
  const outcome =
    thread.version === memory.version
      ? await threads.answer(turn.agency.id, thread, staff.id, memory.words, {
          shownAs: nameFor(thread, memory, turn),
          asks: memory.means === 'ask',
          ...(isProgress && { progress: memory.means as Progress }),
          ...(memory.means === 'in-work' && { dueAt: progressDue(turn.agency, await tools.calendar(), turn.now) }),
        })
      : 'too-late'
  if (outcome === 'too-late') {
    // Somebody was faster, or the citizen wrote on: the writer sees it before anything goes out.
    const now = (await threads.byNumber(turn.agency.id, memory.number)) ?? thread
    const again = { ...memory, version: now.version, draft: tools.ids.short() }
    const already = now.status === 'answered' && memory.means === 'answer'
    return {
      kind: 'go',
      to: 'confirming',
      memory: again,
      say: [
        text(already ? `${texts.alreadyAnswered(number)} ${now.answer ?? ''}` : words.changedMeanwhile(number)),
        draftCard(now, again, tools),
      ],
    }
  }
  const shared = await publish(files, thread, outcome.messageId, tools)
  const after = (await threads.byNumber(turn.agency.id, memory.number)) ?? thread
  const told = isProgress
    ? words.progressSent(number, progressWord(memory.means, turn))
    : memory.means === 'ask'
      ? words.askSent(number)
      : texts.answerSent(number)
  const reach = (await tools.isAway(thread.personId)) ? [words.waitsForReturn] : []
  const inbox: Choice = {
    label: words.openInbox,
    tap: { does: 'button', button: { name: 'inbox', from: 0, all: false }, shows: words.openInbox },
  }
  return {
    kind: 'done',
    say: [text([told, ...reach].join('\n'), [...(memory.means === 'answer' ? tools.afterAnswer(after) : []), inbox])],
    also: [{ personId: thread.personId, purpose: 'answer', say: [...shared, citizenCard(after, turn)] }],
    purpose: 'work',
  }
}

/** Gives each file an address; photos stand in the chat, everything else is a link. */
async function publish(
  files: readonly KeptFile[],
  thread: Thread,
  messageId: string,
  tools: ThreadTools,
): Promise<Say[]> {
  const { turn, attachments } = tools
  const say: Say[] = []
  const links: string[] = []
  for (const file of files) {
    const token = await attachments.publish(turn.db, file.id, thread.id, messageId)
    const url = `${turn.publicUrl}/f/${token}`
    const isPhoto = file.type !== null && photoTypes.includes(file.type) && file.bytes <= largestPhoto
    if (isPhoto && url.startsWith('https://')) say.push({ kind: 'photo', url, preview: url })
    else links.push(url)
  }
  if (links.length > 0) say.push(text([textsOf(turn).fileLink(turn.digits(String(links.length))), ...links].join('\n')))
  return say
}
