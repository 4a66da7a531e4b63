import { dateText } from '../calendar/calendar.ts'
import { reviewDay } from '../calendar/review-day.ts'
import type { Db } from '../db/open.ts'
import { headsOf, ofUnit, type Matter } from './matter.ts'
import type { MattersOf } from './matters.ts'

/**
 * What waits about the knowledge base: answers that are due to be looked at, for whoever owns them, else their unit; and
 * proposed answers, for those who decide. Counts only, in the digest only.
 */
export async function knowledgeMatters(db: Db, { agency, now, members }: MattersOf): Promise<Matter[]> {
  const today = dateText(now)
  const rows = await db
    .selectFrom('knowledge')
    .select(['entry_id', 'unit', 'owner', 'review_on', 'confirmed_at'])
    .where('agency_id', '=', agency.id)
    .where('removed_at', 'is', null)
    .execute()
  const due = new Map<string, { to: string[]; entries: string[] }>()
  for (const row of rows) {
    if (reviewDay({ reviewOn: row.review_on, confirmedAt: new Date(row.confirmed_at) }) >= today) continue
    const owners = members.filter((member) => member.name === row.owner).map((member) => member.personId)
    const to = owners.length > 0 ? owners : ofUnit(members, row.unit || null)
    const key = to.join(' ')
    const group = due.get(key) ?? { to, entries: [] }
    group.entries.push(row.entry_id)
    due.set(key, group)
  }
  const matters = [...due.values()].map(({ to, entries }): Matter => ({
    kind: 'look-again',
    key: `look-again:${entries.length}:${entries.join(' ')}`.slice(0, 400),
    subject: { of: 'knowledge', list: 'due', count: entries.length },
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
