import { newCaseKey, wrapCaseKey } from './case-key.ts'
import { itemKey, sealItem } from './item.ts'
import { randomName, systemRandom, type RandomBytes } from './random.ts'
import type { ReceiptKeys } from './receipt.ts'
import { reporterKey, type FileBody, type IdentityBody, type ItemKind, type ReportBody } from '../../wire.ts'
import type { PublicKey, Submission } from '../../wire-bodies.ts'
import { toWire } from './binary.ts'

const caseIdLength = 8
const itemIdLength = 16

/** A case key with everything that sealing for this case needs. */
export type OpenCase = { tenant: string; case: string; identity: string; recipient: string; macKey: Uint8Array }

/** A new case: its id and its key, drawn where it is sealed. */
export async function newCase(tenant: string, id: string = newCaseId(systemRandom)): Promise<OpenCase> {
  const { identity, recipient } = await newCaseKey()
  return { tenant, case: id, identity, recipient, macKey: itemKey(identity) }
}

export function newCaseId(random: RandomBytes): string {
  return randomName(caseIdLength, random)
}

export type SealedItem<Kind extends ItemKind> = { id: string; kind: Kind; seq: number; blob: string }

/** Seals the body of one item of a case to the case key (or to the recipients given). */
export async function sealBody<Kind extends ItemKind>(
  open: OpenCase,
  head: { kind: Kind; role: 'reporter' | 'officer'; seq: number },
  body: unknown,
  recipients: readonly string[] = [open.recipient],
): Promise<SealedItem<Kind>> {
  const item = randomName(itemIdLength, systemRandom)
  const { tenant, case: ofCase, macKey } = open
  const sealed = await sealItem({ tenant, case: ofCase, item, ...head }, JSON.stringify(body), recipients, macKey)
  return { id: item, kind: head.kind, seq: head.seq, blob: toWire(sealed) }
}

/** What `POST s` takes, but for the work. */
export type SealedReport = Omit<Submission, 'pow' | 'website' | 'files'>

/**
 * A whole report, sealed: the case key wrapped for every admitted reader and for the receipt, the report, the identity (if
 * one was given) and one manifest for each file.
 */
export async function sealReport(
  open: OpenCase,
  body: ReportBody,
  identity: IdentityBody,
  files: readonly FileBody[],
  readers: readonly PublicKey[],
  receipt: ReceiptKeys,
): Promise<SealedReport> {
  const bodies: [kind: 'report' | 'identity' | 'file-manifest', body: unknown][] = [['report', body]]
  if (identity.name !== '' || identity.contact !== '') bodies.push(['identity', identity])
  for (const file of files) bodies.push(['file-manifest', file])
  const items: SealedReport['items'] = []
  for (const [index, [kind, what]] of bodies.entries()) {
    items.push(await sealBody(open, { kind, role: 'reporter', seq: index + 1 }, what))
  }
  const wraps = await Promise.all(
    [...readers, { id: reporterKey, recipient: receipt.recipient }].map(async ({ id, recipient }) => ({
      key: id,
      blob: toWire(await wrapCaseKey(open.identity, recipient)),
    })),
  )
  return { case: open.case, lookup: toWire(receipt.lookup), wraps, items }
}
