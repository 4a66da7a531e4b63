/** The polite endings of a voice: of a statement, of a question, of a request. */
export type Particles = { readonly e: string; readonly q: string; readonly n: string }

/**
 * What everybody is reminded with, whatever waits: the same letters for an item, a question or a protected report. No
 * particle, so that it is the same in every voice.
 */
export const neutralReminder = 'มีเรื่องรอดำเนินการ'
const seeMatters = 'ดูเรื่องที่รอ'

/** What staff are told by the clock, and how they say how they want to be told. */
export function noticeTexts({ e, n }: Particles) {
  return {
    reminder: neutralReminder,
    seeMatters,
    count: (count: string) => `รอท่าน ${count} เรื่อง`,
    parts: (parts: string) => `: ${parts}`,
    kinds: {
      late: 'เกินกำหนดตอบ',
      'due-today': 'ครบกำหนดวันนี้',
      'sent-back': 'ตีกลับ',
      overdue: 'เกินกำหนด',
      'due-soon': 'ใกล้ครบกำหนด',
      review: 'รอตรวจ',
      new: 'เรื่องใหม่',
      'look-again': 'ถึงกำหนดทบทวน',
    },
    knowledge: {
      due: (count: string) => `คำตอบในคลัง ${count} เรื่อง`,
      proposals: (count: string) => `คำตอบใหม่ที่รออนุมัติ ${count} เรื่อง`,
    },
    question: (number: string) => `คำถาม ${number}`,
    request: (number: string) => `เรื่องแจ้ง ${number}`,
    reviews: (count: string) => `ข้อที่รอตรวจ ${count} ข้อ`,
    dueBy: (when: string) => `ครบกำหนด${when}`,
    dueWas: (when: string) => `ครบกำหนดไปแล้วเมื่อ${when}`,
    more: (count: string) => `และอีก ${count} เรื่อง`,
    inbox: 'กล่องคำถาม',
    mine: 'ข้อของฉัน',
    howTold: 'การแจ้งเตือน',
    nothing: `ไม่มีเรื่องค้างในแชตนี้${e} ถ้ามีหน้าเจ้าหน้าที่ให้เปิดดูที่หน้านั้นด้วย`,
    all: (when: string) => `จะบอกเรื่องใหม่ในวันและเวลาทำการ และสรุปให้ตอน ${when} ของวันทำการ${e} ไม่มีข้อความตอนกลางคืนและวันหยุด`,
    digest: (when: string) => `จะสรุปเรื่องที่รอให้วันละครั้ง ตอน ${when} เฉพาะวันทำการ${e} วันที่ไม่มีเรื่องใหม่จะไม่ส่ง`,
    none: `ปิดการแจ้งเตือนแล้ว${e} ดูเรื่องที่รอได้ทุกเมื่อ พิมพ์ “${seeMatters}” เรื่องที่ระเบียบกำหนดเวลาไว้ยังแจ้งอยู่`,
    atNight: (from: string, until: string) =>
      `ตั้งเวลาได้ตั้งแต่ ${from} ถึง ${until} เท่านั้น${e} ไม่ส่งข้อความตอนกลางคืน พิมพ์เวลาใหม่ได้เลย${n}`,
    whatTime: `ให้สรุปตอนกี่โมง${n} พิมพ์เช่น “แจ้งเตือนตอน 9 โมง”`,
    tellAll: 'แจ้งเตือนทันที',
    tellDaily: 'แจ้งเตือนวันละครั้ง',
    tellAtNine: 'แจ้งเตือนตอน 9 โมง',
    tellNone: 'ไม่ต้องแจ้งเตือน',
    weekly: `สรุปประจำสัปดาห์${e}`,
  }
}
