import { normalise } from './normalise.ts'
import { findUnits } from './staff/units.ts'
import type { ProblemCategory } from './town-problems.ts'

/**
 * What the usual units of a local government do, in the words of people who do not know units. `part` is a piece of the unit's
 * name; where two parts share a duty the first that the agency has is taken.
 */
const duties: readonly { parts: string[]; words: string }[] = [
  {
    parts: ['คลัง'],
    words: 'ภาษี|ค่าธรรมเนียม|ชำระ|จ่ายเงิน|ใบเสร็จ|จัดซื้อ|จัดจ้าง|ประมูล|พัสดุ|เบิก|ค่าขยะ|ค่าเช่า|เงินอุดหนุน|ภงด|ป้ายร้าน|ที่ดินและสิ่งปลูกสร้าง',
  },
  {
    parts: ['ช่าง', 'โยธา'],
    words:
      'ถนน|ไฟทาง|ไฟถนน|ไฟสาธารณะ|เสาไฟ|ท่อ|ทางเท้า|สะพาน|ก่อสร้าง|ต่อเติม|รื้อถอน|แบบบ้าน|ผังเมือง|อาคาร|ขุดดิน|ถมดิน|รังวัด|ลูกรัง|หลุม|ไฟดับ|ฝาท่อ',
  },
  { parts: ['ประปา', 'ช่าง'], words: 'ประปา|น้ำไม่ไหล|มิเตอร์น้ำ|ค่าน้ำ|ท่อแตก' },
  {
    parts: ['สาธารณสุข', 'ปลัด'],
    words:
      'ขยะ|ถังขยะ|สุนัข|หมา|แมว|วัคซีน|พิษสุนัขบ้า|ยุง|ไข้เลือดออก|พ่นหมอกควัน|ตลาดนัด|ร้านอาหาร|เหม็น|กลิ่น|ควัน|เสียงดัง|รำคาญ|ส้วม|สิ่งปฏิกูล|อสม|อนามัย|คลินิก|กู้ชีพ|รถพยาบาล',
  },
  {
    parts: ['การศึกษา'],
    words: 'โรงเรียน|ศูนย์เด็ก|เด็กเล็ก|รับสมัครเด็ก|ครู|นม|อาหารกลางวัน|ทุนการศึกษา|กีฬา|ลอยกระทง|ประเพณี|งานบุญ|ศาสนา',
  },
  {
    parts: ['สวัสดิการ', 'พัฒนาชุมชน', 'ปลัด'],
    words:
      'เบี้ย(?:ผู้สูงอายุ|คนแก่|คนชรา|ยังชีพ|คนพิการ|พิการ)|เบี้ย|คนพิการ|ผู้พิการ|ผู้สูงอายุ|เด็กแรกเกิด|สงเคราะห์|ผู้ป่วยติดเตียง|กลุ่มอาชีพ|สตรี|ยากไร้|เอดส์',
  },
  {
    parts: ['ทะเบียน', 'ปลัด'],
    words: 'ทะเบียนบ้าน|บัตรประชาชน|แจ้งเกิด|แจ้งตาย|ย้ายเข้า|ย้ายออก|บ้านเลขที่|สำเนาทะเบียน',
  },
  { parts: ['เกษตร', 'ปลัด'], words: 'เกษตร|พันธุ์(?:ข้าว|พืช|ปลา)|ปุ๋ย|แมลงศัตรู|ภัยแล้ง' },
  { parts: ['นิติการ', 'ปลัด'], words: 'ร้องเรียน|ร้องทุกข์|ข้อบัญญัติ|เทศบัญญัติ|กฎหมาย|นิติกร' },
  { parts: ['ยุทธศาสตร์', 'วิชาการ', 'ปลัด'], words: 'แผนพัฒนา|ประชาคม|งบประมาณ|ข่าวประชาสัมพันธ์|เว็บไซต์' },
  {
    parts: ['ปลัด'],
    words:
      'น้ำท่วม|อุทกภัย|ดับเพลิง|ไฟไหม้|กู้ภัย|สาธารณภัย|เต็นท์|เต้นท์|โต๊ะเก้าอี้|ยืม|ประชุมสภา|ประชุม|สมัครงาน|รับสมัคร|สอบ|เลือกตั้ง|ห้องประชุม|รถน้ำ|ผึ้ง|ตัวต่อ|งู|ต้นไม้ล้ม',
  },
]
const patterns = duties.map(({ parts, words }) => ({ parts, form: new RegExp(words, 'gu') }))

const ofCategory: Readonly<Record<ProblemCategory, readonly string[]>> = {
  light: ['ช่าง', 'โยธา', 'ปลัด'],
  road: ['ช่าง', 'โยธา', 'ปลัด'],
  waste: ['สาธารณสุข', 'ปลัด'],
  water: ['ประปา', 'ช่าง', 'ปลัด'],
  nuisance: ['สาธารณสุข', 'ปลัด'],
  other: ['ปลัด'],
}

/**
 * The units that a citizen's text is probably for, likeliest first: a unit that it names, then those whose duties it speaks of.
 * @param units of the agency, with their short names
 */
export function guessUnits(text: string, units: readonly { name: string; short: string[] }[]): string[] {
  const plain = normalise(text)
  const named = findUnits(plain, units)
    .filter(({ start, end }) => officeWord.test(plain.slice(start, end)))
    .map((found) => found.name)
  const weights = new Map<string, number>()
  for (const { parts, form } of patterns) {
    const letters = [...plain.matchAll(form)].reduce((sum, found) => sum + found[0].length, 0)
    if (letters === 0) continue
    const unit = unitWith(parts, units)
    if (unit !== null) weights.set(unit, (weights.get(unit) ?? 0) + letters)
  }
  const byDuty = [...weights].toSorted((a, b) => b[1] - a[1]).map(([unit]) => unit)
  return [...new Set([...named, ...byDuty])]
}

/** Among citizens a bare short name is an ordinary word: whoever made the statue is not the engineers. */
const officeWord = /^(?:กอง|สำนัก|ฝ่าย|งาน|หน่วย)/u

/** The unit that looks after a kind of problem, where the agency has one. */
export function unitOfProblem(category: ProblemCategory, units: readonly { name: string }[]): string | null {
  return unitWith(ofCategory[category], units)
}

function unitWith(parts: readonly string[], units: readonly { name: string }[]): string | null {
  for (const part of parts) {
    const unit = units.find(({ name }) => name.includes(part))
    if (unit) return unit.name
  }
  return null
}
