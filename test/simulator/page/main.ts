import type { ConsoleView, PhoneView, SamplePicture } from '../console-wire.ts'
import { consoleClient } from './console-client.ts'
import { element, fill } from './element.ts'
import { icon } from './icons.ts'
import type { IconName } from './icons.ts'
import { faultsInWords, healEverything, makePanel } from './panel.ts'
import { makePhone } from './phone.ts'
import type { PhoneOnPage } from './phone.ts'
import { makeSideDrawer } from './side-drawer.ts'
import { distance, moment } from './thai-time.ts'
import { makeTraffic } from './traffic.ts'

const head = required('#head')
const row = required('#phones')
const phones = new Map<string, { phone: PhoneOnPage; tab: HTMLElement }>()
let pictures: SamplePicture[] = []
let seen: { view: ConsoleView; receivedAt: number } | null = null

const tabs = element('nav', { class: 'tabs', 'aria-label': 'เลือกมือถือ' })
const time = element('span', { class: 'clock-time' }, '…')
const shift = element('span', { class: 'clock-shift' })
const clockButton = element(
  'button',
  { type: 'button', class: 'head-button is-clock', 'aria-label': 'เวลาและเหตุขัดข้อง' },
  icon('clock', 20),
  time,
  shift,
)
const trafficButton = headButton('list', 'ดูการเรียก API', 'API calls')
const alarm = element('div', { class: 'alarm', role: 'status', hidden: true })
const offline = element(
  'div',
  { class: 'alarm is-offline', role: 'status', hidden: true },
  'ขาดการติดต่อกับเครื่องจำลอง กำลังต่อใหม่ …',
)

const panel = makePanel()
const traffic = makeTraffic()
const panelDrawer = makeSideDrawer(
  'drawer-panel',
  'เวลาและเหตุขัดข้อง',
  'clock, faults, quota',
  panel.node,
  clockButton,
  () => trafficDrawer.close(),
)
const trafficDrawer = makeSideDrawer(
  'drawer-traffic',
  'การเรียก API และ webhook',
  'what went over the wire',
  traffic.node,
  trafficButton,
  () => {
    panelDrawer.close()
    void loadTraffic()
  },
)
clockButton.addEventListener('click', panelDrawer.toggle)
trafficButton.addEventListener('click', trafficDrawer.toggle)

fill(
  head,
  element(
    'div',
    { class: 'head-row' },
    element(
      'div',
      { class: 'brand' },
      element('img', { src: '/page/mark.svg', alt: '', width: 34, height: 34 }),
      element(
        'div',
        {},
        element('h1', {}, 'โปร่งใส'),
        element('p', {}, 'มือถือจำลอง ', element('span', { lang: 'en' }, 'LINE simulator')),
      ),
    ),
    tabs,
    element('div', { class: 'tools' }, clockButton, trafficButton, cardsLink()),
  ),
  alarm,
  offline,
)
required('#stage').append(panelDrawer.node, trafficDrawer.node)

void consoleClient.pictures().then((list) => (pictures = list))
consoleClient.listen({
  phone: showPhone,
  console: showConsole,
  connected: (isConnected) => (offline.hidden = isConnected),
})
setInterval(showTime, 1000)

function showPhone(view: PhoneView): void {
  const known = phones.get(view.id)
  if (known) {
    const hasNews = known.phone.update(view)
    if (hasNews && !isInView(known.phone.node)) known.tab.classList.add('has-news')
    return
  }
  const phone = makePhone(view, () => pictures)
  const tab = element(
    'button',
    {
      type: 'button',
      'data-role': view.role,
      onclick: () => phone.node.scrollIntoView({ behavior: 'smooth', inline: 'center', block: 'nearest' }),
    },
    view.title,
  )
  phones.set(view.id, { phone, tab })
  row.append(phone.node)
  tabs.append(tab)
  phone.update(view)
  watcher.observe(phone.node)
}

/** Marks the tabs of the phones that can be seen; looking at a phone takes its news away. */
const watcher = new IntersectionObserver(
  (changes) => {
    for (const change of changes) {
      const tab = [...phones.values()].find(({ phone }) => phone.node === change.target)?.tab
      tab?.classList.toggle('is-seen', change.isIntersecting)
      if (change.isIntersecting) tab?.classList.remove('has-news')
    }
  },
  { root: row, threshold: 0.6 },
)

function isInView(node: HTMLElement): boolean {
  return [...phones.values()].some(({ phone, tab }) => phone.node === node && tab.classList.contains('is-seen'))
}

function showConsole(view: ConsoleView): void {
  const hasTraffic = seen?.view.traffic !== view.traffic
  seen = { view, receivedAt: Date.now() }
  panel.update(view)
  showTime()
  const words = faultsInWords(view.faults)
  alarm.hidden = words.length === 0
  fill(
    alarm,
    icon('bolt', 18),
    element('span', {}, `กำลังจำลอง: ${words.join(' · ')}`),
    element('button', { type: 'button', onclick: healEverything }, 'กลับเป็นปกติ'),
  )
  if (hasTraffic && trafficDrawer.isOpen()) void loadTraffic()
}

/** Between two messages of the console its clock runs on with this machine's. */
function showTime(): void {
  if (!seen) return
  const now = Date.parse(seen.view.now) + (Date.now() - seen.receivedAt)
  time.textContent = moment(now)
  shift.textContent = distance(seen.view.offset)
  panel.showTime(now)
}

async function loadTraffic(): Promise<void> {
  traffic.update(await consoleClient.traffic())
}

function headButton(name: IconName, label: string, english: string): HTMLElement {
  return element(
    'button',
    { type: 'button', class: 'head-button', 'aria-label': label },
    icon(name, 20),
    headLabel(label, english),
  )
}

function headLabel(label: string, english: string): HTMLElement {
  return element('span', { class: 'head-label' }, label, element('small', { lang: 'en' }, english))
}

function cardsLink(): HTMLElement {
  return element(
    'a',
    { href: '/templates', class: 'head-button', 'aria-label': 'การ์ดทั้งหมด' },
    icon('cards', 20),
    headLabel('การ์ดทั้งหมด', 'all cards'),
  )
}

function required(selector: string): HTMLElement {
  const node = document.querySelector<HTMLElement>(selector)
  if (!node) throw new Error(`The page has no ${selector}.`)
  return node
}
