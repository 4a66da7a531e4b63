import { crc32, deflateSync } from 'node:zlib'

/**
 * An opaque picture as PNG (W3C PNG, third edition): 8-bit RGB, no filter, strongest compression, which suits flat drawings
 * (a third smaller than the renderer's own encoder).
 * @param pixels RGBA, row by row
 * @param comment kept readable in the file under the keyword "Comment", Latin letters only
 */
export function encodePng(width: number, height: number, pixels: Uint8Array, comment: string): Buffer {
  const rowLength = 1 + width * 3
  const rows = Buffer.alloc(height * rowLength)
  for (let pixel = 0; pixel < width * height; pixel++) {
    const at = Math.floor(pixel / width) * rowLength + 1 + (pixel % width) * 3
    rows.set(pixels.subarray(pixel * 4, pixel * 4 + 3), at)
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('tEXt', Buffer.from(`Comment\0${comment}`, 'latin1')),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/**
 * An opaque picture as PNG with at most 256 colours: those that occur most often; every other pixel takes the nearest of
 * them. Flat drawings and letters keep their look at a third of the size.
 * @param pixels RGBA, row by row
 */
export function encodePaletteFrom(width: number, height: number, pixels: Uint8Array): Buffer {
  // Five bits of each part of a colour tell colours apart that an eye tells apart in a drawing of flat areas.
  const seen = new Map<number, { count: number; sum: [number, number, number] }>()
  const boxes = new Uint16Array(width * height)
  for (let pixel = 0; pixel < boxes.length; pixel++) {
    const [red = 0, green = 0, blue = 0] = pixels.subarray(pixel * 4, pixel * 4 + 3)
    const box = ((red >> 3) << 10) | ((green >> 3) << 5) | (blue >> 3)
    boxes[pixel] = box
    const known = seen.get(box) ?? { count: 0, sum: [0, 0, 0] }
    known.count += 1
    known.sum = [known.sum[0] + red, known.sum[1] + green, known.sum[2] + blue]
    seen.set(box, known)
  }
  const colours = [...seen].map(([box, { count, sum }]) => ({ box, count, colour: sum.map((part) => part / count) }))
  const palette = colours.toSorted((one, other) => other.count - one.count).slice(0, 256)
  const distance = (one: number[], other: number[]) =>
    one.reduce((sum, part, index) => sum + (part - (other[index] ?? 0)) ** 2, 0)
  const nearest = new Map<number, number>()
  for (const { box, colour } of colours) {
    let best = 0
    for (const index of palette.keys()) {
      if (distance(colour, palette[index]?.colour ?? []) < distance(colour, palette[best]?.colour ?? [])) best = index
    }
    nearest.set(box, best)
  }
  const rows = Buffer.alloc(height * (1 + width))
  for (let pixel = 0; pixel < boxes.length; pixel++) {
    rows[Math.floor(pixel / width) * (1 + width) + 1 + (pixel % width)] = nearest.get(boxes[pixel] ?? 0) ?? 0
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(({ colour }) => colour.map(Math.round)))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, body: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), body])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(typed))
  return Buffer.concat([length, typed, check])
}
