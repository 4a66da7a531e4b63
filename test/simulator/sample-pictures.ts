import { readdir, readFile } from 'node:fs/promises'
import { Resvg } from '@resvg/resvg-js'
import type { SamplePicture } from './console-wire.ts'

const folder = new URL('page/pictures/', import.meta.url)

/** What the page calls the drawings; a drawing that is not named here carries its file name. */
const titles: Record<string, string> = {
  'lamp-dark': 'ไฟทางดับ',
  'lamp-lit': 'ไฟทางซ่อมแล้ว',
  pothole: 'ถนนเป็นหลุม',
  rubbish: 'ขยะล้นถัง',
  flood: 'น้ำท่วมขัง',
  notice: 'ประกาศหน้าสำนักงาน',
}

const pixelsWide = 1200

/** The drawings that a person of the demo can send as photographs. */
export async function listPictures(): Promise<SamplePicture[]> {
  const names = (await readdir(folder))
    .filter((file) => file.endsWith('.svg'))
    .map((file) => file.slice(0, -'.svg'.length))
  return names.sort().map((name) => ({ name, title: titles[name] ?? name, address: `/pictures/${name}.png` }))
}

const drawn = new Map<string, Promise<Uint8Array | null>>()

/** The drawing as PNG, 1200 pixels wide, or null when there is none of that name. */
export function drawPicture(name: string): Promise<Uint8Array | null> {
  let picture = drawn.get(name)
  if (!picture) drawn.set(name, (picture = draw(name)))
  return picture
}

async function draw(name: string): Promise<Uint8Array | null> {
  const pictures = await listPictures()
  if (!pictures.some((picture) => picture.name === name)) return null
  const svg = await readFile(new URL(`${name}.svg`, folder))
  return new Resvg(svg, { fitTo: { mode: 'width', value: pixelsWide } }).render().asPng()
}
