/** Tone marks and the short-vowel sign: hurried fingers leave them out. */
const tones = /[็่-๋]/g

/**
 * The same pattern for a text typed without any tone mark. Groups of tones inside a class may become empty alternatives,
 * which is what is wanted: a tone that may be anything may be nothing.
 */
function withoutTones(pattern: RegExp): RegExp {
  return new RegExp(pattern.source.replace(tones, ''), pattern.flags)
}

/** Whether a text was typed without tone marks: not one in a dozen letters. */
function isToneless(text: string): boolean {
  return !/[่-๋]/.test(text) && /(?:[ก-ฮ][^ก-ฮ]*){9}/.test(text)
}

/** A pattern, and the same for texts typed without tone marks. */
function forgiving(pattern: RegExp): (text: string) => boolean {
  const loose = withoutTones(pattern)
  return (text) => pattern.test(text) || (isToneless(text) && loose.test(text))
}

/**
 * Words that staff use, by what they mean. All patterns read L1 text (`normalise`) in which items, addresses, units and
 * the like are already masked. They add to what the classifier sees; they decide nothing alone.
 */
const meanings: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['pending', /ค้าง|เหลือ|ยัง(?:ไม่|บ่|มิ)|ยังขาด|ตกหล่น|ตกข้อ|pending|ติดข้อ|ยังติด|เคลียร์|ยังว่าง|ยังมีข้อ|เป็นศูนย์|ยังต้อง/],
  ['not-yet', /ยัง(?:ไม่|บ่|มิ)/],
  ['which-item', /(?:ข้อ|อัน|ตัว|รายการ)(?:ที่)?(?:ไหน|ใด|อะไร|ไร|ได)|(?:ข้อ|อัน)(?:มั่ง|บ้าง)/],
  ['count-items', /(?:กี่|จัก)\s*(?:ข้อ|อัน|รายการ|ตัว)|จำนวนข้อ|จำนวนรายการ|นับ/],
  ['count-cases', /กี่\s*(?:เรื่อง|ราย|เคส|คำถาม)|จำนวน(?:เรื่อง|คำถาม|ข้อร้อง)|ยอด(?:เรื่อง|ร้อง)/],
  ['how-many', /กี่|เท่า(?:ไร|ไหร่|ไหร|ใด|ไร่)|จำนวน|จัก(?=ข้อ|เรื่อง|คน)/],
  ['who', /ใคร|ผู้ใด|คนไหน|เจ้าภาพ|ผู้รับผิดชอบ|เจ้าของ|owner/],
  ['when', /เมื่อ(?:ไร|ไหร่|ไหร|ใด)|วันไหน|ตอนไหน|วันสุดท้าย/],
  ['how', /ยังไง|อย่างไร|ยังงัย|(?<!เป็น)ไง|how|ทำไม/],
  ['what', /อะไร|(?<!อะ|เท่า|เป็น|อย่าง)ไร(?!่)|สิ่งใด|what|หยัง/],
  ['some', /บ้าง|มั่ง/],
  ['how-is', /เป็น(?:ยัง|อย่าง)?ไร|เป็น(?:ยัง)?ไง|ถึงไหน|ว่าไง|ไปถึง|สถานะ|status|คืบหน้า|เป็นจั่งใด|ขั้นไหน|ขั้นตอน(?:ใด|ไหน)/],
  ['yes-no', /ไหม|มั้ย|หรือ(?:ยัง|เปล่า|ไม่)|รึ(?:ยัง|เปล่า|ป่าว)|ป่าว|ยัง(?:\s|$|คะ|ค่ะ|ครับ|คับ|อะ|อ่ะ|อ่า|งับ)/],
  ['show', /ขอดู|ขอ(?:ทราบ|รายการ|ลิส|list|รายชื่อ)|อยาก(?:รู้|ทราบ|ดู)|เช็[คก]|ช่วยดู|ดู(?:หน่อย|ให้)|แสดง|เปิดดู|บอก(?:หน่อย)/],
  [
    'mine',
    /(?:ของ|งาน|ข้อ|ส่วน|ชื่อ|task)(?:ใน)?(?:ความรับผิดชอบ)?(?:ของ)?(?:ที่)?(?:ผม|หนู|ฉัน|ดิฉัน|เรา|พี่|กระผม|ข้าพเจ้า|ข้อย|เค้า|ตัวเอง|กู|my)|my|ตัวเอง|(?:ผม|หนู|ฉัน|เรา|ข้าพเจ้า)(?:ต้อง|รับ|ดูแล|มี|เหลือ|ได้รับ|ถือ)|(?:ให้|มอบ)(?:ผม|หนู|ฉัน|ดิฉัน)|ในมือ/,
  ],
  ['duty', /รับผิดชอบ|ดูแล|หน้าที่|ได้รับมอบ|มอบหมาย|ภารกิจ|ถืออยู่|ต้อง(?:ทำ|ดำเนินการ|ส่ง|รายงาน)/],
  [
    'summary',
    /สรุป|ภาพรวม|โดยรวม|ทั้งหมด|ความคืบหน้า|ความก้าวหน้า|progress|overview|dashboard|รวมๆ|เปอร์|เปอ(?=แล้ว|ละ)|ร้อยละ|%|สถานการณ์/,
  ],
  [
    'late',
    /เกิน(?:กำหนด|เวลา|deadline|เดดไลน์|วัน)|เลย(?:กำหนด|เวลา|เส้น|เดด|dead|วัน)|ล่าช้า|(?<!เที่ยว)ช้า(?!ง)|พ้นกำหนด|หมดเขต|เลท|ไม่ทัน|overdue|late|เสี่ยง|เส้นตาย/,
  ],
  ['due', /กำหนด|เดดไลน์|dead\s?line|ใกล้(?:ถึง|ครบ|หมด|จะ)|หมดเวลา|ภายใน(?:อาทิตย์|สัปดาห์|วัน|เดือน)|ครบกำหนด/],
  [
    'unit-wise',
    /(?:ราย|แต่ละ|แยก(?:ตาม|เป็น)?|แบ่งตาม|ทุก|จำแนกตาม|รายสำนัก)(?:ราย)?(?:กอง|ส่วน|หน่วย|ส่วนราชการ|สำนัก)|กอง(?:ไหน|ใด|อื่น)|หน่วยงาน(?:ไหน|ใด)|เทียบ/,
  ],
  ['sub-wise', /ตัวชี้วัด|sub\s?indicator|ตัวย่อย/],
  [
    'approve',
    /ผ่าน(?!มา|ไลน์|แอป|ทาง|ไปทาง)|อนุมัติ|เห็นชอบ|รับรอง|approve|โอเค|(?<![a-z])ok(?:ay)?(?![a-z])|ใช้ได้|ถูกต้อง|เห็นควร|เห็นด้วย|confirm|pass|ยืนยัน|ไม่มีปัญหา|ตามเสนอ/,
  ],
  [
    'return',
    /ตีกลับ|(?:ส่ง|เอา|ขอ)คืน|ส่งกลับ|แก้|ปรับปรุง|ทำ(?:มา)?ใหม่|ส่ง(?:มา)?ใหม่|reject|return|ไม่(?:ให้)?ผ่าน|ไม่อนุมัติ|ไม่เห็นชอบ|ทบทวน|เฮ็ดใหม่|เอากลับ|ใหม่มา/,
  ],
  ['fault', /ผิด|ขาด|เก่า|เสีย|ไม่(?:ครบ|ถูก|ชัด|ตรง|ได้|ใช่|โอเค|เป็นไป|มี)|ใช้ไม่ได้|เปิดไม่|เข้าไม่|ปีก่อน|ปีที่แล้ว|ลายเซ็น/],
  ['question-box', /คำถาม|inbox|กล่อง|ข้อความ|ข้อสอบถาม|q&a|ticket/],
  ['public', /ชาวบ้าน|ประชาชน|ลูกบ้าน|คนถาม|ใคร(?:ถาม|ทัก|แจ้ง)|ทัก|สอบถาม|แจ้งอะไร|แจ้งไร|ถาม/],
  ['incoming', /เข้ามา|เข้าใหม่|มาใหม่|ใหม่(?:ไหม|มั้ย|บ้าง)|รอตอบ|ค้างตอบ|ยังไม่(?:ได้|มีใคร)?ตอบ|รอคำตอบ|รับเข้า/],
  ['reply', /ตอบ|reply|แจ้ง(?:กลับ|ผู้ถาม)|บอก(?:เค้า|เขา|ไป)/],
  ['saying', /ว่า|ดังนี้|:/],
  [
    'assign',
    /มอบ|โอน(?!เงิน|ค่า)|ยกให้|โยน|assign|ย้าย|ส่งต่อ|เปลี่ยน(?:ผู้|คน|เจ้าของ|.{0,14}(?:ไปให้|เป็น(?:กอง|คุณ|พี่|น้อง|ж|ц|ю)))|จ่ายงาน|แบ่ง|รับไป|กำหนดให้|ตั้งผู้|เจ้าภาพ|สั่งให้|ไปทำ|รับผิดชอบแทน/,
  ],
  ['to-somebody', /(?:ให้|ไป|ไปให้|เป็น|ไปยัง|ไปที่)\s*[цю]/],
  ['complaints', /ร้องเรียน|ร้องทุกข์|แจ้งซ่อม|คนแจ้ง|เรื่องร้อง|แจ้งไฟ/],
  ['stats', /สถิติ|ยอด|สะสม|รายเดือน|แยก(?:ตามเดือน|ประเภท)|เฉลี่ย/],
  ['score', /คะแนน|แต้ม|score|(?:อยู่|ได้)?ระดับ|เกณฑ์|weight|ผ่านดี/],
  [
    'help',
    /วิธี|ใช้(?:งาน)?(?:ยังไง|ไง|อย่างไร|ไม่เป็น)|เมนู|help|คำสั่ง|ช่วยเหลือ|คู่มือการใช้|ทำ(?:อะไร|ไร)ได้|how to|พิมพ์(?:ว่า|ยังไง|ไง|อะไร|อย่างไร)|กด(?:ตรง|อะไร|ไร)|สอน|แนะนำ(?:การ|วิธี)|สั่ง(?:งาน)?ยังไง|ช่วยอะไร|บอ[ตท]/,
  ],
  ['evidence', /แนบ|หลักฐาน|ลิ้?งก?ค?์?|ไฟล์|url|evidence|link|เอกสาร|รูป|ภาพ|อัปโหลด|upload|นำส่ง/],
  [
    'need',
    /ต้อง(?:ใส่|มี|ใช้|ทำ|แนบ|ลง|เตรียม|จัด|เอา|การ|แสดง|รายงาน|เป็น|กรอก)|องค์ประกอบ|รายละเอียด|หลักเกณฑ์|checklist|criteria|เงื่อนไข|คือ(?:อะไร|ไร|เรื่อง)|หมายถึง|หมายความ|ขั้นต่ำ|อธิบาย|ตัวอย่าง|ไม่เข้าใจ|งง/,
  ],
  ['data-year', /ปี(?:ไหน|ใด|อะไร)|ของปี|ปีงบ(?:ประมาณ)?(?:ไหน|ใด|อะไร)|รอบไหน|ช่วงเวลา/],
  [
    'first',
    /ก่อน(?:ดี|ครับ|คะ|หลัง|วะ|$)|ด่วน|เร่ง|สำคัญ|priority|คุ้ม|เริ่ม(?:จาก|ที่)|ควร|ลำดับ|รีบ|ต่อไปควร|next action|แต้มสูง|คะแนนเยอะ|คะแนนเพิ่ม|แนะนำ/,
  ],
  [
    'changed',
    /เปลี่ยนแปลง|อะไรเปลี่ยน|ไรเปลี่ยน|อัป(?:เดต|เดท)(?!ข้อ)|อัพเดท|เคลื่อนไหว|เพิ่มขึ้น|ไรใหม่|อะไรใหม่|what's new|เพิ่งเสร็จ|คืบหน้าไป/,
  ],
  ['this-week', /(?:อาทิตย์|สัปดาห์|วัน|เดือน)(?:นี้|ที่แล้ว)|เมื่อวาน|ล่าสุด|ช่วงนี้|7 วัน|ตั้งแต่/],
  [
    'review',
    /รอ(?:การ)?(?:ตรวจ|อนุมัติ|พิจารณา|สอบทาน|ผ่าน|ผม|พี่)|คิวตรวจ|ให้(?:ผม|พี่)?(?:ตรวจ|เซ็นผ่าน)|ค้างตรวจ|ส่งตรวจ|waiting|ต้องตรวจ|เสนอ(?:ขึ้น|ให้)/,
  ],
  ['returned', /(?:โดน|ถูก|ที่)(?:ตี|ส่ง|reject|คืน|ไม่)|ต้อง(?:กลับมา)?แก้|ไม่ผ่าน(?:บ้าง|มี|การตรวจ)|คืนมา/],
  [
    'history',
    /ประวัติ|ย้อน|log|timeline|ลำดับเหตุการณ์|บันทึกการ|ใครแก้|ใครเป็นคนอนุมัติ|ใครติ๊ก|กี่รอบ|เคยโดน|แก้ล่าสุด|แก้ไขล่าสุด|อัปเดตล่าสุดเมื่อ/,
  ],
  ['last-year', /ปี(?:ที่แล้ว|ก่อน|กลาย|ที่ผ่านมา|งบประมาณก่อน)|ของเดิม|ของเก่า|หลักฐานเก่า|เทียบปี|(?:ปี|ita)\s?(?:25)?6[0-9]/],
  [
    'follow',
    /(?:ล่ะ|เล่า|ละ|อะ)(?:คะ|ครับ|ค่ะ|คับ)?\s*$|ถัดไป|ต่อไป$|^(?:ขอ)?(?:อีก|ต่อ)|next|more|ดูต่อ|ดูเพิ่ม|ก่อนหน้า|ที่เหลือ|^แล้ว|^ส่วน/,
  ],
  ['measures', /มาตรการ|แนวทางยกระดับ|ประเด็น(?:ที่)?/],
  ['all', /ทั้งหมด|ทุกข้อ|ทุกกอง|หมดเลย|หมด(?:ค่ะ|ครับ|$)|รวม/],
  ['money', /บาท|เงิน|เบิก|ค่า(?!คะแนน)|งวด|งบ/],
  ['leave', /ลา(?:ป่วย|กิจ|พัก|ครึ่ง|ไป)|ใบลา|ประชุม|รถ|ข้าว|กิน|กาแฟ|ฝน|ห้อง|เซ็นแฟ้ม|แฟ้ม|หมู่(?!บ้านทั้ง)|ถนน|ไฟ(?!ล์)|น้ำ/],
  ['greeting', /สวัสดี|หวัดดี|ขอบคุณ|ขอบใจ|รับทราบ|ทราบแล้ว|โอเค|ไม่เป็นไร|ขอโทษ|สุขสันต์|ยินดี|555|thx|noted/],
]

/** What a masked L1 text speaks of, by name. */
export function findConcepts(text: string): string[] {
  return forgivingMeanings.filter(({ matches }) => matches(text)).map(({ name }) => name)
}

const forgivingMeanings = meanings.map(([name, pattern]) => ({ name, matches: forgiving(pattern) }))

/** Words by which an item is not begun yet. */
const notStarted =
  /ยัง(?:เลย|ก่อน)|ยัง(?:ไม่|มิ|บ่|ไม)(?:ค่อย)?(?:ได้|เคย|มี|ทัน)?\s*(?:เริ่ม|ทำ(?!เสร็จ)|ดำเนิน|ลงมือ|จัดทำ|จัด|แตะ|จับ|เตรียม|เฮ็ด|ลง(?!ตัว)|มี|การ|ข้อมูล|ความคืบ|ไร|อะไร|ถึงกำหนด|อัป|อัพ|ขึ้น|ส่ง|เผยแพร่|รวบรวม|เขียน|ร่าง|ประเมิน|ใครทำ)|not\s?(?:yet\s?)?start|ไม่ได้เริ่ม|(?<!ถ้า)ไม่ได้ทำ|ไม่ได้ดำเนินการ/
/** Words by which work on an item goes on. */
const inProgress =
  /กำลัง|ระหว่าง|ในขั้นตอน|ใกล้(?:จะ)?(?:เสร็จ|แล้ว|ครบ|เรียบร้อย)|เกือบ|ครึ่ง|บางส่วน|(?:(?<![ก-๎])|(?<=ж|กำลัง|ยัง|ต้อง|แต่|แล้ว|ค่ะ|ครับ|แค่|นั่ง|อยู่))รอ(?!บ|ง|ด|ตรวจ|การตรวจ|ผลตรวจ|พี่ตรวจ|ท่านตรวจ)|(?:ยัง)?(?:ทำ)?(?:ไม่|มิ|บ่)(?:ค่อย|ทัน)?(?:เสร็จ|เรียบร้อย|ครบ|สมบูรณ์|แล้วเสร็จ|แล้ว|จบ)|(?<!\d)\d{1,2}\s?(?:%|เปอร์)|(?:เพิ่ง|พึ่ง|แค่)เริ่ม|เริ่ม(?:ทำ|ดำเนิน|แล้ว)|อีกนิด|(?:อาทิตย์|สัปดาห์|เดือน|วันจันทร์)หน้า|มะรืน|(?:ทำ|ดำเนินการ|เฮ็ด|แก้|รวบรวม|จัดทำ|ร่าง|ปั่น|เร่ง)(?:ให้)?อยู่|in\s?progress|on\s?process|processing|(?<![a-z])wip(?![a-z])|doing|(?:จะ|คง)(?:ส่ง|เสร็จ|แล้ว|ลง|ทำ|เรียบร้อย|ครบ)|เหลือ(?:อีก|แค่|สแกน|ใส่|ขั้น|รูป|ลง|ส่ง|เซ็น|นิด|เก็บ|เดือน)|ขาด(?:อีก|แค่|ภาพ|รูป|ลาย)|ขอเวลา|อยู่ที่(?:ผม|นายก|ปลัด|ท่าน)|เสนอ(?:นายก|ปลัด|เซ็น)|พรุ่งนี้(?:เสร็จ|ส่ง|ลง|น่าจะ)/
/** Words by which an item is finished. */
const done =
  /เสร็จ|เสด|เส็ด|เส็จ|เรียบร้อย|เรียบร้อน|เรียบรอย|ครบ(?!กำหนด|ไหม)|สมบูรณ์|(?<![a-z])(?:done|finish(?:ed)?|completed?)(?![a-z])|(?<!ที่)(?:แล้ว|แร้ว|แย้ว|แล้)|แระ|(?:ทำ|ลง|ส่ง|อัป|อัพ|เสร็จ)ละ|จบ|ปิดได้|ปิดงาน|ปิดข้อ|ตามลิงก์/

const isNotStarted = forgiving(notStarted)
const isInProgress = forgiving(inProgress)
const isDone = forgiving(done)

export type Status = 'done' | 'in_progress' | 'not_started'

/**
 * The state that a statement gives to an item; undefined when it names none. L1 text with masked slots goes in. A
 * negation wins over everything, then work that goes on, then done: nothing unfinished is ever read as done.
 */
export function findStatus(text: string): Status | undefined {
  const target = /(?:เป็น|->|=>)\s*(?=ยังไม่|กำลัง|อยู่ระหว่าง|เสร็จ|ดำเนินการ|done|in progress)(.+)$/.exec(text)?.[1] ?? text
  const begun = /(?:เสร็จ|เรียบร้อย|ครบ|(?:ทำ|ลง|ส่ง|จัด|ร่าง)(?:ไป)?แล้ว)/.test(
    target.replace(/(?:ไม่|มิ|บ่)(?:ได้|ทัน|ค่อย)?\s*(?:ทำ)?(?:แล้ว)?(?:เสร็จ|เรียบร้อย|ครบ)/g, ''),
  )
  if (isNotStarted(target)) return begun ? 'in_progress' : 'not_started'
  if (isInProgress(target)) return 'in_progress'
  if (refuses(target) && !/แล้ว.{0,12}ไม่มี|ไม่มี(?:การ|เรื่อง|ผู้|ใคร|ข้อร้อง).{0,30}แล้ว/.test(target)) return undefined
  return isDone(target) ? 'done' : undefined
}

/** A refusal in form only: nothing is wrong, nothing to change. */
const harmless =
  /ไม่(?:เป็นไร|มีปัญหา|ขัดข้อง|ติดอะไร|ติดขัด|มีข้อ(?:แก้ไข|สังเกต|ขัดข้อง|ทักท้วง)|มีอะไร(?:ต้อง)?(?:แก้|เพิ่ม|ติด)?(?:ไข)?|ต้องแก้(?:ไข)?(?:แล้ว|อะไร)?|มีแก้(?:ไข)?|เกิน|นาน|กี่)/g
const refusal =
  /ไม่(?!้|๊)|(?<![ก-ฮ])มิ(?:ได้|ให้|ควร)|ยังมิ|(?<![ก-๎])บ่(?=[ก-ฮเแโไใa-z])|ยังบ่|อย่า(?!ง)|ห้าม|ยกเลิก|ระงับ|ชะลอ|(?<![a-z])(?:not|don'?t|no)(?![a-z])|เพิ่ง(?=ผ่าน|อนุมัติ)|ยัง(?:ก่อน|นะ)|ขอดูก่อน|รอก่อน|เดี๋ยวก่อน/

/** A text without its harmless refusals, which would look like faults: ไม่มีข้อแก้ไข อนุมัติ is all praise. */
export function dropHarmless(text: string): string {
  return text.replace(harmless, (found) => (/แก้|ติด|ปัญหา|ขัด|สังเกต|ทักท้วง|เพิ่ม/.test(found) ? ' ใช้ได้ ' : found))
}

const isRefusal = forgiving(refusal)

/** Whether a statement refuses or denies something that matters (ไม่ผ่าน, ยังไม่เสร็จ, อย่าเพิ่งอนุมัติ). L1 text. */
export function refuses(text: string): boolean {
  return isRefusal(text.replace(harmless, ' '))
}

/** Words of asking that ask nothing: ไม่มีอะไร, ใครก็ได้. */
const rhetorical =
  /(?:ไม่|บ่|มิ)(?:ได้|มี|ต้อง|ติด|เห็น|รู้)?(?:ทำ|แก้|แตะ|ต้อง)*\s*(?:อะไร|ไร|ใคร)(?!บ้าง|มั่ง)|ไม่เป็นไร|(?:ใคร|ไหน|อะไร|เมื่อไหร่|ยังไง)ก็|ผ้าไหม/g
const end = '(?:\\s|คะ|ค่ะ|ครับ|คับ|อะ|อ่ะ|อ่า|งับ|จ๊ะ|จ้ะ|จ้า|น้อ|เนี่ย|วะ|ว่ะ|พี่|นะ|ฮะ|ค่า|คร้าบ|เอ่ย|ล่ะ|$)'
const question = new RegExp(
  [
    '\\?',
    'ไหม(?!พรม)|มั้ย|มั๊ย|ไม๊|ใหม(?!่)',
    `(?:ม่าย|มัย|ไหม|มะ|ป่ะ|ปะ|ป่าว|ป้ะ|เป่า)${end}`,
    '(?:หรือ|รึ|เหรอ|หรอ)\\s*(?:ยัง|เปล่า|ป่าว|ไม่|ปล่าว)|เหรอ|(?<!จะ)หรอ|หรือ(?:ผ่าน|โดน|ตี|เสร็จ|ทำ|ส่ง|กำลัง|อนุมัติ)|(?:ผ่าน|เสร็จ|ทำ|ส่ง|ได้)(?:หรือ)?ไม่(?:ผ่าน|เสร็จ|ทำ|ส่ง|ได้)\\s*$|ใช่(?:ไหม|มั้ย|ป่าว|ปะ)',
    '(?<=แล้ว|เสร็จ|ส่ง|ทำ|ลง|ผ่าน|ได้|ครบ|เรียบร้อย|อัป|อัพ|เข้า|ขึ้น|ตรวจ|ออก|ж|done)ยัง(?!ไม่|มี|คง|เหลือ|ขาด|ไง|บ่|มิ|ต้อง|อยู่|ไม|ใช้|เปิด|ผิด|เป็น|ติด)',
    `ยัง${end}*$`,
    'อะไร|(?<!อะ|เท่า|เป็น|อย่าง)ไร(?!่)(?=บ้าง|มั่ง|อะ|อ่|แล้ว|ละ|วะ|ดี|คะ|ค่ะ|ครับ|คับ|ไป|ได้|เพิ่ม|ใหม่|เปลี่ยน|\\s|$)|หยัง',
    'ไหน(?!ๆ)|(?<=ข้อ|กอง|ผู้|เรื่อง|รายการ|หน่วยงาน|ราชการ|เมื่อ|เพียง|เท่า|อย่าง|ระดับ|ขั้นตอน|วัน|ประมาณ|เวลา|เอกสาร|ข้อมูล|ประการ|อัน|องค์ประกอบ|ที่|ปี|คือ|ลำดับ|อะไร)ใด(?! ?(?:ๆ|ก็))|ใคร(?!ก็)',
    'เมื่อ(?:ไร|ไหร่|ไหร)|กี่(?!ยว)|เท่า(?:ไร|ไหร่|ไหร|ไร่)|ยังไง|ยังงัย|อย่างไร|จักข้อ|จักเรื่อง|จั่งใด',
    `(?<!ยัง)ไง(?=บ้าง|มั่ง|ดี|ถึง|แล้ว|ละ|วะ|ต่อ|ให้|จะ|กัน|ก่อน|${end.slice(3, -1)})|ทำไม(?!่)|เพราะ(?:อะไร|เหตุใด)`,
    // Who doubts asks; who is sure by now tells.
    '(?<!มั่น)แน่ใจ(?!แล้ว)|สงสัยว่า|จริงดิ|ใช่(?:มะ|ปะ|ป่ะ)',
    `(?:หรือ|รึ)${end}*$|ล่ะ(?:คะ|ครับ|ค่ะ|คับ)?\\s*$|เล่า(?:คะ|ครับ)?\\s*$|แน\\s*$|ดี(?:คะ|ครับ|ไหม)`,
    '(?<![a-z])(?:what|who|when|why|which|how)(?![a-z-])',
  ].join('|'),
)

const isQuestion = forgiving(question)

/** The consonants of a text, without those that are silenced: what slips of vowels and tones leave in place. */
function consonants(text: string): string {
  return text.replace(/[ก-ฮ][ิุ]?์/g, '').replace(/[^ก-ฮa-z0-9]/g, '')
}

/** หรือยัง, รึยัง, มั้ย at the end with slips in their vowels and tones (หืรอัยง, ครบม้ย). */
const slippedEnding = /(?:ห?รอ?ยง|หอ?ยง|[ก-ฮ]มย)(?:ครบ|คบ|ค|น|จ|อ|พ)*$/

/** Whole words with the same consonants. */
const likeSlips = /รายงาน|เรียง|เสียง|เพียง|เที่ยง|เมย์|ขโมย/g

/** Whether a text asks something. L1 text; of a reply only the part before what is to be said. */
export function asksSomething(text: string): boolean {
  const plain = text.replace(rhetorical, ' ')
  return isQuestion(plain) || slippedEnding.test(consonants(plain.replace(likeSlips, '')))
}

/** What is said as a mere offer behind a report: ถ้าขาดอะไรบอกได้เลย. It is no condition of the report. */
const offers =
  /(?:ถ้า|หาก)(?:ว่า)?(?!.*(?:ถ้า|หาก)).{0,40}(?:บอก|แจ้ง|ทัก|โทร|สอบถาม|ติดต่อ|เรียก|ถามมา|ถามได้|จะส่ง|ส่ง(?=มา|ให้|ใหม่|กลับมา))(?:ได้|เลย|มา|กลับ|ใหม่|ให้|ด้วย|หน่อย|อีกที|อีกครั้ง|ทันที|ที|พี่|ผม|หนู|ฉัน|เรา|กัน|นะ|น้า|ค่ะ|คะ|ค่า|ครับ|คับ|จ้า|จ้ะ|\s)*$/

/** A text without an offer at its end. What is only an offer stays as it is. */
export function dropOffers(text: string): string {
  const short = text.replace(offers, ' ')
  return verdictOrState(short) ? short : text
}

// Without its tone only as a word of its own: it stands in สถานะ as well.
const conditions = /ถ้า|(?<![ก-๎])(?:ถา(?=\s|[ก-ฮ]{2})|หาก)|หากว่า|สมมติ|สมมุติ|เผื่อว่า|เกิดว่า|ต่อเมื่อ/
/** Words before a state that make it a wish, a guess, an expectation or a belief. */
const unreal = new RegExp(
  [
    'น่าจะ|(?<![ก-ฮ])อาจ(?!าร)|คาดว่า|คาดการณ์|เดาว่า|ท่าจะ|เหมือน(?:จะ|ว่า)|ดูเหมือน|ดูท่า|กะว่า|กะจะ|ตั้งใจ(?:ว่า)?จะ|ไม่(?:แน่ใจ|มั่นใจ|รู้)ว่า',
    'เดี๋ยว(?=.{0,20}(?:เสร็จ|ผ่าน|เรียบร้อย|ครบ))|ไม่นาน(?=.{0,20}(?:เสร็จ|ผ่าน|เรียบร้อย))|ใกล้(?:จะ)?(?:ได้)?(?=ผ่าน)|(?<!บอก|แจ้ง|รับปาก)ว่าจะ',
    'คง(?:จะ|ต้อง)?(?=\\s*(?:ไม่|ยัง|เสร็จ|แล้วเสร็จ|ผ่าน|เรียบร้อย|ได้|ใช้|ครบ|โอเค|ok|ส่ง|ลง|อนุมัติ|ทำ|ทัน))',
    '(?:นึก|คิด|เข้าใจ|เชื่อ|หลงคิด|หลงเข้าใจ|เข้าใจผิด|รู้สึก|จำได้|ฝัน|ได้ยิน|ได้ข่าว)(?:มา|ไป(?:เอง)?|เอา(?:เอง)?)?ว่า',
    // A wish that something be done, not a wish to report it or that it be given back.
    '(?:อยาก(?:ให้|จะ|ได้|เห็น)|ต้องการให้)(?!.{0,12}(?:แจ้ง|รายงาน|บอก|อัปเดต|แก้|ตีกลับ|ส่งกลับ|ส่งคืน|มอบ|โอน|ย้าย))(?=.{0,40}(?:เสร็จ|ผ่าน|เรียบร้อย|ครบ|อนุมัติ|ใช้ได้|โอเค|แล้ว|done))',
    'หวัง(?:ว่า|ให้|จะ)|ลุ้น|ภาวนา|ขอให้(?=\\s*ж|.{0,30}เสร็จ)',
  ].join('|'),
)
/** Words behind a statement that make it a guess. */
const guessed = /(?:ล่ะ|ละ|แล้ว|แหละ|\s)?(?:มั้ง|มั๊ง|ม้ัง|ม้าง|กระมัง)(?!คั่ง)|ไม่(?:ค่อย)?(?:แน่ใจ|มั่นใจ|ชัวร์)(?!ว่า)|มั้งนะ/

const verdict = /ผ่าน(?!มา|ไลน์|แอป|ทาง)|อนุมัติ|เห็นชอบ|รับรอง|ตีกลับ|ตีคืน|ส่งกลับ|ส่งคืน|แก้|ใช้ได้|มอบ|โอน/

function verdictOrState(text: string): boolean {
  return verdict.test(text) || findStatus(text) !== undefined
}

/**
 * Whether a text only supposes what it says: a condition, a wish, a guess, an expectation or a belief, none of which is a
 * report. Where a state or a verdict was told before, the guess is about something else ("กำลังทำ น่าจะเสร็จพรุ่งนี้"). L1 text.
 */
export function supposes(text: string): boolean {
  const plain = dropOffers(text)
  if (conditions.test(plain) || isGuessed(plain)) return true
  const at = plain.search(isToneless(plain) ? tonelessUnreal : unreal)
  return at >= 0 && !verdictOrState(plain.slice(0, at))
}

const tonelessUnreal = withoutTones(unreal)
const isGuessed = forgiving(guessed)

/** Who is to be told is a unit, a person, or a short word between the verb and what they are to do. */
const nudges = new RegExp(
  [
    '(?:บอก|แจ้ง|สั่ง|เตือน|ทวง|กำชับ|จี้|กระตุ้น|สะกิด|ตาม|เร่ง|โทรหา|โทรบอก|โทรตาม)\\s*[^\\s]{0,24}?\\s*[ж\\s]*(?:ให้|ว่า)\\s*(?:ช่วย)?\\s*(?:รีบ|เร่ง|ด่วน|เร็ว|อย่าลืม|ทำ|ส่ง|ดู(?!แล)|เช็[คก]|จัดการ|ดำเนินการ|แก้)',
    '(?:เตือน|ทวง|กำชับ|จี้|กระตุ้น|สะกิด|เร่ง|ตาม)(?:งาน|เรื่อง|ข้อ|ж|จาก|กับ|ที่|ให้|\\s)*[цю]',
    'ให้\\s*(?:[цю]|(?!ผ่าน)[^\\sж]{2,14}?)\\s*(?:ช่วย|รีบ|เร่ง)+\\s*(?:ดู(?!แล)|เช็[คก]|ทำ|ส่ง|แก้|จัดการ|ตาม|ดำเนินการ|เสร็จ|ж)',
  ].join('|'),
)
const givesOver =
  /มอบ|โอน|ย้าย|ยกให้|assign|จ่ายงาน|รับผิดชอบ|ดูแล|เจ้าของ|รับไป|ส่งต่อ|เปลี่ยน|แทน|ตีกลับ|ตีคืน|ส่งกลับ|ส่งคืน|ไม่ผ่าน|ไม่อนุมัติ|ใคร|ไหน|อะไร|กี่/

/**
 * Whether somebody is to be reminded or hurried ("บอกกองช่างให้รีบทำ", "ให้กองคลังช่วยดู O16 หน่อย"). That gives the item to nobody;
 * giving it needs words of giving. A report that ends so stays a report. L1 text with masked slots.
 */
export function hurries(text: string): boolean {
  if (givesOver.test(text)) return false
  const at = text.search(nudges)
  return at >= 0 && findStatus(text.slice(0, at)) === undefined
}
