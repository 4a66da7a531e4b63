import { normalise } from '../normalise.ts'
import { remember } from './remember.ts'

export type Item = { code: string; title: string; aliases?: string[] }

export type TitleFound = {
  /** Items whose title or alias the text may name, best first, with a confidence from 0 to 1. */
  items: { code: string; confidence: number }[]
  /** The stretches of the text that name it, in order. */
  spans: { start: number; end: number }[]
}

const gram = 4
/** Shorter stretches, and less than this in all, say nothing. */
const shortestStretch = 6
const leastSpecial = 7
const leastCovered = 11

/**
 * Phrases of many titles that staff use for everything, and words of asking, which aliases are full of: they name an item only
 * together with other words of it.
 */
const everyday =
  /การดำเนินงาน|ดำเนินการ|ดำเนินงาน|ผลการ|ผู้บริหาร|ประจำปี|รายงานผล|รายงาน|ความก้าวหน้า|หน่วยงาน|เจ้าหน้าที่|รับผิดชอบ|สถิติ|เรื่องร้องเรียน|ร้องเรียน|การทุจริต|และประพฤติมิชอบ|มาตรการ|การดำเนิน|การจัดการ|เกี่ยวกับ|ข้อมูล|การเปิด|ของรัฐ|ภายใน|ส่งเสริมคุณธรรม|และความโปร่งใส|การใช้งบ|งบประมาณ|ประเมิน|ประเด็น|ราชการ|ทรัพย์สิน|ความเสี่ยง|หน้างาน|รายการ|เรื่อง|พัสดุ|คุณธรรม|คำถาม|ใช้งาน|ใช้จ่าย|ปฏิบัติงาน|โปร่งใส|ป้องกัน|สำหรับ|ต่างๆ|เท่า(?:ไหร่|ไร|ไหน|ใด)|เมื่อ(?:ไหร่|ไร|ใด)|ที่ไหน|วันไหน|ตรงไหน|ยังไง|อย่างไร|อะไร|ทำไม|ใคร|กี่|บ้าง|คือ|มีไหม|หรือยัง|แล้ว|ได้|จะ|เสร็จ|ครบ|ประชาชน|ชาวบ้าน|ถาม|คะแน|ita|oit|ปีนี้|ปีก่อน|ปีที่แล้ว|ตอนนี้|อยากรู้|ต้อง|ทำ/g

/** Where figures of complaints or measures are spoken of, only a whole title is one: they have intents of their own. */
const otherSubjects = /มาตรการ|ร้องเรียน(?!.*(?:คู่มือ|แนวปฏิบัติ|ช่องทาง))(?<!(?:คู่มือ|แนวปฏิบัติ|ช่องทาง).*)|ร้องทุกข์/
/** A stretch that would cut a syllable ends before it. */
const leading = /[เแโใไ]/
const trailing = /[ะาำๅ]|[\u0e31\u0e34-\u0e3a]|[\u0e47-\u0e4e]/

type Name = { code: string; text: string }
type Index = { names: Name[]; places: Map<string, number[]> }

/** Letters only, so that brackets, spaces and hyphens do not matter; where each came from in the text. */
function squeeze(text: string): { plain: string; from: number[] } {
  let plain = ''
  const from: number[] = []
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? ''
    if (/[\s()"“”'.,_-]/.test(character)) continue
    plain += character
    from.push(at)
  }
  return { plain, from }
}

function buildIndex(items: readonly Item[]): Index {
  const names: Name[] = []
  const places: Index['places'] = new Map()
  for (const { code, title, aliases = [] } of items) {
    for (const written of [title, ...aliases]) {
      const text = squeeze(normalise(written)).plain
      if (text.length < 3) continue
      const name = names.push({ code, text }) - 1
      const seen = new Set<string>()
      for (let at = 0; at + gram <= text.length; at += 1) seen.add(text.slice(at, at + gram))
      if (text.length < gram) seen.add(text)
      for (const key of seen) {
        const list = places.get(key)
        if (list) list.push(name)
        else places.set(key, [name])
      }
    }
  }
  return { names, places }
}

const indexOf = remember(
  (items: readonly Item[]) =>
    items.map(({ code, title, aliases = [] }) => `${code} ${title} ${aliases.join(' ')}`).join('\n'),
  buildIndex,
)

type Stretch = { start: number; end: number }

function stretchesOf(covered: Uint8Array): Stretch[] {
  const found: Stretch[] = []
  for (let at = 0; at < covered.length; at += 1) {
    if (covered[at] === 0) continue
    const start = at
    while (at < covered.length && covered[at] === 1) at += 1
    found.push({ start, end: at })
  }
  return found
}

function trim(text: string, start: number, end: number): Stretch {
  let from = start
  let to = end
  while (from < to && (trailing.test(text[from] ?? '') || leading.test(text[from - 1] ?? ''))) from += 1
  while (to > from && (trailing.test(text[to] ?? '') || leading.test(text[to - 1] ?? ''))) to -= 1
  return { start: from, end: to }
}

/**
 * Whether an L1 text names an item by its title or by one of its aliases, or by enough of their words; undefined when
 * it does not. The name that covers most of the text wins; where several items fit alike, all are listed with little
 * confidence (No Gift Policy).
 */
export function findTitle(text: string, items: readonly Item[]): TitleFound | undefined {
  if (items.length === 0) return undefined
  const { names, places } = indexOf(items)
  const { plain, from } = squeeze(text)
  const coverage = new Map<number, Uint8Array>()
  const cover = (name: number, at: number, length: number): void => {
    let covered = coverage.get(name)
    if (!covered) {
      covered = new Uint8Array(plain.length)
      coverage.set(name, covered)
    }
    covered.fill(1, at, at + length)
  }
  for (let at = 0; at < plain.length; at += 1) {
    for (const length of [gram - 1, gram]) {
      for (const name of places.get(plain.slice(at, at + length)) ?? []) {
        // A name of three letters (q&a) only as a word of its own.
        if (length === gram || !/[a-z]/.test(`${plain[at - 1] ?? ''}${plain[at + length] ?? ''}`))
          cover(name, at, length)
      }
    }
  }
  const common = new Uint8Array(plain.length)
  for (const match of plain.matchAll(everyday)) common.fill(1, match.index, match.index + match[0].length)

  const elsewhere = otherSubjects.test(plain)
  const best = new Map<string, { score: number; stretches: Stretch[] }>()
  for (const [position, covered] of coverage) {
    const name = names[position]
    if (!name) continue
    const whole = plain.includes(name.text)
    if (!whole && elsewhere) continue
    const stretches = stretchesOf(covered)
      .map(({ start, end }) => trim(plain, start, end))
      .filter(
        ({ start, end }) => end - start >= shortestStretch || (whole && plain.slice(start, end).includes(name.text)),
      )
    let special = 0
    let all = 0
    for (const { start, end } of stretches) {
      all += end - start
      for (let at = start; at < end; at += 1) special += 1 - (common[at] ?? 0)
    }
    const enough = whole ? special > 0 || name.text.length > 12 : special >= leastSpecial && all >= leastCovered
    if (!enough) continue
    // The whole of a name says more than as many letters out of a longer one.
    const score = special + (all - special) / 2 + (whole ? 6 : Math.min(all / name.text.length, 1) * 2)
    if (score > (best.get(name.code)?.score ?? 0)) best.set(name.code, { score, stretches })
  }
  const ranked = [...best].sort(([, a], [, b]) => b.score - a.score)
  const [first, second] = ranked
  if (!first) return undefined
  const clear = second === undefined || first[1].score > second[1].score * 1.12
  return {
    items: ranked.slice(0, 5).map(([code, { score }], position) => ({
      code,
      confidence: position === 0 && clear ? Math.min(0.95, 0.5 + score / 50) : Math.min(0.45, score / 60),
    })),
    spans: first[1].stretches.map(({ start, end }) => ({ start: from[start] ?? 0, end: (from[end - 1] ?? 0) + 1 })),
  }
}
