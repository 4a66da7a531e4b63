import { describe, expect, it } from 'vitest'
import { asksOwnScore, asksWhatWillBe, readScoreQuestion } from '../../../src/thai/staff/scores.ts'

describe('a question about scores', () => {
  it.each([
    'ข้อคำถามไหนคะแนนน้อยที่สุด',
    'จุดอ่อนของเราอยู่ตรงไหน',
    'ตัวชี้วัดไหนคะแนนต่ำสุดปีที่แล้ว',
    'eit ข้อไหนคะแนนแย่สุด',
    'ปีก่อนคะแนนตัวไหนฉุด',
  ])('asks for the weakest points: %s', (text) => {
    expect(readScoreQuestion(text, false)).toBe('weakest')
  })

  it.each(['คะแนนปีที่แล้วได้เท่าไร', 'ปีก่อนเราได้ระดับอะไร', 'ผลการประเมินออกมายังไง', 'iit ได้กี่คะแนน'])(
    'asks for the last result: %s',
    (text) => {
      expect(readScoreQuestion(text, true)).toBe('last_score')
    },
  )

  it.each(['ตอนนี้ได้กี่คะแนน', 'คาดว่าจะได้คะแนนเท่าไรถ้าเทียบปีที่แล้ว', 'ปีนี้น่าจะอยู่ระดับไหน'])('asks for the outlook: %s', (text) => {
    expect(readScoreQuestion(text, true)).toBeNull()
  })

  it.each(['ข้อไหนค้างเยอะสุด', 'คำถามปีที่แล้ว', 'น้ำไหลอ่อน', 'หลักฐานปีที่แล้วของ O14'])('is none: %s', (text) => {
    expect(readScoreQuestion(text, false)).toBeNull()
  })
})

describe("the agency's own score", () => {
  it.each(['คะแนนเท่าไหร่แล้ว', 'ตอนนี้คะแนนรวมได้เท่าไร', 'คะแนน ita ของเราได้กี่คะแนน', 'แต้มเราเท่าใด'])(
    'is asked for by %s',
    (text) => {
      expect(asksOwnScore(text)).toBe(true)
    },
  )

  it.each(['คะแนนความพึงพอใจเท่าไร', 'คะแนนบริการของเทศบาลได้เท่าไร', 'ข้อ 34 กี่คะแนน', 'เท่าไหร่'])(
    'is not what is asked by %s',
    (text) => {
      expect(asksOwnScore(text)).toBe(false)
    },
  )
})

describe('what will be, and why', () => {
  it.each(['จะผ่านไหมปีนี้', 'ถ้าทำครบจะได้คะแนนเท่าไร', 'เราได้เกรดอะไร', 'ทำไมได้ศูนย์', 'ปีนี้รอดไหม'])(
    'is asked by %s',
    (text) => {
      expect(asksWhatWillBe(text)).toBe(true)
    },
  )

  it.each(['คะแนน', 'ตอนนี้ได้กี่คะแนน'])('is not asked by %s', (text) => {
    expect(asksWhatWillBe(text)).toBe(false)
  })
})
