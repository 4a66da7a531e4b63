import { Hono, type Context } from 'hono'
import { html, raw } from 'hono/html'
import type { PersonalData } from '../features/privacy/personal-data.ts'
import { personalCopy as texts } from '../texts/personal-copy.ts'
import { formatDateTime } from '../thai/dates.ts'
import { layout, type Html } from './layout.ts'

/** Where somebody fetches what is kept of them. */
const path = '/d'

export function copyAddress(publicUrl: string, token: string): string {
  return `${publicUrl}${path}/${token}?openExternalBrowser=1`
}

/** Whose data a link opens, and the agency's name. */
export type OpenedCopy = { agency: string; data: PersonalData; now: Date }

/**
 * A one-time link from LINE to a file with everything that is kept of one person: readable on a phone, and with the same
 * as JSON inside for machines (PDPA section 31). Looking at the page opens nothing; pressing the button does, once.
 */
export function personalCopyPages(options: {
  waits: (token: string) => Promise<boolean>
  open: (token: string) => Promise<OpenedCopy | null>
}): Hono {
  const app = new Hono()

  const over = (context: Context) =>
    context.html(
      layout({ title: texts.overTitle, heading: texts.overTitle, main: html`<section><p>${texts.over}</p></section>` }),
      410,
    )

  app.use(`${path}/*`, async (context, next) => {
    await next()
    context.res.headers.set('Cache-Control', 'no-store')
  })

  app.get(`${path}/:token`, async (context) => {
    if (!(await options.waits(context.req.param('token')))) return over(context)
    return context.html(
      layout({
        title: texts.pageTitle,
        heading: texts.pageTitle,
        main: html`<section>
          <p>${texts.lead}</p>
          <form method="post"><button class="button" type="submit">${texts.button}</button></form>
        </section>`,
      }),
    )
  })

  app.post(`${path}/:token`, async (context) => {
    const opened = await options.open(context.req.param('token'))
    if (!opened) return over(context)
    const name = encodeURIComponent(`${texts.fileName}.html`)
    return context.html(copyFile(opened), 200, {
      'Content-Disposition': `attachment; filename="my-data.html"; filename*=UTF-8''${name}`,
    })
  })
  return app
}

/** The file: no script runs in it, no address is fetched by it. */
function copyFile({ agency, data, now }: OpenedCopy): Html {
  const when = (moment: string) => formatDateTime(new Date(moment))
  return html`<!doctype html>
    <html lang="th">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${texts.heading(agency)}</title>
        <style>
          body {
            font:
              17px/1.6 system-ui,
              sans-serif;
            max-width: 40rem;
            margin: auto;
            padding: 1rem;
            color: #1f2933;
          }
          dt {
            color: #52606d;
          }
          dd {
            margin: 0 0 0.5rem;
          }
          article {
            border-top: 1px solid #d9e2ec;
            padding: 0.5rem 0;
          }
          p {
            white-space: pre-wrap;
          }
          img {
            max-width: 100%;
          }
        </style>
      </head>
      <body>
        <h1>${texts.heading(agency)}</h1>
        <p>${texts.madeAt(formatDateTime(now))}</p>
        <h2>${texts.account}</h2>
        <dl>
          <dt>${texts.lineId}</dt>
          <dd>${data.lineUserId}</dd>
          <dt>${texts.firstSeen}</dt>
          <dd>${when(data.firstSeenAt)}</dd>
          ${
            data.noticeAt === null
              ? ''
              : html`<dt>${texts.noticeSeen}</dt>
                  <dd>${when(data.noticeAt)}</dd>`
          }
          ${data.service.map(
            (one) =>
              html`<dt>${texts.staffSince}</dt>
                <dd>${one.name} ${when(one.from)}${one.until === null ? '' : ` – ${when(one.until)}`}</dd>`,
          )}
        </dl>
        <h2>${texts.threads}</h2>
        ${data.threads.length === 0 ? html`<p>${texts.none}</p>` : data.threads.map((thread) => threadPart(thread, when))}
        <h2>${texts.files}</h2>
        ${data.files.length === 0 ? html`<p>${texts.none}</p>` : data.files.map((file) => filePart(file, when))}
        <p>${texts.notHere}</p>
        <script type="application/json" id="data">
          ${raw(JSON.stringify(data).replaceAll('<', '\\u003c'))}
        </script>
      </body>
    </html>`
}

function threadPart(thread: PersonalData['threads'][number], when: (moment: string) => string): Html {
  return html`<article>
    <h3>${thread.number}</h3>
    <dl>
      <dt>${texts.opened}</dt>
      <dd>${when(thread.openedAt)}</dd>
      ${
        thread.unit === null
          ? ''
          : html`<dt>${texts.unit}</dt>
              <dd>${thread.unit}</dd>`
      }
      ${
        thread.rating === null
          ? ''
          : html`<dt>${texts.rating}</dt>
              <dd>${thread.rating}</dd>`
      }
      ${
        thread.comment === null
          ? ''
          : html`<dt>${texts.comment}</dt>
              <dd>${thread.comment}</dd>`
      }
    </dl>
    ${thread.messages.map(
      (message) => html`<p><b>${message.from ?? texts.you}</b> ${when(message.at)} ${message.text}</p>`,
    )}
  </article>`
}

function filePart(file: PersonalData['files'][number], when: (moment: string) => string): Html {
  const about = texts.file(file.type, String(Math.ceil(file.bytes / 1024)), when(file.sentAt))
  const shown =
    file.content === null || !file.type.startsWith('image/') ? null : `data:${file.type};base64,${file.content}`
  return html`<article>
    <p>${about}${file.thread === null ? '' : ` ${file.thread}`}</p>
    ${shown === null ? '' : html`<img src="${shown}" alt="" />`}${file.content === null ? html`<p>${texts.fileAtAgency}</p>` : ''}
  </article>`
}
