import { sha256 } from '@noble/hashes/sha2.js'
import { leadingZeroBits, powText } from '../../wire.ts'

/** Milliseconds of work between two moments for the page. */
const slice = 12

const utf8 = new TextEncoder()
/** One for all tries: a new one each time costs a third of the speed. */
const hash = new Uint8Array(32)

/** Whether the number answers the challenge. */
export function isSolved(challenge: string, n: string, bits: number): boolean {
  sha256
    .create()
    .update(utf8.encode(powText(challenge, n)))
    .digestInto(hash)
  return leadingZeroBits(hash) >= bits
}

/**
 * The first whole number that answers the challenge. Works in slices, so that the page stays alive.
 * @param now milliseconds of any clock that goes forward
 * @param rest gives the page a moment
 */
export async function solve(
  challenge: string,
  bits: number,
  now: () => number = () => performance.now(),
  rest: () => Promise<void> = () => new Promise((done) => setTimeout(done, 0)),
): Promise<string> {
  let until = now() + slice
  for (let n = 0; ; n += 1) {
    if (isSolved(challenge, String(n), bits)) return String(n)
    if (n % 64 === 63 && now() > until) {
      await rest()
      until = now() + slice
    }
  }
}
