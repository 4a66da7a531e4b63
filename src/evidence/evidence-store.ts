import { z } from 'zod'
import type { Db } from '../db/open.ts'
import type { EvidenceRow, EvidenceSnapshotRow } from '../db/schema.ts'
import { hasChanged, mayPass, standingOf, verdicts, type Check, type Seen, type Verdict } from './judge.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Envelope } from '../kernel/envelope.ts'
import type { Ids } from '../kernel/ids.ts'

/** A page that proves an item, or what was done about a measure, with what the last look at it came to. */
export type Evidence = {
  id: string
  edition: number
  /** Of the item ("O14"), the measure ("1.1") or the guidance of an indicator ("g4"). */
  code: string
  pageUrl: string
  homeUrl: string | null
  /** The way through the site's menus from its home page, in words. */
  menuPath: string | null
  note: string | null
  /** A photo of the page, among the attachments. */
  screenshotId: string | null
  /** Staff id. */
  addedBy: string | null
  addedAt: Date
  /** null = not looked at yet. */
  check: { verdict: Verdict; at: Date; seen: Seen | null; service: Check['service'] } | null
  /** Whether it is found bad since a while, beyond doubt (a second look said the same). */
  broken: boolean
  /** The edition from which it was carried over and nobody has confirmed it since. */
  staleFrom: number | null
  /** When it was last submitted. */
  submittedAt: Date | null
}

/** A page that somebody gives for an item. */
export type GivenEvidence = {
  edition: number
  code: string
  pageUrl: string
  homeUrl?: string | null
  menuPath?: string | null
  note?: string | null
  /** Staff id; null = the operator's command. */
  by: string | null
  /** The act that brings it, by which it can be taken back. */
  actId?: string
}

/** Evidence as it was submitted. What was seen is null when nobody could look yet. */
export type Snapshot = {
  code: string
  evidenceId: string
  pageUrl: string
  homeUrl: string | null
  menuPath: string | null
  note: string | null
  submittedAt: Date
  submittedBy: string | null
  seenAt: Date | null
  verdict: Verdict | null
  seen: Seen | null
}

/** A page whose turn it is to be looked at. */
export type DueEvidence = {
  id: string
  agencyId: string
  edition: number
  code: string
  pageUrl: string
  addedBy: string | null
  attempts: number
}

/** What a look changed. `first` = somebody waits for it; `broken` = it was good or submitted, and is bad for certain now. */
export type Finding = 'first' | 'as-before' | 'suspect' | 'broken' | 'recovered' | 'gone'

const minute = 60_000
const hour = 60 * minute
const offset = 7 * hour
/** How long somebody may keep a page to themselves, in ms; longer than a look may take. */
const lease = 2 * minute
/** When a bad look is followed by a second one: soon, or a day later where the site itself may be down for the night. */
const secondLook = { soon: hour, tomorrow: 20 * hour }
/** A look that is younger than this need not be repeated when the page is given, in ms. */
const freshFor = 15 * minute
/** How long what was taken away can be brought back, in ms. */
const removedFor = 30 * 24 * hour
/** Every page is looked at once a night, between one and five in Bangkok, each at a minute of its own. */
const night = { from: 1, hours: 4 }

const Words = z.object({ menuPath: z.string().nullable(), note: z.string().nullable() })
const StoredSeen = z.object({
  url: z.string(),
  title: z.string().nullable(),
  kind: z.enum(['page', 'pdf', 'image', 'document', 'other']),
  bytes: z.number(),
  cut: z.boolean(),
  digest: z.string(),
  sketch: z.string().nullable(),
})
const StoredLook = z.object({
  seen: StoredSeen.nullable(),
  service: z
    .object({
      of: z.enum(['social', 'line', 'form', 'drive', 'shortener', 'builder', 'other']),
      called: z.string().nullable(),
    })
    .nullable(),
})

/** Where the screenshot of a page lies among the attachments. */
export function evidencePlace(id: string): string {
  return `evidence:${id}`
}

/** What proves the items and measures, several pages for each. In the transaction of the event, but for looks: those come from a job. */
export function evidenceStore(db: Db, clock: Clock, ids: Ids, envelope: Envelope) {
  const moment = (shift = 0) => new Date(clock.now().getTime() + shift).toISOString()
  const place = (id: string) => `evidence:${id}:words`

  function sealWords(id: string, words: z.infer<typeof Words>): string | null {
    return words.menuPath === null && words.note === null ? null : envelope.seal(JSON.stringify(words), place(id))
  }

  function openWords(id: string, sealed: string | null): z.infer<typeof Words> {
    return sealed === null ? { menuPath: null, note: null } : Words.parse(JSON.parse(envelope.open(sealed, place(id))))
  }

  const live = () => db.selectFrom('evidence').where('removed_at', 'is', null)

  async function toEvidence(rows: readonly EvidenceRow[]): Promise<Evidence[]> {
    const submitted = rows.flatMap((row) => row.snapshot_id ?? [])
    const snapshots =
      submitted.length === 0
        ? []
        : await db
            .selectFrom('evidence_snapshots')
            .select(['snapshot_id', 'submitted_at'])
            .where('snapshot_id', 'in', submitted)
            .execute()
    const times = new Map(snapshots.map((row) => [row.snapshot_id, new Date(row.submitted_at)]))
    return rows.map((row) => ({
      id: row.evidence_id,
      edition: row.edition,
      code: row.code,
      pageUrl: row.page_url,
      homeUrl: row.home_url,
      ...openWords(row.evidence_id, row.words_sealed),
      screenshotId: row.attachment_id,
      addedBy: row.added_by,
      addedAt: new Date(row.added_at),
      check: checkOf(row),
      broken: row.verdict !== null && standingOf(toVerdict(row.verdict)) === 'bad' && isCertain(row),
      staleFrom: row.stale_from,
      submittedAt: row.snapshot_id === null ? null : (times.get(row.snapshot_id) ?? null),
    }))
  }

  /** The row of this page of this item, whether it counts or not; one that counts comes first. */
  async function sameRow(agencyId: string, page: Pick<GivenEvidence, 'edition' | 'code' | 'pageUrl'>) {
    const rows = await db
      .selectFrom('evidence')
      .select(['evidence_id', 'words_sealed', 'home_url', 'removed_at', 'checked_at'])
      .where('agency_id', '=', agencyId)
      .where('edition', '=', page.edition)
      .where('code', '=', page.code)
      .where('page_url', '=', page.pageUrl)
      .execute()
    return rows.find((row) => row.removed_at === null) ?? rows[0]
  }

  function bareRow(
    agencyId: string,
    id: string,
    given: Pick<GivenEvidence, 'edition' | 'code' | 'pageUrl' | 'by'>,
  ): EvidenceRow {
    return {
      agency_id: agencyId,
      evidence_id: id,
      edition: given.edition,
      code: given.code,
      page_url: given.pageUrl,
      home_url: null,
      words_sealed: null,
      attachment_id: null,
      added_by: given.by,
      added_at: moment(),
      act_id: null,
      removed_at: null,
      verdict: null,
      seen: null,
      checked_at: null,
      failing_since: null,
      attempts: 0,
      not_before: null,
      snapshot_id: null,
      stale_from: null,
    }
  }

  return {
    /**
     * A page for an item; it is looked at right after the commit, unless that was done while it was shown. The same page once
     * more changes only what is said about it, and it is looked at anew.
     */
    async add(agencyId: string, given: GivenEvidence): Promise<{ id: string; outcome: 'added' | 'again' }> {
      const known = await sameRow(agencyId, given)
      const id = known?.evidence_id ?? ids.short()
      const isNew = known?.removed_at !== null
      const before = openWords(id, known?.words_sealed ?? null)
      const fresh = known?.checked_at != null && known.checked_at > moment(-freshFor)
      const values = {
        home_url: given.homeUrl ?? known?.home_url ?? null,
        words_sealed: sealWords(id, {
          menuPath: given.menuPath ?? before.menuPath,
          note: given.note ?? before.note,
        }),
        not_before: known && isNew && fresh ? nextNight(clock.now(), id) : moment(),
        attempts: 0,
        stale_from: null,
        removed_at: null,
        ...(isNew && { added_by: given.by, added_at: moment(), act_id: given.actId ?? null }),
      }
      if (known) await db.updateTable('evidence').set(values).where('evidence_id', '=', id).execute()
      else
        await db
          .insertInto('evidence')
          .values({ ...bareRow(agencyId, id, given), ...values })
          .execute()
      return { id, outcome: isNew ? 'added' : 'again' }
    },

    /** A page that is only shown to somebody as part of a change: it is looked at already now, and belongs to nobody yet. */
    async foresee(agencyId: string, given: Pick<GivenEvidence, 'edition' | 'code' | 'pageUrl' | 'by'>): Promise<void> {
      const known = await sameRow(agencyId, given)
      const values = { not_before: moment(), attempts: 0 }
      if (known) {
        await db.updateTable('evidence').set(values).where('evidence_id', '=', known.evidence_id).execute()
        return
      }
      const row = bareRow(agencyId, ids.short(), given)
      await db
        .insertInto('evidence')
        .values({ ...row, ...values, removed_at: moment() })
        .execute()
    },

    /** Takes away the pages that one act brought. */
    async undoAct(agencyId: string, actId: string): Promise<void> {
      await db
        .updateTable('evidence')
        .set({ removed_at: moment(), not_before: null })
        .where('agency_id', '=', agencyId)
        .where('act_id', '=', actId)
        .where('removed_at', 'is', null)
        .execute()
    },

    /** The evidence of one item, oldest first. */
    async of(agencyId: string, edition: number, code: string): Promise<Evidence[]> {
      const rows = await live()
        .selectAll()
        .where('agency_id', '=', agencyId)
        .where('edition', '=', edition)
        .where('code', '=', code)
        .orderBy('added_at')
        .orderBy('evidence_id')
        .execute()
      return toEvidence(rows)
    },

    /** The evidence of several items or measures, oldest first. */
    async ofSeveral(agencyId: string, edition: number, codes: readonly string[]): Promise<Evidence[]> {
      if (codes.length === 0) return []
      const rows = await live()
        .selectAll()
        .where('agency_id', '=', agencyId)
        .where('edition', '=', edition)
        .where('code', 'in', codes)
        .orderBy('added_at')
        .orderBy('evidence_id')
        .execute()
      return toEvidence(rows)
    },

    /** All evidence of an edition by item code, oldest first. */
    async ofEdition(agencyId: string, edition: number): Promise<Map<string, Evidence[]>> {
      const rows = await live()
        .selectAll()
        .where('agency_id', '=', agencyId)
        .where('edition', '=', edition)
        .orderBy('added_at')
        .orderBy('evidence_id')
        .execute()
      const byCode = new Map<string, Evidence[]>()
      for (const one of await toEvidence(rows)) byCode.set(one.code, [...(byCode.get(one.code) ?? []), one])
      return byCode
    },

    async byId(agencyId: string, id: string): Promise<Evidence | null> {
      const rows = await live().selectAll().where('agency_id', '=', agencyId).where('evidence_id', '=', id).execute()
      return (await toEvidence(rows))[0] ?? null
    },

    /** Sets what is said about a page; what is left out stays. @returns whether it is there */
    async describe(
      agencyId: string,
      id: string,
      said: { homeUrl?: string | null; menuPath?: string | null; note?: string | null; screenshotId?: string | null },
    ): Promise<boolean> {
      const row = await live()
        .select(['words_sealed'])
        .where('agency_id', '=', agencyId)
        .where('evidence_id', '=', id)
        .executeTakeFirst()
      if (!row) return false
      const before = openWords(id, row.words_sealed)
      await db
        .updateTable('evidence')
        .set({
          words_sealed: sealWords(id, {
            menuPath: said.menuPath === undefined ? before.menuPath : said.menuPath,
            note: said.note === undefined ? before.note : said.note,
          }),
          ...(said.homeUrl !== undefined && { home_url: said.homeUrl }),
          ...(said.screenshotId !== undefined && { attachment_id: said.screenshotId }),
        })
        .where('evidence_id', '=', id)
        .execute()
      return true
    },

    /** Takes a page away from its item; what was frozen of it stays. @returns whether it was there */
    async remove(agencyId: string, id: string): Promise<boolean> {
      const { numUpdatedRows } = await db
        .updateTable('evidence')
        .set({ removed_at: moment(), not_before: null })
        .where('agency_id', '=', agencyId)
        .where('evidence_id', '=', id)
        .where('removed_at', 'is', null)
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n
    },

    /** Brings back the page that had this address, where another has taken its place. */
    async bringBack(agencyId: string, page: Pick<GivenEvidence, 'edition' | 'code' | 'pageUrl'>): Promise<void> {
      const known = await sameRow(agencyId, page)
      if (known?.removed_at == null) return
      await db
        .updateTable('evidence')
        .set({ removed_at: null, not_before: moment() })
        .where('evidence_id', '=', known.evidence_id)
        .execute()
    },

    /** Brings back what was taken away. @returns whether there was something to bring back */
    async restore(agencyId: string, id: string): Promise<boolean> {
      const { numUpdatedRows } = await db
        .updateTable('evidence')
        .set({ removed_at: null, not_before: moment() })
        .where('agency_id', '=', agencyId)
        .where('evidence_id', '=', id)
        .where('removed_at', 'is not', null)
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n
    },

    /**
     * Freezes all evidence of an item as it is submitted: address, time, title, digest. A page that nobody has looked at yet
     * gets these with its first look.
     * @param only the one page that is meant
     */
    async freeze(agencyId: string, edition: number, code: string, by: string | null, only?: string): Promise<void> {
      const rows = await live()
        .selectAll()
        .where('agency_id', '=', agencyId)
        .where('edition', '=', edition)
        .where('code', '=', code)
        .$if(only !== undefined, (query) => query.where('evidence_id', '=', only ?? ''))
        .execute()
      for (const row of rows) {
        const snapshotId = ids.short()
        // A look that is older than the page's latest submission of its address is waited for anew.
        const looked = row.checked_at !== null && row.attempts === 0 && !isDue(row)
        await db
          .insertInto('evidence_snapshots')
          .values({
            agency_id: agencyId,
            snapshot_id: snapshotId,
            evidence_id: row.evidence_id,
            edition,
            code,
            page_url: row.page_url,
            home_url: row.home_url,
            words_sealed: row.words_sealed,
            submitted_by: by,
            submitted_at: moment(),
            seen_at: looked ? row.checked_at : null,
            verdict: looked ? submittedVerdict(row.verdict) : null,
            seen: looked ? row.seen : null,
          })
          .execute()
        await db
          .updateTable('evidence')
          .set({
            snapshot_id: snapshotId,
            stale_from: null,
            failing_since: null,
            verdict: submittedVerdict(row.verdict),
          })
          .where('evidence_id', '=', row.evidence_id)
          .execute()
      }
    },

    /**
     * What was submitted, the latest first.
     * @param code of one item; null = of all items of the edition
     */
    async snapshots(agencyId: string, edition: number, code: string | null): Promise<Snapshot[]> {
      const rows = await db
        .selectFrom('evidence_snapshots')
        .selectAll()
        .where('agency_id', '=', agencyId)
        .where('edition', '=', edition)
        .$if(code !== null, (query) => query.where('code', '=', code ?? ''))
        .orderBy('submitted_at', 'desc')
        .orderBy('code')
        .execute()
      return rows.map((row) => ({
        code: row.code,
        evidenceId: row.evidence_id,
        pageUrl: row.page_url,
        homeUrl: row.home_url,
        ...openWords(row.evidence_id, row.words_sealed),
        submittedAt: new Date(row.submitted_at),
        submittedBy: row.submitted_by,
        seenAt: row.seen_at === null ? null : new Date(row.seen_at),
        verdict: row.verdict === null ? null : toVerdict(row.verdict),
        seen: lookOf(row).seen,
      }))
    },

    /** Says that pages carried over from another edition still hold. @returns how many */
    async confirm(agencyId: string, edition: number, code: string | null): Promise<number> {
      const { numUpdatedRows } = await db
        .updateTable('evidence')
        .set({ stale_from: null })
        .where('agency_id', '=', agencyId)
        .where('edition', '=', edition)
        .where('removed_at', 'is', null)
        .where('stale_from', 'is not', null)
        .$if(code !== null, (query) => query.where('code', '=', code ?? ''))
        .executeTakeFirstOrThrow()
      return Number(numUpdatedRows)
    },

    /**
     * Carries pages over to items of another edition, marked as stale. Pages that are there already stay as they are.
     * @param pairs item of the old edition → items of the new one
     * @returns the items of the new edition that got pages
     */
    async carryOver(
      agencyId: string,
      from: number,
      to: number,
      pairs: ReadonlyMap<string, readonly string[]>,
      by: string | null,
    ): Promise<string[]> {
      const old = await this.ofEdition(agencyId, from)
      const present = await this.ofEdition(agencyId, to)
      const reached = new Set<string>()
      let order = 0
      for (const [code, targets] of pairs) {
        for (const page of old.get(code) ?? []) {
          for (const target of targets) {
            if (present.get(target)?.some((one) => one.pageUrl === page.pageUrl)) continue
            const { pageUrl, homeUrl, menuPath, note } = page
            const { id } = await this.add(agencyId, { edition: to, code: target, pageUrl, homeUrl, menuPath, note, by })
            // They keep their order.
            order += 1
            await db
              .updateTable('evidence')
              .set({ stale_from: from, added_at: moment(order) })
              .where('evidence_id', '=', id)
              .execute()
            reached.add(target)
          }
        }
      }
      return [...reached]
    },

    /**
     * Only pages of this edition are looked at from now on: what changes on the site afterwards must not touch the results of
     * past years.
     */
    async watchOnly(agencyId: string, edition: number): Promise<void> {
      await db
        .updateTable('evidence')
        .set({ not_before: null })
        .where('agency_id', '=', agencyId)
        .where('edition', '!=', edition)
        .execute()
      await db
        .updateTable('evidence')
        .set({ not_before: moment() })
        .where('agency_id', '=', agencyId)
        .where('edition', '=', edition)
        .where('removed_at', 'is', null)
        .where('not_before', 'is', null)
        .execute()
    },

    /** Takes pages whose turn it is, at most `most`; nobody else gets them before the lease runs out. Not in a transaction. */
    async due(most: number): Promise<DueEvidence[]> {
      const rows = await db
        .selectFrom('evidence')
        .select(['evidence_id', 'agency_id', 'edition', 'code', 'page_url', 'added_by', 'attempts', 'not_before'])
        .where('not_before', 'is not', null)
        .where('not_before', '<=', moment())
        .orderBy('not_before')
        .limit(most)
        .execute()
      const taken: DueEvidence[] = []
      for (const row of rows) {
        const { numUpdatedRows } = await db
          .updateTable('evidence')
          .set({ not_before: moment(lease), attempts: row.attempts + 1 })
          .where('evidence_id', '=', row.evidence_id)
          .where('not_before', '=', row.not_before)
          .executeTakeFirstOrThrow()
        if (numUpdatedRows !== 1n) continue
        const { evidence_id: id, agency_id: agencyId, edition, code, page_url: pageUrl, added_by: addedBy } = row
        taken.push({ id, agencyId, edition, code, pageUrl, addedBy, attempts: row.attempts + 1 })
      }
      return taken
    },

    /** A look that tells nothing (we could reach nobody): as if it had not been, and its turn comes again after `pause` ms. */
    async postpone(due: DueEvidence, pause: number): Promise<void> {
      await db
        .updateTable('evidence')
        .set({ not_before: moment(pause), attempts: due.attempts - 1 })
        .where('evidence_id', '=', due.id)
        .execute()
    },

    /** Forgets pages that were shown and never given, or taken away long ago, and that were never submitted. */
    async purge(): Promise<void> {
      await db
        .deleteFrom('evidence')
        .where('removed_at', '<', moment(-removedFor))
        .where('snapshot_id', 'is', null)
        .execute()
    },

    /** When the next page is due; null when none ever is. */
    async nextDue(): Promise<Date | null> {
      const row = await db
        .selectFrom('evidence')
        .select((select) => select.fn.min('not_before').as('moment'))
        .where('not_before', 'is not', null)
        .executeTakeFirst()
      return row?.moment ? new Date(row.moment) : null
    },

    /**
     * Writes down what a look came to, and when the next one is; `gone` = the page counts for no item (now). Completes what was frozen before anybody had looked.
     * @param living the page of this item goes on changing by its nature (news, channels)
     */
    async finish(due: DueEvidence, check: Check, living: boolean): Promise<Finding> {
      const row = await db.selectFrom('evidence').selectAll().where('evidence_id', '=', due.id).executeTakeFirst()
      if (!row) return 'gone'
      const submitted =
        row.snapshot_id === null
          ? undefined
          : await db
              .selectFrom('evidence_snapshots')
              .selectAll()
              .where('snapshot_id', '=', row.snapshot_id)
              .executeTakeFirst()
      const frozen = submitted ? lookOf(submitted).seen : null
      const changed =
        check.verdict === 'good' && frozen !== null && check.seen !== null && hasChanged(frozen, check.seen, living)
      const verdict: Verdict = changed ? 'changed' : check.verdict
      const bad = standingOf(verdict) === 'bad'
      const first = row.checked_at === null
      const failingSince = bad ? (row.failing_since ?? moment()) : null
      const certain = bad && (first || isCertain({ verdict, failing_since: failingSince, checked_at: moment() }))
      const next = bad && !certain ? moment(pauseBefore(verdict)) : nextNight(clock.now(), due.id)
      const look = JSON.stringify({ seen: check.seen, service: check.service })
      await db
        .updateTable('evidence')
        .set({
          verdict,
          seen: look,
          checked_at: moment(),
          failing_since: failingSince,
          attempts: 0,
          not_before: row.removed_at === null ? next : null,
        })
        .where('evidence_id', '=', due.id)
        .execute()
      // Whatever was handed in before anybody had looked is completed by this look, and by no later one.
      await db
        .updateTable('evidence_snapshots')
        .set({ seen_at: moment(), verdict, seen: look })
        .where('evidence_id', '=', due.id)
        .where('seen_at', 'is', null)
        .execute()
      if (row.removed_at !== null) return 'gone'
      if (first) return 'first'
      const wasCertain = row.verdict !== null && standingOf(toVerdict(row.verdict)) === 'bad' && isCertain(row)
      if (certain) return wasCertain ? 'as-before' : 'broken'
      if (bad) return 'suspect'
      return wasCertain ? 'recovered' : 'as-before'
    },
  }

  function isDue(row: Pick<EvidenceRow, 'not_before'>): boolean {
    return row.not_before !== null && row.not_before <= moment()
  }
}

export type EvidenceStore = ReturnType<typeof evidenceStore>

/** Whoever submits a page that has changed says that it is right as it is now. */
function submittedVerdict(verdict: string | null): string | null {
  return verdict === 'changed' ? 'good' : verdict
}

function pauseBefore(verdict: Verdict): number {
  return mayPass(verdict) ? secondLook.tomorrow : secondLook.soon
}

/** Whether a second look, late enough after the first bad one, said the same. */
function isCertain(row: Pick<EvidenceRow, 'verdict' | 'failing_since' | 'checked_at'>): boolean {
  if (row.verdict === null || row.failing_since === null || row.checked_at === null) return false
  return Date.parse(row.checked_at) - Date.parse(row.failing_since) >= pauseBefore(toVerdict(row.verdict)) - minute
}

/** The page's own minute in the coming night, so that not all are looked at together. */
function nextNight(now: Date, id: string): string {
  const share = Array.from(Buffer.from(id)).reduce((sum, byte) => (sum * 31 + byte) % 100_003, 7) / 100_003
  const today = new Date(now.getTime() + offset)
  const at = (days: number) =>
    Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate() + days, night.from) -
    offset +
    share * night.hours * hour
  const tonight = at(0)
  // Whoever was looked at within the last six hours waits for the night after.
  return new Date(tonight > now.getTime() + 6 * hour ? tonight : at(1)).toISOString()
}

function checkOf(row: EvidenceRow): Evidence['check'] {
  if (row.verdict === null || row.checked_at === null) return null
  return { verdict: toVerdict(row.verdict), at: new Date(row.checked_at), ...lookOf(row) }
}

function lookOf(row: Pick<EvidenceRow | EvidenceSnapshotRow, 'seen'>): z.infer<typeof StoredLook> {
  return row.seen === null ? { seen: null, service: null } : StoredLook.parse(JSON.parse(row.seen))
}

function toVerdict(value: string): Verdict {
  const verdict = verdicts.find((known) => known === value)
  if (!verdict) throw new Error('The evidence table holds an unknown verdict.')
  return verdict
}
