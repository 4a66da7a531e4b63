import type { Agency } from '../../../agency/profile.ts'
import { fillBlank } from '../../../thai/blanks.ts'
import { findUnits } from '../../../thai/staff/units.ts'
import type { Topic } from '../knowledge.ts'
import { createAgencyIndexInSlices } from '../retrieval/agency-index.ts'
import type { KnowledgeIndex } from '../retrieval/knowledge-index.ts'
import { blanksIn, type StarterPack, type StarterTopic } from './starter-pack.ts'

/** The pack's answers, ready to be searched by all agencies: nothing in it is any agency's. */
export type StarterAnswers = {
  index: KnowledgeIndex
  topic(id: string): StarterTopic | null
  /** The place of a topic in the pack, by which an agency's index knows whether its own entries cover it; -1 = none. */
  place(id: string): number
}

const prepared = new WeakMap<StarterPack, Promise<StarterAnswers>>()

/** Makes the pack's answers searchable, once for the whole process, pausing for others every few milliseconds. */
export function starterAnswers(
  pack: StarterPack,
  yieldToOthers: () => Promise<void>,
  now: () => number,
): Promise<StarterAnswers> {
  let known = prepared.get(pack)
  if (!known) {
    known = prepare(pack, yieldToOthers, now)
    prepared.set(pack, known)
  }
  return known
}

async function prepare(
  pack: StarterPack,
  yieldToOthers: () => Promise<void>,
  now: () => number,
): Promise<StarterAnswers> {
  const entries = pack.topics.map(({ id, question, aliases, answer }) => ({
    id,
    kind: 'faq' as const,
    title: question,
    aliases: [...aliases],
    answer,
  }))
  const index = await createAgencyIndexInSlices(entries, pack, yieldToOthers, now)
  const places = new Map(pack.topics.map((topic, place) => [topic.id, place]))
  return {
    index,
    topic: (id) => pack.topics[places.get(id) ?? -1] ?? null,
    place: (id) => places.get(id) ?? -1,
  }
}

/**
 * A topic of the pack as this agency may say it: blanks filled from what it told of itself, lines whose blanks nobody
 * filled left out and named in `missing`, and never with a date of confirmation.
 */
export function asTopic({ id, category, unit, question, answer }: StarterTopic, agency: Agency): Topic {
  const { contacts } = agency.profile
  const missing: string[] = []
  const lines = answer.split('\n').flatMap((line) => {
    const unknown = blanksIn(line).filter((blank) => fillBlank(blank, contacts) === null)
    missing.push(...unknown)
    if (unknown.length > 0) return []
    return [blanksIn(line).reduce((said, blank) => said.replace(`{${blank}}`, fillBlank(blank, contacts) ?? ''), line)]
  })
  return {
    id,
    kind: 'starter',
    title: question,
    answer: lines.join('\n').trim(),
    // The pack names units as most agencies do; this agency may call it otherwise, or not have it.
    unit: agency.units.length === 0 ? '' : (findUnits(unit, agency.units)[0]?.name ?? ''),
    category,
    url: null,
    confirmedAt: null,
    reviewOn: null,
    missing,
  }
}
