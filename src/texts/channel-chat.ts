import type { Particles } from './score.ts'

/** What the chat says to staff about the pages of the protected channel. Nothing of any case is ever said there. */
export function channelChatTexts({ e, n }: Particles) {
  return {
    entryTitle: 'หน้าเจ้าหน้าที่รับเรื่อง',
    entryAbout: `ลิงก์นี้ใช้ได้ 5 นาที ครั้งเดียว เฉพาะท่าน อย่าส่งต่อ${n} เรื่องที่แจ้งเปิดอ่านได้ด้วยรหัสผ่านของท่านเท่านั้น`,
    entryAboutExecutive: `ลิงก์นี้ใช้ได้ 5 นาที ครั้งเดียว เฉพาะท่าน${e}`,
    enter: 'เปิดหน้าเจ้าหน้าที่',
    answerElsewhere: `ถ้าจะตอบผู้แจ้งเบาะแส อย่าพิมพ์ในแชต${n} ข้อความนี้ไม่ถูกส่งให้ผู้แจ้งและระบบไม่เก็บไว้ ให้ตอบในหน้าเจ้าหน้าที่รับเรื่องเท่านั้น`,
    notForYou: `หน้านี้สำหรับผู้รับเรื่องที่ได้รับแต่งตั้ง${e}`,
    countsNote: (day: string) => `ข้อมูลถึง ${day} เปลี่ยนเดือนละครั้ง`,
    countsNone: (day: string) => `ไม่มีเรื่องร้องเรียน ข้อมูลถึง ${day}`,
    countsLater: `สถิติเรื่องร้องเรียนการทุจริตจะมีเมื่อสิ้นเดือนแรก${e}`,
    countsPage: 'ดูทุกงวด',
    year: (year: string) => `ปีงบประมาณ ${year}`,
  }
}
