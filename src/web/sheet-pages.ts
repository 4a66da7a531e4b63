import { html } from 'hono/html'
import type { Context } from 'hono'
import { sheetWidths } from '../features/checklist/sheet-exchange.ts'
import type { PageVisitor } from '../staff/link-store.ts'
import { writeCsvFile, writeWorkbookFile } from '../tables/table.ts'
import { sheetPage } from '../texts/sheet.ts'
import { layout } from './layout.ts'
import type { StaffPage } from './staff-pages.ts'

/** The sheet of an edition for whoever looks; null when the edition is not there. */
export type SheetReader = (visitor: PageVisitor, edition: number) => Promise<string[][] | null>

/** The sheet of an edition as files, entered by a one-time link: to be pasted into the national system, or sent back in. */
export function sheetPages(read: SheetReader): StaffPage[] {
  const editionOf = (context: Context) => /^25\d\d$/.exec(context.req.query('edition') ?? '')?.[0]

  async function file(context: Context, visitor: PageVisitor, kind: 'xlsx' | 'csv'): Promise<Response> {
    const edition = editionOf(context)
    const rows = edition === undefined ? null : await read(visitor, Number(edition))
    if (!rows) return context.notFound()
    const named = encodeURIComponent(`${sheetPage.fileName(edition ?? '')}.${kind}`)
    const headers = {
      // RFC 8187: the Thai name for whoever understands it, a plain one for the others.
      'Content-Disposition': `attachment; filename="oit-${edition}.${kind}"; filename*=UTF-8''${named}`,
    }
    return kind === 'csv'
      ? context.body(writeCsvFile(rows), 200, { ...headers, 'Content-Type': 'text/csv; charset=utf-8' })
      : context.body(new Uint8Array(await writeWorkbookFile(rows, sheetWidths)), 200, {
          ...headers,
          'Content-Type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        })
  }

  return [
    {
      path: '/sheet',
      answer(context) {
        const edition = editionOf(context)
        if (edition === undefined) return context.notFound()
        const { title, lead, excel, csv } = sheetPage
        return context.html(
          layout({
            title: `${title} ${edition}`,
            heading: `${title} ${edition}`,
            main: html`<section>
              <p>${lead}</p>
              <p><a class="button" href="sheet.xlsx?edition=${edition}">${excel}</a></p>
              <p><a class="button" href="sheet.csv?edition=${edition}">${csv}</a></p>
            </section>`,
          }),
        )
      },
    },
    { path: '/sheet.xlsx', answer: (context, visitor) => file(context, visitor, 'xlsx') },
    { path: '/sheet.csv', answer: (context, visitor) => file(context, visitor, 'csv') },
  ]
}
