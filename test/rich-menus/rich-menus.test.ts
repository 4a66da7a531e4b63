import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { contrast } from '../../src/flex/colours.ts'
import { SetupError } from '../../src/kernel/errors.ts'
import { packageRoot } from '../../src/kernel/root.ts'
import {
  findRichMenus,
  installRichMenus,
  readMenuFile,
  readRichMenus,
  richMenuRoles,
  richMenuSize,
  showRichMenu,
} from '../../src/line/rich-menus.ts'
import { fakeRichMenuApi } from './fake-api.ts'
import { drawingOf, drawMenu } from './picture.ts'

const folder = join(packageRoot, 'flex-templates', 'rich-menus')
const values = { publicUrl: 'https://bot.example.go.th', agency: 'khaokluai', askButton: 'v1|ask' }
const protectedAddress = 'https://bot.example.go.th/w/khaokluai?openExternalBrowser=1'

const scratch: string[] = []
afterAll(() => scratch.forEach((path) => rmSync(path, { recursive: true })))

/** The menus with the text of one file changed by an editor. */
function edited(file: string, edit: (text: string) => string | Buffer): string {
  const copy = mkdtempSync(join(tmpdir(), 'rich-menus-'))
  scratch.push(copy)
  cpSync(folder, copy, { recursive: true })
  writeFileSync(join(copy, file), edit(readFileSync(join(copy, file), 'utf8')))
  return copy
}

describe('the rich menus as they are shipped', () => {
  it('has a menu for citizens, staff and executives, each with six labelled cells', () => {
    const menus = readRichMenus(folder, values)
    expect(menus.map(({ role }) => role)).toEqual(['citizen', 'staff', 'executive'])
    const labels = menus.map(({ definition }) => definition.areas?.map(({ action }) => action?.label))
    expect(labels).toEqual([
      ['ถามคำถาม', 'คำถามของฉัน', 'แจ้งปัญหา', 'ข้อมูลเปิดเผย', 'ติดต่อ', 'แจ้งทุจริต'],
      ['ข้อค้าง', 'ส่งความคืบหน้า', 'กล่องคำถาม', 'สรุป', 'ช่วยเหลือ', 'แจ้งทุจริต'],
      ['สรุป', 'รายกอง', 'คะแนน', 'รอตรวจ', 'เรื่องร้องเรียน', 'แจ้งทุจริต'],
    ])
  })

  it.each(richMenuRoles)(
    'opens the protected channel from the %s menu by a static address, never by a message',
    (role) => {
      const menu = readRichMenus(folder, values).find((candidate) => candidate.role === role)
      const actions = menu?.definition.areas?.map(({ action }) => action) ?? []
      expect(actions.filter((action) => action?.label === 'แจ้งทุจริต')).toEqual([
        { type: 'uri', label: 'แจ้งทุจริต', uri: protectedAddress },
      ])
    },
  )

  it('opens the keyboard for a question and sends plain words for everything else', () => {
    const [citizen] = readRichMenus(folder, values)
    const actions = citizen?.definition.areas?.map(({ action }) => action) ?? []
    expect(actions[0]).toEqual({
      type: 'postback',
      label: 'ถามคำถาม',
      data: 'v1|ask',
      inputOption: 'openKeyboard',
    })
    expect(actions.slice(1, 5).map((action) => action?.type)).toEqual(['message', 'message', 'message', 'message'])
  })

  it.each(richMenuRoles)('leaves no spot of the %s picture without a cell and none with two', (role) => {
    const menu = readRichMenus(folder, values).find((candidate) => candidate.role === role)
    const bounds = menu?.definition.areas?.map(({ bounds }) => bounds) ?? []
    const cellsAt = (x: number, y: number) =>
      bounds.filter((cell) => {
        const { x: left = -1, y: top = -1, width = 0, height = 0 } = cell ?? {}
        return x >= left && x < left + width && y >= top && y < top + height
      }).length
    const columns = [0, 832, 833, 1250, 1666, 1667, richMenuSize.width - 1]
    const rows = [0, 842, 843, richMenuSize.height - 1]
    expect(columns.flatMap((x) => rows.map((y) => cellsAt(x, y)))).toEqual(columns.flatMap(() => rows.map(() => 1)))
  })

  it.each(richMenuRoles)('has the %s picture drawn from the file as it is now (else: npm run rich-menus)', (role) => {
    const png = readFileSync(join(folder, `${role}.png`))
    expect(png.includes(drawingOf(drawMenu(role, readMenuFile(folder, role))))).toBe(true)
  })

  it.each(richMenuRoles)('keeps the %s picture within what a slow connection can bear: 200 KB', (role) => {
    expect(readFileSync(join(folder, `${role}.png`)).length).toBeLessThan(200 * 1024)
  })

  it.each(richMenuRoles)('shows every word of the %s menu at a contrast of at least 4.5 to 1', (role) => {
    const [, , ...cells] = drawMenu(role, readMenuFile(folder, role)).split('<rect ')
    const contrasts = cells.flatMap((cell) => {
      const [card = '', ...words] = [...cell.matchAll(/^[^>]*fill="(#\w{6})"|<text [^>]*fill="(#\w{6})"/g)].map(
        ([, background, letters]) => background ?? letters ?? '',
      )
      return words.map((letters) => contrast(card, letters))
    })
    expect(contrasts).toHaveLength(12)
    expect(Math.min(...contrasts)).toBeGreaterThanOrEqual(4.5)
  })

  it.each(richMenuRoles)('gives the colour of the protected channel to one cell of the %s menu', (role) => {
    expect(drawMenu(role, readMenuFile(folder, role)).split('#3D2C6B')).toHaveLength(2)
  })
})

describe('a mistake in a menu file', () => {
  const mistakes: [string, string, (text: string) => string | Buffer, RegExp][] = [
    ['a missing comma', 'citizen.json', (text) => text.replace(',', ''), /citizen\.json is not valid JSON/],
    ['a misspelt key', 'staff.json', (text) => text.replace('"chatBarText"', '"chatBar"'), /staff\.json[^]*chatBar/],
    [
      'a chat bar text of 15 letters',
      'staff.json',
      (text) => text.replace('เมนูเจ้าหน้าที่', 'ก'.repeat(15)),
      /staff\.json[^]*at most 14 letters/,
    ],
    [
      'a tap that does two things',
      'staff.json',
      (text) => text.replace('"say": "ข้อค้าง"', '"say": "ข้อค้าง", "open": "https://a.go.th"'),
      /staff\.json[^]*must be \{"say"/,
    ],
    ['five cells', 'staff.json', (text) => withoutFirstCell(text), /staff\.json[^]*6/],
    [
      'an unknown placeholder',
      'citizen.json',
      (text) => text.replace('{{askButton}}', '{{ask}}'),
      /\{\{ask\}\} is not known/,
    ],
    [
      'a protected channel that would leave a message in the chat',
      'citizen.json',
      (text) => text.replace(/"open": ".*?"/, '"say": "แจ้งทุจริต"'),
      /exactly one cell must have the tap \{"open": "\{\{publicUrl\}\}\/w\//,
    ],
    [
      'a protected channel inside LINE',
      'executive.json',
      (text) => text.replace('?openExternalBrowser=1', ''),
      /executive\.json: exactly one cell/,
    ],
    [
      'an address that LINE does not open',
      'citizen.json',
      (text) => text.replace('"say": "ติดต่อ"', '"open": "mailto:a@b.go.th"'),
      /"ติดต่อ" must open an address/,
    ],
    ['a picture that is none', 'citizen.png', () => 'no picture', /citizen\.png is not a PNG.*npm run rich-menus/],
    ['a picture of another size', 'citizen.png', () => smallPng(), /1200 x 810 pixels and must be 2500 x 1686/],
    ['a picture above 1 MB', 'citizen.png', () => hugePng(), /larger than LINE's 1 MB/],
  ]
  it.each(mistakes)('is answered with its cure: %s', (_, file, edit, cure) => {
    const copy = edited(file, edit)
    expect(() => readRichMenus(copy, values)).toThrow(SetupError)
    expect(() => readRichMenus(copy, values)).toThrow(cure)
  })

  it('is answered with its cure: a picture that was not drawn', () => {
    const copy = edited('staff.json', (text) => text)
    rmSync(join(copy, 'staff.png'))
    expect(() => readRichMenus(copy, values)).toThrow(/staff\.png cannot be read\. Draw it with: npm run rich-menus/)
  })

  it('is answered with its cure: a sign that nobody drew, a label or a note too long for its cell', () => {
    const menu = readMenuFile(folder, 'staff')
    const [first, ...rest] = menu.cells
    if (!first) throw new Error('The staff menu has no cells.')
    const draw = (change: Partial<typeof first>) => () =>
      drawMenu('staff', { ...menu, cells: [{ ...first, ...change }, ...rest] })
    expect(draw({ sign: 'dragon' })).toThrow(/"dragon" is not known. Signs: ask, /)
    expect(draw({ label: 'ข้อที่ยังไม่ได้ดำเนินการ' })).toThrow(/"ข้อที่ยังไม่ได้ดำเนินการ" is too long/)
    expect(draw({ note: 'ข้อที่ยังไม่ได้ดำเนินการในปีนี้' })).toThrow(/is too long for its cell/)
  })
})

describe('installing the rich menus on LINE', () => {
  const menus = readRichMenus(folder, values)
  const members = [
    { userId: 'U-clerk', role: 'staff' as const },
    { userId: 'U-mayor', role: 'executive' as const },
  ]

  it('shows everybody the menu of their role', async () => {
    const line = fakeRichMenuApi()
    const { installed, changed } = await installRichMenus(line.api, menus, members)
    expect(changed).toBe(true)
    expect(line.seenBy('U-citizen')).toBe('เมนูบริการ')
    expect(line.seenBy('U-clerk')).toBe('เมนูเจ้าหน้าที่')
    expect(line.seenBy('U-mayor')).toBe('เมนูผู้บริหาร')
    expect(await findRichMenus(line.api, menus)).toEqual(installed)
  })

  it('asks LINE for nothing but the list and the default when nothing changed', async () => {
    const line = fakeRichMenuApi()
    const first = await installRichMenus(line.api, menus, members)
    line.forgetCalls()
    expect(await installRichMenus(line.api, menus, members)).toEqual({ installed: first.installed, changed: false })
    expect(line.calls).toEqual(['list', 'getDefault'])
  })

  it('replaces its own earlier menus after a change and leaves those of others alone', async () => {
    const line = fakeRichMenuApi()
    await line.api.create({ name: 'made by the agency', chatBarText: 'เดิม' })
    await installRichMenus(line.api, menus, members)
    const before = line.names()
    const moved = readRichMenus(folder, { ...values, publicUrl: 'https://new.example.go.th' })
    expect(await findRichMenus(line.api, moved)).toBeNull()
    await installRichMenus(line.api, moved, members)
    expect(line.names()).toHaveLength(4)
    expect(line.names().filter((name) => before.includes(name))).toEqual(['made by the agency'])
    expect(line.seenBy('U-clerk')).toBe('เมนูเจ้าหน้าที่')
  })

  it('makes new menus when only a picture changed', async () => {
    const line = fakeRichMenuApi()
    await installRichMenus(line.api, menus, [])
    const redrawn = menus.map((menu) => ({ ...menu, image: Buffer.concat([menu.image, Buffer.from('0')]) }))
    expect((await installRichMenus(line.api, redrawn, [])).changed).toBe(true)
  })

  it('ends in the same state when it is run again after breaking off at any call', async () => {
    const whole = fakeRichMenuApi()
    await installRichMenus(whole.api, menus, members)
    const complete = whole.calls.length
    expect(complete).toBeGreaterThan(8)
    const old = readRichMenus(folder, { ...values, publicUrl: 'https://old.example.go.th' })
    for (let call = 1; call <= complete + 3; call++) {
      const line = fakeRichMenuApi()
      await installRichMenus(line.api, old, members)
      line.forgetCalls()
      line.failAt(call)
      await expect(installRichMenus(line.api, menus, members)).rejects.toThrow('LINE did not answer.')
      expect(line.seenBy('U-citizen')).toBe('เมนูบริการ')
      expect(line.seenBy('U-clerk')).toBe('เมนูเจ้าหน้าที่')
      line.failAt(0)
      await installRichMenus(line.api, menus, members)
      expect(line.names().toSorted()).toEqual(whole.names().toSorted())
      expect(line.seenBy('U-citizen')).toBe('เมนูบริการ')
      expect(line.seenBy('U-clerk')).toBe('เมนูเจ้าหน้าที่')
      expect(line.seenBy('U-mayor')).toBe('เมนูผู้บริหาร')
    }
  })

  it('gives a newly registered person the menu of the role, and the default back to one who leaves', async () => {
    const line = fakeRichMenuApi()
    const { installed } = await installRichMenus(line.api, menus, [])
    await showRichMenu(line.api, installed, 'U-new', 'executive')
    expect(line.seenBy('U-new')).toBe('เมนูผู้บริหาร')
    await showRichMenu(line.api, installed, 'U-new', 'citizen')
    expect(line.seenBy('U-new')).toBe('เมนูบริการ')
  })
})

function withoutFirstCell(text: string): string {
  const menu = JSON.parse(text) as { cells: unknown[] }
  return JSON.stringify({ ...menu, cells: menu.cells.slice(1) })
}

function smallPng(): Buffer {
  const png = readFileSync(join(folder, 'citizen.png'))
  png.writeUInt32BE(1200, 16)
  png.writeUInt32BE(810, 20)
  return png
}

function hugePng(): Buffer {
  return Buffer.concat([readFileSync(join(folder, 'citizen.png')), Buffer.alloc(1024 * 1024)])
}
