import type { messagingApi } from '@line/bot-sdk'
import type { FlexLimits } from '../flex/limits.ts'
import { fitAction, fitUri, without, type Note } from './fit-action.ts'
import { clean, cut, isBlank, oneLine } from './letters.ts'

/**
 * The numbers of `src/flex/limits.ts`, against which cards are checked at start. `line` knows only types of `flex`,
 * so they stand here again; the compiler keeps both equal.
 */
const limits: FlexLimits = {
  bubbleBytes: 30_000,
  carouselBytes: 50_000,
  bubbles: 12,
  altText: 1500,
  buttonLabel: 20,
}
/** Ours: more than a phone shows at a glance, and enough for an answer that staff must see before it goes out. */
const longestText = 2000
/** Of the address of a picture. */
const longestUrl = 2000

/**
 * A card that LINE takes: within bytes and bubbles, labels as long as a small phone shows, nothing empty.
 * When nothing can be shown, or rows at the end of lists do not make it small enough, its altText as a text message.
 */
export function fitFlex(
  message: messagingApi.FlexMessage,
  note: Note,
): messagingApi.FlexMessage | messagingApi.TextMessage {
  const { contents, altText } = message
  let json = JSON.stringify(contents)
  const tidy = isTidy(json) ? contents : cleanTexts(contents)
  const walk: Walk = { note, buttons: 0 }
  const fitted = tidy.type === 'carousel' ? fitCarousel(tidy, walk) : fitBubble(tidy, walk)
  if (fitted !== undefined && fitted !== contents) json = JSON.stringify(fitted)
  const small = fitted === undefined ? undefined : fitBytes(fitted, json, note)

  const words = oneLine(altText)
  if (small === undefined) {
    note('a card that could not be shown went out as its altText')
    const { altText: _words, contents: _card, ...rest } = message
    return { ...rest, type: 'text', text: words }
  }
  if (isBlank(words)) note('a card without altText took its own words')
  const short = cut(isBlank(words) ? wordsOf(small) : words, limits.altText)
  if (words.length > limits.altText) note(`an altText of ${words.length} characters was cut to ${limits.altText}`)
  return short === altText && small === contents ? message : { ...message, altText: short, contents: small }
}

/** JSON.stringify escapes control characters and lone surrogates, so that one look at its output finds nearly all. */
function isTidy(json: string): boolean {
  return !/\\[bfrtu]|\p{Cc}/u.test(json)
}

/** Cleans every string of a card, addresses and postback data excepted; those are judged, not changed. */
function cleanTexts<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((element: unknown) => cleanTexts(element)) as T
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, unknown]) => [
      key,
      typeof inner !== 'string'
        ? cleanTexts(inner)
        : key === 'data' || key === 'uri' || key === 'url'
          ? inner
          : clean(inner),
    ]),
  ) as T
}

type Walk = { note: Note; buttons: number }

function fitCarousel(carousel: messagingApi.FlexCarousel, walk: Walk): messagingApi.FlexCarousel | undefined {
  const size = carousel.contents[0]?.size
  const bubbles = carousel.contents.slice(0, limits.bubbles).flatMap((bubble) => {
    const fitted = fitBubble(bubble, walk)
    if (fitted === undefined) return []
    // LINE refuses a carousel of bubbles of different sizes.
    return fitted.size === size ? [fitted] : [size === undefined ? without(fitted, 'size') : { ...fitted, size }]
  })
  if (carousel.contents.length > limits.bubbles)
    walk.note(`a carousel of ${carousel.contents.length} bubbles was cut to ${limits.bubbles}`)
  if (bubbles.length === 0) return undefined
  return bubbles.length === carousel.contents.length &&
    bubbles.every((bubble, index) => bubble === carousel.contents[index])
    ? carousel
    : { ...carousel, contents: bubbles }
}

function fitBubble(bubble: messagingApi.FlexBubble, walk: Walk): messagingApi.FlexBubble | undefined {
  let fitted = bubble
  for (const block of ['header', 'body', 'footer'] as const) {
    const box = bubble[block]
    if (box === undefined) continue
    const good = fitBox(box, walk)
    if (good === undefined) fitted = without(fitted, block)
    else if (good !== box) fitted = { ...fitted, [block]: good }
  }
  const { hero } = bubble
  if (hero !== undefined) {
    const good = fitHero(hero, walk)
    if (good === undefined) fitted = without(fitted, 'hero')
    else if (good !== hero) fitted = { ...fitted, hero: good }
  }
  fitted = withTap(fitted, walk)
  return fitted.header === undefined &&
    fitted.hero === undefined &&
    fitted.body === undefined &&
    fitted.footer === undefined
    ? undefined
    : fitted
}

function fitHero(hero: messagingApi.FlexComponent, walk: Walk): messagingApi.FlexComponent | undefined {
  if (hero.type === 'box' || hero.type === 'image') return fitComponent(hero, walk, 'vertical')
  walk.note(`a ${hero.type} as hero was left out; the bot shows boxes and images there`)
  return undefined
}

function fitBox(box: messagingApi.FlexBox, walk: Walk): messagingApi.FlexBox | undefined {
  const { contents, layout } = box
  let changed: messagingApi.FlexComponent[] | undefined
  let index = 0
  for (const component of contents) {
    const fitted = fitComponent(component, walk, layout)
    if (changed === undefined && fitted !== component) changed = contents.slice(0, index)
    if (changed !== undefined && fitted !== undefined) changed.push(fitted)
    index++
  }
  if (changed === undefined) return withTap(box, walk)
  if (changed.every(({ type }) => type === 'separator' || type === 'filler')) return undefined
  return withTap({ ...box, contents: changed }, walk)
}

function fitComponent(
  component: messagingApi.FlexComponent,
  walk: Walk,
  layout: messagingApi.FlexBox['layout'],
): messagingApi.FlexComponent | undefined {
  const { type } = component
  if ((layout === 'baseline') !== (type === 'icon') && type !== 'text' && type !== 'filler') {
    walk.note(`a ${type} was left out of a ${layout} box, where LINE takes none`)
    return undefined
  }
  switch (component.type) {
    case 'box':
      return fitBox(component, walk)
    case 'text':
      return fitFlexText(component, walk)
    case 'button': {
      walk.buttons++
      const number = walk.buttons
      const action = fitAction(component.action, 'button', (change) => walk.note(`button ${number}: ${change}`))
      if (action === undefined) {
        walk.note(`button ${number} was left out`)
        return undefined
      }
      return action === component.action ? component : { ...component, action }
    }
    case 'image':
    case 'icon': {
      const url = fitUri(component.url, /^https:/i, longestUrl)
      if (url === undefined) {
        walk.note('a picture was left out: its address is no https address')
        return undefined
      }
      const good = url === component.url ? component : { ...component, url }
      return good.type === 'image' ? withTap(good, walk) : good
    }
    case 'separator':
    case 'filler':
      return component
    case 'span':
    case 'video':
      walk.note(`a ${component.type} was left out of a box, where LINE takes none`)
      return undefined
    default:
      return component satisfies never
  }
}

function fitFlexText(component: messagingApi.FlexText, walk: Walk): messagingApi.FlexText | undefined {
  let fitted = component
  const { contents } = component
  if (contents !== undefined) {
    let left = longestText
    let wasCut = false
    const spans = contents.flatMap((span) => {
      const text = cut(span.text ?? '', left)
      wasCut ||= text !== (span.text ?? '')
      left -= text.length
      return text === '' ? [] : [text === span.text ? span : { ...span, text }]
    })
    if (spans.some((span) => !isBlank(span.text ?? ''))) {
      if (wasCut || spans.length !== contents.length) fitted = { ...fitted, contents: spans }
      // LINE ignores the text beside spans, but refuses an empty one.
      if (component.text !== undefined) fitted = without(fitted, 'text')
      if (wasCut) walk.note(`a text of a card was cut to ${longestText} characters`)
      return withTap(fitted, walk)
    }
    fitted = without(fitted, 'contents')
  }
  const whole = component.text ?? ''
  if (isBlank(whole)) return undefined
  const text = cut(whole, longestText)
  if (text !== whole) walk.note(`a text of a card was cut to ${longestText} characters`)
  return withTap(text === whole ? fitted : { ...fitted, text }, walk)
}

/** What a tap on the component does, if LINE takes it. */
function withTap<C extends { action?: messagingApi.Action }>(component: C, walk: Walk): C {
  const { action } = component
  if (action === undefined) return component
  const fitted = fitAction(action, 'other', (change) => walk.note(`a tap on a part of a card: ${change}`))
  if (fitted === action) return component
  return fitted === undefined ? without(component, 'action') : { ...component, action: fitted }
}

// Sizes

/** A card within LINE's bytes, or nothing when dropping rows does not help. `json` is the card's JSON. */
function fitBytes(
  contents: messagingApi.FlexContainer,
  json: string,
  note: Note,
): messagingApi.FlexContainer | undefined {
  // A UTF-16 unit has at most three bytes in UTF-8, which settles usual cards without counting.
  if (json.length * 3 <= limits.bubbleBytes || Buffer.byteLength(json) <= limits.bubbleBytes) return contents
  if (contents.type === 'bubble') return shrink(contents, note)
  const bubbles: messagingApi.FlexBubble[] = []
  let bytes = bytesOf({ ...contents, contents: [] })
  for (const bubble of contents.contents) {
    const small = shrink(bubble, note)
    if (small === undefined) {
      note('a bubble that is too large was left out of a carousel')
      continue
    }
    bytes += bytesOf(small) + 1
    if (bytes > limits.carouselBytes) {
      note(`a carousel was cut after ${bubbles.length} bubbles; it may have ${limits.carouselBytes} bytes`)
      break
    }
    bubbles.push(small)
  }
  if (bubbles.length === 0) return undefined
  return bubbles.every((bubble, index) => bubble === contents.contents[index]) &&
    bubbles.length === contents.contents.length
    ? contents
    : { ...contents, contents: bubbles }
}

type Row = messagingApi.FlexComponent
/** Bytes for the line that stands in the place of rows. */
const room = 200

/** Takes rows from the end of the longest list until the bubble fits; "… +3" then stands in their place. */
function shrink(bubble: messagingApi.FlexBubble, note: Note): messagingApi.FlexBubble | undefined {
  const shortened = new Set<Row | undefined>()
  let current = bubble
  for (let excess = excessOf(bubble); excess > 0; excess = excessOf(current)) {
    const longest = longestList(current, shortened)
    if (longest === undefined) return undefined
    const rows = [...longest]
    for (let saved = -room; rows.length > 1 && saved < excess;) saved += bytesOf(rows.pop()) + 1
    const left = longest.length - rows.length
    const more: Row = { type: 'text', text: `… +${left}`, size: 'md', color: '#52606D', wrap: true, scaling: true }
    shortened.add(more)
    current = replaceList(current, longest, [...rows, more])
    note(`a card was too large: ${left} rows were left out`)
  }
  return current
}

function excessOf(bubble: messagingApi.FlexBubble): number {
  return bytesOf(bubble) - limits.bubbleBytes
}

/** The list with the most rows among the vertical boxes of the bubble; a list is shortened once, so that this ends. */
function longestList(bubble: messagingApi.FlexBubble, shortened: Set<Row | undefined>): readonly Row[] | undefined {
  let longest: readonly Row[] | undefined
  const look = (component: Row | undefined): void => {
    if (component?.type !== 'box') return
    const { contents, layout } = component
    if (layout === 'vertical' && contents.length > Math.max(1, longest?.length ?? 0) && !shortened.has(contents.at(-1)))
      longest = contents
    contents.forEach(look)
  }
  for (const block of [bubble.body, bubble.header, bubble.hero, bubble.footer]) look(block)
  return longest
}

function replaceList(bubble: messagingApi.FlexBubble, old: readonly Row[], rows: Row[]): messagingApi.FlexBubble {
  const inBox = (box: messagingApi.FlexBox): messagingApi.FlexBox => ({
    ...box,
    contents: box.contents === old ? rows : box.contents.map((row) => (row.type === 'box' ? inBox(row) : row)),
  })
  const { header, hero, body, footer } = bubble
  return {
    ...bubble,
    ...(header === undefined ? {} : { header: inBox(header) }),
    ...(hero?.type === 'box' ? { hero: inBox(hero) } : {}),
    ...(body === undefined ? {} : { body: inBox(body) }),
    ...(footer === undefined ? {} : { footer: inBox(footer) }),
  }
}

function bytesOf(value: unknown): number {
  return value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value))
}

/** The words that stand on a card, in order, on one line. */
function wordsOf(value: unknown): string {
  const words: string[] = []
  JSON.stringify(value, (key, inner: unknown) => {
    if (key === 'text' && typeof inner === 'string') words.push(inner)
    return inner
  })
  const line = oneLine(words.join(' '))
  return isBlank(line) ? '…' : line
}
