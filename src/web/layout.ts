import { html, raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import { style } from './style.ts'

/** As one raw piece: the policy's hash covers every byte between the tags, so no formatter may add a space. */
const styleElement = raw(`<style>${style}</style>`)

/** A piece of a page in which every value is already escaped. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>

/**
 * A whole page around its parts. No script: everything works with HTML alone.
 * @param page.kicker one line above the heading, e.g. what kind of page it is
 */
export function layout(page: {
  title: string
  heading: string
  kicker?: string
  description?: string
  canonical?: string
  /** A page of tables: as wide as the screen allows. */
  wide?: boolean
  main: Html
  footer?: Html
}): Html {
  return html`<!doctype html>
    <html lang="th">
      <head>
        <meta charset="utf-8" />
        <title>${page.title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="format-detection" content="telephone=no" />
        ${page.description === undefined ? '' : html`<meta name="description" content="${page.description}" />`}
        ${page.canonical === undefined ? '' : html`<link rel="canonical" href="${page.canonical}" />`}
        <link rel="icon" type="image/svg+xml" href="/icon.svg" />
        ${styleElement}
      </head>
      <body>
        <header>
          <div>
            ${page.kicker === undefined ? '' : html`<p>${page.kicker}</p>`}
            <h1>${page.heading}</h1>
          </div>
        </header>
        <main${page.wide === true ? raw(' class="wide"') : ''}>${page.main}</main>
        ${page.footer === undefined ? '' : html`<footer>${page.footer}</footer>`}
      </body>
    </html> `
}

/** The sign in the browser's tab: a speech bubble that one can look through. */
export const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="6" fill="#0B6E6E"/>' +
  '<path d="M6 5.5h12a2 2 0 0 1 2 2V14a2 2 0 0 1-2 2h-5.5L8.5 19.5V16H6a2 2 0 0 1-2-2V7.5a2 2 0 0 1 2-2z" fill="none" stroke="#fff" stroke-width="1.8" stroke-linejoin="round"/></svg>'
