import type { Button } from '../../chat/button.ts'
import type { Decision } from '../../chat/decision.ts'
import { card, text, type Choice } from '../../chat/say.ts'
import { readTableFile } from '../../tables/table.ts'
import { formatDate } from '../../thai/dates.ts'
import { cardButton, cardTap } from '../turn.ts'
import { checkEdition, looksLikeEdition, readEdition, shippedEditions, type Edition } from './edition.ts'
import { fileOf, plain, refusal, told, type Office } from './office.ts'
import { askPeriod, setPeriod } from './year-period.ts'
import { rollOver } from './roll-over.ts'

type EditionButton = Extract<Button, { name: 'edition' }>

const rowsShown = 8
const mistakesShown = 10

/** What a button about editions does. Everybody of the staff may look; changing is for administrators. */
export async function pressEdition(button: EditionButton, office: Office): Promise<Decision> {
  switch (button.do) {
    case 'list':
      return showYears(office)
    case 'stale':
      return showStale(office)
    case 'keep':
      return told(office.say.notSwitched)
    case 'ask':
      return refusal(office) ?? askSwitch(button.year, office)
    case 'use':
      return refusal(office) ?? use(button.year, office)
    case 'load':
      return refusal(office) ?? load(button.message ?? '', office)
    case 'period':
      return askPeriod(office)
    case 'answered':
      return refusal(office) ?? setPeriod(button, office)
    default:
      return button.do satisfies never
  }
}

/** The editions that there are, the one in use first. */
export async function showYears(office: Office): Promise<Decision> {
  const { turn, say, checklists, periods } = office
  const { digits, agency } = turn
  const loaded = await checklists.editions(agency.id)
  const years = [...new Set([agency.profile.edition, ...loaded, ...shippedEditions()])]
  const rows = []
  for (const year of years.slice(0, rowsShown)) {
    const checklist = loaded.includes(year) ? await checklists.read(agency.id, year) : null
    const period = await periods.read(agency.id, year)
    const about = [
      year === agency.profile.edition ? say.inUse : checklist ? say.loaded : say.shipped,
      ...(checklist ? [say.itemCount(digits(String(checklist.items.length)))] : []),
      ...(period ? [say.answered(digits(formatDate(period.opensAt)), digits(formatDate(period.closesAt)))] : []),
    ]
    rows.push({
      title: say.year(digits(String(year))),
      about: about.join(' · '),
      action: cardTap({
        does: 'button',
        button: { name: 'edition', do: 'ask', year },
        shows: say.year(digits(String(year))),
      }),
    })
  }
  const stale = (await stalePages(office)).length > 0
  const listStale = cardButton(
    say.staleList,
    { does: 'button', button: { name: 'edition', do: 'stale' }, shows: say.staleList },
    'secondary',
  )
  const setDays = cardButton(
    say.setPeriod,
    { does: 'button', button: { name: 'edition', do: 'period' }, shows: say.setPeriod },
    'secondary',
  )
  const buttons = [...(stale ? [listStale] : []), ...(refusal(office) === null ? [setDays] : [])]
  return plain(card(turn.cards.card('menu', { agency: say.yearsTitle, rows, buttons })))
}

async function askSwitch(year: number | undefined, office: Office): Promise<Decision> {
  const { turn, say } = office
  const { digits, agency } = turn
  const { edition: from } = agency.profile
  if (year === undefined || year === from) return told(say.alreadyInUse(digits(String(from))))
  if (!(await findEdition(year, office))) return told(say.unknownYear(digits(String(year))))
  return plain(
    card(
      turn.cards.card('confirm-change', {
        title: say.switchTitle,
        what: say.switchWhat,
        from: say.year(digits(String(from))),
        to: say.year(digits(String(year))),
        note: say.switchNote(digits(String(from))),
        buttons: [
          cardButton(
            say.switchYes,
            { does: 'button', button: { name: 'edition', do: 'use', year }, shows: say.switchYes },
            'primary',
          ),
          cardButton(
            say.switchNo,
            { does: 'button', button: { name: 'edition', do: 'keep' }, shows: say.switchNo },
            'link',
          ),
        ],
      }),
    ),
  )
}

async function use(year: number | undefined, office: Office): Promise<Decision> {
  const { turn, say, ids, member } = office
  const { digits, agency } = turn
  const { edition: from } = agency.profile
  if (year === undefined || year === from) return told(say.alreadyInUse(digits(String(from))))
  const edition = await findEdition(year, office)
  if (!edition) return told(say.unknownYear(digits(String(year))))
  const rolled = await rollOver(office, agency, edition, { actId: ids.short(), by: member.id })
  const back: Choice = {
    label: say.backTo(digits(String(from))),
    tap: {
      does: 'button',
      button: { name: 'edition', do: 'use', year: from },
      shows: say.backTo(digits(String(from))),
    },
  }
  if (rolled.carried.length === 0) return told(say.switchedBare(digits(String(year))), [back])
  const stale: Choice = {
    label: say.staleList,
    tap: { does: 'button', button: { name: 'edition', do: 'stale' }, shows: say.staleList },
  }
  return told(say.switched(digits(String(year)), digits(String(rolled.carried.length))), [stale, back])
}

/** An edition as the agency has it, else as it ships with the product; null when there is none of this year. */
async function findEdition(year: number, { checklists, turn }: Office): Promise<Edition | null> {
  const loaded = await checklists.edition(turn.agency.id, year)
  return loaded ?? (shippedEditions().includes(year) ? readEdition(year) : null)
}

/** Items whose pages were carried over and nobody has confirmed since. */
async function stalePages({ pages, turn }: Office): Promise<string[]> {
  const byCode = await pages.ofEdition(turn.agency.id, turn.agency.profile.edition)
  return [...byCode].filter(([, list]) => list.some((page) => page.staleFrom !== null)).map(([code]) => code)
}

async function showStale(office: Office): Promise<Decision> {
  const { turn, say, checklists } = office
  const { digits, agency } = turn
  const { edition } = agency.profile
  const codes = await stalePages(office)
  const checklist = await checklists.read(agency.id, edition)
  const items = (checklist?.items ?? []).filter((item) => codes.includes(item.code))
  if (items.length === 0) return told(say.noStale)
  const shown = items.slice(0, rowsShown)
  return plain(
    card(
      turn.cards.card('item-list', {
        title: say.staleList,
        about: say.staleCount(digits(String(items.length))),
        codes: items.map((item) => digits(item.code)).join(' '),
        rows: shown.map((item) => ({
          code: digits(item.code),
          title: item.title,
          state: { tone: 'in-work' as const, word: say.staleList },
          action: cardTap({
            does: 'button',
            button: { name: 'evidence', edition, code: item.code },
            shows: digits(item.code),
          }),
        })),
        notice:
          items.length > shown.length
            ? turn.texts.moreRows(digits(String(shown.length)), digits(String(items.length)))
            : undefined,
        buttons: [],
      }),
    ),
  )
}

/** Shows what an edition's file would bring. Nothing changes. */
export async function previewEdition(message: string, office: Office): Promise<Decision> {
  const { turn, say, checklists } = office
  const { digits } = turn
  const refused = refusal(office)
  if (refused) return refused
  const read = await readFile(message, office)
  if (!('edition' in read)) return read.decision
  const { edition: year, items } = read.edition
  const known = (await checklists.editions(turn.agency.id)).includes(year)
  return plain(
    text(
      [
        say.editionFile(digits(String(year)), digits(String(items.length))),
        known ? say.editionKnown(digits(String(year))) : say.editionNew(digits(String(year))),
      ].join('\n'),
      [
        {
          label: say.load,
          tap: { does: 'button', button: { name: 'edition', do: 'load', message }, shows: say.load },
        },
        { label: say.leaveIt, tap: { does: 'button', button: { name: 'edition', do: 'keep' }, shows: say.leaveIt } },
      ],
    ),
  )
}

async function load(message: string, office: Office): Promise<Decision> {
  const { turn, say, checklists, agencies, attachments } = office
  const { digits, agency } = turn
  const read = await readFile(message, office)
  if (!('edition' in read)) return read.decision
  const { edition: year } = read.edition
  const { added, kept } = await checklists.load(agency.id, read.edition)
  await agencies.touch(agency.id)
  await attachments.takeBack(turn.db, turn.visitor.personId, message)
  const words = say.loadedNow(digits(String(year)), digits(String(added)), digits(String(kept)))
  if (year === agency.profile.edition) return told(words)
  const label = say.useYear(digits(String(year)))
  return told(words, [{ label, tap: { does: 'button', button: { name: 'edition', do: 'ask', year }, shows: label } }])
}

async function readFile(message: string, office: Office): Promise<{ edition: Edition } | { decision: Decision }> {
  const { turn, say } = office
  const bytes = await fileOf(message, office, {
    label: say.asEdition,
    tap: { does: 'button', button: { name: 'file', message, as: 'edition' }, shows: say.asEdition },
  })
  if (!Buffer.isBuffer(bytes)) return { decision: bytes }
  const file = await readTableFile(bytes)
  if (file?.kind !== 'json' || !looksLikeEdition(file.value)) return { decision: told(say.editionNone) }
  const checked = checkEdition(file.value)
  if ('edition' in checked) return checked
  // Places and reasons are those of the file format; whoever writes such a file knows them.
  const lines = checked.mistakes.slice(0, mistakesShown)
  return {
    decision: told([say.editionWrong(turn.digits(String(checked.mistakes.length))), ...lines].join('\n')),
  }
}
