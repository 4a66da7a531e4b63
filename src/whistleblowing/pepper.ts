import { createHmac } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { SetupError } from '../kernel/errors.ts'
import type { Ids } from '../kernel/ids.ts'
import { Secret } from '../kernel/secret.ts'
import type { CaseDb } from './cases-db.ts'
import { dropMeta, everyAgency, readMeta } from './meta.ts'

/** Beside the database and outside of every backup: whoever has only one of them can look up no receipt. */
export function pepperFile(dataDir: string): string {
  return join(dataDir, 'whistleblowing.pepper')
}

/**
 * The pepper of the look-up column: 32 bytes, made at the first start, readable by its owner only.
 * @throws SetupError when the file cannot be read or is not one
 */
export function readPepper(file: string, ids: Pick<Ids, 'bytes'>): Secret {
  if (!existsSync(file)) {
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
      // `wx`: of two processes that start together only one makes it.
      writeFileSync(file, `${ids.bytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
    } catch (cause) {
      if (!existsSync(file)) {
        throw new SetupError(`The file ${file} cannot be made. Check DATA_DIR and the rights on that folder.`, {
          cause,
        })
      }
    }
  }
  let text: string
  try {
    text = readFileSync(file, 'utf8').trim()
  } catch (cause) {
    throw new SetupError(`The file ${file} cannot be read. Check its owner and rights.`, { cause })
  }
  if (Buffer.from(text, 'base64').length !== 32) {
    throw new SetupError(
      `The file ${file} does not hold 32 bytes in base64. Put the right one back: without it no receipt opens its case.`,
    )
  }
  return new Secret(text)
}

/**
 * What the cases remember of the pepper they were stored with: enough to tell another one, nothing to look a receipt up
 * with (32 random bytes cannot be tried out).
 */
export function pepperMark(pepper: Secret): string {
  return createHmac('sha256', Buffer.from(pepper.reveal(), 'base64'))
    .update('prongsai pepper mark v1')
    .digest('base64url')
}

/** Whether the file is the one that the present cases were stored with; `good` as long as there are none. */
export async function judgePepper(db: CaseDb, file: string): Promise<'good' | 'missing' | 'another'> {
  const mark = await readMeta(db, everyAgency, 'pepper')
  if (mark === null || !(await db.selectFrom('wb_case').select('id').limit(1).executeTakeFirst())) return 'good'
  if (!existsSync(file)) return 'missing'
  const text = readFileSync(file, 'utf8').trim()
  return pepperMark(new Secret(text)) === mark ? 'good' : 'another'
}

/**
 * The pepper for these cases. A new one beside cases of another would look healthy, and everybody who reported would be
 * told that there is no such report.
 * @throws SetupError when it is missing or another one than the cases were stored with
 */
export async function pepperFor(db: CaseDb, file: string, ids: Pick<Ids, 'bytes'>): Promise<Secret> {
  if ((await judgePepper(db, file)) !== 'good') {
    throw new SetupError(
      `The file ${file} is missing, or it is not the one of these reports: nobody who reported could look again. Write the line from the envelope of the recovery paper into it (mode 0600). If that line is lost for good: channel forget-pepper.`,
    )
  }
  if (!(await db.selectFrom('wb_case').select('id').limit(1).executeTakeFirst()))
    await dropMeta(db, everyAgency, 'pepper')
  return readPepper(file, ids)
}
