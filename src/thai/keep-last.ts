/**
 * A reading of a text that is kept until another text is read. One message is read by several parts of the program, one after the
 * other; each would begin anew. Nothing more is kept than the last one: no store of what people write grows in memory.
 * @param read a pure function; what it returns is shared, so nobody may change it
 */
export function keepLast<Reading>(read: (text: string) => Reading): (text: string) => Reading {
  let last: { text: string; reading: Reading } | null = null
  return (text) => {
    if (last?.text !== text) last = { text, reading: read(text) }
    return last.reading
  }
}
