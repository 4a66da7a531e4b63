import { createHash } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Db } from '../db/open.ts'
import type { AttachmentRow } from '../db/schema.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Envelope } from '../kernel/envelope.ts'
import type { Ids } from '../kernel/ids.ts'
import { fileType } from './file-type.ts'

/** A file as it lies here; `type` is null until it is fetched. */
export type KeptFile = {
  id: string
  media: string
  type: string | null
  bytes: number
  author: 'citizen' | 'staff'
  at: Date
}

/** Something that a person sent and that has still to be fetched. */
export type DueAttachment = { id: string; agencyId: string; messageId: string; attempts: number }

// Written into the SQL text, not bound: only so can the partial index be used.
const due = sql.lit('due')
const gone = sql.lit('gone')

const second = 1000
/** How long what belongs to no question is kept, in ms. */
const unattachedFor = 24 * 3600 * second
/** As much as one person can have here that belongs to no question; the oldest leaves first. */
const mostUnattached = 20
/** How long a fetcher may keep an attachment to itself, in ms; longer than the time limit of a download. */
const lease = 60 * second
/** How long something that was put to a question can be taken out again with one tap, in ms. */
const undoneFor = 10 * 60 * second
/** What somebody sent this long before a text that must not be kept goes with it, in ms. */
const droppedWithin = 15 * 60 * second
/** Pauses between the tries, in ms. After one try more it is given up. */
const pauses = [2 * second, 10 * second, 60 * second, 600 * second]

/**
 * Photos and files that people sent. The bytes lie sealed in files of their own; a row says whose they are.
 * Whatever is to disappear is marked `gone` with the event that wants it and swept after the commit: file first, row last,
 * so that no crash leaves a file without a row.
 * @param folder where the files lie; all processes that work on one database share it
 */
export function attachmentStore(db: Db, clock: Clock, ids: Ids, envelope: Envelope, folder: string) {
  /** When there is something to fetch or to sweep, in ms; what an earlier run left is looked for at once. */
  let workFrom = 0

  const moment = (shift = 0) => new Date(clock.now().getTime() + shift).toISOString()
  const fileOf = (id: string) => join(folder, id)
  const unattached = (transaction: Db) =>
    transaction.updateTable('attachments').set({ state: 'gone' }).where('thread_id', 'is', null)

  async function open(row: AttachmentRow): Promise<{ type: string; bytes: Buffer } | null> {
    try {
      const bytes = envelope.openBytes(await readFile(fileOf(row.attachment_id)), place(row.attachment_id))
      return { type: row.type ?? 'application/octet-stream', bytes }
    } catch {
      // It was swept in this very moment, or sealed with another key.
      return null
    }
  }

  /** Removes what is marked as gone: its file, then its row. */
  async function sweep(): Promise<void> {
    const rows = await db.selectFrom('attachments').select('attachment_id').where('state', '=', gone).execute()
    for (const { attachment_id: id } of rows) {
      await rm(fileOf(id), { force: true })
      await db.deleteFrom('attachments').where('attachment_id', '=', id).execute()
    }
  }

  return {
    /** Notes what a person sent, to be fetched after the commit. In the transaction of the event. */
    async add(
      transaction: Db,
      agencyId: string,
      personId: string,
      sent: { media: 'image' | 'video' | 'audio' | 'file'; messageId: string },
      threadId: string | null = null,
    ): Promise<void> {
      const now = moment()
      await transaction
        .insertInto('attachments')
        .values({
          agency_id: agencyId,
          attachment_id: ids.short(),
          person_id: personId,
          message_id: sent.messageId,
          media: sent.media,
          state: 'due',
          type: null,
          bytes: null,
          thread_id: threadId,
          attempts: 0,
          not_before: now,
          created_at: now,
          author: 'citizen',
          thread_message_id: null,
          link_hash: null,
        })
        .execute()
      const newest = transaction
        .selectFrom('attachments')
        .select('attachment_id')
        .where('person_id', '=', personId)
        .where('thread_id', 'is', null)
        .where('state', '!=', gone)
        .orderBy('created_at', 'desc')
        .orderBy('attachment_id')
        .limit(mostUnattached)
      await unattached(transaction).where('person_id', '=', personId).where('attachment_id', 'not in', newest).execute()
      workFrom = 0
    },

    /** Whether there is something to fetch or to sweep now. It asks no table. */
    hasWork(): boolean {
      return clock.now().getTime() >= workFrom
    },

    /** Takes what is to be fetched now, at most `most`; nobody else gets it before the lease runs out. */
    async due(most: number): Promise<DueAttachment[]> {
      workFrom = Infinity
      const now = moment()
      const rows = await db
        .selectFrom('attachments')
        .select(['attachment_id', 'agency_id', 'message_id', 'attempts'])
        .where('state', '=', due)
        .where('not_before', '<=', now)
        .orderBy('not_before')
        .limit(most)
        .execute()
      const taken: DueAttachment[] = []
      for (const row of rows) {
        const { numUpdatedRows } = await db
          .updateTable('attachments')
          .set({ attempts: row.attempts + 1, not_before: moment(lease) })
          .where('attachment_id', '=', row.attachment_id)
          .where('state', '=', due)
          .where('attempts', '=', row.attempts)
          .executeTakeFirstOrThrow()
        if (numUpdatedRows === 1n) {
          const { attachment_id: id, agency_id: agencyId, message_id: messageId } = row
          taken.push({ id, agencyId, messageId, attempts: row.attempts + 1 })
        }
      }
      const next = await db
        .selectFrom('attachments')
        .select((select) => select.fn.min('not_before').as('moment'))
        .where('state', '=', due)
        .executeTakeFirst()
      if (next?.moment) workFrom = Math.min(workFrom, Date.parse(next.moment))
      return taken
    },

    /** Writes the bytes down, sealed, unless it was taken back or erased meanwhile. @returns whether it is kept */
    async keep(attachment: DueAttachment, bytes: Buffer): Promise<boolean> {
      const { id } = attachment
      const sealed = envelope.sealBytes(bytes, place(id))
      await mkdir(folder, { recursive: true, mode: 0o700 })
      // The file is written while the row is held: whoever marks it as gone comes before or after, never between.
      return db.transaction().execute(async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable('attachments')
          .set({ state: 'kept', type: fileType(bytes), bytes: bytes.length })
          .where('attachment_id', '=', id)
          .where('state', '=', due)
          .executeTakeFirstOrThrow()
        if (numUpdatedRows !== 1n) return false
        await writeFile(fileOf(id), sealed, { mode: 0o600, flush: true })
        return true
      })
    },

    /** Another try later, or none: `final`, or after five. @returns whether it was given up */
    async giveUp(attachment: DueAttachment, final: boolean): Promise<boolean> {
      const pause = final ? undefined : pauses[attachment.attempts - 1]
      await db
        .updateTable('attachments')
        .set(pause === undefined ? { state: 'gone' } : { not_before: moment(pause) })
        .where('attachment_id', '=', attachment.id)
        .where('state', '=', due)
        .execute()
      workFrom = Math.min(workFrom, clock.now().getTime() + (pause ?? 0))
      return pause === undefined
    },

    /** Puts what the person sent within the last day to their question. In the transaction of the event. @returns how many */
    async attachTo(transaction: Db, threadId: string, personId: string): Promise<number> {
      const { numUpdatedRows } = await transaction
        .updateTable('attachments')
        .set({ thread_id: threadId })
        .where('person_id', '=', personId)
        .where('thread_id', 'is', null)
        .where('state', '!=', gone)
        .where('created_at', '>=', moment(-unattachedFor))
        .executeTakeFirstOrThrow()
      return Number(numUpdatedRows)
    },

    /** Puts one thing that the person sent to what it belongs to. In the transaction of the event. @returns its id, or null when it is gone */
    async attachOne(transaction: Db, to: string, personId: string, messageId: string): Promise<string | null> {
      const row = await transaction
        .updateTable('attachments')
        .set({ thread_id: to })
        .where('person_id', '=', personId)
        .where('message_id', '=', messageId)
        .where('state', '!=', gone)
        .returning('attachment_id')
        .executeTakeFirst()
      return row?.attachment_id ?? null
    },

    /** Takes back what the person put to this question within the last minutes: it belongs to something else. @returns how many */
    async detach(transaction: Db, threadId: string, personId: string): Promise<number> {
      const { numUpdatedRows } = await transaction
        .updateTable('attachments')
        .set({ thread_id: null })
        .where('thread_id', '=', threadId)
        .where('person_id', '=', personId)
        .where('author', '=', 'citizen')
        .where('state', '!=', gone)
        .where('created_at', '>=', moment(-undoneFor))
        .executeTakeFirstOrThrow()
      return Number(numUpdatedRows)
    },

    /** What a member of staff sent with these messages of LINE's, oldest first: what they put to an answer. */
    async sentWith(transaction: Db, personId: string, messageIds: readonly string[]): Promise<KeptFile[]> {
      if (messageIds.length === 0) return []
      const rows = await transaction
        .selectFrom('attachments')
        .selectAll()
        .where('person_id', '=', personId)
        .where('message_id', 'in', messageIds)
        .where('state', '!=', gone)
        .orderBy('created_at')
        .orderBy('attachment_id')
        .execute()
      return rows.map(toKeptFile)
    },

    /** Puts a file from staff to a message of a thread and gives it an address that nobody can guess. @returns its secret part */
    async publish(transaction: Db, id: string, threadId: string, threadMessageId: string): Promise<string> {
      const token = ids.bytes(24).toString('base64url')
      await transaction
        .updateTable('attachments')
        .set({
          thread_id: threadId,
          thread_message_id: threadMessageId,
          author: 'staff',
          link_hash: hashOf(token),
        })
        .where('attachment_id', '=', id)
        .execute()
      return token
    },

    /** The file behind the secret part of an address, or null. */
    async byToken(token: string): Promise<{ type: string; bytes: Buffer } | null> {
      const row = await db
        .selectFrom('attachments')
        .selectAll()
        .where('link_hash', '=', hashOf(token))
        .where('state', '=', 'kept')
        .executeTakeFirst()
      return row ? open(row) : null
    },

    /** The files of a thread, oldest first. Give the transaction of the event, where there is one. */
    async ofThread(connection: Db, agencyId: string, threadId: string): Promise<KeptFile[]> {
      const rows = await connection
        .selectFrom('attachments')
        .selectAll()
        .where('agency_id', '=', agencyId)
        .where('thread_id', '=', threadId)
        .where('state', '!=', gone)
        .orderBy('created_at')
        .orderBy('attachment_id')
        .execute()
      return rows.map(toKeptFile)
    },

    /** One file of a thread, opened; null when it is not there (yet). */
    async readOf(agencyId: string, threadId: string, id: string): Promise<{ type: string; bytes: Buffer } | null> {
      const row = await db
        .selectFrom('attachments')
        .selectAll()
        .where('agency_id', '=', agencyId)
        .where('thread_id', '=', threadId)
        .where('attachment_id', '=', id)
        .where('state', '=', 'kept')
        .executeTakeFirst()
      return row ? open(row) : null
    },

    /** Drops every file of a thread. In the transaction of the event. */
    async dropThread(transaction: Db, threadId: string): Promise<void> {
      await transaction
        .updateTable('attachments')
        .set({ state: 'gone', person_id: '', message_id: '', thread_id: null, link_hash: null })
        .where('thread_id', '=', threadId)
        .execute()
      workFrom = 0
    },

    /**
     * Drops what the LINE user behind an id sent within the last minutes and put to nothing: it came with a text that was
     * dropped at the door. Nothing says afterwards that there was such a text. In the transaction of the event.
     */
    async dropRecent(transaction: Db, agencyId: string, lineUserId: string): Promise<void> {
      const { numUpdatedRows } = await unattached(transaction)
        .set({ person_id: '', message_id: '' })
        .where('agency_id', '=', agencyId)
        .where('person_id', 'in', (select) =>
          select
            .selectFrom('people')
            .select('people.person_id')
            .where('people.agency_id', '=', agencyId)
            .where('people.line_user_id', '=', lineUserId),
        )
        .where('created_at', '>=', moment(-droppedWithin))
        .executeTakeFirstOrThrow()
      if (numUpdatedRows > 0n) workFrom = 0
    },

    /** How many attachments each of these questions has; a question without any is left out. */
    async counts(transaction: Db, threadIds: readonly string[]): Promise<Map<string, number>> {
      if (threadIds.length === 0) return new Map()
      const rows = await transaction
        .selectFrom('attachments')
        .select((select) => ['thread_id', select.fn.countAll().as('count')])
        .where('thread_id', 'in', threadIds)
        .where('state', '!=', gone)
        .groupBy('thread_id')
        .execute()
      return new Map(rows.map((row) => [row.thread_id ?? '', Number(row.count)]))
    },

    /** The bytes of what this person sent with that message; `coming` while they are being fetched. */
    async read(transaction: Db, personId: string, messageId: string): Promise<Buffer | 'coming' | 'gone'> {
      const row = await transaction
        .selectFrom('attachments')
        .select(['attachment_id', 'state'])
        .where('person_id', '=', personId)
        .where('message_id', '=', messageId)
        .where('state', '!=', gone)
        .executeTakeFirst()
      if (!row) return 'gone'
      if (row.state !== 'kept') return 'coming'
      return envelope.openBytes(await readFile(fileOf(row.attachment_id)), place(row.attachment_id))
    },

    /** Drops what was sent with a message that its sender took back. In the transaction of the event. */
    async takeBack(transaction: Db, personId: string, messageId: string): Promise<void> {
      await transaction
        .updateTable('attachments')
        .set({ state: 'gone' })
        .where('person_id', '=', personId)
        .where('message_id', '=', messageId)
        .execute()
      workFrom = 0
    },

    /** Drops everything that a person sent, and from whom it was. In the transaction of the event. */
    async erase(transaction: Db, personId: string): Promise<void> {
      await transaction
        .updateTable('attachments')
        .set({ state: 'gone', person_id: '', message_id: '', thread_id: null })
        .where('person_id', '=', personId)
        .execute()
      workFrom = 0
    },

    sweep,

    /** Drops what belongs to no question for more than a day. */
    async purge(): Promise<void> {
      await unattached(db).where('created_at', '<', moment(-unattachedFor)).execute()
      await sweep()
      workFrom = 0
    },
  }
}

export type AttachmentStore = ReturnType<typeof attachmentStore>

function toKeptFile(row: AttachmentRow): KeptFile {
  return {
    id: row.attachment_id,
    media: row.media,
    type: row.state === 'kept' ? row.type : null,
    bytes: row.bytes ?? 0,
    author: row.author === 'staff' ? 'staff' : 'citizen',
    at: new Date(row.created_at),
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

function place(id: string): string {
  return `attachments:${id}`
}
