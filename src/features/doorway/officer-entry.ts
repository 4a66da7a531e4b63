import type { Decision } from '../../chat/decision.ts'
import { card, text } from '../../chat/say.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Ids } from '../../kernel/ids.ts'
import { entryLinks } from '../../staff/entry-links.ts'
import { formatDate } from '../../thai/dates.ts'
import { cardButton, type Turn } from '../turn.ts'

/** Who may come in at all: officers to their cases, administrators to keys and settings, executives to the counts. */
const mayEnter = ['officer', 'admin', 'executive']

/**
 * The one-time link to the officers' page, in a free reply. Its secret stands behind the `#`: no server sees it in an
 * address, and a messenger's preview does not use it up.
 */
export async function showOfficerEntry(turn: Turn, tools: { clock: Clock; ids: Ids }): Promise<Decision> {
  const words = turn.texts.channelChat
  const { staff } = turn.visitor
  if (!staff || !mayEnter.includes(staff.role))
    return { say: [text(words.notForYou)], purpose: 'work', worthPush: false }
  const token = await entryLinks(turn.db, tools.clock, tools.ids).give(turn.agency.id, staff.id, 'channel')
  return {
    say: [
      card(
        turn.cards.card('staff-link', {
          title: words.entryTitle,
          about: turn.digits(staff.role === 'executive' ? words.entryAboutExecutive : words.entryAbout),
          buttons: [cardButton(words.enter, { does: 'opens', url: `${turn.officerUrl}#${token}` }, 'primary')],
        }),
      ),
    ],
    purpose: 'work',
    worthPush: false,
  }
}

/**
 * An officer wrote something that is neither a wish nor a question that can be answered: perhaps an answer to a reporter, after a
 * reminder. It goes to nobody and is kept nowhere; they are told where to go.
 */
export async function answerElsewhere(turn: Turn, tools: { clock: Clock; ids: Ids }): Promise<Decision> {
  const entry = await showOfficerEntry(turn, tools)
  return { ...entry, say: [text(turn.texts.channelChat.answerElsewhere), ...entry.say], conversation: null }
}

/** What the protected channel tells of its counts: never fresher than the end of the month before. */
export type PublishedCounts = {
  /** `2026-10-31` */
  until: string
  periods: { kind: string; fiscalYear: number; received: number; completed: number; inProgress: number }[]
}

/** The delayed counts of reports of corruption, for this fiscal year (O24), with the way to the whole table. */
export function showCorruptionCounts(counts: PublishedCounts | null, turn: Turn): Decision {
  const words = turn.texts.channelChat
  const year = counts?.periods.find((period) => period.kind === 'year')
  if (!counts || !year) return { say: [text(words.countsLater)], purpose: 'work', worthPush: false }
  const { digits } = turn
  const day = digits(formatDate(new Date(`${counts.until}T12:00:00+07:00`)))
  return {
    say: [
      card(
        turn.cards.card('period-statistics', {
          period: digits(words.year(String(year.fiscalYear))),
          received: digits(String(year.received)),
          completed: digits(String(year.completed)),
          inProgress: digits(String(year.inProgress)),
          note: year.received === 0 ? words.countsNone(day) : words.countsNote(day),
          buttons: [cardButton(words.countsPage, { does: 'opens', url: turn.countsUrl }, 'link')],
        }),
      ),
    ],
    purpose: 'work',
    worthPush: false,
  }
}
