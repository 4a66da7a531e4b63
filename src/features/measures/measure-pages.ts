import type { Agency } from '../../agency/profile.ts'
import type { Db } from '../../db/open.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Envelope } from '../../kernel/envelope.ts'
import type { Ids } from '../../kernel/ids.ts'
import { staffStore } from '../../staff/staff-store.ts'
import { isResponsible } from '../../thai/staff/measures.ts'
import { textsFor } from '../../texts/th.ts'
import { measureStore } from './measure-store.ts'

const measureCode = /^(?:[1-7]\.\d{1,2}|g[1-8])$/

/** Whether a page that is looked at proves a measure (or an indicator's guidance), and not an item. */
export function provesMeasure(code: string): boolean {
  return measureCode.test(code)
}

/** What a measure is called where there is no conversation. */
export function nameOfMeasure(code: string, agency: Agency): string {
  const words = textsFor[agency.profile.voice].measures
  return code.startsWith('g') ? words.indicatorName(code.slice(1)) : words.measureName(code)
}

/**
 * The page of a measure is dead for certain: what was done is done no longer, and comes back to whoever told of it, else
 * to the unit that is responsible. In a transaction.
 * @param reason in words, for the history
 * @returns who is to hear of it (person ids), and what became of the measure in words; null when the plan has none such
 */
export async function bringMeasureBack(
  stores: { db: Db; clock: Clock; ids: Ids; envelope: Envelope },
  agency: Agency,
  page: { edition: number; code: string },
  reason: string,
): Promise<{ to: string[]; became: string | null } | null> {
  const { db, clock, ids, envelope } = stores
  const found = await measureStore(db, clock, ids, envelope).bringBack(agency.id, page.edition, page.code, reason)
  if (!found) return null
  const { measure, back, lastBy } = found
  const serving = await staffStore(db, clock, ids).list(agency.id)
  const teller = serving.find((member) => member.id === lastBy)
  const units = measure.unit === null ? measure.units : [measure.unit]
  const ofUnits = serving.filter(({ unit }) => unit !== null && isResponsible(units, unit))
  // A measure of every office is nobody's in particular: whoever keeps the list hands it on.
  const everybody = ofUnits.length === serving.length
  const others = ofUnits.length > 0 && !everybody ? ofUnits : serving.filter(({ role }) => role === 'admin')
  return {
    to: (teller ? [teller] : others).map(({ personId }) => personId),
    became: back ? textsFor[agency.profile.voice].measures.cameBack(nameOfMeasure(page.code, agency)) : null,
  }
}
