import type { ClaimedEvent } from './inbox-store.ts'

/** What an event is as far as bursts go: `dropped` is a text that was not kept. */
export type Part = { from: string; at: Date; is: 'text' | 'dropped' | 'other' }

/** Messages of one person that belong together. `dropped`: they must not be kept, and this is what is left of all of them. */
export type Thought = { parts: ClaimedEvent[]; dropped: ClaimedEvent | null }

/**
 * People write in bursts: texts of one person, each within `gap` ms after the one before, are one thought. A text that was not
 * kept takes its whole thought with it, and so do several that must not be kept when they are read together. Anything that is no
 * text stands alone.
 * @param events oldest first
 * @param judge what is left of several texts that must not be kept together; null = they may be
 */
export function thoughtsOf(
  events: readonly ClaimedEvent[],
  gap: number,
  partOf: (event: ClaimedEvent) => Part,
  judge: (texts: readonly ClaimedEvent[]) => ClaimedEvent | null,
): Thought[] {
  type Open = { event: ClaimedEvent; part: Part }[]
  const thoughts: Open[] = []
  const current = new Map<string, Open>()
  for (const event of events) {
    const part = partOf(event)
    const before = current.get(part.from)
    const previous = before?.at(-1)?.part
    const goesOn =
      previous !== undefined &&
      previous.is !== 'other' &&
      part.is !== 'other' &&
      part.from !== '' &&
      part.at.getTime() - previous.at.getTime() <= gap
    if (before && goesOn) {
      before.push({ event, part })
      continue
    }
    const begun: Open = [{ event, part }]
    thoughts.push(begun)
    current.set(part.from, begun)
  }
  return thoughts.map((thought): Thought => {
    const parts = thought.map(({ event }) => event)
    const dropped = thought.findLast(({ part }) => part.is === 'dropped')
    if (dropped) return { parts, dropped: dropped.event }
    return { parts, dropped: parts.length > 1 ? judge(parts) : null }
  })
}
