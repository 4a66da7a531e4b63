import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateX25519Identity } from 'age-encryption'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sealCases, unsealCases } from '../../src/cli/cases-backup.ts'
import { readConfig } from '../../src/config.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { readAudit } from '../../src/whistleblowing/audit.ts'
import { judgePepper, pepperFor } from '../../src/whistleblowing/pepper.ts'
import { machineWithTown } from '../cli/ground.ts'
import { found } from '../secrecy/bytes.ts'
import { day } from '../support/clock.ts'
import { ceremony, look, report, sealedWords, type Keys } from './actors.ts'
import { startChannel, type Ground } from './ground.ts'

/** Debian: `apt-get install age`. */
const hasAge = spawnSync('age', ['--version']).status === 0

function age(folder: string, key: string, sealed: string): string {
  return execFileSync('age', ['-d', '-i', join(folder, key), join(folder, sealed)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  }).toString()
}

describe.skipIf(!hasAge)('the stock age program (skipped only where it is not installed)', () => {
  let ground: Ground
  let keys: Keys
  const folder = mkdtempSync(join(tmpdir(), 'prongsai-age-'))
  beforeAll(async () => {
    ground = await startChannel()
    keys = await ceremony(ground)
  })
  afterAll(async () => {
    await ground.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('opens a case with the recovery paper alone, in two steps, and with no other key', async () => {
    const reported = await report(ground, { what: 'เรียกรับเงินค่าถนนหมู่ 4' })
    const { db } = ground.cases
    const wraps = await db.selectFrom('wb_wrap').selectAll().where('case_id', '=', reported.body.case).execute()
    const items = await db.selectFrom('wb_item').selectAll().where('case_id', '=', reported.body.case).execute()
    const wrap = wraps.find((one) => one.key_id === keys.recovery.id)
    expect(items.every((item) => item.blob.toString('latin1').startsWith('age-encryption.org/v1\n'))).toBe(true)
    writeFileSync(join(folder, 'paper.txt'), `${keys.recovery.identity}\n`)
    writeFileSync(join(folder, 'other.txt'), `${await generateX25519Identity()}\n`)
    writeFileSync(join(folder, 'wrap.age'), wrap?.blob ?? '')
    writeFileSync(join(folder, 'report.age'), items[0]?.blob ?? '')

    writeFileSync(join(folder, 'case.txt'), age(folder, 'paper.txt', 'wrap.age'))
    const [head = '', body = ''] = age(folder, 'case.txt', 'report.age').split('\n')
    expect(JSON.parse(head)).toMatchObject({ v: 1, tenant: 'town', case: reported.body.case, kind: 'report', seq: 1 })
    expect(JSON.parse(body)).toMatchObject({ what: 'เรียกรับเงินค่าถนนหมู่ 4' })
    for (const [key, sealed] of [
      ['other.txt', 'wrap.age'],
      ['other.txt', 'report.age'],
      ['paper.txt', 'report.age'],
    ] as const) {
      expect(() => age(folder, key, sealed)).toThrow('no identity matched')
    }
  })

  it('answers the yearly drill with what the page gives', async () => {
    const { body } = await keys.officer.desk.post('/drill')
    writeFileSync(join(folder, 'paper.txt'), `${keys.recovery.identity}\n`)
    writeFileSync(join(folder, 'drill.age'), Buffer.from(String(body['challenge']), 'base64url'))
    const answer = age(folder, 'paper.txt', 'drill.age').trim()
    expect((await keys.officer.desk.post('/drill/answer', { answer })).status).toBe(204)
  })
})

describe('the pepper, which is in no backup', () => {
  it('is missed at a start with reports of another one, and no new one is made in its place', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'prongsai-pepper-'))
    const ground = await startChannel({ folder })
    const file = join(folder, 'whistleblowing.pepper')
    const right = readFileSync(file, 'utf8')
    const { db } = ground.cases

    // Before the first report any pepper will do.
    rmSync(file)
    await pepperFor(db, file, systemIds)
    writeFileSync(file, right, { mode: 0o600 })
    await ceremony(ground)
    const reported = await report(ground, { what: 'เรียกรับเงิน' })

    rmSync(file)
    expect(await judgePepper(db, file)).toBe('missing')
    await expect(pepperFor(db, file, systemIds)).rejects.toThrow('envelope of the recovery paper')
    expect(existsSync(file)).toBe(false)
    writeFileSync(file, `${Buffer.alloc(32, 9).toString('base64')}\n`)
    expect(await judgePepper(db, file)).toBe('another')
    await expect(pepperFor(db, file, systemIds)).rejects.toThrow('forget-pepper')

    writeFileSync(file, right)
    const again = await startChannel({ folder, cases: ground.cases, clock: ground.clock })
    await pepperFor(db, file, systemIds)
    expect((await look(again, reported)).status).toBe(200)
    await again.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('that is lost for good is given up by command: the next start makes another, and old receipts open nothing', async () => {
    const made = await machineWithTown()
    const ground = await startChannel({ folder: made.dataDir })
    await ceremony(ground)
    const before = await report(ground, { what: 'ก่อนหาย' })
    const file = join(made.dataDir, 'whistleblowing.pepper')
    const lost = readFileSync(file, 'utf8')
    rmSync(file)
    expect((await made.prongsai('doctor')).out).toContain(`ไม่พบ ${file}`)
    expect((await made.prongsai('channel', 'forget-pepper')).code).toBe(0)
    await pepperFor(ground.cases.db, file, systemIds)
    expect(readFileSync(file, 'utf8')).not.toBe(lost)
    expect((await made.prongsai('doctor')).out).not.toContain(`ไม่พบ ${file}`)
    const again = await startChannel({ folder: made.dataDir, cases: ground.cases, clock: ground.clock })
    expect((await look(again, before)).status).toBe(404)
    await again.stop()
  })
})

describe('a backup of the channel', () => {
  it('is sealed to the recovery paper, and what it brings back is deleted again before the port opens', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'prongsai-cases-'))
    const set = join(folder, 'set')
    mkdirSync(set)
    const config = readConfig({ DATA_DIR: folder })
    expect(await sealCases(config, set)).toBe('none')
    const ground = await startChannel({ folder })
    expect(await sealCases(config, set)).toBe('no-recovery-key')
    const keys = await ceremony(ground)
    const open = await report(ground, { what: 'ยังไม่ปิด' })
    const closed = await report(ground, { what: 'ปิดแล้ว' })
    const end = await sealedWords(keys.officer, closed.body.case, 'reply', 'จบ')
    await keys.officer.desk.post(`/cases/${closed.body.case}/close`, { outcome: 'upheld', items: [end] })

    ground.clock.move(89 * day)
    expect(await sealCases(config, set)).toBe('sealed')
    expect(statSync(join(set, 'cases.age')).mode & 0o777).toBe(0o600)
    // Sealed as a whole: not even the names of tables, keys or cases can be read in it.
    expect(found(set, ['wb_case', 'SQLite format', closed.body.case, keys.officer.id])).toEqual([])
    expect(existsSync(join(folder, 'whistleblowing', 'cases.copy'))).toBe(false)

    const items = await ground.cases.db
      .selectFrom('wb_item')
      .selectAll()
      .where('case_id', '=', closed.body.case)
      .execute()
    const starts = items.map((item) => item.blob.subarray(90, 154))
    ground.clock.move(2 * day)
    await ground.channel.tidy()
    expect((await look(ground, closed)).status).toBe(404)
    const counted = await ground.channel.published('town')
    await ground.cases.close()
    const bytes = () => readFileSync(join(folder, 'whistleblowing', 'cases.db'))
    expect(starts.some((start) => bytes().includes(start))).toBe(false)

    const paper = join(folder, 'paper.txt')
    const before = join(folder, 'before')
    writeFileSync(paper, `${keys.officer.identity}\n`)
    await expect(unsealCases(config, set, paper)).rejects.toThrow('does not open')
    writeFileSync(paper, 'nothing here\n')
    await expect(unsealCases(config, set, paper)).rejects.toThrow('holds no recovery key')
    writeFileSync(paper, `the key: ${keys.recovery.identity}\n`)
    const opened = await unsealCases(config, set, paper)
    await opened.putBack(before)
    opened.discard()
    expect(statSync(join(folder, 'whistleblowing', 'cases.db')).mode & 0o777).toBe(0o600)
    expect(existsSync(join(before, 'cases.age'))).toBe(true)
    expect(starts.every((start) => bytes().includes(start))).toBe(true)

    // The start of the program, before anything is served.
    const again = await startChannel({ folder, clock: ground.clock })
    expect(starts.some((start) => bytes().includes(start))).toBe(false)
    expect((await look(again, closed)).status).toBe(404)
    expect((await look(again, open)).status).toBe(200)
    expect(await again.channel.published('town')).toEqual(counted)
    const audit = await readAudit(again.cases.db, 'town')
    expect([audit.unbroken, audit.lines.at(-1)?.action]).toEqual([true, 'case.purged'])
    await again.cases.close()
    rmSync(folder, { recursive: true, force: true })
  })
})
