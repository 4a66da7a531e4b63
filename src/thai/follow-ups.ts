import { isLight } from './concepts.ts'
import { normalForm, normalise } from './normalise.ts'
import { mattersIn } from './own-matters.ts'
import { words } from './segment.ts'

/** Concepts that are said of any matter: paying, exemptions, prices, papers … They name none of their own. */
const ofAnyMatter: ReadonlySet<string> = new Set(
  (
    'pay pay-online online instalment overdue penalty exempt bill-high tax-discount receipt copy proxy free fee money-in ' +
    'register change lost expired appeal waste-missed licence authority notice-missing'
  ).split(' '),
)
/** Somebody who asks on says little more than what they ask. */
const longest = 60
/** … and at most one word that neither says little nor stands in what was just told. */
const newWords = 1
/** แล้วจ่ายที่ไหนล่ะ, งั้นไม่จ่ายได้ไหม: said so, it goes on with what was said before. */
const goesOn = /^(?:แล้ว|ละ|งั้น|ถ้างั้น|อ้าว|เอ้า|อ๋อ|ส่วน)/u

/**
 * Whether a text names no matter of its own and so goes on with the one just spoken of: 'wholly' when it says nothing new
 * beside what it asks ("แล้วจ่ายที่ไหนล่ะ"), 'partly' with a word that may be of another matter after all.
 * @param told what was told last: its title and answer
 */
export function leansOn(text: string, told: string): 'wholly' | 'partly' | null {
  const plain = normalise(text)
  if (plain.length > longest) return null
  // Most texts say much that is new: they are let go before the matters are looked for, which takes ten times as long.
  const known = normalForm(told)
  const fresh = words(text).filter((word) => !isLight(word) && !ofAsking.test(word) && !known.includes(word)).length
  if (fresh > newWords + (goesOn.test(plain) ? 1 : 0)) return null
  const own = [...mattersIn(text)].filter((matter) => !ofAnyMatter.has(matter))
  const before = own.length > 0 ? mattersIn(told) : null
  if (own.some((matter) => before?.has(matter) !== true)) return null
  return fresh === 0 && own.length === 0 ? 'wholly' : 'partly'
}

/** Whether two titles are of one matter (the fee for rubbish, and who need not pay it). */
export function sameMatter(one: string, other: string): boolean {
  const matters = mattersIn(other)
  return [...mattersIn(one)].some((matter) => matters.has(matter) && !ofAnyMatter.has(matter))
}

const ofAsking =
  /^(?:ที่ไหน|ไหน|จ่าย|เสีย|เงิน|ตัง|ตังค์|แพง|ถูก|ฟรี|ช้า|ทัน|ลืม|ผ่อน|เอกสาร|ค่า|บาท|จัง|เห็น|ยังไง|อย่างไร|เท่าไร|เท่าไหร่|เมื่อไร|เมื่อไหร่|ทำไม|ไหม|มั้ย)$/u

/** What may be asked of any matter, and how an answer looks that tells it. */
const asked: readonly { asks: RegExp; told: RegExp }[] = [
  {
    asks: /(?:เอา|ใช้|เตรียม|พก|ถือ|มี)(?:เอกสาร)?(?:อะไร|ไร|หยัง)|เอกสาร|หลักฐาน/u,
    told: /บัตร|สำเนา|เอกสาร|ทะเบียนบ้าน|หลักฐาน|สมุด|โฉนด|รูปถ่าย/u,
  },
  {
    asks: /ที่ไหน|ตรงไหน|ที่ใด|ไปไหน|ทางไหน/u,
    told: /ที่(?:กอง|สำนัก|งาน|เทศบาล|อบต|ธนาคาร|เคาน์เตอร์|ฝ่าย|ศูนย์|ว่าการ|ทำการ|ตลาด)|สแกน|ออนไลน์|พร้อมเพย์|แอป|ไปรษณีย์/u,
  },
  { asks: /เท่าไ|กี่บาท|ราคา|เสีย(?:เงิน|ตัง)|ฟรีไหม/u, told: /บาท|ฟรี|ไม่เสีย|ไม่มีค่า/u },
  { asks: /เมื่อไ|วันไหน|กี่โมง|กี่วัน|นานไหม|นานเท่าไ|ตอนไหน/u, told: /\d|วัน(?:จันทร์|อังคาร|พุธ|พฤหัส|ศุกร์|เสาร์|อาทิตย์)|เดือน/u },
]

/** Whether an answer tells what a text asks on about it: which papers, where, how much, when. */
export function tellsIt(answer: string, text: string): boolean {
  const plain = normalise(text)
  return asked.some(({ asks, told }) => asks.test(plain) && told.test(normalise(answer)))
}
