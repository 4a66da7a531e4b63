import type { Hono } from 'hono'
import { evidencePlace, evidenceStore } from '../evidence/evidence-store.ts'
import { checklistStore } from '../features/checklist/checklist-store.ts'
import { scoreStore } from '../features/checklist/score-store.ts'
import { exportSheet } from '../features/checklist/sheet-exchange.ts'
import { measureStore } from '../features/measures/measure-store.ts'
import { readPersonalData } from '../features/privacy/personal-data.ts'
import { knowledgeStore } from '../features/questions/knowledge-store.ts'
import { yearTable } from '../features/questions/statistics/statistics.ts'
import { personLinks } from '../people/person-links.ts'
import { linkStore, type PageVisitor } from '../staff/link-store.ts'
import { threadStore } from '../threads/thread-store.ts'
import { evidencePages, type EvidenceReader } from '../web/evidence-pages.ts'
import { measureReportPages } from '../web/measure-report-page.ts'
import { personalCopyPages } from '../web/personal-copy-pages.ts'
import { publicPages } from '../web/public-pages.ts'
import { questionFilePages, type QuestionFiles } from '../web/question-files.ts'
import { sheetPages } from '../web/sheet-pages.ts'
import { staffPages } from '../web/staff-pages.ts'
import { sharedFiles, threadFilePages, type ThreadFiles } from '../web/thread-files.ts'
import type { Parts } from './parts.ts'
import { createPublicAgencies } from './public-agencies.ts'

/** Puts the pages for people behind their addresses and gives each what it shows. */
export function mountPages(http: Hono, parts: Parts): void {
  const { config, db, clock, ids, envelope, agencies, attachments } = parts
  const readReport = async ({ agencyId }: PageVisitor) => {
    const agency = await agencies.byId(agencyId)
    if (!agency) return null
    const { edition } = agency.profile
    const plan = await measureStore(db, clock, ids, envelope).read(agencyId, edition)
    return { agency, plan, result: await scoreStore(db, clock).latest(agencyId, edition), now: clock.now() }
  }
  const questionFiles: QuestionFiles = {
    entries: ({ agencyId }) => knowledgeStore(db, clock).list(agencyId),
    async statistics({ agencyId }, year) {
      const agency = await agencies.byId(agencyId)
      return agency && yearTable(db, { id: agencyId, name: agency.profile.name }, year, clock.now())
    },
  }
  const threadFiles: ThreadFiles = {
    async list({ agencyId, role, unit }, threadId) {
      const thread = await threadStore(db, clock, ids, envelope).byId(agencyId, threadId)
      // As in the inbox: a member of staff with a unit sees its threads and those of none.
      const theirs = thread?.unit === null || thread?.unit === unit || role !== 'staff' || unit === null
      return thread && theirs
        ? { number: thread.number, files: await attachments.ofThread(db, agencyId, threadId) }
        : null
    },
    one: ({ agencyId }, threadId, id) => attachments.readOf(agencyId, threadId, id),
    shared: (token) => attachments.byToken(token),
  }
  http.route('/', sharedFiles(threadFiles))
  const evidenceReader: EvidenceReader = {
    async item({ agencyId }, edition, code) {
      const agency = await agencies.byId(agencyId)
      const item = await checklistStore(db, clock, ids, envelope).definition(agencyId, edition, code)
      if (!agency || !item) return null
      const pages = await evidenceStore(db, clock, ids, envelope).of(agencyId, edition, code)
      const photos = new Set<string>()
      for (const page of pages) {
        const kept = await attachments.ofThread(db, agencyId, evidencePlace(page.id))
        for (const { id, type } of kept) if (type !== null) photos.add(id)
      }
      return { agency, title: item.title, pages, photos }
    },
    async photo({ agencyId }, evidenceId) {
      const page = await evidenceStore(db, clock, ids, envelope).byId(agencyId, evidenceId)
      return page?.screenshotId ? attachments.readOf(agencyId, evidencePlace(page.id), page.screenshotId) : null
    },
  }
  const copies = personLinks(db, clock, ids)
  http.route(
    '/',
    personalCopyPages({
      waits: (token) => copies.waits(token),
      async open(token) {
        const opened = await copies.redeem(token)
        const agency = opened && (await agencies.byId(opened.agencyId))
        if (!opened || !agency) return null
        const kept = { threads: threadStore(db, clock, ids, envelope), attachments }
        const data = await readPersonalData(db, agency.id, opened.personId, kept)
        return data && { agency: agency.profile.name, data, now: clock.now() }
      },
    }),
  )
  http.route(
    '/',
    staffPages({
      links: linkStore(db, clock, ids),
      pages: [
        ...measureReportPages(readReport),
        ...questionFilePages(questionFiles),
        ...threadFilePages(threadFiles),
        ...sheetPages(readSheet),
        ...evidencePages(evidenceReader),
      ],
      https: config.publicUrl.startsWith('https:'),
    }),
  )
  http.route(
    '/',
    publicPages({ agencies: createPublicAgencies(parts), publicUrl: config.publicUrl, closedThreadDays: null }),
  )

  async function readSheet(visitor: PageVisitor, edition: number): Promise<string[][] | null> {
    const agency = await agencies.byId(visitor.agencyId)
    const checklists = checklistStore(db, clock, ids, envelope)
    return agency && exportSheet({ checklists, pages: evidenceStore(db, clock, ids, envelope) }, agency, edition)
  }
}
