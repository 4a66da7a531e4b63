import { element } from './element.ts'

/** Hands bytes to the browser's downloads. Always as bytes without a meaning: nothing is opened in the page. */
export function saveFile(name: string, bytes: Uint8Array): void {
  const address = URL.createObjectURL(
    new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/octet-stream' }),
  )
  const link = element('a', { href: address, download: safeName(name) })
  document.body.append(link)
  link.click()
  link.remove()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}

/** A name as a stranger may have chosen it, without what leads into other folders or hides an ending. */
export function safeName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .replace(/[/\\:*?"<>|]/g, '_')
    .replace(/^\.+/, '')
    .trim()
  return plain === '' ? 'file' : plain.slice(-120)
}
