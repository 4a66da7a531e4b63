import { inboxStore } from '../inbox/inbox-store.ts'
import type { Command } from './command.ts'
import { withDatabase } from './workplace.ts'

/** Events that were given up. */
export const inboxCommands: Command[] = [
  {
    name: 'inbox retry',
    operands: [],
    about: 'Lets parked events be tried again, e.g. after an update that mends what made them fail.',
    options: {},
    async run({ print }) {
      const count = await withDatabase(({ database, clock, envelope }) =>
        inboxStore(database.db, clock, envelope, 'cli').retryParked(),
      )
      print(`${count} events will be tried again`)
    },
  },
]
