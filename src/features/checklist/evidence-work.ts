import type { Agency } from '../../agency/profile.ts'
import { text } from '../../chat/say.ts'
import type { Elsewhere } from '../../chat/decision.ts'
import type { Db } from '../../db/open.ts'
import { judgeAddress, judgeLook, readAddress, standingOf, type Check } from '../../evidence/judge.ts'
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
  /** Stores a message to somebody in the transaction. `now` = worth a push, else it waits for their next reply. */
  tell(transaction: Db, agency: Agency, message: Elsewhere, now: boolean): Promise<void>
  /** What is counted, by verdict; and what went wrong, without addresses. */
  counted(verdict: string): void
  failed(id: string, cause: unknown): void
}

/** Pages that are opened at the same time. */
const atOnce = 6
/** Other processes give pages too: ask at least this often whether there is something to look at, in ms. */
const askEvery = 30_000
/** Kinds of items whose page goes on changing by its nature. */
const livingKinds = ['news', 'channel']

/**
 * Looks at the pages whose turn it is: right after they were given, and every night. Nothing is open while it waits for a
 * site; what a look means is written down in a transaction of its own, together with what follows from it for the item.
 */
export function evidenceWork(tools: EvidenceWorkTools) {
  const { db, clock, ids, envelope } = tools
  const store = evidenceStore(db, clock, ids, envelope)
  let askFrom = 0

  async function look(due: DueEvidence): Promise<void> {
    try {
      const agency = await tools.agency(due.agencyId)
      if (!agency) return
      const check = await judge(due, agency)
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
    const definition = await checklistStore(transaction, clock, ids, envelope).definition(
      agency.id,
      due.edition,
      due.code,
    )
    const living = livingKinds.includes(definition?.documentKind ?? '')
    const finding = await evidence.finish(due, check, living)
    if (finding !== 'first' && finding !== 'broken') return
    const page = await evidence.byId(agency.id, due.id)
    const why = page?.check ? trouble(page.check, { agency, digits: (words) => words }) : null
    if (!page?.check || why === null || standingOf(page.check.verdict) !== 'bad') return
    const texts = evidenceTextsFor[agency.profile.voice]
    const message = { purpose: 'work' as const, say: [text(texts.broke(due.code, why))] }
    if (finding === 'first') {
      // Whoever gave it has just put the phone away: now it is mended in a minute.
      const giver = await personOf(transaction, due.addedBy)
      if (giver !== null) await tools.tell(transaction, agency, { personId: giver, ...message }, true)
      return
    }
    const owner = await sendBack(transaction, agency, due, texts.sentBackBecause(addressOf(due.pageUrl), why))
    // It is night; the message waits for the person's next reply or the morning's digest.
    if (owner !== null) await tools.tell(transaction, agency, { personId: owner, ...message }, false)
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
      return clock.now().getTime() >= askFrom
    },

    /** Looks at all pages whose turn it is; `stopping` ends it early. */
    async work(stopping: () => boolean): Promise<void> {
      while (!stopping()) {
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
