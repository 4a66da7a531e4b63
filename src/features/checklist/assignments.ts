import type { Decision } from '../../chat/decision.ts'
import { text } from '../../chat/say.ts'
import { formatDate } from '../../thai/dates.ts'
import { findPeople, peopleNamedIn, type WorkWords } from '../../thai/staff/work.ts'
import type { StaffMember } from '../../staff/staff-store.ts'
import { itemsOf, openChecklist, work, words, type Desk } from './desk.ts'
import type { Changed } from './item-changes.ts'
import type { Item } from './items.ts'
import { propose, type Proposal } from './proposals.ts'
import { mayAssign } from './rules.ts'
import { speakOf, speakOfItems } from './spoken.ts'
import type { Wish } from './wish.ts'
import { namesList } from './work-cards.ts'

/**
 * An item given to somebody until a day, in one message: unit, owner, uploader and day, for one or many items or a whole sub-indicator.
 * Shown before it happens. Those who review may give work to others; anybody may take an item on.
 */
export async function assign(wish: Wish, said: WorkWords, desk: Desk): Promise<Decision> {
  const { turn, actor } = desk
  const { texts, digits } = turn
  const { edition } = turn.agency.profile
  const checklist = await openChecklist(desk, edition)
  if (!('items' in checklist)) return checklist
  if (!mayAssign(actor.role) && !said.self) return words(texts.work.mayNotAssign, speakOfItems(wish.items))
  const items =
    wish.items.length > 0
      ? itemsOf(checklist, wish.items)
      : checklist.items.filter((item) => item.subIndicator === wish.subIndicator)
  if (items.length === 0)
    return words(texts.work.whichItemToAssign, speakOf({ intent: 'assign', items: [], asksForItem: true }))

  if (said.due === 'impossible') return words(texts.work.impossibleDay, speakOfItems(wish.items))
  if (said.due !== undefined && said.due < turn.now)
    return words(texts.work.pastDay(digits(formatDate(said.due))), speakOfItems(wish.items))

  const staff = await desk.staff()
  const person = said.self ? desk.member : findPerson(wish, staff)
  if (person === 'nobody') return words(texts.work.nobodyCalled(wish.assignee ?? ''), speakOfItems(wish.items))
  if (Array.isArray(person)) return askWho(wish, person, desk)

  const { due } = said
  const unit = said.self ? undefined : wish.unit
  const proposals = items.flatMap((item): Proposal[] => {
    const set = assignment(item, { unit, person, asUploader: said.uploader, due }, staff)
    return Object.keys(set).length === 0 ? [] : [{ item, kind: 'assign', set }]
  })
  const codes = items.map((item) => item.code)
  if (proposals.length === 0) {
    const nothingNamed = unit === undefined && person === undefined && said.due === undefined
    return words(
      nothingNamed
        ? texts.work.toWhomOrWhen(namesList(codes.slice(0, 12), turn))
        : texts.work.assignedAlready(namesList(codes.slice(0, 12), turn)),
      speakOfItems(codes),
    )
  }
  const unknown =
    wish.unknownItems.length > 0
      ? [texts.work.notOfEdition(namesList(wish.unknownItems, turn), digits(String(edition)))]
      : []
  return propose(
    desk,
    edition,
    proposals,
    {
      yes: 'confirm',
      buttons: [
        { label: texts.work.assign, do: 'confirm' },
        { label: texts.work.cancel, do: 'drop' },
      ],
    },
    { headline: texts.work.notYet, left: unknown },
  )
}

/** What an assignment changes of one item. An owner of another unit does not stay when the unit changes. */
function assignment(
  item: Item,
  to: { unit: string | undefined; person: StaffMember | undefined; asUploader: boolean; due: Date | undefined },
  staff: readonly StaffMember[],
): Changed {
  const { unit, person, asUploader, due } = to
  const newUnit = unit !== undefined && (item.units.length !== 1 || item.units[0] !== unit)
  const owner = staff.find((one) => one.personId === item.owner?.personId)
  const ownerLeaves =
    newUnit && person === undefined && owner !== undefined && owner.unit !== null && owner.unit !== unit
  return {
    ...(newUnit && { units: [unit] }),
    ...(person && !asUploader && item.owner?.personId !== person.personId && { owner: person.personId }),
    ...(person && asUploader && item.uploader?.personId !== person.personId && { uploader: person.personId }),
    ...(ownerLeaves && { owner: null }),
    ...(due && item.dueAt?.getTime() !== due.getTime() && { dueAt: due.toISOString() }),
  }
}

/** Who is meant: one person, several to choose from, nobody of that name, or nobody was named. */
function findPerson(wish: Wish, staff: readonly StaffMember[]): StaffMember | StaffMember[] | 'nobody' | undefined {
  const called = wish.assignee === undefined ? [] : findPeople(wish.assignee, staff)
  // A name may stand where the sentence does not show it, or run together with what is behind it.
  const found = called.length > 0 ? called : peopleNamedIn(wish.words ?? '', staff)
  const [first] = found
  if (found.length > 1) return found
  if (first) return first
  // With a unit named, a word behind "to" that is nobody's name was not meant as one.
  return wish.assignee === undefined || wish.unit !== undefined ? undefined : 'nobody'
}

function askWho(wish: Wish, people: readonly StaffMember[], desk: Desk): Decision {
  const { turn } = desk
  const name = wish.assignee ?? people[0]?.name ?? ''
  return work(
    [
      text(
        turn.texts.work.whoOf(name),
        people.slice(0, 10).map((one) => ({
          label: one.name,
          tap: { does: 'says', text: (wish.words ?? '').replace(wish.assignee ?? one.name, one.name).slice(0, 280) },
        })),
      ),
    ],
    speakOfItems(wish.items),
  )
}
