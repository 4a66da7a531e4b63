import { fingerprint } from '../crypto/staff-key.ts'
import type { KeysAnswer, PublicKey } from '../../wire-bodies.ts'
import { button, element, list, type Child } from './element.ts'
import { day, hotlines, type Frame } from './frame.ts'

/** The first screen: everything that a person must know before writing, and the two ways on. */
export function drawHome(frame: Frame, channel: KeysAnswer, go: { start: () => void; follow: () => void }): Child[] {
  const { texts } = frame
  const { home } = texts
  const isOpen = channel.state === 'open'
  return [
    element('h1', {}, isOpen ? home.title : texts.closed.title),
    element('p', { class: 'lead' }, isOpen ? home.lead : texts.closed.lead),
    isOpen ? null : hotlines(texts),
    element(
      'div',
      { class: 'stack' },
      isOpen ? button(home.start, go.start, 'button primary', { id: 'start' }) : null,
      // Whoever reported before the channel closed can still read the answers.
      button(home.follow, go.follow, 'button', { id: 'follow' }),
    ),
    isOpen ? panel(home.safetyTitle, list(home.safety)) : null,
    isOpen ? readersPanel(frame, channel.keys) : null,
    panel(home.limitsTitle, list(home.limits(channel.limits)), element('p', {}, home.limitsWhere)),
    panel(home.usefulTitle, list(home.useful)),
    panel(home.hidesTitle, list(home.hides)),
    panel(home.keepTitle, element('p', {}, home.keep(channel.retentionDays))),
    panel(home.lostTitle, element('p', {}, home.lost)),
    panel(home.protectionTitle, element('p', {}, home.protection)),
    otherWays(frame, channel),
    isOpen ? hotlines(texts) : null,
    isOpen ? element('div', { class: 'stack' }, button(home.start, go.start, 'button primary')) : null,
  ]
}

/** For people who would rather call or write, where the agency offers it. */
function otherWays({ texts: { home } }: Frame, { phone, postalAddress }: KeysAnswer): HTMLElement | null {
  if (phone === '' && postalAddress === '') return null
  return panel(
    home.otherWaysTitle,
    phone === '' ? null : element('p', {}, `${home.otherPhone} ${phone}`),
    postalAddress === '' ? null : element('p', {}, `${home.otherPostal} ${postalAddress}`),
  )
}

function panel(title: string, ...children: Child[]): HTMLElement {
  return element('section', { class: 'panel' }, element('h2', {}, title), ...children)
}

/** Who can read, by position, with the check number that the page itself works out from the key. */
function readersPanel(frame: Frame, keys: readonly PublicKey[]): HTMLElement {
  const { home } = frame.texts
  return panel(
    home.readersTitle,
    element('p', {}, home.readersLead),
    list(
      keys.map((key) =>
        element(
          'div',
          {},
          element('strong', {}, key.label),
          element('br'),
          home.readerRoles[key.role],
          key.isNew ? element('p', { class: 'changed' }, home.newReader(day(frame, key.activeFrom))) : null,
          element(
            'p',
            { class: 'note' },
            home.fingerprint,
            element('code', { class: 'print' }, fingerprint(key.recipient)),
          ),
        ),
      ),
    ),
    element('p', { class: 'note' }, home.fingerprintHelp),
  )
}
