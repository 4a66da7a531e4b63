import type { Decision } from '../../chat/decision.ts'
import type { DroppedAs } from '../../chat/incoming.ts'
import { card, text, type Say } from '../../chat/say.ts'
import { chatReportFirstLine, chatReportForm, chatReportMost } from '../../thai/chat-report.ts'
import { formatDate } from '../../thai/dates.ts'
import { cardButton, type CardButton, type Speaker, type Turn } from '../turn.ts'

/** That a report may be written in the chat now, and the positions of those who would read it. */
export type ChatOffer = { readers: string[] }

/** The second way on the doorway's card, for people who cannot use the page. */
export function chatButton({ texts }: Turn): CardButton {
  return cardButton(texts.chatReport.offer, { does: 'button', button: { name: 'chatreport', do: 'warn' } })
}

/**
 * What the two buttons on the way to a report in the chat answer: what to know before, and how to write. Nothing is remembered of either; the
 * consent is the first line of the text itself. null for everything else that was dropped.
 */
export function answerChatButton(as: DroppedAs, turn: Turn, { readers }: ChatOffer): Decision | null {
  const words = turn.texts.chatReport
  if (as === 'chat-write')
    return { say: [text(words.write(chatReportFirstLine))], conversation: null, worthPush: false }
  if (as !== 'chat-warn') return null
  const consent = {
    does: 'button',
    button: { name: 'chatreport', do: 'write' },
    opensKeyboard: chatReportForm,
  } as const
  const warning = turn.cards.card('chat-warning', {
    readers: turn.digits(words.readers(readers.join(' ') || '-')),
    buttons: [
      cardButton(words.usePage, { does: 'opens', url: turn.doorwayUrl }, 'primary'),
      cardButton(words.consent, consent),
    ],
  })
  return { say: [card(warning)], conversation: null, worthPush: false }
}

/** Why a report in the chat was not taken; null where nobody tried to write one. */
export function whyNotTaken(as: DroppedAs, { texts, digits }: Turn): string | null {
  const words = texts.chatReport
  switch (as) {
    case 'chat-warn':
    case 'chat-write':
      return words.notNow
    case 'chat-shut':
      return words.shut
    case 'chat-short':
      return words.short
    case 'chat-long':
      return words.long(digits(chatReportMost.toLocaleString('en-US')))
    case 'chat-full':
      return words.full
    case 'chat-failed':
      return words.failed
    case 'wants-to-report':
    case 'accusation':
    case 'receipt':
      return null
    default:
      return as satisfies never
  }
}

/**
 * The answer to a report that was taken in the chat: the receipt, once, and how the chat is cleared of it.
 * @param filed `receipt` as it is shown; `nextCheck` a day in Bangkok, `2026-11-23`
 */
export function showChatReceipt(
  { texts, cards, digits }: Speaker,
  filed: { receipt: string; nextCheck: string },
  doorwayUrl: string,
): Say {
  const words = texts.chatReport
  const day = digits(formatDate(new Date(`${filed.nextCheck}T12:00:00+07:00`)))
  return card(
    cards.card('chat-receipt', {
      receipt: filed.receipt,
      next: words.nextCheck(day),
      buttons: [cardButton(words.openPage, { does: 'opens', url: doorwayUrl }, 'primary')],
    }),
  )
}
