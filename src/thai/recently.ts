/** Of one message the same few forms are asked for again and again; the next message pushes them out. */
const mostKept = 4
/** A longer text is not worth keeping. */
const longestKept = 500

/** `make`, remembering what it made of the last few short texts. What it makes is handed out several times: let nobody change it. */
export function recently<Made>(make: (text: string) => Made): (text: string) => Made {
  const kept = new Map<string, Made>()
  return (text) => {
    const known = kept.get(text)
    if (known !== undefined) return known
    const made = make(text)
    if (text.length > longestKept) return made
    for (const oldest of kept.keys()) {
      if (kept.size < mostKept) break
      kept.delete(oldest)
    }
    kept.set(text, made)
    return made
  }
}
