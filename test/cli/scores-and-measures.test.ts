import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { agencyStore } from '../../src/agency/agency-store.ts'
import { readAppKey, readConfig } from '../../src/config.ts'
import { openDatabase, type Db } from '../../src/db/open.ts'
import { scoreStore } from '../../src/features/checklist/score-store.ts'
import { measureStore, measuresOf } from '../../src/features/measures/measure-store.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { createEnvelope, type Envelope } from '../../src/kernel/envelope.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { packageRoot } from '../../src/kernel/root.ts'
import { agencies } from '../support/samples.ts'
import { machine, succeed, town, type Machine } from './ground.ts'

/** The five agencies of the published reports, all in one file. */
const five = join(packageRoot, 'test/simulator/data/agencies.json')

async function machineOf(slug: string): Promise<Machine> {
  const sample = agencies.find((agency) => agency.id === slug)
  const made = machine()
  await succeed(
    made.prongsai(
      'agency',
      'add',
      made.file('town.json', { ...town, slug, name: sample?.name, edition: sample?.edition }),
    ),
  )
  return made
}

async function look<Seen>(
  { dataDir }: Machine,
  slug: string,
  see: (db: Db, envelope: Envelope, agencyId: string) => Promise<Seen>,
): Promise<Seen> {
  const database = await openDatabase(join(dataDir, 'prongsai.db'))
  try {
    const envelope = createEnvelope(readAppKey(readConfig({ DATA_DIR: dataDir }), systemIds), systemIds)
    const agency = await agencyStore(database.db, systemClock, systemIds, envelope).bySlug(slug)
    return await see(database.db, envelope, agency?.id ?? '')
  } finally {
    await database.close()
  }
}

const result = (made: Machine, slug: string) =>
  look(made, slug, (db, _envelope, agencyId) => scoreStore(db, systemClock).latest(agencyId, 2600))
const plan = (made: Machine, slug: string, edition: number) =>
  look(made, slug, (db, envelope, agencyId) =>
    measureStore(db, systemClock, systemIds, envelope).read(agencyId, edition),
  )

describe('scores import', () => {
  it('keeps the published result of each of the five agencies', async () => {
    const expected = [
      [
        'lamkhlong',
        2566,
        { total: 71.54, level: 'ต้องปรับปรุง', instruments: { IIT: 78.72, EIT1: 72.35, EIT2: 65.47, OIT: 68.13 } },
      ],
      [
        'khemarat',
        2566,
        {
          questions: expect.objectContaining({ i8: 74.28, i25: 55.62 }),
          suspect: [
            { code: 'i25', likely: 85.62 },
            { code: 'i26', likely: 85.62 },
          ],
        },
      ],
      ['phothong', 2567, { total: 79.23, level: 'ต้องปรับปรุง' }],
      ['khlongwan', 2565, { total: 87.97, level: 'A', indicators: { '3': 87.17, '9': 53.99 } }],
      ['krabinoi', 2567, { total: 94.17, level: 'ผ่านดี' }],
    ] as const
    for (const [slug, edition, scores] of expected) {
      const made = await machineOf(slug)
      expect(await succeed(made.prongsai('scores', 'import', '--agency', slug, five))).toBe(`result of ${edition} kept`)
      expect(await result(made, slug)).toMatchObject({ edition, scores })
    }
  })

  it.each([
    ['a score above 100', { edition: 2566, totalScore: 101 }, /totalScore/],
    ['a question that is none', { edition: 2566, questionScores: { x1: 50 } }, /questionScores/],
    ['no score at all', { edition: 2566 }, /no score/],
    ['no year', { totalScore: 50 }, /edition/],
    ['a collection without the agency', { agencies: [{ id: 'other', edition: 2566 }] }, /none of them is/],
  ])('of a file with %s says so and keeps nothing', async (_, content, complaint) => {
    const made = await machineOf('lamkhlong')
    const { code, err } = await made.prongsai('scores', 'import', '--agency', 'lamkhlong', made.file('r.json', content))
    expect(code).toBe(1)
    expect(err).toMatch(complaint)
    expect(await result(made, 'lamkhlong')).toBeNull()
  })
})

describe('measures import', () => {
  it('takes over the indicators of a published report, and what was done quarter by quarter', async () => {
    const made = await machineOf('lamkhlong')
    expect(await succeed(made.prongsai('measures', 'import', '--agency', 'lamkhlong', five))).toBe(
      'edition 2566: 8 measures told of',
    )
    const file = made.file('m.json', {
      measures: [
        {
          code: '4.3',
          status: 'in_work',
          progress: [
            { quarter: 1, note: 'ออกคำสั่งแต่งตั้งแล้ว' },
            { quarter: 3, url: 'https://a.go.th/1' },
          ],
        },
      ],
    })
    await succeed(made.prongsai('measures', 'import', '--agency', 'lamkhlong', file))
    const measures = measuresOf(await plan(made, 'lamkhlong', 2566))
    expect(measures.filter(({ status }) => status === 'done').map(({ code }) => code)).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8].map((number) => `g${number}`),
    )
    expect(measures.find(({ code }) => code === '4.3')).toMatchObject({
      status: 'in_work',
      progress: [
        { quarter: 1, note: 'ออกคำสั่งแต่งตั้งแล้ว', url: null },
        { quarter: 3, note: '', url: 'https://a.go.th/1' },
      ],
    })
  })

  it.each([
    ['a measure that the plan has not', { measures: [{ code: '4.3', status: 'done' }, { code: '4.9' }] }, /4\.9/],
    ['a fifth quarter', { measures: [{ code: '4.3', progress: [{ quarter: 5, note: 'x' }] }] }, /quarter/],
    ['a status that is none', { measures: [{ code: '4.3', status: 'finished' }] }, /status/],
  ])('of a file with %s changes nothing', async (_, content, complaint) => {
    const made = await machineOf('lamkhlong')
    const { code, err } = await made.prongsai(
      'measures',
      'import',
      '--agency',
      'lamkhlong',
      made.file('m.json', content),
    )
    expect(code).toBe(1)
    expect(err).toMatch(complaint)
    expect(measuresOf(await plan(made, 'lamkhlong', 2566)).every(({ version }) => version === 0)).toBe(true)
  })
})

describe('measures load', () => {
  const own = (id: string, title: string) => ({
    number: 1,
    title: 'งานของเรา',
    indicators: [1],
    questions: [],
    measures: [{ id, title, period: { kind: 'quarters', quarters: [2], label: 'ไตรมาส 2' } }],
  })

  it("puts an agency's own measures in place of those that ship, for one year, and keeps their states", async () => {
    const made = await machineOf('lamkhlong')
    const load = (title: string) =>
      made.prongsai('measures', 'load', '--agency', 'lamkhlong', made.file('p.json', { issues: [own('1.1', title)] }))
    expect(await succeed(load('อบรมเดือนละครั้ง'))).toBe('edition 2566: 1 measures')
    await succeed(
      made.prongsai(
        'measures',
        'import',
        '--agency',
        'lamkhlong',
        made.file('m.json', { measures: [{ code: '1.1', status: 'done' }] }),
      ),
    )
    await succeed(load('อบรมไตรมาสละครั้ง'))
    expect((await plan(made, 'lamkhlong', 2566)).issues).toMatchObject([
      { number: 1, measures: [{ code: '1.1', title: 'อบรมไตรมาสละครั้ง', status: 'done', quarters: [2] }] },
    ])
    expect((await plan(made, 'lamkhlong', 2567)).issues).toHaveLength(7)
  })

  it('refuses a code that stands twice', async () => {
    const made = await machineOf('lamkhlong')
    const file = made.file('p.json', { issues: [own('1.1', 'ก'), { ...own('1.1', 'ข'), number: 2 }] })
    const { code, err } = await made.prongsai('measures', 'load', '--agency', 'lamkhlong', file)
    expect([code, err]).toEqual([1, expect.stringMatching(/1\.1 stands twice/)])
  })
})
