import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { intentOf, type Label } from '../../../src/thai/staff/intents.ts'
import type { Status } from '../../../src/thai/staff/lexicon.ts'

export type Utterance = { text: string; label: Label; status?: Status; voice: string }

/** All written utterances; a voice is one way of writing, the group of the cross-validation. */
export function readTrainingSet(): Utterance[] {
  const folder = new URL('train/', import.meta.url)
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => {
      const file = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as {
        voice: string
        entries: Omit<Utterance, 'voice'>[]
      }
      return file.entries.map((entry) => ({ ...entry, voice: file.voice }))
    })
}

/** What a set of utterances is told by: another text, label or order gives another digest. */
export function digestOf(utterances: readonly Utterance[]): string {
  const told = utterances.map(({ text, label, voice }) => `${voice} ${label} ${text}`).join('\n')
  return createHash('sha256').update(told).digest('hex').slice(0, 16)
}

/** Numbers between 0 and 1 that are the same in every run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Words that people put for one another; one of a row takes the place of another in a variation. */
const synonyms = [
  ['ข้อไหน', 'ข้อใด', 'อันไหน', 'ข้ออะไร', 'ตัวไหน'],
  ['ไหม', 'มั้ย', 'ไหมครับ', 'หรือเปล่า', 'ป่าว', 'มั๊ย'],
  ['หรือยัง', 'รึยัง', 'แล้วยัง', 'หรือยังครับ', 'ยังคะ'],
  ['บ้าง', 'มั่ง'],
  ['อะไร', 'ไร'],
  ['ยังไง', 'อย่างไร', 'ไง'],
  ['เท่าไหร่', 'เท่าไร', 'เท่าใด'],
  ['ค้าง', 'เหลือ', 'ค้างอยู่'],
  ['ยังไม่เสร็จ', 'ยังไม่เรียบร้อย', 'ยังไม่แล้วเสร็จ', 'ยังไม่ครบ'],
  ['ยังไม่ได้ทำ', 'ยังไม่ทำ', 'ยังไม่ดำเนินการ', 'ยังไม่ได้ดำเนินการ'],
  ['เสร็จแล้ว', 'เรียบร้อยแล้ว', 'ทำแล้ว', 'แล้วเสร็จ', 'เสร็จ'],
  ['ลงเว็บ', 'ขึ้นเว็บ', 'อัปขึ้นเว็บ', 'เผยแพร่'],
  ['ขอดู', 'ขอทราบ', 'อยากดู', 'อยากรู้', 'เปิดดู'],
  ['รับผิดชอบ', 'ดูแล'],
  ['ภาพรวม', 'ภาพรวมทั้งหมด', 'ความคืบหน้ารวม'],
  ['ความคืบหน้า', 'ความก้าวหน้า', 'คืบหน้า'],
  ['เกินกำหนด', 'เลยกำหนด', 'เลยเวลา', 'เกินเวลา'],
  ['ตีกลับ', 'ส่งกลับ', 'ส่งคืน'],
  ['อนุมัติ', 'ให้ผ่าน', 'เห็นชอบ'],
  ['แก้', 'แก้ไข', 'ปรับแก้'],
  ['มอบหมาย', 'มอบ', 'assign'],
  ['ลิงก์', 'ลิงค์', 'link', 'url'],
  ['หลักฐาน', 'เอกสาร', 'ไฟล์'],
  ['ต้องใส่', 'ต้องมี', 'ต้องใช้', 'ต้องลง'],
  ['ชาวบ้าน', 'ประชาชน'],
  ['คำถาม', 'เรื่อง'],
  ['หนู', 'ผม', 'ดิฉัน', 'ฉัน'],
  ['กองช่าง', 'กองคลัง', 'สำนักปลัด', 'กองการศึกษา'],
  ['อาทิตย์นี้', 'สัปดาห์นี้'],
  ['ปีที่แล้ว', 'ปีก่อน'],
  ['ใคร', 'ใครเป็นคน'],
  ['ตอนนี้', 'ขณะนี้', 'ล่าสุด'],
  ['วิธีใช้', 'วิธีการใช้งาน', 'วิธีใช้งาน'],
]
const tails = ['', '', '', ' ครับ', ' ค่ะ', ' คะ', ' นะคะ', ' จ้า', 'ครับ', 'ค่ะ', ' หน่อย', ' ครับผม', ' อ่ะ']
const fronts = [
  '',
  '',
  '',
  '',
  '',
  'พี่ ',
  'ขอโทษนะคะ ',
  'สอบถามครับ ',
  'รบกวนหน่อยค่ะ ',
  'คือว่า',
  'แล้ว',
  'ตอนนี้',
  'น้อง ',
  'ทีม ',
]

function pick<Value>(from: readonly Value[], random: () => number): Value {
  return from[Math.floor(random() * from.length)] as Value
}

function misspell(text: string, random: () => number): string {
  const at = Math.floor(random() * text.length)
  const character = text[at] ?? ''
  // Addresses, numbers and codes stay: they are read before the classifier.
  if (!/[ก-๎]/.test(character)) return text
  const kind = random()
  if (kind < 0.45) return text.replace(/[็-์]/, '')
  if (kind < 0.65) return text.slice(0, at) + text.slice(at + 1)
  if (kind < 0.8) return text.slice(0, at) + character + text.slice(at)
  return text.slice(0, at) + (text[at + 1] ?? '') + character + text.slice(at + 2)
}

/** The same wish as somebody else might have typed it: other words for the same, other politeness, slips, no spaces. */
export function vary({ text, label }: Utterance, random: () => number): string {
  let varied = text
  for (const row of synonyms) {
    const word = row.find((candidate) => varied.includes(candidate))
    if (word !== undefined && random() < 0.4) varied = varied.replace(word, pick(row, random))
  }
  if (random() < 0.3) varied = varied.replace(/(?:ครับ|ค่ะ|คะ|จ้า|นะคะ|ค่า|คับ|งับ)+$/, '').trim()
  const address = /https?:/.test(varied)
  if (!address && random() < 0.4) varied += pick(tails, random)
  // A follow-up and a reply live from how they begin.
  if (random() < 0.25 && intentOf(label) !== 'reply' && label !== 'follow_up') varied = pick(fronts, random) + varied
  if (!address && random() < 0.3) varied = varied.replaceAll(/(?<=[ก-๎]) (?=[ก-๎])/g, '')
  if (random() < 0.4) varied = misspell(varied, random)
  if (random() < 0.15) varied = misspell(varied, random)
  // Hurried fingers leave all tone marks out; ข้อ keeps its own, without it no item is read.
  if (!address && random() < 0.06) varied = varied.replace(/(?<!ข)[็่-๋]/g, '')
  return varied
}
