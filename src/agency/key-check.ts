import type { Db } from '../db/open.ts'
import type { Envelope } from '../kernel/envelope.ts'

const words = 'this key opens what is here'
const placeOf = (agencyId: string) => `agencies:key_check:${agencyId}`

/** What an agency's row carries so that a later start can tell its app key from another one. */
export function keyCheck(envelope: Envelope, agencyId: string): string {
  return envelope.seal(words, placeOf(agencyId))
}

/** Whether this envelope has the key that sealed the database. Rows from before there was such a mark get theirs. */
export async function keyFits(db: Db, envelope: Envelope): Promise<boolean> {
  const rows = await db.selectFrom('agencies').select(['agency_id', 'key_check_sealed']).execute()
  for (const { agency_id: agencyId, key_check_sealed: sealed } of rows) {
    if (sealed === null) continue
    try {
      envelope.open(sealed, placeOf(agencyId))
    } catch {
      return false
    }
  }
  const unmarked = rows.filter((row) => row.key_check_sealed === null)
  if (unmarked.length > 0) await mark(db, envelope, unmarked)
  return true
}

/** In one transaction: the start waits for it, and a province has hundreds of agencies. */
async function mark(db: Db, envelope: Envelope, agencies: readonly { agency_id: string }[]): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    for (const { agency_id: agencyId } of agencies) {
      await transaction
        .updateTable('agencies')
        .set({ key_check_sealed: keyCheck(envelope, agencyId) })
        .where('agency_id', '=', agencyId)
        .where('key_check_sealed', 'is', null)
        .execute()
    }
  })
}
