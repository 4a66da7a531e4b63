import { officerTexts as texts } from '../../../texts/whistleblowing-officer.ts'
import { formatLongDate, fromThaiDate } from '../../../thai/dates.ts'
import { openBytes } from '../crypto/item.ts'
import type { ChallengeAnswer, OfficerAnswer } from '../../wire-bodies.ts'
import { fromWire } from '../crypto/binary.ts'
import { Refused, type ChannelClient } from './client.ts'
import { button, element, fill, showScreen, type Child } from './element.ts'

/** The officer at work: who they are, which of their keys are open, and how screens are shown. */
export type Desk = {
  client: ChannelClient
  me: OfficerAnswer
  /** Private keys by key id, in the memory of this page alone, until it is locked. */
  unlocked: Map<string, string>
  /** Words written and not sent, by case and place; they outlive a lock, not the page. */
  unsent: Map<string, string>
  /** Shows a screen below the bar. */
  show: (...children: Child[]) => void
  /** Tells later whether the screen is still the one of now: what comes late must not replace what was opened meanwhile. */
  here: () => () => boolean
  /** Where each button of the bar leads. */
  go: Record<keyof typeof texts.nav, (said?: string) => void>
  openCase: (id: string, said?: string) => void
  /** Asks anew who this is and which keys there are. */
  refresh: () => Promise<void>
  lock: (said?: string) => void
  /** Leaves the page and ends the session. */
  leave: () => void
  /** The session is over: only a new link from LINE helps. */
  expired: () => void
}

/** The frame of the officer's page; the bar's buttons appear when a key is open. */
export function drawDesk(desk: Desk, place: HTMLElement, bar: HTMLElement, children: Child[]): void {
  const isOpen = desk.unlocked.size > 0 || desk.me.role === 'admin'
  const names =
    desk.me.role === 'admin'
      ? (['keys', 'periods', 'settings'] as const)
      : (['cases', 'keys', 'audit', 'periods', 'settings'] as const)
  fill(
    bar,
    element('p', { class: 'agency' }, desk.me.agency.name),
    element(
      'div',
      { class: 'bar-buttons' },
      desk.unlocked.size > 0 ? button(texts.lock, () => desk.lock(), 'button small quiet', { id: 'lock' }) : null,
      button(texts.leave, desk.leave, 'button small quiet', { id: 'leave' }),
    ),
    isOpen
      ? element(
          'nav',
          { 'aria-label': texts.title },
          ...names.map((name) => button(texts.nav[name], () => desk.go[name](), 'button small tab')),
        )
      : null,
  )
  showScreen(place, ...children)
}

/** A day of the wire in Thai. */
export function day(date: string): string {
  const [year = 0, month = 1, ofMonth = 1] = date.split('-').map(Number)
  return formatLongDate(fromThaiDate({ year: year + 543, month, day: ofMonth }))
}

/** What a refusal means, in words. */
export function explain(error: unknown): string {
  const { failures } = texts
  if (!(error instanceof Refused)) return failures.other
  switch (error.word) {
    case 'offline':
      return failures.offline
    case 'seq':
      return failures.seq
    case 'keys':
      return failures.keys
    case 'forbidden':
      return failures.forbidden
    case 'proof':
      return failures.proof
    case 'unknown':
      return failures.unknown
    case 'rule':
      return failures.rules[error.why ?? ''] ?? failures.other
    default:
      return failures.other
  }
}

/** Does something that may be refused, says so in a line, and never does it twice at once. */
export async function attempt(
  desk: Desk,
  parts: { line: HTMLElement; submit?: HTMLButtonElement | null },
  act: () => Promise<void>,
): Promise<void> {
  const { line, submit } = parts
  if (submit?.disabled) return
  if (submit) submit.disabled = true
  line.textContent = texts.working
  try {
    await act()
    if (line.textContent === texts.working) line.textContent = ''
  } catch (error) {
    if (error instanceof Refused && error.word === 'session') desk.expired()
    else line.textContent = explain(error)
  } finally {
    if (submit) submit.disabled = false
  }
}

/** Shows the server that this page holds the private half of a key: opens what was sealed to it. */
export async function prove(client: ChannelClient, keyId: string, identity: string): Promise<string> {
  const { challenge } = await client.post<ChallengeAnswer>(`/keys/${keyId}/challenge`, {})
  return openAnswer(challenge, identity)
}

export async function openAnswer(challenge: string, identity: string): Promise<string> {
  return new TextDecoder().decode(await openBytes(fromWire(challenge), [identity])).trim()
}

export const submitButton = (label: string, className = 'button primary'): HTMLButtonElement =>
  element('button', { type: 'submit', class: className }, label)
