import type { messagingApi } from '@line/bot-sdk'
import type { ChatEntry } from '../line/types.ts'
import type { Act, ActResult, PhoneView, SamplePicture } from '../console-wire.ts'
import { carryOut } from './actions.ts'
import type { PhoneHands } from './actions.ts'
import { renderEntry } from './bubbles.ts'
import { consoleClient } from './console-client.ts'
import { openDialog, showJson, showToast } from './dialogs.ts'
import { element, fill } from './element.ts'
import { icon } from './icons.ts'
import { renderRichMenu } from './rich-menu.ts'
import { attachmentSheet, pictureSheet, placeSheet, stickerSheet } from './sheets.ts'
import { dayName, dayOf } from './thai-time.ts'

/** A phone on the page. */
export type PhoneOnPage = {
  node: HTMLElement
  /** Draws what changed; true when the bot wrote something new. */
  update(view: PhoneView): boolean
}

/** What lies under the input line. */
type Drawer = 'menu' | 'attachments' | 'stickers' | 'pictures' | 'places' | null

const roomToRead = 400

/** Makes a phone with an open chat. `view` is only for its holder's name; everything else comes with `update`. */
export function makePhone(first: PhoneView, pictures: () => SamplePicture[]): PhoneOnPage {
  let view = first
  let drawer: Drawer = null
  let shownMenu: string | null = null
  let shownMenuId: string | null = null
  let drawn: { key: string; nodes: HTMLElement[] }[] = []

  const accountName = element('h3', {})
  const chat = element('div', { class: 'chat', role: 'log', 'aria-live': 'polite', tabindex: 0 })
  const entries = element('div', { class: 'entries' })
  const quickReplies = element('div', { class: 'quick-replies', role: 'group', 'aria-label': 'ตัวเลือก' })
  const under = element('div', { class: 'under' })
  const menuBar = element('button', { type: 'button', class: 'menu-bar' })
  const input = element('textarea', { rows: 1, placeholder: 'พิมพ์ข้อความ', 'aria-label': `ข้อความจาก${first.title}` })
  const sendButton = element('button', { type: 'submit', class: 'round send', 'aria-label': 'ส่ง' }, icon('send'))
  const composer = element(
    'form',
    { class: 'composer' },
    roundButton('plus', 'แนบรูป สติกเกอร์ ตำแหน่ง ไฟล์', () => openDrawer(drawer === 'attachments' ? null : 'attachments')),
    input,
    sendButton,
  )
  const gate = element('div', { class: 'gate' })
  const tries = element('div', { class: 'tries', role: 'group', 'aria-label': 'ลองพิมพ์ดู' })
  const screen = element(
    'div',
    { class: 'screen' },
    element(
      'div',
      { class: 'bar' },
      element('span', { class: 'shield', 'aria-hidden': 'true' }, '★'),
      accountName,
      roundButton('more', 'ตัวเลือกของแชต', openPhoneMenu),
    ),
    chat,
    quickReplies,
    gate,
    tries,
    composer,
    menuBar,
    under,
  )
  const node = element(
    'section',
    { class: 'phone', id: `phone-${first.id}`, 'data-role': first.role, 'aria-label': `มือถือของ${first.title}` },
    element('header', { class: 'holder' }, element('h2', {}, first.title), element('p', {}, first.subtitle)),
    screen,
  )
  chat.append(entries)

  // The chat stays at its end while it is there, also when pictures arrive late or the menu opens.
  // Only a movement upwards is somebody reading back: growing content and a rising keyboard also move the end away.
  let isAtEnd = true
  let lastTop = 0
  chat.addEventListener('scroll', () => {
    const isNearEnd = chat.scrollHeight - chat.scrollTop - chat.clientHeight < 60
    if (isNearEnd) isAtEnd = true
    else if (chat.scrollTop < lastTop) isAtEnd = false
    lastTop = chat.scrollTop
  })
  const keepEnd = new ResizeObserver(() => {
    if (isAtEnd) chat.scrollTop = chat.scrollHeight
  })
  keepEnd.observe(entries)
  keepEnd.observe(chat)

  composer.addEventListener('submit', (event) => {
    event.preventDefault()
    const text = input.value.trim()
    if (text === '') return
    input.value = ''
    fitInput()
    void hands.send({ do: 'say', text })
  })
  input.addEventListener('input', fitInput)
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    composer.requestSubmit()
  })
  input.addEventListener('focus', () => {
    if (drawer !== null && drawer !== 'menu') openDrawer(null)
  })
  menuBar.addEventListener('click', () => openDrawer(drawer === 'menu' ? null : 'menu'))

  const hands: PhoneHands = {
    node: screen,
    send(act: Act) {
      tries.hidden = true
      // On a short screen an open menu would leave no room to read the answer.
      if (drawer === 'menu' && chat.clientHeight < roomToRead) openDrawer(null)
      return report(consoleClient.act(view.id, act))
    },
    write(text) {
      if (drawer !== null) openDrawer(null)
      input.value = text
      fitInput()
      input.focus()
    },
    showMenu: (isOpen) => openDrawer(isOpen && view.richMenu ? 'menu' : null),
    openPictures: () => openDrawer('pictures'),
    openPlaces: () => openDrawer('places'),
  }

  return { node, update }

  function update(next: PhoneView): boolean {
    const hadEntries = view.entries.length
    view = next
    accountName.textContent = next.account
    const last = next.entries.at(-1)
    drawEntries()
    drawQuickReplies(last)
    drawGate()
    drawTries()
    drawMenu()
    const isNew = next.entries.length > hadEntries
    if (isNew && last?.from === 'person') isAtEnd = true
    if (isAtEnd) chat.scrollTop = chat.scrollHeight
    return isNew && last?.from === 'bot'
  }

  /** Entries that did not change keep their nodes, so that a card that somebody is scrolling does not jump. */
  function drawEntries(): void {
    const fresh = view.entries.map((entry, index) => {
      const before = view.entries[index - 1]
      const startsDay = !before || dayOf(before.at) !== dayOf(entry.at)
      const startsGroup = startsDay || before.from !== entry.from
      const uploaded = 'messageId' in entry ? view.contents[entry.messageId] : undefined
      const key = JSON.stringify([entry, startsDay, startsGroup, uploaded, view.account])
      const known = drawn[index]
      if (known?.key === key) return known
      const row = renderEntry(view, entry, startsGroup, { onAction, onMenu: openEntryMenu, onPicture })
      const nodes = row ? [row] : []
      if (startsDay) nodes.unshift(element('div', { class: 'day' }, dayName(entry.at)))
      return { key, nodes }
    })
    const wanted = fresh.flatMap(({ nodes }) => nodes)
    if (view.isLoading) wanted.push(entries.querySelector<HTMLElement>(':scope > .loading') ?? loadingBubble())
    drawn = fresh
    wanted.forEach((child, index) => {
      if (entries.children[index] !== child) entries.insertBefore(child, entries.children[index] ?? null)
    })
    while (entries.children.length > wanted.length) entries.lastElementChild?.remove()
  }

  /** Only the last message's quick replies show, and they go with whatever comes next. */
  function drawQuickReplies(last: ChatEntry | undefined): void {
    const given = last?.from === 'bot' ? (last.message['quickReply'] as messagingApi.QuickReply | undefined) : undefined
    const key = given && last ? `${last.at} ${JSON.stringify(given)}` : ''
    if (quickReplies.dataset['key'] === key) return
    quickReplies.dataset['key'] = key
    const pills = (given?.items ?? []).map(({ action, imageUrl }) => {
      if (!action) return null
      return element(
        'button',
        { type: 'button', onclick: () => onAction(action) },
        imageUrl && element('img', { src: imageUrl, alt: '' }),
        action.label ?? '',
      )
    })
    fill(quickReplies, ...pills)
    quickReplies.scrollLeft = 0
  }

  /** Somebody who has not added the account cannot write yet. */
  function drawGate(): void {
    composer.hidden = !view.isFriend
    const isEmpty = view.entries.length === 0
    const key = JSON.stringify([view.isFriend, isEmpty])
    if (gate.dataset['key'] === key) return
    gate.dataset['key'] = key
    if (view.isFriend) {
      fill(gate)
      return
    }
    const follow = element('button', {
      type: 'button',
      class: 'primary',
      onclick: () => void hands.send({ do: 'follow' }),
    })
    follow.append(icon('person', 20), isEmpty ? 'เพิ่มเพื่อน' : 'เลิกบล็อก')
    fill(gate, element('p', {}, isEmpty ? 'ยังไม่ได้เป็นเพื่อนกับบัญชีนี้' : 'บล็อกบัญชีนี้อยู่ ข้อความจะไม่ถึงกัน'), follow)
  }

  /** What a newcomer could write first; it goes with the first thing that they do. */
  function drawTries(): void {
    if (tries.childElementCount > 0 || !view.isFriend || !view.suggestions?.length) return
    const words = view.suggestions.map((text) =>
      element('button', { type: 'button', onclick: () => void hands.send({ do: 'say', text }) }, text),
    )
    fill(tries, element('span', {}, 'ลอง'), ...words)
  }

  function drawMenu(): void {
    const menu = view.richMenu
    menuBar.hidden = !menu || !view.isFriend
    const key = menu && JSON.stringify(menu)
    if (key === shownMenu) return
    shownMenu = key
    if (menu && menu.id !== shownMenuId) {
      shownMenuId = menu.id
      // A menu that wants to be open still leaves room to read on a short screen.
      if (drawer === null || drawer === 'menu') drawer = menu.selected && window.innerHeight >= 780 ? 'menu' : null
    }
    if (!menu) {
      shownMenuId = null
      if (drawer === 'menu') drawer = null
    }
    drawUnder()
  }

  function openDrawer(next: Drawer): void {
    drawer = next
    drawUnder()
  }

  function drawUnder(): void {
    const menu = view.richMenu
    if (menu) fill(menuBar, icon(drawer === 'menu' ? 'down' : 'up', 14), menu.chatBarText)
    menuBar.setAttribute('aria-expanded', String(drawer === 'menu'))
    fill(under, drawer === 'menu' ? menu && renderRichMenu(menu, onAction) : drawer && sheet(drawer))
  }

  function sheet(kind: Exclude<Drawer, 'menu' | null>): HTMLElement {
    const events = {
      send(act: Act) {
        tries.hidden = true
        openDrawer(null)
        void hands.send(act)
      },
      upload(file: File) {
        openDrawer(null)
        void report(consoleClient.upload(view.id, file))
      },
      open: (sheetName: 'stickers' | 'pictures' | 'places') => openDrawer(sheetName),
    }
    if (kind === 'stickers') return stickerSheet(events)
    if (kind === 'pictures') return pictureSheet(pictures(), events)
    return kind === 'places' ? placeSheet(events) : attachmentSheet(events)
  }

  function onAction(action: messagingApi.Action): void {
    void carryOut(action, hands)
  }

  function onPicture(address: string): void {
    openDialog(null, 'รูปภาพ', [element('img', { class: 'full-picture', src: address, alt: 'รูปภาพ' })], [], 'large')
  }

  function openEntryMenu(entry: ChatEntry): void {
    const choices = [{ label: 'ดู JSON', kind: 'primary' as const, act: () => showJson(entryTitle(entry), entry) }]
    if (entry.from === 'bot' || 'postback' in entry) return showJson(entryTitle(entry), entry)
    openDialog(
      screen,
      'ข้อความนี้',
      [element('p', {}, 'ดูข้อมูลที่ส่งจริง หรือยกเลิกข้อความเหมือนใน LINE')],
      [...choices, { label: 'ยกเลิกข้อความ', act: () => void hands.send({ do: 'unsend', messageId: entry.messageId }) }],
    )
  }

  function openPhoneMenu(): void {
    openDialog(
      screen,
      view.account,
      [element('p', {}, `${view.title} · ${view.displayName}`), element('p', { class: 'note' }, view.userId)],
      [
        view.isFriend
          ? { label: 'บล็อกบัญชีนี้', act: () => void hands.send({ do: 'unfollow' }) }
          : { label: 'เพิ่มเพื่อน', kind: 'primary', act: () => void hands.send({ do: 'follow' }) },
        { label: 'ปิด' },
      ],
    )
  }

  function fitInput(): void {
    input.style.height = 'auto'
    input.style.height = `${Math.min(input.scrollHeight, 120)}px`
    sendButton.classList.toggle('is-ready', input.value.trim() !== '')
  }
}

function entryTitle(entry: ChatEntry): string {
  if (entry.from === 'bot') return entry.via === 'reply' ? 'บอตตอบกลับ (reply ไม่นับโควตา)' : 'บอตส่งเอง (push นับโควตา)'
  return 'postback' in entry ? 'ปุ่มที่กด (postback)' : 'ข้อความที่ส่งถึงบอต'
}

function loadingBubble(): HTMLElement {
  const dots = element('div', { class: 'bubble', role: 'status', 'aria-label': 'กำลังตอบ' })
  for (let count = 0; count < 3; count++) dots.append(element('i', {}))
  return element('div', { class: 'entry from-bot loading' }, dots)
}

function roundButton(name: Parameters<typeof icon>[0], label: string, onTap: () => void): HTMLElement {
  return element('button', { type: 'button', class: 'round', 'aria-label': label, onclick: onTap }, icon(name))
}

/** Tells the visitor only what they would not see otherwise: that the bot did not take the message. */
async function report(sent: Promise<ActResult>): Promise<void> {
  try {
    const { delivery, status } = await sent
    if (delivery === 'held') showToast('พัก webhook ไว้ ยังไม่ถึงบอตจนกว่าจะปล่อย')
    if (delivery === 'failed') showToast(status === null ? 'ติดต่อบอตไม่ได้' : `บอตไม่รับข้อความ (HTTP ${status})`)
  } catch (error) {
    showToast(error instanceof Error ? error.message : 'ส่งไม่ได้')
  }
}
