import type { AttachmentStore } from '../../attachments/attachment-store.ts'
import type { Db } from '../../db/open.ts'
import type { ThreadStore } from '../../threads/thread-store.ts'

/** Photos that go into the file itself, in bytes altogether; a phone must still open it. */
const mostBytes = 20 * 1024 * 1024
const mostThreads = 5000

/** Everything that is kept of one person, in words and as data. */
export type PersonalData = {
  lineUserId: string
  firstSeenAt: string
  noticeAt: string | null
  /** Times of registering as staff and of leaving, with the role. */
  service: { role: string; name: string; from: string; until: string | null }[]
  threads: {
    number: string
    unit: string | null
    category: string | null
    openedAt: string
    rating: number | null
    comment: string | null
    messages: { from: string | null; text: string; at: string }[]
  }[]
  /** `content` is base64; null where the file is too large to go in. */
  files: { type: string; bytes: number; sentAt: string; thread: string | null; content: string | null }[]
}

/** Reads it; null when nothing is kept of this person (any more). */
export async function readPersonalData(
  db: Db,
  agencyId: string,
  personId: string,
  { threads, attachments }: { threads: ThreadStore; attachments: AttachmentStore },
): Promise<PersonalData | null> {
  const person = await db
    .selectFrom('people')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  if (!person) return null
  const service = await db
    .selectFrom('staff')
    .select(['role', 'name', 'created_at', 'removed_at'])
    .where('person_id', '=', personId)
    .orderBy('created_at')
    .execute()
  const own = await threads.ofPerson(personId, mostThreads)
  const told: PersonalData['threads'] = []
  for (const thread of own) {
    told.push({
      number: thread.number,
      unit: thread.unit,
      category: thread.category,
      openedAt: thread.createdAt.toISOString(),
      rating: thread.rating,
      comment: await threads.commentOf(agencyId, thread.id),
      messages: thread.messages.map((message) => ({
        // In whose name it was sent; who of the staff wrote it is not theirs to know.
        from: message.author === 'citizen' ? null : (message.shownAs ?? thread.unit ?? ''),
        text: message.text,
        at: message.at.toISOString(),
      })),
    })
  }
  const rows = await db
    .selectFrom('attachments')
    .select(['message_id', 'type', 'bytes', 'created_at', 'thread_id'])
    .where('person_id', '=', personId)
    .where('state', '=', 'kept')
    .orderBy('created_at')
    .execute()
  const files: PersonalData['files'] = []
  let left = mostBytes
  for (const row of rows) {
    const bytes = row.bytes ?? 0
    const read = bytes <= left ? await attachments.read(db, personId, row.message_id) : 'gone'
    if (Buffer.isBuffer(read)) left -= bytes
    files.push({
      type: row.type ?? 'application/octet-stream',
      bytes,
      sentAt: row.created_at,
      thread: own.find((thread) => thread.id === row.thread_id)?.number ?? null,
      content: Buffer.isBuffer(read) ? read.toString('base64') : null,
    })
  }
  return {
    lineUserId: person.line_user_id,
    firstSeenAt: person.first_seen_at,
    noticeAt: person.notice_at,
    service: service.map((row) => ({ role: row.role, name: row.name, from: row.created_at, until: row.removed_at })),
    threads: told,
    files,
  }
}
