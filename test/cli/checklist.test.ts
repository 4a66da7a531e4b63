import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { agencyStore } from '../../src/agency/agency-store.ts'
import { readAppKey, readConfig } from '../../src/config.ts'
import { openDatabase } from '../../src/db/open.ts'
import { checklistStore } from '../../src/features/checklist/checklist-store.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { createEnvelope } from '../../src/kernel/envelope.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { packageRoot } from '../../src/kernel/root.ts'
import { agencies } from '../support/samples.ts'
import { machine, succeed, town, type Machine } from './ground.ts'

/** The five agencies of the published reports, all in one file. */
const five = join(packageRoot, 'test/simulator/data/agencies.json')

/** A machine on which one of them is set up, with the editions it needs. */
async function machineOf(slug: string, ...editions: number[]): Promise<Machine> {
  const sample = agencies.find((agency) => agency.id === slug)
  const made = machine()
  const profile = { ...town, slug, name: sample?.name, edition: sample?.edition }
  await succeed(made.prongsai('agency', 'add', made.file('town.json', profile)))
  for (const edition of editions) {
    await succeed(made.prongsai('checklist', 'load', '--agency', slug, '--edition', String(edition)))
  }
  return made
}

/** The numbers of the items that are still open. */
async function openItems({ dataDir }: Machine, slug: string, edition: number): Promise<string[]> {
  const database = await openDatabase(join(dataDir, 'prongsai.db'))
  try {
    const config = readConfig({ DATA_DIR: dataDir })
    const envelope = createEnvelope(readAppKey(config, systemIds), systemIds)
    const agency = await agencyStore(database.db, systemClock, systemIds, envelope).bySlug(slug)
    const checklist = await checklistStore(database.db, systemClock, systemIds, envelope).read(
      agency?.id ?? '',
      edition,
    )
    return (checklist?.items ?? []).filter((item) => item.status === 'open').map((item) => item.code)
  } finally {
    await database.close()
  }
}

describe('checklist load', () => {
  it('loads the items of a year once, and keeps them the second time', async () => {
    const { prongsai } = await machineOf('phothong')
    const words = ['checklist', 'load', '--agency', 'phothong', '--edition', '2567']
    expect(await succeed(prongsai(...words))).toBe('edition 2567: 35 items added, 0 kept')
    expect(await succeed(prongsai(...words))).toBe('edition 2567: 0 items added, 35 kept')
  })

  it.each(['2600', '2560', 'next', '67'])('of the year %s says which there are', async (year) => {
    const { prongsai } = await machineOf('phothong')
    const { code, err } = await prongsai('checklist', 'load', '--agency', 'phothong', '--edition', year)
    expect(code).toBe(1)
    expect(err).toMatch(/2567/)
  })
})

describe('checklist import', () => {
  it('takes the states of one agency out of a file of five', async () => {
    const made = await machineOf('phothong', 2567)
    expect(await succeed(made.prongsai('checklist', 'import', five, '--agency', 'phothong'))).toBe(
      'edition 2567: 35 items set',
    )
    expect(await openItems(made, 'phothong', 2567)).toEqual(['O14', 'O16', 'O17'])
  })

  it('with --others done counts what the paper does not list as reported', async () => {
    const made = await machineOf('khemarat', 2566)
    const words = ['checklist', 'import', five, '--agency', 'khemarat', '--others']
    expect(await succeed(made.prongsai(...words, 'done'))).toBe('edition 2566: 43 items set')
    expect(await openItems(made, 'khemarat', 2566)).toHaveLength(15)
    const { code, err } = await made.prongsai(...words, 'open')
    expect({ code, err }).toEqual({ code: 1, err: '--others takes only the word done.' })
  })

  it('leaves items that the file does not list as they were', async () => {
    const made = await machineOf('phothong', 2567)
    await succeed(made.prongsai('checklist', 'import', five, '--agency', 'phothong'))
    const one = made.file('one.json', { items: [{ code: 'O14', status: 'done' }] })
    expect(await succeed(made.prongsai('checklist', 'import', one, '--agency', 'phothong'))).toBe(
      'edition 2567: 1 items set',
    )
    expect(await openItems(made, 'phothong', 2567)).toEqual(['O16', 'O17'])
  })

  it('goes to the edition whose numbers the file uses', async () => {
    const made = await machineOf('khlongwan', 2566, 2565)
    expect(await succeed(made.prongsai('checklist', 'import', five, '--agency', 'khlongwan'))).toMatch(
      /^edition 2565: /,
    )
  })

  it.each([
    [
      'a number that the edition has not',
      {
        items: [
          { code: 'O14', status: 'done' },
          { code: 'O99', status: 'done' },
        ],
      },
      'no item O99',
    ],
    [
      'a state that there is not',
      {
        items: [
          { code: 'O14', status: 'done' },
          { code: 'O16', status: 'ready' },
        ],
      },
      'row 2: status',
    ],
    [
      'a number twice',
      {
        items: [
          { code: 'O14', status: 'done' },
          { code: 'O14', status: 'done' },
        ],
      },
      'row 2: O14 stands twice',
    ],
    ['no items', { states: [] }, 'has no items[] of one agency'],
    ['other agencies only', { agencies: [{ id: 'elsewhere', items: [] }] }, 'none of them is phothong'],
  ])('refuses %s, and nothing changes', async (_what, content, named) => {
    const made = await machineOf('phothong', 2567)
    await succeed(made.prongsai('checklist', 'import', five, '--agency', 'phothong'))
    const { code, out, err } = await made.prongsai(
      'checklist',
      'import',
      made.file('bad.json', content),
      '--agency',
      'phothong',
    )
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain(named)
    expect(await openItems(made, 'phothong', 2567)).toEqual(['O14', 'O16', 'O17'])
  })

  it('before the edition is loaded says how to load it', async () => {
    const made = await machineOf('phothong')
    const { code, err } = await made.prongsai('checklist', 'import', five, '--agency', 'phothong')
    expect(code).toBe(1)
    expect(err).toContain('checklist load')
  })
})
