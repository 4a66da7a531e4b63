import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { SetupError } from '../kernel/errors.ts'
import type { Ids } from '../kernel/ids.ts'
import { Secret } from '../kernel/secret.ts'

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
