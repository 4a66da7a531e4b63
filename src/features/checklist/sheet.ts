import { createHash } from 'node:crypto'
import { findDate, formatDate, fromThaiDate } from '../../thai/dates.ts'
import { findLinks } from '../../thai/links.ts'
import {
  readHeadings,
  readSheetCode,
  readSheetStatus,
  type SheetColumn,
  type SheetStatus,
} from '../../thai/sheet-words.ts'
import { findUnits } from '../../thai/staff/units.ts'
import type { Agency } from '../../agency/profile.ts'
import type { Checklist } from './checklist-store.ts'
import type { Evidence } from '../../evidence/evidence-store.ts'
import { judgeGiven } from '../evidence-words.ts'
import type { Changed } from './item-changes.ts'
import type { Item } from './items.ts'

/** A row that cannot be taken over; `row` counts as the sheet shows it, from 1. */
export type SheetMistake = {
  row: number
  what: 'unknown-code' | 'unknown-unit' | 'unknown-status' | 'bad-link' | 'bad-date' | 'two-states' | 'needs-reason'
  /** What stands in the cell. */
  cell: string
}

/** What a sheet as a whole cannot be. */
export type SheetFault = 'no-headings' | 'no-rows' | 'too-many-rows'

export type SheetPage = { url: string; menuPath: string | null; homeUrl: string | null }

/** What a sheet changes about one item. */
export type SheetChange = {
  item: Item
  set: Changed
  pages: SheetPage[]
}

export type SheetPlan = {
  changes: SheetChange[]
  /** Items that the sheet names and that are already so. */
  same: number
  /** Items that the sheet calls approved: they wait for a second person. */
  unapproved: string[]
  /** Items with pages that can be no evidence as they stand. */
  wrongPages: string[]
}

const mostRows = 2000
const headingsWithin = 20
const longestNote = 2000

/**
 * Reads an agency's own sheet against its checklist. Columns are found by their headings, wherever they stand; a row without
 * a code belongs to the item above it. It changes nothing.
 * @param pages the evidence that is there, by code
 */
export function readSheetRows(
  rows: readonly (readonly string[])[],
  known: { checklist: Checklist; pages: ReadonlyMap<string, readonly Evidence[]>; agency: Agency; now: Date },
): { fault: SheetFault } | { mistakes: SheetMistake[] } | { plan: SheetPlan } {
  const { checklist, agency, now } = known
  if (rows.length > mostRows) return { fault: 'too-many-rows' }
  const head = findHead(rows)
  if (!head) return { fault: 'no-headings' }
  const items = new Map(checklist.items.map((item) => [item.code, item]))
  const mistakes: SheetMistake[] = []
  const read = new Map<string, Reading>()
  let above: string | null = null
  for (const [index, cells] of rows.entries()) {
    if (index <= head.at) continue
    const row = index + 1
    // An apostrophe before a sign keeps a text from becoming a formula; it belongs to the file, not to the text.
    const cell = (column: SheetColumn) =>
      cells[head.columns.get(column) ?? -1]?.trim().replace(/^'(?=[=+\-@])/, '') ?? ''
    const said = (['unit', 'status', 'presence', 'url', 'home', 'path', 'note', 'due'] as const).some(
      (column) => cell(column) !== '',
    )
    if (cells.every((one) => one.trim() === '')) continue
    const codeCell = cell('code')
    const code: string | null = codeCell === '' ? (cell('url') !== '' ? above : null) : readSheetCode(codeCell)
    if (code === null || !items.has(code)) {
      // A line between the items (the name of a sub-indicator, a sum) says nothing about any.
      if (said && (codeCell !== '' || cell('url') !== '')) mistakes.push({ row, what: 'unknown-code', cell: codeCell })
      above = null
      continue
    }
    above = code
    const reading = read.get(code) ?? { pages: [], wrong: false }
    read.set(code, reading)
    const fault = (what: SheetMistake['what'], wrong: string) => mistakes.push({ row, what, cell: wrong.slice(0, 60) })

    const statusCell = head.columns.has('status') ? cell('status') : cell('presence')
    const status = readSheetStatus(statusCell)
    if (status === 'unknown') fault('unknown-status', statusCell)
    else if (status !== null) {
      if (reading.status !== undefined && reading.status !== status) fault('two-states', statusCell)
      reading.status = status
    }
    const unitCell = cell('unit')
    if (unitCell !== '') {
      const units = readUnits(unitCell, items.get(code)?.units ?? [], agency)
      if (units) reading.units = [...new Set([...(reading.units ?? []), ...units])]
      else fault('unknown-unit', unitCell)
    }
    if (cell('note') !== '')
      reading.note = [reading.note, cell('note')].filter(Boolean).join('\n').slice(0, longestNote)
    const dueCell = cell('due')
    if (dueCell !== '') {
      const due = findDate(dueCell, now)
      if (due) reading.dueAt = new Date(fromThaiDate({ ...due, hour: 23, minute: 59 }).getTime() + 59_999)
      else fault('bad-date', dueCell)
    }
    const home = addresses(cell('home'), agency)[0]?.url ?? null
    const given = addresses(cell('url'), agency)
    if (cell('url') !== '' && !/^[-–—]+$/.test(cell('url')) && given.length === 0) fault('bad-link', cell('url'))
    for (const page of given) {
      if (page.unread) fault('bad-link', cell('url'))
      reading.wrong ||= page.wrong
      reading.pages.push({ url: page.url, menuPath: cell('path').slice(0, 500) || null, homeUrl: home })
    }
    if (reading.status === 'not_applicable' && !reading.note && items.get(code)?.reason === null)
      fault('needs-reason', statusCell)
  }
  if (mistakes.length > 0) return { mistakes }
  if (read.size === 0) return { fault: 'no-rows' }
  return { plan: planOf(read, items, known.pages) }
}

type Reading = {
  status?: SheetStatus
  units?: string[]
  note?: string
  dueAt?: Date
  pages: SheetPage[]
  wrong: boolean
}

function findHead(rows: readonly (readonly string[])[]): { at: number; columns: Map<SheetColumn, number> } | null {
  let best: { at: number; columns: Map<SheetColumn, number> } | null = null
  for (const [at, cells] of rows.slice(0, headingsWithin).entries()) {
    const columns = readHeadings(cells)
    const tells = (['unit', 'status', 'presence', 'url', 'note'] as const).some((column) => columns.has(column))
    if (columns.has('code') && tells && columns.size > (best?.columns.size ?? 1)) best = { at, columns }
  }
  return best
}

/** The units of a cell by their full names; null when one of them is nobody's. */
function readUnits(cell: string, present: readonly string[], agency: Agency): string[] | null {
  const names = cell
    .split(/[\n,;/]+/)
    .map((name) => name.trim())
    .filter((name) => name !== '')
  const found = names.map((name) => {
    const own = agency.units.find((unit) => unit.name === name || unit.short.includes(name))
    if (own) return own.name
    // Papers name an office without the kind of agency in which its full name ends.
    const near = [...present, ...agency.units.map((unit) => unit.name)].find(
      (unit) => unit === name || (name.length > 3 && (unit.startsWith(name) || name.startsWith(unit))),
    )
    return near ?? findUnits(name, agency.units)[0]?.name ?? null
  })
  return found.includes(null) || found.length === 0 ? null : (found as string[])
}

function addresses(cell: string, agency: Agency): { url: string; wrong: boolean; unread: boolean }[] {
  return findLinks(cell)
    .filter((link) => !link.email)
    .map(({ url: typed }) => {
      const { url, check } = judgeGiven(typed, agency)
      return { url, wrong: check !== null, unread: check?.verdict === 'not-an-address' }
    })
}

function planOf(
  read: ReadonlyMap<string, Reading>,
  items: ReadonlyMap<string, Item>,
  present: ReadonlyMap<string, readonly Evidence[]>,
): SheetPlan {
  const plan: SheetPlan = { changes: [], same: 0, unapproved: [], wrongPages: [] }
  for (const [code, reading] of read) {
    const item = items.get(code)
    if (!item) continue
    const there = new Set((present.get(code) ?? []).map((page) => page.pageUrl))
    const pages = reading.pages.filter(
      (page, index) => !there.has(page.url) && reading.pages.findIndex((one) => one.url === page.url) === index,
    )
    const status = statusFor(item, reading.status)
    if (reading.status === 'approved' && status === 'reported') plan.unapproved.push(code)
    if (reading.wrong && pages.length > 0) plan.wrongPages.push(code)
    const reason = status === 'not_applicable' ? (reading.note ?? null) : null
    const set: Changed = {
      ...(status !== null && { status, reason, submittedAt: null, submittedBy: null, passedBy: null }),
      ...(reading.units && reading.units.join('\n') !== item.units.join('\n') && { units: reading.units }),
      ...(reading.note !== undefined && reason === null && !saysAlready(item, reading.note) && { note: reading.note }),
      ...(reading.dueAt && reading.dueAt.getTime() !== item.dueAt?.getTime() && { dueAt: reading.dueAt.toISOString() }),
      ...(pages[0] && item.url === null && { url: pages[0].url }),
    }
    if (Object.keys(set).length === 0 && pages.length === 0) plan.same += 1
    else plan.changes.push({ item, set, pages })
  }
  return plan
}

/** Whether an item carries these words: as its note, or as the reason for which it does not concern the agency. */
function saysAlready(item: Item, words: string): boolean {
  return words === item.note || (item.status === 'not_applicable' && words === item.reason)
}

/** The state that an import may give: approving takes a second person, and what is so already stays untouched. */
function statusFor(item: Item, wanted: SheetStatus | undefined): Item['status'] | null {
  const possible = wanted === 'approved' ? 'reported' : wanted === 'sent_back' ? 'in_work' : wanted
  if (possible === undefined || wanted === item.status || possible === item.status) return null
  // What a reviewer has said yes to is not put back by a sheet that only knows that it was done.
  if (item.status === 'approved' && possible === 'reported') return null
  return possible
}

/** A short name for exactly these changes, so that what is confirmed is what was shown. */
export function planName(plan: SheetPlan): string {
  const told = plan.changes.map(({ item, set, pages }) => [item.code, item.version, set, pages])
  return createHash('sha256').update(JSON.stringify(told)).digest('base64url').slice(0, 16)
}

/** The words of an exported sheet. */
export type SheetTexts = {
  headings: readonly string[]
  statuses: Record<Item['status'], string>
  present: string
  absent: string
  look(page: Evidence): string
}

/**
 * The sheet of an edition: one row an item, in the order of the edition, ready to be pasted into the national system and to
 * be read back in. Several pages of an item stand one below the other in their cell.
 */
export function writeSheetRows(
  checklist: Checklist,
  pages: ReadonlyMap<string, readonly Evidence[]>,
  texts: SheetTexts,
): string[][] {
  const rows = checklist.items.map((item) => {
    const own = pages.get(item.code) ?? []
    const lines = (of: (page: Evidence) => string | null) => [...new Set(own.map(of))].filter(Boolean).join('\n')
    const is = item.status === 'reported' || item.status === 'approved'
    return [
      item.code,
      item.title,
      item.units.join('\n'),
      texts.statuses[item.status],
      is ? texts.present : texts.absent,
      own.length > 0 ? lines((page) => page.pageUrl) : (item.url ?? ''),
      lines((page) => page.homeUrl),
      lines((page) => [page.menuPath, page.note].filter(Boolean).join('\n')),
      item.note ?? (item.status === 'not_applicable' ? (item.reason ?? '') : ''),
      item.dueAt ? formatDate(item.dueAt) : '',
      lines((page) => texts.look(page)),
    ]
  })
  return [[...texts.headings], ...rows]
}
