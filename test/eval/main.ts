/**
 * How well Thai is understood: `npm run eval`. Without arguments on the project's own sets, as readable lines and one
 * line of JSON at the end; with files of the schemas of the samples, one JSON line an entry and nothing else.
 */
import { parseArgs } from 'node:util'
import { readEdition } from '../../src/features/checklist/edition.ts'
import { decide } from '../../src/features/questions/retrieval/decision.ts'
import type { Entry } from '../../src/features/questions/retrieval/knowledge-index.ts'
import { SetupError } from '../../src/kernel/errors.ts'
import { accusation } from '../../src/thai/accusation.ts'
import { evalNumbers } from './numbers/eval.ts'
import { evalUtterances } from './staff/eval.ts'
import { indexOf } from './citizen/runs.ts'
import { itemEntries, readFaq, readQuestions } from './citizen/sets.ts'
import { summary } from './summary.ts'

const usage =
  'Use: npm run -s eval -- --faq FILE --edition YEAR --questions FILE, or --utterances FILE, or --numbers FILE, or nothing.'

/** What the bot makes of each message of a file, one JSON line an entry: the doorway first, then knowledge. */
function evalQuestions(faq: string | undefined, year: string | undefined, questions: string): string[] {
  const entries: Entry[] = faq === undefined ? [] : readFaq(faq)
  if (year !== undefined) {
    const taken = new Set(entries.map((entry) => entry.id))
    entries.push(...itemEntries(readEdition(Number(year)).edition).filter((entry) => !taken.has(entry.id)))
  }
  if (entries.length === 0) throw new SetupError(`Give what the agency knows. ${usage}`)
  const index = indexOf(entries)
  return readQuestions(questions).map(({ id, text }) => {
    const result = index.search(text)
    const doorway = accusation(text)
    if (doorway.hit) {
      const top = result.hits.map((hit) => hit.id)
      return JSON.stringify({ id, outcome: 'doorway', top, confidence: rounded(doorway.score) })
    }
    const { outcome, top, confidence } = decide(result, text)
    return JSON.stringify({ id, outcome, top, confidence: rounded(confidence) })
  })
}

function rounded(share: number): number {
  return Math.round(share * 1000) / 1000
}

function readFileOf(evaluate: (file: string) => string[], file: string): string[] {
  try {
    return evaluate(file)
  } catch (cause) {
    if (cause instanceof SetupError) throw cause
    throw new SetupError(`${file} cannot be read as JSON of the schema of the samples.`)
  }
}

function run(): string[] {
  const { faq, edition, questions, utterances, numbers } = readArguments()
  if (utterances !== undefined) return readFileOf(evalUtterances, utterances)
  if (numbers !== undefined) return readFileOf(evalNumbers, numbers)
  if (questions !== undefined) return evalQuestions(faq, edition, questions)
  if (faq !== undefined || edition !== undefined) throw new SetupError(`--questions FILE is missing. ${usage}`)
  return summary()
}

function readArguments() {
  const text = { type: 'string' } as const
  try {
    return parseArgs({ options: { faq: text, edition: text, questions: text, utterances: text, numbers: text } }).values
  } catch {
    throw new SetupError(`This argument is not known. ${usage}`)
  }
}

try {
  process.stdout.write(`${run().join('\n')}\n`)
} catch (cause) {
  if (!(cause instanceof SetupError)) throw cause
  process.stderr.write(`${cause.message}\n`)
  process.exitCode = 1
}
