import { levelOf, oitPoints, oitScore, pointsBesideOit, type InstrumentScores } from '../../assessment/score.ts'
import type { Checklist } from './checklist-store.ts'
import type { Item } from './items.ts'

const day = 86_400_000
/** An item that is due within this many days goes before a more valuable one that is not. */
export const soonDays = 7

/** What the OIT score (0 to 100) may come to, by the rule of `assessment/score.ts`. Estimates, to be shown as such. */
export type Outlook = {
  /** Approved items, and reported ones that nothing visible is missing of. */
  now: number
  ifReportedPass: number
  approvedOnly: number
  /** How many reported items something visible is missing of: as they stand they are zeros. */
  unready: number
}

/** What arithmetic needs of an item. What does not apply to the agency loses no points: it counts as passed. */
export type Judged = Pick<Item, 'subIndicator' | 'status' | 'url' | 'ticks' | 'need'>

export function outlookOf(checklist: { subIndicators: Checklist['subIndicators']; items: readonly Judged[] }): Outlook {
  const score = (counts: (item: Judged) => boolean) => {
    const passed = new Map<string, number>()
    for (const item of checklist.items)
      if (counts(item)) passed.set(item.subIndicator, (passed.get(item.subIndicator) ?? 0) + 1)
    return oitScore(checklist.subIndicators, passed)
  }
  return {
    now: score((item) => isPassed(item) || (item.status === 'reported' && isReady(item))),
    ifReportedPass: score((item) => isPassed(item) || item.status === 'reported'),
    approvedOnly: score(isPassed),
    unready: checklist.items.filter((item) => item.status === 'reported' && !isReady(item)).length,
  }
}

function isPassed(item: Judged): boolean {
  return item.status === 'approved' || item.status === 'not_applicable'
}

/** A page is named, and no component is known to be missing: an item is all or nothing. */
function isReady({ url, ticks, need }: Judged): boolean {
  return url !== null && ticks.length >= need
}

/** A total of 100 with its level, when IIT and EIT come out as in `scores`; null when those are not known. */
export function totalWith(
  edition: number,
  oit: number,
  scores: InstrumentScores,
): { total: number; level: string } | null {
  const beside = pointsBesideOit(scores)
  if (beside === null) return null
  const total = beside + (oitPoints * oit) / 100
  const level = levelOf(edition, total, { ...scores, OIT: oit })
  return level && { total, level: level.level }
}

type Due = Pick<Item, 'dueAt'>

/** Whole days that are left: 0 = due today, negative = overdue, null = no date. */
export function daysLeft(item: Due, now: Date): number | null {
  return item.dueAt ? Math.floor((item.dueAt.getTime() - now.getTime()) / day) : null
}

/** What to do first: what is overdue or due soon, then what is worth most, then what is due first, then by number. */
export function inOrderOfNeed<Some extends Pick<Item, 'worth' | 'number'> & Due>(
  items: readonly Some[],
  now: Date,
): Some[] {
  const left = (item: Some) => daysLeft(item, now) ?? Number.POSITIVE_INFINITY
  const isPressing = (item: Some) => left(item) <= soonDays
  const compare = (a: number, b: number) => (a === b ? 0 : a < b ? -1 : 1)
  return items.toSorted(
    (a, b) =>
      Number(isPressing(b)) - Number(isPressing(a)) ||
      b.worth - a.worth ||
      compare(left(a), left(b)) ||
      a.number - b.number,
  )
}

export type Laggard = { unit: string; pending: number; overdue: number }

/** Units with something still to be done: most overdue first, then most pending, then by name. */
export function laggards(pending: readonly (Pick<Item, 'units'> & Due)[], now: Date): Laggard[] {
  const units = new Map<string, Laggard>()
  for (const item of pending) {
    for (const unit of new Set(item.units)) {
      const known = units.get(unit) ?? { unit, pending: 0, overdue: 0 }
      const late = (daysLeft(item, now) ?? 0) < 0 ? 1 : 0
      units.set(unit, { unit, pending: known.pending + 1, overdue: known.overdue + late })
    }
  }
  return [...units.values()].toSorted(
    (a, b) => b.overdue - a.overdue || b.pending - a.pending || (a.unit < b.unit ? -1 : 1),
  )
}
