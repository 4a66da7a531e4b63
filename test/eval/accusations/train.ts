/** Teaches the accusation model from the written messages: `npx tsx test/eval/accusations/train.ts`. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readMessages, readOrdinaryLessons } from './messages.ts'
import { modelKinds, settings, thresholdFor, train, trainedApart } from './training.ts'

/** At most this share of ordinary messages, in voices that the model has not heard, may be taken for an accusation. */
const falseAlarms = 0.02

const messages = readMessages('train')
const lessons = readOrdinaryLessons()
/** Two different partings into folds, because one can be lucky. */
const apart = [1, 2].flatMap((seed) => trainedApart(messages, lessons, { ...settings, seed }))
const threshold = thresholdFor(apart, falseAlarms)
const weights = Object.fromEntries(
  train(messages, lessons).map((values, kind) => {
    const step = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) / 127
    const bytes = Int8Array.from(values, (value) => Math.round(value / step))
    return [
      modelKinds[kind],
      { step: Number(step.toPrecision(6)), bytes: Buffer.from(bytes.buffer).toString('base64') },
    ]
  }),
)
const file = join(import.meta.dirname, '../../../src/thai/accusation/model.json')
writeFileSync(file, `${JSON.stringify({ threshold: Number(threshold.toFixed(4)), weights }, null, 1)}\n`)
process.stdout.write(`${messages.length} messages, ${lessons.length} lessons, threshold ${threshold.toFixed(4)}\n`)
