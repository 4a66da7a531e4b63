import type { Decision } from '../../chat/decision.ts'
import { card, type Say } from '../../chat/say.ts'
import { helpWanted, type Emergency } from '../../thai/emergency.ts'
import { cardButton, type Turn } from '../turn.ts'
import { answerCard } from './answer-cards.ts'
import type { Knowledge } from './knowledge.ts'

/** The numbers of the whole country for each danger, the one to call first in front. */
const numbers: Readonly<Record<Emergency, readonly ('191' | '199' | '1300' | '1669')[]>> = {
  electric: ['1669', '199'],
  fire: ['199', '1669'],
  drowning: ['1669', '191'],
  trapped: ['199', '1669'],
  violence: ['191', '1300', '1669'],
  accident: ['1669', '191'],
  illness: ['1669'],
  crime: ['191', '1669'],
  snake: ['199', '1669'],
}

/**
 * Somebody is in danger: whom to call comes before anything else and is one tap away. Behind it stands what the town itself
 * has written about that help, if it has; nothing is offered to be passed on, because nobody may wait for that.
 * @param going what the running conversation says to the same words, which are not lost
 */
export function answerEmergency(
  kind: Emergency,
  turn: Turn,
  knowledge: Knowledge,
  going: Decision | null = null,
): Decision {
  if (going) return { ...going, say: [callCard(kind, turn), ...going.say], urgent: true }
  const known = knowledge.understand(helpWanted[kind])
  const [best] = known.outcome === 'answer' ? known.top : []
  const topic = best === undefined ? null : knowledge.topic(best)
  // Of what the starter pack says the numbers stand above already.
  const own = topic?.kind === 'faq' ? [answerCard(topic, '', turn)] : []
  return {
    say: [callCard(kind, turn), ...own.map((one): Say => ({ ...one, choices: [] }))],
    conversation: null,
    urgent: true,
    worthPush: true,
  }
}

function callCard(kind: Emergency, turn: Turn): Say {
  const { digits } = turn
  const words = turn.texts.emergency
  const advice = digits(words.advice[kind])
  return card(
    turn.cards.card('emergency', {
      title: words.title,
      advice,
      note: digits(words.note),
      lines: advice,
      buttons: numbers[kind].map((number, place) =>
        cardButton(
          digits(words.call[number]),
          { does: 'opens', url: `tel:${number}` },
          place === 0 ? 'primary' : 'secondary',
        ),
      ),
    }),
  )
}
