import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { withWorkWords } from '../../../src/features/checklist/answers.ts'
import { packageRoot } from '../../../src/kernel/root.ts'
import { plainNote } from '../../../src/thai/edition-notes.ts'
import { changes, intentOf, labels } from '../../../src/thai/staff/intents.ts'
import {
  asksForDay,
  findPeople,
  peopleNamedIn,
  readDue,
  readNote,
  readReason,
  readWorkWords,
  saysUndo,
  startsSomethingElse,
} from '../../../src/thai/staff/work.ts'

/** Monday 23 November 2569, 10.00 in Bangkok. */
const monday = new Date('2026-11-23T03:00:00.000Z')
const evening = (date: string) => new Date(`${date}T16:59:59.999Z`)

describe('a day until which something is due', () => {
  it.each([
    ['มอบ O14 ให้กองช่าง ส่งภายใน 15 มี.ค.', '2027-03-15'],
    ['O14 ส่งภายใน ๓๐ เมษายน ๒๕๗๐', '2027-04-30'],
    ['กำหนดส่ง O14 14/10/2570', '2027-10-14'],
    ['เลื่อน O14 เป็น 15/3', '2027-03-15'],
    ['ส่งภายในพรุ่งนี้', '2026-11-24'],
    ['ขอส่งภายในวันนี้', '2026-11-23'],
    ['ส่งวันศุกร์', '2026-11-27'],
    ['ส่งวันศุกร์หน้า', '2026-12-04'],
    ['ส่งก่อนวันจันทร์', '2026-11-30'],
    ['กำหนดส่งสิ้นเดือน', '2026-11-30'],
    ['กำหนดส่งสิ้นเดือนหน้า', '2026-12-31'],
    ['ส่งภายใน 7 วัน', '2026-11-30'],
    ['เสร็จภายใน 2 สัปดาห์', '2026-12-07'],
    ['ส่งวันที่ 20', '2026-12-20'],
    ['ส่งวันที่ 25', '2026-11-25'],
  ])('is read from %s as the end of %s', (text, date) => {
    expect(readDue(text, monday)).toEqual(evening(date))
  })

  it.each(['กำหนดส่ง O14 31 ก.พ.', 'ส่งวันที่ 31', 'ส่งภายใน 30 กุมภาพันธ์ 2570', 'ส่งวันที่ 45'])('does not exist: %s', (text) => {
    // The thirty-first of November, of February, and days that no month has.
    expect(readDue(text, monday)).toBe('impossible')
  })

  it.each(['O14 เสร็จแล้ว', 'มอบ O14 ให้กองคลัง', 'ข้อ 9.3', 'โทร 081-234-5678'])('is not named in %s', (text) => {
    expect(readDue(text, monday)).toBeUndefined()
  })
})

describe('what a report says besides its state', () => {
  it.each([
    ['กำลังทำ O7 รอข้อมูลจากกองคลัง', 'รอข้อมูลจากกองคลัง'],
    ['O14 เสร็จแล้วครับ แต่ยังไม่ได้ลงเว็บ', 'ยังไม่ได้ลงเว็บ'],
    ['O5 เรียบร้อยแล้วค่ะ ลงเว็บหน้าแรก เมนูข่าว', 'ลงเว็บหน้าแรก เมนูข่าว'],
    ['ข้อ 3 ยังไม่เริ่ม รองบประมาณ', 'รองบประมาณ'],
    ['O5 เสร็จหมดแล้ว เหลือลายเซ็นนายก', 'เหลือลายเซ็นนายก'],
    ['O5 ทำเสร็จแล้ว รอกองคลัง พรุ่งนี้', 'รอกองคลัง พรุ่งนี้'],
  ])('%s → %s', (text, note) => {
    expect(readNote(text, 35)).toBe(note)
  })

  it.each([
    'O14 เสร็จแล้ว https://x.go.th/1',
    'ข้อ 6 อยู่ระหว่างทำค่ะ',
    'O21 ทำแล้วเสร็จ https://www.nafahsai.example/o21',
    'แนบหลักฐาน o๓ https://x.go.th/a',
    'ข้อ14ยังไม่ได้ทำเลย',
    'o8 done https://a.go.th',
    'O22 เสร็จหมดแล้ว https://x.go.th/22',
    'O1 ถึง O5 เสร็จหมดแล้ว',
    'ข้อ 5 ทำเสร็จเรียบร้อยแล้วครับผม',
    'ข้อ 1-5 เสร็จครบทุกข้อแล้วจ้า',
    'O5 เพิ่งเสร็จเมื่อกี้',
    'O5 กำลังทำ น่าจะพรุ่งนี้',
    'ของหนู O9 เสร็จแล้วค่ะ รบกวนตรวจด้วยนะคะ',
  ])('%s says nothing more', (text) => {
    expect(readNote(text, 35)).toBeUndefined()
  })
})

it('a text of nothing but such words is read at once, however long', () => {
  const began = performance.now()
  expect(readNote(`O5 เสร็จ${'หมดแล้วเรียบร้อยนะคะ'.repeat(90)}ใบ`, 35)).toBeDefined()
  expect(performance.now() - began).toBeLessThan(200)
})

describe('a reason', () => {
  it.each([
    ['ตีกลับ O14 ลิงก์เป็นของปีเก่า', 'ลิงก์เป็นของปีเก่า'],
    ['O14 ไม่ผ่าน เพราะขาดวงเงิน', 'ขาดวงเงิน'],
    ['ไม่ผ่านข้อ 5 ครับ ไฟล์เปิดไม่ได้', 'ไฟล์เปิดไม่ได้'],
    ['O29 ไม่เกี่ยวข้อง เพราะไม่มีของขวัญ', 'ไม่มีของขวัญ'],
    ['อันนี้ไม่ผ่านนะ ลิงก์เก่า', 'ลิงก์เก่า'],
    ['ตัวนี้ตีกลับนะคะ ขาดลายเซ็น', 'ขาดลายเซ็น'],
    ['O5 ยังไม่ผ่านการตรวจ ลิงก์นี้เก่าแล้ว', 'ลิงก์นี้เก่าแล้ว'],
    ['รูปไม่ชัด อันนี้ไม่ผ่านนะ ขอใหม่', 'รูปไม่ชัด ขอใหม่'],
    ['O14 ตีกลับ ไม่ครบ', 'ไม่ครบ'],
    // Ends like a polite word and is none.
    ['ตีกลับ O14 เพราะลิงก์ผิดหน้า', 'ลิงก์ผิดหน้า'],
    ['ตีกลับ O14 เพราะไม่มีมูลค่าค่ะ', 'ไม่มีมูลค่า'],
    ['ตีกลับ O14 ขาดลายเซ็นหัวหน้านะคะ', 'ขาดลายเซ็นหัวหน้า'],
    // Begins like a small word and is none.
    ['ตีกลับ O14 เพราะข้อมูลเก่า', 'ข้อมูลเก่า'],
    ['ตีกลับ O14 ข้อความผิด', 'ข้อความผิด'],
    ['ตีกลับ O14 ที่อยู่หน่วยงานผิด', 'ที่อยู่หน่วยงานผิด'],
    ['ตีกลับ O14 ว่างอยู่หลายช่อง', 'ว่างอยู่หลายช่อง'],
    ['O14 ไม่ผ่าน ก็อปมาจากปีก่อน', 'ก็อปมาจากปีก่อน'],
  ])('is kept word for word: %s → %s', (text, reason) => {
    expect(readReason(text, 35)).toBe(reason)
  })

  it('is not there when nothing but the verdict is said', () => {
    expect(readReason('ตีกลับ O14', 35)).toBeUndefined()
    expect(readReason('O29 ไม่เกี่ยวข้อง', 35)).toBeUndefined()
    expect(readReason('อันนี้ไม่ผ่านนะคะ', 35)).toBeUndefined()
    expect(readReason('O14 ดูแล้วยังใช้ไม่ได้', 35)).toBeUndefined()
  })

  it('is told from what is about something else', () => {
    expect(startsSomethingElse('แผนที่ยังเป็นของเดิม', 'O4')).toBe(false)
    expect(startsSomethingElse('ข้อ 4 ยังขาดแผนที่', 'O4')).toBe(false)
    expect(startsSomethingElse('O22 ถึงไหนแล้ว', 'O4')).toBe(true)
    expect(startsSomethingElse('เหลือกี่ข้อ', 'O4')).toBe(true)
  })
})

describe('words of handing over', () => {
  it('tell who takes it on, who puts it on the site, and what does not apply; questions tell nothing', () => {
    expect(readWorkWords('รับ O14 เอง', monday)).toMatchObject({ self: true })
    expect(readWorkWords('ให้สมหญิงลงเว็บ O24', monday)).toMatchObject({ uploader: true })
    expect(readWorkWords('O29 ไม่เกี่ยวข้อง เพราะไม่มีของขวัญ', monday)).toMatchObject({ notApplicable: true })
    for (const question of ['O29 ไม่เกี่ยวข้องใช่ไหม', 'มอบ O1 ให้กองช่างดีไหม', 'ใครรับ O14', 'ส่งภายในวันไหน'])
      expect(readWorkWords(question, monday)).toEqual({
        notApplicable: false,
        uploader: false,
        self: false,
        handsOver: false,
      })
  })

  it('never make a change of what asks for none, on the whole development set', () => {
    const File = z.object({ entries: z.array(z.object({ text: z.string(), intent: z.string() })) })
    const path = join(packageRoot, 'test/eval/staff/development.json')
    const { entries } = File.parse(JSON.parse(readFileSync(path, 'utf8')))
    const asking = entries.filter(({ intent }) => {
      const label = labels.find((one) => one === intent)
      return label === undefined || !changes.has(intentOf(label))
    })
    expect(asking.length).toBeGreaterThan(100)
    for (const { text, intent } of asking) {
      const wish = { intent, items: ['O14'], unknownItems: [], words: text }
      expect([text, withWorkWords(wish, monday).wish.intent]).toEqual([text, intent])
    }
  })
})

describe('people', () => {
  const staff = ['สมหญิง ใจดี', 'ปลัดวิชัย', 'มาใหม่', 'นายสมชาย ขยัน'].map((name) => ({ name }))
  it('are found by how they are called', () => {
    expect(findPeople('พี่สมหญิง', staff)).toEqual([staff[0]])
    expect(findPeople('ปลัด', staff)).toEqual([staff[1]])
    expect(findPeople('คุณสมชาย', staff)).toEqual([staff[3]])
    expect(findPeople('คุณมา', staff)).toEqual([])
    expect(peopleNamedIn('ฝากสมหญิงเอา O24 ขึ้นเว็บ', staff)).toEqual([staff[0]])
  })
})

it('taking back, asking for a day, and notes of an edition are told from the rest', () => {
  expect(['เลิกทำ', 'กดผิดค่ะ', 'เลิกทำงานกี่โมง', 'O14 ยกเลิก'].map(saysUndo)).toEqual([true, true, false, false])
  expect(['O14 ครบกำหนดเมื่อไร', 'O14 ต้องมีอะไรบ้าง'].map(asksForDay)).toEqual([true, false])
  expect(plainNote('ต้องเป็นหน้าเว็บไซต์หลัก (เหตุที่ได้ 0 ในเอกสาร 001)')).toBe('ต้องเป็นหน้าเว็บไซต์หลัก')
  expect(plainNote('เอกสาร 002 พิมพ์ผิด')).toBeNull()
})
