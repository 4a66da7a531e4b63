import type { ClaimedEvent } from './inbox-store.ts'

/** What an event is as far as bursts go: `dropped` is a text that was not kept. */
export type Part = { from: string; at: Date; is: 'text' | 'dropped' | 'other' }

/** Messages of one person that belong together, as one event; `parts` are all of them. */
export type Thought = { event: ClaimedEvent; parts: ClaimedEvent[] }

/**
 * People write in bursts: texts of one person, each within `gap` ms after the one before, are one thought. A text that was not
 * kept takes the rest of its thought with it: only what is left of it remains. Anything that is no text stands alone.
 * @param events oldest first
 * @param join makes one event of several texts, in their order
 */
export function joinThoughts(
  events: readonly ClaimedEvent[],
  gap: number,
  partOf: (event: ClaimedEvent) => Part,
  join: (texts: readonly ClaimedEvent[]) => ClaimedEvent,
): Thought[] {
  type Open = { parts: { event: ClaimedEvent; part: Part }[] }
  const thoughts: Open[] = []
  const current = new Map<string, Open>()
  for (const event of events) {
    const part = partOf(event)
    const before = current.get(part.from)
    const previous = before?.parts.at(-1)?.part
    const goesOn =
      previous !== undefined &&
      previous.is !== 'other' &&
      part.is !== 'other' &&
      part.from !== '' &&
      part.at.getTime() - previous.at.getTime() <= gap
    if (before && goesOn) {
      before.parts.push({ event, part })
      continue
    }
    const begun: Open = { parts: [{ event, part }] }
    thoughts.push(begun)
    current.set(part.from, begun)
  }
  return thoughts.map((thought): Thought => {
    const parts = thought.parts.map(({ event }) => event)
    const dropped = thought.parts.findLast(({ part }) => part.is === 'dropped')
    const [only] = parts
    return {
      event: dropped?.event ?? (parts.length === 1 && only ? only : join(parts)),
      parts,
    }
  })
}
