import type { messagingApi } from '@line/bot-sdk'
import type { RichMenuApi } from '../../src/line/rich-menus.ts'

type Stored = { menu: messagingApi.RichMenuRequest; image: Buffer | null }

/** LINE's rich menus of one channel in memory, with the refusals that LINE's reference names. */
export function fakeRichMenuApi() {
  const menus = new Map<string, Stored>()
  const links = new Map<string, string>()
  const calls: string[] = []
  let defaultId: string | null = null
  let next = 1
  /** The call with this number (from 1) fails before it does anything; 0 = none. */
  let failingCall = 0

  function count(call: string): void {
    calls.push(call)
    if (calls.length === failingCall) throw new Error('LINE did not answer.')
  }
  function withImage(id: string): void {
    if (!menus.get(id)?.image) throw new Error('400 must upload richmenu image before applying it to user')
  }

  const api: RichMenuApi = {
    async list() {
      count('list')
      return [...menus].map(([richMenuId, { menu }]) => ({ richMenuId, name: menu.name ?? '' }))
    },
    async getDefault() {
      count('getDefault')
      return defaultId
    },
    async create(menu) {
      count('create')
      const id = `richmenu-${next++}`
      menus.set(id, { menu, image: null })
      return id
    },
    async setImage(id, png) {
      count('setImage')
      const stored = menus.get(id)
      if (!stored) throw new Error('404 Not found')
      if (stored.image) throw new Error('400 An image has already been uploaded to the richmenu')
      stored.image = png
    },
    async setDefault(id) {
      count('setDefault')
      withImage(id)
      defaultId = id
    },
    async delete(id) {
      count('delete')
      if (!menus.delete(id)) throw new Error('404 Not found')
      if (defaultId === id) defaultId = null
      for (const [userId, linked] of links) if (linked === id) links.delete(userId)
    },
    async link(userId, id) {
      count('link')
      withImage(id)
      links.set(userId, id)
    },
    async unlink(userId) {
      count('unlink')
      links.delete(userId)
    },
  }

  return {
    api,
    calls,
    names: () => [...menus.values()].map(({ menu }) => menu.name ?? ''),
    /** The chat bar text of the menu that a person sees, or null. */
    seenBy(userId: string): string | null {
      return menus.get(links.get(userId) ?? defaultId ?? '')?.menu.chatBarText ?? null
    },
    forgetCalls: () => calls.splice(0),
    failAt(call: number): void {
      failingCall = call
    },
  }
}
