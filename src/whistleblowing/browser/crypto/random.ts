/** n random bytes. An argument everywhere, so that tests can repeat themselves. */
export type RandomBytes = (n: number) => Uint8Array

/** The generator of the browser or of Node; both have it by the same name (W3C Web Cryptography API). */
export const systemRandom: RandomBytes = (n) => globalThis.crypto.getRandomValues(new Uint8Array(n))

/**
 * A whole number from 0 to below - 1, each equally likely: bytes that would favour the small ones are thrown away.
 * @param below 1 to 65,536
 */
export function randomBelow(below: number, random: RandomBytes): number {
  const fair = 65_536 - (65_536 % below)
  for (;;) {
    const [high = 0, low = 0] = random(2)
    const value = high * 256 + low
    if (value < fair) return value % below
  }
}

const letters = 'abcdefghijklmnopqrstuvwxyz234567'

/** A random name of letters (RFC 4648 base32, small), 5 bits each: 256 is a multiple of 32, so every letter is equally likely. */
export function randomName(length: number, random: RandomBytes): string {
  return Array.from(random(length), (byte) => letters[byte % 32] ?? '').join('')
}
