import { SetupError } from '../kernel/errors.ts'
import { roles, staffStore } from '../staff/staff-store.ts'
import { registrationWord } from '../thai/commands.ts'
import type { Command } from './command.ts'
import { agencyNamed, atWork } from './workplace.ts'

const agencyOption = { value: 'slug', about: 'the agency', required: true } as const

/** Invitations, and who serves now. */
export const staffCommands: Command[] = [
  {
    name: 'staff invite',
    operands: [],
    about: `Prints a one-time code, valid for seven days. The person sends it to the account as: ${registrationWord} XXXX-XXXX`,
    options: {
      agency: agencyOption,
      name: { value: 'name', about: 'how colleagues know the person', required: true },
      unit: { value: 'unit', about: 'name or short form of the unit; left out for people above units' },
      role: { value: 'role', about: roles.join(', '), required: true },
    },
    async run({ options, print }) {
      const role = roles.find((known) => known === options['role'])
      if (!role) throw new SetupError(`--role must be one of ${roles.join(', ')}.`)
      const name = (options['name'] ?? '').trim()
      if (name === '' || name.length > 100) throw new SetupError('--name must have 1 to 100 letters.')
      const code = await atWork(async (place) => {
        const agency = await agencyNamed(place, options['agency'])
        const wanted = options['unit']?.trim()
        const unit =
          wanted === undefined ? null : agency.units.find((one) => one.name === wanted || one.short.includes(wanted))
        if (unit === undefined) {
          throw new SetupError(
            `There is no unit "${wanted ?? ''}". Known: ${agency.units.map((one) => one.name).join(', ')}.`,
          )
        }
        return staffStore(place.db, place.clock, place.ids).invite(agency.id, { name, unitId: unit?.id ?? null, role })
      })
      print(`code: ${code}`)
    },
  },
  {
    name: 'staff list',
    operands: [],
    about: 'Lists who serves now: id, name, unit, role, since when.',
    options: { agency: agencyOption },
    async run({ options, print }) {
      const members = await atWork(async (place) => {
        const agency = await agencyNamed(place, options['agency'])
        return staffStore(place.db, place.clock, place.ids).list(agency.id)
      })
      for (const member of members) {
        print(`${member.id}\t${member.name}\t${member.unit ?? '-'}\t${member.role}\t${member.since.slice(0, 10)}`)
      }
      if (members.length === 0) print('nobody has registered yet')
    },
  },
  {
    name: 'staff remove',
    operands: ['<id>'],
    about: 'Ends the service of one person (id from `staff list`). It takes effect with their very next message.',
    options: { agency: agencyOption },
    async run({ operands, options, print }) {
      const [staffId = ''] = operands
      const outcome = await atWork(async (place) => {
        const agency = await agencyNamed(place, options['agency'])
        return staffStore(place.db, place.clock, place.ids).remove(agency.id, staffId)
      })
      if (outcome === 'unknown') throw new SetupError(`Nobody with the id "${staffId}" serves now. Look at: staff list`)
      print('removed')
    },
  },
]
