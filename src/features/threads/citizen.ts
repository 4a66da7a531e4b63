import { z } from 'zod'
import type { Button } from '../../chat/button.ts'
import type { Decision } from '../../chat/decision.ts'
import { at, type Flow, type StepDecision } from '../../chat/flow.ts'
import type { Incoming } from '../../chat/incoming.ts'
import { card, text, type Choice } from '../../chat/say.ts'
import { formatDate, formatMoment } from '../../thai/dates.ts'
import { readCommand } from '../../thai/commands.ts'
import { hasLostPatience, mattersIn, type AskedAfter } from '../../thai/own-matters.ts'
import { isRude } from '../../thai/smalltalk.ts'
import type { Thread } from '../../threads/thread.ts'
import { cardButton, cardTap } from '../turn.ts'
import { citizenCard, stateOf, writePlace } from './cards.ts'
import { promiseNow, seeThread } from './hand-over.ts'
import { mainChoices, oldButton, plain, shorten, textsOf, unitName, type ThreadTools } from './tools.ts'

const longestText = 2000
const listed = 8
/** The worst two of five stars ask what was wrong. */
const lowStars = 2

const Memory = z.object({ number: z.string() })
type Memory = z.infer<typeof Memory>
type Decided = StepDecision<'writing' | 'commenting', Memory>

/** The citizen writes on in a thread of theirs, or says what they thought of the answer. */
export const mineFlow: Flow<'writing' | 'commenting', Memory, ThreadTools> = {
  name: 'mine',
  version: 1,
  memory: Memory,
  steps: {
    async writing(incoming, memory, tools) {
      const { turn } = tools
      const thread = await ownThread(memory.number, tools)
      if (!thread) return { kind: 'pass' }
      if (incoming.kind === 'text') {
        const command = readCommand(incoming.text)
        if (command === 'cancel') return { kind: 'done', say: [text(textsOf(turn).stopped, mainChoices(turn))] }
        // "Yes" and "no" may well be what staff asked for; every other fixed word is meant for the bot.
        if (command !== null && command !== 'yes' && command !== 'no') return { kind: 'pass' }
        if (incoming.text.length > longestText) return { kind: 'stay', say: [text(turn.texts.tooLong)] }
        return writeOn(thread, { text: incoming.text, sourceId: incoming.messageId }, tools)
      }
      if (incoming.kind === 'media' && incoming.ours) return attachFile(thread, tools)
      if (incoming.kind === 'location') return addPlace(thread, incoming, tools)
      return { kind: 'pass' }
    },
    async commenting(incoming, memory, tools) {
      const thread = await ownThread(memory.number, tools)
      if (!thread || incoming.kind !== 'text') return { kind: 'pass' }
      const command = readCommand(incoming.text)
      if (command === 'cancel' || command === 'no')
        return { kind: 'done', say: [text(textsOf(tools.turn).stopped, mainChoices(tools.turn))] }
      if (command !== null && command !== 'yes') return { kind: 'pass' }
      const { text: words, messageId } = incoming
      await tools.threads.comment(tools.turn.agency.id, thread.id, words.slice(0, longestText), messageId)
      return { kind: 'done', say: [text(textsOf(tools.turn).commented, mainChoices(tools.turn))] }
    },
  },
}

/** A thread of the person who is talking; of anybody else's they learn nothing. */
async function ownThread(number: string, tools: ThreadTools): Promise<Thread | null> {
  const thread = await tools.threads.byNumber(tools.turn.agency.id, number)
  return thread?.personId === tools.turn.visitor.personId ? thread : null
}

/** The thread in which staff asked this person back and wait for it, the newest. */
export async function askedBack({ threads, turn }: ThreadTools): Promise<Thread | null> {
  const own = await threads.ofPerson(turn.visitor.personId, listed)
  return own.find((thread) => thread.status === 'asked') ?? null
}

/** What a person adds to a thread of theirs, and what they are told. */
export async function writeOn(
  thread: Thread,
  words: { text: string; sourceId: string | null },
  tools: ThreadTools,
): Promise<Extract<Decided, { kind: 'done' }>> {
  const { turn } = tools
  const { digits } = turn
  const due = await promiseNow(thread, tools)
  await tools.threads.askOn(turn.agency.id, thread, words, due)
  const promised = thread.status === 'open' ? thread.dueAt : due
  return {
    kind: 'done',
    say: [
      text(textsOf(turn).addedOn(digits(thread.number), unitName(thread, turn), digits(formatMoment(promised))), [
        seeThread(thread, turn),
        ...mainChoices(turn),
      ]),
    ],
    purpose: 'handover',
  }
}

/** A file is said to be there at once; it makes staff act where they had nothing to do. */
async function attachFile(thread: Thread, tools: ThreadTools): Promise<Decided> {
  const { turn } = tools
  const words = textsOf(turn)
  await reopen(thread, words.sentFiles, tools)
  return {
    kind: 'stay',
    say: [
      text(words.attached(turn.digits(thread.number)), [
        { label: words.stopWriting, tap: { does: 'says', text: words.neverMind } },
      ]),
    ],
    filesFor: { threadId: thread.id },
  }
}

async function addPlace(
  thread: Thread,
  place: Extract<Incoming, { kind: 'location' }>,
  tools: ThreadTools,
): Promise<Decided> {
  const { turn } = tools
  await tools.threads.addPlace(turn.agency.id, thread.id, writePlace(place), place.messageId)
  await reopen(thread, textsOf(turn).place, tools)
  return { kind: 'stay', say: [text(textsOf(turn).attached(turn.digits(thread.number)))] }
}

async function reopen(thread: Thread, words: string, tools: ThreadTools): Promise<void> {
  if (thread.status === 'open') return
  await tools.threads.askOn(tools.turn.agency.id, thread, { text: words }, await promiseNow(thread, tools))
}

/** The citizen's own questions and requests with their state. */
export async function myThreads(tools: ThreadTools): Promise<Decision> {
  const { turn, threads } = tools
  const { digits } = turn
  const own = await threads.ofPerson(turn.visitor.personId, listed)
  const list = plain(
    card(
      turn.cards.card('thread-list', {
        count: own.length === 0 ? '' : digits(`${own.length} ${turn.texts.matters}`),
        rows: own.map((thread) => ({
          number: digits(thread.number),
          state: stateOf(thread, turn),
          question: thread.question || textsOf(turn).takenBack,
          when: digits(formatDate(thread.createdAt)),
          action: cardTap({
            does: 'button',
            button: { name: 'thread', number: thread.number },
            shows: digits(thread.number),
          }),
        })),
        notice: own.length === 0 ? textsOf(turn).noThreads : undefined,
        buttons: [],
      }),
      mainChoices(turn),
    ),
  )
  return { ...list, collects: true }
}

/**
 * The state of the open matter that somebody asks after, with the way to staff.
 * @param talking whether another subject is being talked about: then words without a matter are meant for that
 */
export async function openMatter(
  words: string,
  asked: AskedAfter,
  talking: boolean,
  tools: ThreadTools,
): Promise<Decision | null> {
  const { turn } = tools
  const own = await tools.threads.ofPerson(turn.visitor.personId, listed)
  const open = own.filter(({ status }) => status !== 'closed')
  const named = open.filter((thread) => {
    const matters = mattersIn(thread.messages.map((message) => message.text).join(' '))
    return [...asked.matters].some((matter) => matters.has(matter))
  })
  const meant = asked.matters.size > 0 ? named : talking && !asked.ofWork ? [] : open
  const [only, ...others] = meant
  if (!only) return null
  const shown =
    others.length > 0
      ? await myThreads(tools)
      : { ...plain(citizenCard(only, turn)), collects: true, conversation: null }
  return withApology(words, shown, tools)
}

/** What somebody is shown of their matters, with an apology first where they have lost patience, and the way to the agency. */
export function withApology(words: string, shown: Decision, { turn }: ThreadTools): Decision {
  const last = shown.say.at(-1)
  if (!last) return shown
  const contact = turn.texts.menuRows.contact.title
  const toContact: Choice = {
    label: contact,
    tap: { does: 'button', button: { name: 'menu', page: 'contact' }, shows: contact },
  }
  const say = [...shown.say.slice(0, -1), { ...last, choices: [toContact, ...(last.choices ?? [])] }]
  const sorry = hasLostPatience(words) || isRude(words)
  return { ...shown, say: sorry ? [text(textsOf(turn).sorryForWait), ...say] : say }
}

/** One of the citizen's own threads; null when it is not theirs. */
export async function showOwnThread(number: string, tools: ThreadTools): Promise<Decision | null> {
  const thread = await ownThread(number, tools)
  return thread ? { ...plain(citizenCard(thread, tools.turn)), collects: true } : null
}

/** A button under a thread of the citizen's. */
export async function pressMine(button: Extract<Button, { name: 'mine' }>, tools: ThreadTools): Promise<Decision> {
  const { turn } = tools
  const words = textsOf(turn)
  const thread = await ownThread(button.number, tools)
  if (!thread) return oldButton(turn)
  const number = turn.digits(thread.number)
  const stop: Choice = { label: words.stopWriting, tap: { does: 'says', text: words.neverMind } }
  switch (button.do) {
    case 'more': {
      const say = thread.status === 'answered' || thread.status === 'closed' ? words.writeOn : words.writeMore
      return {
        ...plain(text(say(number, unitName(thread, turn)), [stop, ...mainChoices(turn).slice(1)])),
        conversation: at(mineFlow, 'writing', { number: thread.number }),
      }
    }
    case 'not-fine':
      if (thread.status !== 'answered') return plain(citizenCard(thread, turn))
      return {
        ...plain(text(words.sayNotFine(number), [stop])),
        conversation: at(mineFlow, 'writing', { number: thread.number }),
      }
    case 'solved': {
      if (thread.status === 'open' || thread.status === 'asked') return plain(citizenCard(thread, turn))
      await tools.threads.close(turn.agency.id, thread.id, 'citizen')
      const thanks = thread.kind === 'request' ? words.gladFine(number) : words.closedThanks(number)
      if (thread.rating !== null) return { ...plain(text(thanks, mainChoices(turn))), conversation: null }
      return { ...plain(text(thanks), rateCard(thread, tools)), conversation: null }
    }
    case 'comment':
      return {
        ...plain(text(words.commentNow, [stop])),
        conversation: at(mineFlow, 'commenting', { number: thread.number }),
      }
    case 'withdraw':
      if (thread.status !== 'open') return plain(citizenCard(thread, turn))
      return plain(withdrawCard(thread, tools))
    case 'withdraw-yes':
      if (thread.status !== 'open') return plain(citizenCard(thread, turn))
      await tools.threads.close(turn.agency.id, thread.id, 'citizen')
      return { ...plain(text(words.withdrawn(number), mainChoices(turn))), conversation: null }
    case 'keep':
      return plain(text(words.notWithdrawn(number), mainChoices(turn)))
    default:
      return button.do satisfies never
  }
}

function withdrawCard(thread: Thread, { turn }: ThreadTools) {
  const words = textsOf(turn)
  const { number } = thread
  return card(
    turn.cards.card('confirm-change', {
      title: words.withdraw,
      what: turn.digits(`${number} ${shorten(thread.question, 120)}`),
      to: words.withdrawTo,
      buttons: [
        cardButton(
          words.withdrawYes,
          { does: 'button', button: { name: 'mine', number, do: 'withdraw-yes' }, shows: words.withdrawYes },
          'primary',
        ),
        cardButton(
          words.withdrawNo,
          { does: 'button', button: { name: 'mine', number, do: 'keep' }, shows: words.withdrawNo },
          'link',
        ),
      ],
    }),
  )
}

function rateCard(thread: Thread, { turn }: ThreadTools) {
  const words = textsOf(turn)
  const lines = ([5, 4, 3, 2, 1] as const).map((stars) => ({
    stars,
    title: turn.digits(words.starLine(String(stars), words.stars[stars])),
  }))
  return card(
    turn.cards.card('pick', {
      title: words.rateTitle,
      options: lines.map(({ title }) => title).join(' · '),
      rows: lines.map(({ stars, title }) => ({
        title,
        action: cardTap({ does: 'button', button: { name: 'stars', number: thread.number, stars }, shows: title }),
      })),
      buttons: [],
    }),
    mainChoices(turn),
  )
}

/** One to five, from the person who asked. */
export async function rate(button: Extract<Button, { name: 'stars' }>, tools: ThreadTools): Promise<Decision> {
  const { turn } = tools
  const words = textsOf(turn)
  const thread = await ownThread(button.number, tools)
  if (!thread || thread.answeredAt === null) return oldButton(turn)
  await tools.threads.rate(turn.agency.id, thread.id, button.stars)
  const figure = turn.digits(String(button.stars))
  const more: Choice[] = [
    {
      label: words.writeComment,
      tap: {
        does: 'button',
        button: { name: 'mine', number: thread.number, do: 'comment' },
        shows: words.writeComment,
        opensKeyboard: true,
      },
    },
    ...mainChoices(turn),
  ]
  return plain(text(button.stars <= lowStars ? words.ratedLow(figure) : words.rated(figure), more))
}
