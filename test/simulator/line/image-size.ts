/** Reads what an image is and how large, from its first bytes; null when it is neither PNG nor JPEG. */
export function readImageSize(
  bytes: Buffer,
): { type: 'image/png' | 'image/jpeg'; width: number; height: number } | null {
  return readPng(bytes) ?? readJpeg(bytes)
}

const pngMark = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** PNG: the header chunk IHDR stands first and begins with width and height. */
function readPng(bytes: Buffer): ReturnType<typeof readImageSize> {
  if (bytes.length < 24 || !bytes.subarray(0, 8).equals(pngMark) || bytes.toString('latin1', 12, 16) !== 'IHDR')
    return null
  return { type: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
}

/** JPEG: segments follow each other; the frame header (SOF0 to SOF15, without DHT, JPG and DAC) holds the size. */
function readJpeg(bytes: Buffer): ReturnType<typeof readImageSize> {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null
  let at = 2
  while (at + 9 <= bytes.length) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1] ?? 0
    // A marker may be padded with more bytes FF.
    if (marker === 0xff) {
      at += 1
      continue
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return { type: 'image/jpeg', width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) }
    at += 2 + bytes.readUInt16BE(at + 2)
  }
  return null
}
