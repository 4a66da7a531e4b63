import type { Say } from '../../chat/say.ts'
import { card } from '../../chat/say.ts'
import { formatDate, formatDateTime, formatDay } from '../../thai/dates.ts'
import { plainNote } from '../../thai/edition-notes.ts'
import { cardButton, cardTap, type Speaker, type Turn } from '../turn.ts'
import type { CardValues } from '../../flex/templates.ts'
import { codeWords, itemTap, periodWords, pointsWords } from './cards.ts'
import type { EditionItem } from './edition.ts'
import type { Evidence } from '../../evidence/evidence-store.ts'
import { checkState, evidenceTexts, photoChoice, sight, trouble } from '../evidence-words.ts'
import { fieldsOf, type Changed, type ChangeKind, type WholeChange } from './item-changes.ts'
import type { Item } from './items.ts'
import { mayTick } from './rules.ts'

/** Rows that one bubble shows; more are behind a button (cards.md: at most eight). */
const rowsShown = 8
/** Review bubbles in one carousel: about 4 KB each, of LINE's 50. */
export const reviewsShown = 5

type Names = ReadonlyMap<string, string>
/** `page` = what becomes of the pages that the item has when another comes. */
type Planned = { item: Item; kind: ChangeKind; set: Changed; page?: 'replaces' | 'adds' }
type Buttons = CardValues<'work-note'>['buttons']

/** Codes in the agency's digits, in one line. */
export function namesList(codes: readonly string[], turn: Speaker): string {
  return codes.map((code) => codeWords(code, turn)).join(' ')
}

/** An item's code and title, as the head of a card. */
export function headOf(item: Pick<Item, 'code' | 'title'>, turn: Speaker): string {
  return `${codeWords(item.code, turn)} ${item.title}`
}

/** An address as people read it: host and path. Its digits stay as they are. */
function addressWords(url: string): string {
  const { host, pathname, search } = new URL(url)
  const whole = `${host}${pathname === '/' ? '' : pathname}${search}`
  return whole.length > 90 ? `${whole.slice(0, 89)}…` : whole
}

const shownFields = ['status', 'url', 'note', 'reason', 'units', 'owner', 'uploader', 'dueAt', 'ticks'] as const
type Shown = (typeof shownFields)[number]

/** A field's value in words; empty when there is none. */
function fieldWords(field: Shown, value: Changed, need: number, names: Names, turn: Speaker): string {
  const { texts, digits } = turn
  const person = (id: string | null | undefined) => (id ? (names.get(id) ?? texts.work.formerStaff) : '')
  switch (field) {
    case 'status':
      return value.status === undefined ? '' : texts.statusWords[value.status]
    case 'url':
      return value.url ? addressWords(value.url) : ''
    case 'note':
      return value.note ?? ''
    case 'reason':
      return value.reason ?? ''
    case 'units':
      return value.units?.join(' ') ?? ''
    case 'owner':
      return person(value.owner)
    case 'uploader':
      return person(value.uploader)
    case 'dueAt':
      return value.dueAt ? digits(formatDate(new Date(value.dueAt))) : ''
    case 'ticks':
      return texts.work.ticked(digits(String(value.ticks?.length ?? 0)), digits(String(need)))
    default:
      return field satisfies never
  }
}

/** The fields that a change shows: those with a new value. A reason that goes with a new state needs no row. */
function changedFields(item: Item, set: Changed): Shown[] {
  const old = fieldsOf(item)
  return shownFields.filter(
    (field) =>
      set[field] !== undefined &&
      JSON.stringify(set[field]) !== JSON.stringify(old[field]) &&
      !(field === 'reason' && set.reason === null),
  )
}

/** A change before it happens: every field of one item, or one row for each of several. */
export function confirmCard(
  planned: readonly Planned[],
  names: Names,
  said: { headline: string; about?: string; note?: string; left?: readonly string[]; buttons: Buttons },
  turn: Turn,
): Extract<Say, { kind: 'card' }> {
  const { texts, digits } = turn
  const all = new Map(names)
  for (const { item } of planned)
    for (const person of [item.owner, item.uploader]) if (person) all.set(person.personId, person.name)
  const [first] = planned
  // With a name where the bare value would say too little.
  // A page that is only added leaves none behind.
  const hasBefore = (field: Shown, { page }: Planned) => field !== 'url' || page !== 'adds'
  const telling = (one: Planned, of: Changed) => {
    const { item, set } = one
    return changedFields(item, set)
      .filter((field) => of === set || hasBefore(field, one))
      .map((field) => {
        const value =
          fieldWords(field, of, item.need, all, turn) || (field === 'dueAt' ? texts.work.noDay : texts.work.none)
        const isPlain = of === set ? field !== 'dueAt' : field === 'status'
        return isPlain ? value : texts.work.field(texts.work.fields[field], value)
      })
      .join(' · ')
  }
  const rows =
    planned.length === 1 && first
      ? changedFields(first.item, first.set).map((field) => ({
          what: field === 'url' && first.page ? texts.work.pageComes[first.page] : texts.work.fields[field],
          ...(hasBefore(field, first) && {
            from:
              fieldWords(field, fieldsOf(first.item), first.item.need, all, turn) ||
              (field === 'dueAt' ? texts.work.noDay : texts.work.none),
          }),
          to: fieldWords(field, first.set, first.item.need, all, turn) || texts.work.none,
        }))
      : rowsOfMany(planned, telling, turn)
  return card(
    turn.cards.card('confirm-work', {
      headline: said.headline,
      title:
        planned.length === 1 && first ? headOf(first.item, turn) : texts.work.several(digits(String(planned.length))),
      about: said.about,
      rows,
      note: said.note,
      left: said.left && said.left.length > 0 ? said.left.join(' ') : undefined,
      buttons: said.buttons,
    }),
  ) as Extract<Say, { kind: 'card' }>
}

/** Items to which the same happens share a row when there are many. */
function rowsOfMany(planned: readonly Planned[], telling: (one: Planned, of: Changed) => string, turn: Turn) {
  if (planned.length <= rowsShown)
    return planned.map((one) => ({
      what: headOf(one.item, turn),
      from: telling(one, fieldsOf(one.item)),
      to: telling(one, one.set),
    }))
  const groups = new Map<string, string[]>()
  for (const one of planned) {
    const to = telling(one, one.set)
    groups.set(to, [...(groups.get(to) ?? []), one.item.code])
  }
  return [...groups].slice(0, rowsShown).map(([to, codes]) => ({ what: namesList(codes, turn), to }))
}

/** What was done, with the tap that takes it back. */
export function savedCard(planned: readonly Planned[], actId: string, sentence: string | null, turn: Turn): Say {
  const { texts, digits } = turn
  const [first] = planned
  const kinds = new Set(planned.map(({ kind }) => kind))
  const headline = kinds.size === 1 && first ? texts.work.done[first.kind] : texts.work.done.work
  const judged = first && ['pass', 'approve', 'return'].includes(first.kind)
  const edition = first?.item.edition ?? turn.agency.profile.edition
  return card(
    turn.cards.card('work-note', {
      headline,
      title:
        planned.length === 1 && first
          ? headOf(first.item, turn)
          : planned.length <= 12
            ? namesList(
                planned.map(({ item }) => item.code),
                turn,
              )
            : texts.work.several(digits(String(planned.length))),
      sentence: sentence ?? undefined,
      rows: [],
      buttons: [
        cardButton(texts.work.undo, { does: 'button', button: { name: 'unwork', act: actId }, shows: texts.work.undo }),
        judged
          ? cardButton(texts.work.reviewQueue, {
              does: 'button',
              button: { name: 'list', edition, what: 'reported' },
              shows: texts.work.reviewQueue,
            })
          : first?.kind === 'assign'
            ? cardButton(texts.showPending, {
                does: 'button',
                button: { name: 'list', edition, what: 'pending' },
                shows: texts.showPending,
              })
            : cardButton(texts.work.mine, {
                does: 'button',
                button: { name: 'list', edition, what: 'mine' },
                shows: texts.work.mine,
              }),
      ],
    }),
    planned.length === 1 && first
      ? [
          {
            label: texts.work.openItem,
            tap: {
              does: 'button',
              button: { name: 'item', edition, code: first.item.code },
              shows: codeWords(first.item.code, turn),
            },
          },
        ]
      : undefined,
  )
}

/** A message to somebody whom a change concerns. */
export function noteCard(
  note: { headline: string; sentence?: string; quote?: string; note?: string; buttons: Buttons },
  items: readonly Item[],
  turn: Turn,
): Say {
  const { texts, digits } = turn
  const [first] = items
  const single = items.length === 1 && first
  return card(
    turn.cards.card('work-note', {
      headline: note.headline,
      title: single ? headOf(first, turn) : texts.work.several(digits(String(items.length))),
      sentence: note.sentence,
      quoteTitle: note.quote === undefined ? undefined : texts.work.fields.reason,
      quote: note.quote,
      rows: single
        ? []
        : items.slice(0, rowsShown).map((item) => ({
            code: codeWords(item.code, turn),
            title: item.title,
            about: item.dueAt ? texts.work.field(texts.work.fields.dueAt, digits(formatDate(item.dueAt))) : undefined,
            action: itemTap(item, turn),
          })),
      note: items.length > rowsShown ? texts.work.andMore(digits(String(items.length - rowsShown))) : note.note,
      buttons: note.buttons,
    }),
  )
}

/** The components of an item, each a tap; `from` on. Under review they are shown and not tapped. */
export function componentsCard(item: Item, definition: EditionItem, from: number, turn: Turn): Say {
  const { texts, digits } = turn
  const { components } = definition
  const open = mayTick(item)
  const have = item.ticks.filter((place) => place < components.length).length
  const isWhole = have >= components.length
  const shown = components.slice(from, from + rowsShown)
  const button = { edition: item.edition, code: item.code }
  const more = from + rowsShown < components.length
  return card(
    turn.cards.card('components', {
      code: codeWords(item.code, turn),
      title: item.title,
      have: digits(String(have)),
      need: digits(texts.work.several(String(components.length))),
      percent: components.length === 0 ? 0 : Math.floor((have / components.length) * 100),
      hint: open ? texts.work.tickHint : texts.work.lockedTicks,
      rows: shown.map((component, index) => {
        const place = from + index
        const on = item.ticks.includes(place)
        return {
          mark: on ? '☑' : '☐',
          component: digits(component),
          action: cardTap({
            does: 'button',
            button: { name: 'tick', ...button, place, on: !on },
            shows: `${on ? '☐' : '☑'} ${digits(component)}`.slice(0, 100),
          }),
        }
      }),
      notice: isWhole
        ? texts.work.allTicked
        : components.length > rowsShown
          ? texts.work.moreOf(
              digits(`${from + 1}-${from + shown.length}`),
              digits(texts.work.several(String(components.length))),
            )
          : undefined,
      buttons: [
        ...(open && isWhole
          ? [
              cardButton(
                texts.work.submit,
                {
                  does: 'button',
                  button: { name: 'review', ...button, seen: item.version, do: 'submit' },
                  shows: `${texts.work.submit} ${codeWords(item.code, turn)}`,
                },
                'primary',
              ),
            ]
          : []),
        ...(more || from > 0
          ? [
              cardButton(texts.more, {
                does: 'button',
                button: { name: 'parts', ...button, ...(more && { from: from + rowsShown }) },
                shows: texts.more,
              }),
            ]
          : []),
        cardButton(texts.work.openItem, {
          does: 'button',
          button: { name: 'item', ...button },
          shows: codeWords(item.code, turn),
        }),
      ],
    }),
  )
}

/** What an item needs, for whoever must make it. */
export function needsCard(item: Item, definition: EditionItem, turn: Turn): Say {
  const { texts, digits } = turn
  const period = periodWords(definition, item.edition)
  const { minCount, statFields, dependsOn, channel, mustBeOnMainSite } = definition
  const notes = [
    ...(mustBeOnMainSite ? [texts.work.onMainSite] : []),
    ...(channel?.twoWay ? [texts.work.twoWay] : []),
    ...(channel?.separateFromGeneralComplaints ? [texts.work.separate] : []),
    ...(dependsOn.length > 0 ? [texts.work.dependsOn(namesList(dependsOn, turn))] : []),
    ...definition.notes.flatMap((note) => plainNote(note) ?? []),
  ]
  const button = { edition: item.edition, code: item.code }
  return card(
    turn.cards.card('item-needs', {
      code: codeWords(item.code, turn),
      title: item.title,
      edition: texts.oitEdition(digits(String(item.edition))),
      period: period && digits(period),
      minimum: minCount ? digits(texts.work.minimum(String(minCount.value), minCount.unit)) : undefined,
      unit: item.units.join(' ') || undefined,
      worth: texts.points(pointsWords(item.worth, turn)),
      need: definition.components.length === 0 ? undefined : digits(String(definition.components.length)),
      components: definition.components.map((component, place) => ({
        mark: item.ticks.includes(place) ? '☑' : '•',
        component: digits(component),
      })),
      figures: statFields.map(({ label }) => ({ figure: label })),
      notes: notes.slice(0, 6).map((note) => ({ note: digits(note) })),
      buttons: [
        cardButton(
          texts.work.openItem,
          { does: 'button', button: { name: 'item', ...button }, shows: codeWords(item.code, turn) },
          'primary',
        ),
        cardButton(texts.work.lastYear, {
          does: 'button',
          button: { name: 'lastyear', ...button },
          shows: `${codeWords(item.code, turn)} ${texts.work.lastYear}`,
        }),
      ],
    }),
  )
}

/** What happened to an item, newest first. `names` are those of the people in it. */
export function historyCard(item: Item, changes: readonly WholeChange[], more: boolean, names: Names, turn: Turn): Say {
  const { texts, digits } = turn
  const last = changes.at(-1)
  return card(
    turn.cards.card('history', {
      code: codeWords(item.code, turn),
      title: item.title,
      rows: changes.map((change) => ({
        when: digits(formatDateTime(change.at)),
        who: change.by ?? texts.work.operator,
        what: texts.work.told[change.kind],
        change:
          change.from === change.to
            ? undefined
            : texts.work.fromTo(texts.statusWords[change.from], texts.statusWords[change.to]),
        words: changeWords(change, item.need, names, turn) || undefined,
      })),
      buttons: [
        ...(more && last
          ? [
              cardButton(
                texts.more,
                {
                  does: 'button',
                  button: { name: 'history', edition: item.edition, code: item.code, before: last.version },
                  shows: texts.more,
                },
                'primary',
              ),
            ]
          : []),
        cardButton(texts.work.openItem, {
          does: 'button',
          button: { name: 'item', edition: item.edition, code: item.code },
          shows: codeWords(item.code, turn),
        }),
      ],
    }),
  )
}

function changeWords(change: WholeChange, need: number, names: Names, turn: Turn): string {
  const { texts } = turn
  return shownFields
    .filter(
      (field) =>
        field !== 'status' &&
        change.after[field] !== undefined &&
        JSON.stringify(change.after[field]) !== JSON.stringify(change.before[field]) &&
        !(field === 'reason' && change.after.reason === null),
    )
    .map((field) =>
      texts.work.field(texts.work.fields[field], fieldWords(field, change.after, need, names, turn) || texts.work.none),
    )
    .join('\n')
    .slice(0, 600)
}

/** What a second pair of eyes looks at. */
export type Reviewed = { item: Item; definition: EditionItem; pages: readonly Evidence[] }

/** Items that wait for a second pair of eyes, one bubble each. At least one. */
export function reviewCard(items: readonly Reviewed[], total: number, turn: Turn): Say {
  const { texts, digits } = turn
  const photos = items.flatMap(({ pages }) => photoChoice(pages, turn))
  return card(
    turn.cards.card('review', {
      count: digits(texts.work.reviewCount(String(total))),
      codes: namesList(
        items.map(({ item }) => item.code),
        turn,
      ),
      bubbles: items.map(({ item, definition, pages }) => {
        const period = periodWords(definition, item.edition)
        const button = { name: 'review' as const, edition: item.edition, code: item.code, seen: item.version }
        const required = [
          ...(period ? [digits(period)] : []),
          ...(definition.components.length > 0
            ? [texts.work.requiredComponents(digits(String(definition.components.length)))]
            : []),
        ]
        return {
          code: codeWords(item.code, turn),
          title: item.title,
          required: required.join(' · ') || undefined,
          given: givenWords(item, pages, turn),
          address: item.url ? addressWords(item.url) : undefined,
          check:
            troubled(pages) !== undefined
              ? checkState(troubled(pages)?.check ?? null, turn)
              : item.need === 0
                ? undefined
                : item.ticks.length >= item.need
                  ? { tone: 'done' as const, word: texts.work.field(texts.work.fields.ticks, ticked(item, turn)) }
                  : { tone: 'in-work' as const, word: texts.work.field(texts.work.fields.ticks, ticked(item, turn)) },
          by: item.submittedBy?.name ?? texts.work.imported,
          since: item.submittedAt ? digits(formatDay(item.submittedAt)) : undefined,
          note:
            [pageWords(pages, turn), item.note ?? '', item.passedBy ? texts.work.firstPassedBy(item.passedBy.name) : '']
              .filter(Boolean)
              .join(' · ') || undefined,
          buttons: [
            ...(item.url ? [cardButton(texts.work.openPage, { does: 'opens', url: item.url })] : []),
            cardButton(
              texts.work.pass,
              {
                does: 'button',
                button: { ...button, do: 'pass' },
                shows: `${texts.work.pass} ${codeWords(item.code, turn)}`,
              },
              'primary',
            ),
            cardButton(texts.work.sendBack, {
              does: 'button',
              button: { ...button, do: 'return' },
              shows: `${texts.work.sendBack} ${codeWords(item.code, turn)}`,
            }),
          ],
        }
      }),
    }),
    photos.length > 0 ? photos : undefined,
  )
}

function ticked(item: Item, turn: Turn): string {
  return turn.texts.work.ticked(turn.digits(String(item.ticks.length)), turn.digits(String(item.need)))
}

/** The first page that is not simply good. */
function troubled(pages: readonly Evidence[]): Evidence | undefined {
  return pages.find((page) => page.check !== null && page.check.verdict !== 'good')
}

/** What was handed in: the title of its page where that is known, and how many pages more. */
function givenWords(item: Item, pages: readonly Evidence[], turn: Turn): string {
  const { texts, digits } = turn
  const last = pages.find((page) => page.pageUrl === item.url) ?? pages.at(-1)
  const title = last?.check?.seen?.title ?? (item.url ? texts.work.givenPage : texts.work.givenNothing)
  return pages.length > 1 ? evidenceTexts(turn).andOthers(title, digits(String(pages.length - 1))) : title
}

/** What the look at the pages came to, in words: what is wrong with one, else what was seen of the last. */
function pageWords(pages: readonly Evidence[], turn: Turn): string {
  const bad = troubled(pages)
  if (bad?.check) return trouble(bad.check, turn) ?? ''
  return sight(pages.at(-1)?.check?.seen ?? null, turn) ?? ''
}
