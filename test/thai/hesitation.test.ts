import { describe, expect, it } from 'vitest'
import { asksToWait, putsOff, saysNotDone } from '../../src/thai/hesitation.ts'

describe('hesitation', () => {
  it.each(['เดี๋ยวก่อน', 'เดี๋ยวๆ', 'รอก่อนนะคะ', 'รอแป๊บนึงครับ', 'ขอเดี๋ยวค่ะ', 'ยังก่อน', 'หยุดก่อน', 'สักครู่'])(
    'is a whole message that asks for a moment: %s',
    (words) => {
      expect(asksToWait(words)).toBe(true)
      expect(putsOff(words)).toBe(true)
    },
  )

  it.each(['ขอดูหน้าเว็บก่อน', 'ขอคิดดูก่อนค่ะ', 'ดูข้อนี้ก่อน', 'อย่าเพิ่งส่ง', 'ยังไม่แน่ใจ', 'เดี๋ยวถามปลัดก่อน'])(
    'may put off what was asked: %s',
    (words) => {
      expect(asksToWait(words)).toBe(false)
      expect(putsOff(words)).toBe(true)
    },
  )

  it.each(['', 'ยัง', 'รอตรวจ', 'ขอดู O16 ก่อน', 'ดูข้อ ๑๖ ก่อน', 'พักชำระหนี้', 'ขอใบอนุญาต', 'รอลงนาม', 'ทำข้อไหนก่อนดี'])(
    'is not what says something else: %s',
    (words) => {
      expect(putsOff(words)).toBe(false)
    },
  )

  it('is apart from saying that something is not done', () => {
    expect(['ยังไม่เสร็จ', 'ยังไม่ได้ทำค่ะ', 'ยังไม่ครบ'].every(saysNotDone)).toBe(true)
    expect(['ยังไม่มีลายเซ็น', 'O18 ยังไม่เสร็จ', 'เสร็จแล้ว'].some(saysNotDone)).toBe(false)
  })
})
