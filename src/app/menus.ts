import { join } from 'node:path'
import type { Agency } from '../agency/profile.ts'
import { buttonData } from '../chat/button.ts'
import { packageRoot } from '../kernel/root.ts'
import type { LineChannel } from '../line/client.ts'
import { menuRoleOf } from '../line/menu-role.ts'
import {
  findRichMenus,
  readRichMenus,
  richMenuApi,
  showRichMenu,
  type InstalledRichMenus,
  type RichMenuRole,
} from '../line/rich-menus.ts'
import type { Visitor } from '../people/people-store.ts'
import { nobody } from './nobody.ts'
import type { Parts } from './parts.ts'
import type { SideWork } from './work-loop.ts'

/** How long the rich menus of an account are taken for unchanged, in ms. */
const menusBelievedFor = 600_000
/** How long LINE is left alone with that question when it did not answer it, in ms. */
const menusAskedAgainAfter = 60_000

/** Whoever serves sees another rich menu. */
export function createMenuKeeper({ config, clock, log, metrics, people, channel }: Parts) {
  type MenuChange = { agency: Agency; personId: string; userId: string; role: RichMenuRole }
  const menuChanges = new Map<string, MenuChange>()
  const installedMenus = new Map<string, { menus: InstalledRichMenus | null; until: number }>()

  function noteMenu(agency: Agency, visitor: Visitor, userId: string, serves: string | null): void {
    const role = menuRoleOf(serves)
    if (visitor !== nobody && role !== (visitor.menu ?? 'citizen')) {
      menuChanges.set(visitor.personId, { agency, personId: visitor.personId, userId, role })
    }
  }

  /** Shows people the menu of their role. What fails is noted again with the person's next message. */
  async function changeMenus(): Promise<void> {
    for (const [key, change] of menuChanges) {
      menuChanges.delete(key)
      try {
        const account = await channel(change.agency.id)
        const menus = account ? await menusOf(change.agency, account) : null
        if (!account || !menus) continue
        await showRichMenu(richMenuApi(account), menus, change.userId, change.role)
        await people.setMenu(change.personId, change.role)
      } catch (cause) {
        metrics.count('prongsai_errors_total', 'menu')
        log.warn('menu.failed', { cause: cause instanceof Error ? cause.name : 'unknown' })
      }
    }
  }

  /** The menus that `rich-menu install` put on the account, or null. LINE is asked once in a while, not for each person. */
  async function menusOf(agency: Agency, account: LineChannel): Promise<InstalledRichMenus | null> {
    const now = clock.now().getTime()
    const known = installedMenus.get(agency.id)
    if (known && now < known.until) return known.menus
    const wanted = readRichMenus(join(packageRoot, 'flex-templates/rich-menus'), {
      publicUrl: config.publicUrl,
      agency: agency.profile.slug,
      askButton: buttonData({ name: 'ask' }),
    })
    // Should LINE not tell, it is not asked again with the very next message.
    installedMenus.set(agency.id, { menus: null, until: now + menusAskedAgainAfter })
    const menus = await findRichMenus(richMenuApi(account), wanted)
    installedMenus.set(agency.id, { menus, until: now + menusBelievedFor })
    return menus
  }

  return {
    noteMenu,
    work: { name: 'menu', hasWork: () => menuChanges.size > 0, run: changeMenus } satisfies SideWork,
  }
}
