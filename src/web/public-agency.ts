/**
 * One line of a published table: the time from `from` to just before `until`, as `fiscalYearRange` and `quarterRange`
 * give it, and what came in during that time.
 */
export type PublishedCount = { from: Date; until: Date; received: number; completed: number; inProgress: number }

/** An answer of the knowledge base that shows visitors how the Q&A works. Holds nothing of any person. */
type PublishedAnswer = { question: string; answer: string; unit: string }

/** What the public may know of an agency, and all that its public pages show. */
export type PublicAgency = {
  slug: string
  name: string
  mainSite: string
  /** The official account's `@id`, or null while the agency has none. */
  basicId: string | null
  serviceHours: string
  contacts: Record<string, string>
  privacyPolicyUrl: string | null
  digits: 'thai' | 'arabic'
  /** Whether the protected channel takes reports; while not, the pages name only the national hotlines. */
  channelOpen: boolean
  /** A few questions with their answers, most asked first; may be empty. */
  examples: PublishedAnswer[]
  /**
   * The counts that are published, newest period first, or null before the first period has ended.
   * `corruption` comes from the protected channel's delayed period table and is never a live count.
   */
  statistics: { updatedAt: Date; questions: PublishedCount[]; corruption: PublishedCount[] } | null
}

/** Where the pages find agencies. The default agency comes first. */
export type AgencyReader = {
  all(): Promise<PublicAgency[]>
  bySlug(slug: string): Promise<PublicAgency | null>
}
