import { dateText } from '../../calendar/calendar.ts'
import type { Button } from '../../chat/button.ts'
import { card, type Choice, type Say } from '../../chat/say.ts'
import { knowledgeTextsFor } from '../../texts/knowledge.ts'
import { formatDate, formatMoment } from '../../thai/dates.ts'
import { cardButton, cardTap, type Turn } from '../turn.ts'
import type { Topic } from './knowledge.ts'

/**
 * An answer with what makes it believable: the unit, its telephone, the page, and when it was last confirmed. What is too
 * long for a card is one tap away.
 * @param asked names the question, so that buttons of an earlier one do nothing
 * @param report the tap that makes a report of what was written; then that is the likely one
 */
export function answerCard(topic: Topic, asked: string, turn: Turn, report?: Choice): Say {
  const { texts, digits } = turn
  const words = topic.kind === 'item' ? texts.published(topic.title) : topic.answer
  const { contacts } = turn.agency.profile
  const phone = contacts[topic.unit] || contacts['phone']
  const toStaff: Button = { name: 'handover', asked, to: 'staff' }
  const likely = report ? 'secondary' : 'primary'
  const buttons = [
    ...(report ? [cardButton(report.label, report.tap, 'primary')] : []),
    ...(topic.url ? [cardButton(texts.seeOnSite, { does: 'opens', url: topic.url }, likely)] : []),
    ...(topic.kind === 'starter'
      ? [cardButton(texts.toStaff, { does: 'button', button: toStaff, shows: texts.toStaff }, likely)]
      : []),
    ...(words.length > longestAnswer
      ? [cardButton(texts.readAll, { does: 'button', button: { name: 'full', id: topic.id }, shows: texts.readAll })]
      : []),
  ]
  return card(
    turn.cards.card('answer', {
      topic: topic.title,
      answer: shorten(words, longestAnswer),
      unit: topic.unit || undefined,
      phone: phone === undefined ? undefined : digits(phone),
      call: phone === undefined ? undefined : cardTap({ does: 'opens', url: phoneUrl(phone) }),
      confirmed: topic.confirmedAt ? digits(formatDate(topic.confirmedAt)) : undefined,
      caution: cautionOf(topic, turn),
      buttons,
    }),
    [
      ...editChoice(topic, turn),
      { label: texts.fits, tap: { does: 'button', button: { name: 'fits', asked, id: topic.id }, shows: texts.fits } },
      {
        label: texts.fitsNot,
        tap: { does: 'button', button: { name: 'none', asked }, shows: texts.fitsNot },
      },
      // What is not confirmed has this on the card itself.
      ...(topic.kind === 'starter'
        ? []
        : [{ label: texts.askStaff, tap: { does: 'button' as const, button: toStaff, shows: texts.askStaff } }]),
      doorwayChoice(turn),
    ],
  )
}

/** Whoever serves here can mend what they just read. */
function editChoice(topic: Topic, turn: Turn): Choice[] {
  if (!turn.visitor.staff || topic.kind === 'item') return []
  const label = knowledgeTextsFor[turn.agency.profile.voice].editThis
  return [{ label, tap: { does: 'button', button: { name: 'entry', id: topic.id, do: 'show' }, shows: label } }]
}

/** What a citizen should know before they rely on it: nobody of the agency has confirmed it, or it is due to be looked at. */
function cautionOf(topic: Topic, turn: Turn): string | undefined {
  const { texts, digits } = turn
  if (topic.kind === 'starter') return digits(texts.notConfirmed(topic.missing.slice(0, 3).join(' · ')))
  return topic.reviewOn !== null && topic.reviewOn < dateText(turn.now) ? texts.dueForReview : undefined
}

/** Not sure: up to three topics to choose from, or none of them. */
export function choicesCard(topics: readonly Topic[], asked: string, turn: Turn): Say {
  const { texts } = turn
  const none = topics.length === 1 ? texts.notThisOne : texts.noneOfThese
  return card(
    turn.cards.card('choices', {
      question: topics.length === 1 ? texts.thisOne : texts.whichOne,
      topics: topics.map((topic) => topic.title).join(' · '),
      rows: topics.map((topic) => ({
        topic: topic.title,
        action: cardTap({
          does: 'button',
          button: { name: 'topic', id: topic.id, asked },
          shows: shorten(topic.title, 200),
        }),
      })),
      buttons: [cardButton(none, { does: 'button', button: { name: 'none', asked }, shows: none }, 'link')],
    }),
    [
      {
        label: texts.askStaff,
        tap: { does: 'button', button: { name: 'handover', asked, to: 'staff' }, shows: texts.askStaff },
      },
      doorwayChoice(turn),
    ],
  )
}

/** One tap decides whether it is an ordinary matter, before anything reaches a person's inbox. */
export function offer(
  words: string,
  asked: string,
  promise: Date,
  turn: Turn,
  title: string = turn.texts.noAnswerYet,
): Say {
  const { texts, digits } = turn
  return card(
    turn.cards.card('not-yet', {
      title,
      question: shorten(words, 300),
      promise: texts.within(digits(formatMoment(promise))),
      buttons: [
        cardButton(
          texts.toStaff,
          { does: 'button', button: { name: 'handover', asked, to: 'staff' }, shows: texts.toStaff },
          'primary',
        ),
        cardButton(texts.doorwayLabel, { does: 'opens', url: turn.doorwayUrl }, 'secondary'),
        cardButton(
          texts.neverMind,
          { does: 'button', button: { name: 'handover', asked, to: 'nobody' }, shows: texts.neverMind },
          'link',
        ),
      ],
    }),
  )
}

/** Staff asked back, and this may be what they asked for: one tap decides, before it reaches anybody. */
export function offerAsAnswer(words: string, asked: string, promise: Date, turn: Turn): Say {
  const { texts, digits } = turn
  const button = (label: string, to: 'thread' | 'staff', style: 'primary' | 'secondary') =>
    cardButton(label, { does: 'button', button: { name: 'handover', asked, to }, shows: label }, style)
  return card(
    turn.cards.card('not-yet', {
      title: texts.isItTheAnswer,
      question: shorten(words, 300),
      promise: texts.within(digits(formatMoment(promise))),
      buttons: [
        button(texts.answersStaff, 'thread', 'primary'),
        button(texts.asNewMatter, 'staff', 'secondary'),
        cardButton(texts.doorwayLabel, { does: 'opens', url: turn.doorwayUrl }, 'link'),
      ],
    }),
  )
}

/** What is always one tap away. */
export function mainChoices(turn: Turn): Choice[] {
  const { texts } = turn
  return [
    { label: texts.menuLabel, tap: { does: 'button', button: { name: 'menu', page: 'main' }, shows: texts.menuLabel } },
    doorwayChoice(turn),
  ]
}

/** The protected channel: a static address, so that nothing arrives at the bot when it is tapped. */
function doorwayChoice(turn: Turn): Choice {
  return { label: turn.texts.doorwayLabel, tap: { does: 'opens', url: turn.doorwayUrl } }
}

/** Longest answer on a card; the rest is one tap away. */
const longestAnswer = 600

/** The beginning of a text that is too long, whole letters only. */
export function shorten(words: string, most: number): string {
  return words.length <= most
    ? words
    : `${words
        .slice(0, most - 1)
        .toWellFormed()
        .replace(/\uFFFD$/, '')}…`
}

function phoneUrl(phone: string): string {
  return `tel:${phone.replace(/[^0-9+]/g, '')}`
}
