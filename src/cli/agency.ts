import { agencyStore } from '../agency/agency-store.ts'
import { chatIntakeWarning } from '../agency/profile.ts'
import { readAgencyFile } from '../start.ts'
import type { Command } from './command.ts'
import { atWork } from './workplace.ts'

/** Agencies: the first one added is the default one, which `/webhook` and the two secrets of the environment belong to. */
export const agencyCommands: Command[] = [
  {
    name: 'agency add',
    operands: ['<file.json>'],
    about: 'Creates an agency, or brings it up to date with the file. An edition that was chosen since stays.',
    options: { 'take-edition': { about: "the file's edition counts, although another one was chosen since" } },
    async run({ operands, switches, print }) {
      const [file = ''] = operands
      const profile = readAgencyFile(file)
      const { outcome, edition } = await atWork((place) =>
        agencyStore(place.db, place.clock, place.ids, place.envelope).save(profile, switches.has('take-edition')),
      )
      print(`${outcome}: ${profile.slug} ${profile.name}`)
      if (edition !== profile.edition)
        print(`edition ${edition} was chosen and stays; the file says ${profile.edition} (--take-edition uses that)`)
      if (profile.whistleblowing.chatIntake) for (const line of chatIntakeWarning) print(line)
    },
  },
  {
    name: 'agency list',
    operands: [],
    about: 'Lists the agencies, the default one first.',
    options: {},
    async run({ print }) {
      const agencies = await atWork(async (place) => {
        const store = agencyStore(place.db, place.clock, place.ids, place.envelope)
        const all = await store.all()
        return Promise.all(all.map(async (agency) => ({ agency, own: (await store.channel(agency.id)) !== null })))
      })
      for (const { agency, own } of agencies) {
        const { slug, name, edition } = agency.profile
        print(
          `${slug}\t${name}\tedition ${edition}\t${agency.units.length} units\t${own ? 'own channel' : 'channel from the environment'}`,
        )
      }
      if (agencies.length === 0) print('no agencies')
    },
  },
]
