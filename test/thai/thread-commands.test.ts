import { describe, expect, it } from 'vitest'
import { readThreadCommand } from '../../src/thai/thread-commands.ts'
import { readProblem } from '../../src/thai/town-problems.ts'
import { guessUnits, unitOfProblem } from '../../src/thai/unit-duties.ts'

describe('what staff write about a thread', () => {
  it.each([
    ['ตอบ Q12 ยื่นได้ทุกวัน', { does: 'answer', kind: 'question', serial: 12, words: 'ยื่นได้ทุกวัน' }],
    ['ตอบ ๑๒ ยื่นได้ทุกวันที่ ๑', { does: 'answer', kind: null, serial: 12, words: 'ยื่นได้ทุกวันที่ ๑' }],
    ['ตอบคำถาม Q-2570-00012 ว่า ได้ค่ะ', { does: 'answer', serial: 12, fiscalYear: 2570, words: 'ได้ค่ะ' }],
    ['ตอบ R7', { does: 'answer', kind: 'request', serial: 7, words: '' }],
    ['โอน Q12 ไปกองช่าง', { does: 'transfer', serial: 12, words: 'กองช่าง' }],
    ['รับเรื่อง 12', { does: 'claim', kind: null, serial: 12 }],
    ['ขอข้อมูลเพิ่ม R-2570-00007 อยู่ซอยไหน', { does: 'ask', kind: 'request', serial: 7, words: 'อยู่ซอยไหน' }],
    ['R7 กำลังดำเนินการ', { does: 'progress', to: 'in-work', serial: 7, words: '' }],
    ['r 7 เสร็จแล้ว เปลี่ยนหลอดใหม่', { does: 'progress', to: 'done', words: 'เปลี่ยนหลอดใหม่' }],
    ['Q12', { does: 'show', kind: 'question', serial: 12 }],
    ['ประวัติ Q12', { does: 'history', serial: 12 }],
  ])('%s', (text, wanted) => {
    expect(readThreadCommand(text)).toMatchObject(wanted)
  })

  it.each(['ข้อ 12 เสร็จแล้ว', 'O12', 'คลังค้างอะไร', 'ตอบคำถามประชาชนยังไง', 'รับเรื่องร้องเรียนที่ไหน', '12', 'โอนเงินแล้ว', ''])(
    'is not: %s',
    (text) => {
      expect(readThreadCommand(text)).toBeNull()
    },
  )
})

describe('a problem in the town', () => {
  it.each([
    ['ไฟทางดับหน้าวัดหมู่ 3', 'light'],
    ['โคมไฟถนนหน้าบ้านไม่ติดค่ะ', 'light'],
    ['ถนนหน้าโรงเรียนเป็นหลุมใหญ่', 'road'],
    ['รถขยะไม่มาเก็บสามวันแล้ว', 'waste'],
    ['นำ้ประปาไม่ไหลเลย', 'water'],
    ['เสียงคาราโอเกะดังทั้งคืน', 'nuisance'],
    ['ต้นไม้ล้มขวางทาง', 'other'],
  ])('%s', (text, category) => {
    expect(readProblem(text)).toBe(category)
  })

  it.each(['ไฟดับแจ้งที่ไหน', 'ค่าเก็บขยะเดือนละเท่าไร', 'ขอถังขยะใหม่', 'น้ำไม่ไหลต้องโทรเบอร์อะไร', 'สวัสดีค่ะ', 'ขอบคุณค่ะ'])(
    'is not: %s',
    (text) => {
      expect(readProblem(text)).toBeNull()
    },
  )
})

describe('the unit that a text is for', () => {
  const units = ['สำนักปลัด', 'กองคลัง', 'กองช่าง', 'กองสาธารณสุขและสิ่งแวดล้อม'].map((name) => ({ name, short: [] }))

  it.each([
    ['ภาษีที่ดินจ่ายที่ไหน', 'กองคลัง'],
    ['อยากต่อเติมบ้านต้องขออนุญาตไหม', 'กองช่าง'],
    ['เบี้ยผู้สูงอายุออกวันไหน', 'สำนักปลัด'],
    ['ฝากเรื่องถึงกองคลังเรื่องถังขยะ', 'กองคลัง'],
    ['หมาจรจัดหน้าตลาดฉีดวัคซีนหรือยัง', 'กองสาธารณสุขและสิ่งแวดล้อม'],
  ])('%s', (text, unit) => {
    expect(guessUnits(text, units)[0]).toBe(unit)
  })

  it('is nobody’s when the words say nothing, and a bare nickname is an ordinary word', () => {
    expect(guessUnits('รูปปั้นช้างใครเป็นช่างปั้น', units)).toEqual([])
  })

  it('of a kind of problem is the first that the agency has', () => {
    expect(unitOfProblem('water', units)).toBe('กองช่าง')
    expect(unitOfProblem('light', [])).toBeNull()
  })
})

it('a text of spaces, digits or letters without end is read at once', () => {
  for (const piece of [' ', 'Q1 ', '0', 'ดู ', 'ตอบ ', 'R1 -']) {
    const before = process.cpuUsage().user
    readThreadCommand(piece.repeat(50_000))
    readThreadCommand(`R1${piece.repeat(50_000)}x`)
    expect(process.cpuUsage().user - before).toBeLessThan(500_000)
  }
})
