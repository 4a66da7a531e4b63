/** What a page of HTML shows, as far as a judge needs it. */
export type HtmlFacts = {
  /** The window's title, or null. */
  title: string | null
  /** The first headline, or ''. */
  heading: string
  /** What can be read, white space drawn together. */
  text: string
  asksPassword: boolean
  /** Pictures, embedded documents, films: a page may show its content in them alone. */
  hasMedia: boolean
  hasScripts: boolean
  /** Where the page sends the reader by itself within a few seconds, or null. */
  refresh: string | null
}

const longestTitle = 200
const longestText = 100_000
/** Elements whose content is not read. */
const silent = new Set(['script', 'style', 'noscript', 'template', 'textarea', 'svg'])
const media = new Set(['img', 'iframe', 'embed', 'object', 'video', 'canvas', 'svg', 'picture'])
/** A page that goes on by itself later than this is read first by everybody, in seconds. */
const refreshWithin = 5

/**
 * Reads HTML in one pass, without building a tree. Whatever a page holds, the time grows with its length alone: each letter
 * is looked at a fixed number of times.
 */
export function readHtml(html: string): HtmlFacts {
  // Only ASCII letters are made small, so that both texts have the same positions.
  const small = html.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())
  const facts: HtmlFacts = {
    title: null,
    heading: '',
    text: '',
    asksPassword: false,
    hasMedia: false,
    hasScripts: false,
    refresh: null,
  }
  const texts: string[] = []
  let length = 0
  let heading: string[] | null = null
  let at = 0
  while (at < html.length && length < longestText) {
    const open = html.indexOf('<', at)
    const words = html.slice(at, open === -1 ? html.length : open)
    if (words.trim() !== '') {
      texts.push(words)
      length += words.length
      heading?.push(words)
    }
    if (open === -1) break
    if (small.startsWith('<!--', open)) {
      at = after(small, '-->', open + 4)
      continue
    }
    const close = html.indexOf('>', open)
    if (close === -1) break
    at = close + 1
    const tag = /^<(\/?)([a-z][a-z0-9]*)/.exec(small.slice(open, open + 30))
    if (!tag) continue
    const [, ending, name = ''] = tag
    texts.push(' ')
    if (ending === '/') {
      if (name === 'h1' && heading) {
        facts.heading ||= tidy(heading.join(' ')).slice(0, longestTitle)
        heading = null
      }
      continue
    }
    if (media.has(name)) facts.hasMedia = true
    const attributes = () => html.slice(open, Math.min(close, open + 2000))
    switch (name) {
      case 'title': {
        // Only the first one: looking for the end of each would take the square of their number.
        if (facts.title !== null) break
        const end = small.indexOf('</title', at)
        facts.title = tidy(html.slice(at, end === -1 ? at + longestTitle : end)).slice(0, longestTitle)
        at = end === -1 ? at : end
        break
      }
      case 'h1':
        heading ??= []
        break
      case 'input':
        if (attribute(attributes(), 'type')?.toLowerCase() === 'password') facts.asksPassword = true
        break
      case 'meta':
        if (attribute(attributes(), 'http-equiv')?.toLowerCase() === 'refresh') {
          facts.refresh ??= refreshTarget(attribute(attributes(), 'content') ?? '')
        }
        break
      case 'script':
        facts.hasScripts = true
        break
    }
    if (silent.has(name)) at = after(small, `</${name}`, at)
  }
  facts.text = tidy(texts.join(''))
  if (facts.title === '') facts.title = null
  return facts
}

/** The position behind the next `mark`, or the end of the text. */
function after(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from)
  return found === -1 ? text.length : found + mark.length
}

function attribute(tag: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(tag)
  return found ? decode(found[1] ?? found[2] ?? found[3] ?? '') : undefined
}

function refreshTarget(content: string): string | null {
  const found = /^\s*(\d{1,4})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?['"]?([^'"]{1,2000})/i.exec(content)
  return found && Number(found[1]) <= refreshWithin ? (found[2] ?? '').trim() : null
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  laquo: '«',
  raquo: '»',
}

function decode(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return entities[name.toLowerCase()] ?? whole
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16)
    return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : ' '
  })
}

function tidy(text: string): string {
  return decode(text)
    .toWellFormed()
    .replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
}
