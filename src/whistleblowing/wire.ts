/**
 * The agreement between the pages and the server: names, formats, sizes and the few computations that both must make alike.
 * It imports nothing and runs in the browser and in Node. What bodies look like is in wire-bodies.ts (values for the server,
 * types for the pages). Binary values in JSON are base64url without padding.
 */

export const wireVersion = 1

// ---- names ----------------------------------------------------------------------------------------------------------

/**
 * What an item is. `report`, `identity`, `reply` and `file-manifest` are sealed to the case key; `note` and `redacted` are
 * sealed to the admitted staff keys themselves, because the reporter holds the case key.
 */
export const itemKinds = ['report', 'identity', 'reply', 'file-manifest', 'note', 'redacted'] as const
export type ItemKind = (typeof itemKinds)[number]

/** Items that the reporter never gets. They are numbered on their own, so that no gap shows how many there are. */
export const innerKinds = ['note', 'redacted'] as const satisfies readonly ItemKind[]

export const itemRoles = ['reporter', 'officer'] as const
export type ItemRole = (typeof itemRoles)[number]

export const statuses = ['received', 'checking', 'working', 'referred', 'done', 'spam'] as const
export type Status = (typeof statuses)[number]

/** How a case ended; only with the status `done`. */
export const outcomes = ['upheld', 'not-upheld', 'insufficient', 'out-of-remit', 'withdrawn'] as const
export type Outcome = (typeof outcomes)[number]

export const keyRoles = ['officer', 'fallback', 'recovery'] as const
export type KeyRole = (typeof keyRoles)[number]

export const powKinds = ['submit', 'look', 'upload'] as const
export type PowKind = (typeof powKinds)[number]

/** The key id under which the reporter's own wrap lies. */
export const reporterKey = 'reporter'

/** The header that every request which changes something carries, with any value; a foreign page cannot set it. */
export const guardHeader = 'x-wb'
/** The header that carries the upload ticket. */
export const ticketHeader = 'x-wb-ticket'

// ---- sizes ----------------------------------------------------------------------------------------------------------

const kibi = 1024

/** Plaintext sizes of items: header line, body and spaces together have one of these lengths, in bytes. */
export const itemSizes = [4 * kibi, 16 * kibi, 64 * kibi, 256 * kibi, 1024 * kibi] as const

export const limits = {
  files: 5,
  /** Bytes of one file before sealing. */
  fileBytes: 10 * kibi * kibi,
  /** Bytes of one uploaded part; a sealed file is cut into parts of this size, the last one is shorter. */
  partBytes: kibi * kibi,
  /** Parts of five sealed files of the largest size. */
  parts: 60,
  /** Items in one request. */
  items: 12,
  /** Bytes of a JSON body. */
  jsonBytes: 4 * kibi * kibi,
  /** Other people's keys that a case can be wrapped for. */
  wraps: 12,
} as const

/** What a wrap seals: the 74 letters of `AGE-SECRET-KEY-1…` and a line feed, so that `age -d` alone gives a key file. */
export const identityLength = 75

/**
 * Bytes of an age file with X25519 recipients (https://age-encryption.org/v1): version line, one stanza of 98 bytes a
 * recipient, MAC line, nonce, and 16 bytes for each chunk of 64 KiB.
 */
export function sealedLength(plainBytes: number, recipients: number): number {
  const header = 22 + recipients * 98 + 48
  return header + 16 + plainBytes + 16 * Math.max(1, Math.ceil(plainBytes / (64 * kibi)))
}

/** The length to which a file is padded before sealing: steps of 64 KiB, above 1 MiB steps of 1 MiB. */
export function filePadding(bytes: number): number {
  const step = bytes <= kibi * kibi ? 64 * kibi : kibi * kibi
  return Math.max(1, Math.ceil(bytes / step)) * step
}

// ---- ids ------------------------------------------------------------------------------------------------------------

/** RFC 4648 base32 in small letters. Ids are drawn by the browser from the operating system's generator. */
export const caseIdForm = /^[a-z2-7]{8}$/
export const itemIdForm = /^[a-z2-7]{16}$/

// ---- items: what stands inside a seal ---------------------------------------------------------------------------------

/**
 * What binds an item to its place. Plaintext of every item: one line of JSON (this head with `mac` added at its end), a
 * line feed, the body (`bytes` of UTF-8), spaces up to one of `itemSizes`; a report has at least 16 KiB.
 * `mac` = base64url of HMAC-SHA256(key, JSON of the head in this order ‖ line feed ‖ body);
 * key = HKDF-SHA256(ikm = the 32 bytes of the case identity, no salt, info `macInfo`, 32 bytes).
 */
export type ItemHead = {
  v: typeof wireVersion
  /** The agency's slug. */
  tenant: string
  case: string
  item: string
  kind: ItemKind
  role: ItemRole
  /** 1, 2, 3 … within the case; inner kinds are counted on their own. */
  seq: number
  /** Bytes of the body. */
  bytes: number
}
export const macInfo = 'wb1 item mac'

// Bodies of items, as JSON.

/** `report`: what the reporter wrote, question by question; an empty text was not answered. */
export type ReportBody = {
  language: 'th' | 'en'
  who: string
  position: string
  when: string
  where: string
  what: string
  how: string
  evidence: string
  ongoing: '' | 'yes' | 'no' | 'unknown'
  /** Written in the chat and sealed by the server; absent = sealed in the reporter's browser. */
  via?: 'chat'
}
/** `identity`: only if the reporter wished; opened through its own door, with a reason. */
export type IdentityBody = { name: string; contact: string }
/** `reply`, `note`, `redacted`: words. */
export type WordsBody = { text: string }
/**
 * `file-manifest`: one file. Its bytes are filled up to `filePadding(size)`, sealed to the case key as one age
 * file, and cut into parts.
 */
export type FileBody = {
  name: string
  /** The media type that the browser named; never used to show anything. */
  type: string
  /** Bytes of the file itself. */
  size: number
  /** SHA-256 of the file itself, base64url. */
  sha256: string
  /** Whether it was left as it was, with all its metadata. */
  original: boolean
  /** Ids of the parts, in order. */
  parts: string[]
}

// ---- receipt ----------------------------------------------------------------------------------------------------------

/**
 * A receipt is 18 random digits and two check digits (ISO 7064 MOD 97-10: the 20 digits modulo 97 are 1), shown in five
 * groups of four. `k = scrypt(20 digits, "wb1|" ‖ salt, N, r, p, 64 bytes)`; `lookup = k[0..32)`, the reporter's identity =
 * bech32 `AGE-SECRET-KEY-` of `k[32..64)` in capitals. A page refuses any smaller parameter, so that a hostile server cannot
 * ask for a weak derivation.
 */
export const kdf = { name: 'scrypt', N: 32_768, r: 8, p: 3 } as const

// ---- fingerprints -----------------------------------------------------------------------------------------------------

/** 20 digits: the first 16 bytes of SHA-256 of the recipient's letters (`age1…`), as one big number, modulo 10^20. */
export function fingerprintOf(sha256: Uint8Array): string {
  const number = sha256.subarray(0, 16).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
  return (number % 10n ** 20n).toString().padStart(20, '0')
}

/** As on paper and on screens: five groups of four. */
export function showFingerprint(digits: string): string {
  return digits.match(/.{4}/g)?.join(' ') ?? digits
}

// ---- proof of work ----------------------------------------------------------------------------------------------------

/** What is hashed with SHA-256: the letters of the challenge, then those of the answer (a whole number in decimal digits). */
export function powText(challenge: string, n: string): string {
  return challenge + n
}

/** How many zero bits stand at the beginning. */
export function leadingZeroBits(hash: Uint8Array): number {
  let bits = 0
  for (const byte of hash) {
    if (byte !== 0) return bits + Math.clz32(byte) - 24
    bits += 8
  }
  return bits
}
