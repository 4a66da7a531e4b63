import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { faq } from '../support/samples.ts'
import { machineWithTown, succeed } from './ground.ts'
import { workbook } from './workbook.ts'

const agency = ['--agency', 'khaokluai']
const columns = ['id', 'category', 'unit', 'question', 'answer', 'aliases', 'url']
const table = [
  columns,
  [
    'P01',
    'ขยะ',
    'กองคลัง',
    'ค่าขยะเท่าไร',
    'เดือนละ 20 บาท, จ่ายรายปีได้',
    'ค่าเก็บขยะ|ค่าธรรมเนียมขยะ',
    'https://www.khaokluai.go.th/rubbish?a=1&b=2',
  ],
  ['P02', '', '', 'เปิดกี่โมง', '8.30 น.', '', ''],
]
const entries = [
  {
    id: 'P01',
    category: 'ขยะ',
    unit: 'กองคลัง',
    question: 'ค่าขยะเท่าไร',
    answer: 'เดือนละ 20 บาท, จ่ายรายปีได้',
    aliases: ['ค่าเก็บขยะ', 'ค่าธรรมเนียมขยะ'],
    url: 'https://www.khaokluai.go.th/rubbish?a=1&b=2',
  },
  { id: 'P02', category: '', unit: '', question: 'เปิดกี่โมง', answer: '8.30 น.', aliases: [] },
]

function toCsv(rows: string[][]): string {
  return rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\r\n')
}

async function exported(prongsai: (...words: string[]) => Promise<{ code: number; out: string; err: string }>) {
  return (JSON.parse(await succeed(prongsai('faq', 'export', ...agency))) as { entries: unknown }).entries
}

describe('faq import', () => {
  it.each([
    ['faq.json', { entries }],
    ['faq.csv', `\uFEFF${toCsv(table)}\r\n`],
    ['faq.xlsx', workbook(table)],
  ])('takes the same entries from %s', async (name, content) => {
    const { file, prongsai } = await machineWithTown()
    expect(await succeed(prongsai('faq', 'import', file(name, content), ...agency))).toBe('2 entries added, 0 replaced')
    expect(await exported(prongsai)).toEqual(entries)
    expect(await succeed(prongsai('faq', 'import', file(name, content), ...agency))).toBe('0 entries added, 2 replaced')
  })

  it('reads aliases on lines of their own, as people write them in one cell of a spreadsheet', async () => {
    const { file, prongsai } = await machineWithTown()
    const rows = [columns, ['P01', '', '', 'ค่าขยะ', '20 บาท', 'ค่าเก็บขยะ\nค่าธรรมเนียมขยะ', '']]
    await succeed(prongsai('faq', 'import', file('faq.xlsx', workbook(rows)), ...agency))
    expect(await exported(prongsai)).toMatchObject([{ aliases: ['ค่าเก็บขยะ', 'ค่าธรรมเนียมขยะ'] }])
  })

  const bad = [
    columns,
    ['P03', '', '', 'ดี', 'ดี', '', ''],
    ['P04', '', '', '', 'ไม่มีคำถาม', '', ''],
    ['P03', '', '', 'ซ้ำ', 'ซ้ำ', '', ''],
    ['P05', '', '', 'ลิงก์เสีย', 'คำตอบ', '', 'www.khaokluai.go.th'],
  ]
  it.each([
    ['faq.csv', toCsv(bad)],
    ['faq.xlsx', workbook(bad)],
    [
      'faq.json',
      {
        entries: bad
          .slice(1)
          .map(([id, , , question, answer, , url]) => ({ id, question, answer, ...(url && { url }) })),
      },
    ],
  ])('names every bad row of %s by its number, and changes nothing', async (name, content) => {
    const { file, prongsai } = await machineWithTown()
    await succeed(prongsai('faq', 'import', file('good.json', { entries }), ...agency))
    const { code, out, err } = await prongsai('faq', 'import', file(name, content), ...agency)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    const [head, ...rows] = err.split('\n')
    expect(head).toContain('nothing was changed')
    expect(rows).toEqual([
      'row 2: question is missing',
      'row 3: id P03 is already used in row 1',
      'row 4: url is not an http(s) address',
    ])
    expect(await exported(prongsai)).toEqual(entries)
  })

  it.each([
    ['faq.csv', 'question,answer\nก,ข\n', 'must name the columns: id, category, unit, question, answer, aliases, url'],
    ['faq.xlsx', 'not a spreadsheet', 'is not a readable table'],
    ['faq.csv', '"open', 'is not a readable table'],
    ['faq.docx', 'x', 'must end in .json, .csv or .xlsx'],
    ['faq.json', { questions: [] }, 'the file has no list of entries'],
  ])('refuses %s with %j and says what it wants', async (name, content, cure) => {
    const { file, prongsai } = await machineWithTown()
    const { code, err } = await prongsai('faq', 'import', file(name, content), ...agency)
    expect(code).toBe(1)
    expect(err).toContain(cure)
  })
})

describe('what an import would change', () => {
  it('is listed without changing anything, and the last import can be taken back', async () => {
    const { file, prongsai } = await machineWithTown()
    await succeed(prongsai('faq', 'import', file('faq.json', { entries }), ...agency))
    const [first] = entries
    const changed = [
      { ...first, answer: 'เดือนละ 30 บาท' },
      { id: 'P09', question: 'ใหม่', answer: 'ใหม่' },
    ]
    const next = file('next.json', { entries: changed })
    expect(await succeed(prongsai('faq', 'import', next, ...agency, '--preview', '--replace'))).toBe(
      '+ P09 ใหม่\n~ P01 ค่าขยะเท่าไร\n- P02\n1 would be added, 1 changed, 1 removed, 0 stay the same; nothing was changed',
    )
    expect(await exported(prongsai)).toEqual(entries)
    expect(await succeed(prongsai('faq', 'import', next, ...agency, '--replace'))).toBe(
      '1 entries added, 1 replaced, 1 removed',
    )
    expect(await exported(prongsai)).toHaveLength(2)
    expect(await succeed(prongsai('faq', 'undo', ...agency))).toBe('3 entries are as they were')
    expect(await exported(prongsai)).toEqual(entries)
    // What another change touched since stays as it is.
    expect(await succeed(prongsai('faq', 'undo', ...agency))).toContain('2 were changed since and stay')
    expect(await exported(prongsai)).toEqual(entries)
    expect((await prongsai('faq', 'undo', ...agency)).err).toContain('no import that could be undone')
  })
})

describe('faq export', () => {
  it.each(['out.xlsx', 'out.csv'])('writes %s as people edit it, and takes it back unchanged', async (name) => {
    const { file, path, prongsai } = await machineWithTown()
    await succeed(prongsai('faq', 'import', file('faq.json', { entries }), ...agency))
    expect(await succeed(prongsai('faq', 'export', path(name), ...agency))).toBe('2 entries written')
    expect(await succeed(prongsai('faq', 'import', path(name), ...agency, '--preview'))).toMatch(/^0 would be added/m)
    await succeed(prongsai('faq', 'import', path(name), ...agency))
    expect(await exported(prongsai)).toMatchObject(entries)
  })

  it('writes a file that can be imported again and says the same', async () => {
    const { file, path, prongsai } = await machineWithTown()
    await succeed(prongsai('faq', 'import', file('faq.json', faq), ...agency))
    const before = await exported(prongsai)
    expect(await succeed(prongsai('faq', 'export', path('out.json'), ...agency))).toContain('entries written')
    expect(JSON.parse(readFileSync(path('out.json'), 'utf8'))).toMatchObject({ schema: 'faq/1', entries: before })
    expect(await succeed(prongsai('faq', 'import', path('out.json'), ...agency))).toMatch(/^0 entries added/)
    expect(await exported(prongsai)).toEqual(before)
  })
})
