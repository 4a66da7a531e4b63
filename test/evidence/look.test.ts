import { once } from 'node:events'
import { createServer } from 'node:tls'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { assert, ipV4, property, string } from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isPublicAddress } from '../../src/evidence/addresses.ts'
import { lookAt, usualLimits, type Limits } from '../../src/evidence/look.ts'
import { openTls, systemNetwork } from '../../src/evidence/network.ts'
import { page, startPretendWeb, words, type PretendWeb } from '../support/pretend-web.ts'
import { certificate, privateKey } from './certificate.ts'

let web: PretendWeb
beforeAll(async () => {
  web = await startPretendWeb()
})
afterAll(() => web.stop())
beforeEach(() => {
  web.dialed.length = 0
  web.asked.length = 0
})

const short: Limits = { ...usualLimits, milliseconds: 250, pageBytes: 64 * 1024, fileBytes: 128 * 1024 }
const look = (url: string, limits: Limits = usualLimits) => lookAt(url, web.network, 'prongsai-test', limits)

/** One of every range that is not the public internet, and its edges. */
const inner = [
  '0.0.0.0',
  '0.1.2.3',
  '10.0.0.1',
  '10.255.255.255',
  '100.64.0.1',
  '100.100.100.200',
  '100.127.255.255',
  '127.0.0.1',
  '127.1.2.3',
  '169.254.169.254',
  '169.254.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.1',
  '192.0.0.192',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.0.1',
  '192.168.255.255',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '168.63.129.16',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '::ffff:8.8.8.8',
  '::ffff:7f00:1',
  '::127.0.0.1',
  '64:ff9b::a00:1',
  '64:ff9b::10.0.0.1',
  '64:ff9b:1::1',
  '100::1',
  '2001::1',
  '2001:2::1',
  '2001:10::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '2002:a00:1::1',
  '3fff::1',
  '5f00::1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
  '4000::1',
]

describe('an address is public', () => {
  it.each(inner)('except %s', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  it.each([
    '93.184.215.14',
    '1.1.1.1',
    '172.15.255.255',
    '172.32.0.1',
    '100.63.255.255',
    '100.128.0.1',
    '2606:4700::1111',
    '2400:cb00::1',
  ])('such as %s', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  it('never for any IPv4 address that is written into an IPv6 one, nor for words', () => {
    assert(
      property(ipV4(), string(), (address, words) => {
        expect(isPublicAddress(`::ffff:${address}`)).toBe(false)
        expect(isPublicAddress(`64:ff9b::${address}`)).toBe(false)
        if (!/^[\d.:a-f]+$/i.test(words)) expect(isPublicAddress(words)).toBe(false)
      }),
    )
  })
})

describe('a look never opens a connection', () => {
  it.each(inner)('to %s, whatever name leads there', async (address) => {
    web.site('town.go.th', (_request, response) => response.end('secret'), [address])
    expect(await look('https://town.go.th/')).toMatchObject({ outcome: 'failed', why: 'address' })
    expect(web.dialed).toEqual([])
  })

  it('when one of several addresses is an inner one', async () => {
    web.site('town.go.th', (_request, response) => response.end('secret'), ['93.184.215.14', '10.0.0.7'])
    expect(await look('https://town.go.th/')).toMatchObject({ outcome: 'failed', why: 'address' })
    expect(web.dialed).toEqual([])
  })

  it.each([
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:169.254.169.254]/',
    'https://93.184.215.14/',
    'https://town.go.th:22/',
    'https://town.go.th:8443/',
    'https://clerk:secret@town.go.th/',
    'https://clerk@town.go.th/',
    'file:///etc/passwd',
    'ftp://town.go.th/',
    'gopher://town.go.th/',
    'data:text/html,hello',
    'javascript:alert(1)',
    'not an address',
    '',
  ])('for %s', async (url) => {
    web.site('town.go.th', (_request, response) => response.end('secret'))
    expect(await look(url)).toMatchObject({ outcome: 'failed', why: 'address' })
    expect(web.dialed).toEqual([])
  })

  it.each([
    ['http://town.go.th/', 'not-https'],
    ['https://localhost/', 'no-such-host'],
    ['https://metadata/', 'no-such-host'],
    ['https://nowhere.go.th/', 'no-such-host'],
  ])('for %s: %s', async (url, why) => {
    expect(await look(url)).toMatchObject({ outcome: 'failed', why })
    expect(web.dialed).toEqual([])
  })
})

describe('a redirect', () => {
  const leadsTo = (to: string) =>
    web.site('town.go.th', (_request, response) => response.writeHead(302, { location: to }).end())

  it.each([
    ...inner
      .filter((address) => !address.includes('%'))
      .map((address) => `https://${address.includes(':') ? `[${address}]` : address}/latest/meta-data`),
    'https://town.go.th:6379/',
    'https://admin:admin@town.go.th/',
    'file:///etc/passwd',
    'gopher://town.go.th:11211/_stats',
  ])('to %s is not followed', async (to) => {
    leadsTo(to)
    expect(await look('https://town.go.th/a')).toMatchObject({ outcome: 'failed', why: 'address', hops: 1 })
    expect(web.dialed).toHaveLength(1)
  })

  it('to a name that leads inside is not followed, wherever in the chain it stands', async () => {
    web.site('inner.go.th', (_request, response) => response.end('secret'), ['192.168.1.1'])
    web.site('second.go.th', (_request, response) => response.writeHead(307, { location: '//inner.go.th/x' }).end())
    leadsTo('https://second.go.th/')
    expect(await look('https://town.go.th/')).toMatchObject({ why: 'address', url: 'https://inner.go.th/x', hops: 2 })
    expect(web.dialed.map(({ host }) => host)).toEqual(['town.go.th', 'second.go.th'])
  })

  it('that a page carries out itself is followed by the same rules', async () => {
    const site = (to: string) => page('ย้ายแล้ว', words, `<META HTTP-EQUIV='Refresh' CONTENT="0; URL='${to}'">`)
    web.pages('town.go.th', { '/old': site('/new'), '/new': page('แผน', words), '/in': site('https://10.0.0.1/') })
    expect(await look('https://town.go.th/old')).toMatchObject({
      outcome: 'answered',
      url: 'https://town.go.th/new',
      hops: 1,
    })
    expect(await look('https://town.go.th/in')).toMatchObject({ outcome: 'failed', why: 'address' })
  })

  it('to a page without protection ends there', async () => {
    leadsTo('http://town.go.th/plain')
    expect(await look('https://town.go.th/')).toMatchObject({ why: 'not-https', url: 'http://town.go.th/plain' })
  })

  it('is judged at its end, with the address of the end', async () => {
    web.pages('www.town.go.th', { '/new': page('แผน', words) })
    leadsTo('https://www.town.go.th/new')
    expect(await look('https://town.go.th/old')).toMatchObject({
      outcome: 'answered',
      url: 'https://www.town.go.th/new',
      status: 200,
    })
  })

  it('after five others is one too many', async () => {
    let served = 0
    web.site('town.go.th', (_request, response) => {
      served += 1
      response.writeHead(301, { location: `/${served}` }).end()
    })
    expect(await look('https://town.go.th/')).toMatchObject({ outcome: 'failed', why: 'too-many-redirects' })
    expect(served).toBe(6)
  })
})

describe('a name that changes its address', () => {
  it('is asked once for a hop, and exactly that address is dialed', async () => {
    const answers = [['93.184.215.14'], ['127.0.0.1']]
    let asked = 0
    web.site(
      'rebind.go.th',
      (_request, response) => response.end(page('แผน', words)),
      () => answers[Math.min(asked++, 1)] ?? [],
    )
    expect(await look('https://rebind.go.th/')).toMatchObject({ outcome: 'answered' })
    expect(asked).toBe(1)
    expect(web.dialed).toEqual([{ address: '93.184.215.14', host: 'rebind.go.th' }])
  })

  it('to an inner one between two hops is refused at the second', async () => {
    const answers = [['93.184.215.14'], ['127.0.0.1']]
    let asked = 0
    web.site(
      'rebind.go.th',
      (_request, response) => response.writeHead(302, { location: '/again' }).end(),
      () => answers[Math.min(asked++, 1)] ?? [],
    )
    expect(await look('https://rebind.go.th/')).toMatchObject({ outcome: 'failed', why: 'address', hops: 1 })
    expect(web.dialed).toHaveLength(1)
  })
})

describe('time', () => {
  it('is over for a site that sends its headers letter by letter', async () => {
    web.site('slow.go.th', (_request, response) => {
      const drip = setInterval(() => response.socket?.write('H'), 20)
      response.socket?.once('close', () => clearInterval(drip))
    })
    expect(await look('https://slow.go.th/', short)).toMatchObject({ outcome: 'failed' })
  })

  it('is over for a site that sends its page letter by letter', async () => {
    web.site('slow.go.th', (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' })
      const drip = setInterval(() => response.write('<p>'), 20)
      response.once('close', () => clearInterval(drip))
    })
    expect(await look('https://slow.go.th/', short)).toMatchObject({ outcome: 'failed', why: 'too-slow' })
  })

  it('is over for a site that never answers, and for a name that is never looked up', async () => {
    web.site('silent.go.th', () => undefined)
    web.site(
      'lost.go.th',
      () => undefined,
      () => new Promise(() => undefined),
    )
    for (const host of ['silent', 'lost'])
      expect(await look(`https://${host}.go.th/`, short)).toMatchObject({ outcome: 'failed', why: 'too-slow' })
  })

  it('is one for all redirects together', async () => {
    web.site('slow.go.th', (_request, response) => {
      setTimeout(() => response.writeHead(302, { location: '/' }).end(), 100)
    })
    const begun = performance.now()
    expect(await look('https://slow.go.th/', short)).toMatchObject({ outcome: 'failed', why: 'too-slow' })
    expect(performance.now() - begun).toBeLessThan(1000)
  })
})

describe('size', () => {
  it('of a page without end is cut', async () => {
    web.site('endless.go.th', (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' })
      const more = () => {
        while (!response.destroyed && response.write('ไม่มีที่สิ้นสุด '.repeat(500)));
        response.once('drain', more)
      }
      more()
    })
    const seen = await look('https://endless.go.th/', { ...short, milliseconds: 5000 })
    expect(seen).toMatchObject({ outcome: 'answered', cut: true, bytes: short.pageBytes })
  })

  it('of a page that was packed a thousandfold is cut after unpacking, although nobody asked for packing', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, 'a'))
    web.site('bomb.go.th', (request, response) => {
      expect(request.headers['accept-encoding']).toBe('identity')
      response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' }).end(bomb)
    })
    expect(await look('https://bomb.go.th/', { ...short, milliseconds: 5000 })).toMatchObject({
      cut: true,
      bytes: short.pageBytes,
    })
  })

  it('of headers is limited', async () => {
    web.site('heads.go.th', (_request, response) => {
      response.writeHead(200, { 'x-much': 'a'.repeat(64 * 1024) }).end('x')
    })
    expect(await look('https://heads.go.th/')).toMatchObject({ outcome: 'failed', why: 'garbled' })
  })

  it('of the time to read a page grows with its length, however it is built', async () => {
    const nasty = ['<script>', '<!--', '<a ', '<meta http-equiv=refresh content="', '<title>', '&#', '<h1>']
    for (const part of nasty) {
      web.site('nasty.go.th', (_request, response) =>
        response.writeHead(200, { 'content-type': 'text/html' }).end(part.repeat(Math.floor(1_000_000 / part.length))),
      )
      const begun = performance.now()
      expect(await look('https://nasty.go.th/')).toMatchObject({ outcome: 'answered' })
      expect(performance.now() - begun).toBeLessThan(2000)
    }
  })
})

describe('garbage', () => {
  it.each([
    ['packed bytes that are none', { 'content-encoding': 'gzip' }],
    ['a packing that nobody knows', { 'content-encoding': 'zstd' }],
  ])('as %s is no page', async (_what, headers) => {
    web.site('odd.go.th', (_request, response) => response.writeHead(200, headers).end('hello'))
    expect(await look('https://odd.go.th/')).toMatchObject({ outcome: 'failed', why: 'garbled' })
  })

  it('on the wire is no answer', async () => {
    web.site('odd.go.th', (_request, response) => response.socket?.end('SSH-2.0-OpenSSH_9.6\r\n\r\n'))
    expect(await look('https://odd.go.th/')).toMatchObject({ outcome: 'failed', why: 'garbled' })
  })

  it('cut off in the middle is no answer', async () => {
    web.site('odd.go.th', (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write('half')
      setTimeout(() => response.socket?.destroy(), 20)
    })
    expect(await look('https://odd.go.th/')).toMatchObject({ outcome: 'failed', why: 'no-answer' })
  })
})

describe('a look sees', () => {
  it('title, kind, size and digest of a page, and sends nothing along but what it is', async () => {
    const html = page('ความก้าวหน้าการจัดซื้อจัดจ้าง &amp; อื่น ๆ', words)
    let headers: Record<string, unknown> = {}
    web.site('www.town.go.th', (request, response) => {
      headers = request.headers
      response.setHeader('set-cookie', 'a=b')
      response.end(html)
    })
    expect(await look('https://www.town.go.th/data/118?x=1')).toMatchObject({
      outcome: 'answered',
      url: 'https://www.town.go.th/data/118?x=1',
      hops: 0,
      status: 200,
      kind: 'page',
      bytes: Buffer.byteLength(html),
      cut: false,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      page: { title: 'ความก้าวหน้าการจัดซื้อจัดจ้าง & อื่น ๆ', asksPassword: false },
    })
    expect(Object.keys(headers).toSorted()).toEqual([
      'accept',
      'accept-encoding',
      'accept-language',
      'connection',
      'host',
      'user-agent',
    ])
  })

  it('pages in the encoding of old Thai sites', async () => {
    // "แผน" in TIS-620.
    const title = Buffer.from([0xe1, 0xbc, 0xb9])
    const html = Buffer.concat([Buffer.from('<meta charset="tis-620"><title>'), title, Buffer.from('</title>')])
    web.site('old.go.th', (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(html))
    expect(await look('https://old.go.th/')).toMatchObject({ page: { title: 'แผน' } })
  })

  it.each([
    ['pdf', '%PDF-1.7 …', 'application/pdf'],
    ['pdf', '%PDF-1.4 …', 'text/html'],
    ['image', '\x89PNG\r\n', 'image/png'],
    ['document', 'PK\x03\x04 …', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['other', 'PK\x03\x04 …', 'application/zip'],
    ['page', '<!DOCTYPE html><p>x', 'application/octet-stream'],
  ])('a %s by its first bytes', async (kind, body, type) => {
    web.site('files.go.th', (_request, response) =>
      response.writeHead(200, { 'content-type': type }).end(Buffer.from(body, 'latin1')),
    )
    expect(await look('https://files.go.th/')).toMatchObject({ kind })
  })

  it('the site at its second address when the first one is silent', async () => {
    web.site('two.go.th', (_request, response) => response.end(page('แผน', words)), [
      '2606:4700::1111',
      '93.184.215.15',
    ])
    web.cutOff('93.184.215.15', 'ECONNREFUSED')
    expect(await look('https://two.go.th/')).toMatchObject({ outcome: 'answered' })
    expect(web.dialed.map(({ address }) => address)).toEqual(['93.184.215.15', '2606:4700::1111'])
    web.cutOff('93.184.215.15', null)
  })
})

describe('the real network', () => {
  it('trusts nobody whose certificate is of another name or of his own making', async () => {
    const server = createServer({ key: privateKey, cert: certificate }, (socket) => {
      socket.on('error', () => undefined)
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
    })
    server.on('tlsClientError', () => undefined)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const through = (trust: { ca?: string }) => ({
      resolve: async () => ['93.184.215.14'],
      dial: (_address: string, host: string) => openTls('127.0.0.1', port, host, trust),
    })
    try {
      const named = (host: string, trust: { ca?: string }) =>
        lookAt(`https://${host}/`, through(trust), 'prongsai-test')
      expect(await named('www.town.go.th', {})).toMatchObject({ outcome: 'failed', why: 'certificate' })
      expect(await named('www.other.go.th', { ca: certificate })).toMatchObject({
        outcome: 'failed',
        why: 'certificate',
      })
      expect(await named('www.town.go.th', { ca: certificate })).toMatchObject({ outcome: 'answered', status: 200 })
    } finally {
      server.close()
    }
  })

  it('finds this machine under its own name, and the look refuses it', async () => {
    expect(await systemNetwork.resolve('localhost')).toEqual(
      expect.arrayContaining([expect.stringMatching(/^(127\.|::1)/)]),
    )
    const renamed = { ...web.network, resolve: () => systemNetwork.resolve('localhost') }
    expect(await lookAt('https://town.go.th/', renamed, 'prongsai-test')).toMatchObject({ why: 'address' })
  })
})
