import { toAction } from '../chat/action.ts'
import { card, text, type Say, type Tap } from '../chat/say.ts'
import type { Cards } from '../flex/cards.ts'
import type { CardValues } from '../flex/templates.ts'
import { formatDay, formatTime, formatWeekday } from '../thai/dates.ts'
import type { Texts } from '../texts/th.ts'
import { matterKinds, type Matter, type MatterKind } from './matter.ts'

/** With what a message that nobody asked for is made. */
export type Speaker = { texts: Texts; cards: Cards; digits: (words: string) => string; now: Date }

type Row = CardValues<'digest'>['rows'][number]

const rowsShown = 8
const tones: Record<MatterKind, Row['state']['tone']> = {
  late: 'sent-back',
  'due-today': 'in-work',
  'sent-back': 'sent-back',
  overdue: 'sent-back',
  'due-soon': 'in-work',
  review: 'reported',
  new: 'open',
  'look-again': 'in-work',
}

/**
 * What waits, the same sentence for everybody and everything; a tap shows what it is. The list of ways is the same too, so
 * that one reminder is the other byte for byte.
 */
export function reminder({ texts }: Pick<Speaker, 'texts'>): Say {
  const label = texts.notices.seeMatters
  return text(texts.notices.reminder, [{ label, tap: { does: 'says', text: label } }])
}

/** The sentence of every reminder, and the list of what waits; without anything in it only the sentence. */
export function digest(matters: readonly Matter[], speaker: Speaker): Say[] {
  if (matters.length === 0) return [reminder(speaker)]
  return [text(speaker.texts.notices.reminder), digestCard(matters, speaker)]
}

/** What is due, sent back, late or waiting for somebody, most pressing first; at least one. */
export function digestCard(matters: readonly Matter[], speaker: Speaker): Say {
  const { texts, digits } = speaker
  const words = texts.notices
  const counts = matterKinds.flatMap((kind) => {
    const count = matters.filter((matter) => matter.kind === kind).length
    return count === 0 ? [] : [digits(`${words.kinds[kind]} ${count}`)]
  })
  const more = matters.length - rowsShown
  // Each button leads to where some of these things are; the first one to the most pressing.
  const ways = [...new Set(matters.flatMap((matter) => wayTo(matter, words) ?? []))].slice(0, 2)
  return card(
    speaker.cards.card('digest', {
      count: words.count(digits(String(matters.length))),
      parts: counts.join(' · '),
      rows: matters.slice(0, rowsShown).map((matter) => row(matter, speaker)),
      ...(more > 0 && { more: words.more(digits(String(more))) }),
      buttons: [
        ...ways.map((way, place) => button(way, { does: 'says', text: way }, place === 0 ? 'primary' : 'secondary')),
        button(words.howTold, { does: 'says', text: words.howTold }, 'link'),
      ],
    }),
  )
}

/** The words that show all of a kind; undefined where its own row is the only way. */
function wayTo({ kind, subject }: Matter, words: Texts['notices']): string | undefined {
  if (subject.of === 'thread') return words.inbox
  if (kind === 'review') return words.kinds.review
  return subject.of === 'item' ? words.mine : undefined
}

function button(label: string, tap: Tap, style: CardValues<'digest'>['buttons'][number]['style']) {
  return { label, style, action: toAction(tap) as Row['action'] }
}

function row(matter: Matter, speaker: Speaker): Row {
  const { texts, digits, now } = speaker
  const words = texts.notices
  const { subject, dueAt } = matter
  const state = { tone: tones[matter.kind], word: words.kinds[matter.kind] }
  const due = dueAt
    ? digits(
        dueAt <= now
          ? words.dueWas(formatDay(dueAt))
          : words.dueBy(
              subject.of === 'thread' ? `${formatWeekday(dueAt)} ${formatTime(dueAt)}` : formatWeekday(dueAt),
            ),
      )
    : undefined
  const base = { state, ...(due !== undefined && { due }) }
  if (subject.of === 'thread') {
    const name = subject.request ? words.request(digits(subject.number)) : words.question(digits(subject.number))
    const tap: Tap = { does: 'says', text: words.inbox }
    return { ...base, title: name, action: toAction(tap) as Row['action'] }
  }
  if (subject.of === 'knowledge') {
    const name = words.knowledge[subject.list](digits(String(subject.count)))
    const tap: Tap = { does: 'button', button: { name: 'knowledge', list: subject.list }, shows: name }
    return { ...base, title: name, action: toAction(tap) as Row['action'] }
  }
  if (subject.of === 'measure') {
    const { edition, code } = subject
    const { measureName, indicatorName } = texts.measures
    const name = digits(code.startsWith('g') ? indicatorName(code.slice(1)) : measureName(code))
    const tap: Tap = { does: 'button', button: { name: 'measure', edition, code, do: 'show' }, shows: name }
    return { ...base, title: name, action: toAction(tap) as Row['action'] }
  }
  const code = digits(subject.code)
  const title = subject.count > 1 ? words.reviews(digits(String(subject.count))) : `${code} ${subject.title}`
  const tap: Tap =
    subject.count > 1
      ? { does: 'says', text: words.kinds.review }
      : { does: 'button', button: { name: 'item', edition: subject.edition, code: subject.code }, shows: code }
  return { ...base, title, action: toAction(tap) as Row['action'] }
}
