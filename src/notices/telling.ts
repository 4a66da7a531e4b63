import type { Agency } from '../agency/profile.ts'
import { dateText, type WorkCalendar } from '../calendar/calendar.ts'
import type { Decision, Elsewhere } from '../chat/decision.ts'
import type { Say } from '../chat/say.ts'
import type { Db } from '../db/open.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Ids } from '../kernel/ids.ts'
import type { Job } from '../schedule/job.ts'
import { bringForward } from '../schedule/schedule-store.ts'
import { staffStore } from '../staff/staff-store.ts'
import { digest, reminder, type Speaker } from './digest.ts'
import { readMatters } from './matters.ts'
import type { Matter } from './matter.ts'
import { noticeStore } from './notice-store.ts'
import { planTelling, usualDigest } from './plan.ts'

export type TellingTools = {
  db: Db
  clock: Clock
  ids: Ids
  /** What each purpose may still use of the month, and whether there is plenty; asks LINE, so outside of any transaction. */
  budget(agencyId: string): Promise<{ work: number | null; deadline: number | null; plenty: boolean }>
  speaker(agency: Agency): Speaker
  /** Stores messages for the outbox in this transaction. */
  deliver(transaction: Db, agency: Agency, messages: readonly Elsewhere[]): Promise<void>
}

const tellJob = 'notices.tell'
const minute = 60_000
/** Every half hour of working days from six to half past seven in the evening: the first and the last digest that can be wished for. */
const from = 6 * 60
const until = 19 * 60 + 30
const every = 30
/** What comes up within this time is told together, in ms. */
const gathers = minute

/** The earliest and the latest digest that somebody can wish for, minutes after midnight. */
export const digestSpan = { from, until }

function minuteOf(moment: Date): number {
  const local = new Date(moment.getTime() + 7 * 3_600_000)
  return local.getUTCHours() * 60 + local.getUTCMinutes()
}

/** The first half hour later than `after` at which staff may be told something. */
function nextTelling(after: Date, calendar: WorkCalendar): Date {
  const ahead = Math.floor(minuteOf(after) / every) * every + every
  if (calendar.isWorkingDay(after) && ahead >= from && ahead <= until) return calendar.nextWorkingTime(after, ahead)
  return calendar.nextWorkingTime(after, from)
}

/** Something has come up that staff may want to know at once: whoever is to be told is told within a minute, where that can be paid for. */
export async function stir(db: Db, agencyId: string, now: Date): Promise<void> {
  await bringForward(db, agencyId, tellJob, new Date(now.getTime() + gathers))
}

/** Tells staff what waits for them: at once, in a slot, or in their digest. */
export function tellingJob(tools: TellingTools): Job {
  const { db, clock, ids } = tools
  return {
    name: tellJob,
    next: (after, { calendar }) => nextTelling(after, calendar),
    async work({ agency, calendar, due, now }) {
      // Brought forward in the evening, or made up for at night: it waits for the morning.
      const minutes = minuteOf(now)
      if (!calendar.isWorkingDay(now) || minutes < from || minutes > until + every) return
      const { plenty, ...left } = await tools.budget(agency.id)
      // When nothing ran since another day, today is made up for as a whole.
      const since = dateText(due) === dateText(now) ? minuteOf(due) : from
      await db.transaction().execute(async (transaction) => {
        const store = noticeStore(transaction, clock)
        const members = await staffStore(transaction, clock, ids).list(agency.id)
        const matters = await readMatters(transaction, { agency, calendar, now, members })
        const listening = await store.listening(agency.id)
        const today = dateText(now)
        const plan = planTelling(
          members.map((member) => ({
            personId: member.personId,
            ...(listening.get(member.personId) ?? {
              mode: 'all' as const,
              digestMinute: usualDigest,
              digestOn: null,
              pushedAt: null,
              reminders: new Set<never>(),
              told: new Set<string>(),
              waits: false,
            }),
          })),
          matters,
          { today, from: since, until: minutes, left, plenty },
        )
        const speaker = tools.speaker(agency)
        for (const { personId, what, purpose, tells } of plan.pushes) {
          const mine = matters.filter((matter) => matter.to.includes(personId))
          const say = what === 'digest' ? digest(mine, speaker) : [reminder(speaker)]
          await tools.deliver(transaction, agency, [{ personId, purpose, say }])
          await store.tell(agency.id, personId, tells)
          await store.note(agency.id, personId, { pushed: true })
        }
        for (const personId of plan.digested) await store.note(agency.id, personId, { digestOn: today })
        for (const [personId, purposes] of plan.reminders) {
          const open = listening.get(personId)?.reminders ?? new Set()
          const same = open.size === purposes.length && purposes.every((purpose) => open.has(purpose))
          if (!same) await store.setReminders(agency.id, personId, purposes)
        }
      })
    },
  }
}

export type Told = { db: Db; clock: Clock; ids: Ids; calendar: () => Promise<WorkCalendar> }

/** What waits for one member of staff now. */
export async function mattersFor(
  { db, clock, ids, calendar }: Told,
  agency: Agency,
  personId: string,
): Promise<Matter[]> {
  const members = await staffStore(db, clock, ids).list(agency.id)
  const place = { agency, calendar: await calendar(), now: clock.now(), members }
  return (await readMatters(db, place)).filter((matter) => matter.to.includes(personId))
}

/**
 * What goes before a reply to a member of staff because they were to be reminded: it costs nothing. Empty when there is no
 * open reminder. In the transaction of their event.
 * @param covered what the reply itself says and need not be reminded of
 */
export async function rideAlong(
  tools: Told,
  agency: Agency,
  personId: string,
  speaker: Speaker,
  covered?: Decision['covers'],
): Promise<Say[]> {
  const store = noticeStore(tools.db, tools.clock)
  const open = await store.remindersOf(personId)
  if (open.length === 0) return []
  const matters = await mattersFor(tools, agency, personId)
  await store.setReminders(agency.id, personId, [])
  await store.tell(
    agency.id,
    personId,
    matters.map((matter) => matter.key),
  )
  const others = matters.filter(({ kind, subject }) => subject.of !== 'item' || kind !== covered)
  return others.length === 0 && !open.includes('deadline') ? [] : digest(others, speaker)
}
