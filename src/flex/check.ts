import type { Card } from './cards.ts'
import { contrast, isColour, layColour } from './colours.ts'
import { isList, isObject } from './fill.ts'
import type { Json, JsonObject } from './json.ts'
import { flexLimits } from './limits.ts'
import { suggest } from './suggest.ts'
import { buttonStyles, tones, type Kind, type Kinds } from './values.ts'

/** Says what is wrong in a file; the node is where, so that the line can be named. */
type Complain = (file: string, problem: string, node?: Json) => void

type Folder<Name extends string> = {
  cards: readonly Name[]
  template: (file: string) => Json | undefined
  kinds: (card: Name) => Kinds
  complain: Complain
}

/** The colour of secondary words; only they may be small. */
const secondInk = '#52606D'
/** LINE documents no limit of nesting; five boxes are shown everywhere. */
const deepest = 5

const keyword = ['none', 'xs', 'sm', 'md', 'lg', 'xl', 'xxl']
const fontSizes = ['xxs', 'xs', 'sm', 'md', 'lg', 'xl', 'xxl', '3xl', '4xl', '5xl']

/** What a property takes: one of some words, or one of the checks below. */
type Rule = readonly string[] | keyof typeof rules
const rules = {
  words: { holds: (value: Json) => typeof value === 'string', says: 'a text in quotes "…"' },
  colour: { holds: (value: Json) => typeof value === 'string' && isColour(value), says: 'a colour such as "#1F2933"' },
  truth: { holds: (value: Json) => typeof value === 'boolean', says: 'true or false' },
  count: {
    holds: (value: Json) => typeof value === 'number' && Number.isInteger(value) && value >= 0,
    says: 'a whole number such as 1',
  },
  length: {
    holds: (value: Json) =>
      typeof value === 'string' && (keyword.includes(value) || /^\d+(\.\d+)?(px|%)$/.test(value) || isShare(value)),
    says: 'a length such as "md", "12px" or "50%"',
  },
  fontSize: {
    holds: (value: Json) => typeof value === 'string' && (fontSizes.includes(value) || /^\d+px$/.test(value)),
    says: 'a size such as "md", "lg" or "xl"',
  },
  imageSize: {
    holds: (value: Json) =>
      typeof value === 'string' && ([...fontSizes, 'full'].includes(value) || /^\d+(px|%)$/.test(value)),
    says: 'a size such as "sm", "md" or "full"',
  },
  borderWidth: {
    holds: (value: Json) =>
      typeof value === 'string' &&
      (['none', 'light', 'normal', 'medium', 'semi-bold', 'bold'].includes(value) || /^\d+px$/.test(value)),
    says: 'a width such as "normal" or "1px"',
  },
  ratio: {
    holds: (value: Json) => typeof value === 'string' && /^\d+:\d+$/.test(value),
    says: 'a ratio such as "1:1"',
  },
  /** Looked at by a function of its own. */
  inside: { holds: () => true, says: '' },
} as const

/** The length of a bar: one placeholder and a percent sign. */
function isShare(value: string): boolean {
  return /^\{\{\s*[^{}]+?\s*\}\}%$/.test(value)
}

const place = {
  margin: 'length',
  position: ['relative', 'absolute'],
  offsetTop: 'length',
  offsetBottom: 'length',
  offsetStart: 'length',
  offsetEnd: 'length',
} as const satisfies Record<string, Rule>

/** The properties that LINE knows (https://developers.line.biz/en/reference/messaging-api/#flex-message), without video and gradients. */
const properties: Record<string, Record<string, Rule>> = {
  card: { type: ['flex'], altText: 'words', contents: 'inside' },
  carousel: { type: ['carousel'], contents: 'inside' },
  bubble: {
    type: ['bubble'],
    size: ['nano', 'micro', 'deca', 'hecto', 'kilo', 'mega', 'giga'],
    direction: ['ltr', 'rtl'],
    styles: 'inside',
    header: 'inside',
    hero: 'inside',
    body: 'inside',
    footer: 'inside',
    action: 'inside',
  },
  style: { backgroundColor: 'colour', separator: 'truth', separatorColor: 'colour' },
  box: {
    type: ['box'],
    layout: ['horizontal', 'vertical', 'baseline'],
    contents: 'inside',
    flex: 'count',
    spacing: 'length',
    ...place,
    backgroundColor: 'colour',
    borderColor: 'colour',
    borderWidth: 'borderWidth',
    cornerRadius: 'length',
    width: 'length',
    maxWidth: 'length',
    height: 'length',
    maxHeight: 'length',
    paddingAll: 'length',
    paddingTop: 'length',
    paddingBottom: 'length',
    paddingStart: 'length',
    paddingEnd: 'length',
    justifyContent: ['center', 'flex-start', 'flex-end', 'space-between', 'space-around', 'space-evenly'],
    alignItems: ['center', 'flex-start', 'flex-end'],
    action: 'inside',
  },
  text: {
    type: ['text'],
    text: 'words',
    contents: 'inside',
    flex: 'count',
    size: 'fontSize',
    align: ['start', 'end', 'center'],
    gravity: ['top', 'center', 'bottom'],
    color: 'colour',
    weight: ['regular', 'bold'],
    style: ['normal', 'italic'],
    decoration: ['none', 'underline', 'line-through'],
    wrap: 'truth',
    scaling: 'truth',
    lineSpacing: 'length',
    maxLines: 'count',
    adjustMode: ['shrink-to-fit'],
    ...place,
    action: 'inside',
  },
  span: {
    type: ['span'],
    text: 'words',
    size: 'fontSize',
    color: 'colour',
    weight: ['regular', 'bold'],
    style: ['normal', 'italic'],
    decoration: ['none', 'underline', 'line-through'],
  },
  button: {
    type: ['button'],
    style: [...buttonStyles],
    color: 'colour',
    height: ['sm', 'md'],
    flex: 'count',
    gravity: ['top', 'center', 'bottom'],
    adjustMode: ['shrink-to-fit'],
    scaling: 'truth',
    ...place,
    action: 'inside',
  },
  image: {
    type: ['image'],
    url: 'words',
    size: 'imageSize',
    aspectRatio: 'ratio',
    aspectMode: ['fit', 'cover'],
    backgroundColor: 'colour',
    flex: 'count',
    align: ['start', 'end', 'center'],
    gravity: ['top', 'center', 'bottom'],
    ...place,
    action: 'inside',
  },
  separator: { type: ['separator'], color: 'colour', margin: 'length' },
  'message action': { type: ['message'], label: 'words', text: 'words' },
  'postback action': {
    type: ['postback'],
    label: 'words',
    data: 'words',
    displayText: 'words',
    inputOption: ['closeRichMenu', 'openRichMenu', 'openKeyboard', 'openVoice'],
    fillInText: 'words',
  },
  'uri action': { type: ['uri'], label: 'words', uri: 'words' },
}

const components = ['box', 'text', 'button', 'image', 'separator']

type Place = { file: string; card: string; kinds: Kinds; background: string; depth: number; inBaseline: boolean }

/**
 * Looks at every card with its pieces where they will stand: only what LINE knows, Thai that wraps and grows with the
 * reader's own letter size, sizes and contrast that a 70-year-old can read, a background for every part (LINE's dark mode
 * has its own otherwise), an altText. Complains in words for the editor.
 */
export function checkTemplates<Name extends string>({ cards, template, kinds, complain }: Folder<Name>): void {
  for (const card of cards) {
    const file = `${card}.json`
    const root = template(file)
    if (root === undefined) continue
    if (!isObject(root)) {
      complain(file, 'a card is one { } with "type", "altText" and "contents".', root)
      continue
    }
    checkProperties(file, 'card', root)
    const altText = root['altText']
    if (typeof altText !== 'string' || altText.trim() === '')
      complain(
        file,
        '"altText" is missing. It is what a notification and a screen reader say; write the message of the card.',
        root,
      )
    const at: Place = { file, card, kinds: kinds(card), background: '#FFFFFF', depth: 0, inBaseline: false }
    const contents = root['contents']
    if (isObject(contents) && contents['type'] === 'bubble') checkBubble(contents, at)
    else if (isObject(contents) && contents['type'] === 'carousel') {
      checkProperties(file, 'carousel', contents)
      eachElement(contents['contents'], contents, at, (bubble, inside) => checkBubble(bubble, inside))
    } else complain(file, '"contents" must be a { } with "type": "bubble" or "type": "carousel".', root)
  }

  function checkBubble(bubble: JsonObject, at: Place): void {
    if (!checkProperties(at.file, 'bubble', bubble)) return
    const styles = isObject(bubble['styles']) ? bubble['styles'] : {}
    for (const [block, style] of Object.entries(styles))
      if (!['header', 'hero', 'body', 'footer'].includes(block) || !isObject(style))
        complain(at.file, `"${block}" is not a part of "styles". Use header, hero, body or footer.`, bubble)
      else checkProperties(at.file, 'style', style)
    checkAction(bubble['action'], bubble, at, false)
    for (const block of ['header', 'hero', 'body', 'footer']) {
      const content = bubble[block]
      if (content === undefined) continue
      if (!isObject(content) || (content['type'] !== 'box' && !(block === 'hero' && content['type'] === 'image'))) {
        complain(at.file, `"${block}" must be a { } with "type": "box".`, bubble)
        continue
      }
      const style = styles[block]
      const background = isObject(style) ? style['backgroundColor'] : undefined
      if (typeof background !== 'string' && typeof content['backgroundColor'] !== 'string' && content['type'] === 'box')
        complain(
          at.file,
          `the ${block} has no background. Give it one in "styles": "${block}": { "backgroundColor": "#FFFFFF" }, ` +
            "or LINE's dark mode takes its own.",
          bubble,
        )
      checkComponent(content, {
        ...at,
        background:
          typeof background === 'string' && isColour(background) ? layColour(background, '#FFFFFF') : '#FFFFFF',
      })
    }
  }

  function checkComponent(node: JsonObject, at: Place): void {
    const type = node['type']
    if (typeof type !== 'string' || !components.includes(type)) {
      complain(
        at.file,
        `"type" must be one of ${components.join(', ')}.${typeof type === 'string' ? suggest(type, components, (near) => `"${near}"`) : ''}`,
        node,
      )
      return
    }
    if (!checkProperties(at.file, type, node)) return
    if (at.inBaseline && type !== 'text')
      complain(at.file, `a box with "layout": "baseline" holds texts only, no ${type}.`, node)
    if (type === 'box') checkBox(node, at)
    if (type === 'text') checkText(node, at)
    if (type === 'button') checkButton(node, at)
    if (type === 'image' && !isPlaceholder(node['url']))
      complain(at.file, 'a picture comes from our own server, so its "url" is a placeholder {{…}}.', node)
    if (type !== 'button') checkAction(node['action'], node, at, false)
  }

  function checkBox(node: JsonObject, at: Place): void {
    const own = node['backgroundColor']
    const background = typeof own === 'string' && isColour(own) ? layColour(own, at.background) : at.background
    const depth = at.depth + 1
    if (depth > deepest) complain(at.file, `boxes stand ${depth} deep in each other; ${deepest} is the most.`, node)
    if (typeof node['layout'] !== 'string')
      complain(at.file, 'this box has no "layout": "vertical" or "horizontal".', node)
    if (!isList(node['contents'])) {
      complain(at.file, 'this box has no "contents": [ ].', node)
      return
    }
    eachElement(
      node['contents'],
      node,
      { ...at, background, depth, inBaseline: node['layout'] === 'baseline' },
      checkComponent,
    )
  }

  function checkText(node: JsonObject, at: Place): void {
    if (node['wrap'] !== true)
      complain(at.file, 'this text has no "wrap": true; long Thai would be cut off at the end of the line.', node)
    if (node['scaling'] !== true)
      complain(at.file, 'this text has no "scaling": true; it would not grow for people who chose large letters.', node)
    const spans = node['contents']
    if (spans === undefined) {
      if (typeof node['text'] !== 'string') complain(at.file, 'this text has no "text".', node)
      checkLetters(node, {}, at)
      return
    }
    if (!isList(spans)) {
      complain(at.file, '"contents" of a text is a list [ ] of spans.', node)
      return
    }
    for (const span of spans)
      if (!isObject(span) || span['type'] !== 'span')
        complain(at.file, '"contents" of a text is a list [ ] of spans.', node)
      else if (checkProperties(at.file, 'span', span)) checkLetters(span, node, at)
  }

  /** Size and contrast of a text, or of a span that takes over what its text says. */
  function checkLetters(node: JsonObject, outer: JsonObject, at: Place): void {
    const color = node['color'] ?? outer['color'] ?? '#111111'
    const size = node['size'] ?? outer['size'] ?? 'md'
    const weight = node['weight'] ?? outer['weight'] ?? 'regular'
    if (typeof color !== 'string' || typeof size !== 'string' || !isColour(color)) return
    const pixels = /^(\d+)px$/.exec(size)?.[1]
    if (size === 'xs' || size === 'xxs' || (pixels !== undefined && Number(pixels) < 14))
      complain(at.file, `size "${size}" is too small to read. Use "md" or larger; "sm" only for secondary words.`, node)
    else if (
      (size === 'sm' || (pixels !== undefined && Number(pixels) < 16)) &&
      (color.toUpperCase() !== secondInk || weight === 'bold')
    )
      complain(
        at.file,
        `size "${size}" is only for secondary words, in ${secondInk} and not bold. Use "md" or larger.`,
        node,
      )
    checkContrast(layColour(color, at.background), at.background, at, node)
  }

  function checkButton(node: JsonObject, at: Place): void {
    if (node['scaling'] !== true)
      complain(
        at.file,
        'this button has no "scaling": true; it would not grow for people who chose large letters.',
        node,
      )
    checkAction(node['action'], node, at, true)
    const style = node['style'] ?? 'link'
    const color = node['color']
    if (typeof color !== 'string') {
      complain(at.file, 'this button has no "color"; LINE would take its own.', node)
      return
    }
    if (!isColour(color)) return
    // LINE writes white on a primary button, near-black on a secondary one, and the colour itself on a link.
    const laid = layColour(color, at.background)
    if (style === 'primary') checkContrast('#FFFFFF', laid, at, node)
    else if (style === 'secondary') checkContrast('#111111', laid, at, node)
    else checkContrast(laid, at.background, at, node)
  }

  function checkContrast(letters: string, background: string, at: Place, node: Json): void {
    const ratio = contrast(letters, background)
    if (ratio < 4.5)
      complain(
        at.file,
        `letters in ${letters.toUpperCase()} on ${background.toUpperCase()} have a contrast of ${ratio.toFixed(1)}; ` +
          'people need at least 4.5. Take a darker colour on a light background, or a lighter one on a dark background.',
        node,
      )
  }

  function checkAction(action: Json | undefined, owner: JsonObject, at: Place, isButton: boolean): void {
    if (action === undefined) {
      if (isButton) complain(at.file, 'this button has no "action", so it would do nothing.', owner)
      return
    }
    if (typeof action === 'string' && isPlaceholder(action)) return
    const type = isObject(action) ? action['type'] : undefined
    if (!isObject(action) || typeof type !== 'string' || !(`${type} action` in properties)) {
      complain(at.file, '"action" must be "{{…}}" or a { } with "type": "uri", "message" or "postback".', owner)
      return
    }
    if (!checkProperties(at.file, `${type} action`, action)) return
    const label = action['label']
    if (isButton && (typeof label !== 'string' || label.trim() === ''))
      complain(at.file, 'this button has no "label" in its "action".', owner)
    else if (typeof label === 'string' && countGraphemes(label) > flexLimits.buttonLabel)
      complain(
        at.file,
        `the button "${label}" has ${countGraphemes(label)} letters; ${flexLimits.buttonLabel} is the most that a small phone shows.`,
        owner,
      )
  }

  /** Calls `look` with every component that can stand in the list: written there, or filled in as a piece. */
  function eachElement(
    list: Json | undefined,
    owner: JsonObject,
    at: Place,
    look: (node: JsonObject, at: Place) => void,
  ): void {
    if (!isList(list)) {
      complain(at.file, '"contents" must be a list [ ].', owner)
      return
    }
    for (const element of list) {
      if (isObject(element)) look(element, at)
      else if (typeof element === 'string' && isPlaceholder(element)) {
        const name = element.replaceAll(/[{}\s]/g, '')
        const kind = at.kinds[name]
        if (kind !== undefined) for (const piece of piecesOf(name, kind, at)) look(piece.node, piece.at)
      } else complain(at.file, 'a list [ ] of a card holds components { } and "{{…}}" only.', owner)
    }
  }

  function piecesOf(name: string, kind: Kind, at: Place): { node: JsonObject; at: Place }[] {
    const files =
      kind.is === 'buttons'
        ? buttonStyles.map((style) => `button.${style}.json`)
        : kind.is === 'state'
          ? tones.map((tone) => `state.${tone}.json`)
          : kind.is === 'piece' || kind.is === 'pieces'
            ? [`${at.card}.${name}.json`]
            : []
    return files.flatMap((file) => {
      const node = template(file)
      if (node === undefined) return []
      if (!isObject(node)) {
        complain(file, 'a piece is one component { }.', node)
        return []
      }
      return [{ node, at: { ...at, file, kinds: kind.is === 'piece' || kind.is === 'pieces' ? kind.kinds : {} } }]
    })
  }

  /** False when the component cannot be looked at further. */
  function checkProperties(file: string, type: string, node: JsonObject): boolean {
    const known = properties[type]
    if (known === undefined || (type !== 'style' && type !== 'card' && node['type'] === undefined)) {
      complain(file, `"type" is missing or not known here; a ${type} is expected.`, node)
      return false
    }
    for (const [name, value] of Object.entries(node)) {
      const rule = known[name]
      if (rule === undefined) {
        complain(
          file,
          `"${name}" is not a property of a ${type}.${suggest(name, Object.keys(known), (near) => `"${near}"`)}`,
          node,
        )
        continue
      }
      if (typeof rule !== 'string') {
        if (typeof value !== 'string' || !rule.includes(value))
          complain(file, `"${name}" must be ${rule.map((word) => `"${word}"`).join(' or ')}.`, node)
      } else if (!rules[rule].holds(value)) complain(file, `"${name}" must be ${rules[rule].says}.`, node)
    }
    return true
  }
}

/** The filled sample against LINE's limits; what is too long here is too long for people, too. */
export function checkSample({ altText, contents }: Card, complain: (problem: string) => void): void {
  if (altText === '') complain('"altText" comes out empty with the values of samples.json.')
  if (altText.length > flexLimits.altText)
    complain(
      `"altText" has ${altText.length} letters with the values of samples.json; LINE takes ${flexLimits.altText}.`,
    )
  const bytes = Buffer.byteLength(JSON.stringify(contents))
  const limit = contents.type === 'carousel' ? flexLimits.carouselBytes : flexLimits.bubbleBytes
  if (bytes > limit) complain(`the card has ${bytes} bytes with the values of samples.json; LINE takes ${limit}.`)
  if (contents.type === 'carousel') {
    if (contents.contents.length > flexLimits.bubbles)
      complain(`samples.json gives ${contents.contents.length} bubbles; LINE takes ${flexLimits.bubbles}.`)
    for (const bubble of contents.contents) {
      const size = Buffer.byteLength(JSON.stringify(bubble))
      if (size > flexLimits.bubbleBytes)
        complain(`a bubble has ${size} bytes with the values of samples.json; LINE takes ${flexLimits.bubbleBytes}.`)
    }
  }
  JSON.stringify(contents, (key, value: unknown) => {
    if (key === 'label' && typeof value === 'string' && countGraphemes(value) > flexLimits.buttonLabel)
      complain(
        `the button "${value}" of samples.json has ${countGraphemes(value)} letters; ${flexLimits.buttonLabel} is the most.`,
      )
    return value
  })
}

const graphemes = new Intl.Segmenter('th', { granularity: 'grapheme' })

/** Letters as people count them: with its vowel and tone mark a consonant is one. LINE counts labels this way. */
function countGraphemes(text: string): number {
  return [...graphemes.segment(text)].length
}

function isPlaceholder(value: Json | undefined): boolean {
  return typeof value === 'string' && /^\{\{\s*[^{}]+?\s*\}\}$/.test(value)
}
