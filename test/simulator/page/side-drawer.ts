import { element } from './element.ts'
import { icon } from './icons.ts'

/** A drawer at the right edge of the page; it does not block the phones beside it. */
export type SideDrawer = {
  node: HTMLElement
  toggle: () => void
  isOpen: () => boolean
  close: () => void
}

/**
 * @param opener the button that opens and closes it; it gets the focus back
 * @param onOpen called each time it opens, before it shows
 */
export function makeSideDrawer(
  name: string,
  title: string,
  english: string,
  content: HTMLElement,
  opener: HTMLElement,
  onOpen: () => void,
): SideDrawer {
  const closer = element('button', { type: 'button', class: 'round', 'aria-label': `ปิด${title}` }, icon('close'))
  const node = element(
    'aside',
    { class: 'side-drawer', id: name, 'aria-label': title, hidden: true },
    element('header', {}, element('h2', {}, title, element('small', { lang: 'en' }, english)), closer),
    content,
  )
  const setOpen = (isOpen: boolean) => {
    if (isOpen) onOpen()
    node.hidden = !isOpen
    opener.setAttribute('aria-expanded', String(isOpen))
    if (isOpen) closer.focus()
    else if (node.contains(document.activeElement)) opener.focus()
  }
  opener.setAttribute('aria-controls', name)
  opener.setAttribute('aria-expanded', 'false')
  closer.addEventListener('click', () => {
    setOpen(false)
    opener.focus()
  })
  node.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    setOpen(false)
    opener.focus()
  })
  return { node, toggle: () => setOpen(node.hidden !== false), isOpen: () => !node.hidden, close: () => setOpen(false) }
}
