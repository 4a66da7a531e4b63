/** Something the bot can tell: an entry of the agency's knowledge base, a published OIT item, or what the starter pack says. */
export type Topic = {
  id: string
  kind: 'faq' | 'item' | 'starter'
  title: string
  answer: string
  unit: string
  category: string
  url: string | null
  /** Null = the agency never confirmed it. */
  confirmedAt: Date | null
  /** The day, as "2027-11-21", from which on somebody should have looked at it again. */
  reviewOn: string | null
  /** What the agency has not said yet and a citizen may want to know; of the starter pack only. */
  missing: readonly string[]
}

export type Understood = {
  outcome: 'answer' | 'choices' | 'handoff' | 'smalltalk'
  /** Ids of topics, likeliest first. */
  top: string[]
  /** Those after the first that fit nearly as well. */
  next: string[]
  /** 0 to 1. */
  confidence: number
  smalltalk?: string
}

/** What an agency knows, ready to be asked. */
export type Knowledge = {
  understand(text: string): Understood
  topic(id: string): Topic | null
  /** What a text is about as nearly as can be told: the id of an entry or a topic, or null. Says nothing of its words. */
  matter(text: string): string | null
  /** Ids of the agency's own entries and of the pack's topics that fit a text, best first. */
  find(text: string, most: number): string[]
  /** Ids of the pack's topics that are said for the agency because it has not written about them. */
  general(): string[]
}
