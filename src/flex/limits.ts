/**
 * LINE's limits of a Flex message (https://developers.line.biz/en/reference/messaging-api/#flex-message), and ours where
 * they are tighter: LINE allows 40 graphemes in a button, but a small phone shows about 20.
 * Sizes are UTF-8 bytes of the JSON; LINE says "KB" without saying which, so a thousand is taken.
 */
export const flexLimits = {
  bubbleBytes: 30_000,
  carouselBytes: 50_000,
  bubbles: 12,
  /** UTF-16 units. */
  altText: 1500,
  /** Graphemes. */
  buttonLabel: 20,
} as const
export type FlexLimits = typeof flexLimits
