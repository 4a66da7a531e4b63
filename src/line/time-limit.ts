const limited = Symbol.for('prongsai.fetch.limited')

/**
 * Gives every `fetch` of the process that carries no signal a time limit. The LINE SDK calls the global `fetch` and has
 * neither a time limit nor a way to pass one (11.0.0 to 11.2.0); when it gets one, this file can go. Safe to call again.
 * @param milliseconds until the request is given up with a TimeoutError
 */
export function limitFetchTime(milliseconds: number): void {
  const original = globalThis.fetch
  if (limited in original) return
  const withLimit: typeof fetch = (input, init) =>
    original(input, init?.signal ? init : { ...init, signal: AbortSignal.timeout(milliseconds) })
  globalThis.fetch = Object.assign(withLimit, { [limited]: true })
}
