import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const kinds = ['accusation', 'wants-to-report', 'document', 'none'] as const
export type Kind = (typeof kinds)[number]

const messageFile = z.object({
  schema: z.literal('accusations/1'),
  entries: z.array(z.object({ id: z.string(), voice: z.string(), kind: z.enum(kinds), text: z.string() })),
})

/** One written message: the voice is the person imagined behind it; no voice is in both parts. */
export type Message = z.infer<typeof messageFile>['entries'][number]

/** The messages of one part, in a fixed order. `train` teaches the model; `development` only measures it. */
export function readMessages(part: 'train' | 'development'): Message[] {
  return ['accusations', 'wants-to-report', 'documents', 'ordinary'].flatMap(
    (name) =>
      messageFile.parse(JSON.parse(readFileSync(join(import.meta.dirname, part, `${name}.json`), 'utf8'))).entries,
  )
}

/**
 * Voices that say the words of corruption and mean something else (news, private quarrels, praise, puns, paperwork). They
 * are many more here than in life, so false alarms on them are counted by themselves.
 */
const nearMissVoices = new Set(
  'hardneg-words near-miss near-miss-angry near-miss-office news news2 newsfan mixed gift-politeness praise2 private-fraud'.split(
    ' ',
  ),
)

export const isNearMiss = ({ voice }: Message): boolean => nearMissVoices.has(voice)

const root = join(import.meta.dirname, '../../..')
const topics = z.object({
  topics: z.array(z.object({ id: z.string(), question: z.string(), aliases: z.array(z.string()) })),
})
const itemAliases = z.object({ topics: z.record(z.string(), z.array(z.string())) })
const staffMessages = z.object({ entries: z.array(z.object({ text: z.string() })) })

/** These titles are about the channel itself: whoever asks for it in these words may well be sent to the doorway. */
const aboutTheChannel = new Set(['complaint-guideline', 'complaint-channel', 'no-gift'])
const aboutPrevention = new Set(
  (
    'complaint-stats no-gift-announcement no-gift-culture no-gift-report executive-participation risk-assessment risk-management ' +
    'org-culture prevention-plan prevention-six-month prevention-annual integrity-measures integrity-report code-of-ethics ' +
    'ethics-drive ethics-evaluation gift-receipt-report'
  ).split(' '),
)

function readJson(...path: string[]): unknown {
  return JSON.parse(readFileSync(join(root, ...path), 'utf8'))
}

/**
 * What citizens ask and staff say according to other parts of the project (starter pack, everyday words for OIT items,
 * the staff classifier's training part). Others wrote them for another purpose, so they are the best teachers of what
 * is *not* an accusation.
 */
export function readOrdinaryLessons(): { text: string; kind: Kind }[] {
  const lessons: { text: string; kind: Kind }[] = []
  for (const { id, question, aliases } of topics.parse(readJson('src/features/questions/starter-pack/topics.json'))
    .topics)
    if (!aboutTheChannel.has(id)) for (const text of [question, ...aliases]) lessons.push({ text, kind: 'none' })
  const items = itemAliases.parse(readJson('src/features/questions/starter-pack/item-aliases.json')).topics
  for (const [id, texts] of Object.entries(items))
    if (!aboutTheChannel.has(id))
      for (const text of texts) lessons.push({ text, kind: aboutPrevention.has(id) ? 'document' : 'none' })
  for (const file of readdirSync(join(root, 'test/eval/staff/train')).sort())
    for (const { text } of staffMessages.parse(readJson('test/eval/staff/train', file)).entries)
      lessons.push({ text, kind: 'none' })
  return lessons
}
