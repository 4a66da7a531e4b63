type Listener = (event: Event) => void
type Attributes = Record<string, string | number | boolean | null | undefined | Listener>
export type Child = Node | string | null | undefined | false

/**
 * Makes an HTML element. Text goes in as text nodes, so nothing that a person or the bot wrote can become markup.
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

/** Sets CSS properties (names as in CSS); undefined leaves a property alone. */
export function style(node: HTMLElement, properties: Record<string, string | number | undefined>): void {
  for (const [name, value] of Object.entries(properties)) {
    if (value !== undefined) node.style.setProperty(name, String(value))
  }
}

/** The value where it is text, else nothing: for JSON from the wire. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function append(node: Element, children: Child[]): void {
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) node.append(child)
  }
}
