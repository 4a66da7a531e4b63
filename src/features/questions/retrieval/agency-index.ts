import type { StarterPack } from '../starter-pack/starter-pack.ts'
import { buildIndex, buildTopicIndex, finish, finishInSlices } from './knowledge-index.ts'
import type { Entry, KnowledgeIndex, Steps, Topics } from './knowledge-index.ts'

/** A published OIT item as its edition describes it. */
export type DescribedItem = { code: string; title: string; topic: string; components: readonly string[] }

/** An item as something to be found: by its title, its components, and the everyday words for its topic. */
export function itemEntry(item: DescribedItem, pack: StarterPack): Entry {
  return {
    id: item.code,
    kind: 'item',
    title: item.title,
    aliases: [...(pack.itemAliases.get(item.topic) ?? [])],
    answer: item.components.join(' '),
  }
}

const topicsOfPack = new WeakMap<StarterPack, Topics>()

function* build(entries: Iterable<Entry>, pack: StarterPack): Steps<KnowledgeIndex> {
  let topics = topicsOfPack.get(pack)
  if (topics === undefined) {
    topics = yield* buildTopicIndex(pack.topics)
    topicsOfPack.set(pack, topics)
  }
  return yield* buildIndex(entries, topics)
}

/**
 * What one agency can tell, ready to be searched: its own entries and its published items (see `itemEntry`), linked
 * with the starter pack's phrasings. The pack is prepared once and shared by all agencies.
 */
export function createAgencyIndex(entries: Iterable<Entry>, pack: StarterPack): KnowledgeIndex {
  return finish(build(entries, pack))
}

/** As `createAgencyIndex`, without holding the event loop for more than some milliseconds. See `finishInSlices`. */
export function createAgencyIndexInSlices(
  entries: Iterable<Entry>,
  pack: StarterPack,
  yieldToOthers: () => Promise<void>,
  now: () => number,
): Promise<KnowledgeIndex> {
  return finishInSlices(build(entries, pack), yieldToOthers, now)
}
