import { sha256 } from '@noble/hashes/sha2.js'
import { base64urlnopad } from '@scure/base'
import { filePadding, limits } from '../../wire.ts'
import { openBytes, sealBytes } from './item.ts'

/** The digest by which a file's manifest knows it: SHA-256, base64url. */
export function fileDigest(bytes: Uint8Array): string {
  return base64urlnopad.encode(sha256(bytes))
}

/** A file padded and sealed to the case, cut into parts that can be uploaded. */
export async function sealFile(bytes: Uint8Array, recipient: string): Promise<Uint8Array[]> {
  const padded = new Uint8Array(filePadding(bytes.length)).fill(0x20)
  padded.set(bytes)
  const sealed = await sealBytes(padded, [recipient])
  const count = Math.ceil(sealed.length / limits.partBytes)
  return Array.from({ length: count }, (_, index) =>
    sealed.slice(index * limits.partBytes, (index + 1) * limits.partBytes),
  )
}

/**
 * The file again out of its parts; null when it is not the one that its manifest describes.
 * Throws `ItemRefused` ('key') when the case key does not open it.
 */
export async function openFile(
  parts: readonly Uint8Array[],
  manifest: { size: number; sha256: string },
  identity: string,
): Promise<Uint8Array | null> {
  const sealed = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    sealed.set(part, at)
    at += part.length
  }
  const file = (await openBytes(sealed, [identity])).slice(0, manifest.size)
  return file.length === manifest.size && fileDigest(file) === manifest.sha256 ? file : null
}
