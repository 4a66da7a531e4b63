import { describe, expect, it } from 'vitest'
import { accusation } from '../../src/thai/accusation.ts'
import {
  beginsChatReport,
  chatReportFirstLine,
  chatReportForm,
  chatReportMost,
  readChatReport,
} from '../../src/thai/chat-report.ts'

describe('the first line of a report in the chat', () => {
  it.each([
    ['as it was given', chatReportForm],
    ['with spaces and empty lines before it', ` \n${chatReportForm}`],
    ['without its marks', 'แจ้งเรื่องทุจริตทางแชต ยินยอมแล้ว\nปลัดโกง'],
    ['in one go with the report', `${chatReportFirstLine} ปลัดโกง`],
    ['as people spell chat', 'แจ้งเรื่องทุจริตทางแชท(ยินยอมแล้ว) ปลัดโกง'],
    ['with two เ for one แ', 'เเจ้งเรื่องทุจริตทางเเชต (ยินยอมเเล้ว)\nปลัดโกง'],
    ['with marks that nobody sees', `\u200b${chatReportFirstLine.replace('ทาง', '\u200bทาง')}`],
  ])('is known %s', (_how, text) => expect(beginsChatReport(text)).toBe(true))

  it.each([
    ['a wish to report', 'แจ้งทุจริต'],
    ['the same without the yes', 'แจ้งเรื่องทุจริตทางแชต'],
    ['the line in the middle of something else', `เขาบอกให้พิมพ์ว่า ${chatReportFirstLine}`],
    ['a question', 'ค่าขยะเดือนละเท่าไร'],
    ['nothing', ''],
  ])('is not %s', (_what, text) => expect(beginsChatReport(text)).toBe(false))

  it('belongs to the doorway also by its own words, wherever it stands', () => {
    expect(accusation(`เขาบอกให้พิมพ์ว่า ${chatReportFirstLine}`).hit).toBe(true)
  })

  it('fits with its questions into what LINE puts into a keyboard', () => {
    expect(chatReportForm.length).toBeLessThanOrEqual(300)
  })
})

describe('a report in the chat', () => {
  const answered = (answers: string[]) =>
    chatReportForm
      .split('\n')
      .map((line, index) => line + (answers[index - 1] ?? ''))
      .join('\n')

  it('comes apart into its answers', () => {
    const text = answered(['เรียกเงินค่าใบอนุญาต\nสองครั้ง: ครั้งละหมื่น', 'ช่างคนหนึ่ง', 'เดือนก่อน', 'ที่ตลาด', 'เห็นเอง'])
    expect(readChatReport(text)).toEqual({
      what: 'เรียกเงินค่าใบอนุญาต\nสองครั้ง: ครั้งละหมื่น',
      who: 'ช่างคนหนึ่ง',
      when: 'เดือนก่อน',
      where: 'ที่ตลาด',
      how: 'เห็นเอง',
    })
  })

  it('loses no word where questions were wiped away or changed', () => {
    const text = `${chatReportFirstLine}\nเขาเรียกเงิน\nใครทำ: ช่าง\nเมื่อไร : วันนี้`
    expect(readChatReport(text)).toEqual({
      what: 'เขาเรียกเงิน\nใครทำ: ช่าง',
      who: '',
      when: 'วันนี้',
      where: '',
      how: '',
    })
  })

  it('is none without a word, and none that is longer than one size of a sealed item', () => {
    expect(readChatReport(chatReportForm)).toBe('short')
    expect(readChatReport(`${chatReportFirstLine}\n.. ..\n😀😀😀😀😀😀😀😀😀😀😀`)).toBe('short')
    expect(readChatReport(`${chatReportFirstLine}\n${'ก'.repeat(chatReportMost)}`)).toMatchObject({ when: '' })
    expect(readChatReport(`${chatReportFirstLine}\n${'ก'.repeat(chatReportMost + 1)}`)).toBe('long')
  })

  it('has room in one size whatever its letters are', () => {
    for (const letter of ['ก', '"', '\\', '\n', '\u0001', '😀']) {
      const report = readChatReport(`${chatReportFirstLine} เรื่องราวทั้งหมด ${letter.repeat(2000)}`)
      // What the head and the padding leave of 16 KiB.
      expect(Buffer.byteLength(JSON.stringify(report))).toBeLessThan(15_500)
    }
  })
})
