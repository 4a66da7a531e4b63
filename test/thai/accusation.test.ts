import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { assert, constantFrom, oneof, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accusation } from '../../src/thai/accusation.ts'
import { packageRoot } from '../../src/kernel/root.ts'
import { evalAccusations } from '../eval/accusations/eval.ts'
import { readMessages, readOrdinaryLessons } from '../eval/accusations/messages.ts'

const kindOf = (text: string): string => accusation(text).kind

describe('somebody who wants to report', () => {
  it.each([
    'แจ้งทุจริต',
    'แจ้งทุจริต นายกเรียกรับเงิน CANARY1',
    'แจ้ง ทุ จริต',
    'แจ้งเบาะแส',
    'ร้องเรียนเจ้าหน้าที่โกง',
    'อยากฟ้องว่ามีการเรียกเงิน',
    'ช่องทางร้องเรียนทุจริตมีอะไรบ้าง',
    'ถ้าเจ้าหน้าที่เรียกเงินต้องร้องเรียนที่ไหน',
    'ทุจริตแจ้งที่ไหน',
    'report corruption',
  ])('is sent to the doorway: «%s»', (text) => {
    expect(accusation(text)).toMatchObject({ hit: true })
  })

  it('is told apart from somebody who accuses', () => {
    expect(kindOf('ขอช่องทางแจ้งเบาะแสการทุจริต')).toBe('wants-to-report')
    expect(kindOf('หัวหน้าเรียกเงินค่าเซ็นเอกสาร')).toBe('accusation')
  })
})

describe('an accusation typed into the chat', () => {
  it.each([
    'ช่างเขตขอค่ากาแฟ 2 พันก่อนเซ็นใบอนุญาต',
    'หัวหน้าเรียกเงินค่าเซ็นเอกสาร',
    'เขาฮั้วประมูลกันทั้งตำบล',
    'งานนี้ล็อกสเปกไว้แล้ว',
    'ปลัดเอารถหลวงไปใช้ส่วนตัว',
    'เทศกิจเก็บส่วยแม่ค้าทุกวัน',
    'นายกรับเงินใต้โต๊ะผู้รับเหมา',
    'มีคนปลอมลายเซ็นยายไปเบิกเบี้ย',
    'ไม่จ่ายไม่เซ็น ต้องมีค่าน้ำร้อนน้ำชา',
    'หลานปลัดเข้าทำงานไม่ต้องสอบ ใช้เส้นทั้งนั้น',
  ])('is recognised without the word for corruption: «%s»', (text) => {
    expect(accusation(text)).toMatchObject({ hit: true, kind: 'accusation' })
  })

  it('is recognised in the middle of a long statement', () => {
    const before = 'สวัสดีครับ ผมอยู่หมู่ 5 อากาศช่วงนี้ร้อนมาก ฝนก็ไม่ตกมาหลายวันแล้ว '.repeat(3)
    const after = ' ขอบคุณที่รับฟังครับ ผมเป็นชาวบ้านธรรมดา ทำนาอยู่แถวนี้มานาน'.repeat(3)
    expect(accusation(`${before}นายช่างเรียกเงินผู้รับเหมาสองแสนก่อนเซ็นตรวจรับ${after}`)).toMatchObject({ hit: true })
  })
})

describe('what is no accusation', () => {
  it.each(['ขอคู่มือการจัดการเรื่องร้องเรียนทุจริต', 'แผนป้องกันการทุจริตปี 67 อยู่ไหน', 'สถิติเรื่องร้องเรียนการทุจริต', 'No Gift Policy คือ'])(
    'a document about preventing corruption is asked for: «%s»',
    (text) => {
      expect(accusation(text)).toMatchObject({ hit: false, kind: 'document' })
    },
  )

  it.each([
    'น้ำไม่ไหล',
    'เจ้าหน้าที่พูดไม่ดี',
    'ค่าธรรมเนียมเท่าไหร่ จ่ายที่ใคร',
    'โดนเรียกเก็บค่าขยะซ้ำ',
    'จ่ายเงินใต้โต๊ะอาหาร หล่นหาย ใครเก็บได้บ้าง',
    'สวยมาก',
    'วันนี้กินเลี้ยงปีใหม่ที่เทศบาลกี่โมง',
    'คุณฮั้ว แซ่ตั้ง มาติดต่อขอถังขยะ',
    'กลุ่มออมเงินเปิดวันไหน',
    'ร้องเรียนเรื่องถนน',
    'เบี้ยผู้สูงอายุเข้าวันไหน',
    'สวัสดีครับ',
    '',
  ])('an ordinary message stays ordinary: «%s»', (text) => {
    expect(accusation(text)).toMatchObject({ hit: false, kind: 'none' })
  })

  it.each([
    'O22 แนวปฏิบัติเรื่องร้องเรียนการทุจริตเสร็จแล้ว https://nafahsai.example/o22',
    'ข้อ 36 แผนป้องกันการทุจริตค้างไหม',
    'สรุปสถิติเรื่องร้องเรียนทุจริต',
    'o๓๐ ประเมินความเสี่ยงสินบน เสร็จแล้ว',
    'IIT แบบวัดข้อเรียกรับสินบน คะแนนต่ำสุด',
  ])('talk about the checklist is left to the staff: «%s»', (text) => {
    expect(accusation(text).hit).toBe(false)
  })

  it('is hardly ever a question of the starter pack or a message of staff', () => {
    const lessons = readOrdinaryLessons().filter(({ kind }) => kind === 'none')
    const swallowed = lessons.filter(({ text }) => accusation(text).hit)
    expect(lessons.length).toBeGreaterThan(2000)
    expect(swallowed.length / lessons.length).toBeLessThan(0.005)
  })
})

describe('the model on voices that taught it nothing', () => {
  const figures = evalAccusations()

  it('finds at least 85 of 100 accusations and wishes to report', () => {
    expect(figures.recall).toBeGreaterThanOrEqual(0.85)
    expect(figures.wantsToReport).toBeGreaterThanOrEqual(0.85)
  })

  it('swallows at most 2 of 100 other messages and none about the checklist', () => {
    expect(figures.falseAlarms).toBeLessThanOrEqual(0.02)
    expect(figures.falseAlarmsOrdinary).toBeLessThanOrEqual(0.015)
    expect(figures.falseAlarmsStaff).toBe(0)
  })

  it('was measured on voices of which none is in the training part', () => {
    const taught = new Set(readMessages('train').map(({ voice }) => voice))
    const taughtTexts = new Set(readMessages('train').map(({ text }) => text))
    const measured = readMessages('development')
    expect(measured.length).toBeGreaterThan(400)
    expect(measured.filter(({ voice }) => taught.has(voice)).map(({ voice }) => voice)).toEqual([])
    expect(measured.filter(({ text }) => taughtTexts.has(text)).map(({ text }) => text)).toEqual([])
  })
})

describe('any message', () => {
  it('gets an answer with a score from 0 to 1, the same each time, and never an error', () => {
    const anything = oneof(
      string({ unit: 'binary', maxLength: 300 }),
      string({ unit: constantFrom(...'กขงจดตนปมรลสหอะาิีุูเแโไใ็่้๊๋์ๆฯ0123 -เงินขอ\ud83d'.split('')), maxLength: 300 }),
    )
    assert(
      property(anything, (text) => {
        const found = accusation(text)
        expect(found.score).toBeGreaterThanOrEqual(0)
        expect(found.score).toBeLessThanOrEqual(1)
        expect(accusation(text)).toEqual(found)
      }),
    )
  })

  it('is looked at in its first 2,000 characters only, so that its length costs nothing', () => {
    const start = 'ขอถังขยะใหม่ครับ '.repeat(130).slice(0, 2000)
    expect(accusation(`${start}นายกรับเงินใต้โต๊ะผู้รับเหมา`)).toEqual(accusation(start))
    const began = performance.now()
    accusation('นายกกินหัวคิว 1234 '.repeat(200_000))
    accusation('1'.repeat(1_000_000))
    accusation('1 '.repeat(500_000))
    accusation('หนึ่ง '.repeat(300_000))
    expect(performance.now() - began).toBeLessThan(2000)
  })
})

describe('the model file', () => {
  const file = join(packageRoot, 'src/thai/accusation/model.json')

  it('is small and holds numbers, not sentences', () => {
    expect(statSync(file).size).toBeLessThan(200_000)
    expect(readFileSync(file, 'utf8')).not.toMatch(/[\u0e00-\u0e7f]/)
  })
})
