import type { CaseRow, Day } from './cases-db.ts'
import { addDays, addWorkDays, type WorkDays } from './day.ts'
import type { CaseSummary, Settings } from './wire-bodies.ts'

/** What of a case the time limits depend on. */
export type Dated = Pick<
  CaseRow,
  | 'status'
  | 'received_on'
  | 'opened_on'
  | 'ack_on'
  | 'first_answer_on'
  | 'progress_on'
  | 'outcome_due_on'
  | 'closed_on'
  | 'purge_on'
>

export type Due = { what: 'acknowledge' | 'first-answer' | 'progress' | 'outcome'; on: Day }

/** Whether a case still waits for something. */
export function isOpen(dated: Pick<CaseRow, 'status'>): boolean {
  return dated.status !== 'done' && dated.status !== 'spam'
}

/** Everything that must still happen, the next first. Days count from the day of receipt. */
export function duties(dated: Dated, settings: Settings, calendar: WorkDays): Due[] {
  if (!isOpen(dated)) return []
  const received = dated.received_on
  const all: Due[] = [
    ...(dated.ack_on === null
      ? [{ what: 'acknowledge' as const, on: addWorkDays(received, settings.acknowledgeDays, calendar) }]
      : []),
    ...(dated.first_answer_on === null
      ? [{ what: 'first-answer' as const, on: addDays(received, settings.firstAnswerDays) }]
      : [
          {
            what: 'progress' as const,
            on: addDays(dated.progress_on ?? dated.first_answer_on, settings.progressDays),
          },
        ]),
    { what: 'outcome', on: outcomeDue(dated, settings) },
  ]
  return all.toSorted((one, other) => one.on.localeCompare(other.on))
}

/** The next duty as an officer sees it. */
export function nextDuty(dated: Dated, settings: Settings, calendar: WorkDays, day: Day): CaseSummary['due'] {
  const [first] = duties(dated, settings, calendar)
  return first ? { ...first, overdue: first.on < day } : null
}

/** Nobody has even looked for this many days: then the executive's yes counts it too, whatever the limits are. */
const unopenedLimit = 7

/** Whether something is overdue at the end of a day. */
export function isOverdue(dated: Dated, settings: Settings, calendar: WorkDays, day: Day): boolean {
  if (!isOpen(dated) || dated.received_on > day) return false
  if (dated.opened_on === null && addDays(dated.received_on, unopenedLimit) <= day) return true
  return duties(dated, settings, calendar).some((duty) => duty.on < day)
}

/** A day on which somebody is reminded: the officer, or the fallback as well. */
export type Reminder = { on: Day; who: 'officer' | 'everybody' }

/**
 * The days of all reminders that a case still needs, as it stands now. Who sends them does so at the first occasion on or
 * after the day.
 */
export function reminders(dated: Dated, settings: Settings): Reminder[] {
  const received = dated.received_on
  const officer = (on: Day): Reminder => ({ on, who: 'officer' })
  const everybody = (on: Day): Reminder => ({ on, who: 'everybody' })
  if (!isOpen(dated)) {
    if (dated.purge_on === null || dated.status === 'spam') return []
    const { purge_on: purge } = dated
    return [30, 7, 1].map((days) => officer(addDays(purge, -days)))
  }
  const list: Reminder[] = []
  if (dated.opened_on === null) list.push(everybody(addDays(received, 3)), everybody(addDays(received, unopenedLimit)))
  if (dated.ack_on === null)
    list.push(officer(addDays(received, 2)), everybody(addDays(received, 5)), everybody(addDays(received, 7)))
  if (dated.first_answer_on === null) {
    const due = addDays(received, settings.firstAnswerDays)
    list.push(officer(addDays(due, -3)), officer(addDays(due, -1)), everybody(due))
  } else {
    const due = addDays(dated.progress_on ?? dated.first_answer_on, settings.progressDays)
    list.push(officer(addDays(due, -3)))
  }
  const due = outcomeDue(dated, settings)
  list.push(officer(addDays(due, -30)), officer(addDays(due, -5)), everybody(due))
  return list
}

/** The day from which the reporter looks again with sense. */
export function nextCheck(dated: Dated, settings: Settings, calendar: WorkDays, day: Day): Day {
  const [first] = duties(dated, settings, calendar)
  const on = first?.on ?? dated.purge_on ?? day
  return on > day ? on : addWorkDays(day, 1, calendar)
}

function outcomeDue(dated: Dated, settings: Settings): Day {
  return dated.outcome_due_on ?? addDays(dated.received_on, settings.outcomeDays)
}
