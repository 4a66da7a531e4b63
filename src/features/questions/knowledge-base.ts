import type { Agency } from '../../agency/profile.ts'
import { reviewDay } from '../../calendar/review-day.ts'
import type { Db } from '../../db/open.ts'
import type { Clock } from '../../kernel/clock.ts'
import { knowledgeStore, type StoredEntry } from './knowledge-store.ts'
import type { Knowledge, Topic, Understood } from './knowledge.ts'
import { createAgencyIndexInSlices, itemEntry } from './retrieval/agency-index.ts'
import { decide, understand } from './retrieval/decision.ts'
import type { Entry } from './retrieval/knowledge-index.ts'
import { asTopic, starterAnswers } from './starter-pack/starter-answers.ts'
import { readStarterPack } from './starter-pack/starter-pack.ts'

/** A published OIT item as a citizen may look for it. */
export type PublishedItem = {
  code: string
  title: string
  units: string[]
  url: string | null
  components: readonly string[]
  topic: string
}

/** From this confidence on a text is about the matter that fits it best, for counting what is missing. */
const nearEnough = 0.15
/** The pack speaks for an agency that has not, so it must be surer than the agency's own entries. */
const starterAnswersFrom = 0.9
const starterChoicesFrom = 0.5
/** From this confidence on what the pack would answer is worth a choice, also where the agency has written much. */
const starterWorthChoosing = 0.8
/**
 * … and another of its topics must not come this close: of its answers to the tuning questions, 97 in a hundred were right with a
 * second below this share of the best score, and 79 with a nearer one.
 */
const starterRival = 0.6
/** … unless somebody says just what a known phrasing says. */
const samePhrase = 0.95
/** With fewer entries of its own an agency has only begun: then the pack also offers choices. */
const begun = 20
/** Milliseconds of work between two pauses. */
const sliceLength = 4

/** What an agency knows, kept in memory and brought up to date entry by entry. */
export type LiveKnowledge = Knowledge & {
  /** Takes over what changed since; what stayed the same is not touched. */
  refresh(agency: Agency, items: readonly PublishedItem[]): Promise<void>
}

/** Reads what an agency knows and makes it ready to be asked, pausing for others every few milliseconds. */
export async function openKnowledge(
  db: Db,
  clock: Clock,
  first: Agency,
  items: readonly PublishedItem[],
): Promise<LiveKnowledge> {
  const store = knowledgeStore(db, clock)
  const pack = readStarterPack()
  const pause = () => new Promise<void>((resolve) => setImmediate(resolve))
  const time = () => clock.now().getTime()
  const starter = await starterAnswers(pack, pause, time)

  let agency = first
  /** Entries of the agency and published items. */
  const known = new Map<string, Topic>()
  /** Topics of the pack that the agency does not want. */
  const withdrawn = new Set<string>()
  /** What the index holds of each item, to see whether it changed. */
  const itemsHeld = new Map<string, string>()
  let own = 0

  const stored = await store.list(agency.id)
  for (const entry of stored) known.set(entry.id, topicOf(entry))
  own = stored.length
  for (const id of await store.withdrawn(agency.id)) withdrawn.add(id)
  const itemEntries = items.flatMap((item) => holdItem(item) ?? [])
  const index = await createAgencyIndexInSlices([...stored.map(entryOf), ...itemEntries], pack, pause, time)

  /** Makes an item known. @returns what the index is to hold, or null when nothing changes there */
  function holdItem(item: PublishedItem): Entry | null {
    if (known.get(item.code)?.kind === 'faq') {
      itemsHeld.delete(item.code)
      return null
    }
    known.set(item.code, {
      id: item.code,
      kind: 'item',
      title: item.title,
      answer: '',
      unit: item.units.join(' '),
      category: '',
      url: item.url ?? agency.profile.mainSite,
      confirmedAt: null,
      reviewOn: null,
      missing: [],
    })
    const held = JSON.stringify([item.title, item.topic, item.components])
    if (itemsHeld.get(item.code) === held) return null
    itemsHeld.set(item.code, held)
    return itemEntry(item, pack)
  }

  function starterTopic(id: string): Topic | null {
    const found = withdrawn.has(id) ? null : starter.topic(id)
    return found && asTopic(found, agency)
  }

  /** Whether the pack may speak about this: no entry of the agency does, and the agency has not forbidden it. */
  const isFree = (id: string) => !withdrawn.has(id) && !known.has(id) && !index.covers(starter.place(id))

  /** What the pack has to say where the agency has nothing, or null. */
  function fromStarter(text: string): Understood | null {
    const result = starter.index.search(text)
    const best = result.hits[0]
    if (!best || !isFree(best.id)) return null
    const understood = decide(result, text)
    const top = understood.top.filter(isFree)
    const next = understood.next.filter(isFree)
    const clear = best.features.phrase >= samePhrase || (result.hits[1]?.score ?? 0) <= starterRival * best.score
    if (understood.outcome === 'answer' && understood.confidence >= starterAnswersFrom && clear)
      return { ...understood, top, next }
    const sure = understood.outcome === 'answer' && understood.confidence >= starterWorthChoosing
    if (!sure && (own >= begun || understood.confidence < starterChoicesFrom)) return null
    return { ...understood, outcome: 'choices', top, next }
  }

  return {
    understand(text) {
      const mine = understand(index, text)
      if (mine.smalltalk !== undefined || mine.outcome === 'answer') return mine
      if (mine.outcome === 'choices' && mine.top.slice(0, 3).some((id) => known.get(id)?.kind === 'faq')) {
        // The agency's entries are near, and the pack knows the very matter: that one comes first.
        const theirs = fromStarter(text)
        const [best] = theirs?.outcome === 'answer' ? theirs.top : []
        return best === undefined ? mine : { ...mine, top: [best, ...mine.top] }
      }
      return fromStarter(text) ?? mine
    },
    topic: (id) => known.get(id) ?? starterTopic(id),
    matter(text) {
      const mine = understand(index, text)
      const other = decide(starter.index.search(text), text)
      const nearer = other.confidence > mine.confidence && !known.has(mine.top[0] ?? '') ? other : mine
      const best = nearer.confidence >= nearEnough ? nearer : other
      return best.confidence >= nearEnough ? (best.top[0] ?? null) : null
    },
    find(text, most) {
      const mine = index.search(text, most).hits.filter((hit) => known.get(hit.id)?.kind === 'faq')
      const others = starter.index.search(text, most).hits.filter((hit) => isFree(hit.id))
      return [...mine, ...others]
        .toSorted((one, other) => other.score - one.score)
        .slice(0, most)
        .map((hit) => hit.id)
    },
    general: () => pack.topics.map((topic) => topic.id).filter(isFree),
    async refresh(now, published) {
      const { put, removed } = await store.changedSince(now.id, agency.revision)
      agency = now
      let began = time()
      const rest = async () => {
        if (time() - began < sliceLength) return
        await pause()
        began = time()
      }
      for (const id of removed) {
        if (known.get(id)?.kind === 'faq') {
          known.delete(id)
          itemsHeld.delete(id)
          own -= 1
          index.remove(id)
        }
        await rest()
      }
      for (const entry of put) {
        if (known.get(entry.id)?.kind !== 'faq') own += 1
        known.set(entry.id, topicOf(entry))
        index.put(entryOf(entry))
        await rest()
      }
      if (put.length + removed.length > 0) {
        withdrawn.clear()
        for (const id of await store.withdrawn(now.id)) withdrawn.add(id)
      }
      const codes = new Set(published.map((item) => item.code))
      for (const code of itemsHeld.keys()) {
        if (codes.has(code)) continue
        itemsHeld.delete(code)
        if (known.get(code)?.kind !== 'item') continue
        known.delete(code)
        index.remove(code)
      }
      for (const item of published) {
        const entry = holdItem(item)
        if (entry) index.put(entry)
        await rest()
      }
    },
  }
}

function topicOf(entry: StoredEntry): Topic {
  const { id, question, answer, unit, category, url, confirmedAt } = entry
  return {
    id,
    kind: 'faq',
    title: question,
    answer,
    unit,
    category,
    url,
    confirmedAt,
    reviewOn: reviewDay(entry),
    missing: [],
  }
}

function entryOf({ id, question, aliases, answer, unit }: StoredEntry): Entry {
  return { id, kind: 'faq', title: question, aliases, answer, unit }
}
