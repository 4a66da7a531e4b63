import { describe, expect, it } from 'vitest'
import type { Agency } from '../../../src/agency/profile.ts'
import type { Checklist } from '../../../src/features/checklist/checklist-store.ts'
import type { Evidence } from '../../../src/evidence/evidence-store.ts'
import type { Item } from '../../../src/features/checklist/items.ts'
import { planName, readSheetRows, writeSheetRows, type SheetPlan } from '../../../src/features/checklist/sheet.ts'
import { sheetTextsFor } from '../../../src/texts/sheet.ts'
import { textsFor } from '../../../src/texts/th.ts'
import { readHeadings, readSheetCode, readSheetStatus } from '../../../src/thai/sheet-words.ts'
import { readTableFile, writeCsvFile, writeWorkbookFile } from '../../../src/tables/table.ts'
import { agencyFile } from '../../stores/ground.ts'

const { units, line: _line, ...profile } = agencyFile('town')
const agency: Agency = {
  id: 'a',
  revision: 1,
  basicId: null,
  profile,
  units: units.map((unit) => ({ id: unit.name, ...unit })),
}
const now = new Date('2026-11-23T03:00:00.000Z')

function item(number: number, over: Partial<Item> = {}): Item {
  return {
    edition: 2567,
    code: `O${number}`,
    number,
    title: `เรื่องที่ ${number}`,
    topic: `t${number}`,
    subIndicator: '9.1',
    units: ['กองคลัง'],
    owner: null,
    uploader: null,
    dueAt: null,
    status: 'open',
    note: null,
    reason: null,
    url: null,
    need: 0,
    ticks: [],
    submittedAt: null,
    submittedBy: null,
    passedBy: null,
    worth: 1,
    updatedAt: null,
    version: 0,
    ...over,
  }
}
const checklist = (items: Item[] = [1, 2, 3, 16].map((number) => item(number))): Checklist => ({
  edition: 2567,
  name: 'ITA 2567',
  subIndicators: [],
  items,
})

function read(rows: string[][], items?: Item[], pages = new Map<string, Evidence[]>()) {
  return readSheetRows(rows, { checklist: checklist(items), pages, agency, now })
}
function plan(rows: string[][], items?: Item[]): SheetPlan {
  const result = read(rows, items)
  if (!('plan' in result)) throw new Error(JSON.stringify(result))
  return result.plan
}
const head = ['ข้อ', 'หน่วยงาน', 'สถานะ', 'ลิงก์', 'หมายเหตุ']

describe('columns are known by their headings', () => {
  it.each<[string[], Record<string, number>]>([
    [['ข้อ', 'ข้อมูล', 'ผู้รับผิดชอบ', 'สถานะ', 'URL'], { code: 0, title: 1, unit: 2, status: 3, url: 4 }],
    [['ลำดับ', 'ข้อ', 'รายการ', 'ลิ้งค์', 'หมายเหตุ'], { code: 1, title: 2, url: 3, note: 4 }],
    [['Item', 'Unit', 'Status', 'Link', 'Remark'], { code: 0, unit: 1, status: 2, url: 3, note: 4 }],
    [['หมายเหตุ', 'ผลการดำเนินการ', 'กองที่รับผิดชอบ', 'รหัสข้อ'], { note: 0, status: 1, unit: 2, code: 3 }],
    [['ที่', 'ประเด็นการประเมิน', 'ดำเนินการ', 'ที่อยู่เว็บไซต์'], { code: 0, title: 1, status: 2, url: 3 }],
    [['No.', 'OIT', 'ส่วนราชการ', 'มี/ไม่มี', 'URL หลักฐาน'], { code: 1, unit: 2, presence: 3, url: 4 }],
    [
      [...sheetTextsFor.female.headings],
      { code: 0, title: 1, unit: 2, status: 3, presence: 4, url: 5, home: 6, path: 7, note: 8, due: 9, look: 10 },
    ],
  ])('%j', (cells, columns) => {
    expect(Object.fromEntries(readHeadings(cells))).toEqual(columns)
  })
})

describe('cells', () => {
  it.each([
    ['ยังไม่ได้ดำเนินการ', 'open'],
    ['ไม่มี', 'open'],
    ['กำลังดำเนินการ', 'in_work'],
    ['อยู่ระหว่างจัดทำ', 'in_work'],
    ['ดำเนินการแล้ว', 'reported'],
    ['ดำเนินการ', 'reported'],
    ['เผยแพร่แล้ว', 'reported'],
    ['มี', 'reported'],
    ['✓', 'reported'],
    ['/', 'reported'],
    ['Done', 'reported'],
    ['ผ่านการตรวจ', 'approved'],
    ['ตีกลับ', 'sent_back'],
    ['ไม่เกี่ยวข้อง', 'not_applicable'],
    ['', null],
    ['-', null],
    ['สีฟ้า', 'unknown'],
    ['ไม่ผ่าน', 'unknown'],
  ])('say of a state: %s', (cell, status) => {
    expect(readSheetStatus(cell)).toBe(status)
  })

  it.each(Object.values(textsFor.female.statusWords))('of our own export are read back: %s', (words) => {
    const [status] = Object.entries(textsFor.female.statusWords).find(([, said]) => said === words) ?? []
    expect(readSheetStatus(words)).toBe(status)
  })

  it.each([
    ['O16', 'O16'],
    ['o๑๖', 'O16'],
    ['016', 'O16'],
    ['16', 'O16'],
    ['16.', 'O16'],
    ['ข้อ 16', 'O16'],
    ['ข้อที่ ๑๖', 'O16'],
    ['OIT 16', 'O16'],
    ['9.1', null],
    ['รวม', null],
    ['0', null],
    ['16/17', null],
  ])('name an item: %s', (cell, code) => {
    expect(readSheetCode(cell)).toBe(code)
  })
})

describe('a sheet', () => {
  it('is taken over as far as it says something new, wherever its table stands', () => {
    const { changes, same } = plan([
      ['ตารางมอบหมายงาน ITA'],
      ['', 'ปีงบประมาณ 2567'],
      ['', ...head],
      ['', '9.1 ข้อมูลพื้นฐาน'],
      ['', 'O1', 'คลัง', 'ดำเนินการแล้ว', 'https://town.go.th/1\nhttps://town.go.th/1b', 'ครบถ้วน'],
      ['', '', '', '', 'www.town.go.th/1c'],
      ['', '2', 'ช่าง', '', '', ''],
      ['', 'o๓', '', '', '', ''],
      ['', 'รวม', '', '', '', ''],
    ])
    expect(
      changes.map(({ item: { code }, set, pages }) => ({ code, set, pages: pages.map((page) => page.url) })),
    ).toEqual([
      {
        code: 'O1',
        set: {
          status: 'reported',
          reason: null,
          submittedAt: null,
          submittedBy: null,
          passedBy: null,
          note: 'ครบถ้วน',
          url: 'https://town.go.th/1',
        },
        pages: ['https://town.go.th/1', 'https://town.go.th/1b', 'https://www.town.go.th/1c'],
      },
      { code: 'O2', set: { units: ['กองช่าง'] }, pages: [] },
    ])
    expect(same).toBe(1)
  })

  it('names each bad row, and then nothing of it is taken over', () => {
    expect(
      read([
        head,
        ['O1', 'คลัง', 'เสร็จแล้ว', 'https://town.go.th/1', ''],
        ['O99', '', 'เสร็จแล้ว', '', ''],
        ['O2', 'กองบิน', '', '', ''],
        ['O3', '', 'สีฟ้า', 'ดูในตู้', ''],
        ['O3', '', 'ไม่เกี่ยวข้อง', '', ''],
        ['O1', '', 'ยังไม่ได้ดำเนินการ', '', ''],
      ]),
    ).toEqual({
      mistakes: [
        { row: 3, what: 'unknown-code', cell: 'O99' },
        { row: 4, what: 'unknown-unit', cell: 'กองบิน' },
        { row: 5, what: 'unknown-status', cell: 'สีฟ้า' },
        { row: 5, what: 'bad-link', cell: 'ดูในตู้' },
        { row: 6, what: 'needs-reason', cell: 'ไม่เกี่ยวข้อง' },
        { row: 7, what: 'two-states', cell: 'ยังไม่ได้ดำเนินการ' },
      ],
    })
  })

  it.each([
    [[['ข้อ'], ['O1']], 'no-headings'],
    [
      [
        ['รายการ', 'สถานะ'],
        ['แผน', 'มี'],
      ],
      'no-headings',
    ],
    [[], 'no-headings'],
    [[head], 'no-rows'],
    [[head, ...Array.from({ length: 2001 }, () => ['O1', '', 'มี', '', ''])], 'too-many-rows'],
  ])('that is none is refused as a whole', (rows, fault) => {
    expect(read(rows)).toEqual({ fault })
  })

  it('cannot approve: what it calls approved waits for a second person', () => {
    const { changes, unapproved } = plan([head, ['O1', '', 'ผ่านการตรวจ', '', '']])
    expect([changes[0]?.set.status, unapproved]).toEqual(['reported', ['O1']])
  })

  it('does not put back what was approved when it only says that it is done', () => {
    expect(plan([head, ['O1', '', 'ดำเนินการแล้ว', '', '']], [item(1, { status: 'approved' })]).changes).toEqual([])
  })

  it('takes over pages that can be no evidence, and says so', () => {
    const { wrongPages, changes } = plan([head, ['O1', '', 'มี', 'https://forms.gle/x', '']])
    expect([wrongPages, changes[0]?.pages]).toEqual([
      ['O1'],
      [{ url: 'https://forms.gle/x', menuPath: null, homeUrl: null }],
    ])
  })

  it('of our own export changes nothing, as a workbook and as CSV', async () => {
    const items = [
      item(1, { status: 'approved', note: 'จัดทำแผนแล้ว', dueAt: new Date('2027-03-31T16:59:59.999Z') }),
      item(2, { status: 'sent_back', units: ['กองคลัง', 'กองช่าง'] }),
      item(3, { status: 'not_applicable', reason: 'ไม่มีกรณีนี้' }),
      item(16, { status: 'in_work', url: 'https://town.go.th/16' }),
    ]
    const page: Evidence = {
      id: 'e',
      edition: 2567,
      code: 'O16',
      pageUrl: 'https://town.go.th/16',
      homeUrl: 'https://town.go.th/',
      menuPath: 'หน้าหลัก › แผน',
      note: null,
      screenshotId: null,
      addedBy: null,
      addedAt: now,
      check: null,
      broken: false,
      staleFrom: null,
      submittedAt: null,
    }
    const pages = new Map([['O16', [page]]])
    const rows = writeSheetRows(checklist(items), pages, {
      ...sheetTextsFor.female,
      statuses: textsFor.female.statusWords,
      look: () => 'ใช้ได้',
    })
    for (const bytes of [
      await writeWorkbookFile(rows, rows[0]?.map(() => 20) ?? []),
      Buffer.from(writeCsvFile(rows)),
    ]) {
      const file = await readTableFile(bytes)
      expect(file?.kind).toBe('table')
      const again = read(file?.kind === 'table' ? file.rows : [], items, pages)
      expect(again).toEqual({ plan: { changes: [], same: 4, unapproved: [], wrongPages: [] } })
    }
  })

  it('has a name by what it changes', () => {
    const one = plan([head, ['O1', '', 'มี', '', '']])
    expect(planName(one)).toBe(planName(plan([head, ['O1', '', 'เสร็จแล้ว', '', '']])))
    expect(planName(one)).not.toBe(planName(plan([head, ['O1', '', 'กำลังทำ', '', '']])))
    expect(planName(one)).not.toBe(planName(plan([head, ['O1', '', 'มี', '', '']], [item(1, { version: 1 })])))
  })
})
