import { createHmac, scrypt } from 'node:crypto'
import type { Clock } from '../kernel/clock.ts'
import type { Secret } from '../kernel/secret.ts'
import { readChatReport } from '../thai/chat-report.ts'
import { fromWire } from './browser/crypto/binary.ts'
import {
  newReceipt,
  openReceipt,
  readReceipt,
  receiptKeyBytes,
  showReceipt,
  type ReceiptCost,
} from './browser/crypto/receipt.ts'
import type { RandomBytes } from './browser/crypto/random.ts'
import { newCase, newCaseId, sealReport, type SealedReport } from './browser/crypto/sealing.ts'
import type { CaseStore, NewItem, NewWrap } from './case-store.ts'
import type { Day } from './cases-db.ts'
import { today, type WorkDays } from './day.ts'
import { nextCheck } from './deadlines.ts'
import { publicKey, type KeyStore } from './key-store.ts'
import { kdf } from './wire.ts'
import type { Settings } from './wire-bodies.ts'

/**
 * What became of a text that began as a report in the chat does. `filed`: it is a case, and the receipt opens it. Everything else: it
 * was not taken and is gone. `shut`: reports are
 * not taken here now; `full`: too many came this hour; `failed`: the database did not take it.
 */
export type ChatFiling =
  | { outcome: 'filed'; receipt: string; nextCheck: Day }
  | { outcome: 'short' | 'long' | 'receipt' | 'shut' | 'full' | 'failed' }

export type ChatIntakeTools = {
  clock: Clock
  pepper: Secret
  cases: CaseStore
  keys: KeyStore
  /** What keeps the channel closed; empty = it is open. */
  missing(agency: string): Promise<string[]>
  salt(agency: string): Promise<string>
  settings(agency: string): Promise<Settings>
  calendar(agency: string): Promise<WorkDays>
  /** Something broke; it is counted, and nothing of it is told. */
  failed(): void
}

const hour = 3_600_000
/** Reports from the chat that an agency takes in an hour. They need no proof of work, and officers must look at each. */
const budget = 12

/** Twenty digits in a row with at most one mark between two of them, as a receipt is copied. */
const twentyDigits = /[\d\u0e50-\u0e59](?:[\s-]?[\d\u0e50-\u0e59]){19}/g

/**
 * The one place where this server seals a report itself: for people who cannot use the page, where the agency allows it. The words
 * come in as an argument, are sealed by the page's own code (`browser/crypto`) and leave as ciphertext; who wrote them never
 * comes here.
 *
 * LINE delivers an event again when it did not hear a 200 in time, and sometimes without a reason. So the receipt and the name of
 * the case are not drawn but computed, from the event's id and its words under the pepper: the same event is the same case with
 * the same receipt, in whatever process and after whatever crash, and no row has to say which events there were. Of these three
 * only the pepper is kept, so nobody can compute a receipt again later.
 */
export function createChatIntake(tools: ChatIntakeTools) {
  const { clock, cases, keys } = tools
  const taken = new Map<string, number[]>()
  let before: Promise<unknown> = Promise.resolve()
  // On a busy machine LINE delivers again while the first delivery is in hand: both wait for the same.
  const inHand = new Map<string, Promise<ChatFiling>>()

  /** Random bytes that are the same for the same event with the same words. */
  function bytesOf(agency: string, eventId: string, text: string, attempt: number): RandomBytes {
    const name = JSON.stringify(['chat intake v1', agency, eventId, text, attempt])
    const key = createHmac('sha256', Buffer.from(tools.pepper.reveal(), 'base64')).update(name).digest()
    let block = 0
    return (n) => {
      const blocks = Array.from({ length: Math.ceil(n / 32) }, () =>
        createHmac('sha256', key)
          .update(String((block += 1)))
          .digest(),
      )
      return new Uint8Array(Buffer.concat(blocks).subarray(0, n))
    }
  }

  function hasRoom(agency: string): boolean {
    const now = clock.now().getTime()
    const recent = (taken.get(agency) ?? []).filter((at) => at > now - hour)
    taken.set(agency, recent.length < budget ? [...recent, now] : recent)
    return recent.length < budget
  }

  async function file(agency: string, eventId: string, text: string, mayTake: boolean): Promise<ChatFiling> {
    const report = readChatReport(text)
    if (typeof report === 'string') return { outcome: mayTake ? report : 'shut' }
    if (holdsOldReceipt(text)) return { outcome: 'receipt' }
    // A name that another case has is one in a million millions; the next attempt has another.
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const random = bytesOf(agency, eventId, text, attempt)
      const receipt = newReceipt(random)
      const id = newCaseId(random)
      const known = await cases.one(agency, id)
      if (!known && (!mayTake || (await tools.missing(agency)).length > 0)) return { outcome: 'shut' }
      if (!known && !hasRoom(agency)) return { outcome: 'full' }
      const opened = await openReceipt(receipt, await tools.salt(agency), kdf, threadScrypt)
      if (!known) {
        const readers = (await keys.offered(agency)).map((key) => publicKey(key, today(clock)))
        const body = { language: 'th', position: '', evidence: '', ongoing: '', via: 'chat', ...report } as const
        const sealed = await sealReport(await newCase(agency, id), body, { name: '', contact: '' }, [], readers, opened)
        await cases.submit(agency, { ...asRows(sealed), files: [] })
      }
      const mine = await cases.byLookup(agency, Buffer.from(opened.lookup))
      if (mine?.id !== id) continue
      const [settings, calendar] = [await tools.settings(agency), await tools.calendar(agency)]
      const day = today(clock)
      return {
        outcome: 'filed',
        receipt: showReceipt(receipt),
        nextCheck: nextCheck(mine, settings, calendar, day),
      }
    }
    throw new Error('No name was free for a case.')
  }

  return {
    /**
     * Takes a text that begins as a report in the chat does. One after the other: each takes 32 MiB for a third of a second.
     * @param eventId LINE's id of the event; nothing of it is kept
     * @param mayTake false: no new case, but what became one already hears its receipt
     */
    async file(agency: string, eventId: string, text: string, mayTake: boolean): Promise<ChatFiling> {
      const event = JSON.stringify([agency, eventId])
      let filing = inHand.get(event)
      if (!filing) {
        filing = before.then(() => file(agency, eventId, text, mayTake))
        before = filing.catch(() => undefined)
        inHand.set(event, filing)
      }
      try {
        return await filing
      } catch {
        // The cause may speak of the report; that something broke is counted, and the writer is told that nothing was taken.
        tools.failed()
        return { outcome: 'failed' }
      } finally {
        inHand.delete(event)
      }
    },

    /** Who will be able to read what is written in the chat, by position: nobody can be left out there. */
    async readers(agency: string): Promise<string[]> {
      return (await keys.offered(agency)).map((key) => key.label)
    },
  }
}

/** Node's own scrypt, in a thread of its own: a third of a second in which others are answered meanwhile. */
async function threadScrypt(receipt: string, salt: string, { N, r, p }: ReceiptCost): Promise<Uint8Array> {
  const maxmem = 128 * r * (N + p) * 2
  return new Promise((resolve, reject) => {
    scrypt(receipt, salt, receiptKeyBytes, { N, r, p, maxmem }, (cause, key) => {
      if (cause) reject(cause)
      else resolve(new Uint8Array(key))
    })
  })
}

/** Whether somebody put the receipt of an earlier report among their words: the officers would read it. */
function holdsOldReceipt(text: string): boolean {
  return (text.match(twentyDigits) ?? []).some((digits) => 'receipt' in readReceipt(digits))
}

/** A sealed report as the store takes it: what the wire writes as letters, as bytes. */
function asRows(sealed: SealedReport): { case: string; lookup: Buffer; wraps: NewWrap[]; items: NewItem[] } {
  const bytes = (letters: string) => Buffer.from(fromWire(letters))
  return {
    case: sealed.case,
    lookup: bytes(sealed.lookup),
    wraps: sealed.wraps.map(({ key, blob }) => ({ key, blob: bytes(blob) })),
    items: sealed.items.map((item) => ({ ...item, blob: bytes(item.blob) })),
  }
}
