/** A file of an archive. */
export type ZipEntry = { name: string; bytes: Uint8Array }

const table = Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xed_b8_83_20 : value >>> 1
  return value >>> 0
})

function crc32(bytes: Uint8Array): number {
  let value = 0xff_ff_ff_ff
  for (const byte of bytes) value = (table[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8)
  return (value ^ 0xff_ff_ff_ff) >>> 0
}

/** 1 January 1980, the first day that the format knows: an archive tells no time. */
const noDate = 0x21
/** Names are UTF-8. */
const utf8Flag = 0x0800

/**
 * A ZIP archive without compression (APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12 and 4.3.16): photos are compressed already,
 * and the rest is small. Below 4 GB and 65,535 files.
 */
export function zip(entries: readonly ZipEntry[]): Uint8Array {
  const pieces: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let at = 0
  for (const { name, bytes } of entries) {
    const letters = new TextEncoder().encode(name)
    const crc = crc32(bytes)
    const common = [
      [20, 2],
      [utf8Flag, 2],
      [0, 2],
      [0, 2],
      [noDate, 2],
      [crc, 4],
      [bytes.length, 4],
      [bytes.length, 4],
      [letters.length, 2],
      [0, 2],
    ] as const
    const local = concat([numbers([[0x04_03_4b_50, 4], ...common]), letters])
    directory.push(numbers([[0x02_01_4b_50, 4], [20, 2], ...common, [0, 2], [0, 2], [0, 2], [0, 4], [at, 4]]), letters)
    pieces.push(local, bytes)
    at += local.length + bytes.length
  }
  const listed = concat(directory)
  const end = numbers([
    [0x06_05_4b_50, 4],
    [0, 2],
    [0, 2],
    [entries.length, 2],
    [entries.length, 2],
    [listed.length, 4],
    [at, 4],
    [0, 2],
  ])
  return concat([...pieces, listed, end])
}

/** Whole numbers as little-endian bytes of the widths given. */
function numbers(list: readonly (readonly [value: number, width: 2 | 4])[]): Uint8Array {
  const bytes = new Uint8Array(list.reduce((sum, [, width]) => sum + width, 0))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const [value, width] of list) {
    if (width === 2) view.setUint16(at, value, true)
    else view.setUint32(at, value, true)
    at += width
  }
  return bytes
}

function concat(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
