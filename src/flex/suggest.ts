/**
 * " Did you mean item?" when a known name is near to what was written, else what could be used, else nothing.
 * `show` writes a name as the editor would; `choice` begins the sentence that lists the names when none is near.
 */
export function suggest(
  written: string,
  known: readonly string[],
  show: (name: string) => string,
  choice?: string,
): string {
  let nearest: string | undefined
  let best = Math.max(1, Math.floor(written.length / 3)) + 1
  for (const name of known) {
    const distance = editDistance(written.toLowerCase(), name.toLowerCase())
    if (distance < best) {
      best = distance
      nearest = name
    }
  }
  if (nearest !== undefined) return ` Did you mean ${show(nearest)}?`
  return choice === undefined || known.length === 0 ? '' : ` ${choice}${known.map(show).join(', ')}.`
}

/** How many letters must be typed, taken away, changed or swapped with their neighbour to get from one word to the other. */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1]
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      )
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1])
        cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1)
      current.push(cost)
    }
    beforeLast = last
    last = current
  }
  return last[to.length] ?? 0
}
