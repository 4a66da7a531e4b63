import { sha256 } from '@noble/hashes/sha2.js'
import { armor, Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { fingerprintOf, showFingerprint } from '../../wire.ts'
import { plainPassphrase } from './passphrase.ts'

/** 2^17: 0.4 to 0.9 s on a desktop, 128 MiB; with a generated passphrase out of reach of guessing. */
const workFactor = 17

/** A key of an officer, a fallback or the recovery paper. */
export type StaffKey = { identity: string; recipient: string }

export async function newStaffKey(): Promise<StaffKey> {
  const identity = await generateX25519Identity()
  return { identity, recipient: await identityToRecipient(identity) }
}

/** The private key as an age passphrase file in ASCII armor: what the server keeps, so that a broken phone loses nothing. */
export async function lockStaffKey(identity: string, passphrase: string): Promise<string> {
  const encrypter = new Encrypter()
  encrypter.setScryptWorkFactor(workFactor)
  encrypter.setPassphrase(plainPassphrase(passphrase))
  return armor.encode(await encrypter.encrypt(`${identity}\n`))
}

/** The key again; null when the passphrase is another one. */
export async function unlockStaffKey(locked: string, passphrase: string): Promise<StaffKey | null> {
  const decrypter = new Decrypter()
  decrypter.addPassphrase(plainPassphrase(passphrase))
  try {
    return await readStaffKey(await decrypter.decrypt(armor.decode(locked.trim()), 'text'))
  } catch {
    return null
  }
}

/** A private key as it stands on paper or was typed; null when it is none (its own check digits say so). */
export async function readStaffKey(written: string): Promise<StaffKey | null> {
  const identity = written.replace(/[\s\u200b]/g, '').toUpperCase()
  try {
    return identity.startsWith('AGE-SECRET-KEY-1') ? { identity, recipient: await identityToRecipient(identity) } : null
  } catch {
    return null
  }
}

/** The fingerprint of a public key (`age1…`) as people compare it: on the page, in the handbook, over the telephone. */
export function fingerprint(recipient: string): string {
  return showFingerprint(fingerprintOf(sha256(new TextEncoder().encode(recipient))))
}
