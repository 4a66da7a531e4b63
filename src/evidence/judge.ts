import { announcement } from '../thai/web-words.ts'
import { refusal, type Kind, type Look } from './look.ts'
import { likeness } from './sketch.ts'
import { isBelow, serviceOf, type Elsewhere } from './wrong-hosts.ts'

/**
 * What is wrong with a page as evidence, or `good`.
 * `front-page`: the home page of the site itself; `back-to-front`: another address that only leads there.
 */
export const verdicts = [
  'good',
  'not-an-address',
  'not-https',
  'odd-address',
  'elsewhere',
  'leads-elsewhere',
  'leads-insecure',
  'circles',
  'no-such-site',
  'no-answer',
  'certificate',
  'login',
  'forbidden',
  'not-found',
  'site-error',
  'empty',
  'back-to-front',
  'front-page',
  'only-script',
  'guarded',
  'odd-kind',
  'changed',
] as const
export type Verdict = (typeof verdicts)[number]

/** `doubtful`: we cannot tell, or it may be meant so; a person decides. `bad`: it would score nothing. */
export type Standing = 'good' | 'doubtful' | 'bad'

const doubtful: readonly Verdict[] = ['front-page', 'only-script', 'guarded', 'forbidden', 'odd-kind']
/** What may be over tomorrow: a site that does not answer, or answers with a fault. */
const passing: readonly Verdict[] = ['no-answer', 'site-error', 'no-such-site', 'certificate']

export function standingOf(verdict: Verdict): Standing {
  if (verdict === 'good') return 'good'
  return doubtful.includes(verdict) ? 'doubtful' : 'bad'
}

/** Whether it may mend itself, so that a second day is waited for before somebody is troubled. */
export function mayPass(verdict: Verdict): boolean {
  return passing.includes(verdict)
}

/** What was seen of a page, small enough to be kept. */
export type Seen = {
  /** Where it ended, when that is another address than the one that was given. */
  url: string
  title: string | null
  kind: Kind
  bytes: number
  cut: boolean
  digest: string
  sketch: string | null
}

/** The service that an address really belongs to; `called` is its name where it has one. */
export type Service = { of: Elsewhere; called: string | null }

export type Check = { verdict: Verdict; seen: Seen | null; service: Service | null }

/**
 * Reads what somebody typed as the address of a page. Without a scheme it is taken for https.
 * @returns null when it is no address at all
 */
export function readAddress(typed: string): URL | null {
  const trimmed = typed.trim()
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`
  if (whole.length > 2000 || /\s/.test(whole) || !URL.canParse(whole)) return null
  const url = new URL(whole)
  return url.hostname.includes('.') ? url : null
}

/**
 * Judges an address as far as that is possible without opening it.
 * @param mainSite the agency's own site; where that is a folder of another site, pages must lie in it
 * @returns null when there is nothing against it, so it is worth opening
 */
export function judgeAddress(url: URL, mainSite: URL): Check | null {
  if (!isOwn(url, mainSite)) return judged(foreignVerdict(url), serviceOf(url))
  const refused = refusal(url)
  if (refused === null) return null
  return judged(refused === 'not-https' ? 'not-https' : 'odd-address')
}

function foreignVerdict(url: URL): Verdict {
  return /^https?:$/.test(url.protocol) ? 'elsewhere' : 'not-an-address'
}

/** Whether an address lies on the agency's own site or below it, whatever its scheme. */
function isOwn(url: URL, mainSite: URL): boolean {
  const base = mainSite.hostname.replace(/^www\./, '')
  const folder = mainSite.pathname.replace(/[^/]*$/, '')
  return isBelow(url.hostname, base) && url.pathname.startsWith(folder)
}

/** Judges what was seen when the address was opened. */
export function judgeLook(given: URL, look: Look, mainSite: URL): Check {
  if (look.outcome === 'failed') return judgeFailure(look, mainSite)
  const { kind, bytes, cut, digest, sketch, page } = look
  const seen: Seen = { url: look.url, title: page?.title ?? (page?.heading || null), kind, bytes, cut, digest, sketch }
  const verdict = judgeAnswer(given, look, mainSite)
  return { verdict, seen, service: verdict === 'leads-elsewhere' ? serviceOf(new URL(look.url)) : null }
}

function judgeFailure(look: Extract<Look, { outcome: 'failed' }>, mainSite: URL): Check {
  const url = new URL(look.url)
  if (look.hops > 0 && !isOwn(url, mainSite)) return judged('leads-elsewhere', serviceOf(url))
  switch (look.why) {
    case 'not-https':
      return judged(look.hops > 0 ? 'leads-insecure' : 'not-https')
    case 'address':
      return judged('odd-address')
    case 'no-such-host':
      return judged('no-such-site')
    case 'certificate':
      return judged('certificate')
    case 'too-many-redirects':
      return judged('circles')
    case 'garbled':
      return judged('site-error')
    case 'no-answer':
    case 'too-slow':
      return judged('no-answer')
    default:
      return look.why satisfies never
  }
}

/** Pages with fewer letters than this show nothing. */
const fewLetters = 30
/** A field for a password stands on many home pages; only a page with little else is a locked door. */
const littleBeside = 600

function judgeAnswer(given: URL, look: Extract<Look, { outcome: 'answered' }>, mainSite: URL): Verdict {
  const end = new URL(look.url)
  const { status, page, kind } = look
  const said = page ? announcement(`${page.title ?? ''} ${page.heading}`) : null
  if (isLogin(look) || status === 401) return 'login'
  if (!isOwn(end, mainSite)) return 'leads-elsewhere'
  if (said === 'guarded') return 'guarded'
  if (status === 403 || status === 429 || status === 451) return 'forbidden'
  if (status === 404 || status === 410) return 'not-found'
  if (status < 200 || status > 299) return 'site-error'
  if (look.bytes === 0) return 'empty'
  if (page) {
    // An announcement with a whole page below it is an article about such things.
    if (said === 'not-found' && page.text.length < littleBeside) return 'not-found'
    if (said === 'broken' && page.text.length < littleBeside) return 'site-error'
    const letters = page.text.replaceAll(/[^\p{L}\p{N}]/gu, '').length
    if (letters < fewLetters && !page.hasMedia) return page.hasScripts ? 'only-script' : 'empty'
    if (isFront(end, mainSite)) return isFront(given, mainSite) ? 'front-page' : 'back-to-front'
  }
  return kind === 'other' ? 'odd-kind' : 'good'
}

const loginPath = /(^|[/._-])(log-?in|sign-?in|wp-login|auth|sso|oauth2?|account\/login)([/._?-]|$)/i
const loginHost = /^(accounts\.google|login\.microsoftonline|login\.live|access\.line)\./

function isLogin({ url, page }: Extract<Look, { outcome: 'answered' }>): boolean {
  const end = new URL(url)
  if (loginHost.test(end.hostname)) return true
  if (!page) return false
  const said = announcement(`${page.title ?? ''} ${page.heading}`) === 'login'
  if (loginPath.test(end.pathname) && (page.asksPassword || said)) return true
  return (page.asksPassword && (said || page.text.length < littleBeside)) || (said && page.text.length < littleBeside)
}

function isFront(url: URL, mainSite: URL): boolean {
  const folder = mainSite.pathname.replace(/[^/]*$/, '')
  const path = url.pathname.replace(/(index|default|home|main)(\.[a-z]{2,5})?$/i, '')
  return (path === folder || `${path}/` === folder) && url.search === ''
}

/** How much of a page must have stayed. Lists of news and channels live: there only the frame stays. */
const steadyLikeness = 0.5
const livingLikeness = 0.12

/**
 * Whether a page is no longer the one that was submitted.
 * @param living the item is one whose page goes on changing (news, channels)
 */
export function hasChanged(submitted: Seen, now: Seen, living: boolean): boolean {
  if (submitted.kind !== now.kind) return true
  if (now.kind !== 'page') return submitted.digest !== now.digest
  if (submitted.digest === now.digest || submitted.sketch === null || now.sketch === null) return false
  return likeness(submitted.sketch, now.sketch) < (living ? livingLikeness : steadyLikeness)
}

function judged(verdict: Verdict, service: Service | null = null): Check {
  return { verdict, seen: null, service }
}
