import type { MiddlewareHandler } from 'hono'
import { styleSource } from './style.ts'

/**
 * Headers of every answer of the host, whatever its status. A route that needs another value (the protected channel
 * allows its own script) sets it itself and is left alone; what a route forgets is strict.
 * @param options.https true when people reach us by https: browsers then never fall back to http for a year
 */
export function securityHeaders(options: { https: boolean }): MiddlewareHandler {
  const headers: [string, string][] = [
    ['Content-Security-Policy', contentSecurityPolicy],
    ['X-Content-Type-Options', 'nosniff'],
    ['X-Frame-Options', 'DENY'],
    ['Referrer-Policy', 'no-referrer'],
    ['Permissions-Policy', permissionsPolicy],
    ['Cross-Origin-Opener-Policy', 'same-origin'],
    ['Cross-Origin-Resource-Policy', 'same-origin'],
    ['Cache-Control', 'no-store'],
  ]
  if (options.https) headers.push(['Strict-Transport-Security', 'max-age=31536000; includeSubDomains'])
  return async (context, next) => {
    await next()
    for (const [name, value] of headers) {
      if (!context.res.headers.has(name)) context.res.headers.set(name, value)
    }
  }
}

/** Nothing may run or load but our one stylesheet and our own pictures; nobody may frame us. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src ${styleSource}`,
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const permissionsPolicy = ['camera', 'microphone', 'geolocation', 'payment', 'usb', 'clipboard-read', 'browsing-topics']
  .map((feature) => `${feature}=()`)
  .join(', ')
