import { scryptAsync } from '@noble/hashes/scrypt.js'
import { bech32 } from '@scure/base'
import { identityToRecipient } from 'age-encryption'
import { kdf } from '../../wire.ts'
import { randomBelow, type RandomBytes } from './random.ts'

/** Digits that chance decides: 18 of them are 59.8 bits. */
const randomDigits = 18

/** The remainder of a long decimal number; that of a receipt is 1. */
function remainder97(digits: string): number {
  let rest = 0
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97
  return rest
}

/** A new receipt: 18 random digits and the two check digits of ISO 7064 MOD 97-10. */
export function newReceipt(random: RandomBytes): string {
  const start = Array.from({ length: randomDigits }, () => String(randomBelow(10, random))).join('')
  return start + String(98 - remainder97(`${start}00`)).padStart(2, '0')
}

/** `dddd-dddd-dddd-dddd-dddd`: how a receipt is shown and written down. */
export function showReceipt(receipt: string): string {
  return (receipt.match(/\d{4}/g) ?? []).join('-')
}

/**
 * The twenty digits of what a person typed, in Thai or Arabic digits with anything but letters and digits between them;
 * 'length' when there are not twenty, 'check' when a digit is wrong or two changed places. Needs no network.
 */
export function readReceipt(typed: string): { receipt: string } | { wrong: 'length' | 'check' } {
  const digits = arabic(typed).replace(/[^\p{L}\p{N}]/gu, '')
  if (!/^\d{20}$/.test(digits)) return { wrong: 'length' }
  return remainder97(digits) === 1 ? { receipt: digits } : { wrong: 'check' }
}

/** Whether a text holds the receipt in any grouping: who sends it with the report tells the officer the key to the case. */
export function holdsReceipt(text: string, receipt: string): boolean {
  return arabic(text)
    .replace(/[^\p{L}\p{N}]/gu, '')
    .includes(receipt)
}

/** Thai and full-width digits as 0-9. */
function arabic(text: string): string {
  return text
    .replace(/[\u0e50-\u0e59]/g, (digit) => String(digit.charCodeAt(0) - 0x0e50))
    .replace(/[\uff10-\uff19]/g, (digit) => String(digit.charCodeAt(0) - 0xff10))
}

/** How dear one try is (RFC 7914): cost N, block size r, runs p. */
export type ReceiptCost = { N: number; r: number; p: number }

/** What a receipt opens: the name under which the server finds the case, and the key that opens it. */
export type ReceiptKeys = { lookup: Uint8Array; identity: string; recipient: string }

/** scrypt (RFC 7914) with 64 bytes of result. Whoever runs it chooses the implementation; all give the same bytes. */
type Scrypt = (receipt: string, salt: string, cost: ReceiptCost) => Promise<Uint8Array>

/** That of the pages: gives them time to breathe every 20 ms. */
const pageScrypt: Scrypt = (receipt, salt, { N, r, p }) =>
  scryptAsync(receipt, salt, { N, r, p, dkLen: receiptKeyBytes, asyncTick: 20 })
export const receiptKeyBytes = 64

/**
 * One dear scrypt run turns a receipt into its two halves; neither can be had without it, and the server sees only the
 * first.
 * @param receipt twenty digits
 * @param salt of this channel, from the server
 * @param cost as the server asks. Throws a RangeError when that is cheaper than agreed: a hostile server could otherwise
 *   ask for a derivation that is easy to guess
 */
export async function openReceipt(
  receipt: string,
  salt: string,
  cost: ReceiptCost = kdf,
  scrypt: Scrypt = pageScrypt,
): Promise<ReceiptKeys> {
  const { N, r, p } = cost
  if (N < kdf.N || r < kdf.r || p < kdf.p) throw new RangeError('The receipt would be too cheap to guess.')
  const key = await scrypt(receipt, `wb1|${salt}`, cost)
  const identity = bech32.encodeFromBytes('AGE-SECRET-KEY-', key.slice(32)).toUpperCase()
  return { lookup: key.slice(0, 32), identity, recipient: await identityToRecipient(identity) }
}
