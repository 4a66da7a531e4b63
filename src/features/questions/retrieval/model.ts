import model from './model.json' with { type: 'json' }

/**
 * The numbers behind ranking and deciding, as data, so that they can be refitted without touching the program:
 * `rank` weighs what speaks for an entry, `confidence` turns the signals of a search into the probability that the
 * first hit is right (a logistic regression, see test/eval/citizen/fit.ts), `answerFrom` and `choicesFrom` are the
 * probabilities from which the bot answers, or offers choices.
 */
export type Model = {
  rank: Readonly<Record<string, number>>
  confidence: Readonly<Record<string, number>>
  answerFrom: number
  choicesFrom: number
}

export const shippedModel: Model = model
