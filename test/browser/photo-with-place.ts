import type { Browser } from 'playwright-core'

/** What every EXIF block begins with. */
export const exif = 'Exif\0\0'

/** A JPEG as a phone takes it: with an EXIF block that names the camera and the place (GPS latitude 16 degrees). */
export async function photoWithPlace(browser: Browser): Promise<Buffer> {
  const page = await browser.newPage()
  const drawn = await page.evaluate<string>(`(() => {
    const canvas = document.createElement('canvas')
    canvas.width = 800
    canvas.height = 600
    const pen = canvas.getContext('2d')
    const colours = pen.createLinearGradient(0, 0, 800, 600)
    colours.addColorStop(0, '#204060')
    colours.addColorStop(1, '#c0a040')
    pen.fillStyle = colours
    pen.fillRect(0, 0, 800, 600)
    return canvas.toDataURL('image/jpeg', 0.9).split(',')[1]
  })()`)
  await page.close()
  const jpeg = Buffer.from(drawn, 'base64')
  return Buffer.concat([jpeg.subarray(0, 2), app1(), jpeg.subarray(2)])
}

/** An APP1 segment (Exif 2.32, TIFF 6.0): IFD0 with Make and GPS, the GPS IFD with latitude. */
function app1(): Buffer {
  const make = Buffer.from('SECRETCAM\0')
  const tiff = Buffer.alloc(8 + 2 + 2 * 12 + 4)
  tiff.write('MM\0*', 0, 'latin1')
  tiff.writeUInt32BE(8, 4)
  tiff.writeUInt16BE(2, 8)
  const gpsAt = tiff.length + make.length
  entry(tiff, 10, 0x01_0f, 2, make.length, tiff.length)
  entry(tiff, 22, 0x88_25, 4, 1, gpsAt)
  const gps = Buffer.alloc(2 + 2 * 12 + 4)
  gps.writeUInt16BE(2, 0)
  entry(gps, 2, 1, 2, 2, 0)
  gps.write('N\0', 10, 'latin1')
  entry(gps, 14, 2, 5, 3, gpsAt + gps.length)
  const degrees = Buffer.alloc(24)
  for (const [index, value] of [16, 1, 26, 1, 30, 1].entries()) degrees.writeUInt32BE(value, index * 4)
  const body = Buffer.concat([Buffer.from(exif, 'latin1'), tiff, make, gps, degrees])
  const head = Buffer.from([0xff, 0xe1, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([head, body])
}

function entry(buffer: Buffer, at: number, tag: number, type: number, count: number, value: number): void {
  buffer.writeUInt16BE(tag, at)
  buffer.writeUInt16BE(type, at + 2)
  buffer.writeUInt32BE(count, at + 4)
  buffer.writeUInt32BE(value, at + 8)
}
