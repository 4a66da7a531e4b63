import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { readAudit } from '../../src/whistleblowing/audit.ts'
import { openCases } from '../../src/whistleblowing/cases-db.ts'
import { found } from '../secrecy/bytes.ts'
import { day } from '../support/clock.ts'
import { ceremony, look, readByReporter, report, sealedWords, wordsOf } from '../whistleblowing/actors.ts'
import { startChannel, type Ground } from '../whistleblowing/ground.ts'
import { machine, machineOnLine, succeed, town, type Machine } from './ground.ts'

const server = process.env['TEST_DATABASE_URL']
const agency = ['--agency', town.slug]
/** What an operator makes by hand, as the README says: two databases, two roles. */
const roles = { main: `prongsai_main_${process.pid}`, cases: `prongsai_wb_${process.pid}` }
const password = 'geheim-of-postgres'

async function sql(statements: string[], url = server ?? ''): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

let made = 0

/** Two empty databases with their roles; gone with the test. */
async function twoDatabases() {
  made += 1
  const names = { main: `prongsai_main_${process.pid}_${made}`, cases: `prongsai_wb_${process.pid}_${made}` }
  await sql([
    `create database ${names.main} owner ${roles.main}`,
    `create database ${names.cases} owner ${roles.cases}`,
    `revoke connect on database ${names.cases} from public`,
  ])
  onTestFinished(() => sql(Object.values(names).map((name) => `drop database ${name} with (force)`)))
  const address = (role: string, database: string) => {
    const url = new URL(server ?? '')
    url.username = role
    url.password = password
    url.pathname = `/${database}`
    return url.toString()
  }
  return {
    DATABASE_URL: address(roles.main, names.main),
    WHISTLEBLOWING_DATABASE_URL: address(roles.cases, names.cases),
    /** The main role at the door of the channel. */
    wrongDoor: address(roles.main, names.cases),
  }
}

async function teach({ prongsai, file }: Machine, id: string): Promise<void> {
  const entries = [{ id, question: `คำถาม ${id}`, answer: `คำตอบ ${id}` }]
  await succeed(prongsai('faq', 'import', file('faq.json', { entries }), ...agency))
}

async function known({ prongsai }: Machine): Promise<string[]> {
  const read = JSON.parse(await succeed(prongsai('faq', 'export', ...agency))) as { entries: { id: string }[] }
  return read.entries.map((entry) => entry.id).toSorted()
}

/** The channel of a machine as its server would run it. */
async function channelOf(folder: string, url: string, clock?: Ground['clock']): Promise<Ground> {
  return startChannel({ folder, cases: await openCases(url), ...(clock && { clock }) })
}

/** A machine whose channel is open and holds one report that goes on and one that is closed. */
async function townWithReports() {
  const { wrongDoor, ...databases } = await twoDatabases()
  const at = machine(databases)
  await succeed(at.prongsai('agency', 'add', at.file('town.json', town)))
  await teach(at, 'before')
  mkdirSync(at.dataDir, { recursive: true })
  const channel = await channelOf(at.dataDir, databases.WHISTLEBLOWING_DATABASE_URL)
  const keys = await ceremony(channel)
  const open = await report(channel, { what: 'ยังไม่ปิด' })
  const closed = await report(channel, { what: 'ปิดแล้ว' })
  const end = await sealedWords(keys.officer, closed.body.case, 'reply', 'จบ')
  await keys.officer.desk.post(`/cases/${closed.body.case}/close`, { outcome: 'upheld', items: [end] })
  const paper = at.file('paper.txt', `${keys.recovery.identity}\n`)
  return { at, databases, wrongDoor, channel, keys, open, closed, paper, backup: at.path('backup') }
}

describe.skipIf(server === undefined)(
  'on a PostgreSQL server (skipped without TEST_DATABASE_URL)',
  { timeout: 120_000 },
  () => {
    beforeAll(() =>
      sql([
        `create role ${roles.main} login password '${password}'`,
        `create role ${roles.cases} login password '${password}'`,
      ]),
    )
    afterAll(() => sql([`drop role ${roles.main}`, `drop role ${roles.cases}`]))

    it('the main role cannot even connect to the cases', async () => {
      const { wrongDoor, WHISTLEBLOWING_DATABASE_URL: rightDoor } = await twoDatabases()
      await expect(sql(['select 1'], wrongDoor)).rejects.toMatchObject({ code: '42501' })
      await sql(['select 1'], rightDoor)
    })

    it('both databases come back as they were, the channel with its paper alone, and what is due is deleted before the port opens', async () => {
      const { at, databases, channel, keys, open, closed, paper, backup } = await townWithReports()
      const { clock } = channel
      expect(await succeed(at.prongsai('backup', backup))).toContain('cases.age is the protected channel, sealed')
      expect(readdirSync(backup).toSorted()).toEqual(['app.key', 'backup.json', 'cases.age', 'prongsai.dump'])
      for (const file of readdirSync(backup))
        expect([file, statSync(join(backup, file)).mode & 0o077]).toEqual([file, 0])
      expect(found(backup, ['wb_case', closed.body.case, keys.officer.id])).toEqual([])
      expect(readFileSync(join(backup, 'cases.age')).toString('latin1')).toMatch(/^age-encryption\.org\/v1\n/)
      expect(readdirSync(join(at.dataDir, 'whistleblowing'))).toEqual([])

      // Life goes on: something is learned, a report comes, and a newer version brings a table that leans on an old one.
      await teach(at, 'after')
      const late = await report(channel, { what: 'มาทีหลัง' })
      await sql(['create table newer (slug text references agencies (slug))'], databases.DATABASE_URL)
      await sql(
        ['create table wb_newer (id text references wb_case (id))', 'delete from wb_audit'],
        databases.WHISTLEBLOWING_DATABASE_URL,
      )
      await channel.cases.close()

      const said = await succeed(at.prongsai('restore', backup, '--recovery-key', paper))
      expect(said).toContain('restored the backup of 2')
      expect(await known(at)).toEqual(['before'])
      await expect(sql(['select 1 from newer'], databases.DATABASE_URL)).rejects.toMatchObject({ code: '42P01' })
      await expect(sql(['select 1 from wb_newer'], databases.WHISTLEBLOWING_DATABASE_URL)).rejects.toMatchObject({
        code: '42P01',
      })
      const beside = said.split(' is in ')[1] ?? ''
      expect(readdirSync(beside).toSorted()).toEqual(['app.key', 'backup.json', 'cases.age', 'prongsai.dump'])
      expect(existsSync(join(at.dataDir, 'whistleblowing', 'cases.restoring'))).toBe(false)

      clock.move(91 * day)
      const again = await channelOf(at.dataDir, databases.WHISTLEBLOWING_DATABASE_URL, clock)
      onTestFinished(() => again.cases.close())
      expect(wordsOf(await readByReporter(again, open))).toEqual(['ยังไม่ปิด'])
      expect((await look(again, closed)).status).toBe(404)
      expect((await look(again, late)).status).toBe(404)
      const audit = await readAudit(again.cases.db, 'town')
      expect([audit.unbroken, audit.lines.at(-1)?.action]).toEqual([true, 'case.purged'])

      // What was replaced is not lost: it is sealed beside, for the same paper.
      await again.cases.close()
      await succeed(at.prongsai('restore', beside, '--recovery-key', paper))
      expect(await known(at)).toEqual(['after', 'before'])
      const back = await channelOf(at.dataDir, databases.WHISTLEBLOWING_DATABASE_URL, clock)
      onTestFinished(() => back.cases.close())
      expect(wordsOf(await readByReporter(back, late))).toEqual(['มาทีหลัง'])
    })

    it('they come back on a new machine with empty databases', async () => {
      const { at, channel, open, paper, backup } = await townWithReports()
      await succeed(at.prongsai('backup', backup))
      await channel.cases.close()
      const { wrongDoor: _, ...empty } = await twoDatabases()
      const fresh = machine(empty)
      await succeed(fresh.prongsai('restore', backup, '--recovery-key', paper))
      expect(await known(fresh)).toEqual(['before'])
      // The pepper is in no backup: it comes from the envelope.
      writeFileSync(
        join(fresh.dataDir, 'whistleblowing.pepper'),
        readFileSync(join(at.dataDir, 'whistleblowing.pepper')),
      )
      const there = await channelOf(fresh.dataDir, empty.WHISTLEBLOWING_DATABASE_URL, channel.clock)
      onTestFinished(() => there.cases.close())
      expect(wordsOf(await readByReporter(there, open))).toEqual(['ยังไม่ปิด'])
    })

    it('what is cut off, or another key than the paper, is refused and nothing changes', async () => {
      const { at, channel, keys, open, paper, backup } = await townWithReports()
      await succeed(at.prongsai('backup', backup))
      await teach(at, 'after')
      const late = await report(channel, { what: 'มาทีหลัง' })
      const wrongPaper = at.file('wrong.txt', keys.officer.identity)
      const cutOff = (name: string, part: number) => () => {
        const file = join(backup, name)
        const whole = readFileSync(file)
        truncateSync(file, Math.ceil(whole.length * part))
        return () => writeFileSync(file, whole)
      }
      const nothing = () => () => undefined
      for (const [damage, key, cure] of [
        [cutOff('prongsai.dump', 0.6), paper, 'damaged'],
        [cutOff('prongsai.dump', 0.0001), paper, 'damaged'],
        [cutOff('cases.age', 0.6), paper, 'cases.age) is damaged'],
        [nothing, wrongPaper, 'does not open'],
        [nothing, at.path('no-such-file'), 'cannot be read'],
      ] as const) {
        const mend = damage()
        const { code, out, err } = await at.prongsai('restore', backup, '--recovery-key', key)
        mend()
        expect({ code, out }).toEqual({ code: 1, out: '' })
        expect(err).toContain(cure)
        expect(err).not.toContain(password)
        expect(existsSync(join(at.dataDir, 'whistleblowing', 'cases.restoring'))).toBe(false)
      }
      expect(await known(at)).toEqual(['after', 'before'])
      expect(wordsOf(await readByReporter(channel, late))).toEqual(['มาทีหลัง'])
      expect(wordsOf(await readByReporter(channel, open))).toEqual(['ยังไม่ปิด'])
      await channel.cases.close()
    })

    it('a process that still runs is noticed, and the password of the database stays unsaid', async () => {
      const { wrongDoor: _, ...databases } = await twoDatabases()
      const at = await machineOnLine({}, databases)
      await succeed(at.prongsai('backup', at.path('backup')))
      const { code, err } = await at.prongsai('restore', at.path('backup'))
      expect([code, err.includes('still connected')]).toEqual([1, true])
      await at.bot.stop()
      expect(await succeed(at.prongsai('restore', at.path('backup')))).toContain('restored the backup')
      at.set({ DATABASE_URL: databases.DATABASE_URL.replace('prongsai_main_', 'prongsai_gone_') })
      const gone = await at.prongsai('backup', at.path('other'))
      expect([gone.code, gone.err.includes(password)]).toEqual([1, false])
    })
  },
)
