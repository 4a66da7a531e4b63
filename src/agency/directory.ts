import type { Clock } from '../kernel/clock.ts'
import type { AgencyStore, Channel } from './agency-store.ts'

/** Where an agency's webhooks are verified and its messages sent. */
export type Account = { agencyId: string; slug: string; channel: Channel }

type Known<Key> = Map<Key, { account: Promise<Account | null>; readAt: number }>

/** How long a look-up is believed, in ms. Another process may add agencies or change secrets at any time. */
const believedFor = 2000

/**
 * Finds accounts by slug or id, with a short memory. The default agency (added first) uses the two secrets of the
 * environment where these are given; every other agency brings its own.
 */
export function agencyDirectory(store: AgencyStore, clock: Clock, environment: Channel | null) {
  const bySlug: Known<string | null> = new Map()
  const byId: Known<string> = new Map()

  async function read(find: () => ReturnType<AgencyStore['first']>): Promise<Account | null> {
    const agency = await find()
    if (!agency) return null
    const first = await store.first()
    const channel = (first?.id === agency.id ? environment : null) ?? (await store.channel(agency.id))
    return channel ? { agencyId: agency.id, slug: agency.profile.slug, channel } : null
  }

  /** Many who ask at the same moment share one look-up. */
  async function look<Key>(
    known: Known<Key>,
    key: Key,
    find: () => ReturnType<AgencyStore['first']>,
    anew: boolean,
  ): Promise<Account | null> {
    const now = clock.now().getTime()
    const remembered = known.get(key)
    if (!anew && remembered && Math.abs(now - remembered.readAt) < believedFor) return remembered.account
    const account = read(find)
    const entry = { account, readAt: now }
    known.set(key, entry)
    // Addresses that belong to nobody are not remembered: anybody can invent them without end. Nor is a failure.
    const forget = () => {
      if (known.get(key) === entry) known.delete(key)
    }
    try {
      const found = await account
      if (!found) forget()
      return found
    } catch (cause) {
      forget()
      throw cause
    }
  }

  return {
    /** @param slug null = the default agency */
    bySlug: (slug: string | null, anew = false): Promise<Account | null> =>
      look(bySlug, slug, () => (slug === null ? store.first() : store.bySlug(slug)), anew),
    byId: (agencyId: string): Promise<Account | null> => look(byId, agencyId, () => store.byId(agencyId), false),
  }
}

export type AgencyDirectory = ReturnType<typeof agencyDirectory>
