import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { accusation } from '../../src/thai/accusation.ts'
import { isNearMiss, readMessages } from './accusations/messages.ts'
import {
  figuresOf,
  indexOf,
  largeTown,
  misspelt,
  packAlone,
  packAsked,
  put,
  questionsOf,
  secondTown,
  townEntries,
  unfinishedTown,
} from './citizen/runs.ts'
import type { Entry, KnowledgeIndex } from '../../src/features/questions/retrieval/knowledge-index.ts'
import type { Case, Figures } from './citizen/runs.ts'
import { evalNumbers } from './numbers/eval.ts'
import { scoreUtterances } from './staff/score.ts'

const large = 2000

/** The project's own sets, put to the very functions that answer in LINE: readable lines, and one line of JSON. */
export function summary(): string[] {
  const entries = townEntries()
  const index = indexOf(entries)
  const tuning = questionsOf('tuning')
  const heldOut = questionsOf('held-out')
  const { known, unknown } = packAsked()
  const town = largeTown(large)
  const largeIndex = indexOf(town.entries)
  const second = secondTown()
  const secondIndex = indexOf(second.entries)

  const citizen: Record<string, Figures> = {
    tuning: figuresOf(put(tuning, entries, index)),
    'tuning, misspelt': figuresOf(put(misspelt(tuning), entries, index)),
    'held out': figuresOf(put(heldOut, entries, index)),
    'held out, misspelt': figuresOf(put(misspelt(heldOut), entries, index)),
    'held out, a third unwritten': figuresOf(unfinishedTown(heldOut, 21)),
    ...styleFigures(entries, index),
    'second town': figuresOf(put(second.questions, second.entries, secondIndex)),
    'second town, misspelt': figuresOf(put(misspelt(second.questions), second.entries, secondIndex)),
    [`held out, ${large} entries`]: figuresOf(put(heldOut, town.entries, largeIndex)),
    [`villages, ${large} entries`]: figuresOf(put(town.villageQuestions, town.entries, largeIndex)),
    'starter pack asks the town': figuresOf(known),
    'starter pack alone': figuresOf(packAlone()),
  }
  const unanswerable = figuresOf(unknown.map((one): Case => ({ ...one, question: { ...one.question, kind: 'staff' } })))
  const accusations = accusationFigures()
  const staff = scoreUtterances(join(import.meta.dirname, 'staff/development.json'))
  const staffFigures = {
    asked: staff.count,
    intents: percent(staff.intents, staff.count),
    everything: percent(staff.everything, staff.count),
  }
  const numbers = numberFigures()

  return [
    `Citizens (a town of ${entries.length} entries and items; percent)`,
    row([
      'set',
      'messages',
      'first right',
      'among 3',
      'answered',
      'answers right',
      'settled',
      'off topic answered',
      'off topic choices',
    ]),
    ...Object.entries(citizen).map(([name, figures]) => row([name, ...Object.values(figures)])),
    `Questions of the starter pack that the town has no entry for: answered ${unanswerable.offTopicAnswered}, choices ${unanswerable.offTopicChoices}`,
    '',
    `Accusations: recognised ${accusations.recall}, wishes to report ${accusations.wishes}, false alarms ${accusations.falseAlarms}, on near misses ${accusations.nearMisses}, on documents ${accusations.documents}`,
    `Staff: intents right ${staffFigures.intents}, with all slots ${staffFigures.everything} (${staff.count} messages)`,
    `Item numbers: right ${numbers.right} (${numbers.asked} texts)`,
    '',
    JSON.stringify({
      citizen,
      unanswerable: { answered: unanswerable.offTopicAnswered, choices: unanswerable.offTopicChoices },
      accusations,
      staff: staffFigures,
      numbers,
    }),
  ]
}

/** The styles in both halves, and of the half that was never looked at each style by itself. */
function styleFigures(entries: readonly Entry[], index: KnowledgeIndex): Record<string, Figures> {
  const heldOut = questionsOf('styles-held-out')
  const styles = [...new Set(heldOut.flatMap(({ tags }) => tags))].filter((tag) => tag !== 'oos')
  return {
    'styles, tuning': figuresOf(put(questionsOf('styles-tuning'), entries, index)),
    'styles, held out': figuresOf(put(heldOut, entries, index)),
    ...Object.fromEntries(
      styles.map((style) => [
        `… ${style}`,
        figuresOf(
          put(
            heldOut.filter(({ tags }) => tags.includes(style)),
            entries,
            index,
          ),
        ),
      ]),
    ),
  }
}

function accusationFigures() {
  const messages = readMessages('development')
  const hits = (wanted: (message: (typeof messages)[number]) => boolean) => {
    const some = messages.filter(wanted)
    return percent(some.filter(({ text }) => accusation(text).hit).length, some.length)
  }
  return {
    recall: hits(({ kind }) => kind === 'accusation'),
    wishes: hits(({ kind }) => kind === 'wants-to-report'),
    falseAlarms: hits((message) => message.kind === 'none' && !isNearMiss(message)),
    nearMisses: hits((message) => message.kind === 'none' && isNearMiss(message)),
    documents: hits(({ kind }) => kind === 'document'),
  }
}

function numberFigures() {
  const file = join(import.meta.dirname, '../thai/data/number-samples.json')
  const { entries } = JSON.parse(readFileSync(file, 'utf8')) as { entries: { items: string[] }[] }
  const said = evalNumbers(file).map((line) => (JSON.parse(line) as { items: string[] }).items)
  const right = entries.filter(({ items }, at) => JSON.stringify(items) === JSON.stringify(said[at])).length
  return { asked: entries.length, right: percent(right, entries.length) }
}

function percent(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((1000 * part) / whole) / 10
}

const widths = [30, 9, 12, 9, 9, 14, 9, 19, 18]

function row(cells: readonly (string | number | null)[]): string {
  return cells
    .map((cell, at) => String(cell ?? '–').padEnd(widths[at] ?? 0))
    .join(' ')
    .trimEnd()
}
