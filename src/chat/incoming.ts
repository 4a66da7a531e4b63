/** Where an event came from. Only a person in a one-to-one chat is ever answered. */
export type Source = { kind: 'person'; userId: string } | { kind: 'group' } | { kind: 'nobody' }

/**
 * Why an event was dropped before anything was stored; see `features/doorway`. `chat-warn` and `chat-write` are the buttons that lead to
 * a report in the chat: whoever presses them is not looked up either. The others are such reports that were not taken, and why.
 */
export const droppedAs = [
  ...(['wants-to-report', 'accusation', 'receipt', 'chat-warn', 'chat-write'] as const),
  ...(['chat-shut', 'chat-short', 'chat-long', 'chat-full', 'chat-failed'] as const),
] as const
export type DroppedAs = (typeof droppedAs)[number]

type Content =
  /** Of several texts that were joined, `messageId` has all ids, with blanks between. */
  | { kind: 'text'; text: string; messageId: string }
  /** What must not be kept: only its kind is known. */
  | { kind: 'dropped'; as: DroppedAs }
  | { kind: 'button'; data: string; params: Record<string, string> }
  | { kind: 'sticker' }
  | { kind: 'media'; media: 'image' | 'video' | 'audio' | 'file'; messageId: string; ours: boolean }
  | { kind: 'location'; latitude: number; longitude: number; title: string; address: string; messageId: string }
  | { kind: 'follow'; returning: boolean }
  | { kind: 'unfollow' }
  | { kind: 'unsend'; messageId: string }
  /** Anything that this version does not know, or that asks for no answer. */
  | { kind: 'ignored'; type: string }

/**
 * Where words came from that were said in several messages: all their ids, with blanks between. Whoever takes back one of them
 * takes back all that came of it.
 */
export function joinSources(...sources: readonly (string | null)[]): string | null {
  return sources.filter((source) => source !== null).join(' ') || null
}

/** One event in our words: no LINE shapes beyond this type. */
export type Incoming = {
  eventId: string
  at: Date
  from: Source
  replyToken: string | null
  redelivered: boolean
} & Content
