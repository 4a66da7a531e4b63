import type { Agency } from '../../agency/profile.ts'
import { sheetTextsFor } from '../../texts/sheet.ts'
import { textsFor } from '../../texts/th.ts'
import type { ChecklistStore } from './checklist-store.ts'
import type { EvidenceStore } from '../../evidence/evidence-store.ts'
import { checkState, trouble } from '../evidence-words.ts'
import type { ChangeStore } from './item-changes.ts'
import { readSheetRows, writeSheetRows, type SheetPlan } from './sheet.ts'

/**
 * Carries out what a sheet changes, in a transaction: all of it as one act, which one tap takes back.
 * @param by staff id; null = the operator's command
 * @returns `stale` when somebody changed an item since the plan was made; then nothing may be kept
 */
export async function carryOutSheet(
  plan: SheetPlan,
  stores: { changes: ChangeStore; pages: EvidenceStore },
  act: { agencyId: string; edition: number; actId: string; by: string | null },
): Promise<'changed' | 'stale'> {
  const { agencyId, edition, actId, by } = act
  for (const { item, set, pages } of plan.changes) {
    // The pages first: whatever counts as handed in is frozen with all of them.
    for (const { url, homeUrl, menuPath } of pages)
      await stores.pages.add(agencyId, { edition, code: item.code, pageUrl: url, homeUrl, menuPath, by, actId })
    const outcome = await stores.changes.change(agencyId, edition, item.code, {
      version: item.version,
      actId,
      kind: 'import',
      by,
      set,
    })
    if (outcome === 'stale') return 'stale'
  }
  return 'changed'
}

/** Reads the rows of a sheet against what is stored of an edition. */
export async function planSheet(
  rows: readonly (readonly string[])[],
  stores: { checklists: ChecklistStore; pages: EvidenceStore },
  agency: Agency,
  edition: number,
  now: Date,
): Promise<ReturnType<typeof readSheetRows> | { fault: 'not-loaded' }> {
  const checklist = await stores.checklists.read(agency.id, edition)
  if (!checklist) return { fault: 'not-loaded' }
  return readSheetRows(rows, { checklist, pages: await stores.pages.ofEdition(agency.id, edition), agency, now })
}

/** The rows of the sheet of an edition, in the agency's voice; null when it is not loaded. */
export async function exportSheet(
  stores: { checklists: ChecklistStore; pages: EvidenceStore },
  agency: Agency,
  edition: number,
): Promise<string[][] | null> {
  const checklist = await stores.checklists.read(agency.id, edition)
  if (!checklist) return null
  const { voice } = agency.profile
  return writeSheetRows(checklist, await stores.pages.ofEdition(agency.id, edition), {
    ...sheetTextsFor[voice],
    statuses: textsFor[voice].statusWords,
    look(page) {
      const turn = { agency, digits: (words: string) => words }
      return page.check ? (trouble(page.check, turn) ?? checkState(page.check, turn).word) : ''
    },
  })
}

/** How wide the columns of the exported sheet are, in letters. */
export const sheetWidths = [6, 40, 22, 20, 9, 46, 28, 40, 40, 12, 40]
