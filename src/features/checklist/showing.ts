import type { Decision } from '../../chat/decision.ts'
import type { Say } from '../../chat/say.ts'
import { itemCard } from './cards.ts'
import type { Checklist } from './checklist-store.ts'
import { openChecklist, type Desk } from './desk.ts'
import type { EditionItem } from './edition.ts'
import type { Item } from './items.ts'

/** The card of an item with what its edition demands. */
export async function showItem(item: Item, desk: Desk): Promise<Say[]> {
  const definition = await desk.checklists.definition(desk.turn.agency.id, item.edition, item.code)
  const pages = await desk.pages.of(desk.turn.agency.id, item.edition, item.code)
  return definition ? [itemCard(item, definition, pages, desk.turn)] : []
}

/** An item of an edition, with its definition and its checklist; what to say instead when it is not there. */
export async function openItem(
  desk: Desk,
  edition: number,
  code: string,
): Promise<{ item: Item; definition: EditionItem; checklist: Checklist } | Decision> {
  const { turn } = desk
  const checklist = await openChecklist(desk, edition)
  if (!('items' in checklist)) return checklist
  const item = checklist.items.find((one) => one.code === code)
  const definition = await desk.checklists.definition(turn.agency.id, edition, code)
  if (item && definition) return { item, definition, checklist }
  const { texts, digits } = turn
  return {
    say: [
      {
        kind: 'text',
        text: texts.unknownItem(digits(code), digits(String(edition)), digits(String(checklist.items.length))),
      },
    ],
    purpose: 'work',
    worthPush: false,
  }
}
