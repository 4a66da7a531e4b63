import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
  closeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { Decrypter, Encrypter, identityToRecipient } from 'age-encryption'
import type { Config } from '../config.ts'
import { isPostgres } from '../db/open.ts'
import { SetupError } from '../kernel/errors.ts'
import { openCases } from '../whistleblowing/cases-db.ts'
import { judgePepper, pepperFile } from '../whistleblowing/pepper.ts'
import { checkDump, checkSqlite, dumpPostgres, restorePostgres } from './database-tools.ts'

/** The protected channel's own set: one sealed file, which only the recovery paper opens. */
export const casesFile = 'cases.age'

/**
 * Seals a copy of the protected channel's database to its recovery keys and to `also`. The copy itself lies for a moment in the
 * channel's own folder and is overwritten before it goes; it is ciphertext as well.
 * @returns `none` when there is nothing yet, `no-recovery-key` when nobody could open the backup
 */
export async function sealCases(
  config: Config,
  folder: string,
  also: readonly string[] = [],
): Promise<'sealed' | 'none' | 'no-recovery-key'> {
  const location = config.whistleblowingUrl
  if (!isPostgres(location) && !existsSync(location)) return 'none'
  const cases = await openCases(location)
  const copy = join(privateFolder(config), 'cases.copy')
  try {
    const tables = await cases.db.introspection.getTables()
    if (!tables.some((table) => table.name === 'wb_key')) return 'none'
    const keys = await cases.db
      .selectFrom('wb_key')
      .select('recipient')
      .where('role', '=', 'recovery')
      .where('state', '=', 'active')
      .execute()
    const recipients = new Set([...keys.map((key) => key.recipient), ...also])
    if (recipients.size === 0) return 'no-recovery-key'
    wipe(copy)
    if (cases.copyTo) cases.copyTo(copy)
    else await dumpPostgres(location, copy)
    const encrypter = new Encrypter()
    for (const recipient of recipients) encrypter.addRecipient(recipient)
    const sealed = await encrypter.encrypt(Readable.toWeb(createReadStream(copy)) as ReadableStream<Uint8Array>)
    await sealed.pipeTo(Writable.toWeb(createWriteStream(join(folder, casesFile), { mode: 0o600 })) as WritableStream)
    return 'sealed'
  } finally {
    wipe(copy)
    await cases.close()
  }
}

/** A backup of the channel that was opened and found whole; nothing has been changed yet. */
export type OpenedCases = {
  /**
   * Puts it in the place of what is there, which is sealed into `before` first, never left open. What is due for
   * deletion by then is deleted at the next start, before the port opens.
   * @throws SetupError; the channel is as it was then
   */
  putBack(before: string): Promise<void>
  /** Overwrites the opened copy. */
  discard(): void
}

/**
 * Opens a sealed backup of the channel into a private copy and looks whether it is whole.
 * @param keyFile holds the private half of a recovery key, as it stands on the paper
 * @throws SetupError when the key does not open it or it is not whole; nothing was changed then
 */
export async function unsealCases(config: Config, source: string, keyFile: string): Promise<OpenedCases> {
  const location = config.whistleblowingUrl
  const incoming = join(privateFolder(config), 'cases.restoring')
  const identity = /AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}/i.exec(readKey(keyFile))?.[0]?.toUpperCase()
  if (identity === undefined) throw new SetupError(`The file ${keyFile} holds no recovery key (AGE-SECRET-KEY-1…).`)
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  const discard = () => wipe(incoming)
  discard()
  try {
    const opened = await decrypter
      .decrypt(Readable.toWeb(createReadStream(join(source, casesFile))) as ReadableStream<Uint8Array>)
      .catch(() => {
        throw new SetupError(
          'This recovery key does not open the backup of the protected channel. Nothing was changed.',
        )
      })
    await opened.pipeTo(Writable.toWeb(createWriteStream(incoming, { mode: 0o600 })) as WritableStream).catch(() => {
      throw new SetupError(`The backup of the protected channel (${casesFile}) is damaged. Nothing was changed.`)
    })
    if (isPostgres(location)) await checkDump(location, incoming)
    else checkSqlite(incoming)
  } catch (cause) {
    discard()
    throw cause
  }
  return {
    discard,
    async putBack(before) {
      mkdirSync(before, { recursive: true, mode: 0o700 })
      // Also to the paper in hand: what is there now may know no paper, or an older one.
      await sealCases(config, before, [await identityToRecipient(identity)])
      if (isPostgres(location)) {
        await restorePostgres(location, incoming)
      } else {
        wipe(location)
        renameSync(incoming, location)
      }
    },
  }
}

/** Whether `whistleblowing.pepper` of this data folder is the one of the cases that are there now. */
export async function pepperOf(config: Config): ReturnType<typeof judgePepper> {
  const cases = await openCases(config.whistleblowingUrl)
  try {
    return await judgePepper(cases.db, pepperFile(config.dataDir))
  } finally {
    await cases.close()
  }
}

function privateFolder(config: Config): string {
  const folder = isPostgres(config.whistleblowingUrl)
    ? join(config.dataDir, 'whistleblowing')
    : dirname(config.whistleblowingUrl)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}

function readKey(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new SetupError(`The file ${file} cannot be read. Check its name and rights.`)
  }
}

/** Overwrites a file and removes it. What a disk keeps of it elsewhere is ciphertext in any case. */
function wipe(file: string): void {
  if (!existsSync(file)) return
  const { size } = statSync(file)
  const handle = openSync(file, 'r+')
  const zeros = Buffer.alloc(64 * 1024)
  for (let at = 0; at < size; at += zeros.length) writeSync(handle, zeros, 0, Math.min(zeros.length, size - at), at)
  closeSync(handle)
  rmSync(file)
}
