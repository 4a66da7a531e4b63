/** How long a question of ours takes the next words for its answer, in ms: whoever comes back later says something new. */
const answeredWithin = 15 * 60_000

/** Whether what was asked at `asked` may still be meant by what is said now. */
export function isRecent(asked: string, now: Date): boolean {
  return now.getTime() - Date.parse(asked) <= answeredWithin
}
