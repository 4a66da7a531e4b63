import type { Agency } from '../agency/profile.ts'
import { corruptionCounts } from '../channel-doors.ts'
import { knowledgeStore } from '../features/questions/knowledge-store.ts'
import { readPublicCounts } from '../features/questions/statistics/published-counts.ts'
import type { PublicAgency } from '../web/public-agency.ts'
import type { Parts } from './parts.ts'

/** How long the published counts are taken for unchanged, in ms. */
const statisticsBelievedFor = 600_000

/** What everybody may know of the agencies. */
export function createPublicAgencies({ db, clock, agencies, protectedChannel }: Parts) {
  const publicAgencies = {
    all: async () => Promise.all((await agencies.all()).map(toPublic)),
    bySlug: async (slug: string) => {
      const agency = await agencies.bySlug(slug)
      return agency ? { ...(await toPublic(agency)), statistics: await publicStatistics(agency) } : null
    },
  }

  const publishedFor = new Map<string, { until: number; statistics: PublicAgency['statistics'] }>()

  /** Counts change with the month; a page that a whole town opens need not add them up each time. */
  async function publicStatistics({ id: agencyId, profile }: Agency): Promise<PublicAgency['statistics']> {
    const now = clock.now()
    const known = publishedFor.get(agencyId)
    if (known && now.getTime() < known.until) return known.statistics
    const questions = await readPublicCounts(db, agencyId, now)
    const corruption = await corruptionCounts(protectedChannel, profile.slug)
    const statistics =
      questions || corruption.length > 0 ? { updatedAt: now, questions: questions ?? [], corruption } : null
    publishedFor.set(agencyId, { until: now.getTime() + statisticsBelievedFor, statistics })
    return statistics
  }

  async function toPublic(agency: Agency): Promise<PublicAgency> {
    const { slug, name, mainSite, serviceHours, contacts, privacyPolicyUrl, digits } = agency.profile
    const examples = (await knowledgeStore(db, clock).list(agency.id)).slice(0, 3)
    return {
      slug,
      name,
      mainSite,
      serviceHours,
      contacts,
      privacyPolicyUrl,
      digits,
      basicId: agency.basicId,
      channelOpen: (await protectedChannel.missing(slug)).length === 0,
      examples: examples.map(({ question, answer, unit }) => ({
        question,
        answer,
        unit,
      })),
      statistics: null,
    }
  }

  return publicAgencies
}
