import { describe, expect, it } from 'vitest'
import { machine, machineOnLine, machineWithTown, succeed, town } from './ground.ts'

describe('agency add', () => {
  it('creates an agency, and brings it up to date the second time', async () => {
    const { file, prongsai } = machine()
    expect(await prongsai('agency', 'add', file('a.json', town))).toEqual({
      code: 0,
      out: 'created: khaokluai เทศบาลตำบลเขากล้วย',
      err: '',
    })
    const renamed = file('b.json', { ...town, name: 'เทศบาลเมืองเขากล้วย', edition: 2568 })
    expect(await succeed(prongsai('agency', 'add', renamed))).toBe('updated: khaokluai เทศบาลเมืองเขากล้วย')
    expect(await succeed(prongsai('agency', 'list'))).toBe(
      'khaokluai\tเทศบาลเมืองเขากล้วย\tedition 2568\t2 units\tchannel from the environment',
    )
  })

  it('keeps the edition that was chosen since, and says how to take that of the file', async () => {
    const { file, prongsai } = await machineWithTown()
    await succeed(prongsai('checklist', 'use', '--agency', town.slug, '--edition', '2566'))
    const old = file('a.json', { ...town, name: 'เทศบาลเมืองเขากล้วย' })
    expect(await succeed(prongsai('agency', 'add', old))).toMatch(/2566 was chosen and stays.*2567 \(--take-edition/)
    expect(await succeed(prongsai('agency', 'list'))).toMatch(/เทศบาลเมืองเขากล้วย\tedition 2566/)
    await succeed(prongsai('agency', 'add', old, '--take-edition'))
    expect(await succeed(prongsai('agency', 'list'))).toMatch(/edition 2567/)
    // From then on the file governs again.
    await succeed(prongsai('agency', 'add', file('b.json', { ...town, edition: 2565 })))
    expect(await succeed(prongsai('agency', 'list'))).toMatch(/edition 2565/)
  })

  it('warns whoever lets people write reports of corruption into the chat, which is off by itself', async () => {
    const { file, prongsai } = machine()
    const whistleblowing = { chatIntake: true }
    const opened = await succeed(prongsai('agency', 'add', file('a.json', { ...town, whistleblowing })))
    expect(opened).toMatch(/created.*\nWARNING: whistleblowing\.chatIntake is on.*LINE, which keeps it/s)
    const closed = await succeed(prongsai('agency', 'add', file('b.json', town)))
    expect(closed).not.toContain('WARNING')
    const { code, err } = await prongsai('agency', 'add', file('c.json', { ...town, whistleblowing: { chat: true } }))
    expect([code, err.includes('chat')]).toEqual([1, true])
  })

  it('reads a file that was saved with a byte order mark', async () => {
    const { file, prongsai } = machine()
    expect((await prongsai('agency', 'add', file('a.json', `\uFEFF${JSON.stringify(town)}`))).code).toBe(0)
  })

  it('lists agencies with their own channel and never shows its secrets', async () => {
    const { file, prongsai } = await machineWithTown()
    const line = { channelSecret: 'geheim-secret', channelAccessToken: 'geheim-token', basicId: '@khaokluai' }
    const added = await succeed(
      prongsai('agency', 'add', file('b.json', { ...town, slug: 'bangpu', name: 'บางปู', line })),
    )
    const listed = await succeed(prongsai('agency', 'list'))
    expect(listed.split('\n')).toEqual([
      'khaokluai\tเทศบาลตำบลเขากล้วย\tedition 2567\t2 units\tchannel from the environment',
      'bangpu\tบางปู\tedition 2567\t2 units\town channel',
    ])
    expect(added + listed).not.toContain('geheim')
  })

  it.each([
    ['a key with a slip of the pen', { ...town, serviceHour: '8.30' }, 'serviceHour'],
    ['a missing key', { ...town, mainSite: undefined }, 'mainSite'],
    ['a site without https', { ...town, mainSite: 'http://www.khaokluai.go.th' }, 'must be an https:// address'],
    ['a slug that is no address', { ...town, slug: 'Khao Kluai' }, 'slug'],
    ['an edition as text', { ...town, edition: '2567' }, 'edition'],
    ['two units of one name', { ...town, units: [town.units[0], town.units[0]] }, 'two units have the same name'],
    ['digits that there are not', { ...town, digits: 'roman' }, 'digits'],
  ])('refuses %s by name, and nothing changes', async (_what, content, named) => {
    const { file, prongsai } = await machineWithTown()
    const before = await succeed(prongsai('agency', 'list'))
    const { code, out, err } = await prongsai('agency', 'add', file('bad.json', content))
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain('nothing was changed')
    expect(err).toContain(named)
    expect(await succeed(prongsai('agency', 'list'))).toBe(before)
  })

  it('does not repeat a secret of a file with a mistake', async () => {
    const { file, prongsai } = machine()
    const line = { channelSecret: 'geheim-secret', channelAccessToken: 'geheim-token', basicId: 'geheim id' }
    const { code, err } = await prongsai('agency', 'add', file('bad.json', { ...town, line }))
    expect(code).toBe(1)
    expect(err).toContain('basicId')
    expect(err).not.toContain('geheim')
  })

  it('says where a file stops being JSON, and that a file is not there', async () => {
    const { file, path, prongsai } = machine()
    const broken = await prongsai('agency', 'add', file('bad.json', '{"slug": "a",}'))
    expect(broken.code).toBe(1)
    expect(broken.err).toMatch(/is not valid JSON \(position 13/)
    const absent = await prongsai('agency', 'add', path('none.json'))
    expect(absent.code).toBe(1)
    expect(absent.err).toContain('none.json cannot be read')
  })
})

describe('staff', () => {
  it('are invited with a code, listed once they registered on LINE, and removed', async () => {
    const { prongsai, line, bot } = await machineOnLine()
    const words = ['--agency', 'khaokluai', '--name', 'สมหญิง', '--unit', 'คลัง', '--role', 'staff']
    const invited = await succeed(prongsai('staff', 'invite', ...words))
    expect(invited).toMatch(/^code: [2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}$/)
    expect(await succeed(prongsai('staff', 'list', '--agency', 'khaokluai'))).toBe('nobody has registered yet')

    await line.say('khaokluai', 'U-somying', invited.replace('code: ', 'ลงทะเบียน '))
    await bot.app.settle()
    const listed = await succeed(prongsai('staff', 'list', '--agency', 'khaokluai'))
    expect(listed).toMatch(/^\S+\tสมหญิง\tกองคลัง\tstaff\t\d{4}-\d\d-\d\d$/)

    const [id = ''] = listed.split('\t')
    expect(await succeed(prongsai('staff', 'remove', id, '--agency', 'khaokluai'))).toBe('removed')
    expect(await succeed(prongsai('staff', 'list', '--agency', 'khaokluai'))).toBe('nobody has registered yet')
    expect((await prongsai('staff', 'remove', id, '--agency', 'khaokluai')).code).toBe(1)
  })

  it.each([
    ['a unit that there is not', ['--unit', 'กองบิน', '--role', 'staff'], 'Known: สำนักปลัด, กองคลัง.'],
    ['a role that there is not', ['--role', 'boss'], 'staff, reviewer, executive, officer, admin'],
    ['no role', [], '--role is missing'],
  ])('are not invited with %s', async (_what, words, cure) => {
    const { prongsai } = await machineWithTown()
    const { code, out, err } = await prongsai('staff', 'invite', '--agency', 'khaokluai', '--name', 'สมหญิง', ...words)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain(cure)
  })

  it('of an unknown agency are not invited: the agencies there are are named', async () => {
    const { prongsai } = await machineWithTown()
    const { code, err } = await prongsai('staff', 'list', '--agency', 'khaokluay')
    expect({ code, err }).toEqual({ code: 1, err: 'There is no agency "khaokluay". Known: khaokluai.' })
    const nobody = await machine().prongsai('staff', 'list', '--agency', 'khaokluai')
    expect(nobody.err).toContain('agency add <file.json>')
  })

  it('who do not serve cannot be removed', async () => {
    const { prongsai } = await machineWithTown()
    const { code, err } = await prongsai('staff', 'remove', 'nobody', '--agency', 'khaokluai')
    expect(code).toBe(1)
    expect(err).toContain('staff list')
  })
})
