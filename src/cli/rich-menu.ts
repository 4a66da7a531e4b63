import { join } from 'node:path'
import { agencyDirectory } from '../agency/directory.ts'
import { agencyStore } from '../agency/agency-store.ts'
import { buttonData } from '../chat/button.ts'
import { SetupError } from '../kernel/errors.ts'
import { packageRoot } from '../kernel/root.ts'
import { createLine } from '../line/client.ts'
import { menuRoleOf } from '../line/menu-role.ts'
import { installRichMenus, readRichMenus, richMenuApi } from '../line/rich-menus.ts'
import { toRole } from '../staff/staff-store.ts'
import type { Command } from './command.ts'
import { agencyNamed, withDatabase } from './workplace.ts'

/** The rich menus of the account. */
export const richMenuCommands: Command[] = [
  {
    name: 'rich-menu install',
    operands: [],
    about:
      'Puts the three rich menus (citizen, staff, executive) on the account, unless they are there already, and reads its @id for the public page.',
    options: { agency: { value: 'slug', about: 'the agency', required: true } },
    async run({ options, print }) {
      const { changed, members, basicId } = await withDatabase(async ({ config, database, clock, ids, envelope }) => {
        const { db } = database
        const agency = await agencyNamed({ db, clock, ids, envelope }, options['agency'])
        const store = agencyStore(db, clock, ids, envelope)
        const account = await agencyDirectory(store, clock, config.channel).byId(agency.id)
        if (!account) throw new SetupError('This agency has no channel yet: see doctor.')
        const menus = readRichMenus(join(packageRoot, 'flex-templates/rich-menus'), {
          publicUrl: config.publicUrl,
          agency: agency.profile.slug,
          askButton: buttonData({ name: 'ask' }),
        })
        const rows = await db
          .selectFrom('staff')
          .innerJoin('people', 'people.person_id', 'staff.person_id')
          .select(['people.line_user_id', 'staff.role'])
          .where('staff.agency_id', '=', agency.id)
          .where('staff.removed_at', 'is', null)
          .execute()
        const serving = rows.map((row) => ({ userId: row.line_user_id, role: menuRoleOf(toRole(row.role)) }))
        const channel = createLine(config.lineApi).channel(account.channel.accessToken)
        const result = await installRichMenus(richMenuApi(channel), menus, serving)
        const { basicId: told } = await channel.api.getBotInfo()
        if (told !== agency.basicId) await store.keepBasicId(agency.id, told)
        return { changed: result.changed, members: serving.length, basicId: told }
      })
      print(
        changed ? `rich menus installed; ${members} members of staff have theirs` : 'the rich menus are there already',
      )
      print(`the public page leads to ${basicId}`)
    },
  },
]
