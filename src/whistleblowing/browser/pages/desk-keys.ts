import encode from 'qrcode-generator'
import { officerTexts as texts } from '../../../texts/whistleblowing-officer.ts'
import { newPassphrase, plainPassphrase } from '../crypto/passphrase.ts'
import { systemRandom } from '../crypto/random.ts'
import { fingerprint, lockStaffKey, newStaffKey, readStaffKey } from '../crypto/staff-key.ts'
import type { NewKey, NewKeyAnswer, StaffKey } from '../../wire-bodies.ts'
import { showDrill } from './desk-drill.ts'
import { attempt, day, prove, submitButton, type Desk } from './desk.ts'
import { button, element, form, freshId, list, liveLine, type Child } from './element.ts'

/** The keys of the channel: what is missing before it opens, who holds what, and what may be done with each. */
export function showKeys(desk: Desk, said = ''): void {
  const { me } = desk
  const ownKey = me.keys.some((key) => key.mine && key.state !== 'retired')
  desk.show(
    element('h1', {}, texts.keys.title),
    said === '' ? null : element('p', { class: 'notice', role: 'status' }, said),
    element('p', { class: 'status', id: 'state' }, me.state === 'open' ? texts.keys.open : texts.keys.closed),
    me.missing.length === 0
      ? null
      : element(
          'section',
          { class: 'panel' },
          element('h2', {}, texts.keys.missingTitle),
          list(me.missing.map((what) => texts.keys.missing[what] ?? what)),
          element('p', { class: 'note' }, texts.keys.why),
        ),
    element(
      'div',
      { class: 'ways' },
      me.role === 'officer'
        ? button(texts.keys.makeMine, () => makeMine(desk), ownKey ? 'button' : 'button primary', { id: 'make-mine' })
        : null,
      button(texts.keys.makePaper, () => makePaper(desk), 'button', { id: 'make-paper' }),
    ),
    ...me.keys.map((key) => drawKey(desk, key)),
    drawDrill(desk),
  )
}

function drawDrill(desk: Desk): Child {
  const { me } = desk
  const hasPaper = me.keys.some((key) => key.role === 'recovery' && key.state === 'active')
  if (!hasPaper || me.role !== 'officer') return null
  const { last, due } = me.drill
  return element(
    'section',
    { class: 'panel' },
    element('h2', {}, texts.drill.title),
    element('p', {}, last === null ? texts.drill.never : texts.drill.last(day(last))),
    element('p', {}, texts.drill.due(day(due))),
    button(texts.drill.start, () => showDrill(desk), 'button', { id: 'drill' }),
  )
}

function drawKey(desk: Desk, key: StaffKey): HTMLElement {
  const { keys } = texts
  const canApprove = desk.me.role === 'officer' && key.state === 'pending' && key.confirmed && !key.mine
  const canConfirm = key.state === 'pending' && !key.confirmed && (key.mine || key.role === 'recovery')
  return element(
    'section',
    { class: 'panel key', 'data-state': key.state },
    element('h2', {}, key.label),
    element(
      'p',
      {},
      `${keys.roles[key.role]} · `,
      element('strong', {}, keys.states[key.state]),
      key.mine ? ` · ${keys.mine}` : key.holder === null ? null : ` · ${keys.holder(key.holder)}`,
    ),
    key.state === 'pending' && !key.confirmed ? element('p', { class: 'problem' }, keys.unconfirmed) : null,
    element(
      'p',
      { class: 'note' },
      key.state === 'pending' ? null : `${keys.since(day(key.activeFrom))} · ${keys.cases(key.cases)}`,
    ),
    element('p', { class: 'note' }, keys.fingerprint, element('code', { class: 'print' }, fingerprint(key.recipient))),
    element(
      'div',
      { class: 'ways' },
      canConfirm ? button(keys.confirm, () => confirmKey(desk, key), 'button primary') : null,
      canApprove ? button(keys.approve, () => approveKey(desk, key), 'button primary approve') : null,
      key.state === 'active' && desk.me.role === 'officer'
        ? button(keys.retire, () => retireKey(desk, key), 'button quiet')
        : null,
      key.state === 'pending' ? button(keys.discard, () => discardKey(desk, key), 'button quiet') : null,
    ),
  )
}

// ---- a key of one's own -----------------------------------------------------------------------------------------------

function makeMine(desk: Desk): void {
  const { makeMine: words } = texts
  const line = liveLine('problem')
  const label = element('input', { type: 'text', id: freshId('label'), maxlength: 80, autocomplete: 'off' })
  const role = element(
    'select',
    { id: freshId('role') },
    element('option', { value: 'officer' }, texts.keys.roles.officer),
    element('option', { value: 'fallback' }, texts.keys.roles.fallback),
  )
  const submit = submitButton(words.make)
  desk.show(
    element('h1', {}, words.title),
    form(
      () => {
        if (label.value.trim().length < 2) {
          line.textContent = words.labelMissing
          label.focus()
          return
        }
        void attempt(desk, { line, submit }, async () => {
          const passphrase = newPassphrase(systemRandom)
          const { identity, recipient } = await newStaffKey()
          const wrapped = await lockStaffKey(identity, passphrase)
          const chosen = role.value === 'fallback' ? 'fallback' : 'officer'
          showPassphrase(desk, passphrase, { role: chosen, label: label.value.trim(), recipient, wrapped }, identity)
        })
      },
      element('p', { class: 'hint' }, words.lead),
      element('div', { class: 'field' }, element('label', { for: role.id }, words.role), role),
      element('div', { class: 'field' }, element('label', { for: label.id }, words.label), label),
      line,
      element(
        'div',
        { class: 'ways' },
        submit,
        button(texts.back, () => showKeys(desk), 'button quiet'),
      ),
    ),
  )
}

/** The passphrase is shown once, typed again, and only then the key is handed in. */
function showPassphrase(desk: Desk, passphrase: string, key: NewKey, identity: string): void {
  const { makeMine: words } = texts
  desk.show(
    element('h1', { class: 'no-print' }, words.passTitle),
    element('p', { class: 'no-print' }, words.passLead),
    element(
      'section',
      { class: 'slip' },
      element('p', { class: 'print-only' }, words.slipTitle),
      element(
        'ol',
        { class: 'words', id: 'passphrase' },
        ...passphrase.split(' ').map((word) => element('li', {}, word)),
      ),
      element('p', { class: 'print-only' }, words.slipNote),
    ),
    element(
      'div',
      { class: 'ways no-print' },
      button(texts.next, () => retype(desk, passphrase, key, identity), 'button primary', { id: 'written' }),
      button(words.print, () => print(), 'button'),
    ),
  )
}

function retype(desk: Desk, passphrase: string, key: NewKey, identity: string): void {
  const { makeMine: words } = texts
  const line = liveLine('problem')
  const field = passphraseField()
  const submit = submitButton(texts.next)
  desk.show(
    element('h1', {}, words.retype),
    form(
      () => {
        if (plainPassphrase(field.value) !== plainPassphrase(passphrase)) {
          line.textContent = words.wrong
          field.focus()
          return
        }
        void attempt(desk, { line, submit }, async () => {
          const { id } = await desk.client.post<NewKeyAnswer>('/keys', key)
          await desk.client.post(`/keys/${id}/confirm`, { answer: await prove(desk.client, id, identity) })
          desk.unlocked.set(id, identity)
          await desk.refresh()
          showKeys(desk, words.done)
        })
      },
      element('div', { class: 'field' }, element('label', { for: field.id }, texts.unlock.label), field),
      line,
      element(
        'div',
        { class: 'ways' },
        submit,
        button(words.seeAgain, () => showPassphrase(desk, passphrase, key, identity), 'button quiet'),
      ),
    ),
  )
}

export function passphraseField(): HTMLTextAreaElement {
  return element('textarea', {
    id: freshId('passphrase'),
    rows: 3,
    autocomplete: 'off',
    autocapitalize: 'none',
    spellcheck: false,
  })
}

// ---- the key on paper ---------------------------------------------------------------------------------------------------

const endLetters = 10
/** How every private key of age begins; the rest is read in fours. */
const keyStart = 'AGE-SECRET-KEY-1'

function makePaper(desk: Desk): void {
  const { makePaper: words } = texts
  const line = liveLine('problem')
  const label = element('input', { type: 'text', id: freshId('label'), maxlength: 80, autocomplete: 'off' })
  const submit = submitButton(words.make)
  desk.show(
    element('h1', {}, words.title),
    form(
      () => {
        if (label.value.trim().length < 2) {
          line.textContent = texts.makeMine.labelMissing
          label.focus()
          return
        }
        void attempt(desk, { line, submit }, async () => {
          const { identity, recipient } = await newStaffKey()
          showPaper(desk, { role: 'recovery', label: label.value.trim(), recipient, wrapped: null }, identity)
        })
      },
      element('p', { class: 'hint' }, words.lead),
      element('div', { class: 'field' }, element('label', { for: label.id }, words.label), label),
      line,
      element(
        'div',
        { class: 'ways' },
        submit,
        button(texts.back, () => showKeys(desk), 'button quiet'),
      ),
    ),
  )
}

/** The private key leaves this page on paper only; its end is typed from the paper to show that it was printed. */
function showPaper(desk: Desk, key: NewKey, identity: string): void {
  const { makePaper: words } = texts
  const line = liveLine('problem')
  const field = element('input', {
    type: 'text',
    id: freshId('end'),
    class: 'digits',
    maxlength: 20,
    autocomplete: 'off',
    spellcheck: false,
  })
  const submit = submitButton(words.finish)
  desk.show(
    element('h1', { class: 'no-print' }, words.paperTitle),
    element(
      'section',
      { class: 'slip paper' },
      element('h2', {}, words.slipTitle(desk.me.agency.name)),
      element('p', {}, words.slipKeep(key.label)),
      drawQr(identity, words.qr),
      element(
        'p',
        { class: 'secret', id: 'paper-key' },
        keyStart,
        ' ',
        ...(identity.slice(keyStart.length).match(/.{1,4}/g) ?? []).flatMap((four) => [
          element('span', { class: 'four' }, four),
          ' ',
        ]),
      ),
      element('p', { class: 'note' }, words.spaces),
      element('p', { class: 'note' }, `${texts.keys.fingerprint} ${fingerprint(key.recipient)}`),
      element('p', {}, words.slipNote),
    ),
    element(
      'div',
      { class: 'ways no-print' },
      button(words.print, () => print(), 'button'),
    ),
    element(
      'div',
      { class: 'no-print' },
      form(
        () => {
          if (field.value.replace(/\s/g, '').toUpperCase() !== identity.slice(-endLetters)) {
            line.textContent = words.wrong
            field.focus()
            return
          }
          void attempt(desk, { line, submit }, async () => {
            const { id } = await desk.client.post<NewKeyAnswer>('/keys', key)
            await desk.client.post(`/keys/${id}/confirm`, { answer: await prove(desk.client, id, identity) })
            await desk.refresh()
            showKeys(desk, words.done)
          })
        },
        element('div', { class: 'field' }, element('label', { for: field.id }, words.retype), field),
        line,
        element(
          'div',
          { class: 'ways' },
          submit,
          button(texts.cancel, () => showKeys(desk), 'button quiet'),
        ),
      ),
    ),
  )
}

/** A QR code drawn on a canvas, ISO/IEC 18004 with its quiet zone of four. */
function drawQr(text: string, label: string): HTMLCanvasElement {
  const code = encode(0, 'M')
  code.addData(text, 'Alphanumeric')
  code.make()
  const count = code.getModuleCount()
  const [quiet, scale] = [4, 6]
  const side = (count + 2 * quiet) * scale
  const canvas = element('canvas', { width: side, height: side, class: 'qr', role: 'img', 'aria-label': label })
  const pen = canvas.getContext('2d')
  if (pen === null) return canvas
  pen.fillStyle = '#FFFFFF'
  pen.fillRect(0, 0, side, side)
  pen.fillStyle = '#000000'
  for (let row = 0; row < count; row += 1) {
    for (let column = 0; column < count; column += 1) {
      if (code.isDark(row, column)) pen.fillRect((column + quiet) * scale, (row + quiet) * scale, scale, scale)
    }
  }
  return canvas
}

// ---- confirming, letting in, retiring -----------------------------------------------------------------------------------

/** A form that takes a private key from paper; `act` gets it when it is whole and is the one of this key. */
function paperForm(desk: Desk, key: StaffKey, act: (identity: string) => Promise<void>): HTMLFormElement {
  const { proveWithPaper: words } = texts
  const line = liveLine('problem')
  const field = passphraseField()
  const submit = submitButton(words.use)
  return form(
    () => {
      void attempt(desk, { line, submit }, async () => {
        const read = await readStaffKey(field.value)
        if (read === null) line.textContent = words.wrong
        else if (read.recipient !== key.recipient) line.textContent = words.other
        else await act(read.identity)
      })
    },
    element('div', { class: 'field' }, element('label', { for: field.id }, words.label), field),
    line,
    submit,
  )
}

function confirmKey(desk: Desk, key: StaffKey): void {
  const finish = async (identity: string) => {
    await desk.client.post(`/keys/${key.id}/confirm`, { answer: await prove(desk.client, key.id, identity) })
    await desk.refresh()
    showKeys(desk)
  }
  const identity = desk.unlocked.get(key.id)
  const line = liveLine('problem')
  const heading = [element('h1', {}, texts.keys.confirm), element('p', {}, key.label)]
  const back = button(texts.back, () => showKeys(desk), 'button quiet')
  if (key.role === 'recovery') desk.show(...heading, paperForm(desk, key, finish), back)
  else if (identity === undefined) desk.lock()
  else {
    const submit = button(
      texts.keys.confirm,
      () => void attempt(desk, { line, submit }, () => finish(identity)),
      'button primary',
    )
    desk.show(...heading, line, submit, back)
  }
}

/** A key of one's own that may vouch for another one: in use, or, among the very first, confirmed. */
function voucher(desk: Desk): StaffKey | undefined {
  const own = desk.me.keys.filter((key) => key.mine && desk.unlocked.has(key.id) && key.state !== 'retired')
  const isFirst = desk.me.keys.every((key) => key.state === 'pending')
  return own.find((key) => key.state === 'active') ?? (isFirst ? own.find((key) => key.confirmed) : undefined)
}

function approveKey(desk: Desk, key: StaffKey): void {
  const { approve: words } = texts
  const line = liveLine('problem')
  const by = voucher(desk)
  const paper = desk.me.keys.find((one) => one.role === 'recovery' && one.state === 'active' && one.id !== key.id)
  const finish = async (voucherId: string, identity: string) => {
    await desk.client.post(`/keys/${key.id}/approve`, {
      by: voucherId,
      answer: await prove(desk.client, voucherId, identity),
    })
    await desk.refresh()
    showKeys(desk, words.done)
  }
  const identity = by === undefined ? undefined : desk.unlocked.get(by.id)
  const submit = button(
    words.same,
    () => {
      if (by !== undefined && identity !== undefined)
        void attempt(desk, { line, submit }, () => finish(by.id, identity))
    },
    'button primary',
    { id: 'same' },
  )
  desk.show(
    element('h1', {}, words.title),
    element('p', {}, words.lead(key.label)),
    element('p', { class: 'notice' }, words.compare),
    element('p', { class: 'digits' }, fingerprint(key.recipient)),
    line,
    element(
      'div',
      { class: 'ways' },
      identity === undefined ? element('p', { class: 'problem' }, words.noKey) : submit,
      button(texts.back, () => showKeys(desk), 'button quiet'),
    ),
    paper === undefined
      ? null
      : element(
          'details',
          {},
          element('summary', {}, words.withPaper),
          paperForm(desk, paper, (written) => finish(paper.id, written)),
        ),
  )
}

function retireKey(desk: Desk, key: StaffKey): void {
  const { retire: words } = texts
  const line = liveLine('problem')
  const by = voucher(desk)
  const identity = by === undefined ? undefined : desk.unlocked.get(by.id)
  const submit = button(
    words.sure,
    () => {
      if (by === undefined || identity === undefined) return
      void attempt(desk, { line, submit }, async () => {
        const answer = await prove(desk.client, by.id, identity)
        await desk.client.post(`/keys/${key.id}/retire`, { by: by.id, answer })
        await desk.refresh()
        showKeys(desk, words.done)
      })
    },
    'button danger',
  )
  desk.show(
    element('h1', {}, words.title),
    element('p', {}, words.lead(key.label, key.cases)),
    line,
    element(
      'div',
      { class: 'ways' },
      identity === undefined ? element('p', { class: 'problem' }, texts.approve.noKey) : submit,
      button(texts.back, () => showKeys(desk), 'button quiet'),
    ),
  )
}

function discardKey(desk: Desk, key: StaffKey): void {
  const line = liveLine('problem')
  const submit = button(
    texts.keys.discard,
    () =>
      void attempt(desk, { line, submit }, async () => {
        await desk.client.post(`/keys/${key.id}/discard`, {})
        await desk.refresh()
        showKeys(desk)
      }),
    'button danger',
  )
  desk.show(
    element('h1', {}, texts.keys.discard),
    element('p', {}, key.label),
    element('p', {}, texts.keys.discardSure),
    line,
    element(
      'div',
      { class: 'ways' },
      submit,
      button(texts.back, () => showKeys(desk), 'button quiet'),
    ),
  )
}
