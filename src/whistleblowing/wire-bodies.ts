import { z } from 'zod'
import {
  caseIdForm,
  itemIdForm,
  itemKinds,
  itemRoles,
  itemSizes,
  identityLength,
  keyRoles,
  limits,
  outcomes,
  reporterKey,
  sealedLength,
  statuses,
} from './wire.ts'

/**
 * Every body and every answer of the HTTP surface. Unknown keys are refused. The server parses with these; the pages import
 * only the types (`import type`), so that no validator travels to a phone.
 */

/** A fresh array each time: a tuple with an exact shape would make the types of callers needlessly narrow. */
const base64url = (bytes: { min: number; max: number }) =>
  z
    .string()
    .max(Math.ceil((bytes.max * 4) / 3))
    .regex(/^[A-Za-z0-9_-]*$/)
    .transform((text) => Buffer.from(text, 'base64url'))
    .refine((read) => read.length >= bytes.min && read.length <= bytes.max)

const ageStart = Buffer.from('age-encryption.org/v1\n-> X25519 ')
const isAge = (bytes: Buffer) => bytes.subarray(0, ageStart.length).equals(ageStart)

/** A sealed thing of one of these exact lengths. */
const sealed = (lengths: readonly number[]) =>
  base64url({ min: Math.min(...lengths), max: Math.max(...lengths) })
    .refine((bytes) => lengths.includes(bytes.length))
    .refine(isAge)

const CaseId = z.string().regex(caseIdForm)
const ItemId = z.string().regex(itemIdForm)
/** Ids of keys are ours. */
const KeyId = z.string().regex(/^[A-Za-z0-9_-]{12}$/)
const seq = z.number().int().min(1).max(10_000)
/** An X25519 recipient of age: bech32 of 32 bytes. */
const Recipient = z.string().regex(/^age1[02-9ac-hj-np-z]{58}$/)

const toCase = itemSizes.map((size) => sealedLength(size, 1))
const toStaff = itemSizes.flatMap((size) =>
  Array.from({ length: limits.wraps }, (_, index) => sealedLength(size, index + 1)),
)
const wrapLength = sealedLength(identityLength, 1)

const unique =
  <Value>(key: (value: Value) => unknown) =>
  (list: readonly Value[]) =>
    new Set(list.map(key)).size === list.length

// ---- what a reporter sends ----------------------------------------------------------------------------------------------

/** The challenge as it was given out, with the number that solves it. */
export const Pow = z.strictObject({
  c: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  bits: z.number().int().min(0).max(32),
  /** Whole milliseconds since 1970 by the server's clock. */
  exp: z.number().int().positive(),
  mac: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  n: z.string().regex(/^\d{1,15}$/),
})
export type Pow = z.input<typeof Pow>

const Wrap = z.strictObject({
  key: z.union([KeyId, z.literal(reporterKey)]),
  blob: sealed([wrapLength]),
})
const StaffWrap = z.strictObject({ key: KeyId, blob: sealed([wrapLength]) })

/** An item that is sealed to the case key. */
const openItem = <Kind extends string>(kinds: readonly [Kind, ...Kind[]]) =>
  z.strictObject({ id: ItemId, kind: z.enum(kinds), seq, blob: sealed(toCase) })

const parts = z
  .array(ItemId)
  .max(limits.parts)
  .refine(unique((id: string) => id))

/** `POST /w/s` */
export const Submission = z
  .strictObject({
    case: CaseId,
    /** The first half of what scrypt makes of the receipt. */
    lookup: base64url({ min: 32, max: 32 }),
    wraps: z
      .array(Wrap)
      .min(2)
      .max(limits.wraps + 1)
      .refine(unique((wrap: { key: string }) => wrap.key)),
    /** One report (seq 1), at most one identity, at most five manifests; seq 1, 2, 3 … in this order. */
    items: z
      .array(openItem(['report', 'identity', 'file-manifest']))
      .min(1)
      .max(limits.items),
    /** Parts that were uploaded for this case. */
    files: parts,
    /** A field that people do not see: only machines fill it. */
    website: z.literal(''),
    pow: Pow,
  })
  .refine(({ items }) => items.every((item, index) => item.seq === index + 1))
  .refine(({ items }) => items[0]?.kind === 'report')
  .refine(({ items }) => items.filter((item) => item.kind === 'report').length === 1)
  .refine(({ items }) => items.filter((item) => item.kind === 'identity').length <= 1)
  .refine(({ items }) => items.filter((item) => item.kind === 'file-manifest').length <= limits.files)
  .refine(({ items }) => unique((item: { id: string }) => item.id)(items))
export type Submission = z.input<typeof Submission>

/** `POST /w/u`: asks for a ticket with which parts may be put. */
export const UploadWish = z.strictObject({ pow: Pow })
export type UploadWish = z.input<typeof UploadWish>

/** `POST /w/r` */
export const LookUp = z.strictObject({ lookup: base64url({ min: 32, max: 32 }), pow: Pow })
export type LookUp = z.input<typeof LookUp>

const Token = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

/** `POST /w/r/i` */
export const FollowUp = z
  .strictObject({
    token: Token,
    items: z
      .array(openItem(['reply', 'identity', 'file-manifest']))
      .min(1)
      .max(limits.items),
    files: parts,
  })
  .refine(({ items }) => unique((item: { id: string }) => item.id)(items))
export type FollowUp = z.input<typeof FollowUp>

/** `POST /w/r/w` (the reporter asks to take the report back) and `POST /w/r/x` (ends the visit at once). */
export const TokenOnly = z.strictObject({ token: Token })
export type TokenOnly = z.input<typeof TokenOnly>

// ---- what a reporter gets -----------------------------------------------------------------------------------------------

/** Why something was refused, in one word. Nothing else is ever told. */
export const refusals = [
  /** The body is not what it should be, in form or in content. */
  'bad',
  'large',
  /** The channel does not take reports now. */
  'closed',
  /** The proof of work is missing its bits, too old, used, or of another kind. Get a new challenge. */
  'pow',
  /** Sent too soon after the challenge was given; wait `wait` seconds from the challenge on. */
  'early',
  /** No such receipt; or, for officers, no such thing or not theirs. */
  'unknown',
  /** The case id is taken: draw another one and seal again. */
  'case',
  /** A wrap is for a key that is not in use now, or a needed wrap is missing. Fetch the keys anew. */
  'keys',
  /** Somebody else wrote meanwhile: fetch the case anew, take the next seq, seal again. */
  'seq',
  /** A part is not there (any more): upload again. */
  'parts',
  /** The visit is over: look up again. */
  'token',
  /** No files are taken for the moment; words are. */
  'full',
  'busy',
  // For officers.
  'session',
  'forbidden',
  /** The answer to a challenge is wrong, or the challenge is over. */
  'proof',
  /** A rule says no; `why` names it. */
  'rule',
  'failure',
] as const
export type Refusal = { error: (typeof refusals)[number]; why?: string }

/** `GET /w/keys` */
export type KeysAnswer = {
  state: 'open' | 'closed'
  agency: { slug: string; name: string; mainSite: string }
  /** The day in Bangkok. */
  today: string
  kdf: { name: 'scrypt'; N: number; r: number; p: number; salt: string }
  keys: PublicKey[]
  limits: TimeLimits
  retentionDays: number
  /** For people who would rather write or call; empty where the agency set none. */
  postalAddress: string
  phone: string
  /** False while the disk is nearly full: words are taken, files are not. */
  takesFiles: boolean
}
export type PublicKey = {
  id: string
  role: (typeof keyRoles)[number]
  /** The position of who reads, never a name. */
  label: string
  recipient: string
  /** 20 digits. */
  fingerprint: string
  activeFrom: string
  /** Whether readers changed within the last 30 days by this key. */
  isNew: boolean
}
/** In days. */
export type TimeLimits = {
  /** Working days until a person acknowledges. */
  acknowledge: number
  firstAnswer: number
  progress: number
  outcome: number
}

/** `GET /w/pow?k=` */
export type PowAnswer = {
  c: string
  bits: number
  exp: number
  mac: string
  /** Seconds that must pass from now before it is accepted. */
  wait: number
}

/** `POST /w/s` */
export type SubmissionAnswer = {
  /** The day that is kept as the day of receipt. */
  received: string
  /** The day from which looking again makes sense. */
  nextCheck: string
}

/** `POST /w/u` */
export type TicketAnswer = { ticket: string; parts: number }

export type CaseItem = {
  id: string
  kind: (typeof itemKinds)[number]
  role: (typeof itemRoles)[number]
  seq: number
  day: string
  /** null for an identity, which has a door of its own. */
  blob: string | null
}

/** `POST /w/r`, and `POST /w/r/i`, `/w/r/w` with the same token. */
export type CaseForReporter = {
  token: string
  case: string
  status: (typeof statuses)[number]
  outcome: (typeof outcomes)[number] | null
  received: string
  acknowledged: string | null
  firstAnswer: string | null
  closed: string | null
  /** The day on which everything is deleted; null while the case is open. */
  purge: string | null
  withdrawalAsked: boolean
  nextCheck: string
  /** The case identity, sealed to the reporter. */
  wrap: string
  items: CaseItem[]
  /** The next free seq. */
  nextSeq: number
}

// ---- what an officer sends ------------------------------------------------------------------------------------------------

/** `POST /o/w/session`: the one-time token that stands behind the `#` of the link. */
export const Entry = z.strictObject({ token: Token })
export type Entry = z.input<typeof Entry>

/** `POST /o/w/keys` */
export const NewKey = z
  .strictObject({
    role: z.enum(keyRoles),
    label: z.string().trim().min(2).max(80),
    recipient: Recipient,
    /** The identity as an age passphrase file (scrypt) in ASCII armor; null for a recovery key, which is only on paper. */
    wrapped: z
      .string()
      .max(1000)
      .regex(/^-----BEGIN AGE ENCRYPTED FILE-----\n[A-Za-z0-9+/=\n]+\n-----END AGE ENCRYPTED FILE-----\n?$/)
      // What the armor begins with when it holds a passphrase file; a private key in the clear never does.
      .refine((text) =>
        Buffer.from(text.split('\n')[1] ?? '', 'base64')
          .toString('latin1')
          .startsWith('age-encryption.org/v1\n-> scrypt '),
      )
      .nullable(),
  })
  .refine((key) => (key.role === 'recovery') === (key.wrapped === null))
export type NewKey = z.input<typeof NewKey>

/** What was sealed in a challenge: proof that somebody holds the private half. */
const Answer = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

/** `POST /o/w/keys/:id/challenge` has an empty object as body. `POST /o/w/keys/:id/confirm` */
export const Confirmation = z.strictObject({ answer: Answer })
export type Confirmation = z.input<typeof Confirmation>

/** `POST /o/w/keys/:id/approve`, `…/retire`: `by` is a key in use whose challenge was answered. */
export const Approval = z.strictObject({ by: KeyId, answer: Answer })
export type Approval = z.input<typeof Approval>

/** `POST /o/w/cases/:id/items`. `reply` is sealed to the case, `note` and `redacted` to the admitted staff keys. */
const OfficerItem = z.union([
  openItem(['reply']),
  z.strictObject({ id: ItemId, kind: z.enum(['note', 'redacted']), seq, blob: sealed(toStaff) }),
])
const officerItems = z.array(OfficerItem).max(limits.items)
export const OfficerItems = z.strictObject({ items: officerItems.min(1) })
export type OfficerItems = z.input<typeof OfficerItems>

/** `POST /o/w/cases/:id/status`, with words to the reporter if there are any. */
export const StatusChange = z.strictObject({
  status: z.enum(['checking', 'working', 'referred']),
  items: officerItems,
})
export type StatusChange = z.input<typeof StatusChange>

/** `POST /o/w/cases/:id/close`: never without a reason, as an item (reply or note). */
export const Closing = z.strictObject({ outcome: z.enum(outcomes), items: officerItems.min(1) })
export type Closing = z.input<typeof Closing>

/** `POST /o/w/cases/:id/extend`: a reasoned extension of the outcome (days) before or after it is due. */
export const Extension = z.strictObject({ days: z.number().int().min(1).max(90), items: officerItems.min(1) })
export type Extension = z.input<typeof Extension>

/** `POST /o/w/cases/:id/rewrap`: admits keys; notes are sealed anew, because they are not sealed to the case key. */
export const Rewrap = z.strictObject({
  wraps: z
    .array(StaffWrap)
    .min(1)
    .max(limits.wraps)
    .refine(unique((wrap: { key: string }) => wrap.key)),
  notes: z.array(z.strictObject({ id: ItemId, blob: sealed(toStaff) })).max(200),
})
export type Rewrap = z.input<typeof Rewrap>

/** `POST /o/w/cases/:id/keep`: deletes later than planned. */
export const Keeping = z.strictObject({ days: z.number().int().min(1).max(365) })
export type Keeping = z.input<typeof Keeping>

/** `POST /o/w/cases/:id/identity`: why. The word goes into the audit trail; nothing else of it is kept. */
const identityReasons = ['contact', 'protect', 'witness', 'law'] as const
export const IdentityWish = z.strictObject({ reason: z.enum(identityReasons) })
export type IdentityWish = z.input<typeof IdentityWish>

/** `…/challenge`, `…/withdraw`, `…/spam`, `…/purge`, `…/export`, `…/discard`, `/drill`, `/leave` */
export const Nothing = z.strictObject({})

/** `POST /o/w/settings` */
export const SettingsChange = z.strictObject({
  retentionDays: z.number().int().min(30).max(3650),
  acknowledgeDays: z.number().int().min(1).max(7),
  firstAnswerDays: z.number().int().min(1).max(15),
  progressDays: z.number().int().min(7).max(60),
  outcomeDays: z.number().int().min(30).max(180),
  /** The unit that answers for the channel, for the paper. */
  unit: z.string().trim().max(120),
  /** Where letters may go, for the paper and for people without a suitable phone. */
  postalAddress: z.string().trim().max(300),
  phone: z.string().trim().max(100),
})
export type Settings = z.output<typeof SettingsChange>

// ---- what an officer gets ---------------------------------------------------------------------------------------------------

/** `GET /o/w/me` */
export type OfficerAnswer = {
  agency: { slug: string; name: string; mainSite: string }
  name: string
  /** Registered role in LINE: `officer` reads what is wrapped for them; `admin` sees keys and settings only. */
  role: 'officer' | 'admin'
  today: string
  state: 'open' | 'closed'
  /** What is missing before the channel opens: `officer`, `second-person`, `recovery`. */
  missing: string[]
  keys: StaffKey[]
  settings: Settings
  limits: TimeLimits
  /** The last yearly drill and when the next one is due. */
  drill: { last: string | null; due: string }
}
export type StaffKey = PublicKey & {
  state: 'pending' | 'active' | 'retired'
  confirmed: boolean
  mine: boolean
  /** The holder's name as registered; null for a recovery key. */
  holder: string | null
  retiredOn: string | null
  /** The passphrase file of one's own key; null for every other one. */
  wrapped: string | null
  /** Cases that are wrapped for this key. */
  cases: number
}

/** `POST /o/w/keys` */
export type NewKeyAnswer = { id: string }
/** `POST /o/w/keys/:id/challenge` and `/o/w/drill`: an age file (base64url) that seals 43 letters, the answer. */
export type ChallengeAnswer = { challenge: string }

export type CaseSummary = {
  id: string
  status: (typeof statuses)[number]
  outcome: (typeof outcomes)[number] | null
  received: string
  opened: string | null
  acknowledged: string | null
  firstAnswer: string | null
  closed: string | null
  purge: string | null
  withdrawalAsked: boolean
  unread: boolean
  /** What must happen next and by when; null when nothing is due. */
  due: { what: 'acknowledge' | 'first-answer' | 'progress' | 'outcome'; on: string; overdue: boolean } | null
  /** My own keys under which it is wrapped. */
  keys: string[]
}
/** `GET /o/w/cases` */
export type CasesAnswer = { cases: CaseSummary[] }

/** `GET /o/w/cases/:id`, and the answer to everything that changes the case. */
export type CaseForOfficer = CaseSummary & {
  /** Wraps for my keys. */
  wraps: { key: string; blob: string }[]
  /** Whom notes are sealed to: every staff key under which the case is wrapped. */
  readers: { id: string; role: (typeof keyRoles)[number]; label: string; recipient: string }[]
  items: CaseItem[]
  nextSeq: number
  /** The next free seq of notes and redacted items. */
  nextInnerSeq: number
  /** Ids of the parts; bytes at `GET /o/w/cases/:id/files/:part`. */
  files: string[]
  reporterHasRead: boolean
}
/** `POST /o/w/cases/:id/identity` */
export type IdentityAnswer = { items: CaseItem[] }

/** `GET /o/w/audit`: lines about keys and settings, and about cases that I can read or acted on. */
export type AuditAnswer = {
  lines: { seq: number; at: string; key: string; action: string; case: string | null; prev: string; hash: string }[]
  /** Whether every line of the whole trail follows from the one before. */
  unbroken: boolean
}

/** `GET /o/w/periods`, also for executives. */
export type PeriodsAnswer = {
  /** The day up to which cases are counted: the end of a month; null before the first count. */
  asOf: string | null
  /** Newest first. `first` and `last` are months, `2026-10`. */
  periods: {
    kind: 'year' | 'half' | 'quarter' | 'month'
    /** Buddhist; October to September. */
    fiscalYear: number
    part: number
    first: string
    last: string
    received: number
    completed: number
    inProgress: number
  }[]
  /** Whether a time limit was missed as of yesterday. */
  overdue: boolean
}
