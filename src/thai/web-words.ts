/** What web pages say of themselves instead of showing something, in Thai and English. */

const login = /เข้าสู่ระบบ|ลงชื่อเข้าใช้|ล็อกอิน|\b(log|sign)[ -]?in\b/i
const notFound =
  /ไม่พบ(หน้า|ข้อมูล|เพจ|ไฟล์|เอกสาร|รายการ)|ไม่มีหน้า|(หน้า|ลิงก์)นี้(ถูกลบ|ไม่มี)|\b404\b|\bnot found\b|does(n't| not) exist/i
const broken =
  /ปิดปรับปรุง|ปิดให้บริการชั่วคราว|ระบบขัดข้อง|under (construction|maintenance)|account suspended|domain (has )?expired|database error|internal server error/i
const guarded =
  /just a moment|attention required|verify(ing)? (that )?you are (a )?human|checking your browser|ddos protection/i

/** What a title or a headline announces instead of content; null when it sounds like content. */
export function announcement(words: string): 'login' | 'not-found' | 'broken' | 'guarded' | null {
  if (guarded.test(words)) return 'guarded'
  if (notFound.test(words)) return 'not-found'
  if (broken.test(words)) return 'broken'
  return login.test(words) ? 'login' : null
}
