import { html } from 'hono/html'
import { web } from '../texts/web.ts'
import { contactList, digitsOf } from './agency-page.ts'
import { layout, type Html } from './layout.ts'
import type { PublicAgency } from './public-agency.ts'

/**
 * What is kept, why, how long, and whose right it is, in plain words (Personal Data Protection Act B.E. 2562, section 23).
 * @param closedThreadDays days after which a closed question is deleted, or null when it stays until somebody asks
 */
export function privacyPage(agency: PublicAgency, publicUrl: string, closedThreadDays: number | null): Html {
  const write = digitsOf(agency)
  const { privacy: texts } = web
  return layout({
    title: texts.pageTitle(agency.name),
    heading: texts.title,
    kicker: agency.name,
    canonical: `${publicUrl}/a/${agency.slug}/privacy`,
    main: html`<section><p>${write(texts.lead(agency.name))}</p></section>
      <section aria-labelledby="what">
        <h2 id="what">${texts.whatTitle}</h2>
        <dl>
          ${texts.kept(closedThreadDays).map(
            ({ what, howLong }) =>
              html`<dt>${what}</dt>
                <dd><strong>${write(howLong)}</strong></dd>`,
          )}
        </dl>
      </section>
      <section aria-labelledby="why">
        <h2 id="why">${texts.whyTitle}</h2>
        <ul>
          ${texts.why.map((line) => html`<li>${line}</li>`)}
        </ul>
        <p>${write(texts.basis)}</p>
        <h3>${texts.neverTitle}</h3>
        <ul>
          ${texts.never.map((line) => html`<li>${line}</li>`)}
        </ul>
      </section>
      <section aria-labelledby="line">
        <h2 id="line">${texts.lineTitle}</h2>
        <p>${texts.line}</p>
        <h3>${texts.corruptionTitle}</h3>
        <p>${texts.corruption}</p>
      </section>
      <section aria-labelledby="rights">
        <h2 id="rights">${texts.rightsTitle}</h2>
        <ul>
          ${texts.rights.map((line) => html`<li>${line}</li>`)}
        </ul>
        <p>${texts.rightsHow}</p>
      </section>
      <section aria-labelledby="contact">
        <h2 id="contact">${texts.contactTitle}</h2>
        ${contactList(agency, write)}
        ${
          agency.privacyPolicyUrl !== null && /^https?:\/\//i.test(agency.privacyPolicyUrl)
            ? html`<p><a href="${agency.privacyPolicyUrl}">${texts.fullPolicy}</a></p>`
            : ''
        }
      </section>`,
    footer: html`<a href="/a/${agency.slug}">${texts.back}</a>`,
  })
}
