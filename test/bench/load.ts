import { connect, type Socket } from 'node:net'

/** Milliseconds of one acknowledgement, and its status. */
export type Acknowledged = { milliseconds: number; status: number }

type Connection = { send(request: Buffer): Promise<Acknowledged>; close(): void }

/** One keep-alive connection that has one request under way at a time. It reads only as much of HTTP as the answers need. */
function openConnection(port: number): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, '127.0.0.1')
    socket.setNoDelay(true)
    let started = 0
    let answer = ''
    let finish: ((result: Acknowledged) => void) | null = null
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1')
      const headEnd = answer.indexOf('\r\n\r\n')
      if (headEnd < 0) return
      const length = Number(/content-length: (\d+)/i.exec(answer)?.[1] ?? Number.NaN)
      const whole = Number.isNaN(length) ? answer.endsWith('0\r\n\r\n') : answer.length >= headEnd + 4 + length
      if (!whole) return
      const status = Number(answer.slice(9, 12))
      answer = ''
      const done = finish
      finish = null
      done?.({ milliseconds: performance.now() - started, status })
    })
    socket.once('error', reject)
    socket.once('connect', () =>
      resolve({
        send: (request) =>
          new Promise((done) => {
            started = performance.now()
            finish = done
            socket.write(request)
          }),
        close: () => socket.destroy(),
      }),
    )
  })
}

/** Sends all requests as fast as `connections` connections allow, each waiting for its answer. */
export async function flood(port: number, requests: readonly Buffer[], connections: number) {
  const open = await Promise.all(Array.from({ length: connections }, () => openConnection(port)))
  const results: Acknowledged[] = []
  let next = 0
  const started = performance.now()
  await Promise.all(
    open.map(async (connection) => {
      while (next < requests.length) {
        const request = requests[next] as Buffer
        next += 1
        results.push(await connection.send(request))
      }
    }),
  )
  const seconds = (performance.now() - started) / 1000
  for (const connection of open) connection.close()
  return { perSecond: results.length / seconds, seconds, results }
}

/** More than LINE is seen to open; a program that is slow for a moment is measured, one that falls behind for good is told so. */
const connectionsAtMost = 256

/** Sends requests at a steady rate, whether or not earlier ones were answered; `started` is when the first was due. */
export async function steady(port: number, requests: readonly Buffer[], perSecond: number) {
  const free: Connection[] = await Promise.all(Array.from({ length: connectionsAtMost }, () => openConnection(port)))
  const all = [...free]
  const results: Acknowledged[] = []
  const pending: Promise<void>[] = []
  const started = performance.now()
  for (const [index, request] of requests.entries()) {
    const due = started + (index * 1000) / perSecond
    const wait = due - performance.now()
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait))
    const connection = free.pop()
    if (!connection) throw new Error(`All ${connectionsAtMost} connections wait: the program does not keep up.`)
    pending.push(
      connection.send(request).then((result) => {
        results.push(result)
        free.push(connection)
      }),
    )
  }
  await Promise.all(pending)
  for (const connection of all) connection.close()
  return { results, started }
}

/** The value below which the given share (0 to 1) of the figures lies. */
export function percentile(figures: readonly number[], share: number): number {
  const sorted = figures.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
