import type { Decision } from '../../chat/decision.ts'
import type { DroppedAs } from '../../chat/incoming.ts'
import { card, text, type Say } from '../../chat/say.ts'
import { cardButton, cardTap, type Turn } from '../turn.ts'
import { answerChatButton, chatButton, whyNotTaken, type ChatOffer } from './chat-report.ts'

/** National hotlines: NACC, PACC and the Damrongtham centre. Names are official and stay in Thai in the texts. */
const hotlineNumbers = ['1205', '1206', '1567'] as const

/**
 * The way to the protected channel: a static address, the same for everybody, and the hotlines. Nothing is stored, no
 * conversation begins and a running one ends; what was typed is gone already.
 */
export function showDoorway(as: DroppedAs, turn: Turn, chat: ChatOffer | null): Decision {
  const { texts, digits } = turn
  if (as === 'receipt') return { say: [text(texts.receiptRefused)], worthPush: false }
  const ofChat = chat === null ? null : answerChatButton(as, turn, chat)
  if (ofChat) return ofChat
  const why = whyNotTaken(as, turn)
  return {
    say: [
      ...(why === null ? [] : [text(why)]),
      card(
        turn.cards.card('doorway', {
          link: turn.doorwayUrl,
          hotlines: hotlineNumbers.map((phone, index) => ({
            name: texts.hotlineNames[index] ?? '',
            phone: digits(phone),
            call: cardTap({ does: 'opens', url: `tel:${phone}` }),
          })),
          buttons: [
            ...(chat === null ? [] : [chatButton(turn)]),
            ...(as === 'accusation'
              ? [
                  cardButton(
                    texts.notCorruption,
                    { does: 'button', button: { name: 'ask' }, opensKeyboard: true },
                    'link',
                  ),
                ]
              : []),
          ],
        }),
      ),
    ],
    conversation: null,
    worthPush: false,
  }
}

/** LINE shows at most so many quick replies under a message. */
const mostChoices = 13

/**
 * The way to the protected channel under whatever is said: nobody knows for sure which message is about wrongdoing, so
 * every automatic reply carries the button. Staff's work is left alone (`work`); they have it in their menu.
 */
export function withDoorway(decision: Decision, turn: Turn): Say[] {
  const last = decision.say.at(-1)
  if (!last || decision.purpose === 'work' || mentions(last, turn.doorwayUrl)) return decision.say
  const choices = [
    ...(last.choices ?? []).slice(0, mostChoices - 1),
    { label: turn.texts.doorwayLabel, tap: { does: 'opens' as const, url: turn.doorwayUrl } },
  ]
  return [...decision.say.slice(0, -1), { ...last, choices }]
}

/** Whether these words stand in any text of a message, however deep. */
function mentions(value: unknown, words: string): boolean {
  if (typeof value === 'string') return value.includes(words)
  return typeof value === 'object' && value !== null && Object.values(value).some((inner) => mentions(inner, words))
}
