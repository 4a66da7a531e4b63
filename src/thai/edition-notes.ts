/** Notes of the editions name the papers from which they were gathered; agencies do not know those. */
const source = /\s*[（(][^()（）]*เอกสาร\s*\d{3}[^()（）]*[)）]/g

/** A note of an edition as it is told to an agency; null when it is only about its sources. */
export function plainNote(note: string): string | null {
  const plain = note.replace(source, '').trim()
  return plain === '' || /เอกสาร\s*\d{3}/.test(plain) ? null : plain
}
