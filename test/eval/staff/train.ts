import { writeFileSync } from 'node:fs'
import { openClassifier, type Model } from '../../../src/thai/staff/classifier.ts'
import { intentOf } from '../../../src/thai/staff/intents.ts'
import { understandWith } from '../../../src/thai/staff/understand.ts'
import { fit, fitOptions } from './fit.ts'
import { readTown } from './town.ts'
import { readTrainingSet, type Utterance } from './training-set.ts'

/**
 * `tsx test/eval/staff/train.ts` writes the model that ships; with `--cross-validate` it prints instead how well each
 * voice is understood by a model that never saw it. What was left out also sets the temperature of the confidences.
 */

type Judged = { utterance: Utterance; right: boolean; fine: boolean; confidence: number; said: string; status: boolean }

function judge(model: Model, utterances: readonly Utterance[]): Judged[] {
  const classify = openClassifier(model)
  const town = readTown()
  return utterances.map((utterance) => {
    const understood = understandWith(classify, utterance.text, town)
    const said = understood.detail ?? understood.intent
    const fine = said === utterance.label
    // A follow-up without a conversation takes the intent of what it names.
    const right =
      fine ||
      understood.intent === intentOf(utterance.label) ||
      (utterance.label === 'follow_up' && understood.detail === 'follow_up')
    return {
      utterance,
      right,
      fine,
      confidence: understood.confidence,
      said: understood.detail ?? understood.intent,
      status: utterance.status === undefined || understood.status === utterance.status,
    }
  })
}

function share(list: readonly Judged[], of: (judged: Judged) => boolean): string {
  return ((100 * list.filter(of).length) / Math.max(list.length, 1)).toFixed(1)
}

function crossValidate(utterances: readonly Utterance[], options: typeof fitOptions): Judged[] {
  const voices = [...new Set(utterances.map(({ voice }) => voice))]
  return voices.flatMap((voice) => {
    const model = fit(
      utterances.filter((utterance) => utterance.voice !== voice),
      options,
    )
    const judged = judge(
      model,
      utterances.filter((utterance) => utterance.voice === voice),
    )
    process.stdout.write(
      `${voice.padEnd(16)} ${String(judged.length).padStart(4)}  intent ${share(judged, ({ right }) => right)}  fine ${share(judged, ({ fine }) => fine)}\n`,
    )
    return judged
  })
}

const utterances = readTrainingSet()
const setting = (name: string, fallback: number): number =>
  Number(process.argv.find((word) => word.startsWith(`--${name}=`))?.split('=')[1] ?? fallback)
const options = {
  buckets: setting('buckets', fitOptions.buckets),
  epochs: setting('epochs', fitOptions.epochs),
  variations: setting('variations', fitOptions.variations),
  rate: setting('rate', fitOptions.rate),
  decay: setting('decay', fitOptions.decay),
}
if (process.argv.includes('--cross-validate')) {
  const judged = crossValidate(utterances, options)
  process.stdout.write(
    `all              ${String(judged.length)}  intent ${share(judged, ({ right }) => right)}  fine ${share(judged, ({ fine }) => fine)}  state of updates ${share(
      judged.filter(({ utterance }) => utterance.status !== undefined),
      ({ status }) => status,
    )}\n`,
  )
  if (process.argv.includes('--show')) {
    for (const { utterance, right, said, confidence, status } of judged) {
      if (!right || !status)
        process.stdout.write(
          `${utterance.voice} | ${utterance.text} | ${utterance.label} ${utterance.status ?? ''} | ${said} ${confidence.toFixed(2)}\n`,
        )
    }
  }
  for (const floor of [0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]) {
    const band = judged.filter(
      ({ confidence }) => confidence >= floor && confidence < floor + (floor === 0 ? 0.3 : 0.1001),
    )
    process.stdout.write(
      `confidence from ${String(floor)}: ${String(band.length)} right ${share(band, ({ right }) => right)}\n`,
    )
  }
} else {
  const model = fit(utterances, options)
  writeFileSync(new URL('../../../src/thai/staff/model.json', import.meta.url), `${JSON.stringify(model, null, 2)}\n`)
  const judged = judge(model, utterances)
  process.stdout.write(`on its own examples: intent ${share(judged, ({ right }) => right)}\n`)
}
