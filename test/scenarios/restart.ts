import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { createApp } from '../../src/app.ts'
import { loadCards } from '../../src/flex/cards.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { createLog } from '../../src/kernel/log.ts'
import { packageRoot } from '../../src/kernel/root.ts'
import { createLine } from '../../src/line/client.ts'
import { noNetwork, type Bot } from '../support/bot.ts'

const cards = loadCards(join(packageRoot, 'flex-templates'))

/**
 * One more process of the program on the database of this bot, which takes over its webhooks. After `bot.app.stop()` it is
 * what a restart is; beside a running bot it is a second worker.
 */
export async function startAnother(bot: Bot, { burst = 0 } = {}) {
  const { config, database, clock, line, slug, logLines } = bot
  const log = createLog('debug', clock, (written) => logLines.push(written))
  const app = createApp({
    burst,
    config,
    database,
    appKey: Buffer.alloc(32, 7),
    clock,
    ids: systemIds,
    log,
    cards,
    line: createLine(config.lineApi),
    network: noNetwork,
    channel: bot.channelParts,
  })
  const listener = getRequestListener(app.http.fetch)
  const server = createServer((request, response) => void listener(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  line.setWebhookUrl(slug, `${url}/webhook/${slug}`)
  await app.recover()
  return {
    app,
    url,
    async stop() {
      await app.stop()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
