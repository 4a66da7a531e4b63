/** How many places a sketch has; the likeness of two texts is told to about one in a hundred. */
const places = 128
const windowLength = 6
const empty = 0xff_ff

/**
 * A small picture of a text by which two versions can be compared without keeping either: of all runs of six letters the
 * smallest hash in each of 128 classes (one permutation hashing, Li and others 2012). Digits, signs and spaces do not count,
 * for counters of visitors and dates of today change on every page every day.
 * @returns 256 bytes in base64url
 */
export function sketchOf(text: string): string {
  const letters = text.replaceAll(/[^\p{L}\p{M}]+/gu, '')
  const smallest = new Uint16Array(places).fill(empty)
  for (let start = 0; start + windowLength <= letters.length; start += 1) {
    let hash = 0x81_1c_9d_c5
    for (let at = start; at < start + windowLength; at += 1) {
      hash = Math.imul(hash ^ letters.charCodeAt(at), 0x01_00_01_93) >>> 0
    }
    // FNV's lowest bits follow the last letter too closely.
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c_1b_3c_6d) >>> 0
    const place = hash % places
    const rank = (hash >>> 8) % empty
    if (rank < (smallest[place] ?? empty)) smallest[place] = rank
  }
  return Buffer.from(smallest.buffer).toString('base64url')
}

/** How much two sketched texts have in common: 0 nothing, 1 all. Two texts without letters are alike. */
export function likeness(one: string, other: string): number {
  const [a, b] = [Buffer.from(one, 'base64url'), Buffer.from(other, 'base64url')]
  if (a.length !== places * 2 || b.length !== places * 2) return 0
  let same = 0
  let counted = 0
  for (let at = 0; at < a.length; at += 2) {
    const [left, right] = [a.readUInt16LE(at), b.readUInt16LE(at)]
    if (left === empty && right === empty) continue
    counted += 1
    if (left === right) same += 1
  }
  return counted === 0 ? 1 : same / counted
}
