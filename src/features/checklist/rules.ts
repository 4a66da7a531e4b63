import type { Role } from '../../staff/staff-store.ts'
import type { ChangeKind, Changed } from './item-changes.ts'
import type { Item } from './items.ts'

/** Who is about to do something. */
export type Actor = { personId: string; role: Role }

/** What a member of staff says about an item. Words that were not said are absent. */
export type Report = {
  status?: 'done' | 'in_progress' | 'not_started' | 'not_applicable'
  url?: string
  note?: string
  /** Why it does not apply. */
  reason?: string
}

export type Refusal =
  /** It is as they say already. */
  | 'unchanged'
  | 'already-reported'
  | 'already-approved'
  /** Only those who review may take up again what passed, or say that an item does not apply. */
  | 'reviewers-only'
  | 'needs-reason'
  /** Nothing waits for a yes. */
  | 'not-waiting'
  /** Whoever handed it in cannot pass it. */
  | 'own-work'
  /** They said yes already; the second yes is somebody else's. */
  | 'passed-by-you'

export type Verdict = { kind: ChangeKind; set: Changed } | { refused: Refusal }

const reviewing: readonly Role[] = ['reviewer', 'executive', 'admin']

/** Whether this role may say yes or no to what others handed in. */
export function mayReview(role: Role): boolean {
  return reviewing.includes(role)
}

/** Whether this role may give items to units and people. Anybody may take one on. */
export function mayAssign(role: Role): boolean {
  return reviewing.includes(role)
}

/**
 * What a report means for an item. Nothing of it happens before it was shown. `done` never means passed: it waits for
 * somebody else.
 */
export function judgeReport(item: Item, report: Report, actor: Actor, now: Date): Verdict {
  const settled = item.status === 'approved' || item.status === 'not_applicable'
  const words: Changed = {
    ...(report.url !== undefined && report.url !== item.url && { url: report.url }),
    // What the note says already does not take its place.
    ...(report.note !== undefined && !item.note?.includes(report.note) && { note: report.note }),
  }
  const isNew = Object.keys(words).length > 0
  switch (report.status) {
    case 'done':
      if (item.status === 'not_applicable' && !mayReview(actor.role)) return { refused: 'reviewers-only' }
      if (item.status === 'approved' && !isNew) return { refused: 'already-approved' }
      if (item.status === 'reported' && !isNew) return { refused: 'already-reported' }
      return { kind: 'submit', set: { ...words, ...handedIn(actor, now) } }
    case 'in_progress':
    case 'not_started': {
      if (settled && !mayReview(actor.role)) return { refused: 'reviewers-only' }
      const status = report.status === 'in_progress' ? 'in_work' : 'open'
      if (item.status === status && !isNew) return { refused: 'unchanged' }
      return {
        kind: settled ? 'reopen' : 'work',
        set: { ...words, ...(item.status !== status && { status, ...takenBack }) },
      }
    }
    case 'not_applicable':
      if (!mayReview(actor.role)) return { refused: 'reviewers-only' }
      if (item.status === 'not_applicable' && report.reason === undefined) return { refused: 'unchanged' }
      if (report.reason === undefined) return { refused: 'needs-reason' }
      return { kind: 'not_applicable', set: { status: 'not_applicable', reason: report.reason, ...takenBack } }
    case undefined:
      if (!isNew) return { refused: 'unchanged' }
      if (item.status === 'not_applicable' && !mayReview(actor.role)) return { refused: 'reviewers-only' }
      // What waits for a yes, or has it, is looked at again when its page is another one.
      if (words.url !== undefined && (item.status === 'reported' || item.status === 'approved'))
        return { kind: 'submit', set: { ...words, ...handedIn(actor, now) } }
      return {
        kind: words.url === undefined ? 'work' : 'evidence',
        set: { ...words, ...(item.status === 'open' && { status: 'in_work' }) },
      }
    default:
      return report.status satisfies never
  }
}

/** Handing in by a button, as it stands. */
export function judgeSubmission(item: Item, actor: Actor, now: Date): Verdict {
  return judgeReport(item, { status: 'done' }, actor, now)
}

/**
 * What a yes means for an item.
 * @param levels how many different people must say it, by the agency's setting
 */
export function judgeApproval(item: Item, actor: Actor, levels: 1 | 2): Verdict {
  if (!mayReview(actor.role)) return { refused: 'reviewers-only' }
  if (item.status === 'approved') return { refused: 'already-approved' }
  if (item.status !== 'reported') return { refused: 'not-waiting' }
  if (item.submittedBy?.personId === actor.personId) return { refused: 'own-work' }
  if (levels === 2 && item.passedBy === null) return { kind: 'pass', set: { passedBy: actor.personId } }
  if (levels === 2 && item.passedBy?.personId === actor.personId) return { refused: 'passed-by-you' }
  return { kind: 'approve', set: { status: 'approved', reason: null } }
}

/** What a no means: the item goes back with the reason, word for word. What passed before can be sent back too. */
export function judgeReturn(item: Item, actor: Actor, reason: string | null): Verdict {
  if (!mayReview(actor.role)) return { refused: 'reviewers-only' }
  if (item.status !== 'reported' && item.status !== 'approved') return { refused: 'not-waiting' }
  if (reason === null) return { refused: 'needs-reason' }
  return { kind: 'return', set: { status: 'sent_back', reason, passedBy: null } }
}

/** Whether components may still be ticked: not while somebody looks at them, and not after. */
export function mayTick(item: Item): boolean {
  return item.status === 'open' || item.status === 'in_work' || item.status === 'sent_back'
}

/** All places of an item's components. */
export function allPlaces(item: Pick<Item, 'need'>): number[] {
  return Array.from({ length: item.need }, (_, place) => place)
}

function handedIn(actor: Actor, now: Date): Changed {
  return {
    status: 'reported',
    submittedAt: now.toISOString(),
    submittedBy: actor.personId,
    passedBy: null,
    reason: null,
  }
}

/** What is worked on again waits for nobody. */
const takenBack = { submittedAt: null, submittedBy: null, passedBy: null } as const
