import type { ConsoleView, FaultSettings, Turn } from '../console-wire.ts'
import { consoleClient } from './console-client.ts'
import { showToast } from './dialogs.ts'
import { element, fill, style } from './element.ts'
import { distance, moment } from './thai-time.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const moves = [
  { label: '+1 นาที', by: minute },
  { label: '+1 ชั่วโมง', by: hour },
  { label: '+1 วัน', by: day },
  { label: '+7 วัน', by: 7 * day },
]

const delays = [
  { label: 'ปกติ', milliseconds: 0 },
  { label: 'ช้า 0.3 วินาที', milliseconds: 300 },
  { label: 'ช้า 3 วินาที', milliseconds: 3000 },
]

type Switch = {
  title: string
  english: string
  explanation: string
  isOn(faults: FaultSettings): boolean
  turn(isOn: boolean): Partial<FaultSettings>
}

const switches: Switch[] = [
  {
    title: 'LINE ล่ม',
    english: 'API answers 500',
    explanation: 'บอตรับข้อความได้ แต่ส่งคำตอบไม่ออก จนกว่าจะปิดสวิตช์นี้',
    isOn: ({ down }) => down,
    turn: (down) => ({ down }),
  },
  {
    title: 'สายหลุดหลัง LINE รับแล้ว',
    english: 'cut after accepting, next call',
    explanation: 'ครั้งถัดไป LINE ส่งข้อความให้จริง แต่บอตไม่รู้ผล บอตที่ดีต้องไม่ส่งซ้ำให้ประชาชน',
    isOn: ({ cutAfterAccepting }) => cutAfterAccepting > 0,
    turn: (isOn) => ({ cutAfterAccepting: isOn ? 1 : 0 }),
  },
  {
    title: 'ส่ง webhook ซ้ำ',
    english: 'every webhook twice',
    explanation: 'ข้อความเดียวถึงบอตสองครั้ง บอตต้องตอบครั้งเดียว',
    isOn: ({ duplicateWebhooks }) => duplicateWebhooks,
    turn: (duplicateWebhooks) => ({ duplicateWebhooks }),
  },
  {
    title: 'พัก webhook ไว้ก่อน',
    english: 'hold webhooks, release late',
    explanation: 'ข้อความค้างอยู่ที่ LINE ปิดสวิตช์เพื่อปล่อยทั้งหมดถึงบอต',
    isOn: ({ holdWebhooks }) => holdWebhooks,
    turn: (holdWebhooks) => ({ holdWebhooks }),
  },
]

/** The panel of the clock, the faults and the quota. */
export function makePanel(): {
  node: HTMLElement
  update(view: ConsoleView): void
  /** @param at the simulated moment in milliseconds */
  showTime(at: number): void
} {
  const now = element('p', { class: 'now' })
  const offset = element('p', { class: 'note' })
  const back = element(
    'button',
    { type: 'button', class: 'plain', onclick: () => turn({ turn: 'clock back' }) },
    'กลับเวลาจริง',
  )
  const delayButtons = delays.map(({ label, milliseconds }) =>
    element(
      'button',
      { type: 'button', onclick: () => turn({ turn: 'faults', faults: { delayMilliseconds: milliseconds } }) },
      label,
    ),
  )
  const toggles = switches.map((fault, index) => {
    const id = `fault-${index}`
    const button = element('button', {
      type: 'button',
      class: 'switch',
      role: 'switch',
      'aria-labelledby': `${id}-title`,
      'aria-describedby': `${id}-text`,
      onclick: () => flip(fault, button.getAttribute('aria-checked') !== 'true'),
    })
    const row = element(
      'div',
      { class: 'fault' },
      element(
        'div',
        {},
        element('h4', { id: `${id}-title` }, fault.title, element('small', { lang: 'en' }, fault.english)),
        element('p', { id: `${id}-text` }, fault.explanation),
      ),
      button,
    )
    return { fault, button, row }
  })
  const quotas = element('div', { class: 'quotas' })

  const node = element(
    'div',
    { class: 'panel' },
    section(
      'เวลา',
      'clock',
      now,
      offset,
      element(
        'div',
        { class: 'choices' },
        ...moves.map(({ label, by }) =>
          element('button', { type: 'button', onclick: () => turn({ turn: 'clock', move: by }) }, label),
        ),
      ),
      back,
    ),
    section('ความเร็วของ LINE', 'latency', element('div', { class: 'choices is-three' }, ...delayButtons)),
    section('เหตุขัดข้อง', 'faults', ...toggles.map(({ row }) => row)),
    section('โควตาข้อความ', 'push quota', quotas),
  )

  return {
    node,
    update(view) {
      offset.textContent = distance(view.offset) === '' ? 'ตรงกับเวลาจริง' : `เลื่อนจากเวลาจริง ${distance(view.offset)}`
      back.disabled = view.offset === 0
      delays.forEach(({ milliseconds }, index) => {
        delayButtons[index]?.setAttribute('aria-pressed', String(view.faults.delayMilliseconds === milliseconds))
      })
      for (const { fault, button } of toggles) button.setAttribute('aria-checked', String(fault.isOn(view.faults)))
      fill(quotas, ...view.quotas.map(quotaRow))
    },
    showTime(at) {
      now.textContent = moment(at)
    },
  }
}

function section(title: string, english: string, ...children: HTMLElement[]): HTMLElement {
  return element('section', {}, element('h3', {}, title, element('small', { lang: 'en' }, english)), ...children)
}

function quotaRow({ channel, account, used, limit }: ConsoleView['quotas'][number]): HTMLElement {
  const bar = element('div', { class: 'quota-bar', 'aria-hidden': 'true' }, element('i', {}))
  const share = limit === null || limit === 0 ? 0 : Math.min(1, used / limit)
  style(bar, { '--share': `${share * 100}%` })
  const isGone = limit !== null && used >= limit
  return element(
    'div',
    { class: 'quota' },
    element('p', {}, element('strong', {}, account), ` ส่งเอง (push) ไป ${used} จาก ${limit ?? 'ไม่จำกัด'} ข้อความเดือนนี้`),
    limit !== null && bar,
    limit !== null &&
      element(
        'button',
        {
          type: 'button',
          class: 'plain',
          onclick: () => turn({ turn: 'quota', channel, to: isGone ? 'restored' : 'gone' }),
        },
        isGone ? 'คืนโควตา' : 'ทำให้โควตาหมด',
      ),
  )
}

function flip(fault: Switch, isOn: boolean): void {
  // Held webhooks would stay where they are if the switch only went off.
  if (!isOn && fault.turn(true).holdWebhooks) turn({ turn: 'release' })
  else turn({ turn: 'faults', faults: fault.turn(isOn) })
}

function turn(what: Turn): void {
  consoleClient.turn(what).catch((error: unknown) => showToast(error instanceof Error ? error.message : 'ทำไม่ได้'))
}

/** The faults that are on, in words, for the line under the page's head. */
export function faultsInWords(faults: FaultSettings): string[] {
  const words = switches.filter((fault) => fault.isOn(faults)).map(({ title }) => title)
  const delay = delays.find(({ milliseconds }) => milliseconds > 0 && milliseconds === faults.delayMilliseconds)
  return delay ? [...words, `LINE ${delay.label}`] : words
}

/** Everything back to a healthy LINE; what was held goes out. */
export function healEverything(): void {
  turn({
    turn: 'faults',
    faults: { down: false, delayMilliseconds: 0, cutAfterAccepting: 0, duplicateWebhooks: false },
  })
  turn({ turn: 'release' })
}
