import { dateText } from '../calendar/calendar.ts'
import { confirmedTooLongAgo } from '../calendar/review-day.ts'
import type { Db } from '../db/open.ts'
import { headsOf, ofUnit, type Matter } from './matter.ts'
import type { MattersOf } from './matters.ts'

/**
 * What waits about the knowledge base: answers that are due to be looked at, for whoever owns them, else their unit; and
 * proposed answers, for those who decide. Counts only, in the digest only.
 */
export async function knowledgeMatters(db: Db, { agency, now, members }: MattersOf): Promise<Matter[]> {
  const due = new Map<string, { to: string[]; count: number; first: string; last: string }>()
  for (const row of await dueEntries(db, agency.id, dateText(now))) {
    const owners = members.filter((member) => member.name === row.owner).map((member) => member.personId)
    const to = owners.length > 0 ? owners : ofUnit(members, row.unit || null)
    const key = to.join(' ')
    const group = due.get(key) ?? { to, count: 0, first: row.first, last: row.last }
    group.count += Number(row.count)
    if (row.first < group.first) group.first = row.first
    if (row.last > group.last) group.last = row.last
    due.set(key, group)
  }
  const matters = [...due.values()].map(({ to, count, first, last }): Matter => ({
    kind: 'look-again',
    key: `look-again:${count}:${first} ${last}`.slice(0, 400),
    subject: { of: 'knowledge', list: 'due', count },
    dueAt: null,
    to,
    shared: false,
    news: 'told',
  }))

  const proposals = await db
    .selectFrom('knowledge_proposals')
    .select('proposal_id')
    .where('agency_id', '=', agency.id)
    .where('state', '=', 'waiting')
    .orderBy('created_at')
    .execute()
  if (proposals.length > 0) {
    matters.push({
      kind: 'review',
      key: `proposals:${proposals.map((row) => row.proposal_id).join(' ')}`.slice(0, 400),
      subject: { of: 'knowledge', list: 'proposals', count: proposals.length },
      dueAt: null,
      to: headsOf(members, null),
      shared: true,
      news: 'told',
    })
  }
  return matters
}

/**
 * How many answers of each unit and owner are to be looked at again, and the first and last of their ids. Two queries, each
 * one stretch of the index `knowledge_review`: a base of 20,000 answers of which none is due costs nothing.
 */
async function dueEntries(db: Db, agencyId: string, today: string) {
  const groups = db
    .selectFrom('knowledge')
    .select((select) => [
      'unit',
      'owner',
      select.fn.countAll().as('count'),
      select.fn.min('entry_id').as('first'),
      select.fn.max('entry_id').as('last'),
    ])
    .where('agency_id', '=', agencyId)
    .where('removed_at', 'is', null)
    .groupBy(['unit', 'owner'])
  return [
    ...(await groups.where('review_on', '<', today).execute()),
    ...(await groups
      .where('review_on', 'is', null)
      .where('confirmed_at', '<', confirmedTooLongAgo(today).toISOString())
      .execute()),
  ]
}
