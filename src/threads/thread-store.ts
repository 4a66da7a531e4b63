import { sql } from 'kysely'
import type { Db } from '../db/open.ts'
import type { ThreadRow } from '../db/schema.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Envelope } from '../kernel/envelope.ts'
import type { Ids } from '../kernel/ids.ts'
import { fiscalYear } from '../thai/dates.ts'
import {
  messageKinds,
  progresses,
  threadEventKinds,
  threadKinds,
  threadStatuses,
  type MessageKind,
  type Progress,
  type Thread,
  type ThreadEvent,
  type ThreadKind,
  type ThreadMessage,
} from './thread.ts'

/** Letters before the number, and the counter that gives it. */
const numbered = {
  question: { letter: 'Q', counter: 'question' },
  request: { letter: 'R', counter: 'request' },
} as const satisfies Record<ThreadKind, { letter: string; counter: string }>

/** Somebody's word in a thread. `sourceId` has LINE's ids of the messages that it was, with blanks between. */
export type NewWords = { text: string; kind?: MessageKind; sourceId?: string | null }

type ThreadWithName = ThreadRow & { claimed_name: string | null }

/**
 * Questions and requests that people work on. What people wrote is sealed; numbers, units, states and times are not.
 * Everything here belongs into the transaction of the event; changes by staff say which version they saw and do nothing when
 * somebody was faster.
 */
export function threadStore(db: Db, clock: Clock, ids: Ids, envelope: Envelope) {
  const place = (messageId: string) => `thread_messages:${messageId}`
  const moment = () => clock.now().toISOString()

  async function nextSerial(agencyId: string, counter: string, year: number): Promise<number> {
    const row = await db
      .insertInto('counters')
      .values({ agency_id: agencyId, name: counter, fiscal_year: year, value: 1 })
      .onConflict((conflict) =>
        conflict
          .columns(['agency_id', 'name', 'fiscal_year'])
          .doUpdateSet((set) => ({ value: set('counters.value', '+', 1) })),
      )
      .returning('value')
      .executeTakeFirstOrThrow()
    return row.value
  }

  /** What is written in one millisecond keeps its order by this. */
  async function countOf(table: 'thread_messages' | 'thread_events', threadId: string): Promise<string> {
    const { count } = await db
      .selectFrom(table)
      .select((select) => select.fn.countAll().as('count'))
      .where('thread_id', '=', threadId)
      .executeTakeFirstOrThrow()
    return String(count).padStart(5, '0')
  }

  async function addMessage(
    agencyId: string,
    threadId: string,
    author: 'citizen' | 'staff',
    words: NewWords,
    from: { staffId: string; shownAs: string } | null,
  ): Promise<string> {
    const messageId = `${await countOf('thread_messages', threadId)}-${ids.short()}`
    await db
      .insertInto('thread_messages')
      .values({
        agency_id: agencyId,
        message_id: messageId,
        thread_id: threadId,
        author,
        staff_id: from?.staffId ?? null,
        body_sealed: envelope.seal(words.text, place(messageId)),
        created_at: moment(),
        kind: words.kind ?? 'text',
        shown_as: from?.shownAs ?? null,
        source_id: words.sourceId ?? null,
      })
      .execute()
    return messageId
  }

  async function note(
    agencyId: string,
    threadId: string,
    event: {
      kind: ThreadEvent['kind']
      author: ThreadEvent['author']
      staffId?: string
      was?: string | null
      became?: string | null
      note?: string
    },
  ): Promise<void> {
    const eventId = `${await countOf('thread_events', threadId)}-${ids.short()}`
    await db
      .insertInto('thread_events')
      .values({
        agency_id: agencyId,
        event_id: eventId,
        thread_id: threadId,
        at: moment(),
        kind: event.kind,
        author: event.author,
        staff_id: event.staffId ?? null,
        was: event.was ?? null,
        became: event.became ?? null,
        note_sealed: event.note === undefined ? null : envelope.seal(event.note, `thread_events:${eventId}`),
      })
      .execute()
  }

  async function read(row: ThreadWithName): Promise<Thread> {
    const rows = await db
      .selectFrom('thread_messages')
      .selectAll()
      .where('thread_id', '=', row.thread_id)
      .orderBy('created_at')
      .orderBy('message_id')
      .execute()
    const messages = rows.map((message): ThreadMessage => ({
      id: message.message_id,
      author: message.author === 'staff' ? 'staff' : 'citizen',
      kind: messageKinds.find((kind) => kind === message.kind) ?? 'text',
      text: message.body_sealed === '' ? '' : envelope.open(message.body_sealed, place(message.message_id)),
      shownAs: message.shown_as,
      at: new Date(message.created_at),
    }))
    const answer = messages.findLast((message) => message.author === 'staff' && message.kind !== 'ask')
    return {
      id: row.thread_id,
      number: row.number,
      kind: threadKinds.find((kind) => kind === row.kind) ?? 'question',
      serial: row.serial,
      fiscalYear: row.fiscal_year,
      category: row.category,
      progress: progresses.find((progress) => progress === row.progress) ?? null,
      personId: row.person_id,
      unit: row.unit,
      status: threadStatuses.find((status) => status === row.status) ?? 'closed',
      question: messages.find((message) => message.author === 'citizen' && message.kind === 'text')?.text ?? '',
      answer: answer?.text ?? null,
      messages,
      createdAt: new Date(row.created_at),
      dueAt: new Date(row.due_at),
      waitingSince: new Date(row.waiting_since || row.created_at),
      answeredAt: row.answered_at ? new Date(row.answered_at) : null,
      claim:
        row.claimed_by !== null && row.claimed_at !== null
          ? { staffId: row.claimed_by, name: row.claimed_name ?? '', at: new Date(row.claimed_at) }
          : null,
      version: row.version,
      rating: row.rating,
    }
  }

  async function readAll(rows: readonly ThreadWithName[]): Promise<Thread[]> {
    const threads: Thread[] = []
    for (const row of rows) threads.push(await read(row))
    return threads
  }

  function find(agencyId: string) {
    return db
      .selectFrom('threads')
      .leftJoin('staff', 'staff.staff_id', 'threads.claimed_by')
      .selectAll('threads')
      .select('staff.name as claimed_name')
      .where('threads.agency_id', '=', agencyId)
  }

  /** Changes a thread of this version, raising it. @returns false when somebody was faster, or it is not there */
  async function change(
    agencyId: string,
    thread: { id: string; version: number },
    values: Partial<ThreadRow>,
  ): Promise<boolean> {
    const { numUpdatedRows } = await db
      .updateTable('threads')
      .set({ ...values, version: thread.version + 1 })
      .where('agency_id', '=', agencyId)
      .where('thread_id', '=', thread.id)
      .where('version', '=', thread.version)
      .executeTakeFirstOrThrow()
    return numUpdatedRows === 1n
  }

  return {
    /**
     * Opens a numbered thread (`Q-2570-00012`, `R-2570-00007`; fiscal year).
     * @param about its kind and category, LINE's id of the text, and a map address
     */
    async open(
      agencyId: string,
      personId: string,
      question: string,
      unit: string | null,
      dueAt: Date,
      about: { kind?: ThreadKind; category?: string | null; sourceId?: string | null } = {},
    ): Promise<Thread> {
      const { kind = 'question', category = null, sourceId = null } = about
      const now = clock.now()
      const year = fiscalYear(now)
      const { letter, counter } = numbered[kind]
      const serial = await nextSerial(agencyId, counter, year)
      const row: ThreadRow = {
        agency_id: agencyId,
        thread_id: ids.short(),
        number: `${letter}-${year}-${String(serial).padStart(5, '0')}`,
        fiscal_year: year,
        serial,
        person_id: personId,
        unit,
        status: 'open',
        created_at: now.toISOString(),
        due_at: dueAt.toISOString(),
        answered_at: null,
        kind,
        category,
        progress: kind === 'request' ? 'received' : null,
        claimed_by: null,
        claimed_at: null,
        version: 1,
        waiting_since: now.toISOString(),
        last_at: now.toISOString(),
        first_answered_at: null,
        answers: 0,
        closed_at: null,
        closed_by: null,
        rating: null,
        rated_at: null,
        comment_sealed: null,
        comment_source: null,
      }
      await db.insertInto('threads').values(row).execute()
      await addMessage(agencyId, row.thread_id, 'citizen', { text: question, sourceId }, null)
      await note(agencyId, row.thread_id, { kind: 'opened', author: 'citizen', became: unit })
      return read({ ...row, claimed_name: null })
    },

    /** Threads on which staff must act, the longest waiting first. `unit` null = of all units. */
    async waiting(
      agencyId: string,
      unit: string | null,
      most: number,
      from = 0,
    ): Promise<{ threads: Thread[]; total: number }> {
      const query = find(agencyId)
        .where('threads.status', '=', 'open')
        .$if(unit !== null, (units) =>
          units.where((where) => where.or([where('threads.unit', '=', unit), where('threads.unit', 'is', null)])),
        )
      const { total } = await query
        .clearSelect()
        .select((select) => select.fn.countAll().as('total'))
        .executeTakeFirstOrThrow()
      const rows = await query
        .orderBy('threads.waiting_since')
        .orderBy('threads.serial')
        .limit(most)
        .offset(from)
        .execute()
      return { threads: await readAll(rows), total: Number(total) }
    },

    /** A person's own threads: those that still move first, then the newest. */
    async ofPerson(personId: string, most: number): Promise<Thread[]> {
      const rows = await db
        .selectFrom('threads')
        .leftJoin('staff', 'staff.staff_id', 'threads.claimed_by')
        .selectAll('threads')
        .select('staff.name as claimed_name')
        .where('threads.person_id', '=', personId)
        .orderBy(sql`case when threads.status = 'closed' then 1 else 0 end`)
        .orderBy('threads.created_at', 'desc')
        .limit(most)
        .execute()
      return readAll(rows)
    },

    /** The thread with this serial number, of the given or the newest fiscal year. */
    async bySerial(
      agencyId: string,
      serial: number,
      year: number | null,
      kind: ThreadKind = 'question',
    ): Promise<Thread | null> {
      const row = await find(agencyId)
        .where('threads.kind', '=', kind)
        .where('threads.serial', '=', serial)
        .$if(year !== null, (query) => query.where('threads.fiscal_year', '=', year ?? 0))
        .orderBy('threads.fiscal_year', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row ? read(row) : null
    },

    /** Number and first words of these threads; those that are gone are left out. */
    async questions(
      agencyId: string,
      threadIds: readonly string[],
    ): Promise<Map<string, { number: string; text: string }>> {
      const found = new Map<string, { number: string; text: string }>()
      const wanted = [...new Set(threadIds)]
      for (let from = 0; from < wanted.length; from += 500) {
        const rows = await db
          .selectFrom('threads')
          .innerJoin('thread_messages', 'thread_messages.thread_id', 'threads.thread_id')
          .select(['threads.thread_id', 'threads.number', 'message_id', 'body_sealed'])
          .where('threads.agency_id', '=', agencyId)
          .where('threads.thread_id', 'in', wanted.slice(from, from + 500))
          .where('author', '=', 'citizen')
          .where('thread_messages.kind', '=', 'text')
          .orderBy('thread_messages.created_at')
          .orderBy('message_id')
          .execute()
        for (const row of rows) {
          if (found.has(row.thread_id) || row.body_sealed === '') continue
          found.set(row.thread_id, {
            number: row.number,
            text: envelope.open(row.body_sealed, place(row.message_id)),
          })
        }
      }
      return found
    },

    async byNumber(agencyId: string, number: string): Promise<Thread | null> {
      const row = await find(agencyId).where('threads.number', '=', number).executeTakeFirst()
      return row ? read(row) : null
    },

    async byId(agencyId: string, threadId: string): Promise<Thread | null> {
      const row = await find(agencyId).where('threads.thread_id', '=', threadId).executeTakeFirst()
      return row ? read(row) : null
    },

    /** Takes a thread in hand. A claim of somebody else stays unless it is `over`taken on purpose. */
    async claim(agencyId: string, thread: Thread, staffId: string, over: boolean): Promise<'claimed' | 'held'> {
      const { numUpdatedRows } = await db
        .updateTable('threads')
        .set({ claimed_by: staffId, claimed_at: moment() })
        .where('agency_id', '=', agencyId)
        .where('thread_id', '=', thread.id)
        .$if(!over, (query) =>
          query.where((where) => where.or([where('claimed_by', 'is', null), where('claimed_by', '=', staffId)])),
        )
        .executeTakeFirstOrThrow()
      if (numUpdatedRows !== 1n) return 'held'
      if (thread.claim?.staffId !== staffId) {
        await note(agencyId, thread.id, { kind: 'claimed', author: 'staff', staffId })
      }
      return 'claimed'
    },

    /** Lets go of a thread that this member of staff has in hand. */
    async release(agencyId: string, threadId: string, staffId: string): Promise<void> {
      const { numUpdatedRows } = await db
        .updateTable('threads')
        .set({ claimed_by: null, claimed_at: null })
        .where('agency_id', '=', agencyId)
        .where('thread_id', '=', threadId)
        .where('claimed_by', '=', staffId)
        .executeTakeFirstOrThrow()
      if (numUpdatedRows === 1n) await note(agencyId, threadId, { kind: 'released', author: 'staff', staffId })
    },

    /** Puts a thread to another unit, with a new limit; whoever had it in hand has it no more. */
    async transfer(
      agencyId: string,
      thread: Thread,
      staffId: string,
      unit: string | null,
      dueAt: Date,
    ): Promise<'moved' | 'too-late'> {
      const values = { unit, due_at: dueAt.toISOString(), claimed_by: null, claimed_at: null }
      if (!(await change(agencyId, thread, values))) return 'too-late'
      await note(agencyId, thread.id, { kind: 'unit', author: 'staff', staffId, was: thread.unit, became: unit })
      return 'moved'
    },

    /**
     * Writes down what staff say to the citizen, unless the thread changed since they saw it (`too-late`).
     * @param means what it makes of the thread; `progress` is the new state of a request
     */
    async answer(
      agencyId: string,
      thread: Thread,
      staffId: string,
      words: string,
      means: { shownAs: string; asks?: boolean; progress?: Progress; dueAt?: Date },
    ): Promise<{ messageId: string } | 'too-late'> {
      const now = moment()
      const { asks = false, progress, shownAs, dueAt } = means
      const goesOn = progress === 'in-work' || progress === 'received'
      const values: Partial<ThreadRow> = {
        status: asks ? 'asked' : goesOn ? 'open' : 'answered',
        last_at: now,
        closed_at: null,
        closed_by: null,
        ...(!asks && { answered_at: now }),
        ...(!goesOn && { claimed_by: null, claimed_at: null }),
        ...(progress && { progress }),
        ...(dueAt && { due_at: dueAt.toISOString() }),
      }
      if (!(await change(agencyId, thread, values))) return 'too-late'
      if (!asks) {
        await db
          .updateTable('threads')
          .set((row) => ({
            answers: row('answers', '+', 1),
            first_answered_at: row.fn.coalesce('first_answered_at', row.val(now)),
          }))
          .where('agency_id', '=', agencyId)
          .where('thread_id', '=', thread.id)
          .execute()
      }
      const kind = asks ? 'ask' : progress ? 'progress' : 'text'
      const messageId = await addMessage(agencyId, thread.id, 'staff', { text: words, kind }, { staffId, shownAs })
      await note(agencyId, thread.id, {
        kind: asks ? 'asked' : progress ? 'progress' : 'answered',
        author: 'staff',
        staffId,
        ...(progress && { was: thread.progress, became: progress }),
      })
      return { messageId }
    },

    /** What the citizen adds. The thread waits for staff again, from now on when it did not before. */
    async askOn(agencyId: string, thread: Thread, words: NewWords, dueAt: Date): Promise<void> {
      const now = moment()
      await addMessage(agencyId, thread.id, 'citizen', words, null)
      const again = thread.status !== 'open'
      await db
        .updateTable('threads')
        .set((row) => ({
          version: row('version', '+', 1),
          status: 'open',
          last_at: now,
          ...(again && {
            waiting_since: now,
            due_at: dueAt.toISOString(),
            closed_at: null,
            closed_by: null,
          }),
          ...(thread.progress && again && thread.status !== 'asked' && { progress: 'in-work' }),
        }))
        .where('agency_id', '=', agencyId)
        .where('thread_id', '=', thread.id)
        .execute()
      await note(agencyId, thread.id, { kind: 'asked-on', author: 'citizen' })
      if (thread.status === 'closed' || thread.status === 'answered')
        await note(agencyId, thread.id, { kind: 'reopened', author: 'citizen', was: thread.status })
    },

    /** A place that belongs to a thread, as a map address; nobody's turn changes. */
    async addPlace(agencyId: string, threadId: string, address: string, sourceId: string | null): Promise<void> {
      await addMessage(agencyId, threadId, 'citizen', { text: address, kind: 'place', sourceId }, null)
    },

    async setCategory(agencyId: string, thread: Thread, category: string, staffId: string): Promise<void> {
      await db
        .updateTable('threads')
        .set({ category })
        .where('agency_id', '=', agencyId)
        .where('thread_id', '=', thread.id)
        .execute()
      await note(agencyId, thread.id, {
        kind: 'category',
        author: 'staff',
        staffId,
        was: thread.category,
        became: category,
      })
    },

    /** Ends a thread: the citizen has what they wanted, or nobody has said anything for long. @returns false when it is over already */
    async close(agencyId: string, threadId: string, by: 'citizen' | 'silence' | 'staff'): Promise<boolean> {
      const { numUpdatedRows } = await db
        .updateTable('threads')
        .set((row) => ({
          status: 'closed',
          closed_at: moment(),
          closed_by: by,
          claimed_by: null,
          claimed_at: null,
          version: row('version', '+', 1),
        }))
        .where('agency_id', '=', agencyId)
        .where('thread_id', '=', threadId)
        .where('status', '!=', 'closed')
        .executeTakeFirstOrThrow()
      if (numUpdatedRows !== 1n) return false
      await note(agencyId, threadId, { kind: 'closed', author: by === 'silence' ? 'clock' : by, became: by })
      return true
    },

    /** One to five stars; a later choice replaces the earlier one. */
    async rate(agencyId: string, threadId: string, stars: number): Promise<void> {
      await db
        .updateTable('threads')
        .set({ rating: stars, rated_at: moment() })
        .where('agency_id', '=', agencyId)
        .where('thread_id', '=', threadId)
        .execute()
      await note(agencyId, threadId, { kind: 'rated', author: 'citizen', became: String(stars) })
    },

    /** What the citizen says with their stars; a later comment replaces the earlier one. */
    async comment(agencyId: string, threadId: string, words: string, sourceId: string): Promise<void> {
      await db
        .updateTable('threads')
        .set({ comment_sealed: envelope.seal(words, `threads:${threadId}:comment`), comment_source: sourceId })
        .where('agency_id', '=', agencyId)
        .where('thread_id', '=', threadId)
        .execute()
    },

    /** What the citizen said with their stars, or null. */
    async commentOf(agencyId: string, threadId: string): Promise<string | null> {
      const row = await db
        .selectFrom('threads')
        .select('comment_sealed')
        .where('agency_id', '=', agencyId)
        .where('thread_id', '=', threadId)
        .executeTakeFirst()
      return row?.comment_sealed ? envelope.open(row.comment_sealed, `threads:${threadId}:comment`) : null
    },

    /**
     * Erases the words that a person took back, wherever staff could still read them: what came of several messages goes as a
     * whole when one of them is taken back. @returns whether there were any
     */
    async takeBack(personId: string, sourceId: string): Promise<boolean> {
      const isMeant = (sources: string | null) => sources?.split(' ').includes(sourceId)
      const messages = await db
        .selectFrom('thread_messages')
        .innerJoin('threads', 'threads.thread_id', 'thread_messages.thread_id')
        .select(['message_id', 'source_id'])
        .where('threads.person_id', '=', personId)
        .where('author', '=', 'citizen')
        .where('source_id', 'is not', null)
        .execute()
      const said = messages.filter((message) => isMeant(message.source_id))
      for (const { message_id } of said) {
        await db
          .updateTable('thread_messages')
          .set({ body_sealed: '', source_id: null })
          .where('message_id', '=', message_id)
          .execute()
      }
      const comments = await db
        .selectFrom('threads')
        .select(['thread_id', 'comment_source'])
        .where('person_id', '=', personId)
        .where('comment_source', 'is not', null)
        .execute()
      const commented = comments.filter((thread) => isMeant(thread.comment_source))
      for (const { thread_id } of commented) {
        await db
          .updateTable('threads')
          .set({ comment_sealed: null, comment_source: null })
          .where('thread_id', '=', thread_id)
          .execute()
      }
      return said.length + commented.length > 0
    },

    /**
     * Staff found that it belongs to the protected channel: its words leave the inbox for good. Number, times and states stay,
     * without unit and category, so that the count has no hole.
     */
    async remove(agencyId: string, thread: Thread, staffId: string): Promise<boolean> {
      const values = { status: 'closed', closed_at: moment(), closed_by: 'staff', claimed_by: null, claimed_at: null }
      if (!(await change(agencyId, thread, { ...values, comment_sealed: null, comment_source: null, category: null })))
        return false
      await db.deleteFrom('thread_messages').where('thread_id', '=', thread.id).execute()
      await db.updateTable('thread_events').set({ note_sealed: null }).where('thread_id', '=', thread.id).execute()
      await db
        .deleteFrom('knowledge_proposals')
        .where('state', '=', 'waiting')
        .where('thread_id', '=', thread.id)
        .execute()
      await db.deleteFrom('knowledge_gaps').where('thread_id', '=', thread.id).execute()
      await note(agencyId, thread.id, { kind: 'removed', author: 'staff', staffId })
      return true
    },

    /** Everything that happened to a thread, oldest first. */
    async history(agencyId: string, threadId: string): Promise<ThreadEvent[]> {
      const rows = await db
        .selectFrom('thread_events')
        .leftJoin('staff', 'staff.staff_id', 'thread_events.staff_id')
        .selectAll('thread_events')
        .select('staff.name as name')
        .where('thread_events.agency_id', '=', agencyId)
        .where('thread_events.thread_id', '=', threadId)
        .orderBy('thread_events.at')
        .orderBy('thread_events.event_id')
        .execute()
      return rows.flatMap((row): ThreadEvent[] => {
        const kind = threadEventKinds.find((known) => known === row.kind)
        if (!kind) return []
        const author = row.author === 'staff' || row.author === 'clock' ? row.author : 'citizen'
        return [
          {
            kind,
            author,
            by: row.name,
            was: row.was,
            became: row.became,
            note: row.note_sealed === null ? null : envelope.open(row.note_sealed, `thread_events:${row.event_id}`),
            at: new Date(row.at),
          },
        ]
      })
    },

    /** Answered threads about which nobody has said anything since `before`, the oldest first. */
    async quiet(agencyId: string, before: Date, most: number): Promise<Thread[]> {
      const rows = await find(agencyId)
        .where('threads.status', 'in', ['answered', 'asked'])
        .where('threads.last_at', '<', before.toISOString())
        .orderBy('threads.last_at')
        .limit(most)
        .execute()
      return readAll(rows)
    },
  }
}

export type ThreadStore = ReturnType<typeof threadStore>
