import type { Clock } from '../kernel/clock.ts'
import type { CaseDb } from './cases-db.ts'
import type { CaseStore } from './case-store.ts'
import { addDays, today } from './day.ts'
import { reminders } from './deadlines.ts'
import { isOnline, type Key, type KeyStore } from './key-store.ts'
import { readMeta, writeMeta } from './meta.ts'
import type { Settings } from './wire-bodies.ts'

const drillEvery = 365

/**
 * Whom something new or something due waits for, and takes note that they were told: the same thing is told once. What it
 * is, how much and since when stays here; whoever sends gets names of people and nothing else.
 * @returns ids of people, as the keys name their holders
 */
export async function takeAttention(
  tools: { db: CaseDb; clock: Clock; cases: CaseStore; keys: KeyStore },
  agency: string,
  settings: Settings,
): Promise<Set<string>> {
  const { db, clock, cases, keys } = tools
  const day = today(clock)
  const offered = await keys.offered(agency)
  const people = new Set<string>()

  /** Holders among these keys: officers, and the fallback too where everybody is meant or no officer may read. */
  function tell(caseKeys: readonly string[], who: 'officer' | 'everybody'): void {
    const online = offered.filter((key) => isOnline(key) && caseKeys.includes(key.id))
    const officers = online.filter((key) => key.role === 'officer')
    for (const key of who === 'officer' && officers.length > 0 ? officers : online) add(key)
  }
  function add(key: Key): void {
    if (key.holder !== null) people.add(key.holder)
  }

  for (const { keys: caseKeys } of await cases.takeUnannounced(agency)) tell(caseKeys, 'officer')

  const until = (await readMeta(db, agency, 'reminded:until')) ?? addDays(day, -1)
  if (until >= day) return people
  const isDue = (on: string) => on > until && on <= day
  for (const row of await cases.allOf(agency)) {
    const due = reminders(row, settings).filter(({ on }) => isDue(on))
    if (due.length === 0) continue
    const wraps = await cases.wraps(row.id)
    for (const { who } of due)
      tell(
        wraps.map((wrap) => wrap.key),
        who,
      )
  }
  const recovery = offered.find((key) => key.role === 'recovery')
  const lastDrill = (await readMeta(db, agency, 'drill')) ?? recovery?.activeFrom
  if (lastDrill !== undefined && lastDrill !== null && isDue(addDays(lastDrill, drillEvery))) {
    for (const key of offered) add(key)
  }
  await writeMeta(db, agency, 'reminded:until', day)
  return people
}
