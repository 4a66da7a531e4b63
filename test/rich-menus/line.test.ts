import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/kernel/root.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { createLine } from '../../src/line/client.ts'
import { installRichMenus, readRichMenus, richMenuApi } from '../../src/line/rich-menus.ts'
import { startFakeLine, userIdFor } from '../simulator/line/fake-line.ts'
import type { FakeLine } from '../simulator/line/types.ts'

const values = { publicUrl: 'https://bot.example.go.th', agency: 'khaokluai', askButton: 'v1|ask' }
const menus = readRichMenus(join(packageRoot, 'flex-templates', 'rich-menus'), values)
const [clerk, citizen, newcomer] = [userIdFor('clerk'), userIdFor('citizen'), userIdFor('newcomer')]

let line: FakeLine | undefined
afterEach(() => line?.stop())

/** A channel with two friends, reached through LINE's own SDK. */
async function startChannel() {
  const platform = await startFakeLine()
  line = platform
  platform.addChannel({
    name: 'khaokluai',
    secret: 's',
    accessToken: 'token',
    webhookUrl: 'http://127.0.0.1:9/',
    quota: 300,
  })
  for (const userId of [clerk, citizen]) await platform.follow('khaokluai', userId)
  const channel = createLine({ api: platform.apiUrl, data: platform.dataUrl }).channel(new Secret('token'))
  return { platform, api: richMenuApi(channel) }
}

describe("the rich menus on LINE's own protocol", () => {
  it('are accepted with their pictures and shown by role', async () => {
    const { platform, api } = await startChannel()
    await installRichMenus(api, menus, [{ userId: clerk, role: 'staff' }])
    expect(platform.richMenu('khaokluai', citizen)?.menu['chatBarText']).toBe('เมนูบริการ')
    expect(platform.richMenu('khaokluai', clerk)?.menu['chatBarText']).toBe('เมนูเจ้าหน้าที่')
    expect(platform.richMenu('khaokluai', citizen)?.image?.type).toBe('image/png')
    expect(platform.calls().filter(({ status }) => status >= 400 && status !== 404)).toEqual([])
  })

  it('are created once: a second installation only looks', async () => {
    const { platform, api } = await startChannel()
    await installRichMenus(api, menus, [])
    platform.forget()
    expect((await installRichMenus(api, menus, [])).changed).toBe(false)
    expect(platform.calls().map(({ method }) => method)).toEqual(['GET', 'GET'])
  })

  it('open the protected channel without a word to the bot', async () => {
    const { platform, api } = await startChannel()
    await installRichMenus(api, menus, [])
    platform.forget()
    const areas = platform.richMenu('khaokluai', citizen)?.menu['areas']
    const action = Array.isArray(areas) ? (areas.at(-1) as { action: Record<string, unknown> }).action : {}
    expect(await platform.tap('khaokluai', citizen, action)).toBeNull()
    expect(platform.deliveries()).toEqual([])
    expect(platform.chat('khaokluai', citizen)).toEqual([])
  })

  it('go back to the default for somebody who is unlinked, and linking a stranger is no error', async () => {
    const { platform, api } = await startChannel()
    const { installed } = await installRichMenus(api, menus, [{ userId: clerk, role: 'staff' }])
    await api.unlink(clerk)
    expect(platform.richMenu('khaokluai', clerk)?.menu['chatBarText']).toBe('เมนูบริการ')
    await api.link(newcomer, installed.staff)
  })
})
