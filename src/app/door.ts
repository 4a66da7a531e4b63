import { readButton } from '../chat/button.ts'
import type { DroppedAs } from '../chat/incoming.ts'
import { showChatReceipt } from '../features/doorway/chat-report.ts'
import { markDropped, readDelivery, toIncoming } from '../line/incoming.ts'
import type { WebhookTools } from '../line/webhook.ts'
import { accusation } from '../thai/accusation.ts'
import { beginsChatReport, chatReportFirstLine } from '../thai/chat-report.ts'
import type { Messages } from './messages.ts'
import type { Parts } from './parts.ts'

/** What whoever wrote a report in the chat that was not taken is told. */
const refusedAs = {
  shut: 'chat-shut',
  short: 'chat-short',
  long: 'chat-long',
  receipt: 'receipt',
  full: 'chat-full',
  failed: 'chat-failed',
} as const

/**
 * Stands before the first byte is written: which texts must not be kept at all (those of the protected channel, also when they
 * come in two messages), and what becomes of a report in the chat, which never becomes an event of ours.
 * @param burst what one person wrote within so many ms is judged together; 0 = each text alone
 */
export function createDoor(
  parts: Parts,
  { burst, messages, wake }: { burst: number; messages: Messages; wake: () => void },
): Pick<WebhookTools, 'judge' | 'judgeButton' | 'atTheDoor'> {
  const { config, db, clock, agencies, attachments, chatDoor, channel } = parts
  const mustDrop = (words: string) => {
    const { kind, hit } = accusation(words)
    return hit && (kind === 'receipt' || kind === 'accusation' || kind === 'wants-to-report') ? kind : null
  }
  // What people wrote in the last half second, in memory only: what must not be kept may come in two messages.
  const recent = new Map<string, { words: string; at: number }>()
  const lately = (from: string, words: string): string | null => {
    if (burst === 0 || from === '') return null
    const now = clock.now().getTime()
    for (const [key, { at }] of recent) {
      if (now - at <= burst) break
      recent.delete(key)
    }
    const before = recent.get(from)
    recent.delete(from)
    recent.set(from, { words, at: now })
    return before?.words ?? null
  }

  function judge(words: string, from: string): DroppedAs | null {
    // Of a report nothing stays in memory but that there was one: what follows at once belongs to it.
    if (beginsChatReport(words)) {
      lately(from, chatReportFirstLine)
      return 'chat-shut'
    }
    const before = lately(from, words)
    if (before === chatReportFirstLine) return 'accusation'
    return mustDrop(words) ?? (before === null ? null : mustDrop(`${before} ${words}`))
  }

  const judgeButton = (data: string): DroppedAs | null => {
    if (!data.startsWith('chatreport.')) return null
    const button = readButton(data)
    if (typeof button === 'string' || button.name !== 'chatreport') return null
    return button.do === 'warn' ? 'chat-warn' : 'chat-write'
  }

  /**
   * What is left of a dropped event. A report in the chat is sealed and answered here, while LINE waits for its 200: before it is a case nothing
   * is written, and afterwards nothing but the case. A crash in between, or an answer that did not go out, brings the event again, and it is
   * the same case with the same receipt (`whistleblowing/chat-intake.ts`). The receipt never enters the outbox: it would be stored there.
   */
  async function atTheDoor(
    agencyId: string,
    event: Record<string, unknown>,
    dropped: Record<string, unknown>,
  ): Promise<Record<string, unknown> | 'taken' | 'again'> {
    const [delivered] = readDelivery({ events: [event] })
    const incoming = delivered && toIncoming(event, { eventId: delivered.eventId, at: clock.now() })
    if (incoming?.from.kind !== 'person') return dropped
    const { eventId, replyToken } = incoming
    const { userId } = incoming.from
    if (incoming.kind !== 'text' || !beginsChatReport(incoming.text) || replyToken === null) {
      // The doorway may offer the chat only while nobody reads along.
      await chatDoor.look(agencyId)
      return dropped
    }
    const filed = await chatDoor.file(agencyId, eventId, incoming.text)
    if (filed.outcome !== 'filed') return markDropped(event, refusedAs[filed.outcome])
    // The photo that came just before belongs to the same words.
    await db.transaction().execute((transaction) => attachments.dropRecent(transaction, agencyId, userId))
    wake()
    const agency = await agencies.byId(agencyId)
    if (!agency) return 'taken'
    const doorwayUrl = `${config.publicUrl}/w/${agency.profile.slug}?openExternalBrowser=1`
    const receipt = messages.toMessages([showChatReceipt(messages.speaker(agency), filed, doorwayUrl)])
    return (await replyNow(agencyId, replyToken, receipt)) ? 'taken' : 'again'
  }

  /**
   * Answers without the outbox and never by a push. A token works once, so a second try cannot show it twice.
   * @returns false when it may not have arrived and could still be sent
   */
  async function replyNow(agencyId: string, replyToken: string, receipt: Record<string, unknown>[]): Promise<boolean> {
    const account = await channel(agencyId)
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const outcome = (await account?.reply(replyToken, receipt))?.outcome
      if (outcome === 'accepted' || outcome === 'token-refused' || outcome === 'refused') return true
    }
    return false
  }

  return { judge, judgeButton, atTheDoor }
}
