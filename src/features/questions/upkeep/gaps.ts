import { words as tokensOf } from '../../../thai/segment.ts'
import type { Gap } from '../gap-store.ts'

/** What is missing, gathered: near which topic or by whose words, and how often. */
export type GapGroup = {
  /** The entry or topic that it is near, or null. */
  topic: string | null
  /** A question of a thread that stands for the others; staff can read it there. Null when nobody handed one over. */
  question: { threadId: string; text: string } | null
  unanswered: number
  unfit: number
}

/** Two questions are about the same thing when they share at least this much of their words. */
const alike = 0.4

/**
 * Gathers gaps, most frequent first. Those near a topic are one group for each topic; of those near nothing only what was
 * handed to staff has words, and like goes with like.
 * @param questionOf the first words of a thread, or null when it is gone
 * @param isSettled whether somebody has written or confirmed what was missing since
 */
export function groupGaps(
  gaps: readonly Gap[],
  questionOf: (threadId: string) => string | null,
  isSettled: (gap: Gap, question: string | null) => boolean,
): GapGroup[] {
  const byTopic = new Map<string, GapGroup>()
  const byWords: { group: GapGroup; words: Set<string> }[] = []
  for (const gap of gaps) {
    const question = gap.threadId === null ? null : questionOf(gap.threadId)
    if (isSettled(gap, question)) continue
    const group = groupOf(gap, question)
    if (!group) continue
    group[gap.kind] += 1
    if (question !== null && gap.threadId !== null) group.question ??= { threadId: gap.threadId, text: question }
  }
  return [...byTopic.values(), ...byWords.map((one) => one.group)].toSorted(
    (one, other) => other.unanswered + other.unfit - (one.unanswered + one.unfit),
  )

  function groupOf(gap: Gap, question: string | null): GapGroup | null {
    if (gap.topic !== '') {
      const known = byTopic.get(gap.topic) ?? { topic: gap.topic, question: null, unanswered: 0, unfit: 0 }
      byTopic.set(gap.topic, known)
      return known
    }
    if (question === null) return null
    const words = new Set(tokensOf(question))
    const like = byWords.find((one) => shared(one.words, words) >= alike)
    if (like) return like.group
    const group: GapGroup = { topic: null, question: null, unanswered: 0, unfit: 0 }
    byWords.push({ group, words })
    return group
  }
}

function shared(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let both = 0
  for (const word of one) if (other.has(word)) both += 1
  const all = one.size + other.size - both
  return all === 0 ? 0 : both / all
}
