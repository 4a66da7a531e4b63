import { knowledgeTable, knowledgeWidths } from '../features/questions/upkeep/knowledge-file.ts'
import type { StoredEntry } from '../features/questions/knowledge-store.ts'
import type { PageVisitor } from '../staff/link-store.ts'
import { writeCsvFile, writeWorkbookFile } from '../tables/table.ts'
import { statisticsTexts } from '../texts/statistics.ts'
import { knowledgeFileName } from '../texts/knowledge.ts'
import type { StaffPage } from './staff-pages.ts'

/** Where the files take their rows from; null when the agency is gone. */
export type QuestionFiles = {
  entries(visitor: PageVisitor): Promise<StoredEntry[]>
  statistics(visitor: PageVisitor, year: number): Promise<string[][] | null>
}

/** Files about questions that staff fetch by a one-time link: the knowledge base to be edited, the statistics for the paper. */
export function questionFilePages(files: QuestionFiles): StaffPage[] {
  return [
    {
      path: '/knowledge.xlsx',
      async answer(context, visitor) {
        const bytes = await writeWorkbookFile(knowledgeTable(await files.entries(visitor), 'thai'), knowledgeWidths)
        return context.body(new Uint8Array(bytes), 200, {
          'Content-Type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
          'Content-Disposition': attachment('knowledge.xlsx', `${knowledgeFileName}.xlsx`),
        })
      },
    },
    {
      path: '/statistics.csv',
      async answer(context, visitor) {
        const year = /^25\d\d$/.exec(context.req.query('year') ?? '')?.[0]
        const rows = year === undefined ? null : await files.statistics(visitor, Number(year))
        if (rows === null) return context.notFound()
        return context.body(writeCsvFile(rows), 200, {
          'Content-Type': 'text/csv; charset=utf-8',
          'Content-Disposition': attachment('statistics.csv', `${statisticsTexts.title} ${year}.csv`),
        })
      },
    },
  ]
}

function attachment(plain: string, thai: string): string {
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(thai)}`
}
