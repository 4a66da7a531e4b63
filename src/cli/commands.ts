import { agencyCommands } from './agency.ts'
import { backupCommands } from './backup.ts'
import { channelCommands } from './channel.ts'
import { checklistCommands } from './checklist.ts'
import type { Command } from './command.ts'
import { holidayCommands } from './holiday.ts'
import { doctorCommands } from './doctor.ts'
import { faqCommands } from './faq.ts'
import { inboxCommands } from './inbox.ts'
import { measureCommands } from './measures.ts'
import { richMenuCommands } from './rich-menu.ts'
import { scoreCommands } from './scores.ts'
import { staffCommands } from './staff.ts'
import { statisticsCommands } from './statistics.ts'

/** Every command, in the order in which help lists them. */
export const commands: readonly Command[] = [
  ...agencyCommands,
  ...holidayCommands,
  ...staffCommands,
  ...faqCommands,
  ...statisticsCommands,
  ...checklistCommands,
  ...scoreCommands,
  ...measureCommands,
  ...channelCommands,
  ...richMenuCommands,
  ...inboxCommands,
  ...doctorCommands,
  ...backupCommands,
]
