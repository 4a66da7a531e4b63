import { eachFeature, featureCount } from './features.ts'
import model from './model.json' with { type: 'json' }

/** What a message can be; the order is the order of the model's weights. */
const modelKinds = ['none', 'document', 'accusation', 'wants-to-report'] as const
type ModelKind = (typeof modelKinds)[number]

/**
 * One signed byte a feature and kind, a weight being the byte times the kind's step; the kinds of a feature side by side.
 * Bytes stay bytes: every message is weighed, and 64 KB lie near the processor where 256 KB would not.
 */
const bytes = new Int8Array(featureCount * modelKinds.length)
for (const [at, kind] of modelKinds.entries()) {
  const values = new Int8Array(Buffer.from(model.weights[kind].bytes, 'base64'))
  if (values.length !== featureCount)
    throw new Error(`The accusation model has ${values.length} weights for ${featureCount} features; train it again.`)
  for (const [feature, value] of values.entries()) bytes[feature * modelKinds.length + at] = value
}
const steps = modelKinds.map((kind) => model.weights[kind].step)
const [noneStep = 0, documentStep = 0, accusationStep = 0, wantsStep = 0] = steps

/** From this probability on a message is taken for an accusation or a wish to report (set by the trainer). */
export const threshold: number = model.threshold

/** How probable each kind is for a stretch of normalised text (L1); the four add up to 1. */
export function probabilities(normalised: string): Record<ModelKind, number> {
  let none = 0
  let document = 0
  let accusation = 0
  let wants = 0
  // Whole numbers, however many: the sums of the n-grams are exact and weighed once.
  let noneGrams = 0
  let documentGrams = 0
  let accusationGrams = 0
  let wantsGrams = 0
  const gramValue = eachFeature(
    normalised,
    (feature) => {
      const first = feature * modelKinds.length
      noneGrams += bytes[first] ?? 0
      documentGrams += bytes[first + 1] ?? 0
      accusationGrams += bytes[first + 2] ?? 0
      wantsGrams += bytes[first + 3] ?? 0
    },
    (feature, value) => {
      const first = feature * modelKinds.length
      none += value * (bytes[first] ?? 0)
      document += value * (bytes[first + 1] ?? 0)
      accusation += value * (bytes[first + 2] ?? 0)
      wants += value * (bytes[first + 3] ?? 0)
    },
  )
  none += noneGrams * gramValue
  document += documentGrams * gramValue
  accusation += accusationGrams * gramValue
  wants += wantsGrams * gramValue
  none *= noneStep
  document *= documentStep
  accusation *= accusationStep
  wants *= wantsStep
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
