import { createHash } from 'node:crypto'
import type { Clock } from '../kernel/clock.ts'
import type { AuditRow, CaseDb } from './cases-db.ts'
import { minuteOf } from './day.ts'

/** What officers do and is written down. Nothing that a reporter does is here. */
export type AuditAction =
  | 'key.added'
  | 'key.confirmed'
  | 'key.approved'
  | 'key.retired'
  | 'key.discarded'
  | 'key.erased'
  | 'case.opened'
  | 'case.answered'
  | 'case.noted'
  | 'case.redacted'
  | 'case.status'
  | 'case.extended'
  | 'case.closed'
  | 'case.spam'
  | 'case.reopened'
  | 'case.rewrapped'
  | 'case.withdrawn'
  | 'case.kept'
  | 'case.exported'
  | 'case.purged'
  | `case.identity.${string}`
  | 'drill.done'
  | 'settings.changed'

/** Who did it, when it was nobody in person. */
export const bySystem = 'system'

/**
 * Adds one line to the agency's chain. Give a connection that is in a transaction with what it tells of.
 * @param actor the key id, `person:<id>` where somebody without a key acts, or `bySystem`
 */
export async function appendAudit(
  db: CaseDb,
  clock: Clock,
  line: { agency: string; actor: string; action: AuditAction; caseId?: string },
): Promise<void> {
  const last = await db
    .selectFrom('wb_audit')
    .select(['seq', 'hash'])
    .where('agency', '=', line.agency)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  const row = {
    agency: line.agency,
    seq: (last?.seq ?? 0) + 1,
    at_minute: minuteOf(clock.now()),
    key_id: line.actor,
    action: line.action,
    case_id: line.caseId ?? null,
    prev_hash: last?.hash ?? '',
  }
  await db
    .insertInto('wb_audit')
    .values({ ...row, hash: hashOf(row) })
    .execute()
}

/** The whole trail of an agency, oldest first, and whether every line follows from the one before. */
export async function readAudit(db: CaseDb, agency: string): Promise<{ lines: AuditRow[]; unbroken: boolean }> {
  const lines = await db.selectFrom('wb_audit').selectAll().where('agency', '=', agency).orderBy('seq').execute()
  const unbroken = lines.every(
    (line, index) =>
      line.seq === index + 1 && line.prev_hash === (lines[index - 1]?.hash ?? '') && line.hash === hashOf(line),
  )
  return { lines, unbroken }
}

function hashOf(row: Omit<AuditRow, 'hash'>): string {
  const { agency, seq, at_minute: at, key_id: key, action, case_id: caseId, prev_hash: prev } = row
  return createHash('sha256')
    .update(JSON.stringify([agency, seq, at, key, action, caseId, prev]))
    .digest('hex')
}
