import { html } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import { reporterThai } from '../texts/whistleblowing-reporter.ts'
import { channelPapers } from '../texts/whistleblowing.ts'
import { toThaiDigits } from '../thai/digits.ts'
import { formatLongDate, formatMonth } from '../thai/dates.ts'
import type { Day } from './cases-db.ts'
import { noon } from './day.ts'
import type { PageAsset, PageAssets } from './page-assets.ts'
import { periodTable, type MonthCount, type PeriodCount } from './periods.ts'
import type { ChannelAgency } from './requests.ts'
import { showFingerprint } from './wire.ts'
import type { PublicKey, Settings, TimeLimits } from './wire-bodies.ts'

type Html = HtmlEscapedString | Promise<HtmlEscapedString>

/** What the pages know of a channel: all of it is public. */
export type ChannelView = {
  agency: ChannelAgency
  settings: Settings
  limits: TimeLimits
  isOpen: boolean
  keys: PublicKey[]
  today: Day
  publicUrl: string
}

/**
 * A whole page. The title is the agency's name and nothing else: it stands in histories and lists of open pages.
 * @param base the address of the channel, under which its files are found
 */
function page(
  title: string,
  base: string,
  assets: { script: PageAsset; style: PageAsset } | PageAsset,
  body: Html,
): Html {
  const { script, style } = 'script' in assets ? assets : { script: null, style: assets }
  return html`<!doctype html>
    <html lang="th">
      <head>
        <meta charset="utf-8" />
        <title>${title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="format-detection" content="telephone=no" />
        <meta name="referrer" content="no-referrer" />
        <link rel="icon" type="image/svg+xml" href="${base}/icon.svg" />
        <link rel="stylesheet" href="${base}/${style.name}" integrity="${style.integrity}" crossorigin="anonymous" />
        ${
          script === null || script.name === ''
            ? ''
            : html`<script
                defer
                src="${base}/${script.name}"
                integrity="${script.integrity}"
                crossorigin="anonymous"
              ></script>`
        }
      </head>
      <body>
        ${body}
      </body>
    </html>`
}

/**
 * The sign in the browser's tab, the same as on every page of the host. It is served below the channel's own address: a proxy
 * that writes down who fetched the other one would tell who was here.
 */
export const channelIcon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="6" fill="#0B6E6E"/>' +
  '<path d="M6 5.5h12a2 2 0 0 1 2 2V14a2 2 0 0 1-2 2h-5.5L8.5 19.5V16H6a2 2 0 0 1-2-2V7.5a2 2 0 0 1 2-2z" fill="none" stroke="#fff" stroke-width="1.8" stroke-linejoin="round"/></svg>'

const address = (prefix: '/w' | '/o/w', agency: ChannelAgency) => `${prefix}/${agency.slug}`
const list = (items: readonly (string | Html)[], name = '') =>
  html`<ul class="${name}">
    ${items.map((item) => html`<li>${item}</li>`)}
  </ul>`

function panel(title: string, ...children: (Html | string)[]): Html {
  return html`<section class="panel">
    <h2>${title}</h2>
    ${children}
  </section>`
}

function hotlines(): Html {
  const { home } = reporterThai
  return panel(
    home.hotlinesTitle,
    list(
      home.hotlines.map(({ name, number }) => html`<a href="tel:${number}">${name} ${number}</a>`),
      'plain',
    ),
  )
}

/**
 * The reporter's page as the server gives it: everything that must be said before writing, also where no script runs. The
 * script then draws the same anew, with the ways on; without it there is no form, because nothing could be sealed.
 */
export function reporterPage(view: ChannelView, assets: PageAssets): Html {
  const { home, closed } = reporterThai
  const { agency, isOpen, settings } = view
  return page(
    agency.name,
    address('/w', agency),
    assets.manifest.reporter,
    html`<main id="app">
      <h1>${isOpen ? home.title : closed.title}</h1>
      <p class="lead">${isOpen ? home.lead : closed.lead}</p>
      <noscript><p class="panel">${channelPapers.noScript}</p></noscript>
      ${hotlines()}
      ${
        settings.phone === '' && settings.postalAddress === ''
          ? ''
          : html`<section class="panel">
              ${settings.phone === '' ? '' : html`<p>${channelPapers.phone} ${settings.phone}</p>`}
              ${settings.postalAddress === '' ? '' : html`<p>${channelPapers.postal} ${settings.postalAddress}</p>`}
            </section>`
      }
      ${isOpen ? html`${panel(home.safetyTitle, list(home.safety))}${readers(view)}` : ''}
      ${panel(home.limitsTitle, list(home.limits(view.limits)), html`<p>${home.limitsWhere}</p>`)}
      ${panel(home.usefulTitle, list(home.useful))} ${panel(home.hidesTitle, list(home.hides))}
      ${panel(home.keepTitle, html`<p>${home.keep(settings.retentionDays)}</p>`)}
      ${panel(home.lostTitle, html`<p>${home.lost}</p>`)}
      ${panel(home.protectionTitle, html`<p>${home.protection}</p>`)}
    </main>`,
  )
}

function readers({ keys }: ChannelView): Html {
  const { home } = reporterThai
  return panel(
    home.readersTitle,
    html`<p>${home.readersLead}</p>`,
    list(
      keys.map(
        (key) =>
          html`<strong>${key.label}</strong><br />${home.readerRoles[key.role]}
            ${key.isNew ? html`<p class="changed">${home.newReader(formatLongDate(noon(key.activeFrom)))}</p>` : ''}
            <p class="note">${home.fingerprint} <code>${showFingerprint(key.fingerprint)}</code></p>`,
      ),
    ),
    html`<p class="note">${home.fingerprintHelp}</p>`,
  )
}

/** The officers' page before its script runs: it holds nothing. */
export function officerPage(view: ChannelView, assets: PageAssets): Html {
  const { officer } = channelPapers
  return page(
    view.agency.name,
    address('/o/w', view.agency),
    assets.manifest.officer,
    html`<main id="app">
      <h1>${officer.title}</h1>
      <p class="lead">${officer.lead}</p>
      <noscript><p class="panel">${officer.noScript}</p></noscript>
    </main>`,
  )
}

export function missingPage(): Html {
  return smallPage(channelPapers.missing)
}

/** For an executive who comes back to the officers' page. */
export function forbiddenPage(): Html {
  return smallPage(channelPapers.forbidden)
}

function smallPage(missing: { title: string; lead: string }): Html {
  return html`<!doctype html>
    <html lang="th">
      <head>
        <meta charset="utf-8" />
        <title>${missing.title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="icon" type="image/svg+xml" href="/w/icon.svg" />
      </head>
      <body>
        <main>
          <h1>${missing.title}</h1>
          <p>${missing.lead}</p>
        </main>
      </body>
    </html>`
}

/** Writes figures in the agency's digits. */
const writerOf = (agency: ChannelAgency) => (agency.digits === 'thai' ? toThaiDigits : (text: string) => text)

/** The procedure (O22 of 2567), made of the very settings by which the channel works. */
export function procedurePage(view: ChannelView, assets: PageAssets): Html {
  const { procedure: texts } = channelPapers
  const { agency, settings, limits } = view
  const write = writerOf(agency)
  const inWords = (days: number) => write(String(days))
  const link = `${view.publicUrl}${address('/w', agency)}`
  return page(
    agency.name,
    address('/w', agency),
    assets.manifest.reporter.style,
    html`<main class="paper">
      <h1>${texts.title}</h1>
      <p class="lead">${agency.name}</p>
      ${settings.unit === '' ? '' : html`<p>${texts.unit(settings.unit)}</p>`}
      ${panel(texts.scopeTitle, html`<p>${texts.scope(agency.name)}</p>`)}
      ${panel(texts.provideTitle, list(texts.provide), html`<p>${texts.unnamed}</p>`)}
      ${panel(
        texts.channelsTitle,
        list([
          html`${texts.online(link)}`,
          agency.chatIntake ? texts.fromLineWithChat : texts.fromLine,
          ...(settings.postalAddress === '' ? [] : [`${channelPapers.postal} ${settings.postalAddress}`]),
          ...(settings.phone === '' ? [] : [`${channelPapers.phone} ${write(settings.phone)}`]),
          write(texts.external),
        ]),
      )}
      ${panel(
        texts.stepsTitle,
        html`<table>
          <thead>
            <tr>
              <th scope="col">${texts.stepName}</th>
              <th scope="col">${texts.timeName}</th>
            </tr>
          </thead>
          <tbody>
            ${texts
              .steps({
                acknowledge: inWords(limits.acknowledge),
                firstAnswer: inWords(limits.firstAnswer),
                progress: inWords(limits.progress),
                outcome: inWords(limits.outcome),
              })
              .map(
                ({ step, time }) =>
                  html`<tr>
                    <td>${write(step)}</td>
                    <td>${time}</td>
                  </tr>`,
              )}
          </tbody>
        </table>`,
      )}
      ${panel(
        texts.readersTitle,
        view.isOpen ? html`<p>${texts.readersLead}</p>` : html`<p>${texts.noReaders}</p>`,
        view.isOpen
          ? list(
              view.keys.map(
                (key) =>
                  html`<strong>${key.label}</strong> (${texts.roles[key.role]})
                    ${texts.fingerprint(showFingerprint(key.fingerprint))}`,
              ),
            )
          : '',
      )}
      ${panel(texts.protectTitle, list([...(agency.chatIntake ? [texts.protectChat] : []), ...texts.protect(inWords(settings.retentionDays))].map(write)))}
      ${panel(texts.statisticsTitle, html`<p>${texts.statistics}: ${link}/statistics</p>`)}
      <p class="note">${write(texts.made(formatLongDate(noon(view.today))))}</p>
    </main>`,
  )
}

type Counted = { until: Day; months: MonthCount[] } | null

/** The statistics (O24 of 2567): never fresher than the end of the month before. */
export function statisticsPage({ agency }: ChannelView, counted: Counted, assets: PageAssets): Html {
  const { statistics: texts } = channelPapers
  const write = writerOf(agency)
  const rows = counted ? periodTable(counted) : []
  return page(
    agency.name,
    address('/w', agency),
    assets.manifest.reporter.style,
    html`<main class="paper">
      <h1>${texts.title}</h1>
      <p class="lead">${agency.name}</p>
      ${
        counted === null
          ? html`<p>${texts.later}</p>`
          : html`<p>${write(texts.asOf(formatLongDate(noon(counted.until))))}</p>
              <table>
                <thead>
                  <tr>
                    <th scope="col">${texts.period}</th>
                    <th scope="col">${texts.received}</th>
                    <th scope="col">${texts.completed}</th>
                    <th scope="col">${texts.inProgress}</th>
                  </tr>
                </thead>
                <tbody>
                  ${rows.map(
                    (row) =>
                      html`<tr>
                        <th scope="row">${write(nameOf(row))}</th>
                        ${[row.received, row.completed, row.inProgress].map(
                          (figure) => html`<td>${write(String(figure))}</td>`,
                        )}
                      </tr>`,
                  )}
                </tbody>
              </table>
              ${rows.every((row) => row.received === 0) ? html`<p>${texts.none}</p>` : ''}
              <p class="note">${write(texts.note)}</p>
              <p><a href="${address('/w', agency)}/statistics.csv">${texts.csv}</a></p>`
      }
    </main>`,
  )
}

/** The same as a table for spreadsheets, with the mark by which they recognise UTF-8. Figures are 0-9 there. */
export function statisticsCsv(agency: ChannelAgency, counted: Counted): string {
  const { statistics: texts } = channelPapers
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`
  const lines = [
    [texts.period, texts.received, texts.completed, texts.inProgress].map(cell).join(','),
    ...(counted ? periodTable(counted) : []).map((row) =>
      [cell(nameOf(row)), row.received, row.completed, row.inProgress].join(','),
    ),
    ...(counted ? [`${cell(`${agency.name} ${texts.asOf(formatLongDate(noon(counted.until)))}`)},,,`] : []),
  ]
  return `\uFEFF${lines.join('\r\n')}\r\n`
}

/** How a line of the table is called. */
function nameOf(row: PeriodCount): string {
  const { statistics: texts } = channelPapers
  switch (row.kind) {
    case 'year':
      return texts.year(row.fiscalYear)
    case 'half':
      return texts.half(row.part, row.fiscalYear)
    case 'quarter':
      return texts.quarter(row.part, row.fiscalYear)
    case 'month':
      return formatMonth(noon(`${row.first}-15`))
    default:
      return row.kind satisfies never
  }
}
