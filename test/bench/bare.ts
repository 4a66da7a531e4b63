import { serve } from '@hono/node-server'
import { validateSignature } from '@line/bot-sdk'
import { Hono } from 'hono'

/** The yardstick: Hono, raw bytes, LINE's signature check, 200. It stores and answers nothing. */
const secret = process.env['SECRET'] ?? ''
const app = new Hono()
app.post('/webhook', async (context) => {
  const signature = context.req.header('x-line-signature')
  const bytes = Buffer.from(await context.req.arrayBuffer())
  if (!signature || !validateSignature(bytes, secret, signature)) return context.json({}, 401)
  return context.json({})
})
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => process.stdout.write(`port ${port}\n`))
