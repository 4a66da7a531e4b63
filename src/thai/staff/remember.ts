/** Far more than the editions and agencies that one process serves; a bound all the same. */
const mostKept = 2000

/**
 * `make`, remembering what it made by what `key` says of the input: for values that are dear to build and that callers
 * describe anew in every call. When too many are kept, all are forgotten.
 */
export function remember<Input, Made>(
  key: (input: Input) => string,
  make: (input: Input) => Made,
): (input: Input) => Made {
  const kept = new Map<string, Made>()
  return (input) => {
    const name = key(input)
    let made = kept.get(name)
    if (made === undefined) {
      if (kept.size >= mostKept) kept.clear()
      made = make(input)
      kept.set(name, made)
    }
    return made
  }
}
