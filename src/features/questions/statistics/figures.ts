import type { CountName } from '../question-counts.ts'

/** What the day counters and the threads say of one period; nothing of it is about a person. */
export type Counted = {
  counts: { name: CountName; unit: string; category: string; value: number }[]
  threads: {
    kind: 'question' | 'request'
    unit: string
    category: string
    /** From the question to the first answer of a person, in minutes; null = none yet. */
    minutes: number | null
    /** Settled: answered or closed. */
    settled: boolean
    /** 1 to 5, or null. */
    rating: number | null
  }[]
}

export type Row = { name: string; byBot: number; byPeople: number; waiting: number }

/** The figures of one period, as the service statistics (O12 of 2567) and the report on satisfaction (O17 of 2566) ask for them. */
export type Figures = {
  /** Questions of citizens: those that the bot settled, those that went to staff, and those that nobody took further. */
  questions: number
  byBot: number
  /** Went to a person, of these answered. */
  toPeople: number
  byPeople: number
  /** Asked, not answered, and not sent to staff by the one who asked. */
  dropped: number
  /** Requests about streets, lamps, rubbish …; of these settled. */
  requests: number
  requestsSettled: number
  /** Minutes until a person answered first: half were faster than the median, nine of ten than the 90th percentile. */
  median: number | null
  ninetieth: number | null
  ratings: number
  /** 1 to 5, to one decimal; null without ratings. */
  satisfaction: number | null
  /** How often 1, 2, 3, 4 and 5 stars were given. */
  stars: readonly [number, number, number, number, number]
  /** "This fits" and "not this" under answers of the bot. */
  fits: number
  unfit: number
  units: Row[]
  categories: Row[]
}

/** Adds up a period. `unnamed` stands for what no unit or category was given for. */
export function figuresOf({ counts, threads }: Counted, unnamed: string): Figures {
  const sum = (name: CountName) => counts.reduce((all, row) => (row.name === name ? all + row.value : all), 0)
  const questions = threads.filter((thread) => thread.kind === 'question')
  const requests = threads.filter((thread) => thread.kind === 'request')
  const byBot = Math.max(0, sum('answered') - sum('unsettled'))
  const minutes = threads.flatMap((thread) => thread.minutes ?? []).toSorted((one, other) => one - other)
  const stars: [number, number, number, number, number] = [0, 0, 0, 0, 0]
  for (const { rating } of threads) {
    if (rating !== null && rating >= 1 && rating <= 5) stars[(rating - 1) as 0 | 1 | 2 | 3 | 4] += 1
  }
  const ratings = stars.reduce((all, one) => all + one, 0)
  const points = stars.reduce((all, one, index) => all + one * (index + 1), 0)
  return {
    questions: Math.max(sum('asked'), byBot + questions.length),
    byBot,
    toPeople: questions.length,
    byPeople: questions.filter((thread) => thread.settled).length,
    dropped: Math.max(0, sum('asked') - byBot - questions.length),
    requests: requests.length,
    requestsSettled: requests.filter((thread) => thread.settled).length,
    median: percentile(minutes, 0.5),
    ninetieth: percentile(minutes, 0.9),
    ratings,
    satisfaction: ratings === 0 ? null : Math.round((points * 10) / ratings) / 10,
    stars,
    fits: sum('fits'),
    unfit: sum('unfit'),
    units: rowsBy('unit'),
    categories: rowsBy('category'),
  }

  function rowsBy(part: 'unit' | 'category'): Row[] {
    const rows = new Map<string, Row>()
    const row = (name: string) => {
      const key = name || unnamed
      const known = rows.get(key) ?? { name: key, byBot: 0, byPeople: 0, waiting: 0 }
      rows.set(key, known)
      return known
    }
    for (const count of counts) {
      if (count.name === 'answered') row(count[part]).byBot += count.value
      if (count.name === 'unsettled') row(count[part]).byBot -= count.value
    }
    for (const thread of threads) row(thread[part])[thread.settled ? 'byPeople' : 'waiting'] += 1
    return [...rows.values()]
      .map((one) => ({ ...one, byBot: Math.max(0, one.byBot) }))
      .filter((one) => one.byBot + one.byPeople + one.waiting > 0)
      .toSorted((one, other) => total(other) - total(one) || one.name.localeCompare(other.name, 'th'))
  }
}

export function total(row: Row): number {
  return row.byBot + row.byPeople + row.waiting
}

/** Nearest rank; null when there is nothing. */
function percentile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null
}

/** Fewer than this in a cell of a table could be somebody who is known: it is not written. */
export const smallest = 5

/**
 * Counts as they may be published: those from 1 to 4 are left out (null), and when only one is, so is the next smallest,
 * so that nobody can reckon it from the total. Zeros stay.
 */
export function withoutSmall(cells: readonly number[]): (number | null)[] {
  const hidden = new Set(cells.flatMap((cell, index) => (cell > 0 && cell < smallest ? [index] : [])))
  if (hidden.size === 1) {
    const [next] = cells
      .map((cell, index) => ({ cell, index }))
      .filter(({ cell, index }) => cell > 0 && !hidden.has(index))
      .toSorted((one, other) => one.cell - other.cell)
    if (next) hidden.add(next.index)
  }
  return cells.map((cell, index) => (hidden.has(index) ? null : cell))
}
