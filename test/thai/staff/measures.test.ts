import { describe, expect, it } from 'vitest'
import { findMeasure, isResponsible, readMeasureFilter, readProgress } from '../../../src/thai/staff/measures.ts'

const units = [
  { name: 'กองคลัง', short: ['คลัง'] },
  { name: 'กองช่าง', short: ['ช่าง'] },
]
const find = (text: string) => findMeasure(text, { units })

describe('a measure', () => {
  it.each([
    ['มาตรการ 1.1', { code: '1.1' }],
    ['มาตรการที่ ๑.๑', { code: '1.1' }],
    ['มาตราการ 1.1 เสร็จแล้ว', { code: '1.1', status: 'done' }],
    ['มาตการ1.2', { code: '1.2' }],
    ['มาตรการข้อ 6.4 ถึงไหนแล้ว', { code: '6.4' }],
    ['มาตรการที่ 7 จุด 1', { code: '7.1' }],
    ['ประเด็นที่ 3', { issue: 3 }],
    ['ประเด็นสาม', { issue: 3 }],
    ['มาตรการประเด็นที่ ๗ ทำอะไรบ้าง', { issue: 7 }],
    ['ตัวชี้วัดที่ 4 ต้องทำอะไร', { code: 'g4' }],
    ['แนวทางยกระดับตัวชี้วัด ๒', { code: 'g2' }],
    ['i7 ได้เท่าไร', { question: 'i7' }],
    ['ข้อ e10 คะแนนเท่าไหร่', { question: 'e10' }],
    ['ไอ 25 ทำไมน้อย', { question: 'i25' }],
  ])('is found in %s', (text, expected) => {
    expect(find(text)).toMatchObject(expected)
  })

  it.each([
    'มาตรการมีอะไรบ้าง',
    'O14 เสร็จแล้ว',
    'ตัวชี้วัดย่อยที่ 9.1',
    'ตัวชี้วัดที่ 9',
    'ตัวชี้วัด 10.2 เหลือกี่ข้อ',
    'ข้อ 1.1',
    'ราคา 1.5 ล้าน',
    'e-service ข้อ 13',
    'วันที่ 3.4 นี้',
    'i45',
  ])('is not found in %s', (text) => {
    expect(find(text)).toBeNull()
  })

  it('is a bare number where the bot asked for one', () => {
    expect(findMeasure('1.2', { units, expectsMeasure: true })).toMatchObject({ code: '1.2' })
    expect(findMeasure('๖.๔ เสร็จแล้ว', { units, expectsMeasure: true })).toMatchObject({ code: '6.4', status: 'done' })
  })
})

describe('what is told about a measure', () => {
  it.each([
    ['มาตรการ 1.1 เสร็จแล้ว', { status: 'done', note: '' }],
    ['มาตรการ 1.1 ดำเนินการแล้วค่ะ', { status: 'done', note: '' }],
    [
      'มาตรการ 1.1 เสร็จแล้ว จัดทำคู่มือการปฏิบัติงาน 3 งาน https://www.town.go.th/7',
      { status: 'done', note: 'จัดทำคู่มือการปฏิบัติงาน 3 งาน', url: 'https://www.town.go.th/7' },
    ],
    ['มาตรการ ๔.๒ กำลังทำ', { status: 'in_progress' }],
    ['มาตรการ 4.2 ยังไม่ได้ดำเนินการ', { status: 'not_started' }],
    ['ไตรมาส 2 มาตรการ 6.4 อบรมพนักงานแล้ว 45 คน', { quarter: 2, status: 'done', note: 'อบรมพนักงานแล้ว 45 คน' }],
    ['มาตรการ 6.4 ไตรมาสแรก จัดประชุมชี้แจงประมวลจริยธรรม', { quarter: 1, note: 'จัดประชุมชี้แจงประมวลจริยธรรม' }],
    ['ตัวชี้วัดที่ 4 เผยแพร่คู่มือการใช้ทรัพย์สินแล้ว', { code: 'g4', status: 'done' }],
    ['มาตรการ 5.1 มอบกองคลังรับผิดชอบ', { unit: 'กองคลัง', assigns: true }],
    ['มาตรการ 7.3 ไม่เกี่ยวข้องกับเรา', { notApplicable: true }],
    ['อัปเดตมาตรการ 4.1 จัดทำคู่มือแล้ว', { note: 'จัดทำคู่มือแล้ว', status: 'done' }],
    ['มาตรการ 3.3 https://www.town.go.th/qa', { url: 'https://www.town.go.th/qa', note: '' }],
  ])('is written down: %s', (text, expected) => {
    expect(find(text)).toMatchObject({ ...expected, tells: true, asks: false })
  })

  it.each([
    'มาตรการ 1.1 เสร็จหรือยัง',
    'มาตรการ 1.1 ถึงไหนแล้ว',
    'มาตรการ 1.1 ทำอะไรบ้าง',
    'ใครทำมาตรการ 1.1',
    'มาตรการ 1.1',
    'ขอดูมาตรการ 1.1',
    'ประเด็นที่ 3 เสร็จแล้ว',
    'i7 แก้แล้ว',
    'มาตรการ 4.1 ของกองคลัง',
  ])('is never told by a question, a mere name, or a whole issue: %s', (text) => {
    expect(find(text)?.tells).toBe(false)
  })

  it.each(['มาตรการ 2.1 ไม่เสร็จ', 'มาตรการ 2.1 ยังไม่เรียบร้อย', 'มาตรการ 2.1 ยังไม่ครบ'])(
    'is never done when it is denied: %s',
    (text) => {
      expect(find(text)?.status).not.toBe('done')
    },
  )
})

describe('what is asked for beside a measure', () => {
  it.each([
    ['ประวัติมาตรการ 4.1', 'history'],
    ['มาตรการ 4.1 ใครบันทึก', 'history'],
    ['ส่งความคืบหน้ามาตรการ 1.2', 'tell'],
    ['บันทึกมาตรการ 1.2 หน่อยค่ะ', 'tell'],
    ['มาตรการ 1.2 บันทึกความคืบหน้า', 'tell'],
  ])('is understood from %s', (text, wants) => {
    expect(find(text)).toMatchObject({ wants, tells: false })
  })

  it('may be several measures, none of which becomes a note', () => {
    expect(find('มาตรการ 2.1 กับ 2.2 และ 2.4 เสร็จแล้ว')).toMatchObject({
      codes: ['2.1', '2.2', '2.4'],
      note: '',
      status: 'done',
    })
    expect(find('มาตรการ 2.1, ๒.๒')).toMatchObject({ codes: ['2.1', '2.2'], tells: false })
    expect(find('มาตรการ 2.1 เสร็จแล้ว 2 งาน')?.codes).toEqual([])
  })
})

describe('a part of the measures', () => {
  it.each([
    ['มาตรการของกองคลังมีอะไรบ้าง', { unit: 'กองคลัง' }],
    ['มาตรการไตรมาสนี้ต้องทำอะไร', { quarter: 2 }],
    ['มาตรการไตรมาสสามเหลืออะไร', { quarter: 3, state: 'pending' }],
    ['มาตรการของผมมีอะไรบ้าง', { mine: true }],
    ['มาตรการที่ทำเสร็จแล้วมีอะไรบ้าง', { state: 'done' }],
    ['มาตรการเรื่องทรัพย์สินทางราชการทำถึงไหนแล้วคะ', { issue: 4 }],
    ['มาตรการเรื่องจัดซื้อจัดจ้างคืบหน้าแค่ไหน', { issue: 5 }],
    ['มาตรการป้องกันการทุจริตทั้งหมด', { issue: 7 }],
    ['มาตรการด้านการใช้อำนาจมีอะไรให้ทำ', { issue: 6 }],
    ['มาตรการประชาสัมพันธ์ใครทำ', { issue: 3 }],
    ['มาตรการส่งเสริมคุณธรรมและความโปร่งใสมีกี่ข้อ', {}],
    ['มาตรการถึงไหนแล้ว', {}],
  ])('is read from %s', (text, expected) => {
    expect(readMeasureFilter(text, units, 2)).toEqual(expected)
  })

  it('of a unit holds what the plan gives to everybody, and what it names with more words around', () => {
    expect(isResponsible(['ทุกส่วนราชการ โดยสำนักปลัดเป็นผู้รับผิดชอบหลัก'], 'กองช่าง')).toBe(true)
    expect(isResponsible(['สำนักปลัด'], 'สำนักปลัดเทศบาล')).toBe(true)
    expect(isResponsible(['นิติกร', 'ปลัด'], 'กองช่าง')).toBe(false)
  })
})

describe('an answer to "what was done?"', () => {
  it('keeps the words as they were typed, and takes out the address and the quarter', () => {
    expect(readProgress('จัดอบรมเมื่อ 28 มี.ค. ผู้เข้าร่วม ๔๕ คน https://www.town.go.th/9 ไตรมาสสอง')).toEqual({
      note: 'จัดอบรมเมื่อ 28 มี.ค. ผู้เข้าร่วม ๔๕ คน ไตรมาสสอง',
      url: 'https://www.town.go.th/9',
      quarter: 2,
    })
  })
})
