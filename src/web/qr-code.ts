import { html } from 'hono/html'
import encode from 'qrcode-generator'
import type { Html } from './layout.ts'

/** Light modules around the code that a reader needs to find it (ISO/IEC 18004: four). */
const quietZone = 4

/**
 * A QR code as inline SVG: sharp at every size, no request, no script.
 * @param text what a phone reads, e.g. an address (error correction M: a crease or a logo's worth of dirt is repaired)
 * @param label what a screen reader says
 */
export function qrCode(text: string, label: string): Html {
  const code = encode(0, 'M')
  code.addData(text)
  code.make()
  const count = code.getModuleCount()
  const path: string[] = []
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < count; column++) {
      if (!code.isDark(row, column)) continue
      let width = 1
      while (column + width < count && code.isDark(row, column + width)) width++
      path.push(`M${column + quietZone} ${row + quietZone}h${width}v1h-${width}z`)
      column += width - 1
    }
  }
  const size = count + 2 * quietZone
  return html`<svg role="img" aria-label="${label}" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">
    <path fill="#000000" d="${path.join('')}" />
  </svg>`
}
