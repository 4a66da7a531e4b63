type Listener = (event: Event) => void
type Attributes = Record<string, string | number | boolean | null | undefined | Listener>
export type Child = Node | string | null | undefined | false

/**
 * Makes an HTML element. Text goes in as text nodes, so nothing that a person wrote can become markup; the page's policy
 * forbids every other way.
 * @param attributes `onclick` and the like are listeners; `true` sets an empty attribute; false, null and undefined set nothing
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') node.addEventListener(name.slice(2), value)
    else if (value === true) node.setAttribute(name, '')
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, String(value))
  }
  append(node, children)
  return node
}

/** Replaces everything inside the node by the children given. */
export function fill(node: Element, ...children: Child[]): void {
  node.replaceChildren()
  append(node, children)
}

function append(node: Element, children: Child[]): void {
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) node.append(child)
  }
}

/** A button that does something; it never submits a form. */
export function button(
  label: string,
  act: Listener,
  className = 'button',
  attributes: Attributes = {},
): HTMLButtonElement {
  return element('button', { type: 'button', class: className, onclick: act, ...attributes }, label)
}

export function paragraphs(lines: readonly string[]): HTMLElement[] {
  return lines.map((line) => element('p', {}, line))
}

export function list(lines: readonly Child[], className = ''): HTMLUListElement {
  return element('ul', { class: className || null }, ...lines.map((line) => element('li', {}, line)))
}

/** A form that asks for something and is sent with its main button or the keyboard's Enter; it never leaves the page. */
export function form(submit: () => void, ...children: Child[]): HTMLFormElement {
  return element(
    'form',
    {
      novalidate: true,
      autocomplete: 'off',
      onsubmit: (event) => {
        event.preventDefault()
        submit()
      },
    },
    ...children,
  )
}

/** A line that screen readers say when it changes. Empty until then. */
export function liveLine(className = 'note'): HTMLParagraphElement {
  return element('p', { class: className, role: 'status', 'aria-live': 'polite' })
}

let counter = 0
/** A name for an element that another one points to. */
export function freshId(start: string): string {
  counter += 1
  return `${start}-${counter}`
}

/** Shows a screen alone, from its top, with its heading in focus so that it is read out. */
export function showScreen(place: Element, ...children: Child[]): void {
  fill(place, ...children)
  window.scrollTo(0, 0)
  const heading = place.querySelector('h1')
  heading?.setAttribute('tabindex', '-1')
  heading?.focus({ preventScroll: true })
}
