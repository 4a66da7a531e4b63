import { z } from 'zod'
import type { Ids } from '../kernel/ids.ts'
import type { CaseDb } from './cases-db.ts'
import { SettingsChange, type Settings } from './wire-bodies.ts'

/** The limits that Thai rules and good practice ask for; an agency may promise more, within bounds. */
export const usualSettings: Settings = {
  retentionDays: 90,
  acknowledgeDays: 3,
  firstAnswerDays: 15,
  progressDays: 30,
  outcomeDays: 90,
  unit: '',
  postalAddress: '',
  phone: '',
}

/** What an agency's channel remembers about itself, under a few names. */
export type MetaName =
  'settings' | 'kdf-salt' | 'drill' | 'drill-challenge' | 'counted-until' | 'blur' | 'reminded:until' | 'pepper'

/** Stands for the slug where something belongs to all agencies of this database. */
export const everyAgency = '-'

export async function readMeta(db: CaseDb, agency: string, name: MetaName): Promise<string | null> {
  const row = await db
    .selectFrom('wb_meta')
    .select('v')
    .where('agency', '=', agency)
    .where('k', '=', name)
    .executeTakeFirst()
  return row?.v ?? null
}

export async function writeMeta(db: CaseDb, agency: string, name: MetaName, value: string): Promise<void> {
  await db
    .insertInto('wb_meta')
    .values({ agency, k: name, v: value })
    .onConflict((conflict) => conflict.columns(['agency', 'k']).doUpdateSet({ v: value }))
    .execute()
}

export async function dropMeta(db: CaseDb, agency: string, name: MetaName): Promise<void> {
  await db.deleteFrom('wb_meta').where('agency', '=', agency).where('k', '=', name).execute()
}

export async function readSettings(db: CaseDb, agency: string): Promise<Settings> {
  const stored = await readMeta(db, agency, 'settings')
  if (stored === null) return usualSettings
  return SettingsChange.parse({ ...usualSettings, ...z.record(z.string(), z.unknown()).parse(JSON.parse(stored)) })
}

/** The salt of the receipts of an agency: not secret, made once, never changed, or no receipt would open its case again. */
export async function kdfSalt(db: CaseDb, ids: Pick<Ids, 'bytes'>, agency: string): Promise<string> {
  const known = await readMeta(db, agency, 'kdf-salt')
  if (known !== null) return known
  await db
    .insertInto('wb_meta')
    .values({ agency, k: 'kdf-salt', v: ids.bytes(16).toString('base64url') })
    .onConflict((conflict) => conflict.columns(['agency', 'k']).doNothing())
    .execute()
  return (await readMeta(db, agency, 'kdf-salt')) ?? ''
}
