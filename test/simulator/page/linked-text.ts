import { element } from './element.ts'

const address = /https?:\/\/[^\s<>"'“”]+/g
/** Thai telephone numbers as people write them: nine or ten digits, spaces or dashes between. Not the middle of a longer number. */
const telephone = /(?<![\d-])0(?:[ -]?\d){8,9}(?![\d-])/g

/**
 * Splits a text into nodes as LINE shows it: web addresses and telephone numbers can be tapped.
 * @param onLink called with an http(s) or tel address
 */
export function linkedText(text: string, onLink: (uri: string) => void): Node[] {
  const marks = [
    ...[...text.matchAll(address)].map((match) => {
      const shown = match[0].replace(/[.,;:!?)\]]+$/, '')
      return { start: match.index, shown, uri: shown }
    }),
    ...[...text.matchAll(telephone)].map((match) => {
      return { start: match.index, shown: match[0], uri: `tel:${match[0].replace(/[ -]/g, '')}` }
    }),
  ].sort((one, other) => one.start - other.start)

  const nodes: Node[] = []
  let position = 0
  for (const { start, shown, uri } of marks) {
    // Digits inside an address are part of the address.
    if (start < position) continue
    nodes.push(document.createTextNode(text.slice(position, start)))
    const tap = (event: Event) => {
      event.preventDefault()
      onLink(uri)
    }
    nodes.push(element('a', { href: uri, onclick: tap }, shown))
    position = start + shown.length
  }
  nodes.push(document.createTextNode(text.slice(position)))
  return nodes
}
