import type { WorkCalendar } from '../../calendar/calendar.ts'
import type { Decision } from '../../chat/decision.ts'
import { text, type Choice, type Say } from '../../chat/say.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Ids } from '../../kernel/ids.ts'
import { digestCard } from '../../notices/digest.ts'
import { noticeStore } from '../../notices/notice-store.ts'
import { digestSpan, mattersFor } from '../../notices/telling.ts'
import { fromThaiDate, formatTime, toThaiDate } from '../../thai/dates.ts'
import type { NoticeWish } from '../../thai/notice-wishes.ts'
import type { Turn } from '../turn.ts'

export type RemindingTools = {
  turn: Turn
  clock: Clock
  ids: Ids
  calendar: () => Promise<WorkCalendar>
  /** The way to where more may wait that the chat knows nothing of; shown below what waits here, or alone. */
  elsewhere?: Say[]
}

/** A digest comes at full and half hours. */
const grid = 30

/** What a member of staff wants of the notices: to see what waits, or to be told in another way from now on. */
export async function obeyNoticeWish(wish: NoticeWish, tools: RemindingTools): Promise<Decision> {
  const { turn, clock, ids, calendar } = tools
  const { agency, visitor, texts, digits } = turn
  const store = noticeStore(turn.db, clock)
  const words = texts.notices

  if (wish.kind === 'show') {
    const matters = await mattersFor({ db: turn.db, clock, ids, calendar }, agency, visitor.personId)
    await store.setReminders(agency.id, visitor.personId, [])
    await store.tell(
      agency.id,
      visitor.personId,
      matters.map((matter) => matter.key),
    )
    const elsewhere = tools.elsewhere ?? []
    if (matters.length === 0) return work(elsewhere.length > 0 ? elsewhere : [text(words.nothing)])
    return work([digestCard(matters, turn), ...elsewhere])
  }
  if (wish.kind === 'time') {
    const minute = Math.floor(wish.minute / grid) * grid
    if (minute < digestSpan.from || minute > digestSpan.until) {
      return work([text(digits(words.atNight(timeWords(digestSpan.from, turn), timeWords(digestSpan.until, turn))))])
    }
    const { mode } = await store.wish(visitor.personId)
    await store.setWish(agency.id, visitor.personId, {
      digestMinute: minute,
      // Whoever names an hour wants to hear something.
      ...(mode === 'none' && { mode: 'digest' }),
    })
  }
  if (wish.kind === 'mode') await store.setWish(agency.id, visitor.personId, { mode: wish.mode })

  const { mode, digestMinute } = await store.wish(visitor.personId)
  const when = digits(timeWords(digestMinute, turn))
  const said = mode === 'none' ? words.none : words[mode](when)
  return work([text(said, choices(mode, turn))])
}

function work(say: Decision['say']): Decision {
  return { say, purpose: 'work', worthPush: false }
}

function choices(mode: string, { texts }: Turn): Choice[] {
  const words = texts.notices
  const all: [string, string][] = [
    ['all', words.tellAll],
    ['digest', words.tellDaily],
    ['time', words.tellAtNine],
    ['none', words.tellNone],
  ]
  return all.flatMap(([to, label]) => (to === mode ? [] : [{ label, tap: { does: 'says' as const, text: label } }]))
}

/** Minutes after midnight as a time of day in words. */
function timeWords(minute: number, { now }: Turn): string {
  const { year, month, day } = toThaiDate(now)
  return formatTime(fromThaiDate({ year, month, day, hour: Math.floor(minute / 60), minute: minute % 60 }))
}
