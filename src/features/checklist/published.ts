import type { Decision } from '../../chat/decision.ts'
import { card, text } from '../../chat/say.ts'
import { cardButton, cardTap, type Turn } from '../turn.ts'
import type { ChecklistStore } from './checklist-store.ts'
import type { Item } from './items.ts'

/** What citizens look for first, by the items' topics, in this order. The numbers differ from edition to edition, topics do not. */
const soughtTopics = [
  'contact',
  'service-manual',
  'e-service',
  'strategic-plan',
  'annual-plan',
  'procurement-announcements',
  'annual-report',
  'executives',
]
const mostShown = 8

/** Whether the agency says that an item stands on its site. */
export function isPublished(item: Item): boolean {
  return item.status === 'reported' || item.status === 'approved'
}

/** The agency's published items for a citizen: the most sought ones, and the way to the site. */
export async function publishedList(store: ChecklistStore, turn: Turn): Promise<Decision> {
  const { texts, agency, digits } = turn
  const checklist = await store.read(agency.id, agency.profile.edition)
  const published = (checklist?.items ?? []).filter(isPublished)
  if (published.length === 0) {
    return {
      say: [
        text(texts.notPublished, [{ label: texts.openSite, tap: { does: 'opens', url: agency.profile.mainSite } }]),
      ],
      worthPush: false,
    }
  }
  const rank = (item: Item) => {
    const place = soughtTopics.indexOf(item.topic)
    return place === -1 ? soughtTopics.length : place
  }
  const shown = published.toSorted((a, b) => rank(a) - rank(b) || a.number - b.number).slice(0, mostShown)
  return {
    say: [
      card(
        turn.cards.card('menu', {
          agency: texts.publishedList(agency.profile.name),
          rows: shown.map((item) => ({
            title: item.title,
            about: digits(item.code),
            action: cardTap({
              does: 'button',
              button: { name: 'topic', id: item.code },
              shows: item.title.slice(0, 200),
            }),
          })),
          buttons: [cardButton(texts.openSite, { does: 'opens', url: agency.profile.mainSite }, 'secondary')],
        }),
      ),
    ],
    worthPush: false,
  }
}
