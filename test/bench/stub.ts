import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The smallest LINE that takes replies: notes when each reply token arrived, answers 200, optionally after a while. */
export async function startStub() {
  const arrived = new Map<string, number>()
  let delay = 0
  let expected: { count: number; resolve: () => void } | null = null
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      response.setHeader('content-type', 'application/json')
      response.setHeader('x-line-request-id', 'bench')
      const answer = () => response.end('{"sentMessages":[{"id":"461230966842064897","quoteToken":"q"}]}')
      if (request.url === '/v2/bot/message/quota') return response.end('{"type":"none"}')
      if (request.url === '/v2/bot/message/quota/consumption') return response.end('{"totalUsage":0}')
      const token = /"replyToken":"([^"]+)"/.exec(body)?.[1]
      if (token) {
        arrived.set(token, performance.now())
        if (expected && arrived.size >= expected.count) expected.resolve()
      }
      return delay > 0 ? setTimeout(answer, delay) : answer()
    })
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived,
    setDelay: (milliseconds: number) => (delay = milliseconds),
    forget: () => arrived.clear(),
    /** Resolves when that many different tokens have arrived. */
    until(count: number, limit: number): Promise<void> {
      if (arrived.size >= count) return Promise.resolve()
      return new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`Only ${arrived.size} of ${count} replies came in ${limit} ms.`)),
          limit,
        )
        expected = {
          count,
          resolve() {
            clearTimeout(timer)
            resolve()
          },
        }
      })
    },
    stop() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}
