import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { z } from 'zod'
import { agencyStore } from './agency/agency-store.ts'
import { appKeyFor } from './app-key.ts'
import { AgencyFile, chatIntakeWarning } from './agency/profile.ts'
import { createApp, type App } from './app.ts'
import type { Config } from './config.ts'
import { migrate } from './db/migrate.ts'
import { isPostgres, openDatabase } from './db/open.ts'
import { ownDataFolder } from './db/ownership.ts'
import { systemNetwork, type Network } from './evidence/network.ts'
import { loadCards } from './flex/cards.ts'
import type { Clock } from './kernel/clock.ts'
import { createEnvelope } from './kernel/envelope.ts'
import { SetupError } from './kernel/errors.ts'
import type { Ids } from './kernel/ids.ts'
import type { Log } from './kernel/log.ts'
import { packageRoot } from './kernel/root.ts'
import { createLine } from './line/client.ts'
import { reservedSlugs } from './whistleblowing/channel.ts'
import { openCases, type OpenCases } from './whistleblowing/cases-db.ts'
import { noPageAssets, readPageAssets, type PageAssets } from './whistleblowing/page-assets.ts'
import { pepperFile, pepperFor } from './whistleblowing/pepper.ts'
import { migrations } from '../migrations/index.ts'
import { channelMigrations } from '../migrations/whistleblowing/index.ts'

const tickEvery = 250
/** Within how many ms the messages of one person are one thought. */
const burst = 500
const tidyEvery = 60_000
/** How long a stop may take, in ms; then what is in hand is left to the next start. */
const stopLimit = 12_000

/** A running server. */
export type Running = { app: App; url: string; port: number; stop(): Promise<void> }

/**
 * Opens databases and the port, starts the timers. `main.ts` calls it with the real world, the demo with a clock that can be moved.
 * @throws SetupError when something is missing or wrong; nothing stays open then
 */
export async function start(
  config: Config,
  outside: {
    clock: Clock
    ids: Ids
    log: Log
    network?: Network
    /** The pages of the protected channel; those that the build made when left out. */
    pages?: PageAssets
  },
): Promise<Running> {
  const { clock, ids, log, network = systemNetwork } = outside
  const cards = loadCards(join(packageRoot, 'flex-templates'))
  const { key: appKey, refuseOther } = appKeyFor(config, ids)
  const giveUpFolder = isPostgres(config.databaseUrl) ? () => undefined : ownDataFolder(config.dataDir)
  const database = await openDatabase(config.databaseUrl)
  let cases: OpenCases | null = null
  try {
    cases = await openCases(config.whistleblowingUrl)
    const channelTables = channelMigrations(cases.ground)
    // Of two processes that start together on one new file, the second finds the tables made at its second try.
    await migrate(cases.db, channelTables).catch(async () => cases && migrate(cases.db, channelTables))
    const carriedOut = await migrate(database.db, migrations)
    if (carriedOut.length > 0) log.info('database.migrated', { migrations: carriedOut.join(' ') })
    await refuseOther(database.db, createEnvelope(appKey, ids))
    if (config.agencyFile !== null) await loadFirstAgency(config.agencyFile)
    await refuseWithoutAccount()
    if (Object.values(config.lineApi).some((origin) => !/^https:\/\/api(-data)?\.line\.me$/.test(origin))) {
      log.warn('line.another-address', {
        api: config.lineApi.api,
        data: config.lineApi.data,
        note: 'This is not LINE.',
      })
    }
    const pepper = await pepperFor(cases.db, pepperFile(config.dataDir), ids)
    const app = createApp({
      burst,
      config,
      database,
      appKey,
      clock,
      ids,
      log,
      line: createLine(config.lineApi),
      cards,
      network,
      channel: { cases, pepper, assets: outside.pages ?? builtPages() },
    })
    await app.recover()
    return await serve(app, cases)
  } catch (cause) {
    await cases?.close()
    await database.close()
    giveUpFolder()
    throw cause
  }

  /** Without built pages nothing can be sealed: everything else serves, and the protected channel says that it is closed. */
  function builtPages(): PageAssets {
    try {
      return readPageAssets()
    } catch (cause) {
      if (!(cause instanceof SetupError)) throw cause
      log.warn('channel.pages-missing', { note: 'The protected channel stays closed. Run: npm run build' })
      return noPageAssets
    }
  }

  async function serve(app: App, openedCases: OpenCases): Promise<Running> {
    const listener = getRequestListener(app.http.fetch)
    const server = createServer((request, response) => void listener(request, response))
    // LINE opens many connections at once and keeps them; slow senders must not hold them for ever.
    server.keepAliveTimeout = 65_000
    server.headersTimeout = 70_000
    // A sealed part of a file is up to 1 MiB and may come from a village with one bar of signal.
    server.requestTimeout = 180_000
    await new Promise<void>((resolve, reject) => {
      server.once('error', (cause: NodeJS.ErrnoException) =>
        reject(
          cause.code === 'EADDRINUSE'
            ? new SetupError(`Port ${config.port} is taken. Give another one: PORT=3001`)
            : cause,
        ),
      )
      server.listen(config.port, config.host, resolve)
    })
    const ticking = setInterval(() => app.tick(), tickEvery)
    const tidying = setInterval(
      () => void app.tidy().catch((cause: unknown) => log.error('tidy.failed', {}, cause)),
      tidyEvery,
    )
    const { port } = server.address() as AddressInfo
    log.info('server.listening', { host: config.host, port })
    void app.warm().catch((cause: unknown) => log.error('warm.failed', {}, cause))
    return {
      app,
      port,
      url: `http://127.0.0.1:${port}`,
      async stop() {
        clearInterval(ticking)
        clearInterval(tidying)
        const closed = new Promise((resolve) => server.close(resolve))
        server.closeIdleConnections()
        const limit = new Promise((resolve) => setTimeout(resolve, stopLimit).unref())
        await Promise.race([Promise.all([app.stop(), closed]), limit])
        server.closeAllConnections()
        await database.forget()
        await database.close()
        await openedCases.close()
        giveUpFolder()
        log.info('server.stopped')
      },
    }
  }

  async function loadFirstAgency(file: string): Promise<void> {
    const store = agencyStore(database.db, clock, ids, createEnvelope(appKey, ids))
    if (await store.first()) return
    const profile = readAgencyFile(file)
    await database.db
      .transaction()
      .execute((transaction) => agencyStore(transaction, clock, ids, createEnvelope(appKey, ids)).save(profile))
    log.info('agency.loaded', { slug: profile.slug })
    if (profile.whistleblowing.chatIntake)
      log.warn('agency.chat-intake', { slug: profile.slug, warning: chatIntakeWarning.join(' ') })
  }

  async function refuseWithoutAccount(): Promise<void> {
    if (config.channel) return
    const own = await database.db
      .selectFrom('agencies')
      .select('agency_id')
      .where('channel_secret_sealed', 'is not', null)
      .limit(1)
      .executeTakeFirst()
    if (own) return
    throw new SetupError(
      [
        'LINE_CHANNEL_SECRET and LINE_CHANNEL_ACCESS_TOKEN are missing, and no agency has brought its own.',
        'LINE Developers Console › your provider › your Messaging API channel:',
        '  Basic settings › Channel secret            → LINE_CHANNEL_SECRET',
        '  Messaging API › Channel access token       → LINE_CHANNEL_ACCESS_TOKEN',
        'To try everything without a LINE account: npm run demo',
      ].join('\n'),
    )
  }
}

/**
 * Reads and checks an agency file.
 * @throws SetupError that names the file, the key and what is wrong
 */
export function readAgencyFile(file: string): AgencyFile {
  const parsed = AgencyFile.safeParse(readJsonFile(file))
  if (parsed.success && reservedSlugs.has(parsed.data.slug)) {
    throw new SetupError(
      `The agency file ${file} uses the slug "${parsed.data.slug}", which is an address of the protected channel. Choose another one.`,
    )
  }
  if (parsed.success) return parsed.data
  throw new SetupError(`The agency file ${file} has mistakes; nothing was changed:\n${z.prettifyError(parsed.error)}`)
}

/** @throws SetupError when the file is not there or is not JSON */
export function readJsonFile(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw new SetupError(`The file ${file} cannot be read. Check its name and rights.`)
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown
  } catch (cause) {
    const where =
      cause instanceof SyntaxError ? /position \d+(?: \(line \d+ column \d+\))?/.exec(cause.message)?.[0] : undefined
    throw new SetupError(`The file ${file} is not valid JSON${where ? ` (${where})` : ''}.`)
  }
}
