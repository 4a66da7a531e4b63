/** A sticker of this page: a round face in one of eight moods. No artwork of LINE's is used. */
type Mood = { name: string; skin: string; eyes: string; mouth: string; extra?: string }

const dotEyes = 'M38 46v.01M62 46v.01'
const closedEyes = 'M33 47q5-6 10 0M57 47q5-6 10 0'

const moods: Mood[] = [
  {
    name: 'สวัสดี',
    skin: '#FFD66B',
    eyes: dotEyes,
    mouth: 'M37 58q13 14 26 0',
    extra: 'M84 30q8 10 2 22M92 26q9 14 1 30',
  },
  {
    name: 'ขอบคุณ',
    skin: '#FFB3A7',
    eyes: closedEyes,
    mouth: 'M40 60q10 9 20 0',
    extra: 'M50 92q-14-10-14-17 0-7 7-7 5 0 7 5 2-5 7-5 7 0 7 7 0 7-14 17z',
  },
  { name: 'ตกลง', skin: '#A8DFC1', eyes: dotEyes, mouth: 'M39 59q11 10 22 0', extra: 'M72 78l7 8 15-18' },
  {
    name: 'เยี่ยม',
    skin: '#FFD66B',
    eyes: closedEyes,
    mouth: 'M36 56q14 20 28 0z',
    extra: 'M50 8v8M22 16l5 7M78 16l-5 7',
  },
  {
    name: 'รอหน่อย',
    skin: '#B9D4F3',
    eyes: dotEyes,
    mouth: 'M42 61h16',
    extra: 'M80 24m-12 0a12 12 0 1024 0 12 12 0 10-24 0M80 17v7l5 3',
  },
  { name: 'เสียใจ', skin: '#B9D4F3', eyes: dotEyes, mouth: 'M39 65q11-11 22 0', extra: 'M34 54q-5 9 0 12 5-3 0-12z' },
  {
    name: 'สงสัย',
    skin: '#D9C8F0',
    eyes: dotEyes,
    mouth: 'M42 62q8-5 16 1',
    extra: 'M78 22q0-9 9-9 9 0 9 8 0 6-8 9v6M88 44v.01',
  },
  { name: 'ด่วน', skin: '#FFB38A', eyes: dotEyes, mouth: 'M43 58h14v7H43z', extra: 'M86 16v18M86 42v.01' },
]

/** What the sheet offers: ids from LINE's list of stickers that bots may send, so that they work in both directions. */
export const offeredStickers = moods.map((mood, index) => ({
  packageId: '446',
  stickerId: String(1988 + index),
  name: mood.name,
}))

/** Draws the sticker with this id; ids beyond the eight share their faces. */
export function drawSticker(stickerId: string): HTMLElement {
  const number = Number(stickerId)
  const mood =
    moods[Number.isSafeInteger(number) ? (((number - 1988) % moods.length) + moods.length) % moods.length : 0] ??
    moods[0]
  const figure = document.createElement('span')
  figure.className = 'sticker'
  if (!mood) return figure
  figure.setAttribute('role', 'img')
  figure.setAttribute('aria-label', `สติกเกอร์ ${mood.name}`)
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', '0 0 104 104')
  const face = document.createElementNS('http://www.w3.org/2000/svg', 'circle')
  for (const [name, value] of Object.entries({ cx: '50', cy: '54', r: '38', fill: mood.skin }))
    face.setAttribute(name, value)
  svg.append(face)
  for (const line of [mood.eyes, mood.mouth, mood.extra]) {
    if (line === undefined) continue
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
    path.setAttribute('d', line)
    svg.append(path)
  }
  for (const path of svg.querySelectorAll(`path[d="${dotEyes}"]`)) path.setAttribute('stroke-width', '8')
  figure.append(svg)
  return figure
}
