import type { Voice } from './th.ts'

const particles = {
  female: { e: 'ค่ะ', n: 'นะคะ' },
  male: { e: 'ครับ', n: 'นะครับ' },
  none: { e: '', n: '' },
} as const

function createTexts(voice: Voice) {
  const { e } = particles[voice]
  return {
    title: 'ขอสำเนาข้อมูลของท่าน',
    what: 'คำถาม เรื่องที่แจ้ง คำตอบ คะแนน และรูปที่ท่านส่งให้เจ้าหน้าที่ รวมเป็นไฟล์เดียว',
    note: 'ลิงก์ใช้ได้ครั้งเดียวภายใน 15 นาที อย่าส่งต่อให้ผู้อื่น',
    yes: 'ขอไฟล์',
    no: 'ไม่ต้องแล้ว',
    ready: `เตรียมไฟล์แล้ว${e} กดปุ่มเพื่อเปิดหน้าและบันทึกไฟล์ภายใน 15 นาที`,
    open: 'เปิดหน้ารับไฟล์',
    dropped: `ไม่ทำไฟล์แล้ว${e} ข้อมูลของท่านยังอยู่เหมือนเดิม`,
  }
}

/** What is said in the chat to somebody who wants a copy of what is kept of them. */
export const personalCopyTextsFor: Record<Voice, ReturnType<typeof createTexts>> = {
  female: createTexts('female'),
  male: createTexts('male'),
  none: createTexts('none'),
}

/** What stands on the page and in the file. */
export const personalCopy = {
  pageTitle: 'รับสำเนาข้อมูลของท่าน',
  lead: 'กดปุ่มเพื่อบันทึกไฟล์ ลิงก์นี้ใช้ได้ครั้งเดียว ถ้าใช้เครื่องของผู้อื่น ลบไฟล์หลังอ่าน',
  button: 'บันทึกไฟล์',
  overTitle: 'ลิงก์หมดอายุหรือถูกใช้ไปแล้ว',
  over: 'กลับไปที่แชต LINE แล้วพิมพ์ “ขอสำเนาข้อมูล” เพื่อขอลิงก์ใหม่',
  fileName: 'ข้อมูลของฉัน',
  heading: (agency: string) => `ข้อมูลของท่านที่${agency}เก็บไว้`,
  madeAt: (when: string) => `ทำสำเนาเมื่อ ${when}`,
  account: 'บัญชี',
  firstSeen: 'ติดต่อครั้งแรก',
  noticeSeen: 'เห็นประกาศความเป็นส่วนตัวเมื่อ',
  lineId: 'รหัสบัญชี LINE ที่ระบบใช้ส่งข้อความถึงท่าน',
  staffSince: 'ลงทะเบียนเป็นเจ้าหน้าที่',
  threads: 'คำถามและเรื่องที่แจ้ง',
  none: 'ไม่มี',
  you: 'ท่าน',
  opened: 'เปิดเรื่องเมื่อ',
  unit: 'หน่วยงานที่ดูแล',
  rating: 'คะแนนที่ท่านให้',
  comment: 'ความเห็นของท่าน',
  files: 'รูปและไฟล์',
  file: (type: string, size: string, when: string) => `${type} ขนาด ${size} กิโลไบต์ ส่งเมื่อ ${when}`,
  fileAtAgency: 'ไฟล์นี้ใหญ่เกินกว่าจะใส่ในสำเนา ขอรับได้ที่หน่วยงาน',
  notHere: 'ไม่มีอยู่ในนี้: ข้อความที่ระบบตอบได้เอง (ไม่ได้เก็บ) และเรื่องที่แจ้งทางช่องทางปกปิดตัวตน (ไม่ผูกกับบัญชี LINE)',
}
