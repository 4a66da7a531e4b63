import type { messagingApi } from '@line/bot-sdk'
import { element, style } from './element.ts'
import {
  aspectRatio,
  border,
  bubbleLook,
  color,
  corner,
  fontSize,
  footerPadding,
  gap,
  imageWidth,
  length,
} from './flex-sizes.ts'
import type { BubbleLook } from './flex-sizes.ts'

type Box = messagingApi.FlexBox
type Component = messagingApi.FlexComponent
type Action = messagingApi.Action

/** Called when somebody taps a component that has an action. */
export type OnAction = (action: Action) => void

/**
 * Draws a Flex container as LINE does: flexbox rules with LINE's own defaults.
 * https://developers.line.biz/en/docs/messaging-api/flex-message-layout/
 * @param container a bubble or a carousel, the `contents` of a flex message
 */
export function renderFlex(container: messagingApi.FlexContainer, onAction: OnAction): HTMLElement {
  if (container.type === 'carousel') {
    const bubbles = container.contents.map((bubble) => renderBubble(bubble, onAction))
    return element(
      'div',
      { class: 'flex-carousel', role: 'group', tabindex: 0, 'aria-label': 'การ์ดหลายใบ' },
      ...bubbles,
    )
  }
  return renderBubble(container, onAction)
}

function renderBubble(bubble: messagingApi.FlexBubble, onAction: OnAction): HTMLElement {
  const look = bubbleLook(bubble.size)
  const node = element('div', {
    class: 'flex-bubble',
    dir: bubble.direction ?? 'ltr',
    'data-size': bubble.size ?? 'mega',
  })
  style(node, { '--bubble-width': `${look.width}px`, 'border-radius': `${look.corner}px` })
  for (const name of ['header', 'hero', 'body', 'footer'] as const) {
    const component = bubble[name]
    if (!component) continue
    const block = element('div', { class: `flex-block flex-${name}` })
    const styles = bubble.styles?.[name]
    style(block, { 'background-color': color(styles?.backgroundColor) })
    // A line above the first block would be the bubble's own edge; LINE leaves it out.
    if (styles?.separator && node.childElementCount > 0) {
      style(block, { 'border-top': `1px solid ${color(styles.separatorColor) ?? '#d4d6da'}` })
    }
    block.append(renderComponent(component, onAction, blockPadding(name, look, bubble.footer !== undefined)))
    node.append(block)
  }
  if (bubble.action) makeTappable(node, bubble.action, onAction)
  return node
}

function blockPadding(
  name: 'header' | 'hero' | 'body' | 'footer',
  look: BubbleLook,
  hasFooter: boolean,
): string | undefined {
  if (name === 'hero') return undefined
  if (name === 'footer') return footerPadding
  if (name === 'header') return look.header
  return hasFooter ? look.bodyAboveFooter : look.body
}

/** @param padding of a block's own box, which stands until the box names another one */
function renderComponent(component: Component, onAction: OnAction, padding?: string): HTMLElement {
  switch (component.type) {
    case 'box':
      return renderBox(component, onAction, padding)
    case 'text':
      return renderText(component, onAction)
    case 'button':
      return renderButton(component, onAction)
    case 'image':
      return renderImage(component, onAction)
    case 'icon':
      return renderIcon(component)
    case 'video':
      return renderVideo(component)
    case 'separator': {
      const node = element('div', { class: 'flex-separator', role: 'presentation' })
      style(node, { 'background-color': color(component.color) })
      return node
    }
    case 'filler':
      return element('div', { class: 'flex-filler' })
    default:
      // A span outside a text, or a component that LINE has invented since: visible, so that the author notices.
      return element('div', { class: 'flex-unknown' }, `? ${component.type}`)
  }
}

function renderBox(box: Box, onAction: OnAction, padding: string | undefined): HTMLElement {
  const node = element('div', { class: `flex-box flex-${box.layout}` })
  style(node, {
    padding,
    'background-color': color(box.backgroundColor),
    'background-image': gradient(box.background),
    'border-radius': corner(box.cornerRadius),
    'justify-content': box.justifyContent,
    'align-items': box.alignItems,
  })
  style(node, { padding: gap(box.paddingAll) })
  style(node, {
    'padding-top': gap(box.paddingTop),
    'padding-bottom': gap(box.paddingBottom),
    'padding-inline-start': gap(box.paddingStart),
    'padding-inline-end': gap(box.paddingEnd),
  })
  if (box.borderWidth !== undefined || box.borderColor !== undefined) {
    style(node, { border: `${border(box.borderWidth) ?? '0px'} solid ${color(box.borderColor) ?? 'transparent'}` })
  }
  let isFirst = true
  for (const child of box.contents) {
    const childNode = renderComponent(child, onAction)
    place(childNode, child, box, isFirst)
    if (!('position' in child && child.position === 'absolute')) isFirst = false
    node.append(childNode)
  }
  if (box.action) makeTappable(node, box.action, onAction)
  return node
}

/** Everything about a component that its parent box decides: share of the space, distance to the one before, position. */
function place(node: HTMLElement, component: Component, parent: Box, isFirst: boolean): void {
  const isVertical = parent.layout === 'vertical'
  const isAbsolute = 'position' in component && component.position === 'absolute'

  if (component.type === 'box') {
    style(node, {
      width: length(component.width),
      height: length(component.height),
      'max-width': length(component.maxWidth),
      'max-height': length(component.maxHeight),
    })
  }
  if (
    'offsetTop' in component ||
    'offsetBottom' in component ||
    'offsetStart' in component ||
    'offsetEnd' in component
  ) {
    style(node, {
      top: gap(component.offsetTop),
      bottom: gap(component.offsetBottom),
      'inset-inline-start': gap(component.offsetStart),
      'inset-inline-end': gap(component.offsetEnd),
    })
  }
  if (isAbsolute) {
    style(node, { position: 'absolute' })
    return
  }

  const share = shareOfSpace(component, parent)
  if (share === 0) style(node, { flex: 'none' })
  else style(node, { flex: isVertical ? `${share} 0 auto` : `${share} 0 0px` })

  // The margin of the first component is ignored, and a filler keeps no distance.
  if (isFirst || component.type === 'filler') return
  const ownMargin = 'margin' in component ? gap(component.margin) : undefined
  style(node, { [isVertical ? 'margin-top' : 'margin-inline-start']: ownMargin ?? gap(parent.spacing) })
}

function shareOfSpace(component: Component, parent: Box): number {
  if (component.type === 'separator') return 0
  if (component.type === 'filler') return component.flex ?? 1
  if (component.type === 'icon') return 0
  if ('flex' in component && component.flex !== undefined) return Math.max(0, component.flex)
  if (parent.layout === 'vertical') return 0
  // A box that names its width takes just that.
  return component.type === 'box' && length(component.width) !== undefined ? 0 : 1
}

function gradient(background: messagingApi.FlexBoxBackground | undefined): string | undefined {
  if (background?.type !== 'linearGradient') return undefined
  const { angle, startColor, centerColor, endColor, centerPosition } = background
  const stops = [
    color(startColor),
    color(centerColor) && `${color(centerColor)} ${centerPosition ?? '50%'}`,
    color(endColor),
  ]
  return `linear-gradient(${/^[\d.]+deg$/.test(angle ?? '') ? angle : '0deg'}, ${stops.filter(Boolean).join(', ')})`
}

function renderText(text: messagingApi.FlexText, onAction: OnAction): HTMLElement {
  const paragraph = element('p', {})
  if (text.contents && text.contents.length > 0) {
    for (const span of text.contents) {
      const node = element('span', {}, span.text ?? '')
      styleLetters(node, span)
      paragraph.append(node)
    }
  } else {
    paragraph.append(text.text ?? '')
  }
  const lineSpacing = length(text.lineSpacing)
  style(paragraph, {
    'text-align': text.align,
    'line-height': lineSpacing && `calc(1.4em + ${lineSpacing})`,
    '-webkit-line-clamp': text.maxLines ? text.maxLines : undefined,
  })
  const node = element('div', { class: 'flex-text' }, paragraph)
  node.classList.toggle('wraps', text.wrap === true)
  node.classList.toggle('is-clamped', Boolean(text.wrap && text.maxLines))
  styleLetters(node, text)
  style(node, { 'justify-content': alongGravity(text.gravity) })
  if (text.adjustMode === 'shrink-to-fit') shrinkToFit(paragraph, node)
  if (text.action) makeTappable(node, text.action, onAction)
  return node
}

function styleLetters(node: HTMLElement, letters: messagingApi.FlexSpan | messagingApi.FlexText): void {
  style(node, {
    'font-size': fontSize(letters.size),
    color: color(letters.color),
    'font-weight': letters.weight === 'bold' ? 700 : letters.weight === 'regular' ? 400 : undefined,
    'font-style': letters.style,
    'text-decoration': letters.decoration,
  })
}

function renderButton(button: messagingApi.FlexButton, onAction: OnAction): HTMLElement {
  const kind = button.style ?? 'link'
  const label = element('span', {}, labelOf(button.action))
  const inner = element('button', { type: 'button', class: `is-${kind} is-${button.height ?? 'md'}` }, label)
  style(inner, kind === 'link' ? { color: color(button.color) } : { 'background-color': color(button.color) })
  inner.addEventListener('click', (event) => {
    event.stopPropagation()
    onAction(button.action)
  })
  const node = element('div', { class: 'flex-button' }, inner)
  style(node, { 'justify-content': alongGravity(button.gravity) })
  if (button.adjustMode === 'shrink-to-fit') shrinkToFit(label, label)
  return node
}

function renderImage(image: messagingApi.FlexImage, onAction: OnAction): HTMLElement {
  const picture = element('img', { src: image.url, alt: '', loading: 'lazy' })
  style(picture, { 'object-fit': image.aspectMode ?? 'fit' } satisfies Record<string, string>)
  if (image.aspectMode !== 'cover') style(picture, { 'object-fit': 'contain' })
  const frame = element('div', { class: 'flex-image-frame' }, picture)
  const width = imageWidth(image.size ?? 'md')
  style(frame, {
    width,
    'aspect-ratio': aspectRatio(image.aspectRatio),
    'background-color': color(image.backgroundColor),
  })
  const node = element('div', { class: 'flex-image' }, frame)
  style(node, {
    'align-items': image.align === 'start' ? 'flex-start' : image.align === 'end' ? 'flex-end' : 'center',
    'justify-content': alongGravity(image.gravity),
  })
  if (image.action) makeTappable(node, image.action, onAction)
  return node
}

function renderIcon(icon: messagingApi.FlexIcon): HTMLElement {
  const picture = element('img', { src: icon.url, alt: '' })
  const [width, height] = aspectRatio(icon.aspectRatio).split(' / ').map(Number)
  style(picture, { width: `${(width ?? 1) / (height ?? 1)}em`, height: '1em' })
  const node = element('div', { class: 'flex-icon' }, picture)
  style(node, { 'font-size': fontSize(icon.size) })
  return node
}

function renderVideo(video: messagingApi.FlexVideo): HTMLElement {
  const player = element('video', { src: video.url, poster: video.previewUrl, controls: true, preload: 'none' })
  style(player, { 'aspect-ratio': aspectRatio(video.aspectRatio) })
  return element('div', { class: 'flex-video' }, player)
}

function alongGravity(gravity: string | undefined): string | undefined {
  return gravity === 'center' ? 'center' : gravity === 'bottom' ? 'flex-end' : undefined
}

function labelOf(action: Action): string {
  return action.label ?? ''
}

/** Makes any component a button for finger, mouse and keyboard. Inner buttons win over outer ones. */
function makeTappable(node: HTMLElement, action: Action, onAction: OnAction): void {
  node.classList.add('is-tappable')
  node.setAttribute('role', 'button')
  node.tabIndex = 0
  if (action.label) node.setAttribute('aria-label', action.label)
  const tap = (event: Event) => {
    event.stopPropagation()
    onAction(action)
  }
  node.addEventListener('click', tap)
  node.addEventListener('keydown', (event) => {
    if (event.target !== node || (event.key !== 'Enter' && event.key !== ' ')) return
    event.preventDefault()
    tap(event)
  })
}

const smallestLetters = 8

/** Makes the letters smaller until the line fits, whenever the room changes. */
function shrinkToFit(line: HTMLElement, sized: HTMLElement): void {
  const original = sized.style.fontSize
  let lastWidth = -1
  new ResizeObserver(() => {
    if (line.clientWidth === lastWidth) return
    lastWidth = line.clientWidth
    sized.style.fontSize = original
    let size = Number.parseFloat(getComputedStyle(sized).fontSize)
    while (line.scrollWidth > line.clientWidth && size > smallestLetters) {
      size -= 1
      sized.style.fontSize = `${size}px`
    }
  }).observe(line)
}
