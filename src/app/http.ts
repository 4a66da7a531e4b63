import { Hono } from 'hono'
import { pendingMigrations } from '../db/migrate.ts'
import { receiveWebhook, type WebhookTools } from '../line/webhook.ts'
import { failurePage, notFoundPage } from '../web/error-pages.ts'
import { securityHeaders } from '../web/security-headers.ts'
import { migrations } from '../../migrations/index.ts'
import { mountPages } from './pages.ts'
import type { Parts } from './parts.ts'

/** What the addresses of the program need beside its parts. */
export type Doors = {
  webhook: WebhookTools
  /** Brings the figures of `/metrics` up to date. */
  readFigures: () => Promise<void>
  isStopping: () => boolean
}

/** Every address of the program, in the order in which they are tried; the README has their table. */
export function createHttp(parts: Parts, { webhook, readFigures, isStopping }: Doors): Hono {
  const { config, db, log, metrics, protectedChannel } = parts
  const http = new Hono()
  http.post('/webhook', async (context) => counted(await receiveWebhook(context, null, webhook)))
  http.post('/webhook/:agency', async (context) =>
    counted(await receiveWebhook(context, context.req.param('agency'), webhook)),
  )
  http.get('/health', (context) => context.json({ status: 'ok' }))
  http.get('/ready', async (context) => {
    try {
      const pending = await pendingMigrations(db, migrations)
      if (!(await protectedChannel.answers())) {
        return context.json(
          { status: 'not ready', reasons: ['the database of the protected channel does not answer'] },
          503,
        )
      }
      if (pending.length === 0 && !isStopping()) return context.json({ status: 'ready' })
      return context.json(
        { status: 'not ready', reasons: isStopping() ? ['stopping'] : [`migrations pending: ${pending.join(', ')}`] },
        503,
      )
    } catch {
      return context.json({ status: 'not ready', reasons: ['the database does not answer'] }, 503)
    }
  })
  http.get('/metrics', async (context) => {
    await readFigures()
    return context.text(metrics.text(), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' })
  })
  const failed = failurePage(log)
  http.onError((cause, context) => {
    metrics.count('prongsai_errors_total', 'http')
    return failed(cause, context)
  })
  http.notFound(notFoundPage)
  // The protected channel answers for itself in everything: headers, errors, what is not there. Nothing here sees its requests.
  for (const path of ['/w', '/w/*', '/o/w', '/o/w/*']) {
    http.all(path, (context) => protectedChannel.fetch(context.req.raw, context.env as object))
  }
  // Everything below is a page; what stands above answers programs.
  http.use(securityHeaders({ https: config.publicUrl.startsWith('https:') }))
  mountPages(http, parts)
  return http

  function counted(response: Response): Response {
    metrics.count('prongsai_webhooks_total', String(response.status))
    return response
  }
}
