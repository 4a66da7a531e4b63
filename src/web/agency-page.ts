import { html } from 'hono/html'
import { web, webContactNames } from '../texts/web.ts'
import { formatLongDate } from '../thai/dates.ts'
import { toArabicDigits, toThaiDigits } from '../thai/digits.ts'
import { layout, type Html } from './layout.ts'
import { periodName } from './period.ts'
import type { PublicAgency, PublishedCount } from './public-agency.ts'
import { qrCode } from './qr-code.ts'

type Write = (text: string) => string

/** Numbers in a sentence as the agency writes them. Never for addresses. */
export function digitsOf(agency: PublicAgency): Write {
  return (text) => (agency.digits === 'thai' ? toThaiDigits(text) : text)
}

/**
 * The page to which the agency's main site leads: how to ask (and how the agency answers), the separate channel for
 * reports of corruption, and the published counts. An examiner of the items on Q&A and on complaints opens it.
 */
export function agencyPage(agency: PublicAgency, publicUrl: string): Html {
  const write = digitsOf(agency)
  const { agency: texts } = web
  return layout({
    title: texts.pageTitle(agency.name),
    heading: agency.name,
    kicker: texts.kicker,
    description: texts.description(agency.name),
    canonical: `${publicUrl}/a/${agency.slug}`,
    main: html`${askSection(agency, write)} ${protectedSection(agency, write)} ${statisticsSection(agency, write)}
      <section aria-labelledby="contact">
        <h2 id="contact">${texts.contactTitle}</h2>
        ${contactList(agency, write)}
      </section>`,
    footer: html`<a href="/a/${agency.slug}/privacy">${web.footer.privacy}</a>`,
  })
}

function askSection(agency: PublicAgency, write: Write): Html {
  const { agency: texts } = web
  return html`<section aria-labelledby="ask">
    <h2 id="ask">${texts.askTitle}</h2>
    ${agency.basicId === null ? html`<p>${texts.notOnLine}</p>` : askOnLine(agency.basicId, write)}
    ${agency.serviceHours === '' ? '' : html`<p><span class="note">${texts.hoursName}</span> ${write(agency.serviceHours)}</p>`}
    ${examples(agency)}
  </section>`
}

function askOnLine(basicId: string, write: Write): Html {
  const { agency: texts } = web
  const address = addFriendAddress(basicId)
  return html`<p>${write(texts.askLead)}</p>
    <div class="ask">
      <div>
        <ol>
          ${texts.steps.map((step) => html`<li>${step}</li>`)}
        </ol>
        <p><a class="button" href="${address}">${texts.addFriend}</a></p>
      </div>
      <figure class="qr">
        ${qrCode(address, texts.qrLabel(basicId))}
        <figcaption>${texts.qrCaption}<br />${texts.lineId} ${basicId}</figcaption>
      </figure>
    </div>
    <p>${texts.problems}</p>`
}

/** LINE's address to add an official account as a friend (LINE URL scheme; the @ must be percent-encoded). */
function addFriendAddress(basicId: string): string {
  return `https://line.me/R/ti/p/${encodeURIComponent(basicId)}`
}

function examples(agency: PublicAgency): Html | '' {
  const { agency: texts } = web
  if (agency.examples.length === 0) return ''
  return html`<h3>${texts.examplesTitle}</h3>
    ${agency.examples.map(
      ({ question, answer, unit }) =>
        html`<details>
          <summary>${question}</summary>
          <p>${answer}${unit === '' ? '' : html`<br /><span class="note">${texts.exampleUnit(unit)}</span>`}</p>
        </details>`,
    )}`
}

function protectedSection(agency: PublicAgency, write: Write): Html {
  const { agency: texts } = web
  return html`<section class="protected" aria-labelledby="corruption">
    <h2 id="corruption">${texts.corruptionTitle}</h2>
    <p>${texts.corruptionLead}</p>
    ${
      agency.channelOpen
        ? html`<ul>
              ${texts.corruptionPoints.map((point) => html`<li>${point}</li>`)}
            </ul>
            <p class="warning">${texts.corruptionWarning}</p>
            <p><a class="button" href="/w/${agency.slug}?openExternalBrowser=1">${texts.corruptionOpen}</a></p>`
        : html`<p>${texts.corruptionClosed}</p>
            <p class="warning">${texts.corruptionWarning}</p>`
    }
    <h3>${texts.hotlinesTitle}</h3>
    ${hotlines(write)}
  </section>`
}

function hotlines(write: Write): Html {
  return html`<ul class="hotlines">
    ${web.agency.hotlines.map(({ name, number }) => html`<li>${name} <a href="tel:${number}">${write(number)}</a></li>`)}
  </ul>`
}

function statisticsSection(agency: PublicAgency, write: Write): Html {
  const { agency: texts } = web
  const { statistics } = agency
  return html`<section aria-labelledby="statistics">
    <h2 id="statistics">${texts.statisticsTitle}</h2>
    ${
      statistics === null
        ? html`<p>${texts.statisticsLater}</p>`
        : html`${countTable(texts.questionsCaption, statistics.questions, texts.noQuestions, write)}
            ${countTable(texts.corruptionCaption, statistics.corruption, texts.noReports, write)}
            <p class="note">${write(texts.updated(formatLongDate(statistics.updatedAt)))}</p>`
    }
  </section>`
}

const thousands = new Intl.NumberFormat('en-US')

/** Zeros are printed: an empty cell reads as "not counted", and the assessment asks for the figure. */
function countTable(caption: string, counts: PublishedCount[], none: string, write: Write): Html {
  const { agency: texts } = web
  if (counts.length === 0)
    return html`<h3>${caption}</h3>
      <p>${texts.statisticsLater}</p>`
  return html`<table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          <th scope="col">${texts.period}</th>
          <th scope="col">${texts.received}</th>
          <th scope="col">${texts.completed}</th>
          <th scope="col">${texts.inProgress[0]}<br />${texts.inProgress[1]}</th>
        </tr>
      </thead>
      <tbody>
        ${counts.map(
          ({ from, until, received, completed, inProgress }) =>
            html`<tr>
              <th scope="row">${write(periodName(from, until))}</th>
              ${[received, completed, inProgress].map((count) => html`<td>${write(thousands.format(count))}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
    ${counts.every(({ received }) => received === 0) ? html`<p>${none}</p>` : ''}`
}

/** Contacts as the agency wrote them; what looks like a telephone number, a mail or a web address can be tapped. */
export function contactList(agency: PublicAgency, write: Write): Html {
  const entries = Object.entries(agency.contacts)
  return html`<dl>
    ${entries.map(
      ([kind, value]) =>
        html`<dt>${webContactNames[kind.toLowerCase()] ?? kind}</dt>
          <dd>${tappable(value, write)}</dd>`,
    )}
    <dt>${web.agency.mainSiteName}</dt>
    <dd>${tappable(agency.mainSite, write)}</dd>
  </dl>`
}

function tappable(value: string, write: Write): Html {
  const trimmed = value.trim()
  if (/^https?:\/\/\S+$/i.test(trimmed) && URL.canParse(trimmed)) {
    return html`<a href="${trimmed}">${trimmed.replace(/^https?:\/\//i, '').replace(/\/$/, '')}</a>`
  }
  if (/^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/.test(trimmed)) return html`<a href="mailto:${trimmed}">${trimmed}</a>`
  const digits = toArabicDigits(trimmed).replace(/[\s-]/g, '')
  if (/^(\+66|0)\d{8,9}$|^1\d{2,3}$/.test(digits)) return html`<a href="tel:${digits}">${write(trimmed)}</a>`
  return html`${write(trimmed)}`
}
