import './older-browsers.ts'
import { officerTexts as texts } from '../../../texts/whistleblowing-officer.ts'
import { unlockStaffKey } from '../crypto/staff-key.ts'
import type { OfficerAnswer, PeriodsAnswer } from '../../wire-bodies.ts'
import { channelClient, Refused } from './client.ts'
import { showCase } from './desk-case.ts'
import { passphraseField, showKeys } from './desk-keys.ts'
import { showList } from './desk-list.ts'
import { drawPeriods, showAudit, showPeriods, showSettings } from './desk-records.ts'
import { attempt, drawDesk, explain, submitButton, type Desk } from './desk.ts'
import { button, element, fill, form, liveLine, showScreen, type Child } from './element.ts'
import { watchIdle } from './leaving.ts'

// The officer's page. The cookie of the link from LINE brings ciphertext only; the passphrase opens it, here, in memory.

const idleMinutes = 10
const hiddenSeconds = 60

const base = location.pathname.replace(/\/+$/, '')
const client = channelClient(base)
// What stands behind # never reached the server; it must not stay in the address either.
const token = location.hash.slice(1)
history.replaceState(null, '', base)

const place = element('main', { id: 'app' })
const bar = element('header', { class: 'bar no-print' })
fill(document.body, bar, place)

/** A screen for whoever is not at a desk. */
function showOutside(...children: Child[]): void {
  fill(bar, element('p', { class: 'agency' }, document.title))
  showScreen(place, ...children)
}

function askForLink(): void {
  const { entry } = texts
  showOutside(
    element('h1', {}, entry.title),
    element('p', {}, entry.lead),
    element('p', { class: 'notice' }, entry.how),
  )
}

function refuse(error: unknown): void {
  const word = error instanceof Refused ? error.word : 'failure'
  if (word === 'session' || word === 'bad') askForLink()
  else if (word === 'forbidden') void showCounts()
  else {
    showOutside(element('h1', {}, texts.title), element('p', { class: 'problem' }, explain(error)))
    place.append(button(texts.next, () => location.reload(), 'button'))
  }
}

/** An executive has no desk; of everything here only the delayed counts are theirs to see. */
async function showCounts(): Promise<void> {
  try {
    showOutside(...drawPeriods(await client.get<PeriodsAnswer>('/periods')))
  } catch {
    showOutside(element('h1', {}, texts.entry.forbiddenTitle), element('p', {}, texts.entry.forbidden))
  }
}

function startDesk(me: OfficerAnswer): void {
  let isOver = false
  let screens = 0
  const desk: Desk = {
    client,
    me,
    unlocked: new Map(),
    unsent: new Map(),
    show: (...children) => {
      screens += 1
      if (!isOver) drawDesk(desk, place, bar, children)
    },
    here: () => {
      const now = screens
      return () => screens === now
    },
    go: {
      cases: (said) => void showList(desk, said),
      keys: (said) => {
        const isHere = desk.here()
        void desk
          .refresh()
          .then(() => {
            if (isHere()) showKeys(desk, said)
          })
          .catch(refuse)
      },
      audit: () => void showAudit(desk),
      periods: () => void showPeriods(desk),
      settings: (said) => showSettings(desk, said),
    },
    openCase: (id, said) => void showCase(desk, id, said),
    refresh: async () => {
      desk.me = await client.get<OfficerAnswer>('/me')
    },
    lock: (said = '') => {
      desk.unlocked.clear()
      begin(desk, said)
    },
    leave: () => {
      isOver = true
      desk.unlocked.clear()
      desk.unsent.clear()
      stop()
      client.post('/leave', {}, { keepalive: true }).catch(() => undefined)
      showOutside(element('h1', {}, texts.entry.left))
    },
    expired: () => {
      isOver = true
      desk.unlocked.clear()
      desk.unsent.clear()
      stop()
      askForLink()
    },
  }
  const stop = watchIdle({ minutes: idleMinutes, hiddenSeconds }, () => {
    if (desk.unlocked.size > 0) desk.lock(texts.unlock.idle)
  })
  begin(desk, '')
}

/** The first screen at the desk: the passphrase, or the keys where there is none to open yet. */
function begin(desk: Desk, said: string): void {
  const locked = desk.me.keys.filter((key) => key.mine && key.wrapped !== null)
  if (desk.me.role === 'admin' || locked.length === 0) showKeys(desk)
  else askPassphrase(desk, said)
}

function askPassphrase(desk: Desk, said: string): void {
  const { unlock } = texts
  const line = liveLine('problem')
  const field = passphraseField()
  const submit = submitButton(unlock.open)
  desk.show(
    element('h1', {}, unlock.title),
    said === '' ? null : element('p', { class: 'notice', role: 'status' }, said),
    form(
      () =>
        void attempt(desk, { line, submit }, async () => {
          // The page must have drawn "working" before the long computation begins.
          await new Promise((done) => setTimeout(done, 50))
          const typed = field.value
          for (const key of desk.me.keys) {
            if (!key.mine || key.wrapped === null) continue
            const opened = await unlockStaffKey(key.wrapped, typed)
            if (opened !== null && opened.recipient === key.recipient) desk.unlocked.set(key.id, opened.identity)
          }
          if (desk.unlocked.size === 0) {
            line.textContent = unlock.wrong
            field.focus()
            return
          }
          field.value = ''
          await desk.refresh()
          const isReader = desk.me.keys.some((key) => key.mine && key.state !== 'pending')
          if (isReader) await showList(desk)
          else showKeys(desk)
        }),
      element('div', { class: 'field' }, element('label', { for: field.id }, unlock.label), field),
      element('p', { class: 'note' }, unlock.lead),
      line,
      submit,
    ),
    element(
      'details',
      {},
      element('summary', {}, unlock.toKeys),
      element('p', {}, unlock.lost),
      button(unlock.toKeys, () => showKeys(desk), 'button quiet'),
    ),
  )
}

async function enter(): Promise<void> {
  showOutside(element('p', {}, texts.loading))
  try {
    if (token !== '') await client.post('/session', { token })
    startDesk(await client.get<OfficerAnswer>('/me'))
  } catch (error) {
    refuse(error)
  }
}

addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload()
})

void enter()
