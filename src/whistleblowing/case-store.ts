import { createHmac } from 'node:crypto'
import type { Clock } from '../kernel/clock.ts'
import type { Secret } from '../kernel/secret.ts'
import { appendAudit, type AuditAction } from './audit.ts'
import type { CaseDb, CaseRow, Day, ItemRow } from './cases-db.ts'
import { addDays, monthOf, today } from './day.ts'
import { isOpen } from './deadlines.ts'
import { everyAgency, readMeta } from './meta.ts'
import { pepperMark } from './pepper.ts'
import { innerKinds, limits, reporterKey, type ItemKind, type ItemRole, type Outcome, type Status } from './wire.ts'

/** A sealed item as it comes in. */
export type NewItem = { id: string; kind: ItemKind; seq: number; blob: Buffer }
export type NewWrap = { key: string; blob: Buffer }

/** Deleted so many days after somebody said that it is no report at all. */
const spamDays = 7
/** A word on a closed case keeps it at least this long, so that somebody can still read it. */
const afterWords = 30
/** The most that one case may hold. */
const itemsAtMost = 500
const partsAtMost = 3 * limits.parts

export type CaseOutcome<Refusal extends string> = 'done' | Refusal

class Undo extends Error {
  readonly why: string
  constructor(why: string) {
    super(why)
    this.why = why
  }
}

/**
 * Cases: sealed items, wraps, sealed files and days. Everything it is given is ciphertext; nothing in here can open any of it.
 * @param pepper beside the database, never in it: without it the look-up column is worth nothing
 */
export function caseStore(db: CaseDb, clock: Clock, pepper: Secret) {
  const lookupName = (lookup: Buffer): string =>
    createHmac('sha256', Buffer.from(pepper.reveal(), 'base64')).update('v1|').update(lookup).digest('base64url')

  /** Runs in one transaction; `Undo` takes everything back and becomes the outcome. */
  async function atomically<Refusal extends string>(
    work: (transaction: CaseDb) => Promise<void>,
  ): Promise<CaseOutcome<Refusal>> {
    try {
      await db.transaction().execute(work)
      return 'done'
    } catch (cause) {
      if (cause instanceof Undo) return cause.why as Refusal
      throw cause
    }
  }

  /** With the first case the database learns which pepper its cases have. */
  async function keepMark(transaction: CaseDb): Promise<void> {
    const mark = pepperMark(pepper)
    await transaction
      .insertInto('wb_meta')
      .values({ agency: everyAgency, k: 'pepper', v: mark })
      .onConflict((conflict) => conflict.columns(['agency', 'k']).doNothing())
      .execute()
    if ((await readMeta(transaction, everyAgency, 'pepper')) !== mark) {
      throw new Error('Another process stores cases with another pepper: give all the same whistleblowing.pepper.')
    }
  }

  async function addItems(
    transaction: CaseDb,
    caseId: string,
    role: ItemRole,
    items: readonly NewItem[],
  ): Promise<void> {
    for (const item of items) {
      const inner = isInner(item.kind) ? 1 : 0
      const next = await nextSeq(transaction, caseId, inner)
      if (item.seq !== next || next > itemsAtMost) throw new Undo('seq')
      const { numInsertedOrUpdatedRows } = await transaction
        .insertInto('wb_item')
        .values({
          id: item.id,
          case_id: caseId,
          inner,
          seq: item.seq,
          kind: item.kind,
          role,
          on_day: today(clock),
          blob: item.blob,
        })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      if (numInsertedOrUpdatedRows !== 1n) throw new Undo('seq')
    }
  }

  async function attach(transaction: CaseDb, agency: string, caseId: string, parts: readonly string[]): Promise<void> {
    if (parts.length === 0) return
    const { numUpdatedRows } = await transaction
      .updateTable('wb_file')
      .set({ case_id: caseId })
      .where('agency', '=', agency)
      .where('id', 'in', parts)
      .where('case_id', 'is', null)
      .executeTakeFirst()
    if (Number(numUpdatedRows) !== parts.length) throw new Undo('parts')
    const { count } = await transaction
      .selectFrom('wb_file')
      .select((select) => select.fn.countAll().as('count'))
      .where('case_id', '=', caseId)
      .executeTakeFirstOrThrow()
    if (Number(count) > partsAtMost) throw new Undo('parts')
  }

  async function nextSeq(from: CaseDb, caseId: string, inner: number): Promise<number> {
    const { last } = await from
      .selectFrom('wb_item')
      .select((select) => select.fn.max('seq').as('last'))
      .where('case_id', '=', caseId)
      .where('inner', '=', inner)
      .executeTakeFirstOrThrow()
    return (last ?? 0) + 1
  }

  async function change(transaction: CaseDb, caseId: string, values: Partial<CaseRow>): Promise<void> {
    if (Object.keys(values).length > 0)
      await transaction.updateTable('wb_case').set(values).where('id', '=', caseId).execute()
  }

  return {
    // ---- reporters ------------------------------------------------------------------------------------------------

    /**
     * Takes a report in. The same report again (its answer was lost on the way) is `done` and stored once.
     * @returns `case` when the id is another case's, `parts` when an uploaded part is not there
     */
    async submit(
      agency: string,
      report: {
        case: string
        lookup: Buffer
        wraps: readonly NewWrap[]
        items: readonly NewItem[]
        files: readonly string[]
      },
    ): Promise<CaseOutcome<'case' | 'parts' | 'seq'>> {
      const lookup = lookupName(report.lookup)
      const known = await db.selectFrom('wb_case').selectAll().where('id', '=', report.case).executeTakeFirst()
      if (known) {
        const items = await db.selectFrom('wb_item').select('id').where('case_id', '=', known.id).execute()
        const stored = new Set(items.map((item) => item.id))
        const isSame =
          known.agency === agency &&
          known.receipt_lookup === lookup &&
          report.items.every((item) => stored.has(item.id))
        return isSame ? 'done' : 'case'
      }
      return atomically(async (transaction) => {
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto('wb_case')
          .values({
            id: report.case,
            agency,
            receipt_lookup: lookup,
            status: 'received',
            outcome: null,
            received_on: today(clock),
            opened_on: null,
            ack_on: null,
            first_answer_on: null,
            progress_on: null,
            outcome_due_on: null,
            closed_on: null,
            purge_on: null,
            withdrawal_asked: 0,
            unread_officer: unannounced,
            unread_reporter: 0,
          })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst()
        if (numInsertedOrUpdatedRows !== 1n) throw new Undo('case')
        await keepMark(transaction)
        await transaction
          .insertInto('wb_wrap')
          .values(report.wraps.map((wrap) => ({ case_id: report.case, key_id: wrap.key, blob: wrap.blob })))
          .execute()
        await addItems(transaction, report.case, 'reporter', report.items)
        await attach(transaction, agency, report.case, report.files)
      })
    },

    /** The case that a receipt opens, or null. One look into one index, whatever the answer. */
    async byLookup(agency: string, lookup: Buffer): Promise<CaseRow | null> {
      const row = await db
        .selectFrom('wb_case')
        .selectAll()
        .where('receipt_lookup', '=', lookupName(lookup))
        .executeTakeFirst()
      return row?.agency === agency ? row : null
    },

    /** The reporter has looked: what was new to them is new no more. */
    async markReadByReporter(caseId: string): Promise<void> {
      await db
        .updateTable('wb_case')
        .set({ unread_reporter: 0 })
        .where('id', '=', caseId)
        .where('unread_reporter', '<>', 0)
        .execute()
    },

    /** More words or files of the reporter, also after the case was closed: then it stays long enough to be read. */
    async follow(
      agency: string,
      caseId: string,
      items: readonly NewItem[],
      files: readonly string[],
    ): Promise<CaseOutcome<'seq' | 'parts'>> {
      return atomically(async (transaction) => {
        const known = await mustFind(transaction, agency, caseId)
        await addItems(transaction, caseId, 'reporter', items)
        await attach(transaction, agency, caseId, files)
        const least = addDays(today(clock), afterWords)
        await change(transaction, caseId, {
          unread_officer: unannounced,
          ...(known.purge_on !== null && known.status === 'done' && known.purge_on < least && { purge_on: least }),
        })
      })
    },

    /** The reporter asks to take the report back. What that means an officer decides: the law may want it pursued. */
    async askWithdrawal(agency: string, caseId: string): Promise<void> {
      await db
        .updateTable('wb_case')
        .set({ withdrawal_asked: 1, unread_officer: unannounced })
        .where('agency', '=', agency)
        .where('id', '=', caseId)
        .where('withdrawal_asked', '=', 0)
        .execute()
    },

    // ---- files ----------------------------------------------------------------------------------------------------

    /** Keeps a sealed part until its report comes. The same part again is fine; another one of that id is not. */
    async putPart(agency: string, id: string, blob: Buffer): Promise<'done' | 'taken'> {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('wb_file')
        .values({ id, agency, case_id: null, blob })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirst()
      if (numInsertedOrUpdatedRows === 1n) return 'done'
      const known = await db.selectFrom('wb_file').selectAll().where('id', '=', id).executeTakeFirst()
      return known?.case_id === null && known.agency === agency && known.blob.equals(blob) ? 'done' : 'taken'
    },

    async part(caseId: string, id: string): Promise<Buffer | null> {
      const row = await db
        .selectFrom('wb_file')
        .select('blob')
        .where('case_id', '=', caseId)
        .where('id', '=', id)
        .executeTakeFirst()
      return row?.blob ?? null
    },

    /** Removes parts that no report came for: those named, or all of them (at the start, when nobody can be sending). */
    async dropOrphans(named: readonly string[] | 'all'): Promise<number> {
      if (named !== 'all' && named.length === 0) return 0
      const { numDeletedRows } = await db
        .deleteFrom('wb_file')
        .where('case_id', 'is', null)
        .$if(named !== 'all', (query) => query.where('id', 'in', named === 'all' ? [] : named))
        .executeTakeFirst()
      return Number(numDeletedRows)
    },

    // ---- reading --------------------------------------------------------------------------------------------------

    /** The cases that are wrapped for one of these keys. */
    async wrappedFor(agency: string, keys: readonly string[]): Promise<{ row: CaseRow; keys: string[] }[]> {
      if (keys.length === 0) return []
      const wraps = await db
        .selectFrom('wb_wrap')
        .innerJoin('wb_case', 'wb_case.id', 'wb_wrap.case_id')
        .select(['wb_wrap.case_id', 'wb_wrap.key_id'])
        .where('wb_case.agency', '=', agency)
        .where('wb_wrap.key_id', 'in', keys)
        .execute()
      const byCase = new Map<string, string[]>()
      for (const wrap of wraps) byCase.set(wrap.case_id, [...(byCase.get(wrap.case_id) ?? []), wrap.key_id])
      if (byCase.size === 0) return []
      const rows = await db.selectFrom('wb_case').selectAll().where('agency', '=', agency).execute()
      return rows.flatMap((row) => {
        const mine = byCase.get(row.id)
        return mine ? [{ row, keys: mine }] : []
      })
    },

    async one(agency: string, caseId: string): Promise<CaseRow | null> {
      const row = await db.selectFrom('wb_case').selectAll().where('id', '=', caseId).executeTakeFirst()
      return row?.agency === agency ? row : null
    },

    /** Wraps of a case with the reporter's own under `reporter`. */
    async wraps(caseId: string): Promise<NewWrap[]> {
      const rows = await db.selectFrom('wb_wrap').selectAll().where('case_id', '=', caseId).execute()
      return rows.map((row) => ({ key: row.key_id, blob: row.blob }))
    },

    /** Items in their order. Of an identity the blob is left out unless it is asked for. */
    async items(
      caseId: string,
      want: { inner: boolean; identity: boolean },
    ): Promise<(Omit<ItemRow, 'blob'> & { blob: Buffer | null })[]> {
      const rows = await db
        .selectFrom('wb_item')
        .selectAll()
        .where('case_id', '=', caseId)
        .$if(!want.inner, (query) => query.where('inner', '=', 0))
        .orderBy('inner')
        .orderBy('seq')
        .execute()
      return rows.map((row) => ({ ...row, blob: row.kind === 'identity' && !want.identity ? null : row.blob }))
    },

    async parts(caseId: string): Promise<string[]> {
      const rows = await db.selectFrom('wb_file').select('id').where('case_id', '=', caseId).orderBy('id').execute()
      return rows.map((row) => row.id)
    },

    nextSeq: (caseId: string, inner: 0 | 1) => nextSeq(db, caseId, inner),

    /** How many cases each key can open. */
    async countsByKey(agency: string): Promise<Map<string, number>> {
      const rows = await db
        .selectFrom('wb_wrap')
        .innerJoin('wb_case', 'wb_case.id', 'wb_wrap.case_id')
        .select((select) => ['wb_wrap.key_id', select.fn.countAll().as('count')])
        .where('wb_case.agency', '=', agency)
        .groupBy('wb_wrap.key_id')
        .execute()
      return new Map(rows.map((row) => [row.key_id, Number(row.count)]))
    },

    /** Every case of an agency: for counting and for time limits, never for showing. */
    async allOf(agency: string): Promise<CaseRow[]> {
      return db.selectFrom('wb_case').selectAll().where('agency', '=', agency).execute()
    },

    // ---- officers -------------------------------------------------------------------------------------------------

    /** An officer has opened it. */
    async open(agency: string, caseId: string, actor: string): Promise<void> {
      await atomically(async (transaction) => {
        const known = await mustFind(transaction, agency, caseId)
        await change(transaction, caseId, {
          unread_officer: 0,
          ...(known.opened_on === null && { opened_on: today(clock) }),
        })
        await appendAudit(transaction, clock, { agency, actor, action: 'case.opened', caseId })
      })
    },

    /** Words of an officer, and what they do to the case: all of it or nothing. */
    async act(
      agency: string,
      caseId: string,
      actor: string,
      act: {
        action: AuditAction
        items: readonly NewItem[]
        status?: Status
        outcome?: Outcome
        outcomeDue?: Day
        retentionDays?: number
        keepDays?: number
      },
    ): Promise<CaseOutcome<'seq' | 'rule'>> {
      return atomically(async (transaction) => {
        const known = await mustFind(transaction, agency, caseId)
        await addItems(transaction, caseId, 'officer', act.items)
        const day = today(clock)
        const spoke = act.items.some((item) => item.kind === 'reply')
        const closes = act.status === 'done' || act.status === 'spam'
        const reopens = act.status !== undefined && !closes && !isOpen(known)
        const keep = closes ? (act.status === 'spam' ? spamDays : (act.retentionDays ?? 90)) : null
        if (act.keepDays !== undefined && known.purge_on === null) throw new Undo('rule')
        await change(transaction, caseId, {
          ...(spoke && {
            unread_reporter: 1,
            progress_on: day,
            first_answer_on: known.first_answer_on ?? day,
          }),
          // Whoever answers or takes it on has acknowledged it.
          ...((spoke || (act.status !== undefined && act.status !== 'received')) &&
            known.ack_on === null && { ack_on: day }),
          ...(act.status !== undefined && { status: act.status, outcome: act.outcome ?? null, unread_reporter: 1 }),
          ...(act.outcomeDue !== undefined && { outcome_due_on: act.outcomeDue }),
          ...(keep !== null && { closed_on: day, purge_on: addDays(day, keep) }),
          ...(reopens && { closed_on: null, purge_on: null }),
          ...(act.keepDays !== undefined &&
            known.purge_on !== null && { purge_on: addDays(known.purge_on, act.keepDays) }),
        })
        await appendAudit(transaction, clock, { agency, actor, action: act.action, caseId })
      })
    },

    /** Admits other keys, with the notes sealed anew for them. */
    async rewrap(
      agency: string,
      caseId: string,
      actor: string,
      wraps: readonly NewWrap[],
      notes: readonly { id: string; blob: Buffer }[],
    ): Promise<CaseOutcome<'rule'>> {
      return atomically(async (transaction) => {
        await mustFind(transaction, agency, caseId)
        for (const wrap of wraps) {
          if (wrap.key === reporterKey) throw new Undo('rule')
          // An existing wrap is left as it is: nobody can be locked out by a wrap that opens nothing.
          await transaction
            .insertInto('wb_wrap')
            .values({ case_id: caseId, key_id: wrap.key, blob: wrap.blob })
            .onConflict((conflict) => conflict.doNothing())
            .execute()
        }
        for (const note of notes) {
          const { numUpdatedRows } = await transaction
            .updateTable('wb_item')
            .set({ blob: note.blob })
            .where('case_id', '=', caseId)
            .where('id', '=', note.id)
            .where('inner', '=', 1)
            .executeTakeFirst()
          if (numUpdatedRows !== 1n) throw new Undo('rule')
        }
        await appendAudit(transaction, clock, { agency, actor, action: 'case.rewrapped', caseId })
      })
    },

    /** Takes a reader's own wraps away. */
    async withdraw(agency: string, caseId: string, actor: string, keys: readonly string[]): Promise<void> {
      await atomically(async (transaction) => {
        await mustFind(transaction, agency, caseId)
        await transaction.deleteFrom('wb_wrap').where('case_id', '=', caseId).where('key_id', 'in', keys).execute()
        await appendAudit(transaction, clock, { agency, actor, action: 'case.withdrawn', caseId })
      })
    },

    /** Writes down something that changes nothing: an identity that was opened, an export. */
    async note(agency: string, caseId: string, actor: string, action: AuditAction): Promise<void> {
      await db
        .transaction()
        .execute((transaction) => appendAudit(transaction, clock, { agency, actor, action, caseId }))
    },

    /** Marks what is new as told; the keys whose holders had to be told of it. */
    async takeUnannounced(agency: string): Promise<{ row: CaseRow; keys: string[] }[]> {
      return db.transaction().execute(async (transaction) => {
        const rows = await transaction
          .selectFrom('wb_case')
          .selectAll()
          .where('agency', '=', agency)
          .where('unread_officer', '=', unannounced)
          .execute()
        const found: { row: CaseRow; keys: string[] }[] = []
        for (const row of rows) {
          const wraps = await transaction.selectFrom('wb_wrap').select('key_id').where('case_id', '=', row.id).execute()
          found.push({ row, keys: wraps.map((wrap) => wrap.key_id) })
          await change(transaction, row.id, { unread_officer: announced })
        }
        return found
      })
    },

    // ---- deletion -------------------------------------------------------------------------------------------------

    /** Closed cases whose day of deletion has come. Never one that is open, whatever its columns say. */
    async duePurges(agency: string | null): Promise<CaseRow[]> {
      return db
        .selectFrom('wb_case')
        .selectAll()
        .where('status', 'in', ['done', 'spam'])
        .where('closed_on', 'is not', null)
        .where('purge_on', '<=', today(clock))
        .$if(agency !== null, (query) => query.where('agency', '=', agency ?? ''))
        .execute()
    },

    /** Deletes a case with everything in it; what it counted for stays in the tally. One transaction. */
    async purge(row: CaseRow, actor: string): Promise<void> {
      await db.transaction().execute(async (transaction) => {
        const isThere = await transaction.selectFrom('wb_case').select('id').where('id', '=', row.id).executeTakeFirst()
        if (!isThere) return
        await transaction.deleteFrom('wb_wrap').where('case_id', '=', row.id).execute()
        await transaction.deleteFrom('wb_item').where('case_id', '=', row.id).execute()
        await transaction.deleteFrom('wb_file').where('case_id', '=', row.id).execute()
        await transaction.deleteFrom('wb_case').where('id', '=', row.id).execute()
        if (row.status === 'done') {
          const month = monthOf(row.received_on)
          await transaction
            .insertInto('wb_tally')
            .values({ agency: row.agency, month, completed: 1 })
            .onConflict((conflict) =>
              conflict
                .columns(['agency', 'month'])
                .doUpdateSet((set) => ({ completed: set('wb_tally.completed', '+', 1) })),
            )
            .execute()
        }
        await appendAudit(transaction, clock, { agency: row.agency, actor, action: 'case.purged', caseId: row.id })
      })
    },
  }

  async function mustFind(transaction: CaseDb, agency: string, caseId: string): Promise<CaseRow> {
    const row = await transaction.selectFrom('wb_case').selectAll().where('id', '=', caseId).executeTakeFirst()
    if (row?.agency !== agency) throw new Error('A case is gone.')
    return row
  }
}

export type CaseStore = ReturnType<typeof caseStore>

/** States of `unread_officer`: nobody was told yet, somebody was told, somebody has looked (0). */
const unannounced = 1
const announced = 2

function isInner(kind: ItemKind): boolean {
  return innerKinds.some((inner) => inner === kind)
}
