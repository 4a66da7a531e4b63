import type { Matter } from './matter.ts'

/** How a member of staff wants to be told: of everything, once a day, or not at all. */
export const noticeModes = ['all', 'digest', 'none'] as const
export type NoticeMode = (typeof noticeModes)[number]

/** When the digest comes to who has said nothing about it: 8.30, minutes after midnight in Bangkok. */
export const usualDigest = 8 * 60 + 30
/** The slots of neutral reminders on working days, minutes after midnight in Bangkok. The same for every agency and every reason. */
export const slots: readonly number[] = [9 * 60, 14 * 60]

/** `work` and `deadline` are pushed in a slot, `ride` goes with the person's next reply only. */
export type ReminderPurpose = 'work' | 'deadline' | 'ride'

/** A member of staff as the plan sees them. */
export type Listener = {
  personId: string
  mode: NoticeMode
  digestMinute: number
  /** "2026-11-23": the day of the last digest. */
  digestOn: string | null
  pushedAt: Date | null
  reminders: ReadonlySet<ReminderPurpose>
  /** Keys of what they were told of. */
  told: ReadonlySet<string>
  /** Messages about work wait for their next reply. */
  waits: boolean
}

export type Moment = {
  /** "2026-11-23" in Bangkok. */
  today: string
  /** The minutes after midnight for which this run stands: one, or more when nothing ran for a while. Both ends count. */
  from: number
  until: number
  /** Paid messages that each purpose may still use; null = without limit. */
  left: { work: number | null; deadline: number | null }
  /** There is so much that each thing may be told at once. */
  plenty: boolean
}

export type Push = {
  personId: string
  /** `digest`: the neutral sentence with the list; `reminder`: the neutral sentence alone. */
  what: 'digest' | 'reminder'
  purpose: 'work' | 'deadline'
  /** Keys that count as told with it. */
  tells: string[]
}

export type Plan = {
  pushes: Push[]
  /** Reminders to be there afterwards, by person; people who are not named keep theirs. */
  reminders: Map<string, ReminderPurpose[]>
  /** Whose digest of today is over, whether or not there was something to say. */
  digested: string[]
}

/**
 * Who is told what at this moment. A hundred things are one message. What cannot be paid for waits for the person's next
 * reply or the next slot; nothing is forgotten, because what waits is looked up anew each time.
 */
export function planTelling(listeners: readonly Listener[], matters: readonly Matter[], moment: Moment): Plan {
  const plan: Plan = { pushes: [], reminders: new Map(), digested: [] }
  const left = { ...moment.left }
  const known = new Set(listeners.flatMap((listener) => [...listener.told]))

  const isNow = (minute: number) => minute >= moment.from && minute <= moment.until
  const slot = slots.some(isNow)

  function pay(purpose: 'work' | 'deadline'): boolean {
    if (left[purpose] !== null && left[purpose] <= 0) return false
    if (left.work !== null) left.work -= 1
    if (left.deadline !== null) left.deadline -= 1
    return true
  }

  // Whoever was disturbed longest ago is asked first to take what is anybody's.
  const order = listeners.toSorted(
    (a, b) => (a.pushedAt?.getTime() ?? 0) - (b.pushedAt?.getTime() ?? 0) || a.personId.localeCompare(b.personId),
  )
  for (const listener of order) {
    const { personId, mode, reminders } = listener
    const mine = matters.filter((matter) => matter.to.includes(personId))
    const digestTime = listener.digestOn !== moment.today && isNow(listener.digestMinute)
    const fresh =
      mode === 'none' ? [] : mine.filter((matter) => matter.news !== 'told' && !listener.told.has(matter.key))
    const worth = fresh.filter((matter) => !matter.shared || !known.has(matter.key))
    const pressing = worth.filter((matter) => matter.news === 'slot')
    const held = reminders.has('work') && listener.waits && mode !== 'none'

    if (digestTime) plan.digested.push(personId)
    const now = worth.length > 0 && moment.plenty && mode === 'all'
    if ((now || (digestTime && mode !== 'none' && (worth.length > 0 || held))) && pay('work')) {
      plan.pushes.push({ personId, what: 'digest', purpose: 'work', tells: mine.map((matter) => matter.key) })
      for (const matter of worth) known.add(matter.key)
      // A time limit is told apart, in the next slot: the digest does not speak of it.
      plan.reminders.set(personId, reminders.has('deadline') ? ['deadline'] : [])
      continue
    }

    const purpose = reminders.has('deadline') ? 'deadline' : 'work'
    const remind = reminders.has('deadline') || (mode === 'all' && (pressing.length > 0 || held))
    if (slot && remind && !digestTime && pay(purpose)) {
      plan.pushes.push({ personId, what: 'reminder', purpose, tells: pressing.map((matter) => matter.key) })
      for (const matter of pressing) known.add(matter.key)
      plan.reminders.set(personId, [])
      continue
    }

    const wanted: ReminderPurpose[] = [
      ...(reminders.has('deadline') ? (['deadline'] as const) : []),
      ...(pressing.length > 0 || held ? (['work'] as const) : fresh.length > 0 ? (['ride'] as const) : []),
    ]
    plan.reminders.set(personId, wanted)
  }
  return plan
}
