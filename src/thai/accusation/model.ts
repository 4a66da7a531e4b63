import { featureCount, featuresOf } from './features.ts'
import model from './model.json' with { type: 'json' }

/** What a message can be; the order is the order of the model's weights. */
const modelKinds = ['none', 'document', 'accusation', 'wants-to-report'] as const
type ModelKind = (typeof modelKinds)[number]

/** In the file: one signed byte a feature and kind, a weight being the byte times the kind's step. Here: side by side. */
const weights = new Float32Array(featureCount * modelKinds.length)
for (const [at, kind] of modelKinds.entries()) {
  const { step, bytes } = model.weights[kind]
  const values = new Int8Array(Buffer.from(bytes, 'base64'))
  if (values.length !== featureCount)
    throw new Error(`The accusation model has ${values.length} weights for ${featureCount} features; train it again.`)
  for (const [feature, value] of values.entries()) weights[feature * modelKinds.length + at] = value * step
}

/** From this probability on a message is taken for an accusation or a wish to report (set by the trainer). */
export const threshold: number = model.threshold

/** How probable each kind is for a stretch of normalised text (L1); the four add up to 1. */
export function probabilities(normalised: string): Record<ModelKind, number> {
  const { numbers, values } = featuresOf(normalised)
  let none = 0
  let document = 0
  let accusation = 0
  let wants = 0
  for (let at = 0; at < numbers.length; at += 1) {
    const value = values[at] ?? 0
    const first = (numbers[at] ?? 0) * modelKinds.length
    none += value * (weights[first] ?? 0)
    document += value * (weights[first + 1] ?? 0)
    accusation += value * (weights[first + 2] ?? 0)
    wants += value * (weights[first + 3] ?? 0)
  }
  const highest = Math.max(none, document, accusation, wants)
  none = Math.exp(none - highest)
  document = Math.exp(document - highest)
  accusation = Math.exp(accusation - highest)
  wants = Math.exp(wants - highest)
  const total = none + document + accusation + wants
  return {
    none: none / total,
    document: document / total,
    accusation: accusation / total,
    'wants-to-report': wants / total,
  }
}
