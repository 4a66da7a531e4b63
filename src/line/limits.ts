import type { messagingApi } from '@line/bot-sdk'
import { fitAction, fitUri, without, type Note } from './fit-action.ts'
import { fitFlex } from './fit-flex.ts'
import { clean, cut, isBlank, oneLine } from './letters.ts'

/** A message object of LINE (https://developers.line.biz/en/reference/messaging-api/#message-objects). */
export type Message = messagingApi.Message

/** LINE's limits of messages, in UTF-16 units (https://developers.line.biz/en/docs/messaging-api/text-character-count/). */
const limits = { messages: 5, text: 5000, emojis: 20, quickReplies: 13, url: 2000, place: 100, senderName: 20 } as const

/**
 * Makes any list of messages one that LINE takes: 1 to 5 messages within every documented limit, shortened by rule,
 * or an empty list when nothing worth sending is left. `changes` says what was changed and is empty for a list that was fine.
 * Pure; what was fine comes back as the same objects. What only a template can set (colours, sizes) is not looked at here;
 * templates are checked when they are loaded.
 *
 * Rules: no lone surrogates and control characters; long texts end in "…"; an action that LINE would refuse leaves with its
 * button; quick replies of all messages go to the last one, its own first; a bubble that is too large loses rows at the end
 * of its longest list ("… +3" stands there then); a carousel loses bubbles at the end; a card that still does not fit becomes
 * its altText; of more than five messages, neighbouring texts are joined, then the first four and the last are kept.
 */
export function fit(messages: readonly Message[]): { messages: Message[]; changes: string[] } {
  const changes: string[] = []
  const kept: Message[] = []
  const quickReplies: messagingApi.QuickReplyItem[][] = []
  for (const [index, message] of messages.entries()) {
    const note: Note = (change) => void changes.push(`message ${index + 1}: ${change}`)
    const fitted = fitMessage(message, note)
    if (fitted !== undefined) kept.push(fitted)
    const items = message.quickReply?.items
    if (items !== undefined) quickReplies.push(items)
  }
  const few = fewer(kept, (change) => void changes.push(change))
  return { messages: withQuickReplies(few, quickReplies, (change) => void changes.push(change)), changes }
}

function fitMessage(message: Message, note: Note): Message | undefined {
  switch (message.type) {
    case 'text':
      return fitText(withSender(message, note), note)
    case 'flex': {
      const fitted = fitFlex(withSender(message, note), note)
      return fitted.type === 'text' ? fitText(fitted, note) : fitted
    }
    case 'image': {
      const { originalContentUrl, previewImageUrl } = message
      return fitUrls(withSender(message, note), { originalContentUrl, previewImageUrl }, note)
    }
    case 'video': {
      const { originalContentUrl, previewImageUrl } = message
      return fitUrls(withSender(message, note), { originalContentUrl, previewImageUrl }, note)
    }
    case 'audio': {
      const { originalContentUrl, duration } = message
      if (Number.isInteger(duration) && duration > 0)
        return fitUrls(withSender(message, note), { originalContentUrl }, note)
      note('an audio without a duration was left out')
      return undefined
    }
    case 'location':
      return fitLocation(withSender(message, note), note)
    case 'sticker': {
      if (/^\d{1,20}$/.test(message.packageId) && /^\d{1,20}$/.test(message.stickerId)) return withSender(message, note)
      note('a sticker without numbers was left out')
      return undefined
    }
    case 'template':
    case 'imagemap':
      note(`the bot sends no ${message.type} messages, so its altText went out as a text`)
      return fitText({ type: 'text', text: message.altText }, note)
    case 'textV2':
    case 'coupon':
      note(`the bot sends no ${message.type} messages, so it was left out`)
      return undefined
    default:
      return message satisfies never
  }
}

function fitText(message: messagingApi.TextMessage, note: Note): messagingApi.TextMessage | undefined {
  const cleaned = clean(message.text)
  if (isBlank(cleaned)) {
    note('a text without words was left out')
    return undefined
  }
  const text = cut(cleaned, limits.text)
  if (text !== cleaned) note(`a text of ${cleaned.length} characters was cut to ${limits.text}`)
  if (message.emojis !== undefined && !areEmojisGood(message.emojis, text)) {
    note('LINE emojis that do not stand at a $ were left out')
    return { ...without(message, 'emojis'), text }
  }
  return text === message.text ? message : { ...message, text }
}

function areEmojisGood(emojis: readonly messagingApi.Emoji[], text: string): boolean {
  return (
    emojis.length <= limits.emojis &&
    emojis.every(
      ({ index, productId, emojiId }) =>
        index !== undefined && text[index] === '$' && Boolean(productId) && Boolean(emojiId),
    ) &&
    new Set(emojis.map(({ index }) => index)).size === emojis.length
  )
}

function fitUrls<M extends Message>(message: M, urls: Record<string, string>, note: Note): M | undefined {
  const fitted: Record<string, string> = {}
  for (const [name, url] of Object.entries(urls)) {
    const good = fitUri(url, /^https:/i, limits.url)
    if (good === undefined) {
      note(
        `a message of type ${message.type} was left out: its ${name} is no https address of at most ${limits.url} characters`,
      )
      return undefined
    }
    if (good !== url) fitted[name] = good
  }
  return Object.keys(fitted).length === 0 ? message : { ...message, ...fitted }
}

function fitLocation(message: messagingApi.LocationMessage, note: Note): messagingApi.LocationMessage | undefined {
  const { latitude, longitude } = message
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) {
    note('a location that is not on earth was left out')
    return undefined
  }
  const title = cut(oneLine(message.title), limits.place)
  const address = cut(oneLine(message.address), limits.place)
  if (isBlank(title) && isBlank(address)) {
    note('a location without a name was left out')
    return undefined
  }
  if (title === message.title && address === message.address && !isBlank(title) && !isBlank(address)) return message
  note('the words of a location were shortened or filled up')
  return { ...message, title: isBlank(title) ? address : title, address: isBlank(address) ? title : address }
}

/** A sender's name that LINE would refuse is left out; the account's own name then stands there. */
function withSender<M extends Message>(message: M, note: Note): M {
  const { sender } = message
  if (sender === undefined) return message
  const { name, iconUrl } = sender
  const goodName = name === undefined || (!isBlank(name) && name === oneLine(name) && name.length <= limits.senderName)
  const goodIcon = iconUrl === undefined || fitUri(iconUrl, /^https:/i, limits.url) === iconUrl
  if (goodName && goodIcon) return message
  note('a sender that LINE would refuse was left out')
  return without(message, 'sender')
}

// More than five messages

/** Joins neighbouring texts until five are left; if that is not enough, keeps the first four and the last. */
function fewer(messages: Message[], note: Note): Message[] {
  const result = [...messages]
  for (let index = 0; result.length > limits.messages && index < result.length - 1;) {
    const joined = joinTexts(result[index], result[index + 1])
    if (joined === undefined) index++
    else {
      result.splice(index, 2, joined)
      note(`more than ${limits.messages} messages: two texts were joined`)
    }
  }
  if (result.length <= limits.messages) return result
  const left = result.length - limits.messages
  note(`more than ${limits.messages} messages: ${left} before the last were left out`)
  result.splice(limits.messages - 1, left)
  return result
}

function joinTexts(one: Message | undefined, other: Message | undefined): messagingApi.TextMessage | undefined {
  if (one?.type !== 'text' || other?.type !== 'text' || other.quoteToken !== undefined) return undefined
  if (one.emojis !== undefined || other.emojis !== undefined) return undefined
  if (JSON.stringify(one.sender) !== JSON.stringify(other.sender)) return undefined
  const text = `${one.text}\n\n${other.text}`
  return text.length <= limits.text ? { ...one, text } : undefined
}

// Quick replies

/** LINE shows only those of the last message, so all go there: its own first, each once, thirteen at most. */
function withQuickReplies(
  messages: Message[],
  lists: readonly (readonly messagingApi.QuickReplyItem[])[],
  note: Note,
): Message[] {
  const last = messages.at(-1)
  if (last === undefined) return []
  const own = last.quickReply?.items
  const items = fitQuickReplies(own === undefined ? lists : [own, ...lists.filter((list) => list !== own)], note)
  const isSame = own !== undefined && items.length === own.length && items.every((item, index) => item === own[index])
  const earlier = messages
    .slice(0, -1)
    .map((message) => (message.quickReply === undefined ? message : without(message, 'quickReply')))
  if (items.length > 0) return [...earlier, isSame ? last : { ...last, quickReply: { items } }]
  return [...earlier, last.quickReply === undefined ? last : without(last, 'quickReply')]
}

function fitQuickReplies(
  lists: readonly (readonly messagingApi.QuickReplyItem[])[],
  note: Note,
): messagingApi.QuickReplyItem[] {
  const items: messagingApi.QuickReplyItem[] = []
  const seen = new Set<string>()
  let number = 0
  for (const item of lists.flat()) {
    number++
    const fitted = fitQuickReply(item, (change) => note(`quick reply ${number}: ${change}`))
    if (fitted === undefined) continue
    const key = JSON.stringify(fitted.action)
    if (seen.has(key)) continue
    seen.add(key)
    items.push(fitted)
  }
  if (items.length > limits.quickReplies) note(`${items.length - limits.quickReplies} quick replies were left out`)
  return items.slice(0, limits.quickReplies)
}

function fitQuickReply(item: messagingApi.QuickReplyItem, note: Note): messagingApi.QuickReplyItem | undefined {
  const action = item.action === undefined ? undefined : fitAction(item.action, 'quick reply', note)
  if (action === undefined) {
    note('it was left out')
    return undefined
  }
  const { imageUrl } = item
  if (imageUrl !== undefined && fitUri(imageUrl, /^https:/i, limits.url) !== imageUrl) {
    note('its picture was left out')
    return { type: 'action', action }
  }
  return action === item.action && item.type === 'action' ? item : { ...item, type: 'action', action }
}
