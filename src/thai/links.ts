export type Link = {
  /** The address as it was typed, without the punctuation behind it. */
  url: string
  start: number
  end: number
}

const domains =
  'com|net|org|info|biz|th|io|me|gl|ly|app|page|link|site|online|cc|co|to|be|gg|dev|gov|edu|example|test|localhost'
/** Thai letters belong to an address only behind one of / = _ - %: people write on without a space (…/o14เสร็จแล้ว). */
const path = '[!-~]*(?:(?<=[/=_%-])[ก-๛]+[!-~]*)*'
const address = new RegExp(
  `https?:/{0,2}${path}|www\\.${path}|[a-z0-9._%+-]+@[a-z0-9.-]+|(?<![a-z0-9@.-])(?:[a-z0-9-]+\\.)+(?:${domains})(?![a-z0-9-])(?::\\d+)?(?:[/?#]${path})?`,
  'gi',
)
const closing = /[.,;:!?'"”’)\]}>]+$/

/**
 * The web addresses in a text, with or without https://, in order of appearance; e-mail addresses are in the list
 * too, with `email` true. Positions are UTF-16 offsets.
 */
export function findLinks(text: string): (Link & { email: boolean })[] {
  if (!text.includes('.') && !text.includes('://')) return []
  const found: (Link & { email: boolean })[] = []
  for (const match of text.matchAll(address)) {
    const url = match[0].replace(closing, '')
    if (url.length < 4) continue
    found.push({
      url,
      start: match.index,
      end: match.index + url.length,
      email: url.includes('@') && !url.includes('/'),
    })
  }
  return found
}
