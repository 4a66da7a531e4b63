import type { Button } from '../chat/button.ts'
import type { Incoming } from '../chat/incoming.ts'
import type { Tap } from '../chat/say.ts'
import { toAction } from '../chat/action.ts'
import type { Agency } from '../agency/profile.ts'
import type { Db } from '../db/open.ts'
import type { Cards } from '../flex/cards.ts'
import type { CardValues } from '../flex/templates.ts'
import type { Visitor } from '../people/people-store.ts'
import type { Texts } from '../texts/th.ts'

/** One event in hand, with all that a feature may know about it. Stores are made from `db`, the transaction of the event. */
export type Turn = {
  incoming: Incoming
  /** The button that was pressed, when it is one of this version; null for every other event. */
  pressed: Button | null
  agency: Agency
  visitor: Visitor
  now: Date
  texts: Texts
  cards: Cards
  /** A figure or a text in the agency's digits. Never for addresses and phone links. */
  digits: (text: string) => string
  /** The static address of the protected channel, the same for everybody. */
  doorwayUrl: string
  /** The officers' page of the protected channel, without the one-time part. */
  officerUrl: string
  /** The published counts of the protected channel. */
  countsUrl: string
  /** Where the public page and the privacy notice of this agency are. */
  pageUrl: string
  /** The address of a one-time link into the staff pages; the secret comes from `staff/link-store.ts`. */
  linkAddress: (secret: string) => string
  /** The address of the page where somebody fetches a copy of what is kept of them. */
  copyAddress: (secret: string) => string
  /** It has just been written and more may follow: nothing need be said yet. */
  mayGoOn: boolean
  /** The origin under which our own pages and files are reached. */
  publicUrl: string
  db: Db
}

/** What cards are made with: a turn without its event, so that a message that nobody asked for is made the same way. */
export type Speaker = Pick<Turn, 'agency' | 'texts' | 'cards' | 'digits' | 'now'>

export type CardButton = CardValues<'answer'>['buttons'][number]
export type CardTap = CardButton['action']

/** A button of a card. */
export function cardButton(label: string, tap: Tap, style: CardButton['style'] = 'secondary'): CardButton {
  return { label, style, action: cardTap(tap) }
}

/** What a tap on any part of a card does. */
export function cardTap(tap: Tap): CardTap {
  return toAction(tap) as CardTap
}
