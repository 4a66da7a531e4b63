/** A question for staff, or a request about the town (road, lamp, rubbish …), with everything that was said about it. */
export type Thread = {
  id: string
  /** `Q-2570-00012` or `R-2570-00007`. */
  number: string
  kind: ThreadKind
  serial: number
  fiscalYear: number
  category: string | null
  /** Of a request only. */
  progress: Progress | null
  personId: string
  unit: string | null
  status: ThreadStatus
  /** The first thing that the citizen wrote. */
  question: string
  /** The last thing that staff wrote as an answer. */
  answer: string | null
  messages: ThreadMessage[]
  createdAt: Date
  dueAt: Date
  /** Since when staff must act. */
  waitingSince: Date
  answeredAt: Date | null
  claim: Claim | null
  /** Changes with everything that somebody who is writing an answer should know of. */
  version: number
  rating: number | null
}

export const threadKinds = ['question', 'request'] as const
export type ThreadKind = (typeof threadKinds)[number]

/** Who must act: `open` staff, `asked` the citizen (staff asked back), `answered` nobody, `closed` it is over. */
export const threadStatuses = ['open', 'asked', 'answered', 'closed'] as const
export type ThreadStatus = (typeof threadStatuses)[number]

/** How far the work on a request is. */
export const progresses = ['received', 'in-work', 'done', 'passed-on'] as const
export type Progress = (typeof progresses)[number]

/** `place`: text is a map address; `ask`: staff ask back; `progress`: a word of staff about the work. */
export const messageKinds = ['text', 'place', 'ask', 'progress'] as const
export type MessageKind = (typeof messageKinds)[number]

export type ThreadMessage = {
  id: string
  author: 'citizen' | 'staff'
  kind: MessageKind
  text: string
  /** In whose name staff wrote it. */
  shownAs: string | null
  at: Date
}

/** The member of staff who has a thread in hand. */
export type Claim = { staffId: string; name: string; at: Date }

/** What happened to a thread once. `was` and `became` are units, states or stars, by kind. */
export type ThreadEvent = {
  kind: ThreadEventKind
  author: 'citizen' | 'staff' | 'clock'
  /** The name of the member of staff, where it was one. */
  by: string | null
  was: string | null
  became: string | null
  note: string | null
  at: Date
}

export const threadEventKinds = [
  'opened',
  'unit',
  'claimed',
  'released',
  'asked',
  'answered',
  'asked-on',
  'progress',
  'category',
  'closed',
  'reopened',
  'rated',
  'removed',
] as const
export type ThreadEventKind = (typeof threadEventKinds)[number]
