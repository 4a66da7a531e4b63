import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { Resvg } from '@resvg/resvg-js'
import type { ResvgRenderOptions } from '@resvg/resvg-js'
import { SetupError } from '../../src/kernel/errors.ts'
import { cellBounds, opensProtectedChannel, richMenuSize } from '../../src/line/rich-menus.ts'
import type { MenuCell, MenuFile, RichMenuRole } from '../../src/line/rich-menus.ts'
import { encodePng } from './png.ts'
import { signs } from './signs.ts'

const ink = '#1F2933'
const secondInk = '#52606D'
const white = '#FFFFFF'
const primary = '#0B6E6E'
const protectedTone = '#3D2C6B'
const tones: Record<RichMenuRole, string> = { citizen: '#E6F4F1', staff: '#E8F0FA', executive: '#F3EEE3' }

/** On a phone 375 points wide, 6.7 pixels of the picture are one point: labels have 16 to 21 points, notes 14. */
const largestLabel = 140
const smallestLabel = 106
const noteSize = 92
const gap = 40
const padding = 42

/** Heights inside a card, in pixels below its upper edge. Tone marks rise a whole letter size above the line of a label. */
const signMiddle = 228
const labelLine = 586
const noteLine = 720
const discRadius = 176
const signSize = 214

const require = createRequire(import.meta.url)
const fonts = ['600SemiBold/NotoSansThai_600SemiBold.ttf', '700Bold/NotoSansThai_700Bold.ttf']
const fontFiles = fonts.map((file) => require.resolve(`@expo-google-fonts/noto-sans-thai/${file}`))
const options: ResvgRenderOptions = {
  font: { fontFiles, loadSystemFonts: false, defaultFontFamily: 'Noto Sans Thai' },
}

/** The width in pixels of one line of text at `size` pixels, as the renderer shapes it. */
function widthOf(text: string, size: number, weight: number): number {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="9000" height="400">${textLine(text, 0, 200, size, weight, ink, 'start')}</svg>`
  return new Resvg(svg, options).getBBox()?.width ?? 0
}

function textLine(
  text: string,
  x: number,
  y: number,
  size: number,
  weight: number,
  colour: string,
  anchor: 'middle' | 'start',
): string {
  return `<text x="${x}" y="${y}" font-family="Noto Sans Thai" font-size="${size}" font-weight="${weight}" fill="${colour}" text-anchor="${anchor}">${escapeXml(splitSaraAm(text))}</text>`
}

/**
 * SARA AM written as its two parts, the ring before a tone mark. The fonts show the same letters either way, but resvg
 * 2.6 loses the width of the second part when the font's own rules split it, and the next letter is drawn over it.
 */
function splitSaraAm(text: string): string {
  return text.replaceAll(/([\u0E48-\u0E4B]?)\u0E33/g, '\u0E4D$1\u0E32')
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => `&#${letter.codePointAt(0)};`)
}

/** The largest common size at which every label of the menu fits its cell. */
function labelSize(cells: MenuCell[]): number {
  const room = Math.min(...cells.map((_, index) => cellBounds(index).width)) - 1.25 * gap - 2 * padding
  for (const { note } of cells) {
    if (widthOf(note, noteSize, 600) > room) throw new SetupError(`"${note}" is too long for its cell. Shorten it.`)
  }
  const largestThatFits = cells.map(({ label }) => {
    const size = Math.floor((room / widthOf(label, 100, 700)) * 100)
    if (size < smallestLabel) {
      throw new SetupError(`"${label}" is too long to be read on a phone. Shorten it, or move a part to its "note".`)
    }
    return size
  })
  return Math.min(largestLabel, ...largestThatFits)
}

/**
 * The picture of a menu as SVG: white cards on the role's tone, the likeliest act in the primary colour,
 * the protected channel in the colour that nothing else has.
 * @throws SetupError when a label does not fit or a sign is unknown
 */
export function drawMenu(role: RichMenuRole, menu: MenuFile): string {
  const size = labelSize(menu.cells)
  const { width, height } = richMenuSize
  const cells = menu.cells.map((cell, index) => drawCell(cell, index, size, tones[role]))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<rect width="${width}" height="${height}" fill="${tones[role]}"/>
${cells.join('\n')}
</svg>`
}

function drawCell(cell: MenuCell, index: number, size: number, tone: string): string {
  const shape = signs[cell.sign]
  if (shape === undefined) {
    throw new SetupError(`The sign "${cell.sign}" is not known. Signs: ${Object.keys(signs).join(', ')}.`)
  }
  const bounds = cellBounds(index)
  // Half a gap on every side and a whole one at the edge of the picture would look uneven: edges get three quarters.
  const left = bounds.x + (bounds.x === 0 ? gap * 0.75 : gap / 2)
  const top = bounds.y + (bounds.y === 0 ? gap * 0.75 : gap / 2)
  const right = bounds.x + bounds.width - (bounds.x + bounds.width === richMenuSize.width ? gap * 0.75 : gap / 2)
  const bottom = bounds.y + bounds.height - (bounds.y + bounds.height === richMenuSize.height ? gap * 0.75 : gap / 2)
  const middle = (left + right) / 2
  const card = opensProtectedChannel(cell) ? protectedTone : cell.strong === true ? primary : white
  const isDark = card !== white
  const line = isDark ? white : primary
  const corner = `translate(${middle - signSize / 2} ${top + signMiddle - signSize / 2})`
  return [
    `<rect x="${left}" y="${top}" width="${right - left}" height="${bottom - top}" rx="56" fill="${card}"/>`,
    `<circle cx="${middle}" cy="${top + signMiddle}" r="${discRadius}" ${isDark ? `fill="${white}" fill-opacity=".13"` : `fill="${tone}"`}/>`,
    `<g transform="${corner} scale(${signSize / 24})" fill="none" stroke="${line}" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round">${shape.replaceAll('class="dot"', `fill="${line}" stroke="none"`)}</g>`,
    textLine(cell.label, middle, top + labelLine, size, 700, isDark ? white : ink, 'middle'),
    textLine(cell.note, middle, top + noteLine, noteSize, 600, isDark ? white : secondInk, 'middle'),
  ].join('')
}

/** The drawing as a PNG of LINE's size. It carries `drawingOf` the SVG, so that a test sees whether it is up to date. */
export function renderPng(svg: string): Buffer {
  const { width, height, pixels } = new Resvg(svg, options).render()
  return encodePng(width, height, pixels, drawingOf(svg))
}

/** A digest of the drawing before it became pixels, which may differ in the last bit from one machine to the next. */
export function drawingOf(svg: string): string {
  return createHash('sha256').update(svg).digest('hex')
}
