import type { messagingApi } from '@line/bot-sdk'
import type { TemplatesView } from '../console-wire.ts'
import { showJson, showToast } from './dialogs.ts'
import { element, fill, textOf } from './element.ts'
import { renderFlex } from './flex.ts'
import { icon } from './icons.ts'

const head = required('#head')
const main = required('#cards')

fill(
  head,
  element(
    'div',
    { class: 'head-row' },
    element('a', { href: '/', class: 'round', 'aria-label': 'กลับไปที่มือถือ' }, icon('back')),
    element('div', {}, element('h1', {}, 'การ์ดทั้งหมด'), element('p', {}, 'แก้ไฟล์ใน flex-templates แล้วโหลดหน้านี้ใหม่')),
    element('button', { type: 'button', class: 'plain', onclick: () => void load() }, 'โหลดใหม่'),
  ),
)
void load()

async function load(): Promise<void> {
  const response = await fetch('/api/cards')
  if (!response.ok) {
    fill(main, element('p', { class: 'mistakes' }, 'อ่านการ์ดไม่ได้ ดูรายละเอียดที่หน้าต่างของเครื่องจำลอง'))
    return
  }
  const view = (await response.json()) as TemplatesView
  fill(
    main,
    view.mistakes.length > 0 && mistakes(view.mistakes),
    view.cards.length > 0 && element('h2', {}, 'การ์ด ', element('small', {}, `${view.cards.length} ตัวอย่าง`)),
    element('div', { class: 'gallery' }, ...view.cards.map(drawCard)),
    view.menus.length > 0 && element('h2', {}, 'เมนูใต้แชต ', element('small', { lang: 'en' }, 'rich menus')),
    element('div', { class: 'gallery' }, ...view.menus.map(drawMenu)),
  )
}

function mistakes(list: string[]): HTMLElement {
  return element(
    'div',
    { class: 'mistakes', role: 'alert' },
    element('h2', {}, 'มีที่ต้องแก้ก่อน ', element('small', {}, `${list.length} แห่ง`)),
    element('ul', {}, ...list.map((mistake) => element('li', {}, mistake))),
  )
}

function drawCard({ name, altText, contents }: TemplatesView['cards'][number]): HTMLElement {
  const container = contents as messagingApi.FlexContainer
  return element(
    'figure',
    { 'data-card': name },
    element(
      'figcaption',
      {},
      element('strong', {}, name),
      element(
        'button',
        { type: 'button', class: 'raw', 'aria-label': `JSON ของ ${name}`, onclick: () => showJson(name, container) },
        '{ }',
      ),
    ),
    element('div', { class: 'ground' }, renderFlex(container, describe)),
    element('p', { class: 'alt', title: 'altText' }, altText),
  )
}

function drawMenu({ name, menu, image }: TemplatesView['menus'][number]): HTMLElement {
  return element(
    'figure',
    {},
    element('figcaption', {}, element('strong', {}, name)),
    element('img', { class: 'menu-picture', src: image, alt: `เมนู ${name}` }),
    element('p', { class: 'alt' }, textOf(menu['chatBarText'])),
  )
}

/** Here nothing is sent; a tap tells what it would do. */
function describe(action: messagingApi.Action): void {
  if (action.type === 'uri') showToast(`เปิดลิงก์ ${action.uri ?? ''}`)
  else if (action.type === 'message') showToast(`ส่งข้อความ “${action.text ?? ''}”`)
  else if (action.type === 'postback') showToast(`postback ${action.data ?? ''}`)
  else showToast(action.type)
}

function required(selector: string): HTMLElement {
  const node = document.querySelector<HTMLElement>(selector)
  if (!node) throw new Error(`The page has no ${selector}.`)
  return node
}
