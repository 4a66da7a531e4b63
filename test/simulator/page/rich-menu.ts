import type { messagingApi } from '@line/bot-sdk'
import type { RichMenuView } from '../console-wire.ts'
import { element, style } from './element.ts'
import type { OnAction } from './flex.ts'

/** Draws the picture of a rich menu with its areas as buttons above it. */
export function renderRichMenu(menu: RichMenuView, onAction: OnAction): HTMLElement {
  const node = element('div', { class: 'rich-menu', role: 'group', 'aria-label': menu.chatBarText })
  style(node, { 'aspect-ratio': `${menu.size.width} / ${menu.size.height}` })
  if (menu.image) node.append(element('img', { src: menu.image, alt: '' }))
  menu.areas.forEach((area, index) => {
    const action = area.action as messagingApi.Action
    const name =
      action.label ?? ('text' in action && typeof action.text === 'string' ? action.text : `ช่องที่ ${index + 1}`)
    const button = element('button', { type: 'button', 'aria-label': name, onclick: () => onAction(action) })
    style(button, {
      left: percent(area.bounds.x, menu.size.width),
      top: percent(area.bounds.y, menu.size.height),
      width: percent(area.bounds.width, menu.size.width),
      height: percent(area.bounds.height, menu.size.height),
    })
    // Without a picture the names stand where LINE would show nothing at all.
    if (!menu.image) button.append(name)
    node.append(button)
  })
  return node
}

const percent = (part: number, whole: number): string => `${(part / whole) * 100}%`
