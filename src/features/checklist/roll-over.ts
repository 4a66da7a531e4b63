import type { AgencyStore } from '../../agency/agency-store.ts'
import type { Agency } from '../../agency/profile.ts'
import type { Checklist, ChecklistStore } from './checklist-store.ts'
import type { Edition } from './edition.ts'
import type { EvidenceStore } from '../../evidence/evidence-store.ts'
import type { ChangeStore } from './item-changes.ts'

/** The stores that a change of edition takes, bound to one transaction. */
export type YearStores = {
  agencies: AgencyStore
  checklists: ChecklistStore
  changes: ChangeStore
  pages: EvidenceStore
}

export type RolledOver = {
  from: number
  to: number
  /** Items of the new edition that got pages of the old one; stale until somebody confirms them. */
  carried: string[]
  /** Items of the new edition that have nothing to follow on. */
  anew: string[]
}

/**
 * Brings an agency to another edition, in a transaction: loads it when it is not there, carries units, people and pages over
 * to the items of the same subject, and works on it from now on. The old edition stays as it is.
 * @param by staff id; null = the operator's command
 */
export async function rollOver(
  stores: YearStores,
  agency: Agency,
  edition: Edition,
  act: { actId: string; by: string | null },
): Promise<RolledOver> {
  const { checklists, pages } = stores
  const { edition: from } = agency.profile
  const to = edition.edition
  await checklists.load(agency.id, edition)
  const [old, young] = [await checklists.read(agency.id, from), await checklists.read(agency.id, to)]
  const pairs = old && to !== from ? pairsOf(old, edition) : new Map<string, string[]>()
  if (old && young) await carryPeople(stores, agency.id, old, young, pairs, act)
  const carried = await pages.carryOver(agency.id, from, to, pairs, act.by)
  await chooseEdition(stores, agency.id, to)
  const reached = new Set([...pairs.values()].flat())
  return { from, to, carried, anew: edition.items.map((item) => item.code).filter((code) => !reached.has(code)) }
}

/** From now on the agency works on an edition that is loaded; its pages are looked at, those of others rest. */
async function chooseEdition(
  { agencies, pages }: Pick<YearStores, 'agencies' | 'pages'>,
  agencyId: string,
  edition: number,
): Promise<void> {
  await agencies.chooseEdition(agencyId, edition)
  await pages.watchOnly(agencyId, edition)
}

/** Item of the old edition → items of the new one about the same: by what the new edition says, else by the subject. */
function pairsOf(old: Checklist, edition: Edition): Map<string, string[]> {
  const pairs = new Map<string, string[]>()
  const codes = new Set(old.items.map((item) => item.code))
  for (const item of edition.items) {
    const named = (item.equivalents[String(old.edition)] ?? []).filter((code) => codes.has(code))
    const same = old.items.filter((one) => one.topic === item.topic).map((one) => one.code)
    for (const code of named.length > 0 ? named : same) pairs.set(code, [...(pairs.get(code) ?? []), item.code])
  }
  return pairs
}

/** Whoever had the subject last year has it again, as far as nobody was put on it yet. */
async function carryPeople(
  { changes }: YearStores,
  agencyId: string,
  old: Checklist,
  young: Checklist,
  pairs: ReadonlyMap<string, readonly string[]>,
  { actId, by }: { actId: string; by: string | null },
): Promise<void> {
  const before = new Map(old.items.map((item) => [item.code, item]))
  const done = new Set<string>()
  for (const [code, targets] of pairs) {
    const source = before.get(code)
    for (const target of targets) {
      const item = young.items.find((one) => one.code === target)
      if (!source || !item || item.version > 0 || done.has(target)) continue
      done.add(target)
      const set = {
        ...(source.units.join() !== item.units.join() && source.units.length > 0 && { units: source.units }),
        ...(source.owner && { owner: source.owner.personId }),
        ...(source.uploader && { uploader: source.uploader.personId }),
      }
      if (Object.keys(set).length === 0) continue
      await changes.change(agencyId, young.edition, target, { version: item.version, actId, kind: 'assign', by, set })
    }
  }
}
