import { randomName, systemRandom } from '../crypto/random.ts'
import { fileDigest, sealFile } from '../crypto/sealed-file.ts'
import { solve } from '../crypto/proof-of-work.ts'
import { ticketHeader, type FileBody, type PowKind } from '../../wire.ts'
import type { Pow, PowAnswer, TicketAnswer } from '../../wire-bodies.ts'
import type { PreparedFile } from './attachment.ts'
import { pause, Refused, type ChannelClient } from './client.ts'

const itemIdLength = 16

/** A challenge with its answer, and the moment (of `performance.now`) from which the server takes it. */
export type Work = { pow: Pow; from: number; until: number }

/** Seconds before its end at which a challenge is not used any more. */
const margin = 45
/** The least that the server grants a challenge; ours is forgotten earlier than that. */
const lifetime = 10 * 60

/** Gets a challenge and works on it. */
export async function doWork(client: ChannelClient, kind: PowKind): Promise<Work> {
  const asked = performance.now()
  const { c, bits, exp, mac, wait } = await client.get<PowAnswer>(`/pow?k=${kind}`)
  const n = await solve(c, bits)
  return { pow: { c, bits, exp, mac, n }, from: asked + wait * 1000 + 500, until: asked + (lifetime - margin) * 1000 }
}

/** A file sealed for a case: its manifest, and the parts that the server has or has not yet. */
export type SealedUpload = { manifest: FileBody; parts: { id: string; bytes: Uint8Array; isThere: boolean }[] }

/** Seals files to a case, each in parts under random names. */
export async function sealFiles(files: readonly PreparedFile[], recipient: string): Promise<SealedUpload[]> {
  const uploads: SealedUpload[] = []
  for (const { name, type, original, bytes } of files) {
    const sealed = await sealFile(bytes, recipient)
    const parts = sealed.map((part) => ({ id: randomName(itemIdLength, systemRandom), bytes: part, isThere: false }))
    const ids = parts.map(({ id }) => id)
    uploads.push({
      manifest: { name, type, size: bytes.length, sha256: fileDigest(bytes), original, parts: ids },
      parts,
    })
  }
  return uploads
}

export const partsOf = (uploads: readonly SealedUpload[]): string[] =>
  uploads.flatMap(({ parts }) => parts.map(({ id }) => id))

const tries = 4

/**
 * Sends the parts that are not there yet, so that a second try goes on where the first one broke off. A part whose answer
 * was lost is sent again under its own name; the server takes it once. Leave to upload ends after a while: then new leave is
 * asked for.
 * @param said called with the part in hand and how many there are
 */
export async function sendParts(
  client: ChannelClient,
  uploads: readonly SealedUpload[],
  said: (at: number, of: number) => void,
): Promise<void> {
  const parts = uploads.flatMap((upload) => upload.parts)
  let ticket: string | null = null
  for (const [index, part] of parts.entries()) {
    if (part.isThere) continue
    said(index + 1, parts.length)
    for (let count = 1; !part.isThere; count += 1) {
      try {
        ticket ??= await askForTicket(client)
        await client.put(`/u/${part.id}`, part.bytes, { [ticketHeader]: ticket })
        part.isThere = true
      } catch (error) {
        if (count >= tries || !(error instanceof Refused)) throw error
        if (error.word === 'token') ticket = null
        else if (error.word === 'offline') await pause(1000 * 2 ** (count - 1))
        else throw error
      }
    }
  }
}

async function askForTicket(client: ChannelClient): Promise<string> {
  const work = await doWork(client, 'upload')
  await pause(Math.max(0, work.from - performance.now()))
  const { ticket } = await client.post<TicketAnswer>('/u', { pow: work.pow })
  return ticket
}
