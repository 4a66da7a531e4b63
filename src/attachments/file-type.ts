/**
 * What kind of file this is by its first bytes; the sender's word for it counts for nothing.
 * @returns a media type that browsers do not run, `application/octet-stream` for everything unknown
 */
export function fileType(bytes: Buffer): string {
  const found = signatures.find(({ at, begins }) => begins.equals(bytes.subarray(at, at + begins.length)))
  if (!found) return 'application/octet-stream'
  if (found.type === 'riff') return letters(bytes, 8, 4) === 'WEBP' ? 'image/webp' : 'application/octet-stream'
  if (found.type === 'iso') return letters(bytes, 8, 3) === 'M4A' ? 'audio/mp4' : 'video/mp4'
  return found.type
}

const signatures = [
  { at: 0, begins: Buffer.from([0xff, 0xd8, 0xff]), type: 'image/jpeg' },
  { at: 0, begins: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), type: 'image/png' },
  { at: 0, begins: Buffer.from('GIF8'), type: 'image/gif' },
  { at: 0, begins: Buffer.from('RIFF'), type: 'riff' },
  { at: 0, begins: Buffer.from('%PDF-'), type: 'application/pdf' },
  { at: 4, begins: Buffer.from('ftyp'), type: 'iso' },
  { at: 0, begins: Buffer.from('ID3'), type: 'audio/mpeg' },
  { at: 0, begins: Buffer.from([0xff, 0xfb]), type: 'audio/mpeg' },
]

function letters(bytes: Buffer, at: number, count: number): string {
  return bytes.toString('latin1', at, at + count)
}
