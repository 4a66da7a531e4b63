const year = 365 * 86_400_000

/**
 * The day ("2026-11-21") from which somebody should look at an answer again: the one that was set, else a year after it was
 * confirmed.
 */
export function reviewDay({ reviewOn, confirmedAt }: { reviewOn: string | null; confirmedAt: Date }): string {
  return reviewOn ?? new Date(confirmedAt.getTime() + year).toISOString().slice(0, 10)
}
