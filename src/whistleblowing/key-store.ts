import { createHash } from 'node:crypto'
import type { Clock } from '../kernel/clock.ts'
import type { Ids } from '../kernel/ids.ts'
import { appendAudit, bySystem } from './audit.ts'
import type { CaseDb, Day, KeyRow } from './cases-db.ts'
import { addDays, today } from './day.ts'
import { fingerprintOf, keyRoles, showFingerprint, type KeyRole } from './wire.ts'
import type { PublicKey } from './wire-bodies.ts'

export const keyStates = ['pending', 'active', 'retired'] as const
export type KeyState = (typeof keyStates)[number]

/** A key as the rest of this folder sees it. */
export type Key = {
  id: string
  role: KeyRole
  label: string
  recipient: string
  wrapped: string | null
  state: KeyState
  /** Whose it is; null for a recovery key. */
  holder: string | null
  /** Who was at the page when it was made. */
  madeBy: string
  confirmed: boolean
  activeFrom: Day | null
  retiredOn: Day | null
}

/** Who serves as an officer now. A key whose holder does not is offered to no reporter. */
export type Serving = (agency: string, personId: string) => Promise<boolean>

/** For how long the page says that readers have changed. */
const newFor = 30

/** Keys of staff and of the recovery paper: public halves, and private ones only as their holders locked them. */
export function keyStore(db: CaseDb, clock: Clock, ids: Pick<Ids, 'short'>, serves: Serving) {
  async function all(agency: string): Promise<Key[]> {
    const rows = await db.selectFrom('wb_key').selectAll().where('agency', '=', agency).execute()
    // By what everybody may know; the ids are random.
    return rows.map(read).toSorted((one, other) => place(one).localeCompare(place(other)))
  }

  /** The keys that reports are sealed to now: in use, and their holders serve. */
  async function offered(agency: string): Promise<Key[]> {
    const active = (await all(agency)).filter((key) => key.state === 'active')
    const standing = await Promise.all(active.map(async (key) => key.holder === null || serves(agency, key.holder)))
    return active.filter((_, index) => standing[index])
  }

  return {
    all,
    offered,

    /** What the channel still lacks: at least two people who read online, and a recovery key. Empty = it is open. */
    async missing(agency: string): Promise<('officer' | 'second-person' | 'recovery')[]> {
      const keys = await offered(agency)
      const people = new Set(keys.flatMap((key) => (key.holder === null ? [] : [key.holder])))
      return [
        ...(people.size === 0 ? (['officer'] as const) : []),
        ...(people.size < 2 ? (['second-person'] as const) : []),
        ...(keys.some((key) => key.role === 'recovery') ? [] : (['recovery'] as const)),
      ]
    },

    /** A new key waits until it is confirmed by whoever made it and approved by another person. @returns its id; null when it is there already */
    async add(
      agency: string,
      added: {
        role: KeyRole
        label: string
        recipient: string
        wrapped: string | null
        by: string
        epoch: number
        actor: string
      },
    ): Promise<string | null> {
      return db.transaction().execute(async (transaction) => {
        const id = ids.short()
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto('wb_key')
          .values({
            id,
            agency,
            role: added.role,
            label: added.label,
            recipient: added.recipient,
            wrapped_identity: added.wrapped,
            epoch: added.epoch,
            state: 'pending',
            holder: added.role === 'recovery' ? null : added.by,
            made_by: added.by,
            confirmed_on: null,
            active_from: null,
            retired_on: null,
            approved_by: null,
          })
          .onConflict((conflict) => conflict.columns(['agency', 'recipient']).doNothing())
          .executeTakeFirst()
        if (numInsertedOrUpdatedRows !== 1n) return null
        await appendAudit(transaction, clock, { agency, actor: added.actor, action: 'key.added' })
        return id
      })
    },

    /** The private half was shown to open something. */
    async confirm(agency: string, id: string, actor: string): Promise<void> {
      await change(agency, id, { confirmed_on: today(clock) }, 'key.confirmed', actor)
    },

    /** In use from today. The caller has checked who says so (`mayApprove`). */
    async activate(agency: string, id: string, approvedBy: string, actor: string): Promise<void> {
      await change(
        agency,
        id,
        { state: 'active', active_from: today(clock), approved_by: approvedBy },
        'key.approved',
        actor,
      )
    },

    async retire(agency: string, id: string, actor: string): Promise<void> {
      await change(agency, id, { state: 'retired', retired_on: today(clock) }, 'key.retired', actor)
    },

    /** Takes a key away that was never in use. */
    async discard(agency: string, id: string, actor: string): Promise<void> {
      await db.transaction().execute(async (transaction) => {
        await transaction
          .deleteFrom('wb_key')
          .where('agency', '=', agency)
          .where('id', '=', id)
          .where('state', '=', 'pending')
          .execute()
        await appendAudit(transaction, clock, { agency, actor, action: 'key.discarded' })
      })
    },

    /**
     * Erases the locked private halves of retired keys that no case is wrapped for any more: then old backups of those
     * cases cannot be opened by them either.
     */
    async eraseIdle(agency: string): Promise<number> {
      const idle = await db
        .selectFrom('wb_key')
        .select('id')
        .where('agency', '=', agency)
        .where('state', '=', 'retired')
        .where('wrapped_identity', 'is not', null)
        .where('id', 'not in', db.selectFrom('wb_wrap').select('key_id'))
        .execute()
      for (const { id } of idle) await change(agency, id, { wrapped_identity: null }, 'key.erased', bySystem)
      return idle.length
    },
  }

  async function change(
    agency: string,
    id: string,
    values: Partial<KeyRow>,
    action: 'key.confirmed' | 'key.approved' | 'key.retired' | 'key.erased',
    actor: string,
  ): Promise<void> {
    await db.transaction().execute(async (transaction) => {
      await transaction.updateTable('wb_key').set(values).where('agency', '=', agency).where('id', '=', id).execute()
      await appendAudit(transaction, clock, { agency, actor, action })
    })
  }
}

export type KeyStore = ReturnType<typeof keyStore>

/**
 * Whether a proven key may let another one in. Never its own maker and never its own holder: it takes two people.
 * The first keys of an agency let one another in, because nobody is there before them; from then on only keys in use do.
 */
export function mayApprove(wanted: Key, by: Key, actorId: string, all: readonly Key[]): boolean {
  if (wanted.state !== 'pending' || !wanted.confirmed || wanted.id === by.id) return false
  if (wanted.madeBy === actorId || wanted.holder === actorId) return false
  // The recovery paper stands for nobody: it may let in whoever is not at the page alone.
  if (by.holder !== null && by.holder !== actorId) return false
  if (by.state === 'active') return true
  const isFirst = all.every((key) => key.state === 'pending')
  return isFirst && by.state === 'pending' && by.confirmed && by.holder === actorId
}

/** A key as everybody may see it. */
export function publicKey(key: Key, day: Day): PublicKey {
  return {
    id: key.id,
    role: key.role,
    label: key.label,
    recipient: key.recipient,
    fingerprint: fingerprintDigits(key.recipient),
    activeFrom: key.activeFrom ?? '',
    isNew: key.activeFrom !== null && day <= addDays(key.activeFrom, newFor),
  }
}

function fingerprintDigits(recipient: string): string {
  return fingerprintOf(createHash('sha256').update(recipient).digest())
}

/** The twenty digits by which people compare a key, as they are shown and printed. */
export function fingerprint(recipient: string): string {
  return showFingerprint(fingerprintDigits(recipient))
}

/** Whether somebody reads with it online; the recovery paper lies in a safe. */
export function isOnline(key: { role: KeyRole }): boolean {
  return key.role !== 'recovery'
}

function place(key: Key): string {
  return `${keyRoles.indexOf(key.role)} ${key.activeFrom ?? '9'} ${key.id}`
}

function read(row: KeyRow): Key {
  const role = keyRoles.find((known) => known === row.role)
  const state = keyStates.find((known) => known === row.state)
  if (!role || !state) throw new Error('A key has a role or a state that this version does not know.')
  return {
    id: row.id,
    role,
    label: row.label,
    recipient: row.recipient,
    wrapped: row.wrapped_identity,
    state,
    holder: row.holder,
    madeBy: row.made_by,
    confirmed: row.confirmed_on !== null,
    activeFrom: row.active_from,
    retiredOn: row.retired_on,
  }
}
