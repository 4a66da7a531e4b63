import { createHash, randomBytes } from 'node:crypto'
import { base64urlnopad } from '@scure/base'
import { armor, Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { expect } from 'vitest'
import { wrapCaseKey } from '../../src/whistleblowing/browser/crypto/case-key.ts'
import type { ReceiptKeys } from '../../src/whistleblowing/browser/crypto/receipt.ts'
import { fileDigest, sealFile } from '../../src/whistleblowing/browser/crypto/sealed-file.ts'
import { openCase, openItems, type ShownItem } from '../../src/whistleblowing/browser/pages/opened-case.ts'
import { newCase, sealBody, sealReport, type OpenCase } from '../../src/whistleblowing/browser/crypto/sealing.ts'
import { leadingZeroBits, powText, type FileBody, type ReportBody } from '../../src/whistleblowing/wire.ts'
import type {
  CaseForOfficer,
  CaseForReporter,
  KeysAnswer,
  OfficerAnswer,
  PowAnswer,
  Submission,
  SubmissionAnswer,
} from '../../src/whistleblowing/wire-bodies.ts'
import { second } from '../support/clock.ts'
import type { Desk, Ground } from './ground.ts'

/** A channel that can be asked, wherever it runs, and its clock. */
export type Wire = Pick<Ground, 'ask' | 'clock'>

// What browsers do, with the very modules that run in them.

/** A key of staff: what its holder's passphrase would open, and what the server knows. */
export type StaffKey = { id: string; identity: string; recipient: string; desk: Desk }

const fromWire = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'))

/** Opens a challenge as the holder of a private key does. */
export async function answerOf(challenge: unknown, identity: string): Promise<string> {
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  return (await decrypter.decrypt(fromWire(String(challenge)), 'text')).trim()
}

/** The private half locked with a passphrase, with a work factor that tests can afford. */
async function locked(identity: string): Promise<string> {
  const encrypter = new Encrypter()
  encrypter.setScryptWorkFactor(10)
  encrypter.setPassphrase('seven words that nobody knows here but us')
  return armor.encode(await encrypter.encrypt(`${identity}\n`))
}

/** Makes a key at somebody's page; it waits for confirmation and approval. */
export async function addKey(desk: Desk, role: 'officer' | 'fallback' | 'recovery', label: string): Promise<StaffKey> {
  const identity = await generateX25519Identity()
  const recipient = await identityToRecipient(identity)
  const wrapped = role === 'recovery' ? null : await locked(identity)
  const added = await desk.post<{ id: string }>('/keys', { role, label, recipient, wrapped })
  expect(added.status).toBe(200)
  return { id: added.body.id, identity, recipient, desk }
}

export async function confirm(key: StaffKey): Promise<number> {
  const { body } = await key.desk.post(`/keys/${key.id}/challenge`)
  const answer = await answerOf(body['challenge'], key.identity)
  return (await key.desk.post(`/keys/${key.id}/confirm`, { answer })).status
}

/** Somebody lets a key in, proving with a key of their own. */
export async function approve(key: StaffKey, by: StaffKey, at: Desk = by.desk): Promise<number> {
  const { body } = await at.post(`/keys/${by.id}/challenge`)
  const answer = await answerOf(body['challenge'], by.identity)
  return (await at.post(`/keys/${key.id}/approve`, { by: by.id, answer })).status
}

/** The whole ceremony: two people and a recovery paper, each let in by the other. */
export async function ceremony(ground: Pick<Ground, 'official'>, agency = 'town') {
  const officer = await addKey(await ground.official('officer', agency), 'officer', 'นิติกร')
  const fallback = await addKey(await ground.official('officer', agency), 'fallback', 'หัวหน้าสำนักปลัด')
  const recovery = await addKey(officer.desk, 'recovery', 'หน่วยตรวจสอบภายใน')
  for (const key of [officer, fallback, recovery]) expect(await confirm(key)).toBe(204)
  expect(await approve(fallback, officer)).toBe(204)
  expect(await approve(officer, fallback)).toBe(204)
  expect(await approve(recovery, fallback)).toBe(204)
  return { officer, fallback, recovery }
}

export type Keys = Awaited<ReturnType<typeof ceremony>>

/** Solves a proof of work. */
function solved({ c, bits, exp, mac }: PowAnswer): Submission['pow'] {
  // Node's own hash is faster; the page's solver has tests of its own.
  for (let n = 0; ; n += 1) {
    const hash = createHash('sha256')
      .update(powText(c, String(n)))
      .digest()
    if (leadingZeroBits(hash) >= bits) return { c, bits, exp, mac, n: String(n) }
  }
}

export async function pow(ground: Wire, kind: 'submit' | 'look' | 'upload', agency = 'town') {
  return solved((await ground.ask<PowAnswer>(`/w/${agency}/pow?k=${kind}`)).body)
}

/** The halves of a receipt without the dear computation that makes them of twenty digits. */
export async function cheapReceipt(): Promise<ReceiptKeys> {
  const identity = await generateX25519Identity()
  return { lookup: new Uint8Array(randomBytes(32)), identity, recipient: await identityToRecipient(identity) }
}

const emptyReport: ReportBody = {
  language: 'th',
  who: '',
  position: '',
  when: '',
  where: '',
  what: '',
  how: '',
  evidence: '',
  ongoing: '',
}

export type Wishes = {
  agency?: string
  what?: string
  identity?: { name: string; contact: string }
  files?: { name: string; bytes: Uint8Array }[]
  /** Ids of keys that must not read. */
  without?: string[]
  receipt?: ReceiptKeys
}

/** A report, sealed as the page seals it, before it is sent. */
export async function sealedReport(ground: Wire, wishes: Wishes = {}) {
  const agency = wishes.agency ?? 'town'
  const { body: channel } = await ground.ask<KeysAnswer>(`/w/${agency}/keys`)
  const receipt = wishes.receipt ?? (await cheapReceipt())
  const open = await newCase(channel.agency.slug)
  const manifests: FileBody[] = []
  for (const file of wishes.files ?? []) manifests.push(await upload(ground, open, file, agency))
  const readers = channel.keys.filter((key) => !(wishes.without ?? []).includes(key.id))
  const sealed = await sealReport(
    open,
    { ...emptyReport, what: wishes.what ?? 'เรียกรับเงินค่าใบอนุญาต' },
    wishes.identity ?? { name: '', contact: '' },
    manifests,
    readers,
    receipt,
  )
  const body = { ...sealed, files: manifests.flatMap((file) => file.parts), website: '' as const }
  return { open, receipt, body, agency }
}

export async function upload(ground: Wire, open: OpenCase, file: { name: string; bytes: Uint8Array }, agency = 'town') {
  const ticket = await ground.ask<{ ticket: string }>(`/w/${agency}/u`, {
    json: { pow: await pow(ground, 'upload', agency) },
  })
  const parts: string[] = []
  for (const bytes of await sealFile(file.bytes, open.recipient)) {
    const id = randomId(16)
    const put = await ground.ask(`/w/${agency}/u/${id}`, {
      method: 'PUT',
      bytes,
      headers: { 'content-type': 'application/octet-stream', 'x-wb-ticket': ticket.body.ticket },
    })
    expect(put.status).toBe(204)
    parts.push(id)
  }
  const { name, bytes } = file
  return { name, type: '', size: bytes.length, sha256: fileDigest(bytes), original: true, parts }
}

export function randomId(length: number): string {
  return Array.from(randomBytes(length), (byte) => 'abcdefghijklmnopqrstuvwxyz234567'[byte & 31]).join('')
}

export type Reported = Awaited<ReturnType<typeof sealedReport>>

/** Sends a sealed report; the page has waited as long as it must. */
export async function send(ground: Wire, report: Reported, path = `/w/${report.agency}/s`) {
  const work = await pow(ground, 'submit', report.agency)
  ground.clock.move(8 * second)
  return ground.ask<SubmissionAnswer>(path, { json: { ...report.body, pow: work } })
}

/** Seals and sends; the report must be taken. */
export async function report(ground: Wire, wishes: Wishes = {}): Promise<Reported> {
  const sealed = await sealedReport(ground, wishes)
  expect((await send(ground, sealed)).status).toBe(200)
  return sealed
}

/** The reporter looks, as the page does. */
export async function look(ground: Wire, reported: Reported) {
  const { agency, receipt } = reported
  return ground.ask<CaseForReporter>(`/w/${agency}/r`, {
    json: { lookup: base64urlnopad.encode(receipt.lookup), pow: await pow(ground, 'look', agency) },
  })
}

/** What the reporter reads. */
export async function readByReporter(ground: Wire, reported: Reported): Promise<ShownItem[]> {
  const { body } = await look(ground, reported)
  return openItems(await openCase(reported.agency, body.case, body.wrap, reported.receipt.identity), body.items)
}

/** What an officer reads of a case. */
export async function readByOfficer(key: StaffKey, caseId: string): Promise<ShownItem[]> {
  const { body } = await key.desk.get<CaseForOfficer>(`/cases/${caseId}`)
  return openItems(await officersCase(key, body), body.items, [key.identity])
}

export async function officersCase(key: StaffKey, shown: CaseForOfficer): Promise<OpenCase> {
  const wrap = shown.wraps.find((one) => one.key === key.id)
  if (!wrap) throw new Error('The case is not wrapped for this key.')
  return openCase(key.desk.agency, shown.id, wrap.blob, key.identity)
}

/** Words of an officer, sealed for whom their kind is meant. */
export async function sealedWords(key: StaffKey, caseId: string, kind: 'reply' | 'note', text: string) {
  const { body } = await key.desk.get<CaseForOfficer>(`/cases/${caseId}`)
  const open = await officersCase(key, body)
  const seq = kind === 'reply' ? body.nextSeq : body.nextInnerSeq
  const recipients = kind === 'reply' ? [open.recipient] : body.readers.map((reader) => reader.recipient)
  return sealBody(open, { kind, role: 'officer', seq }, { text }, recipients)
}

/** The words of everything that could be opened, and what could not. */
export function wordsOf(shown: readonly ShownItem[]): string[] {
  return shown.map((item) => {
    if (item.state !== 'open') return item.state
    const body = item.body as Record<string, unknown>
    const words = body['text'] ?? body['what'] ?? body['name']
    return typeof words === 'string' ? words : ''
  })
}

export async function wrapFor(key: StaffKey, caseId: string, others: readonly { id: string; recipient: string }[]) {
  const { body } = await key.desk.get<CaseForOfficer>(`/cases/${caseId}`)
  const { identity } = await officersCase(key, body)
  return Promise.all(
    others.map(async ({ id, recipient }) => ({
      key: id,
      blob: base64urlnopad.encode(await wrapCaseKey(identity, recipient)),
    })),
  )
}

export async function me(desk: Desk): Promise<OfficerAnswer> {
  return (await desk.get<OfficerAnswer>('/me')).body
}
