import { flexAction, flexButtonAction } from './actions.ts'
import {
  anyText,
  byType,
  complain,
  flag,
  httpsUrl,
  isJson,
  list,
  object,
  oneOf,
  text,
  type,
  whole,
  wordOf,
} from './shape.ts'
import type { Check, Problem, Together } from './shape.ts'

/**
 * The longest Flex JSON in bytes of UTF-8. LINE says "30 KB" and "50 KB" and not how it counts; these are the readings
 * that refuse most, so that what passes here passes there.
 */
export const flexLimits = { bubbleBytes: 30_000, carouselBytes: 50_000, bubbles: 12 } as const

/** A short text of this form. */
function form(pattern: RegExp): Check {
  return text(50, { pattern })
}

const keyword = 'none|xs|sm|md|lg|xl|xxl'
const pixels = String.raw`\d+(?:\.\d+)?px`
const percent = String.raw`\d+(?:\.\d+)?%`
const textSizes = 'xxs|xs|sm|md|lg|xl|xxl|3xl|4xl|5xl'

const spacing = form(new RegExp(`^(?:${keyword}|${pixels})$`))
const padding = form(new RegExp(`^(?:${keyword}|${pixels}|${percent})$`))
const offset = form(new RegExp(`^(?:${keyword}|-?${pixels}|-?${percent})$`))
const extent = form(new RegExp(`^(?:${pixels}|${percent})$`))
const border = form(new RegExp(`^(?:none|light|normal|medium|semi-bold|bold|${pixels})$`))
const corner = form(new RegExp(`^(?:${keyword}|${pixels})$`))
const fontSize = form(new RegExp(`^(?:${textSizes}|${pixels})$`))
const imageSize = form(new RegExp(`^(?:${textSizes}|full|${pixels}|${percent})$`))
const colour = form(/^#[0-9A-Fa-f]{6}(?:[0-9A-Fa-f]{2})?$/)
const share = whole(0, 2_147_483_647)

/** Width to height, each 1 to 100000; the height at most three times the width. */
const aspectRatio: Check = (value, at, problems) => {
  const found = typeof value === 'string' ? /^(\d{1,6}(?:\.\d+)?):(\d{1,6}(?:\.\d+)?)$/.exec(value) : null
  const [width, height] = [Number(found?.[1]), Number(found?.[2])]
  const inBounds = width >= 1 && width <= 100_000 && height >= 1 && height <= 100_000
  if (!inBounds || height > 3 * width) complain(problems, at, 'invalid property')
}

const placing = {
  margin: spacing,
  position: oneOf('relative', 'absolute'),
  offsetTop: offset,
  offsetBottom: offset,
  offsetStart: offset,
  offsetEnd: offset,
}

const letters = {
  size: fontSize,
  color: colour,
  weight: oneOf('regular', 'bold'),
  style: oneOf('normal', 'italic'),
  decoration: oneOf('none', 'underline', 'line-through'),
}

const span = object({ type, text: anyText }, letters)

/** A text shows its `text`, or its spans when there are any. */
const textTogether: Together = (value, at, problems) => {
  const spans = value['contents']
  if (value['text'] === undefined && !(Array.isArray(spans) && spans.length > 0)) {
    complain(problems, `${at}.text`, 'must be specified')
  }
}

const flexText = object(
  { type },
  {
    ...placing,
    ...letters,
    flex: share,
    text: anyText,
    contents: list(byType({ span }), 0),
    align: oneOf('start', 'end', 'center'),
    gravity: oneOf('top', 'bottom', 'center'),
    wrap: flag,
    lineSpacing: form(new RegExp(`^${pixels}$`)),
    action: flexAction,
    maxLines: share,
    adjustMode: oneOf('shrink-to-fit'),
    scaling: flag,
  },
  textTogether,
)

const button = object(
  { type, action: flexButtonAction },
  {
    ...placing,
    flex: share,
    color: colour,
    style: oneOf('primary', 'secondary', 'link'),
    gravity: oneOf('top', 'bottom', 'center'),
    height: oneOf('md', 'sm'),
    adjustMode: oneOf('shrink-to-fit'),
    scaling: flag,
  },
)

const image = object(
  { type, url: httpsUrl },
  {
    ...placing,
    flex: share,
    align: oneOf('start', 'end', 'center'),
    gravity: oneOf('top', 'bottom', 'center'),
    size: imageSize,
    aspectRatio,
    aspectMode: oneOf('fit', 'cover'),
    backgroundColor: colour,
    action: flexAction,
    animated: flag,
  },
)

const icon = object({ type, url: httpsUrl }, { ...placing, size: fontSize, aspectRatio, scaling: flag })

const separator = object({ type }, { margin: spacing, color: colour })

const filler = object({ type }, { flex: share })

const linearGradient = object(
  { type, angle: form(/^(?:[0-2]?\d?\d|3[0-5]\d|360)(?:\.\d+)?deg$/), startColor: colour, endColor: colour },
  { centerColor: colour, centerPosition: form(/^(?:\d?\d(?:\.\d+)?|100)%$/) },
)

const inRowsAndColumns = new Set(['box', 'button', 'image', 'text', 'separator', 'filler'])
const onBaselines = new Set(['icon', 'text', 'filler'])

const component: Check = byType({
  box: (value, at, problems) => box(value, at, problems),
  button,
  image,
  icon,
  text: flexText,
  separator,
  filler,
})

/** Which components a box may hold depends on its layout (developers.line.biz: box). */
const boxTogether: Together = (value, at, problems) => {
  const { layout, contents } = value
  const allowed = layout === 'baseline' ? onBaselines : inRowsAndColumns
  if (!Array.isArray(contents) || typeof layout !== 'string') return
  contents.forEach((child: unknown, index) => {
    if (!isJson(child) || typeof child['type'] !== 'string') return
    if (!allowed.has(child['type']) && componentTypes.has(child['type'])) {
      complain(problems, `${at}.contents[${index}].type`, `must not be specified in a ${layout} box`)
    }
  })
}

const componentTypes = new Set(['box', 'button', 'image', 'icon', 'text', 'separator', 'filler'])

const box: Check = object(
  { type, layout: oneOf('horizontal', 'vertical', 'baseline'), contents: list(component, 0) },
  {
    ...placing,
    flex: share,
    spacing,
    backgroundColor: colour,
    borderColor: colour,
    borderWidth: border,
    cornerRadius: corner,
    width: extent,
    maxWidth: extent,
    height: extent,
    maxHeight: extent,
    paddingAll: padding,
    paddingTop: padding,
    paddingBottom: padding,
    paddingStart: padding,
    paddingEnd: padding,
    action: flexAction,
    justifyContent: oneOf('center', 'flex-start', 'flex-end', 'space-between', 'space-around', 'space-evenly'),
    alignItems: oneOf('center', 'flex-start', 'flex-end'),
    background: byType({ linearGradient }),
  },
  boxTogether,
)

const video = object(
  { type, url: httpsUrl, previewUrl: httpsUrl, altContent: byType({ box, image }) },
  { aspectRatio, action: byType({ uri: flexAction }) },
)

const block = byType({ box })

const blockStyle = object({}, { backgroundColor: colour, separator: flag, separatorColor: colour })

const bubbleTogether: Together = (value, at, problems) => {
  if (!['header', 'hero', 'body', 'footer'].some((name) => value[name] !== undefined)) {
    complain(problems, at, 'At least one block must be specified')
  }
  const hero = value['hero']
  const size = wordOf(value, 'size') || 'mega'
  if (isJson(hero) && hero['type'] === 'video' && !['kilo', 'mega', 'giga'].includes(size)) {
    complain(problems, `${at}.size`, 'must be kilo, mega or giga with a video')
  }
}

const bubble = object(
  { type },
  {
    direction: oneOf('ltr', 'rtl'),
    size: oneOf('nano', 'micro', 'deca', 'hecto', 'kilo', 'mega', 'giga'),
    styles: object({}, { header: blockStyle, hero: blockStyle, body: blockStyle, footer: blockStyle }),
    header: block,
    hero: byType({ box, image, video }),
    body: block,
    footer: block,
    action: flexAction,
  },
  bubbleTogether,
)

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value))
}

function checkSize(value: unknown, at: string, limit: number, problems: Problem[]): void {
  if (bytesOf(value) > limit) complain(problems, at, `must be at most ${limit / 1000} KB`)
}

const weighedBubble: Check = (value, at, problems) => {
  bubble(value, at, problems)
  checkSize(value, at, flexLimits.bubbleBytes, problems)
}

/** Bubbles side by side have one size, and none of them plays a video. */
const carouselTogether: Together = (value, at, problems) => {
  const bubbles = value['contents']
  if (!Array.isArray(bubbles)) return
  const sizes = new Set(bubbles.map((one: unknown) => (isJson(one) ? (one['size'] ?? 'mega') : 'mega')))
  if (sizes.size > 1) complain(problems, `${at}.contents`, 'All bubbles must have the same size')
  bubbles.forEach((one: unknown, index) => {
    if (isJson(one) && isJson(one['hero']) && one['hero']['type'] === 'video') {
      complain(problems, `${at}.contents[${index}].hero`, 'must not be a video in a carousel')
    }
  })
}

const carousel = object(
  { type, contents: list(byType({ bubble: weighedBubble }), 1, flexLimits.bubbles) },
  {},
  carouselTogether,
)

const weighedCarousel: Check = (value, at, problems) => {
  carousel(value, at, problems)
  checkSize(value, at, flexLimits.carouselBytes, problems)
}

/** What a Flex message may hold (developers.line.biz: Flex message). */
export const flexContainer = byType({ bubble: weighedBubble, carousel: weighedCarousel })
