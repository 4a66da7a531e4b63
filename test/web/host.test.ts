import { createHash } from 'node:crypto'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { describe, expect, it } from 'vitest'
import { createLog } from '../../src/kernel/log.ts'
import { failurePage } from '../../src/web/error-pages.ts'
import { securityHeaders } from '../../src/web/security-headers.ts'
import { khaokluai, startHost } from './agencies.ts'

const answers: [number, string, string][] = [
  [200, 'GET', '/a/khaokluai'],
  [200, 'HEAD', '/a/khaokluai'],
  [200, 'GET', '/a/khaokluai/privacy'],
  [200, 'GET', '/icon.svg'],
  [302, 'GET', '/'],
  [404, 'GET', '/a/nowhere'],
  [404, 'GET', '/a/nowhere/privacy'],
  [404, 'GET', '/a/khaokluai/..%2f..%2fetc%2fpasswd'],
  [404, 'GET', '/a/'],
  [404, 'POST', '/a/khaokluai'],
  [404, 'GET', '/no/such/page'],
  [500, 'GET', '/broken'],
]

describe('every answer of the host', () => {
  it.each(answers)('has the strict headers: %i %s %s', async (status, method, path) => {
    const answer = await startHost([khaokluai]).app.request(path, { method })
    expect(answer.status).toBe(status)
    const policy = answer.headers.get('content-security-policy')?.split('; ') ?? []
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("base-uri 'none'")
    expect(policy.join(' ')).not.toMatch(/unsafe|script-src|\*|https?:/)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('x-frame-options')).toBe('DENY')
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
    expect(answer.headers.get('permissions-policy')).toContain('geolocation=()')
    expect(answer.headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(answer.headers.get('strict-transport-security')).toMatch(/^max-age=31536000/)
    expect(answer.headers.get('set-cookie')).toBeNull()
    expect(answer.headers.get('x-powered-by')).toBeNull()
  })

  it('promises https only where it is true', async () => {
    const answer = await startHost([khaokluai], { publicUrl: 'http://localhost:3000' }).app.request('/a/khaokluai')
    expect(answer.headers.get('strict-transport-security')).toBeNull()
  })

  it('allows exactly the stylesheet that stands in the page', async () => {
    const answer = await startHost([khaokluai]).app.request('/a/khaokluai')
    const [, css = ''] = /<style>([^]*?)<\/style>/.exec(await answer.text()) ?? []
    const source = `style-src 'sha256-${createHash('sha256').update(css).digest('base64')}'`
    expect(answer.headers.get('content-security-policy')?.split('; ')).toContain(source)
  })

  it('leaves the headers alone that a route set itself', async () => {
    const app = new Hono()
    app.use(securityHeaders({ https: true }))
    app.get('/w', (context) => {
      context.header('Content-Security-Policy', "default-src 'none'; script-src 'self'")
      context.header('Cache-Control', 'no-cache')
      return context.text('')
    })
    const answer = await app.request('/w')
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; script-src 'self'")
    expect(answer.headers.get('cache-control')).toBe('no-cache')
    expect(answer.headers.get('x-frame-options')).toBe('DENY')
  })

  it('may be kept for a minute when it is a public page, and not at all otherwise', async () => {
    const { app } = startHost([khaokluai])
    const kept = async (path: string) => (await app.request(path)).headers.get('cache-control')
    expect(await kept('/a/khaokluai')).toBe('public, max-age=60')
    expect(await kept('/a/nowhere')).toBe('no-store')
    expect(await kept('/broken')).toBe('no-store')
    expect(await kept('/')).toBe('no-store')
  })

  it('costs nothing again while the page is unchanged', async () => {
    const { app } = startHost([khaokluai])
    const first = await app.request('/a/khaokluai')
    const tag = first.headers.get('etag') ?? ''
    expect(tag).not.toBe('')
    const again = await app.request('/a/khaokluai', { headers: { 'If-None-Match': tag } })
    expect(again.status).toBe(304)
    expect(await again.text()).toBe('')
    const changed = await startHost([{ ...khaokluai, serviceHours: 'ทุกวัน' }]).app.request('/a/khaokluai', {
      headers: { 'If-None-Match': tag },
    })
    expect(changed.status).toBe(200)
  })

  it('has no body for HEAD', async () => {
    expect(await (await startHost([khaokluai]).app.request('/a/khaokluai', { method: 'HEAD' })).text()).toBe('')
  })
})

describe('a page that cannot be shown', () => {
  it('says in Thai that the address is wrong', async () => {
    const answer = await startHost([khaokluai]).app.request('/a/nowhere')
    expect(await answer.text()).toContain('<h1>ไม่พบหน้านี้</h1>')
  })

  it('says in Thai that something broke, logs where, and repeats nothing of the cause', async () => {
    const { app, lines } = startHost([khaokluai])
    const answer = await app.request('/broken')
    const html = await answer.text()
    expect(html).toContain('<h1>ระบบขัดข้องชั่วคราว</h1>')
    expect(html).not.toContain('สมชาย')
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('"event":"web.failed","route":"/broken"')
    expect(lines[0]).not.toContain('สมชาย')
  })

  it('keeps the status of a refusal that a route chose, and logs nothing', async () => {
    const lines: string[] = []
    const app = new Hono()
    app.onError(failurePage(createLog('info', { now: () => new Date(0) }, (line) => lines.push(line))))
    app.get('/large', () => {
      throw new HTTPException(413, { message: 'secret words' })
    })
    const answer = await app.request('/large')
    expect(answer.status).toBe(413)
    const html = await answer.text()
    expect(html).toContain('<h1>ทำรายการนี้ไม่ได้</h1>')
    expect(html).not.toContain('secret words')
    expect(lines).toEqual([])
  })
})
