import { describe, expect, it } from 'vitest'
import { wantsItSeenTo } from '../../src/thai/town-problems.ts'

describe('a problem in the town', () => {
  it.each(['ไฟทางดับที่ซอย 3', 'ไฟข้างทางดับหน้าวัด', 'ไฟริมถนนดับมาสองวันแล้ว', 'ไฟทางดับ ขอให้มาซ่อมด้วย'])(
    'that is told with its place, its time or a request is to be seen to: %s',
    (text) => expect(wantsItSeenTo(text)).toBe(true),
  )
  it.each(['โคมไฟข้างทางดับแจ้งที่ใด', 'ไฟริมถนนดับแจ้งใคร', 'ไฟทางดับ'])(
    'that is only named may be a question how to report it: %s',
    (text) => expect(wantsItSeenTo(text)).toBe(false),
  )
})
