import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto'
import type { Ids } from './ids.ts'

/** Seals texts before they touch the disk and opens them again. AES-256-GCM; one instance per process. */
export type Envelope = {
  /**
   * `text` sealed for `place` (table and row id, e.g. `inbox:01H…`), as base64url. The place is authenticated:
   * a sealed text copied to another row does not open there.
   */
  seal(text: string, place: string): string
  /** The text again. Throws when the key is another one, or the sealed text was changed or moved. */
  open(sealed: string, place: string): string
  sealBytes(bytes: Uint8Array, place: string): Buffer
  openBytes(sealed: Uint8Array, place: string): Buffer
  /** A keyed, one-way name (22 letters) for something that must be compared but not read, such as a person in the inbox. */
  pseudonym(value: string): string
}

/** The name under which what somebody wrote waits in the inbox: it says "the same as before" and not who. */
export function personKey(envelope: Pick<Envelope, 'pseudonym'>, agencyId: string, lineUserId: string): string {
  return envelope.pseudonym(`${agencyId}:${lineUserId}`)
}

const nonceLength = 12
const tagLength = 16

/**
 * @param key 32 bytes, the app key
 * @param ids randomness for nonces; a 96-bit random nonce is safe for far more than the messages of a town (NIST SP 800-38D: 2^32)
 */
export function createEnvelope(key: Uint8Array, ids: Pick<Ids, 'bytes'>): Envelope {
  const sealingKey = Buffer.from(hkdfSync('sha256', key, '', 'prongsai seal v1', 32))
  const namingKey = Buffer.from(hkdfSync('sha256', key, '', 'prongsai pseudonym v1', 32))

  function sealBytes(bytes: Uint8Array, place: string): Buffer {
    const nonce = ids.bytes(nonceLength)
    const cipher = createCipheriv('aes-256-gcm', sealingKey, nonce)
    cipher.setAAD(Buffer.from(place))
    const body = cipher.update(bytes)
    return Buffer.concat([nonce, body, cipher.final(), cipher.getAuthTag()])
  }

  function openBytes(sealed: Uint8Array, place: string): Buffer {
    const buffer = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
    if (buffer.length < nonceLength + tagLength) throw new Error('A sealed text is too short to be one.')
    const decipher = createDecipheriv('aes-256-gcm', sealingKey, buffer.subarray(0, nonceLength))
    decipher.setAAD(Buffer.from(place))
    decipher.setAuthTag(buffer.subarray(buffer.length - tagLength))
    const body = decipher.update(buffer.subarray(nonceLength, buffer.length - tagLength))
    return Buffer.concat([body, decipher.final()])
  }

  return {
    seal: (text, place) => sealBytes(Buffer.from(text), place).toString('base64url'),
    open: (sealed, place) => openBytes(Buffer.from(sealed, 'base64url'), place).toString('utf8'),
    sealBytes,
    openBytes,
    pseudonym: (value) => createHmac('sha256', namingKey).update(value).digest('base64url').slice(0, 22),
  }
}
