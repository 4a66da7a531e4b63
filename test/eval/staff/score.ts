import { readFileSync } from 'node:fs'
import { evalUtterances } from './eval.ts'

export type Scored = {
  count: number
  intents: number
  everything: number
  wrong: { text: string; expected: Record<string, unknown>; said: Record<string, unknown> }[]
}

const slotNames = ['item', 'unit', 'status', 'url', 'sub_indicator', 'ticket', 'assignee']

/** How many entries of a labelled file of the schema `staff-utterances/1` are right in intent, and in everything. */
export function scoreUtterances(file: string): Scored {
  const { entries } = JSON.parse(readFileSync(file, 'utf8')) as { entries: Record<string, unknown>[] }
  const lines = evalUtterances(file).map((line) => JSON.parse(line) as Record<string, unknown>)
  const wrong: Scored['wrong'] = []
  let intents = 0
  for (const [at, expected] of entries.entries()) {
    const said = lines[at] ?? {}
    const intent = said['intent'] === expected['intent']
    if (intent) intents += 1
    const same = slotNames.every((name) => JSON.stringify(said[name]) === JSON.stringify(expected[name]))
    if (!intent || !same) wrong.push({ text: String(expected['text']), expected, said })
  }
  return { count: entries.length, intents, everything: entries.length - wrong.length, wrong }
}
