import type { Button } from '../../chat/button.ts'
import type { Decision, Elsewhere } from '../../chat/decision.ts'
import { card, text, type Choice } from '../../chat/say.ts'
import { findUnits } from '../../thai/staff/units.ts'
import type { ThreadCommand, Ticket } from '../../thai/thread-commands.ts'
import { problemCategories } from '../../thai/town-problems.ts'
import { guessUnits } from '../../thai/unit-duties.ts'
import type { Thread } from '../../threads/thread.ts'
import { cardButton, cardTap, type Turn } from '../turn.ts'
import { categoryName, inboxBubble, momentNear, progressWord, staffCard } from './cards.ts'
import { beginDraft, draftFlow, draftFor } from './drafts.ts'
import { answerDue } from './limits.ts'
import { doorwayChoice, oldButton, shorten, textsOf, ticketOf, work, type ThreadTools } from './tools.ts'

const shownAtOnce = 8
/** What a quick reply can hold: LINE allows thirteen. */
const mostChoices = 12
const cannedShown = 8

/** Threads on which staff must act, the longest waiting first: those of their unit and of none, or all. */
export async function showInbox(tools: ThreadTools, from = 0, all = false): Promise<Decision> {
  const { turn, threads, attachments } = tools
  const { texts, digits } = turn
  const words = textsOf(turn)
  const { staff } = turn.visitor
  if (!staff) return work(text(texts.noLongerStaff))
  const unit = all && seesAll(turn) ? null : staff.unit
  const { threads: waiting, total } = await threads.waiting(turn.agency.id, unit, shownAtOnce, from)
  const [first] = waiting
  const everywhere: Choice[] =
    unit !== null && seesAll(turn)
      ? [
          {
            label: words.wholeAgency,
            tap: { does: 'button', button: { name: 'inbox', from: 0, all: true }, shows: words.wholeAgency },
          },
        ]
      : []
  if (!first) return work(text(texts.noOpenQuestions, everywhere))
  const files = await attachments.counts(
    turn.db,
    waiting.map((thread) => thread.id),
  )
  const until = from + waiting.length
  const next: Choice[] =
    total > until
      ? [
          {
            label: words.more,
            tap: { does: 'button', button: { name: 'inbox', from: until, all }, shows: words.more },
          },
        ]
      : []
  const shown = card(
    turn.cards.card('inbox', {
      count: digits(`${total} ${texts.matters}`),
      first: first.question || words.takenBack,
      bubbles: waiting.map((thread) => inboxBubble(thread, files.get(thread.id) ?? 0, turn)),
    }),
    [...next, ...everywhere],
  )
  if (next.length === 0 && from === 0) return work(shown)
  return work(text(words.inboxRest(digits(`${from + 1}-${until}`), digits(String(total)))), shown)
}

/** A member of staff with a unit works on its threads and on those of none; everybody else on all. */
function seesAll(turn: Turn): boolean {
  const { staff } = turn.visitor
  return staff !== null && (staff.role !== 'staff' || staff.unit === null)
}

/** A thread on which this member of staff may act; otherwise what they are told. */
function mayWorkOn(thread: Thread | null, named: string, tools: ThreadTools): Thread | Decision {
  const { turn } = tools
  const words = textsOf(turn)
  const { staff } = turn.visitor
  if (!staff) return work(text(turn.texts.noLongerStaff))
  if (!thread) return work(text(words.unknownThread(turn.digits(named))))
  const own = thread.unit === null || thread.unit === staff.unit || thread.claim?.staffId === staff.id
  if (!own && !seesAll(turn))
    return work(text(words.ofAnotherUnit(turn.digits(thread.number), thread.unit ?? words.noUnit)))
  return thread
}

async function byTicket(ticket: Ticket, tools: ThreadTools): Promise<Thread | null> {
  const { turn, threads } = tools
  const { serial, fiscalYear, kind } = ticket
  const found = await threads.bySerial(turn.agency.id, serial, fiscalYear, kind ?? 'question')
  return found ?? (kind === null ? threads.bySerial(turn.agency.id, serial, fiscalYear, 'request') : null)
}

/** What staff wrote about a thread by its number. */
export async function obeyThreadCommand(command: ThreadCommand, tools: ThreadTools): Promise<Decision> {
  const { turn } = tools
  const named = `${command.kind === 'request' ? 'R' : 'Q'}${command.serial}`
  const thread = mayWorkOn(await byTicket(command, tools), named, tools)
  if ('say' in thread) return thread
  switch (command.does) {
    case 'answer':
    case 'ask':
      return command.words === ''
        ? beginDraft(thread, command.does, tools)
        : draftFor(thread, command.does, command.words, tools)
    case 'progress':
      return draftFor(
        thread,
        thread.kind === 'request' ? command.to : 'answer',
        command.words || textsOf(turn).progressWords[command.to],
        tools,
      )
    case 'claim':
      return claim(thread, false, tools)
    case 'transfer': {
      const [unit] = findUnits(command.words, turn.agency.units)
      return unit ? moveTo(thread, unit.name, tools) : chooseUnit(thread, tools)
    }
    case 'show':
    case 'history':
      return showDetails(thread, tools)
    case 'files':
      return openFiles(thread, tools)
    default:
      return command satisfies never
  }
}

/** A button of the inbox. */
export async function pressWork(button: Extract<Button, { name: 'handle' }>, tools: ThreadTools): Promise<Decision> {
  const { turn, threads } = tools
  const thread = mayWorkOn(await threads.byNumber(turn.agency.id, button.number), button.number, tools)
  if ('say' in thread) return thread
  switch (button.do) {
    case 'answer':
    case 'ask':
      return beginDraft(thread, button.do, tools)
    case 'update':
      return work(chooseProgress(thread, turn))
    case 'claim':
      return claim(thread, false, tools)
    case 'over':
      return claim(thread, true, tools)
    case 'release':
      await threads.release(turn.agency.id, thread.id, turn.visitor.staff?.id ?? '')
      return work(text(textsOf(turn).released(turn.digits(thread.number))))
    case 'transfer':
      return chooseUnit(thread, tools)
    case 'details':
      return showDetails(thread, tools)
    case 'files':
      return openFiles(thread, tools)
    case 'canned':
      return chooseCanned(thread, tools)
    case 'category':
      return work(chooseCategory(thread, turn))
    case 'doorway':
      return work(doorwayConfirmation(thread, turn))
    case 'doorway-yes':
      return removeToDoorway(thread, tools)
    case 'keep':
      return work(text(textsOf(turn).kept(turn.digits(thread.number))))
    default:
      return button.do satisfies never
  }
}

/** A thread that staff look at by tapping on it. */
export async function showForStaff(number: string, tools: ThreadTools): Promise<Decision> {
  const thread = mayWorkOn(await tools.threads.byNumber(tools.turn.agency.id, number), number, tools)
  return 'say' in thread ? thread : showDetails(thread, tools)
}

async function showDetails(thread: Thread, tools: ThreadTools): Promise<Decision> {
  const { turn, threads, attachments } = tools
  const words = textsOf(turn)
  const files = (await attachments.counts(turn.db, [thread.id])).get(thread.id) ?? 0
  const history = await threads.history(turn.agency.id, thread.id)
  const { number } = thread
  const choices: Choice[] = [
    ...(thread.kind === 'request'
      ? [
          {
            label: words.changeCategory,
            tap: {
              does: 'button' as const,
              button: { name: 'handle' as const, number, do: 'category' as const },
              shows: words.changeCategory,
            },
          },
        ]
      : []),
    {
      label: words.openInbox,
      tap: { does: 'button', button: { name: 'inbox', from: 0, all: false }, shows: words.openInbox },
    },
  ]
  return work(staffCard(thread, history, files, turn, choices))
}

async function claim(thread: Thread, over: boolean, tools: ThreadTools): Promise<Decision> {
  const { turn, threads } = tools
  const { digits } = turn
  const words = textsOf(turn)
  const staffId = turn.visitor.staff?.id ?? ''
  const number = digits(thread.number)
  const { number: plainNumber } = thread
  const outcome = await threads.claim(turn.agency.id, thread, staffId, over)
  if (outcome === 'held') {
    const since = thread.claim ? digits(momentNear(thread.claim.at, turn)) : ''
    return work(
      text(words.heldBy(number, thread.claim?.name ?? '', since), [
        {
          label: words.takeOver,
          tap: {
            does: 'button',
            button: { name: 'handle', number: plainNumber, do: 'over' },
            shows: words.takeOver,
          },
        },
      ]),
    )
  }
  return work(
    text(words.claimed(number), [
      {
        label: words.answer,
        tap: {
          does: 'button',
          button: { name: 'handle', number: plainNumber, do: thread.kind === 'request' ? 'update' : 'answer' },
          opensKeyboard: `${words.answer} ${ticketOf(thread)} `,
        },
      },
      {
        label: words.release,
        tap: { does: 'button', button: { name: 'handle', number: plainNumber, do: 'release' }, shows: words.release },
      },
    ]),
  )
}

/** The units, the likeliest for these words first. */
function chooseUnit(thread: Thread, { turn }: ThreadTools): Decision {
  const words = textsOf(turn)
  const likely = guessUnits(thread.question, turn.agency.units)
  const units = turn.agency.units
    .filter((unit) => unit.name !== thread.unit)
    .toSorted((a, b) => rank(a.name, likely) - rank(b.name, likely))
    .slice(0, mostChoices)
  const number = turn.digits(thread.number)
  if (units.length === 0) return work(text(words.alreadyThere(number, thread.unit ?? turn.agency.profile.name)))
  return work(
    card(
      turn.cards.card('pick', {
        title: words.chooseUnit(number),
        about: shorten(thread.question, 120),
        options: units.map((unit) => unit.name).join(' · '),
        rows: units.map((unit) => ({
          title: unit.name,
          action: cardTap({
            does: 'button',
            button: { name: 'move', number: thread.number, unit: unit.id },
            shows: unit.name,
          }),
        })),
        buttons: [],
      }),
    ),
  )
}

function rank(unit: string, likely: readonly string[]): number {
  const place = likely.indexOf(unit)
  return place === -1 ? likely.length : place
}

/** A tap on a unit. Whoever moved a thread away may take it back. */
export async function move(button: Extract<Button, { name: 'move' }>, tools: ThreadTools): Promise<Decision> {
  const { turn, threads } = tools
  const found = await threads.byNumber(turn.agency.id, button.number)
  const unit = turn.agency.units.find((one) => one.id === button.unit)
  if (!found || !unit) return oldButton(turn)
  const allowed = mayWorkOn(found, found.number, tools)
  if (!('say' in allowed)) return moveTo(found, unit.name, tools)
  const history = await threads.history(turn.agency.id, found.id)
  const last = history.findLast((event) => event.kind === 'unit')
  const movedByThem = last?.by === turn.visitor.staff?.name && last?.was === unit.name && found.status === 'open'
  return movedByThem ? moveTo(found, unit.name, tools) : allowed
}

async function moveTo(thread: Thread, unit: string, tools: ThreadTools): Promise<Decision> {
  const { turn, threads } = tools
  const words = textsOf(turn)
  const number = turn.digits(thread.number)
  if (thread.unit === unit) return work(text(words.alreadyThere(number, unit)))
  const due = answerDue(thread, turn.agency, await tools.calendar(), turn.now)
  const staffId = turn.visitor.staff?.id ?? ''
  if ((await threads.transfer(turn.agency.id, thread, staffId, unit, due)) === 'too-late')
    return work(text(words.changedMeanwhile(number)))
  const before = turn.agency.units.find((one) => one.name === thread.unit)
  const back: Choice[] = before
    ? [
        {
          label: words.moveBack,
          tap: {
            does: 'button',
            button: { name: 'move', number: thread.number, unit: before.id },
            shows: words.moveBack,
          },
        },
      ]
    : []
  return work(text(words.moved(number, unit), back))
}

function chooseProgress(thread: Thread, turn: Turn) {
  const words = textsOf(turn)
  const { number } = thread
  const states = ['in-work', 'done', 'passed-on'] as const
  return card(
    turn.cards.card('pick', {
      title: words.chooseProgress(turn.digits(number)),
      about: shorten(thread.question, 120),
      options: states.map((to) => progressWord(to, turn)).join(' · '),
      rows: states.map((to) => ({
        title: progressWord(to, turn),
        about: words.progressWords[to],
        action: cardTap({ does: 'button', button: { name: 'advance', number, to }, shows: progressWord(to, turn) }),
      })),
      buttons: [
        cardButton(
          words.justWrite,
          {
            does: 'button',
            button: { name: 'handle', number, do: 'answer' },
            opensKeyboard: `${words.answer} ${ticketOf(thread)} `,
          },
          'link',
        ),
      ],
    }),
  )
}

/** How far the work is: the sentence is ready, words and a photo can be added before it goes out. */
export async function report(button: Extract<Button, { name: 'advance' }>, tools: ThreadTools): Promise<Decision> {
  const { turn, threads } = tools
  const thread = mayWorkOn(await threads.byNumber(turn.agency.id, button.number), button.number, tools)
  if ('say' in thread) return thread
  if (thread.kind !== 'request') return oldButton(turn)
  return draftFor(thread, button.to, textsOf(turn).progressWords[button.to], tools)
}

function chooseCategory(thread: Thread, turn: Turn) {
  const words = textsOf(turn)
  return card(
    turn.cards.card('pick', {
      title: words.changeCategory,
      about: shorten(thread.question, 120),
      options: problemCategories.map((kind) => categoryName(kind, turn)).join(' · '),
      rows: problemCategories.map((kind) => ({
        ...words.categories[kind],
        action: cardTap({
          does: 'button',
          button: { name: 'category', number: thread.number, to: kind },
          shows: categoryName(kind, turn),
        }),
      })),
      buttons: [],
    }),
  )
}

/** What a request is about, corrected by staff. */
export async function setCategory(
  button: Extract<Button, { name: 'category' }>,
  tools: ThreadTools,
): Promise<Decision> {
  const { turn, threads } = tools
  const thread = mayWorkOn(await threads.byNumber(turn.agency.id, button.number), button.number, tools)
  if ('say' in thread) return thread
  const category = problemCategories.find((known) => known === button.to)
  if (!category) return oldButton(turn)
  await threads.setCategory(turn.agency.id, thread, category, turn.visitor.staff?.id ?? '')
  return work(text(textsOf(turn).categoryNow(turn.digits(thread.number), categoryName(category, turn))))
}

async function chooseCanned(thread: Thread, tools: ThreadTools): Promise<Decision> {
  const { turn, canned } = tools
  const words = textsOf(turn)
  const unit = seesAll(turn) ? null : (turn.visitor.staff?.unit ?? null)
  const kept = await canned.list(turn.agency.id, unit, cannedShown)
  if (kept.length === 0) return work(text(words.noCanned))
  return work(
    card(
      turn.cards.card('pick', {
        title: words.chooseCanned,
        about: turn.digits(`${ticketOf(thread)} ${shorten(thread.question, 100)}`),
        options: kept.map((one) => shorten(one.words, 30)).join(' · '),
        rows: kept.map((one) => ({
          title: shorten(one.words, 90),
          action: cardTap({
            does: 'button',
            button: { name: 'canned', number: thread.number, id: one.id, do: 'use' },
            shows: shorten(one.words, 60),
          }),
        })),
        buttons: [],
      }),
    ),
  )
}

/** A ready-made answer becomes a draft, which can still be changed; or it is removed. */
export async function useCanned(button: Extract<Button, { name: 'canned' }>, tools: ThreadTools): Promise<Decision> {
  const { turn, threads, canned } = tools
  const words = textsOf(turn)
  const thread = mayWorkOn(await threads.byNumber(turn.agency.id, button.number), button.number, tools)
  if ('say' in thread) return thread
  if (button.do === 'drop')
    return work(text((await canned.drop(turn.agency.id, button.id)) ? words.cannedDropped : words.cannedGone))
  const chosen = await canned.use(turn.agency.id, button.id)
  if (!chosen) return work(text(words.cannedGone))
  const decision = await draftFor(thread, 'answer', chosen.words, tools, filesInHand(thread, turn))
  const last = decision.say.at(-1)
  if (last)
    last.choices = [
      ...(last.choices ?? []),
      {
        label: words.dropCanned,
        tap: {
          does: 'button',
          button: { name: 'canned', number: thread.number, id: chosen.id, do: 'drop' },
          shows: words.dropCanned,
        },
      },
    ]
  return decision
}

/** Photos that were sent for this thread before the ready-made answer was chosen. */
function filesInHand(thread: Thread, turn: Turn): string[] {
  const state = turn.visitor.conversation
  const memory =
    state?.flow === draftFlow.name && state.version === draftFlow.version
      ? draftFlow.memory.safeParse(state.memory)
      : null
  return memory?.success && memory.data.number === thread.number ? memory.data.files : []
}

function doorwayConfirmation(thread: Thread, turn: Turn) {
  const words = textsOf(turn)
  const { number } = thread
  return card(
    turn.cards.card('confirm-change', {
      title: words.toDoorway,
      what: turn.digits(number),
      to: words.toDoorwayTo,
      note: words.toDoorwayNote,
      buttons: [
        cardButton(
          words.toDoorwayYes,
          { does: 'button', button: { name: 'handle', number, do: 'doorway-yes' }, shows: words.toDoorwayYes },
          'primary',
        ),
        cardButton(
          words.toDoorwayNo,
          { does: 'button', button: { name: 'handle', number, do: 'keep' }, shows: words.toDoorwayNo },
          'link',
        ),
      ],
    }),
  )
}

/** Its words and files are erased; the writer hears how to go on, in words that may stand on a locked screen. */
async function removeToDoorway(thread: Thread, tools: ThreadTools): Promise<Decision> {
  const { turn, threads, attachments } = tools
  const words = textsOf(turn)
  const number = turn.digits(thread.number)
  if (thread.messages.length === 0) return oldButton(turn)
  if (!(await threads.remove(turn.agency.id, thread, turn.visitor.staff?.id ?? '')))
    return work(text(words.changedMeanwhile(number)))
  await attachments.dropThread(turn.db, thread.id)
  const told: Elsewhere = {
    personId: thread.personId,
    purpose: 'answer',
    say: [text(words.removedFromInbox(number), [doorwayChoice(turn)])],
  }
  return { ...work(text(words.toDoorwayDone(number))), also: [told] }
}

async function openFiles(thread: Thread, tools: ThreadTools): Promise<Decision> {
  const { turn, attachments } = tools
  const words = textsOf(turn)
  const files = await attachments.ofThread(turn.db, turn.agency.id, thread.id)
  const number = turn.digits(thread.number)
  if (files.length === 0) return work(text(words.noFiles(number)))
  const url = await tools.openPage(thread)
  return work(text(words.filesOf(number), [{ label: words.openPage, tap: { does: 'opens', url } }]), text(url))
}
