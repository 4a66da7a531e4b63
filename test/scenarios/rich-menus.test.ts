import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { buttonData } from '../../src/chat/button.ts'
import { packageRoot } from '../../src/kernel/root.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { createLine } from '../../src/line/client.ts'
import { installRichMenus, readRichMenus, richMenuApi } from '../../src/line/rich-menus.ts'
import { staffStore } from '../../src/staff/staff-store.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { startBot, type Bot, type Phone } from '../support/bot.ts'

let bot: Bot
afterEach(() => bot.stop())

async function install(): Promise<void> {
  const menus = readRichMenus(join(packageRoot, 'flex-templates/rich-menus'), {
    publicUrl: 'https://bot.example.go.th',
    agency: bot.slug,
    askButton: buttonData({ name: 'ask' }),
  })
  const channel = createLine(bot.config.lineApi).channel(new Secret('token-of-phothong'))
  await installRichMenus(richMenuApi(channel), menus, [])
}

const menuOf = (phone: Phone) => String(bot.line.richMenu(bot.slug, phone.userId)?.menu['chatBarText'])

it('shows each role its menu from the moment of registration, and the citizens’ again after removal', async () => {
  bot = await startBot()
  await install()
  const somchai = bot.citizen()
  await somchai.follows()
  expect(menuOf(somchai)).toBe('เมนูบริการ')
  const clerk = await bot.staff('staff', 'กองคลัง')
  expect(menuOf(clerk)).toBe('เมนูเจ้าหน้าที่')
  const mayor = await bot.staff('executive')
  expect(menuOf(mayor)).toBe('เมนูผู้บริหาร')

  const agency = await bot.app.agencies.bySlug(bot.slug)
  const store = staffStore(bot.database.db, bot.clock, systemIds)
  const [member] = await store.list(agency?.id ?? '')
  for (const one of await store.list(agency?.id ?? '')) await store.remove(agency?.id ?? '', one.id)
  expect(member).toBeDefined()
  await clerk.says('ข้อไหนยังไม่ได้ดำเนินการ')
  expect(clerk.lastWords()).not.toContain('O14')
  expect(menuOf(clerk)).toBe('เมนูบริการ')
})

it('asks LINE for the menus once a minute, not with every message, while LINE does not tell', async () => {
  bot = await startBot()
  await install()
  const asked = () => bot.line.calls().filter((call) => call.path.endsWith('/richmenu/list')).length
  Object.assign(bot.line.faults, { only: /richmenu\/list/, down: true })
  const before = asked()
  const clerk = await bot.staff('staff', 'กองคลัง')
  const tried = asked()
  expect(tried).toBeGreaterThan(before)
  for (let turn = 0; turn < 3; turn += 1) await clerk.says('ข้อไหนยังไม่ได้ดำเนินการ')
  expect(asked()).toBe(tried)
  bot.line.faults.down = false
  bot.clock.move(60_001)
  await clerk.says('ข้อไหนยังไม่ได้ดำเนินการ')
  expect(menuOf(clerk)).toBe('เมนูเจ้าหน้าที่')
})
