import type { Agency } from '../../agency/profile.ts'
import type { WorkCalendar } from '../../calendar/calendar.ts'
import type { Thread } from '../../threads/thread.ts'
import { problemCategories } from '../../thai/town-problems.ts'

/** What decides how long somebody waits for an answer. */
export type Waiting = Pick<Thread, 'kind' | 'category'>

/** Until when a thread that begins to wait now is answered, by the agency's limits. */
export function answerDue({ kind, category }: Waiting, agency: Agency, calendar: WorkCalendar, now: Date): Date {
  const limits = agency.profile.timeLimits
  const problem = kind === 'request' ? problemCategories.find((known) => known === category) : undefined
  return calendar.promise(now, (problem && limits.requestOf[problem]) ?? limits[kind])
}

/** Until when something is heard of a request on which work has begun. */
export function progressDue(agency: Agency, calendar: WorkCalendar, now: Date): Date {
  return calendar.promise(now, agency.profile.timeLimits.progress)
}
