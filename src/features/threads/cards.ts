import { card, type Choice, type Say } from '../../chat/say.ts'
import { formatDate, formatDateTime, formatMoment, formatTime, toThaiDate } from '../../thai/dates.ts'
import type { Thread, ThreadEvent } from '../../threads/thread.ts'
import { cardButton, cardTap, type Turn } from '../turn.ts'
import { mainChoices, shorten, textsOf, ticketOf, unitName } from './tools.ts'

const minute = 60_000
const linesShown = 8
const eventsShown = 8

/** A question or request with its state, promise and last word of staff, as the citizen sees it. */
export function citizenCard(thread: Thread, turn: Turn, choices: Choice[] = mainChoices(turn)): Say {
  const { digits } = turn
  const said = thread.messages.findLast((message) => message.author === 'staff')
  const asked = thread.messages.findLast((message) => message.author === 'citizen' && message.kind === 'text')
  return card(
    turn.cards.card('thread', {
      number: digits(thread.number),
      state: stateOf(thread, turn),
      question: asked?.text || thread.question || textsOf(turn).takenBack,
      promise: thread.status === 'open' ? digits(formatMoment(thread.dueAt)) : undefined,
      from: said ? fromLine(said.kind, said.shownAs ?? unitName(thread, turn), turn) : undefined,
      answer: said?.text,
      answered: said ? digits(formatDate(said.at)) : undefined,
      notice:
        thread.status === 'answered'
          ? textsOf(turn).closesBySilence(digits(String(turn.agency.profile.timeLimits.silence)))
          : undefined,
      buttons: citizenButtons(thread, turn),
    }),
    choices,
  )
}

function fromLine(kind: string, name: string, turn: Turn): string {
  const words = textsOf(turn)
  return kind === 'ask' ? words.asksFrom(name) : kind === 'progress' ? words.saysFrom(name) : words.answerFrom(name)
}

function citizenButtons(thread: Thread, turn: Turn) {
  const words = textsOf(turn)
  const { number } = thread
  const button = (
    label: string,
    does: 'more' | 'solved' | 'not-fine' | 'withdraw',
    style: 'primary' | 'secondary' | 'link',
  ) =>
    cardButton(
      label,
      {
        does: 'button',
        button: { name: 'mine', number, do: does },
        shows: label,
        ...(does === 'more' && { opensKeyboard: true as const }),
      },
      style,
    )
  switch (thread.status) {
    case 'open':
      return [button(words.addMore, 'more', 'secondary'), button(words.withdraw, 'withdraw', 'link')]
    case 'asked':
      return [button(words.giveMore, 'more', 'primary')]
    case 'answered':
      return thread.kind === 'request'
        ? [button(words.fine, 'solved', 'primary'), button(words.notFine, 'not-fine', 'secondary')]
        : [button(words.solved, 'solved', 'primary'), button(words.askOn, 'more', 'secondary')]
    case 'closed':
      return [button(words.askOn, 'more', 'secondary')]
    default:
      return thread.status satisfies never
  }
}

/** The state of a thread in colour and words, the citizen's words. */
export function stateOf(thread: Thread, turn: Turn) {
  const { states } = textsOf(turn)
  if (
    thread.kind === 'request' &&
    thread.progress !== null &&
    thread.status !== 'asked' &&
    thread.status !== 'closed'
  ) {
    const tone = { received: 'in-work', 'in-work': 'reported', done: 'done', 'passed-on': 'done' } as const
    return { tone: tone[thread.progress], word: states.request[thread.progress] }
  }
  const tone = { open: 'in-work', asked: 'sent-back', answered: 'done', closed: 'done' } as const
  return { tone: tone[thread.status], word: states.question[thread.status] }
}

/** One of the bubbles in the inbox of staff. */
export function inboxBubble(thread: Thread, files: number, turn: Turn) {
  const { digits } = turn
  const words = textsOf(turn)
  const said = thread.messages.findLast((message) => message.author === 'citizen' && message.kind === 'text')
  const last = said && said.text !== thread.question ? said.text : undefined
  const place = thread.messages.some((message) => message.kind === 'place')
  const about = [
    thread.unit ?? words.noUnit,
    ...(thread.kind === 'request' ? [categoryName(thread.category, turn)] : []),
    ...(files === 0 ? [] : [words.withFiles(digits(String(files)))]),
    ...(place ? [words.place] : []),
  ]
  return {
    number: digits(thread.number),
    left: timeLeft(thread, turn),
    waiting: duration(turn.now.getTime() - thread.waitingSince.getTime(), turn),
    question: thread.question || words.takenBack,
    last,
    unit: about.join(' · '),
    claim: claimLine(thread, turn),
    chips: chips(thread, turn),
    buttons: [mainButton(thread, turn), workButton(words.details, thread, 'details', 'secondary')],
  }
}

/** What the member of staff will most likely do with a thread. */
function mainButton(thread: Thread, turn: Turn) {
  const words = textsOf(turn)
  if (thread.kind === 'request') return workButton(words.update, thread, 'update', 'primary')
  return cardButton(
    words.answer,
    {
      does: 'button',
      button: { name: 'handle', number: thread.number, do: 'answer' },
      opensKeyboard: `${words.answer} ${ticketOf(thread)} `,
    },
    'primary',
  )
}

function workButton(
  label: string,
  thread: Thread,
  does: 'details' | 'update' | 'files' | 'doorway',
  style: 'primary' | 'secondary' | 'link',
) {
  return cardButton(
    label,
    { does: 'button', button: { name: 'handle', number: thread.number, do: does }, shows: label },
    style,
  )
}

function chips(thread: Thread, turn: Turn) {
  const words = textsOf(turn)
  const mine = thread.claim !== null && thread.claim.staffId === turn.visitor.staff?.id
  const claim = thread.claim === null ? 'claim' : mine ? 'release' : 'over'
  const word = { claim: words.claim, release: words.release, over: words.takeOver }[claim]
  return [
    { word, does: claim },
    { word: words.transfer, does: 'transfer' },
    { word: words.askBack, does: 'ask' },
  ].map(({ word: label, does }) => ({
    word: label,
    action: cardTap({
      does: 'button',
      button: { name: 'handle', number: thread.number, do: does as 'claim' | 'release' | 'over' | 'transfer' | 'ask' },
      shows: `${label} ${ticketOf(thread)}`,
      ...(does === 'ask' && { opensKeyboard: true as const }),
    }),
  }))
}

/** Everything that was said about a thread and what happened to it, for staff. */
export function staffCard(
  thread: Thread,
  history: readonly ThreadEvent[],
  files: number,
  turn: Turn,
  choices: Choice[],
): Say {
  const { digits } = turn
  const words = textsOf(turn)
  const place = thread.messages.findLast((message) => message.kind === 'place')
  const said = thread.messages.filter((message) => message.kind !== 'place').slice(-linesShown)
  const address = place ? readPlace(place.text) : null
  return card(
    turn.cards.card('thread-staff', {
      number: digits(thread.number),
      state: stateOf(thread, turn),
      unit: [
        thread.unit ?? words.noUnit,
        ...(thread.kind === 'request' ? [categoryName(thread.category, turn)] : []),
      ].join(' · '),
      claim: claimLine(thread, turn),
      limit: thread.status === 'open' ? digits(words.limit(formatMoment(thread.dueAt))) : undefined,
      lines: said.map((message) => ({
        who: message.author === 'citizen' ? words.asker : (message.shownAs ?? unitName(thread, turn)),
        said: shorten(message.text || words.takenBack, 600),
        when: digits(formatDateTime(message.at)),
      })),
      place: address ? `${words.seeMap} ${address.name}`.trim() : undefined,
      map: address ? cardTap({ does: 'opens', url: address.url }) : undefined,
      history: history
        .slice(-eventsShown)
        .map((event) => digits(historyLine(event, turn)))
        .join('\n'),
      chips: thread.status === 'closed' ? [] : chips(thread, turn),
      buttons: [
        ...(thread.status === 'closed' ? [] : [mainButton(thread, turn)]),
        ...(files === 0 ? [] : [workButton(words.openFiles(digits(String(files))), thread, 'files', 'secondary')]),
        ...(thread.messages.length === 0 ? [] : [workButton(words.toDoorway, thread, 'doorway', 'link')]),
      ],
    }),
    choices,
  )
}

function historyLine(event: ThreadEvent, turn: Turn): string {
  const words = textsOf(turn)
  const by = event.author === 'staff' && event.by ? ` (${event.by})` : ''
  return `${formatDateTime(event.at)} ${whatHappened(event, words, turn)}${by}`
}

function whatHappened(event: ThreadEvent, words: ReturnType<typeof textsOf>, turn: Turn): string {
  const { history } = words
  switch (event.kind) {
    case 'unit':
      return history.unit(event.was ?? words.noUnit, event.became ?? words.noUnit)
    case 'progress':
      return history.progress(progressWord(event.became, turn))
    case 'category':
      return history.category(categoryName(event.became, turn))
    case 'closed':
      return history.closed[event.became === 'silence' || event.became === 'staff' ? event.became : 'citizen']
    case 'rated':
      return history.rated(event.became ?? '')
    default:
      return history[event.kind]
  }
}

/** A state of the work in the words that the citizen sees. */
export function progressWord(progress: string | null, turn: Turn): string {
  const { request } = textsOf(turn).states
  return progress !== null && Object.hasOwn(request, progress) ? request[progress as keyof typeof request] : ''
}

/** What a request is about, in words. */
export function categoryName(category: string | null, turn: Turn): string {
  const { categories } = textsOf(turn)
  return category !== null && Object.hasOwn(categories, category)
    ? categories[category as keyof typeof categories].title
    : categories.other.title
}

/** Who has it in hand, where somebody has. */
export function claimLine(thread: Thread, turn: Turn): string | undefined {
  const words = textsOf(turn)
  if (thread.claim === null) return undefined
  if (thread.claim.staffId === turn.visitor.staff?.id) return words.inYourHand
  return words.inHandOf(thread.claim.name, turn.digits(momentNear(thread.claim.at, turn)))
}

/** The time of day, with the date on other days than today. */
export function momentNear(moment: Date, turn: Turn): string {
  const [then, now] = [toThaiDate(moment), toThaiDate(turn.now)]
  const today = then.day === now.day && then.month === now.month && then.year === now.year
  return today ? formatTime(moment) : formatDateTime(moment)
}

function timeLeft(thread: Thread, turn: Turn) {
  const { texts } = turn
  if (turn.now > thread.dueAt) return { tone: 'sent-back' as const, word: texts.leftOver }
  const now = toThaiDate(turn.now)
  const due = toThaiDate(thread.dueAt)
  const today = now.day === due.day && now.month === due.month && now.year === due.year
  return today
    ? { tone: 'in-work' as const, word: texts.leftToday }
    : { tone: 'reported' as const, word: texts.leftInTime }
}

function duration(milliseconds: number, turn: Turn): string {
  const { texts, digits } = turn
  const minutes = Math.max(1, Math.floor(milliseconds / minute))
  if (minutes < 60) return digits(texts.minutes(String(minutes)))
  if (minutes < 48 * 60) return digits(texts.hours(String(Math.floor(minutes / 60))))
  return digits(texts.days(String(Math.floor(minutes / 60 / 24))))
}

/** A place as it is stored: a map address, and the name that LINE gave it. */
export function writePlace(place: { latitude: number; longitude: number; title: string; address: string }): string {
  const url = `https://www.google.com/maps/search/?api=1&query=${place.latitude},${place.longitude}`
  return `${url} ${[place.title, place.address].filter(Boolean).join(' ')}`.trim()
}

function readPlace(stored: string): { url: string; name: string } | null {
  const match = /^(https:\/\/\S+)(?:\s+(.*))?$/s.exec(stored)
  return match ? { url: match[1] ?? '', name: shorten(match[2] ?? '', 120) } : null
}
