import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { openDatabase } from '../../src/db/open.ts'
import { openCases } from '../../src/whistleblowing/cases-db.ts'
import { pow, sealedReport } from '../whistleblowing/actors.ts'
import { asker } from '../whistleblowing/ground.ts'
import { stillClock } from '../support/clock.ts'

/** A long report in Thai, as the issue measures it. */
const words = 'ผู้รับเหมาต้องจ่ายก่อน '.repeat(91).slice(0, 2000)

/**
 * Opens the protected channel of a running bot without its ceremony: keys in use for two officers who have registered, and a
 * recovery key, put directly into its database.
 * @param location of the channel's database
 */
export async function openChannel(agency: string, common: string, location: string): Promise<void> {
  const database = await openDatabase(common)
  const officers = await database.db.selectFrom('staff').select('person_id').where('role', '=', 'officer').execute()
  await database.close()
  const holders = officers.flatMap(({ person_id: person }) => person ?? [])
  if (holders.length !== 2) throw new Error(`There are ${holders.length} officers; two were invited.`)
  const cases = await openCases(location)
  for (const [index, holder] of [...holders, null].entries()) {
    const role = ['officer', 'fallback', 'recovery'][index] ?? ''
    await cases.db
      .insertInto('wb_key')
      .values({
        id: `benchkey000${index}`,
        agency,
        role,
        label: role,
        recipient: await identityToRecipient(await generateX25519Identity()),
        wrapped_identity: null,
        epoch: 2570,
        state: 'active',
        holder,
        made_by: holder ?? holders[0] ?? '',
        confirmed_on: '2026-10-01',
        active_from: '2026-10-01',
        retired_on: null,
        approved_by: null,
      })
      .execute()
  }
  await cases.close()
}

/**
 * Reports as phones send them, sealed and with their proofs of work, before anything is measured: what phones do costs the
 * server nothing. The challenges are fetched first as well, while they cost what a single reporter pays; at fifty reports a
 * minute they would soon be much dearer.
 */
export async function reportRequests(port: number, agency: string, count: number): Promise<Buffer[]> {
  const url = `http://127.0.0.1:${port}`
  const wire = {
    clock: stillClock(),
    ask: asker(async (request) => {
      const { pathname, search } = new URL(request.url)
      return fetch(`${url}${pathname}${search}`, {
        method: request.method,
        headers: request.headers,
        ...(request.body && { body: await request.arrayBuffer() }),
      })
    }),
  }
  const requests: Buffer[] = []
  for (let made = 0; made < count; made += 1) {
    const { body } = await sealedReport(wire, { agency, what: words })
    const json = Buffer.from(JSON.stringify({ ...body, pow: await pow(wire, 'submit', agency) }))
    const head = `POST /w/${agency}/s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nx-wb: 1\r\nContent-Length: ${json.length}\r\n\r\n`
    requests.push(Buffer.concat([Buffer.from(head), json]))
  }
  return requests
}
