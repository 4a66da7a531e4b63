import { eachFeature, featureCount, windows } from '../../../src/thai/accusation/features.ts'
import { normalise } from '../../../src/thai/normalise.ts'
import { isNearMiss } from './messages.ts'
import type { Kind, Message } from './messages.ts'

/** The order of the model's weights (src/thai/accusation/model.ts, which cannot be imported before it is trained). */
export const modelKinds = ['none', 'document', 'accusation', 'wants-to-report'] as const

export type Weights = readonly Float64Array[]
/** A text of known kind that is no written message of ours: it teaches, but nothing is measured or set on it. */
export type Lesson = { text: string; kind: Kind }
type Example = { features: Int32Array; values: Float64Array; kind: number; weight: number }

/** How much a version of a message counts while the model learns. */
const asWritten = 1
const inHaste = 0.5
const lesson = 0.1

/** Numbers in [0, 1) that come out the same in every run (mulberry32). */
function seededNumbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** The text as a hurried thumb would type it: tone marks and spaces left out, letters dropped, doubled or swapped. */
function typedInHaste(text: string, random: () => number): string {
  const letters = Array.from(text)
  let typed = ''
  for (let at = 0; at < letters.length; at += 1) {
    const letter = letters[at] ?? ''
    const chance = random()
    if (/[\u0e47-\u0e4c]/.test(letter) && chance < 0.15) continue
    if (letter === ' ' && chance < 0.5) continue
    if (chance < 0.016) continue
    if (chance < 0.024) {
      typed += (letters[at + 1] ?? '') + letter
      at += 1
    } else typed += chance < 0.032 ? letter + letter : letter
  }
  return typed
}

/** All features of a stretch with what each counts at the same place. */
function featuresOf(stretch: string): { numbers: number[]; values: number[] } {
  const grams: number[] = []
  const others: number[] = []
  const values: number[] = []
  const gramValue = eachFeature(
    stretch,
    (feature) => grams.push(feature),
    (feature, value) => {
      others.push(feature)
      values.push(value)
    },
  )
  return { numbers: [...grams, ...others], values: [...grams.map(() => gramValue), ...values] }
}

function examplesOf({ text, kind }: Lesson, weight: number): Example[] {
  const stretches = windows(normalise(text))
  return stretches.map((stretch) => {
    const { numbers, values } = featuresOf(stretch)
    const sums = new Map<number, number>()
    for (const [at, feature] of numbers.entries()) sums.set(feature, (sums.get(feature) ?? 0) + (values[at] ?? 0))
    return {
      features: Int32Array.from(sums.keys()),
      values: Float64Array.from(sums.values()),
      kind: modelKinds.indexOf(kind),
      weight: weight / stretches.length,
    }
  })
}

function shuffle(list: unknown[], random: () => number): void {
  for (let last = list.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1))
    const moved = list[last]
    list[last] = list[other]
    list[other] = moved
  }
}

/** `decay` is the weight decay over one epoch; `rate` AdaGrad's step. */
export type Settings = { epochs: number; rate: number; decay: number; seed: number }
export const settings: Settings = { epochs: 20, rate: 0.3, decay: 4, seed: 20 }

/**
 * Multinomial logistic regression by AdaGrad with weight decay. Messages in, one weight a feature and kind out; the same
 * messages and settings give the same weights.
 */
export function train(messages: readonly Message[], lessons: readonly Lesson[], chosen: Settings = settings): Weights {
  const random = seededNumbers(chosen.seed)
  const examples = [
    ...messages.flatMap((message) => [
      ...examplesOf(message, asWritten),
      ...examplesOf({ ...message, text: typedInHaste(message.text, random) }, inHaste),
    ]),
    ...lessons.flatMap((one) => examplesOf(one, lesson)),
  ]
  const weights = modelKinds.map(() => new Float64Array(featureCount))
  const squares = modelKinds.map(() => new Float64Array(featureCount).fill(1e-6))
  const shrink = chosen.decay / examples.length
  for (let epoch = 0; epoch < chosen.epochs; epoch += 1) {
    shuffle(examples, random)
    for (const { features, values, kind, weight } of examples) {
      const found = softmax(weights, features, values)
      for (const [index, weightsOfKind] of weights.entries()) {
        const error = weight * ((found[index] ?? 0) - (index === kind ? 1 : 0))
        const squaresOfKind = squares[index] ?? new Float64Array()
        for (let at = 0; at < features.length; at += 1) {
          const feature = features[at] ?? 0
          const old = weightsOfKind[feature] ?? 0
          const gradient = error * (values[at] ?? 0) + shrink * old
          const square = (squaresOfKind[feature] ?? 0) + gradient * gradient
          squaresOfKind[feature] = square
          weightsOfKind[feature] = old - (chosen.rate * gradient) / Math.sqrt(square)
        }
      }
    }
  }
  return weights
}

function softmax(weights: Weights, features: ArrayLike<number>, values: ArrayLike<number>): number[] {
  const powers = weights.map((weightsOfKind) => {
    let sum = 0
    for (let at = 0; at < features.length; at += 1) sum += (weightsOfKind[features[at] ?? 0] ?? 0) * (values[at] ?? 0)
    return sum
  })
  const highest = Math.max(...powers)
  const exponents = powers.map((power) => Math.exp(power - highest))
  const total = exponents.reduce((sum, one) => sum + one, 0)
  return exponents.map((one) => one / total)
}

/** How probable it is that a text accuses or wants to report, by unquantised weights: the highest of its stretches. */
function probabilityOfHit(weights: Weights, text: string): number {
  const stretches = windows(normalise(text)).map((stretch) => {
    const { numbers, values } = featuresOf(stretch)
    const [, , accusation = 0, wants = 0] = softmax(weights, numbers, values)
    return accusation + wants
  })
  return Math.max(...stretches)
}

/** Voices that write one sort of message only are parted by tens, so that no fold loses the whole sort. */
const soleOfTheirSort = new Set(
  'document-asker staff-checklist hardneg-words near-miss news news2 smalltalk fragments blunt english-speaker private-fraud'.split(
    ' ',
  ),
)
const folds = 5

export type Scored = { message: Message; score: number }

/**
 * How probable a hit each message is for a model that was taught without its voice (five folds of whole voices): what
 * the threshold is set on, and an honest look at the training part.
 */
export function trainedApart(
  messages: readonly Message[],
  lessons: readonly Lesson[],
  chosen: Settings = settings,
): Scored[] {
  const groups = messages.map(({ voice }, at) =>
    soleOfTheirSort.has(voice) ? `${voice} ${Math.floor(at / 10)}` : voice,
  )
  const names = [...new Set(groups)]
  shuffle(names, seededNumbers(chosen.seed))
  const foldOf = new Map(names.map((name, at) => [name, at % folds]))
  const inFold = (at: number, fold: number): boolean => foldOf.get(groups[at] ?? '') === fold
  return Array.from({ length: folds }, (_, fold) => {
    const others = messages.filter((_, at) => !inFold(at, fold))
    const weights = train(others, lessons, chosen)
    return messages
      .filter((_, at) => inFold(at, fold))
      .map((message) => ({ message, score: probabilityOfHit(weights, message.text) }))
  }).flat()
}

const isHit = (kind: Kind): boolean => kind === 'accusation' || kind === 'wants-to-report'

/** The lowest threshold above which at most `share` (0 to 1) of the ordinary messages lie, near misses apart. */
export function thresholdFor(scored: readonly Scored[], share: number): number {
  const ordinary = scored
    .filter(({ message }) => !isHit(message.kind) && !isNearMiss(message))
    .map(({ score }) => score)
    .sort((one, other) => other - one)
  return ordinary[Math.floor(ordinary.length * share)] ?? 1
}
