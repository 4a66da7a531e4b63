import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { createAgencyIndex } from '../../../src/features/questions/retrieval/agency-index.ts'
import { decide } from '../../../src/features/questions/retrieval/decision.ts'
import { createIndex } from '../../../src/features/questions/retrieval/knowledge-index.ts'
import type { Entry, KnowledgeIndex, SearchResult } from '../../../src/features/questions/retrieval/knowledge-index.ts'
import type { Model } from '../../../src/features/questions/retrieval/model.ts'
import { readStarterPack } from '../../../src/features/questions/starter-pack/starter-pack.ts'
import { accusation } from '../../../src/thai/accusation.ts'
import { itemEntries, misspell, ownFile, readFaq, readQuestions, seeded } from './sets.ts'
import type { Question } from './sets.ts'

/** One message put to one knowledge base. */
export type Case = { question: Question; answerable: boolean; result: SearchResult; doorway: boolean }

const edition = 2567

/** The fictitious town of this folder: its entries and the items of the edition. */
export function townEntries(): Entry[] {
  return [...readFaq(ownFile('faq.json')), ...itemEntries(edition)]
}

export function put(questions: readonly Question[], entries: readonly Entry[], index: KnowledgeIndex): Case[] {
  const present = new Set(entries.map((entry) => entry.id))
  return questions.map((question) => ({
    question,
    answerable: [...question.right].some((id) => present.has(id)),
    result: index.search(question.text),
    doorway: accusation(question.text).hit,
  }))
}

export function indexOf(entries: readonly Entry[]): KnowledgeIndex {
  return createAgencyIndex(entries, readStarterPack())
}

/** The same messages with slips of the finger, always the same ones. */
export function misspelt(questions: readonly Question[]): Question[] {
  const random = seeded(2567)
  return questions.map((question) => ({ ...question, text: misspell(question.text, random) }))
}

/** A town that has written only two thirds of its entries: many questions have no answer there. */
export function unfinishedTown(questions: readonly Question[], seed: number): Case[] {
  const random = seeded(seed)
  const entries = townEntries().filter(() => random() > 0.35)
  const asked = questions.filter(({ kind }) => kind === 'faq' || kind === 'oit')
  return put(asked, entries, indexOf(entries))
}

const TopicsInTown = z.object({ topics: z.record(z.string(), z.array(z.string())) })

/**
 * The starter pack's phrasings, which somebody else wrote, as questions to the town: each third in turn is hidden from
 * the index and asked. `known` are topics the town has an entry for, `unknown` those it has none for.
 */
export function packAsked(): { known: Case[]; unknown: Case[] } {
  const { topics } = TopicsInTown.parse(JSON.parse(readFileSync(ownFile('topics-in-town.json'), 'utf8')))
  const pack = readStarterPack()
  const entries = townEntries()
  const known: Case[] = []
  const unknown: Case[] = []
  for (let third = 0; third < 3; third += 1) {
    const isHidden = (position: number) => position % 3 === third
    const index = createAgencyIndex(entries, {
      ...pack,
      topics: pack.topics.map((topic) => ({ ...topic, aliases: topic.aliases.filter((_, at) => !isHidden(at)) })),
    })
    for (const topic of pack.topics) {
      const right = new Set(topics[topic.id] ?? [])
      if (right.size === 0 && topic.item !== undefined) continue
      const asked = topic.aliases
        .filter((_, at) => isHidden(at))
        .map((text, at): Question => ({ id: `${topic.id}-${at}`, text, kind: 'faq', right, tags: [] }))
      ;(right.size > 0 ? known : unknown).push(...put(asked, entries, index))
    }
  }
  return { known, unknown }
}

/** Each topic of the starter pack with its question and two phrasings only, asked in all its other phrasings. */
export function packAlone(): Case[] {
  const { topics } = readStarterPack()
  const entries = topics.map(({ id, question, aliases, answer }): Entry => ({
    id,
    kind: 'faq',
    title: question,
    aliases: aliases.slice(0, 2),
    answer,
  }))
  const asked = topics.flatMap(({ id, aliases }) =>
    aliases
      .slice(2)
      .map((text, at): Question => ({ id: `${id}-${at}`, text, kind: 'faq', right: new Set([id]), tags: [] })),
  )
  return put(asked, entries, createIndex(entries))
}

/** The town's questions, and its entries among 2,000: the pack's other topics, each said of many villages. */
export function largeTown(size: number): { entries: Entry[]; villageQuestions: Question[] } {
  const { topics: inTown } = TopicsInTown.parse(JSON.parse(readFileSync(ownFile('topics-in-town.json'), 'utf8')))
  const entries = townEntries()
  const others = readStarterPack().topics.filter(
    (topic) => inTown[topic.id] === undefined && topic.item === undefined && !ofOthers.has(topic.id),
  )
  const villageQuestions: Question[] = []
  for (let at = 0; entries.length < size; at += 1) {
    const topic = others[at % others.length]
    const village = villageName(Math.floor(at / others.length))
    if (topic === undefined) break
    const id = `V${at}`
    const [first = '', second = '', third = ''] = topic.aliases
    entries.push({
      id,
      kind: 'faq',
      title: `${topic.question} ${village}`,
      aliases: [`${first} ${village}`, `${second} ${village}`],
      answer: `ติดต่อผู้ใหญ่บ้าน${village}`,
    })
    if (at % 7 === 0)
      villageQuestions.push({ id, text: `${third} ${village}`, kind: 'faq', right: new Set([id]), tags: [] })
  }
  return { entries, villageQuestions }
}

/** Topics of the pack about other offices: who asks for them counts as off the topic in the town's questions. */
const ofOthers = new Set(
  (
    'car-tax income-tax power-outage electric-extension land-boundary name-marriage military welfare-card village-fund ' +
    'farmer-register gold-card health-clinic loan-fund election drug-tip street-racing tourism'
  ).split(' '),
)

const villageStarts = ['โนน', 'หนอง', 'ดอน', 'คลอง', 'ห้วย', 'บึง', 'โคก', 'นา', 'วัง', 'ท่า']
const villageEnds = ['สูง', 'ม่วง', 'ไผ่', 'กระเจา', 'สะแก', 'ตาล', 'ขาม', 'แดง', 'ใหญ่', 'พลวง', 'แสนสุข', 'หอย', 'จาน']

function villageName(at: number): string {
  const start = villageStarts[at % villageStarts.length] ?? ''
  const end = villageEnds[Math.floor(at / villageStarts.length) % villageEnds.length] ?? ''
  const round = Math.floor(at / (villageStarts.length * villageEnds.length))
  return `บ้าน${start}${end}${round === 0 ? '' : ` ${round + 1}`}`
}

/** Another agency (that of the simulator) under another edition, asked by others; nothing was ever tuned to it. */
export function secondTown(): { entries: Entry[]; questions: Question[] } {
  const entries = [...readFaq(ownFile('../../simulator/data/faq.json')), ...itemEntries(2566)]
  return { entries, questions: readQuestions(ownFile('second-town.json')) }
}

/**
 * The town's own sets, each in two halves of which one is never looked at while tuning. `styles` are written as old people,
 * teenagers, village heads and angry people write, and as thumbs slip (tags).
 */
export function questionsOf(part: 'tuning' | 'held-out' | 'styles-tuning' | 'styles-held-out'): Question[] {
  return readQuestions(ownFile(`${part}.json`))
}

/** Shares in percent, to one decimal; null when there was nothing to count. */
export type Figures = {
  asked: number
  firstRight: number | null
  rightAmongThree: number | null
  answered: number | null
  answersRight: number | null
  settled: number | null
  offTopicAnswered: number | null
  offTopicChoices: number | null
}

function percent(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((1000 * part) / whole) / 10
}

/**
 * How the cases went. `answersRight` is over all automatic answers, off-topic ones included; `settled` is the share of
 * answerable messages that were answered rightly or had the right entry among three choices. Accusations are counted
 * elsewhere, except that an ordinary message sent to the doorway is not settled.
 */
export function figuresOf(cases: readonly Case[], model?: Model): Figures {
  const count = { first: 0, three: 0, answerable: 0, answered: 0, automatic: 0, right: 0, settled: 0 }
  const offTopic = { all: 0, answered: 0, choices: 0 }
  for (const { question, answerable, result, doorway } of cases) {
    if (question.kind === 'corruption') continue
    const isRight = (hit: { id: string } | undefined) => hit !== undefined && question.right.has(hit.id)
    const amongThree = result.hits.slice(0, 3).some(isRight)
    const { outcome } = decide(result, question.text, model)
    const answered = outcome === 'answer' && !doorway
    if (answered) {
      count.automatic += 1
      if (isRight(result.hits[0])) count.right += 1
    }
    if (question.kind === 'staff') {
      offTopic.all += 1
      if (answered) offTopic.answered += 1
      if (outcome === 'choices' && !doorway) offTopic.choices += 1
    }
    if (!answerable) continue
    count.answerable += 1
    if (isRight(result.hits[0])) count.first += 1
    if (amongThree) count.three += 1
    if (answered) count.answered += 1
    if (answered ? isRight(result.hits[0]) : outcome === 'choices' && amongThree && !doorway) count.settled += 1
  }
  return {
    asked: cases.length,
    firstRight: percent(count.first, count.answerable),
    rightAmongThree: percent(count.three, count.answerable),
    answered: percent(count.answered, count.answerable),
    answersRight: percent(count.right, count.automatic),
    settled: percent(count.settled, count.answerable),
    offTopicAnswered: percent(offTopic.answered, offTopic.all),
    offTopicChoices: percent(offTopic.choices, offTopic.all),
  }
}
