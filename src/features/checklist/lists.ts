import type { Button } from '../../chat/button.ts'
import type { Decision } from '../../chat/decision.ts'
import { card, text, type Say } from '../../chat/say.ts'
import { formatDateTime } from '../../thai/dates.ts'
import { cardButton } from '../turn.ts'
import { codeWords, isPending, itemTap, listCard, pendingCard, state, type Scope } from './cards.ts'
import type { Checklist } from './checklist-store.ts'
import { itemsOf, openChecklist, work, words, type Desk } from './desk.ts'
import type { Change } from './item-changes.ts'
import { belongsTo, type Item } from './items.ts'
import { daysLeft, soonDays } from './outlook.ts'
import { openItem, showItem } from './showing.ts'
import { speakOfItems } from './spoken.ts'
import { headOf, historyCard, namesList, needsCard } from './work-cards.ts'

const week = 7 * 86_400_000
/** So many changes of a week are looked through; a town makes a few dozen. */
const changesRead = 400
const rowsShown = 8
const historyShown = 6

type Special = Extract<Extract<Button, { name: 'list' }>['what'], 'mine' | 'overdue' | 'soon' | 'returned' | 'changed'>

/** Whether an item is this person's: their own, theirs to put on the site, or their unit's that nobody has. */
function isMine(item: Item, { member }: Desk): boolean {
  const { personId, unit } = member
  if (item.owner?.personId === personId || item.uploader?.personId === personId) return true
  if (item.owner !== null) return false
  return unit !== null && belongsTo(item, unit)
}

/**
 * Lists that depend on who asks, on the day, or on what happened: mine, overdue, due soon, sent back, changed this week.
 * @param unit narrows it to one unit
 */
export async function showSpecial(
  what: Special,
  edition: number,
  from: number,
  unit: string | undefined,
  desk: Desk,
): Promise<Decision> {
  const { turn } = desk
  const { texts, digits } = turn
  const checklist = await openChecklist(desk, edition)
  if (!('items' in checklist)) return checklist
  if (what === 'changed') return showChanges(checklist, from, desk)
  const own = texts.work.scopes[what](digits(String(edition)))
  const scope: Scope = {
    words: unit === undefined ? own : texts.work.narrowed(own, unit),
    what,
    ...(unit !== undefined && { of: unit }),
  }
  const here = unit === undefined ? checklist.items : checklist.items.filter((item) => belongsTo(item, unit))
  const left = (item: Item) => (isPending(item) ? daysLeft(item, turn.now) : null)
  switch (what) {
    case 'mine': {
      const mine = here.filter((item) => isMine(item, desk))
      // Somebody without a unit and without items of their own helps with all of them.
      const items = mine.length === 0 && desk.member.unit === null ? here : mine
      if (items.some(isPending)) return work([pendingCard(items, items.length, scope, from, turn)])
      return items.length === 0
        ? words(texts.work.nothingMine)
        : work([text(texts.work.nothingMine), listCard(items, scope, from, turn)])
    }
    case 'overdue': {
      const late = here.filter((item) => (left(item) ?? 0) < 0)
      if (late.length > 0) return work([pendingCard(late, here.length, scope, from, turn)])
      const said = here.some((item) => item.dueAt !== null) ? texts.work.nothingOverdue : texts.work.noDueYet
      return here.some(isPending)
        ? work([
            text(said),
            pendingCard(
              here,
              here.length,
              { words: turn.texts.pendingScope(digits(String(edition))), what: 'pending' },
              0,
              turn,
            ),
          ])
        : words(said)
    }
    case 'soon': {
      const soon = here.filter((item) => {
        const days = left(item)
        return days !== null && days >= 0 && days <= soonDays
      })
      if (soon.length > 0) return work([pendingCard(soon, here.length, scope, from, turn)])
      return words(here.some((item) => item.dueAt !== null) ? texts.work.nothingSoon : texts.work.noDueYet)
    }
    case 'returned': {
      const back = here.filter((item) => item.status === 'sent_back')
      return back.length === 0
        ? words(texts.work.nothingReturned)
        : { ...work([pendingCard(back, here.length, scope, from, turn)]), covers: 'sent-back' }
    }
    default:
      return what satisfies never
  }
}

/** What changed in the last seven days, one row an item, the newest first. */
async function showChanges(checklist: Checklist, from: number, desk: Desk): Promise<Decision> {
  const { turn, changes } = desk
  const { texts, digits } = turn
  const since = new Date(turn.now.getTime() - week)
  const latest = new Map<string, Change>()
  for (const change of await changes.since(turn.agency.id, checklist.edition, since, changesRead))
    // What a command brought in is the state of the beginning, not somebody's work.
    if (change.kind !== 'import' && !latest.has(change.code)) latest.set(change.code, change)
  const items = itemsOf(checklist, [...latest.keys()])
  if (items.length === 0) return words(texts.work.nothingChanged)
  const rows = items.slice(from, from + rowsShown)
  const more = from + rowsShown < items.length
  return work([
    card(
      turn.cards.card('item-list', {
        title: texts.work.scopes.changed(digits(String(checklist.edition))),
        about: digits(texts.work.several(String(items.length))),
        codes: namesList(
          items.map((item) => item.code),
          turn,
        ),
        rows: rows.map((item) => {
          const change = latest.get(item.code)
          return {
            code: codeWords(item.code, turn),
            title: item.title,
            state: state(item.status, turn),
            note:
              change &&
              `${change.by ?? texts.work.operator} ${texts.work.told[change.kind]} ${digits(formatDateTime(change.at))}`,
            action: itemTap(item, turn),
          }
        }),
        notice:
          items.length > rowsShown
            ? texts.moreRows(digits(String(from + rows.length)), digits(String(items.length)))
            : undefined,
        buttons: more
          ? [
              cardButton(
                texts.more,
                {
                  does: 'button',
                  button: { name: 'list', edition: checklist.edition, what: 'changed', from: from + rowsShown },
                  shows: texts.more,
                },
                'primary',
              ),
            ]
          : [],
      }),
    ),
  ])
}

/** What happened to an item, page by page. */
export async function showHistory(
  which: { edition: number; code: string; before?: number | undefined },
  desk: Desk,
): Promise<Decision> {
  const { turn, changes } = desk
  const opened = await openItem(desk, which.edition, which.code)
  if (!('item' in opened)) return opened
  const { item } = opened
  const before = which.before ?? item.version + 1
  const found = await changes.history(turn.agency.id, item.edition, item.code, before, historyShown + 1)
  if (found.length === 0)
    return work(
      [text(turn.texts.work.noHistory(codeWords(item.code, turn))), ...(await showItem(item, desk))],
      speakOfItems([item.code]),
    )
  const names = new Map((await desk.staff()).map((one) => [one.personId, one.name]))
  for (const person of [item.owner, item.uploader]) if (person) names.set(person.personId, person.name)
  const shown = found.slice(0, historyShown)
  return work([historyCard(item, shown, found.length > historyShown, names, turn)], speakOfItems([item.code]))
}

/** Who has to do with items: unit, owner, who puts it on the site, who handed it in. */
export async function showResponsible(codes: readonly string[], desk: Desk): Promise<Decision> {
  const { turn } = desk
  const { texts, digits } = turn
  const checklist = await openChecklist(desk, turn.agency.profile.edition)
  if (!('items' in checklist)) return checklist
  const items = itemsOf(checklist, codes)
  const said = items
    .slice(0, 10)
    .map((item) =>
      [
        headOf(item, turn),
        ...(item.units.length > 0 ? [texts.work.whoUnit(item.units.join(' '))] : []),
        item.owner ? texts.work.whoOwner(item.owner.name) : texts.work.noOwnerYet,
        ...(item.uploader ? [texts.work.whoUploader(item.uploader.name)] : []),
        ...(item.submittedBy && item.submittedAt
          ? [texts.work.whoSubmitted(item.submittedBy.name, digits(formatDateTime(item.submittedAt)))]
          : []),
      ].join('\n'),
    )
  const [first] = items
  if (!first) return words(texts.whichItem)
  return work(
    [
      text(said.join('\n\n'), [
        {
          label: texts.work.openItem,
          tap: {
            does: 'button',
            button: { name: 'item', edition: first.edition, code: first.code },
            shows: codeWords(first.code, turn),
          },
        },
        {
          label: texts.work.history,
          tap: {
            does: 'button',
            button: { name: 'history', edition: first.edition, code: first.code },
            shows: `${texts.work.history} ${codeWords(first.code, turn)}`,
          },
        },
      ]),
    ],
    speakOfItems(codes),
  )
}

/** What an item needs to be passed. */
export async function showNeeds(edition: number, codes: readonly string[], desk: Desk): Promise<Decision> {
  const said: Say[] = []
  for (const code of codes.slice(0, 4)) {
    const opened = await openItem(desk, edition, code)
    if (!('item' in opened)) return opened
    said.push(needsCard(opened.item, opened.definition, desk.turn))
  }
  return work(said, speakOfItems(codes))
}

/** The same subject in the newest earlier edition of the agency, with its state and its page. */
export async function showLastYear(edition: number, codes: readonly string[], desk: Desk): Promise<Decision> {
  const { turn, checklists } = desk
  const { texts, digits } = turn
  const loaded = (await checklists.editions(turn.agency.id)).filter((year) => year < edition)
  const said: Say[] = []
  for (const code of codes.slice(0, 2)) {
    const opened = await openItem(desk, edition, code)
    if (!('item' in opened)) return opened
    const { item, definition } = opened
    const shown = codeWords(item.code, turn)
    const year = loaded.find((one) => (definition.equivalents[String(one)] ?? []).length > 0)
    const older = year === undefined ? undefined : definition.equivalents[String(year)]
    if (year === undefined || older === undefined) {
      const [known] = Object.keys(definition.equivalents)
        .map(Number)
        .filter((one) => one < edition && (definition.equivalents[String(one)] ?? []).length > 0)
        .toSorted((a, b) => b - a)
      said.push(
        text(
          known === undefined
            ? texts.work.noLastYear(shown)
            : texts.work.lastYearNotLoaded(
                shown,
                digits(String(known)),
                namesList(definition.equivalents[String(known)] ?? [], turn),
              ),
        ),
      )
      continue
    }
    const before = await openChecklist(desk, year)
    if (!('items' in before)) continue
    said.push(text(texts.work.lastYearOf(shown, digits(String(year)))))
    for (const one of itemsOf(before, older).slice(0, 2)) said.push(...(await showItem(one, desk)))
  }
  return work(said.slice(0, 5), speakOfItems(codes))
}
