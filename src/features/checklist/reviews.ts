import { z } from 'zod'
import type { Button } from '../../chat/button.ts'
import type { Decision } from '../../chat/decision.ts'
import { at, type Flow } from '../../chat/flow.ts'
import { text, type Choice } from '../../chat/say.ts'
import { saysAll } from '../../thai/all-of-them.ts'
import { readCommand } from '../../thai/commands.ts'
import { putsOff } from '../../thai/hesitation.ts'
import { readReason, saysUndo, startsSomethingElse } from '../../thai/staff/work.ts'
import { codeWords, listCard } from './cards.ts'
import type { Checklist } from './checklist-store.ts'
import { itemsOf, openChecklist, work, words, type Desk } from './desk.ts'
import type { Item } from './items.ts'
import { isRecent } from './recent.ts'
import { apply, propose, refusalWords, type Proposal, type Ways } from './proposals.ts'
import { judgeApproval, judgeReturn, mayReview } from './rules.ts'
import { openItem, showItem } from './showing.ts'
import { speakOfItems, Spoken } from './spoken.ts'
import type { Wish } from './wish.ts'
import { namesList, reviewCard, reviewsShown, type Reviewed } from './work-cards.ts'

const longestReason = 500

const Asking = Spoken.extend({ edition: z.number(), code: z.string(), seen: z.number(), asked: z.string() })

/**
 * Why an item goes back is one line, and reaches the clerk word for word. What was typed is shown before it happens, because
 * nearly any words can be a reason; a reason that was tapped happens at once. Words with another meaning end the asking, and
 * so does a quarter of an hour.
 */
export const returnFlow: Flow<'asking', z.infer<typeof Asking>, Desk> = {
  name: 'work-return',
  version: 2,
  memory: Asking,
  steps: {
    async asking(incoming, memory, desk) {
      const { turn } = desk
      if (incoming.kind !== 'text' || !isRecent(memory.asked, turn.now)) return { kind: 'pass' }
      const said = incoming.text.trim().slice(0, longestReason)
      const texts = turn.texts.work
      const command = readCommand(said)
      if (command === 'no' || command === 'cancel' || saysUndo(said))
        return { kind: 'done', say: [text(texts.notSentBack)], purpose: 'work' }
      if (command === 'yes' || putsOff(said))
        return { kind: 'stay', say: [text(texts.whyStill(codeWords(memory.code, turn)), reasonsToTap(desk))] }
      if (command !== null || startsSomethingElse(said, memory.code)) return { kind: 'pass' }
      const decided = await sendBack(memory, said, texts.reasons.includes(said) ? 'now' : 'shown', desk)
      return {
        kind: 'done',
        say: decided.say,
        purpose: 'work',
        ...(decided.also && { also: decided.also }),
        ...(decided.conversation && { goesOn: decided.conversation }),
      }
    },
  },
}

/** Buttons of a review card. An old one meets another version of the item, and says so. */
export async function pressReview(button: Extract<Button, { name: 'review' }>, desk: Desk): Promise<Decision> {
  const { turn } = desk
  const opened = await openItem(desk, button.edition, button.code)
  if (!('item' in opened)) return opened
  const { item, definition } = opened
  const code = codeWords(item.code, turn)
  if (item.version !== button.seen && button.do !== 'show') return overtaken(item, desk)
  if (button.do === 'pass') {
    const verdict = judgeApproval(item, desk.actor, turn.agency.profile.reviewLevels)
    if ('refused' in verdict) return words(refusalWords(verdict.refused, item, desk), speakOfItems([item.code]))
    const done = await apply(desk, item.edition, [{ item, ...verdict }])
    return done === 'stale' ? overtaken(item, desk) : done
  }
  if (button.do === 'return') {
    // A reason that is not there yet is no reason to ask for one in vain.
    const verdict = judgeReturn(item, desk.actor, '-')
    if ('refused' in verdict) return words(refusalWords(verdict.refused, item, desk), speakOfItems([item.code]))
    return askWhy(item, desk)
  }
  const verdict = judgeApproval(item, desk.actor, turn.agency.profile.reviewLevels)
  if ('refused' in verdict)
    return work(
      [text(refusalWords(verdict.refused, item, desk)), ...(await showItem(item, desk))],
      speakOfItems([item.code]),
    )
  const pages = await desk.pages.of(turn.agency.id, item.edition, item.code)
  return work([reviewCard([{ item, definition, pages }], 1, turn)], speakOfItems([code]))
}

function askWhy(item: Item, desk: Desk): Decision {
  const { turn } = desk
  const texts = turn.texts.work
  return work(
    [text(texts.whySendBack(codeWords(item.code, turn), item.title), reasonsToTap(desk))],
    at(returnFlow, 'asking', {
      edition: item.edition,
      code: item.code,
      seen: item.version,
      asked: turn.now.toISOString(),
      intent: 'item_status',
      items: [item.code],
      asksForItem: false,
    }),
  )
}

/** Usual reasons, and the way out. */
function reasonsToTap({ turn }: Desk): Choice[] {
  const { reasons, cancel } = turn.texts.work
  return [...reasons, cancel].map((words) => ({ label: words, tap: { does: 'says', text: words } }))
}

/** Buttons under a judgement that is shown. */
function waysToJudge(approves: boolean, { turn }: Desk): Ways {
  const { pass, sendBack, cancel } = turn.texts.work
  return {
    yes: 'confirm',
    buttons: [
      { label: approves ? pass : sendBack, do: 'confirm' },
      { label: cancel, do: 'drop' },
    ],
  }
}

async function sendBack(
  which: { edition: number; code: string; seen: number },
  reason: string,
  when: 'now' | 'shown',
  desk: Desk,
): Promise<Decision> {
  const opened = await openItem(desk, which.edition, which.code)
  if (!('item' in opened)) return opened
  const { item } = opened
  if (item.version !== which.seen) return overtaken(item, desk)
  const verdict = judgeReturn(item, desk.actor, reason)
  if ('refused' in verdict) return words(refusalWords(verdict.refused, item, desk))
  if (when === 'shown')
    return propose(desk, item.edition, [{ item, ...verdict }], waysToJudge(false, desk), {
      headline: desk.turn.texts.work.notYet,
    })
  const done = await apply(desk, item.edition, [{ item, ...verdict }])
  return done === 'stale' ? overtaken(item, desk) : done
}

async function overtaken(item: Item, desk: Desk): Promise<Decision> {
  const { turn } = desk
  const now = (await desk.changes.read(turn.agency.id, item.edition, item.code)) ?? item
  return work(
    [
      text(turn.texts.work.changedMeanwhile(codeWords(item.code, turn))),
      ...(await showItem({ ...now, worth: item.worth }, desk)),
    ],
    speakOfItems([item.code]),
  )
}

/** A yes, or a no with its reason, in words: shown before it happens. Without an item the queue is shown. */
export async function judgeByWords(wish: Wish, desk: Desk): Promise<Decision> {
  const { turn } = desk
  const { texts, digits } = turn
  const { edition } = turn.agency.profile
  if (wish.items.length === 0) return showQueue(edition, 0, desk, saysAll(wish.words ?? ''))
  const checklist = await openChecklist(desk, edition)
  if (!('items' in checklist)) return checklist
  const approves = wish.intent === 'approve'
  const reason = approves
    ? null
    : (readReason(wish.words ?? '', checklist.items.length)?.slice(0, longestReason) ?? null)
  const proposals: Proposal[] = []
  const refused: string[] = []
  for (const item of itemsOf(checklist, wish.items)) {
    const verdict = approves
      ? judgeApproval(item, desk.actor, turn.agency.profile.reviewLevels)
      : judgeReturn(item, desk.actor, reason)
    if (!('refused' in verdict)) proposals.push({ item, ...verdict })
    else if (verdict.refused === 'needs-reason' && wish.items.length === 1) return askWhy(item, desk)
    else refused.push(refusalWords(verdict.refused, item, desk))
  }
  if (proposals.length === 0)
    return work([text([...new Set(refused)].slice(0, 5).join('\n'))], speakOfItems(wish.items))
  const unknown =
    wish.unknownItems.length > 0
      ? [texts.work.notOfEdition(namesList(wish.unknownItems, turn), digits(String(edition)))]
      : []
  return propose(desk, edition, proposals, waysToJudge(approves, desk), {
    headline: texts.work.notYet,
    left: [...unknown, ...refused],
  })
}

/**
 * What waits for a yes: with buttons for those who may give it, as a list for the others. Longest waiting first.
 * @param all somebody wants to judge all of it at once, and is told that each is looked at
 */
export async function showQueue(edition: number, from: number, desk: Desk, all = false): Promise<Decision> {
  const { turn, actor } = desk
  const { texts, digits } = turn
  const checklist = await openChecklist(desk, edition)
  if (!('items' in checklist)) return checklist
  const waiting = checklist.items.filter((item) => item.status === 'reported')
  const scope = { words: texts.reportedScope(digits(String(edition))), what: 'reported' as const }
  if (waiting.length === 0) return words(texts.work.nothingWaiting)
  if (!mayReview(actor.role)) return work([listCard(waiting, scope, from, turn)])
  const mine = waiting
    .filter((item) => !('refused' in judgeApproval(item, actor, turn.agency.profile.reviewLevels)))
    .toSorted((a, b) => time(a) - time(b) || a.number - b.number)
  if (mine.length === 0) return work([text(texts.work.nothingWaiting), listCard(waiting, scope, 0, turn)])
  const shown = await withDefinitions(mine.slice(from, from + reviewsShown), checklist, desk)
  if (shown.length === 0) return words(texts.work.nothingWaiting)
  const next = from + reviewsShown
  const more: Choice[] =
    next < mine.length
      ? [
          {
            label: texts.more,
            tap: { does: 'button', button: { name: 'list', edition, what: 'reported', from: next }, shows: texts.more },
          },
        ]
      : []
  const said = [
    ...(all ? [text(texts.work.oneByOne(digits(String(mine.length))))] : []),
    reviewCard(shown, mine.length, turn),
    ...(more.length > 0
      ? [text(texts.moreRows(digits(`${from + 1}-${from + shown.length}`), digits(String(mine.length))), more)]
      : []),
  ]
  return { ...work(said), covers: 'review' }
}

function time(item: Item): number {
  return item.submittedAt?.getTime() ?? Number.MAX_SAFE_INTEGER
}

async function withDefinitions(items: readonly Item[], checklist: Checklist, desk: Desk) {
  const pages = await desk.pages.ofEdition(desk.turn.agency.id, checklist.edition)
  const found: Reviewed[] = []
  for (const item of items) {
    const definition = await desk.checklists.definition(desk.turn.agency.id, checklist.edition, item.code)
    if (definition) found.push({ item, definition, pages: pages.get(item.code) ?? [] })
  }
  return found
}
