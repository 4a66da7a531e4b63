import words from './passphrase-words.json' with { type: 'json' }
import { randomBelow, type RandomBytes } from './random.ts'

/** Seven words of the list are 66 bits; age's own advice is 44 to 55 (https://age-encryption.org, four to five words of 2048). */
const count = 7

/** A new passphrase of everyday Thai words, for people to write on paper. Never chosen by a person: those can be guessed. */
export function newPassphrase(random: RandomBytes): string {
  return Array.from({ length: count }, () => words[randomBelow(words.length, random)] ?? '').join(' ')
}

/** The one form of a passphrase, whatever spaces, hyphens or composed letters a keyboard made of it. */
export function plainPassphrase(typed: string): string {
  return typed
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\u200b\-.]+/g, '')
}
