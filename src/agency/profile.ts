import { z } from 'zod'

const httpsUrl = z.url({ protocol: /^https$/, error: 'must be an https:// address' })

/** A unit (an office, a division) and the short forms by which people call it. */
const UnitProfile = z.strictObject({
  name: z.string().trim().min(1).max(100),
  short: z.array(z.string().trim().min(1).max(50)).max(10).default([]),
})

const workingDays = (least: number, most: number) => z.number().int().min(least).max(most)

/**
 * Until when people hear of what they asked or reported, and who hears when nobody does. Without a word in the agency file
 * it is as it stands here. The law allows fifteen days for a first word (Royal Decree on Good Governance, B.E. 2546,
 * section 38); whoever asks in a chat has given up by then.
 */
const TimeLimits = z
  .strictObject({
    /** Working days until a person's first word on a question, and on a request about the town. */
    question: workingDays(1, 15).default(1),
    request: workingDays(1, 15).default(3),
    /** The same for requests of one category, where it is to differ. */
    requestOf: z
      .strictObject({
        light: workingDays(1, 15),
        road: workingDays(1, 15),
        waste: workingDays(1, 15),
        water: workingDays(1, 15),
        nuisance: workingDays(1, 15),
        other: workingDays(1, 15),
      })
      .partial()
      .default({}),
    /** Working days until the next word on a request on which work has begun. */
    progress: workingDays(1, 60).default(7),
    /** Days without a word after which an answered thread is closed. */
    silence: z.number().int().min(1).max(90).default(7),
    /** So many working days before the limit the unit is reminded; 0 = on the day itself. */
    remind: workingDays(0, 10).default(0),
    /** Working days after the limit until the head of the unit, and then the executives, hear of it. */
    reviewer: workingDays(0, 30).default(1),
    executive: workingDays(0, 60).default(3),
  })
  .refine((limits) => limits.executive >= limits.reviewer, {
    path: ['executive'],
    error: 'must not be smaller than reviewer: the executives hear of it after the head of the unit',
  })

/** The agency file of `agency add` and AGENCY_FILE. Unknown keys are mistakes, so that a typo is found at once. */
export const AgencyFile = z.strictObject({
  slug: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'use 1 to 40 of a-z, 0-9 and hyphens, as in an address'),
  name: z.string().trim().min(1).max(200),
  type: z.string().trim().max(100).default(''),
  district: z.string().trim().max(100).nullish().transform(orEmpty),
  province: z.string().trim().max(100).nullish().transform(orEmpty),
  mainSite: httpsUrl,
  edition: z.number().int().min(2560).max(2600),
  units: z
    .array(UnitProfile)
    .max(100)
    .default([])
    .refine((units) => new Set(units.map((unit) => unit.name)).size === units.length, 'two units have the same name'),
  contacts: z.record(z.string().max(50), z.string().max(300)).default({}),
  line: z
    .strictObject({
      channelSecret: z.string().trim().min(1),
      channelAccessToken: z.string().trim().min(1),
      /** The account's @id, for the add-friend link on the public page. */
      basicId: z
        .string()
        .regex(/^@[a-z0-9._-]{3,40}$/i, 'looks like @abc1234x')
        .optional(),
    })
    .optional(),
  serviceHours: z.string().trim().max(200).default(''),
  digits: z.enum(['thai', 'arabic']).default('arabic'),
  /** Whose polite particle the bot's voice takes: a woman's, a man's or none. */
  voice: z.enum(['female', 'male', 'none']).default('female'),
  /** How many different people must say yes to an item that was handed in. */
  reviewLevels: z.union([z.literal(1), z.literal(2)]).default(1),
  timeLimits: TimeLimits.prefault({}),
  privacyPolicyUrl: httpsUrl.nullish().transform((url) => url ?? null),
  whistleblowing: z
    .strictObject({
      /** Whether reports of corruption may also be written in the chat; what that costs is said in `chatIntakeWarning`. */
      chatIntake: z.boolean().default(false),
    })
    .default({ chatIntake: false }),
})

export type AgencyFile = z.output<typeof AgencyFile>

/** What whoever opens the chat for reports of corruption must know; said by every command that does it. */
export const chatIntakeWarning = [
  'WARNING: whistleblowing.chatIntake is on. People may now write reports of corruption into the LINE chat.',
  '  What they write passes through LINE, which keeps it and knows who wrote it and when. The page /w needs none of that.',
  '  This server seals it at once and keeps neither words nor account, but for that moment it can read them; nobody can be left out as a reader.',
  '  It works only while Chat is off in LINE OA Manager (Settings > Response settings); with Chat on such texts are dropped.',
  '  Leave it off unless people in the town cannot use the page. To switch it off: remove it from the agency file and run agency add again.',
] as const

/** What the program knows of an agency. `channel` is absent when the agency has no LINE account yet. */
export type Agency = {
  id: string
  revision: number
  profile: Omit<AgencyFile, 'units' | 'line'>
  units: Unit[]
  basicId: string | null
}

export type Unit = { id: string; name: string; short: string[] }

function orEmpty(text: string | null | undefined): string {
  return text ?? ''
}
