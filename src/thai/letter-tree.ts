/** What was found: the end of the stretch in the text, the value of the form, and how many letters differed. */
export type Found<Value> = { end: number; value: Value; errors: number }

/**
 * A set of words that can be looked for at any place of a text, also with one letter wrong, missing or too many.
 * Nodes lie in flat arrays (children of one node next to each other), because thousands of Maps would weigh megabytes.
 */
export type LetterTree<Value> = {
  /** The longest form that stands at `start` letter by letter and may end there. */
  longestAt(text: string, start: number, mayEnd: (end: number) => boolean): Found<Value> | undefined
  /**
   * The longest form of at least `shortest` letters at `start` with exactly one letter wrong, missing or added after
   * its first letter.
   */
  closestAt(text: string, start: number, shortest: number): Found<Value> | undefined
}

export function plantTree<Value>(forms: ReadonlyMap<string, Value>): LetterTree<Value> {
  const sorted = [...forms.keys()].filter((form) => form !== '').sort()
  const letters: number[] = [0]
  const firstChild: number[] = [0]
  const childCount: number[] = [0]
  const depth: number[] = [0]
  const values: (Value | undefined)[] = [undefined]
  let level = [{ node: 0, from: 0, to: sorted.length }]
  for (let at = 0; level.length > 0; at += 1) {
    const next: typeof level = []
    for (const { node, from, to } of level) {
      firstChild[node] = letters.length
      let index = from
      while (index < to) {
        const form = sorted[index] ?? ''
        if (form.length === at) {
          values[node] = forms.get(form)
          index += 1
          continue
        }
        const letter = form.charCodeAt(at)
        let end = index
        while (end < to && sorted[end]?.charCodeAt(at) === letter) end += 1
        const child = letters.length
        letters.push(letter)
        firstChild.push(0)
        childCount.push(0)
        depth.push(at + 1)
        values.push(undefined)
        childCount[node] = (childCount[node] ?? 0) + 1
        next.push({ node: child, from: index, to: end })
        index = end
      }
    }
    level = next
  }
  const letterOf = Uint16Array.from(letters)
  const childrenFrom = Int32Array.from(firstChild)
  const children = Uint16Array.from(childCount)
  const depthOf = Uint16Array.from(depth)

  function childOf(node: number, letter: number): number {
    const from = childrenFrom[node] ?? 0
    const to = from + (children[node] ?? 0)
    for (let child = from; child < to; child += 1) if (letterOf[child] === letter) return child
    return -1
  }

  /** Walks letter by letter from a node and returns the deepest form that ends on the way. */
  function walk(text: string, from: number, node: number, shortest: number, errors: number): Found<Value> | undefined {
    let best: Found<Value> | undefined
    let at = node
    for (let end = from; ; end += 1) {
      const value = values[at]
      if (value !== undefined && (depthOf[at] ?? 0) >= shortest) best = { end, value, errors }
      if (end >= text.length) return best
      at = childOf(at, text.charCodeAt(end))
      if (at < 0) return best
    }
  }

  return {
    longestAt(text, start, mayEnd) {
      let best: Found<Value> | undefined
      let node = 0
      for (let end = start; end < text.length; end += 1) {
        node = childOf(node, text.charCodeAt(end))
        if (node < 0) break
        const value = values[node]
        if (value !== undefined && mayEnd(end + 1)) best = { end: end + 1, value, errors: 0 }
      }
      return best
    },

    closestAt(text, start, shortest) {
      let best: Found<Value> | undefined
      function consider(found: Found<Value> | undefined): void {
        if (found !== undefined && (best === undefined || found.end > best.end)) best = found
      }
      let node = childOf(0, text.charCodeAt(start))
      for (let at = start + 1; node >= 0 && at <= text.length; at += 1) {
        // One letter too many in the text.
        if (at < text.length) consider(walk(text, at + 1, node, shortest, 1))
        const from = childrenFrom[node] ?? 0
        const to = from + (children[node] ?? 0)
        for (let child = from; child < to; child += 1) {
          if (at < text.length && letterOf[child] === text.charCodeAt(at)) continue
          // One letter missing in the text, or one wrong.
          consider(walk(text, at, child, shortest, 1))
          if (at < text.length) consider(walk(text, at + 1, child, shortest, 1))
        }
        if (at >= text.length) break
        node = childOf(node, text.charCodeAt(at))
      }
      return best
    },
  }
}
