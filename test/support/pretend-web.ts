import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import type { Network } from '../../src/evidence/network.ts'

export type Site = (request: IncomingMessage, response: ServerResponse) => void

/** A page as most sites would show it. */
export function page(title: string, text: string, head = ''): string {
  return `<!doctype html><html lang="th"><head><meta charset="utf-8"><title>${title}</title>${head}</head><body><h1>${title}</h1><p>${text}</p></body></html>`
}

/** Words enough to be a page. */
export const words = 'รายละเอียดการดำเนินงานประจำปีงบประมาณ พร้อมเอกสารแนบให้ดาวน์โหลด ตรวจสอบได้ที่เว็บไซต์ของหน่วยงาน'

/**
 * The internet as far as the bot can see it: names with addresses, and web sites behind them on one local server.
 * Nothing leaves the machine, and every connection that was asked for is written down.
 */
export async function startPretendWeb() {
  const sites = new Map<string, Site>()
  const addresses = new Map<string, string[] | (() => string[] | Promise<string[]>)>()
  const dialed: { address: string; host: string }[] = []
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const broken = new Map<string, string>()
  let everywhere: Site | null = null
  const server = createServer((request, response) => {
    const host = request.headers.host ?? ''
    asked.push(`${host}${request.url ?? ''}`)
    const site = sites.get(host) ?? everywhere
    if (site) site(request, response)
    else response.writeHead(404).end()
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  const network: Network = {
    async resolve(host) {
      const found = addresses.get(host)
      const list = typeof found === 'function' ? await found() : (found ?? (everywhere ? ['93.184.215.14'] : undefined))
      if (!list) throw Object.assign(new Error('no such host'), { code: 'ENOTFOUND' })
      return list
    },
    dial(address, host) {
      dialed.push({ address, host })
      const socket = connect(port, '127.0.0.1')
      const code = broken.get(address)
      if (code !== undefined) process.nextTick(() => socket.destroy(Object.assign(new Error(code), { code })))
      return socket
    },
  }

  return {
    network,
    dialed,
    asked,
    /** A site under a name, at a public address unless told otherwise. */
    site(host: string, site: Site, at: string[] | (() => string[] | Promise<string[]>) = ['93.184.215.14']) {
      sites.set(host, site)
      addresses.set(host, at)
    },
    /** Pages of a site by their paths; everything else is not found. */
    pages(host: string, pages: Record<string, string>) {
      this.site(host, (request, response) => {
        const html = pages[request.url ?? '']
        if (html === undefined) response.writeHead(404, { 'content-type': 'text/html' }).end(page('404 Not Found', ''))
        else response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html)
      })
    },
    /** What stands under every other name; without it there are no others. */
    elsewhere(site: Site) {
      everywhere = site
    },
    /** Makes connections to an address fail with this code of the operating system. */
    cutOff(address: string, code: string | null) {
      if (code === null) broken.delete(address)
      else broken.set(address, code)
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type PretendWeb = Awaited<ReturnType<typeof startPretendWeb>>
