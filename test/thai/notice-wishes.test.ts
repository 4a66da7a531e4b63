import { describe, expect, it } from 'vitest'
import { readNoticeWish } from '../../src/thai/notice-wishes.ts'
import { findTimeOfDay } from '../../src/thai/times-of-day.ts'

describe('a time of day', () => {
  it.each([
    ['9 โมง', 540],
    ['เก้าโมงเช้า', 540],
    ['๙ โมงครึ่ง', 570],
    ['08.30 น.', 510],
    ['13:00', 780],
    ['บ่าย 2', 840],
    ['บ่ายสองโมงครึ่ง', 870],
    ['บ่ายโมง', 780],
    ['5 โมงเย็น', 1020],
    ['สองทุ่ม', 1200],
    ['ตี 5', 300],
    ['เที่ยงคืน', 0],
    ['เที่ยง', 720],
    ['สิบเอ็ดโมง', 660],
    ['ตอน 8', 480],
  ])('%s', (written, minutes) => {
    expect(findTimeOfDay(written)).toBe(minutes)
  })

  it.each(['99 โมง', '12.75', 'วันนี้', 'ข้อ 9', ''])('is not in “%s”', (written) => {
    expect(findTimeOfDay(written)).toBeUndefined()
  })
})

describe('what staff want of the notices', () => {
  it.each([
    ['แจ้งเตือนตอน 9 โมง', { kind: 'time', minute: 540 }],
    ['ขอแจ้งเตือนตอนบ่ายสองนะคะ', { kind: 'time', minute: 840 }],
    ['ช่วยเตือนผมตอน 08.30 ครับ', { kind: 'time', minute: 510 }],
    ['แจ้งเตือน 13.30 น.', { kind: 'time', minute: 810 }],
    ['สรุปงานตอนเที่ยง', { kind: 'time', minute: 720 }],
    ['ไม่ต้องแจ้งเตือน', { kind: 'mode', mode: 'none' }],
    ['ปิดแจ้งเตือนค่ะ', { kind: 'mode', mode: 'none' }],
    ['ไม่ต้องเตือนแล้ว', { kind: 'mode', mode: 'none' }],
    ['เลิกส่งการแจ้งเตือน', { kind: 'mode', mode: 'none' }],
    ['แจ้งเตือนวันละครั้ง', { kind: 'mode', mode: 'digest' }],
    ['แจ้งเตือนทันที', { kind: 'mode', mode: 'all' }],
    ['เปิดการแจ้งเตือน', { kind: 'mode', mode: 'all' }],
    ['การแจ้งเตือน', { kind: 'ask' }],
    ['ตั้งค่าการแจ้งเตือน', { kind: 'ask' }],
    ['ดูเรื่องที่รอ', { kind: 'show' }],
    ['มีอะไรรอบ้าง', { kind: 'show' }],
    ['วันนี้ต้องทำอะไรบ้างคะ', { kind: 'show' }],
  ])('%s', (written, wish) => {
    expect(readNoticeWish(written)).toEqual(wish)
  })

  it.each([
    'แจ้งเตือนภัยน้ำท่วมหมู่ 3',
    'แจ้งเตือนเรื่องภาษีป้ายส่งถึงใคร',
    'มีอะไรค้างบ้าง',
    'ข้อไหนรอตรวจ',
    'สรุป',
    'o16 เสร็จแล้ว',
    'ไม่ต้องแจ้งเตือนผู้เสียภาษีที่จ่ายแล้วใช่ไหม',
    'ตอบ Q12 เตือนแล้วตอน 9 โมง',
  ])('%s is about something else', (written) => {
    expect(readNoticeWish(written)).toBeNull()
  })
})
