import type { Generated, Selectable, Updateable } from 'kysely'

/**
 * The common database in types. Columns are text and integer only; times are ISO-8601 UTC text (they sort);
 * JSON is text and is read with zod where it is needed. `*_sealed` holds what `kernel/envelope.ts` sealed.
 * Every table carries `agency_id` (a test walks them all).
 */
export type Database = {
  agencies: AgencyRow
  units: UnitRow
  people: PersonRow
  conversations: ConversationRow
  staff: StaffRow
  invitations: InvitationRow
  registration_attempts: RegistrationAttemptRow
  arrivals: ArrivalRow
  lanes: LaneRow
  inbox: InboxRow
  outbox: OutboxRow
  quotas: QuotaRow
  knowledge: KnowledgeRow
  knowledge_changes: KnowledgeChangeRow
  knowledge_proposals: KnowledgeProposalRow
  knowledge_gaps: KnowledgeGapRow
  daily_counts: DailyCountRow
  person_links: PersonLinkRow
  checklists: ChecklistRow
  items: ItemRow
  published_scores: PublishedScoreRow
  staff_links: StaffLinkRow
  measure_plans: MeasurePlanRow
  measures: MeasureRow
  measure_progress: MeasureProgressRow
  measure_changes: MeasureChangeRow
  item_changes: ItemChangeRow
  item_drafts: ItemDraftRow
  evidence: EvidenceRow
  evidence_snapshots: EvidenceSnapshotRow
  checklist_periods: ChecklistPeriodRow
  entry_links: EntryLinkRow
  threads: ThreadRow
  thread_messages: ThreadMessageRow
  thread_events: ThreadEventRow
  canned_answers: CannedAnswerRow
  attachments: AttachmentRow
  counters: CounterRow
  own_days: OwnDayRow
  jobs: JobRow
  pushes: PushRow
  reminders: ReminderRow
  told: ToldRow
  notice_wishes: NoticeWishRow
}

/** ISO-8601 in UTC with milliseconds, as `Date.toISOString()` writes it. */
export type Moment = string

export type AgencyRow = {
  agency_id: string
  slug: string
  profile: string
  channel_secret_sealed: string | null
  channel_token_sealed: string | null
  /** A known text: opens with the app key that sealed the database, with no other. Null in rows from before 0009. */
  key_check_sealed: Generated<string | null>
  /** Raised with every change of the profile, the units, the knowledge or the editions: caches compare it. */
  revision: number
  position: number
  created_at: Moment
  updated_at: Moment
}

export type UnitRow = { agency_id: string; unit_id: string; name: string; short: string; position: number }

export type PersonRow = {
  agency_id: string
  person_id: string
  line_user_id: string
  first_seen_at: Moment
  /** Set by `unfollow`, cleared by `follow` or by any message. */
  blocked_at: Moment | null
  notice_at: Moment | null
  notice_version: string | null
  /** Which rich menu was linked last: citizen, staff, executive. */
  menu: string | null
}

export type ConversationRow = {
  agency_id: string
  person_id: string
  flow: string
  step: string
  version: number
  memory_sealed: string
  updated_at: Moment
}

export type StaffRow = {
  agency_id: string
  staff_id: string
  person_id: string
  name: string
  unit_id: string | null
  role: string
  created_at: Moment
  removed_at: Moment | null
}

export type InvitationRow = {
  agency_id: string
  invitation_id: string
  code_hash: string
  name: string
  unit_id: string | null
  role: string
  created_at: Moment
  expires_at: Moment
  used_at: Moment | null
  used_by: string | null
}

export type RegistrationAttemptRow = { agency_id: string; attempt_id: string; person_id: string; at: Moment }

export type ArrivalRow = {
  agency_id: string
  /** Sorts by the time of arrival. */
  arrival_id: string
  received_at: Moment
  /** How many events it holds. */
  events: number
  payload_sealed: string
}

export type LaneRow = { agency_id: string; holder: string }

export type InboxRow = {
  agency_id: string
  /** `<webhookEventId>@<agency_id>`: what makes an event one event. */
  inbox_id: string
  /** Pseudonym of who it is from, so that order can be kept and it can be taken back; emptied when it was handled. */
  person_key: string
  occurred_at: Moment
  received_at: Moment
  /** The sealed event; emptied when done. */
  payload_sealed: string
  attempts: number
  claimed_by: string | null
  claimed_until: Moment | null
  not_before: Moment
  done_at: Moment | null
  /** Set together with done_at when the event was given up after too many tries; its payload stays, sealed, for the operator. */
  parked_at: Moment | null
}

export type OutboxRow = {
  agency_id: string
  /** UUID; also LINE's retry key. */
  outbox_id: string
  person_id: string | null
  purpose: string
  /** due | waiting | sent | failed | unknown | merged */
  state: string
  /** Sealed { to, replyToken, messages }; emptied when done. */
  payload_sealed: string
  /** Until when the reply token is worth trying; null = there is none. */
  reply_until: Moment | null
  /** 1 = worth a paid push when it cannot be a reply. */
  push: number
  /** 1 = a reply was attempted whose outcome nobody knows: it must never become a push. */
  reply_unknown: number
  attempts: number
  /** When the first push was made that LINE may have accepted. */
  first_push_at: Moment | null
  claimed_by: string | null
  claimed_until: Moment | null
  not_before: Moment
  created_at: Moment
  done_at: Moment | null
  last_status: number | null
}

export type QuotaRow = {
  agency_id: string
  /** "2026-11", month in Asia/Bangkok. */
  month: string
  /** Messages a month; null = unlimited. */
  allowed: number | null
  used: number
  read_at: Moment
}

export type KnowledgeRow = {
  agency_id: string
  entry_id: string
  category: string
  unit: string
  question: string
  answer: string
  aliases: string
  url: string | null
  confirmed_at: Moment
  position: number
  /** Staff id of whoever answers for the entry; null = whoever leads its unit. */
  owner: string | null
  /** The day on which somebody should look at it again, as "2027-11-21". */
  review_on: string | null
  /** The agency's revision with which this row changed last. */
  revision: number
  /** Taken out of the knowledge base; the row stays so that every process learns of it. */
  removed_at: Moment | null
}

export type KnowledgeChangeRow = {
  agency_id: string
  change_id: string
  /** import | edit | proposal | removal | undo */
  kind: string
  /** Null when it was done by command. */
  staff_id: string | null
  revision: number
  /** JSON: every touched entry as it was before, null for one that was not there. */
  before: string
  made_at: Moment
  undone_at: Moment | null
}

export type KnowledgeProposalRow = {
  agency_id: string
  proposal_id: string
  thread_id: string | null
  staff_id: string
  entry_sealed: string
  /** waiting | approved | refused */
  state: string
  created_at: Moment
  decided_at: Moment | null
  decided_by: string | null
}

export type KnowledgeGapRow = {
  agency_id: string
  gap_id: string
  /** unanswered | unfit */
  kind: string
  /** Id of the entry or of the starter pack's topic that it was near; empty when near nothing. */
  topic: string
  thread_id: string | null
  at: Moment
}

export type PersonLinkRow = { agency_id: string; link_hash: string; person_id: string; expires_at: Moment }

export type DailyCountRow = {
  agency_id: string
  /** "2026-11-21", a day in Bangkok. */
  day: string
  name: string
  unit: string
  category: string
  value: number
}

export type ChecklistRow = {
  agency_id: string
  edition: number
  name: string
  sub_indicators: string
  loaded_at: Moment
}

export type ItemRow = {
  agency_id: string
  edition: number
  code: string
  number: number
  title: string
  topic: string
  sub_indicator: string
  /** JSON array of unit names as the edition or the agency gives them. */
  units: string
  /** JSON of the edition's item: components, period, notes … */
  definition: string
  /** open | in_work | reported | approved | sent_back | not_applicable */
  status: string
  /** Words of an import before 0002; `note_sealed` and `reason_sealed` since. */
  note: string | null
  reason: string | null
  url: string | null
  updated_at: Moment | null
  /** A person of the agency, as are uploader_id, submitted_by and passed_by. */
  owner_id: Generated<string | null>
  uploader_id: Generated<string | null>
  /** The last moment of the day on which it is due. */
  due_at: Generated<Moment | null>
  note_sealed: Generated<string | null>
  reason_sealed: Generated<string | null>
  submitted_at: Generated<Moment | null>
  submitted_by: Generated<string | null>
  /** Who said yes first, where two must. */
  passed_by: Generated<string | null>
  /** JSON array: places of the components that are there, from 0. */
  ticks: Generated<string>
  component_count: Generated<number>
  /** Rises with every change. */
  version: Generated<number>
}

/** An item as it is read, and what may be changed of it. */
export type StoredItem = Selectable<ItemRow>
export type ItemUpdate = Updateable<ItemRow>

/** One change of one item, never altered again. */
export type ItemChangeRow = {
  agency_id: string
  edition: number
  code: string
  /** The item's version after it. */
  version: number
  /** What was done with one confirmation, perhaps to several items. */
  act_id: string
  kind: string
  at: Moment
  /** staff_id; null = the operator's command. */
  by_staff: string | null
  from_status: string
  to_status: string
  /** Sealed { before, after } of the fields that changed. */
  change_sealed: string
}

export type ItemDraftRow = {
  agency_id: string
  draft_id: string
  person_id: string
  /** Emptied when done. */
  draft_sealed: string
  created_at: Moment
  done_at: Moment | null
}

export type StaffLinkRow = {
  /** One-way names of the secrets in the link and in the session's cookie. */
  link_hash: string
  agency_id: string
  staff_id: string
  /** The page behind it, a path below the staff pages. */
  opens: string
  expires_at: Moment
  used_at: Moment | null
  session_hash: string | null
  session_until: Moment | null
}

/** The result of a past year as it was published; `scores` is JSON. */
export type PublishedScoreRow = { agency_id: string; edition: number; scores: string; recorded_at: Moment }

/** An agency's own measures of a year; `issues` is JSON. Without a row those that ship are its measures. */
export type MeasurePlanRow = { agency_id: string; edition: number; issues: string; loaded_at: Moment }

export type MeasureRow = {
  agency_id: string
  edition: number
  /** A measure ("1.1"), or the guidance of an indicator ("g4"). */
  code: string
  /** open | in_work | done | not_applicable */
  status: string
  /** Another unit than the plan names. */
  unit: string | null
  /** Rises with every change. */
  version: number
  updated_at: Moment
}

/** One line of what was done about a measure, in a quarter of the fiscal year. */
export type MeasureProgressRow = {
  agency_id: string
  edition: number
  code: string
  /** The version of the measure that came with it. */
  version: number
  quarter: number
  note_sealed: string
  url: string | null
  at: Moment
}

export type MeasureChangeRow = {
  agency_id: string
  edition: number
  code: string
  version: number
  change_id: string
  at: Moment
  by_staff: string | null
  /** The change that this one took back. */
  undoes: string | null
  /** Sealed JSON: before and after. */
  change_sealed: string
}

/** A page that proves an item. */
export type EvidenceRow = {
  agency_id: string
  evidence_id: string
  edition: number
  code: string
  page_url: string
  home_url: string | null
  /** Sealed JSON: the way through the menus, and a note. */
  words_sealed: string | null
  /** A photo of the page, among the attachments. */
  attachment_id: string | null
  added_by: string | null
  added_at: Moment
  /** The act that brought it: whoever takes that back takes this away. */
  act_id: string | null
  /** Also set while it is only shown to somebody and not given yet. */
  removed_at: Moment | null
  /** What the last look came to; null before the first one. */
  verdict: string | null
  /** JSON of what was seen then: address, title, kind, size, digest. */
  seen: string | null
  checked_at: Moment | null
  failing_since: Moment | null
  attempts: number
  /** When it is looked at next; null = never again (taken away, or of a past edition). */
  not_before: Moment | null
  snapshot_id: string | null
  /** The edition from which it was carried over and not yet confirmed. */
  stale_from: number | null
}

/** Evidence as it was submitted. */
export type EvidenceSnapshotRow = {
  agency_id: string
  snapshot_id: string
  evidence_id: string
  edition: number
  code: string
  page_url: string
  home_url: string | null
  /** Sealed JSON: the way through the menus, and a note. */
  words_sealed: string | null
  submitted_by: string | null
  submitted_at: Moment
  /** The look that was frozen; null until there was one. */
  seen_at: Moment | null
  verdict: string | null
  seen: string | null
}

/** When the items of an edition are to be answered. */
export type ChecklistPeriodRow = {
  agency_id: string
  edition: number
  opens_at: Moment
  closes_at: Moment
}

export type EntryLinkRow = {
  agency_id: string
  link_hash: string
  staff_id: string
  leads_to: string
  expires_at: Moment
  used_at: Moment | null
}

export type ThreadRow = {
  agency_id: string
  thread_id: string
  number: string
  fiscal_year: number
  /** Counted for each kind apart. */
  serial: number
  person_id: string
  unit: string | null
  /** open (staff must act) | asked (staff asked back) | answered | closed */
  status: string
  created_at: Moment
  due_at: Moment
  /** The latest answer; `first_answered_at` the first one. */
  answered_at: Moment | null
  /** question | request */
  kind: string
  /** A question's category of knowledge, or what a request is about: road, light, waste, water, nuisance, other. */
  category: string | null
  /** Of a request: received | in-work | done | passed-on. */
  progress: string | null
  /** The member of staff who has it in hand. */
  claimed_by: string | null
  claimed_at: Moment | null
  /** Raised with every change that somebody who is writing an answer should know of. */
  version: number
  /** Since when staff must act: the question, or what the citizen wrote last after an answer. */
  waiting_since: Moment
  /** When something was last said by either side. */
  last_at: Moment
  first_answered_at: Moment | null
  /** Answers by people so far. */
  answers: number
  closed_at: Moment | null
  /** citizen | silence | staff */
  closed_by: string | null
  /** 1 to 5. */
  rating: number | null
  rated_at: Moment | null
  comment_sealed: string | null
  /** LINE's ids of the messages that the comment was. */
  comment_source: string | null
}

export type ThreadMessageRow = {
  agency_id: string
  message_id: string
  thread_id: string
  /** citizen | staff */
  author: string
  staff_id: string | null
  body_sealed: string
  created_at: Moment
  /** text | place | ask (staff ask back) | progress */
  kind: string
  /** In whose name it went out: the unit's, or a person's who chose so. */
  shown_as: string | null
  /** LINE's ids of the messages that it was, with blanks between, so that what is taken back can be found. */
  source_id: string | null
}

export type ThreadEventRow = {
  agency_id: string
  event_id: string
  thread_id: string
  at: Moment
  /** opened | unit | claimed | released | asked | answered | asked-on | progress | category | closed | reopened | rated | removed */
  kind: string
  /** citizen | staff | clock */
  author: string
  staff_id: string | null
  was: string | null
  became: string | null
  note_sealed: string | null
}

export type CannedAnswerRow = {
  agency_id: string
  canned_id: string
  /** null = for every unit. */
  unit: string | null
  body_sealed: string
  staff_id: string
  uses: number
  created_at: Moment
}

export type AttachmentRow = {
  agency_id: string
  attachment_id: string
  /** Emptied with the person's erasure, like message_id; the file is removed after that. */
  person_id: string
  message_id: string
  /** image | video | audio | file */
  media: string
  /** due | kept | gone */
  state: string
  /** Media type by the first bytes; null until it is kept. */
  type: string | null
  bytes: number | null
  thread_id: string | null
  attempts: number
  not_before: Moment
  created_at: Moment
  /** citizen | staff */
  author: string
  /** The message of the thread that it came with. */
  thread_message_id: string | null
  /** Of a photo from staff: the hash of the address under which the citizen sees it. */
  link_hash: string | null
}

export type CounterRow = { agency_id: string; name: string; fiscal_year: number; value: number }

export type OwnDayRow = {
  agency_id: string
  /** "2026-04-13" in Asia/Bangkok, common era. */
  date: string
  /** 1 = the agency works although others do not; 0 = it is closed. */
  works: number
  name: string
}

export type JobRow = {
  agency_id: string
  /** Name of the job, e.g. `notices.tell`. */
  job: string
  /** When the next run is due by its rule. */
  due_at: Moment
  /** The same, or later after a failure. */
  not_before: Moment
  /** Failures in a row. */
  failures: number
  claimed_by: string | null
  claimed_until: Moment | null
  /** When a run was finished last. */
  done_at: Moment | null
}

export type PushRow = {
  agency_id: string
  /** "2026-11", month in Asia/Bangkok. */
  month: string
  /** citizen | deadline | work */
  purpose: string
  sent: number
}

export type ReminderRow = {
  agency_id: string
  person_id: string
  /** deadline | work: which part of the month's messages it may use; ride: only with the person's next reply. */
  purpose: string
  since: Moment
}

export type ToldRow = { agency_id: string; person_id: string; matter: string; told_at: Moment }

export type NoticeWishRow = {
  agency_id: string
  person_id: string
  /** all | digest | none */
  mode: string
  /** Minutes after midnight in Asia/Bangkok. */
  digest_minute: number
  /** "2026-11-23": the day of the last digest, whether or not there was anything to say. */
  digest_on: string | null
  pushed_at: Moment | null
}
