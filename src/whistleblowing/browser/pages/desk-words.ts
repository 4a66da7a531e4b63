import { officerTexts as texts } from '../../../texts/whistleblowing-officer.ts'

type Names<Words> = (keyof Words & string)[]

/** The reasons for which an identity may be opened, in the order in which they are offered. */
export const identityReasonNames = Object.keys(texts.case.identity.reasons) as Names<typeof texts.case.identity.reasons>
export const outcomeNames = Object.keys(texts.outcomes) as Names<typeof texts.outcomes>
/** Statuses that an officer sets by hand. */
export const workingStatuses = ['checking', 'working', 'referred'] as const
