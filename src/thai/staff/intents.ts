/** What a staff message wants, in the words of the public sample files. */
export const intents = [
  'pending_list',
  'pending_count',
  'item_status',
  'item_detail',
  'update_status',
  'attach_evidence',
  'summary',
  'overdue',
  'my_items',
  'by_unit',
  'by_sub_indicator',
  'approve',
  'return',
  'inbox',
  'reply',
  'assign',
  'stats_complaints',
  'score',
  'help',
  'other',
] as const
export type Intent = (typeof intents)[number]

/** A finer reading inside an intent; a caller that does not know it answers the intent. */
export const details = {
  next_action: 'pending_list',
  waiting_review: 'pending_list',
  returned: 'pending_list',
  responsible: 'item_detail',
  last_year: 'item_detail',
  history: 'item_status',
  changes: 'summary',
  measures: 'summary',
  follow_up: 'other',
} as const satisfies Record<string, Intent>
export type Detail = keyof typeof details

/** What the classifier tells apart: every intent in its plain sense, and every detail. */
export const labels: readonly (Intent | Detail)[] = [...intents, ...(Object.keys(details) as Detail[])]
export type Label = Intent | Detail

export function isDetail(label: Label): label is Detail {
  return label in details
}

/** The intent that a label belongs to. */
export function intentOf(label: Label): Intent {
  return isDetail(label) ? details[label] : label
}

/** Intents that change something: never the reading of a question. */
export const changes: ReadonlySet<Intent> = new Set([
  'update_status',
  'attach_evidence',
  'approve',
  'return',
  'reply',
  'assign',
])
