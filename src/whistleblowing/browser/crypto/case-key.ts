import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { ItemRefused, openBytes, sealBytes } from './item.ts'

/** The key pair of one case: everything of the case is sealed to `recipient`; `identity` is handed out in wraps. */
export type CaseKey = { identity: string; recipient: string }

const privateForm = /^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/

export async function newCaseKey(): Promise<CaseKey> {
  return caseKeyOf(await generateX25519Identity())
}

async function caseKeyOf(identity: string): Promise<CaseKey> {
  return { identity, recipient: await identityToRecipient(identity) }
}

/** The private half sealed to one reader: an age file that holds one line, so that `age -d` alone gives a usable key. */
export async function wrapCaseKey(identity: string, recipient: string): Promise<Uint8Array> {
  return sealBytes(new TextEncoder().encode(`${identity}\n`), [recipient])
}

/** The case key out of a wrap. Throws `ItemRefused`: 'key' when it is not for this reader, 'form' when no key is in it. */
export async function unwrapCaseKey(wrap: Uint8Array, readerIdentity: string): Promise<CaseKey> {
  const identity = new TextDecoder().decode(await openBytes(wrap, [readerIdentity])).trim()
  if (!privateForm.test(identity)) throw new ItemRefused('form')
  return caseKeyOf(identity)
}
