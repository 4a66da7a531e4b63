import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { readEdition, shippedEditions } from '../../../../src/features/checklist/edition.ts'
import {
  blanksIn,
  readStarterPack,
  withoutBlanks,
} from '../../../../src/features/questions/starter-pack/starter-pack.ts'
import { SetupError } from '../../../../src/kernel/errors.ts'
import { normalise } from '../../../../src/thai/normalise.ts'

const pack = readStarterPack()
const segmenter = new Intl.Segmenter('th', { granularity: 'word' })
const wordsOf = (text: string): string[] =>
  [...segmenter.segment(normalise(text))].filter((part) => part.isWordLike).map((part) => part.segment)
const sameWords = (text: string): string => normalise(text).replace(/[\s\p{P}]/gu, '')

/** Numbers that are the same everywhere in the country: emergencies, hotlines of ministries and state enterprises. */
const hotlines = new Set(
  (
    '191 199 1111 1129 1146 1155 1157 1161 1165 1205 1206 1300 1323 1330 1386 1413 1441 1444 1479 1506 1548 1556 ' +
    '1567 1584 1586 1662 1669 1672 1784'
  ).split(' '),
)

describe('the topics of the starter pack', () => {
  it('cover what citizens ask, with an id for each', () => {
    expect(pack.topics.length).toBeGreaterThanOrEqual(130)
    expect(new Set(pack.topics.map((topic) => topic.id)).size).toBe(pack.topics.length)
  })

  it('have between ten and twenty phrasings each', () => {
    const others = pack.topics.filter((topic) => topic.aliases.length < 10 || topic.aliases.length > 20)
    expect(others.map((topic) => topic.id)).toEqual([])
  })

  it('belong to a unit that local governments have', () => {
    const units = ['สำนักปลัด', 'กองคลัง', 'กองช่าง', 'กองสาธารณสุข', 'กองการศึกษา', 'กองสวัสดิการสังคม']
    expect(new Set(pack.topics.map((topic) => topic.unit))).toEqual(new Set(units))
  })

  it('name only items whose everyday words ship too', () => {
    for (const { item } of pack.topics) if (item !== undefined) expect([...pack.itemAliases.keys()]).toContain(item)
  })

  it('are asked in many words: most phrasings of a topic bring a word that its others lack', () => {
    let lonely = 0
    let all = 0
    for (const { id, question, aliases } of pack.topics) {
      const users = new Map<string, number>()
      for (const text of [question, ...aliases]) {
        for (const word of new Set(wordsOf(text))) users.set(word, (users.get(word) ?? 0) + 1)
      }
      const bringing = aliases.filter((text) => wordsOf(text).some((word) => users.get(word) === 1)).length
      expect(bringing / aliases.length, id).toBeGreaterThanOrEqual(0.6)
      lonely += bringing
      all += aliases.length
    }
    expect(lonely / all).toBeGreaterThanOrEqual(0.85)
  })
})

describe('a phrasing', () => {
  it('leads to one topic or item only, however it is spaced and typed', () => {
    const owners = new Map<string, string[]>()
    const note = (owner: string, text: string): void => {
      owners.set(sameWords(text), [...(owners.get(sameWords(text)) ?? []), owner])
    }
    for (const topic of pack.topics) for (const text of [topic.question, ...topic.aliases]) note(topic.id, text)
    for (const [slug, aliases] of pack.itemAliases) for (const text of aliases) note(`item ${slug}`, text)
    expect([...owners].filter(([, names]) => names.length > 1)).toEqual([])
  })

  it('is as short as what people type, and has words', () => {
    const all = [...pack.topics.flatMap((topic) => topic.aliases), ...[...pack.itemAliases.values()].flat()]
    expect(all.filter((text) => text.length > 80 || sameWords(text).length < 2)).toEqual([])
  })
})

describe('an answer', () => {
  it('is short enough for a small phone', () => {
    expect(pack.topics.filter((topic) => topic.answer.length > 300).map((topic) => topic.id)).toEqual([])
  })

  it('can be sent on the first day: its first line has nothing to fill in', () => {
    const empty = pack.topics.filter(
      (topic) => !withoutBlanks(topic.answer).startsWith(topic.answer.split('\n')[0] ?? ''),
    )
    expect(empty.map((topic) => topic.id)).toEqual([])
    expect(pack.topics.filter((topic) => withoutBlanks(topic.answer).length < 25).map((topic) => topic.id)).toEqual([])
  })

  it('has braces only around blanks that say in Thai what to fill in', () => {
    for (const { id, answer } of pack.topics) {
      const rest = blanksIn(answer).reduce((text, name) => text.replace(`{${name}}`, ''), answer)
      expect(rest, id).not.toMatch(/[{}]/)
      for (const name of blanksIn(answer)) expect(name, id).toMatch(/^[ก-๙][ก-๙ ]*$/)
    }
  })

  it('gives no telephone number but the national hotlines', () => {
    for (const { id, answer } of pack.topics) {
      expect(answer, id).not.toMatch(/0[\d -]{7,}\d/)
      for (const [number] of answer.matchAll(/(?<![\d,.])\d{3,5}(?![\d,]| บาท| เมตร| ตาราง)/g)) {
        expect([...hotlines], `${id} gives ${number}`).toContain(number)
      }
    }
  })

  it('is polite, in Thai, and has no particle, because the voice is a setting of the agency', () => {
    const unwanted = new Set('ครับ ครับผม ค่ะ คะ นะ จ้ะ จ้า มึง กู วะ โว้ย แก เอ็ง'.split(' '))
    const names = new Set('EIT OTOP No Gift Policy e-GP Farmbook'.split(' '))
    for (const { id, answer, question } of pack.topics) {
      expect(
        wordsOf(`${question}\n${answer}`).filter((word) => unwanted.has(word)),
        id,
      ).toEqual([])
      expect(
        (answer.match(/[A-Za-z][A-Za-z-]+/g) ?? []).filter((word) => !names.has(word)),
        id,
      ).toEqual([])
    }
  })

  it('names no person: a title is always part of an office', () => {
    const offices = new Set('ทะเบียน ช่าง อำเภอ'.split(' '))
    for (const { id, answer } of pack.topics) {
      const words = wordsOf(answer)
      const titled = words.filter((_, index) => ['นาย', 'นาง', 'นางสาว'].includes(words[index - 1] ?? ''))
      expect(
        titled.filter((word) => !offices.has(word)),
        id,
      ).toEqual([])
    }
  })

  it('never says how to answer the assessment and always points a demand for money to the protected channel', () => {
    const byId = new Map(pack.topics.map((topic) => [topic.id, topic.answer]))
    expect(byId.get('eit-survey')).toContain('ตอบตามจริง')
    expect(byId.get('no-gift')).toContain('แจ้งทุจริต')
    expect(byId.get('complain')).toContain('แจ้งทุจริต')
  })

  it('sends an emergency to a telephone in its first sentence', () => {
    const byId = new Map(pack.topics.map((topic) => [topic.id, topic.answer]))
    expect(byId.get('ambulance')).toMatch(/^โทร 1669/)
    expect(byId.get('fire')).toMatch(/^โทร 199/)
  })
})

describe("the items' everyday words", () => {
  it('cover every topic of every edition that ships', () => {
    const slugs = shippedEditions().flatMap((year) => readEdition(year).items.map((item) => item.topic))
    expect(slugs.length).toBeGreaterThan(100)
    expect([...new Set(slugs)].filter((slug) => !pack.itemAliases.has(slug))).toEqual([])
  })

  it('belong to topics that exist', () => {
    const slugs = new Set(shippedEditions().flatMap((year) => readEdition(year).items.map((item) => item.topic)))
    expect([...pack.itemAliases.keys()].filter((slug) => !slugs.has(slug))).toEqual([])
  })

  it('are between twelve and twenty-five for each', () => {
    const others = [...pack.itemAliases].filter(([, aliases]) => aliases.length < 12 || aliases.length > 25)
    expect(others.map(([slug]) => slug)).toEqual([])
  })
})

describe('blanks', () => {
  it('are listed in their order', () => {
    expect(blanksIn('จ่ายที่กองคลัง\nเดือนละ {ค่าธรรมเนียม} บาท โทร {โทรศัพท์}')).toEqual(['ค่าธรรมเนียม', 'โทรศัพท์'])
  })

  it('take their line with them when nobody has filled them in', () => {
    expect(withoutBlanks('จ่ายที่กองคลัง\nเดือนละ {ค่าธรรมเนียม} บาท\nหรือโอน')).toBe('จ่ายที่กองคลัง\nหรือโอน')
    expect(withoutBlanks('เดือนละ {ค่าธรรมเนียม} บาท')).toBe('')
  })
})

describe('reading the starter pack', () => {
  const roots: string[] = []
  afterEach(() => {
    for (const root of roots.splice(0)) rmSync(root, { recursive: true })
  })

  const aliases = Array.from({ length: 10 }, (_, index) => `คำถาม ${index}`)
  const topic = { id: 'waste-fee', category: 'ขยะ', unit: 'กองคลัง', question: 'ค่าขยะ', answer: 'จ่ายที่กองคลัง', aliases }
  const items = { schema: 'item-aliases/1', topics: { contact: aliases } }

  function packageWith(files: Record<string, unknown>): string {
    const root = mkdtempSync(join(tmpdir(), 'starter-pack-'))
    roots.push(root)
    const folder = join(root, 'src/features/questions/starter-pack')
    mkdirSync(folder, { recursive: true })
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
    }
    return root
  }
  const topicsFile = (...topics: unknown[]): unknown => ({ schema: 'starter-pack/1', topics })

  it('happens once, and the second reader gets the same pack', () => {
    const root = packageWith({ 'topics.json': topicsFile(topic), 'item-aliases.json': items })
    const first = readStarterPack(root)
    expect(first.topics.map((each) => each.id)).toEqual(['waste-fee'])
    expect(first.itemAliases.get('contact')).toHaveLength(10)
    expect(readStarterPack(root)).toBe(first)
  })

  it.each([
    ['a missing file', { 'topics.json': topicsFile(topic) }, 'item-aliases.json'],
    ['text that is not JSON', { 'topics.json': '{', 'item-aliases.json': items }, 'not JSON'],
    ['one id twice', { 'topics.json': topicsFile(topic, topic), 'item-aliases.json': items }, 'same id'],
    [
      'too few phrasings',
      { 'topics.json': topicsFile({ ...topic, aliases: ['ค่าขยะกี่บาท'] }), 'item-aliases.json': items },
      'aliases',
    ],
    [
      'an answer that begins with a blank',
      { 'topics.json': topicsFile({ ...topic, answer: '{ค่าธรรมเนียม} บาท' }), 'item-aliases.json': items },
      'blank',
    ],
    [
      'an unknown key',
      { 'topics.json': topicsFile({ ...topic, anwser: 'ตอบ' }), 'item-aliases.json': items },
      'anwser',
    ],
    [
      'an item that does not exist',
      { 'topics.json': topicsFile({ ...topic, item: 'contacts' }), 'item-aliases.json': items },
      'contacts',
    ],
  ])('refuses %s and says where', (_, files, words) => {
    const root = packageWith(files)
    expect(() => readStarterPack(root)).toThrow(SetupError)
    expect(() => readStarterPack(root)).toThrow(words)
  })
})
