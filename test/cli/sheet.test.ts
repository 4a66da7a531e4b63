import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { machine, succeed, town, type Machine } from './ground.ts'
import { workbook } from './workbook.ts'

/** A machine with a town that works on 2566, which is loaded. */
async function townMachine(): Promise<Machine> {
  const made = machine()
  await succeed(made.prongsai('agency', 'add', made.file('town.json', { ...town, slug: 'town', edition: 2566 })))
  await succeed(made.prongsai('checklist', 'load', '--agency', 'town', '--edition', '2566'))
  return made
}

const head = ['ข้อ', 'รายการ', 'สถานะ', 'ลิงก์', 'หมายเหตุ']
const site = new URL(town.mainSite).hostname

function sheet(made: Machine, name: string, rows: string[][]): string {
  return made.file(name, workbook([['ตารางติดตาม ITA'], head, ...rows]))
}
const importing = (made: Machine, file: string, ...more: string[]) =>
  made.prongsai('checklist', 'import', file, '--agency', 'town', ...more)

describe('a sheet by command', () => {
  it('is shown, taken over and taken back', async () => {
    const made = await townMachine()
    const file = sheet(made, 'items.xlsx', [
      ['O1', 'โครงสร้าง', 'เผยแพร่แล้ว', `https://${site}/1`, ''],
      ['O2', 'ผู้บริหาร', 'กำลังดำเนินการ', '', 'รอรูปถ่าย'],
      ['O3', 'อำนาจหน้าที่', '', '', ''],
    ])
    expect(await succeed(importing(made, file, '--check'))).toBe(
      'O1: open → reported, 1 pages\nO2: open → in_work, note\nedition 2566: 2 items would change, 1 are so already',
    )
    const said = await succeed(importing(made, file))
    expect(said).toMatch(/edition 2566: 2 items set, 1 were so already/)
    const act = /--act (\S+)/.exec(said)?.[1] ?? ''
    expect(await succeed(importing(made, file))).toMatch(/0 items set, 3 were so already/)
    expect(await succeed(made.prongsai('checklist', 'undo', '--agency', 'town', '--act', act))).toBe(
      'edition 2566: 2 items as before',
    )
    expect(await succeed(importing(made, file, '--check'))).toMatch(/2 items would change/)
    const again = await made.prongsai('checklist', 'undo', '--agency', 'town', '--act', act)
    expect(again).toMatchObject({ code: 1, err: expect.stringMatching(/Nothing was taken back/) })
  })

  it('names every bad row, and one bad row changes nothing', async () => {
    const made = await townMachine()
    const file = sheet(made, 'bad.xlsx', [
      ['O1', '', 'เผยแพร่แล้ว', '', ''],
      ['O77', '', 'เผยแพร่แล้ว', '', ''],
      ['O2', '', 'สีฟ้า', '', ''],
    ])
    const { code, err } = await importing(made, file)
    expect(code).toBe(1)
    expect(err).toMatch(/nothing was changed:\nrow 4: "O77" is no item.*\nrow 5: "สีฟ้า" is no known state/)
    const good = sheet(made, 'good.xlsx', [['O1', '', 'เผยแพร่แล้ว', '', '']])
    expect(await succeed(importing(made, good, '--check'))).toMatch(/O1: open → reported/)
  })

  it('is written as a workbook and as CSV for Thai Excel, and read back without a change', async () => {
    const made = await townMachine()
    await succeed(importing(made, sheet(made, 'items.xlsx', [['O1', '', 'เผยแพร่แล้ว', `https://${site}/1`, '=1+1']])))
    for (const name of ['out.xlsx', 'out.csv']) {
      const file = join(made.dataDir, name)
      expect(await succeed(made.prongsai('checklist', 'export', file, '--agency', 'town'))).toBe('43 items written')
      expect(await succeed(importing(made, file, '--check'))).toMatch(/0 items would change, 43 are so already/)
    }
    const csv = readFileSync(join(made.dataDir, 'out.csv'))
    expect(csv.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
    expect(csv.toString()).toContain(`"'=1+1"`)
    expect(csv.toString()).toContain(`https://${site}/1`)
  })

  it.each([
    ['nothing.txt', 'hello', /readable table|headings/],
    ['empty.csv', '', /headings/],
    ['broken.xlsx', 'PK\x03\x04 broken', /readable table/],
  ])('that is none (%s) is refused with the cure', async (name, text, told) => {
    const made = await townMachine()
    const { code, err } = await importing(made, made.file(name, Buffer.from(text, 'latin1')))
    expect(code).toBe(1)
    expect(err).toMatch(told)
  })
})

describe('another year', () => {
  it('begins with the pages of the year before, and going back finds everything as it was', async () => {
    const made = await townMachine()
    const rows = [
      ['O1', '', 'เผยแพร่แล้ว', `https://${site}/1`, ''],
      ['O11', '', 'เผยแพร่แล้ว', `https://${site}/11`, ''],
      ['O12', '', 'เผยแพร่แล้ว', `https://${site}/12`, ''],
    ]
    await succeed(importing(made, sheet(made, 'items.xlsx', rows)))
    const use = (year: string) => made.prongsai('checklist', 'use', '--agency', 'town', '--edition', year)
    // O8 of 2567 is what O11 and O12 were.
    expect(await succeed(use('2567'))).toMatch(/^edition 2566 → 2567: pages of 2 items carried over, to be confirmed/)
    const file = join(made.dataDir, 'out.csv')
    await succeed(made.prongsai('checklist', 'export', file, '--agency', 'town'))
    const lines = readFileSync(file, 'utf8')
    expect(lines).toMatch(new RegExp(`"O8"[^]*"https://${site}/11\nhttps://${site}/12"[^]*"O9"`))
    expect(lines).not.toContain('"O43"')
    expect(await succeed(use('2566'))).toMatch(/^edition 2567 → 2566/)
    await succeed(made.prongsai('checklist', 'export', file, '--agency', 'town'))
    expect(await succeed(importing(made, file, '--check'))).toMatch(/0 items would change, 43 are so already/)
  })

  it('has a period, and a wrong one is refused', async () => {
    const made = await townMachine()
    const period = (from: string, to: string) =>
      made.prongsai('checklist', 'period', '--agency', 'town', '--edition', '2566', '--from', from, '--to', to)
    expect(await succeed(period('1/3/2566', '2023-04-30'))).toBe('edition 2566: period set')
    expect(await period('soon', '2023-04-30')).toMatchObject({ code: 1, err: expect.stringMatching(/--from/) })
    expect(await period('1/5/2566', '30/4/2566')).toMatchObject({ code: 1, err: expect.stringMatching(/before/) })
  })
})
