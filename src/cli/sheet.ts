import { readFileSync, writeFileSync } from 'node:fs'
import { agencyStore } from '../agency/agency-store.ts'
import { checklistStore } from '../features/checklist/checklist-store.ts'
import { evidenceStore } from '../evidence/evidence-store.ts'
import { changeStore } from '../features/checklist/item-changes.ts'
import type { SheetFault, SheetMistake, SheetPlan } from '../features/checklist/sheet.ts'
import { carryOutSheet, exportSheet, planSheet, sheetWidths } from '../features/checklist/sheet-exchange.ts'
import { SetupError } from '../kernel/errors.ts'
import { readTableFile, writeCsvFile, writeWorkbookFile } from '../tables/table.ts'
import { agencyNamed, atWork, type Workplace } from './workplace.ts'

/** The stores of the checklist in the place of a command. */
export function checklistStores({ db, clock, ids, envelope }: Workplace) {
  return {
    agencies: agencyStore(db, clock, ids, envelope),
    checklists: checklistStore(db, clock, ids, envelope),
    changes: changeStore(db, clock, ids, envelope),
    pages: evidenceStore(db, clock, ids, envelope),
  }
}

/**
 * Takes over an agency's own sheet; with `checkOnly` it only says what would change.
 * @param edition null = the one the agency works on
 * @throws SetupError that names every bad row; then nothing is changed
 */
export async function importSheet(
  file: string,
  wanted: { slug: string | undefined; edition: number | null; checkOnly: boolean },
  print: (line: string) => void,
): Promise<void> {
  const rows = await readRows(file)
  await atWork(async (place) => {
    const agency = await agencyNamed(place, wanted.slug)
    const stores = checklistStores(place)
    const edition = wanted.edition ?? agency.profile.edition
    const read = await planSheet(rows, stores, agency, edition, place.clock.now())
    if ('fault' in read) throw new SetupError(faults[read.fault](file, edition))
    if ('mistakes' in read)
      throw new SetupError(
        `The sheet ${file} has mistakes; nothing was changed:\n${read.mistakes.map(mistake).join('\n')}`,
      )
    for (const line of told(read.plan)) print(line)
    if (wanted.checkOnly) {
      print(`edition ${edition}: ${read.plan.changes.length} items would change, ${read.plan.same} are so already`)
      return
    }
    const act = { agencyId: agency.id, edition, actId: place.ids.short(), by: null }
    if ((await carryOutSheet(read.plan, stores, act)) === 'stale')
      throw new SetupError('Somebody changed items at the same moment. Nothing was imported; try again.')
    print(`edition ${edition}: ${read.plan.changes.length} items set, ${read.plan.same} were so already`)
    if (read.plan.changes.length > 0)
      print(`To take it back: checklist undo --agency ${agency.profile.slug} --act ${act.actId}`)
  })
}

/** Writes the sheet of an edition to a file, as its ending says. */
export async function writeSheet(
  file: string,
  wanted: { slug: string | undefined; edition: number | null },
  print: (line: string) => void,
): Promise<void> {
  const kind = /\.(csv|xlsx)$/i.exec(file)?.[1]?.toLowerCase()
  if (kind === undefined) throw new SetupError('The file must end in .xlsx or .csv.')
  const rows = await atWork(async (place) => {
    const agency = await agencyNamed(place, wanted.slug)
    const edition = wanted.edition ?? agency.profile.edition
    const sheet = await exportSheet(checklistStores(place), agency, edition)
    if (!sheet) throw new SetupError(faults['not-loaded'](file, edition))
    return sheet
  })
  writeFileSync(file, kind === 'csv' ? writeCsvFile(rows) : await writeWorkbookFile(rows, sheetWidths))
  print(`${rows.length - 1} items written`)
}

/** Writes every page of an edition as it was submitted, the latest first. */
export async function writeSubmitted(
  file: string,
  wanted: { slug: string | undefined; edition: number | null },
  print: (line: string) => void,
): Promise<void> {
  if (!/\.csv$/i.test(file)) throw new SetupError('The file must end in .csv.')
  const snapshots = await atWork(async (place) => {
    const agency = await agencyNamed(place, wanted.slug)
    return checklistStores(place).pages.snapshots(agency.id, wanted.edition ?? agency.profile.edition, null)
  })
  const head = ['item', 'submitted at', 'page', 'seen at', 'verdict', 'title', 'kind', 'bytes', 'sha256']
  const rows = snapshots.map(({ code, submittedAt, pageUrl, seenAt, verdict, seen }) => [
    code,
    submittedAt.toISOString(),
    pageUrl,
    seenAt?.toISOString() ?? '',
    verdict ?? '',
    seen?.title ?? '',
    seen?.kind ?? '',
    seen ? String(seen.bytes) : '',
    seen?.digest ?? '',
  ])
  writeFileSync(file, writeCsvFile([head, ...rows]))
  print(`${rows.length} submitted pages written`)
}

async function readRows(file: string): Promise<string[][]> {
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch {
    throw new SetupError(`The file ${file} cannot be read. Check its name and rights.`)
  }
  const table = await readTableFile(bytes)
  if (table?.kind !== 'table') throw new SetupError(`The file ${file} is not a readable table (.xlsx or .csv).`)
  return table.rows
}

const faults: Record<SheetFault | 'not-loaded', (file: string, edition: number) => string> = {
  'no-headings': (file) =>
    `The sheet ${file} has no row of headings with a column for the item's code and one of unit, status, URL or note.`,
  'no-rows': (file) => `The sheet ${file} names no item.`,
  'too-many-rows': (file) => `The sheet ${file} has more than 2000 rows.`,
  'not-loaded': (_file, edition) =>
    `The edition ${edition} is not loaded for this agency. Load it first: checklist load --agency <slug> --edition ${edition}`,
}

const mistakes: Record<SheetMistake['what'], string> = {
  'unknown-code': 'is no item of this edition',
  'unknown-unit': 'is no unit of this agency',
  'unknown-status': 'is no known state',
  'bad-link': 'is no web address',
  'bad-date': 'is no date',
  'two-states': 'is another state than the same item has above',
  'needs-reason': 'needs a reason in the note',
}

function mistake({ row, what, cell }: SheetMistake): string {
  return `row ${row}: "${cell}" ${mistakes[what]}`
}

/** What a plan changes, item by item, without words of people. */
function told(plan: SheetPlan): string[] {
  const lines = plan.changes.map(({ item, set, pages }) => {
    const parts = [
      ...(set.status === undefined ? [] : [`${item.status} → ${set.status}`]),
      ...(set.units === undefined ? [] : ['unit']),
      ...(set.note === undefined ? [] : ['note']),
      ...(set.dueAt === undefined ? [] : ['due date']),
      ...(pages.length === 0 ? [] : [`${pages.length} pages`]),
    ]
    return `${item.code}: ${parts.join(', ')}`
  })
  if (plan.unapproved.length > 0)
    lines.push(`waiting for a second person instead of approved: ${plan.unapproved.join(', ')}`)
  if (plan.wrongPages.length > 0) lines.push(`pages that are no evidence as they stand: ${plan.wrongPages.join(', ')}`)
  return lines
}
