import type { Act, SamplePicture } from '../console-wire.ts'
import { element } from './element.ts'
import { icon } from './icons.ts'
import type { IconName } from './icons.ts'
import { drawSticker, offeredStickers } from './stickers.ts'

/** Places of the demo's town. It exists on no map; the coordinates lie in the fields of Khon Kaen. */
const places = [
  { title: 'ตลาดสดเทศบาล', address: 'ถนนเทศบาล 1', latitude: 16.43271, longitude: 102.82365 },
  { title: 'หน้าโรงเรียน', address: 'ถนนเทศบาล 3', latitude: 16.43518, longitude: 102.82894 },
  { title: 'ปากซอยวัด', address: 'หมู่ 4 ซอยวัด', latitude: 16.42907, longitude: 102.83142 },
  { title: 'ริมคลอง หมู่ 7', address: 'หมู่ 7 ถนนเลียบคลอง', latitude: 16.42466, longitude: 102.81788 },
]

/** What can be added to a chat beside words. */
export type SheetEvents = {
  send(act: Act): void
  upload(file: File): void
  open(sheet: 'stickers' | 'pictures' | 'places'): void
}

/** The sheet behind the + sign. */
export function attachmentSheet(events: SheetEvents): HTMLElement {
  return element(
    'div',
    { class: 'sheet is-grid', role: 'group', 'aria-label': 'แนบสิ่งอื่น' },
    tile('picture', 'รูปภาพ', () => events.open('pictures')),
    tile('smile', 'สติกเกอร์', () => events.open('stickers')),
    tile('pin', 'ตำแหน่ง', () => events.open('places')),
    uploadTile('file', 'ไฟล์', '', events),
  )
}

/** Stickers to tap. */
export function stickerSheet(events: SheetEvents): HTMLElement {
  const buttons = offeredStickers.map(({ packageId, stickerId, name }) =>
    element(
      'button',
      {
        type: 'button',
        class: 'sticker-choice',
        'aria-label': name,
        onclick: () => events.send({ do: 'sticker', packageId, stickerId }),
      },
      drawSticker(stickerId),
    ),
  )
  return element('div', { class: 'sheet is-stickers', role: 'group', 'aria-label': 'สติกเกอร์' }, ...buttons)
}

/** Pictures that lie ready, and one's own. */
export function pictureSheet(pictures: SamplePicture[], events: SheetEvents): HTMLElement {
  const buttons = pictures.map(({ name, title, address }) =>
    element(
      'button',
      { type: 'button', class: 'picture-choice', onclick: () => events.send({ do: 'picture', name }) },
      element('img', { src: address, alt: '' }),
      element('span', {}, title),
    ),
  )
  return element(
    'div',
    { class: 'sheet is-pictures', role: 'group', 'aria-label': 'รูปภาพ' },
    ...buttons,
    uploadTile('camera', 'รูปของฉัน', 'image/*', events),
  )
}

/** Places to send, or coordinates of one's own. */
export function placeSheet(events: SheetEvents): HTMLElement {
  const buttons = places.map((place) =>
    element(
      'button',
      { type: 'button', class: 'place-choice', onclick: () => events.send({ do: 'location', ...place }) },
      icon('pin'),
      element('span', {}, place.title, element('small', {}, place.address)),
    ),
  )
  const field = (name: string, label: string, value: number) =>
    element('input', {
      class: 'field',
      name,
      type: 'number',
      step: 'any',
      required: true,
      'aria-label': label,
      placeholder: label,
      value,
    })
  const form = element(
    'form',
    {
      class: 'own-place',
      onsubmit: (event) => {
        event.preventDefault()
        const given = new FormData(form)
        const [latitude, longitude] = [Number(given.get('latitude')), Number(given.get('longitude'))]
        events.send({
          do: 'location',
          title: 'ตำแหน่งที่ปักหมุด',
          address: `${latitude}, ${longitude}`,
          latitude,
          longitude,
        })
      },
    },
    field('latitude', 'ละติจูด', 16.4322),
    field('longitude', 'ลองจิจูด', 102.8236),
    element('button', { type: 'submit', class: 'plain' }, 'ส่งพิกัดนี้'),
  )
  return element('div', { class: 'sheet is-places', role: 'group', 'aria-label': 'ตำแหน่ง' }, ...buttons, form)
}

function tile(name: IconName, label: string, onTap: () => void): HTMLElement {
  return element(
    'button',
    { type: 'button', class: 'tile', onclick: onTap },
    icon(name, 28),
    element('span', {}, label),
  )
}

function uploadTile(name: IconName, label: string, accept: string, events: SheetEvents): HTMLElement {
  const input = element('input', {
    type: 'file',
    accept,
    class: 'visually-hidden',
    tabindex: -1,
    'aria-hidden': 'true',
  })
  input.addEventListener('change', () => {
    const file = input.files?.[0]
    if (file) events.upload(file)
    input.value = ''
  })
  return element(
    'div',
    { class: 'tile-holder' },
    tile(name, label, () => input.click()),
    input,
  )
}
