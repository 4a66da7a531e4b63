import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import Sqlite from 'better-sqlite3'
import { z } from 'zod'
import { readConfig, type Config } from '../config.ts'
import { isPostgres } from '../db/open.ts'
import { ownDataFolder } from '../db/ownership.ts'
import { systemClock } from '../kernel/clock.ts'
import { SetupError } from '../kernel/errors.ts'
import { readJsonFile } from '../start.ts'
import { pepperFile } from '../whistleblowing/pepper.ts'
import { casesFile, pepperOf, sealCases, unsealCases } from './cases-backup.ts'
import type { Command } from './command.ts'
import { checkSqlite, dumpPostgres, restorePostgres } from './database-tools.ts'

/** What a backup folder says about itself. */
const Note = z.object({ made: z.string(), database: z.enum(['sqlite', 'postgres']), key: z.boolean() })
const noteFile = 'backup.json'
/** Where the data folder remembers when the last backup was made. */
const stampFile = 'last-backup'
const attachments = 'attachments'

/** Backups while the server runs; restoring while it is stopped. */
export const backupCommands: Command[] = [
  {
    name: 'backup',
    operands: ['<dir>'],
    about:
      'Copies both databases, the attachments and the app key file into an empty folder; consistent while running. The protected channel is sealed to its recovery key.',
    options: {},
    async run({ operands, print }) {
      const target = resolve(operands[0] ?? '')
      const config = readConfig(process.env)
      makeEmptyFolder(target)
      await copyDatabase(config, target)
      const from = join(config.dataDir, attachments)
      if (existsSync(from)) cpSync(from, join(target, attachments), { recursive: true })
      const withKey = 'file' in config.appKey && existsSync(config.appKey.file)
      if ('file' in config.appKey && withKey) copyFileSync(config.appKey.file, join(target, 'app.key'))
      const made = systemClock.now().toISOString()
      const note: z.infer<typeof Note> = {
        made,
        database: isPostgres(config.databaseUrl) ? 'postgres' : 'sqlite',
        key: withKey,
      }
      writeFileSync(join(target, noteFile), `${JSON.stringify(note)}\n`, { mode: 0o600 })
      mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
      writeFileSync(join(config.dataDir, stampFile), `${made}\n`, { mode: 0o600 })
      const channel = await sealCases(config, target)
      print(`backup made in ${target}`)
      print(
        withKey
          ? 'It holds the app key: whoever has this folder can read everything in it. Keep it locked away.'
          : 'It does not hold the app key (APP_KEY): keep a copy of that elsewhere, without it the backup cannot be read.',
      )
      if (channel === 'sealed') {
        print(
          `${casesFile} is the protected channel, sealed: only the recovery paper opens it. Keep it at most 30 days, so that what was deleted is gone.`,
        )
      }
      if (channel === 'no-recovery-key') print('The protected channel has no recovery key yet and was left out.')
    },
  },
  {
    name: 'restore',
    operands: ['<dir>'],
    about: 'Puts a backup back. The server must be stopped. What was there before is kept beside it.',
    options: {
      'recovery-key': {
        value: 'file',
        about: 'also the protected channel: a file with the recovery key (AGE-SECRET-KEY-1…) from its paper',
      },
    },
    async run({ operands, options, print }) {
      const source = resolve(operands[0] ?? '')
      const config = readConfig(process.env)
      const note = readNote(source)
      const kind = isPostgres(config.databaseUrl) ? 'postgres' : 'sqlite'
      if (note.database !== kind)
        throw new SetupError(`This backup is of a ${note.database} database, but DATABASE_URL names a ${kind} one.`)
      const wanted = [kind === 'sqlite' ? 'prongsai.db' : 'prongsai.dump', ...(note.key ? ['app.key'] : [])]
      const missing = wanted.filter((file) => !existsSync(join(source, file)))
      if (missing.length > 0) throw new SetupError(`This is not a whole backup: ${missing.join(', ')} is missing.`)
      const giveUp = kind === 'sqlite' ? ownDataFolder(config.dataDir) : () => undefined
      try {
        const before = join(config.dataDir, `before-restore-${systemClock.now().toISOString().replace(/[:.]/g, '-')}`)
        const recoveryKey = options['recovery-key']
        const withCases = existsSync(join(source, casesFile))
        if (recoveryKey !== undefined && !withCases) {
          throw new SetupError(`This backup does not hold the protected channel (${casesFile}). Nothing was changed.`)
        }
        // Both parts are opened and found whole before either of them is put back.
        const cases = recoveryKey === undefined ? null : await unsealCases(config, source, resolve(recoveryKey))
        try {
          await putBack(config, source, before, note.key)
          if (kind === 'postgres') {
            // A dump is no file that somebody could copy back: the folder becomes a backup of its own.
            const replaced = {
              made: systemClock.now().toISOString(),
              database: kind,
              key: existsSync(join(before, 'app.key')),
            }
            writeFileSync(join(before, noteFile), `${JSON.stringify(replaced)}\n`, { mode: 0o600 })
          }
          await cases?.putBack(before).catch((cause: unknown) => {
            if (!(cause instanceof SetupError)) throw cause
            throw new SetupError(`The common database was put back, the protected channel was not. ${cause.message}`)
          })
        } finally {
          cases?.discard()
        }
        print(`restored the backup of ${note.made}`)
        if (withCases && recoveryKey === undefined) {
          print('the protected channel was left as it is; to put it back as well: restore <dir> --recovery-key <file>')
        }
        if (recoveryKey !== undefined && (await pepperOf(config)) !== 'good') {
          print(
            `before the server starts: write the line of whistleblowing.pepper from the envelope of the recovery paper into ${pepperFile(config.dataDir)} (mode 0600)`,
          )
        }
        print(
          readdirSync(before).length > 0
            ? `what was there before is in ${before}`
            : 'nothing was there before; nothing was set aside',
        )
        if (readdirSync(before).length === 0) rmdirSync(before)
      } finally {
        giveUp()
      }
    },
  },
]

/** When the last backup of this data folder was made, or null. */
export async function lastBackup(dataDir: string): Promise<Date | null> {
  const file = join(dataDir, stampFile)
  if (!existsSync(file)) return null
  const at = new Date(readFileSync(file, 'utf8').trim())
  return Number.isNaN(at.getTime()) ? null : at
}

async function copyDatabase(config: Config, target: string): Promise<void> {
  if (isPostgres(config.databaseUrl)) {
    await dumpPostgres(config.databaseUrl, join(target, 'prongsai.dump'))
    return
  }
  const file = sqliteFile(config)
  if (!existsSync(file)) throw new SetupError(`There is no database at ${file} yet.`)
  const copy = join(target, 'prongsai.db')
  const database = new Sqlite(file)
  try {
    // One read transaction sees one moment and holds up no writer. SQLite's page-by-page backup begins anew whenever
    // another process writes, so beside a busy server it would never end (https://www.sqlite.org/backup.html).
    database.prepare('vacuum into ?').run(copy)
    chmodSync(copy, 0o600)
  } finally {
    database.close()
  }
  checkSqlite(copy)
}

async function putBack(config: Config, source: string, before: string, withKey: boolean): Promise<void> {
  if (isPostgres(config.databaseUrl)) {
    mkdirSync(before, { recursive: true, mode: 0o700 })
    await dumpPostgres(config.databaseUrl, join(before, 'prongsai.dump'))
    await restorePostgres(config.databaseUrl, join(source, 'prongsai.dump'))
  } else {
    const target = sqliteFile(config)
    const incoming = `${target}.restoring`
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 })
    copyFileSync(join(source, 'prongsai.db'), incoming)
    try {
      checkSqlite(incoming)
    } catch (cause) {
      rmSync(incoming, { force: true })
      throw cause
    }
    mkdirSync(before, { recursive: true, mode: 0o700 })
    for (const end of ['', '-wal', '-shm']) {
      const file = `${target}${end}`
      if (existsSync(file)) renameSync(file, join(before, `prongsai.db${end}`))
    }
    renameSync(incoming, target)
  }
  const files = join(config.dataDir, attachments)
  if (existsSync(files)) renameSync(files, join(before, attachments))
  if (existsSync(join(source, attachments))) cpSync(join(source, attachments), files, { recursive: true })
  if (withKey && 'file' in config.appKey) {
    if (existsSync(config.appKey.file)) copyFileSync(config.appKey.file, join(before, 'app.key'))
    rmSync(config.appKey.file, { force: true })
    copyFileSync(join(source, 'app.key'), config.appKey.file)
  }
}

function readNote(source: string): z.infer<typeof Note> {
  const file = join(source, noteFile)
  if (!existsSync(file)) throw new SetupError(`${source} is not a backup: it has no ${noteFile}.`)
  const note = Note.safeParse(readJsonFile(file))
  if (!note.success) throw new SetupError(`The file ${file} is damaged. Nothing was changed.`)
  return note.data
}

/** The path of the SQLite file that DATABASE_URL names, or the one in the data folder. */
function sqliteFile(config: Config): string {
  return config.databaseUrl.replace(/^file:(\/\/)?/, '')
}

function makeEmptyFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (readdirSync(folder).length === 0) return
  } catch {
    throw new SetupError(`The folder ${folder} cannot be made. Check its name and rights.`)
  }
  throw new SetupError(`The folder ${folder} is not empty. Name a new one.`)
}
