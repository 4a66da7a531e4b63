import type { Agency } from '../../agency/profile.ts'
import { text } from '../../chat/say.ts'
import type { Elsewhere } from '../../chat/decision.ts'
import type { Db } from '../../db/open.ts'
import { judgeAddress, judgeLook, readAddress, standingOf, type Check, type Verdict } from '../../evidence/judge.ts'
import { lookAt } from '../../evidence/look.ts'
import type { Network } from '../../evidence/network.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Envelope } from '../../kernel/envelope.ts'
import type { Ids } from '../../kernel/ids.ts'
import { evidenceTextsFor } from '../../texts/evidence.ts'
import { checklistStore } from './checklist-store.ts'
import { evidenceStore, type DueEvidence } from '../../evidence/evidence-store.ts'
import { trouble } from '../evidence-words.ts'
import { changeStore } from './item-changes.ts'

/** What looking at pages needs from outside. */
export type EvidenceWorkTools = {
  db: Db
  clock: Clock
  ids: Ids
  envelope: Envelope
  network: Network
  /** How we introduce ourselves to web sites. */
  agent: string
  agency(agencyId: string): Promise<Agency | null>
  /** Pages that others answer to than whoever looks after the items look different from here: only dead or alive. */
  others: OtherPages
  /** Addresses by which we tell our own network from theirs: sites of other hosts than `host`, at most a few. */
  witnesses(host: string): Promise<string[]>
  /** Stores a message to somebody in the transaction. `now` = worth a push, else it waits for their next reply. */
  tell(transaction: Db, agency: Agency, message: Elsewhere, now: boolean): Promise<void>
  /** What is counted, by verdict; and what went wrong, without addresses. */
  counted(verdict: string): void
  failed(id: string, cause: unknown): void
}

/** Pages that prove something else than items. */
export type OtherPages = {
  has(code: string): boolean
  /** What the thing is called, in a message to whoever gave its page. */
  name(code: string, agency: Agency): string
  /** It is dead for certain; `null` when there is no such thing any more. In a transaction. */
  bringBack(
    transaction: Db,
    agency: Agency,
    page: { edition: number; code: string },
    reason: string,
  ): Promise<{ to: string[]; became: string | null } | null>
}

/** What our own network may be to blame for as well as the site: nobody answers, no name is known, no certificate fits (a wrong clock). */
const maybeOurs: readonly Verdict[] = ['no-answer', 'no-such-site', 'certificate']
/** While we seem to be cut off ourselves nobody is judged, and we try again after this, in ms. */
const cutOffFor = 10 * 60_000
/** How long it is believed that our network works, after somebody answered, in ms. */
const believedFor = 60_000

/** Pages that are opened at the same time. */
const atOnce = 6
/** Other processes give pages too: ask at least this often whether there is something to look at, in ms. */
const askEvery = 30_000
/** Kinds of items whose page goes on changing by its nature. */
const livingKinds = ['news', 'channel']

/**
 * Looks at the pages whose turn it is, of items and of measures: right after they were given, and every night. Nothing is open while it waits for a
 * site; what a look means is written down in a transaction of its own, together with what follows from it for the item.
 */
export function evidenceWork(tools: EvidenceWorkTools) {
  const { db, clock, ids, envelope } = tools
  const store = evidenceStore(db, clock, ids, envelope)
  let askFrom = 0
  /** When a site last answered us, and which one (ms, by our clock). */
  let reached = { at: Number.NEGATIVE_INFINITY, host: '' }
  /** Nobody is asked before this while we are cut off (ms, by our clock). */
  let quietUntil = Number.NEGATIVE_INFINITY
  let asking: { host: string; answer: Promise<boolean> } | null = null

  /**
   * Whether it is we who cannot reach anybody: most of the other sites that we know do not answer either. Where there is nobody
   * else to ask, the site is taken at its word.
   */
  async function cutOff(host: string): Promise<boolean> {
    if (clock.now().getTime() - reached.at < believedFor && reached.host !== host) return false
    if (asking?.host !== host) {
      const answer = askWitnesses(host).finally(() => {
        asking = null
      })
      asking = { host, answer }
    }
    return asking.answer
  }

  async function askWitnesses(host: string): Promise<boolean> {
    const witnesses = await tools.witnesses(host)
    const looks = await Promise.all(witnesses.map((address) => lookAt(address, tools.network, tools.agent)))
    const answered = looks.filter(({ outcome }) => outcome === 'answered')
    return witnesses.length > 0 && answered.length * 2 < witnesses.length
  }

  async function look(due: DueEvidence): Promise<void> {
    try {
      const agency = await tools.agency(due.agencyId)
      if (!agency) return
      const check = await judge(due, agency)
      const host = readAddress(due.pageUrl)?.hostname ?? ''
      if (check.seen !== null) reached = { at: clock.now().getTime(), host }
      if (maybeOurs.includes(check.verdict) && (await cutOff(host))) {
        tools.counted('not-judged')
        quietUntil = clock.now().getTime() + cutOffFor
        await store.postpone(due, cutOffFor)
        return
      }
      tools.counted(check.verdict)
      await db.transaction().execute((transaction) => conclude(transaction, agency, due, check))
    } catch (cause) {
      // The lease runs out and the page has its turn again.
      tools.failed(due.id, cause)
    }
  }

  async function judge(due: DueEvidence, agency: Agency): Promise<Check> {
    const mainSite = new URL(agency.profile.mainSite)
    const url = readAddress(due.pageUrl)
    if (!url) return { verdict: 'not-an-address', seen: null, service: null }
    return judgeAddress(url, mainSite) ?? judgeLook(url, await lookAt(url.href, tools.network, tools.agent), mainSite)
  }

  /** Writes down what was seen. A page that was good and is broken for certain brings its item back to whoever has it. */
  async function conclude(transaction: Db, agency: Agency, due: DueEvidence, check: Check): Promise<void> {
    const evidence = evidenceStore(transaction, clock, ids, envelope)
    const finding = await evidence.finish(due, check, await isLiving(transaction, due))
    if (finding !== 'first' && finding !== 'broken') return
    const page = await evidence.byId(agency.id, due.id)
    const ofOthers = tools.others.has(due.code)
    const why = page?.check ? trouble(page.check, { agency, digits: (words) => words }) : null
    if (!page?.check || why === null || standingOf(page.check.verdict) !== 'bad') return
    const texts = evidenceTextsFor[agency.profile.voice]
    const name = ofOthers ? tools.others.name(due.code, agency) : due.code
    const message = { purpose: 'work' as const, say: [text(texts.broke(name, why))] }
    if (finding === 'first') {
      // Whoever gave it has just put the phone away: now it is mended in a minute.
      const giver = await personOf(transaction, due.addedBy)
      if (giver !== null) await tools.tell(transaction, agency, { personId: giver, ...message }, true)
      return
    }
    const reason = texts.sentBackBecause(addressOf(due.pageUrl), why)
    if (ofOthers) {
      const back = await tools.others.bringBack(transaction, agency, due, reason)
      const say = [text([texts.broke(name, why), ...(back?.became ? [back.became] : [])].join('\n'))]
      for (const personId of back?.to ?? [])
        await tools.tell(transaction, agency, { personId, purpose: 'work', say }, false)
      return
    }
    const owner = await sendBack(transaction, agency, due, reason)
    // It is night; the message waits for the person's next reply or the morning's digest.
    if (owner !== null) await tools.tell(transaction, agency, { personId: owner, ...message }, false)
  }

  /** Whether the page goes on changing by its nature. What is told about measures is news and activities as a rule. */
  async function isLiving(transaction: Db, { agencyId, edition, code }: DueEvidence): Promise<boolean> {
    if (tools.others.has(code)) return true
    const items = checklistStore(transaction, clock, ids, envelope)
    const definition = await items.definition(agencyId, edition, code)
    return livingKinds.includes(definition?.documentKind ?? '')
  }

  /** @returns who has the item, when it came back to them by this */
  async function sendBack(transaction: Db, agency: Agency, due: DueEvidence, reason: string): Promise<string | null> {
    const changes = changeStore(transaction, clock, ids, envelope)
    const item = await changes.read(agency.id, due.edition, due.code)
    if (item?.status !== 'reported' && item?.status !== 'approved') return null
    await changes.change(agency.id, due.edition, due.code, {
      version: item.version,
      actId: ids.short(),
      kind: 'return',
      by: null,
      set: { status: 'sent_back', reason, passedBy: null },
    })
    return item.owner?.personId ?? item.submittedBy?.personId ?? (await personOf(transaction, due.addedBy))
  }

  async function personOf(transaction: Db, staffId: string | null): Promise<string | null> {
    if (staffId === null) return null
    const row = await transaction
      .selectFrom('staff')
      .select('person_id')
      .where('staff_id', '=', staffId)
      .where('removed_at', 'is', null)
      .executeTakeFirst()
    return row?.person_id ?? null
  }

  return {
    /** Says that a page was given: it is looked at after the commit. */
    expect(): void {
      askFrom = 0
    },

    /** Whether it is time to ask for pages. It asks no table. */
    hasWork(): boolean {
      return clock.now().getTime() >= Math.max(askFrom, quietUntil)
    },

    /** Looks at all pages whose turn it is; `stopping` ends it early. */
    async work(stopping: () => boolean): Promise<void> {
      while (!stopping() && clock.now().getTime() >= quietUntil) {
        askFrom = clock.now().getTime() + askEvery
        const due = await store.due(atOnce)
        if (due.length === 0) break
        await Promise.all(due.map(look))
      }
      const next = await store.nextDue()
      if (next) askFrom = Math.min(askFrom, Math.max(next.getTime(), clock.now().getTime() + 1))
    },
  }
}

function addressOf(url: string): string {
  return url.replace(/^https:\/\//, '')
}
