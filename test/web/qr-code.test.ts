import { assert, asyncProperty, webUrl } from 'fast-check'
import encode from 'qrcode-generator'
import { describe, expect, it } from 'vitest'
import { qrCode } from '../../src/web/qr-code.ts'

/** The dark cells of the drawing as "column,row". */
function darkCells(svg: string): Set<string> {
  const cells = new Set<string>()
  for (const [, x = '', y = '', width = ''] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let step = 0; step < Number(width); step++) cells.add(`${Number(x) + step},${y}`)
  }
  return cells
}

describe('a QR code', () => {
  it('is drawn cell by cell as it was computed, with four light cells around it', async () => {
    await assert(
      asyncProperty(webUrl({ size: 'small' }), async (address) => {
        const code = encode(0, 'M')
        code.addData(address)
        code.make()
        const expected = new Set<string>()
        for (let row = 0; row < code.getModuleCount(); row++) {
          for (let column = 0; column < code.getModuleCount(); column++) {
            if (code.isDark(row, column)) expected.add(`${column + 4},${row + 4}`)
          }
        }
        const svg = String(await qrCode(address, 'label'))
        expect(darkCells(svg)).toEqual(expected)
        expect(svg).toContain(`viewBox="0 0 ${code.getModuleCount() + 8} ${code.getModuleCount() + 8}"`)
      }),
      { numRuns: 30 },
    )
  })

  it('has a name for people who cannot see it', async () => {
    expect(String(await qrCode('https://line.me/R/ti/p/%40a', 'เพิ่มเพื่อน "a"'))).toContain(
      'role="img" aria-label="เพิ่มเพื่อน &quot;a&quot;"',
    )
  })
})
