import { openSchema } from '../support/databases.ts'
import { startBot, type Bot } from '../support/bot.ts'

type Options = NonNullable<Parameters<typeof startBot>[0]>

const url = process.env['TEST_DATABASE_URL']

/** A bot on SQLite, and on a real PostgreSQL server where TEST_DATABASE_URL names one. */
export const grounds: Record<string, (options?: Options) => Promise<Bot>> = {
  sqlite: (options) => startBot(options),
  ...(url && { postgres: async (options: Options = {}) => startBot({ ...options, database: await openSchema(url) }) }),
}
