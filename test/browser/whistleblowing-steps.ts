/** The questions in the order in which a reporter meets them. */
export const steps = [
  'who',
  'position',
  'when',
  'where',
  'what',
  'how',
  'evidence',
  'ongoing',
  'contact',
  'readers',
] as const
export type Step = (typeof steps)[number]
