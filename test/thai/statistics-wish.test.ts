import { describe, expect, it } from 'vitest'
import { asksOfAnyComplaint, readStatisticsWish } from '../../src/thai/statistics-wish.ts'

const now = new Date('2026-11-23T03:00:00.000Z')

describe('a wish for the figures of questions', () => {
  it.each([
    ['สถิติ', '2026-11'],
    ['ขอสถิติเดือนนี้หน่อย', '2026-11'],
    ['สถิติเดือนที่แล้ว', '2026-10'],
    ['สถิติ ต.ค. 69', '2026-10'],
    ['ขอดูสถิติการให้บริการเดือนธันวาคม', '2025-12'],
    ['สถิติปี 2569', '2569'],
    ['สถิติปี ๒๕๖๙', '2569'],
    ['สถิติทั้งปี', '2570'],
    ['สถิติปีที่แล้ว', '2569'],
    ['ความพึงพอใจปีนี้เท่าไร', '2570'],
    ['เดือนนี้มีคนถามมากี่เรื่อง', '2026-11'],
    ['ปีนี้ตอบไปกี่คำถามแล้ว', '2570'],
    ['ประชาชนถามอะไรบ้าง', '2026-11'],
    ['ชาวบ้านถามเรื่องอะไรเยอะ', '2026-11'],
  ])('%s', (text, period) => {
    expect(readStatisticsWish(text, now)).toBe(period)
  })

  it.each([
    'สถิติเรื่องร้องเรียน',
    'สถิติการทุจริตปี 2569',
    'เหลือกี่ข้อ',
    'O12 ต้องมีอะไร',
    'มีคำถามกี่เรื่องที่รอ',
    'ค่าขยะเดือนละเท่าไร',
    'ปีนี้เหลือกี่ข้อ',
    'ชาวบ้านถามอะไรมา ยังไม่ได้ตอบ',
  ])('is not: %s', (text) => {
    expect(readStatisticsWish(text, now)).toBeNull()
  })
})

describe('figures of complaints', () => {
  it.each(['ชาวบ้านร้องเรียนเรื่องอะไรเยอะ', 'มีเรื่องร้องเรียนกี่เรื่อง'])('are those of every kind: %s', (text) => {
    expect(asksOfAnyComplaint(text)).toBe(true)
  })

  it.each(['ปีนี้มีเรื่องร้องเรียนทุจริตกี่เรื่อง', 'สถิติการแจ้งเบาะแส'])('are those of corruption alone: %s', (text) => {
    expect(asksOfAnyComplaint(text)).toBe(false)
  })
})
