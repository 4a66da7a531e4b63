/**
 * Whole percentages for the parts of one bar: `percentages([1, 1, 1], 3)` is `[34, 33, 33]`.
 * They never add up to more than 100, all parts together being the whole gives exactly 100,
 * and a part that is not zero gets at least 1, so that it can be seen.
 * Parts and whole are counts or points, not negative; a whole of 0 gives zeros.
 */
export function percentages(parts: readonly number[], whole: number): number[] {
  if (whole <= 0) return parts.map(() => 0)
  const exact = parts.map((part) => Math.min(100, Math.max(0, (part / whole) * 100)))
  const target = Math.min(100, Math.round(exact.reduce((sum, part) => sum + part, 0)))
  const result = exact.map((part) => (part > 0 ? Math.max(1, Math.floor(part)) : 0))
  const sum = () => result.reduce((total, part) => total + part, 0)
  const byRest = exact.map((part, index) => ({ index, rest: part - Math.floor(part) })).sort((a, b) => b.rest - a.rest)
  for (const { index, rest } of byRest) if (sum() < target && rest > 0) result[index] = (result[index] ?? 0) + 1
  while (sum() > 100) {
    const largest = result.indexOf(Math.max(...result))
    result[largest] = (result[largest] ?? 0) - 1
  }
  return result
}
