import type { Button } from '../../chat/button.ts'
import type { Decision } from '../../chat/decision.ts'
import { linkToPhotos, pressPage, showEvidence, showSubmitted } from './evidence-desk.ts'
import type { Office } from './office.ts'
import { pressSheet, previewSheet } from './sheets.ts'
import { pressEdition, previewEdition } from './years.ts'

type OfficeButton =
  | Extract<Button, { name: 'sheet' | 'edition' | 'evidence' | 'page' }>
  | { name: 'file'; message: string; as: 'sheet' | 'edition' }

/** Whether a button is about sheets, editions or the pages of items. */
export function isOfficeButton(button: Button): button is OfficeButton {
  switch (button.name) {
    case 'sheet':
    case 'edition':
    case 'evidence':
    case 'page':
      return true
    case 'file':
      return button.as === 'sheet' || button.as === 'edition'
    default:
      return false
  }
}

export async function pressOffice(button: OfficeButton, office: Office): Promise<Decision> {
  switch (button.name) {
    case 'file':
      return button.as === 'sheet' ? previewSheet(button.message, office) : previewEdition(button.message, office)
    case 'sheet':
      return pressSheet(button, office)
    case 'edition':
      return pressEdition(button, office)
    case 'evidence':
      if (button.photos) return linkToPhotos(button.edition, button.code, office)
      return button.submitted
        ? showSubmitted(button.edition, button.code, office)
        : showEvidence(button.edition, button.code, office)
    case 'page':
      return pressPage(button, office)
    default:
      return button satisfies never
  }
}
