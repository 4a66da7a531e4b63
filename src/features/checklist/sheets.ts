import type { Button } from '../../chat/button.ts'
import type { Decision } from '../../chat/decision.ts'
import { card, text, type Choice } from '../../chat/say.ts'
import { readTableFile } from '../../tables/table.ts'
import { formatDate } from '../../thai/dates.ts'
import { cardButton, cardTap } from '../turn.ts'
import { fileOf, plain, refusal, told, type Office } from './office.ts'
import { planName, type SheetChange, type SheetFault, type SheetMistake, type SheetPlan } from './sheet.ts'
import { carryOutSheet, planSheet } from './sheet-exchange.ts'

type SheetButton = Extract<Button, { name: 'sheet' }>

/** Rows of a preview, and mistakes that are told one by one. */
const rowsShown = 8
const mistakesShown = 15

/** Shows what a sheet that was sent would change. Nothing changes. */
export async function previewSheet(message: string, office: Office): Promise<Decision> {
  const refused = refusal(office)
  if (refused) return refused
  const read = await readPlan(message, office)
  return 'plan' in read ? preview(read.plan, message, office) : read.decision
}

/** What a button of a preview does. */
export async function pressSheet(button: SheetButton, office: Office): Promise<Decision> {
  const refused = refusal(office)
  if (refused) return refused
  const { turn, say, changes, attachments } = office
  switch (button.do) {
    case 'drop':
      await attachments.takeBack(turn.db, turn.visitor.personId, button.of)
      return told(say.notImported)
    case 'undo': {
      const undone = await changes.undo(turn.agency.id, button.of, office.member.id)
      return told(undone.outcome === 'undone' ? say.undone(turn.digits(String(undone.codes.length))) : say.cannotUndo)
    }
    case 'import':
      return carryOut(button, office)
    default:
      return button.do satisfies never
  }
}

async function carryOut(button: SheetButton, office: Office): Promise<Decision> {
  const { turn, say, ids, attachments } = office
  const read = await readPlan(button.of, office)
  if (!('plan' in read)) return read.decision
  const { plan } = read
  if (planName(plan) !== button.seen) {
    const anew = preview(plan, button.of, office)
    return { ...anew, say: [text(say.changedSince), ...anew.say] }
  }
  const actId = ids.short()
  const act = { agencyId: turn.agency.id, edition: turn.agency.profile.edition, actId, by: office.member.id }
  // Versions were read in this very transaction; whatever came between takes all of it back, and the event is tried again.
  if ((await carryOutSheet(plan, office, act)) === 'stale') throw new Error('An item changed while a sheet came in.')
  await attachments.takeBack(turn.db, turn.visitor.personId, button.of)
  return told(say.imported(turn.digits(String(plan.changes.length))), [
    { label: say.undo, tap: { does: 'button', button: { name: 'sheet', of: actId, do: 'undo' }, shows: say.undo } },
  ])
}

async function readPlan(message: string, office: Office): Promise<{ plan: SheetPlan } | { decision: Decision }> {
  const { turn, say } = office
  const { agency } = turn
  const bytes = await fileOf(message, office, sheetChoice(message, office))
  if (!Buffer.isBuffer(bytes)) return { decision: bytes }
  const file = await readTableFile(bytes)
  if (file?.kind !== 'table') return { decision: told(say.faults.unreadable) }
  const read = await planSheet(file.rows, office, agency, agency.profile.edition, turn.now)
  if ('plan' in read) return read
  return { decision: 'fault' in read ? told(faultWords(read.fault, office)) : mistakesIn(read.mistakes, office) }
}

function sheetChoice(message: string, { say }: Office): Choice {
  return {
    label: say.asSheet,
    tap: { does: 'button', button: { name: 'file', message, as: 'sheet' }, shows: say.asSheet },
  }
}

function faultWords(fault: SheetFault | 'not-loaded', { turn, say }: Office): string {
  return fault === 'not-loaded'
    ? turn.texts.checklistMissing(turn.digits(String(turn.agency.profile.edition)))
    : say.faults[fault]
}

function mistakesIn(mistakes: readonly SheetMistake[], { turn, say }: Office): Decision {
  const { digits } = turn
  const rows = new Set(mistakes.map(({ row }) => row)).size
  const lines = mistakes
    .slice(0, mistakesShown)
    .map(({ row, what, cell }) => say.mistakes[what](digits(String(row)), cell))
  const more = mistakes.length > mistakesShown ? [say.andMore(digits(String(mistakes.length - mistakesShown)))] : []
  return told([say.mistakesFound(digits(String(rows))), ...lines, ...more].join('\n'))
}

function preview(plan: SheetPlan, message: string, office: Office): Decision {
  const { turn, say } = office
  const { digits } = turn
  const { edition } = turn.agency.profile
  const { changes, same } = plan
  if (changes.length === 0) return told(say.nothingNew(digits(String(same))))
  const codes = (list: readonly string[]) => digits(list.slice(0, 12).join(' ')) + (list.length > 12 ? ' …' : '')
  const warnings = [
    ...(plan.unapproved.length > 0 ? [say.unapproved(codes(plan.unapproved))] : []),
    ...(plan.wrongPages.length > 0 ? [say.wrongPages(codes(plan.wrongPages))] : []),
  ]
  const button = (label: string, wish: SheetButton['do'], style: 'primary' | 'link') =>
    cardButton(
      label,
      {
        does: 'button',
        button: { name: 'sheet', of: message, do: wish, ...(wish === 'import' && { seen: planName(plan) }) },
        shows: label,
      },
      style,
    )
  const shown = card(
    turn.cards.card('item-list', {
      title: say.previewTitle(digits(String(changes.length)), digits(String(edition))),
      about: [...(same > 0 ? [say.previewSame(digits(String(same)))] : []), ...warnings].join('\n'),
      codes: codes(changes.map(({ item }) => item.code)),
      rows: changes.slice(0, rowsShown).map((change) => ({
        code: digits(change.item.code),
        title: change.item.title,
        state: stateOf(change, office),
        note: noteOf(change, office),
        action: cardTap({
          does: 'button',
          button: { name: 'item', edition, code: change.item.code },
          shows: digits(change.item.code),
        }),
      })),
      notice:
        changes.length > rowsShown
          ? turn.texts.moreRows(digits(String(rowsShown)), digits(String(changes.length)))
          : undefined,
      buttons: [button(say.importIt, 'import', 'primary'), button(say.leaveIt, 'drop', 'link')],
    }),
  )
  return plain(shown)
}

const tones = {
  open: 'open',
  in_work: 'in-work',
  reported: 'reported',
  approved: 'done',
  sent_back: 'sent-back',
  not_applicable: 'done',
} as const

function stateOf({ item, set }: SheetChange, { turn }: Office) {
  const status = set.status ?? item.status
  return { tone: tones[status], word: turn.texts.statusWords[status] }
}

function noteOf({ set, pages }: SheetChange, { turn, say }: Office): string | undefined {
  const parts = [
    ...(pages.length > 0 ? [say.pagesAdded(turn.digits(String(pages.length)))] : []),
    ...(set.units ? [say.unitsSet(set.units.join(' '))] : []),
    ...(set.note === undefined ? [] : [say.noteSet]),
    ...(set.dueAt ? [say.dueSet(turn.digits(formatDate(new Date(set.dueAt))))] : []),
  ]
  return parts.length === 0 ? undefined : parts.join(' · ')
}

/** A one-time link to the sheet of the edition in hand. */
export async function offerSheet(office: Office): Promise<Decision> {
  const { turn, say, links, member } = office
  const { edition } = turn.agency.profile
  if (!(await office.checklists.read(turn.agency.id, edition))) return told(faultWords('not-loaded', office))
  const secret = await links.issue(turn.agency.id, member.id, `sheet?edition=${edition}`)
  return plain(
    card(
      turn.cards.card('staff-link', {
        title: say.year(turn.digits(String(edition))),
        about: say.downloadReady,
        buttons: [cardButton(say.download, { does: 'opens', url: turn.linkAddress(secret) }, 'primary')],
      }),
    ),
  )
}
