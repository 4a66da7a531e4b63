import type { Db } from '../db/open.ts'

/** Whether something that this person asked or reported waits for staff. */
export async function hasOpenThread(db: Db, personId: string): Promise<boolean> {
  const row = await db
    .selectFrom('threads')
    .select('thread_id')
    .where('person_id', '=', personId)
    .where('status', '=', 'open')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
