import { afterQuiet, type WorkCalendar } from '../calendar/calendar.ts'
import type { Db } from '../db/open.ts'
import type { Clock } from '../kernel/clock.ts'
import { noticeStore, remind } from './notice-store.ts'

/** So many single messages about work wait for somebody's next reply; what comes then stands in their list of what waits. */
const mostHeld = 3

/**
 * What becomes of a message about work to somebody who has not just written: it goes `now` where they want to hear of
 * everything, there is plenty of paid messages, and it is neither night nor a day off; else it is `held` for their next
 * reply, and the next slot reminds them; the fourth one and those after it are `covered` by the list that comes with the
 * reminder. In the transaction of what it is about.
 */
export async function holdOrSend(
  transaction: Db,
  clock: Clock,
  calendar: WorkCalendar,
  message: { agencyId: string; personId: string; plenty: boolean },
): Promise<'now' | 'held' | 'covered'> {
  const { agencyId, personId, plenty } = message
  const now = clock.now()
  const { mode } = await noticeStore(transaction, clock).wish(personId)
  const awake = calendar.isWorkingDay(now) && afterQuiet(now).getTime() === now.getTime()
  if (mode === 'all' && plenty && awake) return 'now'
  await remind(transaction, agencyId, personId, 'work', now)
  const { count } = await transaction
    .selectFrom('outbox')
    .select((select) => select.fn.countAll().as('count'))
    .where('person_id', '=', personId)
    .where('state', 'in', ['waiting', 'due'])
    .where('purpose', '=', 'work')
    .executeTakeFirstOrThrow()
  return Number(count) < mostHeld ? 'held' : 'covered'
}
