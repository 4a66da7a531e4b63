import { z } from 'zod'
import { reviewDay } from '../../../calendar/review-day.ts'
import { KnowledgeEntry, type StoredEntry } from '../knowledge-store.ts'
import { knowledgeColumns } from '../../../texts/knowledge.ts'
import type { TableFile } from '../../../tables/table.ts'

/** One thing that is wrong with a file: its row (from 1, without the head), the field, and what is wrong. */
export type Mistake = { row: number; field: string; problem: Problem }
export type Problem =
  'missing' | 'too-long' | 'not-an-address' | 'not-a-day' | 'too-many' | 'wrong' | { usedInRow: number; id: string }

export type CheckedFile = { entries: KnowledgeEntry[] } | { mistakes: Mistake[] } | { lacks: 'entries' | 'columns' }

const fields = Object.keys(knowledgeColumns) as (keyof typeof knowledgeColumns)[]
const needed = ['id', 'question', 'answer'] as const

/**
 * Checks a knowledge file: `{entries: […]}`, a plain array, or a table whose first row names the columns, in English or
 * Thai. In a table, aliases stand in one cell, separated by | or a line break.
 * @returns the entries, or every mistake; nothing in between
 */
export function checkKnowledgeFile(file: TableFile): CheckedFile {
  const rows = file.kind === 'json' ? listOf(file.value) : rowsOf(file.rows)
  if (rows === null) return { lacks: file.kind === 'json' ? 'entries' : 'columns' }
  const entries: KnowledgeEntry[] = []
  const mistakes: Mistake[] = []
  const seen = new Map<string, number>()
  for (const [index, value] of rows.entries()) {
    // An empty row between others is no entry.
    if (value === undefined) continue
    const row = index + 1
    const entry = KnowledgeEntry.safeParse(value)
    if (!entry.success) {
      for (const issue of entry.error.issues)
        mistakes.push({ row, field: String(issue.path[0] ?? 'entry'), problem: problemOf(issue) })
      continue
    }
    const first = seen.get(entry.data.id)
    if (first !== undefined) mistakes.push({ row, field: 'id', problem: { usedInRow: first, id: entry.data.id } })
    else seen.set(entry.data.id, row)
    entries.push(entry.data)
  }
  return mistakes.length > 0 ? { mistakes } : { entries }
}

/**
 * As `checkKnowledgeFile` for what was read as JSON, with the mistakes as lines for the operator.
 * @returns the entries, or every bad row by its number (from 1) with what is wrong
 */
export function checkEntries(value: unknown): { entries: KnowledgeEntry[] } | { mistakes: string[] } {
  const checked = checkKnowledgeFile({ kind: 'json', value })
  if ('lacks' in checked) return { mistakes: ['the file has no list of entries: {"entries": [ … ]}'] }
  return 'mistakes' in checked ? { mistakes: checked.mistakes.map(toLine) } : checked
}

const problems: Record<Extract<Problem, string>, string> = {
  missing: 'is missing',
  'too-long': 'is too long',
  'not-an-address': 'is not an http(s) address',
  'not-a-day': 'is not a day as 2027-11-21',
  'too-many': 'has too many values',
  wrong: 'is not as expected',
}

/** A mistake as the operator reads it: `row 2: question is missing`. */
export function toLine({ row, field, problem }: Mistake): string {
  return typeof problem === 'object'
    ? `row ${row}: id ${problem.id} is already used in row ${problem.usedInRow}`
    : `row ${row}: ${field} ${problems[problem]}`
}

function problemOf(issue: z.core.$ZodIssue): Problem {
  if (issue.code === 'too_small') return 'missing'
  if (issue.code === 'too_big') return issue.origin === 'array' ? 'too-many' : 'too-long'
  if (issue.code === 'invalid_format') return issue.format === 'date' ? 'not-a-day' : 'not-an-address'
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'missing'
  return 'wrong'
}

function listOf(value: unknown): unknown[] | null {
  if (Array.isArray(value)) return value
  return z.looseObject({ entries: z.array(z.unknown()) }).safeParse(value).data?.entries ?? null
}

function rowsOf([head, ...rows]: string[][]): unknown[] | null {
  const names = (head ?? []).map((name) => name.trim().toLowerCase())
  const place = new Map(
    fields.map((field) => [field, names.findIndex((name) => knowledgeColumns[field].includes(name))]),
  )
  if (needed.some((field) => (place.get(field) ?? -1) < 0)) return null
  return rows.map((row) => {
    if (row.every((cell) => cell.trim() === '')) return undefined
    const cell = (field: (typeof fields)[number]) => row[place.get(field) ?? -1]?.trim() ?? ''
    const optional = (field: 'url' | 'owner' | 'reviewOn') => (cell(field) === '' ? {} : { [field]: cell(field) })
    return {
      id: cell('id'),
      category: cell('category'),
      unit: cell('unit'),
      question: cell('question'),
      answer: cell('answer'),
      aliases: cell('aliases')
        .split(/[|\n]/)
        .map((alias) => alias.trim())
        .filter((alias) => alias !== ''),
      ...optional('url'),
      ...optional('owner'),
      ...optional('reviewOn'),
    }
  })
}

/** Entries as the rows of a table, with the head that people read; `checkKnowledgeFile` takes it back. */
export function knowledgeTable(entries: readonly StoredEntry[], language: 'thai' | 'english'): string[][] {
  const head = fields.map(
    (field) => (language === 'thai' ? knowledgeColumns[field][1] : knowledgeColumns[field][0]) ?? '',
  )
  return [
    head,
    ...entries.map((entry) => [
      entry.id,
      entry.category,
      entry.unit,
      entry.question,
      entry.answer,
      entry.aliases.join('\n'),
      entry.url ?? '',
      entry.owner ?? '',
      reviewDay(entry),
    ]),
  ]
}

/** Widths of the columns of such a table, in letters. */
export const knowledgeWidths = [10, 16, 20, 40, 60, 50, 40, 20, 14]
