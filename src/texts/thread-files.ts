/** Sentences of the page on which staff see what came with a thread. */
export const threadFiles = {
  title: (number: string) => `ไฟล์แนบของเรื่อง ${number}`,
  care: 'เป็นข้อมูลส่วนบุคคลของผู้ถาม ใช้เพื่อตอบเรื่องนี้เท่านั้น อย่าส่งต่อ',
  none: 'ไม่มีไฟล์แล้ว',
  notYet: 'ไฟล์นี้ยังโหลดไม่เสร็จ เปิดหน้านี้ใหม่ในอีกสักครู่',
  byStaff: 'จากเจ้าหน้าที่',
  byAsker: 'จากผู้ถาม',
  kinds: { image: 'รูปภาพ', video: 'วิดีโอ', audio: 'เสียง', file: 'ไฟล์' },
  download: 'เปิดหรือบันทึกไฟล์',
}
