import type { messagingApi } from '@line/bot-sdk'
import type { ChatEntry } from '../line/types.ts'
import type { PhoneView } from '../console-wire.ts'
import { element, textOf } from './element.ts'
import type { Child } from './element.ts'
import { renderFlex } from './flex.ts'
import type { OnAction } from './flex.ts'
import { icon } from './icons.ts'
import { linkedText } from './linked-text.ts'
import { drawSticker } from './stickers.ts'
import { clockTime } from './thai-time.ts'

/** What the entries of a chat can ask for. */
export type BubbleEvents = {
  onAction: OnAction
  onMenu: (entry: ChatEntry, anchor: HTMLElement) => void
  onPicture: (address: string) => void
}

type Content = { node: HTMLElement; /** Own ground, no white or green bubble. */ isBare?: boolean; isWide?: boolean }

/**
 * Draws one entry of a chat, or nothing for a postback without displayText, which LINE does not show either.
 * @param startsGroup the entry before came from somebody else, so the account's picture and name stand here
 */
export function renderEntry(
  view: PhoneView,
  entry: ChatEntry,
  startsGroup: boolean,
  events: BubbleEvents,
): HTMLElement | null {
  const content =
    'postback' in entry ? postbackContent(entry.postback.displayText) : messageContent(view, entry, events)
  if (!content) return null

  const bubble = element('div', { class: content.isBare ? 'bare' : 'bubble' }, content.node)
  const side = element(
    'div',
    { class: 'beside' },
    element('button', { type: 'button', class: 'raw', 'aria-label': 'ดูข้อความดิบ (JSON)', onclick: menu }, '{ }'),
    element('time', {}, clockTime(entry.at)),
  )
  const row = element('div', {
    class: `entry from-${entry.from}`,
    'data-kind': 'message' in entry ? String(entry.message['type']) : 'postback',
  })
  row.classList.toggle('starts-group', startsGroup)
  row.classList.toggle('is-wide', content.isWide === true)
  if (entry.from === 'bot' && startsGroup) {
    row.append(element('div', { class: 'avatar', 'aria-hidden': 'true' }, initial(view.account)), sender(view, entry))
  }
  row.append(bubble, side)
  onLongPress(bubble, menu)
  return row

  function menu() {
    events.onMenu(entry, bubble)
  }
}

function sender(view: PhoneView, entry: ChatEntry): HTMLElement {
  const given = 'message' in entry ? (entry.message['sender'] as messagingApi.Sender | undefined) : undefined
  // LINE shows a sender's own name together with the account's.
  return element('div', { class: 'sender' }, given?.name ? `${given.name} จาก ${view.account}` : view.account)
}

/** The first letter of the account's own name; a vowel that is written before its consonant brings it along. */
function initial(name: string): string {
  const own = name.replace(/^(?:เทศบาล(?:ตำบล|เมือง|นคร)?|องค์การบริหารส่วนตำบล|อบต\.?)\s*/, '') || name
  const letters = [...new Intl.Segmenter('th', { granularity: 'grapheme' }).segment(own)].map(({ segment }) => segment)
  return letters.slice(0, /^[เแโใไ]/.test(own) ? 2 : 1).join('')
}

function postbackContent(displayText: string | undefined): Content | null {
  return displayText === undefined ? null : { node: element('div', { class: 'words' }, displayText) }
}

function messageContent(
  view: PhoneView,
  entry: Extract<ChatEntry, { messageId: string }>,
  events: BubbleEvents,
): Content {
  const { message } = entry
  const text = (name: string): string => textOf(message[name])
  const uploaded = view.contents[entry.messageId]
  const openLink = (uri: string) => events.onAction({ type: 'uri', uri, label: uri })
  switch (message['type']) {
    case 'text':
    case 'textV2':
      return { node: element('div', { class: 'words' }, ...linkedText(plainText(message), openLink)) }
    case 'flex': {
      const contents = message['contents'] as messagingApi.FlexContainer
      const node = element(
        'div',
        { class: 'flex', role: 'group', 'aria-label': text('altText') },
        renderFlex(contents, events.onAction),
      )
      const isWide = contents.type === 'carousel' || contents.size === 'giga'
      return { node: contents.type === 'carousel' ? withArrows(node) : node, isBare: true, isWide }
    }
    case 'sticker':
      return { node: drawSticker(text('stickerId')), isBare: true }
    case 'image':
      return {
        node: picture(
          uploaded?.address ?? text('previewImageUrl'),
          uploaded?.address ?? text('originalContentUrl'),
          events,
        ),
        isBare: true,
      }
    case 'video': {
      const source = uploaded?.address ?? text('originalContentUrl')
      return {
        node: element('video', {
          class: 'video',
          src: source,
          poster: text('previewImageUrl') || null,
          controls: true,
          preload: 'metadata',
        }),
        isBare: true,
      }
    }
    case 'audio':
      return {
        node: element('audio', {
          class: 'audio',
          src: uploaded?.address ?? text('originalContentUrl'),
          controls: true,
          preload: 'none',
        }),
      }
    case 'file':
      return { node: file(text('fileName') || uploaded?.fileName || 'ไฟล์', message['fileSize'], uploaded?.address) }
    case 'location':
      return { node: location(message), isBare: true }
    default:
      return { node: unknown(String(message['type']), text('altText')) }
  }
}

/** The words of a text message; emoji and mentions of textV2 stand as their names. */
function plainText(message: Record<string, unknown>): string {
  const words = textOf(message['text'])
  if (message['type'] !== 'textV2') return words
  const substitution = (message['substitution'] ?? {}) as Record<string, { type?: string } | undefined>
  return words.replaceAll(/\{\{|\}\}|\{(\w+)\}/g, (whole, name: string | undefined) => {
    if (name === undefined) return whole.slice(1)
    return substitution[name]?.type === 'mention' ? '@คุณ' : '🙂'
  })
}

function picture(preview: string, original: string, events: BubbleEvents): HTMLElement {
  return element(
    'button',
    { type: 'button', class: 'picture', 'aria-label': 'ดูรูปเต็ม', onclick: () => events.onPicture(original) },
    element('img', { src: preview, alt: 'รูปภาพ', decoding: 'async' }),
  )
}

function file(name: string, size: unknown, link: string | undefined): HTMLElement {
  const parts: Child[] = [
    icon('file', 30),
    element(
      'span',
      { class: 'file-name' },
      name,
      element('small', {}, typeof size === 'number' ? readableSize(size) : ''),
    ),
  ]
  return link
    ? element('a', { class: 'file', href: link, download: name }, ...parts)
    : element('div', { class: 'file' }, ...parts)
}

function readableSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} ไบต์`
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

function location(message: Record<string, unknown>): HTMLElement {
  const map = element('div', { class: 'map', 'aria-hidden': 'true' }, icon('pin', 34))
  const latitude = Number(message['latitude']).toFixed(5)
  const longitude = Number(message['longitude']).toFixed(5)
  return element(
    'div',
    { class: 'location' },
    map,
    element('strong', {}, textOf(message['title']) || 'ตำแหน่ง'),
    element('span', {}, textOf(message['address'])),
    element('small', {}, `${latitude}, ${longitude}`),
  )
}

function unknown(type: string, altText: string): HTMLElement {
  return element(
    'div',
    { class: 'words' },
    altText || 'ข้อความ',
    element('small', { class: 'note' }, `ชนิด ${type} ไม่มีภาพตัวอย่างที่นี่`),
  )
}

/** A mouse cannot swipe: arrows towards what is out of sight, only where a mouse is (CSS decides). */
function withArrows(node: HTMLElement): HTMLElement {
  const carousel = node.querySelector('.flex-carousel')
  if (!carousel) return node
  const arrow = (side: 'left' | 'right', label: string) =>
    element(
      'button',
      {
        type: 'button',
        class: `arrow is-${side}`,
        'aria-label': label,
        onclick: () => carousel.scrollBy({ left: side === 'left' ? -240 : 240, behavior: 'smooth' }),
      },
      icon(side === 'left' ? 'back' : 'next', 18),
    )
  const back = arrow('left', 'การ์ดก่อนหน้า')
  const next = arrow('right', 'การ์ดถัดไป')
  const showEnds = () => {
    back.hidden = carousel.scrollLeft < 8
    next.hidden = carousel.scrollLeft + carousel.clientWidth > carousel.scrollWidth - 8
  }
  carousel.addEventListener('scroll', showEnds, { passive: true })
  new ResizeObserver(showEnds).observe(carousel)
  node.append(back, next)
  return node
}

const longPressMilliseconds = 550

/**
 * A long press, as on a phone, or the right mouse button. The tap that ends a long press does nothing else,
 * and a phone that also reports it as a context menu is heard once.
 */
function onLongPress(node: HTMLElement, then: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isPressed = false
  const stop = () => clearTimeout(timer)
  const press = () => {
    stop()
    if (!isPressed) then()
    isPressed = true
  }
  node.addEventListener('pointerdown', (event) => {
    isPressed = false
    if (event.pointerType !== 'mouse') timer = setTimeout(press, longPressMilliseconds)
  })
  for (const end of ['pointerup', 'pointercancel', 'pointermove', 'pointerleave']) node.addEventListener(end, stop)
  node.addEventListener('contextmenu', (event) => {
    event.preventDefault()
    press()
  })
  node.addEventListener(
    'click',
    (event) => {
      if (!isPressed) return
      isPressed = false
      event.preventDefault()
      event.stopPropagation()
    },
    true,
  )
}
