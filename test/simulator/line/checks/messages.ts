import { imageCarouselAction, quickReplyAction, templateAction, templateDefaultAction } from './actions.ts'
import { flexContainer } from './flex.ts'
import {
  byType,
  complain,
  flag,
  httpsUrl,
  isJson,
  linkUri,
  list,
  number,
  object,
  oneOf,
  text,
  type,
  whole,
} from './shape.ts'
import type { Check, Problem, Together } from './shape.ts'

const shortName = text(20)

/** A phone shows the name together with the account's; LINE refuses names that look like its own. */
const senderName: Check = (value, at, problems) => {
  shortName(value, at, problems)
  if (typeof value === 'string' && /line/i.test(value)) complain(problems, at, 'contains a word that may not be used')
}

const quickReplyItem = object({ type: oneOf('action'), action: quickReplyAction }, { imageUrl: httpsUrl })

/** What every message may carry besides its own. */
const anyMessage = {
  quickReply: object({ items: list(quickReplyItem, 1, 13) }),
  sender: object({}, { name: senderName, iconUrl: httpsUrl }),
}

const quoteToken = text(1000)
const altText = text(1500)
const digits = text(20, { pattern: /^\d+$/ })
const productId = text(100)
const emoji = object({ index: whole(0), productId, emojiId: productId })

/** Every emoji replaces a `$` of the text. */
const emojiTogether: Together = (message, at, problems) => {
  const { text: written, emojis } = message
  if (typeof written !== 'string' || !Array.isArray(emojis)) return
  emojis.forEach((one: unknown, index) => {
    if (isJson(one) && typeof one['index'] === 'number' && written[one['index']] !== '$') {
      complain(problems, `${at}.emojis[${index}].index`, 'must be the position of $ in text')
    }
  })
}

/** The names in braces of a textV2, or null when a brace stands alone; a literal brace is written twice. */
function placeholdersOf(written: string): string[] | null {
  const names: string[] = []
  const rest = written.replace(/\{\{|\}\}/g, '').replace(/\{([0-9a-zA-Z_]{1,20})\}/g, (_, name: string) => {
    names.push(name)
    return ''
  })
  return /[{}]/.test(rest) ? null : names
}

const mentionee = byType({ user: object({ type, userId: text(100) }), all: object({ type }) })
const substitute = byType({
  mention: object({ type, mentionee }),
  emoji: object({ type, productId, emojiId: productId }),
})

/** LINE's 100 substitutions in all can never be reached: there are two kinds, with 20 of each. */
const substitution: Check = (value, at, problems) => {
  if (!isJson(value)) return complain(problems, at, 'must be an object')
  const entries = Object.entries(value)
  for (const [name, one] of entries) {
    if (!/^[0-9a-zA-Z_]{1,20}$/.test(name)) complain(problems, `${at}.${name}`, 'invalid key')
    substitute(one, `${at}.${name}`, problems)
  }
  for (const kind of ['mention', 'emoji']) {
    if (entries.filter(([, one]) => isJson(one) && one['type'] === kind).length > 20) {
      complain(problems, at, `must hold at most 20 of type ${kind}`)
    }
  }
}

const textV2Together: Together = (message, at, problems) => {
  if (typeof message['text'] !== 'string') return
  const names = placeholdersOf(message['text'])
  if (!names) return complain(problems, `${at}.text`, 'invalid placeholder')
  const known = isJson(message['substitution']) ? message['substitution'] : {}
  for (const name of new Set(names)) {
    if (!Object.hasOwn(known, name)) complain(problems, `${at}.substitution.${name}`, 'must be specified')
  }
}

const imagemapArea = object({ x: whole(0), y: whole(0), width: whole(1), height: whole(1) })
const imagemapLabel = text(100, { shortest: 0 })
const imagemapAction = byType({
  uri: object({ type, area: imagemapArea, linkUri }, { label: imagemapLabel }),
  message: object({ type, area: imagemapArea, text: text(400) }, { label: imagemapLabel }),
  clipboard: object({ type, area: imagemapArea, clipboardText: text(1000) }, { label: imagemapLabel }),
})

const columnTexts = { thumbnailImageUrl: httpsUrl, imageBackgroundColor: text(7, { pattern: /^#[0-9A-Fa-f]{6}$/ }) }
const templateText = (longest: number): Check => text(longest, { graphemes: true })

/** A text beside an image or under a title may have only 60 letters. */
const shorterText: Together = (value, at, problems) => {
  if (value['title'] !== undefined || value['thumbnailImageUrl'] !== undefined) {
    if (typeof value['text'] === 'string' && value['text'] !== '')
      templateText(60)(value['text'], `${at}.text`, problems)
  }
}

const imageOptions = { imageAspectRatio: oneOf('rectangle', 'square'), imageSize: oneOf('cover', 'contain') }

const buttons = object(
  { type, text: templateText(160), actions: list(templateAction, 1, 4) },
  { ...columnTexts, ...imageOptions, title: templateText(40), defaultAction: templateDefaultAction },
  shorterText,
)

const confirm = object({ type, text: templateText(240), actions: list(templateAction, 2, 2) })

const column = object(
  { text: templateText(120), actions: list(templateAction, 1, 3) },
  { ...columnTexts, title: templateText(40), defaultAction: templateDefaultAction },
  shorterText,
)

/** All columns have the same number of actions; all or none have a title, all or none an image. */
const columnsTogether: Together = (template, at, problems) => {
  const columns = Array.isArray(template['columns']) ? template['columns'].filter(isJson) : []
  const different = (what: (column: Record<string, unknown>) => unknown): boolean => new Set(columns.map(what)).size > 1
  if (different((one) => (Array.isArray(one['actions']) ? one['actions'].length : 0))) {
    complain(problems, `${at}.columns`, 'the number of actions must be the same in all columns')
  }
  for (const name of ['title', 'thumbnailImageUrl']) {
    if (different((one) => one[name] === undefined))
      complain(problems, `${at}.columns`, `${name} must be in all columns or in none`)
  }
}

const template = byType({
  buttons,
  confirm,
  carousel: object({ type, columns: list(column, 1, 10) }, imageOptions, columnsTogether),
  image_carousel: object({ type, columns: list(object({ imageUrl: httpsUrl, action: imageCarouselAction }), 1, 10) }),
})

// Whether LINE takes a text of nothing but spaces is not documented: the careful reading refuses it.
const sentText = text(5000, { pattern: /\S/ })

/** One message object (developers.line.biz: message objects). */
const message: Check = byType({
  text: object({ type, text: sentText }, { ...anyMessage, emojis: list(emoji, 0, 20), quoteToken }, emojiTogether),
  textV2: object({ type, text: sentText }, { ...anyMessage, substitution, quoteToken }, textV2Together),
  sticker: object({ type, packageId: digits, stickerId: digits }, { ...anyMessage, quoteToken }),
  image: object({ type, originalContentUrl: httpsUrl, previewImageUrl: httpsUrl }, anyMessage),
  video: object(
    { type, originalContentUrl: httpsUrl, previewImageUrl: httpsUrl },
    { ...anyMessage, trackingId: text(100, { pattern: /^[\w\-.=,+*()%$&;:@{}!?<>[\]]+$/ }) },
  ),
  audio: object({ type, originalContentUrl: httpsUrl, duration: whole(1) }, anyMessage),
  location: object(
    { type, title: text(100), address: text(100), latitude: number(-90, 90), longitude: number(-180, 180) },
    anyMessage,
  ),
  imagemap: object(
    {
      type,
      baseUrl: httpsUrl,
      altText,
      baseSize: object({ width: whole(1040, 1040), height: whole(1) }),
      actions: list(imagemapAction, 0, 50),
    },
    {
      ...anyMessage,
      video: object(
        { originalContentUrl: httpsUrl, previewImageUrl: httpsUrl, area: imagemapArea },
        { externalLink: object({ linkUri, label: text(30) }) },
      ),
    },
  ),
  template: object({ type, altText, template }, anyMessage),
  flex: object({ type, altText, contents: flexContainer }, anyMessage),
  coupon: object({ type, couponId: text(100) }, { ...anyMessage, deliveryTag: text(30) }),
})

const messages = list(message, 1, 5)
const notificationDisabled = flag
const customAggregationUnits = list(text(30, { pattern: /^[a-zA-Z0-9_]{1,30}$/ }), 0, 1)

export const replyBody = object({ replyToken: text(1000), messages }, { notificationDisabled })
export const pushBody = object({ to: text(1000), messages }, { notificationDisabled, customAggregationUnits })
export const multicastBody = object(
  { to: list(text(1000), 1, 500), messages },
  { notificationDisabled, customAggregationUnits },
)
export const broadcastBody = object({ messages }, { notificationDisabled })
export const validateBody = object({ messages })

/** All that is wrong with this request body, in the order of the body. */
export function problemsIn(body: unknown, check: Check): Problem[] {
  const problems: Problem[] = []
  check(body, '', problems)
  return problems
}
