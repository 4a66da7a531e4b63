import type { DroppedAs } from '../chat/incoming.ts'
import { accusation } from '../thai/accusation.ts'

/** As much of a burst is read as one text: the end of it. */
const lettersRead = 2000

/** More texts than that, each within half a second, come from no hand: they are read two at a time, so that none holds up the door. */
const mostByHand = 5

/**
 * Why a text must not be kept at all, in any of the ways in which it can be read (`readTogether`); null = it may be kept.
 */
export function mustDrop(readings: Iterable<string>): DroppedAs | null {
  for (const words of new Set(readings)) {
    const { kind, hit } = accusation(words)
    if (hit && (kind === 'receipt' || kind === 'accusation' || kind === 'wants-to-report')) return kind
  }
  return null
}

/** How the last of several texts in a row is read beside alone: with the few before it, and with all of them. */
export function readLastTogether(texts: readonly string[]): string[] {
  return texts.length > mostByHand ? [texts.slice(-2).join(' ')] : [...endingsOf(texts), ...wholeOf(texts)]
}

/** How several texts in a row are read: a few at a time, and all of them. */
export function readTogether(texts: readonly string[]): string[] {
  return texts.flatMap((_, index) => readLastTogether(texts.slice(0, index + 1)))
}

/** The last two, three, four: an ordinary question before or between hides in the whole what a few of them say. */
function endingsOf(texts: readonly string[]): string[] {
  return [2, 3, 4].filter((length) => length <= texts.length).map((length) => texts.slice(-length).join(' '))
}

function wholeOf(texts: readonly string[]): string[] {
  return texts.length < 2 ? [] : [texts.join(' ').slice(-lettersRead)]
}
