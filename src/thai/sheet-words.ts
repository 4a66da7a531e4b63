import { normalise } from './normalise.ts'

/** What a column of an agency's own sheet holds. */
export type SheetColumn =
  'code' | 'title' | 'unit' | 'status' | 'presence' | 'url' | 'home' | 'path' | 'note' | 'due' | 'look'

/**
 * Headings as agencies write them, the surest first: a column that matches several is what stands first here, and of several
 * columns that match one, the one with the surer word is taken.
 */
const headings: readonly [SheetColumn, RegExp][] = [
  ['presence', /^มี ?\/ ?ไม่มี$/],
  ['look', /ผล(การ)?ตรวจ(สอบ)?(ลิงก์|ลิงค์|link)|link check/],
  ['home', /หน้าหลัก|หน้าแรก|home ?page|^home/],
  ['path', /เส้นทาง|เมนู|คำอธิบาย|วิธีเข้าถึง|menu|path/],
  ['url', /url|ลิงก์|ลิงค์|ลิ้งค์|ลิ้งก์|\blink|ที่อยู่เว็บ|หลักฐาน|evidence|เว็บไซต์|เว็บไซด์|website/],
  ['due', /ครบกำหนด|กำหนดส่ง|กำหนดแล้วเสร็จ|\bdue|deadline/],
  ['status', /สถานะ|สถานภาพ|status|ผลการดำเนิน(การ|งาน)|^การดำเนินการ|^ดำเนินการ/],
  ['unit', /หน่วยงาน|ผู้รับผิดชอบ|รับผิดชอบ|ส่วนราชการ|^กอง|สำนัก|^unit|department|responsible|division|owner/],
  ['note', /หมายเหตุ|ความก้าวหน้า|ความคืบหน้า|บันทึก|รายละเอียดเพิ่มเติม|note|remark|comment|progress/],
  [
    'code',
    /^(เลข|รหัส)?ข้อ(ที่)?( ?oit)?$|^oit$|^(item|code|o)( ?(no|number|code)\.?)?$|^oit (item|code|no)|^ข้อ ?\/|^รหัส|ตัวชี้วัด oit/,
  ],
  ['title', /รายการ|หัวข้อ|ชื่อข้อ|ประเด็น|ข้อมูล|title|topic|องค์ประกอบ/],
  ['code', /^ลำดับ(ที่)?$|^ที่$|^no\.?$|^#$|^ตัวชี้วัด(ที่)?$/],
]

/** Which columns a row of headings names, by their place; empty when it is no row of headings. */
export function readHeadings(cells: readonly string[]): Map<SheetColumn, number> {
  const found = new Map<SheetColumn, { place: number; rank: number }>()
  for (const [place, cell] of cells.entries()) {
    const words = normalise(cell)
    if (words === '' || words.length > 60) continue
    const rank = headings.findIndex(([, pattern]) => pattern.test(words))
    const column = headings[rank]?.[0]
    if (column === undefined) continue
    const other = found.get(column)
    if (!other || rank < other.rank) found.set(column, { place, rank })
  }
  return new Map([...found].map(([column, { place }]) => [column, place]))
}

/** What a cell says of an item's state, in the words of sheets. */
export type SheetStatus = 'open' | 'in_work' | 'reported' | 'approved' | 'sent_back' | 'not_applicable'

const statuses: readonly [SheetStatus, RegExp][] = [
  ['not_applicable', /ไม่เกี่ยวข้อง|ไม่ต้องดำเนินการ|^n\/?a$|not applicable/],
  ['sent_back', /ตีกลับ|ส่งกลับ|ให้แก้ไข|ต้องแก้ไข|sent ?back|returned/],
  [
    'open',
    /^(ยัง)?ไม่(ได้|มี|เสร็จ|แล้วเสร็จ|ดำเนินการ|ครบ|เริ่ม)|^ยังไม่|^ไม่$|^รอดำเนินการ|^no$|not ?(yet )?(done|started)|^open$|^0$|^x$|^✗$|^☐/,
  ],
  ['in_work', /กำลัง|อยู่ระหว่าง|ระหว่างดำเนินการ|บางส่วน|in ?(progress|work)|ongoing|doing|partial/],
  ['approved', /ผ่านการตรวจ|^ผ่าน|ตรวจแล้ว|อนุมัติ|approved|passed|verified/],
  [
    'reported',
    /^ดำเนินการ(แล้ว|เรียบร้อย|เสร็จ)?|เสร็จ|เรียบร้อย|เผยแพร่แล้ว|รายงานแล้ว|รอตรวจ|^มี$|ครบถ้วน|^ครบ|^แล้ว|^yes$|done|complete|finished|reported|^1$|^✓|^✔|^☑|^\/$/,
  ],
]

/**
 * The state that a cell means.
 * @returns null for an empty cell (or a dash), `unknown` for words that say nothing about it
 */
export function readSheetStatus(cell: string): SheetStatus | 'unknown' | null {
  const words = normalise(cell)
  if (/^[-–—.]*$/.test(words)) return null
  return statuses.find(([, pattern]) => pattern.test(words))?.[0] ?? 'unknown'
}

/** An item's code in a cell: `O16`, `o๑๖`, "ข้อ 16", `016`, `16.`; null when it is none. */
export function readSheetCode(cell: string): string | null {
  const found = /^(?:oit ?)?(?:[o0] ?|ข้อ(?:ที่)? ?)*0*(\d{1,3})\.?$/.exec(normalise(cell))
  return found && found[1] !== '0' ? `O${found[1] ?? ''}` : null
}
