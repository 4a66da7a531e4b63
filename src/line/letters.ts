/** Well-formed UTF-16 without control characters; line breaks stay, a tab becomes a space. */
export function clean(text: string): string {
  if (!/(?!\n)[\p{Cc}\p{Cs}]/u.test(text)) return text
  return text
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll('\t', ' ')
    .replaceAll(/(?!\n)\p{Cc}/gu, '')
}

/** `clean`, and on one line. */
export function oneLine(text: string): string {
  const cleaned = clean(text)
  return cleaned.includes('\n') ? cleaned.replaceAll(/\s*\n\s*/g, ' ').trim() : cleaned
}

/** True when nothing can be seen: spaces and invisible signs only. */
export function isBlank(text: string): boolean {
  return !/[^\s\p{Cf}\u{115F}\u{1160}\u{3164}\u{FFA0}]/u.test(text)
}

const graphemes = new Intl.Segmenter('th', { granularity: 'grapheme' })

/** At most `limit` UTF-16 units, cut between graphemes, with "…" at the end when something was cut. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text
  if (limit < 1) return ''
  // One grapheme of a thousand marks would make the border useless; then a whole character is enough.
  const border = graphemes.segment(text.slice(0, limit + 100)).containing(limit - 1)?.index ?? 0
  const end = border > limit - 100 ? border : limit - 1
  return cutAt(text, end)
}

/** A grapheme may hold many marks; LINE counts it as one, but nobody needs more of it than this. */
const longestGrapheme = 16

/**
 * At most `limit` graphemes, with "…" at the end when something was cut. SARA AM is counted as a letter of its own:
 * whether LINE joins it with the letter before is not documented, and this is right either way.
 */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit || (text.length <= limit * 2 && countAtMost(text) <= limit)) return text
  const longest = limit * longestGrapheme
  let count = 0
  let end = 0
  for (const { segment, index } of graphemes.segment(text)) {
    count += segment.length > 1 && segment.includes('\u0E33') ? 2 : 1
    if (count > limit || index + segment.length > longest) return cutAt(text, Math.min(end, longest))
    if (count < limit) end = index + segment.length
  }
  return text
}

function cutAt(text: string, end: number): string {
  return `${text.slice(0, end).replace(/[\uD800-\uDBFF]$/, '')}…`
}

/** Not fewer than the graphemes of the text: every unit but the Thai signs that stand above and below a letter. */
function countAtMost(text: string): number {
  let count = 0
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    const isMark = unit === 0x0e31 || (unit >= 0x0e34 && unit <= 0x0e3a) || (unit >= 0x0e47 && unit <= 0x0e4e)
    if (!isMark || index === 0) count++
  }
  return count
}
