import { unwrapCaseKey } from '../crypto/case-key.ts'
import { itemKey, openItem } from '../crypto/item.ts'
import type { FileBody, ItemKind, ReportBody, WordsBody } from '../../wire.ts'
import type { CaseItem } from '../../wire-bodies.ts'
import { fromWire } from '../crypto/binary.ts'
import type { OpenCase } from '../crypto/sealing.ts'

/** An item as it may be shown: its body, or that it must not be shown. */
export type ShownItem = { item: CaseItem } & (
  | { state: 'open'; body: unknown }
  /** Changed, moved or forged. */
  | { state: 'broken' }
  /** Behind a door of its own. */
  | { state: 'apart' }
)

/** The key of a case out of the wrap. Throws `ItemRefused` when the wrap is not for this key. */
export async function openCase(tenant: string, id: string, wrap: string, identity: string): Promise<OpenCase> {
  const key = await unwrapCaseKey(fromWire(wrap), identity)
  return { tenant, case: id, ...key, macKey: itemKey(key.identity) }
}

/**
 * Opens the items of a case in their order. What does not fit its place is broken; so is everything after a gap in the
 * numbers, because a message was taken out there.
 * @param identities of staff, for notes, which are not sealed to the case key
 */
export async function openItems(
  open: OpenCase,
  items: readonly CaseItem[],
  identities: readonly string[] = [],
): Promise<ShownItem[]> {
  const shown: ShownItem[] = []
  for (const item of items) {
    if (item.blob === null) shown.push({ item, state: 'apart' })
    else shown.push(await openOne(open, item, item.blob, identities))
  }
  return shown
}

async function openOne(
  open: OpenCase,
  item: CaseItem,
  blob: string,
  identities: readonly string[],
): Promise<ShownItem> {
  const { tenant, case: ofCase, identity, macKey } = open
  const { id, kind, role, seq } = item
  const place = { tenant, case: ofCase, item: id, kind, role, seq }
  try {
    const text = await openItem(fromWire(blob), place, [identity, ...identities], macKey)
    const body: unknown = JSON.parse(text)
    return isBody(kind, body) ? { item, state: 'open', body } : { item, state: 'broken' }
  } catch {
    return { item, state: 'broken' }
  }
}

/** Whether numbers 1, 2, 3 … are all there, each once: a missing one was taken out of the database. */
export function isComplete(items: readonly CaseItem[]): boolean {
  return items.every((item, index) => item.seq === index + 1)
}

const wordsIn: Record<ItemKind, readonly string[]> = {
  report: ['who', 'position', 'when', 'where', 'what', 'how', 'evidence', 'ongoing'] satisfies (keyof ReportBody)[],
  identity: ['name', 'contact'],
  reply: ['text'] satisfies (keyof WordsBody)[],
  note: ['text'],
  redacted: ['text'],
  'file-manifest': ['name', 'type', 'sha256'] satisfies (keyof FileBody)[],
}

/** Whether a body has the words that its kind has; whoever holds the case key may still have written nonsense. */
function isBody(kind: ItemKind, body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false
  const fields = body as Record<string, unknown>
  if (!wordsIn[kind].every((name) => typeof fields[name] === 'string')) return false
  if (kind !== 'file-manifest') return true
  const { size, parts } = fields
  return typeof size === 'number' && Array.isArray(parts) && parts.every((part) => typeof part === 'string')
}
