import { toShares, type Model } from '../../../src/thai/staff/classifier.ts'
import { featuresOf, type Features } from '../../../src/thai/staff/features.ts'
import { labels } from '../../../src/thai/staff/intents.ts'
import { findSlots } from '../../../src/thai/staff/slots.ts'
import { readTown } from './town.ts'
import { digestOf, seededRandom, vary, type Utterance } from './training-set.ts'

export type FitOptions = { buckets: number; epochs: number; variations: number; rate: number; decay: number }

export const fitOptions: FitOptions = { buckets: 8192, epochs: 8, variations: 4, rate: 0.35, decay: 1e-4 }

type Example = { features: Features; label: number; weight: number }

function toExample(text: string, label: number, weight: number, buckets: number): Example {
  return { features: featuresOf(findSlots(text, { ...readTownOnce(), asksForItem: false }), buckets), label, weight }
}

let town: ReturnType<typeof readTown> | undefined
function readTownOnce(): ReturnType<typeof readTown> {
  town ??= readTown()
  return town
}

function shuffle(list: Example[], random: () => number): void {
  for (let at = list.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1))
    const held = list[at] as Example
    list[at] = list[other] as Example
    list[other] = held
  }
}

/**
 * Multinomial logistic regression by stochastic gradient (AdaGrad) on the utterances and seeded variations of them, the
 * weights cut down to eight bits. The same input gives the same model.
 */
export function fit(utterances: readonly Utterance[], options: FitOptions = fitOptions): Model {
  const { buckets, epochs, variations, rate, decay } = options
  const random = seededRandom(20_670_314)
  const width = labels.length
  const counts = labels.map((label) => utterances.filter((utterance) => utterance.label === label).length)
  const examples: Example[] = []
  for (const utterance of utterances) {
    const label = labels.indexOf(utterance.label)
    // Rare labels count a little more, frequent ones a little less.
    const weight = Math.sqrt(utterances.length / width / Math.max(counts[label] ?? 1, 1))
    examples.push(toExample(utterance.text, label, weight, buckets))
    for (let turn = 0; turn < variations; turn += 1)
      examples.push(toExample(vary(utterance, random), label, weight * 0.4, buckets))
  }
  const weights = new Float32Array(buckets * width)
  const squares = new Float32Array(buckets * width).fill(0.1)
  const biases = new Float64Array(width)
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    shuffle(examples, random)
    for (const { features, label, weight } of examples) {
      const { places, values } = features
      const scores = Float64Array.from(biases)
      for (let feature = 0; feature < places.length; feature += 1) {
        const row = (places[feature] ?? 0) * width
        const value = values[feature] ?? 0
        for (let index = 0; index < width; index += 1)
          scores[index] = (scores[index] ?? 0) + value * (weights[row + index] ?? 0)
      }
      const errors = toShares(scores, 1).map((share, index) => (share - (index === label ? 1 : 0)) * weight)
      for (let index = 0; index < width; index += 1)
        biases[index] = (biases[index] ?? 0) - 0.02 * rate * (errors[index] ?? 0)
      for (let feature = 0; feature < places.length; feature += 1) {
        const row = (places[feature] ?? 0) * width
        const value = values[feature] ?? 0
        for (let index = 0; index < width; index += 1) {
          const place = row + index
          const gradient = (errors[index] ?? 0) * value + decay * (weights[place] ?? 0)
          squares[place] = (squares[place] ?? 0) + gradient * gradient
          weights[place] = (weights[place] ?? 0) - (rate * gradient) / Math.sqrt(squares[place] ?? 1)
        }
      }
    }
  }
  return { ...quantise(weights, biases, buckets), trainedOn: digestOf(utterances) }
}

function quantise(weights: Float32Array, biases: Float64Array, buckets: number): Omit<Model, 'trainedOn'> {
  const width = labels.length
  const scales = labels.map((_, index) => {
    let largest = 0
    for (let place = index; place < weights.length; place += width)
      largest = Math.max(largest, Math.abs(weights[place] ?? 0))
    return Number((largest / 127 || 1).toPrecision(5))
  })
  const bytes = new Int8Array(weights.length)
  for (let place = 0; place < weights.length; place += 1)
    bytes[place] = Math.round((weights[place] ?? 0) / (scales[place % width] ?? 1))
  return {
    schema: 'staff-model/1',
    labels: [...labels],
    buckets,
    scales,
    biases: [...biases].map((bias) => Number(bias.toPrecision(5))),
    temperature: 1,
    weights: Buffer.from(bytes.buffer).toString('base64'),
  }
}
