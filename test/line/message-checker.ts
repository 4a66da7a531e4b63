/**
 * LINE's limits written down a second time, from `developers.line.biz/en/reference/messaging-api` and without a look at
 * `src/line`, so that a mistake there is seen here. Takes the JSON that would travel; answers every objection.
 */
export function objections(messages: readonly unknown[]): string[] {
  const wire = JSON.stringify(messages)
  const found: string[] = []
  const object: Objection = (path, problem) => void found.push(`${path}: ${problem}`)
  if (messages.length < 1 || messages.length > 5) object('messages', `${messages.length} of them`)
  if (Buffer.byteLength(wire) > 2_000_000) object('messages', 'more than 2 MB')
  const parsed: unknown = JSON.parse(wire)
  if (!Array.isArray(parsed)) return ['not a list']
  for (const [index, message] of parsed.entries()) {
    checkMessage(message, `messages[${index}]`, object)
    if (index < parsed.length - 1 && isRecord(message) && 'quickReply' in message)
      object(`messages[${index}]`, 'quick replies before the last message are never seen')
  }
  eachString(parsed, 'messages', (path, text) => {
    if (!text.isWellFormed()) object(path, 'a lone surrogate')
  })
  return found
}

type Objection = (path: string, problem: string) => void
type Fields = Record<string, unknown>

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function eachString(value: unknown, path: string, look: (path: string, text: string) => void): void {
  if (typeof value === 'string') look(path, value)
  else if (Array.isArray(value)) value.forEach((inner, index) => eachString(inner, `${path}[${index}]`, look))
  else if (isRecord(value)) for (const [key, inner] of Object.entries(value)) eachString(inner, `${path}.${key}`, look)
}

const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' })
const countClusters = (text: string): number => [...clusters.segment(text)].length

function checkWords(value: unknown, limit: number, unit: 'units' | 'graphemes', path: string, object: Objection): void {
  if (typeof value !== 'string') return object(path, 'no text')
  if (value.trim() === '') object(path, 'empty')
  const length = unit === 'units' ? value.length : countClusters(value)
  if (length > limit) object(path, `${length} ${unit}, ${limit} allowed`)
  for (const sign of value) {
    const code = sign.codePointAt(0) ?? 0
    if ((code < 0x20 && sign !== '\n') || (code >= 0x7f && code < 0xa0)) object(path, 'a control character')
  }
}

function checkUrl(value: unknown, schemes: string[], limit: number, path: string, object: Objection): void {
  if (typeof value !== 'string') return object(path, 'no address')
  if (value.length > limit) object(path, `${value.length} units, ${limit} allowed`)
  if (!/^[\x21-\x7e]+$/.test(value)) object(path, 'not percent-encoded')
  if (/%(?![0-9a-f]{2})/i.test(value)) object(path, 'a broken percent sign')
  if (!URL.canParse(value) || !schemes.includes(new URL(value).protocol))
    object(path, 'not an address of a known scheme')
}

function checkMessage(message: unknown, path: string, object: Objection): void {
  if (!isRecord(message)) return object(path, 'no object')
  if ('quickReply' in message) checkQuickReply(message['quickReply'], `${path}.quickReply`, object)
  if ('sender' in message) checkSender(message['sender'], `${path}.sender`, object)
  switch (message['type']) {
    case 'text':
      checkWords(message['text'], 5000, 'units', `${path}.text`, object)
      if ('emojis' in message) checkEmojis(message['emojis'], message['text'], `${path}.emojis`, object)
      return
    case 'flex':
      checkWords(message['altText'], 1500, 'units', `${path}.altText`, object)
      return checkContainer(message['contents'], `${path}.contents`, object)
    case 'image':
    case 'video':
      checkUrl(message['originalContentUrl'], ['https:'], 2000, `${path}.originalContentUrl`, object)
      return checkUrl(message['previewImageUrl'], ['https:'], 2000, `${path}.previewImageUrl`, object)
    case 'audio':
      if (!Number.isInteger(message['duration']) || Number(message['duration']) <= 0) object(path, 'no duration')
      return checkUrl(message['originalContentUrl'], ['https:'], 2000, `${path}.originalContentUrl`, object)
    case 'location':
      checkWords(message['title'], 100, 'units', `${path}.title`, object)
      checkWords(message['address'], 100, 'units', `${path}.address`, object)
      if (typeof message['latitude'] !== 'number' || Math.abs(message['latitude']) > 90) object(path, 'latitude')
      if (typeof message['longitude'] !== 'number' || Math.abs(message['longitude']) > 180) object(path, 'longitude')
      return
    case 'sticker':
      if (!/^\d+$/.test(String(message['packageId'])) || !/^\d+$/.test(String(message['stickerId'])))
        object(path, 'no sticker')
      return
    default:
      object(path, `a message of type ${String(message['type'])}`)
  }
}

function checkEmojis(emojis: unknown, text: unknown, path: string, object: Objection): void {
  if (!Array.isArray(emojis) || emojis.length > 20) return object(path, 'more than 20')
  for (const emoji of emojis)
    if (!isRecord(emoji) || typeof text !== 'string' || text[Number(emoji['index'])] !== '$') object(path, 'not at a $')
}

function checkSender(sender: unknown, path: string, object: Objection): void {
  if (!isRecord(sender)) return object(path, 'no object')
  if ('name' in sender) checkWords(sender['name'], 20, 'units', `${path}.name`, object)
  if ('iconUrl' in sender) checkUrl(sender['iconUrl'], ['https:'], 2000, `${path}.iconUrl`, object)
}

function checkQuickReply(quickReply: unknown, path: string, object: Objection): void {
  const items = isRecord(quickReply) ? quickReply['items'] : undefined
  if (!Array.isArray(items) || items.length < 1 || items.length > 13) return object(path, 'not 1 to 13 items')
  for (const [index, item] of items.entries()) {
    const at = `${path}.items[${index}]`
    if (!isRecord(item) || item['type'] !== 'action') object(at, 'no item')
    else {
      checkAction(item['action'], 'quick reply', `${at}.action`, object)
      if ('imageUrl' in item) checkUrl(item['imageUrl'], ['https:'], 2000, `${at}.imageUrl`, object)
    }
  }
}

function checkAction(
  action: unknown,
  place: 'quick reply' | 'button' | 'other',
  path: string,
  object: Objection,
): void {
  if (!isRecord(action)) return object(path, 'no object')
  if (place !== 'other' || 'label' in action)
    checkWords(action['label'], place === 'other' ? 40 : 20, 'graphemes', `${path}.label`, object)
  switch (action['type']) {
    case 'postback':
      checkData(action['data'], `${path}.data`, object)
      if ('text' in action) object(`${path}.text`, 'deprecated')
      if ('displayText' in action) checkWords(action['displayText'], 300, 'graphemes', `${path}.displayText`, object)
      if ('fillInText' in action) {
        if (action['inputOption'] !== 'openKeyboard') object(`${path}.fillInText`, 'only with openKeyboard')
        if (countClusters(String(action['fillInText'])) > 300) object(`${path}.fillInText`, 'more than 300')
      }
      return
    case 'message':
      return checkWords(action['text'], 300, 'graphemes', `${path}.text`, object)
    case 'uri':
      checkUrl(action['uri'], ['http:', 'https:', 'line:', 'tel:'], 1000, `${path}.uri`, object)
      if ('altUri' in action) {
        const altUri = action['altUri']
        if (place === 'quick reply') object(`${path}.altUri`, 'not in quick replies')
        checkUrl(isRecord(altUri) ? altUri['desktop'] : '', ['http:', 'https:'], 1000, `${path}.altUri`, object)
      }
      return
    case 'datetimepicker': {
      checkData(action['data'], `${path}.data`, object)
      const form = { date: /^\d{4}-\d\d-\d\d$/, time: /^\d\d:\d\d$/, datetime: /^\d{4}-\d\d-\d\dT\d\d:\d\d$/i }
      const mode = String(action['mode'])
      if (mode !== 'date' && mode !== 'time' && mode !== 'datetime') return object(`${path}.mode`, mode)
      for (const name of ['initial', 'min', 'max'])
        if (name in action && !form[mode].test(String(action[name]))) object(`${path}.${name}`, 'wrong form')
      if ('min' in action && 'max' in action && String(action['min']) >= String(action['max']))
        object(path, 'min >= max')
      return
    }
    case 'clipboard':
      return checkWords(action['clipboardText'], 1000, 'units', `${path}.clipboardText`, object)
    case 'camera':
    case 'cameraRoll':
    case 'location':
      if (place !== 'quick reply') object(path, 'only in quick replies')
      return
    default:
      object(path, `an action of type ${String(action['type'])}`)
  }
}

function checkData(data: unknown, path: string, object: Objection): void {
  if (typeof data !== 'string' || data.length < 1 || data.length > 300) object(path, 'not 1 to 300 characters')
}

function checkContainer(contents: unknown, path: string, object: Objection): void {
  if (!isRecord(contents)) return object(path, 'no object')
  const bytes = Buffer.byteLength(JSON.stringify(contents))
  if (contents['type'] === 'bubble') return checkBubble(contents, path, object)
  if (contents['type'] !== 'carousel') return object(path, 'neither bubble nor carousel')
  const bubbles = contents['contents']
  if (bytes > 50_000) object(path, `${bytes} bytes`)
  if (!Array.isArray(bubbles) || bubbles.length < 1 || bubbles.length > 12) return object(path, 'not 1 to 12 bubbles')
  bubbles.forEach((bubble, index) => checkBubble(bubble, `${path}[${index}]`, object))
  if (new Set(bubbles.map((bubble: unknown) => (isRecord(bubble) ? bubble['size'] : ''))).size > 1)
    object(path, 'bubbles of different sizes')
}

function checkBubble(bubble: unknown, path: string, object: Objection): void {
  if (!isRecord(bubble)) return object(path, 'no object')
  const bytes = Buffer.byteLength(JSON.stringify(bubble))
  if (bytes > 30_000) object(path, `${bytes} bytes`)
  if ('action' in bubble) checkAction(bubble['action'], 'other', `${path}.action`, object)
  const blocks = ['header', 'hero', 'body', 'footer'].filter((block) => block in bubble)
  if (blocks.length === 0) object(path, 'an empty bubble')
  for (const block of blocks) {
    const content = bubble[block]
    const type = isRecord(content) ? content['type'] : ''
    if (type !== 'box' && !(block === 'hero' && type === 'image')) object(`${path}.${block}`, 'no box')
    checkComponent(content, 'vertical', `${path}.${block}`, object)
  }
}

function checkComponent(component: unknown, layout: unknown, path: string, object: Objection): void {
  if (!isRecord(component)) return object(path, 'no object')
  const type = component['type']
  if (layout === 'baseline' && type !== 'text' && type !== 'icon' && type !== 'filler')
    object(path, `a ${String(type)} in a baseline box`)
  if (layout !== 'baseline' && type === 'icon') object(path, 'an icon outside a baseline box')
  if ('action' in component)
    checkAction(component['action'], type === 'button' ? 'button' : 'other', `${path}.action`, object)
  switch (type) {
    case 'box': {
      const contents = component['contents']
      if (!Array.isArray(contents)) return object(path, 'no contents')
      if (/^0+(\.0+)?(%|px)$/.test(String(component['width']))) object(path, 'no width')
      for (const [index, inner] of contents.entries())
        checkComponent(inner, component['layout'], `${path}[${index}]`, object)
      return
    }
    case 'text': {
      const spans = component['contents']
      if (spans === undefined) return checkWords(component['text'], 30_000, 'units', `${path}.text`, object)
      if (!Array.isArray(spans) || spans.length === 0) return object(path, 'no spans')
      for (const span of spans)
        if (!isRecord(span) || span['type'] !== 'span' || typeof span['text'] !== 'string' || span['text'] === '')
          object(path, 'an empty span')
      return
    }
    case 'button':
      return 'action' in component ? undefined : object(path, 'a button without an action')
    case 'image':
    case 'icon':
      return checkUrl(component['url'], ['https:'], 2000, `${path}.url`, object)
    case 'separator':
    case 'filler':
      return
    default:
      object(path, `a component of type ${String(type)}`)
  }
}
