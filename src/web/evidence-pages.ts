import { html } from 'hono/html'
import type { Agency } from '../agency/profile.ts'
import type { Evidence } from '../evidence/evidence-store.ts'
import { checkState, sight, trouble } from '../features/evidence-words.ts'
import type { PageVisitor } from '../staff/link-store.ts'
import { evidencePage as texts } from '../texts/evidence.ts'
import { staffPages } from '../texts/staff-pages.ts'
import { formatDate, formatDateTime } from '../thai/dates.ts'
import { toThaiDigits } from '../thai/digits.ts'
import { layout, type Html } from './layout.ts'
import type { StaffPage } from './staff-pages.ts'
import { served } from './thread-files.ts'

/** An item with its evidence, oldest first; the ids of screenshots that can be shown now. */
export type EvidenceMaterial = {
  agency: Agency
  title: string
  pages: readonly Evidence[]
  photos: ReadonlySet<string>
}

export type EvidenceReader = {
  /** The evidence of an item of the visitor's agency; null when there is no such item. */
  item(visitor: PageVisitor, edition: number, code: string): Promise<EvidenceMaterial | null>
  /** The screenshot of one page of the visitor's agency; null when there is none (yet). */
  photo(visitor: PageVisitor, evidenceId: string): Promise<{ type: string; bytes: Buffer } | null>
}

/** The evidence of an item as a reviewer compares it: address, what the last look saw, the way through menus, the screenshot. */
export function evidencePages(reader: EvidenceReader): StaffPage[] {
  return [
    {
      path: '/evidence/:edition{25[0-9]{2}}/:code{O[0-9]{1,3}}',
      async answer(context, visitor) {
        const code = context.req.param('code') ?? ''
        const material = await reader.item(visitor, Number(context.req.param('edition')), code)
        return material ? context.html(page(material, code)) : context.notFound()
      },
    },
    {
      path: '/evidence/photos/:page',
      async answer(context, visitor) {
        const file = await reader.photo(visitor, context.req.param('page') ?? '')
        return file ? served(context, file) : context.notFound()
      },
    },
  ]
}

function page({ agency, title, pages, photos }: EvidenceMaterial, code: string): Html {
  const write = agency.profile.digits === 'thai' ? toThaiDigits : (words: string) => words
  const heading = write(texts.title(code))
  return layout({
    title: heading,
    kicker: staffPages.kicker,
    heading,
    main: html`<section>
        <p><strong>${title}</strong></p>
        <p>${pages.length === 0 ? texts.none : texts.lead}</p>
      </section>
      ${pages.map((one, index) => section(one, index + 1, photos, agency, write))}`,
  })
}

function section(
  evidence: Evidence,
  number: number,
  photos: ReadonlySet<string>,
  agency: Agency,
  write: (words: string) => string,
): Html {
  const { check, pageUrl, homeUrl, menuPath, note, submittedAt, addedAt, screenshotId } = evidence
  const words = { agency, digits: write }
  const seen = check && (trouble(check, words) ?? sight(check.seen, words))
  const row = (name: string, value: Html | string) =>
    html`<dt>${name}</dt>
      <dd>${value}</dd>`
  const link = (address: string) =>
    html`<a href="${address}" rel="noreferrer">${address.replace(/^https:\/\//, '')}</a>`
  return html`<section>
    <h2>${write(texts.page(String(number)))}${check?.seen?.title ? ` · ${check.seen.title}` : ''}</h2>
    <p>${link(pageUrl)}</p>
    <dl>
      ${row(
        texts.check,
        html`<strong>${checkState(check, words).word}</strong>${seen ? html`<br />${seen}` : ''}${
            check ? html`<br /><span class="note">${write(texts.checkedAt(formatDateTime(check.at)))}</span>` : ''
          }`,
      )}
      ${homeUrl === null ? '' : row(texts.home, link(homeUrl))} ${menuPath === null ? '' : row(texts.path, menuPath)}
      ${note === null ? '' : row(texts.note, note)}
      ${
        submittedAt
          ? row(texts.submitted, write(formatDate(submittedAt)))
          : row(texts.given, write(formatDate(addedAt)))
      }
    </dl>
    ${screenshotId === null ? '' : photo(evidence, number, photos.has(screenshotId), write)}
  </section>`
}

function photo({ id, code }: Evidence, number: number, isThere: boolean, write: (words: string) => string): Html {
  if (!isThere) return html`<p class="note">${texts.photoComing}</p>`
  const address = `../photos/${id}`
  return html`<h3>${texts.photo}</h3>
    <a href="${address}"><img src="${address}" alt="${write(texts.photoOf(code, String(number)))}" /></a>`
}
