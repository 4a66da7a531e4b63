import { messagingApi, middleware, type webhook } from '@line/bot-sdk'
import express from 'express'

/** The usual beginner's bot, on LINE's SDK and Express: answers every text with the same text. */
const client = new messagingApi.MessagingApiClient({
  channelAccessToken: 'token',
  baseURL: process.env['LINE_API_URL'] ?? '',
})
const app = express()
app.post('/webhook', middleware({ channelSecret: process.env['SECRET'] ?? '' }), (request, response) => {
  const { events } = request.body as webhook.CallbackRequest
  Promise.all(
    events.map((event) =>
      event.type === 'message' && event.message.type === 'text' && event.replyToken !== undefined
        ? client.replyMessage({ replyToken: event.replyToken, messages: [{ type: 'text', text: event.message.text }] })
        : Promise.resolve(null),
    ),
  ).then(
    () => response.json({}),
    () => response.status(500).end(),
  )
})
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`port ${typeof address === 'object' && address ? address.port : 0}\n`)
})
