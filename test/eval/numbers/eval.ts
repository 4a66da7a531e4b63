import { readFileSync } from 'node:fs'
import { findItemNumbers } from '../../../src/thai/item-numbers.ts'

type NumbersFile = { index?: string; entries: { id: string; text: string }[] }

/** The largest edition so far: what counts when a file does not say how many items its edition has. */
const defaultCount = 43

/**
 * What is read as item numbers in each entry of a file of the schema `number-forms/1`, one JSON line an entry:
 * `{"id","items":["O14",…]}`. The file's `index` ("O1–O35") says how many items the edition has.
 */
export function evalNumbers(file: string): string[] {
  const { index, entries } = JSON.parse(readFileSync(file, 'utf8')) as NumbersFile
  const count = Number(/(\d+)\s*$/.exec(index ?? '')?.[1] ?? defaultCount)
  return entries.map(({ id, text }) => JSON.stringify({ id, items: findItemNumbers(text, { count }).items }))
}
