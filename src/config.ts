import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import type { Ids } from './kernel/ids.ts'
import { SetupError } from './kernel/errors.ts'
import { Secret } from './kernel/secret.ts'

const origin = z
  .url({ protocol: /^https?$/, error: 'must be an address such as https://api.line.me' })
  .transform((url) => new URL(url).origin)

const empty = (value: unknown) => (value === '' ? undefined : value)
const optional = <Schema extends z.ZodType>(schema: Schema) => z.preprocess(empty, schema.optional())

/** The environment, name by name. The README repeats this table for users. */
const Environment = z.object({
  HOST: z.preprocess(empty, z.string().default('0.0.0.0')),
  PORT: z.preprocess(
    empty,
    z.coerce
      .number({ error: 'must be a port number from 0 to 65535' })
      .int({ error: 'must be a port number from 0 to 65535' })
      .min(0, { error: 'must be a port number from 0 to 65535' })
      .max(65535, { error: 'must be a port number from 0 to 65535' })
      .default(3000),
  ),
  PUBLIC_URL: optional(
    z.url({
      protocol: /^https?$/,
      error: 'must be the address under which people reach this server, e.g. https://bot.example.go.th',
    }),
  ),
  DATA_DIR: z.preprocess(empty, z.string().default('./data')),
  DATABASE_URL: optional(z.string()),
  WHISTLEBLOWING_DATABASE_URL: optional(z.string()),
  LINE_CHANNEL_SECRET: optional(z.string().trim()),
  LINE_CHANNEL_ACCESS_TOKEN: optional(z.string().trim()),
  LINE_API_URL: z.preprocess(empty, origin.default('https://api.line.me')),
  LINE_DATA_API_URL: z.preprocess(empty, origin.default('https://api-data.line.me')),
  APP_KEY: optional(z.string().trim()),
  APP_KEY_FILE: optional(z.string()),
  AGENCY_FILE: optional(z.string()),
  LOG_LEVEL: z.preprocess(
    empty,
    z
      .enum(['debug', 'info', 'warn', 'error', 'silent'], { error: 'must be debug, info, warn, error or silent' })
      .default('info'),
  ),
})

/** Everything that the environment decides, with its meaning. */
export type Config = {
  host: string
  port: number
  /** Without a slash at the end. */
  publicUrl: string
  dataDir: string
  databaseUrl: string
  /** The protected channel's own database; never the common one. */
  whistleblowingUrl: string
  /** The default agency's own channel; null when the environment names none. */
  channel: { secret: Secret; accessToken: Secret } | null
  lineApi: { api: string; data: string }
  agencyFile: string | null
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  appKey: { given: Secret } | { file: string }
}

/**
 * Reads the environment once.
 * @throws SetupError with one sentence for each value that makes no sense: the variable and the cure, never the value of a secret
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const parsed = Environment.safeParse(env)
  if (!parsed.success) {
    throw new SetupError(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}.`).join('\n'))
  }
  const read = parsed.data
  const dataDir = resolve(read.DATA_DIR)
  const databaseUrl = read.DATABASE_URL ?? join(dataDir, 'prongsai.db')
  if (/^[a-z]+:\/\//.test(databaseUrl) && !/^(postgres(ql)?|file):\/\//.test(databaseUrl)) {
    throw new SetupError('DATABASE_URL must begin with postgres:// or be the path of a SQLite file.')
  }
  const whistleblowingUrl = read.WHISTLEBLOWING_DATABASE_URL ?? join(dataDir, 'whistleblowing', 'cases.db')
  if (placeOf(whistleblowingUrl) === placeOf(databaseUrl)) {
    throw new SetupError(
      'WHISTLEBLOWING_DATABASE_URL names the same database as DATABASE_URL. The protected channel needs a database of its own, with a role of its own.',
    )
  }
  const { LINE_CHANNEL_SECRET: secret, LINE_CHANNEL_ACCESS_TOKEN: accessToken } = read
  if ((secret === undefined) !== (accessToken === undefined)) {
    throw new SetupError(
      `${secret === undefined ? 'LINE_CHANNEL_SECRET' : 'LINE_CHANNEL_ACCESS_TOKEN'} is missing; the two belong together. LINE Developers Console › your channel › ${secret === undefined ? 'Basic settings › Channel secret' : 'Messaging API › Channel access token'}.`,
    )
  }
  return {
    host: read.HOST,
    port: read.PORT,
    publicUrl: (read.PUBLIC_URL ?? `http://localhost:${read.PORT}`).replace(/\/+$/, ''),
    dataDir,
    databaseUrl,
    whistleblowingUrl,
    channel:
      secret !== undefined && accessToken !== undefined
        ? { secret: new Secret(secret), accessToken: new Secret(accessToken) }
        : null,
    lineApi: { api: read.LINE_API_URL, data: read.LINE_DATA_API_URL },
    agencyFile: read.AGENCY_FILE ?? null,
    logLevel: read.LOG_LEVEL,
    appKey:
      read.APP_KEY === undefined
        ? { file: read.APP_KEY_FILE ?? join(dataDir, 'app.key') }
        : { given: new Secret(read.APP_KEY) },
  }
}

/** What makes two names of a database the same database: the file, or the server and the name there, whatever the role. */
function placeOf(location: string): string {
  if (!/^postgres(ql)?:\/\//.test(location) || !URL.canParse(location))
    return resolve(location.replace(/^file:(\/\/)?/, ''))
  const { hostname, port, pathname } = new URL(location)
  return `${hostname}:${port || '5432'}${pathname}`
}

/**
 * The app key: 32 bytes. A key file is made at the first start, readable by its owner only.
 * @throws SetupError when it is not 32 bytes in base64, or the file cannot be read or made
 */
export function readAppKey(config: Config, ids: Pick<Ids, 'bytes'>): Buffer {
  if ('given' in config.appKey) return decodeKey(config.appKey.given.reveal(), 'APP_KEY')
  const { file } = config.appKey
  try {
    if (!existsSync(file)) {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
      // `wx`: of two processes that start together only one makes the key.
      writeFileSync(file, `${ids.bytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
    }
  } catch (cause) {
    if (!existsSync(file)) {
      throw new SetupError(
        `The app key file ${file} cannot be made (${cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason'}). Check DATA_DIR, APP_KEY_FILE and the rights on that folder.`,
      )
    }
  }
  return decodeKey(readKeyFile(file), `The app key file ${file}`)
}

function readKeyFile(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    throw new SetupError(`The app key file ${file} cannot be read. Check its owner and rights.`)
  }
}

function decodeKey(text: string, what: string): Buffer {
  const key = /^[A-Za-z0-9+/]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : Buffer.alloc(0)
  if (key.length !== 32) {
    throw new SetupError(`${what} must be 32 bytes in base64 (44 letters). Make one with: openssl rand -base64 32`)
  }
  return key
}
