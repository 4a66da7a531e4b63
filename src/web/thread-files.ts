import { Hono, type Context } from 'hono'
import { html } from 'hono/html'
import type { PageVisitor } from '../staff/link-store.ts'
import { staffPages } from '../texts/staff-pages.ts'
import { threadFiles as texts } from '../texts/thread-files.ts'
import { layout, type Html } from './layout.ts'
import { contentSecurityPolicy } from './security-headers.ts'
import type { StaffPage } from './staff-pages.ts'

/** A file of a thread as the page shows it; `type` is null until it is fetched. */
type ShownFile = { id: string; media: string; type: string | null; author: 'citizen' | 'staff' }
type File = { type: string; bytes: Buffer }

export type ThreadFiles = {
  /** The number of a thread and its files; null when it is not there or not for this member of staff. */
  list(visitor: PageVisitor, threadId: string): Promise<{ number: string; files: ShownFile[] } | null>
  one(visitor: PageVisitor, threadId: string, fileId: string): Promise<File | null>
  /** A file from staff by the secret part of the address that the citizen got. */
  shared(token: string): Promise<File | null>
}

/** What people sent with a question or request, for the staff who work on it. */
export function threadFilePages(reader: ThreadFiles): StaffPage[] {
  return [
    {
      path: '/threads/:thread',
      async answer(context, visitor) {
        const threadId = context.req.param('thread') ?? ''
        const found = await reader.list(visitor, threadId)
        if (!found) return context.notFound()
        context.header('Content-Security-Policy', `${contentSecurityPolicy}; media-src 'self'`)
        return context.html(page(found, threadId))
      },
    },
    {
      path: '/threads/:thread/:file',
      async answer(context, visitor) {
        const threadId = context.req.param('thread') ?? ''
        const allowed = await reader.list(visitor, threadId)
        const file = allowed && (await reader.one(visitor, threadId, context.req.param('file') ?? ''))
        return file ? served(context, file) : context.notFound()
      },
    },
  ]
}

/** Photos and files with which staff answered, under addresses that nobody can guess (`/f/…`). */
export function sharedFiles(reader: Pick<ThreadFiles, 'shared'>): Hono {
  const pages = new Hono()
  pages.get('/f/:token', async (context) => {
    const file = await reader.shared(context.req.param('token'))
    if (!file) return context.notFound()
    // LINE's apps show it inside of the chat.
    context.header('Cross-Origin-Resource-Policy', 'cross-origin')
    context.header('Cache-Control', 'private, max-age=3600')
    return served(context, file)
  })
  return pages
}

function page({ number, files }: { number: string; files: ShownFile[] }, threadId: string): Html {
  const title = texts.title(number)
  return layout({
    title,
    kicker: staffPages.kicker,
    heading: title,
    main: html`<section>
        <p>${files.length === 0 ? texts.none : texts.care}</p>
      </section>
      ${files.map((file, index) => section(file, index + 1, `${threadId}/${file.id}`))}`,
  })
}

function section(file: ShownFile, number: number, address: string): Html {
  const kind = texts.kinds[file.media as keyof typeof texts.kinds] ?? texts.kinds.file
  const title = `${number}. ${kind} ${file.author === 'staff' ? texts.byStaff : texts.byAsker}`
  return html`<section>
    <h2>${title}</h2>
    ${file.type === null ? html`<p>${texts.notYet}</p>` : shown(file.type, address, title)}
  </section>`
}

function shown(type: string, address: string, title: string): Html {
  if (type.startsWith('image/')) return html`<a href="${address}"><img src="${address}" alt="${title}" /></a>`
  if (type.startsWith('video/')) return html`<video controls preload="metadata" src="${address}"></video>`
  if (type.startsWith('audio/')) return html`<audio controls src="${address}"></audio>`
  return html`<p><a href="${address}">${texts.download}</a></p>`
}

/** Types that a browser shows without running anything; all others are only saved. */
const shownTypes = /^(?:image\/(?:jpeg|png|gif|webp)|video\/mp4|audio\/(?:mp4|mpeg)|application\/pdf)$/

/** A file that somebody sent: shown where a browser runs nothing of it, otherwise only saved. */
export function served(context: Context, file: File): Response {
  const safe = shownTypes.test(file.type)
  return context.body(new Uint8Array(file.bytes), 200, {
    'Content-Type': safe ? file.type : 'application/octet-stream',
    'Content-Disposition': safe ? 'inline' : 'attachment',
    // A sandbox keeps browsers from showing a PDF at all.
    'Content-Security-Policy': file.type === 'application/pdf' ? "default-src 'none'" : "default-src 'none'; sandbox",
  })
}
