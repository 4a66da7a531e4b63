import type { Agency } from '../agency/profile.ts'
import type { Choice, Tap } from '../chat/say.ts'
import {
  judgeAddress,
  readAddress,
  standingOf,
  type Check,
  type Seen,
  type Standing,
  type Verdict,
} from '../evidence/judge.ts'
import type { CardValues } from '../flex/templates.ts'
import { evidenceTextsFor, type EvidenceTexts } from '../texts/evidence.ts'
import { cardTap, type Turn } from './turn.ts'
import type { Evidence } from '../evidence/evidence-store.ts'

type State = CardValues<'item'>['state']

/** A file larger than this is slow on a phone, in bytes. */
const heavy = 10 * 1024 * 1024
const mega = 1024 * 1024

/** What somebody typed as a page: its address as it is stored, and what is against it before it is opened (null = nothing). */
export type GivenPage = { url: string; check: Check | null }

/** Judges what was typed as the address of a page of this agency. It asks nobody and takes no time. */
export function judgeGiven(typed: string, agency: Pick<Agency, 'profile'>): GivenPage {
  const url = readAddress(typed)
  if (!url) return { url: typed, check: { verdict: 'not-an-address', seen: null, service: null } }
  return { url: url.href, check: judgeAddress(url, new URL(agency.profile.mainSite)) }
}

/** The agency's site as people write it: without https and www. */
function siteName(agency: Pick<Agency, 'profile'>): string {
  const { hostname, pathname } = new URL(agency.profile.mainSite)
  return `${hostname.replace(/^www\./, '')}${pathname.replace(/\/$/, '')}`
}

/** What is wrong with a page and what to do about it, in one or two sentences; null when nothing is. */
export function trouble(check: Pick<Check, 'verdict' | 'seen' | 'service'>, turn: Words): string | null {
  const texts = evidenceTextsFor[turn.agency.profile.voice]
  const site = siteName(turn.agency)
  const { verdict, service, seen } = check
  switch (verdict) {
    case 'good':
      return null
    case 'elsewhere':
      return texts.elsewhere[service?.of ?? 'other'](service?.called ?? texts.elsewhereHere, site)
    case 'leads-elsewhere':
      return texts.leadsElsewhere(service?.called ?? (seen ? hostOf(seen.url) : texts.elsewhereThere), site)
    default:
      return texts.verdicts[verdict]
  }
}

/** What a look saw, in one line: that it opens, its title, a file's size; null when there is nothing to tell. */
export function sight(seen: Seen | null, turn: Words): string | null {
  if (!seen) return null
  const texts = evidenceTextsFor[turn.agency.profile.voice]
  const parts = [texts.opens]
  if (seen.title !== null) parts.push(texts.pageCalled(seen.title))
  if (seen.kind !== 'page') {
    const [figure, unit] =
      seen.bytes >= mega
        ? ([(seen.bytes / mega).toFixed(1), 'mega'] as const)
        : ([String(Math.max(1, Math.round(seen.bytes / 1024))), 'kilo'] as const)
    parts.push(texts.size(texts.kinds[seen.kind], turn.digits(figure), unit))
    if (seen.cut || seen.bytes > heavy) parts.push(texts.heavy)
  }
  return parts.join(' · ')
}

const tones: Record<Standing, State['tone']> = { good: 'done', doubtful: 'in-work', bad: 'sent-back' }

/** What the check came to as a state of a card: colour, sign and words. */
export function checkState(check: { verdict: Verdict } | null, turn: Words): State {
  const texts = evidenceTextsFor[turn.agency.profile.voice]
  if (!check) return { tone: 'open', word: texts.notLooked }
  const standing = standingOf(check.verdict)
  const words: Record<Standing, string> = {
    good: texts.looksFine,
    doubtful: texts.looksDoubtful,
    bad: texts.looksBad,
  }
  return { tone: tones[standing], word: words[standing] }
}

/** The evidence of an item as rows of the item card. */
export function evidenceRows(pages: readonly Evidence[], turn: Words): CardValues<'item'>['evidence'] {
  return pages.map((page) => ({
    title: page.check?.seen?.title ?? hostOf(page.pageUrl),
    address: page.pageUrl.replace(/^https:\/\//, ''),
    check: checkState(page.check, turn),
    action: cardTap({ does: 'opens', url: page.pageUrl } satisfies Tap),
  }))
}

/** The way to the screenshots of an item's pages, where there is one. */
export function photoChoice(pages: readonly Evidence[], turn: Words): Choice[] {
  const page = pages.find(({ screenshotId }) => screenshotId !== null)
  if (!page) return []
  const { edition, code } = page
  const label = evidenceTexts(turn).seePhotos(turn.digits(code))
  return [{ label, tap: { does: 'button', button: { name: 'evidence', edition, code, photos: true }, shows: label } }]
}

/** What the words about evidence need of a turn; a job at night has only these. */
export type Words = Pick<Turn, 'agency' | 'digits'>

export function evidenceTexts(turn: Words): EvidenceTexts {
  return evidenceTextsFor[turn.agency.profile.voice]
}

function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^www\./, '')
}
