import type { Agency } from '../../agency/profile.ts'
import type { WorkCalendar } from '../../calendar/calendar.ts'
import type { Elsewhere } from '../../chat/decision.ts'
import { text } from '../../chat/say.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Envelope } from '../../kernel/envelope.ts'
import type { Ids } from '../../kernel/ids.ts'
import { noticeStore } from '../../notices/notice-store.ts'
import type { Job } from '../../schedule/job.ts'
import { staffStore } from '../../staff/staff-store.ts'
import type { Speaker } from '../turn.ts'
import { checklistStore } from './checklist-store.ts'
import { executiveSummary } from './score-answers.ts'
import { scoreStore } from './score-store.ts'

const at = 10 * 60
const day = 86_400_000
const daysOfWeek = 7

/** Ten o'clock on the first working day of each week (Monday to Sunday), the first such moment later than `after`. */
function nextWeekly(after: Date, calendar: WorkCalendar): Date {
  const weekOf = (moment: Date) => Math.floor((moment.getTime() + 7 * 3_600_000 + 3 * day) / (daysOfWeek * day))
  let found = calendar.nextWorkingTime(after, at)
  for (;;) {
    let earlier = false
    for (let back = 1; back < daysOfWeek; back += 1) {
      const before = new Date(found.getTime() - back * day)
      if (weekOf(before) === weekOf(found) && calendar.isWorkingDay(before)) earlier = true
    }
    if (!earlier) return found
    found = calendar.nextWorkingTime(found, at)
  }
}

/** Once a week the executives get in one card where the agency is, without having to ask. */
export function weeklySummary(outside: {
  clock: Clock
  ids: Ids
  envelope: Envelope
  speaker(agency: Agency): Speaker
}): Job {
  const { clock, ids, envelope } = outside
  return {
    name: 'checklist.weekly-summary',
    next: (after, { calendar }) => nextWeekly(after, calendar),
    async decide(db, { agency }) {
      const executives = (await staffStore(db, clock, ids).list(agency.id)).filter(({ role }) => role === 'executive')
      if (executives.length === 0) return []
      const speaker = outside.speaker(agency)
      const tools = { checklists: checklistStore(db, clock, ids, envelope), scores: scoreStore(db, clock) }
      const summary = await executiveSummary(tools, speaker)
      if (!summary) return []
      const messages: Elsewhere[] = []
      for (const { personId } of executives) {
        const { mode } = await noticeStore(db, clock).wish(personId)
        if (mode === 'none') continue
        messages.push({ personId, purpose: 'work', say: [text(speaker.texts.notices.weekly), summary] })
      }
      return messages
    },
  }
}
