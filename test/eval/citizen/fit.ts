/**
 * Fits the confidence model to the tuning questions and prints it; `--write` puts it into the product. Never looks at
 * the held-out half. Run: npx tsx test/eval/citizen/fit.ts [--write]
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { signalsOf } from '../../../src/features/questions/retrieval/decision.ts'
import { smalltalk } from '../../../src/thai/smalltalk.ts'
import { indexOf, misspelt, packAlone, packAsked, put, questionsOf, townEntries, unfinishedTown } from './runs.ts'
import type { Case } from './runs.ts'

type Row = { signals: number[]; right: number; weight: number }

/** A wrong answer to somebody off the topic is worse than a missed one. */
const offTopicWeight = 2
/** Keeps weights from growing where the data says little. */
const ridge = 1

function rowsOf(cases: readonly Case[], weight: number): Row[] {
  return cases
    .filter(({ question, result }) => smalltalk(question.text) === undefined && result.hits.length > 0)
    .map(({ question, result }) => ({
      signals: Object.values(signalsOf(result)),
      right: question.right.has(result.hits[0]?.id ?? '') ? 1 : 0,
      weight: weight * (question.kind === 'staff' ? offTopicWeight : 1),
    }))
}

/** Logistic regression by Newton's method with a ridge; the last signal is the constant and is not held back. */
function fitLogistic(rows: readonly Row[]): number[] {
  const size = rows[0]?.signals.length ?? 0
  let weights = Array.from({ length: size }, () => 0)
  for (let round = 0; round < 40; round += 1) {
    const gradient = weights.map((weight, at) => (at === size - 1 ? 0 : ridge * weight))
    const stiffness = (at: number): number => (at === size - 1 ? 1e-6 : ridge)
    const curvature = weights.map((_, at) => weights.map((__, other) => (at === other ? stiffness(at) : 0)))
    for (const { signals, right, weight } of rows) {
      const sum = signals.reduce((total, signal, at) => total + signal * (weights[at] ?? 0), 0)
      const probability = 1 / (1 + Math.exp(-sum))
      const spread = weight * probability * (1 - probability)
      for (let at = 0; at < size; at += 1) {
        const signal = signals[at] ?? 0
        gradient[at] = (gradient[at] ?? 0) + weight * (probability - right) * signal
        const row = curvature[at] ?? []
        for (let other = 0; other < size; other += 1) {
          row[other] = (row[other] ?? 0) + spread * signal * (signals[other] ?? 0)
        }
      }
    }
    const step = solve(curvature, gradient)
    weights = weights.map((weight, at) => weight - (step[at] ?? 0))
  }
  return weights
}

/** Solves a small system of linear equations (Gauss, with pivots). */
function solve(matrix: readonly (readonly number[])[], values: readonly number[]): number[] {
  const rows = matrix.map((row, at) => [...row, values[at] ?? 0])
  const size = rows.length
  for (let column = 0; column < size; column += 1) {
    let pivot = column
    for (let row = column; row < size; row += 1) {
      if (Math.abs(rows[row]?.[column] ?? 0) > Math.abs(rows[pivot]?.[column] ?? 0)) pivot = row
    }
    const top = rows[pivot] ?? []
    rows[pivot] = rows[column] ?? []
    rows[column] = top
    for (let row = 0; row < size; row += 1) {
      if (row === column) continue
      const current = rows[row] ?? []
      const factor = (current[column] ?? 0) / (top[column] ?? 1)
      for (let at = column; at <= size; at += 1) current[at] = (current[at] ?? 0) - factor * (top[at] ?? 0)
    }
  }
  return rows.map((row, at) => (row[size] ?? 0) / (row[at] ?? 1))
}

const tuning = questionsOf('tuning').filter(({ kind }) => kind !== 'corruption')
const entries = townEntries()
const index = indexOf(entries)
const { known, unknown } = packAsked()
const rows = [
  ...rowsOf(put(tuning, entries, index), 1),
  ...rowsOf(put(misspelt(tuning), entries, index), 0.6),
  ...[11, 12, 13, 14].flatMap((seed) => rowsOf(unfinishedTown(tuning, seed), 0.2)),
  ...rowsOf(known, 0.25),
  ...rowsOf(unknown, 0.1),
  ...rowsOf(packAlone(), 0.04),
]
const names = Object.keys(signalsOf(index.search('')))
const confidence = Object.fromEntries(
  fitLogistic(rows).map((weight, at) => [names[at] ?? '', Math.round(weight * 100) / 100]),
)
process.stdout.write(`${JSON.stringify({ rows: rows.length, confidence }, null, 2)}\n`)
if (process.argv.includes('--write')) {
  const file = join(import.meta.dirname, '../../../src/features/questions/retrieval/model.json')
  const model: object = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(file, `${JSON.stringify({ ...model, confidence }, null, 2)}\n`)
}
