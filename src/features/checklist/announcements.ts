import { afterQuiet } from '../../calendar/calendar.ts'
import { calendarStore } from '../../calendar/calendar-store.ts'
import type { Elsewhere } from '../../chat/decision.ts'
import { slots } from '../../notices/plan.ts'
import type { StaffMember } from '../../staff/staff-store.ts'
import { formatDate, formatDay } from '../../thai/dates.ts'
import { cardButton } from '../turn.ts'
import { codeWords } from './cards.ts'
import type { Desk } from './desk.ts'
import type { Changed, ChangeKind } from './item-changes.ts'
import type { Item } from './items.ts'
import { mayReview } from './rules.ts'
import { noteCard, reviewCard, reviewsShown, type Reviewed } from './work-cards.ts'

type Done = { item: Item; kind: ChangeKind; set: Changed }

/** So many reviewers are told of what was handed in; the others find it in their list. */
const reviewersTold = 3

/**
 * Whom a change concerns besides who made it, and what they are told. Owners and reviewers only, each once for all items.
 * @returns a sentence for who made it, and the messages to others
 */
export async function announce(
  desk: Desk,
  done: readonly Done[],
): Promise<{ sentence: string | null; also: Elsewhere[] }> {
  const submitted = done.filter(({ kind }) => kind === 'submit')
  if (submitted.length > 0) return toReviewers(desk, submitted, null)
  const passed = done.filter(({ kind }) => kind === 'pass')
  if (passed.length > 0) return toReviewers(desk, passed, desk.member.personId)
  const judged = done.filter(({ kind }) => kind === 'approve' || kind === 'return')
  if (judged.length > 0) return toAuthors(desk, judged)
  const given = done.filter(({ kind, set }) => kind === 'assign' && (set.owner || set.uploader))
  if (given.length > 0) return toOwners(desk, given)
  return { sentence: null, also: [] }
}

/**
 * From when on others hear of what was done: null = from now on. On a day off and at night their messages are held
 * (`notices/holding.ts`); whether they go at once then, or with a reply or a digest, is not known here, so nobody is said to
 * have been told.
 */
async function toldFrom({ turn }: Desk): Promise<string | null> {
  const calendar = await calendarStore(turn.db).of(turn.agency)
  const awake = calendar.isWorkingDay(turn.now) && afterQuiet(turn.now).getTime() === turn.now.getTime()
  if (awake) return null
  const [firstSlot = 0] = slots
  return turn.digits(formatDay(calendar.nextWorkingTime(turn.now, firstSlot)))
}

/** Those who can say the next yes: reviewers first, else whoever else may. */
async function reviewersFor(desk: Desk, without: readonly string[]): Promise<StaffMember[]> {
  const able = (await desk.staff()).filter((one) => mayReview(one.role) && !without.includes(one.personId))
  const reviewers = able.filter((one) => one.role === 'reviewer')
  return reviewers.length > 0 ? reviewers : able
}

async function toReviewers(desk: Desk, done: readonly Done[], passedBy: string | null) {
  const { turn, changes, member } = desk
  const texts = turn.texts.work
  const authors = done.flatMap(({ item }) => item.submittedBy?.personId ?? [])
  const reviewers = await reviewersFor(desk, [member.personId, ...(passedBy ? [passedBy, ...authors] : [])])
  if (reviewers.length === 0) return { sentence: texts.noReviewer, also: [] }
  const shown: Reviewed[] = []
  for (const { item } of done.slice(0, reviewsShown)) {
    const now = await changes.read(turn.agency.id, item.edition, item.code)
    const definition = await desk.checklists.definition(turn.agency.id, item.edition, item.code)
    const pages = await desk.pages.of(turn.agency.id, item.edition, item.code)
    if (now && definition) shown.push({ item: now, definition, pages })
  }
  const told = reviewers.slice(0, reviewersTold)
  const names = told.map(({ name }) => name).join(', ')
  return {
    sentence: passedBy ? texts.secondReview(names) : texts.reviewers(names),
    also: told.map(({ personId }): Elsewhere => ({
      personId,
      purpose: 'work',
      say: [reviewCard(shown, done.length, turn)],
    })),
  }
}

async function toAuthors(desk: Desk, done: readonly Done[]) {
  const { turn, member } = desk
  const texts = turn.texts.work
  const also: Elsewhere[] = []
  const names: string[] = []
  for (const { item, kind, set } of done) {
    // Whoever handed it in, else whoever has it: the imported items of a paper have neither.
    const author = item.submittedBy ?? item.owner
    if (!author || author.personId === member.personId) continue
    const code = codeWords(item.code, turn)
    const open = cardButton(texts.openItem, {
      does: 'button',
      button: { name: 'item', edition: item.edition, code: item.code },
      shows: code,
    })
    names.push(author.name)
    also.push({
      personId: author.personId,
      purpose: 'work',
      // Good news can wait for the next reply; what must be mended cannot.
      worthPush: kind === 'return',
      say: [
        kind === 'return'
          ? noteCard(
              {
                headline: texts.youGotBack(code, member.name),
                ...(set.reason && { quote: set.reason }),
                note: texts.fixAndSend,
                buttons: [
                  cardButton(
                    texts.sendLink,
                    {
                      does: 'button',
                      button: { name: 'send', edition: item.edition, code: item.code },
                      opensKeyboard: `${item.code} ${texts.states.done} `,
                    },
                    'primary',
                  ),
                  open,
                ],
              },
              [item],
              turn,
            )
          : noteCard(
              { headline: texts.youPassed(code), sentence: texts.reviewers(member.name), buttons: [open] },
              [item],
              turn,
            ),
      ],
    })
  }
  const back = done.some(({ kind }) => kind === 'return')
  return {
    sentence: back && names.length > 0 ? texts.sentBackTo([...new Set(names)].join(', '), await toldFrom(desk)) : null,
    also,
  }
}

async function toOwners(desk: Desk, done: readonly Done[]) {
  const { turn, member } = desk
  const texts = turn.texts.work
  const people = new Map((await desk.staff()).map((one) => [one.personId, one]))
  const byPerson = new Map<string, Item[]>()
  for (const { item, set } of done) {
    for (const personId of new Set([set.owner, set.uploader])) {
      if (!personId || personId === member.personId || !people.has(personId)) continue
      const dueAt = set.dueAt === undefined ? item.dueAt : set.dueAt === null ? null : new Date(set.dueAt)
      byPerson.set(personId, [...(byPerson.get(personId) ?? []), { ...item, dueAt }])
    }
  }
  const names = [...byPerson.keys()].flatMap((personId) => people.get(personId)?.name ?? [])
  return {
    sentence: names.length > 0 ? texts.toldTo(names.join(', '), await toldFrom(desk)) : null,
    also: [...byPerson].map(([personId, items]): Elsewhere => {
      const [first] = items
      const due = first?.dueAt ? turn.digits(`${texts.fields.dueAt} ${formatDate(first.dueAt)}`) : undefined
      return {
        personId,
        purpose: 'work',
        say: [
          noteCard(
            {
              headline: texts.youAreGiven(member.name),
              ...(items.length === 1 && due !== undefined && { sentence: due }),
              buttons: [
                cardButton(
                  texts.mine,
                  {
                    does: 'button',
                    button: { name: 'list', edition: first?.edition ?? turn.agency.profile.edition, what: 'mine' },
                    shows: texts.mine,
                  },
                  'primary',
                ),
              ],
            },
            items,
            turn,
          ),
        ],
      }
    }),
  }
}
