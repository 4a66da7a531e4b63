import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { openCases } from '../../src/whistleblowing/cases-db.ts'
import { machineOnLine, machineWithTown, succeed, town } from './ground.ts'

const agency = ['--agency', town.slug]

describe('the protected channel from the command line', () => {
  it('is not there before the first start', async () => {
    const { prongsai } = await machineWithTown()
    const { code, err } = await prongsai('channel', 'status', ...agency)
    expect(code).toBe(1)
    expect(err).toContain('has not been started yet')
    expect((await prongsai('channel', 'status', '--agency', 'nobody')).err).toContain('There is no agency "nobody"')
  })

  it('says what is missing, which keys there are, and whether the trail is whole; never how many cases there are', async () => {
    const { prongsai, dataDir } = await machineOnLine()
    expect(await succeed(prongsai('channel', 'status', ...agency))).toContain(
      'closed, missing: officer, second-person, recovery',
    )
    expect(await succeed(prongsai('channel', 'audit', ...agency))).toBe('unbroken: 0 lines')
    const cases = await openCases(join(dataDir, 'whistleblowing', 'cases.db'))
    const key = {
      agency: town.slug,
      role: 'officer',
      label: 'นิติกร',
      wrapped_identity: null,
      epoch: 2570,
      state: 'active',
      holder: 'nobody-who-serves',
      made_by: 'somebody',
      confirmed_on: '2026-11-23',
      active_from: '2026-11-23',
      retired_on: null,
      approved_by: null,
    }
    const recipient = await identityToRecipient(await generateX25519Identity())
    await cases.db
      .insertInto('wb_key')
      .values({ ...key, id: 'AAAAAAAAAAAA', recipient })
      .execute()
    const line = {
      agency: town.slug,
      seq: 1,
      at_minute: '2026-11-23 10:00',
      key_id: 'x',
      action: 'key.added',
      case_id: null,
    }
    await cases.db
      .insertInto('wb_audit')
      .values({ ...line, prev_hash: '', hash: 'made up' })
      .execute()
    await cases.close()
    // A key whose holder does not serve opens nothing, however it came to be active.
    const status = await succeed(prongsai('channel', 'status', ...agency))
    expect(status).toContain('missing: officer')
    expect(status).toMatch(/officer\tนิติกร\t\d{4} \d{4} \d{4} \d{4} \d{4}\tactive\t2026-11-23/)
    const audit = await prongsai('channel', 'audit', ...agency)
    expect([audit.code, audit.err]).toEqual([1, expect.stringContaining('chain of hashes is broken')])

    chmodSync(join(dataDir, 'whistleblowing.pepper'), 0o644)
    const doctor = await prongsai('doctor', ...agency)
    expect(doctor.out).toContain(`chmod 600 ${join(dataDir, 'whistleblowing.pepper')}`)
  })
})
