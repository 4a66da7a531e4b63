import { existsSync, rmSync } from 'node:fs'
import { keyFits } from './agency/key-check.ts'
import { readAppKey, type Config } from './config.ts'
import type { Db } from './db/open.ts'
import type { Envelope } from './kernel/envelope.ts'
import { SetupError } from './kernel/errors.ts'
import type { Ids } from './kernel/ids.ts'

/** There is no app key, or another one than the one that sealed the database. */
export class WrongAppKey extends SetupError {
  override name = 'WrongAppKey'
  /** Where the key is looked for: the path of its file, or `APP_KEY`. */
  readonly place: string
  constructor(place: string) {
    super(
      `The app key (${place}) is missing, or it is not the one that sealed this database: nothing that waits could be read. Put the right one back; a backup holds it as app.key unless it came from APP_KEY, and all processes on one database share it. Nothing was changed.`,
    )
    this.place = place
  }
}

/**
 * The app key, and a look whether it fits as soon as the database is open. A missing key file is made only for a
 * database without agencies: a new key beside an old database would look healthy and open nothing.
 */
export function appKeyFor(config: Config, ids: Pick<Ids, 'bytes'>) {
  const file = 'file' in config.appKey ? config.appKey.file : null
  const isNew = file !== null && !existsSync(file)
  return {
    key: readAppKey(config, ids),
    /** @throws WrongAppKey when the database was sealed with another key; a key file that was made just now is gone then */
    refuseOther: async (db: Db, envelope: Envelope): Promise<void> => {
      if (await keyFits(db, envelope)) return
      if (isNew) rmSync(file, { force: true })
      throw new WrongAppKey(file ?? 'APP_KEY')
    },
  }
}
