import { createHmac } from 'node:crypto'

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
let serial = 0

/** Ids as LINE makes them: sortable by time, never twice in a run. */
export function eventId(): string {
  serial += 1
  let time = Date.now()
  let letters = ''
  for (let place = 0; place < 10; place += 1) {
    letters = crockford.charAt(time % 32) + letters
    time = Math.floor(time / 32)
  }
  return (
    letters +
    serial
      .toString(32)
      .toUpperCase()
      .replace(/[ILOU]/g, 'Z')
      .padStart(6, '0') +
    serial.toString(36).toUpperCase().padStart(10, '0')
  )
}

/** One webhook with one text message, signed, as a whole HTTP/1.1 request. */
export function webhookRequest(options: {
  path: string
  secret: string
  userId: string
  text: string
  replyToken: string
}): Buffer {
  const body = JSON.stringify({
    destination: 'U00000000000000000000000000000000',
    events: [
      {
        type: 'message',
        message: {
          type: 'text',
          id: String(468789577898262530n + BigInt(serial)),
          quoteToken: 'q3Plxr4AgKd',
          text: options.text,
        },
        webhookEventId: eventId(),
        deliveryContext: { isRedelivery: false },
        timestamp: Date.now(),
        source: { type: 'user', userId: options.userId },
        replyToken: options.replyToken,
        mode: 'active',
      },
    ],
  })
  const signature = createHmac('sha256', options.secret).update(body).digest('base64')
  return Buffer.from(
    `POST ${options.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json; charset=utf-8\r\nUser-Agent: LineBotWebhook/2.0\r\nx-line-signature: ${signature}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}
