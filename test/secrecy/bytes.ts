import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Every file below a folder with its bytes: databases, write-ahead logs, attachments, keys. */
export function everyByte(folder: string): Map<string, Buffer> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return [path, readFileSync(path)]
    }),
  )
}

/** How a word can stand in a file: as it is, in UTF-16, escaped as JSON may, in hex, and in Base64 wherever it begins. */
export function formsOf(word: string): Buffer[] {
  const bytes = Buffer.from(word, 'utf8')
  const escaped = Array.from(word, (letter) => {
    const code = letter.charCodeAt(0)
    return code < 0x80 ? letter : `\\u${code.toString(16).padStart(4, '0')}`
  }).join('')
  // The first and last groups of Base64 hold bits of the neighbours; what lies between is always the same.
  const inBase64 = [0, 1, 2].map((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    return whole.slice(shift === 0 ? 0 : 4, -4)
  })
  const texts = [
    escaped,
    bytes.toString('hex'),
    ...inBase64,
    ...inBase64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  ]
  return [bytes, Buffer.from(word, 'utf16le'), ...new Set(texts.filter((text) => text.length >= 8))].map((form) =>
    typeof form === 'string' ? Buffer.from(form) : form,
  )
}

/** Where any of these words stands in any file below the folder, in any form: `word in file`. */
export function found(folder: string, words: readonly string[]): string[] {
  const files = everyByte(folder)
  return words.flatMap((word) => {
    const forms = formsOf(word)
    return [...files].flatMap(([path, bytes]) =>
      forms.some((form) => bytes.includes(form)) ? [`${word} in ${path.slice(folder.length + 1)}`] : [],
    )
  })
}
