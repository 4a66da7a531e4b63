import type { Context, ErrorHandler } from 'hono'
import { html } from 'hono/html'
import { HTTPException } from 'hono/http-exception'
import { routePath } from 'hono/route'
import type { Log } from '../kernel/log.ts'
import { web } from '../texts/web.ts'
import { layout } from './layout.ts'

/** The 404 page of the whole host (`app.notFound`). */
export function notFoundPage(context: Context): Response | Promise<Response> {
  const { notFound: texts } = web
  return context.html(
    layout({
      title: texts.title,
      heading: texts.title,
      main: html`<section>
        <p>${texts.lead}</p>
        <p><a href="/">${texts.back}</a></p>
      </section>`,
    }),
    404,
  )
}

/**
 * The answer to whatever a route throws (`app.onError`). A refusal that a route chose keeps its status and is not logged;
 * anything else is a bug: 500, one log line, and nothing of the cause on the page.
 */
export function failurePage(log: Log): ErrorHandler {
  return (cause, context) => {
    const refusal = cause instanceof HTTPException && cause.status < 500 ? cause.status : null
    if (refusal === null) log.error('web.failed', { route: routePath(context, -1) }, cause)
    const texts = refusal === null ? web.failure : web.refused
    return context.html(
      layout({ title: texts.title, heading: texts.title, main: html`<section><p>${texts.lead}</p></section>` }),
      refusal ?? 500,
    )
  }
}
