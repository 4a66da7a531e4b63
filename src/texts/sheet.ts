import type { Voice } from './th.ts'

const particles = {
  female: { e: 'ค่ะ', n: 'นะคะ' },
  male: { e: 'ครับ', n: 'นะครับ' },
  none: { e: '', n: '' },
} as const

/** Headings of the exported sheet; the importer knows them again. */
const headings = [
  'ข้อ',
  'รายการ',
  'หน่วยงานที่รับผิดชอบ',
  'สถานะ',
  'มี/ไม่มี',
  'ลิงก์หลักฐาน',
  'หน้าแรกของเว็บไซต์',
  'คำอธิบายเส้นทางเมนู',
  'หมายเหตุความก้าวหน้า',
  'ครบกำหนด',
  'ผลตรวจลิงก์',
] as const

/** What is said about an agency's own sheet on its way in and out. */
function createTexts(voice: Voice) {
  const { e, n } = particles[voice]
  return {
    headings,
    present: 'มี',
    absent: 'ไม่มี',
    faults: {
      'no-headings': `ไม่พบหัวตาราง${e} แถวหัวตารางต้องมีช่อง “ข้อ” และอย่างน้อยหนึ่งช่องจาก หน่วยงาน สถานะ ลิงก์ หมายเหตุ`,
      'no-rows': `ใต้หัวตารางไม่มีข้อที่ระบบรู้จัก${e} ช่อง “ข้อ” ต้องเป็นเลขข้อ เช่น O1 หรือ 1`,
      'too-many-rows': `ตารางยาวเกิน 2,000 แถว${e} ส่งเฉพาะตารางของข้อ OIT`,
      unreadable: `เปิดไฟล์นี้ไม่ได้${e} บันทึกใหม่เป็น Excel หรือ CSV แล้วส่งอีกครั้ง${n}`,
    },
    mistakes: {
      'unknown-code': (row: string, cell: string) => `แถว ${row}: ไม่มีข้อ “${cell}” ในปีนี้`,
      'unknown-unit': (row: string, cell: string) => `แถว ${row}: ไม่รู้จักหน่วยงาน “${cell}”`,
      'unknown-status': (row: string, cell: string) => `แถว ${row}: ไม่เข้าใจสถานะ “${cell}”`,
      'bad-link': (row: string, cell: string) => `แถว ${row}: “${cell}” ไม่ใช่ที่อยู่เว็บ`,
      'bad-date': (row: string, cell: string) => `แถว ${row}: “${cell}” ไม่ใช่วันที่`,
      'two-states': (row: string, cell: string) => `แถว ${row}: ข้อเดียวกันมีสองสถานะ (“${cell}”)`,
      'needs-reason': (row: string, cell: string) => `แถว ${row}: “${cell}” ต้องมีเหตุผลในช่องหมายเหตุ`,
    },
    mistakesFound: (count: string) => `พบ ${count} แถวที่ต้องแก้${e} ยังไม่มีอะไรเปลี่ยน แก้ในไฟล์แล้วส่งใหม่${n}`,
    andMore: (count: string) => `และอีก ${count} แถว`,
    nothingNew: (count: string) => `ตารางนี้ตรงกับในระบบแล้วทั้ง ${count} ข้อ${e} ไม่มีอะไรต้องเปลี่ยน`,
    previewTitle: (count: string, edition: string) => `ตารางนี้จะเปลี่ยน ${count} ข้อ ปี ${edition}`,
    previewSame: (count: string) => `อีก ${count} ข้อตรงกับในระบบแล้ว`,
    unapproved: (codes: string) => `${codes} เขียนว่าผ่านแล้ว แต่ต้องมีผู้ตรวจคนที่สอง จึงนำเข้าเป็นรอตรวจ`,
    wrongPages: (codes: string) => `ลิงก์ของ ${codes} ยังใช้เป็นหลักฐานไม่ได้ (ไม่ใช่เว็บไซต์ของหน่วยงาน) นำเข้าไว้ก่อน แล้วแก้ทีหลัง`,
    pagesAdded: (count: string) => `ลิงก์ ${count}`,
    unitsSet: (units: string) => `หน่วยงาน ${units}`,
    noteSet: 'หมายเหตุ',
    dueSet: (day: string) => `ครบกำหนด ${day}`,
    importIt: 'นำเข้า',
    leaveIt: 'ไม่นำเข้า',
    imported: (count: string) => `นำเข้าแล้ว ${count} ข้อ${e}`,
    undo: 'เลิกทำ',
    undone: (count: string) => `คืนค่าเดิมแล้ว ${count} ข้อ${e}`,
    cannotUndo: `เลิกทำไม่ได้แล้ว${e} มีคนแก้ข้อเหล่านี้ต่อไปแล้ว หรือเลิกทำไปก่อนหน้านี้`,
    asSheet: 'นำเข้าตาราง OIT',
    asEdition: 'โหลดข้อของปีใหม่',
    yearsTitle: 'ปีประเมิน',
    year: (year: string) => `ปี ${year}`,
    inUse: 'กำลังใช้',
    loaded: 'มีในระบบ',
    shipped: 'พร้อมโหลด',
    itemCount: (count: string) => `${count} ข้อ`,
    answered: (from: string, to: string) => `ตอบ ${from} – ${to}`,
    setPeriod: 'กำหนดช่วงเวลาตอบ',
    askPeriod: (year: string) =>
      `ปี ${year} ให้ตอบข้อ OIT ตั้งแต่วันไหนถึงวันไหน พิมพ์เช่น “1 มี.ค. ${year} ถึง 30 เม.ย. ${year}” (พิมพ์ “ยกเลิก” เพื่อเลิก)`,
    noPeriod: `อ่านวันไม่ออก${e} พิมพ์วันแรกและวันสุดท้าย เช่น “1 มี.ค. ถึง 30 เม.ย.”`,
    periodKept: `ช่วงเวลาตอบยังเป็นเหมือนเดิม${e}`,
    periodWhat: (year: string) => `ช่วงเวลาตอบ ปี ${year}`,
    periodNone: 'ยังไม่กำหนด',
    periodDays: (from: string, to: string) => `${from} – ${to}`,
    periodYes: 'กำหนดตามนี้',
    periodSet: (year: string, days: string) => `บันทึกช่วงเวลาตอบของปี ${year} แล้ว${e} ${days}`,
    switchTitle: 'เปลี่ยนปีประเมิน',
    switchWhat: 'ปีที่ทำงาน',
    switchNote: (from: string) =>
      `ผู้รับผิดชอบและหน้าเว็บของปี ${from} จะยกไปให้ข้อที่เป็นเรื่องเดียวกัน หน้าที่ยกไปต้องยืนยันก่อนว่ายังใช้ได้ ข้อมูลปี ${from} ยังอยู่ครบ`,
    switchYes: 'เปลี่ยนเลย',
    switchNo: 'ยังก่อน',
    notSwitched: `ยังทำงานปีเดิม${e}`,
    alreadyInUse: (year: string) => `ตอนนี้ทำงานปี ${year} อยู่แล้ว${e}`,
    unknownYear: (year: string) => `ยังไม่มีรายการข้อของปี ${year} ในระบบ${e} ถ้ามีไฟล์ ส่งเข้ามาในแชตนี้ได้เลย`,
    switched: (year: string, count: string) =>
      `ทำงานปี ${year} แล้ว${e} ยกหน้าเว็บมา ${count} ข้อ ยืนยันว่ายังใช้ได้ หรือส่งลิงก์ใหม่ทีละข้อ`,
    switchedBare: (year: string) => `ทำงานปี ${year} แล้ว${e}`,
    backTo: (year: string) => `กลับไปปี ${year}`,
    staleList: 'หน้าที่รอยืนยัน',
    noStale: `ไม่มีหน้าที่รอยืนยัน${e}`,
    staleCount: (count: string) => `${count} ข้อมีหน้าเว็บที่ยกมาจากปีก่อน กดทีละข้อเพื่อเปิดดูและยืนยัน`,
    editionFile: (year: string, count: string) => `ไฟล์นี้เป็นรายการข้อของปี ${year} มี ${count} ข้อ`,
    editionNew: (year: string) => `ยังไม่มีปี ${year} ในระบบ โหลดแล้วจึงเลือกใช้ได้`,
    editionKnown: (year: string) => `มีปี ${year} อยู่แล้ว ชื่อข้อและองค์ประกอบจะเปลี่ยนตามไฟล์ สถานะและหลักฐานยังอยู่เหมือนเดิม`,
    editionWrong: (count: string) => `ไฟล์นี้ยังใช้เป็นรายการข้อไม่ได้ มีที่ต้องแก้ ${count} แห่ง${e} ยังไม่มีอะไรเปลี่ยน`,
    editionNone: `ไฟล์นี้ไม่ใช่รายการข้อของปีประเมิน${e}`,
    load: 'โหลด',
    loadedNow: (year: string, added: string, kept: string) => `โหลดปี ${year} แล้ว${e} เพิ่ม ${added} ข้อ ปรับ ${kept} ข้อ`,
    useYear: (year: string) => `ใช้ปี ${year}`,
    notImported: `ไม่นำเข้า ทุกข้อยังเหมือนเดิม${e}`,
    changedSince: `มีคนแก้รายการหลังจากดูตัวอย่าง${e} นี่คือตัวอย่างใหม่`,
    fileGone: `ไฟล์นี้ไม่อยู่แล้ว${e} ส่งใหม่อีกครั้ง${n}`,
    fileComing: `กำลังรับไฟล์${e} รอสักครู่แล้วกดอีกครั้ง${n}`,
    adminsOnly: `ส่วนนี้สำหรับผู้ดูแลระบบ${e}`,
    download: 'ดาวน์โหลดตาราง',
    downloadReady: `ตารางพร้อมแล้ว${e} กดปุ่มเพื่อเปิดหน้าดาวน์โหลด ลิงก์นี้เปิดได้ครั้งเดียว`,
  }
}

/** The page on which the sheet of an edition waits. */
export const sheetPage = {
  title: 'ตารางข้อ OIT ปี',
  lead: 'มีทุกข้อพร้อมสถานะ ลิงก์หลักฐาน และคำอธิบาย คัดลอกไปวางในระบบของ ป.ป.ช. ได้ แก้ในตารางแล้วส่งไฟล์กลับเข้า LINE ได้ด้วย',
  excel: 'ดาวน์โหลดเป็นตารางคำนวณ',
  csv: 'ดาวน์โหลดเป็นข้อความคั่นจุลภาค',
  fileName: (edition: string) => `รายการ OIT ปี ${edition}`,
} as const

export type SheetSentences = ReturnType<typeof createTexts>

export const sheetTextsFor: Record<Voice, SheetSentences> = {
  female: createTexts('female'),
  male: createTexts('male'),
  none: createTexts('none'),
}
