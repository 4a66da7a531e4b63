import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { smalltalk, withoutSmalltalk } from '../../src/thai/smalltalk.ts'

describe('smalltalk', () => {
  it.each([
    ['สวัสดีค่ะ', 'greeting'],
    ['หวัดดีจ้าาา', 'greeting'],
    ['Hello', 'greeting'],
    ['ขอบคุณมากๆ นะคะ', 'thanks'],
    ['thx', 'thanks'],
    ['บ๊ายบาย', 'bye'],
    ['ใช่บอทไหม', 'who'],
    ['ทำอะไรได้บ้าง', 'help'],
    ['555555', 'laugh'],
    ['โอเคครับ', 'yes'],
    ['ครับ', 'yes'],
    ['ขอสอบถามหน่อยค่ะ', 'opening'],
    ['ห่วยแตก', 'rude'],
    ['?!', 'nothing'],
    ['', 'nothing'],
    ['ขอคุยกับเจ้าหน้าที่', 'human'],
    ['อยากคุยกับคน ไม่เอาบอท', 'human'],
    ['ติดต่อแอดมินหน่อย', 'human'],
    ['สวัสดีค่ะ ขอบคุณนะคะ', 'thanks'],
    ['เหนื่อย ไม่อยากอยู่แล้ว', 'despair'],
    ['ยายเบื่อโลกแล้ว', 'despair'],
    ['อยากหลับไม่ตื่น', 'despair'],
  ])('reads %j as %s', (text, kind) => {
    expect(smalltalk(text)).toBe(kind)
  })

  it.each([
    'ขอเบอร์เจ้าหน้าที่กองช่าง',
    'เจ้าหน้าที่เก็บขยะไม่มา',
    'ดีเจ้าบ้านต้องทำอย่างไร',
    'ที่ไหนดี',
    'ไปทางไหน',
    'ขอบคุณค่ะ แล้วต้องใช้เอกสารอะไร',
    'คะแนนประเมินได้เท่าไร',
    'บ้านเช่าไม่อยากอยู่แล้ว ย้ายออกทำยังไง',
    'เสียงดังจนอยู่ไม่ไหวแล้ว',
  ])('does not take %j for it', (text) => {
    expect(smalltalk(text)).toBeUndefined()
  })

  it('leaves what a message asks when greetings and rude words are taken out', () => {
    expect(withoutSmalltalk('สวัสดีค่ะ ขอสอบถามหน่อย ขยะเก็บวันไหนคะ').join('')).toBe('ขยะเก็บวันไหน')
    expect(withoutSmalltalk('แม่ง น้ำไม่ไหลอีกแล้ว ห่วยแตก').join('')).toContain('น้ำไม่ไหล')
    expect(withoutSmalltalk('ยกเลิกทะเบียนพาณิชย์').join('')).toContain('ยกเลิก')
    expect(withoutSmalltalk('ตัวเหี้ยเข้าเล้าไก่').join('')).toContain('ตัวเหี้ย')
  })

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(() => smalltalk(text)).not.toThrow()
      }),
    )
  })
})
