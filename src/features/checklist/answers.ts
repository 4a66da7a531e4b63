import type { Button } from '../../chat/button.ts'
import type { Decision } from '../../chat/decision.ts'
import { text, type Say } from '../../chat/say.ts'
import { formatDate } from '../../thai/dates.ts'
import { asksForDay, asksForPercent, asksWhoIsSlow, readWorkWords, type WorkWords } from '../../thai/staff/work.ts'
import { assign } from './assignments.ts'
import { codeWords, countCard, isPending, listCard, pendingCard, progressCard, type Scope } from './cards.ts'
import type { Checklist } from './checklist-store.ts'
import { itemsOf, openChecklist, work, words, type Desk } from './desk.ts'
import { belongsTo, type Item } from './items.ts'
import { slowestWords } from './score-cards.ts'
import { showHistory, showLastYear, showNeeds, showResponsible, showSpecial } from './lists.ts'
import { carryOut, takeBack, takeBackLast } from './proposals.ts'
import { askForPage, report, showParts, submit, tick } from './reports.ts'
import { judgeByWords, pressReview, showQueue } from './reviews.ts'
import { showItem } from './showing.ts'
import { isSpoken, speakOf, speakOfItems } from './spoken.ts'
import type { Wish } from './wish.ts'

/** Intents that a message about handing over may look like; anything surer stays what it is. */
const maybeHandsOver = new Set([
  'assign',
  'item_detail',
  'item_status',
  'overdue',
  'my_items',
  'by_unit',
  'by_sub_indicator',
  'pending_list',
  'attach_evidence',
  'other',
])

/**
 * What a wish says besides its intent, and the intent that comes of it: a day or a verb of handing over makes it an
 * assignment, "does not concern us" a report. A question stays a question.
 */
export function withWorkWords(wish: Wish, now: Date): { wish: Wish; said: WorkWords } {
  const said = readWorkWords(wish.words ?? '', now)
  const isAbout = wish.items.length > 0 || wish.subIndicator !== undefined
  if (!isAbout || wish.url !== undefined) return { wish, said }
  if (said.notApplicable && wish.items.length > 0) return { wish: { ...wish, intent: 'update_status' }, said }
  if (wish.asks === true) return { wish, said }
  if (said.self || ((said.handsOver || said.uploader) && maybeHandsOver.has(wish.intent)))
    return { wish: { ...wish, intent: 'assign' }, said }
  return { wish, said }
}

/** Answers about the checklist, for whoever sits at this desk; each needs the edition that the agency works on. */
export function checklistAnswers(desk: Desk) {
  const { turn } = desk

  async function withChecklist(
    edition: number,
    answer: (checklist: Checklist) => Promise<Say[]> | Say[],
  ): Promise<Decision> {
    const checklist = await openChecklist(desk, edition)
    return 'items' in checklist ? work(await answer(checklist)) : checklist
  }

  async function showItems(checklist: Checklist, codes: readonly string[]): Promise<Say[]> {
    const items = itemsOf(checklist, codes)
    // Five messages are LINE's limit for one reply; more items than that become a list.
    if (items.length > 4) {
      const year = turn.digits(String(checklist.edition))
      return [listCard(items, { words: turn.texts.editionName(year), what: 'all' }, 0, turn)]
    }
    const said: Say[] = []
    for (const item of items) said.push(...(await showItem(item, desk)))
    return said
  }

  function pendingOr(items: readonly Item[], scope: Scope, from = 0): Say[] {
    if (items.some(isPending)) return [pendingCard(items, items.length, scope, from, turn)]
    const of = scope.what === 'pending' ? '' : `${scope.words} `
    return [
      text(turn.texts.nothingPending(of, turn.digits(String(items.length))), [
        {
          label: turn.texts.showSummary,
          tap: { does: 'button', button: { name: 'summary', by: 'sub' }, shows: turn.texts.showSummary },
        },
      ]),
    ]
  }

  function scopeOf(checklist: Checklist, wish: Pick<Wish, 'unit' | 'subIndicator'>): { items: Item[]; scope: Scope } {
    const year = turn.digits(String(checklist.edition))
    if (wish.unit !== undefined) {
      const { unit } = wish
      return {
        items: checklist.items.filter((item) => belongsTo(item, unit)),
        scope: { words: turn.texts.pendingScopeUnit(unit, year), what: 'unit', of: unit },
      }
    }
    if (wish.subIndicator !== undefined) {
      const { subIndicator } = wish
      return {
        items: checklist.items.filter((item) => item.subIndicator === subIndicator),
        scope: { words: turn.texts.pendingScopeSub(turn.digits(subIndicator), year), what: 'sub', of: subIndicator },
      }
    }
    return { items: checklist.items, scope: { words: turn.texts.pendingScope(year), what: 'pending' } }
  }

  async function showPending(wish: Wish, edition: number): Promise<Decision> {
    const { detail, scope: of, unit } = wish
    if (detail === 'waiting_review') return showQueue(edition, 0, desk)
    if (detail === 'returned') return showSpecial('returned', edition, 0, unit, desk)
    if (of === 'mine') return showSpecial('mine', edition, 0, unit, desk)
    return withChecklist(edition, (checklist) => {
      const { items, scope } = scopeOf(checklist, wish)
      const bare = of === 'no_evidence' ? items.filter((item) => item.url === null) : items
      return pendingOr(bare, scope)
    })
  }

  /** What a card shows among much else, said first to whoever asked for just that: the day, how far it is. */
  function inWords(items: readonly Item[], asked: string): Say[] {
    const { texts, digits } = turn
    const say = asksForDay(asked)
      ? ({ code, dueAt }: Item) =>
          dueAt === null
            ? texts.work.noDayOf(codeWords(code, turn))
            : texts.work.dayOf(codeWords(code, turn), digits(formatDate(dueAt)))
      : asksForPercent(asked)
        ? ({ code, ticks, need }: Item) =>
            texts.work.howFar(codeWords(code, turn), digits(String(ticks.length)), digits(String(need)))
        : null
    return say === null || items.length === 0 ? [] : [text(items.slice(0, 12).map(say).join('\n'))]
  }

  /** Nobody is reminded at somebody's word: who is, and when, with what it is about. */
  async function tellWhoReminds(wish: Wish, edition: number): Promise<Decision> {
    if (wish.items.length === 0 && wish.unit === undefined) return words(turn.texts.work.reminds)
    const shown = await withChecklist(edition, (checklist) => {
      if (wish.items.length > 0) return showItems(checklist, wish.items)
      const { items, scope } = scopeOf(checklist, wish)
      return pendingOr(items, scope)
    })
    return { ...shown, say: [text(turn.texts.work.reminds), ...shown.say] }
  }

  return {
    /** Answers a wish of staff; null when it is about something else than the checklist. */
    async answer(given: Wish): Promise<Decision | null> {
      const { edition } = turn.agency.profile
      const { texts, digits } = turn
      if (given.hurries === true) return tellWhoReminds(given, edition)
      const { wish, said } = withWorkWords(given, turn.now)
      const unknown = wish.unknownItems[0]
      if (unknown !== undefined && wish.items.length === 0) {
        return withChecklist(edition, (checklist) => [
          text(texts.unknownItem(digits(unknown), digits(String(edition)), digits(String(checklist.items.length)))),
        ])
      }
      switch (wish.intent) {
        case 'pending_list':
          return showPending(wish, edition)
        case 'waiting_review':
          return showQueue(edition, 0, desk)
        case 'overdue':
          return showSpecial(wish.scope === 'due_soon' ? 'soon' : 'overdue', edition, 0, wish.unit, desk)
        case 'my_items':
          return showSpecial('mine', edition, 0, undefined, desk)
        case 'pending_count':
          return withChecklist(edition, (checklist) => {
            const { items, scope } = scopeOf(checklist, wish)
            return [countCard(items, scope, turn)]
          })
        case 'item_status':
        case 'item_detail': {
          if (wish.items.length === 0)
            return words(texts.whichItem, speakOf({ intent: wish.intent, items: [], asksForItem: true }))
          const [code] = wish.items
          if (wish.detail === 'history' && code !== undefined) return showHistory({ edition, code }, desk)
          if (wish.detail === 'responsible') return showResponsible(wish.items, desk)
          if (wish.detail === 'last_year') return showLastYear(edition, wish.items, desk)
          if (wish.intent === 'item_detail' && wish.items.length <= 4 && !asksForDay(wish.words ?? ''))
            return showNeeds(edition, wish.items, desk)
          return withChecklist(edition, async (checklist) => [
            ...inWords(itemsOf(checklist, wish.items), wish.words ?? ''),
            ...(await showItems(checklist, wish.items)),
          ])
        }
        case 'summary':
          if (wish.detail === 'changes') return showSpecial('changed', edition, 0, undefined, desk)
          return withChecklist(edition, (checklist) => [progressCard(checklist, 'sub', turn)])
        case 'by_unit':
          return withChecklist(edition, (checklist) => {
            const { unit } = wish
            if (unit === undefined) {
              const slow = asksWhoIsSlow(wish.words ?? '') ? [text(slowestWords(checklist.items, turn))] : []
              return [...slow, progressCard(checklist, 'unit', turn)]
            }
            const items = checklist.items.filter((item) => belongsTo(item, unit))
            const scope = { words: texts.unitScope(unit, digits(String(edition))), what: 'unit' as const, of: unit }
            return [listCard(items, scope, 0, turn)]
          })
        case 'by_sub_indicator':
          return withChecklist(edition, (checklist) => {
            const sub = checklist.subIndicators.find((one) => one.code === wish.subIndicator)
            if (!sub) return [progressCard(checklist, 'sub', turn)]
            const items = checklist.items.filter((item) => item.subIndicator === sub.code)
            const scope = texts.subScope(digits(sub.code), sub.title, digits(String(edition)))
            return [listCard(items, { words: scope, what: 'sub', of: sub.code }, 0, turn)]
          })
        case 'update_status':
        case 'attach_evidence':
          return report(wish, said.notApplicable, desk)
        case 'approve':
        case 'return':
          return judgeByWords(wish, desk)
        case 'assign':
          return assign(wish, said, desk)
        default:
          return null
      }
    },

    /** "Undo": takes back what this person did last. */
    undo: () => takeBackLast(desk),

    /** Buttons of this feature's cards; null for the others. */
    async press(button: Button): Promise<Decision | null> {
      const decision = await press(button)
      const otherYear = 'edition' in button && button.edition !== turn.agency.profile.edition
      if (!decision || !otherYear || !isSpoken(decision.conversation)) return decision
      // "This one" never means an item of another year: its number is somebody else here.
      const { conversation: _conversation, ...rest } = decision
      return rest
    },
  }

  async function press(button: Button): Promise<Decision | null> {
    const { texts, digits } = turn
    switch (button.name) {
      case 'item': {
        const shown = await withChecklist(button.edition, (checklist) => showItems(checklist, [button.code]))
        return { ...shown, conversation: speakOfItems([button.code]) }
      }
      case 'needs':
        return showNeeds(button.edition, [button.code], desk)
      case 'lastyear':
        return showLastYear(button.edition, [button.code], desk)
      case 'history':
        return showHistory(button, desk)
      case 'parts':
        return showParts(button, desk)
      case 'tick':
        return tick(button, desk)
      case 'send':
        return askForPage(button, desk)
      case 'review':
        return button.do === 'submit' ? submit(button, desk) : pressReview(button, desk)
      case 'work':
        return carryOut(button, desk)
      case 'unwork':
        return takeBack(button.act, desk)
      case 'summary':
        return withChecklist(turn.agency.profile.edition, (checklist) => [progressCard(checklist, button.by, turn)])
      case 'list': {
        const from = button.from ?? 0
        const { edition, what } = button
        const year = digits(String(edition))
        switch (what) {
          case 'reported':
            return showQueue(edition, from, desk)
          case 'mine':
          case 'overdue':
          case 'soon':
          case 'returned':
          case 'changed':
            return showSpecial(what, edition, from, button.of, desk)
          case 'all':
            return withChecklist(edition, (checklist) => [
              listCard(checklist.items, { words: texts.editionName(year), what: 'all' }, from, turn),
            ])
          case 'unit':
          case 'sub':
            return withChecklist(edition, (checklist) => {
              const { items, scope } = scopeOf(
                checklist,
                what === 'unit' ? { unit: button.of ?? '' } : { subIndicator: button.of ?? '' },
              )
              return items.some(isPending) ? pendingOr(items, scope, from) : [listCard(items, scope, from, turn)]
            })
          case 'pending':
            return withChecklist(edition, (checklist) => pendingOr(checklist.items, scopeOf(checklist, {}).scope, from))
          default:
            return what satisfies never
        }
      }
      default:
        return null
    }
  }
}
