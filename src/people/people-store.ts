import { sql } from 'kysely'
import type { ConversationState } from '../chat/decision.ts'
import type { Db } from '../db/open.ts'
import { prepared } from '../db/prepared.ts'
import type { ConversationRow, Database } from '../db/schema.ts'
import type { Clock } from '../kernel/clock.ts'
import { personKey, type Envelope } from '../kernel/envelope.ts'
import type { Ids } from '../kernel/ids.ts'
import { toRole, type StaffMember } from '../staff/staff-store.ts'

// Written into the SQL text, not bound: only so can the partial index be used.
const waitingState = sql.lit('waiting')

/** Somebody who is talking to us, with all that a decision about their message needs. */
export type Visitor = {
  personId: string
  /** Never seen before this event. */
  isNew: boolean
  blocked: boolean
  /** Version of the privacy notice that was shown, or null. */
  notice: string | null
  /** The rich menu that was linked last. */
  menu: string | null
  /** Their service in this agency now; read with every event, so a removal takes effect at once. */
  staff: StaffMember | null
  conversation: ConversationState | null
  /** The agency's revision at this moment: whoever keeps things in memory compares it. */
  revision: number
  /** Messages that wait for this person's next reply. */
  waiting: number
}

const findVisitor = prepared<Database, [lineUserId: string, agencyId: string], VisitorRow>(
  2,
  (db, lineUserId, agencyId) =>
    db
      .selectFrom('agencies')
      .leftJoin('people', (join) =>
        join.onRef('people.agency_id', '=', 'agencies.agency_id').on('people.line_user_id', '=', lineUserId),
      )
      .leftJoin('staff', (join) =>
        join.onRef('staff.person_id', '=', 'people.person_id').on('staff.removed_at', 'is', null),
      )
      .leftJoin('units', 'units.unit_id', 'staff.unit_id')
      .leftJoin('conversations', 'conversations.person_id', 'people.person_id')
      .select((select) => [
        'agencies.revision',
        'people.person_id',
        'people.blocked_at',
        'people.notice_version',
        'people.menu',
        'staff.staff_id',
        'staff.name as staff_name',
        'staff.role',
        'units.name as unit',
        'conversations.flow',
        'conversations.step',
        'conversations.version',
        'conversations.memory_sealed',
        select
          .selectFrom('outbox')
          .whereRef('outbox.person_id', '=', 'people.person_id')
          .where('outbox.state', '=', waitingState)
          .select((count) => count.fn.countAll<number>().as('count'))
          .as('waiting'),
      ])
      .where('agencies.agency_id', '=', agencyId),
)
type VisitorRow = {
  revision: number
  person_id: string | null
  blocked_at: string | null
  notice_version: string | null
  menu: string | null
  staff_id: string | null
  staff_name: string | null
  role: string | null
  unit: string | null
  flow: string | null
  step: string | null
  version: number | null
  memory_sealed: string | null
  waiting: number | null
}

const saveConversation = prepared<
  Database,
  [agencyId: string, personId: string, flow: string, step: string, version: number, sealed: string, now: string],
  ConversationRow
>(7, (db, agency_id, person_id, flow, step, version, memory_sealed, updated_at) => {
  const values = { flow, step, version, memory_sealed, updated_at }
  return db
    .insertInto('conversations')
    .values({ agency_id, person_id, ...values })
    .onConflict((conflict) => conflict.column('person_id').doUpdateSet(values))
})

/** People as the bot knows them: an id of ours for each LINE user of each agency. */
export function peopleStore(db: Db, clock: Clock, ids: Ids, envelope: Envelope) {
  function conversation(row: {
    person_id: string | null
    flow: string | null
    step: string | null
    version: number | null
    memory_sealed: string | null
  }): ConversationState | null {
    if (row.person_id === null || row.flow === null || row.step === null || row.memory_sealed === null) return null
    const memory: unknown = JSON.parse(envelope.open(row.memory_sealed, place(row.person_id)))
    return { flow: row.flow, step: row.step, version: row.version ?? 0, memory }
  }

  return {
    /** The person behind a LINE user id, made known with their first event. In the transaction of the event. */
    async visit(transaction: Db, agencyId: string, lineUserId: string): Promise<Visitor> {
      const { rows } = await findVisitor(transaction, lineUserId, agencyId)
      const [row] = rows
      if (!row) throw new Error('The agency is not there.')

      if (row.person_id === null) {
        const personId = ids.short()
        await transaction
          .insertInto('people')
          .values({
            agency_id: agencyId,
            person_id: personId,
            line_user_id: lineUserId,
            first_seen_at: clock.now().toISOString(),
            blocked_at: null,
            notice_at: null,
            notice_version: null,
            menu: null,
          })
          .execute()
        return {
          personId,
          isNew: true,
          blocked: false,
          notice: null,
          menu: null,
          staff: null,
          conversation: null,
          revision: row.revision,
          waiting: 0,
        }
      }
      return {
        personId: row.person_id,
        isNew: false,
        blocked: row.blocked_at !== null,
        notice: row.notice_version,
        menu: row.menu,
        staff:
          row.staff_id === null || row.role === null || row.staff_name === null
            ? null
            : {
                id: row.staff_id,
                personId: row.person_id,
                name: row.staff_name,
                role: toRole(row.role),
                unit: row.unit,
              },
        conversation: conversation(row),
        revision: row.revision,
        waiting: Number(row.waiting),
      }
    },

    /** Whether we have ever talked to this account, without making it known. */
    async isKnown(transaction: Db, agencyId: string, lineUserId: string): Promise<boolean> {
      const { rows } = await findVisitor(transaction, lineUserId, agencyId)
      return rows[0] !== undefined && rows[0].person_id !== null
    },

    /** Where the conversation stands from now on; null ends it and erases what it remembered. */
    async setConversation(
      transaction: Db,
      agencyId: string,
      personId: string,
      state: ConversationState | null,
    ): Promise<void> {
      if (state === null) {
        await transaction.deleteFrom('conversations').where('person_id', '=', personId).execute()
        return
      }
      const values = {
        flow: state.flow,
        step: state.step,
        version: state.version,
        memory_sealed: envelope.seal(JSON.stringify(state.memory), place(personId)),
        updated_at: clock.now().toISOString(),
      }
      await saveConversation(
        transaction,
        agencyId,
        personId,
        values.flow,
        values.step,
        values.version,
        values.memory_sealed,
        values.updated_at,
      )
    },

    async setBlocked(transaction: Db, personId: string, blocked: boolean): Promise<void> {
      await transaction
        .updateTable('people')
        .set({ blocked_at: blocked ? clock.now().toISOString() : null })
        .where('person_id', '=', personId)
        .execute()
    },

    /** Remembers which version of the privacy notice this person was shown, and when (PDPA section 23). */
    async setNotice(transaction: Db, personId: string, version: string): Promise<void> {
      await transaction
        .updateTable('people')
        .set({ notice_at: clock.now().toISOString(), notice_version: version })
        .where('person_id', '=', personId)
        .execute()
    },

    async setMenu(personId: string, menu: string): Promise<void> {
      await db.updateTable('people').set({ menu }).where('person_id', '=', personId).execute()
    },

    /** Where a message for this person goes, and whether they have blocked the account: then it would reach nobody. */
    async address(transaction: Db, personId: string): Promise<{ lineUserId: string; blocked: boolean } | null> {
      const row = await transaction
        .selectFrom('people')
        .select(['line_user_id', 'blocked_at'])
        .where('person_id', '=', personId)
        .executeTakeFirst()
      return row ? { lineUserId: row.line_user_id, blocked: row.blocked_at !== null } : null
    },

    /**
     * Erases everything that a person ever wrote here, and what waits for them. In the transaction of the event. Who they
     * are stays only while they serve as staff.
     * @returns how many questions were erased
     */
    async erase(transaction: Db, personId: string): Promise<{ questions: number }> {
      const threads = transaction.selectFrom('threads').select('thread_id').where('person_id', '=', personId)
      // What came of their questions and nobody has decided on; what was missing stays counted, without its thread.
      await transaction
        .deleteFrom('knowledge_proposals')
        .where('state', '=', 'waiting')
        .where('thread_id', 'in', threads)
        .execute()
      await transaction
        .updateTable('knowledge_gaps')
        .set({ thread_id: null })
        .where('thread_id', 'in', threads)
        .execute()
      await transaction.deleteFrom('person_links').where('person_id', '=', personId).execute()
      await transaction.deleteFrom('thread_messages').where('thread_id', 'in', threads).execute()
      await transaction.deleteFrom('thread_events').where('thread_id', 'in', threads).execute()
      const { numDeletedRows } = await transaction
        .deleteFrom('threads')
        .where('person_id', '=', personId)
        .executeTakeFirstOrThrow()
      await transaction.deleteFrom('conversations').where('person_id', '=', personId).execute()
      await transaction.deleteFrom('item_drafts').where('person_id', '=', personId).execute()
      await transaction.deleteFrom('registration_attempts').where('person_id', '=', personId).execute()
      // Also what is on its way this moment: nothing that its sender learns can bring back a message that has ended.
      await transaction
        .updateTable('outbox')
        .set({ state: 'merged', done_at: clock.now().toISOString(), payload_sealed: '' })
        .where('person_id', '=', personId)
        .where('done_at', 'is', null)
        .execute()
      // What was given up and waits for the operator; what they wrote before is handled by now, and what comes after is new.
      const person = await transaction
        .selectFrom('people')
        .select(['agency_id', 'line_user_id'])
        .where('person_id', '=', personId)
        .executeTakeFirst()
      if (person) {
        await transaction
          .updateTable('inbox')
          .set({ parked_at: null, payload_sealed: '', person_key: '' })
          .where('parked_at', 'is not', null)
          .where('person_key', '=', personKey(envelope, person.agency_id, person.line_user_id))
          .execute()
      }
      await transaction
        .deleteFrom('people')
        .where('person_id', '=', personId)
        .where((where) =>
          where.not(where.exists(where.selectFrom('staff').select('staff_id').where('staff.person_id', '=', personId))),
        )
        .execute()
      return { questions: Number(numDeletedRows) }
    },

    /** Conversations that nobody went on with since `hours` are forgotten, with what they remembered. @returns how many */
    async forgetConversations(hours: number): Promise<number> {
      const before = new Date(clock.now().getTime() - hours * 3_600_000).toISOString()
      const { numDeletedRows } = await db
        .deleteFrom('conversations')
        .where('updated_at', '<', before)
        .executeTakeFirstOrThrow()
      return Number(numDeletedRows)
    },
  }
}

function place(personId: string): string {
  return `conversations:${personId}`
}

export type PeopleStore = ReturnType<typeof peopleStore>
