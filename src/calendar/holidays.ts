import { z } from 'zod'
import list from './holidays.json' with { type: 'json' }

/** "2026-04-13": a day of the common era as it is counted in Bangkok. */
export const DayText = z.iso.date()

const List = z.strictObject({
  about: z.string(),
  years: z.array(z.number().int()),
  days: z.array(
    z.strictObject({ date: DayText, name: z.string().min(1), kind: z.enum(['holiday', 'substitution', 'extra']) }),
  ),
})

export type Holiday = z.output<typeof List>['days'][number]

const official = List.parse(list)

/** Buddhist years whose official holidays are known; of others only weekends are. */
export const knownYears: readonly number[] = official.years

/** The official holidays of Thailand, by date; a date may stand twice. Source: resolutions of the cabinet, year by year. */
export const officialHolidays: readonly Holiday[] = official.days
