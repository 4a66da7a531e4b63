import { Hono } from 'hono'
import { etag } from 'hono/etag'
import { html } from 'hono/html'
import { web } from '../texts/web.ts'
import { agencyPage } from './agency-page.ts'
import { icon, layout } from './layout.ts'
import { privacyPage } from './privacy-page.ts'
import type { AgencyReader } from './public-agency.ts'

/**
 * The pages that everybody may see: `/`, `/a/:agency`, `/a/:agency/privacy`. An unknown agency ends in the 404 page of
 * the app that mounts them.
 * @param options.publicUrl our origin without a slash at its end
 * @param options.closedThreadDays how long a closed question is kept; null = until somebody asks for its deletion
 */
export function publicPages(options: {
  agencies: AgencyReader
  publicUrl: string
  closedThreadDays: number | null
}): Hono {
  const { agencies, publicUrl, closedThreadDays } = options
  const pages = new Hono()

  // Short, so that a corrected telephone number is seen at once, and long enough for a link that a whole town opens.
  pages.use('/a/*', etag(), async (context, next) => {
    await next()
    if (context.res.ok) context.res.headers.set('Cache-Control', 'public, max-age=60')
  })

  pages.get('/', async (context) => {
    const all = await agencies.all()
    const [only] = all
    if (only && all.length === 1) return context.redirect(`/a/${only.slug}`)
    const list = html`<ul class="plain">
      ${all.map(({ slug, name }) => html`<li><a href="/a/${slug}">${name}</a></li>`)}
    </ul>`
    return context.html(
      layout({
        title: web.index.title,
        heading: web.index.title,
        main: html`<section>${all.length === 0 ? html`<p>${web.index.empty}</p>` : list}</section>`,
      }),
    )
  })

  pages.get('/a/:agency', async (context) => {
    const agency = await agencies.bySlug(context.req.param('agency'))
    return agency ? context.html(agencyPage(agency, publicUrl)) : context.notFound()
  })

  pages.get('/a/:agency/privacy', async (context) => {
    const agency = await agencies.bySlug(context.req.param('agency'))
    return agency ? context.html(privacyPage(agency, publicUrl, closedThreadDays)) : context.notFound()
  })

  pages.get('/icon.svg', (context) =>
    context.body(icon, 200, { 'Content-Type': 'image/svg+xml', 'Cache-Control': 'public, max-age=86400' }),
  )

  return pages
}
