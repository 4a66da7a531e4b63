import { readButton } from '../chat/button.ts'
import type { DroppedAs } from '../chat/incoming.ts'
import { showChatReceipt } from '../features/doorway/chat-report.ts'
import type { InboxStore } from '../inbox/inbox-store.ts'
import { markDropped, readDelivery, toIncoming } from '../line/incoming.ts'
import type { WebhookTools, Writer } from '../line/webhook.ts'
import { beginsChatReport } from '../thai/chat-report.ts'
import type { Messages } from './messages.ts'
import type { Parts } from './parts.ts'
import { mustDrop, readLastTogether } from './protected-words.ts'

/** What whoever wrote a report in the chat that was not taken is told. */
const refusedAs = {
  shut: 'chat-shut',
  short: 'chat-short',
  long: 'chat-long',
  receipt: 'receipt',
  full: 'chat-full',
  failed: 'chat-failed',
} as const

/** Texts of one burst that are remembered. */
const mostRemembered = 20

/**
 * What somebody wrote just now. `texts`: none of it had to be dropped; null = something had to, and nothing of it is remembered
 * but that. `at` as LINE says when they wrote last, `heard` when it came in, both in ms.
 */
type Burst = { texts: readonly string[] | null; at: number; heard: number }

/**
 * Stands before the first byte is written: which texts must not be kept at all (those of the protected channel, also when they
 * come in several messages), and what becomes of a report in the chat, which never becomes an event of ours.
 * @param burst texts of one person, each within so many ms after the one before, are judged together; 0 = each text alone
 */
export function createDoor(
  parts: Parts,
  {
    burst,
    messages,
    inbox,
    wake,
  }: { burst: number; messages: Messages; inbox: Pick<InboxStore, 'knows'>; wake: () => void },
): Pick<WebhookTools, 'judge' | 'judgeButton' | 'atTheDoor'> & {
  /** Lets go of the words of bursts that are over. Call about twice a second. */
  forget(): void
} {
  const { config, db, clock, agencies, attachments, chatDoor, channel } = parts
  // In memory only, and what came in longest ago first: what must not be kept may come in several messages.
  const bursts = new Map<string, Burst>()

  function forget(): void {
    const now = clock.now().getTime()
    for (const [writer, { heard }] of bursts) {
      if (now - heard <= burst) break
      bursts.delete(writer)
    }
  }

  function judge(words: string, { agencyId, from, at }: Writer): DroppedAs | null {
    const isReport = beginsChatReport(words)
    if (burst === 0 || from === '') return isReport ? 'chat-shut' : mustDrop([words])
    forget()
    const heard = clock.now().getTime()
    const written = at?.getTime() ?? heard
    const writer = `${agencyId} ${from}`
    const before = bursts.get(writer)
    const goesOn = before !== undefined && Math.abs(written - before.at) <= burst
    const texts = [...((goesOn && before.texts) || []), words]
    const alone = isReport ? 'chat-shut' : mustDrop([words])
    // What follows a dropped text belongs to it, whatever it says.
    const dropped = alone ?? (goesOn && before.texts === null ? 'accusation' : mustDrop(readLastTogether(texts)))
    bursts.delete(writer)
    bursts.set(writer, { texts: dropped === null ? texts.slice(-mostRemembered) : null, at: written, heard })
    return dropped
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
    // Only what was refused ever became an event. It stays refused when it comes again, also when there is room by then: its writer
    // was told that nothing was taken, and the token that would carry the receipt is spent.
    if (await inbox.knows(agencyId, eventId)) return dropped
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

  return { judge, judgeButton, atTheDoor, forget }
}
