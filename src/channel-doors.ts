import { statfsSync } from 'node:fs'
import { agencyStore } from './agency/agency-store.ts'
import type { Agency } from './agency/profile.ts'
import { calendarStore } from './calendar/calendar-store.ts'
import type { Db } from './db/open.ts'
import type { Clock } from './kernel/clock.ts'
import type { Envelope } from './kernel/envelope.ts'
import type { Ids } from './kernel/ids.ts'
import type { Log } from './kernel/log.ts'
import type { Secret } from './kernel/secret.ts'
import { remind } from './notices/notice-store.ts'
import { slots } from './notices/plan.ts'
import type { Job } from './schedule/job.ts'
import { entryLinks } from './staff/entry-links.ts'
import { fromThaiDate } from './thai/dates.ts'
import type { PublishedCount } from './web/public-agency.ts'
import type { OpenCases } from './whistleblowing/cases-db.ts'
import { createChannel, type Channel } from './whistleblowing/channel.ts'
import type { ChatFiling } from './whistleblowing/chat-intake.ts'
import { noon } from './whistleblowing/day.ts'
import type { Desk, Official } from './whistleblowing/officer-routes.ts'
import type { PageAssets } from './whistleblowing/page-assets.ts'
import type { ChannelAgency } from './whistleblowing/requests.ts'

/** What the protected channel brings with it: a database of its own, a secret beside it, its pages. */
export type ChannelParts = {
  cases: OpenCases
  pepper: Secret
  assets: PageAssets
  /** Zero bits of a proof of work; the usual number when left out. */
  powBits?: number
}

/**
 * The doors between the protected channel and the rest of the program, all of them in this file: agencies by name, working
 * days, and who serves as an officer. Nothing of a case goes out but the names of people who are to be reminded, the delayed
 * counts and, once, the receipt of a report from the chat; nothing of LINE goes in but the words of such a report.
 */
export function openChannelDoors(
  outside: {
    db: Db
    clock: Clock
    ids: Ids
    log: Log
    envelope: Envelope
    publicUrl: string
    /** The folder whose disk holds the cases. */
    dataDir: string
  },
  parts: ChannelParts,
): Channel {
  const { db, clock, ids, log, publicUrl, dataDir } = outside
  const agencies = agencyStore(db, clock, ids, outside.envelope)
  const links = entryLinks(db, clock, ids)

  const desk: Desk = {
    async redeem(slug, token) {
      const agency = await agencies.bySlug(slug)
      return agency ? links.redeem(agency.id, token, 'channel') : null
    },
    async official(slug, personId) {
      const agency = await agencies.bySlug(slug)
      const serving = agency ? await links.serving(agency.id, personId) : null
      return serving && { id: personId, name: serving.name, role: roleOf(serving.role) }
    },
  }

  return createChannel({
    ...parts,
    clock,
    ids,
    log,
    publicUrl,
    desk,
    agencies: {
      first: async () => named(await agencies.first()),
      bySlug: async (slug) => named(await agencies.bySlug(slug)),
      all: async () => (await agencies.all()).flatMap((agency) => named(agency) ?? []),
    },
    async calendar(slug) {
      const agency = await agencies.bySlug(slug)
      const calendar = agency ? await calendarStore(db).of(agency) : null
      return { isWorkDay: (day) => calendar?.isWorkingDay(noon(day)) ?? true }
    },
    freeBytes() {
      const { bavail, bsize } = statfsSync(dataDir)
      return bavail * bsize
    },
  })
}

/** The delayed counts as the public page shows them: fiscal years and half-years, newest first. */
export async function corruptionCounts(channel: Channel, slug: string): Promise<PublishedCount[]> {
  const published = await channel.published(slug)
  const month = (name: string, later = 0) => {
    const [year = 0, number = 1] = name.split('-').map(Number)
    return fromThaiDate({ year: year + 543, month: number + later, day: 1 })
  }
  return (published?.periods ?? [])
    .filter(({ kind }) => kind === 'year' || kind === 'half')
    .map(({ first, last, received, completed, inProgress }) => ({
      from: month(first),
      until: month(last, 1),
      received,
      completed,
      inProgress,
    }))
}

/** Who reads chats of an account in LINE OA Manager: nobody but the program (`bot`), or people as well; null = LINE did not say. */
export type ChatMode = 'bot' | 'chat' | null

/**
 * The door for reports that are written in the chat. It is shut unless the agency opened it (`whistleblowing.chatIntake`) and LINE says
 * that nobody reads along; it does not know who writes.
 */
export function openChatDoor(tools: {
  channel: Channel
  agency(agencyId: string): Promise<Agency | null>
  /** Asks LINE now. */
  chatMode(agencyId: string): Promise<ChatMode>
  clock: Clock
}) {
  const { channel, clock } = tools
  const modes = new Map<string, { mode: ChatMode; at: number }>()

  /** LINE's word, not older than so many ms. */
  async function modeOf(agencyId: string, believed: number): Promise<ChatMode> {
    const known = modes.get(agencyId)
    if (known && clock.now().getTime() - known.at < believed) return known.mode
    const mode = await tools.chatMode(agencyId)
    modes.set(agencyId, { mode, at: clock.now().getTime() })
    return mode
  }

  const offers = new Map<string, { readers: string[]; until: number }>()

  return {
    /** Before the doorway is shown, outside of any transaction: finds out whether it may offer the chat. */
    async look(agencyId: string): Promise<void> {
      const agency = await tools.agency(agencyId)
      offers.delete(agencyId)
      if (!agency?.profile.whistleblowing.chatIntake) return
      if ((await modeOf(agencyId, believedFor.offering)) !== 'bot') return
      const { slug } = agency.profile
      if ((await channel.missing(slug)).length > 0) return
      const until = clock.now().getTime() + believedFor.offering
      offers.set(agencyId, { readers: await channel.chat.readers(slug), until })
    },

    /** Whether the doorway may offer the chat, by the last look, and who would read; null = it may not. */
    offered(agency: Agency): { readers: string[] } | null {
      const offer = offers.get(agency.id)
      const holds = agency.profile.whistleblowing.chatIntake && offer && clock.now().getTime() < offer.until
      return holds ? offer : null
    },

    /** A text that begins as a report in the chat does. */
    async file(agencyId: string, eventId: string, text: string): Promise<ChatFiling> {
      const agency = await tools.agency(agencyId)
      if (!agency) return { outcome: 'shut' }
      const { slug, whistleblowing } = agency.profile
      const mayTake = whistleblowing.chatIntake && (await modeOf(agencyId, believedFor.taking)) === 'bot'
      return channel.chat.file(slug, eventId, text, mayTake)
    },
  }
}

/** How long LINE's word that nobody reads along is believed, in ms: for showing a button, and for taking a report. */
const believedFor = { offering: 30_000, taking: 5_000 }

/** So many minutes before a slot the channel is asked; what comes after waits for the next slot. */
const beforeSlot = 5

/**
 * Asks the channel, shortly before each slot and at no other time, for whom something waits, and lets them be reminded with
 * the words of every reminder. So nothing in the common database tells when a report came, and a hundred reports are one
 * message.
 */
export function channelAttentionJob(tools: {
  db: Db
  clock: Clock
  takeAttention(slug: string): Promise<Set<string>>
}): Job {
  const { db, clock } = tools
  return {
    name: 'channel.attention',
    next(after, { calendar }) {
      const moments = slots.map((slot) => calendar.nextWorkingTime(after, slot - beforeSlot).getTime())
      return new Date(Math.min(...moments))
    },
    async work({ agency }) {
      for (const personId of await tools.takeAttention(agency.profile.slug)) {
        await remind(db, agency.id, personId, 'deadline', clock.now())
      }
    },
  }
}

function named(agency: Agency | null): ChannelAgency | null {
  if (!agency) return null
  const { slug, name, mainSite, digits, whistleblowing } = agency.profile
  return { slug, name, mainSite, digits, chatIntake: whistleblowing.chatIntake }
}

function roleOf(role: string): Official['role'] {
  return role === 'officer' || role === 'admin' || role === 'executive' ? role : 'other'
}

export type ChannelDoors = ReturnType<typeof openChannelDoors>
export type ChatDoor = ReturnType<typeof openChatDoor>
