import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { machine, machineOnLine, machineWithTown, succeed, town, type Machine } from './ground.ts'

const agency = ['--agency', town.slug]

async function teach({ prongsai, file }: Machine, id: string): Promise<void> {
  const entries = [{ id, question: `คำถาม ${id}`, answer: `คำตอบ ${id}` }]
  await succeed(prongsai('faq', 'import', file('faq.json', { entries }), ...agency))
}

async function known({ prongsai }: Machine): Promise<string[]> {
  const read = JSON.parse(await succeed(prongsai('faq', 'export', ...agency))) as { entries: { id: string }[] }
  return read.entries.map((entry) => entry.id)
}

describe('a backup', () => {
  it('is made while the server runs, and everything comes back', async () => {
    const made = await machineOnLine()
    const { prongsai, path, line, bot, dataDir } = made
    await teach(made, 'before')
    const code = await succeed(prongsai('staff', 'invite', ...agency, '--name', 'สมหญิง', '--role', 'staff'))
    const backup = await succeed(prongsai('backup', path('backup')))
    expect(backup).toContain('It holds the app key')
    expect(readdirSync(path('backup')).toSorted()).toEqual(['app.key', 'backup.json', 'prongsai.db'])

    await teach(made, 'after')
    await line.say(town.slug, 'U-somying', code.replace('code: ', 'ลงทะเบียน '))
    await bot.app.settle()
    expect(await succeed(prongsai('staff', 'list', ...agency))).toContain('สมหญิง')
    const key = readFileSync(join(dataDir, 'app.key'), 'utf8')
    await bot.stop()
    writeFileSync(join(dataDir, 'app.key'), Buffer.alloc(32, 9).toString('base64'))

    expect(await succeed(prongsai('restore', path('backup')))).toContain('restored the backup of 2')
    expect(await known(made)).toEqual(['before'])
    expect(await succeed(prongsai('staff', 'list', ...agency))).toBe('nobody has registered yet')
    expect(readFileSync(join(dataDir, 'app.key'), 'utf8')).toBe(key)
    expect(statSync(join(dataDir, 'app.key')).mode & 0o077).toBe(0)

    // The code of that day is good again: what was sealed and hashed then is there.
    const again = await made.serve()
    line.setWebhookUrl(town.slug, `${again.url}/webhook`)
    await line.say(town.slug, 'U-somsri', code.replace('code: ', 'ลงทะเบียน '))
    await again.app.settle()
    expect(await succeed(prongsai('staff', 'list', ...agency))).toContain('สมหญิง')
  })

  it('keeps what it replaces, beside it', async () => {
    const made = await machineWithTown()
    await teach(made, 'before')
    await succeed(made.prongsai('backup', made.path('backup')))
    await teach(made, 'after')
    const restored = await succeed(made.prongsai('restore', made.path('backup')))
    const beside = restored.split(' is in ')[1] ?? ''
    expect(readdirSync(beside).toSorted()).toEqual(['app.key', 'prongsai.db'])
    const old = new Sqlite(join(beside, 'prongsai.db'), { readonly: true })
    expect(old.prepare('select entry_id from knowledge order by entry_id').pluck().all()).toEqual(['after', 'before'])
    old.close()
  })

  it('comes back on an empty machine, where nothing is set aside', async () => {
    const lost = await machineWithTown()
    await teach(lost, 'before')
    const folder = lost.path('backup')
    await succeed(lost.prongsai('backup', folder))
    expect(readdirSync(folder).filter((name) => (statSync(join(folder, name)).mode & 0o077) !== 0)).toEqual([])
    const empty = machine()
    const restored = await succeed(empty.prongsai('restore', folder))
    expect(restored).toContain('nothing was there before')
    expect(readdirSync(empty.dataDir).toSorted()).toEqual(['app.key', 'prongsai.db', 'running.lock'])
    expect(await known(empty)).toEqual(['before'])
  })

  it('ends although others write all the time', async () => {
    const made = await machineWithTown()
    const busy = new Sqlite(join(made.dataDir, 'prongsai.db'))
    busy.exec('create table ballast (content blob)')
    const insert = busy.prepare('insert into ballast values (zeroblob(?))')
    for (let row = 0; row < 20; row += 1) insert.run(100_000)
    let writing = true
    const write = () => {
      if (!writing) return
      insert.run(1)
      setImmediate(write)
    }
    write()
    const outcome = await made.prongsai('backup', made.path('backup'))
    writing = false
    busy.close()
    expect(outcome.code).toBe(0)
    const copy = new Sqlite(made.path('backup/prongsai.db'), { readonly: true })
    expect(copy.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(copy.prepare('select count(*) from ballast where length(content) = 100000').pluck().get()).toBe(20)
    copy.close()
  })

  it('finds the database of a file: address too', async () => {
    const made = machine()
    made.set({ DATABASE_URL: `file://${made.path('elsewhere.db')}` })
    await succeed(made.prongsai('agency', 'add', made.file('town.json', town)))
    await succeed(made.prongsai('backup', made.path('backup')))
    await teach(made, 'after')
    await succeed(made.prongsai('restore', made.path('backup')))
    expect(await known(made)).toEqual([])
  })

  it('does not hold a key that comes from the environment, and says so', async () => {
    const made = await machineWithTown({ APP_KEY: Buffer.alloc(32, 1).toString('base64') })
    const out = await succeed(made.prongsai('backup', made.path('backup')))
    expect(out).toContain('It does not hold the app key (APP_KEY)')
    expect(existsSync(made.path('backup/app.key'))).toBe(false)
    await succeed(made.prongsai('restore', made.path('backup')))
  })

  it('never goes into a folder that holds something', async () => {
    const made = await machineWithTown()
    await succeed(made.prongsai('backup', made.path('backup')))
    const { code, err } = await made.prongsai('backup', made.path('backup'))
    expect(code).toBe(1)
    expect(err).toContain('is not empty')
    const inFile = await made.prongsai('backup', made.file('file', 'x'))
    expect(inFile.err).toContain('cannot be made')
  })

  it('needs a database', async () => {
    const { prongsai, path } = machine()
    const { code, err } = await prongsai('backup', path('backup'))
    expect(code).toBe(1)
    expect(err).toContain('There is no database')
  })
})

describe('restore', () => {
  it('refuses while the server runs', async () => {
    const made = await machineOnLine()
    await succeed(made.prongsai('backup', made.path('backup')))
    await teach(made, 'after')
    const { code, err } = await made.prongsai('restore', made.path('backup'))
    expect(code).toBe(1)
    expect(err).toContain('Stop it first')
    expect(await known(made)).toEqual(['after'])
  })

  it.each([
    ['a database with a hole', (folder: string) => spoil(join(folder, 'prongsai.db')), 'damaged'],
    ['a database that is none', (folder: string) => writeFileSync(join(folder, 'prongsai.db'), 'x'), 'damaged'],
    ['no database', (folder: string) => rmSync(join(folder, 'prongsai.db')), 'prongsai.db is missing'],
    ['no key although one belongs to it', (folder: string) => rmSync(join(folder, 'app.key')), 'app.key is missing'],
    [
      'a note that is cut off',
      (folder: string) => writeFileSync(join(folder, 'backup.json'), '{"made":'),
      'not valid JSON',
    ],
    ['a note of something else', (folder: string) => writeFileSync(join(folder, 'backup.json'), '{}'), 'is damaged'],
    ['no note', (folder: string) => rmSync(join(folder, 'backup.json')), 'is not a backup'],
  ])('refuses a backup with %s, and nothing changes', async (_what, damage, cure) => {
    const made = await machineWithTown()
    await succeed(made.prongsai('backup', made.path('backup')))
    await teach(made, 'after')
    damage(made.path('backup'))
    const before = readdirSync(made.dataDir)
    const { code, out, err } = await made.prongsai('restore', made.path('backup'))
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain(cure)
    expect(await known(made)).toEqual(['after'])
    expect(readdirSync(made.dataDir).filter((name) => !before.includes(name) && name !== 'running.lock')).toEqual([])
  })

  it('reads a backup that nobody may write to', async () => {
    const made = await machineWithTown()
    await succeed(made.prongsai('backup', made.path('backup')))
    for (const name of readdirSync(made.path('backup'))) chmodSync(join(made.path('backup'), name), 0o400)
    chmodSync(made.path('backup'), 0o500)
    const { code } = await made.prongsai('restore', made.path('backup'))
    chmodSync(made.path('backup'), 0o700)
    expect(code).toBe(0)
    await teach(made, 'after')
    expect(await known(made)).toEqual(['after'])
  })

  it('refuses a backup of the other kind of database', async () => {
    const made = await machineWithTown()
    await succeed(made.prongsai('backup', made.path('backup')))
    made.set({ DATABASE_URL: 'postgres://nobody:geheim@127.0.0.1:1/none' })
    const { code, err } = await made.prongsai('restore', made.path('backup'))
    expect(code).toBe(1)
    expect(err).toContain('This backup is of a sqlite database')
    expect(err).not.toContain('geheim')
  })
})

/** Overwrites the middle of a file. */
function spoil(file: string): void {
  const bytes = readFileSync(file)
  bytes.fill(0xff, 4096, bytes.length - 4096)
  writeFileSync(file, bytes)
}
