import { featuresOf } from './features.ts'
import type { Label } from './intents.ts'
import type { Slots } from './slots.ts'

/** Weights of a linear classifier, eight bits each, as base64: one row of `labels.length` per bucket. */
export type Model = {
  schema: 'staff-model/1'
  /** Digest of the utterances it was fitted to, by which a test sees that it was not forgotten to fit it anew. */
  trainedOn: string
  labels: Label[]
  buckets: number
  /** One weight step of each label, in row order. */
  scales: number[]
  biases: number[]
  /** Divides the scores so that confidences tell how often they are right. */
  temperature: number
  weights: string
}

export type Classifier = (slots: Slots) => { label: Label; probability: number }[]

/** Scores become shares that add up to 1. */
export function toShares(scores: Float64Array, temperature: number): Float64Array {
  let highest = Number.NEGATIVE_INFINITY
  for (const score of scores) highest = Math.max(highest, score)
  const shares = scores.map((score) => Math.exp((score - highest) / temperature))
  let sum = 0
  for (const share of shares) sum += share
  return shares.map((share) => share / sum)
}

/** A classifier from its model: slots of a message in, every label with its probability out, in the model's order. */
export function openClassifier(model: Model): Classifier {
  const bytes = Buffer.from(model.weights, 'base64')
  const weights = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length)
  const { labels, scales, biases, buckets, temperature } = model
  const width = labels.length
  return (slots) => {
    const { places, values } = featuresOf(slots, buckets)
    const sums = new Float64Array(width)
    for (let feature = 0; feature < places.length; feature += 1) {
      const row = (places[feature] ?? 0) * width
      const value = values[feature] ?? 0
      for (let label = 0; label < width; label += 1)
        sums[label] = (sums[label] ?? 0) + value * (weights[row + label] ?? 0)
    }
    const scores = sums.map((sum, label) => sum * (scales[label] ?? 0) + (biases[label] ?? 0))
    const shares = toShares(scores, temperature)
    return labels.map((label, index) => ({ label, probability: shares[index] ?? 0 }))
  }
}
