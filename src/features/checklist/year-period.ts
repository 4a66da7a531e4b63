import { z } from 'zod'
import type { Button } from '../../chat/button.ts'
import type { Decision } from '../../chat/decision.ts'
import { at, type Flow } from '../../chat/flow.ts'
import { card, text, type Choice, type Say } from '../../chat/say.ts'
import { readCommand } from '../../thai/commands.ts'
import { findDate, findPeriod, formatDate, toThaiDate } from '../../thai/dates.ts'
import { cardButton } from '../turn.ts'
import { refusal, told, type Office } from './office.ts'
import { periodOf, type Period } from './period-store.ts'

type EditionButton = Extract<Button, { name: 'edition' }>

const Memory = z.object({ edition: z.number().int() })

/** Asks between which days the items of the edition in use are answered. Nothing changes before a yes. */
export async function askPeriod(office: Office): Promise<Decision> {
  const refused = refusal(office)
  if (refused) return refused
  const { turn, say } = office
  const { edition } = turn.agency.profile
  return {
    ...told(say.askPeriod(turn.digits(String(edition)))),
    conversation: at(periodFlow, 'asking', { edition }),
  }
}

export const periodFlow: Flow<'asking', z.infer<typeof Memory>, Office> = {
  name: 'checklist-period',
  version: 1,
  memory: Memory,
  steps: {
    async asking(incoming, { edition }, office) {
      if (incoming.kind !== 'text' || refusal(office) !== null) return { kind: 'pass' }
      const { turn, say } = office
      const command = readCommand(incoming.text)
      if (command === 'cancel' || command === 'no')
        return { kind: 'done', say: [text(say.periodKept)], purpose: 'work' }
      const days = findPeriod(incoming.text, turn.now)
      if (days) return { kind: 'done', say: [await proposePeriod(edition, days, office)], purpose: 'work' }
      // One date, or a number, was an attempt; anything else is another wish.
      const tried = command === null && (findDate(incoming.text, turn.now) !== undefined || incoming.text.length < 20)
      return tried ? { kind: 'stay', say: [text(say.noPeriod)] } : { kind: 'pass' }
    },
  },
}

async function proposePeriod(
  edition: number,
  { from, to }: NonNullable<ReturnType<typeof findPeriod>>,
  office: Office,
): Promise<Say> {
  const { turn, say, periods } = office
  const before = await periods.read(turn.agency.id, edition)
  const button = { name: 'edition' as const, do: 'answered' as const, year: edition }
  return card(
    turn.cards.card('confirm-change', {
      title: say.setPeriod,
      what: say.periodWhat(turn.digits(String(edition))),
      from: daysOf(before, office),
      to: daysOf(periodOf(from, to), office),
      note: '',
      buttons: [
        cardButton(
          say.periodYes,
          { does: 'button', button: { ...button, from: isoDay(from), to: isoDay(to) }, shows: say.periodYes },
          'primary',
        ),
        cardButton(
          say.switchNo,
          { does: 'button', button: { name: 'edition', do: 'keep' }, shows: say.switchNo },
          'link',
        ),
      ],
    }),
  )
}

/** Sets the time that a button carries; pressing it twice changes nothing more, and one tap brings back what was before. */
export async function setPeriod({ year, from, to }: EditionButton, office: Office): Promise<Decision> {
  const { turn, say, periods } = office
  const { agency, digits } = turn
  const edition = year ?? agency.profile.edition
  const before = await periods.read(agency.id, edition)
  const [first, last] = [from, to].map((day) => (day === undefined ? undefined : findDate(day, turn.now)))
  const period = first && last ? periodOf(first, last) : null
  if (period) await periods.set(agency.id, edition, period)
  else await periods.clear(agency.id, edition)
  const undo: Choice = {
    label: say.undo,
    tap: {
      does: 'button',
      button: {
        name: 'edition',
        do: 'answered',
        year: edition,
        ...(before && { from: isoDay(toThaiDate(before.opensAt)), to: isoDay(toThaiDate(before.closesAt)) }),
      },
      shows: say.undo,
    },
  }
  return told(say.periodSet(digits(String(edition)), daysOf(period, office)), [undo])
}

function daysOf(period: Period | null, { turn, say }: Office): string {
  if (!period) return say.periodNone
  return turn.digits(say.periodDays(formatDate(period.opensAt), formatDate(period.closesAt)))
}

/** A day with a Buddhist year as a button carries it. */
function isoDay({ year, month, day }: { year: number; month: number; day: number }): string {
  return `${year - 543}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}
