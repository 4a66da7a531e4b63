import { windows } from './accusation/features.ts'
import { probabilities, threshold } from './accusation/model.ts'
import { holdsReceipt } from './accusation/receipt.ts'
import { normalForm } from './normalise.ts'

/** What follows in a longer text is not looked at for an accusation; a receipt is looked for in the whole text. */
const longestLookedAt = 2000

/** OIT items (O22, o๓๐) and the assessment's own questionnaires: staff at work on the checklist. */
const assessment = /(?<![a-zก-ฮ0-9,.])o ?-?[0-9]{1,2}(?![0-9])|(?<![a-z])(?:oit|eit|iit|itas)(?![a-z])/
/** A checklist message is shorter; a longer one that names an item may be a clerk telling what happened. */
const longestChecklistMessage = 120

/**
 * Tells, before anything is stored, whether a message belongs to the protected channel. `hit` is true for
 *
 * - `receipt`: it holds a receipt code of the channel,
 * - `wants-to-report`: somebody wants to report corruption, or asks where to,
 * - `accusation`: somebody says that an official takes, demands, steals, forges or favours;
 *
 * and false for `document` (asks for a paper or a fact about preventing corruption) and `none`. `score` is the
 * probability of the protected channel, 0 to 1. The classifier misses some and is never the only safeguard
 * (protected-channel design, section 3.1). Pure; bounded time for any length; never throws; keeps nothing.
 */
export function accusation(text: string): {
  hit: boolean
  score: number
  kind: 'wants-to-report' | 'accusation' | 'receipt' | 'document' | 'none'
} {
  if (holdsReceipt(text)) return { hit: true, score: 1, kind: 'receipt' }
  const normalised = normalForm(text.slice(0, longestLookedAt))
  const scoreOf = (found: ReturnType<typeof probabilities>) => found.accusation + found['wants-to-report']
  const likeliest = windows(normalised)
    .map(probabilities)
    .reduce((best, stretch) => (scoreOf(stretch) > scoreOf(best) ? stretch : best))
  const score = scoreOf(likeliest)
  const isChecklistTalk = normalised.length <= longestChecklistMessage && assessment.test(normalised)
  if (score >= threshold && !isChecklistTalk)
    return {
      hit: true,
      score,
      kind: likeliest.accusation >= likeliest['wants-to-report'] ? 'accusation' : 'wants-to-report',
    }
  return { hit: false, score, kind: likeliest.document > likeliest.none ? 'document' : 'none' }
}
