import { z } from 'zod'
import stored from './indicators.json' with { type: 'json' }

/** A sub-indicator as far as arithmetic needs it. */
export type SubIndicatorShape = { code: string; indicator: number; itemCount: number }

const Band = z.object({
  level: z.string(),
  min: z.number(),
  max: z.number(),
  minEachInstrument: z.number().optional(),
})
const Rules = z.object({
  weights: z.object({ IIT: z.number(), EIT: z.number(), EIT1: z.number(), EIT2: z.number(), OIT: z.number() }),
  instruments: z.array(z.object({ code: z.string(), title: z.string(), indicators: z.array(z.number()) })),
  indicators: z.array(z.object({ number: z.number(), title: z.string(), instrument: z.enum(['IIT', 'EIT', 'OIT']) })),
  levelBands: z.array(z.object({ editions: z.array(z.number()), passFrom: z.number(), bands: z.array(Band) })),
})
const rules = Rules.parse(stored)

/** Instruments as a result names them; since 2566 EIT comes in two parts. */
export const instruments = ['IIT', 'EIT', 'EIT1', 'EIT2', 'OIT'] as const
export type Instrument = (typeof instruments)[number]
export type InstrumentScores = { [Code in Instrument]?: number | undefined }

/** Points of the total of 100 that the whole of OIT stands for: 40. */
export const oitPoints = 100 * rules.weights.OIT

/** The title of one of the ten indicators; undefined for a number that is none. */
export function indicatorTitle(number: number): string | undefined {
  return rules.indicators.find((one) => one.number === number)?.title
}

/**
 * How many points of the total one item of each sub-indicator stands for, if the rule verified for 2564-2565 holds:
 * OIT = mean of its indicators, an indicator = mean of its sub-indicators, a sub-indicator = share of items passed.
 * An estimate, and to be shown as one.
 * @returns sub-indicator code → points of one item; over all items they sum to 40
 */
export function worthOfItems(subIndicators: readonly SubIndicatorShape[]): Map<string, number> {
  const indicators = new Set(subIndicators.map((sub) => sub.indicator))
  return new Map(
    subIndicators.map((sub) => {
      const siblings = subIndicators.filter((other) => other.indicator === sub.indicator).length
      return [sub.code, oitPoints / indicators.size / siblings / sub.itemCount]
    }),
  )
}

/**
 * The OIT score (0 to 100) when exactly some items pass, by the same rule as `worthOfItems`.
 * @param passed how many items of a sub-indicator pass; a sub-indicator that is not named has none
 */
export function oitScore(subIndicators: readonly SubIndicatorShape[], passed: ReadonlyMap<string, number>): number {
  const worth = worthOfItems(subIndicators)
  const points = subIndicators.reduce((sum, sub) => sum + (passed.get(sub.code) ?? 0) * (worth.get(sub.code) ?? 0), 0)
  return (points / oitPoints) * 100
}

/** One indicator's score (0 to 100): the mean over its sub-indicators of the share of items passed. */
export function indicatorScore(
  subIndicators: readonly SubIndicatorShape[],
  indicator: number,
  passed: ReadonlyMap<string, number>,
): number {
  const own = subIndicators.filter((sub) => sub.indicator === indicator)
  if (own.length === 0) return 0
  return (own.reduce((sum, sub) => sum + (passed.get(sub.code) ?? 0) / sub.itemCount, 0) / own.length) * 100
}

/**
 * The total of 100 from the scores of the instruments (each 0 to 100): IIT 30, EIT 30 (or two parts of 15), OIT 40 of 100.
 * @returns null when an instrument is missing
 */
export function totalScore(scores: InstrumentScores): number | null {
  const { IIT, OIT } = scores
  const eit = eitPoints(scores)
  if (IIT === undefined || OIT === undefined || eit === null) return null
  return rules.weights.IIT * IIT + eit + rules.weights.OIT * OIT
}

/** What IIT and EIT bring of the total of 100, or null when one of them is not known. */
export function pointsBesideOit(scores: InstrumentScores): number | null {
  const eit = eitPoints(scores)
  return scores.IIT === undefined || eit === null ? null : rules.weights.IIT * scores.IIT + eit
}

function eitPoints({ EIT, EIT1, EIT2 }: InstrumentScores): number | null {
  if (EIT1 !== undefined && EIT2 !== undefined) return rules.weights.EIT1 * EIT1 + rules.weights.EIT2 * EIT2
  return EIT === undefined ? null : rules.weights.EIT * EIT
}

export type Level = { level: string; passes: boolean }

/**
 * The level that a total gets in the year's bands, the first that fits in the order of the data. A band may ask for a
 * least score in every instrument; without the instruments such a band is taken by the total alone.
 * A year after the newest bands that are known is judged by them.
 * @returns null for a year before all known bands
 */
export function levelOf(year: number, total: number, scores: InstrumentScores = {}): Level | null {
  const table = bandsOf(year)
  if (!table) return null
  const each = Object.values(scores).filter((score) => score !== undefined)
  const rounded = roundScore(total)
  const band = table.bands.find(
    ({ min, minEachInstrument }) =>
      rounded >= min &&
      (minEachInstrument === undefined || each.every((score) => roundScore(score) >= minEachInstrument)),
  )
  return band ? { level: band.level, passes: rounded >= table.passFrom } : null
}

/**
 * The next better level and the points of the total that are missing for it; null at the top, and where only the
 * instruments stand between (the total alone would do).
 */
export function nextLevel(year: number, total: number): { level: string; missing: number } | null {
  const table = bandsOf(year)
  const rounded = roundScore(total)
  const better = table?.bands.filter(({ min }) => min > rounded).toSorted((a, b) => a.min - b.min) ?? []
  const [nearest] = better
  if (!nearest) return null
  // Of bands that begin at the same total, the one that asks least of the instruments is reached first.
  const first = better.filter(({ min }) => min === nearest.min).at(-1) ?? nearest
  return { level: first.level, missing: roundScore(nearest.min - rounded) }
}

function bandsOf(year: number) {
  const newest = Math.max(...rules.levelBands.flatMap(({ editions }) => editions))
  return rules.levelBands.find(({ editions }) => editions.includes(Math.min(year, newest)))
}

/** Scores are published with two decimals; half a hundredth goes up, as people round (71.541 → 71.54). */
export function roundScore(score: number): number {
  // A hair is added because 1.005 is stored as 1.00499…
  return Math.round((score + 1e-9) * 100) / 100
}
