const year = 365 * 86_400_000

/** What was confirmed before this moment and has no day of its own is to be looked at again by `today` ("2026-11-21"). */
export function confirmedTooLongAgo(today: string): Date {
  return new Date(Date.parse(today) - year)
}

/**
 * The day ("2026-11-21") from which somebody should look at an answer again: the one that was set, else a year after it was
 * confirmed.
 */
export function reviewDay({ reviewOn, confirmedAt }: { reviewOn: string | null; confirmedAt: Date }): string {
  return reviewOn ?? new Date(confirmedAt.getTime() + year).toISOString().slice(0, 10)
}
