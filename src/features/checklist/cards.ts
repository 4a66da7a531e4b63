import type { Button } from '../../chat/button.ts'
import type { Choice, Say } from '../../chat/say.ts'
import { card } from '../../chat/say.ts'
import { formatDate } from '../../thai/dates.ts'
import { percentages } from '../../flex/percentages.ts'
import type { CardValues } from '../../flex/templates.ts'
import { cardButton, cardTap, type Speaker, type Turn } from '../turn.ts'
import type { Checklist } from './checklist-store.ts'
import type { EditionItem } from './edition.ts'
import type { Evidence } from '../../evidence/evidence-store.ts'
import { evidenceRows } from '../evidence-words.ts'
import { pendingStatuses, type Item, type ItemStatus } from './items.ts'
import { daysLeft, soonDays } from './outlook.ts'
import { mayReview } from './rules.ts'

/** Rows that one bubble shows; the rest is behind the button that goes on (cards.md: at most eight). */
const rowsShown = 8

type State = CardValues<'item'>['state']

const tones: Record<ItemStatus, State['tone']> = {
  open: 'open',
  in_work: 'in-work',
  reported: 'reported',
  approved: 'done',
  sent_back: 'sent-back',
  not_applicable: 'done',
}

/** What a list is about: in words, and as the button that shows more of it. */
export type Scope = {
  words: string
  what: Extract<Button, { name: 'list' }>['what']
  of?: string
}

export function isPending(item: Item): boolean {
  return pendingStatuses.includes(item.status)
}

/** An item's code in the agency's digits. */
export function codeWords(code: string, turn: Speaker): string {
  return turn.digits(code)
}

/** Points with two decimals, in the agency's digits. */
export function pointsWords(points: number, turn: Speaker): string {
  return turn.digits(points.toFixed(2))
}

/** A status as a card shows it. */
export function state(status: ItemStatus, turn: Speaker): State {
  return { tone: tones[status], word: turn.texts.statusWords[status] }
}

/** What a tap on an item's row does: its card. */
export function itemTap(item: Item, turn: Speaker) {
  return cardTap({
    does: 'button',
    button: { name: 'item', edition: item.edition, code: item.code },
    shows: codeWords(item.code, turn),
  })
}

/** All items of a scope that are still to be done, the most valuable first, `from` on. */
export function pendingCard(items: readonly Item[], total: number, scope: Scope, from: number, turn: Turn): Say {
  const { texts, digits } = turn
  const pending = items.filter(isPending).toSorted((a, b) => byDue(a, b, turn.now) || byWorth(a, b))
  const rows = pending.slice(from, from + rowsShown)
  const together = pending.reduce((sum, item) => sum + item.worth, 0)
  const choices: Choice[] = rows.slice(0, 5).map((item) => ({
    label: codeWords(item.code, turn),
    tap: {
      does: 'button',
      button: { name: 'item', edition: item.edition, code: item.code },
      shows: codeWords(item.code, turn),
    },
  }))
  return card(
    turn.cards.card('pending-list', {
      scope: scope.words,
      pending: digits(String(pending.length)),
      total: digits(String(total)),
      worth: pointsWords(together, turn),
      codes: pending.map((item) => codeWords(item.code, turn)).join(' '),
      groups: byGroup(rows, pending, turn).map(({ title, items: group }) => ({
        title,
        rows: group.map((item) => ({
          code: codeWords(item.code, turn),
          title: item.title,
          worth: pointsWords(item.worth, turn),
          state: item.status === 'open' ? undefined : state(item.status, turn),
          due: dueWords(item, turn),
          missing: item.reason ?? missingWords(item, turn),
          action: itemTap(item, turn),
        })),
      })),
      notice:
        pending.length > rowsShown
          ? texts.moreRows(digits(String(Math.min(from + rowsShown, pending.length))), digits(String(pending.length)))
          : undefined,
      buttons: [
        ...(from + rowsShown < pending.length ? [moreButton(items[0], scope, from + rowsShown, turn)] : []),
        ...whatFirst(pending, scope, from + rowsShown < pending.length ? 'secondary' : 'primary', turn),
        summaryButton(turn),
      ],
    }),
    choices,
  )
}

/** Items of a scope with their states, `from` on. */
export function listCard(items: readonly Item[], scope: Scope, from: number, turn: Turn): Say {
  const { texts, digits } = turn
  const rows = items.slice(from, from + rowsShown)
  const pending = items.filter(isPending)
  return card(
    turn.cards.card('item-list', {
      title: scope.words,
      about: texts.countSentence(texts.statusWords.open, digits(String(pending.length)), digits(String(items.length))),
      codes: items.map((item) => codeWords(item.code, turn)).join(' '),
      rows: rows.map((item) => ({
        code: codeWords(item.code, turn),
        title: item.title,
        state: state(item.status, turn),
        note: item.reason ?? undefined,
        action: itemTap(item, turn),
      })),
      notice:
        items.length > rowsShown
          ? texts.moreRows(digits(String(Math.min(from + rowsShown, items.length))), digits(String(items.length)))
          : undefined,
      buttons: [
        ...(from + rowsShown < items.length ? [moreButton(items[0], scope, from + rowsShown, turn)] : []),
        summaryButton(turn),
      ],
    }),
  )
}

/** One figure with its sentence: how many are still to be done. */
export function countCard(items: readonly Item[], scope: Scope, turn: Turn): Say {
  const { texts, digits } = turn
  const pending = items.filter(isPending).toSorted(byWorth)
  const together = pending.reduce((sum, item) => sum + item.worth, 0)
  return card(
    turn.cards.card('count', {
      scope: scope.words,
      figure: digits(String(pending.length)),
      unit: texts.items,
      sentence: `${texts.countSentence(texts.statusWords.open, digits(String(pending.length)), digits(String(items.length)))} · ${texts.together(pointsWords(together, turn))}`,
      codes: pending.map((item) => codeWords(item.code, turn)).join(' '),
      buttons: [
        ...(pending.length > 0 && items[0]
          ? [
              cardButton(
                texts.showPending,
                {
                  does: 'button',
                  button: {
                    name: 'list',
                    edition: items[0].edition,
                    what: scope.what,
                    ...(scope.of && { of: scope.of }),
                  },
                  shows: texts.showPending,
                },
                'primary',
              ),
            ]
          : []),
        summaryButton(turn),
      ],
    }),
  )
}

/** One component that is missing costs the points, so all of any edition's item are shown (16 at most so far); LINE takes 30 KB. */
const missingShown = 24

/** One item with all that is known of it. `definition` is what the edition demands, `pages` what proves it. */
export function itemCard(item: Item, definition: EditionItem, pages: readonly Evidence[], turn: Turn): Say {
  const { texts, digits } = turn
  const period = periodWords(definition, item.edition)
  const { components } = definition
  const missing = components.filter((_, place) => !item.ticks.includes(place))
  const unshown = missing.length - missingShown
  return card(
    turn.cards.card('item', {
      code: codeWords(item.code, turn),
      title: item.title,
      edition: texts.oitEdition(digits(String(item.edition))),
      state: state(item.status, turn),
      reason: item.reason ?? undefined,
      components:
        components.length > 0 && item.ticks.length > 0
          ? {
              have: digits(String(components.length - missing.length)),
              need: digits(String(components.length)),
              percent: Math.floor(((components.length - missing.length) / components.length) * 100),
            }
          : undefined,
      missing: isPending(item)
        ? [
            ...missing.slice(0, missingShown),
            ...(unshown > 0 ? [texts.work.moreComponents(String(unshown), item.code)] : []),
          ].map((component) => ({ component: digits(component) }))
        : [],
      worth: texts.points(pointsWords(item.worth, turn)),
      due: dueWords(item, turn),
      period: period && digits(period),
      unit: item.units.join(' ') || undefined,
      owner:
        [item.owner?.name ?? '', item.uploader ? texts.work.whoUploader(item.uploader.name) : '']
          .filter(Boolean)
          .join(' · ') || undefined,
      changed: item.updatedAt ? digits(formatDate(item.updatedAt)) : undefined,
      evidence: evidenceRows(pages, turn),
      note: item.note ?? undefined,
      buttons: itemButtons(item, turn),
    }),
    itemChoices(item, turn),
  )
}

/** The likeliest acts on an item, by its state and by who looks at it. */
function itemButtons(item: Item, turn: Turn) {
  const { texts } = turn
  const { staff } = turn.visitor
  const button = { edition: item.edition, code: item.code }
  const code = codeWords(item.code, turn)
  const see = item.url ? [cardButton(texts.seeOnSite, { does: 'opens', url: item.url })] : []
  const parts =
    item.need > 0
      ? [
          cardButton(texts.work.components, {
            does: 'button',
            button: { name: 'parts', ...button },
            shows: `${texts.work.components} ${code}`,
          }),
        ]
      : []
  const history = cardButton(texts.work.history, {
    does: 'button',
    button: { name: 'history', ...button },
    shows: `${texts.work.history} ${code}`,
  })
  const review =
    item.status === 'reported' && staff && mayReview(staff.role) && item.submittedBy?.personId !== staff.personId
      ? [
          cardButton(
            texts.work.review,
            {
              does: 'button',
              button: { name: 'review', ...button, seen: item.version, do: 'show' },
              shows: `${texts.work.review} ${code}`,
            },
            'primary',
          ),
        ]
      : []
  const send =
    isPending(item) && isOfNow(item, turn)
      ? [
          cardButton(
            texts.work.sendLink,
            {
              does: 'button',
              button: { name: 'send', ...button },
              opensKeyboard: `${item.code} ${texts.work.states.done} `,
            },
            'primary',
          ),
        ]
      : []
  return [...review, ...send, ...see, ...parts, history].slice(0, 3)
}

function isOfNow(item: Item, turn: Turn): boolean {
  return item.edition === turn.agency.profile.edition
}

/** What people also ask or say of an item, one tap away. */
function itemChoices(item: Item, turn: Turn): Choice[] {
  const { texts } = turn
  const button = { edition: item.edition, code: item.code }
  const code = codeWords(item.code, turn)
  const says = (words: string): Choice => ({ label: words, tap: { does: 'says', text: `${item.code} ${words}` } })
  const history: Choice = {
    label: texts.work.history,
    tap: { does: 'button', button: { name: 'history', ...button }, shows: `${texts.work.history} ${code}` },
  }
  // A typed number is one of the agency's edition: nothing is said of an item of another year.
  if (!isOfNow(item, turn)) return [history]
  return [
    ...(item.status === 'open' || item.status === 'sent_back' ? [says(texts.work.states.in_progress)] : []),
    ...(isPending(item) ? [says(texts.work.states.done)] : []),
    history,
    {
      label: texts.work.needs,
      tap: { does: 'button', button: { name: 'needs', ...button }, shows: `${code} ${texts.work.needs}` },
    },
    {
      label: texts.work.lastYear,
      tap: { does: 'button', button: { name: 'lastyear', ...button }, shows: `${code} ${texts.work.lastYear}` },
    },
    { label: texts.work.nextItem, tap: { does: 'says', text: texts.work.nextItem } },
    {
      label: texts.showPending,
      tap: {
        does: 'button',
        button: { name: 'list', edition: item.edition, what: 'pending' },
        shows: texts.showPending,
      },
    },
  ]
}

/** How far the agency is, with a bar for each sub-indicator or each unit. */
export function progressCard(checklist: Checklist, by: 'sub' | 'unit', turn: Turn): Say {
  const { texts, digits } = turn
  const all = figures(checklist.items)
  const groups =
    by === 'sub'
      ? checklist.subIndicators.map((sub) => ({
          title: `${digits(sub.code)} ${sub.title}`,
          of: sub.code,
          what: 'sub' as const,
          items: checklist.items.filter((item) => item.subIndicator === sub.code),
        }))
      : [...new Set(checklist.items.flatMap((item) => item.units))].map((unit) => ({
          title: unit,
          of: unit,
          what: 'unit' as const,
          items: checklist.items.filter((item) => item.units.includes(unit)),
        }))
  const other = by === 'sub' ? 'unit' : 'sub'
  return card(
    turn.cards.card('progress', {
      edition: texts.oitEdition(digits(String(checklist.edition))),
      scope: turn.agency.profile.name,
      approvedCount: digits(String(all.approved)),
      reportedCount: digits(String(all.reported)),
      total: digits(String(all.total)),
      ...bar(all),
      rows: groups.slice(0, 12).map((group) => {
        const ofGroup = figures(group.items)
        return {
          title: group.title,
          figures: texts.barFigures(
            digits(String(ofGroup.approved)),
            digits(String(ofGroup.reported)),
            digits(String(ofGroup.total)),
          ),
          ...bar(ofGroup),
          action: cardTap({
            does: 'button',
            button: { name: 'list', edition: checklist.edition, what: group.what, of: group.of.slice(0, 80) },
            shows: group.title.slice(0, 100),
          }),
        }
      }),
      updated: digits(formatDate(turn.now)),
      buttons: [
        cardButton(
          texts.showPending,
          {
            does: 'button',
            button: { name: 'list', edition: checklist.edition, what: 'pending' },
            shows: texts.showPending,
          },
          'primary',
        ),
        cardButton(other === 'unit' ? texts.byUnit : texts.bySub, {
          does: 'button',
          button: { name: 'summary', by: other },
          shows: other === 'unit' ? texts.byUnit : texts.bySub,
        }),
      ],
    }),
  )
}

/** How many are approved (or do not apply), reported, and there at all. */
export function figures(items: readonly Item[]): { approved: number; reported: number; total: number } {
  return {
    approved: items.filter((item) => item.status === 'approved' || item.status === 'not_applicable').length,
    reported: items.filter((item) => item.status === 'reported').length,
    total: items.length,
  }
}

/** The two lengths of a bar, in percent. */
export function bar(of: { approved: number; reported: number; total: number }): { approved: number; reported: number } {
  const [approved = 0, reported = 0] = percentages([of.approved, of.reported], of.total)
  return { approved, reported }
}

type Pressing = 'late' | 'soon' | 'later' | 'none'
const pressing: readonly Pressing[] = ['late', 'soon', 'later', 'none']

/** How pressing an item is by its day. */
function pressingOf(item: Item, now: Date): Pressing {
  const left = daysLeft(item, now)
  if (left === null) return 'none'
  return left < 0 ? 'late' : left <= soonDays ? 'soon' : 'later'
}

function byDue(a: Item, b: Item, now: Date): number {
  return pressing.indexOf(pressingOf(a, now)) - pressing.indexOf(pressingOf(b, now))
}

/** Rows under the heading of how pressing they are; without any day in the list there are no headings. */
function byGroup(
  rows: readonly Item[],
  all: readonly Item[],
  turn: Turn,
): { title: string | undefined; items: Item[] }[] {
  if (all.every((item) => item.dueAt === null)) return [{ title: undefined, items: [...rows] }]
  return pressing.flatMap((name) => {
    const items = rows.filter((item) => pressingOf(item, turn.now) === name)
    return items.length === 0 ? [] : [{ title: turn.texts.work.groups[name], items }]
  })
}

/** Until when, and how late it is; undefined when there is no day. */
function dueWords(item: Item, turn: Speaker): string | undefined {
  const left = daysLeft(item, turn.now)
  if (left === null || item.dueAt === null) return undefined
  const day = turn.digits(formatDate(item.dueAt))
  if (!isPending(item) || left > 0) return day
  return left === 0 ? turn.texts.work.dueToday(day) : turn.texts.work.lateBy(day, turn.digits(String(-left)))
}

/** How many components are still missing, once somebody began to tick them. */
function missingWords(item: Item, turn: Speaker): string | undefined {
  if (item.ticks.length === 0 || item.ticks.length >= item.need) return undefined
  return turn.texts.work.missingOf(turn.digits(String(item.need - item.ticks.length)), turn.digits(String(item.need)))
}

function byWorth(a: Item, b: Item): number {
  return b.worth - a.worth || a.number - b.number
}

function moreButton(first: Item | undefined, scope: Scope, from: number, turn: Turn) {
  return cardButton(
    turn.texts.more,
    {
      does: 'button',
      button: {
        name: 'list',
        edition: first?.edition ?? turn.agency.profile.edition,
        what: scope.what,
        from,
        ...(scope.of && { of: scope.of }),
      },
      shows: turn.texts.more,
    },
    'primary',
  )
}

/** What to begin with, where there is a choice and its order is known: of the whole agency or of a unit. */
function whatFirst(pending: readonly Item[], scope: Scope, style: 'primary' | 'secondary', turn: Turn) {
  if (pending.length < 2 || (scope.what !== 'pending' && scope.what !== 'unit')) return []
  const label = turn.texts.score.whatFirst
  const of = scope.of?.slice(0, 80)
  const button = { name: 'score' as const, page: 'next' as const, ...(of !== undefined && { of }) }
  return [cardButton(label, { does: 'button', button, shows: label }, style)]
}

function summaryButton(turn: Turn) {
  return cardButton(turn.texts.showSummary, {
    does: 'button',
    button: { name: 'summary', by: 'sub' },
    shows: turn.texts.showSummary,
  })
}

/** The years that the content must cover, with the edition's year put in; undefined when the edition does not say. */
export function periodWords(definition: EditionItem, edition: number): string | undefined {
  const label = definition.period?.label
  return label?.replaceAll('{year}', String(edition)).replaceAll('{prevYear}', String(edition - 1))
}
