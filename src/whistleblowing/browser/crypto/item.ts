import { hkdf } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes } from '@noble/hashes/utils.js'
import { base64urlnopad, bech32 } from '@scure/base'
import { Decrypter, Encrypter } from 'age-encryption'
import { itemSizes, macInfo, wireVersion, type ItemHead } from '../../wire.ts'

/** Where an item stands: what its seal must say to be believed. `age` alone knows no sender and no place. */
export type ItemPlace = Omit<ItemHead, 'v' | 'bytes'>

/** `key`: no key given opens it; `form`: not an item; `place`: it stood elsewhere; `seal`: not made by a holder of the case key. */
export type Refusal = 'key' | 'form' | 'place' | 'seal'

/** A sealed item that must not be shown. */
export class ItemRefused extends Error {
  readonly why: Refusal
  constructor(why: Refusal) {
    super(`A sealed item was refused: ${why}.`)
    this.why = why
  }
}

/** Reports are filled up to at least this (5,000 Thai letters), so that a short and a long one look the same. */
const leastReport = 16 * 1024
const newline = 0x0a
const space = 0x20
const utf8 = new TextEncoder()

/** The key by which holders of the case key know one another's items. */
export function itemKey(caseIdentity: string): Uint8Array {
  const { bytes } = bech32.decodeToBytes(caseIdentity.toLowerCase())
  return hkdf(sha256, bytes, undefined, utf8.encode(macInfo), 32)
}

/** The head in its one order: the same fields always give the same bytes. */
function headOf(place: ItemPlace, bytes: number): ItemHead {
  const { tenant, case: ofCase, item, kind, role, seq } = place
  return { v: wireVersion, tenant, case: ofCase, item, kind, role, seq, bytes }
}

function macOf(head: ItemHead, body: Uint8Array, key: Uint8Array): string {
  return base64urlnopad.encode(hmac(sha256, key, concatBytes(utf8.encode(`${JSON.stringify(head)}\n`), body)))
}

/**
 * Seals a text: one line of JSON (the place, the length, the mac), the text, spaces up to a step of `itemSizes`.
 * Throws a RangeError when it is longer than the last step.
 * @param recipients `age1…` of everybody who may read it
 * @param key of `itemKey`
 */
export async function sealItem(
  place: ItemPlace,
  text: string,
  recipients: readonly string[],
  key: Uint8Array,
): Promise<Uint8Array> {
  const body = utf8.encode(text)
  const head = headOf(place, body.length)
  const plain = concatBytes(utf8.encode(`${JSON.stringify({ ...head, mac: macOf(head, body, key) })}\n`), body)
  const least = Math.max(plain.length, place.kind === 'report' ? leastReport : 0)
  const size = itemSizes.find((step) => step >= least)
  if (size === undefined) throw new RangeError('The text is too long for one item.')
  const padded = new Uint8Array(size).fill(space)
  padded.set(plain)
  return sealBytes(padded, recipients)
}

/**
 * The text of a sealed item, if it is what it should be where it stands. Throws `ItemRefused` otherwise; such an item is
 * never shown.
 */
export async function openItem(
  sealed: Uint8Array,
  place: ItemPlace,
  identities: readonly string[],
  key: Uint8Array,
): Promise<string> {
  const plain = await openBytes(sealed, identities)
  const end = plain.indexOf(newline)
  const header = end < 0 ? null : readHeader(plain.subarray(0, end))
  if (header === null) throw new ItemRefused('form')
  const body = plain.subarray(end + 1, end + 1 + header.bytes)
  if (body.length !== header.bytes) throw new ItemRefused('form')
  const expected = headOf(place, header.bytes)
  if (Object.entries(expected).some(([name, value]) => header.all[name] !== value)) throw new ItemRefused('place')
  // Whoever could measure the time of this comparison runs in the same page and has the key.
  if (macOf(expected, body, key) !== header.mac) throw new ItemRefused('seal')
  return new TextDecoder('utf-8', { fatal: true }).decode(body)
}

function readHeader(line: Uint8Array): { all: Record<string, unknown>; mac: string; bytes: number } | null {
  try {
    const all = JSON.parse(new TextDecoder().decode(line)) as Record<string, unknown>
    const { mac, bytes } = all
    const isHeader = typeof mac === 'string' && typeof bytes === 'number' && Number.isSafeInteger(bytes) && bytes >= 0
    return isHeader ? { all, mac, bytes } : null
  } catch {
    return null
  }
}

/** Bytes as an age file for all of the recipients (https://age-encryption.org/v1). */
export async function sealBytes(bytes: Uint8Array, recipients: readonly string[]): Promise<Uint8Array> {
  const encrypter = new Encrypter()
  for (const recipient of recipients) encrypter.addRecipient(recipient)
  return encrypter.encrypt(bytes)
}

/** The bytes of an age file. Throws `ItemRefused` ('key') when none of the identities opens it. */
export async function openBytes(sealed: Uint8Array, identities: readonly string[]): Promise<Uint8Array> {
  const decrypter = new Decrypter()
  for (const identity of identities) decrypter.addIdentity(identity)
  try {
    return await decrypter.decrypt(sealed)
  } catch {
    throw new ItemRefused('key')
  }
}
