import { Hono, type Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { html } from 'hono/html'
import type { LinkStore, PageVisitor } from '../staff/link-store.ts'
import { staffPages as texts } from '../texts/staff-pages.ts'
import { layout } from './layout.ts'

/** Below this path the session's cookie is sent, and nowhere else: never to the pages of the protected channel. */
const root = '/o/work'
const cookie = 'prongsai_work'
const sessionSeconds = 30 * 60

/** A page for staff: its path below the root, and what it answers to a member of staff. */
export type StaffPage = {
  path: `/${string}`
  answer(context: Context, visitor: PageVisitor): Promise<Response> | Response
}

/** The address of a one-time link: it opens in a browser of the phone, not inside LINE. */
export function linkAddress(publicUrl: string, token: string): string {
  return `${publicUrl}${root}/open/${token}?openExternalBrowser=1`
}

/**
 * The staff pages: entered by a one-time link from LINE. Looking at a link opens nothing (a messenger's preview would use
 * it up); pressing its button does, once, and sets the cookie of a short session.
 * @param options.https true when people reach us by https: the cookie then never travels without it
 */
export function staffPages(options: { links: LinkStore; pages: readonly StaffPage[]; https: boolean }): Hono {
  const { links, pages, https } = options
  const app = new Hono()

  const over = (context: Context) =>
    context.html(
      layout({
        title: texts.over.title,
        kicker: texts.kicker,
        heading: texts.over.title,
        main: html`<section><p>${texts.over.lead}</p></section>`,
      }),
      410,
    )

  app.get('/o', (context) =>
    context.html(
      layout({
        title: texts.entry.title,
        heading: texts.entry.title,
        main: html`<section><p>${texts.entry.lead}</p></section>`,
      }),
    ),
  )

  app.get(`${root}/open/:token`, async (context) => {
    if (!(await links.waits(context.req.param('token')))) return over(context)
    return context.html(
      layout({
        title: texts.open.title,
        kicker: texts.kicker,
        heading: texts.open.title,
        main: html`<section>
          <p>${texts.open.lead}</p>
          <form method="post"><button class="button" type="submit">${texts.open.button}</button></form>
        </section>`,
      }),
    )
  })

  app.post(`${root}/open/:token`, async (context) => {
    const opened = await links.redeem(context.req.param('token'))
    if (!opened) return over(context)
    setCookie(context, cookie, opened.session, {
      path: root,
      httpOnly: true,
      secure: https,
      sameSite: 'Strict',
      maxAge: sessionSeconds,
    })
    return context.redirect(`${root}/${opened.opens}`, 303)
  })

  for (const page of pages) {
    app.get(`${root}${page.path}`, async (context) => {
      const session = getCookie(context, cookie)
      const visitor = session === undefined ? null : await links.visitor(session)
      return visitor ? page.answer(context, visitor) : over(context)
    })
  }
  return app
}
